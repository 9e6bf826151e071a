"""The formulae: one function a metric, from the facts of a period and a segment to a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from statistics import median

from . import active_users, orders, revenue, survey_response, time_to_value
from .company import Company
from .customers import WHOLE, Segment
from .facts import PeriodFacts, TrailingYear
from .figure import Figure, Formula, quotient
from .intervals import net_promoter, wilson
from .money import in_units

PROMOTER_FROM = 9
VERY_PROMOTER_FROM = 10
PASSIVE_FROM = 7


def figures(company: Company, facts: PeriodFacts) -> Iterator[tuple[str, Segment, Figure]]:
    """(metric, segment, figure) for every row of a period."""
    for metric, formula in FORMULAE.items():
        if facts.period.grain == "week" and metric not in WEEKLY:
            continue
        switched_off = is_switched_off(company, metric)
        for segment in company.segments:
            if switched_off:
                yield metric, segment, Figure(null_reason="source_switched_off")
            else:
                yield metric, segment, formula(company, facts, segment)


def is_switched_off(company: Company, metric: str) -> bool:
    """Whether a table that a metric needs is absent, or its kind of survey does not exist."""
    needed = NEEDS[metric]
    if company.variables.customer_model == "transaction":
        needed = {INVOICES if table == SUBSCRIPTIONS else table for table in needed}
    if needed & company.absent_tables:
        return True
    return metric in SURVEY_KIND and SURVEY_KIND[metric] not in company.survey_kinds


def share(population: str, base: str, _company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The share of a population among the customers of another, with its Wilson interval."""
    count, of = facts.counts[(population, s)], facts.counts[(base, s)]
    return replace(quotient(count, of, of), interval=wilson(count, of))


