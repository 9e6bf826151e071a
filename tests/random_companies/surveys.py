"""Questionnaires on many scales, and answers given once, twice and at the same time."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from .accounts import Row
from .timeline import Timeline

# kind, lowest, highest, satisfied from
QUESTIONNAIRES = (
    ("nps", 0, 10, None),
    ("nps", 1, 10, None),
    ("csat", 1, 5, None),
    ("csat", 0, 4, None),
    ("csat", 1, 7, None),
    ("csat", 1, 5, "3"),
    ("csat", 0, 100, "75.5"),
    ("value", 0, 1, None),
    ("value", 0, 10, None),
)
UPLIFTS = (None, None, "0", "0.1", "0.25", "0.333333", "1.5")


def surveys(dice: Random) -> list[Row]:
    """The rows of survey.surveys: most of the questionnaires, so that a kind may be missing."""
    chosen = dice.sample(QUESTIONNAIRES, dice.choice((3, 6, 8, len(QUESTIONNAIRES))))
    return [
        {
            "survey_id": f"{kind}-{number}",
            "kind": kind,
            "scale_min": str(lowest),
            "scale_max": str(highest),
            "satisfied_from": satisfied_from,
        }
        for number, (kind, lowest, highest, satisfied_from) in enumerate(chosen)
    ]


def responses(
    timeline: Timeline, dice: Random, ids: list[str], questionnaires: list[Row]
) -> list[Row]:
    """The rows of survey.responses; ids are not in the order of time."""
    rows: list[Row] = []
    for customer_id in ids:
        for _ in range(dice.randrange(7)):
            survey = dice.choice(questionnaires)
            row = {
                "survey_id": survey["survey_id"],
                "customer_id": customer_id,
                "respondent_id": f"p{dice.randrange(3)}",
                "responded_at": timeline.instant(),
                **what_is_said(dice, survey),
            }
            rows.append(row)
            if dice.random() < 0.3:
                later = row["responded_at"] + timedelta(seconds=dice.choice((0, 0, 1, 86_400)))
                rows.append(row | what_is_said(dice, survey) | {"responded_at": later})
    dice.shuffle(rows)
    return [{"response_id": f"r{number}", **row} for number, row in enumerate(rows)]


def what_is_said(dice: Random, survey: Row) -> Row:
    """A score on the survey's scale, or none, and uplifts."""
    lowest, highest = int(survey["scale_min"]), int(survey["scale_max"])
    halves = dice.randrange(2 * lowest, 2 * highest + 1)
    score = dice.choice((lowest, highest, halves // 2, halves // 2, halves / 2, None))
    return {
        "score": None if score is None else str(score),
        "business_value_uplift": dice.choice(UPLIFTS),
        "quality_of_life_uplift": dice.choice(UPLIFTS),
        "comment": dice.choice((None, 'said "no", twice', "好；很好\nsecond line")),
    }
