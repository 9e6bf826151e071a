"""Accounts: merges and parents followed to their end, test accounts left out.

The attributes of a customer are those of the account that it is counted under.
"""

from __future__ import annotations

from dataclasses import dataclass

from .raw import RawRow

UNKNOWN = "unknown"
FIXED_DIMENSIONS = ("company_size", "industry", "region", "acquisition_channel")
Segment = tuple[str, str]
WHOLE: Segment = ("all", "all")


@dataclass(frozen=True)
class Customer:
    """A paying account; `fixed` are its segments that do not change over time."""

    customer_id: str
    fixed: tuple[Segment, ...]

    def segments(self, plan_tier: str) -> tuple[Segment, ...]:
        """All segments that something of this customer counts in, given the tier it has then."""
        return (WHOLE, *self.fixed, ("plan_tier", plan_tier))


def survivors(rows: list[RawRow]) -> dict[str, str]:
    """The surviving account of every account, itself where it was never merged.

    Raises ValueError where merges lead in a circle or to no account.
    """
    into = {row["customer_id"]: row["merged_into_customer_id"] for row in rows}
    return {account: end_of_chain(account, into) for account in into}


def end_of_chain(account: str, into: dict[str, str | None]) -> str:
    """The account at the end of a chain of merges, see `survivors`."""
    seen = {account}
    while into[account] is not None:
        account = into[account]
        if account in seen or account not in into:
            raise ValueError(
                f"Account {account}: expected a merge that ends in an account, found one that "
                "leads in a circle or to no account; correct merged_into_customer_id."
            )
        seen.add(account)
    return account


def counted_under(rows: list[RawRow], level: str) -> dict[str, str]:
    """The customer that each account is counted under, without the accounts that are out.

    At the level `account` it is the survivor of the account's merges, at the level `parent` the
    top of the survivor's parents. An account is out if its survivor or the top is a test.
    """
    survivor = survivors(rows)
    accounts = {row["customer_id"]: row for row in rows}
    found = {}
    for account, survived in survivor.items():
        top = top_parent(survived, accounts, survivor) if level == "parent" else survived
        if not accounts[survived].flag("is_test") and not accounts[top].flag("is_test"):
            found[account] = top
    return found


def top_parent(survivor: str, accounts: dict[str, RawRow], survivors: dict[str, str]) -> str:
    """The top of an account's parents, each followed through its merges.

    A parent that does not exist, or is the account itself after merges, is none. Raises ValueError
    where parents lead in a circle.
    """
    seen = {survivor}
    while True:
        parent = survivors.get(accounts[survivor]["parent_customer_id"])
        if parent is None or parent == survivor:
            return survivor
        if parent in seen:
            raise ValueError(
                f"Account {parent}: expected parents that end in an account, found some that "
                "lead in a circle; correct parent_customer_id."
            )
        seen.add(parent)
        survivor = parent


def counted_customers(rows: list[RawRow], level: str) -> dict[str, Customer]:
    """The customers that at least one account is counted under, by their id."""
    tops = set(counted_under(rows, level).values())
    return {
        row["customer_id"]: Customer(
            customer_id=row["customer_id"],
            fixed=tuple((name, row[name] or UNKNOWN) for name in FIXED_DIMENSIONS),
        )
        for row in rows
        if row["customer_id"] in tops
    }
