"""The oracle's recurring revenue, policies, cohorts and survival, against figures by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import oracle
from oracle.cohorts import kaplan_meier
from oracle.company import Company, load_company
from oracle.ledger import switches
from oracle.service_periods import months_between
from oracle.spells import FAR_AHEAD
from oracle.variables import read_variables
from raw_rows import CLOCK, account, at, expense, invoice, version, write

FEBRUARY = date(2024, 2, 1)
# Rates are given for a few days only.
OLD_RATES = {"fx_max_age_days": 30}


def amounts(row: object) -> dict[str, float]:
    """The amounts of a row that are not zero, by their names without the ending."""
    return {
        name.removesuffix("_mrr"): float(value)
        for name, value in vars(row).items()
        if isinstance(value, Decimal) and value != 0
    }


def rate(day: str, value: str, currency: str = "EUR") -> dict:
    """A row of billing.exchange_rates into USD."""
    return {"rate_date": day, "from_currency": currency, "to_currency": "USD", "rate": value}


def loaded(folder: Path, **variables: object) -> Company:
    """The company of a folder as of 2025 unless said otherwise."""
    return load_company(folder, {"as_of": "2025-01-01", **variables}, CLOCK)


def spells(folder: Path, customer_id: str = "a", **variables: object) -> list[tuple[str, str]]:
    """The days of a customer's spells, an open end as 'open'."""
    return [
        (f"{s.start:%m-%d}", "open" if s.end == FAR_AHEAD else f"{s.end:%m-%d}")
        for s in loaded(folder, **variables).histories[customer_id].spells
    ]


def mrr(folder: Path, month: str, customer_id: str = "a", **variables: object) -> float:
    """A customer's closing MRR of a month."""
    rows = oracle.compute_mrr_by_customer(folder, {"as_of": "2025-01-01", **variables}, CLOCK)
    row = rows.get((customer_id, "month", date.fromisoformat(f"{month}-01")))
    return float(row.contracted_mrr) if row else 0.0


# --- The ledger ---------------------------------------------------------------------------------


@pytest.fixture
def currency_switch(tmp_path: Path) -> Path:
    """100 EUR until 10 February, 130 USD from then; the euro rises from 1.10 to 1.15 and 1.20."""
    write(tmp_path, "billing.customers", [account("a")])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-01", "2024-02-10", currency="EUR"),
            version("a", "2024-02-10", unit_amount="130"),
        ],
    )
    days = {"2024-01-01": "1", "2024-01-31": "1.10", "2024-02-10": "1.15", "2024-02-29": "1.20"}
    write(tmp_path, "billing.exchange_rates", [rate(day, value) for day, value in days.items()])
    return tmp_path


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, {"opening": 110, "expansion": 10, "fx": 10, "closing": 130}),
        ({"fx_policy": "movement_day"}, {"opening": 110, "expansion": 15, "fx": 5, "closing": 130}),
        (
            {"fx_policy": "fixed", "fx_fixed_on": "2024-02-10"},
            {"opening": 115, "expansion": 15, "closing": 130},
        ),
    ],
)
def test_a_currency_switch_is_a_movement_and_an_effect_of_the_rate(
    currency_switch: Path, policy: dict, expected: dict
):
    variables = {"as_of": "2024-03-01", **OLD_RATES, **policy}
    rows = oracle.compute_mrr_movements(currency_switch, variables, CLOCK)
    row = rows[("a", "month", FEBRUARY)]
    assert row.movement_type == "expansion"
    assert row.period_end == date(2024, 3, 1)
    assert amounts(row) == expected


def test_in_native_currencies_a_switch_is_apart_from_the_expansion(currency_switch: Path):
    variables = {"as_of": "2024-03-01", **OLD_RATES}
    rows = oracle.compute_mrr_movements_by_currency(currency_switch, variables, CLOCK)
    # At the closing rate 100 EUR are 120 USD: so much of the 130 came from the euro.
    assert amounts(rows[("a", "month", FEBRUARY, "EUR")]) == {
        "opening": 100,
        "switch": -100,
        "switch_mrr_converted": -120,
    }
    assert amounts(rows[("a", "month", FEBRUARY, "USD")]) == {
        "expansion": 10,
        "switch": 120,
        "closing": 130,
        "switch_mrr_converted": 120,
    }
    assert amounts(rows[("a", "month", date(2024, 1, 1), "EUR")]) == {"new": 100, "closing": 100}


