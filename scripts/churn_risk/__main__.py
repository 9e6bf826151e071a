"""`make churn-risk`: fits the churn risk anew, judges it on later months, and writes the seeds that score in SQL.

Builds the features on the raw tables that `make build` would read, in a scratch file. What it writes is reviewed in a
pull request; a model that is not good enough is written as switched off, with the reason.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from scripts.build import parse_variables, raw_folder
from scripts.churn_risk import report, seeds, training
from scripts.churn_risk.backtest import Backtest, backtest
from scripts.churn_risk.model import fit
from scripts.dbt_runner import BuildError


def main(command_line: list[str] | None = None) -> int:
    """Build, fit, judge, write and print; returns the exit status of `make build`."""
    arguments = parse_arguments(command_line)
    try:
        variables = parse_variables(arguments.vars)
        if arguments.raw_path:
            variables["raw_path"] = str(raw_folder(Path(arguments.raw_path)))
        with tempfile.TemporaryDirectory(prefix="churn-risk-") as scratch:
            database = Path(scratch) / "churn_risk.duckdb"
            training.build(database, variables, Path(scratch) / "target")
            found = fit_and_write(database, arguments.to)
    except BuildError as error:
        print(error, file=sys.stderr)
        return int(error.fault)
    report.show(found)
    print(f"Written to {arguments.to}; review it with git diff, then build.")
    return 0


def parse_arguments(command_line: list[str] | None) -> argparse.Namespace:
    """The command line of `python -m scripts.churn_risk`."""
    parser = argparse.ArgumentParser(
        prog="make churn-risk", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--raw-path", default="", help="folder of exports; default: the sample company")
    parser.add_argument("--vars", default="{}", help="dbt variables as YAML")
    parser.add_argument("--to", type=Path, default=seeds.SEEDS, help="folder of the seeds")
    return parser.parse_args(command_line)


def fit_and_write(database: Path, folder: Path) -> Backtest:
    """Judge and fit what was built, and write the seeds; returns what the back-test found."""
    rows, as_of = training.read(database)
    found = backtest(rows)
    seeds.write(folder, rows, as_of, found, None if found.off_reason else fit(rows))
    return found


if __name__ == "__main__":
    sys.exit(main())
