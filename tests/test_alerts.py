"""Alerts: false ones are rare, and real departures are found; proved on made-up metrics that the models themselves judge."""

from __future__ import annotations

import os

import duckdb
import numpy
import pytest

from scripts.dbt_runner import run_dbt
from simulated_metrics import HISTORY, JUDGED, KINDS, MONTHS, Kind, judge, made_up

SEED = int(os.environ.get("ALERT_SEED") or 20261122)
RUNS = 1000 if os.environ.get("TEST_LONG") else 300

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


def test_the_error_that_is_shown_is_that_by_which_figures_miss_what_is_expected(quiet, judged_quiet):
    print(f"\nseed {SEED}, {RUNS} runs; error shown against the scatter of departures, in the third year and in the last")
    for kind, (figures, _) in quiet.items():
        columns = judged_quiet[kind.name]
        missed, shown = figures - columns["expected_value"], columns["standard_error"]
        if kind.unit not in ("ratio", "points"):
            missed, shown = numpy.log(figures / columns["expected_value"]), shown / columns["expected_value"]
        ratios = [
            numpy.median(shown[:, year]) / missed[:, year].std()
            for year in (slice(HISTORY, HISTORY + 12), slice(-12, None))
        ]
        print(f"  {kind.name:15} {ratios[0]:.2f} {ratios[1]:.2f}")
        if kind.name != CARRIED_OVER:
            assert 0.95 < ratios[1] < 1.25
            assert 0.95 < ratios[0] < (1.25 if kind.respondents else 1.75)


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


def test_all_segments_of_a_metric_together_have_less_than_one_false_alarm_in_five_years(tmp_path, target_path):
    segments, metrics = 25, RUNS // 25
    random = numpy.random.default_rng(SEED + 2)
    quiet = {kind: made_up(kind, segments * metrics, random) for kind in KINDS}
    judged = judge(tmp_path / "segments.duckdb", target_path, quiet, segments)
    means = {kind: columns["is_opened"][:, HISTORY:].sum() / metrics for kind, columns in judged.items()}
    print(f"\nseed {SEED + 2}, {metrics} metrics of {segments} segments; false alarms of all segments in five years")
    for kind, mean in means.items():
        print(f"  {kind:15} {mean:.2f}")
    assert sum(means.values()) / len(means) < 1


SHAPES = Kind("shapes", "ratio", 0.5, 0, respondents=400)
SHAPED_AT = 40


@pytest.fixture(scope="module")
def shaped(tmp_path_factory, target_path):
    """What becomes of a figure of about 0.5, with an error of 0.01 in every month, that is changed in month 40."""
    wobble = 0.004 * numpy.sin(numpy.arange(len(MONTHS)) * 2.4)
    figures = numpy.tile(0.5 + wobble, (6, 1))
    figures[0, SHAPED_AT] += 0.10  # one month
    figures[1, SHAPED_AT:] += 0.10  # a new level, for good
    figures[2, SHAPED_AT : SHAPED_AT + 6] += 0.10  # half a year
    figures[3, SHAPED_AT] = numpy.nan  # no figure, then a new level
    figures[3, SHAPED_AT + 1 :] += 0.10
    figures[4, SHAPED_AT] = numpy.inf  # a small sample
    widths = numpy.full(figures.shape, 0.01 * 1.959964)
    figures[5] = 0.5 + wobble / 100
    figures[5, SHAPED_AT:] -= 0.009  # many of its errors, and less than two hundredths of it
    widths[5] /= 100
    return judge(tmp_path_factory.mktemp("shapes") / "shapes.duckdb", target_path, {SHAPES: (figures, widths)})["shapes"]


def months_of(shaped, column: str, run: int) -> list[int]:
    """The months after month 40, counted from it, in which a column of a run holds."""
    return [int(month) - SHAPED_AT for month in numpy.flatnonzero(shaped[column][run] == 1)]


def test_one_odd_month_is_one_alert_that_closes_after_two_quiet_months_and_has_no_echo_a_year_later(shaped):
    assert months_of(shaped, "is_opened", 0) == [0]
    assert months_of(shaped, "is_open", 0) == [0, 1]


def test_a_new_level_is_one_alert_that_becomes_the_norm_after_twelve_months(shaped):
    assert months_of(shaped, "is_opened", 1) == [0]
    assert months_of(shaped, "is_open", 1) == list(range(11))


def test_months_of_an_open_alert_do_not_enter_what_is_expected(shaped):
    assert months_of(shaped, "is_open", 2) == list(range(7))
    expected = shaped["expected_value"][2, SHAPED_AT : SHAPED_AT + 20]
    assert numpy.abs(expected - 0.5).max() < 0.02


def test_a_month_without_a_figure_or_with_few_observations_is_not_judged(shaped):
    assert months_of(shaped, "is_opened", 3) == [1]
    assert months_of(shaped, "is_opened", 4) == []
    assert shaped["is_judged"][3, SHAPED_AT] == 0 and shaped["is_judged"][4, SHAPED_AT] == 0


def test_a_departure_below_the_minimum_change_is_no_alert_however_sure(shaped):
    assert months_of(shaped, "is_opened", 5) == []


def test_nothing_is_judged_before_two_years_of_history(shaped):
    assert not (shaped["is_judged"][:, :HISTORY] == 1).any()
    assert (shaped["is_judged"][0, HISTORY:] == 1).all()


def test_replaying_a_dated_build_adds_nothing(sample_database, tmp_path, target_path):
    database = tmp_path / "replayed.duckdb"
    database.write_bytes(sample_database.read_bytes())

    def alerts() -> list[tuple]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute("select * from marts.metric_alerts order by all").fetchall()

    before = alerts()
    run_dbt(["run", "--select", "metric_alerts"], database=database, target_path=target_path)
    assert alerts() == before
    assert len(before) > 0