def test_gains_are_served_from_losses_in_the_order_of_the_currencies_names():
    assert switches({"USD": 50, "EUR": -60, "GBP": 25, "JPY": -10}) == {
        "EUR": -60,
        "GBP": 25,
        "JPY": -10,
        "USD": 45,
    }
    assert switches({"USD": 30, "EUR": -60, "JPY": -10}) == {"EUR": -30, "JPY": 0, "USD": 30}
    assert switches({"EUR": 5, "USD": 0}) == {"EUR": 0, "USD": 0}


def test_movements_of_a_customer_that_leaves_and_returns(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a"), account("b")])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-10", "2024-02-01"),
            version("a", "2024-03-05", "2024-05-10"),
            version("a", "2024-05-20", "2024-06-05", unit_amount="100.01"),
            # In and out within a month, once new and once back.
            version("b", "2024-01-03", "2024-01-09"),
            version("b", "2024-04-03", "2024-04-09"),
        ],
    )
    rows = oracle.compute_mrr_movements(tmp_path, {"as_of": "2024-08-01"}, CLOCK)

    def of(customer_id: str, month: int) -> tuple[str, dict] | None:
        row = rows.get((customer_id, "month", date(2024, month, 1)))
        return row and (row.movement_type, amounts(row))

    assert of("a", 1) == ("new", {"new": 100, "closing": 100})
    assert of("a", 2) == ("churn", {"opening": 100, "churn": -100})
    assert of("a", 3) == ("reactivation", {"reactivation": 100, "closing": 100})
    assert of("a", 4) == ("none", {"opening": 100, "closing": 100})
    assert of("a", 5) == ("expansion", {"opening": 100, "expansion": 0.01, "closing": 100.01})
    assert of("a", 6) == ("churn", {"opening": 100.01, "churn": -100.01})
    assert of("a", 7) is None
    assert of("b", 1) == ("new_and_lost", {})
    assert of("b", 2) is None
    assert of("b", 4) == ("none", {})


def test_less_than_a_cent_moves_the_sum_and_is_no_movement(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a")])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-01", "2024-02-10", unit_amount="100.001"),
            version("a", "2024-02-10", unit_amount="100.004"),
        ],
    )
    rows = oracle.compute_mrr_movements(tmp_path, {"as_of": "2024-03-01"}, CLOCK)
    row = rows[("a", "month", FEBRUARY)]
    assert row.movement_type == "none"
    assert row.expansion_mrr == Decimal("0.003")


@pytest.fixture
def five_customers(tmp_path: Path) -> Path:
    """In February one grows in a new tier, one shrinks, one leaves, one comes, one returns."""
    write(tmp_path, "billing.customers", [account(customer_id) for customer_id in "abcde"])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-01", "2024-02-10"),
            version("a", "2024-02-10", unit_amount="150", plan_tier="gold"),
            version("b", "2024-01-01", "2024-02-10", unit_amount="200"),
            version("b", "2024-02-10", unit_amount="120"),
            version("c", "2024-01-01", "2024-02-20", unit_amount="50"),
            version("d", "2024-02-05", unit_amount="80"),
            version("e", "2024-01-01", "2024-01-20", unit_amount="30"),
            version("e", "2024-02-20", unit_amount="30"),
        ],
    )
    return tmp_path


def test_metrics_of_recurring_revenue(five_customers: Path):
    rows = oracle.compute(five_customers, {"as_of": "2024-03-01"}, CLOCK)

    def of(metric: str, name: str = "all", value: str = "all") -> tuple:
        row = rows[(metric, "month", FEBRUARY, name, value)]
        return row.metric_value, row.numerator, row.denominator, row.sample_size, row.null_reason

    assert of("monthly_recurring_revenue") == (380, None, None, 4, None)
    assert of("annual_recurring_revenue") == (4560, None, None, 4, None)
    assert of("average_revenue_per_account") == (95, 380, 4, 4, None)
    assert of("gross_revenue_retention") == (220 / 350, 220, 350, 3, None)
    assert of("net_revenue_retention") == (270 / 350, 270, 350, 3, None)
    assert of("net_revenue_retention_with_reactivation") == (300 / 350, 300, 350, 3, None)
    assert of("gross_revenue_churn_rate") == (130 / 350, 130, 350, 3, None)
    assert of("net_revenue_churn_rate") == (80 / 350, 80, 350, 3, None)
    assert of("quick_ratio") == (160 / 130, 160, 130, 5, None)
    assert of("net_revenue_retention_trailing_year") == (None, 0, 0, 0, "no_base")
    # What the tier basic keeps of its 350 is what its customers pay in whatever tier.
    assert of("net_revenue_retention", "plan_tier", "basic") == (270 / 350, 270, 350, 3, None)
    assert of("monthly_recurring_revenue", "plan_tier", "gold") == (150, None, None, 1, None)
    assert of("quick_ratio", "plan_tier", "gold") == (None, 0, 0, 0, "no_losses")
    assert of("gross_revenue_retention", "plan_tier", "gold") == (None, 0, 0, 0, "no_base")
    assert of("billed_monthly_recurring_revenue")[-1] == "source_switched_off"
    assert of("cac_payback_months")[-1] == "source_switched_off"
    assert ("quick_ratio", "week", date(2024, 2, 5), "all", "all") not in rows


