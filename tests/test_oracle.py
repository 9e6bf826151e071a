"""The oracle's own parts, against figures worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

import oracle
from oracle.clock import Zone, find_as_of
from oracle.company import load_company
from oracle.intervals import net_promoter, wilson
from oracle.money import Rates, cents, millionths, recurring_amount, round_half_away
from oracle.periods import periods_between
from oracle.raw import RawRow, parse_instant, read_tables
from oracle.spells import History, Piece, join_pieces, pieces_of_version
from raw_rows import CLOCK, account, at, expense, invoice, version, write

MINUTE = timedelta(seconds=60)


def piece(start: str, end: str, amount: int = 1, tier: str = "basic", currency="USD") -> Piece:
    """A piece of activity."""
    return Piece(at(start), at(end), amount, currency, tier)


def history(pieces: list[Piece], rates: Rates | None = None, as_of: str = "2026-01-01") -> History:
    """The history of pieces with the default gap of a minute."""
    return History(pieces, MINUTE, rates or Rates([], "USD", 7), Zone("UTC"), at(as_of))


def as_version(**columns: object) -> RawRow:
    """A raw subscription version."""
    row = version("c", "2024-01-01", **columns)
    return RawRow({column: str(value) or None for column, value in row.items()})


def test_touching_and_overlapping_pieces_are_one_spell():
    spells, _ = join_pieces(
        [
            piece("2024-01-01", "2024-02-01"),
            piece("2024-02-01", "2024-03-01"),
            piece("2024-02-15", "2024-02-20"),
        ],
        timedelta(0),
    )
    assert [(s.start, s.end) for s in spells] == [(at("2024-01-01"), at("2024-03-01"))]


def test_a_gap_is_bridged_only_if_strictly_shorter_and_the_piece_before_it_counts_on():
    pieces = [
        piece("2024-01-01", "2024-01-31 23:59:59", 5, "gold"),
        piece("2024-02-01", "2024-02-09 23:59:00", 3, "basic"),
        piece("2024-02-10", "2024-03-01", 3, "basic"),
    ]
    spells, held = join_pieces(pieces, MINUTE)
    assert [s.start for s in spells] == [at("2024-01-01"), at("2024-02-10")]
    assert held[0].end == at("2024-02-01")
    assert held[1].end == at("2024-02-09 23:59:00")
    own = history(pieces)
    assert own.tier_just_before(at("2024-02-01")) == "gold"
    assert own.amount_just_before(at("2024-02-01"), date(2024, 1, 31)) == 5
    assert own.tier_of_event(at("2024-02-01")) == "basic"


def test_the_larger_amount_holds_the_tier_and_the_first_name_wins_a_tie():
    own = history(
        [
            piece("2024-01-01", "2024-04-01", 5, "silver"),
            piece("2024-02-01", "2024-03-01", 5, "gold"),
            piece("2024-02-10", "2024-02-20", 6, "zinc"),
        ]
    )
    assert [(s.start.date().isoformat(), s.plan_tier) for s in own.spans] == [
        ("2024-01-01", "silver"),
        ("2024-02-01", "gold"),
        ("2024-02-10", "zinc"),
        ("2024-02-20", "gold"),
        ("2024-03-01", "silver"),
    ]
    assert own.tier_of_event(at("2023-12-31")) == "unknown"
    assert own.tier_of_event(at("2024-06-01")) == "silver"


def test_the_rate_of_the_day_decides_which_tier_is_the_largest():
    rates = rates_of(("2024-01-01", "EUR", "USD", "0.9"), ("2024-01-03", "EUR", "USD", "1.1"))
    own = history(
        [
            piece("2024-01-01 12:00:00", "2024-01-05", 100, "gold", "EUR"),
            piece("2024-01-01 12:00:00", "2024-01-05", 100, "basic", "USD"),
        ],
        rates,
    )
    assert own.tier_just_before(at("2024-01-03")) == "basic"
    assert own.tier_of_event(at("2024-01-03")) == "gold"


def rates_of(*rows: tuple[str, str, str, str], max_age_days: int = 7) -> Rates:
    """Exchange rates into USD from (day, from, to, rate)."""
    columns = ("rate_date", "from_currency", "to_currency", "rate")
    raw = [RawRow(zip(columns, row, strict=True)) for row in rows]
    return Rates(raw, "USD", max_age_days)


def test_a_rate_is_the_last_direct_one_else_the_inverse_and_never_a_stale_one():
    rates = rates_of(
        ("2024-01-01", "EUR", "USD", "1.25"),
        ("2023-12-30", "USD", "EUR", "0.5"),
        ("2024-01-02", "USD", "EUR", "0.5"),
        ("2024-01-01", "USD", "JPY", "150"),
    )
    assert rates.rate("EUR", date(2024, 1, 8)) == Fraction("1.25")
    assert rates.rate("EUR", date(2023, 12, 31)) == 2
    assert rates.rate("JPY", date(2024, 1, 1)) == Fraction(1, 150)
    assert rates.convert(1_000_000, "JPY", date(2024, 1, 1)) == 6667
    with pytest.raises(LookupError, match="from EUR to USD"):
        rates.rate("EUR", date(2024, 1, 9))
    with pytest.raises(LookupError):
        rates.rate("JPY", date(2023, 12, 31))


def test_halves_are_rounded_away_from_zero():
    assert [round_half_away(Fraction(n, 2)) for n in (1, 3, -1, -3)] == [1, 2, -1, -2]
    assert round_half_away(Fraction(49, 100)) == 0
    assert millionths(Fraction("0.0000005")) == 1
    assert millionths(Fraction("-0.0000005")) == -1
    assert cents(1_004_999) == 100
    assert cents(1_005_000) == 101


def test_recurring_amounts_are_exact_for_every_interval():
    def amount(**columns: object) -> int:
        return recurring_amount(as_version(**columns), Fraction(0))

    assert amount(billing_interval="month") == 100_000_000
    assert amount(billing_interval="month", interval_count=3) == 33_333_333
    assert amount(billing_interval="year") == 8_333_333
    # 100 x 365.2425 / 12 = 3043.6875 and a seventh of it, 434.8125
    assert amount(billing_interval="day") == 3_043_687_500
    assert amount(billing_interval="week") == 434_812_500
    assert amount(quantity="2.5", unit_amount="0.0000002") == 1
    assert recurring_amount(as_version(), Fraction("0.15")) == 85_000_000


def test_a_discount_that_runs_out_makes_two_pieces_and_a_full_one_covers_nothing():
    as_of = at("2024-12-01")

    def pieces(**columns: object) -> list[tuple[str, str, int]]:
        return [
            (f"{p.start:%m-%d}", f"{p.end:%Y-%m-%d}", p.amount)
            for p in pieces_of_version(as_version(**columns), as_of)
        ]

    half = {"discount_rate": "0.5", "discount_ends_at": "2024-03-01"}
    assert pieces(**half, ended_at="2024-06-01") == [
        ("01-01", "2024-03-01", 50_000_000),
        ("03-01", "2024-06-01", 100_000_000),
    ]
    assert pieces(**half, ended_at="2024-03-01") == [("01-01", "2024-03-01", 50_000_000)]
    assert pieces(discount_rate="0.5", discount_ends_at="2023-06-01", ended_at="2024-02-01") == [
        ("01-01", "2024-02-01", 100_000_000)
    ]
    assert pieces(discount_rate="1", discount_ends_at="2024-03-01") == [
        ("03-01", "9999-01-01", 100_000_000)
    ]
    assert pieces(discount_rate="1") == []
    assert pieces(ended_at="2024-01-01") == []


@pytest.mark.parametrize(
    ("status", "ended_at", "covers"),
    [
        ("active", "", True),
        ("past_due", "", True),
        ("canceled", "2024-02-01", True),
        ("canceled", "2029-02-01", True),
        ("canceled", "", False),
        ("trialing", "", False),
        ("paused", "2024-02-01", False),
    ],
)
def test_only_some_states_make_a_customer_active(status: str, ended_at: str, covers: bool):
    row = as_version(status=status, ended_at=ended_at)
    assert bool(pieces_of_version(row, at("2024-12-01"))) is covers


def test_wilson_interval():
    low, high = wilson(10, 100)
    assert (round(low, 6), round(high, 6)) == (0.055229, 0.174366)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
    assert wilson(0, 0) is None


def test_net_promoter_interval_has_width_for_five_promoters_of_five():
    low, high = net_promoter(5, 0, 5)
    assert (round(low, 2), high) == (17.49, 100.0)
    assert net_promoter(0, 0, 0) is None
    low, high = net_promoter(0, 5, 5)
    assert (low, round(high, 2)) == (-100.0, -17.49)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-05-01", "2024-05-01T00:00:00+00:00"),
        ("2024-05-01 10:00:00.250000", "2024-05-01T10:00:00.250000+00:00"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00+00:00"),
        ("2024-05-01T10:00:00+08:00", "2024-05-01T02:00:00+00:00"),
    ],
)
def test_times_are_read_as_utc_instants(text: str, instant: str):
    assert parse_instant(text).isoformat() == instant


def test_periods_follow_the_local_calendar_across_daylight_saving():
    zone = Zone("Europe/Berlin")
    months = periods_between("month", at("2024-02-29 23:30:00"), at("2024-04-10"), zone, 1)
    assert [m.start for m in months] == [date(2024, 3, 1), date(2024, 4, 1)]
    assert months[0].start_at == at("2024-02-29 23:00:00")
    assert months[1].start_at == at("2024-03-31 22:00:00")
    assert [m.is_complete for m in months] == [True, False]
    assert months[1].effective_end == at("2024-04-10")
    weeks = periods_between("week", at("2024-03-25"), at("2024-04-01"), zone, 1)
    assert weeks[0].start == date(2024, 3, 25)
    assert weeks[1].start_at - weeks[0].start_at == timedelta(days=7, hours=-1)


def test_a_clock_that_skips_or_repeats_midnight_still_cuts_days():
    santiago, st_johns = Zone("America/Santiago"), Zone("America/St_Johns")
    skipped = santiago.midnight(date(2023, 9, 3))
    assert skipped == at("2023-09-03 04:00:00")
    assert santiago.day(skipped) == date(2023, 9, 3)
    assert santiago.day_before(skipped) == date(2023, 9, 2)
    # At 00:01 on 7 November 2010 the clocks of St John's went back to 23:01.
    first = st_johns.midnight(date(2010, 11, 7))
    assert st_johns.day(first + timedelta(minutes=30)) == date(2010, 11, 7)


def test_fiscal_years_start_in_their_month_and_quarters_follow():
    def starts(grain: str) -> list[date]:
        periods = periods_between(grain, at("2024-01-15"), at("2024-06-01"), Zone("UTC"), 2)
        return [period.start for period in periods]

    assert starts("year") == [date(2023, 2, 1), date(2024, 2, 1)]
    assert starts("quarter") == [date(2023, 11, 1), date(2024, 2, 1), date(2024, 5, 1)]


def test_twelve_months_before_a_leap_day():
    assert Zone("UTC").months_before(at("2024-02-29"), 12) == at("2023-02-28")


def test_as_of_is_the_local_midnight_after_the_last_event(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a"), account("t", is_test="yes")])
    write(tmp_path, "billing.subscriptions", [version("a", "2024-01-01", "2031-01-01")])
    usage = {"customer_id": "t", "event_id": "1", "occurred_at": "2024-03-05 23:30:00"}
    late = {"customer_id": "a", "event_id": "2", "occurred_at": "2024-06-01", "is_deleted": "TRUE"}
    write(tmp_path, "usage.events", [usage, late])
    tables = read_tables(tmp_path)
    berlin = Zone("Europe/Berlin")
    assert find_as_of(None, tables, berlin, CLOCK) == at("2024-03-06 23:00:00")
    assert find_as_of(None, tables, Zone("UTC"), CLOCK) == at("2024-03-06")
    assert find_as_of(None, tables, Zone("UTC"), at("2024-03-05 23:45")) == at("2024-03-05 23:45")
    assert find_as_of("2024-02-01", tables, berlin, CLOCK) == at("2024-01-31 23:00:00")
    assert find_as_of("2024-02-01T00:00:00", tables, berlin, CLOCK) == at("2024-02-01")
    write(tmp_path, "billing.subscriptions", [version("a", "2024-01-01", "2024-05-01")])
    assert find_as_of(None, read_tables(tmp_path), berlin, CLOCK) == at("2024-05-01 22:00:00")


def populations(raw: Path, customer_id: str, month: str, **variables: object) -> set[str]:
    """The names of the populations that hold a customer in a month."""
    rows = oracle.compute_customer_periods(raw, variables, CLOCK)
    row = rows[(customer_id, "month", date.fromisoformat(f"{month}-01"))]
    return {name for name, value in vars(row).items() if value == 1}


def test_populations_of_a_customer_that_leaves_and_returns(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a", "2023-12-31")])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-10", "2024-02-01"),
            version("a", "2024-03-05", "2024-05-10", plan_tier="gold"),
            version("a", "2024-05-20", "2024-06-05", unit_amount="100.01"),
        ],
    )

    def of(month: str) -> set[str]:
        return populations(tmp_path, "a", month, as_of="2024-08-01")

    assert of("2023-12") == set()
    assert of("2024-01") == {"new_customers", "customers_at_end", "customers_served"}
    assert of("2024-02") == {"customers_at_start", "churned_customers"}
    assert of("2024-03") == {"customers_at_end", "reactivated_customers", "customers_served"}
    both = {"customers_at_start", "customers_at_end", "retained_customers", "customers_served"}
    assert of("2024-04") == both
    assert of("2024-05") == both | {"left_and_returned_customers", "expanded_customers"}
    assert of("2024-06") == {"customers_at_start", "churned_customers", "customers_served"}
    assert of("2024-07") == set()
    rows = oracle.compute_customer_periods(tmp_path, {"as_of": "2024-08-01"}, CLOCK)
    may = rows[("a", "month", date(2024, 5, 1))]
    assert (may.plan_tier_at_start, may.plan_tier_at_end) == ("gold", "basic")
    march = rows[("a", "month", date(2024, 3, 1))]
    assert march.plan_tier_when_reactivated == "gold"
    year = rows[("a", "year", date(2024, 1, 1))]
    assert (year.new_and_lost_customers, year.plan_tier_when_new) == (1, "basic")


def test_expansion_is_decided_in_cents_and_constant_currency(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a"), account("b")])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-01", "2024-02-10", unit_amount="100.001"),
            version("a", "2024-02-10", unit_amount="100.004"),
            version("b", "2024-01-01", currency="EUR"),
        ],
    )
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(60)]
    write(
        tmp_path,
        "billing.exchange_rates",
        [
            {"rate_date": day, "from_currency": "EUR", "to_currency": "USD", "rate": 1 + n / 100}
            for n, day in enumerate(days)
        ],
    )
    for customer_id in ("a", "b"):
        found = populations(tmp_path, customer_id, "2024-02", as_of="2024-03-01")
        assert "retained_customers" in found
        assert "expanded_customers" not in found


def test_orders_make_a_customer_active_for_the_window(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a")])
    order = {"customer_id": "a", "status": "paid", "currency": "EUR", "subtotal_amount": "10"}
    write(
        tmp_path,
        "billing.invoices",
        [
            {"invoice_id": "1", "issued_at": "2024-01-10", **order},
            {"invoice_id": "2", "issued_at": "2024-02-05", **order, "discount_amount": "10"},
        ],
    )
    rate = {"from_currency": "EUR", "to_currency": "USD", "rate": "1"}
    write(
        tmp_path,
        "billing.exchange_rates",
        [{"rate_date": day, **rate} for day in ("2024-01-10", "2024-02-05")],
    )
    model = {
        "as_of": "2024-04-01",
        "customer_model": "transaction",
        "activity_window_days": 30,
    }
    assert "customers_at_end" in populations(tmp_path, "a", "2024-01", **model)
    assert "churned_customers" in populations(tmp_path, "a", "2024-02", **model)
    rows = oracle.compute(tmp_path, model, CLOCK)
    churn = rows[("customer_churn_rate", "month", date(2024, 2, 1), "plan_tier", "unknown")]
    assert (churn.numerator, churn.denominator, churn.metric_value) == (1.0, 1.0, 1.0)


def small_company(folder: Path) -> Path:
    """Two customers with answers, tickets, spend and revenue; a third merged, a fourth a test."""
    write(
        folder,
        "billing.customers",
        [
            account("a", region="north", acquisition_channel="search"),
            account("b"),
            account("old", merged_into_customer_id="b"),
            account("test", is_test="1"),
        ],
    )
    write(
        folder,
        "billing.subscriptions",
        [
            version("a", "2024-01-01"),
            version("old", "2024-01-01", "2024-07-01", plan_tier="gold", unit_amount="200"),
            version("test", "2024-01-01"),
        ],
    )
    write(
        folder,
        "billing.invoices",
        [
            invoice("1", "a", "2024-02-01", "1000"),
            invoice("2", "old", "2024-02-01", "3100", discount_amount="100"),
            invoice("3", "test", "2024-02-01", "9999"),
            invoice("4", "a", "2024-02-01", "500", status="open"),
        ],
    )
    write(
        folder,
        "billing.expenses",
        [
            expense("1", "2024-01-15", "sales", "300", channel="search"),
            expense("2", "2024-01-20", "marketing", "100"),
            expense("3", "2024-03-01", "cost_of_service", "400"),
            expense("4", "2024-03-01", "other", "70000"),
        ],
    )
    scale = {"scale_min": "0", "scale_max": "10"}
    write(
        folder,
        "survey.surveys",
        [
            {"survey_id": "n", "kind": "nps", **scale},
            {"survey_id": "c", "kind": "csat", "scale_min": "1", "scale_max": "5"},
            {"survey_id": "ten", "kind": "csat", **scale},
            {"survey_id": "v", "kind": "value", **scale},
        ],
    )
    write(
        folder,
        "survey.responses",
        [
            answer("1", "n", "a", "x", "2024-02-01", score="3"),
            answer("2", "n", "a", "x", "2024-02-05", score="10"),
            answer("3", "n", "a", "x", "2024-02-05", score="9"),
            answer("4", "n", "old", "x", "2024-02-09", score="6"),
            answer("5", "n", "a", "x", "2024-02-20", score=""),
            answer("6", "c", "a", "x", "2024-02-01", score="4"),
            answer("7", "ten", "b", "x", "2024-02-01", score="5"),
            answer("8", "v", "a", "x", "2024-02-01", business_value_uplift="0.3"),
            answer("9", "v", "a", "y", "2024-02-01", business_value_uplift="0.1"),
            answer("10", "v", "b", "x", "2024-02-01", quality_of_life_uplift="0.2"),
        ],
    )
    opened = {"customer_id": "a", "opened_at": "2024-02-01"}
    write(
        folder,
        "support.tickets",
        [
            {"ticket_id": "1", "first_responded_at": "2024-02-01 01:00:00", **opened},
            {"ticket_id": "2", "first_responded_at": "2024-02-01 04:00:00", **opened},
            {"ticket_id": "3", "first_responded_at": "", **opened},
        ],
    )
    return folder


def answer(
    response_id: str, survey: str, customer_id: str, respondent: str, day: str, **more: str
) -> dict:
    """A row of survey.responses."""
    return {
        "response_id": response_id,
        "survey_id": survey,
        "customer_id": customer_id,
        "respondent_id": respondent,
        "responded_at": day,
        "score": "",
        **more,
    }


def test_every_metric_of_a_small_company(tmp_path: Path):
    rows = oracle.compute(small_company(tmp_path), {"as_of": "2024-12-31"}, CLOCK)

    def row(metric: str, month: int, name: str = "all", value: str = "all") -> oracle.Row:
        return rows[(metric, "month", date(2024, month, 1), name, value)]

    nps = row("net_promoter_score", 2)
    assert (nps.numerator, nps.denominator, nps.metric_value) == (0.0, 2.0, 0.0)
    assert row("net_promoter_score", 2, "plan_tier", "gold").metric_value == -100.0
    assert row("net_promoter_score_four_class", 2).metric_value == -50.0
    assert row("net_promoter_count", 2, "region", "north").metric_value == 1.0
    assert row("net_promoter_score", 3).null_reason == "no_answers"

    csat = row("customer_satisfaction_rate", 2)
    assert (csat.numerator, csat.denominator, csat.metric_value) == (1.0, 1.0, 1.0)
    unjudged = row("customer_satisfaction_rate", 2, "region", "unknown")
    assert (unjudged.sample_size, unjudged.null_reason) == (0, "no_threshold")
    assert row("customer_satisfaction_mean", 2).metric_value == 0.625
    addition = row("customer_value_addition", 2)
    assert (addition.metric_value, addition.sample_size) == (0.4, 1)

    hours = row("first_response_time_hours", 2)
    assert (hours.metric_value, hours.sample_size) == (2.5, 2)
    assert row("first_response_time_hours", 3).null_reason == "no_base"

    cac = row("customer_acquisition_cost", 1)
    assert (cac.numerator, cac.denominator, cac.metric_value) == (400.0, 2.0, 200.0)
    search = row("customer_acquisition_cost", 1, "acquisition_channel", "search")
    assert search.metric_value == 300.0
    assert row("customer_acquisition_cost", 2).null_reason == "no_spend"
    assert row("customer_acquisition_cost", 1, "region", "north").null_reason == "not_attributable"

    assert row("customer_churn_rate", 7).metric_value == 0.5
    assert row("customer_retention_rate", 7, "plan_tier", "gold").metric_value == 0.0
    assert row("customer_retention_now_over_before", 1).null_reason == "no_base"
    assert row("customer_retention_symmetric", 1).metric_value == 0.0
    assert row("new_customer_growth_rate", 2).metric_value == -1.0
    assert row("new_customer_growth_rate", 12).null_reason == "incomplete_period"
    assert row("customer_engagement_rate", 2).null_reason == "source_switched_off"
    assert row("customer_usage_rate", 2, "region", "north").null_reason == "source_switched_off"
    assert ("customer_churn_rate", "week", date(2024, 1, 1), "all", "all") not in rows


def test_lifetime_values_of_a_small_company(tmp_path: Path):
    rows = oracle.compute(small_company(tmp_path), {"as_of": "2024-12-31"}, CLOCK)

    def row(metric: str, name: str = "all", value: str = "all") -> oracle.Row:
        return rows[(metric, "year", date(2024, 1, 1), name, value)]

    # b is active for 182 days, a for 365, one spell ends: lifetime = 547 days.
    years = 547 / 365.2425
    profit = (4000 - 400) / years
    assert row("customer_lifetime_value_profit").metric_value == pytest.approx(3600, rel=1e-12)
    assert row("customer_lifetime_value_orders").metric_value == pytest.approx(4000, rel=1e-12)
    discounted = profit * (1 - 1.1**-years) / 0.1
    assert row("customer_lifetime_value").metric_value == pytest.approx(discounted, rel=1e-12)
    compounded = 3600 * 1.1**years
    assert row("customer_lifetime_value_compounded").metric_value == pytest.approx(compounded)
    single = profit * 1.1**-years
    assert row("customer_lifetime_value_single_payment").metric_value == pytest.approx(single)
    # The basic tier never lost anybody: five years at (1000 - 100) a 365 days.
    basic = row("customer_lifetime_value_profit", "plan_tier", "basic")
    assert basic.metric_value == pytest.approx(900 / 365 * 365.2425 * 5, rel=1e-12)
    assert (basic.sample_size, basic.is_small_sample) == (1, True)


def test_an_empty_folder_has_no_rows(tmp_path: Path):
    assert oracle.compute(tmp_path, None, CLOCK) == {}


def test_segment_values_hold_unknown_only_where_something_has_none(tmp_path: Path):
    company = load_company(small_company(tmp_path), {"as_of": "2024-12-31"}, CLOCK)
    assert company.segments == [
        ("all", "all"),
        ("acquisition_channel", "search"),
        ("acquisition_channel", "unknown"),
        ("company_size", "unknown"),
        ("industry", "unknown"),
        ("plan_tier", "basic"),
        ("plan_tier", "gold"),
        ("region", "north"),
        ("region", "unknown"),
    ]