def customer_churn_rate(company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Those who left among those of the start; by the policies with new customers in either."""
    settings = company.variables
    left, of = facts.counts[("churned_customers", s)], facts.counts[("customers_at_start", s)]
    if settings.new_and_lost_policy == "counted":
        left += facts.counts[("new_and_lost_customers", s)]
    if settings.churn_rate_base == "opening_and_new":
        of += facts.counts[("new_customers", s)]
    return replace(quotient(left, of, of), interval=wilson(left, of))


def retention_now_over_before(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Customers at the end over customers at the start, as published."""
    now, before = facts.counts[("customers_at_end", s)], facts.counts[("customers_at_start", s)]
    return quotient(now, before, before)


def retention_symmetric(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """(now - new) / (now + new), as published."""
    now, new = facts.counts[("customers_at_end", s)], facts.counts[("new_customers", s)]
    return quotient(now - new, now + new, now + new)


def new_customer_growth_rate(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The growth of new customers over the previous period; none within an incomplete one."""
    new, before = facts.counts[("new_customers", s)], facts.previous_new.get(s, 0)
    figure = quotient(new - before, before, before)
    if not facts.period.is_complete:
        return replace(figure, value=None, null_reason="incomplete_period")
    return figure


def customer_acquisition_cost(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Spend on acquisition for each new customer, for the whole and by channel."""
    if s != WHOLE and s[0] != "acquisition_channel":
        return Figure(null_reason="not_attributable")
    new, spend = facts.counts[("new_customers", s)], facts.spend.get(s)
    if spend is None:
        return Figure(0, new, None, new, None, "no_spend")
    return quotient(in_units(spend.amount), new, new)


def scores(facts: PeriodFacts, kind: str, s: Segment) -> list[Fraction]:
    """The scores of the answers of a kind that count."""
    return [answer.score for answer in facts.answers.get((kind, s), [])]


def net_promoter_score(
    promoter_from: int, _company: Company, facts: PeriodFacts, s: Segment
) -> Figure:
    """100 x (promoters - detractors) / respondents, with the lowest score of a promoter given."""
    given = scores(facts, "nps", s)
    promoters = sum(score >= promoter_from for score in given)
    detractors = sum(score < PASSIVE_FROM for score in given)
    base = len(given)
    if base == 0:
        return Figure(0, 0, null_reason="no_answers")
    return Figure(
        numerator=promoters - detractors,
        denominator=base,
        value=Fraction(100 * (promoters - detractors), base),
        sample_size=base,
        interval=net_promoter(promoters, detractors, base),
    )


def net_promoter_count(company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Promoters less detractors, a count."""
    score = net_promoter_score(PROMOTER_FROM, company, facts, s)
    value = score.numerator if score.sample_size else None
    return replace(score, denominator=None, value=value, interval=None)


def customer_satisfaction_rate(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Satisfied respondents among those whose survey says what satisfied is."""
    given = facts.answers.get(("csat", s), [])
    judged = [answer for answer in given if answer.survey.satisfied_from is not None]
    satisfied = sum(answer.score >= answer.survey.satisfied_from for answer in judged)
    base = len(judged)
    figure = replace(quotient(satisfied, base, base), interval=wilson(satisfied, base))
    if base == 0:
        return replace(figure, null_reason="no_threshold" if given else "no_answers")
    return figure


def customer_satisfaction_mean(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The mean place of the scores on their scales, 0 to 1."""
    given = facts.answers.get(("csat", s), [])
    if not given:
        return Figure(0, 0, null_reason="no_answers")
    total, base = sum(answer.scaled_score for answer in given), len(given)
    return Figure(total, base, total / base, base, wilson(float(total), base))


def mean(numbers: list[Fraction]) -> Fraction:
    """The mean of a list that is not empty."""
    return sum(numbers) / len(numbers)


def means_by_customer(facts: PeriodFacts, uplift: str, s: Segment) -> list[Fraction]:
    """The mean of an uplift over the answers of each customer that reported it."""
    reported = defaultdict(list)
    for answer in facts.answers.get(("value", s), []):
        if getattr(answer, uplift) is not None:
            reported[answer.customer_id].append(getattr(answer, uplift))
    return [mean(own) for own in reported.values()]


def customer_value_addition(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Mean business-value uplift plus mean quality-of-life uplift, each over its customers."""
    business = means_by_customer(facts, "business_value_uplift", s)
    quality = means_by_customer(facts, "quality_of_life_uplift", s)
    if not business or not quality:
        return Figure(null_reason="no_answers")
    customers = min(len(business), len(quality))
    return Figure(value=mean(business) + mean(quality), sample_size=customers)


def first_response_time_hours(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The median hours to the first reply of the answered tickets opened in the period."""
    opened = facts.tickets.get(s, [])
    hours = [ticket.hours for ticket in opened if ticket.hours is not None]
    if not hours:
        return Figure(null_reason="no_answers" if opened else "no_base")
    return Figure(value=median(hours), sample_size=len(hours))


def lifetime_years(trailing: TrailingYear, cap: Fraction) -> Fraction:
    """Customer-years for each churn event, at most the cap."""
    if trailing.churn_events == 0:
        return cap
    return min(cap, trailing.customer_years / trailing.churn_events)


def annual_profit(facts: PeriodFacts, s: Segment) -> Fraction | None:
    """Revenue less the segment's cost to serve, a customer-year; None where cost has no key."""
    trailing, whole = facts.trailing[s], facts.trailing[WHOLE]
    cost = in_units(facts.cost_of_service)
    if s != WHOLE:
        if whole.revenue == 0:
            return None
        cost *= Fraction(trailing.revenue, whole.revenue)
    return (in_units(trailing.revenue) - cost) / trailing.customer_years


def lifetime_value(
    worth: Callable[[float, float, float], float],
    company: Company,
    facts: PeriodFacts,
    s: Segment,
) -> Figure:
    """A lifetime value from profit: `worth` of (annual profit, lifetime in years, rate a year)."""
    trailing = facts.trailing.get(s, TrailingYear())
    sample_size = len(trailing.exposed)
    if sample_size == 0:
        return Figure(null_reason="no_base")
    profit = annual_profit(facts, s)
    if profit is None:
        return Figure(sample_size=sample_size, null_reason="no_revenue")
    lifetime = lifetime_years(trailing, company.variables.lifetime_cap_years)
    rate = company.variables.clv_discount_rate
    return Figure(
        value=worth(float(profit), float(lifetime), float(rate)), sample_size=sample_size
    )


def discounted(profit: float, lifetime: float, rate: float) -> float:
    """What a yearly profit over a lifetime is worth today."""
    if rate == 0:
        return profit * lifetime
    return profit * (1 - (1 + rate) ** -lifetime) / rate


def undiscounted(profit: float, lifetime: float, _rate: float) -> float:
    """A yearly profit times the lifetime."""
    return profit * lifetime


def compounded(profit: float, lifetime: float, rate: float) -> float:
    """A yearly profit times the lifetime, compounded upward as published."""
    return profit * lifetime * (1 + rate) ** lifetime


def single_payment(profit: float, lifetime: float, rate: float) -> float:
    """One yearly profit paid at the lifetime's end, as published."""
    return profit * (1 + rate) ** -lifetime


def customer_lifetime_value_orders(company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Average order value x orders a customer-year x lifetime in years."""
    trailing = facts.trailing.get(s, TrailingYear())
    sample_size = len(trailing.exposed)
    if sample_size == 0:
        return Figure(null_reason="no_base")
    if trailing.orders == 0:
        return Figure(sample_size=sample_size, null_reason="no_orders")
    order_value = in_units(trailing.revenue) / trailing.orders
    orders_a_year = trailing.orders / trailing.customer_years
    lifetime = lifetime_years(trailing, company.variables.lifetime_cap_years)
    return Figure(value=order_value * orders_a_year * lifetime, sample_size=sample_size)


FORMULAE: dict[str, Formula] = {
    "net_promoter_score": partial(net_promoter_score, PROMOTER_FROM),
    "net_promoter_count": net_promoter_count,
    "net_promoter_score_four_class": partial(net_promoter_score, VERY_PROMOTER_FROM),
    "customer_churn_rate": customer_churn_rate,
    "customer_retention_rate": partial(share, "retained_customers", "customers_at_start"),
    "customer_retention_now_over_before": retention_now_over_before,
    "customer_retention_symmetric": retention_symmetric,
    "customer_acquisition_cost": customer_acquisition_cost,
    "customer_lifetime_value": partial(lifetime_value, discounted),
    "customer_lifetime_value_orders": customer_lifetime_value_orders,
    "customer_lifetime_value_profit": partial(lifetime_value, undiscounted),
    "customer_lifetime_value_compounded": partial(lifetime_value, compounded),
    "customer_lifetime_value_single_payment": partial(lifetime_value, single_payment),
    "new_customer_growth_rate": new_customer_growth_rate,
    "customer_satisfaction_rate": customer_satisfaction_rate,
    "customer_satisfaction_mean": customer_satisfaction_mean,
    "customer_engagement_rate": partial(share, "engaged_customers", "customers_served"),
    "customer_usage_rate": partial(share, "using_customers", "customers_served"),
    "customer_expansion_rate": partial(share, "expanded_customers", "customers_at_start"),
    "usage_expansion_rate": partial(share, "usage_expanded_customers", "usage_base_customers"),
    "customer_value_addition": customer_value_addition,
    "first_response_time_hours": first_response_time_hours,
    **revenue.formulae(partial(lifetime_value, discounted), customer_acquisition_cost),
    **orders.FORMULAE,
    **survey_response.FORMULAE,
    **active_users.FORMULAE,
    **time_to_value.FORMULAE,
}

SURVEY_KIND = {
    "net_promoter_score": "nps",
    "net_promoter_count": "nps",
    "net_promoter_score_four_class": "nps",
    "customer_satisfaction_rate": "csat",
    "customer_satisfaction_mean": "csat",
    "customer_value_addition": "value",
}
SUBSCRIPTIONS = "billing.subscriptions"
INVOICES = "billing.invoices"
EXPENSES = "billing.expenses"
VALUE_TABLES = {SUBSCRIPTIONS, INVOICES, EXPENSES}
SURVEY_TABLES = {"survey.surveys", "survey.responses"}
# The tables that a metric needs; orders stand in for subscriptions where a business sells orders.
NEEDS = {
    **dict.fromkeys(SURVEY_KIND, SURVEY_TABLES),
    "customer_churn_rate": {SUBSCRIPTIONS},
    "customer_retention_rate": {SUBSCRIPTIONS},
    "customer_retention_now_over_before": {SUBSCRIPTIONS},
    "customer_retention_symmetric": {SUBSCRIPTIONS},
    "new_customer_growth_rate": {SUBSCRIPTIONS},
    "customer_expansion_rate": {SUBSCRIPTIONS},
    "customer_acquisition_cost": {SUBSCRIPTIONS, EXPENSES},
    "customer_lifetime_value": VALUE_TABLES,
    "customer_lifetime_value_orders": {SUBSCRIPTIONS, INVOICES},
    "customer_lifetime_value_profit": VALUE_TABLES,
    "customer_lifetime_value_compounded": VALUE_TABLES,
    "customer_lifetime_value_single_payment": VALUE_TABLES,
    "customer_engagement_rate": {SUBSCRIPTIONS, "usage.interactions"},
    "customer_usage_rate": {SUBSCRIPTIONS, "usage.events"},
    "usage_expansion_rate": {SUBSCRIPTIONS, "usage.events"},
    "first_response_time_hours": {"support.tickets"},
    **revenue.NEEDS,
    **orders.NEEDS,
    **survey_response.NEEDS,
    **active_users.NEEDS,
    **time_to_value.NEEDS,
}
WEEKLY = {
    *SURVEY_KIND,
    *survey_response.WEEKLY,
    *active_users.WEEKLY,
    "customer_engagement_rate",
    "customer_usage_rate",
    "usage_expansion_rate",
}
