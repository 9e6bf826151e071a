"""The ledger of recurring revenue: one movement a customer and period, and its native currencies.

Sums are whole numbers of millionths; the rows that are compared with the marts hold decimals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .company import Company
from .money import cents, round_half_away
from .periods import MONEY_GRAINS, Period
from .populations import CustomerPeriod
from .spells import Piece

CustomerPeriodKey = tuple[str, str, date]
MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")


@dataclass(frozen=True)
class Entry:
    """One customer in one period; amounts in millionths of the reporting currency.

    The constant ends are those whose difference is the movement. `movement` is the name of the
    column that the movement stands in, None where there is none; the type calls a movement of less
    than a cent 'none'. `tier_counted` is the plan tier of the movement, `tier_at_end` that of the
    closing.
    """

    customer_id: str
    period: Period
    populations: CustomerPeriod
    movement: str | None
    movement_type: str
    opening: int
    closing: int
    opening_constant: int
    closing_constant: int
    committed: int

    @property
    def amount(self) -> int:
        """The movement's amount."""
        return self.closing_constant - self.opening_constant

    @property
    def fx(self) -> int:
        """What the rates alone changed."""
        return self.closing - self.opening - self.amount

    @property
    def tier_counted(self) -> str | None:
        """The plan tier that the customer's movement is counted under."""
        own = self.populations
        return own.plan_tier_at_start or own.plan_tier_when_new or own.plan_tier_when_reactivated

    @property
    def tier_at_end(self) -> str | None:
        """The plan tier of the closing, None for a customer that is not there at the end."""
        return self.populations.plan_tier_at_end


@dataclass(frozen=True)
class MrrMovement:
    """A row of `mrr_movements` without its key."""

    period_end: date
    is_complete_period: bool
    movement_type: str
    opening_mrr: Decimal
    new_mrr: Decimal
    reactivation_mrr: Decimal
    expansion_mrr: Decimal
    contraction_mrr: Decimal
    churn_mrr: Decimal
    fx_mrr: Decimal
    closing_mrr: Decimal


@dataclass(frozen=True)
class MrrMovementByCurrency:
    """A row of `mrr_movements_by_currency` without its key: native amounts but for one."""

    movement_type: str
    opening_mrr: Decimal
    new_mrr: Decimal
    reactivation_mrr: Decimal
    expansion_mrr: Decimal
    contraction_mrr: Decimal
    churn_mrr: Decimal
    switch_mrr: Decimal
    closing_mrr: Decimal
    switch_mrr_converted: Decimal


@dataclass(frozen=True)
class CustomerMrr:
    """A row of `mrr_by_customer` without its key."""

    contracted_mrr: Decimal
    committed_mrr: Decimal
    billed_mrr: Decimal


def decimal(amount: int) -> Decimal:
    """Millionths as a decimal of six places."""
    return Decimal(amount).scaleb(-6)


def touches(piece: Piece, period: Period) -> bool:
    """Whether a term touches a period: an end exactly at the start of the period still does."""
    return piece.start < period.effective_end and piece.end >= period.start_at


def entries(
    company: Company, populations: dict[CustomerPeriodKey, CustomerPeriod]
) -> dict[CustomerPeriodKey, Entry]:
    """The entry of every customer, grain and period in which it has a term."""
    found = {}
    for customer_id, history in company.histories.items():
        for grain in MONEY_GRAINS:
            for period in company.periods.get(grain, []):
                if any(touches(piece, period) for piece in history.pieces):
                    key = (customer_id, grain, period.start)
                    found[key] = entry(company, customer_id, period, populations[key])
    return found


def entry(
    company: Company, customer_id: str, period: Period, populations: CustomerPeriod
) -> Entry:
    """The entry of one customer in a period in which it has a term."""
    history = company.histories[customer_id]
    opening_day = company.zone.day_before(period.start_at)
    closing_day = company.zone.day_before(period.effective_end)
    opening = history.amount_just_before(period.start_at, opening_day)
    closing = history.amount_just_before(period.effective_end, closing_day)
    if not populations.customers_at_start and not populations.customers_at_end:
        opening_constant = closing_constant = 0
    elif company.variables.fx_policy == "movement_day":
        opening_constant = opening
        closing_constant = opening + changes(company, history.pieces, period)
    else:
        opening_constant = history.amount_just_before(period.start_at, closing_day)
        closing_constant = closing
    movement, movement_type = movement_of(populations, opening_constant, closing_constant)
    return Entry(
        customer_id=customer_id,
        period=period,
        populations=populations,
        movement=movement,
        movement_type=movement_type,
        opening=opening,
        closing=closing,
        opening_constant=opening_constant,
        closing_constant=closing_constant,
        committed=committed(company, customer_id, period),
    )


def changes(company: Company, pieces: list[Piece], period: Period) -> int:
    """What starts less what ends within a period, each at the rate of its own day."""
    total = 0
    for piece in pieces:
        for at, sign in ((piece.start, 1), (piece.end, -1)):
            if period.start_at <= at < period.effective_end:
                day = company.zone.day(at)
                total += sign * company.rates.convert_recurring(piece.amount, piece.currency, day)
    return total


def movement_of(
    populations: CustomerPeriod, opening_constant: int, closing_constant: int
) -> tuple[str | None, str]:
    """The column that a customer's movement stands in, and its type."""
    if populations.retained_customers:
        difference = closing_constant - opening_constant
        movement = "expansion" if difference > 0 else "contraction" if difference < 0 else None
        same = cents(closing_constant) == cents(opening_constant)
        return movement, "none" if same else str(movement)
    if populations.new_and_lost_customers:
        return None, "new_and_lost"
    if populations.new_customers:
        return "new", "new"
    if populations.reactivated_customers:
        return "reactivation", "reactivation"
    if populations.churned_customers:
        return "churn", "churn"
    return None, "none"


