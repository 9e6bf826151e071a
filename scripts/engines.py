"""`make test-engines`: what its tests found on each engine, as the page docs/engines.md.

The page is made of pytest's reports alone, so that it says nothing that was not run.
"""

import ast
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from scripts.dbt_runner import ROOT

REPORTS = ROOT / ".build" / "engines"
TESTS = ROOT / "tests" / "engines"
PAGE = ROOT / "docs" / "engines.md"
ENGINES = {"postgres": "PostgreSQL", "spark": "Spark", "iceberg": "Spark with Iceberg", "snowflake": "Snowflake", "bigquery": "BigQuery"}
SPELLED = {
    "duckdb": "DuckDB", "metricflow": "MetricFlow", "metric values": "`metric_values`", "snowflake s": "Snowflake's",
    "snowflake": "Snowflake",
}  # fmt: skip
HEAD = """\
# Engines

What `make test-engines` found, written by it: a row is a test of `tests/engines`, a cell what became of it and in how many
seconds, what was made ready for it included. Nothing was run where a cell is empty. On DuckDB every test of `make test`
runs, and the others are compared with it. At which size which engine pays: [benchmarks](../benchmarks/engines.md).
"""


@dataclass(frozen=True)
class Report:
    """What pytest reported of an engine: what its tests are about, their outcomes, in their order, and what some found, in
    words."""

    engine: str
    about: str
    version: str
    ran_on: str
    outcomes: dict[str, str]
    found: list[str]


def main(reports: Path = REPORTS, page: Path = PAGE) -> int:
    """Write the page from the reports that are there; 1 where there are none."""
    read = [read_report(engine, reports / f"{engine}.xml") for engine in ENGINES if (reports / f"{engine}.xml").exists()]
    if not read:
        print(f"{reports}: expected a report of an engine, found none. Call make test-engines.", file=sys.stderr)
        return 1
    page.write_text("\n".join([HEAD, *engines_table(read), "", *tests_table(read), "", *equal_rows(read)]) + "\n")
    print(f"{page.name}: {len(read)} engines.")
    return 0


def read_report(engine: str, file: Path) -> Report:
    """Read what pytest wrote of an engine's tests."""
    suite = ElementTree.parse(file).getroot().find("testsuite")
    version = suite.find("properties/property[@name='version']")
    module = suite.find("testcase").get("classname").rpartition(".")[2]
    about = ast.get_docstring(ast.parse((TESTS / f"{module}.py").read_text()))
    found = [prop.get("value") for prop in suite.iterfind("testcase/properties/property[@name='found']")]
    return Report(
        engine,
        " ".join(about.split("\n\n")[0].split()).rstrip("."),
        version.get("value") if version is not None else "",
        datetime.fromisoformat(suite.get("timestamp")).date().isoformat(),
        {sentence(case.get("name")): outcome(case) for case in suite.iterfind("testcase")},
        found,
    )


def sentence(test: str) -> str:
    """The name of a test as a sentence, its case behind a colon."""
    name, _, case = test.removesuffix("]").partition("[")
    words = name.removeprefix("test_").replace("_", " ")
    for word, spelled in SPELLED.items():
        words = re.sub(rf"\b{word}\b", spelled, words)
    return f"{words[0].upper()}{words[1:]}{f': {case}' if case else ''}"


def outcome(case: ElementTree.Element) -> str:
    """What became of a test, and its seconds where it passed."""
    for outcome in ("failure", "error", "skipped"):
        if case.find(outcome) is not None:
            return {"failure": "**failed**", "error": "**failed**", "skipped": "skipped"}[outcome]
    return f"passed, {float(case.get('time')):.0f} s"


def engines_table(reports: list[Report]) -> list[str]:
    """A row for each engine: what its tests are, on which version they ran, when, and how many passed."""
    rows = ["| engine | what ran | version | day | passed |", "| --- | --- | --- | --- | --- |"]
    for report in reports:
        passed = sum(outcome.startswith("passed") for outcome in report.outcomes.values())
        cells = (ENGINES[report.engine], report.about, report.version, report.ran_on, f"{passed} of {len(report.outcomes)}")
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def tests_table(reports: list[Report]) -> list[str]:
    """A row for each test, a column for each engine."""
    tests = dict.fromkeys(test for report in reports for test in report.outcomes)
    names = [ENGINES[report.engine] for report in reports]
    return [
        f"| | {' | '.join(names)} |",
        f"|{' --- |' * (len(names) + 1)}",
        *(f"| {test} | {' | '.join(report.outcomes.get(test, '') for report in reports)} |" for test in tests),
    ]


def equal_rows(reports: list[Report]) -> list[str]:
    """How many rows each engine has as DuckDB has them."""
    return ["Rows equal to DuckDB's:", "", *(f"- {ENGINES[report.engine]}: {found}." for report in reports for found in report.found)]


if __name__ == "__main__":
    sys.exit(main())
