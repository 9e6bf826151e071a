"""Compares what a build has written with what the oracle expects of the same raw files.

Counts, dates, flags, texts and decimals must be equal, doubles equal within 1e-9 of the larger one.
Bounds of intervals may also miss by 1e-12, for one that is 0 can be the difference of two equal
halves. Decimals that are the outcome of a division, or of a conversion sum by sum in place of term
by term, may miss by 1e-5, and what they are divided into by as much as follows from that.
A row that only one side has, or that the build has twice, is a difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from math import isclose
from pathlib import Path

import duckdb

import oracle

RELATIVE = 1e-9
ABSOLUTE_OF_BOUNDS = 1e-12
ABSOLUTE_OF_DERIVED_AMOUNTS = Decimal("0.00001")
METRIC_VALUES_KEY = ("metric", "period_grain", "period_start", "segment_name", "segment_value")
CUSTOMER_PERIODS_KEY = ("customer_id", "period_grain", "period_start")
# The key of each mart that `oracle.compute_marts` gives, and the type of its rows.
MARTS = {
    "metric_values": (METRIC_VALUES_KEY, oracle.Row),
    "customer_periods": (CUSTOMER_PERIODS_KEY, oracle.CustomerPeriod),
    "mrr_movements": (CUSTOMER_PERIODS_KEY, oracle.MrrMovement),
    "mrr_movements_by_currency": (
        (*CUSTOMER_PERIODS_KEY, "currency"),
        oracle.MrrMovementByCurrency,
    ),
    "mrr_by_customer": (CUSTOMER_PERIODS_KEY, oracle.CustomerMrr),
    "revenue_by_segment_period": (METRIC_VALUES_KEY[1:], oracle.SegmentRevenue),
    "retention_by_cohort_month": (
        ("segment_name", "segment_value", "cohort_month", "months_since"),
        oracle.CohortMonth,
    ),
    "survival_curve": (("segment_name", "segment_value", "tenure_days"), oracle.SurvivalPoint),
    "customer_health": (("customer_id", "period_start"), oracle.CustomerHealth),
    "customer_segments_rfm": (("customer_id",), oracle.CustomerRfm),
    "quarantine": (("raw_table", "row_key", "rule"), oracle.QuarantineRow),
    "load_reconciliation": (("raw_table",), oracle.LoadReconciliationRow),
}
# What is read of a mart that is not compared row by row as it stands: of the quarantine neither the
# builds that saw a row nor its fingerprint; no plan, for no figure comes from it.
READ_AS = {
    "quarantine": (
        "(select raw_table, row_key, rule, count(*) as rows from marts.quarantine group by all)"
    ),
    "load_reconciliation": "(from marts.load_reconciliation where raw_table not like 'planning.%')",
}
NATIVE_PARTS_OF_A_SWITCH = {"switch_mrr", "expansion_mrr", "contraction_mrr"}


def mart_differences(database: Path, expected: Mapping[str, Mapping[tuple, object]]) -> list[str]:
    """Differences of every mart from its expected rows, given by the mart's name."""
    return [
        sentence
        for mart, rows in expected.items()
        for sentence in differences(database, mart, *MARTS[mart], rows)
    ]


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
            f"select {', '.join([*key, *columns])} from {READ_AS.get(mart, f'marts.{mart}')}"
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
            if not agrees(wanted, value, tolerance_of(mart, column, expected[place])):
                sentences.append(f"{name(place)}: expected {column} {wanted!r}, found {value!r}")
    return sorted(f"{mart}, {sentence}." for sentence in sentences)


def tolerance_of(mart: str, column: str, row: object) -> Decimal | float:
    """By how much a value may miss the expected one at all, apart from the last bits of doubles."""
    if "interval_" in column:
        return ABSOLUTE_OF_BOUNDS
    if mart == "mrr_movements_by_currency" and column in NATIVE_PARTS_OF_A_SWITCH:
        return ABSOLUTE_OF_DERIVED_AMOUNTS if row.switch_mrr_converted else Decimal(0)
    if mart == "retention_by_cohort_month" and column == "cohort_mrr":
        return ABSOLUTE_OF_DERIVED_AMOUNTS
    if mart == "retention_by_cohort_month" and column == "cohort_revenue_retention":
        if row.cohort_revenue_retention is None:
            return 0.0
        relative = float(ABSOLUTE_OF_DERIVED_AMOUNTS / row.cohort_mrr)
        return 2 * relative * row.cohort_revenue_retention
    return 0.0


def agrees(expected: object, found: object, tolerance: Decimal | float = 0.0) -> bool:
    """Whether a found value is the expected one."""
    if isinstance(expected, float) and isinstance(found, float):
        return isclose(expected, found, rel_tol=RELATIVE, abs_tol=float(tolerance))
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) <= Decimal(tolerance)
    return expected == found


def name(place: tuple) -> str:
    """The key of a row as text."""
    return ", ".join(str(part) for part in place)


def report(sentences: list[str], most: int = 25) -> str:
    """The first differences, one a line, and how many there are in all."""
    return "\n".join([f"{len(sentences)} differences:", *sentences[:most]])
