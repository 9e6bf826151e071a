"""`make build` with a project of three small tables in dbt's place, so that publishing is tested in moments.

As a command, `python tests/small_builds.py <out> <work> <figure> <raw folder> <operation>`, it dies before the
operation of that number that it does on the files of the build: killed there, nothing is tidied up.
"""

import os
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import build  # noqa: E402

OPERATIONS = {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.copyfile", "shutil.rmtree"}


# What dbt was asked, build by build.
ASKED: list[list[str]] = []


class Result:
    """What dbt returns of a build without warnings."""

    results = ()


def small_dbt(arguments, database, variables, target_path, on_event):
    """Builds the figure, which a setting gives, and a few rows of it, which a raw file gives."""
    ASKED.append(arguments)
    figure = variables["minimum_sample_size"]
    rows = Path(variables["raw_path"], "support", "tickets.csv").read_text(encoding="utf-8").count("\n")
    with duckdb.connect(str(database)) as connection:
        for schema in ("staging", "intermediate", "marts"):
            connection.execute(f"create schema if not exists {schema}")
        connection.execute(
            f"""
            create or replace table staging.kept as select {figure} as figure, {rows} as row_count;
            create or replace table intermediate.int_as_of as select timestamp '2025-07-01' as as_of_at;
            create or replace table marts.figures as select {figure} as figure, {rows} as row_count from range({rows});
            create or replace table marts.more_figures as from marts.figures;
            create or replace view marts.figures_latest as select * from marts.figures;
            create or replace table marts.load_reconciliation as
                select 'support.tickets' as raw_table, {rows} as raw_rows, 0 as quarantined_rows;
            create table if not exists marts.quarantine (row_key integer);
            insert into marts.quarantine select count(*) from marts.quarantine;
            comment on table marts.figures is 'It''s the figure.';
            comment on view marts.figures_latest is 'The latest.';
            comment on column marts.figures.figure is 'A number; any.';
            comment on table marts.quarantine is 'A journal.';
            """
        )
    target_path.mkdir(exist_ok=True)
    (target_path / "manifest.json").write_text("{}", encoding="utf-8")
    return Result()


def build_small(out: Path, work: Path, figure: int, raw: Path) -> int:
    """Build; returns the exit status."""
    build.run_dbt, build.WORK = small_dbt, work
    build.print_scorecard = lambda database, language: None
    return build.main(["--out", str(out), "--raw-path", str(raw), "--vars", f"{{minimum_sample_size: {figure}}}"])


def die_at(operation: int, folders: tuple[str, ...]) -> None:
    """End this process, as SIGKILL does, before its operation of that number on a file of these folders."""
    done = 0

    def watch(event: str, arguments: tuple) -> None:
        nonlocal done
        if event in OPERATIONS and str(arguments[0]).startswith(folders):
            done += 1
            if done == operation:
                os._exit(137)

    sys.addaudithook(watch)


if __name__ == "__main__":
    published, folder, number, exports, last = sys.argv[1:]
    die_at(int(last), (str(Path(published).parent), folder))
    sys.exit(build_small(Path(published), Path(folder), int(number), Path(exports)))
