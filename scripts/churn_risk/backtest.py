"""The back-test: fitted on earlier months, judged on later ones, beside the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from scripts.churn_risk.baseline import baseline_probabilities
from scripts.churn_risk.model import OUTCOME, coefficients_to_learn, fit

HELD_OUT_MONTHS = 6
# Fewer teach a coefficient nothing, and fewer judge no probability (the usual ten and hundred).
LOST_PER_COEFFICIENT = 10
LOST_IN_TEST = 100
# An AUC that is better by less is not worth a list of coefficients.
SMALLEST_GAIN = 0.02
CALIBRATION_SLOPES = (0.8, 1.2)
DRAWS = 200
SEED = 20240229
# One-sided, 99 of 100.
STANDARD_ERRORS = 2.326


@dataclass(frozen=True)
class Backtest:
    """What a back-test found. Of one with too few events everything behind the counts is None."""

    off_reason: str | None
    tested_from: date | None
    tested_until: date | None
    customers_lost_in_fit: int
    customers_lost_in_test: int
    customers_needed_in_fit: int
    auc: float | None = None
    baseline_auc: float | None = None
    gain_low: float | None = None
    calibration_slope: float | None = None
    expected_over_observed: float | None = None
    brier_score: float | None = None
    baseline_brier_score: float | None = None
    lift: pd.DataFrame | None = None


def backtest(rows: pd.DataFrame) -> Backtest:
    """The back-test of all rows whose horizon is over."""
    earlier, later = split(rows)
    needed = LOST_PER_COEFFICIENT * coefficients_to_learn(earlier) if len(earlier) else LOST_PER_COEFFICIENT
    counts = {
        "tested_from": later["cut_off_on"].min() if len(later) else None,
        "tested_until": later["cut_off_on"].max() if len(later) else None,
        "customers_lost_in_fit": customers_lost(earlier),
        "customers_lost_in_test": customers_lost(later),
        "customers_needed_in_fit": needed,
    }
    if counts["customers_lost_in_fit"] < needed or counts["customers_lost_in_test"] < LOST_IN_TEST:
        return Backtest("too_few_events", **counts)
    expected = fit(earlier).probabilities(later)
    baseline = baseline_probabilities(earlier, later)
    outcome = later[OUTCOME].to_numpy()
    gain = gain_in_auc(outcome, expected, baseline)
    gain_low = gain - STANDARD_ERRORS * error_of_gain(later, expected, baseline)
    slope = calibration_slope(outcome, expected)
    return Backtest(
        reason(gain, gain_low, slope),
        **counts,
        auc=roc_auc_score(outcome, expected),
        baseline_auc=roc_auc_score(outcome, baseline),
        gain_low=gain_low,
        calibration_slope=slope,
        expected_over_observed=expected.sum() / outcome.sum(),
        brier_score=brier_score_loss(outcome, expected),
        baseline_brier_score=brier_score_loss(outcome, baseline),
        lift=lift_by_decile(outcome, expected, baseline),
    )


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Earlier rows whose horizon was over when the held-out months began, and those of the held-out months."""
    cut_offs = sorted(rows["cut_off_on"].unique())[-HELD_OUT_MONTHS:]
    later = rows[rows["cut_off_on"].isin(cut_offs)]
    earlier = rows[rows["horizon_ends_on"] <= cut_offs[0]] if cut_offs else rows
    return earlier, later


def customers_lost(rows: pd.DataFrame) -> int:
    """Customers that left: one, in however many cut-offs its loss is seen."""
    return rows.loc[rows[OUTCOME] == 1, "customer_id"].nunique()


def reason(gain: float, gain_low: float, slope: float) -> str | None:
    """Why the model stays off; None where it may be on."""
    if gain < SMALLEST_GAIN or gain_low <= 0:
        return "no_signal"
    lowest, highest = CALIBRATION_SLOPES
    return None if lowest <= slope <= highest else "not_calibrated"


def gain_in_auc(outcome: np.ndarray, expected: np.ndarray, baseline: np.ndarray, weights: np.ndarray | None = None) -> float:
    """By how much the model puts more pairs right than the baseline, or than a coin where that is better."""
    of_baseline = roc_auc_score(outcome, baseline, sample_weight=weights)
    return roc_auc_score(outcome, expected, sample_weight=weights) - max(of_baseline, 0.5)


def error_of_gain(rows: pd.DataFrame, expected: np.ndarray, baseline: np.ndarray) -> float:
    """Standard error of the gain in AUC, from draws of customers: the cut-offs of one are no independent rows."""
    outcome = rows[OUTCOME].to_numpy()
    customers, number_of = np.unique(rows["customer_id"].to_numpy(dtype=str), return_inverse=True)
    dice = np.random.default_rng(SEED)
    gains = []
    for _ in range(DRAWS):
        drawn = np.bincount(dice.integers(len(customers), size=len(customers)), minlength=len(customers))
        gains.append(gain_in_auc(outcome, expected, baseline, drawn[number_of]))
    return float(np.std(gains))


def calibration_slope(outcome: np.ndarray, expected: np.ndarray) -> float:
    """Slope of the outcome on the log odds that were expected: below 1 the model is too sure of itself."""
    log_odds = np.log(expected / (1 - expected)).reshape(-1, 1)
    return float(LogisticRegression(C=np.inf, max_iter=1000).fit(log_odds, outcome).coef_[0, 0])


def lift_by_decile(outcome: np.ndarray, expected: np.ndarray, baseline: np.ndarray) -> pd.DataFrame:
    """One row per tenth, the first the most at risk, as `churn_risk_lift` holds them."""
    judged = pd.DataFrame({"outcome": outcome, "expected": expected, "decile": decile_of(expected)})
    tenths = judged.groupby("decile").agg(
        customers_judged=("outcome", "size"), customers_lost=("outcome", "sum"), expected_share=("expected", "mean"),
        lost_share=("outcome", "mean"),
    )
    tenths["lift"] = tenths["lost_share"] / outcome.mean()
    tenths["baseline_lift"] = pd.Series(outcome).groupby(decile_of(baseline)).mean() / outcome.mean()
    return tenths.reset_index()


def decile_of(expected: np.ndarray) -> np.ndarray:
    """The tenth of each row, 1 the highest; equal rows go by their order."""
    place = np.argsort(np.argsort(-expected, kind="stable"), kind="stable")
    return place * 10 // len(expected) + 1
