"""The 0/1 populations of every customer in every period, from which each rate is a sum."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from .company import Activity, Company
from .money import cents
from .periods import GRAINS, Period
from .spells import History


@dataclass(frozen=True)
class CustomerPeriod:
    """One customer in one period: 1 where it is in a population, else 0.

    A tier is the one that the customer is counted under there, None where it is not counted.
    """

    customers_at_start: int
    customers_at_end: int
    new_customers: int
    retained_customers: int
    churned_customers: int
    reactivated_customers: int
    new_and_lost_customers: int
    left_and_returned_customers: int
    customers_served: int
    engaged_customers: int
    using_customers: int
    expanded_customers: int
    usage_base_customers: int
    usage_expanded_customers: int
    plan_tier_at_start: str | None
    plan_tier_at_end: str | None
    plan_tier_when_new: str | None
    plan_tier_when_reactivated: str | None
    plan_tier_when_served: str | None


def customer_periods(company: Company) -> dict[tuple[str, str, date], CustomerPeriod]:
    """The populations keyed by (customer_id, grain, period_start), from each first trace on."""
    rows = {}
    for customer_id, history in company.histories.items():
        activity = company.activities[customer_id]
        for grain in GRAINS:
            periods = company.periods_from(grain, company.first_traces[customer_id])
            usage = UsageByPeriod(activity, periods)
            engagement = count_by_period(activity.engagement, periods)
            for index, period in enumerate(periods):
                rows[(customer_id, grain, period.start)] = customer_period(
                    company, history, period, usage, index, engagement[index]
                )
    return rows


class UsageByPeriod:
    """A customer's usage events and their summed quantity in each of a list of periods."""

    def __init__(self, activity: Activity, periods: list[Period]) -> None:
        self.events = count_by_period([at for at, _ in activity.usage], periods)
        self.quantities: Counter[int] = Counter()
        for at, quantity in activity.usage:
            self.quantities[period_index(at, periods)] += quantity


def period_index(instant: datetime, periods: list[Period]) -> int:
    """The position of the period that holds an instant, which none of them begins after."""
    return bisect_right(periods, instant, key=lambda period: period.start_at) - 1


def count_by_period(instants: list[datetime], periods: list[Period]) -> Counter[int]:
    """How many of the instants lie in each period, by its position."""
    return Counter(period_index(instant, periods) for instant in instants)


def customer_period(
    company: Company,
    history: History,
    period: Period,
    usage: UsageByPeriod,
    index: int,
    engagements: int,
) -> CustomerPeriod:
    """The populations of one customer in the period at a position of its periods."""
    start, end = period.start_at, period.effective_end
    first = history.first_activation
    spell_at_start = history.spell_just_before(start)
    spell_at_end = history.spell_just_before(end)
    spell_served = history.first_spell_within(start, end)
    at_start, at_end = spell_at_start is not None, spell_at_end is not None
    served = spell_served is not None
    new = first is not None and start <= first < end
    retained = at_start and at_end
    reactivated = at_end and not at_start and first < start
    usage_before = usage.quantities[index - 1] if index else Fraction(0)
    usage_base = retained and usage_before > 0
    growth = 1 + company.variables.usage_expansion_threshold
    return CustomerPeriod(
        customers_at_start=int(at_start),
        customers_at_end=int(at_end),
        new_customers=int(new),
        retained_customers=int(retained),
        churned_customers=int(at_start and not at_end),
        reactivated_customers=int(reactivated),
        new_and_lost_customers=int(new and not at_end),
        left_and_returned_customers=int(retained and spell_at_start != spell_at_end),
        customers_served=int(served),
        engaged_customers=int(served and engagements > 0),
        using_customers=int(served and usage.events[index] > 0),
        expanded_customers=int(retained and has_expanded(company, history, period)),
        usage_base_customers=int(usage_base),
        usage_expanded_customers=int(
            usage_base and usage.quantities[index] > usage_before * growth
        ),
        plan_tier_at_start=history.tier_just_before(start) if at_start else None,
        plan_tier_at_end=history.tier_just_before(end) if at_end else None,
        plan_tier_when_new=history.tier_of_event(first) if new else None,
        plan_tier_when_reactivated=(
            history.tier_of_event(spell_at_end.start) if reactivated else None
        ),
        plan_tier_when_served=(
            history.tier_of_event(max(start, spell_served.start)) if served else None
        ),
    )


def has_expanded(company: Company, history: History, period: Period) -> bool:
    """Whether a retained customer's recurring amount grew by more than the threshold's share.

    Both ends are converted at the rate of the period's end and compared in whole cents.
    """
    rate_day = company.zone.day_before(period.effective_end)
    at_start = cents(history.amount_just_before(period.start_at, rate_day))
    at_end = cents(history.amount_just_before(period.effective_end, rate_day))
    return at_end > at_start * (1 + company.variables.expansion_threshold)
