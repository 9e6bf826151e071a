"""Bad rows for every raw table, made from the contract: what each breaks is said beside it.

They belong to accounts, surveys and invoices of the sample company, so that one which counted would
move a figure.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import duckdb
import yaml

from scripts.dbt_runner import ROOT
from scripts.pseudonyms import salt

Row = dict[str, str]

# The instant up to which the sample counts by itself, given here.
AS_OF = "2026-01-01"
AFTER_AS_OF = "2026-01-02 12:00:00"
MOMENT = "2025-03-01 12:00:00"
DAY = "2025-03-01"
# What personal columns hold, to be found nowhere.
PERSONAL = "somebody in person"
NOBODY = "nobody"
TIMES = {"instant": "%Y-%m-%d %H:%M:%S", "date": "%Y-%m-%d"}
# Types of Parquet columns; numbers as doubles, for those can be infinite.
TYPED = {
    "text": "varchar",
    "instant": "timestamp",
    "date": "date",
    "number": "double",
    "rate": "double",
    "double": "double",
    "integer": "bigint",
    "boolean": "boolean",
}
CUSTOMER, SUBSCRIPTION, INVOICE, SURVEY = "c0002", "c0002-s1", "c0005-s1-i01", "nps_relationship"

# A good row of each table but for its key; a column that is not here is empty.
GOOD: dict[str, Row] = {
    "billing.customers": {"created_at": MOMENT, "name": PERSONAL, "email": PERSONAL},
    "billing.subscriptions": {
        "customer_id": CUSTOMER, "started_at": MOMENT, "status": "active", "plan_name": "Starter",
        "quantity": "1", "unit_amount": "700.5", "currency": "USD", "billing_interval": "month",
    },
    "billing.invoices": {
        "customer_id": CUSTOMER, "subscription_id": SUBSCRIPTION, "issued_at": MOMENT, "status": "paid",
        "currency": "USD", "subtotal_amount": "700.5", "service_period_start": MOMENT,
        "service_period_end": "2025-04-01 12:00:00",
    },
    "billing.refunds": {"invoice_id": INVOICE, "refunded_at": MOMENT, "amount": "7.5", "currency": "USD"},
    "billing.exchange_rates": {"rate_date": DAY, "to_currency": "USD", "rate": "2.5"},
    "billing.expenses": {"incurred_on": DAY, "category": "sales", "amount": "700.5", "currency": "USD"},
    "survey.surveys": {"kind": "csat", "scale_min": "1", "scale_max": "5"},
    "survey.invitations": {
        "survey_id": SURVEY, "customer_id": CUSTOMER, "respondent_id": PERSONAL, "sent_at": MOMENT,
    },
    "survey.responses": {
        "survey_id": SURVEY, "customer_id": CUSTOMER, "respondent_id": PERSONAL, "responded_at": MOMENT,
        "score": "3", "comment": PERSONAL,
    },
    "usage.events": {
        "customer_id": CUSTOMER, "user_id": PERSONAL, "event_name": "report_created", "occurred_at": MOMENT,
        "received_at": MOMENT, "quantity": "70",
    },
    "usage.interactions": {
        "customer_id": CUSTOMER, "user_id": PERSONAL, "kind": "forum", "occurred_at": MOMENT,
        "received_at": MOMENT,
    },
    "support.tickets": {"customer_id": CUSTOMER, "opened_at": MOMENT},
    "planning.targets": {
        "metric": "customer_churn_rate", "period_grain": "month", "segment_name": "plan_tier",
        "segment_value": "Growth", "valid_from": DAY, "valid_to": "2040-01-01", "target_value": "0.05",
        "target_kind": "absolute",
    },
    "planning.benchmarks": {
        "metric": "customer_churn_rate", "period_grain": "month", "segment_name": "plan_tier",
        "segment_value": "Growth", "benchmark_value": "0.05",
    },
}

# A column of each table whose value may vary without breaking a rule.
FREE = {
    "billing.customers": "industry",
    "billing.subscriptions": "plan_name",
    "billing.invoices": "tax_amount",
    "billing.refunds": "amount",
    "billing.exchange_rates": "rate",
    "billing.expenses": "channel",
    "survey.surveys": "satisfied_from",
    "survey.invitations": "respondent_id",
    "survey.responses": "comment",
    "usage.events": "feature",
    "usage.interactions": "kind",
    "support.tickets": "priority",
    "planning.targets": "action_plan",
    "planning.benchmarks": "benchmark_value",
}


@dataclass(frozen=True)
class Case:
    """A row, and where it ends: `quarantined` by `rules`, or counted as its `fate` says."""

    table: str
    name: str
    row: Row
    rules: frozenset[str] = frozenset()
    fate: str = "quarantined"
    occurs_typed: bool = True

    @property
    def identity(self) -> str:
        """Name of the case in pytest."""
        return f"{self.table} {self.name}"

    @property
    def row_key(self) -> str:
        """The key as the quarantine lists it; empty where a part is missing."""
        parts = [self.row.get(name, "").strip() for name in contract()[self.table]["key"]]
        return " ".join(parts) if all(parts) else ""


@cache
def contract() -> dict[str, dict]:
    """Raw table -> its contract: `key`, `changed_at`, `happens_at`, and `columns` (name -> type, meta)."""
    found = {}
    for path in sorted((ROOT / "models" / "staging").glob("*/_*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                columns = {
                    column["name"]: {"type": column["data_type"], **column.get("config", {}).get("meta", {})}
                    for column in table["columns"]
                }
                found[f"{source['name']}.{table['name']}"] = {**table["config"]["meta"], "columns": columns}
    return found


@cache
def sample_rows(table: str) -> list[Row]:
    """The sample company's rows of a raw table; its plan is the project's."""
    folder = "planning" if table.startswith("planning.") else "sample"
    path = ROOT / "seeds" / folder / f"raw_{table.replace('.', '__')}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def text_in_column(value: str, data_type: str, is_typed: bool) -> str | None:
    """A value as the text that a column holds: as it is, or as its type prints it."""
    if not value.strip():
        return None
    if is_typed and data_type in ("number", "rate", "double"):
        return repr(float(value))
    return value


def row_as_it_came(table: str, row: Row, is_typed: bool) -> dict[str, str | None]:
    """The row's columns of the contract, as text."""
    columns = contract()[table]["columns"]
    return {name: text_in_column(row.get(name, ""), meta["type"], is_typed) for name, meta in columns.items()}


