"""The project as a package of a team's own project: no name collides, warehouse tables under other names."""

import shutil

import duckdb
import pytest

from scripts.dbt_runner import ROOT, BuildError

SCHEMAS = {"billing": "stripe_export", "survey": "typeform", "usage": "product", "support": "zendesk"}
ABSENT = {"usage.interactions", "billing.expenses"}


@pytest.fixture(scope="module")
def consumer(sample_folder, tmp_path_factory):
    """The example project beside a warehouse that holds the sample's tables, some of them absent."""
    project = tmp_path_factory.mktemp("team") / "our_company"
    shutil.copytree(ROOT / "examples" / "as_package", project)
    database = project / "our_company.duckdb"
    with duckdb.connect(str(database)) as connection:
        for path in sorted(sample_folder.glob("*/*.csv")):
            schema, table = path.parent.name, path.stem
            if f"{schema}.{table}" in ABSENT:
                continue
            name = {"billing.customers": "accounts"}.get(f"{schema}.{table}", table)
            connection.execute(f"create schema if not exists {SCHEMAS[schema]}")
            connection.execute(
                f"create table {SCHEMAS[schema]}.{name} as select * from read_csv('{path}', all_varchar = true)"
            )
    return project, database


def dbt(project, database, monkeypatch, *arguments):
    """Run dbt in the team's project."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    monkeypatch.setenv("CUSTOMER_SUCCESS_PACKAGE", str(ROOT))
    monkeypatch.setenv("OUR_COMPANY_DUCKDB", str(database))
    outcome = dbtRunner().invoke(
        ["--log-level", "none", *arguments, "--project-dir", str(project), "--profiles-dir", str(project)]
    )
    DuckDBConnectionManager.close_all_connections()
    if not outcome.success:
        raise BuildError(str(outcome.exception or [r.message for r in outcome.result.results if r.message]))
    return outcome


def test_a_team_builds_its_own_models_and_the_metrics_together(consumer, sample_folder, monkeypatch):
    import oracle

    project, database = consumer
    dbt(project, database, monkeypatch, "deps")
    dbt(project, database, monkeypatch, "build")
    with duckdb.connect(str(database), read_only=True) as connection:
        theirs = connection.execute("select whose from analytics_own.customers").fetchall()
        churn = connection.execute(
            "select period_start, churn_rate, churn_rate_by_the_formula, our_as_of from analytics_own.our_churn"
        ).fetchall()
        reasons = dict(
            connection.execute(
                "select metric, any_value(null_reason) from analytics_marts.metric_values where segment_name = 'all' group by metric"
            ).fetchall()
        )
    assert theirs == [("theirs",)]
    assert {row[3] for row in churn} == {"the day before yesterday"}
    assert reasons["customer_engagement_rate"] == "source_switched_off"
    assert reasons["customer_acquisition_cost"] == "source_switched_off"
    expected = oracle.compute(sample_folder, {"as_of": "2025-07-01", "reporting_timezone": "Europe/Berlin"})
    assert len(churn) == len({row[0] for row in churn}) > 24
    for period_start, rate, by_formula, _ in churn:
        value = expected["customer_churn_rate", "month", period_start, "all", "all"].metric_value
        assert rate == by_formula == (None if value is None else pytest.approx(value, rel=1e-9))


def test_a_missing_column_in_the_warehouse_is_one_sentence(consumer, monkeypatch):
    project, database = consumer
    with duckdb.connect(str(database)) as connection:
        connection.execute("alter table zendesk.tickets rename column opened_at to opened")
    dbt(project, database, monkeypatch, "deps")
    with pytest.raises(BuildError, match="support.tickets.opened_at: expected a column of an instant .*found only"):
        dbt(project, database, monkeypatch, "build")


def test_a_warehouse_without_the_customers_is_one_sentence(consumer, monkeypatch):
    project, database = consumer
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table stripe_export.accounts")
    dbt(project, database, monkeypatch, "deps")
    with pytest.raises(BuildError, match="billing.customers: expected .*found nothing"):
        dbt(project, database, monkeypatch, "build")
