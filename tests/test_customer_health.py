"""Health as it is lived with: a source that is missing, weights that change, overrides, seeds that cannot be right.

One small company is built once; what reviewers would change in the seeds is changed in its tables.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from raw_rows import account, invoice, version, write
from scripts.dbt_runner import BuildError, Fault, run_dbt

HEALTH = ("+customer_health_history", "+high_value_customers_at_risk", "+customer_segments_rfm")
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


class Company:
    """A file with its raw folder, built as of an instant."""

    def __init__(self, folder: Path, target_path: Path) -> None:
        self.raw = folder / "raw"
        self.database = folder / "company.duckdb"
        self.target_path = target_path
        self.manifest = None

    def build(self, *select: str, as_of: str = "2025-06-11", seeds: bool = False) -> None:
        """Build some models, and their seeds only if wanted. Raises BuildError."""
        variables = {"raw_path": str(self.raw), "as_of": as_of}
        if self.manifest is None:
            self.manifest = run_dbt(["parse"], self.database, variables, self.target_path)
        kept = () if seeds else ("--exclude-resource-type", "seed")
        command = ["build", *NO_TESTS, *kept, "--select", *select]
        run_dbt(command, self.database, variables, self.target_path, manifest=self.manifest)

    def query(self, sql: str) -> list[tuple]:
        """The rows of a query."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Change a table."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute(sql)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, target_path: Path) -> Company:
    """Two customers since 2024 that pay; there is no survey, no support desk, and no community."""
    company = Company(tmp_path_factory.mktemp("health"), target_path)
    write(company.raw, "billing.customers", [account(name, region="north") for name in ("acme", "beta")])
    write(company.raw, "billing.subscriptions", [
        version("acme", "2024-01-01", unit_amount="900", ended_at="", cancel_requested_at=""),
        version("beta", "2024-01-01", unit_amount="100", ended_at="2025-12-31", cancel_requested_at="2025-05-20"),
    ])
    write(company.raw, "billing.invoices", [
        invoice(f"{name}-{month}", name, f"2025-0{month}-01", "100", status="paid" if name == "acme" else "open")
        for name in ("acme", "beta") for month in range(1, 6)
    ])
    write(company.raw, "usage.events", [
        {"event_id": f"{name}-{month}", "customer_id": name, "event_name": "opened",
         "occurred_at": f"2025-0{month}-05 12:00:00", "received_at": f"2025-0{month}-05 12:00:00"}
        for name in ("acme", "beta") for month in range(1, 6)
    ])
    company.build(*HEALTH, seeds=True)
    return company


@pytest.fixture
def company(built: Company, tmp_path: Path, target_path: Path) -> Company:
    """A copy of that company, for one test."""
    copy = Company(tmp_path, target_path)
    shutil.copytree(built.raw, copy.raw)
    shutil.copyfile(built.database, copy.database)
    copy.manifest = built.manifest
    return copy


def test_a_source_that_is_switched_off_is_missing_and_lowers_the_coverage(built: Company) -> None:
    assert built.query(
        "select input, input_value, missing_reason from marts.customer_health_inputs "
        "where customer_id = 'acme' and period_start = '2025-05-01' and missing_reason is not null order by input"
    ) == [(name, None, "source_switched_off") for name in ("engagement", "satisfaction", "support_load")]
    assert built.query(
        "select score, null_reason, coverage, missing_inputs from marts.customer_health "
        "where customer_id = 'acme' and period_start = '2025-05-01'"
    ) == [(
        None, "low_coverage", 0.55,
        "engagement: source_switched_off, satisfaction: source_switched_off, support_load: source_switched_off",
    )]


def test_the_list_names_who_pays_most_and_falls_and_when_it_renews(company: Company) -> None:
    """Nine that pay little beside beta, and what is known suffices for a score."""
    company.change("update reference.health_thresholds set minimum_coverage = 0.5, watch_from = 60, notable_change = 200")
    more = [f"small_{place}" for place in range(8)]
    names = ["acme", "beta", *more]
    write(company.raw, "billing.customers", [account(name, region="north") for name in names])
    write(company.raw, "billing.subscriptions", [
        version(name, "2024-01-01", unit_amount="900" if name == "beta" else "10", cancel_requested_at="2025-05-20")
        for name in names
    ])
    company.build(*HEALTH)
    # Used once in the 31 days of May, three times in the 89 before: 0.957 x 0.25; no invoice paid, all of the MRR
    # cancelled: 0 x 0.15 each; of 0.55 in all: 43.5.
    assert company.query(
        "select customer_id, reasons, round(score, 3), value_amount, strongest_drag, strongest_lift, renews_on, owner "
        "from marts.high_value_customers_at_risk"
    ) == [("beta", "band_at_risk", 43.5, 900, "payment_behaviour", "usage_trend", date(2025, 7, 1), "customer_success")]


