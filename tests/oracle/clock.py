"""Local time, and the as-of instant of a build."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .raw import RawRow, is_deleted, parse_instant

INSTANT = timedelta(microseconds=1)


class Zone:
    """The reporting time zone."""

    def __init__(self, name: str) -> None:
        self.info = ZoneInfo(name)
        self.midnights: dict[date, datetime] = {}

    def midnight(self, day: date) -> datetime:
        """The instant at which a local day begins.

        Where the clock skips midnight it is the moment of the skip; where midnight comes twice,
        the first.
        """
        if day not in self.midnights:
            local = datetime(day.year, day.month, day.day, tzinfo=self.info)
            self.midnights[day] = local.astimezone(UTC)
        return self.midnights[day]

    def day(self, instant: datetime) -> date:
        """The local day that holds an instant: the last one that has begun by then.

        Where a clock is set back across midnight, the hour that is lived twice is all the new day.
        """
        day = instant.astimezone(self.info).date()
        tomorrow = day + timedelta(days=1)
        return tomorrow if self.midnight(tomorrow) <= instant else day

    def day_before(self, instant: datetime) -> date:
        """The local day just before an instant: that of the last moment before it."""
        return self.day(instant - INSTANT)

    def months_before(self, instant: datetime, months: int) -> datetime:
        """The instant some calendar months earlier at the same local time of day."""
        local = instant.astimezone(self.info).replace(tzinfo=None)
        day = months_earlier(local.date(), months)
        moved = datetime.combine(day, local.time(), tzinfo=self.info)
        return moved.astimezone(UTC)


def months_earlier(day: date, months: int) -> date:
    """The day some months earlier, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def find_as_of(
    given: object, tables: dict[str, list[RawRow] | None], zone: Zone, clock: datetime
) -> datetime:
    """The as-of instant: the given one as it is, else the one that the feeds have reached.

    `given` is None, an instant, a date (its local midnight) or either as text.
    """
    if given is None:
        return derive_as_of(tables, zone, clock)
    text = str(given).strip()
    if len(text) == len("2024-01-01"):
        return zone.midnight(date.fromisoformat(text))
    return parse_instant(text)


def derive_as_of(
    tables: dict[str, list[RawRow] | None], zone: Zone, clock: datetime
) -> datetime:
    """The first local midnight after the latest instant of any event feed, at most the clock.

    Test accounts' rows count, deleted ones and ends that lie ahead do not. With no event at all
    it is the clock.
    """
    times = [
        row.instant(column)
        for table, column in (
            ("billing.subscriptions", "started_at"),
            ("billing.subscriptions", "ended_at"),
            ("billing.invoices", "issued_at"),
            ("usage.events", "occurred_at"),
            ("usage.interactions", "occurred_at"),
            ("survey.responses", "responded_at"),
            ("support.tickets", "opened_at"),
        )
        for row in tables[table] or []
        if not is_deleted(table, row)
        and row[column] is not None
        and not (column == "ended_at" and row.instant(column) > clock)
    ]
    if not times:
        return clock
    next_day = zone.day(max(times)) + timedelta(days=1)
    return min(zone.midnight(next_day), clock)
