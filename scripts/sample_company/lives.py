"""The scripted lives: each hits one rule of the definitions, and its name says which.

A life's main account is `life_<name of the function>`; the first line of its docstring is its
title. What each must come out as stands in `tests/lives/<name>.csv`. Times are UTC.
"""

from __future__ import annotations

from datetime import datetime

from .subscriptions import Version, add_invoices, add_subscription
from .surveys import CSAT_SUPPORT, NPS_EMEA, NPS_RELATIONSHIP, Survey
from .tables import Cell, Cents, RawTables
from .timeline import SCHEDULED_END

at = datetime.fromisoformat


def span(started: str, ended: str | None = None, **terms: Cell) -> Version:
    """A subscription version that holds in [started, ended); no end means open."""
    return Version(at(started), at(ended) if ended else None, **terms)


class Life:
    """One scripted account, and short words for the rows of its life."""

    def __init__(
        self, tables: RawTables, customer_id: str, created_at: str, **attributes: Cell
    ) -> None:
        self.tables = tables
        self.customer_id = customer_id
        self._subscriptions = 0
        known: dict[str, Cell] = {
            "name": customer_id.replace("_", " ").capitalize(),
            "email": f"{customer_id}@example.com",
            "country": "US",
            "region": "Americas",
            "industry": "software",
            "company_size": "medium",
            "acquisition_channel": "content",
            "is_test": False,
        }
        tables.add(
            "billing.customers",
            customer_id=customer_id,
            created_at=at(created_at),
            updated_at=at(created_at),
            **(known | attributes),
        )

    def subscribes(self, *versions: Version) -> None:
        """One subscription with its versions, and paid invoices as they fall due."""
        self._subscriptions += 1
        number = self._subscriptions
        subscription_id = add_subscription(self.tables, self.customer_id, number, versions)
        add_invoices(self.tables, self.customer_id, subscription_id, versions)

    def refunds(self, name: str, invoice: str, refunded_at: str, cents: int) -> None:
        """Money back on an invoice, e.g. `s1-i02`: the second one of the first subscription."""
        self.tables.add(
            "billing.refunds",
            refund_id=f"{self.customer_id}-{name}",
            invoice_id=f"{self.customer_id}-{invoice}",
            refunded_at=at(refunded_at),
            amount=Cents(cents),
            currency="USD",
        )

    def uses(
        self, name: str, occurred_at: str, received_at: str | None = None, deleted: bool = False
    ) -> None:
        """One use of the product, received at once unless said otherwise."""
        self.tables.add(
            "usage.events",
            event_id=f"{self.customer_id}-{name}",
            customer_id=self.customer_id,
            user_id=f"{self.customer_id}-u1",
            event_name="report_created",
            feature="reports",
            occurred_at=at(occurred_at),
            received_at=at(received_at or occurred_at),
            quantity=3,
            is_deleted=deleted,
        )

    def interacts(self, name: str, occurred_at: str, kind: str, deleted: bool = False) -> None:
        """One contact with the company outside the product."""
        self.tables.add(
            "usage.interactions",
            interaction_id=f"{self.customer_id}-{name}",
            customer_id=self.customer_id,
            user_id=f"{self.customer_id}-u1",
            kind=kind,
            occurred_at=at(occurred_at),
            received_at=at(occurred_at),
            is_deleted=deleted,
        )

    def answers(self, name: str, survey: Survey, responded_at: str, score: int) -> None:
        """One answer of the account's only respondent, without an invitation."""
        self.tables.add(
            "survey.responses",
            response_id=f"{self.customer_id}-{name}",
            survey_id=survey.survey_id,
            customer_id=self.customer_id,
            respondent_id=f"{self.customer_id}-p1",
            responded_at=at(responded_at),
            score=score,
            touchpoint=survey.touchpoint,
            received_at=at(responded_at),
        )

    def asks(self, name: str, opened_at: str, answered_at: str | None) -> None:
        """One ticket, answered and resolved by the same reply, or never."""
        reply = at(answered_at) if answered_at else None
        self.tables.add(
            "support.tickets",
            ticket_id=f"{self.customer_id}-{name}",
            customer_id=self.customer_id,
            opened_at=at(opened_at),
            first_responded_at=reply,
            resolved_at=reply,
            priority="normal",
            channel="email",
            received_at=at(opened_at),
            updated_at=reply or at(opened_at),
        )


