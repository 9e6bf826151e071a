"""The variables of a build, with the defaults of the specification and the presets of policies."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

DEFAULT_GRACE_DAYS = 30


@dataclass(frozen=True)
class Variables:
    """The variables that a metric depends on; numbers that are compared or multiplied are exact.

    The defaults of the policies are those of the preset `standard`.
    """

    as_of: object = None
    reporting_timezone: str = "UTC"
    reporting_currency: str = "USD"
    value_event_names: tuple = ()
    fiscal_year_start_month: int = 1
    customer_model: str = "subscription"
    activity_window_days: int = 365
    gap_tolerance_seconds: Fraction = Fraction(60)
    reactivation_gap_days: Fraction = Fraction(0)
    expansion_threshold: Fraction = Fraction(0)
    usage_expansion_threshold: Fraction = Fraction("0.20")
    cac_lag_months: int = 0
    clv_discount_rate: Fraction = Fraction("0.10")
    lifetime_cap_years: Fraction = Fraction(5)
    minimum_sample_size: int = 30
    fx_max_age_days: int = 7
    policy_preset: str = "standard"
    churn_recognition: str = "scheduled_end"
    churn_rate_base: str = "opening"
    new_and_lost_policy: str = "excluded"
    trial_policy: str = "excluded"
    pause_policy: str = "excluded"
    past_due_policy: str = "counted"
    past_due_grace_days: int = DEFAULT_GRACE_DAYS
    discount_policy: str = "all"
    refund_policy: str = "refund_day"
    fx_policy: str = "period_end"
    fx_fixed_on: date | None = None
    customer_level: str = "account"
    same_day_orders: str = "separate"
    future_tolerance_minutes: Fraction = Fraction(60)
    earliest_valid_date: str = "2000-01-01"


# What each preset says where it differs from the standard.
PRESETS: dict[str, dict[str, object]] = {
    "standard": {},
    "chartmogul_like": {
        "gap_tolerance_seconds": Fraction(3600),
        "fx_policy": "movement_day",
    },
    "stripe_like": {
        "churn_recognition": "request",
        "churn_rate_base": "opening_and_new",
        "new_and_lost_policy": "counted",
        "pause_policy": "counted",
        "discount_policy": "permanent",
    },
    "gitlab_like": {"customer_level": "parent"},
}


def read_variables(given: dict | None) -> Variables:
    """The variables with those given in place of the preset's, and the preset's of the defaults.

    A null or blank value means the default; a name that no metric depends on is ignored. Raises
    KeyError for a preset that does not exist.
    """
    said = {name: v for name, v in (given or {}).items() if v is not None and v != ""}
    kinds = {field.name: type(field.default) for field in fields(Variables)}
    chosen = dict(PRESETS[said.get("policy_preset", "standard")])
    for name, value in said.items():
        if name == "as_of":
            chosen[name] = value
        elif name == "fx_fixed_on":
            chosen[name] = date.fromisoformat(str(value)[:10])
        elif name in kinds:
            chosen[name] = exact(value, kinds[name])
    return Variables(**chosen)


def exact(value: object, kind: type) -> object:
    """The value as text, whole number or exact fraction; 0.1 means one tenth, not its double.

    A list becomes a tuple of texts, a text alone a list of one.
    """
    if kind is tuple:
        return (value,) if isinstance(value, str) else tuple(str(part) for part in value)
    return kind(str(value))
