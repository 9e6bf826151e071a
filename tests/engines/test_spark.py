"""`make test-spark`, on Iceberg tables `make test-iceberg`: the project on a Spark cluster, beside DuckDB on the same rows.

Master, two workers and a Thrift server are started on loopback from the pyspark package, on Java; without either every
test is skipped.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

import duckdb
import pytest

from engines.engine import FIRST_DELIVERY, NO_TESTS, NO_UNIT_TESTS
from engines.equality import LEAST_MARTS, assert_equal_bad_rows, assert_equal_marts
from engines.spark_missing import FILE_FORMAT, what_is_missing
from test_fuzz import spoiled_company

MISSING = what_is_missing()
if MISSING:
    pytest.skip(MISSING, allow_module_level=True)

from engines.spark_cluster import SparkCluster, settings_of  # noqa: E402

FEEDS = ("usage.events", "usage.interactions")
# Java's exponents and logarithms differ from those of C in the last bit, which a unit test compares.
IN_THE_LAST_BIT = "a_survival_of_all_or_of_nobody_has_no_interval"
# The same in every command, for dbt parses anew where a variable changes.
VARIABLES = {"use_sample_data": False, "published_schema": "published"}

Build = Callable[[Path, Mapping[str, object]], Path]


@pytest.fixture(scope="module")
def cluster(record_testsuite_property: Callable[[str, object], None]) -> Iterator[SparkCluster]:
    """A running cluster."""
    with SparkCluster(settings_of(FILE_FORMAT)) as running:
        record_testsuite_property("version", running.query("select version()")[0][0].split()[0])
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where dbt keeps its profile and what it parsed."""
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="module")
def deliveries(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample company as Parquet files that Spark reads where they lie: raw table -> its folder. Of the feeds the
    folder has the first delivery, and `…_later` the rest; one gives its times of arrival as texts, one as instants."""
    raw = tmp_path_factory.mktemp("raw")
    delivered = {}
    with duckdb.connect(str(sample_database), read_only=True) as connection:
        seeds = connection.execute("select table_name from duckdb_tables() where schema_name = 'sample_data'").fetchall()
        for (seed,) in seeds:
            name = seed.removeprefix("raw_").replace("__", ".")
            parts = {name: f"received_at < '{FIRST_DELIVERY}'", f"{name}_later": f"received_at >= '{FIRST_DELIVERY}'"}
            for part, condition in parts.items() if name in FEEDS else [(name, "true")]:
                delivered[part] = raw / part.replace(".", "/")
                delivered[part].mkdir(parents=True)
                file = delivered[part] / "part.parquet"
                columns = "* replace (received_at::timestamp as received_at)" if name == "usage.interactions" else "*"
                connection.execute(f"copy (select {columns} from sample_data.{seed} where {condition}) to '{file}'")
    return delivered


@pytest.fixture(scope="module")
def first_build(cluster: SparkCluster, deliveries: dict[str, Path], folder: Path) -> subprocess.CompletedProcess:
    """The first delivery, built."""
    for name, location in deliveries.items():
        cluster.execute(
            f"create schema if not exists {name.split('.')[0]}",
            f"create table {name} using parquet location '{location}'",
        )
    return dbt(cluster, folder, "build", *NO_TESTS)


@pytest.fixture(scope="module")
def first_delivery_in_duckdb(build: Build, deliveries: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the first delivery, built in DuckDB."""
    raw_path = deliveries["billing.customers"].parents[1]
    return build(tmp_path_factory.mktemp("first") / "delivery.duckdb", {"raw_path": str(raw_path)})


@pytest.fixture(scope="module")
def second_build(
    first_build: subprocess.CompletedProcess, cluster: SparkCluster, deliveries: dict[str, Path], folder: Path
) -> subprocess.CompletedProcess:
    """The second delivery, built in, and all data tests run, though the build before was cut off while it replaced a
    table and left a view of another query, and though a worker is killed as a table begins."""
    assert first_build.returncode == 0, first_build.stdout[-5000:]
    for feed in FEEDS:
        arrived = deliveries[f"{feed}_later"] / "part.parquet"
        arrived.rename(deliveries[feed] / "later.parquet")
        cluster.execute(f"refresh table {feed}")
    cluster.execute(
        "alter table staging.base_usage__events rename to staging.base_usage__events__previous",
        "drop view marts.customer_months",
        "create view marts.customer_months as select * from marts.customer_periods where false",
    )
    return cluster.dbt_with_a_fault_at(
        "int_usage_by_user_day", lambda: cluster.stop("worker_1"), "build", *NO_UNIT_TESTS, "--vars", handed_over(),
        target_path=folder,
    )  # fmt: skip


def dbt(cluster: SparkCluster, folder: Path, *command: str, **variables: object) -> subprocess.CompletedProcess:
    """A dbt command on the cluster, on the raw tables that were delivered."""
    return cluster.dbt(*command, "--vars", handed_over(**variables), target_path=folder)


def handed_over(**variables: object) -> str:
    """The variables of a command, and those of the case."""
    return json.dumps({**VARIABLES, **variables})


def test_a_cluster_that_does_not_start_says_why_and_leaves_nothing() -> None:
    cluster = SparkCluster({"spark.driver.memory": "plenty"})
    with pytest.raises(RuntimeError, match=r"(?s)thrift: expected it to listen .*plenty"), cluster:
        pass
    assert not cluster.folder.exists()
    assert not any(cluster.is_running(name) for name in cluster.processes)


def test_every_model_builds(first_build: subprocess.CompletedProcess) -> None:
    assert first_build.returncode == 0, first_build.stdout[-5000:]
    assert "ERROR=0 SKIP=0" in first_build.stdout


def test_every_mart_of_the_first_delivery_equals_that_of_duckdb(
    first_build: subprocess.CompletedProcess, first_delivery_in_duckdb: Path, cluster: SparkCluster
) -> None:
    assert_equal_marts(first_delivery_in_duckdb, cluster.query)


def test_every_unit_test_passes_but_one_of_the_last_bit(
    first_build: subprocess.CompletedProcess, cluster: SparkCluster, folder: Path
) -> None:
    outcome = dbt(cluster, folder, "test", "--resource-type", "unit_test", "--exclude", f"test_name:{IN_THE_LAST_BIT}")
    assert outcome.returncode == 0, outcome.stdout[-5000:]
    assert "ERROR=0 SKIP=0" in outcome.stdout


def test_a_later_delivery_builds_with_all_data_tests_though_a_worker_is_killed(
    second_build: subprocess.CompletedProcess, cluster: SparkCluster
) -> None:
    assert not cluster.is_running("worker_1")
    assert second_build.returncode == 0, second_build.stdout[-5000:]
    assert "ERROR=0 SKIP=0" in second_build.stdout


def test_a_later_build_judges_what_is_new_and_leaves_the_rest_of_a_table_that_was_cut_off(
    second_build: subprocess.CompletedProcess, cluster: SparkCluster
) -> None:
    assert cluster.query("select count(distinct judged_at) from staging.base_usage__events") == [(2,)]


def test_every_mart_equals_that_of_duckdb(
    second_build: subprocess.CompletedProcess, cluster: SparkCluster, sample_database: Path,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    # Which closed figures were restated depends on what earlier builds saw.
    record_property("found", assert_equal_marts(sample_database, cluster.query, "metric_values_reported"))


def test_published_marts_are_of_one_build_and_the_one_before_stays(
    second_build: subprocess.CompletedProcess, cluster: SparkCluster, folder: Path
) -> None:
    for _ in range(3):
        outcome = dbt(cluster, folder, "run-operation", "publish_marts")
        assert outcome.returncode == 0, outcome.stdout[-5000:]
        cluster.execute("create or replace view published.mart_of_an_earlier_version as select 1 as one")
    views = [view for _, view, _ in cluster.query("show views in published") if view != "mart_of_an_earlier_version"]
    assert len(views) >= LEAST_MARTS
    found = {row for view in views for row in cluster.query(f"select distinct build_id from published.{view}")}
    assert len(found) == 1
    assert cluster.query("select count(*) from published.metric_values") == cluster.query(
        "select count(*) from marts.metric_values"
    )
    copies = [schema for (schema,) in cluster.query("show schemas") if schema.startswith("published_")]
    assert len(copies) == 2


def test_a_spoiled_company_has_the_figures_and_the_bad_rows_of_duckdb(
    cluster: SparkCluster, build: Build, tmp_path: Path, pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    seed = pytestconfig.getoption("company_seed")
    plan, folder, _, _ = spoiled_company(Random(seed), tmp_path / "company", "csv")
    print(f"--company-seed {seed}: {plan.variables}")
    database = build(tmp_path / "spoiled.duckdb", {"raw_path": str(folder), **plan.variables})
    schemas = {file.parent.name: f"{file.parent.name}_spoiled" for file in folder.glob("*/*.csv")}
    for file in folder.glob("*/*.csv"):
        schema = schemas[file.parent.name]
        cluster.execute(
            f"create schema if not exists {schema}",
            f"create table {schema}.{file.stem} using parquet location '{as_texts(file).parent}'",
        )
    cluster.execute(*(f"drop schema if exists {schema} cascade" for schema in ("staging", "intermediate", "marts", "quarantine")))
    built = dbt(cluster, tmp_path, "build", *NO_TESTS, **plan.variables, raw_schemas=schemas)
    assert built.returncode == 0, built.stdout[-5000:]
    record_property("found", assert_equal_bad_rows(database, cluster.query))
    assert_equal_marts(database, cluster.query)


def as_texts(file: Path) -> Path:
    """Put a raw file, beside it, into a folder with a Parquet file of texts, as DuckDB reads it; returns that file."""
    texts = file.with_suffix("") / "texts.parquet"
    texts.parent.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"copy (select * from read_csv('{file}', header = true, all_varchar = true)) to '{texts}'")
    return texts


@pytest.mark.parametrize(
    ("environment", "variables", "sentence"),
    [
        pytest.param(
            {}, {"raw_schemas": {"billing": "elsewhere"}}, "expected elsewhere.customers, found nothing", id="a missing schema"
        ),
        pytest.param({}, {"reader_roles": ["boards"], "published_schema": ""}, "variable reader_roles: expected []", id="roles, which Spark has none of"),
        pytest.param({"CUSTOMER_SUCCESS_SPARK_PORT": "1"}, {}, "Could not connect to", id="a server that does not answer"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    cluster: SparkCluster, folder: Path, environment: dict[str, str], variables: dict[str, object], sentence: str
) -> None:
    outcome = cluster.dbt(
        "build", "--select", "int_as_of", "--vars", handed_over(**variables), target_path=folder, environment=environment
    )
    assert outcome.returncode != 0
    assert sentence in outcome.stdout
    assert "Traceback" not in outcome.stdout
