"""Recurring revenue by segment: its sums of each period, and the mart of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .company import Company
from .customers import Segment
from .ledger import MOVEMENTS, CustomerPeriodKey, Entry, billed, decimal
from .money import MONTHS_A_YEAR
from .periods import MONEY_GRAINS, Period

MOVING_TYPES = set(MOVEMENTS)
PLAN_TIER = "plan_tier"


@dataclass
class RevenueSums:
    """The sums of one segment in one period, millionths of the reporting currency.

    `base` is what the customers of the start paid then and `kept` what those of them still there
    pay at the end, `kept_at_most` without what any of them pays more; the same with `year_before`
    for the customers of twelve months before the end.
    """

    opening: int = 0
    new: int = 0
    reactivation: int = 0
    expansion: int = 0
    contraction: int = 0
    churn: int = 0
    fx: int = 0
    moved_in: int = 0
    moved_out: int = 0
    closing: int = 0
    committed: int = 0
    billed: int = 0
    base: int = 0
    kept: int = 0
    kept_at_most: int = 0
    year_before: int = 0
    kept_of_year: int = 0
    kept_at_most_of_year: int = 0
    billed_customers: int = 0
    moving_customers: int = 0
    customers_a_year_before: int = 0


@dataclass(frozen=True)
class SegmentRevenue:
    """A row of `revenue_by_segment_period` without its key."""

    opening_mrr: Decimal
    new_mrr: Decimal
    reactivation_mrr: Decimal
    expansion_mrr: Decimal
    contraction_mrr: Decimal
    churn_mrr: Decimal
    fx_mrr: Decimal
    moved_in_mrr: Decimal
    moved_out_mrr: Decimal
    closing_mrr: Decimal


SumsOfPeriod = dict[Segment, RevenueSums]


def revenue_sums(
    company: Company, entries: dict[CustomerPeriodKey, Entry]
) -> dict[tuple[str, date], SumsOfPeriod]:
    """The sums by (grain, period_start) and then by segment; zeros for what did not happen."""
    found: dict[tuple[str, date], SumsOfPeriod] = {}
    for grain in MONEY_GRAINS:
        for period in company.periods.get(grain, []):
            sums: SumsOfPeriod = defaultdict(RevenueSums)
            for customer_id in company.customers:
                own = entries.get((customer_id, grain, period.start))
                if own is not None:
                    add_entry(company, sums, own)
                add_billed(company, sums, customer_id, period)
                add_trailing_year(company, sums, customer_id, period)
            found[(grain, period.start)] = sums
    return found


def add_entry(company: Company, sums: SumsOfPeriod, own: Entry) -> None:
    """Add a customer's entry to the segments that it is counted in."""
    customer = company.customers[own.customer_id]
    if own.tier_counted is not None:
        for segment in customer.segments(own.tier_counted):
            total = sums[segment]
            total.opening += own.opening
            total.fx += own.fx
            if own.movement is not None:
                setattr(total, own.movement, getattr(total, own.movement) + own.amount)
            total.moving_customers += own.movement_type in MOVING_TYPES
            if own.populations.customers_at_start:
                at_end = own.closing_constant if own.populations.customers_at_end else 0
                total.base += own.opening_constant
                total.kept += at_end
                total.kept_at_most += min(own.opening_constant, at_end)
    if own.tier_at_end is not None:
        for segment in customer.segments(own.tier_at_end):
            sums[segment].closing += own.closing
            sums[segment].committed += own.committed
        if own.tier_at_end != own.tier_counted:
            sums[(PLAN_TIER, own.tier_counted)].moved_out -= own.closing
            sums[(PLAN_TIER, own.tier_at_end)].moved_in += own.closing


def add_billed(company: Company, sums: SumsOfPeriod, customer_id: str, period: Period) -> None:
    """Add what is billed to a customer, under the tier held last before the end."""
    amount = billed(company, customer_id, period)
    if amount != 0:
        tier = company.histories[customer_id].last_tier_before(period.effective_end)
        for segment in company.customers[customer_id].segments(tier):
            sums[segment].billed += amount
            sums[segment].billed_customers += 1


def add_trailing_year(
    company: Company, sums: SumsOfPeriod, customer_id: str, period: Period
) -> None:
    """Add a customer that was active twelve months before the end, under the tier held then."""
    history = company.histories[customer_id]
    end = period.effective_end
    year_before = company.zone.months_before(end, MONTHS_A_YEAR)
    if history.spell_just_before(year_before) is None:
        return
    day = company.zone.day_before(end)
    then = history.amount_just_before(year_before, day)
    now = history.amount_just_before(end, day)
    tier = history.tier_just_before(year_before)
    for segment in company.customers[customer_id].segments(tier):
        total = sums[segment]
        total.customers_a_year_before += 1
        total.year_before += then
        total.kept_of_year += now
        total.kept_at_most_of_year += min(then, now)


def revenue_by_segment_period(
    company: Company, sums: dict[tuple[str, date], SumsOfPeriod]
) -> dict[tuple[str, date, str, str], SegmentRevenue]:
    """The rows of `revenue_by_segment_period`: one for every period and segment."""
    names = [name.removesuffix("_mrr") for name in SegmentRevenue.__dataclass_fields__]
    return {
        (grain, start, *segment): SegmentRevenue(
            *(decimal(getattr(of_period[segment], name)) for name in names)
        )
        for (grain, start), of_period in sums.items()
        for segment in company.segments
    }
