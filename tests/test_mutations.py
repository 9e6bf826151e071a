"""Every formula and every classification, broken once, is seen by a test.

`scripts/mutations` breaks them. What it takes for right is the unbroken build, so that is held
against the oracle here wherever no other test does it. TEST_LONG=1 tries every mutation.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

import oracle
from comparison import customer_period_differences, metric_value_differences, report
from scripts.dbt_runner import ROOT
from scripts.mutations.__main__ import try_all
from scripts.mutations.catalog import Mutation, MutationError, load_mutations, spread
from scripts.mutations.laboratory import Laboratory
from scripts.mutations.scenarios import SCENARIOS

IS_LONG = os.environ.get("TEST_LONG") == "1"
# The sample as it is and bad rows have their own tests; of a missing rate the oracle has no figures.
HELD_ELSEWHERE = {"sample", "spoilt", "stale_rate"}
HELD = [name for name in SCENARIOS if name not in HELD_ELSEWHERE] if IS_LONG else ["corners"]


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    """One scratch copy of the project, with its unbroken builds, for all tests here."""
    return Laboratory(tmp_path_factory.mktemp("laboratory"))


def harmless(mutation: Mutation) -> Mutation:
    """The same place in the code, left as it is but for a blank."""
    return replace(mutation, replacement=mutation.text + " ", scenario="corners")


def test_every_mutation_fits_the_code() -> None:
    misfits = []
    for mutation in load_mutations():
        try:
            mutation.applied(ROOT)
        except MutationError as error:
            misfits.append(str(error))
    assert not misfits, "\n".join(misfits)


def test_every_formula_and_every_mart_of_customers_is_broken_at_least_once() -> None:
    broken = {mutation.file for mutation in load_mutations()}
    macros = {path.relative_to(ROOT).as_posix() for path in (ROOT / "macros/metrics").glob("*.sql")}
    assert macros | {"models/marts/customers/customer_periods.sql"} <= broken


def test_mutations_are_caught(laboratory: Laboratory) -> None:
    mutations = load_mutations()
    verdicts = try_all(mutations if IS_LONG else spread(mutations, 6), laboratory)
    survivors = [
        f"{verdict.mutation.name}: {verdict.mutation.breaks}"
        for verdict in verdicts
        if not verdict.caught_by and not verdict.mutation.unseen
    ]
    assert not survivors, "\n".join([f"{len(survivors)} survived:", *survivors])


def test_a_change_that_breaks_nothing_is_not_taken_for_a_mutation(laboratory: Laboratory) -> None:
    mutation = harmless(next(m for m in load_mutations() if m.name == "paused_is_active"))
    assert laboratory.try_out(mutation).caught_by is None


@pytest.mark.parametrize("scenario", HELD)
def test_the_unbroken_build_is_what_the_oracle_expects(
    laboratory: Laboratory, scenario: str
) -> None:
    laboratory.build_unbroken(scenario)
    folder, variables = laboratory.raw_path(scenario), dict(SCENARIOS[scenario].variables)
    found = [
        *customer_period_differences(
            laboratory.baseline(scenario), oracle.compute_customer_periods(folder, variables)
        ),
        *metric_value_differences(
            laboratory.baseline(scenario), oracle.compute(folder, variables)
        ),
    ]
    assert not found, report(found)


def test_a_text_that_the_code_does_not_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "churn.sql").write_text("select 1 / 1", encoding="utf-8")
    mutation = Mutation("twice", "churn.sql", "1", "2", "Nothing.")
    expected = "expected its text once in churn.sql, found it 2 times"
    with pytest.raises(MutationError, match=expected):
        mutation.applied(tmp_path)
