"""`make test`: every check of the project, two groups at a time, with the time that each took.

REQUIRE_ALL=1 turns a skipped test into a failure, those that need the RavenStack export apart.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from scripts.dbt_runner import ROOT, ensure_profile


@dataclass(frozen=True)
class Group:
    """Tests that are run together: a name and the command that runs them."""

    name: str
    command: list[str]
    long_environment: dict[str, str] = field(default_factory=dict)


def pytest(*files: str) -> list[str]:
    """The command that runs test files."""
    return [sys.executable, "-m", "pytest", "-q", "-rs", *[f"tests/{file}" for file in files]]


# The longest first, so that the last to end is a short one.
GROUPS = [
    # What takes half an hour more, a later delivery and faults among it, is left to `make test-spark`.
    Group("Spark", [*pytest("engines/test_spark.py"), "-k", "every_model_builds or first_delivery or does_not_start"]),
    # Faults, publishing and what has its like in DuckDB: `make test-postgres`.
    Group("PostgreSQL", [*pytest("engines/test_postgres.py"), "-k", "every or comparison or metricflow or readers_see"]),
    Group("Oracle agrees", pytest("test_oracle_agrees.py"), {"COMPANIES": "60"}),
    Group("Spoiled companies", pytest("test_fuzz.py"), {"COMPANIES": "60"}),
    Group("Incremental builds", pytest("test_incremental.py"), {"COMPANIES": "120"}),
    Group(
        "Build, golden numbers, scorecard, lives, validation of marts, semantic layer",
        pytest(
            "test_sample_build.py", "test_scorecard.py", "test_lives.py", "test_validation_of_marts.py", "test_semantic_layer.py",
        ),
    ),
    Group("Policies", pytest("test_policies.py"), {"TEST_LONG": "1"}),
    Group("Commands and wrong input", pytest("test_build_command.py")),
    Group("Nights and killed builds", pytest("test_nightly.py", "test_killed_builds.py"), {"TEST_LONG": "1"}),
    Group("Publishing", pytest("test_publishing.py"), {"TEST_LONG": "1"}),
    Group("Quarantine", pytest("test_quarantine.py")),
    Group("Privacy", pytest("test_privacy.py")),
    Group("Customer health", pytest("test_customer_health.py")),
    Group("Churn risk", [*pytest("test_churn_risk.py"), "-s"], {"TEST_LONG": "1"}),
    Group("Closed books, freshness", pytest("test_closed_books.py", "test_freshness.py"), {"TEST_LONG": "1"}),
    Group("Alerts", [*pytest("test_alerts.py"), "-s"], {"TEST_LONG": "1"}),
    Group("Validation of raw tables", pytest("test_validation_of_raw_tables.py"), {"TEST_LONG": "1"}),
    Group("SQL style", ["sqlfluff", "lint", "models", "tests"]),
    Group("Mutations", pytest("test_mutations.py"), {"TEST_LONG": "1"}),
    Group("Benchmarks", pytest("test_benchmarks.py")),
    Group("Review of definitions", pytest("test_metric_diff.py")),
    Group("Documentation, boards, BI tools", pytest("test_docs.py", "test_boards.py", "test_bi_tools.py")),
    Group("Use as a package", pytest("test_as_package.py")),
    Group("Project: names, descriptions, strict parse", pytest("test_project.py", "test_engines_page.py")),
    Group(
        "Generators and the oracle itself",
        pytest(
            "test_sample_company.py", "test_oracle.py", "test_oracle_revenue.py", "test_oracle_users.py",
            "test_oracle_quarantine.py",
        ),
    ),
    Group("RavenStack mapping", pytest("test_ravenstack_mapping.py")),
]


@dataclass(frozen=True)
class Outcome:
    """What became of a group: whether it passed, what it printed, and how long it took."""

    group: Group
    passed: bool
    printed: str
    seconds: float


def run_group(group: Group, is_long: bool, shared: str) -> Outcome:
    """Run one group to its end; `shared` is a folder for what several groups need and one of them makes."""
    path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    environment = {
        **os.environ, "PATH": path, "SHARED_BY_GROUPS": shared, **(group.long_environment if is_long else {}),
    }  # fmt: skip
    started = time.monotonic()
    finished = subprocess.run(
        group.command,
        cwd=ROOT,
        env=environment,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    seconds = time.monotonic() - started
    return Outcome(group, finished.returncode == 0, finished.stdout, seconds)


def main() -> int:
    """Run every group, print the table of times, return 1 when any group failed."""
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("--long", action="store_true", help="without the bounds of the everyday run")
    arguments = parser.parse_args()
    ensure_profile()
    console = Console(width=100)
    table = Table("Group", "Result", title="Time per group", title_justify="left")
    table.add_column("Seconds", justify="right")
    started = time.monotonic()
    outcomes = []
    with tempfile.TemporaryDirectory() as shared, ThreadPoolExecutor(max_workers=2) as lanes:
        running = [lanes.submit(run_group, group, arguments.long, shared) for group in GROUPS]
        for finished in as_completed(running):
            outcome = finished.result()
            outcomes.append(outcome)
            console.rule(outcome.group.name, align="left")
            print(outcome.printed, flush=True)
    for outcome in outcomes:
        result = "passed" if outcome.passed else "FAILED"
        table.add_row(outcome.group.name, result, f"{outcome.seconds:.0f}")
    failed = not all(outcome.passed for outcome in outcomes)
    table.add_section()
    table.add_row("All", "FAILED" if failed else "passed", f"{time.monotonic() - started:.0f}")
    console.print(table)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