def test_a_customer_moves_between_plan_tiers_with_all_that_it_pays_at_the_end(
    five_customers: Path,
):
    rows = oracle.compute_revenue_by_segment_period(
        five_customers, {"as_of": "2024-03-01"}, CLOCK
    )
    whole = {"new": 80, "reactivation": 30, "expansion": 50, "contraction": -80, "churn": -50}
    start = {"opening": 350, **whole}
    assert amounts(rows[("month", FEBRUARY, "all", "all")]) == {**start, "closing": 380}
    assert amounts(rows[("month", FEBRUARY, "region", "unknown")]) == {**start, "closing": 380}
    basic = rows[("month", FEBRUARY, "plan_tier", "basic")]
    assert amounts(basic) == {**start, "moved_out": -150, "closing": 230}
    gold = rows[("month", FEBRUARY, "plan_tier", "gold")]
    assert amounts(gold) == {"moved_in": 150, "closing": 150}


def test_retention_of_the_trailing_year(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a"), account("b"), account("c")])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2023-01-01", "2023-09-01"),
            version("a", "2023-09-01", unit_amount="160"),
            version("b", "2023-01-01", "2023-12-24", unit_amount="50"),
            version("c", "2023-05-01", unit_amount="999"),
        ],
    )
    rows = oracle.compute(tmp_path, {"as_of": "2024-03-01"}, CLOCK)

    def of(metric: str) -> tuple:
        row = rows[(metric, "month", FEBRUARY, "all", "all")]
        return row.metric_value, row.numerator, row.denominator, row.sample_size

    assert of("net_revenue_retention_trailing_year") == (160 / 150, 160, 150, 2)
    assert of("gross_revenue_retention_trailing_year") == (100 / 150, 100, 150, 2)


def test_orders_are_not_recurring(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a")])
    write(tmp_path, "billing.invoices", [invoice("1", "a", "2024-01-10", "10")])
    model = {"as_of": "2024-03-01", "customer_model": "transaction"}
    rows = oracle.compute(tmp_path, model, CLOCK)
    key = ("month", FEBRUARY, "all", "all")
    assert rows[("monthly_recurring_revenue", *key)].null_reason == "not_recurring"
    assert rows[("billed_monthly_recurring_revenue", *key)].null_reason == "not_recurring"
    assert rows[("cac_payback_months", *key)].null_reason == "source_switched_off"
    assert rows[("ltv_to_cac_ratio", *key)].null_reason == "source_switched_off"


# --- Committed and billed -----------------------------------------------------------------------


def test_committed_leaves_out_what_is_scheduled_to_end(tmp_path: Path):
    write(tmp_path, "billing.customers", [account(customer_id) for customer_id in "abc"])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-01", cancel_requested_at="2024-02-29"),
            version("b", "2024-01-01", "2024-05-01", cancel_requested_at="2024-03-01"),
            version("c", "2024-01-01", unit_amount="7"),
        ],
    )
    rows = oracle.compute_mrr_by_customer(tmp_path, {"as_of": "2024-04-01"}, CLOCK)

    def committed(customer_id: str, month: int) -> float:
        return float(rows[(customer_id, "month", date(2024, month, 1))].committed_mrr)

    assert [committed("a", month) for month in (1, 2, 3)] == [100, 0, 0]
    # Requested exactly at the end of February; at as-of its end in May is known too.
    assert [committed("b", month) for month in (1, 2, 3)] == [100, 100, 0]
    assert [committed("c", month) for month in (1, 2, 3)] == [7, 7, 7]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-01-15", "2024-02-15", 1),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-02-29", "2024-03-31", 1),
        ("2024-01-30", "2024-02-29", 1),
        ("2024-02-28", "2024-03-31", 32 / 30.436875),
        ("2024-01-01", "2025-01-01", 12),
        ("2024-01-01", "2024-01-31", 30 / 30.436875),
        ("2024-01-31", "2024-03-01", 30 / 30.436875),
        ("2024-01-01", "2024-01-01", 0),
    ],
)
def test_months_of_a_service_period(start: str, end: str, months: float):
    found = months_between(date.fromisoformat(start), date.fromisoformat(end))
    assert float(found) == pytest.approx(months, rel=1e-15)


