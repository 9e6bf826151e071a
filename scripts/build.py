"""`make build`: raw tables to one DuckDB file of metrics, and the scorecard.

Builds a working copy and moves it into place only when every model and every data test passed, so a
failed build leaves the last good file as it was. A second run takes only what changed.
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

import duckdb
import yaml

from scripts.dbt_runner import ROOT, BuildError, ensure_profile, run_dbt
from scripts.scorecard import LANGUAGES, print_scorecard

WORK = ROOT / ".build"

# The model whose log says how many rows are set aside (macros/project/report_quarantine.sql).
SET_ASIDE = "int_load_counts"

# Tables that remember earlier builds: a file that is made anew takes them over from the last one.
JOURNALS = ("quarantine", "data_quality_scorecard")

# DuckDB calls a file by its name, which must not be that of a schema inside it.
TAKEN_NAMES = {
    "marts", "intermediate", "staging", "reference", "sample", "quarantine", "main", "temp", "system", "published",
}


def main(command_line: list[str] | None = None) -> int:
    """Build as the command line says; returns the exit status."""
    arguments = parse_arguments(command_line)
    try:
        variables = read_variables(arguments)
        build(arguments.out.resolve(), variables)
        print_scorecard(arguments.out.resolve(), arguments.language)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def parse_arguments(command_line: list[str] | None) -> argparse.Namespace:
    """The command line of `python -m scripts.build`."""
    parser = argparse.ArgumentParser(prog="make build", description=__doc__)
    parser.add_argument("--raw-path", default="", help="folder of exports; default: the sample company")
    parser.add_argument("--out", type=Path, default=ROOT / "customer_success.duckdb", help="DuckDB file to build")
    parser.add_argument("--vars", default="{}", help="dbt variables as YAML, such as '{as_of: 2025-07-01}'")
    parser.add_argument("--language", default="en", help=f"of the scorecard: {' or '.join(LANGUAGES)}")
    return parser.parse_args(command_line)


def read_variables(arguments: argparse.Namespace) -> dict[str, object]:
    """The dbt variables of the command line. Raises BuildError for what cannot be right."""
    if arguments.language not in LANGUAGES:
        raise BuildError(
            f"LANGUAGE: expected {' or '.join(LANGUAGES)}, found '{arguments.language}'."
        )
    if arguments.out.suffix != ".duckdb" or arguments.out.is_dir():
        raise BuildError(f"OUT: expected a file name that ends in .duckdb, found '{arguments.out}'.")
    if arguments.out.stem.lower() in TAKEN_NAMES:
        raise BuildError(
            f"OUT: expected another name than those of the schemas, found '{arguments.out.name}'."
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
            f"VARS: expected variables such as '{{as_of: 2025-07-01}}', found '{text}'."
        )
    known = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    for name in variables:
        if name not in known:
            raise BuildError(
                f"VARS: expected the variables of dbt_project.yml, found '{name}'. Known: {', '.join(known)}."
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
        raise BuildError(f"RAW_PATH: expected a folder of exports, found nothing at '{folder}'.")
    if not any(folder.glob("*/*.csv")) and not any(folder.glob("*/*.parquet")):
        raise BuildError(
            f"RAW_PATH: expected files such as billing/customers.csv or .parquet in '{folder}', found none."
        )
    return folder.resolve()


def build(out: Path, variables: dict[str, object]) -> None:
    """Bring `out` up to date. Raises BuildError; `out` then is what it was before."""
    started = time.monotonic()
    ensure_profile()
    work = WORK / hashlib.sha256(str(out).encode()).hexdigest()[:12]
    working_file = work / out.name
    stamp = work / "inputs.json"
    inputs = fingerprint(variables)
    work.mkdir(parents=True, exist_ok=True)
    selection = []
    if out.exists() and stamp.exists() and (work / "state" / "manifest.json").exists():
        if json.loads(stamp.read_text()) == inputs:
            # Same input and settings: only what changed in the project itself.
            selection = ["--select", "state:modified+", "--state", str(work / "state")]
    working_file.unlink(missing_ok=True)
    if selection:
        shutil.copyfile(out, working_file)
    elif out.exists():
        carry_journals(out, working_file)
    progress = Progress()
    try:
        run_dbt(
            # Worked examples are for `make test`: no data can make them fail.
            ["build", "--exclude", "tag:worked_example", "tag:formula", *selection],
            database=working_file,
            variables=variables,
            target_path=work / "target",
            on_event=progress,
        )
    except BuildError:
        working_file.unlink(missing_ok=True)
        raise
    finally:
        progress.close()
    out.parent.mkdir(parents=True, exist_ok=True)
    # The file may lie on another disk: copy beside it, then rename.
    incoming = out.with_name(f".{out.name}.incoming")
    shutil.move(working_file, incoming)
    os.replace(incoming, out)
    shutil.rmtree(work / "state", ignore_errors=True)
    (work / "state").mkdir()
    shutil.copyfile(work / "target" / "manifest.json", work / "state" / "manifest.json")
    stamp.write_text(json.dumps(inputs))
    done = "nothing had changed" if progress.finished == 0 else f"{progress.finished} steps"
    print(f"Built in {time.monotonic() - started:.0f} s ({done}).")
    for sentence in set_aside_sentences(work / "set_aside.json", progress, bool(selection)):
        print(sentence)


def carry_journals(published: Path, working_file: Path) -> None:
    """Copy the journals of the last published file into one that is made anew. Raises BuildError."""
    try:
        with duckdb.connect(str(working_file)) as connection:
            literal = str(published).replace("'", "''")
            connection.execute(f"attach '{literal}' as published (read_only)")
            connection.execute("create schema marts")
            for journal in JOURNALS:
                is_there = connection.execute(
                    "select 1 from duckdb_tables() where database_name = 'published' and schema_name = 'marts' "
                    "and table_name = ?",
                    [journal],
                ).fetchone()
                if is_there:
                    connection.execute(f"create table marts.{journal} as from published.marts.{journal}")
    except duckdb.Error as error:
        working_file.unlink(missing_ok=True)
        raise BuildError(
            f"OUT: expected a DuckDB file that can be read, for its journals are kept, found '{published}': "
            f"{str(error).splitlines()[0]} Close whatever holds it, or name another file."
        ) from error


def set_aside_sentences(kept: Path, progress: "Progress", is_update: bool) -> list[str]:
    """What the build said of rows set aside, each time: a build that left them alone said it before."""
    if is_update and SET_ASIDE not in progress.built and kept.exists():
        return json.loads(kept.read_text())
    sentences = progress.notes.get(SET_ASIDE, [])
    kept.write_text(json.dumps(sentences))
    return sentences


def fingerprint(variables: dict[str, object]) -> dict[str, object]:
    """What a build depends on beside the text of the project's files: settings, raw files, profile."""
    files = {}
    if variables.get("raw_path"):
        folder = Path(str(variables["raw_path"]))
        for path in sorted(folder.glob("*/*")):
            status = path.stat()
            files[str(path.relative_to(folder))] = [status.st_size, status.st_mtime_ns]
    # A model that is gone leaves its table behind, so that the whole file is built anew.
    resources = sorted(
        str(path.relative_to(ROOT)) for folder in ("models", "seeds") for path in (ROOT / folder).rglob("*.*")
    )
    profile = hashlib.sha256((ROOT / "profiles.yml").read_bytes()).hexdigest()
    settings = {name: str(value) for name, value in sorted(variables.items())}
    return {"settings": settings, "files": files, "profile": profile, "resources": resources}


