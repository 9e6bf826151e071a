"""The three seeds that a fit leaves for review."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd

from scripts.churn_risk.backtest import Backtest
from scripts.churn_risk.model import Model
from scripts.dbt_runner import ROOT

SEEDS = ROOT / "seeds" / "churn_risk"
LIFT_COLUMNS = ["decile", "customers_judged", "customers_lost", "expected_share", "lost_share", "lift", "baseline_lift"]
COEFFICIENT_COLUMNS = ["feature", "mean", "scale", "coefficient", "missing_coefficient"]
MEASURES = [
    "tested_from", "tested_until", "customers_lost_in_fit", "customers_lost_in_test", "auc", "baseline_auc", "gain_low",
    "calibration_slope", "expected_over_observed", "brier_score", "baseline_brier_score",
]


def write(folder: Path, rows: pd.DataFrame, as_of: datetime, found: Backtest, model: Model | None) -> None:
    """Write the seeds; without a model there are no coefficients, and the reason switches it off."""
    folder.mkdir(parents=True, exist_ok=True)
    described = {
        "off_reason": found.off_reason,
        "fitted_as_of": as_of,
        "intercept": model.intercept if model else None,
        "fitted_from": day(rows["cut_off_on"].min()) if model else None,
        "fitted_until": day(rows["cut_off_on"].max()) if model else None,
        **{name: getattr(found, name) for name in MEASURES},
    }
    described |= {name: day(described[name]) for name in ("tested_from", "tested_until")}
    save(pd.DataFrame([described]), folder / "churn_risk_model.csv")
    coefficients = model.coefficients() if model else pd.DataFrame(columns=COEFFICIENT_COLUMNS)
    save(coefficients, folder / "churn_risk_coefficients.csv")
    save(pd.DataFrame(columns=LIFT_COLUMNS) if found.lift is None else found.lift, folder / "churn_risk_lift.csv")


def day(moment: pd.Timestamp | None) -> str | None:
    """A day as a seed writes it."""
    return None if moment is None else f"{moment:%Y-%m-%d}"


def save(rows: pd.DataFrame, file: Path) -> None:
    """Write a seed with every digit that a double has."""
    rows.to_csv(file, index=False, lineterminator="\n", float_format="%.17g")
