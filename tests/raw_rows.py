"""Rows of raw tables for tests, each complete but for what a test says of it."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from oracle.raw import parse_instant

CLOCK = datetime(2030, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant in UTC from text."""
    return parse_instant(text)


def write(folder: Path, table: str, rows: list[dict]) -> None:
    """Write a raw table of at least one row; columns are those of all rows together."""
    path = folder / f"{table.replace('.', '/')}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(c for row in rows for c in row)))
        writer.writeheader()
        writer.writerows(rows)


def account(customer_id: str, created_at: str = "2024-01-01", **more: str) -> dict:
    """A row of billing.customers."""
    return {"customer_id": customer_id, "created_at": created_at, **more}


def version(customer_id: str, started_at: str, ended_at: str = "", **more: object) -> dict:
    """A row of billing.subscriptions: one active monthly seat of 100 USD unless said otherwise."""
    return {
        "subscription_version_id": f"{customer_id}-{started_at}-{more.get('plan_tier', '')}",
        "subscription_id": f"{customer_id}-s",
        "customer_id": customer_id,
        "started_at": started_at,
        "ended_at": ended_at,
        "status": "active",
        "plan_name": "plan",
        "plan_tier": "basic",
        "quantity": "1",
        "unit_amount": "100",
        "currency": "USD",
        "billing_interval": "month",
        "interval_count": "",
        "discount_rate": "",
        "discount_ends_at": "",
        **more,
    }


def invoice(invoice_id: str, customer_id: str, issued_at: str, amount: str, **more: str) -> dict:
    """A row of billing.invoices, paid in USD unless said otherwise."""
    return {
        "invoice_id": invoice_id,
        "customer_id": customer_id,
        "issued_at": issued_at,
        "status": "paid",
        "currency": "USD",
        "subtotal_amount": amount,
        "discount_amount": "",
        **more,
    }


def expense(expense_id: str, day: str, category: str, amount: str, channel: str = "") -> dict:
    """A row of billing.expenses in USD."""
    return {
        "expense_id": expense_id,
        "incurred_on": day,
        "category": category,
        "channel": channel,
        "amount": amount,
        "currency": "USD",
    }
