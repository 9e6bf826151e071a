"""A company of many accounts that leave, as Parquet: with a planted signal those whose interest fades leave, without one
anybody does. The same again for the same arguments."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

BEGINS = pd.Timestamp("2023-01-01")
MONTHS = 22
SIGN_UP_MONTHS = 12
# Log odds of leaving in a month, at the middle of interest, and how much a standard deviation of interest takes off.
LOG_ODDS, PLANTED = -4.2, -1.3


def write_company(folder: Path, has_signal: bool, accounts: int = 5_000, seed: int = 1) -> str:
    """Write the raw tables into `folder`; returns the day to take as as-of."""
    dice = np.random.default_rng(seed)
    months = live(dice, accounts, has_signal)
    for table, rows in tables(dice, accounts, months).items():
        file = folder / f"{table.replace('.', '/')}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.register("rows", rows)
            connection.execute(f"copy rows to '{file}' (format parquet)")
    return f"{BEGINS + pd.DateOffset(months=MONTHS):%Y-%m-%d}"


def live(dice: np.random.Generator, accounts: int, has_signal: bool) -> pd.DataFrame:
    """One row per account and month that it lives: its interest then, and the day it left, if it did."""
    signed_up = dice.integers(0, SIGN_UP_MONTHS, accounts)
    interest = dice.normal(size=accounts)
    is_there = np.ones(accounts, dtype=bool)
    lived = []
    for month in range(MONTHS):
        here = np.flatnonzero(is_there & (signed_up <= month))
        odds = LOG_ODDS + PLANTED * interest * has_signal
        leaves = (dice.random(accounts) < 1 / (1 + np.exp(-odds))) & (signed_up < month)
        left_on_day = np.where(leaves, dice.integers(1, 27, accounts), 0)
        lived.append(pd.DataFrame({
            "account": here, "month": month, "interest": interest[here], "left_on_day": left_on_day[here],
        }))
        is_there &= ~leaves
        # It wanders, and comes back: what is seen of one month says much of the next.
        interest = 0.85 * interest + np.sqrt(1 - 0.85**2) * dice.normal(size=accounts)
    return pd.concat(lived, ignore_index=True)


def tables(dice: np.random.Generator, accounts: int, months: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The raw tables of such lives."""
    begins = month_start(months["month"])
    lives = months.assign(customer_id=name(months["account"]), begins=begins)
    lives["days_here"] = np.where(lives["left_on_day"] > 0, lives["left_on_day"], 28)
    first = lives.groupby("customer_id", as_index=False).agg(begins=("begins", "min"), account=("account", "first"))
    left = lives[lives["left_on_day"] > 0]
    ended = first["customer_id"].map(
        pd.Series(left["begins"].to_numpy() + days(left["left_on_day"]), index=left["customer_id"])
    )
    return {
        "billing.customers": pd.DataFrame({"customer_id": first["customer_id"], "created_at": first["begins"]}),
        "billing.subscriptions": pd.DataFrame({
            "subscription_version_id": first["customer_id"], "subscription_id": first["customer_id"],
            "customer_id": first["customer_id"], "started_at": first["begins"], "ended_at": ended, "status": "active",
            "plan_name": "plan", "plan_tier": np.where(first["account"] % 3 == 0, "large", "small"), "quantity": 1.0,
            "unit_amount": 100.0, "currency": "USD",
            "billing_interval": np.where(first["account"] % 4 == 0, "year", "month"),
        }),
        "billing.invoices": invoices(dice, lives),
        "usage.events": events(dice, lives),
        "support.tickets": tickets(dice, lives),
        "survey.surveys": pd.DataFrame({"survey_id": ["nps"], "kind": ["nps"], "scale_min": [0.0], "scale_max": [10.0]}),
        "survey.responses": responses(dice, lives),
    }


def invoices(dice: np.random.Generator, lives: pd.DataFrame) -> pd.DataFrame:
    """One a month, paid in a week, or late where interest is low."""
    is_late = dice.random(len(lives)) < 0.25 / (1 + np.exp(2 * lives["interest"].to_numpy()))
    return pd.DataFrame({
        "invoice_id": numbered("i", lives), "customer_id": lives["customer_id"], "issued_at": lives["begins"],
        "paid_at": lives["begins"] + days(np.where(is_late, 75, 7)), "status": "paid", "currency": "USD",
        "subtotal_amount": 100.0,
    })


def events(dice: np.random.Generator, lives: pd.DataFrame) -> pd.DataFrame:
    """The more interest, the more days of use."""
    used = lives.loc[lives.index.repeat(dice.poisson(3 * np.exp(0.5 * lives["interest"].to_numpy())))]
    occurred_at = used["begins"] + days(dice.random(len(used)) * used["days_here"].to_numpy())
    return pd.DataFrame({
        "event_id": numbered("e", used), "customer_id": used["customer_id"], "event_name": "opened",
        "occurred_at": occurred_at, "received_at": occurred_at,
    })


def tickets(dice: np.random.Generator, lives: pd.DataFrame) -> pd.DataFrame:
    """The less interest, the more tickets."""
    asking = lives.loc[lives.index.repeat(dice.poisson(0.15 * np.exp(-0.6 * lives["interest"].to_numpy())))]
    return pd.DataFrame({
        "ticket_id": numbered("t", asking), "customer_id": asking["customer_id"],
        "opened_at": asking["begins"] + days(dice.random(len(asking)) * asking["days_here"].to_numpy()),
    })


def responses(dice: np.random.Generator, lives: pd.DataFrame) -> pd.DataFrame:
    """One of ten answers in a month, the better the more interest."""
    answering = lives[dice.random(len(lives)) < 0.1]
    score = np.clip(np.round(7 + 1.5 * answering["interest"] + dice.normal(size=len(answering))), 0, 10)
    return pd.DataFrame({
        "response_id": numbered("r", answering), "survey_id": "nps", "customer_id": answering["customer_id"],
        "respondent_id": answering["customer_id"], "score": score,
        "responded_at": answering["begins"] + days(dice.random(len(answering)) * answering["days_here"].to_numpy()),
    })


def month_start(months: pd.Series) -> pd.Series:
    """First day of each month, counted from the beginning."""
    return months.map({month: BEGINS + pd.DateOffset(months=month) for month in range(MONTHS)})


def days(numbers) -> pd.TimedeltaIndex:
    """Numbers as days."""
    return pd.to_timedelta(np.asarray(numbers, dtype=float), unit="D").floor("s")


def name(accounts: pd.Series) -> pd.Series:
    """Account numbers as keys."""
    return "c" + accounts.astype(str).str.zfill(5)


def numbered(prefix: str, rows: pd.DataFrame) -> list[str]:
    """A key for each row."""
    return [f"{prefix}{number}" for number in range(len(rows))]
