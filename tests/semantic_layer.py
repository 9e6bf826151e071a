"""MetricFlow on a built project, and how its answers differ from the figures of metric_values."""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dbt.adapters.factory import get_adapter_by_type
from dbt_metricflow.cli.dbt_connectors.adapter_backed_client import AdapterBackedSqlClient
from dbt_metricflow.cli.dbt_connectors.dbt_config_accessor import dbtProjectMetadata
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from scripts.dbt_runner import ROOT

REGISTRY = ROOT / "seeds" / "registry"
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


def semantic_layer_of(profiles: Path, target: Path) -> SemanticLayer:
    """MetricFlow on what the profile in a folder names; `target` is where dbt parsed the project for it."""
    profile = dbtProjectMetadata.load_from_paths(profiles, ROOT).profile
    client = AdapterBackedSqlClient(get_adapter_by_type(profile.credentials.type))
    manifest = (target / "semantic_manifest.json").read_text(encoding="utf-8")
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest))
    return SemanticLayer(MetricFlowEngine(lookup, client), client)


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


def assert_has_the_figures_of_metric_values(layer: SemanticLayer, segment: str) -> None:
    """Every metric that MetricFlow has, in every month and for every value of the segment."""
    metrics = [metric for metric in METRICS if segment in ("all", "acquisition_channel") or metric not in OF_SPEND]
    answered, expected = answers(layer, metrics, segment), figures(layer, metrics, segment)
    assert {key[0] for key in answered} == {key[0] for key in expected} == set(metrics)
    assert_same(answered, expected)
