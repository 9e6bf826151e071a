"""MetricFlow answers with the figures of metric_values, whole and by each segment, for every metric but a few."""

import csv
import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.factory import get_adapter_by_type
from dbt_metricflow.cli.dbt_connectors.adapter_backed_client import AdapterBackedSqlClient
from dbt_metricflow.cli.dbt_connectors.dbt_config_accessor import dbtProjectMetadata
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow_semantics.errors.error_classes import InvalidQueryException
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from scripts.dbt_runner import ROOT

REGISTRY = ROOT / "seeds" / "registry"
MONTH = "metric_time__month"
SEGMENTS = ("plan_tier", "company_size", "industry", "region", "acquisition_channel")

# Spend knows its channel and nothing else: metric_values says not_attributable by the other segments.
OF_SPEND = {"customer_acquisition_cost", "ltv_to_cac_ratio", "cac_payback_months"}


def column(name: str, of: str) -> list[str]:
    """One column of a seed of the registry."""
    with (REGISTRY / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return [row[of] for row in csv.DictReader(file)]


EXCEPTIONS = column("semantic_layer_exceptions", "metric")
METRICS = [metric for metric in column("metric_registry", "metric") if metric not in EXCEPTIONS]


@dataclass(frozen=True)
class SemanticLayer:
    """MetricFlow in this process, where `mf query` takes seconds to start, and the connection that it reads by."""

    engine: MetricFlowEngine
    client: AdapterBackedSqlClient


def semantic_layer_of(database: Path, target: Path) -> SemanticLayer:
    """MetricFlow on a built file, with the semantic manifest that dbt wrote into its target folder."""
    os.environ["CUSTOMER_SUCCESS_DUCKDB"] = str(database)
    profile = dbtProjectMetadata.load_from_paths(ROOT, ROOT).profile
    client = AdapterBackedSqlClient(get_adapter_by_type(profile.credentials.type))
    manifest = (target / "semantic_manifest.json").read_text(encoding="utf-8")
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest))
    return SemanticLayer(MetricFlowEngine(lookup, client), client)


@pytest.fixture(scope="module")
def layer(sample_database, target_path) -> Iterator[SemanticLayer]:
    """The semantic layer of the sample company."""
    yield semantic_layer_of(sample_database, target_path)
    DuckDBConnectionManager.close_all_connections()


def answers(layer: SemanticLayer, metrics: Iterable[str], segment: str) -> dict[tuple, float]:
    """What MetricFlow says, by metric, month and value of the segment; no key where it has no figure."""
    by = [MONTH] if segment == "all" else [MONTH, segment]
    request = MetricFlowQueryRequest.create(metric_names=list(metrics), group_by_names=by)
    table = layer.engine.query(request).result_df
    rows = [dict(zip(table.column_names, row)) for row in table.rows]
    return {
        (metric, row[MONTH], row.get(segment, "all")): float(row[metric])
        for row in rows
        for metric in metrics
        if row[metric] is not None
    }


def figures_of_marts(layer: SemanticLayer, segment: str) -> dict[tuple, tuple[float | None, int]]:
    """The monthly figures of metric_values with their sample sizes, by metric, month and value of the segment."""
    rows = layer.client.query(
        f"""
        select metric, period_start, segment_value, metric_value, sample_size
        from marts.metric_values
        where period_grain = 'month' and segment_name = '{segment}'
        """
    ).rows
    return {(metric, month, value): (figure, size) for metric, month, value, figure, size in rows}


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


@pytest.mark.parametrize("segment", ["all", *SEGMENTS])
def test_metricflow_has_the_figures_of_metric_values(layer, segment):
    metrics = [metric for metric in METRICS if segment in ("all", "acquisition_channel") or metric not in OF_SPEND]
    expected = {key: row for key, row in figures_of_marts(layer, segment).items() if key[0] in metrics}
    answered = answers(layer, metrics, segment)
    assert {key[0] for key in expected} == set(metrics)
    assert {key[0] for key in answered} == set(metrics)
    differences = [
        f"{key}: {said}"
        for key in sorted(expected.keys() | answered.keys(), key=str)
        if (said := difference(answered.get(key), *expected.get(key, (None, 0))))
    ]
    assert not differences, "\n".join([f"{len(differences)} of {len(expected)} differ:", *differences[:20]])
