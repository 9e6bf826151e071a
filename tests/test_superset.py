"""`make test-bi`: Apache Superset reads the published file, and every chart of the dashboard shows what the marts say."""

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import superset_server
from superset_server import Superset, SupersetError

from scripts import superset as bundles
from scripts.dbt_runner import ROOT

SLUG = "customer-success-overview"
PICTURE = ROOT / ".build" / "superset.png"


def word(kind: str, code: str) -> str:
    """SQL of the English word for a code."""
    return f"(select label from marts.code_labels where language = 'en' and code_kind = '{kind}' and code = {code})"


def tile(metric: str) -> str:
    """SQL of the one figure of a tile."""
    return f"""
        select metric_value from marts.metric_scorecard
        where metric = '{metric}' and period_grain = 'month' and segment_name = 'all'
    """


# What each chart must show, by its title, in SQL that aggregates nothing; with an order where the chart has one.
FIGURES = {
    "Monthly recurring revenue": tile("monthly_recurring_revenue"),
    "Net revenue retention": tile("net_revenue_retention"),
    "Customer churn rate": tile("customer_churn_rate"),
    "Net promoter score": tile("net_promoter_score"),
    "Open alerts and who acts by when": f"""
        select
            {word("severity", "severity")} as severity_label, {word("alert_type", "alert_type")} as alert_label,
            coalesce((select label from marts.metric_catalog where metric = subject), subject) as subject_label,
            segment_value, open_since,
            (
                select value_text from marts.scorecard_texts as texts
                where language = 'en' and metric = subject and texts.period_grain = alerts.period_grain
                    and texts.segment_name = alerts.segment_name and texts.segment_value = alerts.segment_value
            ) as value_text,
            {word("team", "owner")} as owner_label, action_plan, due_on
        from marts.metric_alerts as alerts
        where is_open and not is_muted
        order by list_position(['high', 'medium', 'low'], severity), due_on, subject_label, alert_label, segment_value
    """,
    "What got worse for certain": f"""
        select
            metric_label, {word("segment", "segment_name")} as segment_label,
            case segment_name when 'all' then null else segment_value end as segment_value,
            value_text, previous_value_text, last_year_value_text, change_text, trend_text, status_text, owner_text
        from marts.scorecard_texts
        where language = 'en' and period_grain = 'month' and is_worse_for_certain
        order by segment_name <> 'all', metric_label, segment_label, segment_value
    """,
    "Revenue ledger of the latest complete month": f"""
        select step_number || ' ' || {word("mrr_step", "step")} as step_label, step_mrr
        from marts.mrr_waterfall
        where period_grain = 'month' and segment_name = 'all' and step not in ('moved_in', 'moved_out', 'closing')
            and period_start = (
                select period_start from marts.metric_values_latest
                where metric = 'monthly_recurring_revenue' and period_grain = 'month' and segment_name = 'all'
            )
    """,
    "Net promoter score with its 95 % interval": """
        select
            period_start, metric_value as "Net promoter score", interval_low as "Lower bound", interval_high as "Upper bound"
        from marts.metric_values_reported
        where metric = 'net_promoter_score' and period_grain = 'month' and segment_name = 'all'
            and is_complete_period and not is_small_sample
    """,
    "High-value customers at risk": f"""
        select
            customer_id, value_amount, score, score_change, {word("health_band", "band")} as band_label,
            {word("risk_reason", "reasons")} as reason_label, {word("health_input", "strongest_drag")} as drag_label,
            renews_on, plan_tier, region, {word("team", "owner")} as owner_label
        from marts.high_value_customers_at_risk
        order by value_amount desc, customer_id
    """,
    "Customers still there, by month of first activation": """
        select months_since, cohort_month, cohort_customer_retention
        from marts.retention_by_cohort_month
        where segment_name = 'all' and is_complete_period
    """,
}