def fingerprint(table: str, row: Row, is_typed: bool) -> str:
    """The hash that decides between rows of one key."""
    texts = row_as_it_came(table, row, is_typed).values()
    return hashlib.md5("|".join("\\N" if text is None else text for text in texts).encode()).hexdigest()


def published_fingerprint(table: str, row: Row, is_typed: bool) -> str:
    """The same as the quarantine shows it: salted."""
    return hashlib.md5((salt() + fingerprint(table, row, is_typed)).encode()).hexdigest()


def earlier(moment: str, data_type: str) -> str:
    """A day before."""
    return (datetime.strptime(moment, TIMES[data_type]) - timedelta(days=1)).strftime(TIMES[data_type])


def ahead(data_type: str) -> str:
    """A time that no clock has reached, not even one that is an hour fast."""
    away = timedelta(hours=3) if data_type == "instant" else timedelta(days=3)
    return (datetime.now(UTC) + away).strftime(TIMES[data_type])


def key_of(table: str, label: str) -> Row:
    """A key of its own for a row, from a label that ends in a number."""
    if table == "planning.targets":
        number = int(label.rpartition("-")[2])
        return {"valid_from": (datetime(2030, 1, 1) + timedelta(days=number)).strftime(TIMES["date"])}
    if table == "planning.benchmarks":
        return {"source": label}
    if table == "billing.exchange_rates":
        return {"from_currency": label}
    if table == "billing.subscriptions":
        return {"subscription_version_id": label, "subscription_id": f"{label}-s"}
    return {contract()[table]["key"][0]: label}


