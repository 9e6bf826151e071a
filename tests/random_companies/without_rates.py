"""A few rows in a currency that has no rate on their day, or on some of their days only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from .accounts import Row
from .plans import Plan
from .timeline import Timeline

CURRENCY = "GBP"
# A build that sets aside more than a twentieth of a table's rows stops. An as-of of its own may lie
# as early as in the middle of the rows, and before most refunds, so that none is changed then.
ROWS_FOR_EACH_WITHOUT_RATE = 30
ROWS_FOR_EACH_WITH_OWN_AS_OF = 60
ONE_DAY = timedelta(days=1)
TIME_OF_TABLE = {
    "billing.subscriptions": "started_at",
    "billing.invoices": "issued_at",
    "billing.refunds": "refunded_at",
    "billing.expenses": "incurred_on",
}


def put_into(
    tables: dict[str, list[Row]], plan: Plan, timeline: Timeline, dice: Random
) -> None:
    """Change the currency of a few rows of some companies to one that mostly lacks a rate.

    What is converted on its own day alone may lie on a day that has one; what would be converted
    on later days too may not, for then the build would stop there.
    """
    if dice.random() < 0.5:
        return
    days = days_with_rate(tables, plan, timeline, dice)
    refunded = {row["invoice_id"] for row in tables["billing.refunds"]}
    for table, time in TIME_OF_TABLE.items():
        rows = tables[table]
        most = len(rows) // ROWS_FOR_EACH_WITHOUT_RATE
        if plan.variables["as_of"]:
            most = 0 if table == "billing.refunds" else len(rows) // ROWS_FOR_EACH_WITH_OWN_AS_OF
        for row in dice.sample(rows, min(len(rows), dice.randrange(most + 1))):
            day = local_day(timeline, row[time])
            # Whatever a clock that is set back across midnight makes of the day.
            has_rate = bool({day - ONE_DAY, day, day + ONE_DAY} & days)
            is_of_one_day = table == "billing.expenses" or (
                table == "billing.invoices" and row.get("service_period_start") is None
            )
            # With an invoice its refunds would be set aside too.
            if row.get("invoice_id") in refunded and table == "billing.invoices":
                continue
            if is_of_one_day or not has_rate:
                row["currency"] = CURRENCY


def days_with_rate(
    tables: dict[str, list[Row]], plan: Plan, timeline: Timeline, dice: Random
) -> set[date]:
    """Add one rate of the currency, on the day of an expense or an invoice; the days it serves."""
    times = [row["incurred_on"] for row in tables["billing.expenses"]]
    times += [row["issued_at"] for row in tables["billing.invoices"]]
    if not times or "billing.exchange_rates" in plan.switched_off:
        return set()
    oldest = plan.variables["fx_max_age_days"]
    first = local_day(timeline, dice.choice(times)) - timedelta(days=dice.randrange(oldest + 1))
    tables["billing.exchange_rates"].append(
        {
            "rate_date": first,
            "from_currency": CURRENCY,
            "to_currency": plan.variables["reporting_currency"],
            "rate": "1.27",
        }
    )
    return {first + timedelta(days=n) for n in range(oldest + 1)}


def local_day(timeline: Timeline, time: date | datetime) -> date:
    """The day of the reporting zone that holds a time, a day's own."""
    return timeline.day(time) if isinstance(time, datetime) else time
