"""`make golden`: the sample company's figures as text, so that a changed definition is a diff of numbers."""

import csv
import sys
from pathlib import Path

import duckdb

from scripts.dbt_runner import ROOT

GOLDEN = ROOT / "tests" / "golden" / "metric_values.csv"
COLUMNS = [
    "metric",
    "period_grain",
    "period_start",
    "segment_value",
    "numerator",
    "denominator",
    "metric_value",
    "interval_low",
    "interval_high",
    "sample_size",
    "null_reason",
]


def golden_rows(database: Path) -> list[list[str]]:
    """The whole company's and the plan tiers' rows of `metric_values`, as text of 10 significant digits."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            f"""
            select {', '.join(COLUMNS)} from marts.metric_values
            where segment_name in ('all', 'plan_tier')
            order by metric, period_grain, segment_value, period_start
            """
        ).fetchall()
    return [[as_text(value) for value in row] for row in rows]


def as_text(value: object) -> str:
    """A cell of the golden file: figures are cut where the order of a sum could show."""
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def main(database: Path = ROOT / "customer_success.duckdb") -> int:
    """Write the golden file from a built sample company."""
    with GOLDEN.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(golden_rows(database))
    print(f"{GOLDEN.relative_to(ROOT)} written; review it with git diff.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