# A change of every figure that a chart shows.
CHANGES = """
    update marts.metric_scorecard set metric_value = metric_value + 1;
    update marts.scorecard_texts set value_text = value_text || '!';
    update marts.high_value_customers_at_risk set score = score + 1;
    update marts.mrr_waterfall set step_mrr = step_mrr + 1;
    update marts.metric_values_reported set metric_value = metric_value + 1;
    update marts.retention_by_cohort_month set cohort_customer_retention = cohort_customer_retention / 2;
"""


@pytest.fixture(scope="module")
def superset(published, tmp_path_factory) -> Superset:
    """A Superset that has imported the dashboard and the marts of the published file."""
    if not superset_server.ENVIRONMENT.exists():
        pytest.skip("Superset is not installed; make test-bi does that")
    bundle = tmp_path_factory.mktemp("bundle") / "superset.zip"
    bundles.write_bundle(published.out, bundle)
    with superset_server.running(tmp_path_factory.mktemp("superset")) as server:
        server.import_bundle(bundle)
        server.import_bundle(bundle)
        yield server


@pytest.fixture(scope="module")
def seen(superset) -> dict[str, dict]:
    """What Chromium shows of each chart, by its title. Its picture is for people."""
    PICTURE.parent.mkdir(exist_ok=True)
    return superset.look(SLUG, len(FIGURES), PICTURE)


def rows_of_marts(file: Path, title: str) -> tuple[list[str], list[tuple]]:
    """The columns and rows that a chart must show."""
    with duckdb.connect(str(file), read_only=True) as connection:
        result = connection.execute(FIGURES[title])
        columns = [column[0] for column in result.description]
        return columns, in_order(title, [tuple(comparable(value) for value in row) for row in result.fetchall()])


def rows_of_answer(title: str, columns: list[str], answer: dict) -> list[tuple]:
    """The rows that Superset answered with for a chart."""
    assert "result" in answer, answer
    [result] = answer["result"]
    times = {name for name, kind in zip(result["colnames"], result["coltypes"], strict=True) if kind == 2}
    return in_order(title, [
        tuple(comparable(instant(row[column]) if column in times else row[column]) for column in columns)
        for row in result["data"]
    ])


def in_order(title: str, rows: list[tuple]) -> list[tuple]:
    """Rows as they are where the chart has an order, else in one that both sides have."""
    return rows if "order by" in FIGURES[title] else sorted(rows)


def instant(milliseconds: float | None) -> date | None:
    """A day that was answered as milliseconds since 1970."""
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC).date()


def comparable(value: object) -> object:
    """A decimal as the number that JSON has for it."""
    return float(value) if isinstance(value, Decimal) else value


def rows_now(superset: Superset, seen: dict, title: str, columns: list[str]) -> list[tuple]:
    """The rows of a chart when its request is sent anew."""
    return rows_of_answer(title, columns, superset.ask("post", "chart/data", json=seen[title]["asked"]))


def test_every_mart_is_a_dataset_described_by_its_comments(superset, published):
    datasets = superset.names("dataset", "table_name")
    with duckdb.connect(str(published.out), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'"
        ).fetchall()
    marts = {mart for mart, *_ in columns}
    queries = {file.stem for file in (bundles.DASHBOARD / bundles.DATASETS).iterdir()}
    assert set(datasets) == marts | queries
    described = {
        (mart, column["column_name"], column["description"])
        for mart in marts
        for column in superset.ask("get", f"dataset/{datasets[mart]}")["result"]["columns"]
    }
    assert described == set(columns)


def test_an_import_after_an_import_adds_nothing(superset):
    assert set(superset.names("chart", "slice_name")) == set(FIGURES)
    assert list(superset.names("dashboard", "dashboard_title")) == ["Customer success overview"]


@pytest.mark.parametrize("title", FIGURES)
def test_a_chart_shows_what_the_marts_say(title, seen, superset, published):
    columns, rows = rows_of_marts(published.out, title)
    assert rows
    assert rows_of_answer(title, columns, seen[title]["answered"]) == rows
    assert rows_now(superset, seen, title, columns) == rows


