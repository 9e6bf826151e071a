"""When a customer is active: pieces of subscription versions, spells, and the plan tier held."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from .clock import Zone
from .customers import UNKNOWN
from .money import Rates, recurring_amount
from .raw import RawRow
from .subscriptions import FAR_AHEAD, NO_STOP, Stop
from .variables import Variables

STANDARD = Variables()


@dataclass(frozen=True)
class Piece:
    """A stretch [start, end) that makes its customer active.

    `amount` is the monthly recurring amount in millionths of its own currency, 0 for an order.
    The cancellation and the end are those of the version that it is a piece of, as they arrived.
    """

    start: datetime
    end: datetime
    amount: int
    currency: str
    plan_tier: str
    cancel_requested_at: datetime | None = None
    scheduled_end: datetime | None = None

    def covers_just_before(self, instant: datetime) -> bool:
        """Whether it covers the moment just before an instant."""
        return self.start < instant <= self.end


@dataclass(frozen=True)
class Span:
    """A stretch [start, end) of activity; `plan_tier` is the one held throughout."""

    start: datetime
    end: datetime
    plan_tier: str


@dataclass(frozen=True)
class Spell:
    """A stretch [start, end) of unbroken activity."""

    start: datetime
    end: datetime


def pieces_of_version(
    version: RawRow, as_of: datetime, settings: Variables = STANDARD, stop: Stop = NO_STOP
) -> list[Piece]:
    """The pieces of a subscription version: none, one, or two where its discount runs out inside.

    `stop` is what its subscription says of its end. An end after as-of reads as open; what starts
    at as-of or later is not there yet.
    """
    status = version["status"]
    scheduled_end = version.instant("ended_at")
    if not counts(status, scheduled_end, settings):
        return []
    start = version.instant("started_at")
    ended_at = stop.recognized_end if stop.recognized else scheduled_end
    end = FAR_AHEAD if ended_at is None or ended_at > as_of else ended_at
    end = min(end, stop.grace_end)
    discount = version.number("discount_rate") or Fraction(0)
    change = version.instant("discount_ends_at") or FAR_AHEAD
    if settings.discount_policy == "none" or (
        settings.discount_policy == "permanent" and version["discount_ends_at"] is not None
    ):
        discount, change = Fraction(0), FAR_AHEAD
    change = min(max(change, start), end)
    pieces = [
        Piece(
            start=piece_start,
            end=piece_end,
            amount=recurring_amount(version, piece_discount),
            currency=version["currency"],
            plan_tier=version["plan_tier"] or UNKNOWN,
            cancel_requested_at=version.instant("cancel_requested_at"),
            scheduled_end=scheduled_end,
        )
        for piece_start, piece_end, piece_discount in (
            (start, change, discount),
            (change, end, Fraction(0)),
        )
    ]
    kept = [p for p in pieces if p.start < p.end and p.start < as_of and p.amount > 0]
    if status == "paused" and settings.pause_policy == "zero":
        return [replace(piece, amount=0) for piece in kept]
    return kept


def counts(status: str, ended_at: datetime | None, settings: Variables) -> bool:
    """Whether a version of a status may make its customer active at all."""
    if status == "trialing":
        return settings.trial_policy == "counted"
    if status == "paused":
        return settings.pause_policy in ("zero", "counted")
    if status == "past_due":
        return settings.past_due_policy in ("counted", "grace")
    return status == "active" or (status == "canceled" and ended_at is not None)


def piece_of_order(issued_at: datetime, activity_window_days: int, currency: str) -> Piece:
    """The piece of a paid order: so many 24-hour days from its issue, with nothing recurring."""
    end = issued_at + timedelta(days=activity_window_days)
    return Piece(issued_at, end, 0, currency, UNKNOWN)


def join_pieces(pieces: list[Piece], bridge: timedelta) -> tuple[list[Spell], list[Piece]]:
    """The spells of a customer's pieces, and the pieces as they count.

    Touching pieces join; a gap shorter than `bridge` is bridged, and the pieces that ended exactly
    where it began count on to its end.
    """
    spells: list[Spell] = []
    bridged: dict[datetime, datetime] = {}
    for piece in sorted(pieces, key=lambda p: (p.start, p.end)):
        last = spells[-1] if spells else None
        if last is None or (piece.start > last.end and piece.start - last.end >= bridge):
            spells.append(Spell(piece.start, piece.end))
            continue
        if piece.start > last.end:
            bridged[last.end] = piece.start
        spells[-1] = Spell(last.start, max(last.end, piece.end))
    return spells, [replace(p, end=bridged.get(p.end, p.end)) for p in pieces]


def largest_tier(pieces: list[Piece], rates: Rates, day: date) -> str:
    """The tier of the piece with the largest amount on a day, the first by name among equals."""
    return min(
        (-rates.convert(piece.amount, piece.currency, day), piece.plan_tier) for piece in pieces
    )[1]


def tier_spans(pieces: list[Piece], rates: Rates, zone: Zone, as_of: datetime) -> list[Span]:
    """The plan tier held over time, up to as-of, in order and without overlap.

    Time is cut where a piece starts or ends, and where pieces of several tiers run side by side
    also at every local midnight, since the rate of the day may change which is the largest.
    """
    cuts = sorted({cut for p in pieces for cut in (p.start, min(p.end, as_of))})
    spans: list[Span] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        covering = [p for p in pieces if p.start <= start and p.end >= end]
        tiers = {p.plan_tier for p in covering}
        if len(tiers) == 1:
            append_span(spans, Span(start, end, tiers.pop()))
        while len(tiers) > 1 and start < end:
            day = zone.day(start)
            stop = min(end, zone.midnight(day + timedelta(days=1)))
            append_span(spans, Span(start, stop, largest_tier(covering, rates, day)))
            start = stop
    return spans


def append_span(spans: list[Span], span: Span) -> None:
    """Add a span, as a continuation of the last one where it touches it in the same tier."""
    if spans and spans[-1].end == span.start and spans[-1].plan_tier == span.plan_tier:
        span = Span(spans.pop().start, span.end, span.plan_tier)
    spans.append(span)


class History:
    """A customer's activity: its pieces, its spells and the tiers it held."""

    def __init__(
        self, pieces: list[Piece], bridge: timedelta, rates: Rates, zone: Zone, as_of: datetime
    ) -> None:
        self.spells, self.pieces = join_pieces(pieces, bridge)
        self.spans = tier_spans(self.pieces, rates, zone, as_of)
        self.rates = rates

    @property
    def first_activation(self) -> datetime | None:
        """The start of the first spell, None for a customer that was never active."""
        return self.spells[0].start if self.spells else None

    def spell_just_before(self, instant: datetime) -> Spell | None:
        """The spell that covers the moment just before an instant."""
        return next((s for s in self.spells if s.start < instant <= s.end), None)

    def first_spell_within(self, start: datetime, end: datetime) -> Spell | None:
        """The first spell that is active at some instant of [start, end)."""
        return next((s for s in self.spells if s.start < end and s.end > start), None)

    def tier_just_before(self, instant: datetime) -> str:
        """The tier held just before an instant that a spell covers."""
        return self.spans[bisect_left(self.spans, instant, key=lambda s: s.start) - 1].plan_tier

    def tier_of_event(self, instant: datetime) -> str:
        """The tier at an instant, else the last one held before it, else 'unknown'."""
        position = bisect_right(self.spans, instant, key=lambda s: s.start)
        return self.spans[position - 1].plan_tier if position else UNKNOWN

    def last_tier_before(self, instant: datetime) -> str:
        """The tier held just before an instant, else the last one held, else 'unknown'."""
        position = bisect_left(self.spans, instant, key=lambda s: s.start)
        return self.spans[position - 1].plan_tier if position else UNKNOWN

    def amount_just_before(self, instant: datetime, rate_day: date) -> int:
        """The recurring amount just before an instant at a day's rates, millionths."""
        return sum(
            self.rates.convert_recurring(p.amount, p.currency, rate_day)
            for p in self.pieces_just_before(instant)
        )

    def pieces_just_before(self, instant: datetime) -> list[Piece]:
        """The pieces that cover the moment just before an instant."""
        return [piece for piece in self.pieces if piece.covers_just_before(instant)]
