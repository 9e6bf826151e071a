"""Bad rows of every class and table end in the quarantine, and no figure knows of them.

`bad_rows.py` makes them from the contract. All are put into the sample company at once: as text in
CSV, and with typed columns in Parquet.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from bad_rows import (
    AS_OF,
    PERSONAL,
    Case,
    cases,
    contract,
    published_fingerprint,
    row_as_it_came,
    sample_rows,
    write_csv,
    write_parquet,
)
from scripts.dbt_runner import BuildError
from scripts.mutations.comparison import FIGURES, find_difference

CASES = cases()
FORMATS = {"csv": False, "parquet": True}
QUALITY = ["quarantine", "quarantined_rows", "load_reconciliation", "data_quality_scorecard"]
# What the contract's page says of each kind of rule; anything else is the key's or a type's.
CLASSES = {
    "_refers_to_nothing": "reference",
    "merge_leads_nowhere": "reference",
    "_unknown": "domain",
    "_without_rate": "domain",
    "_without_figures": "domain",
    "_without_baseline": "reference",
    "_unreadable": "type",
    "_out_of_range": "range",
    "_not_finite": "range",
    "_in_the_future": "range",
    "_too_early": "range",
    "_before_": "range",
    "scale": "range",
    "superseded": "identity",
    "overlaps": "history",
}
COUNTS = ("raw_rows", "accepted_rows", "quarantined_rows", "exact_copies", "after_as_of_rows")
COUNT_OF_FATE = {
    "accepted": "accepted_rows",
    "quarantined": "quarantined_rows",
    "copy": "exact_copies",
    "after_as_of": "after_as_of_rows",
}
# (table, key, hash) -> rule -> class, or -> the rows as they came.
Listed = Mapping[tuple[str, str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Injected:
    """The sample company with bad rows in it: the build, its input, and what was set aside."""

    folder: Path
    database: Path
    is_typed: bool
    listed: Listed
    rows: Listed


def variables_of(folder: Path, **more: object) -> dict[str, object]:
    """The variables under which bad rows are built."""
    return {"raw_path": str(folder), "as_of": AS_OF, "quarantine_threshold": 1, **more}


def query(database: Path, sql: str) -> list[tuple]:
    """The rows of a query."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def rows_by_identity(rows: list[tuple]) -> Listed:
    """Rows of table, key, hash, name and value as one dictionary."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for table, row_key, row_hash, name, value in rows:
        found.setdefault((table, row_key, row_hash), {})[name] = value
    return found


@pytest.fixture(scope="module")
def injected(run_parsed, tmp_path_factory):
    """A function that gives the build of a format, built once."""
    built: dict[str, Injected] = {}

    def build_format(name: str) -> Injected:
        if name in built:
            return built[name]
        folder, is_typed = tmp_path_factory.mktemp(name) / "raw", FORMATS[name]
        if is_typed:
            added = [case for case in CASES if case.occurs_typed]
            write_parquet(folder, added, tmp_path_factory.mktemp("scratch"))
        else:
            write_csv(folder, CASES)
        database = tmp_path_factory.mktemp(f"built_{name}") / "company.duckdb"
        skipped = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
        run_parsed(["build", *skipped], database, variables_of(folder))
        listed = query(database, "select raw_table, row_key, row_hash, rule, rule_class from marts.quarantine")
        rows = query(
            database,
            "select raw_table, coalesce(row_key, ''), row_hash, rule, row_as_it_came from quarantine.quarantined_rows",
        )
        built[name] = Injected(folder, database, is_typed, rows_by_identity(listed), rows_by_identity(rows))
        return built[name]

    return build_format


def occurring(is_typed: bool) -> list[Case]:
    """The cases of a format."""
    return [case for case in CASES if case.occurs_typed or not is_typed]


def identity(case: Case, is_typed: bool) -> tuple[str, str, str]:
    """What the quarantine calls the row of a case."""
    return case.table, case.row_key, published_fingerprint(case.table, case.row, is_typed)


def class_of(case: Case, rule: str) -> str:
    """The class of a rule, as the contract's page has it."""
    if rule.endswith("_missing"):
        return "identity" if rule.removesuffix("_missing") in contract()[case.table]["key"] else "type"
    return next(rule_class for part, rule_class in CLASSES.items() if part in rule)