def test_billed_is_what_service_periods_bill_a_month(tmp_path: Path):
    def billing(number: int, start: str, end: str, amount: str, **more: str) -> dict:
        service = {"service_period_start": start, "service_period_end": end}
        return invoice(str(number), "a", "2024-01-01", amount, **service, **more)

    write(tmp_path, "billing.customers", [account("a")])
    write(
        tmp_path,
        "billing.invoices",
        [
            billing(1, "2024-01-01", "2024-04-01", "330", discount_amount="30"),
            billing(2, "2024-02-01", "2024-02-29 23:59:30", "40", status="open"),
            billing(3, "2024-03-01", "2024-03-31 23:58:00", "30.436875", status="open"),
            billing(4, "2024-01-01", "2024-04-01", "999", status="void"),
            billing(5, "2024-01-01", "", "999"),
        ],
    )
    variables = {"as_of": "2024-05-01"}
    rows = oracle.compute_mrr_by_customer(tmp_path, variables, CLOCK)

    def billed(month: int) -> Decimal | None:
        row = rows.get(("a", "month", date(2024, month, 1)))
        return row and row.billed_mrr

    # The second reaches to within a minute of March, yet at the end of February it is over.
    assert [billed(month) for month in (1, 2, 3, 4)] == [100, 100, 100, None]
    values = oracle.compute(tmp_path, variables, CLOCK)
    row = values[("billed_monthly_recurring_revenue", "quarter", date(2024, 1, 1), "all", "all")]
    assert (row.metric_value, row.sample_size) == (100, 1)
    tier = ("month", date(2024, 1, 1), "plan_tier", "unknown")
    assert values[("billed_monthly_recurring_revenue", *tier)].metric_value == 100


# --- Policies -----------------------------------------------------------------------------------


def test_presets_and_what_is_given_beside_them():
    chosen = read_variables({"policy_preset": "stripe_like", "discount_policy": "none"})
    assert (chosen.churn_recognition, chosen.churn_rate_base) == ("request", "opening_and_new")
    assert (chosen.pause_policy, chosen.discount_policy) == ("counted", "none")
    chosen = read_variables({"policy_preset": "chartmogul_like", "gap_tolerance_seconds": ""})
    assert (chosen.gap_tolerance_seconds, chosen.fx_policy) == (3600, "movement_day")
    assert read_variables({"policy_preset": "gitlab_like"}).customer_level == "parent"
    assert read_variables({"policy_preset": ""}) == read_variables(None)
    fixed = read_variables({"fx_policy": "fixed", "fx_fixed_on": "2024-02-10"})
    assert fixed.fx_fixed_on == date(2024, 2, 10)
    assert read_variables({"past_due_policy": "grace"}).past_due_grace_days == 30


def subscription_of(folder: Path, *versions: dict, invoices: tuple[dict, ...] = ()) -> Path:
    """A folder of one customer with the versions of one subscription, and its invoices."""
    write(folder, "billing.customers", [account("a")])
    write(folder, "billing.subscriptions", list(versions))
    if invoices:
        write(folder, "billing.invoices", list(invoices))
    return folder


def test_churn_by_request_counts_for_the_final_version_only(tmp_path: Path):
    subscription_of(
        tmp_path,
        version("a", "2024-01-01", "2024-03-01", cancel_requested_at="2024-02-01"),
        version("a", "2024-03-01", "2024-06-01", cancel_requested_at="2024-04-15"),
    )
    assert spells(tmp_path) == [("01-01", "06-01")]
    assert spells(tmp_path, churn_recognition="request") == [("01-01", "04-15")]
    # As of mid-February the first version is the final one.
    february = {"churn_recognition": "request", "as_of": "2024-02-15"}
    assert spells(tmp_path, **february) == [("01-01", "02-01")]
    assert spells(tmp_path, churn_recognition="request", as_of="2024-04-10") == [("01-01", "open")]


@pytest.mark.parametrize(
    ("ended_at", "requested_at", "expected"),
    [
        ("", "2024-03-01", [("01-01", "03-01")]),
        ("2024-02-01", "2024-03-01", [("01-01", "02-01")]),
        ("", "", [("01-01", "open")]),
        ("", "2023-12-01", []),
        ("2024-02-01", "2024-01-01", []),
    ],
)
def test_the_earlier_of_end_and_request(
    tmp_path: Path, ended_at: str, requested_at: str, expected: list
):
    subscription_of(
        tmp_path, version("a", "2024-01-01", ended_at, cancel_requested_at=requested_at)
    )
    assert spells(tmp_path, churn_recognition="request") == expected


