"""Raw rows and variables under which a mutation shows: the sample as it is, or what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

CORNERS = Path(__file__).with_name("corners")


@dataclass(frozen=True)
class Scenario:
    """A company, without the raw tables named in `without`, under `variables`."""

    company: str = "sample"
    variables: Mapping[str, object] = field(default_factory=dict)
    without: tuple[str, ...] = ()


SCENARIOS = {
    "sample": Scenario(),
    "elsewhere": Scenario(
        variables={
            "as_of": "2025-08-15",
            "reporting_timezone": "America/New_York",
            "reporting_currency": "EUR",
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
    "orders": Scenario(variables={"customer_model": "transaction", "activity_window_days": 40}),
    "without_usage": Scenario(without=("usage.events",)),
}


def write_company(scenario: Scenario, project: Path, folder: Path) -> None:
    """Write the scenario's raw tables as a folder of exports, all text: `<schema>/<table>.parquet`."""
    for seed in sorted((project / "seeds" / "sample").glob("raw_*.csv")):
        schema, table = seed.stem.removeprefix("raw_").split("__")
        if f"{schema}.{table}" in scenario.without:
            continue
        (folder / schema).mkdir(parents=True, exist_ok=True)
        duckdb.execute(
            f"copy (from read_csv('{seed}', header = true, all_varchar = true)) "
            f"to '{folder / schema / table}.parquet'"
        )