PLACES = [
    pytest.param(name, case, id=f"{name} {case.identity}")
    for name, is_typed in FORMATS.items()
    for case in occurring(is_typed)
]


@pytest.mark.parametrize(("name", "case"), PLACES)
def test_a_bad_row_is_listed_with_its_rules_and_kept_as_it_came(injected, name, case):
    build = injected(name)
    found = build.listed.get(identity(case, build.is_typed), {})
    assert found == {rule: class_of(case, rule) for rule in case.rules}
    masked = {
        column: "***" if text and contract()[case.table]["columns"][column].get("personal") else text
        for column, text in row_as_it_came(case.table, case.row, build.is_typed).items()
    }
    kept = build.rows.get(identity(case, build.is_typed), {})
    assert {rule: json.loads(row) for rule, row in kept.items()} == {rule: masked for rule in case.rules}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_else_is_quarantined_and_every_class_occurs(injected, name):
    build = injected(name)
    bad = [case for case in occurring(build.is_typed) if case.fate == "quarantined"]
    assert set(build.listed) == {identity(case, build.is_typed) for case in bad}
    assert {rule_class for rules in build.listed.values() for rule_class in rules.values()} == {
        "identity", "reference", "range", "domain", "history", "type"
    }


def test_every_rule_of_every_table_has_a_case(injected):
    rules = query(injected("csv").database, "select raw_table, rule from intermediate.int_quarantine_rules")
    assert set(rules) - {(case.table, rule) for case in CASES for rule in case.rules} == set()


@pytest.mark.parametrize("name", FORMATS)
def test_rows_are_reconciled_with_what_was_put_in(injected, name):
    build = injected(name)
    counted = query(build.database, f"select raw_table, {', '.join(COUNTS)} from marts.load_reconciliation")
    expected = {}
    for table in contract():
        counts = Counter({"raw_rows": len(sample_rows(table)), "accepted_rows": len(sample_rows(table))})
        for case in occurring(build.is_typed):
            if case.table == table:
                counts.update(["raw_rows", COUNT_OF_FATE[case.fate]])
        expected[table] = tuple(counts[name] for name in COUNTS)
    assert {row[0]: row[1:] for row in counted} == expected
    assert all(raw == sum(parts) for _, raw, *parts in counted)


@pytest.mark.parametrize("name", FORMATS)
def test_bad_rows_move_no_figure(injected, sample_database, name):
    as_of = query(sample_database, "select strftime(as_of_at, '%Y-%m-%d') from intermediate.int_as_of")
    assert as_of == [(AS_OF,)]
    assert find_difference(sample_database, injected(name).database, FIGURES) is None


@pytest.mark.parametrize("name", FORMATS)
def test_no_personal_value_is_kept(injected, name):
    build = injected(name)
    with duckdb.connect(str(build.database), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where schema_name in ('marts', 'quarantine') and data_type = 'VARCHAR'"
        ).fetchall()
        found = [
            column
            for column in columns
            if connection.execute(
                "select 1 from {}.{} where contains({}, '{}') limit 1".format(*column, PERSONAL)
            ).fetchone()
        ]
    assert ("quarantine", "quarantined_rows", "row_as_it_came") in columns
    assert found == []


def test_the_scorecard_has_every_rule_with_its_share(injected):
    database = injected("csv").database
    scores = query(database, "select raw_table, rule, rows_broken, raw_rows, share_broken from marts.data_quality_scorecard")
    broken = Counter((case.table, rule) for case in CASES for rule in case.rules)
    assert {(table, rule): rows for table, rule, rows, _, _ in scores if rows} == broken
    assert all(share == pytest.approx(rows / raw) for _, _, rows, raw, share in scores)


