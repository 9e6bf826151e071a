"""Metrics made up at random, as `metric_values_reported` shows them: what alerts are proved on.

Each kind has a season and, where it can grow, growth; its error is new every month. `stock` alone carries over what has
happened, as recurring revenue does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy

from scripts.dbt_runner import run_dbt

Z_95 = 1.959964
HISTORY = 24
JUDGED = 60
MONTHS = numpy.arange(HISTORY + JUDGED)
MODELS = ("int_metric_observations", "int_metric_expectations")

Numbers = numpy.ndarray


@dataclass(frozen=True)
class Kind:
    """A kind of metric: its unit in the registry, its level and season, and the size of its monthly error (for
    surveys the number of respondents says it)."""

    name: str
    unit: str
    level: float
    season: float
    error: float = 0
    respondents: int = 0


KINDS = (
    Kind("satisfaction", "ratio", 0.80, 0.04, respondents=400),
    Kind("churn", "ratio", 0.03, 0.01, respondents=4000),
    Kind("net_promoter", "points", 30, 10, respondents=300),
    Kind("spend", "currency", 2000, 0.10, error=0.04),
    Kind("hours", "hours", 8, 0.15, error=0.08),
    Kind("stickiness", "ratio", 0.25, 0.02, error=0.01),
    Kind("stock", "currency", 100_000, 0, error=0.02),
)


def made_up(kind: Kind, runs: int, random: numpy.random.Generator) -> tuple[Numbers, Numbers]:
    """A value and half the width of its interval (not a number where there is none), by run and month."""
    peaks = random.integers(0, 12, size=(runs, 1))
    season = kind.season * numpy.sin(2 * numpy.pi * (MONTHS - peaks) / 12)
    noise = random.normal(0, kind.error, size=season.shape)
    if kind.unit == "points":
        return net_promoters(kind.respondents, (kind.level + season) / 100, random)
    if kind.respondents:
        return proportions(kind.respondents, kind.level + season, random)
    if kind.name == "stock":
        figures = kind.level * numpy.exp(numpy.cumsum(0.01 + noise, axis=1))
    elif kind.unit == "ratio":
        figures = kind.level + season + noise
    else:
        figures = kind.level * numpy.exp(season + noise + 0.01 * MONTHS)
    return figures, numpy.full(figures.shape, numpy.nan)


def proportions(respondents: int, shares: Numbers, random: numpy.random.Generator) -> tuple[Numbers, Numbers]:
    """Shares of respondents, with half the width of their Wilson intervals."""
    share = random.binomial(respondents, shares) / respondents
    squared = Z_95**2
    spread = numpy.sqrt(share * (1 - share) / respondents + squared / (4 * respondents**2))
    return share, Z_95 * spread / (1 + squared / respondents)


def net_promoters(respondents: int, net_shares: Numbers, random: numpy.random.Generator) -> tuple[Numbers, Numbers]:
    """Net promoter scores with 30 % passives, with half the width of their adjusted Wald intervals."""
    classes = numpy.stack([0.35 + net_shares / 2, 0.35 - net_shares / 2, numpy.full(net_shares.shape, 0.3)], axis=-1)
    answers = random.multinomial(respondents, classes)
    promoters, detractors = answers[..., 0], answers[..., 1]
    adjusted = (promoters - detractors) / (respondents + 3)
    decided = (promoters + detractors + 1.5) / (respondents + 3)
    width = Z_95 * numpy.sqrt((decided - adjusted**2) / (respondents + 3))
    return 100 * (promoters - detractors) / respondents, 100 * width


def judge(
    database: Path, target_path: Path, kinds: dict[Kind, tuple[Numbers, Numbers]], segments: int = 0
) -> dict[str, dict[str, Numbers]]:
    """Run the project's own models on made-up figures; returns columns of int_metric_expectations by kind, each by run
    and month, not a number where a month has no expectation yet.

    A run is a metric of its own, or, where there are `segments`, one of so many segment values of a metric. A figure that
    is not a number is null; an infinite one is a small sample.
    """
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.metric_catalog as select unnest(?) || ' ' || run as metric, 'canonical' as status "
            "from range(?) as runs(run)",
            [[kind.name for kind in kinds], max(len(figures) for figures, _ in kinds.values())],
        )
        connection.execute(
            "create table marts.metric_values_reported (metric varchar, period_grain varchar, period_start date, "
            "period_end date, segment_name varchar, segment_value varchar, metric_value double, interval_low double, "
            "interval_high double, is_complete_period boolean, is_small_sample boolean, unit varchar, direction varchar)"
        )
        for kind, (figures, widths) in kinds.items():
            runs, months = numpy.indices(figures.shape).reshape(2, -1)
            columns = {"run": runs, "month": months, "figure": figures.ravel(), "width": widths.ravel()}
            connection.register("columns", columns)
            connection.execute(
                """
                insert into marts.metric_values_reported
                select
                    $kind || ' ' || run // greatest($segments, 1), 'month', date '2018-01-01' + to_months(month::int),
                    date '2018-02-01' + to_months(month::int), if($segments = 0, 'all', 'region'),
                    if($segments = 0, '0', (run % $segments)::varchar),
                    case when isfinite(figure) then figure when isinf(figure) then 1 end,
                    figure - nullif(width, 'nan'), figure + nullif(width, 'nan'), true, isinf(figure), $unit, 'up'
                from columns
                """,
                {"kind": kind.name, "segments": segments, "unit": kind.unit},
            )
    run_dbt(["run", "--select", *MODELS], database=database, target_path=target_path)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            """
            select
                split_part(metric, ' ', 1) as kind,
                split_part(metric, ' ', 2)::int * greatest($segments, 1) + segment_value::int as run,
                date_diff('month', date '2018-01-01', period_start) as month,
                is_opened, is_open, is_judged, expected_value, standard_error, close_reason
            from intermediate.int_metric_expectations
            """,
            {"segments": segments},
        ).fetchnumpy()
    judged = {}
    for kind, (figures, _) in kinds.items():
        of_kind = rows["kind"] == kind.name
        place = rows["run"][of_kind], rows["month"][of_kind]
        judged[kind.name] = {}
        for column in ("is_opened", "is_open", "is_judged", "expected_value", "standard_error"):
            values = numpy.full(figures.shape, numpy.nan)
            values[place] = rows[column][of_kind]
            judged[kind.name][column] = values
    return judged
