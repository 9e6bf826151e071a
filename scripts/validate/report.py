"""The page of a validation: one file that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.validate.suite import Verdict

TEMPLATE = Path(__file__).with_name("report.html.jinja")


def write_report(path: Path, subject: str, verdicts: Sequence[Verdict]) -> None:
    """Write the page about `subject` (what was validated, in words)."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE.parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(TEMPLATE.name).render(
        subject=subject,
        written_at=datetime.now(UTC),
        verdicts=verdicts,
        checks=sum(len(verdict.outcomes) for verdict in verdicts),
        not_passed=sum(len(verdict.not_passed) for verdict in verdicts),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
