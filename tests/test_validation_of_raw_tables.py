"""`make validate`: Great Expectations finds in raw tables what the quarantine finds, and shows no person.

The bad rows are those of `bad_rows.py`, one for each rule and raw table.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pytest
from great_expectations import expectations as gxe

from bad_rows import AS_OF, PERSONAL, cases, sample_rows, write_csv, write_parquet
from scripts.dbt_runner import run_dbt
from scripts.validate.__main__ import main, validate
from scripts.validate.engine import run_suites
from scripts.validate.raw_tables import raw_suites, sample_folder
from scripts.validate.report import write_report
from scripts.validate.suite import Check, Suite, Verdict

FORMATS = ("csv", "parquet") if os.environ.get("TEST_LONG") else ("csv",)
CASES = cases()
# Rows whose parent is there, but is quarantined itself: only the build knows.
WAITING = {(case.table, case.row_key) for case in CASES if case.name.endswith(" waits")}
# Header of accounts that a test writes by hand.
ACCOUNTS = "customer_id,created_at,email\n"


@pytest.fixture(scope="module", params=FORMATS)
def bad_folder(request, tmp_path_factory) -> Path:
    """The sample company with every bad row, as a folder."""
    folder = tmp_path_factory.mktemp(request.param) / "raw"
    if request.param == "csv":
        write_csv(folder, CASES)
    else:
        write_parquet(folder, [case for case in CASES if case.occurs_typed], tmp_path_factory.mktemp("scratch"))
    return folder


@pytest.fixture(scope="module")
def quarantined(bad_folder, target_path, tmp_path_factory) -> dict[tuple[str, str], set[str]]:
    """What the quarantine lists of that folder: (raw table, rule) -> keys."""
    database = tmp_path_factory.mktemp("quarantine") / "build.duckdb"
    run_dbt(
        ["build", "--select", "+quarantine", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"],
        database=database,
        variables={"raw_path": str(bad_folder), "as_of": AS_OF, "quarantine_threshold": 1},
        target_path=target_path,
    )
    found: dict[tuple[str, str], set[str]] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, rule, key in connection.execute("select raw_table, rule, row_key from marts.quarantine").fetchall():
            found.setdefault((table, rule), set()).add(key)
    return found


@pytest.fixture(scope="module")
def verdicts(bad_folder) -> list[Verdict]:
    """What validation says of that folder."""
    return validate(str(bad_folder), None, {})[1]


def write_accounts(folder: Path, text: str) -> Path:
    """A folder of accounts alone."""
    path = folder / "billing" / "customers.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_validation_names_the_rows_that_the_quarantine_names(verdicts, quarantined):
    compared = 0
    for verdict in verdicts:
        for outcome in verdict.outcomes:
            rules = outcome.check.rules
            named = {row["key"] or "" for row in outcome.rows}
            expected = set().union(*(quarantined.get((verdict.suite.name, rule), set()) for rule in rules))
            if any(rule.endswith("_refers_to_nothing") for rule in rules):
                expected -= {key for table, key in WAITING if table == verdict.suite.name}
            assert named == expected, (verdict.suite.name, outcome.check.sentence)
            assert outcome.status == ("failed" if expected else "passed"), outcome.found
            compared += len(expected)
    assert compared > 200


def outcomes_of(verdicts: list[Verdict]) -> list[tuple]:
    """What became of each check; its sentence is left out, for it may say when it was asked."""
    return [
        (verdict.suite.name, outcome.check.rules, outcome.status, outcome.failing_rows, {row["key"] for row in outcome.rows})
        for verdict in verdicts
        for outcome in verdict.outcomes
    ]


@pytest.fixture
def warehouse(tmp_path, monkeypatch) -> Path:
    """The DuckDB file of the profile."""
    path = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("CUSTOMER_SUCCESS_DUCKDB", str(path))
    return path


def test_tables_of_the_warehouse_are_validated_as_the_same_rows_in_a_folder_are(bad_folder, verdicts, warehouse):
    with duckdb.connect(str(warehouse)) as connection:
        for file in bad_folder.glob("*/*"):
            schema = file.parent.name.replace("billing", "stripe_export")
            table = file.stem.replace("customers", "accounts")
            reader = f"read_csv('{file}', all_varchar = true)" if file.suffix == ".csv" else f"'{file}'"
            connection.execute(f"create schema if not exists {schema}; create table {schema}.{table} as from {reader}")
        tables = connection.execute("from duckdb_tables() select schema_name, table_name order by all").fetchall()
    subject, found = validate(
        "", None,
        {"use_sample_data": False, "raw_schemas": {"billing": "stripe_export"}, "raw_tables": {"billing.customers": "accounts"}},
    )  # fmt: skip
    assert subject == "the raw tables that the variables name"
    assert outcomes_of(found) == outcomes_of(verdicts)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute("from duckdb_tables() select schema_name, table_name order by all").fetchall() == tables


def test_a_warehouse_without_accounts_is_refused_with_a_sentence(warehouse, tmp_path, capsys):
    assert main(["--vars", "{use_sample_data: false}", "--report", str(tmp_path / "report.html")]) == 1
    assert capsys.readouterr().err.startswith('billing.customers: expected "warehouse"."billing"."customers", found nothing.')


def test_the_page_and_the_console_show_no_person_and_load_nothing(tmp_path, capsys):
    folder = tmp_path / "raw"
    write_csv(folder, CASES)
    report = tmp_path / "report.html"
    assert main(["--raw-path", str(folder), "--report", str(report)]) == 1
    printed, page = capsys.readouterr(), report.read_text(encoding="utf-8")
    for text in (printed.out, printed.err, page):
        assert PERSONAL not in text
        assert not any(row["email"] in text for row in sample_rows("billing.customers") if row["email"])
    assert not re.search(r"https?://|<script|<link|@import|url\(|\bsrc=", page)
    # Status in words, rows in tables, each named by its key.
    assert "Failed:" in page and '<th scope="col">key</th>' in page
    one = next(case for case in CASES if case.name == "status unknown")
    assert f"<td>{one.row_key}</td><td>unheard_of</td>" in page
    expected = f"{one.table}: expected that status is one of"
    assert sum(line.startswith(expected) for line in printed.err.splitlines()) == 1


def test_the_sample_holds_and_each_rule_is_judged_here_or_said_to_be_left_to_the_build(tmp_path, capsys):
    report = tmp_path / "report.html"
    assert main(["--report", str(report)]) == 0, capsys.readouterr().err
    assert "Passed: all" in report.read_text(encoding="utf-8")
    prepared = tmp_path / "prepared.duckdb"
    variables = {"raw_path": str(sample_folder(tmp_path / "sample"))}
    suites = raw_suites(prepared, tmp_path / "empty.duckdb", variables, tmp_path / "target")
    left = {suite.name: set(suite.left_to_others) for suite in suites}
    with duckdb.connect(str(prepared), read_only=True) as connection:
        rules = set(connection.execute("from quarantine_rules").fetchall())
    judged = {(suite.name, rule) for suite in suites for check in suite.checks for rule in check.rules}
    assert judged | {(table, rule) for table, names in left.items() for rule in names} == rules
    assert left["survey.responses"] == {"score_off_the_scale"}
    assert left["billing.subscriptions"] == {"currency_without_rate", "overlaps_an_earlier_version"}
    assert "currency without rate, overlaps an earlier version" in report.read_text(encoding="utf-8")


def test_a_column_that_is_missing_or_of_another_type_is_named_and_no_row_is_judged(tmp_path, capsys):
    path = tmp_path / "raw" / "billing" / "customers.parquet"
    path.parent.mkdir(parents=True)
    duckdb.sql(f"copy (select 7 as created_at, true as is_test) to '{path}' (format parquet)")
    assert main(["--raw-path", str(tmp_path / "raw"), "--report", str(tmp_path / "report.html")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "billing.customers: expected that there is a column customer_id that can be read as text, found none.",
        "billing.customers: expected that there is a column created_at that can be read as instant "
        "(it came as INTEGER), found none.",
    ]
    assert "every rule about its rows" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_an_expectation_that_cannot_be_evaluated_is_an_error_with_a_sentence(tmp_path):
    database = tmp_path / "one.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table one as select 1 as number")
    checks = (
        Check("a query runs", gxe.UnexpectedRowsExpectation(unexpected_rows_query="select nowhere from {batch}")),
        Check("a column is filled", gxe.ExpectColumnValuesToNotBeNull(column="nowhere")),
        Check("it is one", gxe.ExpectColumnValuesToBeInSet(column="number", value_set=[1])),
    )
    verdicts = list(run_suites(database, [Suite("one", "select * from one", checks)], 5))
    assert [outcome.status for outcome in verdicts[0].outcomes] == ["error", "error", "passed"]
    assert len(verdicts[0].sentences) == 2
    assert all("and could not find out: " in sentence and "nowhere" in sentence for sentence in verdicts[0].sentences)
    write_report(tmp_path / "report.html", "one", verdicts)
    assert "Could not be run:" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_only_the_first_failing_rows_are_named_and_all_are_counted(tmp_path):
    accounts = "".join(f"c{number},soon,\n" for number in range(50))
    folder = write_accounts(tmp_path / "raw", ACCOUNTS + accounts)
    _, verdicts = validate(str(folder), None, {})
    (failed,) = verdicts[0].not_passed
    assert (failed.failing_rows, len(failed.rows)) == (50, 20)
    assert failed.found == "found 50 of 50 rows otherwise"


@pytest.mark.parametrize(
    ("accounts", "variables", "said"),
    [
        ("c1,2025-01-01,in-person\n" * 30000 + "c2,2025-01-01,in-person,more\n", "{}", "billing.customers: expected lines of text in UTF-8"),
        ("c1,2025-01-01,in-person\n", "{earliest_valid_date: soon}", "variable earliest_valid_date: expected a date"),
        ("c1,2025-01-01,in-person\n", "{no_such: 1}", "VARS: expected the variables of dbt_project.yml"),
    ],
)
def test_input_that_cannot_be_read_is_refused_with_a_sentence_that_quotes_no_row(accounts, variables, said, tmp_path, capsys):
    folder = write_accounts(tmp_path / "raw", ACCOUNTS + accounts)
    assert main(["--raw-path", str(folder), "--vars", variables, "--report", str(tmp_path / "report.html")]) == 1
    printed = capsys.readouterr().err
    assert said in printed and "in-person" not in printed and len(printed.splitlines()) == 1


def test_a_folder_without_accounts_is_refused_with_a_sentence(tmp_path, capsys):
    path = tmp_path / "raw" / "support" / "tickets.csv"
    path.parent.mkdir(parents=True)
    path.write_text("ticket_id,customer_id,opened_at\n", encoding="utf-8")
    assert main(["--raw-path", str(tmp_path / "raw"), "--report", str(tmp_path / "report.html")]) == 1
    assert capsys.readouterr().err.startswith("billing.customers: expected ")
