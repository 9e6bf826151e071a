"""Where two builds differ in what their readers see."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

FIGURES = {
    "metric_values": ("metric", "period_grain", "period_start", "segment_name", "segment_value"),
    "customer_periods": ("customer_id", "period_grain", "period_start"),
    "mrr_movements": ("customer_id", "period_grain", "period_start"),
    "mrr_movements_by_currency": ("customer_id", "period_grain", "period_start", "currency"),
    "mrr_by_customer": ("customer_id", "period_grain", "period_start"),
    "mrr_by_subscription_version": ("subscription_version_id", "period_grain", "period_start"),
    "revenue_by_segment_period": ("period_grain", "period_start", "segment_name", "segment_value"),
    "unit_economics_by_segment_period": ("period_grain", "period_start", "segment_name", "segment_value"),
    "retention_by_cohort_month": ("segment_name", "segment_value", "cohort_month", "months_since"),
    "survival_curve": ("segment_name", "segment_value", "tenure_days"),
    "customer_health": ("customer_id", "period_start"),
    "customer_segments_rfm": ("customer_id",),
    "high_value_customers_at_risk": ("customer_id",),
    "customer_churn_risk": ("customer_id",),
}
# What became of bad rows.
QUALITY = {
    "load_reconciliation": ("raw_table",),
    "data_quality_scorecard": ("raw_table", "rule"),
    "quarantine": ("raw_table", "row_key", "row_hash", "rule"),
}
# Different in every build.
IGNORED = {"build_id", "build_day", "first_seen_at", "last_seen_at"}
# Relative; a double depends on the order of its additions, everything else is exact.
TOLERANCE = 1e-9


def find_difference(
    baseline: Path, broken: Path, marts: Mapping[str, tuple[str, ...]] = FIGURES | QUALITY
) -> str | None:
    """The first of some marts, given with their keys, in which two DuckDB files differ, in words.

    None where they are equal.
    """
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{baseline}' as baseline (read_only)")
        connection.execute(f"attach '{broken}' as broken (read_only)")
        for mart, keys in marts.items():
            difference = difference_of_mart(connection, mart, keys)
            if difference:
                return difference
    return None


def difference_of_mart(connection, mart: str, keys: tuple[str, ...]) -> str | None:
    """What differs between `baseline` and `broken` in one mart, matched by its key."""
    columns = columns_of(connection, "baseline", mart)
    if columns_of(connection, "broken", mart) != columns:
        return f"{mart}: other columns"
    compared = [column for column in columns if column not in IGNORED]
    differs = " or ".join(differs_in(column, columns[column]) for column in compared)
    which = "coalesce(a.metric, b.metric)" if "metric" in keys else "null"
    rows, metrics = connection.execute(
        f"select count(*), list_sort(list(distinct {which})) from baseline.marts.{mart} as a "
        f"full join broken.marts.{mart} as b using ({', '.join(keys)}) where {differs}"
    ).fetchone()
    if not rows:
        return None
    named = [metric for metric in metrics or [] if metric]
    more = f", {len(named) - 2} more" if len(named) > 2 else ""
    return f"{mart}: {rows} rows" + (f" of {', '.join(named[:2])}{more}" if named else "")


def columns_of(connection, database: str, mart: str) -> dict[str, str]:
    """Column name -> DuckDB type, in the mart's order."""
    return dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where database_name = ? and schema_name = 'marts' and table_name = ? "
            "order by column_index",
            [database, mart],
        ).fetchall()
    )


def differs_in(column: str, data_type: str) -> str:
    """The SQL condition that a column's two values are not the same."""
    unequal = f"a.{column} is distinct from b.{column}"
    if data_type != "DOUBLE":
        return f"({unequal})"
    distance = f"abs(a.{column} - b.{column})"
    allowed = f"{TOLERANCE} * greatest(abs(a.{column}), abs(b.{column}))"
    return f"({unequal} and coalesce({distance} > {allowed}, true))"
