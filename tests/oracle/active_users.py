"""Users by day and by month. A user is a user_id of a customer, or its unnamed one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from .clock import Zone, months_earlier
from .customers import UNKNOWN, Segment
from .figure import Figure, quotient
from .periods import Period
from .spells import History

if TYPE_CHECKING:
    from .company import Company, Reader
    from .facts import PeriodFacts

UNNAMED = ""
DAY = timedelta(days=1)
# The days on which each user of a customer did something: (local day, user), in order.
UserDays = list[tuple[date, str]]


@dataclass
class ActiveUsers:
    """Users of a period by day, and of the month that ends where the period's counting stops."""

    user_days: int = 0
    month_user_days: int = 0
    month_users: int = 0


def user_days(reader: Reader) -> dict[str, UserDays]:
    """Each customer's days of use, a user at most once a day."""
    found: dict[str, set[tuple[date, str]]] = defaultdict(set)
    for customer_id, at, row in reader.rows("usage.events", "occurred_at"):
        found[customer_id].add((reader.zone.day(at), row["user_id"] or UNNAMED))
    return {customer_id: sorted(days) for customer_id, days in found.items()}


def last_day(zone: Zone, period: Period) -> date:
    """The last local day of a period that has begun before as-of."""
    return zone.day_before(period.effective_end)


def days_of_period(zone: Zone, period: Period) -> int:
    """The local days of a period that have begun before as-of."""
    return (last_day(zone, period) - period.start).days + 1


def month_to(last: date) -> date:
    """The first day of the month that ends with a day."""
    return months_earlier(last + DAY, 1)


def days_of_month(zone: Zone, period: Period) -> int:
    """The days of the month that ends where a period's counting stops."""
    last = last_day(zone, period)
    return (last - month_to(last)).days + 1


def between(days: UserDays, first: date, last: date) -> UserDays:
    """Those of a customer's days of use from the first to the last, both included."""
    return days[bisect_left(days, (first, "")) : bisect_left(days, (last + DAY, ""))]


def tier_at_end(history: History, end: datetime) -> str:
    """The tier held just before an instant, else the last one held, else 'unknown'."""
    position = bisect_left(history.spans, end, key=lambda span: span.start)
    return history.spans[position - 1].plan_tier if position else UNKNOWN


def group_users(company: Company, period: Period) -> dict[Segment, ActiveUsers]:
    """The users of a period by segment, with the tier at its end."""
    last = last_day(company.zone, period)
    groups: dict[Segment, ActiveUsers] = defaultdict(ActiveUsers)
    for customer_id, days in company.user_days.items():
        in_period = between(days, period.start, last)
        in_month = between(days, month_to(last), last)
        tier = tier_at_end(company.histories[customer_id], period.effective_end)
        for segment in company.customers[customer_id].segments(tier):
            groups[segment].user_days += len(in_period)
            groups[segment].month_user_days += len(in_month)
            groups[segment].month_users += len({user for _, user in in_month})
    return groups


def somebody_without_tier(company: Company) -> bool:
    """Whether usage is ever counted for a customer that has held no tier by then.

    The longer one waits the likelier it holds one: the period of its first event decides.
    """
    for customer_id, days in company.user_days.items():
        for periods in company.periods.values():
            ends = [period.effective_end for period in periods if period.end > days[0][0]]
            if tier_at_end(company.histories[customer_id], ends[0]) == UNKNOWN:
                return True
    return False


def daily_active_users(company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The mean of the users of each day."""
    days = facts.users.get(s, ActiveUsers()).user_days
    return quotient(days, days_of_period(company.zone, facts.period), days)


def monthly_active_users(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The users of the month that ends with the period."""
    users = facts.users.get(s, ActiveUsers()).month_users
    return Figure(value=users, sample_size=users)


def stickiness(company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The mean of a day's users over that month, as a share of the month's."""
    own = facts.users.get(s, ActiveUsers())
    daily = Fraction(own.month_user_days, days_of_month(company.zone, facts.period))
    return quotient(daily, own.month_users, own.month_users)


FORMULAE = {
    "daily_active_users": daily_active_users,
    "monthly_active_users": monthly_active_users,
    "stickiness": stickiness,
}
NEEDS = dict.fromkeys(FORMULAE, {"usage.events"})
WEEKLY = {"daily_active_users", "monthly_active_users", "stickiness"}
