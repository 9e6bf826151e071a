"""docs/engines.md says what pytest reported, and nothing besides."""

from pathlib import Path

import pytest

from scripts.dbt_runner import ROOT
from scripts.engines import PAGE, main, sentence

REPORT = """<testsuites><testsuite timestamp="2026-11-23T02:00:00.000000+00:00">
<properties><property name="version" value="15.18"/></properties>
<testcase classname="tests.engines.test_postgres" name="test_every_mart_equals_that_of_duckdb" time="12.4">
<properties><property name="found" value="56 marts, 398,455 rows"/></properties></testcase>
<testcase name="test_what_is_wrong_is_said_in_a_sentence[a wrong password]" time="2"><failure message="no sentence"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def page(tmp_path: Path) -> str:
    """The page of one engine with a test that passed and one that failed."""
    (tmp_path / "postgres.xml").write_text(REPORT)
    assert main(tmp_path, tmp_path / "engines.md") == 0
    return (tmp_path / "engines.md").read_text()


def test_a_test_that_passed_and_one_that_failed_are_said_to(page: str) -> None:
    assert "| Every mart equals that of DuckDB | passed, 12 s |" in page
    assert "| What is wrong is said in a sentence: a wrong password | **failed** |" in page
    assert "| 15.18 | 2026-11-23 | 1 of 2 |" in page
    assert "- PostgreSQL: 56 marts, 398,455 rows." in page


def test_an_engine_that_was_not_run_is_not_named(page: str) -> None:
    assert "Spark" not in page


def test_without_a_report_there_is_a_sentence_and_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(tmp_path, tmp_path / "engines.md") == 1
    assert "expected a report of an engine" in capsys.readouterr().err
    assert not (tmp_path / "engines.md").exists()


def test_the_page_names_no_test_that_is_gone() -> None:
    tests = {
        sentence(line.split("(")[0].removeprefix("def "))
        for file in (ROOT / "tests" / "engines").glob("test_*.py")
        for line in file.read_text().splitlines()
        if line.startswith("def test_")
    }
    rows = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text().splitlines() if "passed, " in line]
    assert rows and {row.split(": ")[0] for row in rows} <= tests
