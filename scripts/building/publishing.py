"""The published file: what readers see, copied from a file whose tests have passed, and put in place at once.

Another warehouse would publish otherwise (by renaming schemas, by pointing views elsewhere): whoever adds one
replaces `publish`.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import yaml

from scripts.building.files import BuildFiles, flush
from scripts.dbt_runner import PROJECT, ROOT, BuildError, Fault

# Tables that remember earlier builds: a build takes them over from the last published file.
JOURNALS = (
    "quarantine", "data_quality_scorecard", "book_checks", "metric_values_closed", "restatements", "restatement_rows",
    "metric_alerts", "customer_health_history",
)

# The oldest DuckDB that reads the published file: BI tools carry their own, and few carry the latest.
STORAGE_VERSION = "v1.2.0"

BUILD_ID = "The build that the file is of, the same in every row; more in marts.builds."

# The columns of marts.builds, with their comments.
BUILDS = {
    "build_id": "The build that this file is of: when it started, and a random end.",
    "started_at": "When the build started (UTC).",
    "finished_at": "When its tests had passed and the marts were copied (UTC).",
    "as_of_at": "Instant up to which rows count (UTC).",
    "is_sample_company": "Whether the raw rows are those of the sample company.",
    "project_version": "Version of the project, from dbt_project.yml.",
    "project_commit": "Commit of the project, with -dirty where files differ from it; null outside of git.",
}


def publish(files: BuildFiles, build_id: str, started_at: datetime, is_sample: bool) -> None:
    """Let readers see the marts of the working file, all at once. Raises duckdb.Error and OSError; they then see
    what they saw before.

    A connection that is open keeps the file that it opened.
    """
    files.out.parent.mkdir(parents=True, exist_ok=True)
    copy_marts(files.working, files.incoming, build_id, started_at, is_sample)
    if files.out.exists():
        shutil.copymode(files.out, files.incoming)
    flush(files.incoming)
    os.replace(files.incoming, files.out)
    flush(files.out.parent)


def published_file(path: Path) -> Path:
    """The path of a published file. Raises BuildError where there is none."""
    if not path.is_file():
        raise BuildError(
            f"OUT: expected a published file, found nothing at '{path}'. Call make build first.", Fault.SETTINGS
        )
    return path.resolve()


def copy_marts(working: Path, target: Path, build_id: str, started_at: datetime, is_sample: bool) -> None:
    """Write a file of the marts alone, each row with its build_id, and of `builds`."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(working)} as source (read_only)")
        connection.execute(f"attach {literal(target)} as target (storage_version '{STORAGE_VERSION}')")
        # One transaction: each statement of its own would wait for the disk.
        connection.begin()
        connection.execute("create schema target.marts")
        tables = names_of(connection, "table")
        for table in tables:
            connection.execute(
                f"create table target.marts.{table} as "
                f"select *, {literal(build_id)} as build_id from source.marts.{table}"
            )
        # A view names its tables without their file, so that it reads those of the file that it is in.
        connection.execute("use target")
        for (view,) in connection.execute(
            "select sql from duckdb_views() where database_name = 'source' and schema_name = 'marts' order by view_oid"
        ).fetchall():
            connection.execute(view)
        comments = dict.fromkeys([*tables, *names_of(connection, "view")], BUILD_ID)
        set_comments(connection, [("column", f"{mart}.build_id", comment) for mart, comment in comments.items()])
        copy_comments(connection, comments)
        write_builds(connection, build_id, started_at, is_sample)
        connection.commit()
        connection.execute("use memory")
        connection.execute("detach target")


def write_builds(
    connection: duckdb.DuckDBPyConnection, build_id: str, started_at: datetime, is_sample: bool
) -> None:
    """Make the mart `builds` of `target`: the one row that says of which build the file is."""
    connection.execute(
        """
        create table target.marts.builds as
        select
            ? as build_id,
            cast(? as timestamp) as started_at,
            cast(? as timestamp) as finished_at,
            (select cast(max(as_of_at) as timestamp) from source.intermediate.int_as_of) as as_of_at,
            cast(? as boolean) as is_sample_company,
            ? as project_version,
            cast(? as varchar) as project_commit
        """,
        [
            build_id,
            started_at.replace(tzinfo=None),
            datetime.now(UTC).replace(tzinfo=None),
            is_sample,
            yaml.safe_load(PROJECT.read_text(encoding="utf-8"))["version"],
            project_commit(),
        ],
    )
    columns = [("column", f"builds.{column}", comment) for column, comment in BUILDS.items()]
    set_comments(connection, [("table", "builds", "One row: the build that this file is of."), *columns])