@pytest.mark.parametrize("title", FIGURES)
def test_a_chart_is_drawn(title, seen, published):
    chart = seen[title]
    assert chart["errors"] == []
    viz_type = chart["asked"]["form_data"]["viz_type"]
    if viz_type == "table":
        _, rows = rows_of_marts(published.out, title)
        assert all(value in chart["text"] for row in rows for value in row if isinstance(value, str))
    elif viz_type == "big_number_total":
        assert any(figure.isdigit() for figure in chart["text"])
    else:
        assert chart["colours"] > 10


def test_the_ledger_ends_where_the_mart_says(seen, published):
    title = "Revenue ledger of the latest complete month"
    columns, rows = rows_of_marts(published.out, title)
    with duckdb.connect(str(published.out), read_only=True) as connection:
        [(closing,)] = connection.execute(tile("monthly_recurring_revenue")).fetchall()
    assert sum(step_mrr for _, step_mrr in rows) == pytest.approx(closing, rel=1e-9)


def test_a_mart_that_changes_changes_every_chart(superset, seen, published, tmp_path):
    original = Path(shutil.copyfile(published.out, tmp_path / "original.duckdb"))
    changed = Path(shutil.copyfile(published.out, tmp_path / "changed.duckdb"))
    with duckdb.connect(str(changed)) as connection:
        connection.execute(CHANGES)
    try:
        os.replace(changed, published.out)
        for title in FIGURES:
            columns, rows = rows_of_marts(published.out, title)
            now = rows_now(superset, seen, title, columns)
            assert now == rows, title
            assert now != rows_of_answer(title, columns, seen[title]["answered"]), title
    finally:
        os.replace(original, published.out)


def test_superset_cannot_write_into_the_file(superset, published):
    database = superset.names("database", "database_name")["Customer success"]
    superset.ask("put", f"database/{database}", json={"allow_dml": True})
    before = hashlib.sha256(published.out.read_bytes()).digest()
    written = {"database_id": database, "sql": "create table marts.written as select 1 as one", "schema": "marts"}
    with pytest.raises(SupersetError, match="read-only"):
        superset.ask("post", "sqllab/execute/", json=written)
    assert hashlib.sha256(published.out.read_bytes()).digest() == before


def test_a_build_goes_on_while_superset_reads_and_is_seen_at_once(superset, seen, published, exports):
    answers = exports / "survey" / "responses.csv"
    with answers.open(newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
    with answers.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows([header, *rows[::2]])
    title = "Net promoter score"
    columns, before = rows_of_marts(published.out, title)
    command = [sys.executable, "-m", "scripts.build", "--raw-path", str(exports), "--out", str(published.out)]
    build = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    while build.poll() is None:
        rows_now(superset, seen, title, columns)
        try:
            build.wait(0.5)
        except subprocess.TimeoutExpired:
            pass
    assert build.returncode == 0, build.stdout.read()
    columns, after = rows_of_marts(published.out, title)
    assert rows_now(superset, seen, title, columns) == after != before


def test_a_server_that_stops_says_why(tmp_path):
    log = tmp_path / "server.log"
    log.write_text("Traceback (most recent call last):\nOSError: no room left\nbye\n", encoding="utf-8")
    with subprocess.Popen(["false"]) as server, pytest.raises(SupersetError, match="but it stopped: OSError: no room left"):
        superset_server.wait_until_ready(Superset("http://127.0.0.1:9", {}), server, log)


def test_a_metadata_that_cannot_be_made_says_why(tmp_path):
    config = tmp_path / "superset_config.py"
    config.write_text("raise ValueError('no such setting')\n", encoding="utf-8")
    with pytest.raises(SupersetError, match="it stopped: ValueError: no such setting"):
        with superset_server.running(tmp_path, SUPERSET_CONFIG_PATH=str(config)):
            pass
