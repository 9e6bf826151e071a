"""The variables of a build, with the defaults of the specification."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction


@dataclass(frozen=True)
class Variables:
    """The variables that a metric depends on; numbers that are compared or multiplied are exact."""

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


def read_variables(given: dict | None) -> Variables:
    """The variables with those given in place of the defaults.

    A null or blank value means the default; a name that no metric depends on is ignored.
    """
    kinds = {field.name: type(field.default) for field in fields(Variables)}
    chosen = {}
    for name, value in (given or {}).items():
        if name in kinds and value is not None and value != "":
            chosen[name] = value if name == "as_of" else exact(value, kinds[name])
    return Variables(**chosen)


def exact(value: object, kind: type) -> object:
    """The value as text, whole number or exact fraction; 0.1 means one tenth, not its double.

    A list becomes a tuple of texts, a text alone a list of one.
    """
    if kind is tuple:
        return (value,) if isinstance(value, str) else tuple(str(part) for part in value)
    return kind(str(value))
