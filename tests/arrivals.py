"""How a company's raw rows arrive: a history of every table, of which each step shows a part.

A row is there from its `first_step` up to, not including, its `end_step`. `arrive` throws the steps
and puts in what makes an incremental build hard, each kind under its name in `KINDS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import duckdb

STEPS = 5
# The step at which nothing is new.
EMPTY_STEP = 3
LATER_STEPS = (1, 2, 4)
FEEDS = {"usage.events": "event_id", "usage.interactions": "interaction_id"}
# Without a rate a build stops.
THERE_FROM_THE_START = {"billing.exchange_rates"}
HISTORY = "first_step, end_step"


class History:
    """The tables of one company; `happened` counts what was put in."""

    def __init__(self, folder: Path, dice: Random, clocks: list[datetime]) -> None:
        self.dice = dice
        self.clocks = clocks
        self.happened: Counter[str] = Counter()
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'UTC'")
        self.files: dict[str, Path] = {}
        # Table -> step from which it is there at all; column -> step from which its table has it.
        self.switched_on: dict[str, int] = {}
        self.columns_from: dict[tuple[str, str], int] = {}
        for path in sorted(folder.glob("*/*")):
            table = f"{path.parent.name}.{path.stem}"
            self.files[table] = path
            options = ", all_varchar = true, header = true" if path.suffix == ".csv" else ""
            reader = "read_csv" if path.suffix == ".csv" else "read_parquet"
            self.run(
                f"create table \"{table}\" as select *, 0 as first_step, {STEPS} as end_step "
                f"from {reader}('{path}'{options})"
            )
        for feed in FEEDS:
            if feed in self.files:
                # A row that is gone is missed by its arrival; another one of the same instant would hide that.
                own = self.instant(feed, "received_at", "to_microseconds(rowid)")
                self.run(f'update "{feed}" set received_at = {own}')

    def run(self, sql: str) -> list[tuple]:
        """The rows of a statement."""
        return self.connection.execute(sql).fetchall()

    def columns(self, table: str) -> list[str]:
        """The columns of a raw table."""
        described = self.run(f'describe "{table}"')
        return [row[0] for row in described if row[0] not in HISTORY.split(", ")]

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table is there and has some columns."""
        return table in self.files and set(columns) <= set(self.columns(table))

    def some_rows(self, table: str, share: float, where: str = "true") -> str:
        """A condition that some rows of a table fulfil, '' where none does."""
        ids = [row[0] for row in self.run(f'select rowid from "{table}" where {where}')]
        chosen = [rowid for rowid in ids if self.dice.random() < share]
        return f"rowid in ({', '.join(map(str, chosen))})" if chosen else ""

    def instant(self, table: str, column: str, moved: str) -> str:
        """SQL: a column of instants, moved by an interval, as the type that it has."""
        types = {row[0]: row[1] for row in self.run(f'describe "{table}"')}
        if types[column] == "VARCHAR":
            read = f"cast(nullif(trim({column}), '') as timestamptz)"
            return f"strftime({read} + {moved}, '%Y-%m-%d %H:%M:%S.%fZ')"
        return f"{column} + {moved}"

    def add(self, table: str, rows: str, step: int, **changed: str) -> None:
        """Show some rows once more from a step on, with some columns changed."""
        replaced = ", ".join(f"{sql} as {column}" for column, sql in changed.items())
        self.run(
            f'insert into "{table}" select * replace ({replaced + ", " if replaced else ""}'
            f'greatest({step}, first_step) as first_step, {STEPS} as end_step) from "{table}" where {rows}'
        )

    def revise(self, table: str, rows: str, step: int, **changed: str) -> None:
        """Let some rows be otherwise before a step: what is in the file then is their correction."""
        replaced = ", ".join(f"{sql} as {column}" for column, sql in changed.items())
        self.run(
            f'insert into "{table}" select * replace ({replaced}, {step} as end_step) '
            f'from "{table}" where {rows} and first_step < {step}'
        )
        self.run(f'update "{table}" set first_step = greatest(first_step, {step}) where {rows}')

    def write(self, folder: Path, step: int) -> None:
        """Write the raw folder of a step, each table in the format that it came in."""
        for table, path in self.files.items():
            target = folder / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if step < self.switched_on.get(table, 0):
                target.unlink(missing_ok=True)
                continue
            hidden = [
                column
                for (of_table, column), first in self.columns_from.items()
                if of_table == table and step < first
            ]
            shown = [f'"{column}"' for column in self.columns(table) if column not in hidden]
            options = "header" if path.suffix == ".csv" else "format parquet, row_group_size 2048"
            self.run(
                f'copy (select {", ".join(shown)} from "{table}" '
                f"where first_step <= {step} and {step} < end_step order by hash(rowid + {step})) "
                f"to '{target}' ({options})"
            )