def test_churn_at_the_paid_end(tmp_path: Path):
    def paid_until(number: int, start: str, end: str, **more: str) -> dict:
        service = {"service_period_start": start, "service_period_end": end}
        service["subscription_id"] = "a-s"
        return invoice(str(number), "a", "2024-01-01", "1", **(service | more))

    subscription_of(
        tmp_path,
        version("a", "2024-01-01", "2024-03-10"),
        invoices=(
            paid_until(1, "2024-03-01", "2024-04-01"),
            paid_until(2, "2024-03-05", "2024-03-20"),
            paid_until(3, "2024-03-01", "2024-05-01", status="open"),
            paid_until(4, "2024-03-10", "2024-06-01"),
            paid_until(5, "2024-03-01", "2024-07-01", subscription_id="other"),
        ),
    )
    assert spells(tmp_path, churn_recognition="paid_end") == [("01-01", "04-01")]
    assert spells(tmp_path, churn_recognition="paid_end", as_of="2024-03-25") == [
        ("01-01", "open")
    ]
    assert spells(tmp_path) == [("01-01", "03-10")]


def test_trials_and_pauses(tmp_path: Path):
    subscription_of(
        tmp_path,
        version("a", "2024-01-01", "2024-02-01", status="trialing"),
        version("a", "2024-02-01", "2024-03-01"),
        version("a", "2024-03-01", "2024-05-01", status="paused"),
    )
    assert spells(tmp_path) == [("02-01", "03-01")]
    assert spells(tmp_path, trial_policy="counted") == [("01-01", "03-01")]
    assert spells(tmp_path, pause_policy="zero") == [("02-01", "05-01")]
    assert spells(tmp_path, pause_policy="counted") == [("02-01", "05-01")]
    assert mrr(tmp_path, "2024-01", trial_policy="counted") == 100
    assert mrr(tmp_path, "2024-03", pause_policy="zero") == 0
    assert mrr(tmp_path, "2024-03", pause_policy="counted") == 100
    rows = oracle.compute_mrr_movements(
        tmp_path, {"as_of": "2025-01-01", "pause_policy": "zero"}, CLOCK
    )
    march = rows[("a", "month", date(2024, 3, 1))]
    assert (march.movement_type, march.contraction_mrr) == ("contraction", -100)
    may = rows[("a", "month", date(2024, 5, 1))]
    assert (may.movement_type, may.churn_mrr) == ("churn", 0)


def test_the_grace_of_what_is_past_due_runs_from_the_start_of_its_run(tmp_path: Path):
    past_due = {"status": "past_due"}
    subscription_of(
        tmp_path,
        version("a", "2024-01-01", "2024-02-01"),
        version("a", "2024-02-01", "2024-02-20", **past_due),
        version("a", "2024-02-20", "2024-04-01", **past_due),
        version("a", "2024-04-01", "2024-05-01"),
        version("a", "2024-05-01", **past_due),
    )
    assert spells(tmp_path) == [("01-01", "open")]
    excluded = [("01-01", "02-01"), ("04-01", "05-01")]
    assert spells(tmp_path, past_due_policy="excluded") == excluded
    # 30 days from 1 February are 2 March, 30 from 1 May are the 31st.
    grace = {"past_due_policy": "grace"}
    assert spells(tmp_path, **grace) == [("01-01", "03-02"), ("04-01", "05-31")]
    ten = [("01-01", "02-11"), ("04-01", "05-11")]
    assert spells(tmp_path, **grace, past_due_grace_days=10) == ten
    assert spells(tmp_path, **grace, past_due_grace_days=0) == excluded


def test_discounts(tmp_path: Path):
    subscription_of(
        tmp_path,
        version("a", "2024-01-01", discount_rate="0.5", discount_ends_at="2024-03-01"),
        version("a", "2024-01-01", plan_tier="b", discount_rate="0.25", subscription_id="2"),
    )
    months = ("2024-02", "2024-03")
    assert [mrr(tmp_path, month) for month in months] == [125, 175]
    assert [mrr(tmp_path, month, discount_policy="permanent") for month in months] == [175, 175]
    assert [mrr(tmp_path, month, discount_policy="none") for month in months] == [200, 200]