def open_since_first_month(tables: RawTables) -> None:
    """A subscription without an end, open since the first month, never churns."""
    life = Life(tables, "life_open_since_first_month", "2023-01-05 08:00")
    life.subscribes(span("2023-01-05 09:00", tier="Enterprise", seats=30))
    # The last event of the whole company: it sets the default as-of to the next midnight.
    life.uses("last-event", "2025-12-31 17:45")


def upgrade_mid_cycle(tables: RawTables) -> None:
    """An upgrade in mid-cycle changes the tier at its instant and is neither churn nor new."""
    life = Life(tables, "life_upgrade_mid_cycle", "2023-03-06 08:30")
    life.subscribes(
        span("2023-03-06 09:00", "2023-07-18 10:30"),
        span("2023-07-18 10:30", tier="Enterprise"),
    )


def annual_to_monthly(tables: RawTables) -> None:
    """A change from annual to monthly billing at the renewal leaves no gap."""
    life = Life(tables, "life_annual_to_monthly", "2023-02-14 09:00", company_size="small")
    life.subscribes(
        span("2023-02-14 10:00", "2024-02-14 10:00", tier="Starter", cadence="yearly"),
        span("2024-02-14 10:00", tier="Starter"),
    )


def pause(tables: RawTables) -> None:
    """A paused customer churns when the pause begins and is reactivated when it ends."""
    life = Life(tables, "life_pause", "2023-04-03 08:00")
    life.subscribes(
        span("2023-04-03 09:00", "2023-09-11 12:00"),
        span("2023-09-11 12:00", "2023-11-20 12:00", status="paused"),
        span("2023-11-20 12:00"),
    )


def trial_never_converts(tables: RawTables) -> None:
    """A trial that never converts makes no customer, however much it uses the product."""
    life = Life(
        tables, "life_trial_never_converts", "2023-05-08 09:00", acquisition_channel="paid_search"
    )
    life.subscribes(span("2023-05-08 10:00", "2023-05-22 10:00", status="trialing"))
    life.uses("trial-use", "2023-05-15 14:00")
    life.interacts("trial-webinar", "2023-05-16 15:00", "webinar")


def refund_and_credit_note(tables: RawTables) -> None:
    """A refund and a credit note lower revenue on their own days and leave the customer active."""
    life = Life(tables, "life_refund_and_credit_note", "2024-01-04 08:00")
    life.subscribes(span("2024-01-04 09:00"))
    life.refunds("refund", "s1-i02", "2024-02-20 11:00", 10_000)
    life.refunds("credit-note", "s1-i03", "2024-04-09 11:00", 45_000)


def leave_return_leave(tables: RawTables) -> None:
    """A customer who leaves, returns and leaves again is new once and churns twice."""
    life = Life(tables, "life_leave_return_leave", "2023-06-05 08:00", region="APAC", country="AU")
    life.subscribes(span("2023-06-05 09:00", "2023-10-20 09:00", cancel_reason="price"))
    life.subscribes(span("2024-03-11 09:00", "2024-09-05 09:00", cancel_reason="competitor"))


def left_and_returned_in_one_month(tables: RawTables) -> None:
    """Who leaves and returns inside one month is retained in it, but churned in its week."""
    life = Life(tables, "life_left_and_returned_in_one_month", "2023-08-07 08:00")
    life.subscribes(span("2023-08-07 09:00", "2024-05-08 09:00", status="canceled"))
    life.subscribes(span("2024-05-24 09:00", tier="Starter"))


