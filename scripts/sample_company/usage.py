"""Product usage and interactions of the generated accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from .accounts import Account
from .dice import Dice
from .tables import RawTables
from .timeline import END

# Event name -> feature; signing in belongs to none.
FEATURES = {
    "signed_in": None,
    "report_created": "reports",
    "export_run": "exports",
    "dashboard_viewed": "dashboards",
    "api_called": "api",
}
EVENT_WEIGHTS = {
    "signed_in": 22, "report_created": 26, "export_run": 14, "dashboard_viewed": 26,
    "api_called": 12,
}
KIND_WEIGHTS = {
    "comment": 18, "rating": 20, "forum": 12, "community": 12, "social": 10, "webinar": 18,
    "event": 10,
}
# Deletions are recorded from this day on; before it the column is blank.
DELETIONS_KNOWN_FROM = datetime(2024, 1, 1)


def add_usage(tables: RawTables, account: Account) -> None:
    """Adds some events for most months in use; their volume drifts from month to month."""
    dice = Dice("usage", account.customer_id)
    users, level, volume = dice.whole(1, 4), dice.whole(2, 6), dice.whole(3, 30)
    count = 0
    for _, start, end in account.active_months():
        volume = max(1, volume * dice.whole(75, 135) // 100)
        if dice.chance(0.09):
            continue
        for _ in range(dice.whole(max(1, level - 2), level + 1)):
            count += 1
            name = dice.weighted(EVENT_WEIGHTS)
            has_volume = FEATURES[name] and not dice.chance(0.2)
            occurred_at = dice.instant(start, end)
            tables.add(
                "usage.events",
                event_id=f"{account.customer_id}-e{count:03d}",
                customer_id=account.customer_id,
                user_id=f"{account.customer_id}-u{dice.whole(1, users)}",
                event_name=name,
                feature=FEATURES[name],
                occurred_at=occurred_at,
                received_at=_received_at(occurred_at, dice),
                quantity=dice.whole(1, volume) if has_volume else None,
                is_deleted=_is_deleted(occurred_at, dice),
            )


def add_interactions(tables: RawTables, account: Account) -> None:
    """Adds an interaction or two in about half of the months in use."""
    dice = Dice("interactions", account.customer_id)
    users, keenness = dice.whole(1, 4), dice.whole(25, 60) / 100
    count = 0
    for _, start, end in account.active_months():
        for _ in range(dice.whole(1, 2) if dice.chance(keenness) else 0):
            count += 1
            occurred_at = dice.instant(start, end)
            tables.add(
                "usage.interactions",
                interaction_id=f"{account.customer_id}-n{count:03d}",
                customer_id=account.customer_id,
                user_id=f"{account.customer_id}-u{dice.whole(1, users)}",
                kind=dice.weighted(KIND_WEIGHTS),
                occurred_at=occurred_at,
                received_at=_received_at(occurred_at, dice),
                is_deleted=_is_deleted(occurred_at, dice),
            )


def _received_at(occurred_at: datetime, dice: Dice) -> datetime:
    """Seconds later as a rule, days later now and then, but never after the data end."""
    received_at = occurred_at + timedelta(seconds=dice.whole(1, 600))
    if dice.chance(0.015):
        received_at += timedelta(days=dice.whole(1, 6))
    return min(received_at, END - timedelta(seconds=1))


def _is_deleted(occurred_at: datetime, dice: Dice) -> bool | None:
    return None if occurred_at < DELETIONS_KNOWN_FROM else dice.chance(0.012)
