"""What a BI tool finds in the published file, and what Superset imports, before it sees it."""

import re
import zipfile
from pathlib import Path

import duckdb
import pytest
import yaml

from scripts import superset
from scripts.dbt_runner import ROOT


@pytest.fixture(scope="module")
def bundle(published_sample, tmp_path_factory) -> dict[str, dict]:
    """Every file of the bundle by its path."""
    target = tmp_path_factory.mktemp("bundle") / "superset.zip"
    assert superset.main(["--from", str(published_sample), "--to", str(target)]) == 0
    with zipfile.ZipFile(target) as content:
        return {name.removeprefix("customer_success/"): yaml.safe_load(content.read(name)) for name in content.namelist()}


def columns_where(file: Path, condition: str) -> set[tuple[str, str, str]]:
    """Mart, name and type of the columns that meet a condition."""
    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(
            f"select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts' and {condition}"
        ).fetchall()
    return set(found)


def test_every_mart_and_every_column_says_what_it_means(published_sample):
    assert columns_where(published_sample, "coalesce(trim(comment), '') = ''") == set()
    with duckdb.connect(str(published_sample), read_only=True) as connection:
        comments = connection.execute(
            "select table_name, comment from duckdb_tables() where schema_name = 'marts' "
            "union all select view_name, comment from duckdb_views() where schema_name = 'marts'"
        ).fetchall()
    assert [mart for mart, comment in comments if not comment] == []


@pytest.mark.parametrize(("names", "data_type"), [
    (r"(\w+_)?(mrr|amount|spend|revenue|recurring_amount_at_(start|end))", "DECIMAL(38,6)"),
    (r"\w+_at", "TIMESTAMP"),
    (r"\w+_(on|date)|(\w+_)?(period|week|month|quarter|year)_(start|end)", "DATE"),
])
def test_amounts_instants_and_days_have_their_type(names, data_type, published_sample):
    found = columns_where(published_sample, f"regexp_full_match(column_name, '{names}')")
    assert found and {column for column in found if column[2] != data_type} == set()


def test_no_text_would_have_to_be_cast(published_sample):
    with duckdb.connect(str(published_sample), read_only=True) as connection:
        for mart, column, _ in columns_where(published_sample, "data_type = 'VARCHAR'"):
            [(values, times, numbers)] = connection.execute(
                f"select count({column}), count(try_cast({column} as timestamp)), count(try_cast({column} as double)) "
                f"from marts.{mart}"
            ).fetchall()
            assert not values or max(times, numbers) < values, f"{mart}.{column}"


def part(bundle: dict[str, dict], folder: str) -> list[dict]:
    """The files of a folder."""
    return [content for name, content in bundle.items() if name.startswith(f"{folder}/")]


def test_the_database_is_the_published_file_read_only(bundle, published_sample):
    [database] = part(bundle, "databases")
    assert database["sqlalchemy_uri"] == f"duckdb:///{published_sample}"
    assert database["extra"]["engine_params"]["connect_args"] == {"read_only": True}
    assert {dataset["database_uuid"] for dataset in part(bundle, "datasets")} == {database["uuid"]}


def test_every_column_of_every_mart_is_there_with_its_comment(bundle, published_sample):
    with duckdb.connect(str(published_sample), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, comment, data_type in ('DATE', 'TIMESTAMP') from duckdb_columns() "
            "where schema_name = 'marts'"
        ).fetchall()
    assert {
        (dataset["table_name"], column["column_name"], column["description"], column["is_dttm"])
        for dataset in part(bundle, "datasets") if "sql" not in dataset
        for column in dataset["columns"]
    } == set(columns)


def test_every_chart_is_on_the_dashboard_and_reads_columns_that_are_there(bundle):
    [dashboard] = part(bundle, "dashboards")
    placed = [place["meta"] for place in dashboard["position"].values() if isinstance(place, dict) and place["type"] == "CHART"]
    charts = part(bundle, "charts")
    assert sorted((place["uuid"], place["sliceName"]) for place in placed) == sorted(
        (chart["uuid"], chart["slice_name"]) for chart in charts
    )
    assert len({place["chartId"] for place in placed}) == len(charts)
    datasets = {dataset["uuid"]: dataset for dataset in part(bundle, "datasets")}
    for chart in charts:
        there = {column["column_name"] for column in datasets[chart["dataset_uuid"]]["columns"]}
        assert columns_of(chart["params"]) <= there, chart["slice_name"]


def columns_of(params: dict) -> set[str]:
    """The columns that a chart reads."""
    figures = [params[key] for key in ("metric",) if key in params] + params.get("metrics", [])
    axes = [params[key] for key in ("x_axis", "groupby") if params.get(key)]
    filters = [each["subject"] for each in params["adhoc_filters"]]
    orders = [yaml.safe_load(order)[0] for order in params.get("order_by_cols", [])]
    return {*[figure["column"]["column_name"] for figure in figures], *axes, *filters, *orders, *params.get("all_columns", [])}


def test_the_dashboard_computes_no_formula(bundle):
    for chart in part(bundle, "charts"):
        figures = [chart["params"].get("metric"), *chart["params"].get("metrics", [])]
        assert all(figure["expressionType"] == "SIMPLE" and figure["aggregate"] == "MAX" for figure in figures if figure)
    for dataset in part(bundle, "datasets"):
        code = re.sub(r"'[^']*'", "", dataset.get("sql", ""))
        assert not re.search(r"[/*+]|\b(sum|avg|count|median|round|lag|lead|over)\s*\(", code), dataset["table_name"]


def test_identifiers_are_those_of_the_names(bundle):
    for name, content in bundle.items():
        if "uuid" in content:
            assert content["uuid"] == superset.identifier(name.split("/")[0], Path(name).stem), name


def test_the_dashboard_is_an_exposure_of_the_marts_it_reads(bundle):
    exposures = yaml.safe_load((ROOT / "models" / "_exposures.yml").read_text(encoding="utf-8"))["exposures"]
    [exposure] = [each for each in exposures if each["name"] == "superset_customer_success_overview"]
    datasets = {dataset["uuid"]: dataset for dataset in part(bundle, "datasets")}
    read = {
        mart
        for chart in part(bundle, "charts")
        for dataset in [datasets[chart["dataset_uuid"]]]
        for mart in re.findall(r"marts\.(\w+)", dataset.get("sql") or f"marts.{dataset['table_name']}")
    }
    assert exposure["depends_on"] == [f"ref('{mart}')" for mart in sorted(read)]
    [dashboard] = part(bundle, "dashboards")
    assert exposure["label"] == f"{dashboard['dashboard_title']} in Superset"


def test_no_published_file_is_a_sentence(tmp_path, capsys):
    assert superset.main(["--from", str(tmp_path / "none.duckdb")]) == 2
    assert "OUT: expected a published file, found nothing at" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_a_sentence(tmp_path, capsys):
    published = tmp_path / "no.duckdb"
    published.write_text("no database", encoding="utf-8")
    assert superset.main(["--from", str(published), "--to", str(tmp_path / "superset.zip")]) == 1
    assert capsys.readouterr().err.startswith("The bundle '")
