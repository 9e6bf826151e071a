"""Subscription versions: their prices, their rows, and the invoices that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .dice import Dice
from .tables import Cents, RawTables
from .timeline import END, add_months

# Cents per seat and month, by tier and currency.
SEAT_PRICES = {
    "Starter": {"USD": 2000, "EUR": 1800, "GBP": 1600},
    "Growth": {"USD": 4500, "EUR": 4200, "GBP": 3600},
    "Enterprise": {"USD": 9000, "EUR": 8400, "GBP": 7200},
}
INVOICE_STATUSES = {"paid": 957, "void": 12, "uncollectible": 20, "open": 8, "draft": 3}
TAX_PERCENT = {"USD": 0, "EUR": 19, "GBP": 20}


@dataclass(frozen=True)
class Cadence:
    """How often a plan is billed, and its price in hundredths of the monthly one."""

    label: str
    months: int
    price_percent: int
    billing_interval: str
    interval_count: int | None


CADENCES = {
    # A blank interval_count means one, by the raw contract.
    "monthly": Cadence("Monthly", 1, 100, "month", None),
    "quarterly": Cadence("Quarterly", 3, 285, "month", 3),
    "yearly": Cadence("Yearly", 12, 1000, "year", 1),
}


@dataclass
class Version:
    """The terms of a subscription that held in [started_at, ended_at); no end means open."""

    started_at: datetime
    ended_at: datetime | None = None
    tier: str | None = "Growth"
    status: str = "active"
    seats: int = 10
    cadence: str = "monthly"
    currency: str = "USD"
    discount_percent: int | None = None
    discount_ends_at: datetime | None = None
    cancel_requested_at: datetime | None = None
    cancel_reason: str | None = None

    @property
    def unit_amount(self) -> Cents:
        """Price of one seat for one billing interval."""
        price = SEAT_PRICES[self.tier or "Starter"][self.currency]
        return Cents(price * CADENCES[self.cadence].price_percent // 100)

    @property
    def is_billed(self) -> bool:
        """Trials and pauses cost nothing, nor does a cancellation that is already over."""
        return self.status in ("active", "past_due") or (
            self.status == "canceled" and self.ended_at is not None
        )

    def covers(self, instant: datetime) -> bool:
        """Whether these terms held at the instant."""
        return self.started_at <= instant and (self.ended_at is None or instant < self.ended_at)

    def discount_on(self, subtotal: int, instant: datetime) -> int:
        """Discount in cents on a subtotal in cents that is billed at the instant."""
        has_ended = self.discount_ends_at is not None and instant >= self.discount_ends_at
        return 0 if has_ended else subtotal * (self.discount_percent or 0) // 100


def add_subscription(
    tables: RawTables, customer_id: str, number: int, versions: Sequence[Version]
) -> str:
    """Adds one row per version, in order of time; returns the subscription's id."""
    subscription_id = f"{customer_id}-s{number}"
    for count, version in enumerate(versions, start=1):
        cadence = CADENCES[version.cadence]
        has_ended = version.ended_at is not None and version.ended_at < END
        tables.add(
            "billing.subscriptions",
            subscription_version_id=f"{subscription_id}-v{count}",
            subscription_id=subscription_id,
            customer_id=customer_id,
            started_at=version.started_at,
            ended_at=version.ended_at,
            status=version.status,
            plan_name=f"{version.tier or 'Legacy'} {cadence.label}",
            plan_tier=version.tier,
            quantity=version.seats,
            unit_amount=version.unit_amount,
            currency=version.currency,
            billing_interval=cadence.billing_interval,
            interval_count=cadence.interval_count,
            discount_rate=_share(version.discount_percent),
            discount_ends_at=version.discount_ends_at,
            cancel_requested_at=version.cancel_requested_at,
            cancel_reason=version.cancel_reason,
            updated_at=version.ended_at if has_ended else version.started_at,
        )
    return subscription_id


def billing_days(versions: Sequence[Version]) -> list[tuple[datetime, Version]]:
    """When each invoice falls due before END, with the version that held then."""
    due = versions[0].started_at
    days = []
    while due < END:
        version = next((v for v in versions if v.covers(due)), None)
        if version is None or not version.is_billed:
            later = [v.started_at for v in versions if v.is_billed and v.started_at > due]
            if not later:
                break
            due = min(later)
            continue
        days.append((due, version))
        due = add_months(due, CADENCES[version.cadence].months)
    return days


def add_invoices(
    tables: RawTables,
    customer_id: str,
    subscription_id: str,
    versions: Sequence[Version],
    dice: Dice | None = None,
) -> None:
    """Adds an invoice for every billing day; with a die some stay unpaid and some are refunded."""
    for count, (issued_at, version) in enumerate(billing_days(versions), start=1):
        subtotal = version.seats * version.unit_amount
        discount = version.discount_on(subtotal, issued_at)
        status, paid_at = "paid", issued_at + timedelta(days=dice.whole(0, 20) if dice else 2)
        if version.status == "past_due":
            status = "uncollectible"
        elif dice:
            status = dice.weighted(INVOICE_STATUSES)
        if status == "paid" and paid_at >= END:
            status = "open"
        if status != "paid":
            paid_at = None
        invoice_id = f"{subscription_id}-i{count:02d}"
        tables.add(
            "billing.invoices",
            invoice_id=invoice_id,
            customer_id=customer_id,
            subscription_id=subscription_id,
            issued_at=issued_at,
            paid_at=paid_at,
            status=status,
            currency=version.currency,
            subtotal_amount=Cents(subtotal),
            discount_amount=Cents(discount) if discount else None,
            tax_amount=Cents((subtotal - discount) * TAX_PERCENT[version.currency] // 100),
            service_period_start=issued_at,
            service_period_end=add_months(issued_at, CADENCES[version.cadence].months),
            updated_at=paid_at or issued_at,
        )
        if dice and paid_at and dice.chance(0.025):
            _add_refund(tables, invoice_id, paid_at, subtotal - discount, version.currency, dice)


def _add_refund(
    tables: RawTables, invoice_id: str, paid_at: datetime, paid: int, currency: str, dice: Dice
) -> None:
    """Adds a full or partial refund some weeks after the payment, if the data reach that far."""
    refunded_at = paid_at + timedelta(days=dice.whole(2, 40))
    if paid and refunded_at < END:
        tables.add(
            "billing.refunds",
            refund_id=f"{invoice_id}-r1",
            invoice_id=invoice_id,
            refunded_at=refunded_at,
            amount=Cents(paid * dice.pick((100, 50, 25)) // 100),
            currency=currency,
        )


def _share(percent: int | None) -> Cents | None:
    """A percentage as a share with two decimals."""
    return None if percent is None else Cents(percent)
