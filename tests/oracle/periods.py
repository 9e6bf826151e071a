"""Weeks, months, quarters and years of the reporting time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .clock import INSTANT, Zone, months_earlier

GRAINS = ("week", "month", "quarter", "year")
MONEY_GRAINS = GRAINS[1:]
MONTHS_OF_GRAIN = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A period [start, end) in local days, and the same in instants.

    `effective_end` is where counting stops: the end, or the as-of instant where that is earlier.
    """

    grain: str
    start: date
    end: date
    start_at: datetime
    effective_end: datetime
    is_complete: bool


def period_start(grain: str, day: date, fiscal_year_start_month: int) -> date:
    """The first day of the period of a grain that holds a day."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    months_into_fiscal_year = (day.month - fiscal_year_start_month) % 12
    months_into_period = months_into_fiscal_year % MONTHS_OF_GRAIN[grain]
    return months_earlier(day.replace(day=1), months_into_period)


def next_start(grain: str, start: date) -> date:
    """The first day of the period after the one that starts on a day."""
    if grain == "week":
        return start + timedelta(days=7)
    return months_earlier(start, -MONTHS_OF_GRAIN[grain])


def periods_between(
    grain: str, first: datetime, as_of: datetime, zone: Zone, fiscal_year_start_month: int
) -> list[Period]:
    """The periods of a grain from the one that holds `first` to the one just before `as_of`."""
    start = period_start(grain, zone.day(first), fiscal_year_start_month)
    last_day = zone.day(as_of - INSTANT)
    periods = []
    while start <= last_day:
        end = next_start(grain, start)
        end_at = zone.midnight(end)
        periods.append(
            Period(grain, start, end, zone.midnight(start), min(end_at, as_of), end_at <= as_of)
        )
        start = end
    return periods
