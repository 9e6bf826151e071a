"""MetricFlow answers with the figures of metric_values, whole and by each segment, for every metric but a few."""

import shutil

import pytest
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest
from metricflow_semantics.errors.error_classes import InvalidQueryException
from semantic_layer import (
    EXCEPTIONS,
    METRICS,
    OF_SPEND,
    SEGMENTS,
    SemanticLayer,
    answers,
    assert_has_the_figures_of_metric_values,
    assert_same,
    column,
    figures,
    semantic_layer_of,
)

from scripts.dbt_runner import ROOT, run_dbt

# What stands at an end, a year that ends with it, and what is dated by the day: of any period.
OF_ANY_GRAIN = (
    "monthly_recurring_revenue", "annual_recurring_revenue", "committed_monthly_recurring_revenue",
    "billed_monthly_recurring_revenue", "average_revenue_per_account", "gross_revenue_retention_trailing_year",
    "net_revenue_retention_trailing_year", "customer_lifetime_value", "customer_lifetime_value_orders",
    "customer_lifetime_value_profit", "customer_lifetime_value_compounded", "customer_lifetime_value_single_payment",
    "average_order_value", "orders_per_customer_year", "repeat_purchase_rate", "monthly_active_users", "stickiness",
    "first_response_time_hours", "survey_response_rate",
)


@pytest.fixture(scope="module")
def layer(sample_database, target_path, tmp_path_factory) -> SemanticLayer:
    """The semantic layer of the sample company, on a copy: MetricFlow keeps the file open that it reads."""
    copy = tmp_path_factory.mktemp("semantic_layer") / "company.duckdb"
    shutil.copyfile(sample_database, copy)
    run_dbt(["parse"], database=copy, target_path=target_path)
    return semantic_layer_of(ROOT, target_path)


@pytest.mark.parametrize("segment", ["all", *SEGMENTS])
def test_metricflow_has_the_figures_of_metric_values(layer, segment):
    assert_has_the_figures_of_metric_values(layer, segment)


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
