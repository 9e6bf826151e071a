"""What a random company is drawn from: the variables of its build, its size and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from .policies import in_force, some_policies

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
    ("survey.invitations",),
    ("survey.surveys", "survey.responses", "survey.invitations"),
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

    @property
    def gap_tolerance_seconds(self) -> float:
        """The gap that is bridged, its own or that of the preset."""
        return in_force(self.variables)["gap_tolerance_seconds"]


def plans() -> st.SearchStrategy[Plan]:
    """Plans of companies, each from one number.

    Of a plan drawn part by part Hypothesis would try near copies, at seconds a company.
    """
    return st.integers(0, 2**32 - 1).map(plan_of)


def plan_of(seed: int) -> Plan:
    """The plan of a number."""
    dice = Random(seed)
    variables = settings_of_a_build(dice)
    first_month = ZONES[variables["reporting_timezone"]]
    months = dice.randrange(14, 21)
    variables["as_of"] = some_as_of(dice, first_month, months)
    variables |= some_policies(dice, first_month, months)
    absent = dice.sample(OPTIONAL_TABLES, dice.choice((0, 0, 1, 2)))
    switched_off = frozenset(table for tables in absent for table in tables)
    has_rates = "billing.exchange_rates" not in switched_off
    return Plan(
        seed=seed,
        accounts=dice.randrange(40, 71),
        months=months,
        first_month=first_month,
        currencies=CURRENCIES if has_rates else (variables["reporting_currency"],),
        switched_off=switched_off,
        variables=variables,
    )


def settings_of_a_build(dice: Random) -> dict[str, object]:
    """The variables of a build but for as_of, each at its default or at what is hard about it."""
    choices: dict[str, tuple] = {
        "reporting_timezone": tuple(ZONES),
        "reporting_currency": CURRENCIES,
        "fiscal_year_start_month": (1, 2, 4, 7, 10, 12),
        "customer_model": ("subscription", "subscription", "transaction"),
        "activity_window_days": (365, 1, 7, 30, 31, 90),
        "gap_tolerance_seconds": ("", 60, 0, 1, 3600, 90_000),
        "reactivation_gap_days": (0, 0, 1, 7, 45),
        "expansion_threshold": (0, 0.1, 0.25),
        "usage_expansion_threshold": (0.2, 0, 0.5, 1),
        "cac_lag_months": (0, 1, 3, 13),
        "clv_discount_rate": (0.1, 0, 0.05, 1),
        "lifetime_cap_years": (5, 0.25, 1, 1.5, 40),
        "minimum_sample_size": (30, 1, 4),
        "fx_max_age_days": (7, 0, 2),
        # Any event, one name, two, and one that never happens.
        "value_event_names": ([], [], ["shared"], ["shared", "导出, weekly"], ["never seen"]),
    }
    return {name: dice.choice(values) for name, values in choices.items()}


def some_as_of(dice: Random, first_month: date, months: int) -> str:
    """Nothing, a date or an instant, from the middle of the company's life to a month past it."""
    day = first_month + timedelta(days=dice.randrange(15 * months, 31 * months + 20))
    month_start = day.replace(day=1)
    month_end = month_start - timedelta(days=1)
    return dice.choice(
        (
            "",
            "",
            f"{day}",
            f"{day} 00:00:00",
            f"{day}T13:45:10.250Z",
            f"{month_end}",
            f"{month_end}T23:59:59+05:30",
            f"{month_start}",
            f"{month_start}T00:00:00-03:00",
        )
    )
