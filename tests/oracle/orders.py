"""Orders of the trailing twelve months: their value, their frequency, and who bought again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from .customers import Segment
from .figure import Figure, quotient
from .intervals import wilson
from .money import MILLION

if TYPE_CHECKING:
    from .company import Company, Payment
    from .facts import PeriodFacts

TIMES_OF_A_REPEAT = 2


@dataclass
class Buyers:
    """Customers with an order, and those of them with two at least."""

    customers: int = 0
    repeated: int = 0


def buyers(company: Company, start: datetime, end: datetime) -> dict[Segment, Buyers]:
    """The buyers of [start, end), each in the segments of its latest order of that time."""
    orders: dict[str, list[Payment]] = defaultdict(list)
    for payment in company.payments:
        if payment.kind == "order" and start <= payment.at < end:
            orders[payment.customer_id].append(payment)
    groups: dict[Segment, Buyers] = defaultdict(Buyers)
    for own in orders.values():
        latest = max(own, key=lambda order: (order.at, order.entry_id))
        for segment in latest.segments:
            groups[segment].customers += 1
            groups[segment].repeated += len(own) >= TIMES_OF_A_REPEAT
    return groups


def average_order_value(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Revenue, refunds taken off, for each order."""
    trailing = facts.trailing.get(s)
    revenue, orders = (trailing.revenue, trailing.orders) if trailing else (0, 0)
    figure = quotient(Fraction(revenue, MILLION), orders, orders)
    return figure if orders else replace(figure, null_reason="no_orders")


def orders_per_customer_year(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Orders for each customer-year of exposure."""
    trailing = facts.trailing.get(s)
    if trailing is None:
        return quotient(0, 0, 0)
    return quotient(trailing.orders, trailing.customer_years, len(trailing.exposed))


def repeat_purchase_rate(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """Customers with two orders or more among those with one."""
    own = facts.buyers.get(s, Buyers())
    figure = quotient(own.repeated, own.customers, own.customers)
    figure = replace(figure, interval=wilson(own.repeated, own.customers))
    return figure if own.customers else replace(figure, null_reason="no_orders")


FORMULAE = {
    "average_order_value": average_order_value,
    "orders_per_customer_year": orders_per_customer_year,
    "repeat_purchase_rate": repeat_purchase_rate,
}
NEEDS = {
    "average_order_value": {"billing.invoices"},
    "orders_per_customer_year": {"billing.subscriptions", "billing.invoices"},
    "repeat_purchase_rate": {"billing.invoices"},
}
