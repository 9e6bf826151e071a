"""The scripted lives of the sample company: every row of `customer_periods`, all grains.

`lives/<name>.csv` holds runs of periods with equal values, first and last start inclusive; a period
that no run holds must have no row. `lives/titles.csv` says what each life shows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

LIVES = Path(__file__).parent / "lives"
MONTHS = {"month": 1, "quarter": 3, "year": 12}

Values = dict[str, str]


def read(name: str) -> list[Values]:
    """The rows of a CSV file of the lives."""
    with (LIVES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def starts(grain: str, first: date, last: date) -> Iterator[date]:
    """The starts of the periods of a grain from the first to the last, both inclusive."""
    while first <= last:
        yield first
        if grain == "week":
            first += timedelta(days=7)
        else:
            year, month = divmod(first.month - 1 + MONTHS[grain], 12)
            first = first.replace(year=first.year + year, month=month + 1)


def expected_rows(life: str) -> dict[tuple[str, date], Values]:
    """The expected values of a life by grain and period start."""
    rows = {}
    for run in read(life):
        grain = run.pop("period_grain")
        first, last = (run.pop(f"{end}_period_start") for end in ("first", "last"))
        for start in starts(grain, date.fromisoformat(first), date.fromisoformat(last)):
            rows[(grain, start)] = run
    return rows


def built_rows(database: Path, customer_id: str) -> dict[tuple[str, date], Values]:
    """The values that the build has for a customer by grain and period start, null as ''."""
    columns = list(read("pause")[0])[3:]
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            f"select period_grain, period_start, {', '.join(columns)} "
            "from marts.customer_periods where customer_id = ?",
            [customer_id],
        ).fetchall()
    return {
        (grain, start): {
            column: "" if value is None else str(value)
            for column, value in zip(columns, values, strict=True)
        }
        for grain, start, *values in rows
    }


@pytest.mark.parametrize(
    "life", [pytest.param(row["life"], id=row["title"]) for row in read("titles")]
)
def test_life(sample_database: Path, life: str) -> None:
    assert built_rows(sample_database, f"life_{life}") == expected_rows(life)


@pytest.mark.parametrize("customer_id", [row["customer_id"] for row in read("no_rows")])
def test_accounts_that_are_no_customers_have_no_rows(
    sample_database: Path, customer_id: str
) -> None:
    assert built_rows(sample_database, customer_id) == {}