def same_day_start_and_end(tables: RawTables) -> None:
    """A subscription that starts and ends on one day at different hours is new and lost."""
    life = Life(tables, "life_same_day_start_and_end", "2023-09-13 08:00", company_size="small")
    life.subscribes(span("2023-09-13 09:00", "2023-09-13 15:00", tier="Starter"))
    life.uses("first-use", "2023-09-13 10:00")


def zero_length_version(tables: RawTables) -> None:
    """A version of zero length is no activation, so the customer is new only two months later."""
    life = Life(tables, "life_zero_length_version", "2023-09-04 08:00")
    life.subscribes(
        span("2023-09-04 09:00", "2023-09-04 09:00"),
        span("2023-11-06 09:00"),
    )


def ends_on_a_boundary(tables: RawTables) -> None:
    """What ends exactly at a period's start churns in that period and is not served in it."""
    life = Life(tables, "life_ends_on_a_boundary", "2023-12-18 09:00")
    # Both are Mondays, so weeks, months and quarters begin here, and the year does at the first.
    life.subscribes(span("2024-01-01 00:00", "2024-07-01 00:00"))


def two_parallel_subscriptions(tables: RawTables) -> None:
    """Of two parallel subscriptions the one with the larger amount gives the plan tier."""
    life = Life(tables, "life_two_parallel_subscriptions", "2023-05-15 08:00")
    life.subscribes(span("2023-05-15 09:00", tier="Starter"))
    life.subscribes(span("2024-02-12 09:00", "2025-03-17 09:00", tier="Enterprise"))


def currency_switch(tables: RawTables) -> None:
    """A switch from dollars to euros without a gap is neither churn nor new."""
    life = Life(
        tables, "life_currency_switch", "2023-06-12 08:00", region="EMEA", country="DE",
        acquisition_channel="events",
    )
    life.subscribes(
        span("2023-06-12 09:00", "2024-06-12 09:00"),
        span("2024-06-12 09:00", currency="EUR"),
    )


def full_discount(tables: RawTables) -> None:
    """A customer with a discount of 100 % becomes active at the instant the discount ends."""
    life = Life(tables, "life_full_discount", "2024-01-15 08:00", acquisition_channel="partner")
    life.subscribes(
        span(
            "2024-01-15 09:00", discount_percent=100, discount_ends_at=at("2024-03-15 09:00")
        )
    )


def account_merge(tables: RawTables) -> None:
    """Two merged accounts count once, under the survivor, with the history of both."""
    survivor = Life(
        tables, "life_account_merge", "2023-11-06 08:00", region="EMEA", country="GB",
        company_size="large",
    )
    survivor.subscribes(span("2023-11-06 09:00"))
    merged = Life(
        tables, "life_account_merge_old", "2023-03-13 08:00", company_size="small",
        merged_into_customer_id="life_account_merge",
    )
    merged.subscribes(span("2023-03-13 09:00", "2024-02-05 09:00", tier="Starter"))
    merged.uses("old-use", "2023-07-03 10:00")


def account_merge_chain(tables: RawTables) -> None:
    """A chain of two merges ends at the last account, whose spells are those of all three."""
    survivor = Life(tables, "life_account_merge_chain", "2024-05-13 08:00")
    survivor.subscribes(span("2024-05-13 09:00", tier="Enterprise"))
    second = Life(
        tables, "life_account_merge_chain_second", "2023-08-14 08:00",
        merged_into_customer_id="life_account_merge_chain",
    )
    second.subscribes(span("2023-08-14 09:00", "2024-04-15 09:00"))
    first = Life(
        tables, "life_account_merge_chain_first", "2023-02-06 08:00",
        merged_into_customer_id="life_account_merge_chain_second",
    )
    first.subscribes(span("2023-02-06 09:00", "2023-08-14 09:00", tier="Starter"))