def test_refunds_count_on_their_day_on_their_invoices_or_not_at_all(tmp_path: Path):
    subscription_of(
        tmp_path,
        version("a", "2024-01-01"),
        invoices=(invoice("1", "a", "2024-01-10", "100", currency="EUR"),),
    )
    refund = {"invoice_id": "1", "currency": "EUR", "refunded_at": "2024-02-10"}
    write(tmp_path, "billing.refunds", [{"refund_id": "r", "amount": "10", **refund}])
    write(
        tmp_path, "billing.exchange_rates", [rate("2024-01-10", "1.5"), rate("2024-02-10", "2")]
    )

    def payments(**variables: object) -> list[tuple[str, int]]:
        return [
            (f"{p.at:%m-%d}", p.amount // 10**6) for p in loaded(tmp_path, **variables).payments
        ]

    assert payments() == [("01-10", 150), ("02-10", -20)]
    assert payments(refund_policy="invoice_day") == [("01-10", 150), ("01-10", -15)]
    assert payments(refund_policy="invoice_day", as_of="2024-02-01") == [("01-10", 150)]
    assert payments(refund_policy="ignored") == [("01-10", 150)]


def test_parents_stand_for_their_accounts(tmp_path: Path):
    write(
        tmp_path,
        "billing.customers",
        [
            account("top", region="north"),
            account("old_top", merged_into_customer_id="top"),
            account("child", region="south", parent_customer_id="old_top"),
            account("grandchild", parent_customer_id="child"),
            account("merged", merged_into_customer_id="child", parent_customer_id="orphan"),
            account("orphan", parent_customer_id="nobody"),
            account("test", is_test="1", parent_customer_id="top"),
            account("test_top", is_test="1"),
            account("child_of_test", parent_customer_id="test_top"),
        ],
    )
    names = ("top", "child", "grandchild", "merged", "orphan", "test", "child_of_test")
    write(tmp_path, "billing.subscriptions", [version(name, "2024-01-01") for name in names])
    month = "2024-01"
    parent = {"customer_level": "parent"}
    assert mrr(tmp_path, month, "top", **parent) == 400
    assert mrr(tmp_path, month, "orphan", **parent) == 100
    company = loaded(tmp_path, **parent)
    assert set(company.customers) == {"top", "orphan"}
    assert ("region", "north") in company.customers["top"].fixed
    assert set(loaded(tmp_path).customers) == {
        "top", "child", "grandchild", "orphan", "child_of_test"
    }  # fmt: skip


def test_of_several_orders_a_day_the_first_counts_by_policy(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a"), account("b")])
    write(
        tmp_path,
        "billing.invoices",
        [
            invoice("1", "a", "2024-01-10 12:00:00", "10"),
            invoice("2", "a", "2024-01-10 11:00:00", "10"),
            invoice("3", "a", "2024-01-10 10:00:00", "0"),
            invoice("4", "a", "2024-01-11", "10"),
            invoice("5", "b", "2024-01-10", "10"),
        ],
    )

    def orders(**variables: object) -> int:
        return sum(p.kind == "order" for p in loaded(tmp_path, **variables).payments)

    assert orders() == 4
    assert orders(same_day_orders="one") == 3
    kept = loaded(tmp_path, same_day_orders="one").payments
    assert [p.kind for p in kept if f"{p.at:%d %H}" in ("10 11", "10 12")] == [
        "order",
        "further order",
    ]
    assert sum(p.amount for p in kept) == 40 * 10**6


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, (0.5, 1, 2)),
        ({"churn_rate_base": "opening_and_new"}, (0.25, 1, 4)),
        ({"churn_rate_base": "opening_and_new", "new_and_lost_policy": "counted"}, (0.5, 2, 4)),
    ],
)
def test_new_customers_in_the_churn_rate(tmp_path: Path, policy: dict, expected: tuple):
    write(tmp_path, "billing.customers", [account(customer_id) for customer_id in "abcd"])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-01"),
            version("b", "2024-01-01", "2024-02-10"),
            version("c", "2024-02-05"),
            version("d", "2024-02-05", "2024-02-10"),
        ],
    )
    rows = oracle.compute(tmp_path, {"as_of": "2024-03-01", **policy}, CLOCK)
    row = rows[("customer_churn_rate", "month", FEBRUARY, "all", "all")]
    assert (row.metric_value, row.numerator, row.denominator) == expected
    assert row.sample_size == expected[2]
    retention = rows[("customer_retention_rate", "month", FEBRUARY, "all", "all")]
    assert retention.metric_value == 0.5


# --- Rows without a rate ------------------------------------------------------------------------


