"""The three years of the sample company, and steps of whole months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

FIRST_INSTANT = datetime(2023, 1, 5)
# Everything that has happened lies before this instant, so the default as-of is this midnight.
END = datetime(2026, 1, 1)
# Nobody activates for the first time in this month: growth of the next month has no base.
MONTH_WITHOUT_NEW_CUSTOMERS = datetime(2024, 8, 1)
# Far enough that no clock makes a scheduled end a past one, which would move the default as-of.
SCHEDULED_END = datetime(2099, 1, 1)


def add_months(instant: datetime, months: int) -> datetime:
    """The same day and time some months later, the 28th for later days, which not all have."""
    years, month = divmod(instant.month - 1 + months, 12)
    day = min(instant.day, 28)
    return instant.replace(year=instant.year + years, month=month + 1, day=day)


def months(start: datetime, end: datetime) -> Iterator[datetime]:
    """First instants of the months that overlap [start, end)."""
    month = datetime(start.year, start.month, 1)
    while month < end:
        yield month
        month = add_months(month, 1)
