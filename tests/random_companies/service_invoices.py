"""Invoices of a subscription, each for a stretch of service as billing systems write them."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from .accounts import Row
from .plans import Plan
from .timeline import Timeline

STATUSES = ("paid", "open", "draft", "void")
SUBTOTALS = ("100", "300", "1200", "99.99", "0")
SECOND = timedelta(seconds=1)


def of_subscriptions(
    plan: Plan, timeline: Timeline, dice: Random, versions: list[Row]
) -> list[Row]:
    """Rows of billing.invoices for half of the versions, one to three each."""
    rows = []
    for version in versions:
        if dice.random() < 0.5:
            continue
        number = 0
        for start in starts(timeline, dice, version):
            issued_at = start + timedelta(days=dice.choice((0, 0, -1, 2)))
            if not timeline.start <= issued_at < timeline.end:
                continue
            subtotal = dice.choice(SUBTOTALS)
            start_and_end = [start, end_of_service(dice, start)]
            if dice.random() < 0.05:
                start_and_end[dice.randrange(2)] = None
            rows.append(
                {
                    "invoice_id": f"{version['subscription_version_id']}-i{number}",
                    "customer_id": version["customer_id"],
                    "subscription_id": version["subscription_id"],
                    "issued_at": issued_at,
                    "status": dice.choices(STATUSES, (12, 2, 1, 1))[0],
                    "currency": dice.choice((version["currency"], *plan.currencies)),
                    "subtotal_amount": subtotal,
                    "discount_amount": dice.choice((None, "0", subtotal)),
                    "tax_amount": "7",
                    "service_period_start": start_and_end[0],
                    "service_period_end": start_and_end[1],
                }
            )
            number += 1
    return rows


def starts(timeline: Timeline, dice: Random, version: Row) -> Iterator[datetime]:
    """Where services start: with the version, shortly before its end, on a 31st, anywhere."""
    start, end = version["started_at"], version["ended_at"]
    shortly_before = (end or start) - timedelta(days=dice.choice((0, 1, 10, 20)))
    on_a_31st = [
        datetime(month.year, month.month, 31)
        for month in timeline.months
        if calendar.monthrange(month.year, month.month)[1] == 31
    ]
    anywhere = timeline.instant(after=start)
    for _ in range(dice.randrange(1, 4)):
        yield dice.choice((start, shortly_before, dice.choice(on_a_31st), anywhere))


def end_of_service(dice: Random, start: datetime) -> datetime:
    """Where a service that starts at an instant ends: months later, a second less, or odd days."""
    by_month = months_later(start, dice.choice((1, 1, 1, 3, 12)))
    days = timedelta(days=dice.choice((1, 7, 28, 30, 31, 45, 366)))
    hours = timedelta(hours=dice.choice((0, 0, 5)))
    return dice.choice((by_month, by_month, by_month - SECOND, start + days, start + hours))


def months_later(instant: datetime, months: int) -> datetime:
    """The instant some months later, on that month's last day where it is shorter."""
    year, month = divmod(instant.year * 12 + instant.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return instant.replace(year=year, month=month + 1, day=min(instant.day, last))
