"""The project that dbt Charts draws from: the boards of charts/ over one published file, in one language."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb
import yaml

from scripts.dbt_runner import ROOT, BuildError, run_dbt
from scripts.scorecard import read_texts

CHARTS = ROOT / "charts"

# The keys of a board whose texts readers see.
SEEN = {"title", "subtitle", "label", "x_label", "y_label"}

# Why a metric has no value in the latest complete period, in one language.
REASONS = """
    select metric, status_text
    from marts.scorecard_texts
    where language = ? and period_grain = 'month' and segment_name = 'all' and value_text = '—'
"""

# Whether a chart has something to draw, asked when it is drawn.
PROBE = "select count(*) > 0 as is_there, count(*) = 0 as is_absent from ({{{{ queries.{query} }}}})"


def board_files() -> list[Path]:
    """The boards, the overview first. meta.yml is what they share."""
    boards = [file for file in CHARTS.glob("*.yml") if file.name != "meta.yml"]
    return sorted(boards, key=lambda file: (file.stem != "overview", file.stem))


def stage(project: Path, published: Path, language: str, variables: Mapping[str, object], as_of: str | None) -> None:
    """Lay out a dbt project for dbt Charts whose profile and manifest agree: both are of the published file.

    `as_of` comes into the footer of every board; None makes boards that are live, with controls to filter them.
    dbt Charts resolves no variables of the environment in a profile, hence one of its own. Raises BuildError, duckdb.Error.
    """
    for name in ("dbt_project.yml", "dbt_charts.yml"):
        shutil.copyfile(ROOT / name, project / name)
    shutil.copytree(CHARTS, project / "charts")
    if language != "en":
        translate(project / "charts", language)
    profile = {"target": "published", "outputs": {"published": {"type": "duckdb", "path": str(published), "schema": "main"}}}
    write_yaml(project / "profiles.yml", {"customer_success": profile})
    shared = read_yaml(project / "charts" / "meta.yml")
    shared["variables"]["language"]["default"] = language
    if as_of:
        shared["style"]["footer"] = {"text": f"{read_texts(language)['scorecard.as_of']}: {as_of}"}
    else:
        for name in ("segment", "grain"):
            shared["variables"][name]["visible"] = True
    write_yaml(project / "charts" / "meta.yml", shared)
    explain_absences(project / "charts", published, language)
    run_dbt(["parse"], database=published, variables=variables, target_path=project / "target")


def explain_absences(folder: Path, published: Path, language: str) -> None:
    """Let each chart that has nothing to draw say why in its place. Raises duckdb.Error."""
    with duckdb.connect(str(published), read_only=True) as connection:
        reasons = dict(connection.execute(REASONS, [language]).fetchall())
    reasons[None] = read_texts(language)["reading.nothing_to_draw"]
    for board in board_files():
        content = read_yaml(folder / board.name)
        drawn = {name: chart for name, chart in content["charts"].items() if chart["type"] not in ("kpi", "table")}
        for name, chart in drawn.items():
            query = chart["query"]
            content["queries"][f"{name}_rows"] = PROBE.format(query=query)
            reason = reasons.get(metric_of(sql_of(content["queries"][query])), reasons[None])
            content["charts"][f"{name}_absent"] = {"type": "callout", "title": chart["title"], "message": reason}
        write_yaml(folder / board.name, {**content, "rows": either(content["rows"], drawn)})


def sql_of(query: str | Mapping[str, object]) -> str:
    """The SQL of a query, which is all of it or, beside formats, a part."""
    return query if isinstance(query, str) else query["sql"]


def metric_of(query: str) -> str | None:
    """The metric that a query of a board reads; None where it reads several or a mart of its own."""
    metrics = set(re.findall(r"\bmetric = '(\w+)'", query))
    return metrics.pop() if len(metrics) == 1 else None


def either(layout, drawn: Collection[str]):
    """A layout with each drawn chart or, where it has no row, the reason in its place."""
    if isinstance(layout, list):
        return [either(part, drawn) for part in layout]
    if isinstance(layout, dict):
        return {key: either(part, drawn) for key, part in layout.items()}
    if layout not in drawn:
        return layout
    shown = ((layout, "is_there"), (f"{layout}_absent", "is_absent"))
    return {"rows": [{"rows": [chart], "visible": {"query": f"{layout}_rows", "column": column}} for chart, column in shown]}


def translate(folder: Path, language: str) -> None:
    """Put the words of every board in a folder into another language. Raises BuildError where one has no translation."""
    words = {row["en"]: row["zh_cn"] for row in read_rows(CHARTS / "translations.csv")}
    english = read_texts("en")
    words |= {english[key]: text for key, text in read_texts(language).items() if key.startswith("metric.")}
    for board in board_files():
        file = folder / board.name
        content = read_yaml(file)
        write_yaml(file, {**translated(content, words), "queries": content["queries"]})
    shared = translated(read_yaml(folder / "meta.yml"), words)
    shared["regional"] = {"locale": {"time": language}}
    shared["style"]["formats"] = {"date_short": "%Y-%m-%d"}
    write_yaml(folder / "meta.yml", shared)


def translated(content, words: Mapping[str, str]):
    """A part of a board with the texts that readers see in another language."""
    if isinstance(content, list):
        return [translated(part, words) for part in content]
    if not isinstance(content, dict):
        return content
    return {
        key: translation(part, words) if key in SEEN and isinstance(part, str) else translated(part, words)
        for key, part in content.items()
    }


def translation(text: str, words: Mapping[str, str]) -> str:
    """One text in another language; an empty one stays empty. Raises BuildError."""
    if text and text not in words:
        raise BuildError(f"charts/translations.csv: expected a row for '{text}', found none. Add its translation.")
    return words.get(text, text)


def dbt_charts(*command: str) -> list[str | Path]:
    """A command line of dbt Charts, which tells no one that it was called."""
    return [Path(sys.executable).with_name("dct"), "--no-send-anonymous-usage-stats", *command]


def ask_dbt_charts(project: Path, *command: str) -> str:
    """Run one command of dbt Charts in a staged project; returns what it prints. Raises BuildError."""
    finished = subprocess.run(
        dbt_charts(*command), cwd=project, env={**os.environ, "DO_NOT_TRACK": "1"}, check=False, text=True, capture_output=True
    )
    if finished.returncode:
        raise BuildError(f"charts/: expected every board to be drawn, but dbt Charts said: {finished.stderr.strip()}")
    return finished.stdout


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def read_yaml(file: Path) -> dict:
    """What a YAML file says."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def write_yaml(file: Path, content: dict) -> None:
    """Write a YAML file."""
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