def committed(company: Company, customer_id: str, period: Period) -> int:
    """The closing amount without what is already scheduled to end at that instant."""
    end = period.effective_end
    day = company.zone.day_before(end)

    def is_scheduled_to_end(piece: Piece) -> bool:
        requested, ends = piece.cancel_requested_at, piece.scheduled_end
        if requested is not None and requested < end:
            return True
        return end == company.as_of and ends is not None and ends > company.as_of

    return sum(
        company.rates.convert_recurring(piece.amount, piece.currency, day)
        for piece in company.histories[customer_id].pieces_just_before(end)
        if not is_scheduled_to_end(piece)
    )


def billed(company: Company, customer_id: str, period: Period) -> int:
    """What the service periods that cover a period's end bill a month, at the closing rate."""
    end = period.effective_end
    day = company.zone.day_before(end)
    return sum(
        company.rates.convert_recurring(own.amount, own.currency, day)
        for own in company.service_periods.get(customer_id, [])
        if own.covers_just_before(end)
    )


def mrr_movements(entries: dict[CustomerPeriodKey, Entry]) -> dict[CustomerPeriodKey, MrrMovement]:
    """The rows of `mrr_movements`."""
    return {
        key: MrrMovement(
            period_end=own.period.end,
            is_complete_period=own.period.is_complete,
            movement_type=own.movement_type,
            opening_mrr=decimal(own.opening),
            fx_mrr=decimal(own.fx),
            closing_mrr=decimal(own.closing),
            **{
                f"{name}_mrr": decimal(own.amount if own.movement == name else 0)
                for name in MOVEMENTS
            },
        )
        for key, own in entries.items()
    }


def mrr_movements_by_currency(
    company: Company, entries: dict[CustomerPeriodKey, Entry]
) -> dict[tuple[str, str, date, str], MrrMovementByCurrency]:
    """The rows of `mrr_movements_by_currency`."""
    return {
        (*key, currency): row
        for key, own in entries.items()
        for currency, row in native_movements(company, own)
    }


def native_movements(
    company: Company, own: Entry
) -> Iterator[tuple[str, MrrMovementByCurrency]]:
    """The movement of one customer in one period in each of its currencies."""
    pieces = company.histories[own.customer_id].pieces
    day = company.zone.day_before(own.period.effective_end)
    opening: dict[str, int] = defaultdict(int)
    closing: dict[str, int] = defaultdict(int)
    converted: dict[str, int] = defaultdict(int)
    for piece in pieces:
        for amounts, instant, sign in (
            (opening, own.period.start_at, -1),
            (closing, own.period.effective_end, 1),
        ):
            if piece.covers_just_before(instant):
                worth = company.rates.convert_recurring(piece.amount, piece.currency, day)
                amounts[piece.currency] += piece.amount
                converted[piece.currency] += sign * worth
    currencies = sorted({piece.currency for piece in pieces if touches(piece, own.period)})
    is_retained = bool(own.populations.retained_customers)
    switched = switches({c: converted[c] for c in currencies}) if is_retained else {}
    for currency in currencies:
        difference = closing[currency] - opening[currency]
        parts = dict.fromkeys([*MOVEMENTS, "switch"], 0)
        if is_retained:
            of_all = converted[currency]
            share = Fraction(switched[currency], of_all) if of_all else Fraction(0)
            parts["switch"] = round_half_away(difference * share)
            rest = difference - parts["switch"]
            parts["expansion" if rest > 0 else "contraction"] = rest
        elif own.movement is not None:
            parts[own.movement] = difference
        yield currency, MrrMovementByCurrency(
            movement_type=own.movement_type,
            opening_mrr=decimal(opening[currency]),
            closing_mrr=decimal(closing[currency]),
            switch_mrr_converted=decimal(switched.get(currency, 0)),
            **{f"{name}_mrr": decimal(amount) for name, amount in parts.items()},
        )


def switches(differences: dict[str, int]) -> dict[str, int]:
    """How much of each currency's difference moved from or to another one, in one currency.

    What the losing currencies lost stands against what the gaining ones gained, as far as both
    reach; the first by name are served first.
    """
    gained = sum(d for d in differences.values() if d > 0)
    lost = -sum(d for d in differences.values() if d < 0)
    left = {1: min(gained, lost), -1: min(gained, lost)}
    switched = {}
    for currency, difference in sorted(differences.items()):
        sign = 1 if difference > 0 else -1
        part = min(abs(difference), left[sign])
        left[sign] -= part
        switched[currency] = sign * part
    return switched


def mrr_by_customer(
    company: Company, entries: dict[CustomerPeriodKey, Entry]
) -> dict[CustomerPeriodKey, CustomerMrr]:
    """The rows of `mrr_by_customer`: where anything is contracted or billed."""
    found = {}
    for customer_id in company.customers:
        for grain in MONEY_GRAINS:
            for period in company.periods.get(grain, []):
                key = (customer_id, grain, period.start)
                own = entries.get(key)
                contracted, kept = (own.closing, own.committed) if own else (0, 0)
                amounts = (contracted, kept, billed(company, customer_id, period))
                if any(amounts):
                    found[key] = CustomerMrr(*(decimal(amount) for amount in amounts))
    return found


