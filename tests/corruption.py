"""Spoils cells and rows of a raw folder and writes it anew, as CSV or as Parquet.

What may stand in a spoiled cell is listed here, by hand; which one does is thrown from a seed.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from random import Random

import duckdb

from oracle.cells import TYPES
from oracle.contract import CONTRACT, columns_of, key_of
from oracle.raw import read_table

Row = dict[str, str | None]

ANYTHING = (
    "", " ", "n/a", "NaN", "inf", "-1", "0", "1.5", "1e400", "∞", " 7 ", "1,5", "1_000",
    "0.0000004", "2099-01-01", "1970-01-01", "0000-00-00", "2023-02-30", "2023-6-5", "2023-06-05T10:00:00+05:30",
    "2023-06-05 10:00:00.1234567Z", "2023-06-05 10:00:00 Europe/Berlin", "yes", "FALSE", "2",
    'said "no"', "two\nlines", "北京，有限公司", "'; drop table x; --", "a|b", "\\N", "null",
    "unknown_id", "long " * 2000,
)  # fmt: skip
# What a column of a type can hold that no good row has.
OF_TYPE = {
    "amount": ("", "NaN", "inf", "-inf", "-1", "0", "-0.0000004", "1e9", "2.5"),
    "rate": ("", "NaN", "-inf", "-1", "0"),
    "measure": ("", "NaN", "inf", "-1", "11", "5.5", "1e300"),
    "whole": ("", "0", "-1", "3"),
    "flag": ("", "true", "false"),
    "date": ("", "2099-01-01", "1970-01-01", "2023-06-05"),
    "instant": ("", "2099-01-01", "1970-01-01", "2023-06-05 10:00:00", "0044-03-15"),
}
# Of these few rows many others live.
SPOILED_ONCE = {"billing.customers", "survey.surveys", "billing.exchange_rates"}
FORMATS = ("csv", "parquet of texts", "parquet of types")


class Spoiler:
    """Spoils one raw folder; `cells` counts by (table, column) what was changed."""

    def __init__(self, dice: Random, form: str) -> None:
        self.dice = dice
        self.form = form
        self.cells: Counter[tuple[str, str]] = Counter()

    def spoil(self, source: Path, target: Path) -> None:
        """Write a spoiled copy of a folder."""
        for table in CONTRACT:
            rows = read_table(source, table)
            if rows is not None:
                names = [column.name for column in columns_of(table)]
                own = [{name: row[name] for name in names} for row in rows]
                if own:
                    self.spoil_cells(table, own)
                    self.spoil_rows(table, own)
                write(target, table, own, self.form, self.dice)

    def spoil_cells(self, table: str, rows: list[Row]) -> None:
        """Put something else into one or more cells of every column."""
        good = [dict(row) for row in rows]
        for column in columns_of(table):
            most = 1 if table in SPOILED_ONCE else 3
            for row in self.dice.sample(rows, min(most, len(rows))):
                row[column.name] = self.value(column.name, column.kind, row, good)
                self.cells[(table, column.name)] += 1

    def value(self, name: str, kind: str, row: Row, good: list[Row]) -> str | None:
        """What to put into a cell: the value of another row, of another column, or anything."""
        other = self.dice.choice(good)
        if self.form == "parquet of types" and kind != "text":
            return self.dice.choice((*OF_TYPE[kind], other[name]))
        if self.dice.random() < 0.15:
            return other[name]
        if self.dice.random() < 0.1:
            return self.dice.choice([*row.values()])
        if kind != "text" and self.dice.random() < 0.4:
            return self.dice.choice(OF_TYPE[kind])
        return self.dice.choice(ANYTHING)

    def spoil_rows(self, table: str, rows: list[Row]) -> None:
        """Delete a row, repeat some, repeat some with a change, and swap two columns of one."""
        if len(rows) > 4 and table not in SPOILED_ONCE:
            rows.pop(self.dice.randrange(len(rows)))
            row = self.dice.choice(rows)
            if self.form != "parquet of types":
                one, other = self.dice.sample([*row], 2)
                row[one], row[other] = row[other], row[one]
                self.cells[(table, one)] += 1
                self.cells[(table, other)] += 1
        for _ in range(self.dice.randrange(1, 4)):
            rows.append(dict(self.dice.choice(rows)))
        changeable = [c for c in columns_of(table) if c.name not in key_of(table)]
        for _ in range(self.dice.randrange(1, 3)):
            column = self.dice.choice(changeable)
            row = dict(self.dice.choice(rows))
            row[column.name] = self.dice.choice(rows)[column.name]
            rows.append(row)
        self.dice.shuffle(rows)


def write(folder: Path, table: str, rows: list[Row], form: str, dice: Random) -> None:
    """Write one table; in a Parquet of types a column is text where a value is none of its type."""
    path = folder / f"{table.replace('.', '/')}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = columns_of(table)
    if form == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=dice.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
            writer.writerow([column.name for column in columns])
            writer.writerows([row[column.name] for column in columns] for row in rows)
        return
    texts = [[row[column.name] for row in rows] for column in columns]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        names = ", ".join(f"unnest(?::varchar[]) as {column.name}" for column in columns)
        connection.execute(f"create table texts as select {names}", texts)
        parts = [
            f"{as_type(connection, column.name, column.kind, dice)} as {column.name}"
            if form == "parquet of types" and column.kind != "text"
            else column.name
            for column in columns
        ]
        connection.execute(
            f"copy (select {', '.join(parts)} from texts) "
            f"to '{path.with_suffix('.parquet')}' (format parquet)"
        )


def as_type(
    connection: duckdb.DuckDBPyConnection, column: str, kind: str, dice: Random
) -> str:
    """A column cast to a type that holds all of its values, itself where none does."""
    text = f"nullif(trim({column}), '')"
    kinds = {
        "amount": ("decimal(18, 8)", "double"),
        "rate": ("decimal(18, 8)", "double"),
        "instant": ("timestamptz", "timestamp"),
    }.get(kind, (TYPES[kind],))
    for data_type in dice.sample(kinds, len(kinds)):
        lost = connection.execute(
            f"select count(*) from texts where {text} is not null "
            f"and try_cast({text} as {data_type}) is null"
        ).fetchone()
        if lost == (0,):
            return f"cast({text} as {data_type})"
    return column
