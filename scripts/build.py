"""`make build`: raw tables to one DuckDB file of marts, and the scorecard.

Builds a working file and lets readers see its marts only when every model and every data test passed, so a
failed build leaves the last good file as it was. A second run takes only what changed.

Exit status: 0 built, or up to date; 1 a fault in the project or on this machine; 2 a wrong command line or
setting; 3 raw tables refused; 4 a data test failed; 5 another process builds the file or holds it.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import duckdb
import yaml

from scripts.building.files import BuildFiles, replace_text
from scripts.building.inputs import Mode, choose_mode, inputs_of, is_sample_company, read_stamp
from scripts.building.lock import only_build
from scripts.building.progress import Progress
from scripts.building.publishing import carry_journals, publish
from scripts.building.report import Report
from scripts.dbt_runner import PROJECT, ROOT, BuildError, Fault, describe_failure, ensure_profile, run_dbt
from scripts.scorecard import LANGUAGES, print_scorecard

WORK = ROOT / ".build"

# The model whose log says how many rows are quarantined (macros/project/report_quarantine.sql).
COUNTS_QUARANTINED = "int_load_counts"

# DuckDB calls a file by its name, which must not be that of a schema inside it.
TAKEN_NAMES = {"marts", "main", "temp", "system"}


def main(command_line: list[str] | None = None) -> int:
    """Build as the command line says; returns the exit status."""
    arguments = parse_arguments(command_line)
    files = files_of(arguments.out)
    report = Report(str(files.out))
    try:
        build(files, read_variables(arguments), report)
        if arguments.log == "text":
            print_outcome(files, report, arguments.language)
    except (BuildError, OSError, duckdb.Error) as error:
        report.stopped_by(error)
        print(report.error, file=sys.stderr)
    finally:
        report.append_to(files.log)
        if arguments.log == "json":
            print(report.line())
    return report.exit_code


def files_of(out: Path) -> BuildFiles:
    """The files around a published file."""
    return BuildFiles(out.resolve(), WORK)


def parse_arguments(command_line: list[str] | None) -> argparse.Namespace:
    """The command line of `python -m scripts.build`."""
    parser = argument_parser("make build", __doc__)
    parser.add_argument(
        "--log", default="text", choices=("text", "json"), help="what to print: the scorecard, or one line of JSON"
    )
    return parser.parse_args(command_line)


def argument_parser(command: str, description: str) -> argparse.ArgumentParser:
    """The parser of a command that builds: what to build from, and into what."""
    parser = argparse.ArgumentParser(
        prog=command, description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--raw-path", default="", help="folder of exports; default: the sample company")
    parser.add_argument("--out", type=Path, default=ROOT / "customer_success.duckdb", help="DuckDB file to build")
    parser.add_argument("--vars", default="{}", help="dbt variables as YAML, such as '{as_of: 2025-07-01}'")
    parser.add_argument("--language", default="en", help=f"of the scorecard: {' or '.join(LANGUAGES)}")
    return parser


def read_variables(arguments: argparse.Namespace) -> dict[str, object]:
    """The dbt variables of the command line. Raises BuildError for what cannot be right."""
    if arguments.language not in LANGUAGES:
        raise BuildError(
            f"LANGUAGE: expected {' or '.join(LANGUAGES)}, found '{arguments.language}'.", Fault.SETTINGS
        )
    if arguments.out.suffix != ".duckdb" or arguments.out.is_dir():
        raise BuildError(f"OUT: expected a file name that ends in .duckdb, found '{arguments.out}'.", Fault.SETTINGS)
    if arguments.out.stem.lower() in TAKEN_NAMES:
        raise BuildError(
            f"OUT: expected another name than that of the schema, found '{arguments.out.name}'.", Fault.SETTINGS
        )
    variables = parse_variables(arguments.vars)
    if arguments.raw_path:
        variables["raw_path"] = str(raw_folder(Path(arguments.raw_path)))
    return variables


def parse_variables(text: str) -> dict[str, object]:
    """The dbt variables of VARS. Raises BuildError for what is no YAML of variables, or of none that is known."""
    try:
        variables = yaml.load(text or "{}", Loader=PlainDates)
    except yaml.YAMLError:
        variables = None
    if not isinstance(variables, dict):
        raise BuildError(
            f"VARS: expected variables such as '{{as_of: 2025-07-01}}', found '{text}'.", Fault.SETTINGS
        )
    known = yaml.safe_load(PROJECT.read_text(encoding="utf-8"))["vars"]
    for name in variables:
        if name not in known:
            raise BuildError(
                f"VARS: expected the variables of dbt_project.yml, found '{name}'. Known: {', '.join(known)}.",
                Fault.SETTINGS,
            )
    return variables


class PlainDates(yaml.SafeLoader):
    """YAML whose dates stay text: whether one is a day of the calendar is for the project to say."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def raw_folder(folder: Path) -> Path:
    """The folder of exports as an absolute path. Raises BuildError when it holds no raw table."""
    if not folder.is_dir():
        raise BuildError(f"RAW_PATH: expected a folder of exports, found nothing at '{folder}'.", Fault.SETTINGS)
    if not any(folder.glob("*/*.csv")) and not any(folder.glob("*/**/*.parquet")):
        raise BuildError(
            f"RAW_PATH: expected files such as billing/customers.csv or .parquet in '{folder}', found none.", Fault.SETTINGS
        )
    return folder.resolve()


