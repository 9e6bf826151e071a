"""The raw tables of the sample company: their columns, their rows, and how they are written."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

# Columns in the order of the raw contract.
COLUMNS: dict[str, tuple[str, ...]] = {
    "billing.customers": (
        "customer_id", "created_at", "name", "email", "country", "region", "industry",
        "company_size", "acquisition_channel", "parent_customer_id", "merged_into_customer_id",
        "is_test", "updated_at",
    ),
    "billing.subscriptions": (
        "subscription_version_id", "subscription_id", "customer_id", "started_at", "ended_at",
        "status", "plan_name", "plan_tier", "quantity", "unit_amount", "currency",
        "billing_interval", "interval_count", "discount_rate", "discount_ends_at",
        "cancel_requested_at", "cancel_reason", "updated_at",
    ),
    "billing.invoices": (
        "invoice_id", "customer_id", "subscription_id", "issued_at", "paid_at", "status",
        "currency", "subtotal_amount", "discount_amount", "tax_amount", "service_period_start",
        "service_period_end", "updated_at",
    ),
    "billing.refunds": ("refund_id", "invoice_id", "refunded_at", "amount", "currency"),
    "billing.exchange_rates": ("rate_date", "from_currency", "to_currency", "rate"),
    "billing.expenses": (
        "expense_id", "incurred_on", "category", "channel", "amount", "currency",
    ),
    "survey.invitations": (
        "invitation_id", "survey_id", "customer_id", "respondent_id", "sent_at", "received_at",
        "updated_at",
    ),
    "survey.surveys": ("survey_id", "kind", "scale_min", "scale_max", "satisfied_from"),
    "survey.responses": (
        "response_id", "survey_id", "customer_id", "respondent_id", "responded_at", "score",
        "business_value_uplift", "quality_of_life_uplift", "touchpoint", "comment",
        "received_at", "updated_at",
    ),
    "usage.events": (
        "event_id", "customer_id", "user_id", "event_name", "feature", "occurred_at",
        "received_at", "quantity", "is_deleted",
    ),
    "usage.interactions": (
        "interaction_id", "customer_id", "user_id", "kind", "occurred_at", "received_at",
        "is_deleted",
    ),
    "support.tickets": (
        "ticket_id", "customer_id", "opened_at", "first_responded_at", "resolved_at", "priority",
        "channel", "received_at", "updated_at",
    ),
}

# The order in which a reader follows a table; tables not named here go by their first column.
SORT_COLUMNS = {
    "billing.expenses": ("incurred_on", "expense_id"),
    "billing.invoices": ("issued_at", "invoice_id"),
    "billing.refunds": ("refunded_at", "refund_id"),
    "billing.exchange_rates": ("rate_date", "from_currency"),
    "survey.invitations": ("sent_at", "invitation_id"),
    "survey.responses": ("responded_at", "response_id"),
    "usage.events": ("occurred_at", "event_id"),
    "usage.interactions": ("occurred_at", "interaction_id"),
    "support.tickets": ("opened_at", "ticket_id"),
}

Cell = str | int | bool | date | datetime | None


class Cents(int):
    """An amount of money in hundredths, written with two decimals."""

    def __str__(self) -> str:
        sign = "-" if self < 0 else ""
        return f"{sign}{abs(self) // 100}.{abs(self) % 100:02d}"


def as_text(cell: Cell) -> str:
    """A cell as it stands in the file: blank for null, true and false, UTC times to the second."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return str(cell)


class RawTables:
    """Rows by table, each a dict of the columns that have a value."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Cell]]] = {table: [] for table in COLUMNS}

    def add(self, table: str, **row: Cell) -> None:
        """Adds one row; raises KeyError for a column that the raw contract does not have."""
        unknown = sorted(set(row) - set(COLUMNS[table]))
        if unknown:
            raise KeyError(
                f"{table} has no column {', '.join(unknown)}; expected one of "
                f"{', '.join(COLUMNS[table])}."
            )
        self.rows[table].append(row)

    def csv_text(self, table: str) -> str:
        """The whole table as CSV, header first, in its reading order."""
        columns = COLUMNS[table]
        order = SORT_COLUMNS.get(table, columns[:1])
        lines = [[as_text(row.get(column)) for column in columns] for row in self.rows[table]]
        lines.sort(key=lambda line: [line[columns.index(column)] for column in order])
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)
        return text.getvalue()

    def write_seeds(self, folder: Path) -> None:
        """Writes `raw_<schema>__<table>.csv` for every table."""
        for table in COLUMNS:
            _write(folder / f"raw_{table.replace('.', '__')}.csv", self.csv_text(table))

    def write_exports(self, folder: Path) -> None:
        """Writes `<schema>/<table>.csv` for every table: the shape of a folder of exports."""
        for table in COLUMNS:
            _write(folder / f"{table.replace('.', '/')}.csv", self.csv_text(table))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
