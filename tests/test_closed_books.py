"""Closed books: what was published stays, what has moved since says so, with the rows that moved it.

One small company is built day after day in one file, as a nightly run would. Each day changes one thing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from raw_rows import account, invoice, version, write
from scripts.dbt_runner import ROOT, run_dbt
from scripts.policy_builds import returned_by

JOURNALS = ("book_checks", "metric_values_closed", "restatements", "restatement_rows")
CLOCK_COLUMNS = {"checked_at", "closed_at", "restated_at"}
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
CUSTOMERS = ("a", "b", "c", "d")

Tables = dict[str, list[dict]]
JANUARY = "period_grain = 'month' and period_start = '2025-01-01'"
OF_ALL = "segment_name = 'all'"


def event(event_id: str, customer_id: str, occurred_at: str, received_at: str = "", **more: str) -> dict:
    """A row of usage.events, received when it occurred unless said otherwise."""
    return {
        "event_id": event_id, "customer_id": customer_id, "user_id": f"{customer_id}-user", "event_name": "opened",
        "occurred_at": occurred_at, "received_at": received_at or occurred_at, "is_deleted": "", **more,
    }


def company() -> Tables:
    """Four customers since autumn; all but c use the product in January."""
    return {
        "billing.customers": [account(name, "2024-09-01", region="north", merged_into_customer_id="") for name in CUSTOMERS],
        "billing.subscriptions": [version(name, "2024-10-01") for name in CUSTOMERS],
        "billing.invoices": [invoice(f"{name}-1", name, "2025-01-05", "100") for name in CUSTOMERS],
        "support.tickets": [
            {"ticket_id": name, "customer_id": "a", "opened_at": "2025-01-08 10:00:00", "first_responded_at": reply}
            for name, reply in (("quick", "2025-01-08 11:00:00"), ("slow", "2025-01-08 15:00:00"))
        ],
        "usage.events": [event(f"{name}-1", name, "2025-01-10 12:00:00") for name in ("a", "b", "d")],
    }


def row(tables: Tables, table: str, place: int) -> dict:
    """A row of the company, to be changed."""
    return tables[table][place]


def late_event(tables: Tables) -> None:
    """An event of January arrives on 11 February: c did use the product."""
    tables["usage.events"].append(event("c-1", "c", "2025-01-20 12:00:00", "2025-02-11 18:00:00"))


def event_of_today(tables: Tables) -> None:
    """An event that happens and arrives on 12 February touches nothing closed."""
    tables["usage.events"].append(event("c-2", "c", "2025-02-12 18:00:00"))


def withdrawn_event(tables: Tables) -> None:
    """The late event is withdrawn."""
    tables["usage.events"].append(
        event("c-1", "c", "2025-01-20 12:00:00", "2025-02-13 18:00:00", is_deleted="true")
    )
    tables["usage.events"].pop(3)


def corrected_invoice(tables: Tables) -> None:
    """An invoice of January becomes larger, and nothing says when."""
    row(tables, "billing.invoices", 0)["subtotal_amount"] = "500"


def backdated_cancellation(tables: Tables) -> None:
    """b has left on 15 January, as is known a month later."""
    row(tables, "billing.subscriptions", 1)["ended_at"] = "2025-01-15"


def merged_account(tables: Tables) -> None:
    """d was a all the time."""
    row(tables, "billing.customers", 3)["merged_into_customer_id"] = "a"


def deleted_ticket(tables: Tables) -> None:
    """A ticket of January is gone from the export."""
    tables["support.tickets"].pop()


def nothing(tables: Tables) -> None:
    """Nothing changes."""


# The as-of instant of each day's build, what changes before it, and the variables that do.
DAYS: list[tuple[str, Callable[[Tables], None], dict]] = [
    ("2025-02-10", nothing, {}),
    ("2025-02-11", nothing, {}),
    ("2025-02-12", late_event, {}),
    ("2025-02-13", event_of_today, {}),
    ("2025-02-14", withdrawn_event, {}),
    ("2025-02-15", corrected_invoice, {}),
    ("2025-02-16", backdated_cancellation, {}),
    ("2025-02-17", merged_account, {}),
    ("2025-02-18", deleted_ticket, {}),
    ("2025-02-19", nothing, {"lifetime_cap_years": 0.5}),
    ("2025-02-12", late_event, {"lifetime_cap_years": 0.5}),
]
REPLAYED = len(DAYS) if os.environ.get("TEST_LONG") else 3


class Books:
    """A file that is built day after day; the journals as they were after each of them."""

    def __init__(self, folder: Path, target_path: Path) -> None:
        self.raw = folder / "raw"
        self.target_path = target_path
        # dbt calls a file by its name, and a parsed project is used again for each day.
        self.database = folder / "company.duckdb"
        self.database.parent.mkdir(parents=True, exist_ok=True)
        self.manifest = None
        self.after: list[dict[str, list[tuple]]] = []

    def build(self, tables: Tables, as_of: str, *arguments: str, **variables: object) -> None:
        """One build of the company, up to the closed books."""
        shutil.rmtree(self.raw, ignore_errors=True)
        for table, rows in tables.items():
            write(self.raw, table, rows)
        everything = {"raw_path": str(self.raw), "as_of": as_of, "quarantine_threshold": 1, **variables}
        if self.manifest is None:
            self.manifest = run_dbt(["parse"], self.database, everything, self.target_path)
        run_dbt(
            ["build", *NO_TESTS, "--select", "+metric_values_reported", "+restatement_rows", *arguments],
            self.database, everything, self.target_path, manifest=self.manifest,
        )

    def query(self, sql: str) -> list[tuple]:
        """The rows of a query."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def journal(self, name: str) -> list[tuple]:
        """The rows of a journal without what the clock says, in an order of their own."""
        columns = [row[0] for row in self.query(f"describe marts.{name}") if row[0] not in CLOCK_COLUMNS]
        return sorted(self.query(f"select {', '.join(columns)} from marts.{name}"), key=repr)

    def live_through(self, days: list[tuple[str, Callable[[Tables], None], dict]]) -> Books:
        """Build one day after the other."""
        tables = company()
        for as_of, change, variables in days:
            change(tables)
            self.build(tables, as_of, **variables)
            self.after.append({name: self.journal(name) for name in JOURNALS})
        self.tables = tables
        return self

    def restated(self, as_of: str, metric: str) -> list[tuple]:
        """What a day's build says of a metric of January, for the whole: change, reason and figures."""
        return self.query(
            "select change_type, reason, metric_value_closed, metric_value_before, metric_value_now from marts.restatements "
            f"where restated_as_of = '{as_of}' and metric = '{metric}' and {JANUARY} and {OF_ALL}"
        )

    def rows_behind(self, as_of: str) -> list[tuple]:
        """The raw rows behind a day's restatements."""
        return self.query(
            "select raw_table, row_key, change_type, customer_id, rows_changed from marts.restatement_rows "
            "where restated_at in (select restated_at from marts.restatements "
            f"where restated_as_of = '{as_of}') order by 1, 2"
        )


