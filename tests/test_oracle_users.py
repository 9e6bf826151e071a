"""The oracle's orders, invitations, users and times to value, against figures by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import oracle
from oracle.active_users import days_of_month, days_of_period, month_to
from oracle.clock import Zone
from oracle.company import load_company
from oracle.intervals import wilson
from oracle.periods import periods_between
from oracle.time_to_value import median_days, reached_within, survival
from oracle.variables import read_variables
from test_oracle import CLOCK, account, answer, at, invoice, version, write

Rows = dict[tuple, oracle.Row]


def compute(folder: Path, as_of: str, **variables: object) -> Rows:
    """The metric values of a folder at an as-of."""
    return oracle.compute(folder, {"as_of": as_of, **variables}, CLOCK)


def row(
    rows: Rows, metric: str, start: str, name: str = "all", value: str = "all", grain: str = "month"
) -> oracle.Row:
    """The row of a metric in a period and segment."""
    return rows[(metric, grain, date.fromisoformat(start), name, value)]


def parts(found: oracle.Row) -> tuple:
    """What a figure was made of, and the figure."""
    return found.numerator, found.denominator, found.metric_value, found.sample_size


def event(event_id: str, customer_id: str, occurred_at: str, user: str = "", **more: str) -> dict:
    """A row of usage.events."""
    return {
        "event_id": event_id,
        "customer_id": customer_id,
        "occurred_at": occurred_at,
        "received_at": occurred_at,
        "user_id": user,
        "event_name": "opened",
        "is_deleted": "",
        **more,
    }


def invitation(invitation_id: str, customer_id: str, sent_at: str, survey: str = "n") -> dict:
    """A row of survey.invitations, to the respondent x."""
    return {
        "invitation_id": invitation_id,
        "survey_id": survey,
        "customer_id": customer_id,
        "respondent_id": "x",
        "sent_at": sent_at,
    }


def test_orders_of_the_trailing_year(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a"), account("b"), account("c")])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-01", "2024-03-01"),
            version("a", "2024-03-01", plan_tier="gold"),
            version("b", "2024-01-01"),
        ],
    )
    write(
        tmp_path,
        "billing.invoices",
        [
            invoice("1", "a", "2024-02-01", "100"),
            invoice("2", "a", "2024-04-01", "50"),
            invoice("3", "b", "2024-02-01", "30"),
            invoice("4", "b", "2024-02-02", "30", discount_amount="30"),
            invoice("5", "c", "2024-05-01", "60"),
            invoice("6", "b", "2024-05-01", "60", status="open"),
        ],
    )
    refund = {"refund_id": "r", "invoice_id": "2", "refunded_at": "2024-04-02", "currency": "USD"}
    write(tmp_path, "billing.refunds", [{**refund, "amount": "20"}])
    rows = compute(tmp_path, "2025-03-01")

    def in_month(metric: str, start: str, *segment: str) -> oracle.Row:
        return row(rows, metric, start, *segment)

    assert parts(in_month("average_order_value", "2024-05-01")) == (220.0, 4.0, 55.0, 4)
    gold = ("plan_tier", "gold")
    assert parts(in_month("average_order_value", "2024-05-01", *gold)) == (30.0, 1.0, 30.0, 1)
    january = in_month("average_order_value", "2024-01-01")
    assert (*parts(january), january.null_reason) == (0.0, 0.0, None, 0, "no_orders")

    # a, b and c bought, a twice: from April on it counts in gold with both of its orders.
    repeat = in_month("repeat_purchase_rate", "2024-05-01")
    assert parts(repeat) == (1.0, 3.0, pytest.approx(1 / 3), 3)
    assert (repeat.interval_low, repeat.interval_high) == wilson(1, 3)
    assert parts(in_month("repeat_purchase_rate", "2024-05-01", *gold)) == (1.0, 1.0, 1.0, 1)
    basic = in_month("repeat_purchase_rate", "2024-05-01", "plan_tier", "basic")
    assert parts(basic) == (0.0, 1.0, 0.0, 1)
    unknown = in_month("repeat_purchase_rate", "2024-05-01", "plan_tier", "unknown")
    assert parts(unknown) == (0.0, 1.0, 0.0, 1)
    # The twelve months to the end of February 2025 hold the second order of a, and that of c.
    assert parts(in_month("repeat_purchase_rate", "2025-02-01")) == (0.0, 2.0, 0.0, 2)
    assert in_month("repeat_purchase_rate", "2024-01-01").null_reason == "no_orders"

    # Two customers for 152 days each to the end of May, four orders.
    years = float(Fraction(304) / Fraction("365.2425"))
    assert parts(in_month("orders_per_customer_year", "2024-05-01")) == (
        4.0,
        pytest.approx(years, rel=1e-12),
        pytest.approx(4 / years, rel=1e-12),
        2,
    )
    never = in_month("orders_per_customer_year", "2024-05-01", "plan_tier", "unknown")
    assert (*parts(never), never.null_reason) == (1.0, 0.0, None, 0, "no_base")
    assert ("repeat_purchase_rate", "week", date(2024, 1, 1), "all", "all") not in rows


def test_an_order_of_a_merged_account_is_one_of_its_survivor(tmp_path: Path):
    old = account("old", merged_into_customer_id="a")
    write(tmp_path, "billing.customers", [account("a"), old])
    write(tmp_path, "billing.subscriptions", [version("a", "2024-01-01")])
    write(
        tmp_path,
        "billing.invoices",
        [invoice("9", "old", "2024-02-01", "5"), invoice("10", "a", "2024-02-01", "7")],
    )
    company = load_company(tmp_path, {"as_of": "2024-03-01"}, CLOCK)
    ids = sorted((p.customer_id, int(p.entry_id)) for p in company.payments)
    assert ids == [("a", 9), ("a", 10)]
    rows = compute(tmp_path, "2024-03-01")
    assert parts(row(rows, "repeat_purchase_rate", "2024-02-01")) == (1.0, 1.0, 1.0, 1)


def test_an_answer_belongs_to_the_latest_invitation_before_it(tmp_path: Path):
    accounts = [account("a"), account("b"), account("old", merged_into_customer_id="a")]
    write(tmp_path, "billing.customers", [*accounts, account("t", is_test="true")])
    write(tmp_path, "billing.subscriptions", [version("a", "2024-01-10", "2024-02-10")])
    scale = {"kind": "nps", "scale_min": "0", "scale_max": "10"}
    write(tmp_path, "survey.surveys", [{"survey_id": s, **scale} for s in ("n", "m")])
    write(
        tmp_path,
        "survey.invitations",
        [
            invitation("1", "a", "2024-01-05"),
            invitation("2", "old", "2024-01-20"),
            invitation("3", "a", "2024-01-20"),
            invitation("4", "a", "2024-02-20"),
            invitation("5", "a", "2024-02-21", "m"),
            invitation("6", "b", "2024-02-05"),
            invitation("7", "t", "2024-02-05"),
            invitation("8", "a", "2024-03-10"),
        ],
    )
    write(
        tmp_path,
        "survey.responses",
        [
            # Exactly when it was sent, to the greater of two ids; a second answer changes nothing.
            answer("1", "n", "a", "x", "2024-01-20", score="9"),
            answer("2", "n", "old", "x", "2024-01-21"),
            # Without a score, from the account that was merged.
            answer("3", "n", "old", "x", "2024-02-25"),
            # Before every invitation, and by another respondent.
            answer("4", "n", "b", "x", "2024-02-04 23:59:59.999999", score="9"),
            answer("5", "n", "b", "y", "2024-02-06", score="9"),
            # At as-of or later it is not there yet.
            answer("6", "m", "a", "x", "2024-03-01", score="9"),
        ],
    )
    rows = compute(tmp_path, "2024-03-01")
    company = load_company(tmp_path, {"as_of": "2024-03-01"}, CLOCK)
    assert {i.invitation_id for i in company.invitations if i.answered} == {"3", "4"}

    january = row(rows, "survey_response_rate", "2024-01-01")
    assert parts(january) == (1.0, 3.0, pytest.approx(1 / 3), 3)
    assert (january.interval_low, january.interval_high) == wilson(1, 3)
    basic, unknown = (("plan_tier", tier) for tier in ("basic", "unknown"))
    assert parts(row(rows, "survey_response_rate", "2024-01-01", *basic)) == (1.0, 2.0, 0.5, 2)
    assert parts(row(rows, "survey_response_rate", "2024-01-01", *unknown)) == (0.0, 1.0, 0.0, 1)
    # After its spell the last tier held counts; b never held any.
    february = row(rows, "survey_response_rate", "2024-02-01")
    assert parts(february) == (1.0, 3.0, pytest.approx(1 / 3), 3)
    assert parts(row(rows, "survey_response_rate", "2024-02-01", *basic)) == (1.0, 2.0, 0.5, 2)
    week = row(rows, "survey_response_rate", "2024-01-08", grain="week")
    assert (*parts(week), week.null_reason, week.interval_low) == (0, 0, None, 0, "no_base", None)
    later = compute(tmp_path, "2024-03-02")
    assert parts(row(later, "survey_response_rate", "2024-02-01"))[:2] == (2.0, 3.0)
    (tmp_path / "survey/invitations.csv").unlink()
    off = row(compute(tmp_path, "2024-03-01"), "survey_response_rate", "2024-02-01")
    assert (*parts(off), off.null_reason) == (None, None, None, 0, "source_switched_off")


@pytest.mark.parametrize(
    ("last", "first", "days"),
    [
        ("2024-02-29", "2024-02-01", 29),
        ("2024-04-30", "2024-04-01", 30),
        # The 31st of March less a month is the last of February.
        ("2023-03-30", "2023-02-28", 31),
        ("2024-03-30", "2024-02-29", 31),
        ("2024-03-29", "2024-02-29", 30),
        ("2024-03-14", "2024-02-15", 29),
        ("2024-01-01", "2023-12-02", 31),
    ],
)
def test_the_month_that_ends_with_a_day(last: str, first: str, days: int):
    day = date.fromisoformat(last)
    assert month_to(day) == date.fromisoformat(first)
    assert (day - month_to(day)).days + 1 == days


def test_a_day_counts_once_it_has_begun():
    zone = Zone("Europe/Berlin")

    def days(as_of: str) -> tuple[int, int]:
        period = periods_between("month", at("2024-03-05"), at(as_of), zone, 1)[-1]
        return days_of_period(zone, period), days_of_month(zone, period)

    assert days("2024-03-29 23:00") == (29, 30)
    assert days("2024-03-29 23:00:00.000001") == (30, 31)
    assert days("2024-03-31 22:00") == (31, 31)


def test_a_day_that_the_clock_skips_counts_as_a_day():
    zone = Zone("Pacific/Apia")
    week = periods_between("week", at("2011-12-27"), at("2012-02-01"), zone, 1)[0]
    assert (week.start, days_of_period(zone, week)) == (date(2011, 12, 26), 7)
    # The 30th and the 31st begin at one instant.
    week = periods_between("week", at("2011-12-27"), at("2011-12-30 10:00"), zone, 1)[0]
    assert days_of_period(zone, week) == 4
    week = periods_between("week", at("2011-12-27"), at("2011-12-30 10:00:01"), zone, 1)[0]
    assert days_of_period(zone, week) == 6


def users_company(folder: Path) -> Path:
    """Two customers, one of them with an account merged into it, and their users."""
    old = account("old", merged_into_customer_id="a")
    write(folder, "billing.customers", [account("a", "2024-02-01"), account("b"), old])
    write(
        folder,
        "billing.subscriptions",
        [
            version("a", "2024-02-10", "2024-03-10"),
            version("a", "2024-03-10", "2024-03-25", plan_tier="gold"),
        ],
    )
    write(
        folder,
        "usage.events",
        [
            event("1", "a", "2024-02-27 10:00", "u"),
            event("2", "a", "2024-02-28 10:00", "u"),
            event("3", "a", "2024-02-29 23:59:59.999999", "v"),
            event("4", "old", "2024-03-01", "u"),
            event("5", "a", "2024-03-01 12:00", "u"),
            event("6", "b", "2024-03-01 12:00", "u"),
            event("7", "a", "2024-03-01"),
            event("8", "a", "2024-03-01 08:00"),
            event("9", "a", "2024-03-30 11:00", "w"),
            event("10", "a", "2024-03-30 11:00", "gone", is_deleted="true"),
            event("11", "a", "2024-03-30 12:00", "late"),
        ],
    )
    return folder


def test_users_by_day_and_month(tmp_path: Path):
    rows = compute(users_company(tmp_path), "2024-03-30 12:00:00")
    # Three users on the 1st (u of a, u of b, one without a name), w on the 30th.
    march = "2024-03-01"
    assert parts(row(rows, "daily_active_users", march)) == (4.0, 30.0, pytest.approx(4 / 30), 4)
    # From 29 February: v is in, u's 27th and 28th are not.
    assert parts(row(rows, "monthly_active_users", march)) == (None, None, 5.0, 5)
    sticky = row(rows, "stickiness", march)
    assert parts(sticky) == (pytest.approx(5 / 31), 5.0, pytest.approx(1 / 31), 5)
    assert sticky.interval_low is None
    # a's spell is over: the last tier held counts, for the whole window.
    gold, basic, unknown = (("plan_tier", tier) for tier in ("gold", "basic", "unknown"))
    assert row(rows, "monthly_active_users", march, *gold).metric_value == 4.0
    assert row(rows, "monthly_active_users", march, *unknown).metric_value == 1.0
    nobody = row(rows, "stickiness", march, *basic)
    assert (*parts(nobody), nobody.null_reason) == (0.0, 0.0, None, 0, "no_base")
    none = row(rows, "daily_active_users", march, *basic)
    assert (*parts(none), none.null_reason) == (0.0, 30.0, 0.0, 0, None)

    february = "2024-02-01"
    assert parts(row(rows, "daily_active_users", february)) == (3.0, 29.0, pytest.approx(3 / 29), 3)
    assert row(rows, "daily_active_users", february, *basic).metric_value == pytest.approx(3 / 29)
    assert row(rows, "monthly_active_users", february).metric_value == 2.0
    assert row(rows, "stickiness", february).metric_value == pytest.approx(3 / 29 / 2)
    # The month of a quarter and of a year is their last.
    quarter = row(rows, "daily_active_users", "2024-01-01", grain="quarter")
    assert parts(quarter)[:2] == (7.0, 90.0)
    assert row(rows, "monthly_active_users", "2024-01-01", grain="year").metric_value == 5.0
    # Monday 26 February to Sunday 3 March.
    week = row(rows, "daily_active_users", "2024-02-26", grain="week")
    assert parts(week)[:2] == (6.0, 7.0)


def test_the_day_of_an_event_is_local(tmp_path: Path):
    rows = compute(
        users_company(tmp_path), "2024-03-30 12:00:00", reporting_timezone="America/New_York"
    )
    # Event 7, 0:00 UTC, and event 4 fall on 29 February; 8, 5 and 6 remain on the 1st.
    assert parts(row(rows, "daily_active_users", "2024-03-01"))[:2] == (4.0, 30.0)
    assert parts(row(rows, "daily_active_users", "2024-02-01"))[:2] == (5.0, 29.0)


def test_usage_without_a_tier_brings_the_unknown_one(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a")])
    write(tmp_path, "billing.subscriptions", [version("a", "2024-02-10")])

    def has_unknown(occurred_at: str) -> bool:
        write(tmp_path, "usage.events", [event("1", "a", occurred_at)])
        company = load_company(tmp_path, {"as_of": "2024-04-01"}, CLOCK)
        return ("plan_tier", "unknown") in company.segments

    # The week of 5 February ends on the 12th, with a tier held; the one before it does not.
    assert not has_unknown("2024-02-05")
    assert has_unknown("2024-02-04 23:59:59")


def days(*waits: tuple[int, bool]) -> list[tuple[Fraction, bool]]:
    """Waits of whole days."""
    return [(Fraction(wait), has_value) for wait, has_value in waits]


def test_the_curve_of_those_that_still_wait():
    # Six customers: 1 arrives, 2 is censored, two arrive at 3 (one censored there is at risk), 9.
    waits = days((1, True), (2, False), (3, True), (3, True), (3, False), (9, True))
    assert survival(waits) == [
        (1, Fraction(5, 6)),
        (3, Fraction(5, 6) * Fraction(1, 2)),
        (9, 0),
    ]
    assert median_days(waits) == 3
    assert reached_within(waits, 2) == Fraction(1, 6)
    assert reached_within(waits, 30) == 1
    # Half is enough, and it must be reached: the plain median of what was seen would be 1.
    assert median_days(days((1, True), (5, False))) == 1
    assert median_days(days((1, True), (5, False), (5, False))) is None
    assert median_days(days((0, True), (0, True), (7, False))) == 0
    assert reached_within(days((31, True)), 30) == 0
    assert reached_within(days((30, True)), 30) == 1
    # Censored before the first arrival: 2 of 3 left, one of them arrives.
    assert median_days(days((1, False), (4, True), (6, False))) == 4


def test_time_to_first_value(tmp_path: Path):
    write(tmp_path, "billing.customers", [account(c) for c in "abcde"])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-10"),
            version("b", "2024-01-10", "2024-01-12"),
            version("c", "2024-01-20", plan_tier="gold"),
            version("c", "2024-02-20"),
            version("d", "2024-02-01", plan_tier="gold"),
            version("e", "2024-02-01", status="trialing"),
        ],
    )
    write(
        tmp_path,
        "usage.events",
        [
            event("1", "a", "2024-01-05", event_name="shared"),
            event("2", "a", "2024-01-11"),
            event("3", "b", "2024-01-22 12:00", event_name="Shared"),
            event("4", "c", "2024-01-20 06:00", event_name="shared", is_deleted="1"),
            event("5", "d", "2024-03-01", event_name="shared"),
            event("6", "e", "2024-02-05", event_name="shared"),
        ],
    )

    def found(start: str, *segment: str, **variables: object) -> tuple:
        rows = compute(tmp_path, "2024-03-01", **variables)
        one = row(rows, "time_to_first_value_days", start, *segment)
        assert (one.numerator, one.denominator, one.interval_low) == (None, None, None)
        return one.metric_value, one.sample_size, one.null_reason

    # a 0 days (before its activation), b 12.5 though it had left, c waits on: 0, then 12.5.
    assert found("2024-01-01") == (12.5, 3, None)
    assert found("2024-01-01", "plan_tier", "gold") == (None, 1, "not_reached")
    assert found("2024-01-01", "plan_tier", "basic") == (0.0, 2, None)
    # d's event is at as-of, e never was active.
    assert found("2024-02-01") == (None, 1, "not_reached")
    assert found("2024-02-01", "plan_tier", "basic") == (None, 0, "no_base")
    assert found("2024-01-01", value_event_names=["shared"]) == (None, 3, "not_reached")
    assert found("2024-01-01", value_event_names=["opened", "Shared"]) == (12.5, 3, None)
    assert found("2024-01-01", value_event_names=[]) == (12.5, 3, None)
    (tmp_path / "billing/subscriptions.csv").unlink()
    assert found("2024-01-01") == (None, 0, "source_switched_off")


def test_the_names_of_value_events_are_a_list():
    assert read_variables({"value_event_names": ["a", 1]}).value_event_names == ("a", "1")
    assert read_variables({"value_event_names": []}).value_event_names == ()
    assert read_variables({"value_event_names": ""}).value_event_names == ()
    assert read_variables({"value_event_names": "signed up"}).value_event_names == ("signed up",)
