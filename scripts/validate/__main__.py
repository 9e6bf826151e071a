"""`make validate`: what the contract expects of raw tables before a build, or of the marts after one.

Prints a sentence for each expectation that does not hold and writes a page with the rows that break it.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from scripts.build import WORK, parse_variables, raw_folder
from scripts.building.inputs import is_sample_company
from scripts.dbt_runner import BuildError

# How many failing rows of an expectation are named.
ROWS_SHOWN = 20


def main(command_line: list[str] | None = None) -> int:
    """Validate what the command line names; returns the exit status: 0 where every expectation holds."""
    arguments = parse_arguments(command_line)
    try:
        subject, verdicts = validate(arguments.raw_path, arguments.marts, parse_variables(arguments.vars))
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    from scripts.validate.report import write_report

    write_report(arguments.report, subject, verdicts)
    sentences = [sentence for verdict in verdicts for sentence in verdict.sentences]
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    checks = sum(len(verdict.outcomes) for verdict in verdicts)
    print(f"{checks - len(sentences):,} of {checks:,} expectations of {subject} hold: {arguments.report}")
    return 1 if sentences else 0


def parse_arguments(command_line: list[str] | None) -> argparse.Namespace:
    """The command line of `python -m scripts.validate`."""
    parser = argparse.ArgumentParser(prog="make validate", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--raw-path", default="", help="folder of exports; default: where --vars say, else the sample company")
    what.add_argument("--marts", type=Path, help="DuckDB file whose marts to validate instead")
    parser.add_argument("--vars", default="{}", help="dbt variables as YAML, as for make build")
    parser.add_argument("--report", type=Path, default=WORK / "validation" / "report.html", help="page to write")
    return parser.parse_args(command_line)


def validate(raw_path: str, marts: Path | None, variables: dict[str, object]):
    """What was validated, in words, and a verdict for each table. Raises BuildError."""
    work = WORK / "validation"
    work.mkdir(parents=True, exist_ok=True)
    folder = raw_folder(Path(raw_path)) if raw_path else None
    # Great Expectations takes seconds to import: only when there is something to validate.
    from scripts.validate.engine import run_suites
    from scripts.validate.marts import mart_suites
    from scripts.validate.raw_tables import raw_suites, sample_folder

    if marts:
        suites = mart_suites(marts.resolve(), variables, work / "target")
        return f"the marts of {marts.name}", list(run_suites(marts.resolve(), suites, ROWS_SHOWN))
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        prepared, database = Path(scratch) / "prepared.duckdb", Path(scratch) / "empty.duckdb"
        if folder:
            subject, variables = f"the raw tables of {raw_path}", {**variables, "raw_path": str(folder)}
        elif is_sample_company(variables):
            subject = "the raw tables of the sample company"
            variables = {**variables, "raw_path": str(sample_folder(Path(scratch) / "sample"))}
        else:
            # The profile says where they are.
            subject, database = "the raw tables that the variables name", None
        suites = raw_suites(prepared, database, variables, work / "target")
        return subject, list(run_suites(prepared, suites, ROWS_SHOWN))


if __name__ == "__main__":
    status = main()
    # DuckDB's binding counts on standard error, after Python has ended, what Great Expectations still holds of it.
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    sys.exit(status)
