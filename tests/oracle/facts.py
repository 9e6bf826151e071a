"""What the metrics of one period are made of: counts, answers, tickets and money by segment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from .active_users import ActiveUsers, group_users
from .clock import INSTANT
from .company import ACQUISITION_CATEGORIES, Company, Expense, Ticket
from .customers import WHOLE, Segment
from .ledger import entries
from .money import DAYS_A_YEAR
from .orders import Buyers, buyers
from .periods import MONEY_GRAINS, Period
from .populations import CustomerPeriod, customer_periods
from .segment_revenue import SumsOfPeriod, revenue_sums
from .survey_response import Invitation, group_invitations
from .surveys import Answer, chosen_answers
from .time_to_value import Wait, group_waits

MONTHS_OF_WINDOW = 12
NOTHING = timedelta(0)
# The tier that each population is counted under; a rate's numerator goes by its denominator's.
TIER_OF_POPULATION = {
    "customers_at_start": "plan_tier_at_start",
    "customers_at_end": "plan_tier_at_end",
    "new_customers": "plan_tier_when_new",
    "new_and_lost_customers": "plan_tier_when_new",
    "retained_customers": "plan_tier_at_start",
    "churned_customers": "plan_tier_at_start",
    "expanded_customers": "plan_tier_at_start",
    "usage_base_customers": "plan_tier_at_start",
    "usage_expanded_customers": "plan_tier_at_start",
    "customers_served": "plan_tier_when_served",
    "engaged_customers": "plan_tier_when_served",
    "using_customers": "plan_tier_when_served",
}


@dataclass
class Spend:
    """Spend on acquisition: how many bookings, and their sum in millionths."""

    bookings: int = 0
    amount: int = 0


@dataclass
class TrailingYear:
    """What a customer is worth is computed from, over the twelve months to a period's end.

    Revenue in millionths of the reporting currency; `exposed` are the customers with exposure.
    """

    exposure: timedelta = NOTHING
    churn_events: int = 0
    revenue: int = 0
    orders: int = 0
    exposed: set[str] = field(default_factory=set)

    @property
    def customer_years(self) -> Fraction:
        """The exposure in years of 365.2425 days."""
        return Fraction(self.exposure // INSTANT, timedelta(days=1) // INSTANT) / DAYS_A_YEAR


@dataclass
class PeriodFacts:
    """The sums of one period; every mapping gives nothing or zero for what did not happen.

    `counts` and `previous_new` are customers by (population, segment) and by segment, `answers`
    by (kind, segment). `buyers` (of the trailing twelve months), `waits` (for value, of the new),
    `spend`, `trailing`, `revenue` (recurring) and `cost_of_service` (whole company, millionths)
    exist for months, quarters and years only.
    """

    period: Period
    counts: Counter[tuple[str, Segment]]
    previous_new: dict[Segment, int]
    answers: dict[tuple[str, Segment], list[Answer]]
    tickets: dict[Segment, list[Ticket]]
    invitations: dict[Segment, list[Invitation]]
    users: dict[Segment, ActiveUsers]
    buyers: dict[Segment, Buyers]
    waits: dict[Segment, list[Wait]]
    spend: dict[Segment, Spend]
    trailing: dict[Segment, TrailingYear]
    revenue: SumsOfPeriod
    cost_of_service: int


def facts_of_all_periods(company: Company) -> Iterator[PeriodFacts]:
    """The facts of every period of every grain, in order."""
    rows = customer_periods(company)
    counts = count_populations(company, rows)
    revenue = revenue_sums(company, entries(company, rows))
    for grain, periods in company.periods.items():
        chosen = chosen_answers(company.answers, periods)
        previous_new: dict[Segment, int] = {}
        for period in periods:
            own = counts[(grain, period.start)]
            has_money = grain in MONEY_GRAINS
            yield PeriodFacts(
                period=period,
                counts=own,
                previous_new=previous_new,
                answers=group_answers(chosen, period.start),
                tickets=group_tickets(company, period),
                invitations=group_invitations(company, period),
                users=group_users(company, period),
                buyers=buyers(company, *window(company, period)) if has_money else {},
                waits=group_waits(company, period) if has_money else {},
                spend=spend_on_acquisition(company, period) if has_money else {},
                trailing=trailing_year(company, period) if has_money else {},
                revenue=revenue.get((grain, period.start), {}),
                cost_of_service=cost_of_service(company, period) if has_money else 0,
            )
            previous_new = {s: own[("new_customers", s)] for s in company.segments}


def count_populations(
    company: Company, rows: dict[tuple[str, str, date], CustomerPeriod]
) -> dict[tuple[str, date], Counter[tuple[str, Segment]]]:
    """Customers by (grain, period_start) and then (population, segment)."""
    counts: dict[tuple[str, date], Counter] = defaultdict(Counter)
    for (customer_id, grain, start), row in rows.items():
        customer = company.customers[customer_id]
        own = counts[(grain, start)]
        for population, tier in TIER_OF_POPULATION.items():
            if getattr(row, population):
                for segment in customer.segments(getattr(row, tier)):
                    own[(population, segment)] += 1
    return counts


def group_answers(
    chosen: dict[tuple[date, str], list[Answer]], start: date
) -> dict[tuple[str, Segment], list[Answer]]:
    """A period's answers by (kind, segment)."""
    groups = defaultdict(list)
    for kind in ("nps", "csat", "value"):
        for answer in chosen.get((start, kind), []):
            for segment in answer.segments:
                groups[(kind, segment)].append(answer)
    return groups


