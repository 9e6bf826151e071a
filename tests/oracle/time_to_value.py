"""The time from a customer's first activation to its first event of value."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from .clock import INSTANT
from .customers import Segment
from .figure import Figure
from .periods import Period

if TYPE_CHECKING:
    from .company import Company, Reader
    from .facts import PeriodFacts

DAY = timedelta(days=1)
HALF = Fraction(1, 2) + Fraction(1, 10**9)
# Days from first activation, and whether there is value then: else only as-of was reached.
Wait = tuple[Fraction, bool]


def first_values(reader: Reader) -> dict[str, datetime]:
    """Each customer's first event of value, for those that have one before as-of."""
    names = reader.variables.value_event_names
    found: dict[str, datetime] = {}
    for customer_id, at, row in reader.rows("usage.events", "occurred_at"):
        if not names or row["event_name"] in names:
            found[customer_id] = min(at, found.get(customer_id, at))
    return found


def group_waits(company: Company, period: Period) -> dict[Segment, list[Wait]]:
    """The waits of the customers first activated in a period, with the tier they had then."""
    groups = defaultdict(list)
    for customer_id, history in company.histories.items():
        first = history.first_activation
        if first is not None and period.start_at <= first < period.effective_end:
            value_at = company.first_values.get(customer_id)
            until = company.as_of if value_at is None else max(value_at, first)
            wait = Fraction((until - first) // INSTANT, DAY // INSTANT)
            for segment in company.customers[customer_id].segments(history.tier_of_event(first)):
                groups[segment].append((wait, value_at is not None))
    return groups


def survival(waits: list[Wait]) -> list[tuple[Fraction, Fraction]]:
    """The Kaplan-Meier curve: (days, share still waiting after them) at every time of value."""
    curve = []
    still_waiting = Fraction(1)
    for days in sorted({wait for wait, has_value in waits if has_value}):
        at_risk = sum(wait >= days for wait, _ in waits)
        arrived = sum(wait == days and has_value for wait, has_value in waits)
        still_waiting *= 1 - Fraction(arrived, at_risk)
        curve.append((days, still_waiting))
    return curve


def median_days(waits: list[Wait]) -> Fraction | None:
    """The first time by which half are no longer waiting; None where the curve stays above."""
    return next((days for days, share in survival(waits) if share <= HALF), None)


def reached_within(waits: list[Wait], days: int) -> Fraction:
    """The share that has value within so many days, by the curve."""
    shares = [share for time, share in survival(waits) if time <= days]
    return 1 - (shares[-1] if shares else 1)


def time_to_first_value_days(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The median days to the first event of value of the period's new customers."""
    waits = facts.waits.get(s, [])
    if not waits:
        return Figure(null_reason="no_base")
    days = median_days(waits)
    reason = "not_reached" if days is None else None
    return Figure(value=days, sample_size=len(waits), null_reason=reason)


FORMULAE = {"time_to_first_value_days": time_to_first_value_days}
NEEDS = {"time_to_first_value_days": {"billing.subscriptions", "usage.events"}}
