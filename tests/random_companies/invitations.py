"""Invitations to questionnaires: before, at and after the answers, some never answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from .accounts import Row
from .timeline import HAIRS, Timeline

SOONER = (timedelta(0), *HAIRS, timedelta(days=3), timedelta(days=40))


def invitations(
    timeline: Timeline, dice: Random, accounts: list[Row], answers: list[Row]
) -> list[Row]:
    """The rows of survey.invitations; ids are not in the order of time.

    Some answers have none. Others have several, also at one instant, or one to the account that
    theirs was merged into.
    """
    merged_into = {row["customer_id"]: row["merged_into_customer_id"] for row in accounts}
    rows: list[Row] = []
    for answer in answers:
        if dice.random() < 0.3:
            continue
        customer_id = answer["customer_id"]
        if dice.random() < 0.3:
            customer_id = merged_into[customer_id] or customer_id
        for sent_at in sendings(timeline, dice, answer["responded_at"]):
            rows.append(
                {
                    "survey_id": answer["survey_id"],
                    "customer_id": customer_id,
                    "respondent_id": dice.choices((answer["respondent_id"], "p9"), (5, 1))[0],
                    "sent_at": sent_at,
                    "received_at": sent_at + timedelta(days=dice.choice((0, 0, 9))),
                }
            )
    dice.shuffle(rows)
    return [{"invitation_id": f"v{number}", **row} for number, row in enumerate(rows)]


def sendings(timeline: Timeline, dice: Random, answered_at: datetime) -> Iterator[datetime]:
    """When the invitations of an answer were sent: one to three times, some at the same instant."""
    sent_at = answered_at - dice.choice(SOONER)
    for _ in range(dice.choice((1, 1, 2, 3))):
        yield sent_at
        again = answered_at + dice.choice(SOONER) * dice.choice((-1, 1))
        sent_at = dice.choice((sent_at, again, timeline.instant()))
