"""Compares what a build has written with what the oracle expects of the same raw files.

Counts, dates, flags and texts must be equal, doubles equal within 1e-9 of the larger one. Bounds
of intervals may also miss by 1e-12, for one that is 0 can be the difference of two equal halves.
A row that only one side has, or that the build has twice, is a difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from math import isclose
from pathlib import Path

import duckdb

import oracle

RELATIVE = 1e-9
ABSOLUTE_OF_BOUNDS = 1e-12
METRIC_VALUES_KEY = ("metric", "period_grain", "period_start", "segment_name", "segment_value")
CUSTOMER_PERIODS_KEY = ("customer_id", "period_grain", "period_start")


def metric_value_differences(
    database: Path, expected: Mapping[oracle.RowKey, oracle.Row]
) -> list[str]:
    """Differences of `marts.metric_values` from `oracle.compute`, one sentence each."""
    return differences(database, "metric_values", METRIC_VALUES_KEY, oracle.Row, expected)


def customer_period_differences(
    database: Path, expected: Mapping[tuple, oracle.CustomerPeriod]
) -> list[str]:
    """Differences of `marts.customer_periods` from `oracle.compute_customer_periods`."""
    return differences(
        database, "customer_periods", CUSTOMER_PERIODS_KEY, oracle.CustomerPeriod, expected
    )


def differences(
    database: Path,
    mart: str,
    key: tuple[str, ...],
    row_type: type,
    expected: Mapping[tuple, object],
) -> list[str]:
    """Differences of a mart from the expected rows, whose fields are named as its columns."""
    columns = [field.name for field in fields(row_type)]
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            f"select {', '.join([*key, *columns])} from marts.{mart}"
        ).fetchall()
    found = {row[: len(key)]: row[len(key) :] for row in rows}
    times = Counter(row[: len(key)] for row in rows)
    sentences = [
        *(f"{name(place)}: expected once, found {n} times" for place, n in times.items() if n > 1),
        *(f"{name(place)}: expected a row, found none" for place in expected.keys() - found.keys()),
        *(f"{name(place)}: expected no row, found one" for place in found.keys() - expected.keys()),
    ]
    for place in expected.keys() & found.keys():
        for column, value in zip(columns, found[place], strict=True):
            wanted = getattr(expected[place], column)
            if not agrees(column, wanted, value):
                sentences.append(f"{name(place)}: expected {column} {wanted!r}, found {value!r}")
    return sorted(f"{mart}, {sentence}." for sentence in sentences)


def agrees(column: str, expected: object, found: object) -> bool:
    """Whether a value found in a column is the expected one."""
    if isinstance(expected, float) and isinstance(found, float):
        tolerance = ABSOLUTE_OF_BOUNDS if column.startswith("interval_") else 0.0
        return isclose(expected, found, rel_tol=RELATIVE, abs_tol=tolerance)
    return expected == found


def name(place: tuple) -> str:
    """The key of a row as text."""
    return ", ".join(str(part) for part in place)


def report(sentences: list[str], most: int = 25) -> str:
    """The first differences, one a line, and how many there are in all."""
    return "\n".join([f"{len(sentences)} differences:", *sentences[:most]])