def test_weights_that_change_do_not_rewrite_what_was_said(company: Company) -> None:
    company.change("update reference.health_thresholds set minimum_coverage = 0.5")
    company.change("delete from marts.customer_health_history")
    company.build("int_health_seed_problems+")
    said = "select customer_id, period_start, round(score, 3), band from marts.customer_health_history order by 1, 2"
    now = "select round(score, 3) from marts.customer_health where customer_id = 'beta' and period_start = '2025-05-01'"
    first = company.query(said)
    assert first[-1] == ("beta", date(2025, 5, 1), 43.5, "at_risk")
    company.change("delete from reference.health_weights where input <> 'usage_trend'")
    company.change("update reference.health_weights set weight = 1")
    company.build("int_health_seed_problems+")
    assert company.query(now) == [(95.699,)]
    assert company.query(said) == first
    company.build("+customer_health_history", as_of="2025-07-02")
    later = company.query(said)
    assert [row for row in later if row[1] < date(2025, 6, 1)] == first
    assert {row[1] for row in later if row not in first} == {date(2025, 6, 1)}
    company.build("+customer_health_history", as_of="2025-07-02")
    assert company.query(said) == later


def test_an_override_stands_in_for_the_score_and_the_computed_one_stays(company: Company) -> None:
    company.change(
        "insert into reference.health_overrides values ('acme', null, 20, 'sponsor left', 'ann', '2025-05-31', '2025-06-05')"
    )
    company.build("int_health_seed_problems+")
    assert company.query(
        "select period_start, score, band, computed_score, override_reason from marts.customer_health "
        "where customer_id = 'acme' and is_overridden"
    ) == [(date(2025, 5, 1), 20, "at_risk", None, "sponsor left")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "update reference.health_weights set weight = 0.2 where input = 'usage_trend'",
            "seed health_weights: expected the weights of a segment value to add up to 1, found 0.95 for all = all.",
        ),
        (
            "update reference.health_weights set input = 'mood' where input = 'engagement'",
            "seed health_weights: expected input to be one of those in health_inputs, found 'mood' for all = all.",
        ),
        (
            "insert into reference.health_weights values ('region', 'moon', 'usage_trend', 1)",
            "seed health_weights: expected a value that customers have in region, found 'moon'.",
        ),
        (
            "insert into reference.health_overrides values "
            "('acme', 'watch', null, 'called', 'ann', '2025-01-01', '2025-03-01'), "
            "('acme', 'at_risk', null, 'called', 'ann', '2025-02-01', '2025-04-01')",
            "seed health_overrides: expected one override of a customer at a time, found customer_id acme from 2025-01-01 "
            "still holding when customer_id acme from 2025-02-01 begins.",
        ),
    ],
)
def test_a_seed_that_cannot_be_right_stops_the_build_with_a_sentence(change: str, sentence: str, company: Company) -> None:
    company.change(change)
    with pytest.raises(BuildError) as stopped:
        company.build("int_health_seed_problems")
    assert f"{sentence} Correct it in seeds/health: no score is computed from it." in str(stopped.value)
    assert stopped.value.fault == Fault.SETTINGS


def test_every_word_of_health_is_translated(sample_database: Path) -> None:
    with duckdb.connect(str(sample_database), read_only=True) as connection:
        untranslated = connection.execute(
            """
            select 'health_input.' || input from reference.health_inputs
            union select 'rfm_group.' || rfm_group from reference.rfm_groups
            union select 'health_band.' || band from marts.customer_health where band is not null
            union select 'health_trend.' || trend from marts.customer_health where trend is not null
            union select 'null_reason.' || null_reason from marts.customer_health where null_reason is not null
            union select 'missing_reason.' || missing_reason from marts.customer_health_inputs where missing_reason is not null
            union select 'risk_reason.' || unnest(string_split(reasons, ', ')) from marts.high_value_customers_at_risk
            except select text_key from reference.translations
            """
        ).fetchall()
    assert untranslated == []
