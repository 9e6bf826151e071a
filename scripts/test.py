"""`make test`: every check of the project, group by group, with the time that each took.

REQUIRE_ALL=1 turns a skipped test into a failure, those that need the RavenStack export apart.
"""

import argparse
import os
import subprocess
import sys
import time
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


GROUPS = [
    Group("SQL style", ["sqlfluff", "lint", "models", "tests"]),
    Group("Project: names, descriptions, strict parse", pytest("test_project.py")),
    Group("Generators and the oracle itself", pytest("test_sample_company.py", "test_oracle.py")),
    Group("Build, data tests, golden numbers, lives", pytest("test_sample_build.py", "test_lives.py")),
    Group("Commands and wrong input", pytest("test_build_command.py")),
    Group("Use as a package", pytest("test_as_package.py")),
    Group("RavenStack mapping", pytest("test_ravenstack_mapping.py")),
    Group("Oracle agrees", pytest("test_oracle_agrees.py"), {"COMPANIES": "60"}),
    Group("Mutations", pytest("test_mutations.py"), {"TEST_LONG": "1"}),
]


def main() -> int:
    """Run every group, print the table of times, return 1 when any group failed."""
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("--long", action="store_true", help="without the bounds of the everyday run")
    arguments = parser.parse_args()
    ensure_profile()
    console = Console(width=100)
    table = Table("Group", "Result", title="Time per group", title_justify="left")
    table.add_column("Seconds", justify="right")
    failed = False
    started = time.monotonic()
    for group in GROUPS:
        console.rule(group.name, align="left")
        environment = {**os.environ, "PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"}
        if arguments.long:
            environment |= group.long_environment
        group_started = time.monotonic()
        status = subprocess.run(group.command, cwd=ROOT, env=environment, check=False).returncode
        failed = failed or status != 0
        table.add_row(group.name, "passed" if status == 0 else "FAILED", f"{time.monotonic() - group_started:.0f}")
    table.add_section()
    table.add_row("All", "FAILED" if failed else "passed", f"{time.monotonic() - started:.0f}")
    console.print(table)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