def arrive(history: History) -> None:
    """Throw the step of each row, then put in every kind of trouble that the tables allow."""
    for table in history.files:
        if table not in THERE_FROM_THE_START:
            for step in LATER_STEPS:
                late = history.some_rows(table, 0.15, "first_step = 0")
                if late:
                    history.run(f'update "{table}" set first_step = {step} where {late}')
    for name, kind in KINDS.items():
        if kind(history):
            history.happened[name] += 1


def some_step(history: History) -> int:
    """A step after the first at which something is new."""
    return history.dice.choice(LATER_STEPS)


def a_late_event(history: History) -> bool:
    """Shown after others that were received later."""
    if not history.has("usage.events"):
        return False
    received = "cast(nullif(trim(cast(received_at as varchar)), '') as timestamptz)"
    ((earliest,),) = history.run(f'select min({received}) from "usage.events" where first_step > 0')
    ((latest,),) = history.run(f'select max({received}) from "usage.events" where first_step = 0')
    return None not in (earliest, latest) and earliest < latest


def an_exact_copy(history: History) -> bool:
    """The same row of a feed again, at once or later."""
    return any([again(history, feed) for feed in FEEDS])


def a_correction(history: History) -> bool:
    """The same key with other content, received later."""
    return any(
        [
            again(
                history,
                feed,
                received_at=lambda feed: history.instant(feed, "received_at", "to_days(9)"),
                occurred_at=lambda feed: history.instant(feed, "occurred_at", "to_hours(-30)"),
            )
            for feed in FEEDS
        ]
    )


def a_withdrawal(history: History) -> bool:
    """The same key as a deleted row, received later."""
    return any(
        [
            history.has(feed, "is_deleted")
            and again(
                history,
                feed,
                received_at=lambda feed: history.instant(feed, "received_at", "to_hours(1)"),
                is_deleted=lambda feed: "'true'",
            )
            for feed in FEEDS
        ]
    )


def again(history: History, feed: str, **changed: Callable[[str], str]) -> bool:
    """Some rows of a feed once more."""
    rows = feed in history.files and history.some_rows(feed, 0.05, f"end_step = {STEPS}")
    if not rows:
        return False
    history.add(feed, rows, some_step(history), **{name: sql(feed) for name, sql in changed.items()})
    return True


def a_hard_deleted_event(history: History) -> bool:
    """Some rows of a feed are gone, copies and all."""
    return any([gone(history, feed) for feed in FEEDS])


def a_hard_deleted_billing_row(history: History) -> bool:
    """Customers, subscriptions and invoices are gone, and what refers to them waits for them."""
    billing = ("billing.customers", "billing.subscriptions", "billing.invoices", "support.tickets")
    return any([gone(history, table) for table in billing])


def gone(history: History, table: str) -> bool:
    """Some rows of a table are there no more."""
    step = some_step(history)
    rows = table in history.files and history.some_rows(table, 0.03, f"first_step < {step}")
    if not rows:
        return False
    history.run(f'update "{table}" set end_step = least(end_step, {step}) where {rows}')
    return True


