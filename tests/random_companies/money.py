"""Invoices, refunds, exchange rates and expenses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from .accounts import Row
from .plans import CURRENCIES, Plan
from .timeline import Timeline, month_after

INVOICE_STATUSES = ("paid", "open", "draft", "void", "uncollectible")
SUBTOTALS = ("100", "19.9", "250.5", "0", "1234.567891", "8000")
EXPENSE_CATEGORIES = ("advertising", "marketing", "sales", "cost_of_service", "other")
# One channel that won no account, and one that is null.
EXPENSE_CHANNELS = ("ads", "partner", "trade fair", None)
EXPENSES = ("500", "1200.5", "75.25", "0")
RATES = ("1", "2", "0.5", "1.25", "0.8", "1.0837", "0.9263", "1.1111")
YEN_TO_A_UNIT = 128
DAYS_BEFORE_THE_START = 460


def invoices(plan: Plan, timeline: Timeline, dice: Random, ids: list[str]) -> list[Row]:
    """The rows of billing.invoices; some companies sent none in their first months."""
    first = dice.choice((timeline.start, timeline.boundaries[len(timeline.boundaries) // 3]))
    rows = []
    for customer_id in ids:
        if dice.random() < 0.15:
            continue
        for number, issued_at in enumerate(issues(plan, timeline, dice, first)):
            subtotal = dice.choice(SUBTOTALS)
            rows.append(
                {
                    "invoice_id": f"{customer_id}-i{number}",
                    "customer_id": customer_id,
                    "issued_at": issued_at,
                    "status": dice.choices(INVOICE_STATUSES, (12, 1, 1, 1, 1))[0],
                    "currency": dice.choice(plan.currencies),
                    "subtotal_amount": subtotal,
                    "discount_amount": dice.choice((None, None, "0", "10", subtotal)),
                    "tax_amount": "7",
                }
            )
            if rows[-1]["discount_amount"] == "10" and float(subtotal) < 10:
                rows[-1]["discount_amount"] = None
    dice.shuffle(rows)
    return rows


def issues(
    plan: Plan, timeline: Timeline, dice: Random, first: datetime
) -> Iterator[datetime]:
    """The instants of a customer's invoices.

    They lie anywhere, as far apart as an order is active, or some on one day.
    """
    window = timedelta(days=plan.variables["activity_window_days"])
    issued_at = timeline.instant(after=first)
    for _ in range(dice.randrange(7)):
        yield issued_at
        critical = issued_at + window + timedelta(seconds=dice.choice((-1, 0, 1, 59, 60)))
        same_day = issued_at + timedelta(hours=dice.choice((0, 1, 7)))
        anywhere = timeline.instant(after=first)
        issued_at = dice.choice((critical, critical, anywhere, anywhere, same_day))
        if issued_at >= timeline.end:
            return


def refunds(plan: Plan, timeline: Timeline, dice: Random, invoices: list[Row]) -> list[Row]:
    """The rows of billing.refunds, of any invoice, in any currency, more than once."""
    return [
        {
            "refund_id": f"{invoice['invoice_id']}-r{number}",
            "invoice_id": invoice["invoice_id"],
            "refunded_at": timeline.instant(after=invoice["issued_at"]),
            "amount": dice.choice(("10", "19.9", "0.000001")),
            "currency": dice.choice(plan.currencies),
        }
        for invoice in invoices
        for number in range(dice.choices((0, 1, 2), (8, 1, 1))[0])
    ]


def exchange_rates(plan: Plan, timeline: Timeline, dice: Random) -> list[Row]:
    """The rows of billing.exchange_rates: one for every day and currency, at most so old.

    A currency has a direct rate, an inverse one, or an inverse one until a direct one begins.
    """
    reporting = str(plan.variables["reporting_currency"])
    first = timeline.months[0] - timedelta(days=DAYS_BEFORE_THE_START)
    last = timeline.horizon.date() + timedelta(days=2)
    change = timeline.months[len(timeline.months) // 2]
    rows = []
    for currency in CURRENCIES:
        if currency == reporting:
            continue
        step = timedelta(days=dice.randrange(plan.variables["fx_max_age_days"] + 1) + 1)
        direct, inverse = (currency, reporting), (reporting, currency)
        spans = dice.choice(
            (
                [(direct, first, last)],
                [(inverse, first, last)],
                [(inverse, first, last), (direct, change, last)],
            )
        )
        for pair, start, end in spans:
            rows.extend(rates_of_pair(dice, pair, start, end, step))
    return rows


def rates_of_pair(
    dice: Random, pair: tuple[str, str], day: date, last: date, step: timedelta
) -> Iterator[Row]:
    """The rates of a pair every so many days, from the first to the last."""
    while day <= last:
        rate = float(dice.choice(RATES))
        rate *= YEN_TO_A_UNIT if pair[1] == "JPY" else 1
        rate /= YEN_TO_A_UNIT if pair[0] == "JPY" else 1
        yield {
            "rate_date": day,
            "from_currency": pair[0],
            "to_currency": pair[1],
            "rate": f"{rate:.8f}",
        }
        day += step


def expenses(plan: Plan, timeline: Timeline, dice: Random) -> list[Row]:
    """The rows of billing.expenses, from a year before the first month; some months have none."""
    months = [*(month_after(timeline.months[0], -n) for n in range(1, 14)), *timeline.months]
    days = [
        month + timedelta(days=dice.choice((0, 0, 13, 27)))
        for month in months
        if dice.random() < 0.8
        for _ in range(dice.randrange(1, 6))
    ]
    return [
        {
            "expense_id": f"e{number}",
            "incurred_on": day,
            "category": dice.choice(EXPENSE_CATEGORIES),
            "channel": dice.choice(EXPENSE_CHANNELS),
            "amount": dice.choice(EXPENSES),
            "currency": dice.choice(plan.currencies),
        }
        for number, day in enumerate(days)
        if timeline.midnight(day) < timeline.horizon
    ]
