"""`make test-postgres`: the project on PostgreSQL, beside DuckDB on the same rows.

A cluster of the test's own is started on loopback; without the server or its adapter every test is skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

import duckdb
import pytest

from engines.engine import FIRST_DELIVERY, NO_TESTS, NO_UNIT_TESTS
from engines.equality import LEAST_MARTS, assert_equal_bad_rows, assert_equal_marts, differences
from engines.postgres_cluster import BUILDER, PASSWORD, PostgresCluster, what_is_missing
from semantic_layer import SEGMENTS, SemanticLayer, assert_has_the_figures_of_metric_values, semantic_layer_of
from test_fuzz import spoiled_company

from scripts.dbt_runner import ROOT

PUBLISHED = {"published_schema": "published", "reader_roles": ["boards"]}

MISSING = what_is_missing()
pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

Build = Callable[[Path, Mapping[str, object]], Path]


@pytest.fixture(scope="module")
def cluster(record_testsuite_property: Callable[[str, object], None]) -> Iterator[PostgresCluster]:
    """A running cluster."""
    with PostgresCluster() as running:
        record_testsuite_property("version", running.query("show server_version")[0][0])
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where dbt keeps its profile and what it parsed of the sample company."""
    return tmp_path_factory.mktemp("postgres")


@pytest.fixture(scope="module")
def sample(cluster: PostgresCluster, folder: Path) -> subprocess.CompletedProcess:
    """The sample company built, its data tests and unit tests run, readable by a role that makes boards."""
    cluster.execute(f"create role boards login password '{PASSWORD}'")
    return dbt(cluster, folder, "build", reader_roles=["boards"])


@pytest.fixture(scope="module")
def layer(sample: subprocess.CompletedProcess, cluster: PostgresCluster, folder: Path) -> SemanticLayer:
    """The semantic layer of the sample company on the cluster."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in cluster.environment.items():
            environment.setenv(name, value)
        return semantic_layer_of(folder, folder)


def dbt(cluster: PostgresCluster, folder: Path, *command: str, **variables: object) -> subprocess.CompletedProcess:
    """A dbt command on the cluster."""
    return cluster.dbt(*command, "--vars", json.dumps(variables), target_path=folder)


def test_every_model_data_test_and_unit_test_passes(sample: subprocess.CompletedProcess) -> None:
    assert sample.returncode == 0, sample.stdout[-5000:]
    assert "ERROR=0 SKIP=0" in sample.stdout


def test_every_mart_equals_that_of_duckdb(
    sample: subprocess.CompletedProcess, cluster: PostgresCluster, sample_database: Path,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    assert sample.returncode == 0
    record_property("found", assert_equal_marts(sample_database, cluster.query))


def test_a_comparison_sees_one_figure_that_differs(
    sample: subprocess.CompletedProcess, cluster: PostgresCluster, sample_database: Path
) -> None:
    def spoiled(sql: str) -> list[tuple]:
        rows = cluster.query(sql)
        changed = next(i for i, row in enumerate(rows) if isinstance(row[-1], float) and row[-1] > 0)
        return [*rows[:changed], (*rows[changed][:-1], rows[changed][-1] * (1 + 1e-8)), *rows[changed + 1 :]]

    assert len([*differences(sample_database, spoiled, "metric_values")]) >= 1
    assert len([*differences(sample_database, lambda sql: cluster.query(sql)[1:], "metric_values")]) == 1


@pytest.mark.parametrize("segment", ["all", *SEGMENTS])
def test_metricflow_has_the_figures_of_metric_values(layer: SemanticLayer, segment: str) -> None:
    assert_has_the_figures_of_metric_values(layer, segment)


def test_readers_see_the_marts_and_nothing_below_them(sample: subprocess.CompletedProcess, cluster: PostgresCluster) -> None:
    from psycopg2.errors import InsufficientPrivilege

    assert cluster.query("select count(*) from marts.metric_values", "boards")[0][0] > 100_000
    for table in (
        "staging.stg_billing__customers", "staging.base_billing__customers", "intermediate.int_as_of",
        "quarantine.quarantined_rows", "secrets.salt", "sample_data.raw_billing__customers",
    ):  # fmt: skip
        with pytest.raises(InsufficientPrivilege, match="permission denied for schema"):
            cluster.query(f"select * from {table}", "boards")


def test_published_marts_are_of_one_build_and_the_one_before_stays(
    sample: subprocess.CompletedProcess, cluster: PostgresCluster, folder: Path
) -> None:
    builds = [publish(cluster, folder) for _ in range(2)]
    for schema, build_id in zip(("published", "published_previous"), reversed(builds), strict=True):
        tables = cluster.query(f"select table_name from information_schema.tables where table_schema = '{schema}'")
        assert len(tables) >= LEAST_MARTS
        for (table,) in tables:
            found = cluster.query(f"select count(*), min(build_id), max(build_id) from {schema}.{table}")
            [(rows,)] = cluster.query(f"select count(*) from marts.{table}")
            assert found == [(rows, build_id if rows else None, build_id if rows else None)], table
    comments = "select obj_description('{0}'::regclass), col_description('{0}'::regclass, 1)"
    assert cluster.query(comments.format("published.metric_values")) == cluster.query(comments.format("marts.metric_values"))
    assert cluster.query("select count(*) from published.metric_values", "boards")[0][0] > 100_000


def test_what_cannot_be_published_leaves_readers_what_they_had(
    sample: subprocess.CompletedProcess, cluster: PostgresCluster, folder: Path
) -> None:
    build_id = publish(cluster, folder)
    cluster.execute("alter table marts.survival_curve rename to mislaid")
    try:
        outcome = dbt(cluster, folder, "run-operation", "publish_marts", **PUBLISHED)
    finally:
        cluster.execute("alter table marts.mislaid rename to survival_curve")
    assert outcome.returncode != 0 and 'relation "marts.survival_curve" does not exist' in outcome.stdout
    assert cluster.query("select distinct build_id from published.metric_values") == [(build_id,)]
    assert cluster.query("select 1 from pg_namespace where nspname = 'published_next'") == []


def publish(cluster: PostgresCluster, folder: Path) -> str:
    """Publish the marts to the role that makes boards; returns the build's id."""
    outcome = dbt(cluster, folder, "run-operation", "publish_marts", **PUBLISHED)
    assert outcome.returncode == 0, outcome.stdout[-5000:]
    [(build_id,)] = cluster.query("select distinct build_id from published.metric_values")
    return build_id


