"""Spoiled companies: whatever stands in a cell, nothing breaks, nothing is lost and no figure lies.

`--company-seed S` says which companies and what is spoiled, `--companies N` how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import pytest

import oracle
from comparison import mart_differences, report
from corruption import FORMATS, Spoiler
from random_companies import write_company
from random_companies.plans import Plan, plan_of

Build = Callable[[Path, dict], Path]

BUILDS_OF_EIGHT_COMPANIES = 3
LEAST_CELLS = 500
# A rate that is spoiled is then that of a day before, and no figure lacks one.
OF_EVERY_BUILD = {"fx_max_age_days": 1000, "quarantine_threshold": 1}


def test_no_spoiled_cell_breaks_a_build_or_moves_a_figure_silently(
    build: Build, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    seed = pytestconfig.getoption("company_seed")
    dice = Random(seed)
    builds = max(1, pytestconfig.getoption("companies") * BUILDS_OF_EIGHT_COMPANIES // 8)
    cells: Counter[tuple[str, str]] = Counter()
    database = tmp_path / "spoiled.duckdb"
    for number in range(builds):
        form = FORMATS[number % len(FORMATS)]
        plan, folder, expected, spoiled = spoiled_company(dice, tmp_path / f"{number}", form)
        cells += spoiled
        told = f"--company-seed {seed}, company {number} ({form}) in {folder}"
        database.unlink(missing_ok=True)
        try:
            build(database, {"raw_path": str(folder), **plan.variables})
        except Exception as error:
            pytest.fail(f"{told}: expected a build, found one that stopped. {error}")
        found = [*mart_differences(database, expected), *lost_rows(database), *not_finite(database)]
        assert not found, f"{told}: {plan.variables}\n{report(found)}"
    print(f"--company-seed {seed}: {cells.total()} cells of {len(cells)} columns, {builds} builds.")
    if builds >= BUILDS_OF_EIGHT_COMPANIES:
        assert cells.total() >= LEAST_CELLS
        assert len(cells) == sum(len(text.split()) for text in oracle.contract.CONTRACT.values())


def spoiled_company(
    dice: Random, folder: Path, form: str
) -> tuple[Plan, Path, dict[str, dict], Counter]:
    """A spoiled company with its plan, its folder, what the oracle expects, and what was spoiled.

    One that no build can be made of is thrown again: where parents lead in a circle, or a currency
    lacks the rate of a day that is only known once everything is computed.
    """
    while True:
        seed = dice.randrange(2**32)
        plan = plan_of(seed)
        plan = replace(plan, variables={**plan.variables, **OF_EVERY_BUILD})
        good, spoiled = folder / f"good_{seed}", folder / f"spoiled_{seed}"
        write_company(plan, good)
        spoiler = Spoiler(Random(seed), form)
        spoiler.spoil(good, spoiled)
        try:
            return plan, spoiled, oracle.compute_marts(spoiled, plan.variables), spoiler.cells
        except (LookupError, ValueError) as error:
            if isinstance(error, KeyError):
                raise
            print(f"Company {seed} is thrown again: {error}")


def lost_rows(database: Path) -> Iterator[str]:
    """Raw tables whose rows did not all go somewhere."""
    with duckdb.connect(str(database), read_only=True) as connection:
        for (table,) in connection.execute(
            "select raw_table from marts.load_reconciliation where raw_rows <> accepted_rows "
            "+ quarantined_rows + exact_copies + after_as_of_rows"
        ).fetchall():
            yield f"{table}: expected every raw row to go somewhere, found some lost."


def not_finite(database: Path) -> Iterator[str]:
    """Columns of doubles of marts in which a number is none."""
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'marts' and data_type in ('DOUBLE', 'FLOAT')"
        ).fetchall()
        assert columns
        for table, column in columns:
            (count,) = connection.execute(
                f'select count(*) from marts."{table}" where not isfinite("{column}")'
            ).fetchone()
            if count:
                yield f"{table}: expected finite numbers in {column}, found {count} others."
