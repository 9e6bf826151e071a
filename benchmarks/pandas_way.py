"""What the source documents do: their metrics in pandas, from the same files.

Plain pandas, as an analyst writes it: whole tables in memory, a mask for each month, `groupby` for each segment. It gives
the sixteen metrics of the documents (A and B) by month, for the whole and for the four segments that stay with an account;
the project gives 45, by four grains, for plan tiers as well, with intervals, samples and reasons. DuckDB reads the files
into the frames, faster than pandas would.
"""

import argparse
import sys
from pathlib import Path

import duckdb
import pandas as pd

SEGMENTS = ["company_size", "industry", "region", "acquisition_channel"]
REPORTING_CURRENCY = "USD"


def main(command_line: list[str] | None = None) -> int:
    """Print how many figures there are, or write them as CSV."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pandas_way", description=__doc__)
    parser.add_argument("--raw-path", type=Path, required=True, help="folder that the generator wrote")
    parser.add_argument("--to", type=Path, help="CSV file for the figures")
    arguments = parser.parse_args(command_line)
    figures = metric_values(arguments.raw_path)
    if arguments.to:
        figures.to_csv(arguments.to, index=False)
    print(f"{len(figures)} figures")
    return 0


def metric_values(raw_path: Path) -> pd.DataFrame:
    """metric, period_start, segment_name, segment_value, metric_value."""
    accounts = read_accounts(raw_path)
    terms = with_account(read(raw_path, "billing/subscriptions"), accounts)
    rates = read(raw_path, "billing/exchange_rates").pivot(index="rate_date", columns="from_currency", values="rate")
    rates = rates.astype(float).assign(**{REPORTING_CURRENCY: 1.0})
    terms = paying_terms(terms)
    events = with_account(settled(read(raw_path, "usage/events")), accounts)
    interactions = with_account(read(raw_path, "usage/interactions"), accounts)
    answers = with_account(scored(raw_path), accounts)
    tickets = with_account(read(raw_path, "support/tickets"), accounts)
    tickets = tickets[~(tickets.first_responded_at < tickets.opened_at)]
    expenses = converted(read(raw_path, "billing/expenses"), "incurred_on", rates)
    revenue = with_account(read_revenue(raw_path, terms, rates), accounts)

    for frame, column in [(events, "occurred_at"), (interactions, "occurred_at"), (answers, "responded_at"),
                          (tickets, "opened_at"), (expenses, "incurred_on"), (revenue, "entry_at")]:
        frame["month"] = pd.to_datetime(frame[column]).dt.to_period("M")
    usage = events.groupby(["month", "customer_id"]).quantity.sum()
    engaged = pd.concat([interactions, answers])[["month", "customer_id"]].drop_duplicates()
    attributes = accounts[accounts.account_id == accounts.customer_id].set_index("customer_id")[SEGMENTS]

    first_active = terms.groupby("customer_id").started_at.min()
    months = pd.period_range(terms.started_at.min(), tickets.opened_at.max(), freq="M")
    figures, previous_new = [], None
    for month in months:
        facts = customers_of(month, terms, first_active, rates)
        facts["usage"] = usage.get(month, pd.Series(dtype=float)).reindex(facts.index).fillna(0).astype(float)
        before = usage.get(month - 1, pd.Series(dtype=float)) if month > months[0] else pd.Series(dtype=float)
        facts["usage_before"] = before.reindex(facts.index).fillna(0).astype(float)
        facts["engaged"] = facts.index.isin(engaged[engaged.month == month].customer_id)
        facts = facts.join(attributes)
        year = pd.period_range(month - 11, month)
        parts = {
            "facts": facts,
            "answers": latest_answers(answers[answers.month == month]).join(attributes, on="customer_id"),
            "tickets": tickets[tickets.month == month].join(attributes, on="customer_id"),
            "revenue": revenue[revenue.month.isin(year)].join(attributes, on="customer_id"),
            "exposure": exposure(month, terms).join(attributes, on="customer_id"),
        }
        spend = expenses[(expenses.month == month) & expenses.category.isin(["advertising", "marketing", "sales"])]
        cost = expenses[expenses.month.isin(year) & (expenses.category == "cost_of_service")].amount.sum()
        new_now = {}
        for segment in ["all", *SEGMENTS]:
            values = ["all"] if segment == "all" else sorted(attributes[segment].unique())
            for value in values:
                chosen = {
                    name: frame if segment == "all" else frame[frame[segment] == value] for name, frame in parts.items()
                }
                spent = spend.amount.sum() if segment == "all" else spend[spend.channel == value].amount.sum()
                share = chosen["revenue"].amount.sum() / parts["revenue"].amount.sum() if len(parts["revenue"]) else 0
                new_now[segment, value] = chosen["facts"].new.sum()
                given = one_cell(chosen, spent if segment in ("all", "acquisition_channel") else None, cost * share)
                given["new_customer_growth_rate"] = growth(new_now[segment, value], (previous_new or {}).get((segment, value), 0))
                figures += [(metric, month.start_time, segment, value, figure) for metric, figure in given.items()]
        previous_new = new_now
    return pd.DataFrame(figures, columns=["metric", "period_start", "segment_name", "segment_value", "metric_value"])


def one_cell(chosen: dict[str, pd.DataFrame], spent: float | None, cost: float) -> dict[str, float]:
    """The metrics of one month and segment value."""
    facts, answers = chosen["facts"], chosen["answers"]
    at_start, served = facts.at_start.sum(), facts.served.sum()
    kept = facts[facts.at_start & facts.at_end]
    based = kept[kept.usage_before > 0]
    nps, csat, value = (answers[answers.kind == kind] for kind in ("nps", "csat", "value"))
    waits = (chosen["tickets"].first_responded_at - chosen["tickets"].opened_at).dt.total_seconds() / 3600
    years, ends = chosen["exposure"].years.sum(), chosen["exposure"].ended.sum()
    revenue, orders = chosen["revenue"].amount.sum(), chosen["revenue"].is_order.sum()
    lifetime = min(5, divide(years, ends) if ends else 5)
    profit = divide(revenue - cost, years)
    return {
        "customer_churn_rate": divide((facts.at_start & ~facts.at_end).sum(), at_start),
        "customer_retention_rate": divide(len(kept), at_start),
        "customer_acquisition_cost": divide(spent, facts.new.sum()) if spent else float("nan"),
        "customer_usage_rate": divide((facts.served & (facts.usage > 0)).sum(), served),
        "customer_engagement_rate": divide((facts.served & facts.engaged).sum(), served),
        "customer_expansion_rate": divide((kept.amount_at_end.round(2) > kept.amount_at_start.round(2)).sum(), at_start),
        "usage_expansion_rate": divide((based.usage > based.usage_before * 1.2).sum(), len(based)),
        "net_promoter_score": 100 * divide((nps.score >= 9).sum() - (nps.score < 7).sum(), len(nps)),
        "customer_satisfaction_rate": divide((csat.score >= csat.satisfied_from).sum(), len(csat)),
        "customer_satisfaction_mean": ((csat.score - csat.scale_min) / (csat.scale_max - csat.scale_min)).mean(),
        "customer_value_addition": value.groupby("customer_id").business_value_uplift.mean().mean()
        + value.groupby("customer_id").quality_of_life_uplift.mean().mean(),
        "first_response_time_hours": waits.median(),
        "customer_lifetime_value": profit * (1 - 1.1**-lifetime) / 0.1,
        "customer_lifetime_value_orders": divide(revenue, orders) * divide(orders, years) * lifetime,
        "customer_lifetime_value_profit": profit * lifetime,
    }


def customers_of(month: pd.Period, terms: pd.DataFrame, first_active: pd.Series, rates: pd.DataFrame) -> pd.DataFrame:
    """Who is active when in a month, and for how much at the rates of its last day."""
    starts, ends = month.start_time, (month + 1).start_time
    live = terms[(terms.started_at < ends) & ~(terms.ended_at < starts)].copy()
    live["amount"] = (live.amount * live.currency.map(rates.loc[ends - pd.Timedelta(days=1)])).round(6)
    live["at_start"] = live.started_at < starts
    live["at_end"] = ~(live.ended_at < ends)
    live["served"] = ~(live.ended_at <= starts)
    live["amount_at_start"] = live.amount.where(live.at_start, 0)
    live["amount_at_end"] = live.amount.where(live.at_end, 0)
    facts = live.groupby("customer_id").agg(
        at_start=("at_start", "max"), at_end=("at_end", "max"), served=("served", "max"),
        amount_at_start=("amount_at_start", "sum"), amount_at_end=("amount_at_end", "sum"),
    )
    facts["new"] = first_active.reindex(facts.index) >= starts
    return facts


def exposure(month: pd.Period, terms: pd.DataFrame) -> pd.DataFrame:
    """Customer-years of the twelve months up to a month's end, and the spells that ended in them."""
    until, since = (month + 1).start_time, (month - 11).start_time
    spells = terms[(terms.started_at < until) & ~(terms.ended_at < since)].sort_values(["customer_id", "started_at"]).copy()
    latest_end = spells.groupby("customer_id").ended_at.transform("max")
    spells["ended"] = ((spells.ended_at == latest_end) & (spells.ended_at < until)).astype(int)
    days = (spells.ended_at.fillna(until).clip(upper=until) - spells.started_at.clip(lower=since)).dt.total_seconds() / 86400
    spells["years"] = days / 365.2425
    return spells


