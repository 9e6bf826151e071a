"""MetricFlow answers with the figures of metric_values, whole and by each segment, for every metric but a few."""

import csv
import math
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from dbt.adapters.factory import get_adapter_by_type
from dbt_metricflow.cli.dbt_connectors.adapter_backed_client import AdapterBackedSqlClient
from dbt_metricflow.cli.dbt_connectors.dbt_config_accessor import dbtProjectMetadata
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow_semantics.errors.error_classes import InvalidQueryException
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from scripts.dbt_runner import ROOT, run_dbt

REGISTRY = ROOT / "seeds" / "registry"
SEGMENTS = ("plan_tier", "company_size", "industry", "region", "acquisition_channel")

# Spend knows its channel and nothing else: metric_values says not_attributable by the other segments.
OF_SPEND = {"customer_acquisition_cost", "ltv_to_cac_ratio", "cac_payback_months"}


def column(name: str, of: str) -> list[str]:
    """One column of a seed of the registry."""
    with (REGISTRY / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return [row[of] for row in csv.DictReader(file)]


# What stands at an end, a year that ends with it, and what is dated by the day: of any period.
OF_ANY_GRAIN = (
    "monthly_recurring_revenue", "annual_recurring_revenue", "committed_monthly_recurring_revenue",
    "billed_monthly_recurring_revenue", "average_revenue_per_account", "gross_revenue_retention_trailing_year",
    "net_revenue_retention_trailing_year", "customer_lifetime_value", "customer_lifetime_value_orders",
    "customer_lifetime_value_profit", "customer_lifetime_value_compounded", "customer_lifetime_value_single_payment",
    "average_order_value", "orders_per_customer_year", "repeat_purchase_rate", "monthly_active_users", "stickiness",
    "first_response_time_hours", "survey_response_rate",
)

EXCEPTIONS = column("semantic_layer_exceptions", "metric")
METRICS = [metric for metric in column("metric_registry", "metric") if metric not in EXCEPTIONS]


@dataclass(frozen=True)
class SemanticLayer:
    """MetricFlow in this process, where `mf query` takes seconds to start, and the connection that it reads by."""

    engine: MetricFlowEngine
    client: AdapterBackedSqlClient


def semantic_layer_of(database: Path, target: Path) -> SemanticLayer:
    """MetricFlow on a built file: the semantic manifest names it, so the project is parsed for it."""
    run_dbt(["parse"], database=database, target_path=target)
    profile = dbtProjectMetadata.load_from_paths(ROOT, ROOT).profile
    client = AdapterBackedSqlClient(get_adapter_by_type(profile.credentials.type))
    manifest = (target / "semantic_manifest.json").read_text(encoding="utf-8")
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest))
    return SemanticLayer(MetricFlowEngine(lookup, client), client)


@pytest.fixture(scope="module")
def layer(sample_database, target_path, tmp_path_factory) -> SemanticLayer:
    """The semantic layer of the sample company, on a copy: MetricFlow keeps the file open that it reads."""
    copy = tmp_path_factory.mktemp("semantic_layer") / "company.duckdb"
    shutil.copyfile(sample_database, copy)
    return semantic_layer_of(copy, target_path)


def answers(layer: SemanticLayer, metrics: Iterable[str], segment: str, grain: str = "month") -> dict[tuple, float]:
    """What MetricFlow says, by metric, period and value of the segment; no key where it has no figure."""
    period = f"metric_time__{grain}"
    by = [period] if segment == "all" else [period, segment]
    request = MetricFlowQueryRequest.create(metric_names=list(metrics), group_by_names=by)
    table = layer.engine.query(request).result_df
    rows = [dict(zip(table.column_names, row)) for row in table.rows]
    return {
        (metric, row[period], row.get(segment, "all")): float(row[metric])
        for row in rows
        for metric in metrics
        if row[metric] is not None
    }


def figures(
    layer: SemanticLayer, metrics: Iterable[str], segment: str, grain: str = "month"
) -> dict[tuple, tuple[float | None, int]]:
    """What metric_values says, with sample sizes, by metric, period and value of the segment."""
    rows = layer.client.query(
        f"""
        select metric, period_start, segment_value, metric_value, sample_size
        from marts.metric_values
        where period_grain = '{grain}' and segment_name = '{segment}'
        """
    ).rows
    return {(metric, start, value): (figure, size) for metric, start, value, figure, size in rows if metric in metrics}


