"""Scorecard and tree of the sample company, counted again in Python from `metric_values` and the plan alone."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from math import hypot
from pathlib import Path

import duckdb
import pytest

from raw_rows import account, version, write
from scripts.dbt_runner import ROOT

YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class Figure:
    """A row of `metric_values`."""

    value: float | None
    low: float | None
    high: float | None
    numerator: float | None
    denominator: float | None
    sample_size: int
    is_small_sample: bool


def query(database: Path, sql: str) -> list[tuple]:
    """The rows of a query."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def series(sample_database) -> dict[tuple[str, str, str, str], list[Figure]]:
    """(metric, grain, segment_name, segment_value) -> figures of its complete periods, the latest first."""
    rows = query(
        sample_database,
        "select metric, period_grain, segment_name, segment_value, metric_value, interval_low, interval_high, "
        "numerator, denominator, sample_size, is_small_sample from marts.metric_values where is_complete_period "
        "order by period_start desc",
    )
    found = defaultdict(list)
    for row in rows:
        found[row[:4]].append(Figure(*row[4:]))
    return dict(found)


@pytest.fixture(scope="module")
def catalog(sample_database) -> dict[str, tuple[str, str, str]]:
    """Metric -> additivity, unit, direction."""
    rows = query(sample_database, "select metric, additivity, unit, direction from marts.metric_catalog")
    return {row[0]: row[1:] for row in rows}


def significance(change: float | None, bounds: tuple[float, float] | None) -> str:
    """Whether a change is more than chance."""
    if change is None:
        return "not_comparable"
    if bounds is None:
        return "no_sampling_distribution"
    return "significant" if bounds[0] > 0 or bounds[1] < 0 else "not_significant"


def change_between(now: Figure, then: Figure | None) -> tuple[float | None, tuple[float, float] | None]:
    """The change from one figure to another one and its interval."""
    if then is None or now.value is None or then.value is None:
        return None, None
    change = now.value - then.value
    if now.low is None or then.low is None:
        return change, None
    below = hypot(now.value - now.low, then.high - then.value)
    above = hypot(now.high - now.value, then.value - then.low)
    return change, (change - below, change + above)


def slope_of(figures: list[Figure]) -> tuple[float | None, tuple[float, float] | None]:
    """The least-squares slope of six figures, the latest first, and its interval."""
    six = figures[:6][::-1]
    if len(six) < 6 or any(figure.value is None for figure in six):
        return None, None
    offsets = [position - 2.5 for position in range(6)]
    squares = sum(offset**2 for offset in offsets)
    mean = sum(figure.value for figure in six) / 6
    pairs = list(zip(offsets, six, strict=True))
    slope = sum(offset * (figure.value - mean) for offset, figure in pairs) / squares
    if any(figure.low is None for figure in six):
        return slope, None
    down = [figure.value - figure.low if offset > 0 else figure.high - figure.value for offset, figure in pairs]
    up = [figure.high - figure.value if offset > 0 else figure.value - figure.low for offset, figure in pairs]
    return slope, tuple(
        slope + sign * hypot(*(offset * reach / squares for offset, reach in zip(offsets, reaches, strict=True)))
        for sign, reaches in ((-1, down), (1, up))
    )


def is_close(found: float | None, expected: float | None) -> bool:
    """Equal but for the last digits."""
    return found is expected or (found is not None and found == pytest.approx(expected, rel=1e-9, abs=1e-9))


CHANGES = ("previous_change", "last_year_change", "trend_slope")


def test_every_change_and_slope_of_the_scorecard_is_that_of_the_figures(sample_database, series):
    columns = ", ".join(f"{name}, {name}_low, {name}_high, {name}_significance" for name in CHANGES)
    rows = query(
        sample_database,
        f"select metric, period_grain, segment_name, segment_value, metric_value, {columns} "
        "from marts.metric_scorecard",
    )
    assert {row[:4] for row in rows} == set(series)
    wrong = []
    for metric, grain, name, value, latest, *found in rows:
        figures = series[metric, grain, name, value]
        year = figures[YEAR[grain]] if len(figures) > YEAR[grain] else None
        expected = (change_between(figures[0], figures[1]), change_between(figures[0], year), slope_of(figures))
        for position, (change, bounds) in enumerate(expected):
            *numbers, said = found[4 * position : 4 * position + 4]
            right = zip(numbers, (change, *(bounds or (None, None))), strict=True)
            if not all(is_close(*pair) for pair in right) or said != significance(change, bounds):
                wrong.append((metric, grain, name, value, CHANGES[position]))
        if not is_close(latest, figures[0].value):
            wrong.append((metric, grain, name, value, "metric_value"))
    assert wrong == []