def test_account(tables: RawTables) -> None:
    """A test account is out everywhere, with everything that it does."""
    life = Life(tables, "life_test_account", "2023-02-01 08:00", is_test=True)
    life.subscribes(span("2023-02-01 09:00", tier="Enterprise", seats=500))
    life.uses("test-use", "2024-03-04 10:00")
    life.interacts("test-forum", "2024-03-04 11:00", "forum")
    life.answers("test-answer", NPS_RELATIONSHIP, "2024-03-05 10:00", score=0)
    life.asks("test-ticket", "2024-03-06 10:00", "2024-03-09 10:00")


def ticket_never_answered(tables: RawTables) -> None:
    """A ticket that is never answered counts as unanswered and not as zero hours."""
    life = Life(tables, "life_ticket_never_answered", "2023-10-02 08:00")
    life.subscribes(span("2023-10-02 09:00"))
    life.asks("answered", "2024-02-13 09:00", "2024-02-13 10:30")
    life.asks("unanswered", "2024-02-20 09:00", None)


def survey_answered_twice(tables: RawTables) -> None:
    """Of two answers of one respondent in a month the later counts, of a tie the larger id."""
    life = Life(tables, "life_survey_answered_twice", "2023-07-10 08:00")
    life.subscribes(span("2023-07-10 09:00"))
    life.answers("later", NPS_RELATIONSHIP, "2024-04-22 10:00", score=9)
    life.answers("earlier", NPS_RELATIONSHIP, "2024-04-08 10:00", score=3)
    life.answers("tie-1", CSAT_SUPPORT, "2024-06-11 10:00", score=5)
    life.answers("tie-2", CSAT_SUPPORT, "2024-06-11 10:00", score=2)


def survey_on_one_to_ten(tables: RawTables) -> None:
    """On a scale of 1 to 10 the cuts of the score are the same: 9 promotes, 1 detracts."""
    life = Life(
        tables, "life_survey_on_one_to_ten", "2023-09-25 08:00", region="EMEA", country="FR"
    )
    life.subscribes(span("2023-09-25 09:00", currency="EUR"))
    life.answers("promoter", NPS_EMEA, "2024-02-07 10:00", score=9)
    life.answers("passive", NPS_EMEA, "2024-05-07 10:00", score=7)
    life.answers("detractor", NPS_EMEA, "2024-11-07 10:00", score=1)


def late_event(tables: RawTables) -> None:
    """An event received in the next month counts in the month in which it occurred."""
    life = Life(tables, "life_late_event", "2024-02-19 08:00")
    life.subscribes(span("2024-02-19 09:00"))
    life.uses("late", "2024-05-31 22:15", received_at="2024-06-03 07:00")


def deleted_event(tables: RawTables) -> None:
    """A deleted event or interaction makes nobody a user or an engaged customer."""
    life = Life(tables, "life_deleted_event", "2024-04-22 08:00")
    life.subscribes(span("2024-04-22 09:00"))
    life.uses("deleted", "2024-09-10 10:00", deleted=True)
    life.interacts("deleted", "2024-09-11 10:00", "comment", deleted=True)


def segment_value_missing(tables: RawTables) -> None:
    """A customer without any attribute counts under 'unknown' in every segment."""
    life = Life(
        tables, "life_segment_value_missing", "2023-11-13 08:00", name=None, email=None,
        country=None, region=None, industry=None, company_size=None, acquisition_channel=None,
        is_test=None,
    )
    life.subscribes(span("2023-11-13 09:00", tier=None))
    life.uses("use", "2024-03-18 10:00")
    life.asks("ticket", "2024-03-19 10:00", "2024-03-19 12:00")


def canceled_with_past_end(tables: RawTables) -> None:
    """A canceled subscription covers the time until its end, and churns only then."""
    life = Life(tables, "life_canceled_with_past_end", "2023-07-03 08:00")
    requested = at("2024-06-10 14:00")
    life.subscribes(
        span("2023-07-03 09:00", "2024-06-10 14:00"),
        span(
            "2024-06-10 14:00", "2024-07-03 09:00", status="canceled",
            cancel_requested_at=requested, cancel_reason="missing_feature",
        ),
    )


