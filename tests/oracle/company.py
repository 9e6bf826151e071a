"""Everything that a build counts, typed, per counted customer and before as-of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from . import active_users, survey_response, time_to_value
from .clock import Zone, find_as_of
from .customers import (
    FIXED_DIMENSIONS,
    UNKNOWN,
    WHOLE,
    Customer,
    Segment,
    counted_customers,
    survivors,
)
from .money import Rates, millionths
from .periods import GRAINS, Period, periods_between
from .raw import RawRow, is_deleted, read_tables
from .spells import History, Piece, piece_of_order, pieces_of_version
from .surveys import Answer, Survey, chosen_answers, read_surveys
from .variables import Variables, read_variables

MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
ACQUISITION_CATEGORIES = ("advertising", "marketing", "sales")


@dataclass(frozen=True)
class Payment:
    """Revenue at an instant, in millionths of the reporting currency.

    `kind` is 'order', 'refund' (its amount is negative) or 'free', a paid invoice of nothing.
    Those of an invoice have its customer and its id.
    """

    at: datetime
    amount: int
    kind: str
    segments: tuple[Segment, ...]
    customer_id: str = ""
    entry_id: str = ""


@dataclass(frozen=True)
class Expense:
    """A booked cost at the local midnight of its day, millionths of the reporting currency."""

    at: datetime
    category: str
    channel: str
    amount: int


@dataclass(frozen=True)
class Ticket:
    """A ticket; `hours` to its first reply is None while there is none."""

    at: datetime
    hours: Fraction | None
    segments: tuple[Segment, ...]


@dataclass
class Activity:
    """What the users of one customer did: instants of every kind, and the quantities used."""

    usage: list[tuple[datetime, Fraction]] = field(default_factory=list)
    engagement: list[datetime] = field(default_factory=list)


@dataclass
class Company:
    """The whole input of the metrics; every list holds only what lies before `as_of`."""

    variables: Variables
    zone: Zone
    rates: Rates
    as_of: datetime
    absent_tables: set[str]
    customers: dict[str, Customer]
    histories: dict[str, History]
    first_traces: dict[str, datetime]
    activities: dict[str, Activity]
    survey_kinds: set[str]
    answers: list[Answer]
    payments: list[Payment]
    expenses: list[Expense]
    tickets: list[Ticket]
    periods: dict[str, list[Period]] = field(default_factory=dict)
    invitations: list[survey_response.Invitation] = field(default_factory=list)
    user_days: dict[str, active_users.UserDays] = field(default_factory=dict)
    first_values: dict[str, datetime] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)

    def segments_of(self, customer_id: str, instant: datetime) -> tuple[Segment, ...]:
        """The segments of something that a customer did at an instant."""
        tier = self.histories[customer_id].tier_of_event(instant)
        return self.customers[customer_id].segments(tier)

    def periods_from(self, grain: str, first: datetime) -> list[Period]:
        """The periods of a grain from the one that holds an instant to the last before as-of."""
        month = self.variables.fiscal_year_start_month
        return periods_between(grain, first, self.as_of, self.zone, month)


class Reader:
    """The raw tables with what every reading needs: as-of, the counted customers, the merges."""

    def __init__(self, raw_path: Path, given: dict | None, clock: datetime | None) -> None:
        self.variables = read_variables(given)
        self.zone = Zone(self.variables.reporting_timezone)
        self.tables = read_tables(raw_path)
        now = clock or datetime.now(UTC)
        now = now if now.tzinfo else now.replace(tzinfo=UTC)
        self.as_of = find_as_of(self.variables.as_of, self.tables, self.zone, now)
        self.rates = Rates(
            self.tables["billing.exchange_rates"] or [],
            self.variables.reporting_currency,
            self.variables.fx_max_age_days,
        )
        accounts = self.tables["billing.customers"] or []
        self.survivor = survivors(accounts)
        self.customers = counted_customers(accounts)

    def rows(self, table: str, time: str) -> Iterator[tuple[str, datetime, RawRow]]:
        """(surviving customer, time, row) of a table's rows that count.

        Those of accounts that do not count, at as-of or later, or deleted are left out.
        """
        for row in self.tables[table] or []:
            customer_id = self.survivor.get(row["customer_id"])
            at = row.instant(time)
            if customer_id in self.customers and at < self.as_of and not is_deleted(table, row):
                yield customer_id, at, row


def load_company(raw_path: Path, given: dict | None, clock: datetime | None) -> Company:
    """The company of a raw folder; see `oracle.compute` for the arguments and errors."""
    reader = Reader(raw_path, given, clock)
    traces = first_traces(reader)
    customers = {key: reader.customers[key] for key in traces}
    surveys = read_surveys(reader.tables["survey.surveys"] or [])
    company = Company(
        variables=reader.variables,
        zone=reader.zone,
        rates=reader.rates,
        as_of=reader.as_of,
        absent_tables={table for table, rows in reader.tables.items() if rows is None},
        customers=customers,
        histories=histories(reader, customers),
        first_traces=traces,
        activities=activities(reader),
        survey_kinds={survey.kind for survey in surveys.values()},
        answers=[],
        payments=[],
        expenses=expenses(reader),
        tickets=[],
    )
    company.answers = list(answers(reader, company, surveys))
    company.payments = [*invoices(reader, company), *refunds(reader, company)]
    company.tickets = list(tickets(reader, company))
    company.invitations = list(survey_response.invitations(reader, company))
    company.user_days = active_users.user_days(reader)
    company.first_values = time_to_value.first_values(reader)
    if traces:
        first = min(traces.values())
        company.periods = {grain: company.periods_from(grain, first) for grain in GRAINS}
    company.segments = all_segments(company)
    return company


def first_traces(reader: Reader) -> dict[str, datetime]:
    """The first trace before as-of of every counted customer that has one."""
    found = defaultdict(list)
    for table, time in (
        # That of an account merged into the customer too: it counts with its whole history.
        ("billing.customers", "created_at"),
        ("billing.subscriptions", "started_at"),
        ("billing.invoices", "issued_at"),
        ("usage.events", "occurred_at"),
        ("usage.interactions", "occurred_at"),
        ("survey.responses", "responded_at"),
        ("support.tickets", "opened_at"),
    ):
        for customer_id, at, _ in reader.rows(table, time):
            found[customer_id].append(at)
    return {customer_id: min(times) for customer_id, times in found.items()}


def histories(reader: Reader, customers: dict[str, Customer]) -> dict[str, History]:
    """The activity of every customer, from its subscriptions or from its orders."""
    settings = reader.variables
    pieces: dict[str, list[Piece]] = {customer_id: [] for customer_id in customers}
    if settings.customer_model == "transaction":
        for customer_id, at, row in reader.rows("billing.invoices", "issued_at"):
            if is_order(row):
                window = settings.activity_window_days
                order = piece_of_order(at, window, settings.reporting_currency)
                pieces[customer_id].append(order)
    else:
        for customer_id, _, row in reader.rows("billing.subscriptions", "started_at"):
            pieces[customer_id].extend(pieces_of_version(row, reader.as_of))
    seconds = max(settings.gap_tolerance_seconds, settings.reactivation_gap_days * 24 * 60 * 60)
    bridge = timedelta(seconds=float(seconds))
    return {
        customer_id: History(own, bridge, reader.rates, reader.zone, reader.as_of)
        for customer_id, own in pieces.items()
    }


def activities(reader: Reader) -> dict[str, Activity]:
    """Usage, interactions and answers of every customer, answers without a score included."""
    found: dict[str, Activity] = defaultdict(Activity)
    for customer_id, at, row in reader.rows("usage.events", "occurred_at"):
        quantity = row.number("quantity")
        found[customer_id].usage.append((at, Fraction(1) if quantity is None else quantity))
    for table, time in (
        ("usage.interactions", "occurred_at"),
        ("survey.responses", "responded_at"),
    ):
        for customer_id, at, _ in reader.rows(table, time):
            found[customer_id].engagement.append(at)
    return found


def answers(reader: Reader, company: Company, surveys: dict[str, Survey]) -> Iterator[Answer]:
    """Every answer to a known survey, scored or not."""
    for customer_id, at, row in reader.rows("survey.responses", "responded_at"):
        if row["survey_id"] in surveys:
            yield Answer(
                response_id=row["response_id"],
                survey=surveys[row["survey_id"]],
                customer_id=customer_id,
                respondent_id=row["respondent_id"],
                at=at,
                score=row.number("score"),
                business_value_uplift=row.number("business_value_uplift"),
                quality_of_life_uplift=row.number("quality_of_life_uplift"),
                segments=company.segments_of(customer_id, at),
            )


def net_amount(invoice: RawRow) -> Fraction:
    """Subtotal less discount in the invoice's own currency."""
    return invoice.number("subtotal_amount") - (invoice.number("discount_amount") or 0)


