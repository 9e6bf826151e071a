"""The model: a logistic regression of leaving on standardised features, each with what missing adds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = [
    "usage_trend", "days_since_use", "tickets_opened", "survey_score", "invoices_overdue", "tenure_days", "days_to_renewal",
    "has_contracted",
]
OUTCOME = "has_left"


@dataclass(frozen=True)
class Model:
    """A fitted regression, and the means and standard deviations that its features are held against."""

    mean: pd.Series
    scale: pd.Series
    regression: LogisticRegression

    def probabilities(self, rows: pd.DataFrame) -> np.ndarray:
        """The probability of leaving of each row."""
        return self.regression.predict_proba(design(rows, self.mean, self.scale))[:, 1]

    def coefficients(self) -> pd.DataFrame:
        """One row per feature, as `churn_risk_coefficients` holds them."""
        present, missing = np.split(self.regression.coef_[0], 2)
        return pd.DataFrame({
            "feature": FEATURES,
            "mean": self.mean.to_numpy(),
            "scale": self.scale.to_numpy(),
            "coefficient": present,
            "missing_coefficient": missing,
        })

    @property
    def intercept(self) -> float:
        """The log odds of leaving of a row whose features are all at their means."""
        return float(self.regression.intercept_[0])


def fit(rows: pd.DataFrame) -> Model:
    """The model of some rows; the same for the same rows."""
    mean, scale = standards(rows)
    columns = design(rows, mean, scale)
    # What never differs teaches nothing: a feature that is missing everywhere would be another intercept.
    columns[:, columns.std(axis=0) == 0] = 0
    regression = LogisticRegression(max_iter=1000)
    regression.fit(columns, rows[OUTCOME])
    return Model(mean, scale, regression)


def standards(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Means and standard deviations of the features: 0 and 1 where there is none."""
    return rows[FEATURES].mean().fillna(0), rows[FEATURES].std(ddof=0).fillna(0).replace(0, 1)


def design(rows: pd.DataFrame, mean: pd.Series, scale: pd.Series) -> np.ndarray:
    """Distances from the mean in standard deviations, 0 where missing, and beside them 1 where it is missing."""
    distances = ((rows[FEATURES] - mean) / scale).fillna(0)
    return np.hstack([distances.to_numpy(), rows[FEATURES].isna().to_numpy(dtype=float)])


def coefficients_to_learn(rows: pd.DataFrame) -> int:
    """How many columns differ between rows: those that what happened can teach."""
    return int((design(rows, *standards(rows)).std(axis=0) > 0).sum())
