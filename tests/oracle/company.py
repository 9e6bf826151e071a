"""Everything that a build counts, typed, per counted customer and before as-of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
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
    counted_under,
)
from .money import Rates, millionths
from .periods import GRAINS, MONEY_GRAINS, Period, periods_between
from .quarantine import Judge, judge_folder, present
from .raw import RawRow, is_deleted
from .service_periods import ServicePeriod, service_period
from .spells import History, Piece, piece_of_order, pieces_of_version
from .subscriptions import NO_STOP, stops
from .surveys import Answer, Survey, chosen_answers, read_surveys
from .variables import Variables

MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
ACQUISITION_CATEGORIES = ("advertising", "marketing", "sales")


@dataclass(frozen=True)
class Payment:
    """Revenue at an instant, in millionths of the reporting currency.

    `kind` is 'order', 'further order' (one of a day that has its order already, where one a day
    counts), 'refund' (its amount is negative) or 'free', a paid invoice of nothing. Those of an
    invoice have its id.
    """

    at: datetime
    amount: int
    kind: str
    segments: tuple[Segment, ...]
    customer_id: str
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

    reader: Reader
    judge: Judge
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
    service_periods: dict[str, list[ServicePeriod]] = field(default_factory=dict)
    periods: dict[str, list[Period]] = field(default_factory=dict)
    invitations: list[survey_response.Invitation] = field(default_factory=list)
    user_days: dict[str, active_users.UserDays] = field(default_factory=dict)
    first_values: dict[str, datetime] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)

    def segments_of(self, customer_id: str, instant: datetime) -> tuple[Segment, ...]:
        """The segments of something that a customer did at an instant."""
        tier = self.histories[customer_id].tier_of_event(instant)
        return self.customers[customer_id].segments(tier)

    def ends_within(self, billed: ServicePeriod) -> list[datetime]:
        """The ends of months, quarters and years that a service period covers."""
        ends = (p.effective_end for grain in MONEY_GRAINS for p in self.periods.get(grain, []))
        return [end for end in ends if billed.covers_just_before(end)]

    def periods_from(self, grain: str, first: datetime) -> list[Period]:
        """The periods of a grain from the one that holds an instant to the last before as-of."""
        month = self.variables.fiscal_year_start_month
        return periods_between(grain, first, self.as_of, self.zone, month)


class Reader:
    """The accepted raw rows with what every reading needs: as-of, the counted customers, merges."""

    def __init__(self, raw_path: Path, given: dict | None, clock: datetime | None) -> None:
        now = present(clock)
        self.judge = judge_folder(raw_path, given, now)
        self.variables = self.judge.settings
        self.zone = self.judge.zone
        self.tables = {table: self.judge.accepted(table) for table in self.judge.tables}
        self.as_of = find_as_of(self.variables.as_of, self.tables, self.zone, now)
        self.rates = self.judge.rates
        accounts = self.tables["billing.customers"] or []
        level = self.variables.customer_level
        self.survivor = counted_under(accounts, level)
        self.customers = counted_customers(accounts, level)

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
        reader=reader,
        judge=reader.judge,
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
    company.service_periods = service_periods(reader)
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
        stop_of = stops(
            rows_at_as_of(reader, "subscriptions", "started_at"),
            [r for r in rows_at_as_of(reader, "invoices", "issued_at") if r["status"] == "paid"],
            settings,
        )
        for customer_id, _, row in reader.rows("billing.subscriptions", "started_at"):
            stop = stop_of.get(row["subscription_version_id"], NO_STOP)
            pieces[customer_id].extend(pieces_of_version(row, reader.as_of, settings, stop))
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
    days_with_order = set()
    rows = reader.rows("billing.invoices", "issued_at")
    for customer_id, at, row in sorted(rows, key=lambda r: (r[1], r[2]["invoice_id"])):
        if row["status"] == "paid":
            day = reader.zone.day(at)
            amount = reader.rates.convert(millionths(net_amount(row)), row["currency"], day)
            kind = "order" if is_order(row) else "free"
            if kind == "order" and reader.variables.same_day_orders == "one":
                kind = "further order" if (customer_id, day) in days_with_order else "order"
                days_with_order.add((customer_id, day))
            segments = company.segments_of(customer_id, at)
            yield Payment(at, amount, kind, segments, customer_id, row["invoice_id"])


def refunds(reader: Reader, company: Company) -> Iterator[Payment]:
    """The negative revenue of every refund, for the customer of its invoice.

    It counts at its own time or, by the policy, at the issue of its invoice.
    """
    if reader.variables.refund_policy == "ignored":
        return
    invoice_of = {row["invoice_id"]: row for row in billing_rows(reader, "invoices")}
    for row in billing_rows(reader, "refunds"):
        invoice = invoice_of.get(row["invoice_id"])
        refunded_at = row.instant("refunded_at")
        if invoice is None or refunded_at >= reader.as_of:
            continue
        customer_id = reader.survivor.get(invoice["customer_id"])
        issued_at = invoice.instant("issued_at")
        if customer_id in company.customers:
            at = issued_at if reader.variables.refund_policy == "invoice_day" else refunded_at
            own = millionths(row.number("amount"))
            amount = reader.rates.convert(own, row["currency"], reader.zone.day(at))
            yield Payment(at, -amount, "refund", company.segments_of(customer_id, at), customer_id)


def service_periods(reader: Reader) -> dict[str, list[ServicePeriod]]:
    """What the invoices of each customer bill as recurring."""
    found: dict[str, list[ServicePeriod]] = defaultdict(list)
    for customer_id, _, row in reader.rows("billing.invoices", "issued_at"):
        own = service_period(row, net_amount(row), reader.variables.gap_tolerance_seconds)
        if own is not None:
            found[customer_id].append(own)
    return found


def rows_at_as_of(reader: Reader, table: str, time: str) -> list[RawRow]:
    """The rows of a billing table that are there at as-of, of any account."""
    return [row for row in billing_rows(reader, table) if row.instant(time) < reader.as_of]


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
    if active_users.somebody_without_tier(company) or any(
        period.amount and history.last_tier_before(instant) == UNKNOWN
        for customer_id, own in company.service_periods.items()
        for history in (company.histories[customer_id],)
        for period in own
        for instant in company.ends_within(period)
    ):
        outside.add(("plan_tier", UNKNOWN))
    return [WHOLE, *sorted(fixed | channels | tiers | outside)]
