"""Cohorts by month of first activation, and the survival of customers by tenure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import exp, log, sqrt

from .company import Company
from .customers import Segment
from .intervals import Z, wilson
from .ledger import CustomerPeriodKey, Entry, decimal
from .periods import Period
from .populations import CustomerPeriod
from .spells import Piece

DAY = timedelta(days=1)
RetentionKey = tuple[str, str, date, int]
SurvivalKey = tuple[str, str, int]


@dataclass(frozen=True)
class CohortMonth:
    """A row of `retention_by_cohort_month` without its key."""

    period_start: date
    period_end: date
    is_complete_period: bool
    cohort_customers: int
    active_customers: int
    cohort_customer_retention: float
    cohort_customer_retention_interval_low: float
    cohort_customer_retention_interval_high: float
    cohort_mrr: Decimal
    mrr: Decimal
    cohort_revenue_retention: float | None


@dataclass(frozen=True)
class SurvivalPoint:
    """A row of `survival_curve` without its key."""

    customers_at_risk: int
    churned_customers: int
    censored_customers: int
    survival_rate: float
    survival_rate_interval_low: float | None
    survival_rate_interval_high: float | None


def segments_when_new(company: Company, customer_id: str) -> tuple[Segment, ...]:
    """The segments of a customer at its first activation."""
    history = company.histories[customer_id]
    return company.customers[customer_id].segments(history.tier_of_event(history.spells[0].start))


def retention_by_cohort_month(
    company: Company,
    populations: dict[CustomerPeriodKey, CustomerPeriod],
    entries: dict[CustomerPeriodKey, Entry],
) -> dict[RetentionKey, CohortMonth]:
    """The rows of `retention_by_cohort_month`."""
    months = company.periods.get("month", [])
    cohorts: dict[tuple[Segment, int], list[str]] = defaultdict(list)
    for number, month in enumerate(months):
        for customer_id in company.customers:
            own = populations.get((customer_id, "month", month.start))
            if own is not None and own.new_customers:
                for segment in segments_when_new(company, customer_id):
                    cohorts[(segment, number)].append(customer_id)
    worths = Worths(company)
    found = {}
    for (segment, first), members in cohorts.items():
        for months_since, month in enumerate(months[first:]):
            own = [populations[(member, "month", month.start)] for member in members]
            active = sum(row.customers_at_end for row in own)
            paid = [entries.get((member, "month", month.start)) for member in members]
            mrr = sum(entry.closing for entry in paid if entry is not None)
            base = sum(worths.at_first(member, months[first], month) for member in members)
            low, high = wilson(active, len(members))
            found[(*segment, months[first].start, months_since)] = CohortMonth(
                period_start=month.start,
                period_end=month.end,
                is_complete_period=month.is_complete,
                cohort_customers=len(members),
                active_customers=active,
                cohort_customer_retention=active / len(members),
                cohort_customer_retention_interval_low=low,
                cohort_customer_retention_interval_high=high,
                cohort_mrr=decimal(base),
                mrr=decimal(mrr),
                cohort_revenue_retention=float(Fraction(mrr, base)) if base else None,
            )
    return found


class Worths:
    """What customers paid at the end of their first month, at the rates of later months."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.found: dict[tuple[str, date], int] = {}

    def at_first(self, customer_id: str, first: Period, observed: Period) -> int:
        """What a customer paid at the end of its first month, at the observed month's rate."""
        key = (customer_id, observed.start)
        if key not in self.found:
            history = self.company.histories[customer_id]
            pieces = history.pieces_just_before(first.effective_end)
            self.found[key] = sum(self.worth(piece, first, observed) for piece in pieces)
        return self.found[key]

    def worth(self, piece: Piece, first: Period, observed: Period) -> int:
        """A term at the observed month's closing rate, that of its own where there is none."""
        rates, zone = self.company.rates, self.company.zone
        day = zone.day_before(observed.effective_end)
        if not rates.exists(piece.currency, rates.fixed_on or day):
            day = zone.day_before(first.effective_end)
        return rates.convert_recurring(piece.amount, piece.currency, day)


def survival_curve(company: Company) -> dict[SurvivalKey, SurvivalPoint]:
    """The rows of `survival_curve`."""
    tenures: dict[Segment, list[tuple[int, bool]]] = defaultdict(list)
    for customer_id, history in company.histories.items():
        if history.spells:
            first = history.spells[0]
            has_churned = first.end < company.as_of
            days = (min(first.end, company.as_of) - first.start) // DAY
            for segment in segments_when_new(company, customer_id):
                tenures[segment].append((days, has_churned))
    return {
        (*segment, days): point
        for segment, own in tenures.items()
        for days, point in kaplan_meier(own).items()
    }


def kaplan_meier(tenures: list[tuple[int, bool]]) -> dict[int, SurvivalPoint]:
    """The survival at 0 and at each distinct tenure of (days, whether they ended in churn)."""
    churned = Counter(days for days, has_churned in tenures if has_churned)
    censored = Counter(days for days, has_churned in tenures if not has_churned)
    survival, variance = Fraction(1), Fraction(0)
    points = {}
    for days in sorted({0} | {days for days, _ in tenures}):
        at_risk = sum(own >= days for own, _ in tenures)
        survival *= 1 - Fraction(churned[days], at_risk)
        if survival:
            variance += Fraction(churned[days], at_risk * (at_risk - churned[days]))
        low, high = survival_interval(float(survival), float(variance))
        points[days] = SurvivalPoint(
            customers_at_risk=at_risk,
            churned_customers=churned[days],
            censored_customers=censored[days],
            survival_rate=float(survival),
            survival_rate_interval_low=low,
            survival_rate_interval_high=high,
        )
    return points


def survival_interval(survival: float, variance: float) -> tuple[float | None, float | None]:
    """The log-log interval from Greenwood's sum; none where nobody or everybody has left."""
    if survival in (0.0, 1.0):
        return None, None
    half = Z * sqrt(variance) / abs(log(survival))
    return survival ** exp(half), survival ** exp(-half)
