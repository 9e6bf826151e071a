"""Exchange rates and expenses of the sample company."""

from __future__ import annotations

from datetime import date, timedelta

from .dice import Dice
from .tables import Cents, RawTables
from .timeline import END, FIRST_INSTANT, months

FIRST_RATE_DATE = date(2022, 12, 25)
LAST_RATE_DATE = date(2026, 1, 5)

# (category, channel, day of the month, currency, whole units in an average month at the start,
# whole units that every month adds). Referrals cost nothing, so no spend has that channel.
EXPENSES = (
    ("advertising", "paid_search", 3, "USD", 5200, 190),
    ("advertising", "paid_search", 17, "EUR", 2100, 80),
    ("advertising", None, 24, "USD", 600, 15),
    ("marketing", "content", 10, "USD", 3400, 110),
    ("marketing", "events", 21, "EUR", 2600, 90),
    ("sales", "partner", 15, "USD", 3000, 120),
    ("sales", "events", 28, "USD", 900, 30),
    ("cost_of_service", None, 5, "USD", 1800, 420),
    ("cost_of_service", None, 28, "EUR", 2400, 310),
    ("other", None, 1, "USD", 4200, 60),
)
SPEND_CATEGORIES = ("advertising", "marketing", "sales")


def add_exchange_rates(tables: RawTables) -> None:
    """Adds a rate for every day: EUR to USD directly, the pound only as USD to GBP."""
    _add_rates(tables, "EUR", "USD", decimals=5, start=106_200, low=102_500, high=117_500)
    _add_rates(tables, "USD", "GBP", decimals=6, start=829_400, low=738_000, high=832_000)


def _add_rates(
    tables: RawTables, base: str, quote: str, decimals: int, start: int, low: int, high: int
) -> None:
    """A slow walk between two bounds, in units of the last decimal."""
    dice = Dice("rates", base, quote)
    rate, day, step = start, FIRST_RATE_DATE, start // 300
    while day <= LAST_RATE_DATE:
        text = str(rate).rjust(decimals + 1, "0")
        tables.add(
            "billing.exchange_rates",
            rate_date=day,
            from_currency=base,
            to_currency=quote,
            rate=f"{text[:-decimals]}.{text[-decimals:]}",
        )
        rate = min(max(rate + dice.whole(-step, step), low), high)
        day += timedelta(days=1)


def add_expenses(tables: RawTables) -> None:
    """Adds the booked costs of every month; the first month has no spend on winning customers."""
    for count, month in enumerate(months(FIRST_INSTANT, END)):
        for number, (category, channel, day, currency, base, growth) in enumerate(EXPENSES, 1):
            if count == 0 and category in SPEND_CATEGORIES:
                continue
            expense_id = f"x{month:%Y%m}-{number:02d}"
            units = base + growth * count
            tables.add(
                "billing.expenses",
                expense_id=expense_id,
                incurred_on=month.date().replace(day=day),
                category=category,
                channel=channel,
                amount=Cents(units * Dice("expense", expense_id).whole(82, 118)),
                currency=currency,
            )
