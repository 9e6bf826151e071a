"""What an invoice bills as recurring: its net amount a month, over the period that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from .clock import months_earlier
from .money import DAYS_A_YEAR, MONTHS_A_YEAR, millionths
from .raw import RawRow

DAYS_A_MONTH = DAYS_A_YEAR / MONTHS_A_YEAR


@dataclass(frozen=True)
class ServicePeriod:
    """A stretch that an invoice is for; `amount` is its sum a month, millionths of its currency."""

    start: datetime
    end: datetime
    amount: int
    currency: str

    def covers_just_before(self, instant: datetime) -> bool:
        """Whether it covers the moment just before an instant."""
        return self.start < instant <= self.end


def service_period(
    invoice: RawRow, net_amount: Fraction, gap_tolerance_seconds: Fraction
) -> ServicePeriod | None:
    """The service period of an invoice, None where it bills nothing recurring."""
    start = invoice.instant("service_period_start")
    end = invoice.instant("service_period_end")
    if invoice["status"] not in ("paid", "open") or start is None or end is None:
        return None
    tolerance = timedelta(seconds=float(gap_tolerance_seconds))
    months = months_between((start + tolerance).date(), (end + tolerance).date())
    if months <= 0:
        return None
    return ServicePeriod(start, end, millionths(net_amount / months), invoice["currency"])


def months_between(start: date, end: date) -> Fraction:
    """How many months a stretch of UTC days is: whole ones where it is so many, else by its days.

    It is whole where so many months from its start lead to its end, or so many back from its end
    to its start; a day that a month lacks is its last.
    """
    months = 12 * (end.year - start.year) + end.month - start.month
    leads_there = months_earlier(start, -months) == end or months_earlier(end, months) == start
    if months >= 1 and leads_there:
        return Fraction(months)
    return (end - start).days / DAYS_A_MONTH
