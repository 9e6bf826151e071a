"""Answers to questionnaires: which one counts, and what a survey calls satisfied."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from .customers import Segment
from .periods import Period
from .raw import RawRow

STEPS_OF_FIVE_POINTS = 4


@dataclass(frozen=True)
class Survey:
    """A questionnaire; `satisfied_from` is None where no answer to it can be called satisfied."""

    kind: str
    scale_min: Fraction
    scale_max: Fraction
    satisfied_from: Fraction | None


@dataclass(frozen=True)
class Answer:
    """One response of one respondent; scores and uplifts are None where not given."""

    response_id: str
    survey: Survey
    customer_id: str
    respondent_id: str
    at: datetime
    score: Fraction | None
    business_value_uplift: Fraction | None
    quality_of_life_uplift: Fraction | None
    segments: tuple[Segment, ...]

    @property
    def can_count(self) -> bool:
        """Whether it says anything: a score, or one uplift at least where the kind is value."""
        if self.survey.kind == "value":
            uplifts = (self.business_value_uplift, self.quality_of_life_uplift)
            return any(uplift is not None for uplift in uplifts)
        return self.score is not None

    @property
    def scaled_score(self) -> Fraction:
        """The score's place on its scale, 0 at the lowest box and 1 at the highest."""
        survey = self.survey
        return (self.score - survey.scale_min) / (survey.scale_max - survey.scale_min)


def read_surveys(rows: list[RawRow]) -> dict[str, Survey]:
    """The surveys by id; on a five-point scale the top two boxes are satisfied by default."""
    surveys = {}
    for row in rows:
        lowest, highest = row.number("scale_min"), row.number("scale_max")
        satisfied_from = row.number("satisfied_from")
        if satisfied_from is None and highest - lowest == STEPS_OF_FIVE_POINTS:
            satisfied_from = highest - 1
        surveys[row["survey_id"]] = Survey(row["kind"], lowest, highest, satisfied_from)
    return surveys


def chosen_answers(
    answers: list[Answer], periods: list[Period]
) -> dict[tuple[date, str], list[Answer]]:
    """The answers that count in the periods of one grain, by (period_start, kind).

    Of a customer's respondent it is the latest that says anything, ties by the larger response id.
    """
    latest: dict[tuple[date, str, str, str], Answer] = {}
    for answer in answers:
        if not answer.can_count:
            continue
        start = periods[bisect_right(periods, answer.at, key=lambda p: p.start_at) - 1].start
        place = (start, answer.survey.kind, answer.customer_id, answer.respondent_id)
        other = latest.get(place)
        if other is None or (other.at, other.response_id) < (answer.at, answer.response_id):
            latest[place] = answer
    chosen: dict[tuple[date, str], list[Answer]] = {}
    for (start, kind, _, _), answer in latest.items():
        chosen.setdefault((start, kind), []).append(answer)
    return chosen