def is_order(invoice: RawRow) -> bool:
    """Whether an invoice is a paid one above zero."""
    return invoice["status"] == "paid" and net_amount(invoice) > 0


def invoices(reader: Reader, company: Company) -> Iterator[Payment]:
    """The revenue of every paid invoice, at its issue."""
    for customer_id, at, row in reader.rows("billing.invoices", "issued_at"):
        if row["status"] == "paid":
            own = millionths(net_amount(row))
            amount = reader.rates.convert(own, row["currency"], reader.zone.day(at))
            kind = "order" if is_order(row) else "free"
            segments = company.segments_of(customer_id, at)
            yield Payment(at, amount, kind, segments, customer_id, row["invoice_id"])


def refunds(reader: Reader, company: Company) -> Iterator[Payment]:
    """The negative revenue of every refund, for the customer of its invoice."""
    payer = {row["invoice_id"]: row["customer_id"] for row in billing_rows(reader, "invoices")}
    for row in billing_rows(reader, "refunds"):
        customer_id = reader.survivor.get(payer.get(row["invoice_id"]))
        at = row.instant("refunded_at")
        if customer_id in company.customers and at < reader.as_of:
            own = millionths(row.number("amount"))
            amount = reader.rates.convert(own, row["currency"], reader.zone.day(at))
            yield Payment(at, -amount, "refund", company.segments_of(customer_id, at))


