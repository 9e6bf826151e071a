"""The benchmarks at their tiniest: the company that they make up, the floor and pandas beside a build of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.equality import differences
from benchmarks.event_log import Tasks, tasks_between
from benchmarks.floor import floor
from benchmarks.generate import BEGINS_ON, generate, month_after
from benchmarks.pandas_way import metric_values
from benchmarks.processes import used_by_sessions
from benchmarks.run import Cost, Costs, Size, costs_table

ACCOUNTS, MONTHS, EVENTS = 60, 6, 10_000
# A lifetime value needs spells, which the documents do not know: pandas takes terms for them.
DEFINED_OTHERWISE = {
    "customer_lifetime_value", "customer_lifetime_value_orders", "customer_lifetime_value_profit",
}


@pytest.fixture(scope="module")
def raw_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("benchmark") / "raw"
    generate(folder, ACCOUNTS, MONTHS, EVENTS)
    return folder


@pytest.fixture(scope="module")
def database(build, raw_path: Path) -> Path:
    return build(raw_path.parent / "benchmark.duckdb", {"raw_path": str(raw_path)})


def rows(query: str) -> list[tuple]:
    return duckdb.sql(query).fetchall()


def test_a_company_has_the_size_that_was_asked_for(raw_path: Path) -> None:
    assert rows(f"select count(*) from '{raw_path}/billing/customers.parquet'") == [(ACCOUNTS,)]
    [(events, first, last)] = rows(
        f"select count(*), min(received_at), max(received_at) from '{raw_path}/usage/events/*.parquet'"
    )
    assert abs(events - EVENTS) < EVENTS / 10
    assert BEGINS_ON <= first.date() and last.date() < month_after(BEGINS_ON, MONTHS)


def test_a_company_is_the_same_for_the_same_seed_and_another_for_another(raw_path: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", ACCOUNTS, MONTHS, EVENTS)
    generate(tmp_path / "other", ACCOUNTS, MONTHS, EVENTS, seed=2)
    content = "select sum(hash(event_id, customer_id, received_at)) from '{}/usage/events/*.parquet'"
    first, again, other = (rows(content.format(folder)) for folder in (raw_path, tmp_path / "again", tmp_path / "other"))
    assert first == again
    assert first != other


def test_the_next_day_adds_a_file_of_events_and_leaves_those_that_are_there(raw_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "raw"
    generate(folder, ACCOUNTS, MONTHS, EVENTS)
    before = {file: file.stat().st_mtime_ns for file in folder.glob("usage/*/*")}
    generate(folder, ACCOUNTS, MONTHS, EVENTS, next_day=True)
    after = {file: file.stat().st_mtime_ns for file in folder.glob("usage/*/*")}
    day = month_after(BEGINS_ON, MONTHS)
    assert {file.name for file in after.keys() - before.keys()} == {f"{day}.parquet"}
    assert all(after[file] == before[file] for file in before)
    assert rows(f"select distinct received_at::date from '{folder}/usage/events/{day}.parquet'") == [(day,)]


def test_the_floor_gives_the_metric_values_of_the_build(database: Path, raw_path: Path, target_path: Path) -> None:
    file = raw_path.parent / "floor.parquet"
    floor(raw_path, target_path, file)
    assert differences(database, file) == 0


def test_other_metric_values_are_noticed(database: Path, raw_path: Path) -> None:
    file = raw_path.parent / "other.parquet"
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(
            "copy (select * replace (metric_value * (1 + 1e-8) as metric_value) from marts.metric_values "
            f"where metric <> 'stickiness') to '{file}'"
        )
        [(wanted,)] = connection.execute(
            "select count(*) from marts.metric_values where metric = 'stickiness' or metric_value <> 0"
        ).fetchall()
    assert differences(database, file) == wanted


def test_pandas_gives_the_metrics_of_the_documents_as_the_build_does(database: Path, raw_path: Path) -> None:
    figures = metric_values(raw_path)
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.register("figures", figures)
        compared = connection.execute(
            """
            select theirs.metric, count(*), count(*) filter (
                abs(ours.metric_value - theirs.metric_value) > 1e-6 * greatest(1, abs(ours.metric_value))
            )
            from figures as theirs
            inner join marts.metric_values as ours
                on theirs.metric = ours.metric and theirs.segment_name = ours.segment_name
                and theirs.segment_value = ours.segment_value and ours.period_grain = 'month'
                and ours.period_start = cast(theirs.period_start as date)
            where not isnan(theirs.metric_value)
            group by theirs.metric
            """
        ).fetchall()
    assert len(compared) == 16
    assert [metric for metric, _, unequal in compared if unequal and metric not in DEFINED_OTHERWISE] == []


def test_the_table_puts_each_ratio_beside_its_target() -> None:
    def cost(wall: float) -> Cost:
        return Cost(wall, wall, 3 * 10**9)

    table = costs_table(Size(60, 6, 10_000, 5_000), Costs(
        fixed=cost(10), full=cost(110), model_share=0.75, next_day=cost(11), floor=cost(50), pandas=cost(300),
        full_of_pandas=cost(60), half=cost(60),
    ))
    ratios = dict(zip(table.columns[0].cells, table.columns[4].cells))
    assert ratios["    of that, models"] == "1.5 x (c)"
    assert ratios["(b) next day"] == "10% of (a)"
    assert ratios["(d) pandas, 5,000 events"] == "5.0 x (a)"
    assert ratios["(a) with half the events"] == "(a) is 1.83 x"


def task_end(finished_at: int, share: int) -> dict:
    """The event of a task that ended so many milliseconds after 1970, as Spark 3.5 writes it; its figures are `share`
    times different ones."""
    return {
        "Event": "SparkListenerTaskEnd",
        "Stage ID": 1,
        "Task Info": {"Launch Time": 0, "Finish Time": finished_at},
        "Task Metrics": {
            "Executor Run Time": 1500 * share,
            "Peak Execution Memory": 64 * share,
            "Memory Bytes Spilled": 900 * share,
            "Disk Bytes Spilled": 300 * share,
            "Shuffle Read Metrics": {
                "Remote Bytes Read": 10 * share, "Remote Bytes Read To Disk": 10 * share, "Local Bytes Read": 7 * share,
            },
            "Shuffle Write Metrics": {"Shuffle Bytes Written": 23 * share, "Shuffle Records Written": 2 * share},
        },
    }  # fmt: skip


def test_the_event_log_gives_what_the_tasks_of_a_build_took(tmp_path: Path) -> None:
    failed = {"Event": "SparkListenerTaskEnd", "Task Info": {"Finish Time": 12_000}}
    events = [
        {"Event": "SparkListenerJobStart", "Job ID": 0},
        task_end(9_999, 1000), task_end(10_000, 1), failed, task_end(19_999, 2), task_end(20_000, 1000),
        {"Event": "SparkListenerTaskStart", "Task Info": {"Finish Time": 15_000}},
    ]  # fmt: skip
    (tmp_path / "app-1.inprogress").write_text("".join(json.dumps(event, separators=(",", ":")) + "\n" for event in events))
    assert tasks_between(tmp_path, 10, 20) == Tasks(4.5, shuffle_written=69, shuffle_read=51, spilled=900, memory=128)


SPENDS = """
import os, time
held = b"1" * 100_000_000
os.fork()
while time.process_time() < 0.3:
    pass
print("spent", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Only Linux says what processes have used.")
def test_what_a_session_used_is_that_of_all_its_processes() -> None:
    with subprocess.Popen([sys.executable, "-c", SPENDS], stdout=subprocess.PIPE, start_new_session=True) as leader:
        try:
            assert [leader.stdout.readline() for _ in ("leader", "child")] == [b"spent\n"] * 2
            cpu, memory = used_by_sessions({leader.pid})
        finally:
            os.killpg(leader.pid, signal.SIGKILL)
    assert 0.5 < cpu < 5
    assert 200e6 < memory < 500e6
    assert used_by_sessions({}) == (0, 0)