@pytest.fixture
def copied(injected, tmp_path) -> Injected:
    """The CSV build and its folder, for a test to change."""
    build = injected("csv")
    folder = Path(shutil.copytree(build.folder, tmp_path / "raw"))
    database = Path(shutil.copyfile(build.database, tmp_path / build.database.name))
    return Injected(folder, database, build.is_typed, build.listed, build.rows)


def seen(database: Path) -> dict[tuple, tuple]:
    """(table, key, hash, rule) -> when it was seen first and last."""
    rows = query(database, "select raw_table, row_key, row_hash, rule, first_seen_at, last_seen_at from marts.quarantine")
    return {row[:4]: row[4:] for row in rows}


def test_the_journals_go_on_through_builds_and_full_refreshes(copied, run_parsed):
    before = seen(copied.database)
    days = query(copied.database, "select count(*) from marts.data_quality_scorecard")
    tickets = copied.folder / "support" / "tickets.csv"
    lines = tickets.read_text(encoding="utf-8").splitlines()
    mended = next(case for case in CASES if case.identity == "support.tickets opened_at missing")
    tickets.write_text("\n".join(line for line in lines if f"{mended.row_key}," not in line) + "\n", encoding="utf-8")
    with duckdb.connect(str(copied.database)) as connection:
        connection.execute("update marts.data_quality_scorecard set build_day = build_day - 1")
    for arguments in (["run"], ["build", "--full-refresh"]):
        run_parsed(
            [*arguments, "--select", *(f"+{model}" for model in QUALITY)], copied.database, variables_of(copied.folder)
        )
        after = seen(copied.database)
        assert after.keys() == before.keys()
        for row, (first, last) in after.items():
            was_mended = row[:2] == (mended.table, mended.row_key)
            assert first == before[row][0]
            assert last == before[row][1] if was_mended else last > before[row][1]
        before = {row: (first, last) for row, (first, last) in after.items()}
    assert query(copied.database, "select count(*) from marts.data_quality_scorecard") == [(2 * days[0][0],)]
    assert query(copied.database, "select count(distinct build_day) from marts.data_quality_scorecard") == [(2,)]


OTHERS = {table: 1 for table in contract() if table != "support.tickets"}
THRESHOLDS = {
    "one share": (0.25, "planning.benchmarks", "0.25"),
    "a share of each table, and of those not named": (
        {"default": 0.02, **OTHERS}, "support.tickets", "0.02"
    ),
}


@pytest.mark.parametrize("case", THRESHOLDS)
def test_too_many_bad_rows_stop_the_build_before_any_mart_changes(copied, target_path, run_parsed, case):
    threshold, table, allowed = THRESHOLDS[case]
    before = seen(copied.database)
    with pytest.raises(BuildError) as stopped:
        run_parsed(["run"], copied.database, variables_of(copied.folder, quarantine_threshold=threshold))
    bad = [found for found in CASES if found.table == table and found.fate == "quarantined"]
    rows = len(sample_rows(table)) + sum(found.table == table for found in CASES)
    counts = Counter(rule for found in bad for rule in found.rules)
    rule, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
    assert (
        f"{table}: {len(bad)} of {rows} rows are quarantined, most often by the rule {rule} ({most} row"
    ) in str(stopped.value)
    assert f"more than quarantine_threshold ({allowed}) allows: nothing was built from it" in str(stopped.value)
    results = json.loads((target_path / "run_results.json").read_text(encoding="utf-8"))["results"]
    manifest = json.loads((target_path / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    marts = [
        result
        for result in results
        if manifest[result["unique_id"]]["schema"] == "marts"
    ]
    assert len(marts) > 30
    assert [result["unique_id"] for result in marts if result["status"] != "skipped"] == []
    assert seen(copied.database) == before
