"""The build and the oracle agree in every cell: the sample company, RavenStack, random companies.

`--companies N` (or COMPANIES=N) says how many random companies, `--company-seed S` which ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings

import oracle
from comparison import mart_differences, report
from random_companies import Plan, plans, write_company

Build = Callable[[Path, dict], Path]
Facts = Callable[[str], list[tuple]]

# A run of fewer companies is there to reproduce a difference and need not reach everything.
COMPANIES_THAT_REACH_EVERYTHING = 8
NULL_REASONS = {
    "incomplete_period",
    "never",
    "no_answers",
    "no_base",
    "no_losses",
    "no_orders",
    "no_revenue",
    "no_spend",
    "no_threshold",
    "not_attributable",
    "not_recurring",
    "source_switched_off",
}
POPULATIONS = {
    name for name, kind in oracle.CustomerPeriod.__annotations__.items() if kind == "int"
}
MOVEMENT_TYPES = {
    "churn",
    "contraction",
    "expansion",
    "new",
    "new_and_lost",
    "none",
    "reactivation",
}


class Oracle:
    """What the oracle expects of one raw folder."""

    def __init__(self, folder: Path, variables: dict) -> None:
        self.marts = oracle.compute_marts(folder, variables)

    def differences(self, database: Path) -> list[str]:
        """How a build of the same folder and variables differs, one sentence each."""
        return mart_differences(database, self.marts)

    def reached(self) -> set[str]:
        """The null reasons, populations and movement types that the company has at least once."""
        reasons = {row.null_reason for row in self.marts["metric_values"].values()} - {None}
        movement_types = {row.movement_type for row in self.marts["mrr_movements"].values()}
        return reasons | movement_types | {
            population
            for row in self.marts["customer_periods"].values()
            for population in POPULATIONS
            if getattr(row, population)
        }


def test_the_sample_company(sample_database: Path, sample_folder: Path) -> None:
    found = Oracle(sample_folder, {}).differences(sample_database)
    assert not found, report(found)


def test_random_companies(build: Build, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    companies = pytestconfig.getoption("companies")
    company_seed = pytestconfig.getoption("company_seed")
    database = tmp_path / "random_company.duckdb"
    reached: set[str] = set()
    written: list[Path] = []

    @seed(company_seed)
    @settings(
        max_examples=companies,
        # Shrinking would build hundreds of companies, some seconds each.
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(plans())
    def agrees(plan: Plan) -> None:
        folder = tmp_path / f"company_{len(written)}"
        written.append(folder)
        note(f"The raw files are in {folder}; again with --company-seed {company_seed}.")
        write_company(plan, folder)
        expected = Oracle(folder, plan.variables)
        reached.update(expected.reached())
        database.unlink(missing_ok=True)
        build(database, {"raw_path": str(folder), **plan.variables})
        found = expected.differences(database)
        assert not found, report(found)

    agrees()
    if companies >= COMPANIES_THAT_REACH_EVERYTHING:
        missing = (NULL_REASONS | POPULATIONS | MOVEMENT_TYPES) - reached
        assert not missing, (
            f"{companies} companies of --company-seed {company_seed}: expected every population, "
            "null reason and movement type to occur, found none of "
            f"{', '.join(sorted(missing))}. "
            "Take another seed, or make the companies richer."
        )


@pytest.fixture(scope="module")
def ravenstack_database(
    build: Build, ravenstack_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """RavenStack built with every variable at its default."""
    database = tmp_path_factory.mktemp("ravenstack_build") / "ravenstack.duckdb"
    return build(database, {"raw_path": str(ravenstack_folder)})


@pytest.fixture(scope="module")
def facts(ravenstack_database: Path) -> Iterator[Facts]:
    """A function from a query over RavenStack's marts to its rows."""
    with duckdb.connect(str(ravenstack_database), read_only=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


def test_ravenstack(ravenstack_database: Path, ravenstack_folder: Path) -> None:
    found = Oracle(ravenstack_folder, {}).differences(ravenstack_database)
    assert not found, report(found)


def test_ravenstack_has_500_customers_who_all_pay_at_the_end_of_2024(facts: Facts) -> None:
    assert facts("select count(*), sum(active_spells) - 500 from marts.customers") == [(500, 9)]
    assert facts(
        "select count(*), sum(customers_at_end) from marts.customer_periods "
        "where period_grain = 'month' and period_start = '2024-12-01'"
    ) == [(500, 500)]


@pytest.mark.parametrize(
    ("month", "amount"), [(date(2024, 12, 1), 10_159_608), (date(2023, 12, 1), 1_262_113)]
)
def test_ravenstack_is_worth_so_much_a_month(facts: Facts, month: date, amount: int) -> None:
    assert facts(
        "select sum(recurring_amount_at_end) from marts.customer_periods "
        f"where period_grain = 'month' and period_start = '{month}'"
    ) == [(amount,)]
    assert facts(
        "select monthly_recurring_revenue, annual_recurring_revenue "
        "from marts.revenue_by_segment_period "
        f"where period_grain = 'month' and segment_name = 'all' and period_start = '{month}'"
    ) == [(amount, 12 * amount)]


def test_ravenstack_moves_from_one_year_to_the_next(facts: Facts) -> None:
    assert facts(
        "select opening_mrr, new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr, churn_mrr, "
        "fx_mrr, closing_mrr from marts.revenue_by_segment_period "
        "where period_grain = 'year' and segment_name = 'all' and period_start = '2024-01-01'"
    ) == [(1_262_113, 6_446_243, 24_576, 2_431_851, -5_175, 0, 0, 10_159_608)]


def test_ravenstack_has_1175_answers_with_a_mean_of_3_981277(facts: Facts) -> None:
    assert facts(
        "select sum(sample_size)::int, round(1 + 4 * sum(numerator) / sum(denominator), 6) "
        "from marts.metric_values where metric = 'customer_satisfaction_mean' "
        "and period_grain = 'year' and segment_name = 'all'"
    ) == [(1_175, 3.981277)]


def test_ravenstack_has_no_figure_of_what_it_has_no_table_for(facts: Facts) -> None:
    assert facts(
        "select distinct metric_value, numerator, denominator, sample_size, null_reason "
        "from marts.metric_values where metric like 'net_promoter%' "
        "or metric like 'customer_lifetime_value%' "
        "or metric in ('customer_acquisition_cost', 'customer_engagement_rate', "
        "'customer_value_addition')"
    ) == [(None, None, None, 0, "source_switched_off")]