class Maker:
    """Makes rows of one table, each with a key of its own."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.count = 0

    def row(self, **changes: str) -> Row:
        """A good row with some changes."""
        self.count += 1
        label = f"bad-{self.table}-{self.count}"
        return {**GOOD[self.table], **key_of(self.table, label), **changes}

    def bad(self, name: str, changes: Row, *rules: str, occurs_typed: bool = True) -> Case:
        """A case of a row that breaks these rules."""
        return Case(self.table, name, self.row(**changes), frozenset(rules), occurs_typed=occurs_typed)


def cases() -> list[Case]:
    """Every case, of every table."""
    return [case for table in contract() for case in cases_of(table)]


def cases_of(table: str) -> Iterator[Case]:
    """The cases of a raw table: of its columns, of its keys, and its own."""
    maker = Maker(table)
    for column, meta in contract()[table]["columns"].items():
        yield from cases_of_column(maker, column, meta)
    yield from SPECIAL.get(table, lambda _: iter(()))(maker)
    yield from cases_of_keys(maker)
    if contract()[table].get("happens_at"):
        yield Case(table, "after as-of", after_as_of(maker), fate="after_as_of")


def after_as_of(maker: Maker) -> Row:
    """A good row that does not count yet."""
    table = maker.table
    happens_at = contract()[table]["happens_at"]
    is_day = contract()[table]["columns"][happens_at]["type"] == "date"
    return maker.row(**{happens_at: AFTER_AS_OF[:10] if is_day else AFTER_AS_OF}, **MOVED.get(table, {}))


# What has to move with the time at which a row happens.
MOVED = {"billing.invoices": {"service_period_end": "2026-02-02 12:00:00"}}


def cases_of_column(maker: Maker, column: str, meta: dict) -> Iterator[Case]:
    """What the contract of one column forbids."""
    data_type, good = meta["type"], GOOD[maker.table]
    if meta.get("required"):
        yield maker.bad(f"{column} missing", {column: ""}, f"{column}_missing")
        # Without a key only its content tells the row from the one above.
        told_apart = {FREE[maker.table]: "8.25"} if column in contract()[maker.table]["key"] else {}
        yield maker.bad(f"{column} blank", {column: "  ", **told_apart}, f"{column}_missing", occurs_typed=False)
    if data_type != "text":
        yield maker.bad(f"{column} unreadable", {column: "soon"}, f"{column}_unreadable", occurs_typed=False)
        infinite = "infinity" if data_type in TIMES else "-inf"
        can_be_typed = TYPED[data_type] in ("double", "timestamp", "date")
        yield maker.bad(f"{column} infinite", {column: infinite}, f"{column}_not_finite", occurs_typed=can_be_typed)
    if data_type in ("number", "rate", "double"):
        yield maker.bad(f"{column} no number", {column: "nan"}, f"{column}_not_finite")
    if data_type == "integer":
        yield maker.bad(f"{column} not whole", {column: "2.5"}, f"{column}_unreadable", occurs_typed=False)
    if "allowed" in meta:
        yield maker.bad(f"{column} unknown", {column: "unheard_of"}, f"{column}_unknown")
    if "least" in meta:
        yield maker.bad(f"{column} too small", {column: str(meta["least"] - 1)}, f"{column}_out_of_range")
    if "above" in meta:
        yield maker.bad(f"{column} at its bound", {column: str(meta["above"])}, f"{column}_out_of_range")
    if "most" in meta:
        yield maker.bad(f"{column} too large", {column: str(meta["most"] + 1)}, f"{column}_out_of_range")
    before = f"{column}_before_{meta.get('not_before')}"
    if "not_before" in meta:
        yield maker.bad(f"{column} first", {column: earlier(good[meta["not_before"]], data_type)}, before)
    if meta.get("happened"):
        yield maker.bad(f"{column} ahead", {column: ahead(data_type)}, f"{column}_in_the_future")
        early = datetime(1999, 12, 31).strftime(TIMES[data_type])
        also = [before] if "not_before" in meta else []
        yield maker.bad(f"{column} too early", {column: early}, f"{column}_too_early", *also)
    if "refers_to" in meta:
        rule = f"{column}_refers_to_nothing"
        yield maker.bad(f"{column} of nobody", {column: NOBODY}, rule)
        yield maker.bad(f"{column} waits", {column: quarantined_parent(meta["refers_to"])}, rule)
    if "has_rate_on" in meta:
        yield maker.bad(f"{column} without a rate", {column: "CHF"}, f"{column}_without_rate")


@cache
def quarantined_parent(table: str) -> str:
    """What rows of other tables call a row that is quarantined."""
    column = {"billing.subscriptions": "subscription_id"}.get(table) or contract()[table]["key"][0]
    columns = contract()[table]["columns"]
    maker = Maker(table)
    made = (case for name in columns for case in cases_of_column(maker, name, columns[name]))
    return next(case.row[column] for case in made if case.occurs_typed and case.row.get(column))


def cases_of_keys(maker: Maker) -> Iterator[Case]:
    """Rows that share a key with another one: a copy, an older one, one of no age, one as old."""
    table = maker.table
    originals = iter(middling_rows(table))
    superseded = frozenset({"superseded"})
    yield Case(table, "exact copy", next(originals), fate="copy")
    # A row is as old as the first of these columns that it fills.
    ages = contract()[table].get("changed_at", [])
    for name in ("older", "of no age") if ages else ():
        original = next((row for row in originals if row[ages[0]]), None)
        if original is None:
            original = {**after_as_of(maker), ages[0]: AFTER_AS_OF}
            yield Case(table, f"newer than {name}", original, fate="after_as_of")
        then = earlier(original[ages[0]], "instant") if name == "older" else ""
        if not contract()[table]["columns"][ages[0]].get("required") or then:
            row = {**original, **dict.fromkeys(ages, ""), ages[0]: then}
            loser = varied(table, row, lambda mine, typed, of=original: mine > fingerprint(table, of, typed))
            yield Case(table, name, loser, superseded)
    original = next(iter(middling_rows(table)[-1:]))
    loser = varied(table, original, lambda mine, typed: mine < fingerprint(table, original, typed))
    yield Case(table, "as old, smaller hash", loser, superseded)


def middling_rows(table: str) -> list[Row]:
    """Rows of the sample, whole ones, whose hash leaves room on both sides."""
    middle = [
        row
        for row in sample_rows(table)
        if all("1" < fingerprint(table, row, is_typed)[0] < "e" for is_typed in (False, True))
    ]
    return middle if len(middle) < 20 else middle[10:]


def varied(table: str, row: Row, is_right: Callable[[str, bool], bool]) -> Row:
    """The row with another value in its free column, so that its hashes, text and typed, are right."""
    for number in range(2, 500):
        candidate = {**row, FREE[table]: f"{number}.25"}
        if all(is_right(fingerprint(table, candidate, is_typed), is_typed) for is_typed in (False, True)):
            return candidate
    raise AssertionError(f"{table}: no value of {FREE[table]} gives such a hash")


def cases_of_customers(maker: Maker) -> Iterator[Case]:
    """Merges that lead nowhere."""
    rule = "merge_leads_nowhere"
    one, other = maker.row(), maker.row()
    yield Case(maker.table, "merge in a circle", {**one, "merged_into_customer_id": other["customer_id"]}, frozenset({rule}))
    yield Case(maker.table, "merge back", {**other, "merged_into_customer_id": one["customer_id"]}, frozenset({rule}))
    lost = maker.bad("merge to nowhere", {"merged_into_customer_id": NOBODY}, rule)
    yield lost
    yield maker.bad("merge that follows", {"merged_into_customer_id": lost.row["customer_id"]}, rule)
    waiting = quarantined_parent("billing.customers")
    yield maker.bad("merge into a quarantined one", {"merged_into_customer_id": waiting}, rule)


def cases_of_subscriptions(maker: Maker) -> Iterator[Case]:
    """Versions inside another one: one that lasts overlaps, one of no length does not."""
    long_ones = (
        row
        for row in sample_rows(maker.table)
        if row["ended_at"] and earlier(row["ended_at"], "instant") > row["started_at"] and row["status"] == "active"
    )
    for name in ("overlap", "open overlap"):
        host = next(long_ones)
        inside = earlier(host["ended_at"], "instant")
        label = f"{host['subscription_version_id']}-{name}"
        row = {**host, "subscription_version_id": label, "started_at": inside}
        row["ended_at"] = host["ended_at"] if name == "overlap" else ""
        yield Case(maker.table, name, row, frozenset({"overlaps_an_earlier_version"}))
    host = next(long_ones)
    inside = earlier(host["ended_at"], "instant")
    row = {**host, "subscription_version_id": "no-length", "started_at": inside, "ended_at": inside}
    yield Case(maker.table, "of no length", row, fate="accepted")


def cases_of_surveys(maker: Maker) -> Iterator[Case]:
    """Scales on which nothing can be scored."""
    yield maker.bad("nps on five points", {"kind": "nps", "scale_max": "5"}, "scale_not_scorable")
    yield maker.bad("scale of one point", {"scale_max": "1"}, "scale_not_upward")
    yield maker.bad("scale downwards", {"scale_min": "5", "scale_max": "1"}, "scale_not_upward")


def cases_of_responses(maker: Maker) -> Iterator[Case]:
    """Scores off the scale."""
    yield maker.bad("score above the scale", {"score": "11"}, "score_off_the_scale")
    yield maker.bad("score below the scale", {"score": "-1"}, "score_off_the_scale")
    two = {"score": "11", "responded_at": "", "received_at": ahead("instant")}
    yield maker.bad("three rules", two, "score_off_the_scale", "responded_at_missing", "received_at_in_the_future")


def cases_of_plans(maker: Maker) -> Iterator[Case]:
    """Plans for what is not there."""
    yield maker.bad("metric of nobody", {"metric": "unheard_of"}, "metric_unknown")
    yield maker.bad("segment value of nobody", {"segment_value": "Unheard of"}, "segment_unknown")
    yield maker.bad("value of another segment", {"segment_name": "region"}, "segment_unknown")
    yield maker.bad("weeks of a metric without weeks", {"period_grain": "week"}, "grain_without_figures")


def cases_of_targets(maker: Maker) -> Iterator[Case]:
    """Targets that overlap an earlier one, and changes from nowhere."""
    yield from cases_of_plans(maker)
    yield maker.bad("change from nowhere", {"target_kind": "change_from"}, "change_without_baseline")
    earlier_one, later = sample_rows(maker.table)[1], maker.row()["valid_from"]
    overlapping = {**earlier_one, "valid_from": later}
    yield Case(maker.table, "within an open one", overlapping, frozenset({"overlaps_an_earlier_target"}))
    yield Case(maker.table, "of another segment", maker.row(), fate="accepted")
    before = {**earlier_one, "valid_from": "2024-01-01", "valid_to": earlier_one["valid_from"]}
    yield Case(maker.table, "until the next one begins", before, fate="accepted")


SPECIAL = {
    "planning.targets": cases_of_targets,
    "planning.benchmarks": cases_of_plans,
    "billing.customers": cases_of_customers,
    "billing.subscriptions": cases_of_subscriptions,
    "survey.surveys": cases_of_surveys,
    "survey.responses": cases_of_responses,
}


def write_csv(folder: Path, added: list[Case]) -> None:
    """The sample company with the rows of some cases and a column that no contract knows."""
    for table in contract():
        names = [*contract()[table]["columns"], "surprise"]
        path = folder / f"{table.replace('.', '/')}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows([*sample_rows(table), *(case.row for case in added if case.table == table)])


def write_parquet(folder: Path, added: list[Case], scratch: Path) -> None:
    """The same as Parquet files whose columns have types."""
    write_csv(scratch, added)
    with duckdb.connect() as connection:
        for table in contract():
            source, target = (path / table.replace(".", "/") for path in (scratch, folder))
            target.parent.mkdir(parents=True, exist_ok=True)
            columns = ", ".join(
                f"cast(nullif({name}, '') as {TYPED[meta['type']]}) as {name}"
                for name, meta in contract()[table]["columns"].items()
            )
            connection.execute(
                f"copy (select {columns}, surprise from read_csv('{source}.csv', header = true, all_varchar = true)) "
                f"to '{target}.parquet' (format parquet)"
            )
