"""Recurring revenue by segment: its sums, the mart of them, and the formulae made of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from .company import Company
from .customers import WHOLE, Segment
from .figure import Figure, quotient
from .ledger import MOVEMENTS, CustomerPeriodKey, Entry, billed, decimal
from .money import MILLION, MONTHS_A_YEAR
from .periods import MONEY_GRAINS, Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts import PeriodFacts

    Formula = Callable[[Company, PeriodFacts, Segment], Figure]

MOVING_TYPES = set(MOVEMENTS)
SEGMENT_OF_TIERS = "plan_tier"


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
            sums[(SEGMENT_OF_TIERS, own.tier_counted)].moved_out -= own.closing
            sums[(SEGMENT_OF_TIERS, own.tier_at_end)].moved_in += own.closing


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


def in_units(amount: int) -> Fraction:
    """Millionths as an amount in units of the currency."""
    return Fraction(amount, MILLION)


def recurring(formula: Formula) -> Formula:
    """A formula that has no meaning for a business that sells orders."""

    def figure(company: Company, facts: PeriodFacts, s: Segment) -> Figure:
        if company.variables.customer_model == "transaction":
            return Figure(null_reason="not_recurring")
        return formula(company, facts, s)

    return figure


def total(name: str, factor: int = 1) -> Formula:
    """A sum at the period's end, times a factor."""

    def figure(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
        value = factor * in_units(getattr(facts.revenue[s], name))
        return Figure(value=value, sample_size=facts.counts[("customers_at_end", s)])

    return figure


def billed_monthly_recurring_revenue(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """What invoices bill a month for the period's end."""
    own = facts.revenue[s]
    return Figure(value=in_units(own.billed), sample_size=own.billed_customers)


def average_revenue_per_account(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Recurring revenue at the end for each customer there."""
    customers = facts.counts[("customers_at_end", s)]
    return quotient(in_units(facts.revenue[s].closing), customers, customers)


def over_base(*names: str, sign: int = 1) -> Formula:
    """A sum of sums over what the customers of the start paid then."""

    def figure(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
        own = facts.revenue[s]
        amount = sign * sum(getattr(own, name) for name in names)
        customers = facts.counts[("customers_at_start", s)]
        return quotient(in_units(amount), in_units(own.base), customers)

    return figure


def over_year_before(name: str) -> Formula:
    """A sum over what the customers of twelve months before paid then."""

    def figure(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
        own = facts.revenue[s]
        amount, base = in_units(getattr(own, name)), in_units(own.year_before)
        return quotient(amount, base, own.customers_a_year_before)

    return figure


def quick_ratio(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """What was gained over what was lost."""
    own = facts.revenue[s]
    gains = in_units(own.new + own.reactivation + own.expansion)
    losses = in_units(-(own.contraction + own.churn))
    figure = quotient(gains, losses, own.moving_customers)
    return replace(figure, null_reason="no_losses") if losses == 0 else figure


def ltv_to_cac_ratio(lifetime_value: Formula, acquisition_cost: Formula) -> Formula:
    """What a customer is worth over what it cost, both of the same row."""

    def figure(company: Company, facts: PeriodFacts, s: Segment) -> Figure:
        value = lifetime_value(company, facts, s)
        cost = acquisition_cost(company, facts, s)
        parts = Figure(value.value, cost.value, None, cost.sample_size)
        reason = cost.null_reason or value.null_reason
        if reason is None and cost.value == 0:
            reason = "no_spend"
        if reason is not None:
            return replace(parts, null_reason=reason)
        return replace(parts, value=float(value.value) / float(cost.value))

    return figure


def cac_payback_months(acquisition_cost: Formula) -> Formula:
    """The months in which a customer's gross margin pays back what it cost to win."""

    def figure(company: Company, facts: PeriodFacts, s: Segment) -> Figure:
        cost = acquisition_cost(company, facts, s)
        revenue_of_one = average_revenue_per_account(company, facts, s).value
        margin = gross_margin(facts, s)
        has_parts = revenue_of_one is not None and margin is not None
        earned = revenue_of_one * margin if has_parts else None
        parts = Figure(cost.value, earned, None, cost.sample_size)
        reason = cost.null_reason
        if reason is None and revenue_of_one is None:
            reason = "no_base"
        if reason is None and margin is None:
            reason = "no_revenue"
        if reason is None and (margin <= 0 or revenue_of_one == 0):
            reason = "never"
        if reason is not None:
            return replace(parts, null_reason=reason)
        return replace(parts, value=Fraction(cost.value) / earned)

    return figure


def gross_margin(facts: PeriodFacts, s: Segment) -> Fraction | None:
    """The share of the trailing twelve months' revenue that is left after the cost to serve.

    A segment bears that cost in proportion to its revenue. None without revenue, or where cost has
    no key.
    """
    revenue = {segment: own.revenue for segment, own in facts.trailing.items()}
    own, whole = revenue.get(s, 0), revenue.get(WHOLE, 0)
    if own == 0 or whole == 0:
        return None
    cost = Fraction(facts.cost_of_service * own, whole)
    return (own - cost) / own


def formulae(lifetime_value: Formula, acquisition_cost: Formula) -> dict[str, Formula]:
    """The formulae of revenue and unit economics; those of the two metrics that they use given."""
    own = {
        "monthly_recurring_revenue": total("closing"),
        "annual_recurring_revenue": total("closing", MONTHS_A_YEAR),
        "committed_monthly_recurring_revenue": total("committed"),
        "billed_monthly_recurring_revenue": billed_monthly_recurring_revenue,
        "average_revenue_per_account": average_revenue_per_account,
        "gross_revenue_retention": over_base("kept_at_most"),
        "net_revenue_retention": over_base("kept"),
        "net_revenue_retention_with_reactivation": over_base("kept", "reactivation"),
        "gross_revenue_retention_trailing_year": over_year_before("kept_at_most_of_year"),
        "net_revenue_retention_trailing_year": over_year_before("kept_of_year"),
        "gross_revenue_churn_rate": over_base("churn", "contraction", sign=-1),
        "net_revenue_churn_rate": over_base("churn", "contraction", "expansion", sign=-1),
        "quick_ratio": quick_ratio,
        "cac_payback_months": cac_payback_months(acquisition_cost),
    }
    return {
        **{metric: recurring(formula) for metric, formula in own.items()},
        "ltv_to_cac_ratio": ltv_to_cac_ratio(lifetime_value, acquisition_cost),
    }


SUBSCRIPTIONS = "billing.subscriptions"
INVOICES = "billing.invoices"
NEEDS = {
    **dict.fromkeys(
        (
            "monthly_recurring_revenue",
            "annual_recurring_revenue",
            "committed_monthly_recurring_revenue",
            "average_revenue_per_account",
            "gross_revenue_retention",
            "net_revenue_retention",
            "net_revenue_retention_with_reactivation",
            "gross_revenue_retention_trailing_year",
            "net_revenue_retention_trailing_year",
            "gross_revenue_churn_rate",
            "net_revenue_churn_rate",
            "quick_ratio",
        ),
        {SUBSCRIPTIONS},
    ),
    "billed_monthly_recurring_revenue": {INVOICES},
    "cac_payback_months": {SUBSCRIPTIONS, INVOICES, "billing.expenses"},
    "ltv_to_cac_ratio": {SUBSCRIPTIONS, INVOICES, "billing.expenses"},
}
