"""Policies of a build: a preset, single policies or both, never two that contradict each other."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

# The values of each policy, the standard one first.
POLICIES: dict[str, tuple[str, ...]] = {
    "churn_recognition": ("scheduled_end", "request", "paid_end"),
    "churn_rate_base": ("opening", "opening_and_new"),
    "new_and_lost_policy": ("excluded", "counted"),
    "trial_policy": ("excluded", "counted"),
    "pause_policy": ("excluded", "zero", "counted"),
    "past_due_policy": ("counted", "grace", "excluded"),
    "discount_policy": ("all", "permanent", "none"),
    "refund_policy": ("refund_day", "invoice_day", "ignored"),
    "fx_policy": ("period_end", "movement_day", "fixed"),
    "customer_level": ("account", "parent"),
    "same_day_orders": ("separate", "one"),
}
# What a preset says otherwise than the standard.
PRESETS: dict[str, dict[str, object]] = {
    "standard": {},
    "chartmogul_like": {
        "gap_tolerance_seconds": 3600,
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
GRACE_DAYS = ("", 0, 1, 7, 30, 45)
STANDARD_GAP_SECONDS = 60

# The optional columns that a policy cannot do without.
COLUMNS_OF_POLICIES: dict[tuple[str, str], dict[str, set[str]]] = {
    ("churn_recognition", "request"): {"billing.subscriptions": {"cancel_requested_at"}},
    ("churn_recognition", "paid_end"): {
        "billing.invoices": {"service_period_start", "service_period_end", "subscription_id"}
    },
    ("discount_policy", "permanent"): {"billing.subscriptions": {"discount_ends_at"}},
    ("customer_level", "parent"): {"billing.customers": {"parent_customer_id"}},
}


def some_policies(dice: Random, first_month: date, months: int) -> dict[str, object]:
    """A preset for half of the companies, and one of the values of half of the policies."""
    presets = [*PRESETS]
    chosen: dict[str, object] = {
        "policy_preset": dice.choice((*presets[1:], "", "", presets[0])),
        **{
            name: dice.choice(values) if dice.random() < 0.5 else ""
            for name, values in POLICIES.items()
        },
    }
    held = in_force(chosen)
    if held["new_and_lost_policy"] == "counted" and held["churn_rate_base"] == "opening":
        name, value = dice.choice(
            (("new_and_lost_policy", "excluded"), ("churn_rate_base", "opening_and_new"))
        )
        chosen[name] = value
    chosen["past_due_grace_days"] = ""
    if held["past_due_policy"] == "grace":
        chosen["past_due_grace_days"] = dice.choice(GRACE_DAYS)
    chosen["fx_fixed_on"] = ""
    if held["fx_policy"] == "fixed":
        day = first_month + timedelta(days=dice.randrange(-60, 30 * months))
        chosen["fx_fixed_on"] = day.isoformat()
    return chosen


def in_force(variables: dict[str, object]) -> dict[str, object]:
    """What holds once blanks are filled from the preset: the policies and the tolerated gap."""
    standard = {name: values[0] for name, values in POLICIES.items()}
    standard["gap_tolerance_seconds"] = STANDARD_GAP_SECONDS
    preset = PRESETS[str(variables.get("policy_preset") or "standard")]
    given = {name: v for name, v in variables.items() if v not in ("", None)}
    return {name: given.get(name, preset.get(name, value)) for name, value in standard.items()}


def needed_columns(variables: dict[str, object]) -> dict[str, set[str]]:
    """The optional columns, by table, that the build of these variables cannot do without."""
    needed: dict[str, set[str]] = {}
    for name, value in in_force(variables).items():
        for table, columns in COLUMNS_OF_POLICIES.get((name, str(value)), {}).items():
            needed.setdefault(table, set()).update(columns)
    return needed
