"""Usage, interactions and tickets."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from .accounts import Row
from .timeline import Timeline

# 5 to 6 and 10 to 12 grow by exactly a fifth.
QUANTITIES = (None, "1", "5", "6", "10", "12", "0", "2.5")
# Few, so that the same user comes twice a day and under two customers.
USERS = ("u1", "u1", "u2", "用户 3", None)
EVENT_NAMES = ("opened", "opened", "shared", "Shared", "导出, weekly")
BRIEFLY = (timedelta(0), timedelta(seconds=1), timedelta(hours=5), timedelta(hours=24))


def events(timeline: Timeline, dice: Random, ids: list[str]) -> list[Row]:
    """The rows of usage.events; of an account all, some or none, one of ten taken back."""
    rows: list[Row] = []
    for customer_id in ids:
        for number in range(dice.choice((0, 4, 12, 25))):
            row = {
                "event_id": f"{customer_id}-e{number}",
                **happening(timeline, dice, customer_id),
                "user_id": dice.choice(USERS),
                "event_name": dice.choice(EVENT_NAMES),
                "quantity": dice.choice(QUANTITIES),
            }
            kind = dice.random()
            if kind < 0.25:
                row["occurred_at"] = timeline.around_a_midnight()
            elif kind < 0.5 and number:
                row["occurred_at"] = min(
                    rows[-1]["occurred_at"] + dice.choice(BRIEFLY), timeline.end
                )
            row["received_at"] = max(row["received_at"], row["occurred_at"])
            rows.append(row)
    return rows


def interactions(timeline: Timeline, dice: Random, ids: list[str]) -> list[Row]:
    """The rows of usage.interactions."""
    return [
        {
            "interaction_id": f"{customer_id}-a{number}",
            **happening(timeline, dice, customer_id),
            "kind": dice.choice(("comment", "webinar", "forum")),
        }
        for customer_id in ids
        for number in range(dice.randrange(6))
    ]


def happening(timeline: Timeline, dice: Random, customer_id: str) -> Row:
    """What usage and interactions have in common; received at once or days later."""
    occurred_at = timeline.instant()
    return {
        "customer_id": customer_id,
        "occurred_at": occurred_at,
        "received_at": occurred_at + timedelta(days=dice.choice((0, 0, 40))),
        "is_deleted": dice.choices((None, False, True), (5, 4, 1))[0],
    }


def tickets(timeline: Timeline, dice: Random, ids: list[str]) -> list[Row]:
    """The rows of support.tickets."""
    rows = []
    for customer_id in ids:
        for number in range(dice.randrange(5)):
            opened_at = timeline.instant()
            rows.append(
                {
                    "ticket_id": f"{customer_id}-t{number}",
                    "customer_id": customer_id,
                    "opened_at": opened_at,
                    "first_responded_at": first_reply(timeline, dice, opened_at),
                }
            )
    return rows


def first_reply(timeline: Timeline, dice: Random, opened_at: datetime) -> datetime | None:
    """The first reply: never, at once, within hours, or anywhere in the rest of time."""
    hours_later = opened_at + timedelta(seconds=dice.randrange(200_000))
    return dice.choice((None, opened_at, hours_later, hours_later, timeline.instant(opened_at)))
