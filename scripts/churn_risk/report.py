"""What the command says: a sentence that decides, and the figures behind it."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.table import Table

from scripts.churn_risk.backtest import CALIBRATION_SLOPES, LOST_IN_TEST, SMALLEST_GAIN, Backtest


def sentence(found: Backtest) -> str:
    """What a back-test comes to."""
    if found.off_reason == "too_few_events":
        return (
            f"Too few events: expected at least {found.customers_needed_in_fit} lost customers to learn from and "
            f"{LOST_IN_TEST} in the months held out, found {found.customers_lost_in_fit} and {found.customers_lost_in_test}. "
            "The churn risk is off."
        )
    if found.off_reason == "no_signal":
        return (
            f"No signal: in the months held out the AUC is {found.auc:.3f}, the baseline's {found.baseline_auc:.3f}; expected "
            f"a gain of {SMALLEST_GAIN} at least, and more than chance makes. The churn risk is off."
        )
    if found.off_reason == "not_calibrated":
        lowest, highest = CALIBRATION_SLOPES
        return (
            f"Not calibrated: expected a calibration slope from {lowest} to {highest}, found {found.calibration_slope:.2f}. "
            "The churn risk is off."
        )
    return (
        f"The churn risk is on: in the months held out its AUC is {found.auc:.3f}, the baseline's {found.baseline_auc:.3f}, "
        f"its calibration slope {found.calibration_slope:.2f}."
    )


def show(found: Backtest) -> None:
    """Print the sentence and, where there was a back-test, its figures."""
    parts: list[RenderableType] = [sentence(found)]
    if found.lift is not None:
        parts += [measures(found), deciles(found)]
    Console(width=110).print(Group(*parts))


def measures(found: Backtest) -> Table:
    """Discrimination and calibration beside the baseline's."""
    table = Table(
        "Measure", "Model", "Baseline", title=f"Held out: {found.tested_from:%Y-%m-%d} to {found.tested_until:%Y-%m-%d}",
        title_justify="left",
    )
    table.add_row("AUC", f"{found.auc:.4f}", f"{found.baseline_auc:.4f}")
    table.add_row("Gain in AUC, low", f"{found.gain_low:.4f}", "")
    table.add_row("Calibration slope", f"{found.calibration_slope:.3f}", "")
    table.add_row("Expected over observed", f"{found.expected_over_observed:.3f}", "")
    table.add_row("Brier score", f"{found.brier_score:.5f}", f"{found.baseline_brier_score:.5f}")
    table.add_row("Customers lost", f"{found.customers_lost_in_test}", "")
    return table


def deciles(found: Backtest) -> Table:
    """Lift by tenth."""
    table = Table("Decile", "Judged", "Lost", "Expected", "Lost share", "Lift", "Baseline lift", title="By risk", title_justify="left")
    for row in found.lift.itertuples():
        table.add_row(
            str(row.decile), str(row.customers_judged), str(row.customers_lost), f"{row.expected_share:.2%}",
            f"{row.lost_share:.2%}", f"{row.lift:.2f}", f"{row.baseline_lift:.2f}",
        )
    return table
