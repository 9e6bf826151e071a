"""What the model has to beat: the share that left by plan tier and tenure, as anybody would read it off a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scripts.churn_risk.model import OUTCOME

TENURE_BANDS = [-np.inf, 90, 365, np.inf]
# Rows at the share of all that are mixed into each group, so that two customers make no rate.
PRIOR_ROWS = 50


def baseline_probabilities(earlier: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    """For each later row the share of its plan tier and tenure that left before; of all, for a group that was not there."""
    overall = earlier[OUTCOME].mean()
    outcomes = earlier[OUTCOME].groupby(groups_of(earlier)).agg(["sum", "count"])
    shares = (outcomes["sum"] + PRIOR_ROWS * overall) / (outcomes["count"] + PRIOR_ROWS)
    return groups_of(later).map(shares).fillna(overall).to_numpy()


def groups_of(rows: pd.DataFrame) -> pd.Series:
    """Plan tier and tenure band of each row, in words."""
    bands = pd.cut(rows["tenure_days"], TENURE_BANDS, right=False, labels=["new", "first_year", "older"])
    return rows["plan_tier"].fillna("unknown") + " " + bands.astype(str)
