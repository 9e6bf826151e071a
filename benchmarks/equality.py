"""Whether two `metric_values` are the same: every row, counts exactly, figures to 1e-9."""

from pathlib import Path

import duckdb

from scripts.mutations.comparison import FIGURES as KEYS

KEY = KEYS["metric_values"]
EXACT = ("sample_size", "null_reason", "is_complete_period")
FIGURES = ("metric_value", "numerator", "denominator", "interval_low", "interval_high")
RELATIVE = 1e-9


def differences(database: Path, file: Path) -> int:
    """Rows of `marts.metric_values` in `database` that the Parquet `file` lacks, has besides, or has otherwise."""
    unequal = " or ".join(
        [
            f"(ours.{figure} is null) <> (theirs.{figure} is null) or abs(ours.{figure} - theirs.{figure})"
            f" > {RELATIVE} * greatest(1e-3, abs(ours.{figure}), abs(theirs.{figure}))"
            for figure in FIGURES
        ]
        + [f"ours.{column} is distinct from theirs.{column}" for column in EXACT]
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        literal = str(file).replace("'", "''")
        return connection.execute(
            f"""
            select count(*)
            from marts.metric_values as ours
            full join read_parquet('{literal}') as theirs using ({', '.join(KEY)})
            where ours.label is null or theirs.label is null or {unequal}
            """
        ).fetchall()[0][0]
