"""Customers by recency, frequency and amount: fifths, and the groups that they make."""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from .clock import months_earlier

if TYPE_CHECKING:
    from .company import Company

GROUPS = Path(__file__).parents[2] / "seeds" / "health" / "rfm_groups.csv"


@dataclass(frozen=True)
class CustomerRfm:
    """A row of `customer_segments_rfm` without its key."""

    activity_basis: str
    recency_days: int
    frequency: int
    monetary_amount: Decimal
    recency_quintile: int
    frequency_quintile: int
    monetary_quintile: int
    rfm_group: str


def customer_segments_rfm(company: Company) -> dict[tuple[str], CustomerRfm]:
    """The group of every customer that was ever activated, by (customer_id,)."""
    last_day = company.zone.day_before(company.as_of)
    first_day = months_earlier(last_day + timedelta(days=1), 12)
    subscribes = company.variables.customer_model == "subscription"
    basis = "usage" if subscribes and "usage.events" not in company.absent_tables else "orders"
    days = activity_days(company, basis)
    paid: Counter[str] = Counter()
    for payment in company.payments:
        if first_day <= company.zone.day(payment.at) <= last_day:
            paid[payment.customer_id] += payment.amount
    recency, frequency = {}, {}
    for customer_id, history in company.histories.items():
        if history.first_activation is not None:
            own = days[customer_id] or [company.zone.day(history.first_activation)]
            recency[customer_id] = (last_day - max(own)).days
            frequency[customer_id] = sum(day >= first_day for day in days[customer_id])
    monetary = {customer_id: paid[customer_id] for customer_id in recency}
    by_recency = fifths({customer_id: -days_ago for customer_id, days_ago in recency.items()})
    by_frequency, by_amount = fifths(frequency), fifths(monetary)
    groups = named_groups()
    return {
        (customer_id,): CustomerRfm(
            activity_basis=basis,
            recency_days=recency[customer_id],
            frequency=frequency[customer_id],
            monetary_amount=Decimal(monetary[customer_id]).scaleb(-6),
            recency_quintile=by_recency[customer_id],
            frequency_quintile=by_frequency[customer_id],
            monetary_quintile=by_amount[customer_id],
            rfm_group=groups[
                by_recency[customer_id], (by_frequency[customer_id] + by_amount[customer_id] + 1) // 2
            ],
        )
        for customer_id in recency
    }


def activity_days(company: Company, basis: str) -> dict[str, list[date]]:
    """The days of use of each customer, or the days of its orders, one for each order."""
    days: dict[str, list[date]] = defaultdict(list)
    if basis == "usage":
        for customer_id, activity in company.activities.items():
            days[customer_id] = sorted({company.zone.day(at) for at, _ in activity.usage})
    else:
        for payment in company.payments:
            if payment.kind == "order":
                days[payment.customer_id].append(company.zone.day(payment.at))
    return days


def fifths(values: dict[str, int]) -> dict[str, int]:
    """The fifth of each key by its value: that of the middle one of its equals."""
    ordered = sorted(values.values())
    found = {}
    for key, value in values.items():
        # Twice the middle of the places that equal values take.
        middle = bisect_left(ordered, value) + bisect_right(ordered, value)
        found[key] = 1 + 5 * middle // (2 * len(ordered))
    return found


def named_groups() -> dict[tuple[int, int], str]:
    """The name of each pair of fifths."""
    with GROUPS.open(newline="", encoding="utf-8") as file:
        return {
            (int(row["recency_quintile"]), int(row["frequency_monetary_quintile"])): row["rfm_group"]
            for row in csv.DictReader(file)
        }