def test_what_is_delivered_later_is_built_in_though_the_server_stops(
    sample: subprocess.CompletedProcess, cluster: PostgresCluster, sample_database: Path, folder: Path, tmp_path: Path
) -> None:
    """The sample as tables of the warehouse whose feeds come in two deliveries, the second into an incremental build
    that is begun three times: twice the server stops in its midst."""
    build_id = publish(cluster, folder)
    variables = {"use_sample_data": False}
    later = f"received_at >= '{FIRST_DELIVERY}'"
    feeds = {"usage.events", "usage.interactions"}
    for (seed,) in cluster.query("select table_name from information_schema.tables where table_schema = 'sample_data'"):
        schema, table = seed.removeprefix("raw_").split("__")
        cluster.execute(f"create schema if not exists {schema} authorization {BUILDER}")
        cluster.execute(f"create table {schema}.{table} as select * from sample_data.{seed}")
        cluster.execute(f"alter table {schema}.{table} owner to {BUILDER}")
    for feed in feeds:
        cluster.execute(f"delete from {feed} where {later}")
    first = dbt(cluster, tmp_path, "build", "--full-refresh", *NO_TESTS, **variables)
    assert first.returncode == 0, first.stdout[-5000:]
    for feed in feeds:
        arrived = f"insert into {feed} select * from sample_data.raw_{feed.replace('.', '__')} where {later}"
        cluster.execute(arrived)
    for model in ("base_usage__events", "metric_values"):
        stopped = cluster.dbt_with_a_fault_at(
            model, cluster.stop, "build", *NO_TESTS, "--vars", json.dumps(variables), target_path=tmp_path
        )
        cluster.start()
        assert stopped.returncode != 0
        assert "the server terminated abnormally" in " ".join(stopped.stdout.split())
        assert "Traceback" not in stopped.stdout
        assert cluster.query("select distinct build_id from published.metric_values") == [(build_id,)]
    second = dbt(cluster, tmp_path, "build", *NO_UNIT_TESTS, **variables)
    assert second.returncode == 0, second.stdout[-5000:]
    assert "ERROR=0 SKIP=0" in second.stdout
    judged = cluster.query("select count(distinct judged_at) from staging.base_usage__events")
    assert judged == [(2,)], "the second build must have judged what was new, and left the rest"
    # Which closed figures were restated depends on what earlier builds saw.
    assert_equal_marts(sample_database, cluster.query, "metric_values_reported")