def a_row_without_a_key(history: History) -> bool:
    """Events without a key, of which one goes again; they are quarantined together."""
    if not history.has("usage.events"):
        return False
    rows = history.some_rows("usage.events", 0.03)
    if rows:
        history.add("usage.events", rows, some_step(history), event_id="null")
        history.add("usage.events", rows, 0, event_id="null")
        rows = history.some_rows("usage.events", 0.5, "event_id is null")
        history.run(f'update "usage.events" set end_step = 4 where {rows or "false"}')
    return bool(rows)


def an_arrival_that_cannot_be_read(history: History) -> bool:
    """Events received at no time, some of them mended at the last step."""
    table = "usage.events"
    rows = history.has(table) and history.some_rows(table, 0.02, "first_step < 2 and event_id is not null")
    if not rows:
        return False
    history.add(table, rows, 0, event_id="concat(event_id, '-unread')", received_at="null")
    mended = history.some_rows(table, 0.7, "event_id like '%-unread'")
    if mended:
        history.add(table, mended, 4, received_at="occurred_at")
        history.run(f'update "{table}" set end_step = 4 where {mended}')
    return bool(mended)


def an_event_ahead_of_the_clock(history: History) -> bool:
    """Quarantined until the clock has passed it, at the last step."""
    if not history.has("usage.events"):
        return False
    ahead = history.clocks[-1] - timedelta(hours=3)
    rows = history.some_rows("usage.events", 0.02, f"first_step = 0 and end_step = {STEPS}")
    if rows:
        history.add(
            "usage.events",
            rows,
            0,
            event_id="concat(event_id, '-ahead')",
            occurred_at=f"'{ahead}'",
            received_at=f"'{ahead}'",
        )
    return bool(rows)


def a_customer_after_its_events(history: History) -> bool:
    """Its events wait in the quarantine."""
    return history.has("usage.events") and bool(
        history.run(
            'select 1 from "usage.events" as events inner join "billing.customers" as customers '
            "using (customer_id) where events.first_step < customers.first_step limit 1"
        )
    )


def a_subscription_cancelled_backwards(history: History) -> bool:
    """Open at first; the end that comes later lies before what was built."""
    return filled_later(history, "billing.subscriptions", "ended_at", 0.3)


def a_corrected_invoice(history: History) -> bool:
    """Another amount at first."""
    table = "billing.invoices"
    if not history.has(table):
        return False
    rows = history.some_rows(table, 0.2, "first_step < 4")
    if rows:
        history.revise(table, rows, 4, subtotal_amount="'77.5'")
    return bool(rows)


def a_merged_account(history: History) -> bool:
    """Apart at first."""
    return filled_later(history, "billing.customers", "merged_into_customer_id", 0.8)


def filled_later(history: History, table: str, column: str, share: float) -> bool:
    """A column is empty at first in some of the rows that fill it."""
    if not history.has(table, column):
        return False
    filled = f"nullif(trim(cast({column} as varchar)), '') is not null"
    rows = history.some_rows(table, share, f"{filled} and first_step < 2")
    if rows:
        history.revise(table, rows, 2, **{column: "null"})
    return bool(rows)


def a_feed_that_begins_late(history: History) -> bool:
    """Switched off at first."""
    if "usage.interactions" not in history.files or history.dice.random() < 0.5:
        return False
    history.switched_on["usage.interactions"] = 2
    return True


def a_column_that_comes_later(history: History) -> bool:
    """Without quantities at first."""
    if not history.has("usage.events", "quantity") or history.dice.random() < 0.5:
        return False
    history.columns_from["usage.events", "quantity"] = 1
    return True


KINDS: dict[str, Callable[[History], bool]] = {
    kind.__name__: kind
    for kind in (
        an_exact_copy,
        a_correction,
        a_withdrawal,
        an_event_ahead_of_the_clock,
        a_row_without_a_key,
        an_arrival_that_cannot_be_read,
        a_hard_deleted_event,
        a_hard_deleted_billing_row,
        a_subscription_cancelled_backwards,
        a_corrected_invoice,
        a_merged_account,
        a_late_event,
        a_customer_after_its_events,
        a_feed_that_begins_late,
        a_column_that_comes_later,
    )
}