@pytest.fixture(scope="module")
def books(tmp_path_factory, target_path) -> Books:
    """The company after all its days."""
    return Books(tmp_path_factory.mktemp("books"), target_path).live_through(DAYS)


def closed_january(books: Books, metric: str) -> list[tuple]:
    """The closed figure of a metric in January, for the whole."""
    return books.query(
        f"select metric_value, closed_as_of::date::varchar from marts.metric_values_closed "
        f"where metric = '{metric}' and {JANUARY} and {OF_ALL}"
    )


def test_a_period_closes_ten_days_after_its_end_and_not_before(books):
    periods = {row[1:3] for row in books.after[0]["metric_values_closed"]}
    assert ("month", date(2024, 12, 1)) in periods
    assert ("month", date(2025, 1, 1)) not in periods
    assert closed_january(books, "customer_usage_rate") == [(0.75, "2025-02-11")]
    assert closed_january(books, "customer_churn_rate") == [(0.0, "2025-02-11")]
    assert books.query(
        "select count(*) from marts.metric_values_closed where period_end + interval 10 day > closed_as_of"
    ) == [(0,)]


def test_rows_without_a_value_are_closed_with_their_reason(books):
    assert books.query(
        f"select metric_value, null_reason from marts.metric_values_closed where metric = 'net_promoter_score' and {JANUARY} and {OF_ALL}"
    ) == [(None, "source_switched_off")]


def test_a_late_event_restates_and_is_named(books):
    assert books.restated("2025-02-12", "customer_usage_rate") == [("changed", "rows", 0.75, 0.75, 1.0)]
    assert books.rows_behind("2025-02-12") == [("usage.events", "c-1", "received", "c", 1)]