def group_tickets(company: Company, period: Period) -> dict[Segment, list[Ticket]]:
    """The tickets opened in a period by segment."""
    groups = defaultdict(list)
    for ticket in company.tickets:
        if period.start_at <= ticket.at < period.effective_end:
            for segment in ticket.segments:
                groups[segment].append(ticket)
    return groups


def spend_on_acquisition(company: Company, period: Period) -> dict[Segment, Spend]:
    """Spend for the whole and by channel, of the period moved back by the lag."""
    lag = company.variables.cac_lag_months
    start = company.zone.months_before(period.start_at, lag)
    end = company.zone.months_before(period.effective_end, lag)
    groups: dict[Segment, Spend] = defaultdict(Spend)
    for expense in company.expenses:
        if expense.category in ACQUISITION_CATEGORIES and start <= expense.at < end:
            for segment in (WHOLE, ("acquisition_channel", expense.channel)):
                groups[segment].bookings += 1
                groups[segment].amount += expense.amount
    return groups


def window(company: Company, period: Period) -> tuple[datetime, datetime]:
    """The twelve local calendar months that end where a period's counting stops."""
    end = period.effective_end
    return company.zone.months_before(end, MONTHS_OF_WINDOW), end


def cost_of_service(company: Company, period: Period) -> int:
    """The whole company's cost to serve in a period's trailing twelve months, millionths."""
    start, end = window(company, period)

    def counts(expense: Expense) -> bool:
        return expense.category == "cost_of_service" and start <= expense.at < end

    return sum(expense.amount for expense in company.expenses if counts(expense))


def trailing_year(company: Company, period: Period) -> dict[Segment, TrailingYear]:
    """Exposure, churn events and revenue of a period's trailing twelve months by segment."""
    start, end = window(company, period)
    groups: dict[Segment, TrailingYear] = defaultdict(TrailingYear)
    for customer_id, history in company.histories.items():
        customer = company.customers[customer_id]
        for span in history.spans:
            overlap = min(span.end, end) - max(span.start, start)
            if overlap > NOTHING:
                for segment in customer.segments(span.plan_tier):
                    groups[segment].exposure += overlap
                    groups[segment].exposed.add(customer_id)
        for spell in history.spells:
            if start <= spell.end < end:
                for segment in customer.segments(history.tier_just_before(spell.end)):
                    groups[segment].churn_events += 1
    for payment in company.payments:
        if start <= payment.at < end:
            for segment in payment.segments:
                groups[segment].revenue += payment.amount
                groups[segment].orders += payment.kind == "order"
    return groups
