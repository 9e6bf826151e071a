"""Accounts: merges followed to their end, test accounts left out, attributes of the survivor."""

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


def counted_customers(rows: list[RawRow]) -> dict[str, Customer]:
    """The accounts that are neither merged into another nor tests, by their id."""
    return {
        row["customer_id"]: Customer(
            customer_id=row["customer_id"],
            fixed=tuple((name, row[name] or UNKNOWN) for name in FIXED_DIMENSIONS),
        )
        for row in rows
        if row["merged_into_customer_id"] is None and not row.flag("is_test")
    }
