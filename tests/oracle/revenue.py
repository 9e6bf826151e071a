"""The formulae of recurring revenue and unit economics."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from .company import Company
from .customers import WHOLE, Segment
from .facts import PeriodFacts, TrailingYear
from .figure import Figure, Formula, quotient
from .money import MONTHS_A_YEAR, in_units


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
        # Of revenue below zero, where refunds exceed it, a positive margin is no profit.
        refunded = facts.trailing.get(s, TrailingYear()).revenue < 0
        if reason is None and (margin <= 0 or revenue_of_one == 0 or refunded):
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
