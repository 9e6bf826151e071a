"""A feed that stopped is an alarm, a weekend and a tiny feed are none; sources are fresh or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from raw_rows import account, version, write
from scripts.dbt_runner import BuildError

NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
MONDAY = datetime(2025, 3, 3)
# Sixty events on each working day of seven weeks until Friday, 28 February 2025, and one interaction on every day.
DAYS = [MONDAY - timedelta(days=days) for days in range(49, 0, -1)]


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> Path:
    """A company whose usage feed has no weekends and stops before Monday, 3 March 2025."""
    folder = tmp_path_factory.mktemp("raw")
    write(folder, "billing.customers", [account("a")])
    write(folder, "billing.subscriptions", [version("a", "2024-10-01")])
    feeds = {"events": ("event_id", "event_name", 60), "interactions": ("interaction_id", "kind", 1)}
    for table, (key, what, rows) in feeds.items():
        write(folder, f"usage.{table}", [
            {key: f"{day:%m%d}-{number}", "customer_id": "a", what: "forum", "occurred_at": at, "received_at": at}
            for day in DAYS
            if table == "interactions" or day.weekday() < 5
            for number in range(rows)
            for at in [f"{day:%Y-%m-%d} 12:00:00"]
        ])
    return folder


def volume_of(raw: Path, database: Path, run_parsed, as_of: datetime) -> tuple[str, list[str], dict]:
    """The status of the test as of a midnight, what the build says, and feed -> status of the latest complete day."""
    said = []

    def listen(event) -> None:
        """Keep what models log."""
        if event.info.name == "JinjaLogInfo" and event.data.node_info.node_name == "feed_volume":
            said.append(event.data.msg)

    variables = {"raw_path": str(raw), "as_of": f"{as_of:%Y-%m-%d}"}
    run_parsed(["build", *NO_TESTS, "--select", "+feed_volume"], database, variables, on_event=listen)
    outcomes = run_parsed(["test", "--select", "no_feed_stopped"], database, variables).results
    [test] = [outcome for outcome in outcomes if outcome.node.name == "no_feed_stopped"]
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select raw_table, volume_status from marts.feed_volume where is_latest_complete_day"
        ).fetchall()
    return str(test.status), said, dict(rows)


def test_a_feed_that_stopped_is_a_warning_that_names_it_and_a_tiny_one_is_not(raw, tmp_path, run_parsed):
    status, said, feeds = volume_of(raw, tmp_path / "company.duckdb", run_parsed, MONDAY + timedelta(days=1))
    assert status == "warn"
    assert feeds["usage.events"] == "stopped"
    assert feeds["usage.interactions"] == "too few to tell"
    assert said == [
        "usage.events has stopped: no rows on 2025-03-03, about 60 expected on such a weekday. Look at the feed before "
        "you believe a figure that fell; see the mart feed_volume."
    ]


def test_a_weekend_without_rows_is_none(raw, tmp_path, run_parsed):
    status, said, feeds = volume_of(raw, tmp_path / "company.duckdb", run_parsed, MONDAY)
    assert (status, said) == ("pass", [])
    assert feeds["usage.events"] == "too few to tell"


def test_as_of_noon_the_day_is_not_judged(raw, tmp_path, run_parsed):
    database = tmp_path / "company.duckdb"
    variables = {"raw_path": str(raw), "as_of": "2025-03-03T12:00:00Z"}
    run_parsed(["build", *NO_TESTS, "--select", "+feed_volume"], database, variables)
    with duckdb.connect(str(database), read_only=True) as connection:
        [(latest,)] = connection.execute("select max(happened_on)::varchar from marts.feed_volume").fetchall()
    assert latest == "2025-03-02"


@pytest.mark.parametrize(("hours", "expected"), [(2, "pass"), (36, "warn"), (100, "error")])
def test_source_freshness_looks_at_the_tables_of_the_warehouse(tmp_path, run_parsed, hours, expected):
    database = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema usage")
        newest = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=hours)
        connection.execute("create table usage.events (event_id varchar, received_at timestamp)")
        connection.execute("insert into usage.events values ('a', ?)", [newest])
    command = ["source", "freshness", "--select", "source:customer_success.usage.events"]
    variables = {"use_sample_data": False}
    if expected == "error":
        with pytest.raises(BuildError):
            run_parsed(command, database, variables)
        return
    outcomes = run_parsed(command, database, variables).results
    assert [str(outcome.status) for outcome in outcomes if outcome.node.name == "events"] == [expected]
