"""The time that a random company lives in, and the instants at which things happen to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from .plans import Plan

# Distances from a boundary that a rule may turn on.
HAIRS = [timedelta(microseconds=1), *(timedelta(seconds=s) for s in (1, 59, 60, 61, 3600))]
DAYS_AFTER_THE_END = 45


class Timeline:
    """Instants are naive datetimes in UTC, days are those of the reporting zone."""

    def __init__(self, plan: Plan, dice: Random) -> None:
        self.zone = ZoneInfo(str(plan.variables["reporting_timezone"]))
        self.dice = dice
        self.months = [month_after(plan.first_month, n) for n in range(plan.months + 1)]
        self.mondays = [
            plan.first_month + timedelta(days=7 * n - plan.first_month.weekday())
            for n in range(1, 4 * plan.months)
        ]
        self.days = (self.months[-1] - self.months[0]).days
        self.boundaries = sorted(self.midnight(day) for day in [*self.months, *self.mondays])
        self.start = self.midnight(self.months[0])
        self.end = self.midnight(self.months[-1])
        # No scheduled end lies between this and the clock.
        self.horizon = self.end + timedelta(days=DAYS_AFTER_THE_END)

    def midnight(self, day: date) -> datetime:
        """The instant at which a day begins in the reporting zone."""
        local = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return local.astimezone(UTC).replace(tzinfo=None)

    def day(self, instant: datetime) -> date:
        """The day of the reporting zone that holds an instant."""
        return instant.replace(tzinfo=UTC).astimezone(self.zone).date()

    def around_a_midnight(self) -> datetime:
        """The midnight of any day of the zone, or a hair off it."""
        day = self.months[0] + timedelta(days=self.dice.randrange(self.days))
        hair = self.dice.choice((timedelta(0), *HAIRS)) * self.dice.choice((-1, 1))
        return min(self.midnight(day) + hair, self.end - HAIRS[0])

    def instant(self, after: datetime | None = None) -> datetime:
        """An instant from `after` (the start) to the end: often on a boundary, or a hair off it."""
        low = after or self.start
        boundaries = [boundary for boundary in self.boundaries if low <= boundary < self.end]
        kind = self.dice.random()
        if boundaries and kind < 0.25:
            return self.dice.choice(boundaries)
        if boundaries and kind < 0.4:
            hair = self.dice.choice(HAIRS) * self.dice.choice((-1, 1))
            return max(low, self.dice.choice(boundaries) + hair)
        seconds = max(1, int((self.end - low).total_seconds()))
        instant = low + timedelta(seconds=self.dice.randrange(seconds))
        if kind < 0.5:
            return instant + timedelta(microseconds=self.dice.randrange(1_000_000))
        return instant


def month_after(month: date, count: int) -> date:
    """The first day of the month some months after another."""
    year, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(year, index + 1, 1)
