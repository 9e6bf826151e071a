"""Invitations to questionnaires, and which of them were answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from .customers import Segment
from .figure import Figure, quotient
from .intervals import wilson
from .periods import Period
from .raw import RawRow

if TYPE_CHECKING:
    from .company import Company, Reader
    from .facts import PeriodFacts

# (survey, surviving customer, respondent)
Asked = tuple[str, str, str]


@dataclass(frozen=True)
class Invitation:
    """A questionnaire sent to a respondent; `answered` by as-of or not."""

    invitation_id: str
    at: datetime
    answered: bool
    segments: tuple[Segment, ...]


def invitations(reader: Reader, company: Company) -> Iterator[Invitation]:
    """Every invitation sent before as-of to somebody at a customer that left a trace."""
    sent: dict[Asked, list[tuple[datetime, str]]] = defaultdict(list)
    for customer_id, at, row in reader.rows("survey.invitations", "sent_at"):
        if customer_id in company.customers:
            sent[asked(customer_id, row)].append((at, row["invitation_id"]))
    answered: set[str] = set()
    for customer_id, at, row in reader.rows("survey.responses", "responded_at"):
        before = [own for own in sent.get(asked(customer_id, row), []) if own[0] <= at]
        if before:
            answered.add(max(before)[1])
    for (_, customer_id, _), own in sent.items():
        for at, invitation_id in own:
            segments = company.segments_of(customer_id, at)
            yield Invitation(invitation_id, at, invitation_id in answered, segments)


def asked(customer_id: str, row: RawRow) -> Asked:
    """Who was asked what, by a row of an invitation or of an answer."""
    return row["survey_id"], customer_id, row["respondent_id"]


def group_invitations(company: Company, period: Period) -> dict[Segment, list[Invitation]]:
    """The invitations sent in a period by segment."""
    groups = defaultdict(list)
    for invitation in company.invitations:
        if period.start_at <= invitation.at < period.effective_end:
            for segment in invitation.segments:
                groups[segment].append(invitation)
    return groups


def survey_response_rate(_company: Company, facts: PeriodFacts, s: Segment) -> Figure:
    """The share of the period's invitations that were answered."""
    sent = facts.invitations.get(s, [])
    answered, base = sum(invitation.answered for invitation in sent), len(sent)
    return replace(quotient(answered, base, base), interval=wilson(answered, base))


FORMULAE = {"survey_response_rate": survey_response_rate}
NEEDS = {"survey_response_rate": {"survey.surveys", "survey.invitations", "survey.responses"}}
WEEKLY = {"survey_response_rate"}
