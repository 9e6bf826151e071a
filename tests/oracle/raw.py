"""Reading a raw folder: `<schema>/<table>.csv` or `.parquet`, every value first as text."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

TABLES = (
    "billing.customers",
    "billing.subscriptions",
    "billing.invoices",
    "billing.refunds",
    "billing.exchange_rates",
    "billing.expenses",
    "survey.invitations",
    "survey.surveys",
    "survey.responses",
    "usage.events",
    "usage.interactions",
    "support.tickets",
)

TRUE_WORDS = {"true", "t", "yes", "y", "1"}
FALSE_WORDS = {"false", "f", "no", "n", "0"}


class RawRow(dict[str, str | None]):
    """A row as text by column; a column that the file lacks reads as null, and so does a blank."""

    def __missing__(self, column: str) -> None:
        return None

    def text(self, column: str) -> str | None:
        """The text as it stands, None where blank."""
        return self[column]

    def instant(self, column: str) -> datetime | None:
        """The value as an instant in UTC; text without an offset is UTC already.

        Raises ValueError when the text is no time.
        """
        return None if self[column] is None else parse_instant(self[column])

    def day(self, column: str) -> date | None:
        """The value as a calendar day; a time of day behind it is ignored."""
        return None if self[column] is None else date.fromisoformat(self[column].strip()[:10])

    def number(self, column: str) -> Fraction | None:
        """The value as an exact number. Raises ValueError when the text is no finite number."""
        return None if self[column] is None else Fraction(self[column].strip())

    def flag(self, column: str) -> bool:
        """The value as a truth value, False where null. Raises ValueError for other words."""
        word = (self[column] or "false").strip().lower()
        if word not in TRUE_WORDS | FALSE_WORDS:
            raise ValueError(f"Column {column}: expected a truth value, found {word!r}.")
        return word in TRUE_WORDS


def parse_instant(text: str) -> datetime:
    """Text such as '2024-05-01', '2024-05-01 10:00:00.5' or '2024-05-01T10:00Z' as UTC instant."""
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def is_deleted(table: str, row: RawRow) -> bool:
    """Whether a row of usage or interactions was taken back; other tables have no such column."""
    return table.startswith("usage.") and row.flag("is_deleted")


def read_tables(raw_path: Path) -> dict[str, list[RawRow] | None]:
    """Every table's rows; None for a table that has no file, which is switched off."""
    return {table: read_table(raw_path, table) for table in TABLES}


def read_table(raw_path: Path, table: str) -> list[RawRow] | None:
    """The rows of one table, or None when it has no file."""
    stem = raw_path / table.replace(".", "/")
    if stem.with_suffix(".csv").exists():
        return read_csv(stem.with_suffix(".csv"))
    if stem.with_suffix(".parquet").exists():
        return read_parquet(stem.with_suffix(".parquet"))
    return None


def read_csv(path: Path) -> list[RawRow]:
    """The rows of a CSV file in UTF-8 with a header line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            RawRow({column: blank_to_none(value) for column, value in row.items()})
            for row in csv.DictReader(file)
        ]


def read_parquet(path: Path) -> list[RawRow]:
    """The rows of a Parquet file, each value turned into text; times with a zone become UTC."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        result = connection.execute("select columns(*)::varchar from read_parquet(?)", [str(path)])
        columns = [column[0] for column in result.description]
        return [
            RawRow({c: blank_to_none(v) for c, v in zip(columns, values, strict=True)})
            for values in result.fetchall()
        ]


def blank_to_none(value: str | None) -> str | None:
    """The text without the spaces around it, or None where it is missing or nothing but those."""
    return None if value is None else value.strip(" ") or None
