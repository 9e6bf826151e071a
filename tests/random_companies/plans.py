"""What a random company is drawn from: the variables of its build, its size and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

# A zone, and the first month of a company that lives to see what is odd about it.
ZONES = {
    "UTC": date(2023, 1, 1),
    "America/New_York": date(2023, 2, 1),
    "Asia/Kolkata": date(2022, 6, 1),
    "Australia/Lord_Howe": date(2023, 3, 1),  # summer time of half an hour
    "America/Asuncion": date(2023, 3, 1),  # 1 October 2023 has no midnight
    "America/Havana": date(2020, 1, 1),  # 1 November 2020 has two
    "Pacific/Apia": date(2011, 3, 1),  # 30 December 2011 is skipped
    "Asia/Kathmandu": date(2023, 9, 1),
    "America/St_Johns": date(2022, 10, 1),
    "Pacific/Kiritimati": date(2023, 5, 1),
    "Pacific/Pago_Pago": date(2023, 5, 1),
    "Africa/Cairo": date(2023, 1, 1),
    "Europe/Berlin": date(2023, 7, 1),
}
CURRENCIES = ("USD", "EUR", "JPY")

# Tables that go together: what refers to a table cannot do without it.
OPTIONAL_TABLES = (
    ("billing.expenses",),
    ("usage.interactions",),
    ("support.tickets",),
    ("survey.responses",),
    ("billing.refunds",),
    ("usage.events",),
    ("survey.surveys", "survey.responses"),
    ("billing.invoices", "billing.refunds"),
    ("billing.exchange_rates",),
    ("billing.subscriptions",),
)


@dataclass(frozen=True)
class Plan:
    """A company before its rows are thrown; `variables` are those of its build."""

    seed: int
    accounts: int
    months: int
    first_month: date
    currencies: tuple[str, ...]
    switched_off: frozenset[str]
    variables: dict[str, object]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of companies; the simplest is one with every variable at its default."""
    variables = draw(settings_of_a_build())
    first_month = ZONES[variables["reporting_timezone"]]
    months = draw(st.integers(14, 20))
    variables["as_of"] = draw(as_of(first_month, months))
    absent = draw(st.one_of(st.just([]), st.lists(st.sampled_from(OPTIONAL_TABLES), max_size=2)))
    switched_off = frozenset(table for tables in absent for table in tables)
    currency = variables["reporting_currency"]
    has_rates = "billing.exchange_rates" not in switched_off
    return Plan(
        seed=draw(st.integers(0, 2**32 - 1)),
        accounts=draw(st.integers(40, 70)),
        months=months,
        first_month=first_month,
        currencies=CURRENCIES if has_rates else (currency,),
        switched_off=switched_off,
        variables=variables,
    )


@st.composite
def settings_of_a_build(draw: st.DrawFn) -> dict[str, object]:
    """The variables of a build but for as_of, each at its default or at what is hard about it."""
    choices: dict[str, tuple] = {
        "reporting_timezone": tuple(ZONES),
        "reporting_currency": CURRENCIES,
        "fiscal_year_start_month": (1, 2, 4, 7, 10, 12),
        "customer_model": ("subscription", "transaction", "subscription"),
        "activity_window_days": (365, 1, 7, 30, 31, 90),
        "gap_tolerance_seconds": (60, 0, 1, 3600, 90_000),
        "reactivation_gap_days": (0, 0, 1, 7, 45),
        "expansion_threshold": (0, 0.1, 0.25),
        "usage_expansion_threshold": (0.2, 0, 0.5, 1),
        "cac_lag_months": (0, 1, 3, 13),
        "clv_discount_rate": (0.1, 0, 0.05, 1),
        "lifetime_cap_years": (5, 0.25, 1, 1.5, 40),
        "minimum_sample_size": (30, 1, 4),
        "fx_max_age_days": (7, 0, 2),
    }
    return {name: draw(st.sampled_from(values)) for name, values in choices.items()}


@st.composite
def as_of(draw: st.DrawFn, first_month: date, months: int) -> str:
    """Nothing, a date or an instant, from the middle of the company's life to a month past it."""
    day = first_month + timedelta(days=draw(st.integers(15 * months, 31 * months + 20)))
    month_end = day.replace(day=1) - timedelta(days=1)
    return draw(
        st.sampled_from(
            (
                "",
                f"{day}T13:45:10.25Z",
                f"{month_end}",
                f"{day}",
                f"{day.replace(day=1)}",
                "",
                f"{day} 00:00:00",
                f"{month_end}T23:59:59+05:30",
                f"{day.replace(day=1)}T00:00:00-03:00",
            )
        )
    )