def difference(answer: float | None, figure: float | None, sample_size: int) -> str:
    """How an answer differs from the figure of the marts; empty where it does not.

    Where nothing was counted MetricFlow has no row, metric_values a null with its reason, or a 0 of nobody.
    """
    if answer is None:
        return "" if figure is None or (figure == 0 and sample_size == 0) else f"no answer for {figure}"
    if figure is None:
        return f"{answer} for no figure"
    same = math.isclose(answer, figure, rel_tol=1e-9, abs_tol=1e-9)
    return "" if same else f"{answer} for {figure}"


def assert_same(answered: dict[tuple, float], expected: dict[tuple, tuple[float | None, int]]) -> None:
    """Fail with the first twenty figures that differ."""
    differences = [
        f"{key}: {said}"
        for key in sorted(expected.keys() | answered.keys(), key=str)
        if (said := difference(answered.get(key), *expected.get(key, (None, 0))))
    ]
    assert not differences, "\n".join([f"{len(differences)} of {len(expected)} differ:", *differences[:20]])


@pytest.mark.parametrize("segment", ["all", *SEGMENTS])
def test_metricflow_has_the_figures_of_metric_values(layer, segment):
    metrics = [metric for metric in METRICS if segment in ("all", "acquisition_channel") or metric not in OF_SPEND]
    answered, expected = answers(layer, metrics, segment), figures(layer, metrics, segment)
    assert {key[0] for key in answered} == {key[0] for key in expected} == set(metrics)
    assert_same(answered, expected)


@pytest.mark.parametrize("grain", ["quarter", "year"])
def test_what_stands_at_an_end_is_of_any_grain(layer, grain):
    assert_same(
        answers(layer, OF_ANY_GRAIN, "plan_tier", grain), figures(layer, OF_ANY_GRAIN, "plan_tier", grain)
    )


@pytest.mark.parametrize("metric", sorted(OF_SPEND))
@pytest.mark.parametrize("segment", [segment for segment in SEGMENTS if segment != "acquisition_channel"])
def test_metricflow_refuses_what_is_not_attributable(layer, metric, segment):
    with pytest.raises(InvalidQueryException, match=segment):
        answers(layer, [metric], segment)
    assert {figure for figure, _ in figures(layer, [metric], segment).values()} == {None}


def test_a_slice_beyond_the_segments_adds_up_to_the_whole(layer):
    whole = answers(layer, ["monthly_recurring_revenue"], "all")
    parts = answers(layer, ["monthly_recurring_revenue"], "customer__first_plan_tier")
    summed = {key: 0.0 for key in whole}
    for (metric, month, _), part in parts.items():
        summed[metric, month, "all"] += part
    assert summed == pytest.approx(whole)
    assert len({value for _, _, value in parts}) > 1


def test_the_exceptions_are_few_and_have_their_reasons(layer):
    assert len(EXCEPTIONS) <= 6
    assert set(EXCEPTIONS) <= set(column("metric_registry", "metric"))
    assert all(column("semantic_layer_exceptions", "reason"))
    assert not {metric.name for metric in layer.engine.list_metrics()} & set(EXCEPTIONS)


def test_a_metric_has_one_label_in_metricflow_and_in_the_catalog(layer):
    labels = dict(layer.client.query("select metric, label from marts.metric_catalog").rows)
    named = {metric.name: metric.label for metric in layer.engine.list_metrics()}
    assert {metric: named.get(metric) for metric in METRICS} == {metric: labels[metric] for metric in METRICS}


@pytest.mark.parametrize("saved_query", ["scorecard", "board_pack"])
def test_a_saved_query_gives_a_row_for_every_month(layer, saved_query):
    table = layer.engine.query(MetricFlowQueryRequest.create(saved_query_name=saved_query)).result_df
    months = layer.client.query(
        "select distinct period_start from marts.metric_values where period_grain = 'month'"
    ).rows
    assert {row[0] for row in table.rows} == {month for (month,) in months}


def test_the_scorecard_leaves_out_no_canonical_metric(layer):
    canonical = layer.client.query("select metric from marts.metric_catalog where status = 'canonical'").rows
    (scorecard,) = [query for query in layer.engine.list_saved_queries() if query.name == "scorecard"]
    assert set(scorecard.query_params.metrics) == {metric for (metric,) in canonical} - set(EXCEPTIONS)
