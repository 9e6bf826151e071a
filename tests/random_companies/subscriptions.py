"""Subscriptions, one to three an account, as chains of versions that never overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from .accounts import Row
from .plans import Plan
from .timeline import Timeline

TIERS = ("basic", "pro", "Pro", "enterprise", "企业", None)
INTERVALS = ("month", "month", "month", "year", "week", "day")
INTERVAL_COUNTS = (None, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 24)
# Few prices, so that amounts of two subscriptions are often equal: 1200 a year is 100 a month.
PRICES = ("100", "100", "1200", "50", "99.99", "1234.567891", "0.01", "0")
QUANTITIES = ("1", "1", "1", "2", "12", "2.5", "0")
DISCOUNTS = (None, None, None, "0", "0.1", "0.333333", "0.5", "1")
SCHEDULED_AHEAD = datetime(2099, 1, 1)
NOTHING = timedelta(0)
SECOND = timedelta(seconds=1)


def versions(plan: Plan, timeline: Timeline, dice: Random, ids: list[str]) -> list[Row]:
    """The rows of billing.subscriptions."""
    rows: list[Row] = []
    for customer_id in ids:
        for number in range(dice.choices((0, 1, 2, 3), (1, 5, 3, 1))[0]):
            rows.extend(chain(plan, timeline, dice, customer_id, f"{customer_id}-s{number}"))
    dice.shuffle(rows)
    return rows


def chain(
    plan: Plan, timeline: Timeline, dice: Random, customer_id: str, subscription_id: str
) -> Iterator[Row]:
    """The versions of one subscription, in order."""
    terms = some_terms(plan, dice)
    start = timeline.instant()
    for number in range(dice.choice((1, 2, 3, 5, 8))):
        end = end_of_version(timeline, dice, start)
        if number and dice.random() < 0.8:
            changed = dice.sample(sorted(terms), dice.randrange(1, 3))
            terms = terms | {name: some_terms(plan, dice)[name] for name in changed}
        yield {
            "subscription_version_id": f"{subscription_id}-v{number}",
            "subscription_id": subscription_id,
            "customer_id": customer_id,
            "started_at": start,
            "ended_at": end,
            "status": some_status(dice, end),
            "plan_name": "a plan",
            "plan_tier": terms["plan_tier"],
            "quantity": terms["quantity"],
            "unit_amount": terms["unit_amount"],
            "currency": terms["currency"],
            "billing_interval": terms["billing_interval"],
            "interval_count": terms["interval_count"],
            "discount_rate": terms["discount_rate"],
            "discount_ends_at": some_discount_end(timeline, dice, start, end),
            "cancel_requested_at": some_request(timeline, dice, start, end),
            "updated_at": start,
        }
        if end is None:
            return
        start = end + some_gap(plan, timeline, dice, end)
        if start >= timeline.end:
            return


def some_terms(plan: Plan, dice: Random) -> dict:
    """What may change from one version to the next."""
    return {
        "plan_tier": dice.choice(TIERS),
        "quantity": dice.choice(QUANTITIES),
        "unit_amount": dice.choice(PRICES),
        "currency": dice.choice(plan.currencies),
        "billing_interval": dice.choice(INTERVALS),
        "interval_count": dice.choice(INTERVAL_COUNTS),
        "discount_rate": dice.choice(DISCOUNTS),
    }


def end_of_version(timeline: Timeline, dice: Random, start: datetime) -> datetime | None:
    """The end of a version: none, or in no time up to a year from its start."""
    kind = dice.random()
    if kind < 0.12:
        return None
    if kind < 0.2:
        end = start
    elif kind < 0.28:
        end = start + SECOND * dice.randrange(1, 90)
    elif kind < 0.4:
        end = start + timedelta(hours=dice.randrange(1, 60))
    elif kind < 0.65:
        end = timeline.instant(after=start)
    else:
        end = start + timedelta(days=dice.choice((7, 30, 31, 61, 92, 183, 365)))
    return end if end < timeline.horizon else dice.choice((None, SCHEDULED_AHEAD))


def some_status(dice: Random, end: datetime | None) -> str:
    """A status; canceled is rarely without an end."""
    statuses = ("active", "past_due", "trialing", "paused", "canceled")
    return dice.choices(statuses, (14, 4, 2, 2, 5 if end else 1))[0]


def some_discount_end(
    timeline: Timeline, dice: Random, start: datetime, end: datetime | None
) -> datetime | None:
    """When the discount ends: never, before, exactly at either end, inside or after."""
    inside = timeline.instant(after=start)
    return dice.choice((None, None, start, end, inside, inside, start - timedelta(days=9)))


def some_request(
    timeline: Timeline, dice: Random, start: datetime, end: datetime | None
) -> datetime | None:
    """When the cancellation was requested: mostly never, else anywhere about the version."""
    if dice.random() < 0.7:
        return None
    inside = timeline.instant(after=start)
    about_the_end = (end or inside) + timedelta(days=dice.choice((-40, -3, -1, 0, 0, 2, 35)))
    earliest = start - timedelta(days=3)
    request = dice.choice((inside, inside, about_the_end, about_the_end, start, earliest))
    return request if request < timeline.horizon else inside


def some_gap(plan: Plan, timeline: Timeline, dice: Random, end: datetime) -> timedelta:
    """The time to the next version: mostly none, often a second around what still is bridged."""
    limits = (
        timedelta(seconds=plan.gap_tolerance_seconds),
        timedelta(days=plan.variables["reactivation_gap_days"]),
    )
    critical = dice.choice(limits) + SECOND * dice.choice((-1, 0, 1))
    pause = timedelta(hours=dice.randrange(1, 2000))
    to_an_instant = timeline.instant(after=end) - end
    gaps = (NOTHING, SECOND, max(critical, NOTHING), pause, to_an_instant)
    return dice.choices(gaps, (6, 2, 5, 5, 3))[0]
