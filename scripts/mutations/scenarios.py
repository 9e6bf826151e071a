"""Raw rows and variables under which a mutation shows.

The sample company shows most of them. `companies/corners` is a handful of accounts made of what it
lacks: ties, parallel currencies, a rate just old enough, a gap of exactly the tolerance. The one
account of `companies/ahead` has an event that no clock has reached. `companies/spoilt` is `corners`
with rows that belong in the quarantine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

COMPANIES = Path(__file__).with_name("companies")


@dataclass(frozen=True)
class Scenario:
    """A company without the raw tables named in `without`, under `variables`.

    `company` is 'sample' or a folder of `companies`. With `earlier`, the state of the company when it
    was built before, a mutation is looked for in the incremental build that follows.
    """

    company: str = "sample"
    variables: Mapping[str, object] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    earlier: "Scenario | None" = None


SCENARIOS = {
    "sample": Scenario(),
    "elsewhere": Scenario(
        variables={
            "as_of": "2025-08-15",
            "reporting_timezone": "America/New_York",
            "fiscal_year_start_month": 4,
            "reactivation_gap_days": 30,
            "expansion_threshold": 0.05,
            "usage_expansion_threshold": 0.5,
            "cac_lag_months": 2,
            "clv_discount_rate": 0,
            "lifetime_cap_years": 3,
            "minimum_sample_size": 10,
        }
    ),
    # A row that a mutation sets aside moves a figure, instead of stopping the build.
    "corners": Scenario("corners", {"fx_max_age_days": 40, "quarantine_threshold": 1}),
    "orders": Scenario(
        "corners",
        {"fx_max_age_days": 40, "customer_model": "transaction", "activity_window_days": 40},
        without=("billing.subscriptions",),
    ),
    "without_usage": Scenario("corners", {"fx_max_age_days": 40}, without=("usage.events",)),
    # The last invoice finds no rate and is set aside, one of eight.
    "stale_rate": Scenario("corners", {"fx_max_age_days": 39, "quarantine_threshold": 1}),
    # Rows of every kind that the quarantine takes, and some that it must not take.
    "spoilt": Scenario("spoilt", {"fx_max_age_days": 40, "quarantine_threshold": 1, "as_of": "2024-07-15"}),
    # Between them every policy has another value than the standard one.
    "requested": Scenario(
        variables={"policy_preset": "stripe_like", "fx_policy": "fixed", "fx_fixed_on": "2024-01-02"}
    ),
    "otherwise": Scenario(
        variables={
            "policy_preset": "gitlab_like",
            "churn_recognition": "paid_end",
            "trial_policy": "counted",
            "pause_policy": "zero",
            "past_due_policy": "grace",
            "refund_policy": "invoice_day",
            "fx_policy": "movement_day",
            "same_day_orders": "one",
        }
    ),
    "ahead": Scenario("ahead", {"future_tolerance_minutes": 50_000_000}),
    # Rows came late, were corrected, withdrawn and deleted; one customer came after its events, one went before them.
    "grown": Scenario(
        "grown",
        {"as_of": "2024-05-01", "quarantine_threshold": 1, "future_tolerance_minutes": 50_000_000},
        earlier=Scenario("growing", {"as_of": "2024-04-15T12:00:00Z", "quarantine_threshold": 1}),
    ),
    "moved": Scenario(
        "growing",
        {"quarantine_threshold": 1, "reporting_timezone": "Asia/Tokyo"},
        earlier=Scenario("growing", {"quarantine_threshold": 1}),
    ),
    "revalued": Scenario(
        "growing",
        {"quarantine_threshold": 1, "value_event_names": ["report"]},
        earlier=Scenario("growing", {"quarantine_threshold": 1}),
    ),
}


def write_company(scenario: Scenario, project: Path, folder: Path) -> None:
    """Write the scenario's raw tables as `<schema>/<table>.parquet`, every column text."""
    for (schema, table), source in company_files(scenario.company, project).items():
        if f"{schema}.{table}" in scenario.without:
            continue
        (folder / schema).mkdir(parents=True, exist_ok=True)
        duckdb.execute(
            f"copy (from read_csv('{source}', header = true, all_varchar = true)) "
            f"to '{folder / schema / table}.parquet'"
        )


def company_files(company: str, project: Path) -> dict[tuple[str, str], Path]:
    """(schema, table) -> the CSV file of each raw table of a company."""
    if company == "sample":
        seeds = (project / "seeds" / "sample").glob("raw_*.csv")
        return {tuple(path.stem.removeprefix("raw_").split("__")): path for path in seeds}
    files = (COMPANIES / company).glob("*/*.csv")
    return {(path.parent.name, path.stem): path for path in files}
