"""Surveys of the sample company: questionnaires, invitations and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .accounts import Account
from .dice import Dice
from .tables import Cents, RawTables
from .timeline import END


@dataclass(frozen=True)
class Survey:
    """A questionnaire and when it goes out: in every `every`-th month from `first` on."""

    survey_id: str
    kind: str
    scale: tuple[int, int]
    satisfied_from: int | None
    touchpoint: str
    first: datetime
    every: int
    region: str | None = None


# One of each kind of scale. The website survey has no threshold: not five boxes, nothing given.
NPS_RELATIONSHIP = Survey(
    "nps_relationship", "nps", (0, 10), None, "relationship", datetime(2023, 3, 1), 3
)
NPS_EMEA = Survey(
    "nps_emea", "nps", (1, 10), None, "relationship", datetime(2023, 5, 1), 3, "EMEA"
)
CSAT_SUPPORT = Survey("csat_support", "csat", (1, 5), None, "support", datetime(2023, 5, 1), 1)
CSAT_PRODUCT = Survey("csat_product", "csat", (1, 7), 6, "product", datetime(2023, 5, 1), 4)
CSAT_WEBSITE = Survey("csat_website", "csat", (0, 100), None, "website", datetime(2023, 3, 1), 6)
VALUE_REVIEW = Survey("value_review", "value", (0, 10), None, "review", datetime(2023, 4, 1), 4)
WAVES = (NPS_RELATIONSHIP, NPS_EMEA, CSAT_PRODUCT, CSAT_WEBSITE, VALUE_REVIEW)
SURVEYS = (*WAVES, CSAT_SUPPORT)

COMMENTS = (
    "Does what we bought it for.",
    "Exports could be faster.",
    "The support team is great, thank you!",
    'We miss a "dark mode", honestly.',
    "Too expensive for what we use.",
)


def add_surveys(tables: RawTables) -> None:
    """Adds the questionnaires."""
    for survey in SURVEYS:
        tables.add(
            "survey.surveys",
            survey_id=survey.survey_id,
            kind=survey.kind,
            scale_min=survey.scale[0],
            scale_max=survey.scale[1],
            satisfied_from=survey.satisfied_from,
        )


def add_answers(tables: RawTables, account: Account, resolutions: Sequence[datetime]) -> None:
    """Adds the waves that fall into the account's months, and a survey after resolved tickets."""
    dice = Dice("surveys", account.customer_id)
    respondents, mood = dice.whole(1, 3), dice.whole(66, 100)
    # Each account is asked in the same month of the cycle, so that answers come in every month.
    offset = dice.whole(0, 11)
    sent: list[tuple[datetime, Survey, int]] = []
    for month, start, end in account.active_months():
        for survey in WAVES:
            is_due = (month.month + offset) % survey.every == 0 and month >= survey.first
            sent_at = dice.instant(month.replace(day=3, hour=8), month.replace(day=22, hour=18))
            if is_due and start <= sent_at < end and survey.region in (None, account.region):
                for respondent in sorted({1, dice.whole(1, respondents)}):
                    sent.append((sent_at, survey, respondent))
    for resolved_at in resolutions:
        sent_at = resolved_at + timedelta(hours=2)
        if CSAT_SUPPORT.first <= sent_at < END and dice.chance(0.75):
            sent.append((sent_at, CSAT_SUPPORT, dice.whole(1, respondents)))
    for count, (sent_at, survey, respondent) in enumerate(sent, start=1):
        respondent_id = f"{account.customer_id}-p{respondent}"
        tables.add(
            "survey.invitations",
            invitation_id=f"{account.customer_id}-q{count:02d}",
            survey_id=survey.survey_id,
            customer_id=account.customer_id,
            respondent_id=respondent_id,
            sent_at=sent_at,
            received_at=sent_at + timedelta(seconds=30) if dice.chance(0.5) else None,
        )
        answered_at = sent_at + timedelta(minutes=dice.whole(20, 11_000))
        if dice.chance(0.54) and answered_at < END:
            tables.add(
                "survey.responses",
                response_id=f"{account.customer_id}-a{count:02d}",
                survey_id=survey.survey_id,
                customer_id=account.customer_id,
                respondent_id=respondent_id,
                responded_at=answered_at,
                touchpoint=survey.touchpoint,
                comment=dice.pick(COMMENTS) if dice.chance(0.07) else None,
                **_answer(survey, mood, dice),
            )


def _answer(survey: Survey, mood: int, dice: Dice) -> dict[str, int | Cents | None]:
    """Score and uplifts of one answer, around the account's mood (0 to 100)."""
    low, high = survey.scale
    feeling = min(max(mood + dice.whole(-24, 20), 0), 100)
    score = low + ((high - low) * feeling + 50) // 100
    if survey.kind != "value":
        return {"score": None if dice.chance(0.02) else score}
    return {
        "score": score if dice.chance(0.5) else None,
        "business_value_uplift": None if dice.chance(0.1) else Cents(dice.whole(-4, mood // 3)),
        "quality_of_life_uplift": None if dice.chance(0.1) else Cents(dice.whole(-2, mood // 4)),
    }