def test_both_kinds_of_significance_and_metrics_without_one_occur(sample_database):
    for change in CHANGES:
        found = query(sample_database, f"select distinct {change}_significance from marts.metric_scorecard")
        assert {row[0] for row in found} == {
            "significant", "not_significant", "no_sampling_distribution", "not_comparable"
        }


def plan() -> list[dict[str, str]]:
    """The targets of the sample company."""
    with (ROOT / "seeds" / "planning" / "raw_planning__targets.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_target_stands_on_the_scorecard_as_it_was_planned(sample_database, series, catalog):
    rows = query(
        sample_database,
        "select metric, target_value, warning_value, distance_to_target, target_status, owner, action_plan, "
        "cast(due_on as text) from marts.metric_scorecard "
        "where period_grain = 'month' and segment_name = 'all' and target_kind is not null",
    )
    found = {row[0]: row[1:] for row in rows}
    assert set(found) == {target["metric"] for target in plan()}
    for target in plan():
        figures = series[target["metric"], "month", "all", "all"]
        planned = [float(target["target_value"]), float(target["warning_value"])]
        if target["target_kind"] == "change_from":
            assert target["baseline_period_start"] == "2024-12-01"
            planned = [figures[12].value * (1 + change) for change in planned]
        better = -1 if catalog[target["metric"]][2] == "down" else 1
        to_both = [better * (figures[0].value - figure) for figure in planned]
        reached = sum(distance >= 0 for distance in to_both)
        status = "small_sample" if figures[0].is_small_sample else ("missed", "at_risk", "met")[reached]
        *numbers, said, owner, action, due = found[target["metric"]]
        assert numbers == pytest.approx([*planned, to_both[0]])
        assert (said, owner, action, due) == (status, target["owner"], target["action_plan"], target["due_on"])


def test_whatever_has_no_target_says_so_and_has_an_owner(sample_database, series):
    rows = query(
        sample_database,
        "select metric, period_grain, segment_name, segment_value, target_status, owner from marts.metric_scorecard "
        "where target_kind is null",
    )
    assert len(rows) > 3000
    for *key, status, owner in rows:
        assert status == ("no_data" if series[tuple(key)][0].value is None else "no_target")
        assert owner


def parts_of(metric: str, additivity: str, unit: str, segments: list[tuple[Figure, Figure]]) -> list[tuple]:
    """Volume, mix and rate of each segment: each effect is the mean of its size before and after the others."""
    halves = []
    for figure in (position for pair in segments for position in pair):
        upper = figure.value if additivity == "additive" else figure.numerator
        lower = figure.sample_size if additivity == "additive" else figure.denominator
        halves.append(((upper or 0) * (100 if unit == "points" and additivity == "ratio" else 1), lower or 0))
    now, then = halves[::2], halves[1::2]
    total_now, total_then = ([sum(part) for part in zip(*period, strict=True)] for period in (now, then))
    parts = []
    for (upper, lower), (earlier_upper, earlier_lower) in zip(now, then, strict=True):
        rates = [upper / lower if lower else None, earlier_upper / earlier_lower if earlier_lower else None]
        known = [rate for rate in rates if rate is not None] or [None]
        weight, earlier_weight = lower / total_now[1], earlier_lower / total_then[1]
        if additivity == "additive":
            mean_rate = sum(known) / len(known) if known[0] is not None else 0
            volume = mean_rate * (total_now[1] - total_then[1]) * (weight + earlier_weight) / 2
            mix = mean_rate * (weight - earlier_weight) * (total_now[1] + total_then[1]) / 2
            parts.append((volume, mix, upper - earlier_upper - volume - mix))
            continue
        whole = (total_now[0] / total_now[1] + total_then[0] / total_then[1]) / 2
        mean_rate = sum(known) / len(known) if known[0] is not None else whole
        mix = (mean_rate - whole) * (weight - earlier_weight)
        own = upper / total_now[1] - earlier_upper / total_then[1] - whole * (weight - earlier_weight)
        parts.append((0, mix, own - mix))
    return parts


def test_what_each_segment_explains_is_counted_again(sample_database, series, catalog):
    rows = query(
        sample_database,
        "select metric, period_grain, segment_name, segment_value, overall_change, volume_part, mix_part, rate_part, "
        "segment_part, segment_share from marts.metric_tree where decomposition = 'decomposed' "
        "order by metric, period_grain, segment_name, segment_value",
    )
    dimensions = defaultdict(list)
    for row in rows:
        dimensions[row[:3]].append(row[3:])
    assert len(dimensions) > 400
    wrong = []
    for (metric, grain, name), found in dimensions.items():
        whole = series[metric, grain, "all", "all"]
        change = whole[0].value - whole[1].value
        additivity, unit, _ = catalog[metric]
        segments = [tuple(series[metric, grain, name, row[0]][:2]) for row in found]
        expected = parts_of(metric, additivity, unit, segments)
        scale = max(1.0, abs(whole[0].value))
        for (value, overall, *numbers), parts in zip(found, expected, strict=True):
            right = [*parts, sum(parts)]
            share = sum(parts) / change if change else None
            if numbers[:4] != pytest.approx(right, abs=1e-9 * scale) or overall != pytest.approx(change) or (
                change and numbers[4] != pytest.approx(share, abs=1e-6)
            ):
                wrong.append((metric, grain, name, value))
        if sum(row[5] for row in found) != pytest.approx(change, abs=1e-9 * scale):
            wrong.append((metric, grain, name, "does not add up"))
    assert wrong == []


def test_what_does_not_come_apart_is_what_has_no_parts(sample_database, catalog):
    rows = query(
        sample_database,
        "select metric, segment_name, not_decomposable_reason from marts.metric_tree "
        "where decomposition = 'not_decomposable' group by all",
    )
    by_reason = defaultdict(set)
    for metric, name, reason in rows:
        by_reason[reason].add((metric, name))
    # Spend is booked by channel.
    assert by_reason.pop("segments_do_not_add_up") == {
        ("customer_acquisition_cost", name) for name in ("plan_tier", "company_size", "industry", "region")
    }
    non_additive = {metric for metric, (additivity, *_) in catalog.items() if additivity == "non_additive"}
    assert {metric for metric, _ in by_reason.pop("non_additive")} == non_additive
    assert set(by_reason) <= {"no_figure"}


def test_the_tree_has_every_metric_on_its_level_under_its_success_factor(sample_database):
    paths = query(
        sample_database,
        "select distinct tree_path, level_number from marts.metric_tree where decomposition = 'whole'",
    )
    with (ROOT / "seeds" / "registry" / "metric_registry.csv").open(encoding="utf-8", newline="") as file:
        metrics = list(csv.DictReader(file))
    levels = {"overall": 1, "business_domain": 2, "customer_group": 3}
    assert dict(paths) == {
        f"{row['critical_success_factor']} / {row['level']} / {row['domain']} / {row['metric']}": levels[row["level"]]
        for row in metrics
    }


TARGET = {
    "metric": "customer_churn_rate", "period_grain": "month", "segment_name": "all", "segment_value": "all",
    "valid_from": "2024-01-01", "target_value": "0.05",
}
UP_TO_PLAN = ["build", *NO_TESTS, "--select", "+int_rows_set_aside", "+stg_planning__targets"]


@pytest.fixture
def small_company(tmp_path) -> Path:
    """A folder of exports: one account with one subscription."""
    write(tmp_path / "raw", "billing.customers", [account("a", region="EMEA")])
    write(tmp_path / "raw", "billing.subscriptions", [version("a", "2024-01-01")])
    return tmp_path / "raw"


def planned(folder: Path, run_parsed) -> tuple[list[tuple], list[tuple]]:
    """Which targets are accepted, and which are set aside by what rule."""
    database = folder.parent / "plan.duckdb"
    run_parsed(UP_TO_PLAN, database, {"raw_path": str(folder), "quarantine_threshold": 1})
    accepted = query(database, "select metric, cast(valid_from as text) from staging.stg_planning__targets order by all")
    aside = query(
        database,
        "select row_key, rule from intermediate.int_rows_set_aside where raw_table = 'planning.targets' "
        "order by all",
    )
    return accepted, aside


def test_without_a_plan_of_its_own_a_company_has_that_of_the_project(small_company, run_parsed):
    accepted, aside = planned(small_company, run_parsed)
    assert accepted == sorted((target["metric"], target["valid_from"]) for target in plan())
    assert aside == []


def test_a_plan_that_is_handed_over_wins_and_its_bad_targets_are_named(small_company, run_parsed):
    write(small_company, "planning.targets", [
        {**TARGET, "valid_to": "2025-01-01"},
        {**TARGET, "valid_from": "2025-01-01"},
        {**TARGET, "valid_from": "2025-06-01", "target_value": "0.04"},
        {**TARGET, "valid_from": "2025-07-01", "metric": "churn"},
        {**TARGET, "valid_from": "2025-08-01", "segment_name": "region", "segment_value": "Mars"},
        {**TARGET, "valid_from": "2025-09-01", "segment_name": "region", "segment_value": "EMEA"},
    ])
    accepted, aside = planned(small_company, run_parsed)
    assert accepted == [
        ("customer_churn_rate", day) for day in ("2024-01-01", "2025-01-01", "2025-09-01")
    ]
    assert aside == [
        ("churn all all 2025-07-01", "metric_unknown"),
        ("customer_churn_rate all all 2025-06-01", "overlaps_an_earlier_target"),
        ("customer_churn_rate region Mars 2025-08-01", "segment_unknown"),
    ]
