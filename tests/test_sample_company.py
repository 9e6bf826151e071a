"""The generator of the sample company alone: same bytes, good data, every rule hit.

What the project makes of the scripted lives is asserted elsewhere, against `tests/lives/`.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from scripts.sample_company.company import build_company
from scripts.sample_company.lives import LIVES
from scripts.sample_company.tables import COLUMNS, RawTables

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds" / "sample"
LIVES_FOLDER = ROOT / "tests" / "lives"
END = datetime(2026, 1, 1)

Row = dict[str, str]

# The key of each table, and the columns beside it that the raw contract wants filled.
KEYS = {table: columns[:1] for table, columns in COLUMNS.items()} | {
    "billing.exchange_rates": ("rate_date", "from_currency", "to_currency")
}
REQUIRED = {
    "billing.customers": "created_at",
    "billing.subscriptions": (
        "subscription_id customer_id started_at status plan_name quantity unit_amount currency "
        "billing_interval"
    ),
    "billing.invoices": "customer_id issued_at status currency subtotal_amount",
    "billing.refunds": "invoice_id refunded_at amount currency",
    "billing.exchange_rates": "rate",
    "billing.expenses": "incurred_on category amount currency",
    "survey.invitations": "survey_id customer_id respondent_id sent_at",
    "survey.surveys": "kind scale_min scale_max",
    "survey.responses": "survey_id customer_id respondent_id responded_at",
    "usage.events": "customer_id event_name occurred_at received_at",
    "usage.interactions": "customer_id kind occurred_at received_at",
    "support.tickets": "customer_id opened_at",
}
# Referring column -> the column and table of what it names.
REFERENCES = {
    "customer_id": ("customer_id", "billing.customers"),
    "parent_customer_id": ("customer_id", "billing.customers"),
    "merged_into_customer_id": ("customer_id", "billing.customers"),
    "invoice_id": ("invoice_id", "billing.invoices"),
    "survey_id": ("survey_id", "survey.surveys"),
    "subscription_id": ("subscription_id", "billing.subscriptions"),
}
DOMAINS = {
    ("billing.subscriptions", "status"): "trialing active paused past_due canceled",
    ("billing.subscriptions", "billing_interval"): "month year",
    ("billing.subscriptions", "currency"): "USD EUR GBP",
    ("billing.invoices", "status"): "draft open paid void uncollectible",
    ("billing.invoices", "currency"): "USD EUR GBP",
    ("billing.refunds", "currency"): "USD EUR GBP",
    ("billing.expenses", "category"): "advertising marketing sales cost_of_service other",
    ("billing.expenses", "currency"): "USD EUR",
    ("survey.surveys", "kind"): "nps csat value",
    ("usage.interactions", "kind"): "comment rating forum community social webinar event",
}
# Times of something that has happened; scheduled ones may lie ahead.
HAPPENED = (
    "created_at started_at issued_at paid_at refunded_at incurred_on sent_at received_at "
    "responded_at occurred_at opened_at first_responded_at resolved_at cancel_requested_at "
    "updated_at"
).split()
NOT_NEGATIVE = (
    "quantity unit_amount subtotal_amount discount_amount tax_amount amount rate discount_rate"
).split()
NOT_BEFORE = [
    ("billing.subscriptions", "started_at", "ended_at"),
    ("billing.invoices", "issued_at", "paid_at"),
    ("support.tickets", "opened_at", "first_responded_at"),
    ("support.tickets", "first_responded_at", "resolved_at"),
    ("usage.events", "occurred_at", "received_at"),
    ("usage.interactions", "occurred_at", "received_at"),
]


@pytest.fixture(scope="module")
def company() -> RawTables:
    return build_company()


@pytest.fixture(scope="module")
def raw() -> dict[str, list[Row]]:
    """Rows of the committed seeds by table, every cell as text."""
    return {table: read(SEEDS / f"raw_{table.replace('.', '__')}.csv") for table in COLUMNS}


def read(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def cells(raw: dict[str, list[Row]], column: str) -> Iterator[tuple[str, Row, str]]:
    """Table, row and value of every filled cell of a column, whichever tables have it."""
    for table, columns in COLUMNS.items():
        if column in columns:
            yield from ((table, row, row[column]) for row in raw[table] if row[column])


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


# -- Same bytes --


def test_the_committed_seeds_are_what_the_generator_writes(company: RawTables) -> None:
    stale = [
        table
        for table in COLUMNS
        if (SEEDS / f"raw_{table.replace('.', '__')}.csv").read_bytes()
        != company.csv_text(table).encode()
    ]
    assert not stale, f"run `python -m scripts.sample_company`: {', '.join(stale)} differ"


def test_two_runs_write_the_same_bytes(company: RawTables) -> None:
    again = build_company()
    assert all(again.csv_text(table) == company.csv_text(table) for table in COLUMNS)


def test_the_folder_of_exports_holds_the_same_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.sample_company", "--as-folder", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    for table in COLUMNS:
        exported = tmp_path / f"{table.replace('.', '/')}.csv"
        seed = SEEDS / f"raw_{table.replace('.', '__')}.csv"
        assert exported.read_bytes() == seed.read_bytes(), table


def test_the_seeds_stay_small(raw: dict[str, list[Row]]) -> None:
    assert sum(path.stat().st_size for path in SEEDS.glob("*.csv")) < 4_000_000
    assert len(raw["usage.events"]) < 25_000


def test_an_unknown_column_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match=r"billing\.refunds has no column sum; expected one of"):
        RawTables().add("billing.refunds", refund_id="r1", sum=1)


# -- Good data, by the raw contract --


@pytest.mark.parametrize("table", COLUMNS)
def test_keys_are_unique_and_required_columns_filled(
    raw: dict[str, list[Row]], table: str
) -> None:
    keys = [tuple(row[column] for column in KEYS[table]) for row in raw[table]]
    assert len(set(keys)) == len(keys) > 0
    for column in (*KEYS[table], *REQUIRED[table].split()):
        assert all(row[column] for row in raw[table]), column


@pytest.mark.parametrize("column", REFERENCES)
def test_references_exist(raw: dict[str, list[Row]], column: str) -> None:
    named, table = REFERENCES[column]
    known = {row[named] for row in raw[table]}
    assert {value for _, _, value in cells(raw, column)} <= known


@pytest.mark.parametrize(("table", "column"), DOMAINS)
def test_every_value_of_a_domain_occurs_and_no_other(
    raw: dict[str, list[Row]], table: str, column: str
) -> None:
    assert {row[column] for row in raw[table]} == set(DOMAINS[table, column].split())


def test_what_has_happened_lies_in_the_three_years(raw: dict[str, list[Row]]) -> None:
    for column in HAPPENED:
        for table, row, value in cells(raw, column):
            assert datetime(2023, 1, 1) <= instant(value) < END, (table, row)


@pytest.mark.parametrize(("table", "first", "second"), NOT_BEFORE)
def test_nothing_ends_before_it_starts(
    raw: dict[str, list[Row]], table: str, first: str, second: str
) -> None:
    for row in raw[table]:
        assert not row[second] or instant(row[first]) <= instant(row[second]), row


def test_amounts_are_never_negative_and_discounts_are_shares(raw: dict[str, list[Row]]) -> None:
    for column in NOT_NEGATIVE:
        assert all(float(value) >= 0 for _, _, value in cells(raw, column)), column
    assert all(float(value) <= 1 for _, _, value in cells(raw, "discount_rate"))
    assert all(int(value) >= 1 for _, _, value in cells(raw, "interval_count"))
    for row in raw["billing.invoices"]:
        assert float(row["discount_amount"] or 0) <= float(row["subtotal_amount"]), row


def test_scores_lie_on_their_scales(raw: dict[str, list[Row]]) -> None:
    surveys = {row["survey_id"]: row for row in raw["survey.surveys"]}
    for _, row, value in cells(raw, "score"):
        survey = surveys[row["survey_id"]]
        assert int(survey["scale_min"]) <= int(value) <= int(survey["scale_max"]), row


def test_versions_of_a_subscription_never_overlap(raw: dict[str, list[Row]]) -> None:
    subscriptions = defaultdict(list)
    for row in raw["billing.subscriptions"]:
        end = instant(row["ended_at"]) if row["ended_at"] else datetime.max
        if instant(row["started_at"]) < end:
            subscriptions[row["subscription_id"]].append((instant(row["started_at"]), end))
    for versions in subscriptions.values():
        assert all(one[1] <= two[0] for one, two in pairwise(sorted(versions)))


def test_every_merge_leads_to_an_account(raw: dict[str, list[Row]]) -> None:
    merged_into = {
        row["customer_id"]: row["merged_into_customer_id"] for row in raw["billing.customers"]
    }
    for customer_id in merged_into:
        chain = [customer_id]
        while merged_into[chain[-1]]:
            chain.append(merged_into[chain[-1]])
            assert len(set(chain)) == len(chain), chain


def test_every_day_has_a_rate_direct_for_euros_and_inverse_for_pounds(
    raw: dict[str, list[Row]],
) -> None:
    days = defaultdict(list)
    for row in raw["billing.exchange_rates"]:
        days[row["from_currency"], row["to_currency"]].append(date.fromisoformat(row["rate_date"]))
        assert float(row["rate"]) > 0
    assert set(days) == {("EUR", "USD"), ("USD", "GBP")}
    for dates in days.values():
        assert (dates[0], dates[-1]) == (date(2022, 12, 25), date(2026, 1, 5))
        assert all(two - one == timedelta(days=1) for one, two in pairwise(dates))


# -- Shape of the company --


def test_exactly_one_month_has_no_new_customer(raw: dict[str, list[Row]]) -> None:
    accounts = {row["customer_id"]: row for row in raw["billing.customers"]}
    first: dict[str, str] = {}
    for row in raw["billing.subscriptions"]:
        customer_id = row["customer_id"]
        while accounts[customer_id]["merged_into_customer_id"]:
            customer_id = accounts[customer_id]["merged_into_customer_id"]
        is_paying = row["status"] in ("active", "past_due") or (
            row["status"] == "canceled" and row["ended_at"]
        )
        starts = row["discount_ends_at"] if row["discount_rate"] == "1.00" else row["started_at"]
        if is_paying and row["started_at"] != row["ended_at"]:
            first[customer_id] = min(starts, first.get(customer_id, starts))
    new_in = {
        starts[:7] for who, starts in first.items() if accounts[who]["is_test"] != "true"
    }
    every_month = {f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)}
    assert every_month - new_in == {"2024-08"}


def test_the_default_as_of_is_the_first_of_january_2026(raw: dict[str, list[Row]]) -> None:
    feeds = ("started_at", "issued_at", "occurred_at", "responded_at", "opened_at")
    latest = max(value for column in feeds for _, _, value in cells(raw, column))
    assert latest[:10] == "2025-12-31"
    # An end that the clock may pass one day would move the as-of instant.
    ahead = {value for _, _, value in cells(raw, "ended_at") if instant(value) >= END}
    assert ahead == {"2099-01-01 00:00:00"}


def test_referrals_win_customers_without_any_spend(raw: dict[str, list[Row]]) -> None:
    spent_on = {row["channel"] for row in raw["billing.expenses"]}
    won_by = {row["acquisition_channel"] for row in raw["billing.customers"]}
    assert won_by - spent_on == {"referral"}
    assert spent_on < won_by


# -- Scripted lives --


def test_every_life_has_its_account_its_title_and_its_expectation(
    raw: dict[str, list[Row]],
) -> None:
    accounts = {row["customer_id"] for row in raw["billing.customers"]}
    titles = [(row["life"], row["title"]) for row in read(LIVES_FOLDER / "titles.csv")]
    assert titles == [(life.__name__, (life.__doc__ or "").splitlines()[0]) for life in LIVES]
    for name, title in titles:
        assert f"life_{name}" in accounts
        assert title.endswith(".") and (LIVES_FOLDER / f"{name}.csv").is_file()
    no_rows = {row["customer_id"] for row in read(LIVES_FOLDER / "no_rows.csv")}
    mains = {f"life_{name}" for name, _ in titles}
    others = {account for account in accounts if account.startswith("life_")} - mains
    assert no_rows == others | {"life_test_account"}


@pytest.mark.parametrize("life", [life.__name__ for life in LIVES])
def test_the_expectation_of_a_life_is_whole_and_adds_up(life: str) -> None:
    """Runs follow on one another up to the last period, and each row obeys the identities."""
    last = {"month": "2025-12-01", "quarter": "2025-10-01", "year": "2025-01-01"}
    last["week"] = "2025-12-29"
    runs = defaultdict(list)
    for row in read(LIVES_FOLDER / f"{life}.csv"):
        runs[row["period_grain"]].append(row)
        count = {name: int(value) for name, value in row.items() if name.endswith("customers")}
        start, end = int(row["customers_at_start"]), int(row["customers_at_end"])
        stayed = count["new_customers"] - count["new_and_lost_customers"]
        assert start == count["retained_customers"] + count["churned_customers"], row
        assert end == count["retained_customers"] + count["reactivated_customers"] + stayed, row
        assert bool(row["plan_tier_at_start"]) == bool(start), row
        assert bool(row["plan_tier_at_end"]) == bool(end), row
    assert set(runs) == (set() if life == "test_account" else set(last))
    for grain, rows in runs.items():
        assert rows[-1]["last_period_start"] == last[grain]
        for one, two in pairwise(rows):
            start = date.fromisoformat(one["last_period_start"])
            assert two["first_period_start"] == next_period(grain, start).isoformat()
            assert one["customers_at_end"] == two["customers_at_start"]
            assert one["plan_tier_at_end"] == two["plan_tier_at_start"]


def next_period(grain: str, start: date) -> date:
    if grain == "week":
        return start + timedelta(days=7)
    months = start.month - 1 + {"month": 1, "quarter": 3, "year": 12}[grain]
    return date(start.year + months // 12, months % 12 + 1, 1)


class LifeRows:
    """The rows of one life, by the last word of the table's name, in order of their time."""

    def __init__(self, raw: dict[str, list[Row]], life: str) -> None:
        accounts = {f"life_{life}{suffix}" for suffix in ("", "_old", "_first", "_second")}

        def of(table: str) -> list[Row]:
            rows = [row for row in raw[table] if row["customer_id"] in accounts]
            return sorted(rows, key=lambda row: row.get("started_at", ""))

        self.customers = of("billing.customers")
        self.versions = of("billing.subscriptions")
        self.invoices = of("billing.invoices")
        self.responses = of("survey.responses")
        self.events = of("usage.events")
        self.interactions = of("usage.interactions")
        self.tickets = of("support.tickets")
        self.refunds = [
            row
            for row in raw["billing.refunds"]
            if row["invoice_id"] in {invoice["invoice_id"] for invoice in self.invoices}
        ]

    def terms(self, column: str) -> list[str]:
        """A column of the subscription versions, in order of their start."""
        return [version[column] for version in self.versions]

    def gaps(self) -> list[timedelta]:
        """Time between the end of each version and the start of the next."""
        return [
            instant(two["started_at"]) - instant(one["ended_at"])
            for one, two in pairwise(self.versions)
        ]