def test_rows_without_a_rate_on_their_own_day_are_set_aside(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a", "2024-03-01"), account("b")])
    foreign = {"currency": "EUR"}
    write(
        tmp_path,
        "billing.subscriptions",
        [version("a", "2024-01-01", **foreign), version("b", "2024-01-01")],
    )
    write(
        tmp_path,
        "billing.invoices",
        [
            invoice("1", "b", "2024-02-10", "10", **foreign),
            invoice("2", "b", "2024-02-11", "10", **foreign),
        ],
    )
    refund = {"refunded_at": "2024-02-11", "amount": "1", "currency": "USD"}
    write(
        tmp_path,
        "billing.refunds",
        [
            {"refund_id": "1", "invoice_id": "1", **refund},
            {"refund_id": "2", "invoice_id": "2", **refund},
            {"refund_id": "3", "invoice_id": "2", **refund, **foreign, "refunded_at": "2024-02-20"},
        ],
    )
    bookings = [expense("1", "2024-02-10", "sales", "10"), expense("2", "2024-02-11", "sales", "5")]
    write(tmp_path, "billing.expenses", [{**booking, **foreign} for booking in bookings])
    write(tmp_path, "billing.exchange_rates", [rate("2024-02-11", "2")])
    company = loaded(tmp_path, as_of="2024-03-01")
    # All that the account has before as-of is the version that is set aside.
    assert "a" not in company.histories
    assert [payment.amount for payment in company.payments] == [20 * 10**6, -(10**6)]
    assert [booking.amount for booking in company.expenses] == [10 * 10**6]


def test_a_later_day_without_a_rate_stops(tmp_path: Path):
    subscription_of(tmp_path, version("a", "2024-01-01", currency="EUR"))
    write(tmp_path, "billing.exchange_rates", [rate("2024-01-01", "2")])
    with pytest.raises(LookupError, match="from EUR to USD"):
        oracle.compute_mrr_movements(tmp_path, {"as_of": "2024-03-01"}, CLOCK)
    fixed = {"as_of": "2024-03-01", "fx_policy": "fixed", "fx_fixed_on": "2024-01-05"}
    rows = oracle.compute_mrr_movements(tmp_path, fixed, CLOCK)
    assert amounts(rows[("a", "month", FEBRUARY)]) == {"opening": 200, "closing": 200}


# --- Unit economics -----------------------------------------------------------------------------


def test_payback_and_worth_over_cost(tmp_path: Path):
    write(
        tmp_path,
        "billing.customers",
        [account("a", acquisition_channel="search"), account("b", acquisition_channel="fair")],
    )
    write(
        tmp_path,
        "billing.subscriptions",
        [version("a", "2024-01-01"), version("b", "2024-01-01", unit_amount="50")],
    )
    write(
        tmp_path,
        "billing.invoices",
        [invoice("1", "a", "2024-01-10", "300"), invoice("2", "b", "2024-01-10", "100")],
    )
    write(
        tmp_path,
        "billing.expenses",
        [
            expense("1", "2024-01-05", "sales", "180", channel="search"),
            expense("2", "2024-01-05", "sales", "0", channel="fair"),
            expense("3", "2024-01-20", "cost_of_service", "100"),
            expense("4", "2024-02-05", "cost_of_service", "300"),
        ],
    )
    rows = oracle.compute(tmp_path, {"as_of": "2024-03-01"}, CLOCK)

    def of(metric: str, month: int, name: str = "all", value: str = "all") -> oracle.Row:
        return rows[(metric, "month", date(2024, month, 1), name, value)]

    # 180 for two customers, 75 each a month, of which three quarters are left.
    payback = of("cac_payback_months", 1)
    assert (payback.metric_value, payback.numerator) == (pytest.approx(1.6), 90)
    assert (payback.denominator, payback.sample_size) == (56.25, 2)
    search = of("cac_payback_months", 1, "acquisition_channel", "search")
    assert search.metric_value == pytest.approx(180 / 75)
    region = of("cac_payback_months", 1, "region", "unknown")
    assert region.null_reason == "not_attributable"
    # In February nothing is spent; over both months nothing is left of what was earned.
    assert of("cac_payback_months", 2).null_reason == "no_spend"
    quarter = rows[("cac_payback_months", "quarter", date(2024, 1, 1), "all", "all")]
    assert (quarter.null_reason, quarter.denominator) == ("never", 0)

    worth = of("customer_lifetime_value", 1)
    ratio = of("ltv_to_cac_ratio", 1)
    assert ratio.metric_value == pytest.approx(worth.metric_value / 90)
    assert (ratio.numerator, ratio.denominator) == (worth.metric_value, 90)
    fair = of("ltv_to_cac_ratio", 1, "acquisition_channel", "fair")
    assert (fair.null_reason, fair.denominator) == ("no_spend", 0)
    assert of("cac_payback_months", 1, "acquisition_channel", "fair").metric_value == 0


# --- Cohorts and survival -----------------------------------------------------------------------


def test_a_cohort_keeps_its_first_month_at_later_rates(tmp_path: Path):
    write(tmp_path, "billing.customers", [account("a"), account("b"), account("c")])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-05", currency="EUR"),
            version("b", "2024-01-05", "2024-02-10", unit_amount="80", plan_tier="gold"),
            version("c", "2024-01-05", "2024-01-10"),
        ],
    )
    days = {"2024-01-05": "1", "2024-01-31": "1.1", "2024-02-15": "1.2"}
    write(tmp_path, "billing.exchange_rates", [rate(day, value) for day, value in days.items()])
    variables = {"as_of": "2024-02-16", **OLD_RATES}
    rows = oracle.compute_retention_by_cohort_month(tmp_path, variables, CLOCK)

    def of(months_since: int, name: str = "all", value: str = "all") -> oracle.CohortMonth:
        return rows[(name, value, date(2024, 1, 1), months_since)]

    first, second = of(0), of(1)
    assert (first.cohort_customers, first.active_customers) == (3, 2)
    assert (first.cohort_mrr, first.mrr, first.cohort_revenue_retention) == (190, 190, 1)
    assert (second.period_start, second.is_complete_period) == (FEBRUARY, False)
    assert (second.active_customers, second.cohort_customer_retention) == (1, 1 / 3)
    assert (second.cohort_mrr, second.mrr, second.cohort_revenue_retention) == (200, 120, 0.6)
    assert of(1, "plan_tier", "gold").cohort_revenue_retention == 0
    assert {key[3] for key in rows} == {0, 1}


