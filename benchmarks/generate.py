"""A company of any size, made up: the raw tables as Parquet, the same again for the same arguments.

`usage/events` and `usage/interactions` are folders with a file for each month of arrival, as a feed would leave them; the
other tables are a file each, as they stand at the end. `--next-day` brings a folder that is there a day forward: the
day's events as one more file, the other tables as they stand then.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb

COMPANY = Path(__file__).parent / "company"
TABLES = COMPANY / "tables"
# What the tables are selected from, in the order in which it is made.
WORLD = ("dice", "accounts", "versions", "invoices", "invitations", "activity")
# Tables that only grow, a file for each month of arrival.
FEEDS = ("usage.events", "usage.interactions")
BEGINS_ON = date(2022, 1, 1)
DAYS_KNOWN_AHEAD = 31


def main(command_line: list[str] | None = None) -> int:
    """Write the company that the command line asks for."""
    arguments = parse_arguments(command_line)
    generate(arguments.to, arguments.accounts, arguments.months, arguments.events, arguments.seed, arguments.next_day)
    return 0


def parse_arguments(command_line: list[str] | None) -> argparse.Namespace:
    """The command line of `python -m benchmarks.generate`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("--accounts", type=int, required=True, help="accounts at the end")
    parser.add_argument("--months", type=int, required=True, help=f"months of history from {BEGINS_ON}")
    parser.add_argument("--events", type=int, required=True, help="usage events, about")
    parser.add_argument("--to", type=Path, required=True, help="folder to write")
    parser.add_argument("--seed", type=int, default=1, help="another company of the same size")
    parser.add_argument("--next-day", action="store_true", help="bring the folder a day forward")
    return parser.parse_args(command_line)


def generate(folder: Path, accounts: int, months: int, events: int, seed: int = 1, next_day: bool = False) -> None:
    """Write the company into `folder`; with `next_day`, only what a day more changes."""
    ends_on = month_after(BEGINS_ON, months)
    now_on = ends_on + timedelta(days=1) if next_day else ends_on
    with duckdb.connect() as connection:
        set_variables(connection, {
            "accounts": accounts,
            "events": events,
            "seed": seed,
            "days": (ends_on - BEGINS_ON).days,
            "begins_at": midnight(BEGINS_ON),
            "now_at": midnight(now_on),
            "knows_until": midnight(ends_on + timedelta(days=DAYS_KNOWN_AHEAD)),
        })
        for part in WORLD:
            connection.execute((COMPANY / f"{part}.sql").read_text())
        for query in sorted(TABLES.glob("*.sql")):
            place = folder / query.stem.replace(".", "/")
            if query.stem not in FEEDS:
                write(connection, query, place.with_suffix(".parquet"))
                continue
            for name, arrives_from, arrives_until in [(f"{ends_on}", ends_on, now_on)] if next_day else arrivals(months):
                set_variables(connection, {"part_from": midnight(arrives_from), "part_until": midnight(arrives_until)})
                write(connection, query, place / f"{name}.parquet")


def arrivals(months: int) -> Iterator[tuple[str, date, date]]:
    """Name, first day and end of each month of arrival."""
    for month in range(months):
        begins_on = month_after(BEGINS_ON, month)
        yield f"{begins_on:%Y-%m}", begins_on, month_after(BEGINS_ON, month + 1)


def write(connection: duckdb.DuckDBPyConnection, query: Path, file: Path) -> None:
    """Write what a query gives as one Parquet file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = query.read_text().strip()
    literal = str(file).replace("'", "''")
    connection.execute(f"copy ({text}) to '{literal}' (format parquet, compression zstd)")


def set_variables(connection: duckdb.DuckDBPyConnection, values: dict[str, object]) -> None:
    """What the queries call `getvariable` for."""
    for name, value in values.items():
        literal = f"timestamp '{value}'" if isinstance(value, datetime) else value
        connection.execute(f"set variable {name} = {literal}")


def month_after(first: date, months: int) -> date:
    """The same day so many months later."""
    whole = first.month - 1 + months
    return first.replace(year=first.year + whole // 12, month=whole % 12 + 1)


def midnight(day: date) -> datetime:
    """The instant at which a day begins."""
    return datetime.combine(day, time())


if __name__ == "__main__":
    sys.exit(main())
