"""The generated accounts: who they are, and how their subscriptions went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .dice import Dice
from .subscriptions import CADENCES, Version, add_invoices, add_subscription
from .tables import RawTables
from .timeline import END, FIRST_INSTANT, MONTH_WITHOUT_NEW_CUSTOMERS, add_months, months

TIERS = ("Starter", "Growth", "Enterprise")
COUNTRIES = {
    "Americas": ("US", "CA", "BR"),
    "EMEA": ("DE", "FR", "GB", "NL"),
    "APAC": ("AU", "JP", "SG"),
}
LOCAL_CURRENCIES = {"DE": "EUR", "FR": "EUR", "NL": "EUR", "GB": "GBP"}
INDUSTRIES = ("software", "retail", "healthcare", "finance", "manufacturing")
CHANNELS = {"paid_search": 30, "content": 26, "referral": 16, "events": 14, "partner": 14}
TIERS_BY_SIZE = {
    "small": {"Starter": 70, "Growth": 28, "Enterprise": 2},
    "medium": {"Starter": 20, "Growth": 62, "Enterprise": 18},
    "large": {"Starter": 4, "Growth": 36, "Enterprise": 60},
}
SEATS_BY_SIZE = {"small": (2, 12), "medium": (8, 40), "large": (30, 120)}
# Probability of leaving at a renewal, in per cent, by cadence and tier.
LEAVING_PERCENT = {
    "monthly": {"Starter": 4.6, "Growth": 3.0, "Enterprise": 1.6},
    "quarterly": {"Starter": 11, "Growth": 8, "Enterprise": 4},
    "yearly": {"Starter": 32, "Growth": 22, "Enterprise": 12},
}
# What happens to an active subscription in a month, in thousandths.
CHANGES = {
    "none": 915, "seats_up": 36, "seats_down": 16, "upgrade": 11, "downgrade": 6, "past_due": 9,
    "paused": 7,
}
TRIAL = timedelta(days=14)
CANCEL_REASONS = ("price", "missing_feature", "competitor", "low_usage", "closed_down")
FIRST_WORDS = ("Amber", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Iris")
SECOND_WORDS = ("Analytics", "Clinics", "Foods", "Freight", "Labs", "Outfitters", "Works")


@dataclass
class Account:
    """A generated account; `spans` are the times [from, to) in which its people use the product."""

    customer_id: str
    region: str
    spans: list[tuple[datetime, datetime]]

    def active_months(self) -> Iterator[tuple[datetime, datetime, datetime]]:
        """Each calendar month of each span: its first instant, and the part [from, to) in use."""
        for start, end in self.spans:
            for month in months(start, end):
                yield month, max(start, month), min(end, add_months(month, 1))


def generate_accounts(tables: RawTables, count: int) -> list[Account]:
    """Adds the billing rows of `count` accounts and returns them for the other feeds."""
    return [
        _add_account(tables, number, month)
        for number, month in enumerate(_first_months(count), start=1)
    ]


def _first_months(count: int) -> list[datetime]:
    """The month in which each account arrives: more from year to year, none in one month."""
    arrivals = {
        month: 0 if month == MONTH_WITHOUT_NEW_CUSTOMERS else 24 + index
        for index, month in enumerate(months(FIRST_INSTANT, END))
    }
    total, passed, result = sum(arrivals.values()), 0, []
    for month, weight in arrivals.items():
        passed += weight
        result += [month] * (count * passed // total - len(result))
    return result


def _add_account(tables: RawTables, number: int, month: datetime) -> Account:
    """Adds an account that arrives in the month; some have a trial first, a few only a trial."""
    customer_id = f"c{number:04d}"
    dice = Dice("account", customer_id)
    region = dice.weighted({"Americas": 48, "EMEA": 34, "APAC": 18})
    country = dice.pick(COUNTRIES[region])
    size = dice.weighted({"small": 50, "medium": 33, "large": 17})
    currency = LOCAL_CURRENCIES.get(country, "USD")
    first_terms = _first_terms(month, size, currency, dice)
    first_active = first_terms.started_at
    subscriptions = _history(first_terms, dice)
    trial_start = first_active - TRIAL
    if trial_start > FIRST_INSTANT + timedelta(days=1) and dice.chance(0.4):
        trial = _changed(first_terms, trial_start, ended_at=first_active, status="trialing")
        subscriptions[0].insert(0, trial)
        if dice.chance(0.15):
            subscriptions = [[trial]]
    first_start = subscriptions[0][0].started_at
    created_at = max(
        first_start - timedelta(hours=dice.whole(0, 200)),
        FIRST_INSTANT + timedelta(hours=dice.whole(10, 23)),
    )
    name = f"{dice.pick(FIRST_WORDS)} {dice.pick(SECOND_WORDS)} {number}"
    tables.add(
        "billing.customers",
        customer_id=customer_id,
        created_at=created_at,
        name=name,
        email=f"billing@{customer_id}.example",
        country=country,
        region=region,
        industry=None if dice.chance(0.02) else dice.pick(INDUSTRIES),
        company_size=None if dice.chance(0.02) else size,
        acquisition_channel=None if dice.chance(0.03) else dice.weighted(CHANNELS),
        parent_customer_id=f"c{number // 2:04d}" if number % 40 == 0 else None,
        is_test=False,
        updated_at=created_at,
    )
    for count, versions in enumerate(subscriptions, start=1):
        subscription_id = add_subscription(tables, customer_id, count, versions)
        add_invoices(tables, customer_id, subscription_id, versions, Dice("pay", subscription_id))
    spans = [(v[0].started_at, v[-1].ended_at or END) for v in subscriptions]
    return Account(customer_id, region, spans)


def _first_terms(month: datetime, size: str, currency: str, dice: Dice) -> Version:
    """What an account of that size buys first, at some instant of the month."""
    # The first days of the company belong to the life that is open since the first month.
    first_day = 6 if month < FIRST_INSTANT else 1
    first_active = dice.instant(
        month.replace(day=first_day, hour=7), month.replace(day=28, hour=19)
    )
    terms = Version(
        started_at=first_active,
        tier=dice.weighted(TIERS_BY_SIZE[size]),
        seats=dice.whole(*SEATS_BY_SIZE[size]),
        cadence=dice.weighted({"monthly": 66, "quarterly": 6, "yearly": 28}),
        currency=currency if dice.chance(0.8) else "USD",
    )
    if dice.chance(0.12):
        terms.discount_percent = dice.pick((10, 15, 20, 30))
        if dice.chance(0.6):
            terms.discount_ends_at = add_months(first_active, dice.pick((3, 6)))
    return terms


def _history(first_terms: Version, dice: Dice) -> list[list[Version]]:
    """The subscriptions that grow out of the first terms: one, or more for those who return."""
    subscriptions = []
    terms: Version | None = first_terms
    while terms:
        versions = _subscription(terms, dice)
        subscriptions.append(versions)
        ended_at = versions[-1].ended_at
        terms = None
        if ended_at and dice.chance(0.15):
            # Billing steps in whole months, so nothing starts after the 28th.
            returned_at = ended_at + timedelta(days=dice.whole(12, 200))
            returned_at = returned_at.replace(day=min(returned_at.day, 28))
            if returned_at < END:
                terms = _changed(
                    versions[-1], returned_at, cancel_requested_at=None, cancel_reason=None
                )
    return subscriptions


def _subscription(terms: Version, dice: Dice) -> list[Version]:
    """One subscription from its first terms on, month by month, until it ends or the data do."""
    versions = [terms]
    for count in range(1, 37):
        cycle = add_months(terms.started_at, count - 1)
        renewal = add_months(terms.started_at, count)
        if renewal >= END:
            break
        if versions[-1].started_at <= cycle:
            change = dice.weighted(CHANGES)
            at = dice.instant(cycle + timedelta(days=2), renewal - timedelta(days=2))
            _change(versions, change, at, renewal, dice)
        current = versions[-1]
        if count % CADENCES[current.cadence].months == 0 and current.started_at < renewal:
            leaving = LEAVING_PERCENT[current.cadence][current.tier]
            if dice.chance(leaving / 100):
                _leave(versions, renewal, dice)
                break
            # A cadence changes only after a whole year, where every cadence falls due.
            if count % 12 == 0 and current.status == "active" and dice.chance(0.12):
                current.ended_at = renewal
                cadence = "monthly" if current.cadence == "yearly" else "yearly"
                versions.append(_changed(current, renewal, cadence=cadence))
    return versions


def _change(
    versions: list[Version], change: str, at: datetime, renewal: datetime, dice: Dice
) -> None:
    """Closes the current version at an instant and opens the one that the change makes."""
    current = versions[-1]
    if change == "none" or current.status != "active":
        return
    if change in ("past_due", "paused"):
        if change == "past_due":
            resumed_at = dice.instant(at + timedelta(hours=1), renewal - timedelta(days=1))
        else:
            resumed_at = at + timedelta(days=dice.whole(10, 80))
        current.ended_at = at
        versions.append(_changed(current, at, status=change))
        if resumed_at < END:
            versions[-1].ended_at = resumed_at
            versions.append(_changed(current, resumed_at))
        return
    seats, rank = current.seats, TIERS.index(current.tier)
    terms = {
        "seats_up": {"seats": seats + max(1, seats * dice.whole(5, 60) // 100)},
        "seats_down": {"seats": max(1, seats * dice.whole(40, 95) // 100)},
        "upgrade": {"tier": TIERS[min(rank + 1, 2)]},
        "downgrade": {"tier": TIERS[max(rank - 1, 0)]},
    }[change]
    current.ended_at = at
    versions.append(_changed(current, at, **terms))


def _leave(versions: list[Version], at: datetime, dice: Dice) -> None:
    """Ends a subscription at a renewal, in one of the three ways in which billing tools say so."""
    last = versions[-1]
    requested_at = max(
        at - timedelta(days=dice.whole(0, 25), hours=dice.whole(1, 8)),
        last.started_at + timedelta(hours=1),
    )
    reason = dice.pick(CANCEL_REASONS) if dice.chance(0.8) else None
    way = dice.pick(("plain end", "canceled as a whole", "canceled from the request on"))
    if last.status == "active" and way != "plain end":
        if way == "canceled from the request on":
            last.ended_at = requested_at
            last = _changed(last, requested_at)
            versions.append(last)
        last.status = "canceled"
    last.ended_at, last.cancel_requested_at, last.cancel_reason = at, requested_at, reason


def _changed(version: Version, started_at: datetime, **terms: object) -> Version:
    """A copy that is active and open from the instant on, with the given terms changed."""
    fresh = {"status": "active", "ended_at": None}
    return replace(version, started_at=started_at, **(fresh | terms))
