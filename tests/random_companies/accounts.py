"""Accounts with holes in their attributes, merges, parents, chains of both and tests."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from .plans import Plan
from .timeline import Timeline

ATTRIBUTES = {
    "region": ("EMEA", "emea", "亚太", None),
    "industry": ("retail", "health, care", None, "unknown"),
    "company_size": ("small", "large", None),
    "acquisition_channel": ("ads", "partner", "word of mouth", None),
}
NAMES = ("Müller & Söhne", 'The "Best", Ltd', "O'Neill; Sons", "two\nlines", "北京公司", None)

Row = dict[str, object]


def customers(plan: Plan, timeline: Timeline, dice: Random) -> list[Row]:
    """The rows of billing.customers; an account is merged or belongs only to a smaller number."""
    rows = []
    for number in range(plan.accounts):
        created_at = timeline.instant()
        if dice.random() < 0.1:
            created_at -= timedelta(days=dice.randrange(60))
        merged_into = None
        if number > 3 and dice.random() < 0.2:
            merged_into = f"c{dice.randrange(max(0, number - 8), number)}"
        parent = None
        if number > 1 and dice.random() < 0.2:
            parent = f"c{dice.randrange(max(0, number - 8), number)}"
        rows.append(
            {
                "customer_id": f"c{number}",
                "created_at": created_at,
                "name": dice.choice(NAMES),
                **{name: dice.choice(values) for name, values in ATTRIBUTES.items()},
                "parent_customer_id": parent,
                "merged_into_customer_id": merged_into,
                "is_test": dice.choices((None, False, True), (2, 10, 1))[0],
                "updated_at": created_at,
            }
        )
    dice.shuffle(rows)
    return rows
