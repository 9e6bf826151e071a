"""Reading cells as the types of the contract.

Whether a text is a number, a time or a truth value, and which one, is asked of DuckDB itself
(`try_cast`): the oracle is independent of the project in its rules, not in what '1e3' or
'2024-5-1' means.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import duckdb

TYPES = {
    "amount": "decimal(38, 6)",
    "rate": "decimal(38, 12)",
    "measure": "double",
    "whole": "integer",
    "flag": "boolean",
    "date": "date",
    "instant": "timestamptz",
}
NUMBERS = {"amount", "rate", "measure", "whole"}
NOT_FINITE = {"nan", "inf", "infinity"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = datetime(1, 1, 2, tzinfo=UTC)
LAST = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Cell:
    """The value of a cell, None where it has none; `flaw` says why one that is there has none."""

    value: object = None
    flaw: str | None = None


EMPTY = Cell()


def read_cells(texts: Iterable[str | None], kind: str) -> dict[str | None, Cell]:
    """What each of the texts says as a value of a kind; None is a missing one."""
    found: dict[str | None, Cell] = {None: EMPTY}
    given = sorted({text for text in texts if text is not None})
    if kind == "text":
        return found | {text: Cell(text) for text in given}
    for text, value in zip(given, cast(given, kind), strict=True):
        found[text] = cell_of(text, value, kind)
    return found


def cast(texts: list[str], kind: str) -> list[object]:
    """What DuckDB makes of each text: instants in microseconds, days in days since 1970."""
    value = f"try_cast(text as {TYPES[kind]})"
    if kind == "instant":
        value = f"case when isfinite({value}) then epoch_us({value}) end"
    if kind == "whole":
        # A cast rounds 2.5; a column of whole numbers that holds it holds something else.
        value = f"case when {value} = try_cast(text as decimal(38, 6)) then {value} end"
    if kind == "date":
        value = f"case when isfinite({value}) then date_diff('day', date '1970-01-01', {value}) end"
    found = connection().execute(
        f"select {value} "
        "from (select unnest(?::varchar[]) as text, unnest(range(?)) as place) order by place",
        [texts, len(texts)],
    )
    return [row[0] for row in found.fetchall()]


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """An empty database in memory, to which a text without an offset is in UTC."""
    database = duckdb.connect()
    database.execute("set TimeZone = 'UTC'")
    return database


def cell_of(text: str, value: object, kind: str) -> Cell:
    """A cell of its text and of what DuckDB makes of that.

    A number that is written out but too large for its type is no value of that type.
    """
    if text.lower().lstrip("+-") in NOT_FINITE:
        return Cell(flaw="not_finite")
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return Cell(flaw="unreadable")
    if kind == "instant":
        return Cell(within_calendar(value))
    if kind == "date":
        return Cell(within_calendar(value * 86_400_000_000).date())
    if kind in NUMBERS:
        return Cell(Decimal(repr(value)) if kind == "measure" else Decimal(value))
    return Cell(value)


def within_calendar(microseconds: int) -> datetime:
    """Microseconds since 1970 as an instant; Python's years are 1 to 9999."""
    first, last = (((end - EPOCH) // timedelta(microseconds=1)) for end in (FIRST, LAST))
    return EPOCH + timedelta(microseconds=min(max(microseconds, first), last))


def as_text(value: object) -> str | None:
    """A value as the text by which the rest of the oracle reads it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)
