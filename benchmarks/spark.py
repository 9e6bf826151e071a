"""`make bench-spark`: what a build costs on the Spark cluster of the tests, beside DuckDB on the same Parquet files.

Both build the company and then its next day, and their metric_values are compared row by row. DuckDB's build is `make
build`, data tests included, Spark's leaves these out; the seconds of models, those of all threads together, are of the
models in both. Needs Java 17, and Linux, which says what processes use.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.event_log import Tasks, tasks_between
from benchmarks.processes import used_by_sessions
from benchmarks.run import BenchmarkError, Cost, emptied, latest_target, measure
from scripts.build import WORK
from scripts.dbt_runner import ROOT

# The cluster is that of the tests, and equal means what it means there.
sys.path.append(str(ROOT / "tests"))
from engines.equality import differences  # noqa: E402
from engines.spark_cluster import SparkCluster  # noqa: E402

# Where the cluster of the tests is made for a quick start: two parts of a shuffle are too large for a task's memory here
# (Spark joins those that turn out small), and Java compiles what runs for long once more.
FOR_MANY_ROWS = {"spark.sql.shuffle.partitions": "16", "spark.executor.extraJavaOptions": "-Duser.timezone=UTC"}
# What is built, and what the generator needs to be told for it.
DAYS = [("first build", ()), ("next day", ("--next-day",))]
SLOWEST = 5
DIFFERENCES_SHOWN = 3


@dataclass(frozen=True)
class Built:
    """A build: seconds of each model as dbt counts them, and of Spark when it began and ended, in seconds since 1970."""

    name: str
    cost: Cost
    model_seconds: dict[str, float]
    ran: tuple[float, float] | None = None


def main(command_line: list[str] | None = None) -> int:
    """Build on both engines for each number of events, and print what it cost. 1 when one failed or they disagree."""
    parser = argparse.ArgumentParser(prog="make bench-spark", description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[5_000_000, 20_000_000], help="usage events, about")
    parser.add_argument("--accounts", type=int, default=5_000, help="accounts at the end")
    parser.add_argument("--months", type=int, default=36, help="months of history")
    parser.add_argument("--folder", type=Path, default=WORK / "bench_spark", help="where the files go; emptied")
    parser.add_argument("--first-build-only", action="store_true", help="without the next day")
    arguments = parser.parse_args(command_line)
    console = Console(width=None if Console().is_terminal else 120, highlight=False)
    days = DAYS[:1] if arguments.first_build_only else DAYS
    are_equal = True
    for events in arguments.events:
        company = ("--accounts", arguments.accounts, "--months", arguments.months, "--events", events)
        try:
            with emptied(arguments.folder):
                are_equal &= run(company, days, arguments.folder, console)
        except BenchmarkError as error:
            print(error, file=sys.stderr)
            return 1
    return 0 if are_equal else 1


def run(
    company: tuple[object, ...], days: list[tuple[str, tuple[str, ...]]], folder: Path, console: Console
) -> bool:
    """Build a company on some of DAYS on both engines and print the costs; whether all metric_values are equal. Raises
    BenchmarkError."""
    raw, database, log = folder / "raw", folder / "bench_duckdb.duckdb", folder / "event_log"
    log.mkdir()
    settings = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": log.as_uri(),
        **FOR_MANY_ROWS,
    }
    builds, unequal = [], []
    with SparkCluster(settings) as cluster:
        for day, more in days:
            console.print(f"Generating, then building on both engines: {day}.")
            measure(folder, "benchmarks.generate", *company, "--to", raw, *more)
            for name, location in raw_tables(raw):
                cluster.execute(
                    f"create schema if not exists {name.split('.')[0]}",
                    f"create table if not exists {name} using parquet location '{location}'",
                    f"refresh table {name}",
                )
            builds += [build_on_duckdb(f"DuckDB, {day}", raw, database), build_on_spark(f"Spark, {day}", cluster, folder)]
            console.print(*(f"{build.name}: {build.cost.wall:.0f} seconds." for build in builds[-2:]), sep="\n")
            [(rows,)] = cluster.query("select count(*) from marts.metric_values")
            found = list(differences(database, cluster.query, "metric_values"))
            unequal += found
            console.print(f"metric_values: {rows:,} rows, {len(found)} differences.", *found[:DIFFERENCES_SHOWN], sep="\n")
    # The log is whole once the cluster has stopped.
    tasks = [tasks_between(log, *build.ran) if build.ran else None for build in builds]
    console.print(costs_table(" ".join(map(str, company)), builds, tasks))
    for build in builds:
        console.print(f"{build.name}, slowest: {', '.join(slowest(build.model_seconds))}.")
    return not unequal


def raw_tables(raw: Path) -> Iterator[tuple[str, Path]]:
    """The raw tables of a company by name: each a Parquet file or, a feed, a folder of them."""
    for location in sorted(raw.glob("*/*")):
        yield f"{location.parent.name}.{location.stem}", location


def build_on_duckdb(name: str, raw: Path, database: Path) -> Built:
    """`make build`. Raises BenchmarkError."""
    cost = measure(database.parent, "scripts.build", "--raw-path", raw, "--out", database)
    return Built(name, cost, model_seconds(latest_target()))


def build_on_spark(name: str, cluster: SparkCluster, folder: Path) -> Built:
    """`dbt build` of the models on the cluster; the memory is that of all its processes, each at its largest since the
    start. Raises BenchmarkError."""
    target = folder / "target"
    target.mkdir(exist_ok=True)
    cpu_before, _ = used(cluster)
    begun_at = time.time()
    finished = cluster.dbt(
        "build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
        "--vars", json.dumps({"use_sample_data": False}), target_path=target,
    )  # fmt: skip
    ended_at = time.time()
    if finished.returncode:
        raise BenchmarkError(f"dbt on Spark: expected to end well, found: {finished.stdout[-3000:].strip()}")
    cpu, memory = used(cluster)
    return Built(name, Cost(ended_at - begun_at, cpu - cpu_before, memory), model_seconds(target), (begun_at, ended_at))


def used(cluster: SparkCluster) -> tuple[float, int]:
    """CPU seconds of the cluster and of the commands that this process has run, and the memory of the cluster in bytes."""
    cpu, memory = used_by_sessions({process.pid for process in cluster.processes.values()})
    commands = os.times()
    return cpu + commands.children_user + commands.children_system, memory


def model_seconds(target: Path) -> dict[str, float]:
    """Seconds that dbt spent in each model, by its name."""
    results = json.loads((target / "run_results.json").read_text())["results"]
    return {
        result["unique_id"].rpartition(".")[2]: result["execution_time"]
        for result in results
        if result["unique_id"].startswith("model.")
    }


def slowest(seconds: dict[str, float]) -> list[str]:
    """The models that took longest, with their seconds."""
    return [f"{name} {seconds[name]:.1f}" for name in sorted(seconds, key=seconds.get, reverse=True)[:SLOWEST]]


def costs_table(title: str, builds: list[Built], tasks: list[Tasks | None]) -> Table:
    """A row for each build; what tasks shuffled and spilled only where there were tasks."""
    table = Table(title=title, title_justify="left")
    for heading in (
        "", "Seconds", "CPU seconds", "Memory", "Model seconds",
        "Task seconds", "Shuffle written", "Shuffle read", "Spilled", "Memory of a task",
    ):  # fmt: skip
        table.add_column(heading, justify="right" if heading else "left", no_wrap=not heading)
    for build, done in zip(builds, tasks, strict=True):
        of_tasks = [done.shuffle_written, done.shuffle_read, done.spilled, done.memory] if done else []
        table.add_row(
            build.name, f"{build.cost.wall:.1f}", f"{build.cost.cpu:.1f}", f"{build.cost.memory / 1e9:.1f} GB",
            f"{sum(build.model_seconds.values()):.1f}",
            f"{done.seconds:.1f}" if done else "", *(f"{count / 1e9:.2f} GB" for count in of_tasks),
        )  # fmt: skip
    return table


if __name__ == "__main__":
    sys.exit(main())
