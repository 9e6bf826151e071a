"""What is checked and what came of it, for raw tables and marts alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["passed", "failed", "error"]


@dataclass(frozen=True)
class Check:
    """One expectation of a table.

    `sentence` says what is expected, `shown` are the columns that name a row which fails, and `rules`
    those of the quarantine that set the same rows aside; a mart has none.
    """

    sentence: str
    expectation: Any
    shown: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suite:
    """The checks of one table: its name, its rows as SQL, and what is left to others to judge."""

    name: str
    query: str
    checks: tuple[Check, ...]
    left_to_others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of a check: what was found in words, how many rows fail, and the first of them for a reader."""

    check: Check
    status: Status
    failing_rows: int = 0
    rows: tuple[Mapping[str, str | None], ...] = ()
    found: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of a suite."""

    suite: Suite
    row_count: int
    outcomes: tuple[Outcome, ...]

    @property
    def not_passed(self) -> list[Outcome]:
        """The checks that failed, and those that could not be run."""
        return [outcome for outcome in self.outcomes if outcome.status != "passed"]

    @property
    def sentences(self) -> list[str]:
        """A sentence for each check that has not passed."""
        return [
            f"{self.suite.name}: expected that {outcome.check.sentence}, {outcome.found}{example(outcome.rows)}."
            for outcome in self.not_passed
        ]


def example(rows: tuple[Mapping[str, str | None], ...]) -> str:
    """The first of the rows that fail, in words."""
    if not rows:
        return ""
    return ", such as " + ", ".join(f"{name} {value or 'empty'}" for name, value in rows[0].items())
