"""Exact money: rounding, exchange rates and the recurring amount of a subscription version.

An amount is a whole number of millionths of a currency unit, so that sums are exact.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from fractions import Fraction

from .raw import RawRow

MILLION = 10**6
DAYS_A_YEAR = Fraction("365.2425")
MONTHS_A_YEAR = 12
MONTHS_OF_INTERVAL = {
    "day": MONTHS_A_YEAR / DAYS_A_YEAR,
    "week": 7 * MONTHS_A_YEAR / DAYS_A_YEAR,
    "month": Fraction(1),
    "year": Fraction(MONTHS_A_YEAR),
}


def round_half_away(number: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    magnitude = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return magnitude if number >= 0 else -magnitude


def millionths(amount: Fraction) -> int:
    """An amount of money rounded to 6 decimals, as millionths."""
    return round_half_away(amount * MILLION)


def in_units(amount: int) -> Fraction:
    """Millionths as an amount in units of the currency."""
    return Fraction(amount, MILLION)


def cents(amount: int) -> int:
    """Millionths rounded to whole cents."""
    return round_half_away(Fraction(amount, MILLION // 100))


def recurring_amount(version: RawRow, discount: Fraction) -> int:
    """The monthly recurring amount of a version at a discount, in its own currency, millionths."""
    interval = MONTHS_OF_INTERVAL[version["billing_interval"]]
    months = interval * (version.number("interval_count") or 1)
    full = version.number("quantity") * version.number("unit_amount")
    return millionths(full * (1 - discount) / months)


class Rates:
    """The exchange rates into the reporting currency, by local day.

    Where `fixed_on` is given, its rate converts the recurring amounts of every day.
    """

    def __init__(
        self,
        rows: list[RawRow],
        reporting_currency: str,
        max_age_days: int,
        fixed_on: date | None = None,
    ) -> None:
        self.reporting_currency = reporting_currency
        self.max_age_days = max_age_days
        self.fixed_on = fixed_on
        self.known: dict[tuple[str, str], list[tuple[date, Fraction]]] = {}
        self.found: dict[tuple[str, date], Fraction] = {}
        for row in rows:
            pair = (row["from_currency"], row["to_currency"])
            self.known.setdefault(pair, []).append((row.day("rate_date"), row.number("rate")))
        for rates in self.known.values():
            rates.sort()

    def rate(self, currency: str, day: date) -> Fraction:
        """What one unit of a currency is worth on a day: 1 for the reporting currency itself.

        An inverse pair is used only where no direct one is known yet, however old that is. Raises
        LookupError where there is no rate that is young enough.
        """
        if currency == self.reporting_currency:
            return Fraction(1)
        if (currency, day) not in self.found:
            self.found[(currency, day)] = self.look_up(currency, day)
        return self.found[(currency, day)]

    def look_up(self, currency: str, day: date) -> Fraction:
        """The rate of a foreign currency on a day, see `rate`."""
        first_direct = self.known.get((currency, self.reporting_currency), [])[:1]
        if first_direct and first_direct[0][0] <= day:
            direct = self.last_known(currency, self.reporting_currency, day)
            if direct is not None:
                return direct
        else:
            inverse = self.last_known(self.reporting_currency, currency, day)
            if inverse is not None:
                return 1 / inverse
        raise LookupError(
            f"Exchange rates: expected one from {currency} to {self.reporting_currency} at most "
            f"{self.max_age_days} days before {day}, found none; add it to exchange_rates."
        )

    def last_known(self, source: str, target: str, day: date) -> Fraction | None:
        """The pair's last rate on or before a day, None where that is too old or missing."""
        rates = self.known.get((source, target), [])
        position = bisect_right(rates, day, key=lambda known: known[0])
        if position == 0:
            return None
        rate_day, rate = rates[position - 1]
        return rate if (day - rate_day).days <= self.max_age_days else None

    def exists(self, currency: str, day: date) -> bool:
        """Whether a currency has a valid rate on a day."""
        try:
            self.rate(currency, day)
        except LookupError:
            return False
        return True

    def convert_recurring(self, amount: int, currency: str, day: date) -> int:
        """A recurring amount at the fixed day's rate where there is one, else as `convert`."""
        return self.convert(amount, currency, self.fixed_on or day)

    def convert(self, amount: int, currency: str, day: date) -> int:
        """An amount in the reporting currency at a day's rate, rounded to millionths."""
        return round_half_away(amount * self.rate(currency, day))