def canceled_with_future_end(tables: RawTables) -> None:
    """A cancellation scheduled for the future has not happened yet."""
    life = Life(tables, "life_canceled_with_future_end", "2024-07-08 08:00")
    requested = at("2025-11-17 15:00")
    life.subscribes(
        span("2024-07-08 09:00", "2025-11-17 15:00"),
        Version(
            requested, SCHEDULED_END, status="canceled", cancel_requested_at=requested,
            cancel_reason="price",
        ),
    )


def canceled_without_end(tables: RawTables) -> None:
    """A canceled version without an end covers nothing, so churn is when it begins."""
    life = Life(tables, "life_canceled_without_end", "2023-09-18 08:00")
    life.subscribes(
        span("2023-09-18 09:00", "2024-10-14 09:00"),
        span("2024-10-14 09:00", status="canceled", cancel_reason="low_usage"),
    )


def past_due(tables: RawTables) -> None:
    """A customer whose payment is past due is still active."""
    life = Life(tables, "life_past_due", "2023-12-04 08:00", industry="retail")
    life.subscribes(
        span("2023-12-04 09:00", "2024-08-12 09:00"),
        span("2024-08-12 09:00", "2024-09-23 09:00", status="past_due"),
        span("2024-09-23 09:00"),
    )


def gap_of_one_second(tables: RawTables) -> None:
    """An export that ends at 23:59:59 leaves a gap of a second, which is bridged."""
    life = Life(tables, "life_gap_of_one_second", "2024-01-08 08:00", industry="finance")
    # The gap ends where a week, a month and a quarter begin: just before it the old tier counts.
    life.subscribes(
        span("2024-01-08 09:00", "2024-06-30 23:59:59"),
        span("2024-07-01 00:00:00", tier="Enterprise"),
    )


def expansion_by_seats(tables: RawTables) -> None:
    """A customer that adds seats has expanded in the periods that contain the change."""
    life = Life(tables, "life_expansion_by_seats", "2024-03-18 08:00", industry="healthcare")
    life.subscribes(
        span("2024-03-18 09:00", "2024-09-16 11:00", seats=10),
        span("2024-09-16 11:00", seats=25),
    )


def contraction(tables: RawTables) -> None:
    """A customer that gives up seats has contracted: retained, and not expanded."""
    life = Life(tables, "life_contraction", "2024-06-03 08:00", industry="manufacturing")
    life.subscribes(
        span("2024-06-03 09:00", "2025-02-10 11:00", seats=40),
        span("2025-02-10 11:00", seats=15),
    )


def two_orders_on_one_day(tables: RawTables) -> None:
    """Two subscriptions that are billed on one day are two orders, unless a setting counts one."""
    life = Life(tables, "life_two_orders_on_one_day", "2024-07-15 08:00")
    life.subscribes(span("2024-07-15 09:00"))
    life.subscribes(span("2024-07-15 14:00", "2024-11-15 14:00", tier="Starter"))


LIVES = (
    open_since_first_month,
    upgrade_mid_cycle,
    annual_to_monthly,
    pause,
    trial_never_converts,
    refund_and_credit_note,
    leave_return_leave,
    left_and_returned_in_one_month,
    same_day_start_and_end,
    zero_length_version,
    ends_on_a_boundary,
    two_parallel_subscriptions,
    currency_switch,
    full_discount,
    account_merge,
    account_merge_chain,
    test_account,
    ticket_never_answered,
    survey_answered_twice,
    survey_on_one_to_ten,
    late_event,
    deleted_event,
    segment_value_missing,
    canceled_with_past_end,
    canceled_with_future_end,
    canceled_without_end,
    past_due,
    gap_of_one_second,
    expansion_by_seats,
    contraction,
    two_orders_on_one_day,
)
