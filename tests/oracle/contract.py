"""The contract of the raw tables as the judge reads it: columns, types and rules, table by table.

A column is written `name`, `name!` where it must be there and not null, and `name:type` where it is
no text. The columns stand in the order of the contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

CONTRACT = {
    "billing.customers": """
        customer_id! created_at!:instant name email country region industry company_size
        acquisition_channel parent_customer_id merged_into_customer_id is_test:flag
        updated_at:instant""",
    "billing.subscriptions": """
        subscription_version_id! subscription_id! customer_id! started_at!:instant ended_at:instant
        status! plan_name! plan_tier quantity!:amount unit_amount!:amount currency!
        billing_interval! interval_count:whole discount_rate:amount discount_ends_at:instant
        cancel_requested_at:instant cancel_reason updated_at:instant""",
    "billing.invoices": """
        invoice_id! customer_id! subscription_id issued_at!:instant paid_at:instant status!
        currency! subtotal_amount!:amount discount_amount:amount tax_amount:amount
        service_period_start:instant service_period_end:instant updated_at:instant""",
    "billing.refunds": """
        refund_id! invoice_id! refunded_at!:instant amount!:amount currency!""",
    "billing.exchange_rates": "rate_date!:date from_currency! to_currency! rate!:rate",
    "billing.expenses": """
        expense_id! incurred_on!:date category! channel amount!:amount currency!""",
    "survey.invitations": """
        invitation_id! survey_id! customer_id! respondent_id! sent_at!:instant received_at:instant
        updated_at:instant""",
    "survey.surveys": """
        survey_id! kind! scale_min!:amount scale_max!:amount satisfied_from:amount""",
    "survey.responses": """
        response_id! survey_id! customer_id! respondent_id! responded_at!:instant score:amount
        business_value_uplift:measure quality_of_life_uplift:measure touchpoint comment
        received_at:instant updated_at:instant""",
    "usage.events": """
        event_id! customer_id! user_id event_name! feature occurred_at!:instant
        received_at!:instant quantity:amount is_deleted:flag""",
    "usage.interactions": """
        interaction_id! customer_id! user_id kind! occurred_at!:instant received_at!:instant
        is_deleted:flag""",
    "support.tickets": """
        ticket_id! customer_id! opened_at!:instant first_responded_at:instant resolved_at:instant
        priority channel received_at:instant updated_at:instant""",
}
KEYS = {"billing.exchange_rates": ("rate_date", "from_currency", "to_currency")}
# The time at which what a row tells happened, by which it lies before or after as-of.
TIMES = {
    "billing.customers": "created_at",
    "billing.subscriptions": "started_at",
    "billing.invoices": "issued_at",
    "billing.refunds": "refunded_at",
    "billing.expenses": "incurred_on",
    "survey.invitations": "sent_at",
    "survey.responses": "responded_at",
    "usage.events": "occurred_at",
    "usage.interactions": "occurred_at",
    "support.tickets": "opened_at",
}
# Created, started, issued, paid, refunded, sent, responded, occurred, received, incurred, opened,
# resolved: wherever a column is named so.
HAPPENED = {
    "created_at", "started_at", "issued_at", "paid_at", "refunded_at", "sent_at", "responded_at",
    "first_responded_at", "occurred_at", "received_at", "incurred_on", "opened_at", "resolved_at",
}  # fmt: skip
DOMAINS = {
    "billing.subscriptions": {
        "status": {"trialing", "active", "paused", "past_due", "canceled"},
        "billing_interval": {"day", "week", "month", "year"},
    },
    "billing.invoices": {"status": {"draft", "open", "paid", "void", "uncollectible"}},
    "billing.expenses": {
        "category": {"advertising", "marketing", "sales", "cost_of_service", "other"}
    },
    "survey.surveys": {"kind": {"nps", "csat", "value"}},
}


@dataclass(frozen=True)
class Range:
    """What a number may be: at least, above and at most; None where there is no such bound."""

    least: Decimal | None = None
    above: Decimal | None = None
    most: Decimal | None = None

    def holds(self, number: Decimal) -> bool:
        """Whether a number lies within."""
        return (
            (self.least is None or number >= self.least)
            and (self.above is None or number > self.above)
            and (self.most is None or number <= self.most)
        )


NOT_NEGATIVE = Range(least=Decimal(0))
ABOVE_ZERO = Range(above=Decimal(0))
RANGES = {
    "billing.subscriptions": {
        "quantity": NOT_NEGATIVE,
        "unit_amount": NOT_NEGATIVE,
        "interval_count": ABOVE_ZERO,
        "discount_rate": Range(least=Decimal(0), most=Decimal(1)),
    },
    "billing.invoices": {"subtotal_amount": NOT_NEGATIVE},
    "billing.refunds": {"amount": NOT_NEGATIVE},
    "billing.exchange_rates": {"rate": ABOVE_ZERO},
    "usage.events": {"quantity": NOT_NEGATIVE},
}
# (table, the later column, the one that it must not lie before)
ORDERS = (
    ("billing.subscriptions", "ended_at", "started_at"),
    ("billing.invoices", "service_period_end", "service_period_start"),
    ("support.tickets", "first_responded_at", "opened_at"),
)
# What a column refers to: the table, and the column of it.
REFERENCES = {
    "customer_id": ("billing.customers", "customer_id"),
    "subscription_id": ("billing.subscriptions", "subscription_id"),
    "invoice_id": ("billing.invoices", "invoice_id"),
    "survey_id": ("survey.surveys", "survey_id"),
}
# The tables in an order in which what is referred to comes first.
JUDGED_IN_ORDER = (
    "billing.exchange_rates",
    "survey.surveys",
    "billing.customers",
    "billing.subscriptions",
    "billing.invoices",
    "billing.refunds",
    "billing.expenses",
    "survey.invitations",
    "survey.responses",
    "usage.events",
    "usage.interactions",
    "support.tickets",
)
NPS_SCALES = {(Decimal(0), Decimal(10)), (Decimal(1), Decimal(10))}


@dataclass(frozen=True)
class Column:
    """A column of a raw table."""

    name: str
    kind: str
    required: bool


def columns_of(table: str) -> list[Column]:
    """The columns of a raw table in order."""
    columns = []
    for part in CONTRACT[table].split():
        name, _, kind = part.partition(":")
        columns.append(Column(name.rstrip("!"), kind or "text", name.endswith("!")))
    return columns


def key_of(table: str) -> tuple[str, ...]:
    """The columns of a table's key."""
    return KEYS.get(table) or (columns_of(table)[0].name,)


def references_of(table: str) -> dict[str, tuple[str, str]]:
    """What the columns of a table refer to, the table's own key and parts apart."""
    names = {column.name for column in columns_of(table)}
    return {
        name: parent
        for name, parent in REFERENCES.items()
        if name in names and parent[0] != table
    }
