"""`make test-spark`: the project on a Spark cluster, beside DuckDB on the same rows.

Master, two workers and a Thrift server are started on loopback from the pyspark package; Java 17 must be installed.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

pytest.importorskip("pyspark", reason="`make test-spark` installs what Spark needs.")

from engines.equality import compared_marts, differences  # noqa: E402
from engines.spark_cluster import SparkCluster  # noqa: E402

NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
NO_TESTS = (*NO_UNIT_TESTS, "--exclude-resource-type", "test")
# Until when the first delivery of the sample's feeds goes; the rest comes before the second build.
FIRST_DELIVERY = "2025-05-15"
FEEDS = ("usage.events", "usage.interactions")
LEAST_MARTS = 50


@pytest.fixture(scope="module")
def cluster() -> Iterator[SparkCluster]:
    """A running cluster."""
    with SparkCluster() as running:
        yield running


@pytest.fixture(scope="module")
def deliveries(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample company as Parquet files that Spark reads where they lie: raw table -> its folder. Of the feeds the
    folder has the first delivery, and `…_later` the rest."""
    folder = tmp_path_factory.mktemp("raw")
    delivered = {}
    with duckdb.connect(str(sample_database), read_only=True) as connection:
        seeds = connection.execute("select table_name from duckdb_tables() where schema_name = 'sample_data'").fetchall()
        for (seed,) in seeds:
            name = seed.removeprefix("raw_").replace("__", ".")
            parts = {name: f"received_at < '{FIRST_DELIVERY}'", f"{name}_later": f"received_at >= '{FIRST_DELIVERY}'"}
            for part, condition in parts.items() if name in FEEDS else [(name, "true")]:
                delivered[part] = folder / part
                delivered[part].mkdir()
                file = delivered[part] / "part.parquet"
                connection.execute(f"copy (select * from sample_data.{seed} where {condition}) to '{file}'")
    return delivered


@pytest.fixture(scope="module")
def first_build(cluster: SparkCluster, deliveries: dict[str, Path], tmp_path_factory: pytest.TempPathFactory):
    """The first delivery, built."""
    for name, folder in deliveries.items():
        cluster.execute(
            f"create schema if not exists {name.split('.')[0]}",
            f"create table {name} using parquet location '{folder}'",
        )
    return dbt(cluster, tmp_path_factory.mktemp("first"), "build", *NO_TESTS)


@pytest.fixture(scope="module")
def second_build(first_build, cluster: SparkCluster, deliveries: dict[str, Path], tmp_path_factory: pytest.TempPathFactory):
    """The second delivery, built in, and all data tests run."""
    assert first_build.returncode == 0, first_build.stdout[-5000:]
    for feed in FEEDS:
        arrived = deliveries[f"{feed}_later"] / "part.parquet"
        arrived.rename(deliveries[feed] / "later.parquet")
        cluster.execute(f"refresh table {feed}")
    return dbt(cluster, tmp_path_factory.mktemp("second"), "build", *NO_UNIT_TESTS)


def dbt(cluster: SparkCluster, folder: Path, *command: str, **variables: object) -> subprocess.CompletedProcess:
    """A dbt command on the cluster, on the raw tables that were delivered."""
    given = {"use_sample_data": False, **variables}
    return cluster.dbt(*command, "--vars", json.dumps(given), target_path=folder)


def test_every_model_builds_and_every_data_test_passes(second_build) -> None:
    assert second_build.returncode == 0, second_build.stdout[-5000:]
    assert "ERROR=0 SKIP=0" in second_build.stdout


def test_the_second_build_judged_what_was_new_and_left_the_rest(second_build, cluster: SparkCluster) -> None:
    assert cluster.execute("select count(distinct judged_at) from staging.base_usage__events") == [(2,)]


def test_every_mart_equals_that_of_duckdb(second_build, cluster: SparkCluster, sample_database: Path) -> None:
    # Which closed figures were restated depends on what earlier builds saw.
    marts = [mart for mart in compared_marts(sample_database) if mart != "metric_values_reported"]
    assert len(marts) >= LEAST_MARTS
    found = [sentence for mart in marts for sentence in [*differences(sample_database, cluster.execute, mart)][:3]]
    assert not found, "\n".join(found)