NO_GAP = timedelta(0)

# What makes each life the one that its name says, in the raw rows alone.
RULES: dict[str, Callable[[LifeRows], bool]] = {
    "open_since_first_month": lambda life: (
        life.terms("started_at") == ["2023-01-05 09:00:00"] and life.terms("ended_at") == [""]
    ),
    "upgrade_mid_cycle": lambda life: (
        life.terms("plan_tier") == ["Growth", "Enterprise"]
        and life.gaps() == [NO_GAP]
        and life.terms("ended_at")[0] not in {i["issued_at"] for i in life.invoices}
    ),
    "annual_to_monthly": lambda life: (
        life.terms("billing_interval") == ["year", "month"] and life.gaps() == [NO_GAP]
    ),
    "pause": lambda life: life.terms("status") == ["active", "paused", "active"],
    "trial_never_converts": lambda life: (
        life.terms("status") == ["trialing"] and not life.invoices and len(life.events) == 1
    ),
    "refund_and_credit_note": lambda life: (
        [row["amount"] for row in life.refunds] == ["100.00", "450.00"]
        and {row["subtotal_amount"] for row in life.invoices} == {"450.00"}
    ),
    "leave_return_leave": lambda life: all(life.terms("ended_at")) and life.gaps()[0].days > 31,
    "left_and_returned_in_one_month": lambda life: (
        life.terms("ended_at")[0][:7] == life.terms("started_at")[1][:7] and life.gaps()[0] > NO_GAP
    ),
    "same_day_start_and_end": lambda life: (
        life.terms("started_at")[0][:10] == life.terms("ended_at")[0][:10]
        and life.terms("started_at") < life.terms("ended_at")
    ),
    "zero_length_version": lambda life: life.terms("started_at")[0] == life.terms("ended_at")[0],
    "ends_on_a_boundary": lambda life: life.terms("ended_at") == ["2024-07-01 00:00:00"],
    "two_parallel_subscriptions": lambda life: (
        len(set(life.terms("subscription_id"))) == 2
        and life.terms("ended_at")[0] == ""
        and life.terms("plan_tier") == ["Starter", "Enterprise"]
    ),
    "currency_switch": lambda life: (
        life.terms("currency") == ["USD", "EUR"] and life.gaps() == [NO_GAP]
    ),
    "full_discount": lambda life: (
        life.terms("discount_rate") == ["1.00"]
        and life.terms("discount_ends_at") > life.terms("started_at")
    ),
    "account_merge": lambda life: (
        [row["merged_into_customer_id"] for row in life.customers] == ["", "life_account_merge"]
    ),
    "account_merge_chain": lambda life: (
        [row["merged_into_customer_id"] for row in life.customers]
        == ["", "life_account_merge_chain_second", "life_account_merge_chain"]
    ),
    "test_account": lambda life: (
        life.customers[0]["is_test"] == "true"
        and all((life.versions, life.invoices, life.events, life.interactions))
        and all((life.responses, life.tickets))
    ),
    "ticket_never_answered": lambda life: (
        sorted(bool(row["first_responded_at"]) for row in life.tickets) == [False, True]
    ),
    "survey_answered_twice": lambda life: (
        len({row["responded_at"] for row in life.responses}) == 3
        and len({row["responded_at"][:7] for row in life.responses}) == 2
        and len({row["respondent_id"] for row in life.responses}) == 1
    ),
    "survey_on_one_to_ten": lambda life: (
        {row["survey_id"] for row in life.responses} == {"nps_emea"}
        and [row["score"] for row in life.responses] == ["9", "7", "1"]
    ),
    "late_event": lambda life: (
        life.events[0]["occurred_at"][:7] < life.events[0]["received_at"][:7]
    ),
    "deleted_event": lambda life: (
        {row["is_deleted"] for row in life.events + life.interactions} == {"true"}
    ),
    "segment_value_missing": lambda life: (
        not any(
            life.customers[0][column]
            for column in ("region", "industry", "company_size", "acquisition_channel")
        )
        and life.terms("plan_tier") == [""]
    ),
    "canceled_with_past_end": lambda life: (
        life.terms("status") == ["active", "canceled"] and "" < life.terms("ended_at")[1] < "2026"
    ),
    "canceled_with_future_end": lambda life: (
        life.terms("status") == ["active", "canceled"] and life.terms("ended_at")[1] > "2026"
    ),
    "canceled_without_end": lambda life: (
        life.terms("status") == ["active", "canceled"] and life.terms("ended_at")[1] == ""
    ),
    "past_due": lambda life: (
        life.terms("status") == ["active", "past_due", "active"] and set(life.gaps()) == {NO_GAP}
    ),
    "gap_of_one_second": lambda life: (
        life.gaps() == [timedelta(seconds=1)]
        and life.terms("ended_at")[0] == "2024-06-30 23:59:59"
    ),
    "expansion_by_seats": lambda life: life.terms("quantity") == ["10", "25"],
    "contraction": lambda life: life.terms("quantity") == ["40", "15"],
    "two_orders_on_one_day": lambda life: (
        len(set(life.terms("subscription_id"))) == 2
        and len({invoice["issued_at"][:10] for invoice in life.invoices}) < len(life.invoices)
    ),
}


@pytest.mark.parametrize("life", [life.__name__ for life in LIVES])
def test_a_scripted_life_hits_its_rule(raw: dict[str, list[Row]], life: str) -> None:
    assert RULES[life](LifeRows(raw, life))