def project_commit() -> str | None:
    """The commit that is checked out, with -dirty where files differ from it; None outside of git."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*", "--abbrev=12"]
    try:
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def carry_journals(published: Path, working: Path, is_sample: bool) -> None:
    """Copy the journals of the last published file into a working file, over those that are there.

    Those of the sample company are nobody else's: your own build leaves them behind. Raises BuildError where
    the sample company would be written over the journals of yours, or the file cannot be read.
    """
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(published)} as source (read_only)")
            was_sample = published_sample(connection)
            if was_sample and not is_sample:
                return
            if is_sample and was_sample is False:
                raise BuildError(
                    f"OUT: expected another file for the sample company, found that of your own, '{published}', whose "
                    "journals would be lost. Name another file.",
                    Fault.SETTINGS,
                )
            connection.execute(f"attach {literal(working)} as target")
            connection.begin()
            connection.execute("create schema if not exists target.marts")
            carried = [table for table in names_of(connection, "table") if table in JOURNALS]
            for journal in carried:
                connection.execute(
                    f"create or replace table target.marts.{journal} as "
                    f"select columns(lambda name: name <> 'build_id') from source.marts.{journal}"
                )
            copy_comments(connection, carried)
            connection.commit()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise BuildError(
            f"OUT: expected a DuckDB file that can be read, for its journals are kept, found '{published}': "
            f"{reason} Close whatever holds it, or name another file.",
            Fault.BUSY if "lock" in reason else Fault.SETTINGS,
        ) from error


def published_sample(connection: duckdb.DuckDBPyConnection) -> bool | None:
    """Whether `source` is a file of the sample company; None where it does not say."""
    says = connection.execute(
        "select 1 from duckdb_columns() where database_name = 'source' and schema_name = 'marts' "
        "and table_name = 'builds' and column_name = 'is_sample_company'"
    ).fetchall()
    return connection.execute("select is_sample_company from source.marts.builds").fetchall()[0][0] if says else None


def names_of(connection: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    """The names of the marts of `source` that are a `table` or a `view`."""
    rows = connection.execute(
        f"select {kind}_name from duckdb_{kind}s() where database_name = 'source' and schema_name = 'marts' "
        f"order by {kind}_name"
    ).fetchall()
    return [row[0] for row in rows]


def copy_comments(connection: duckdb.DuckDBPyConnection, marts: Iterable[str]) -> None:
    """Give some marts of `target` the comments that they have in `source`."""
    comments = connection.execute(
        """
        select 'table' as kind, table_name as mart, table_name as subject, comment, database_name, schema_name
        from duckdb_tables()
        union all
        select 'view', view_name, view_name, comment, database_name, schema_name from duckdb_views()
        union all
        select 'column', table_name, table_name || '.' || column_name, comment, database_name, schema_name
        from duckdb_columns() where column_name <> 'build_id'
        """
    )
    wanted = set(marts)
    set_comments(
        connection,
        [
            (kind, subject, comment)
            for kind, mart, subject, comment, database, schema in comments.fetchall()
            if (database, schema) == ("source", "marts") and mart in wanted and comment
        ],
    )


def set_comments(connection: duckdb.DuckDBPyConnection, comments: Iterable[tuple[str, str, str]]) -> None:
    """Comment marts of `target`: kind (table, view, column), name and text of each."""
    statements = [f"comment on {kind} target.marts.{subject} is {literal(text)}" for kind, subject, text in comments]
    connection.execute(";".join(statements))


def literal(value: object) -> str:
    """A value as a text of SQL."""
    return "'" + str(value).replace("'", "''") + "'"
