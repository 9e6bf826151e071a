"""What the model learns from: the project's own features and outcomes, built in a scratch file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from scripts.churn_risk.model import FEATURES, OUTCOME
from scripts.dbt_runner import run_dbt

TABLE = "int_churn_risk_outcomes"
COLUMNS = ["customer_id", "cut_off_on", "horizon_ends_on", "plan_tier", *FEATURES, OUTCOME]


def build(database: Path, variables: Mapping[str, object], target_path: Path) -> None:
    """Build the features and outcomes into a new file. Raises BuildError."""
    run_dbt(
        ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test", "--select", f"+{TABLE}"],
        database, variables, target_path,
    )


def read(database: Path) -> tuple[pd.DataFrame, datetime]:
    """The rows, always in the same order, and the instant up to which rows count."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            f"select {', '.join(COLUMNS)} from intermediate.{TABLE} order by cut_off_on, customer_id"
        ).df()
        (as_of,) = connection.execute("select max(as_of_at) from intermediate.int_as_of").fetchone()
    return rows, as_of
