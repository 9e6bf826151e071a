"""Support tickets of the generated accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from .accounts import Account
from .dice import Dice
from .tables import RawTables
from .timeline import END

# Minutes until the first human reply, by priority.
REPLY_MINUTES = {"urgent": (4, 120), "high": (20, 480), "normal": (45, 2000), "low": (180, 4320)}
PRIORITY_WEIGHTS = {"urgent": 8, "high": 22, "normal": 52, "low": 18}
CHANNEL_WEIGHTS = {"email": 46, "chat": 34, "phone": 12, "web": 8}


def add_tickets(tables: RawTables, account: Account) -> list[datetime]:
    """Adds a ticket in about a fifth of the months in use; returns when tickets were resolved."""
    dice = Dice("support", account.customer_id)
    trouble = dice.whole(8, 32) / 100
    resolutions = []
    count = 0
    for _, start, end in account.active_months():
        if not dice.chance(trouble):
            continue
        count += 1
        opened_at = dice.instant(start, end)
        priority = dice.weighted(PRIORITY_WEIGHTS)
        replied_at = opened_at + timedelta(minutes=dice.whole(*REPLY_MINUTES[priority]))
        resolved_at = replied_at + timedelta(minutes=dice.whole(10, 6000))
        is_answered = replied_at < END and not dice.chance(0.04)
        is_resolved = is_answered and resolved_at < END
        if is_resolved:
            resolutions.append(resolved_at)
        tables.add(
            "support.tickets",
            ticket_id=f"{account.customer_id}-t{count:02d}",
            customer_id=account.customer_id,
            opened_at=opened_at,
            first_responded_at=replied_at if is_answered else None,
            resolved_at=resolved_at if is_resolved else None,
            priority=None if dice.chance(0.05) else priority,
            channel=dice.weighted(CHANNEL_WEIGHTS),
            received_at=min(opened_at + timedelta(seconds=40), END - timedelta(seconds=1)),
            updated_at=resolved_at if is_resolved else replied_at if is_answered else opened_at,
        )
    return resolutions