def billing_rows(reader: Reader, table: str) -> list[RawRow]:
    """All rows of a billing table, none where it is absent."""
    return reader.tables[f"billing.{table}"] or []


def expenses(reader: Reader) -> list[Expense]:
    """Every expense booked before as-of; one without a channel has the channel 'unknown'."""
    found = []
    for row in billing_rows(reader, "expenses"):
        day: date = row.day("incurred_on")
        at = reader.zone.midnight(day)
        if at < reader.as_of:
            own = millionths(row.number("amount"))
            amount = reader.rates.convert(own, row["currency"], day)
            found.append(Expense(at, row["category"], row["channel"] or UNKNOWN, amount))
    return found


def tickets(reader: Reader, company: Company) -> Iterator[Ticket]:
    """Every ticket; a first reply at as-of or later is not there yet."""
    for customer_id, at, row in reader.rows("support.tickets", "opened_at"):
        reply = row.instant("first_responded_at")
        hours = None
        if reply is not None and reply < reader.as_of:
            hours = Fraction((reply - at) // MICROSECOND, HOUR // MICROSECOND)
        yield Ticket(at, hours, company.segments_of(customer_id, at))


def all_segments(company: Company) -> list[Segment]:
    """The whole and every segment value that has rows."""
    fixed = {segment for customer in company.customers.values() for segment in customer.fixed}
    channels = {
        (FIXED_DIMENSIONS[-1], expense.channel)
        for expense in company.expenses
        if expense.category in ACQUISITION_CATEGORIES
    }
    tiers = {
        ("plan_tier", piece.plan_tier)
        for history in company.histories.values()
        for piece in history.pieces
    }
    counted = [
        *company.tickets,
        *company.invitations,
        *(payment for payment in company.payments if payment.kind != "free"),
        *(
            answer
            for grain in GRAINS
            for chosen in chosen_answers(company.answers, company.periods.get(grain, [])).values()
            for answer in chosen
        ),
    ]
    outside = {("plan_tier", UNKNOWN)} & {s for event in counted for s in event.segments}
    if active_users.somebody_without_tier(company):
        outside.add(("plan_tier", UNKNOWN))
    return [WHOLE, *sorted(fixed | channels | tiers | outside)]