def read(raw_path: Path, table: str) -> pd.DataFrame:
    """A raw table whole."""
    files = raw_path / table
    pattern = f"{files}/*.parquet" if files.is_dir() else f"{files}.parquet"
    return duckdb.read_parquet(pattern).df()


def read_accounts(raw_path: Path) -> pd.DataFrame:
    """Which customer an account counts for, without test accounts, and its segments."""
    accounts = read(raw_path, "billing/customers").rename(columns={"customer_id": "account_id"})
    survivors = accounts.set_index("account_id").merged_into_customer_id
    accounts["customer_id"] = accounts.account_id
    for _ in range(8):
        merged = accounts.customer_id.map(survivors)
        accounts["customer_id"] = merged.fillna(accounts.customer_id)
    accounts["is_test"] = accounts.customer_id.map(accounts.set_index("account_id").is_test)
    accounts[SEGMENTS] = accounts[SEGMENTS].fillna("unknown")
    return accounts[~accounts.is_test.astype(bool)]


def with_account(frame: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The rows of known accounts, under the customer that they count for."""
    frame = frame.rename(columns={"customer_id": "account_id"})
    return frame.merge(accounts[["account_id", "customer_id"]], on="account_id")


def settled(events: pd.DataFrame) -> pd.DataFrame:
    """The last word on each event."""
    events = events.sort_values("received_at").drop_duplicates("event_id", keep="last")
    quantity = events.quantity.astype(float).fillna(1)
    return events.assign(quantity=quantity)[~events.is_deleted & (quantity >= 0)]


def paying_terms(terms: pd.DataFrame) -> pd.DataFrame:
    """What makes a customer active, with its amount a month; a discount that ends early splits a term."""
    pays = terms.status.isin(["active", "past_due"]) | ((terms.status == "canceled") & terms.ended_at.notna())
    terms = terms[pays & (terms.unit_amount > 0)].copy()
    early = terms.discount_ends_at.notna() & ~(terms.discount_ends_at >= terms.ended_at)
    early &= terms.discount_ends_at < terms.started_at.max()
    first = terms.assign(ended_at=terms.ended_at.where(~early, terms.discount_ends_at))
    second = terms[early].assign(started_at=terms.discount_ends_at[early], discount_rate=0.0)
    both = pd.concat([first, second])
    months = both.billing_interval.map({"month": 1, "year": 12})
    gross = both.quantity.astype(float) * both.unit_amount.astype(float)
    both["amount"] = (gross * (1 - both.discount_rate.astype(float).fillna(0)) / months).round(6)
    return both


def scored(raw_path: Path) -> pd.DataFrame:
    """Answers with their survey, without those off the scale."""
    answers = read(raw_path, "survey/responses").merge(read(raw_path, "survey/surveys"), on="survey_id")
    return answers[answers.score.isna() | (answers.score <= answers.scale_max)]


def latest_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """One answer a respondent and kind of survey."""
    return answers.sort_values("responded_at").drop_duplicates(["customer_id", "respondent_id", "kind"], keep="last")


def read_revenue(raw_path: Path, terms: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Paid invoices less refunds in the reporting currency."""
    invoices = read(raw_path, "billing/invoices")
    invoices = invoices[(invoices.subtotal_amount >= 0) & (invoices.status == "paid")]
    invoices = invoices.assign(amount=invoices.subtotal_amount - invoices.discount_amount, entry_at=invoices.issued_at)
    refunds = read(raw_path, "billing/refunds").merge(invoices[["invoice_id", "customer_id"]], on="invoice_id")
    refunds = refunds.assign(amount=-refunds.amount, entry_at=refunds.refunded_at)
    columns = ["customer_id", "entry_at", "amount", "currency"]
    entries = converted(pd.concat([invoices[columns], refunds[columns]]), "entry_at", rates)
    return entries.assign(is_order=entries.amount > 0)


def converted(entries: pd.DataFrame, day: str, rates: pd.DataFrame) -> pd.DataFrame:
    """Amounts at the rate of their day."""
    long = rates.stack().rename("rate")
    long.index = long.index.set_names(["day", "currency"])
    long = long.reset_index()
    long["day"] = pd.to_datetime(long.day)
    entries = entries.assign(day=pd.to_datetime(entries[day]).dt.normalize())
    entries["day"] = entries.day.astype(long.day.dtype)
    entries = entries.merge(long, on=["day", "currency"])
    return entries.assign(amount=entries.amount.astype(float) * entries.rate)


def growth(now: int, before: int) -> float:
    """Growth against the month before."""
    return divide(now - before, before)


def divide(part: float, whole: float) -> float:
    """A ratio; none of nothing."""
    return part / whole if whole else float("nan")


if __name__ == "__main__":
    sys.exit(main())
