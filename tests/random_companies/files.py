"""Writes raw tables as exports come: as CSV in several manners, or as Parquet with types."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import duckdb

from .accounts import Row

# The columns that a raw table must have; any other may be missing from it.
REQUIRED = {
    "billing.customers": "customer_id created_at",
    "billing.subscriptions": (
        "subscription_version_id subscription_id customer_id started_at status plan_name quantity "
        "unit_amount currency billing_interval"
    ),
    "billing.invoices": "invoice_id customer_id issued_at status currency subtotal_amount",
    "billing.refunds": "refund_id invoice_id refunded_at amount currency",
    "billing.exchange_rates": "rate_date from_currency to_currency rate",
    "billing.expenses": "expense_id incurred_on category amount currency",
    "survey.invitations": "invitation_id survey_id customer_id respondent_id sent_at",
    "survey.surveys": "survey_id kind scale_min scale_max",
    "survey.responses": "response_id survey_id customer_id respondent_id responded_at",
    "usage.events": "event_id customer_id event_name occurred_at received_at",
    "usage.interactions": "interaction_id customer_id kind occurred_at received_at",
    "support.tickets": "ticket_id customer_id opened_at",
}
# Without their end versions would overlap.
KEPT = {"ended_at"}
INSTANTS_OF_OTHER_NAMES = {"service_period_start", "service_period_end"}
DATES = {"rate_date", "incurred_on"}
FLAGS = {"is_test", "is_deleted"}
WHOLE_NUMBERS = {"interval_count"}
NUMBERS = {
    "quantity", "unit_amount", "discount_rate", "subtotal_amount", "discount_amount", "tax_amount",
    "amount", "rate", "scale_min", "scale_max", "satisfied_from", "score", "business_value_uplift",
    "quality_of_life_uplift",
}  # fmt: skip
ZONE_OF_A_FOREIGN_EXPORT = timezone(timedelta(hours=5, minutes=30))


def write_table(
    folder: Path, table: str, rows: list[Row], dice: Random, needed: set[str] = frozenset()
) -> None:
    """Write `<schema>/<table>.csv` or `.parquet`, at times without an optional column.

    Those of the optional columns that are `needed` are there even if there is no row.
    """
    path = folder / f"{table.replace('.', '/')}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = columns_of(table, rows, dice, needed)
    with path.open("w", encoding=dice.choice(("utf-8", "utf-8-sig")), newline="") as file:
        writer = csv.writer(file, quoting=dice.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
        writer.writerow(columns)
        writer.writerows([as_text(row.get(column), dice) for column in columns] for row in rows)
    if rows and dice.random() < 0.3:
        turn_into_parquet(path, columns, dice)


def columns_of(table: str, rows: list[Row], dice: Random, needed: set[str]) -> list[str]:
    """The columns of a table in some order; one in thirty optional ones is left out."""
    required = REQUIRED[table].split()
    of_rows = (column for row in rows for column in row)
    found = list(dict.fromkeys([*required, *sorted(needed), *of_rows]))
    always = {*required, *needed, *KEPT}
    kept = [c for c in found if c in always or dice.random() > 1 / 30]
    if dice.random() < 0.2:
        kept.append("a_column_that_nobody_knows")
    dice.shuffle(kept)
    return kept


def as_text(value: object, dice: Random) -> str:
    """A value as one of the texts by which it may arrive."""
    if value is None:
        return dice.choice(("", "", "", " "))
    if isinstance(value, bool):
        return dice.choice(("true", "True", "t", "1") if value else ("false", "FALSE", "f", "0"))
    if isinstance(value, datetime):
        abroad = value.replace(tzinfo=UTC).astimezone(ZONE_OF_A_FOREIGN_EXPORT)
        texts = [value.isoformat(" "), value.isoformat(), f"{value.isoformat()}Z"]
        return dice.choice([*texts, *texts, abroad.isoformat()])
    return str(value)


def turn_into_parquet(path: Path, columns: list[str], dice: Random) -> None:
    """Put a Parquet file with typed columns in the place of a CSV file."""
    types = {
        **dict.fromkeys(DATES, "date"),
        **dict.fromkeys(FLAGS, "boolean"),
        **dict.fromkeys(WHOLE_NUMBERS, "integer"),
        **dict.fromkeys(NUMBERS, dice.choice(("decimal(18, 8)", "double"))),
    }
    instant = dice.choice(("timestamptz", "timestamptz at time zone 'UTC'"))
    parts = []
    for column in columns:
        is_instant = column.endswith("_at") or column in INSTANTS_OF_OTHER_NAMES
        data_type = instant if is_instant else types.get(column, "varchar")
        parts.append(f"nullif(trim({column}), '')::{data_type} as {column}")
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            f"copy (select {', '.join(parts)} from read_csv('{path}', all_varchar = true, "
            f"header = true)) to '{path.with_suffix('.parquet')}' (format parquet)"
        )
    path.unlink()
