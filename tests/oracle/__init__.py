"""An independent second implementation of the metric system, the judge of the project's SQL.

It is written from the specification of the metrics alone, in plain Python, imports nothing of the
project, and reads nothing but a folder of raw files and the variables. It prefers brute force that
can be checked by reading to anything clever.

The parts, in the order in which data flows through them:

- `raw` reads the files, `variables` the settings, `clock` knows zones and the as-of instant;
- `contract` holds the rules of raw rows, `cells` reads cells, `quarantine` judges the rows: all
  that follows sees the accepted ones alone;
- `money` rounds, converts and computes recurring amounts; `customers` follows merges;
- `spells` turns subscription versions into pieces, spells and the plan tier held over time;
- `company` holds all of it for the counted customers; `periods` cuts time;
- `populations` gives each customer's 0/1 populations of each period, `surveys` the answers that
  count, `facts` the sums of a period and segment, `metrics` the figures, `intervals` their bounds;
- `subscriptions` says where a subscription ends, `service_periods` what invoices bill a month,
  `ledger` how each customer's recurring revenue moved, `segment_revenue` the sums of that by
  segment and `revenue` their figures, `cohorts` who stayed of those who came in a month.
- `orders`, `survey_response`, `active_users` and `time_to_value` are families of metrics that bring
  their own facts and formulae; a formula gives a `figure`;
- `health` scores customers and `rfm` groups them, with the weights, thresholds and names of the
  reviewed seeds: the one input beside the raw files and the variables.

Conventions: instants are timezone-aware datetimes in UTC; money is a whole number of millionths of
its currency's unit; a segment is a pair (segment_name, segment_value).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from . import cohorts, facts, health, ledger, metrics, populations, rfm, segment_revenue
from .cohorts import CohortMonth, SurvivalPoint
from .company import Company, load_company
from .health import CustomerHealth
from .ledger import CustomerMrr, MrrMovement, MrrMovementByCurrency
from .populations import CustomerPeriod
from .quarantine import (
    LoadReconciliationRow,
    QuarantineRow,
    compute_load_reconciliation,
    compute_quarantine,
)
from .rfm import CustomerRfm
from .segment_revenue import SegmentRevenue

__all__ = [
    "CohortMonth",
    "CustomerHealth",
    "CustomerMrr",
    "CustomerPeriod",
    "CustomerRfm",
    "LoadReconciliationRow",
    "MrrMovement",
    "MrrMovementByCurrency",
    "QuarantineRow",
    "Row",
    "SegmentRevenue",
    "SurvivalPoint",
    "compute",
    "compute_customer_periods",
    "compute_load_reconciliation",
    "compute_marts",
    "compute_mrr_by_customer",
    "compute_mrr_movements",
    "compute_mrr_movements_by_currency",
    "compute_quarantine",
    "compute_retention_by_cohort_month",
    "compute_revenue_by_segment_period",
    "compute_survival_curve",
]

RowKey = tuple[str, str, date, str, str]


@dataclass(frozen=True)
class Row:
    """One row of `metric_values`, without its key and its labels.

    `period_end` is exclusive. A value, bound or part that does not exist is None, and
    `null_reason` then says why the value does not.
    """

    period_end: date
    numerator: float | None
    denominator: float | None
    metric_value: float | None
    sample_size: int
    interval_low: float | None
    interval_high: float | None
    is_complete_period: bool
    is_small_sample: bool
    null_reason: str | None


def compute(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[RowKey, Row]:
    """Every row of `metric_values` of a raw folder.

    The keys are (metric, period_grain, period_start, segment_name, segment_value). `variables`
    holds those that differ from their defaults; `clock` is the present (now, where it is None).
    Rows that break a rule of the raw contract are set aside. Raises ValueError where parents lead
    in a circle and LookupError where a currency lacks the rate of a day after its row's own.
    """
    return metric_values(load_company(Path(raw_path), variables, clock))


def metric_values(company: Company) -> dict[RowKey, Row]:
    """Every row of `metric_values` of a company."""
    minimum = company.variables.minimum_sample_size
    rows: dict[RowKey, Row] = {}
    for period_facts in facts.facts_of_all_periods(company):
        period = period_facts.period
        for metric, segment, figure in metrics.figures(company, period_facts):
            low, high = figure.interval or (None, None)
            rows[(metric, period.grain, period.start, *segment)] = Row(
                period_end=period.end,
                numerator=as_float(figure.numerator),
                denominator=as_float(figure.denominator),
                metric_value=as_float(figure.value),
                sample_size=figure.sample_size,
                interval_low=low,
                interval_high=high,
                is_complete_period=period.is_complete,
                is_small_sample=figure.sample_size < minimum,
                null_reason=figure.null_reason,
            )
    return rows


def compute_customer_periods(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, str, date], CustomerPeriod]:
    """The populations of every counted customer, keyed by (customer_id, grain, period_start).

    A customer has a row for each period of each grain from the one that holds its own first trace
    to the one that holds the instant just before as-of. Arguments and errors as in `compute`.
    """
    company: Company = load_company(Path(raw_path), variables, clock)
    return populations.customer_periods(company)


def compute_marts(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[str, dict]:
    """The rows of every mart that the oracle knows, by the name of the mart.

    Arguments and errors as in `compute`, keys as in the functions of one mart each.
    """
    company = load_company(Path(raw_path), variables, clock)
    customer_periods = populations.customer_periods(company)
    revenue = marts_of_revenue(company)
    return {
        "metric_values": metric_values(company),
        "customer_periods": customer_periods,
        **revenue,
        "customer_health": health.Health(company, customer_periods, revenue["mrr_by_customer"]).rows(),
        "customer_segments_rfm": rfm.customer_segments_rfm(company),
        "quarantine": company.judge.quarantine(),
        "load_reconciliation": company.judge.load_reconciliation(company.as_of),
    }


def marts_of_revenue(company: Company) -> dict[str, dict]:
    """The rows of the marts of recurring revenue, cohorts and survival, by the name of the mart."""
    rows = populations.customer_periods(company)
    entries = ledger.entries(company, rows)
    sums = segment_revenue.revenue_sums(company, entries)
    return {
        "mrr_movements": ledger.mrr_movements(entries),
        "mrr_movements_by_currency": ledger.mrr_movements_by_currency(company, entries),
        "mrr_by_customer": ledger.mrr_by_customer(company, entries),
        "revenue_by_segment_period": segment_revenue.revenue_by_segment_period(company, sums),
        "retention_by_cohort_month": cohorts.retention_by_cohort_month(company, rows, entries),
        "survival_curve": cohorts.survival_curve(company),
    }


def compute_mrr_movements(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, str, date], MrrMovement]:
    """The movement of every customer and period with a term, by (customer_id, grain, start)."""
    return marts_of_revenue(load_company(Path(raw_path), variables, clock))["mrr_movements"]


def compute_mrr_movements_by_currency(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, str, date, str], MrrMovementByCurrency]:
    """The native movements, by (customer_id, grain, period_start, currency)."""
    company = load_company(Path(raw_path), variables, clock)
    return marts_of_revenue(company)["mrr_movements_by_currency"]


def compute_mrr_by_customer(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, str, date], CustomerMrr]:
    """What is contracted, committed and billed, by (customer_id, grain, period_start)."""
    return marts_of_revenue(load_company(Path(raw_path), variables, clock))["mrr_by_customer"]


def compute_revenue_by_segment_period(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, date, str, str], SegmentRevenue]:
    """The movements of segments, by (grain, period_start, segment_name, segment_value)."""
    company = load_company(Path(raw_path), variables, clock)
    return marts_of_revenue(company)["revenue_by_segment_period"]


def compute_retention_by_cohort_month(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, str, date, int], CohortMonth]:
    """Who stayed, by (segment_name, segment_value, cohort_month, months_since)."""
    company = load_company(Path(raw_path), variables, clock)
    return marts_of_revenue(company)["retention_by_cohort_month"]


def compute_survival_curve(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, str, int], SurvivalPoint]:
    """How long customers stay, by (segment_name, segment_value, tenure_days)."""
    return marts_of_revenue(load_company(Path(raw_path), variables, clock))["survival_curve"]


def as_float(number: object) -> float | None:
    """An exact number as the double that the mart shows; None stays None."""
    return None if number is None else float(number)