class Progress:
    """A line that counts the finished steps of a dbt build while it runs, and what models log."""

    def __init__(self) -> None:
        self.finished = 0
        self.total = 0
        self.shown = 0.0
        self.interactive = sys.stderr.isatty()
        self.built: set[str] = set()
        self.notes: dict[str, list[str]] = {}

    def __call__(self, event) -> None:
        """Take one event of dbt's."""
        if event.info.name == "JinjaLogInfo":
            self.notes.setdefault(event.data.node_info.node_name, []).append(event.data.msg)
        if event.info.name in ("LogStartLine", "LogTestResult", "LogModelResult", "LogSeedResult"):
            self.total = max(self.total, getattr(event.data, "total", 0))
            if event.info.name != "LogStartLine":
                self.finished += 1
                self.built.add(event.data.node_info.node_name)
                self.show(event.data.node_info.node_name)

    def show(self, name: str) -> None:
        """Print the line: in place on a terminal, else every few seconds."""
        if self.interactive:
            print(f"\r{self.finished}/{self.total} {name[:60]:<60}", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self.shown > 5:
            print(f"{self.finished}/{self.total} {name}", file=sys.stderr, flush=True)
            self.shown = time.monotonic()

    def close(self) -> None:
        """End the line."""
        if self.interactive and self.finished:
            print(file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