def build(files: BuildFiles, variables: dict[str, object], report: Report) -> None:
    """Bring the published file up to date, and `report` with it.

    Raises BuildError, and OSError or duckdb.Error for what this machine refuses; the file then is that of one build,
    most often the one before.
    """
    ensure_profile()
    with only_build(files.lock, files.out):
        files.clear_leftovers()
        inputs = inputs_of(variables)
        before = read_stamp(files)
        report.mode = choose_mode(before.get("inputs", {}), inputs)
        report.quarantined, report.warnings = before.get("quarantined", []), before.get("warnings", [])
        try:
            if report.mode != Mode.UNCHANGED:
                build_aside(files, variables, report)
                publish(files, report.build_id, report.started_at, is_sample_company(variables))
                # Only now: a stamp whose build_id is that of the published file is one whose state is, too.
                files.replace_state()
                stamp = {
                    "build_id": report.build_id,
                    "inputs": inputs,
                    "quarantined": report.quarantined,
                    "warnings": report.warnings,
                }
                replace_text(files.stamp, json.dumps(stamp))
            report.count_rows(files.out)
        finally:
            files.clear_leftovers()
        report.succeeded()


def build_aside(files: BuildFiles, variables: dict[str, object], report: Report) -> None:
    """Build and test in the working file, where no reader looks. Raises BuildError."""
    selection = []
    if report.mode != Mode.FULL:
        shutil.copyfile(files.state, files.working)
    if report.mode == Mode.MODIFIED:
        selection = ["--full-refresh", "--select", "state:modified+", "--state", str(files.manifest_folder)]
    if files.out.exists():
        carry_journals(files.out, files.working, is_sample_company(variables))
    progress = Progress()
    try:
        result = run_dbt(
            # Worked examples are for `make test`: no data can make them fail.
            ["build", "--exclude", "resource_type:unit_test", "tag:formula", *selection],
            database=files.working,
            variables=variables,
            target_path=files.target,
            on_event=progress,
        )
    finally:
        progress.close()
        report.steps = progress.finished
    databases = {ran.node.database for ran in result.results if ran.node.resource_type == "model"}
    if not databases <= {files.working.stem}:
        raise BuildError(
            "profiles.yml: expected the path \"{{ env_var('CUSTOMER_SUCCESS_DUCKDB') }}\", found that of "
            f"{', '.join(sorted(databases))}. Take it from profiles.example.yml.",
            Fault.SETTINGS,
        )
    # A build that leaves the counts alone says what was said before.
    if COUNTS_QUARANTINED in progress.built:
        report.quarantined = progress.notes.get(COUNTS_QUARANTINED, [])
    report.warnings = [describe_failure(test) for test in result.results if test.status == "warn"]


def print_outcome(files: BuildFiles, report: Report, language: str) -> None:
    """Say what was done and what is to be looked at, and print the scorecard."""
    done = "nothing had changed" if report.mode == Mode.UNCHANGED else f"{report.steps} steps"
    print(f"Built in {report.seconds:.0f} s ({done}).")
    for sentence in [*report.quarantined, *report.warnings]:
        print(sentence)
    if report.quarantined:
        print(f"The rows as they came are in quarantine.quarantined_rows of {files.state}.")
    print_scorecard(files.out, language)


if __name__ == "__main__":
    sys.exit(main())
