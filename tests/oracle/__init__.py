"""An independent second implementation of the metric system, the judge of the project's SQL.

It is written from the specification of the metrics alone, in plain Python, imports nothing of the
project, and reads nothing but a folder of raw files and the variables. It prefers brute force that
can be checked by reading to anything clever.

The parts, in the order in which data flows through them:

- `raw` reads the files, `variables` the settings, `clock` knows zones and the as-of instant;
- `money` rounds, converts and computes recurring amounts; `customers` follows merges;
- `spells` turns subscription versions into pieces, spells and the plan tier held over time;
- `company` holds all of it for the counted customers; `periods` cuts time;
- `populations` gives each customer's 0/1 populations of each period, `surveys` the answers that
  count, `facts` the sums of a period and segment, `metrics` the figures, `intervals` their bounds;
- `orders`, `survey_response`, `active_users` and `time_to_value` are families of metrics that bring
  their own facts and formulae; a formula gives a `figure`.

Conventions: instants are timezone-aware datetimes in UTC; money is a whole number of millionths of
its currency's unit; a segment is a pair (segment_name, segment_value).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from . import facts, metrics, populations
from .company import Company, load_company
from .populations import CustomerPeriod

__all__ = ["CustomerPeriod", "Row", "compute", "compute_customer_periods"]

RowKey = tuple[str, str, date, str, str]


@dataclass(frozen=True)
class Row:
    """One row of `metric_values`, without its key and its labels.

    `period_end` is exclusive. A value, bound or part that does not exist is None, and
    `null_reason` then says why the value does not.
    """

    period_end: date
    numerator: float | None
    denominator: float | None
    metric_value: float | None
    sample_size: int
    interval_low: float | None
    interval_high: float | None
    is_complete_period: bool
    is_small_sample: bool
    null_reason: str | None


def compute(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[RowKey, Row]:
    """Every row of `metric_values` of a raw folder.

    The keys are (metric, period_grain, period_start, segment_name, segment_value). `variables`
    holds those that differ from their defaults; `clock` is the present (now, where it is None).
    Raises ValueError for unreadable values and LookupError for a currency without a rate.
    """
    company = load_company(Path(raw_path), variables, clock)
    minimum = company.variables.minimum_sample_size
    rows: dict[RowKey, Row] = {}
    for period_facts in facts.facts_of_all_periods(company):
        period = period_facts.period
        for metric, segment, figure in metrics.figures(company, period_facts):
            low, high = figure.interval or (None, None)
            rows[(metric, period.grain, period.start, *segment)] = Row(
                period_end=period.end,
                numerator=as_float(figure.numerator),
                denominator=as_float(figure.denominator),
                metric_value=as_float(figure.value),
                sample_size=figure.sample_size,
                interval_low=low,
                interval_high=high,
                is_complete_period=period.is_complete,
                is_small_sample=figure.sample_size < minimum,
                null_reason=figure.null_reason,
            )
    return rows


def compute_customer_periods(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, str, date], CustomerPeriod]:
    """The populations of every counted customer, keyed by (customer_id, grain, period_start).

    A customer has a row for each period of each grain from the one that holds its own first trace
    to the one that holds the instant just before as-of. Arguments and errors as in `compute`.
    """
    company: Company = load_company(Path(raw_path), variables, clock)
    return populations.customer_periods(company)


def as_float(number: object) -> float | None:
    """An exact number as the double that the mart shows; None stays None."""
    return None if number is None else float(number)