def test_what_a_currency_without_a_rate_was_worth_stays(tmp_path: Path):
    subscription_of(
        tmp_path,
        version("a", "2024-01-05", "2024-02-10", currency="EUR"),
        version("a", "2024-02-10", unit_amount="90"),
    )
    days = {"2024-01-05": "1", "2024-01-31": "1.1", "2024-02-29": "1.2"}
    write(tmp_path, "billing.exchange_rates", [rate(day, value) for day, value in days.items()])
    variables = {"as_of": "2024-04-01", **OLD_RATES}
    rows = oracle.compute_retention_by_cohort_month(tmp_path, variables, CLOCK)
    worth = [rows[("all", "all", date(2024, 1, 1), n)].cohort_mrr for n in range(3)]
    assert worth == [110, 120, 110]


def test_kaplan_meier_of_a_published_example():
    # Weeks in remission under 6-mercaptopurine, Freireich and others, Blood 21 (1963).
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    points = kaplan_meier([*((t, True) for t in relapsed), *((t, False) for t in censored)])
    survival = {t: round(points[t].survival_rate, 4) for t in sorted(set(relapsed))}
    assert survival == {
        6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482
    }  # fmt: skip
    assert [points[t].customers_at_risk for t in (0, 6, 7, 10, 23, 35)] == [21, 21, 17, 15, 6, 1]
    assert (points[6].churned_customers, points[6].censored_customers) == (3, 1)
    low, high = points[6].survival_rate_interval_low, points[6].survival_rate_interval_high
    # 18/21 to the power of exp(1.959964 x sqrt(3 / (21 x 18)) / -ln(18/21)), and of its inverse
    assert (round(low, 4), round(high, 4)) == (0.6197, 0.9516)
    start = points[0]
    assert (start.survival_rate, start.survival_rate_interval_low) == (1.0, None)
    assert kaplan_meier([(3, True)])[3].survival_rate_interval_high is None


def test_the_first_spell_alone_makes_the_survival_curve(tmp_path: Path):
    write(tmp_path, "billing.customers", [account(customer_id) for customer_id in "abcd"])
    write(
        tmp_path,
        "billing.subscriptions",
        [
            version("a", "2024-01-01", "2024-01-11 12:00:00"),
            version("a", "2024-02-01"),
            version("b", "2024-01-21", plan_tier="gold"),
            version("c", "2024-01-01 00:00:01", "2024-03-01"),
        ],
    )
    rows = oracle.compute_survival_curve(tmp_path, {"as_of": "2024-02-10"}, CLOCK)

    def of(days: int) -> tuple:
        row = rows[("all", "all", days)]
        counts = (row.customers_at_risk, row.churned_customers, row.censored_customers)
        return *counts, row.survival_rate

    assert of(0) == (3, 0, 0, 1.0)
    assert of(10) == (3, 1, 0, float(Fraction(2, 3)))
    assert of(20) == (2, 0, 1, float(Fraction(2, 3)))
    assert of(39) == (1, 0, 1, float(Fraction(2, 3)))
    assert {key[2] for key in rows if key[:2] == ("all", "all")} == {0, 10, 20, 39}
    assert {key[2] for key in rows if key[:2] == ("plan_tier", "gold")} == {0, 20}