def test_a_spoiled_company_has_the_figures_and_the_bad_rows_of_duckdb(
    cluster: PostgresCluster, build: Build, tmp_path: Path, pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    seed = pytestconfig.getoption("company_seed")
    plan, folder, _, _ = spoiled_company(Random(seed), tmp_path / "company", "csv")
    print(f"--company-seed {seed}: {plan.variables}")
    database = build(tmp_path / "spoiled.duckdb", {"raw_path": str(folder), **plan.variables})
    schemas = {file.parent.name: f"{file.parent.name}_spoiled" for file in folder.glob("*/*.csv")}
    for file in folder.glob("*/*.csv"):
        load(cluster, file, schemas[file.parent.name])
    cluster.execute("drop schema if exists staging, intermediate, marts, quarantine cascade")
    built = dbt(
        cluster, tmp_path, "build", *NO_TESTS, **{**plan.variables, "use_sample_data": False, "raw_schemas": schemas}
    )
    assert built.returncode == 0, built.stdout[-5000:]
    record_property("found", assert_equal_bad_rows(database, cluster.query))
    assert_equal_marts(database, cluster.query)


def load(cluster: PostgresCluster, file: Path, schema: str) -> None:
    """Put a raw file into a table of texts, as DuckDB reads it."""
    with duckdb.connect() as connection:
        read = connection.execute(f"select * from read_csv('{file}', header = true, all_varchar = true)")
        columns = [name for name, *_ in read.description]
        rows = read.fetchall()
    listed = ", ".join(f'"{name}" text' for name in columns)
    connection = cluster.connect(BUILDER)
    with connection, connection.cursor() as cursor:
        cursor.execute(f"create schema if not exists {schema}")
        cursor.execute(f"create table {schema}.{file.stem} ({listed})")
        cursor.executemany(f"insert into {schema}.{file.stem} values ({', '.join(['%s'] * len(columns))})", rows)
    connection.close()


def test_as_a_package_its_macros_are_asked_where_the_project_says_so(cluster: PostgresCluster, tmp_path: Path) -> None:
    """A table of each kind that dbt makes another way: of a seed with doubles, of a contract, of a unit test."""
    project = tmp_path / "our_company"
    shutil.copytree(ROOT / "examples" / "as_package", project)

    def dbt_of_the_team(*command: str) -> subprocess.CompletedProcess:
        return cluster.dbt(
            *command, "--project-dir", str(project), "--profile", "customer_success", target_path=tmp_path,
            environment={"CUSTOMER_SUCCESS_PACKAGE": str(ROOT)},
        )  # fmt: skip

    build = (
        "build", "--select", "churn_risk_coefficients", "+data_through_by_feed", "--exclude-resource-type", "test",
        "--vars", '{"use_sample_data": true}',
    )  # fmt: skip
    assert dbt_of_the_team("deps").returncode == 0
    built = dbt_of_the_team(*build)
    assert built.returncode == 0, built.stdout[-5000:]
    assert "unit_test" in built.stdout and "ERROR=0 SKIP=0" in built.stdout
    settings = project / "dbt_project.yml"
    settings.write_text(settings.read_text().replace("[our_company, customer_success, dbt]", "[our_company, dbt]"))
    refused = dbt_of_the_team(*build)
    assert refused.returncode != 0 and "Traceback" not in refused.stdout
    assert "search_order: [our_company, customer_success, dbt]" in refused.stdout


CUSTOMERS_ELSEWHERE = "create schema elsewhere; create table elsewhere.customers (customer_id text)"
BILLING_ELSEWHERE = {"use_sample_data": False, "raw_schemas": {"billing": "elsewhere"}}
NOT_GRANTED = 'expected a grant to select from "customer_success"."elsewhere"."customers", found none'


@pytest.mark.parametrize(
    ("state", "environment", "variables", "sentence"),
    [
        pytest.param(
            "", {"CUSTOMER_SUCCESS_POSTGRES_PASSWORD": "wrong"}, {},
            'password authentication failed for user "builder"', id="a wrong password",
        ),
        pytest.param(
            "create role stranger login password 'another'",
            {"CUSTOMER_SUCCESS_POSTGRES_USER": "stranger", "CUSTOMER_SUCCESS_POSTGRES_PASSWORD": "another"}, {},
            "permission denied for database customer_success", id="a missing grant on the database",
        ),
        pytest.param(
            "", {}, {"reader_roles": ["nobody_of_this_name"]},
            "variable reader_roles: expected names of roles of the database", id="a missing role",
        ),
        pytest.param(
            "", {}, BILLING_ELSEWHERE,
            'expected "customer_success"."elsewhere"."customers", found nothing', id="a missing schema",
        ),
        pytest.param(
            f"{CUSTOMERS_ELSEWHERE}; grant select on elsewhere.customers to {BUILDER}", {}, BILLING_ELSEWHERE,
            NOT_GRANTED, id="a missing grant on a schema",
        ),
        pytest.param(
            f"{CUSTOMERS_ELSEWHERE}; grant usage on schema elsewhere to {BUILDER}", {}, BILLING_ELSEWHERE,
            NOT_GRANTED, id="a missing grant on a table",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(
    cluster: PostgresCluster, folder: Path, state: str, environment: dict[str, str], variables: dict[str, object],
    sentence: str,
) -> None:
    cluster.execute(f"drop schema if exists elsewhere cascade; {state}")
    outcome = cluster.dbt(
        "build", "--select", "int_as_of", "--vars", json.dumps(variables), target_path=folder, environment=environment
    )
    assert outcome.returncode != 0
    assert sentence in outcome.stdout
    assert "Traceback" not in outcome.stdout