def test_a_build_without_a_change_of_the_closed_past_restates_nothing(books):
    for name in ("restatements", "restatement_rows"):
        assert books.after[3][name] == books.after[2][name]


def test_a_figure_that_goes_back_is_restated_again(books):
    assert books.restated("2025-02-14", "customer_usage_rate") == [("changed", "rows", 0.75, 1.0, 0.75)]
    assert books.rows_behind("2025-02-14") == [("usage.events", "c-1", "removed", "c", 1)]


@pytest.mark.parametrize(
    ("as_of", "metric", "raw_row"),
    [
        ("2025-02-15", "average_order_value", ("billing.invoices", "a-1", "changed", "a", 1)),
        ("2025-02-16", "customer_churn_rate", ("billing.subscriptions", "b-2024-10-01-", "changed", "b", 1)),
        ("2025-02-17", "average_revenue_per_account", ("billing.customers", "d", "changed", "d", 1)),
        ("2025-02-18", "first_response_time_hours", ("support.tickets", "slow", "removed", "a", 1)),
    ],
)
def test_corrections_of_every_kind_restate_and_are_named(books, as_of, metric, raw_row):
    assert [row[:2] for row in books.restated(as_of, metric)] == [("changed", "rows")]
    assert books.rows_behind(as_of) == [raw_row]


def test_figures_that_a_setting_moved_say_so_and_name_no_row(books):
    assert [row[:2] for row in books.restated("2025-02-19", "customer_lifetime_value_orders")] == [("changed", "settings")]
    assert books.rows_behind("2025-02-19") == []


def test_a_build_as_of_an_earlier_instant_leaves_the_books_alone(books):
    assert books.after[10] == books.after[9]


def test_a_closed_figure_is_never_touched(books):
    for earlier, later in zip(books.after, books.after[1:], strict=False):
        for name in JOURNALS:
            assert set(map(repr, earlier[name])) <= set(map(repr, later[name]))
    assert closed_january(books, "customer_usage_rate") == [(0.75, "2025-02-11")]


def test_a_setting_decides_which_figure_readers_see_and_a_full_refresh_keeps_the_journals(books):
    reported = (
        "select metric_value, metric_value_closed, metric_value_now, is_restated from marts.metric_values_reported "
        f"where metric = 'customer_churn_rate' and {JANUARY} and {OF_ALL}"
    )
    [(now, closed, _, _)] = books.query(reported)
    assert closed == 0.0 and now > 0
    tables = company()
    for _, change, _ in DAYS:
        change(tables)
    before = {name: books.journal(name) for name in JOURNALS}
    books.build(tables, "2025-02-20", "--full-refresh", reported_figures="closed", lifetime_cap_years=0.5)
    assert books.query(reported) == [(0.0, 0.0, now, True)]
    for name in JOURNALS:
        assert set(map(repr, before[name])) <= set(map(repr, books.journal(name)))
    assert len(books.journal("book_checks")) == len(before["book_checks"]) + 1


def test_the_same_days_in_another_file_give_the_same_journals(books, tmp_path, target_path):
    again = Books(tmp_path / "again", target_path).live_through(DAYS[:REPLAYED])
    assert again.after == books.after[:REPLAYED]


def test_journals_are_tagged_and_outlive_a_full_refresh(books):
    journals = {
        node.name: node.config
        for node in books.manifest.nodes.values()
        if node.resource_type == "model" and "journal" in node.config.tags
    }
    assert set(JOURNALS) <= set(journals)
    for name in JOURNALS:
        config = journals[name]
        assert (config.full_refresh, config.on_schema_change) == (False, "append_new_columns")


def test_every_variable_is_known_to_move_figures_or_not():
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    listed = (ROOT / "macros" / "project" / "closed_books.sql").read_text(encoding="utf-8")
    policies = returned_by("policy_presets")["standard"]
    moves_none = {
        "raw_path", "use_sample_data", "raw_database", "raw_schemas", "raw_tables", "as_of", "quarantine_threshold",
        "policy_preset", "close_after_days", "reported_figures", "volume_minimum_rows", "volume_minimum_change",
        "alert_minimum_history", "alert_minimum_change", "alert_stale_after_days", "alert_quarantine_share",
        "payment_due_days", "published_schema", "reader_roles",
    }
    assert {name for name in project if f"'{name}'" not in listed and name not in policies} == moves_none
