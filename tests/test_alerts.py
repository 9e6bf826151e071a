"""Alerts: false ones are rare, and real departures are found; proved on made-up metrics that the models themselves judge."""

from __future__ import annotations

import os

import numpy
import pytest

from simulated_metrics import HISTORY, JUDGED, KINDS, judge, made_up

SEED = int(os.environ.get("ALERT_SEED") or 20261122)
RUNS = 1000 if os.environ.get("TEST_LONG") else 500

# What a stock has lost it has lost for good: a second month hardly says more about it than the first.
CARRIED_OVER = "stock"


@pytest.fixture(scope="module")
def quiet():
    """Metrics without a real change, by kind."""
    random = numpy.random.default_rng(SEED)
    return {kind: made_up(kind, RUNS, random) for kind in KINDS}


@pytest.fixture(scope="module")
def judged_quiet(quiet, tmp_path_factory, target_path):
    """What the models say of them."""
    return judge(tmp_path_factory.mktemp("quiet") / "quiet.duckdb", target_path, quiet)


def test_without_a_real_change_a_metric_has_less_than_one_false_alarm_in_five_years(judged_quiet):
    print(f"\nseed {SEED}, {RUNS} runs of {JUDGED} judged months after {HISTORY}; false alarms of a metric in five years")
    means = {kind: judged["is_opened"][:, HISTORY:].sum(axis=1).mean() for kind, judged in judged_quiet.items()}
    for kind, mean in means.items():
        print(f"  {kind:15} {mean:.2f}")
    assert all(judged["is_judged"][:, HISTORY:].all() for judged in judged_quiet.values())
    assert max(means.values()) < 1


def test_a_departure_of_three_standard_errors_is_found_within_two_periods(quiet, judged_quiet, tmp_path, target_path):
    random = numpy.random.default_rng(SEED + 1)
    moved, months = {}, {}
    for kind, (figures, widths) in quiet.items():
        judged = judged_quiet[kind.name]
        months[kind.name] = random.integers(HISTORY, HISTORY + JUDGED - 1, size=RUNS)
        each = numpy.arange(RUNS), months[kind.name]
        shift = 3 * judged["standard_error"][each] * random.choice([-1, 1], size=RUNS)
        after = numpy.arange(figures.shape[1]) >= months[kind.name][:, None]
        if kind.unit in ("ratio", "points"):
            changed = figures + after * shift[:, None]
        else:
            changed = figures * numpy.exp(after * (shift / judged["expected_value"][each])[:, None])
        moved[kind] = changed, widths
    found = {}
    for kind, judged in judge(tmp_path / "moved.duckdb", target_path, moved).items():
        each = numpy.arange(RUNS), months[kind]
        next_one = numpy.arange(RUNS), months[kind] + 1
        found[kind] = ((judged["is_open"][each] == 1) | (judged["is_open"][next_one] == 1)).mean()
    print(f"\nseed {SEED}, {RUNS} runs; departures of three standard errors found within two periods")
    for kind, share in found.items():
        print(f"  {kind:15} {share:.1%}")
    assert min(share for kind, share in found.items() if kind != CARRIED_OVER) >= 0.95
    assert found[CARRIED_OVER] >= 0.75
