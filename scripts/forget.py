"""`make forget CUSTOMER=<id>`: the people of a customer get new pseudonyms, no old one stays; counts stay.

A customer is an account with all that was merged into it: naming any of them forgets them all. The list
of the forgotten is kept in `.secrets` and holds for every later build.
"""

import argparse
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb

from scripts.build import argument_parser, build, files_of, read_variables
from scripts.building.files import BuildFiles
from scripts.building.lock import only_build
from scripts.building.report import Report
from scripts.dbt_runner import ROOT, BuildError, Fault, run_dbt
from scripts.pseudonyms import forget

# What dbt writes where it is called by hand.
DBT_FOLDERS = (ROOT / "target", ROOT / "logs")

KNOWN = "select 1 from {table} where customer_id = ?"

MERGED_TOGETHER = """
    select same.account_id
    from intermediate.int_accounts_survived as named
    inner join intermediate.int_accounts_survived as same
        on named.survivor_id = same.survivor_id
    where named.account_id = ?
"""

# Whoever may be counted as one customer, now or under another `customer_level`.
COUNTED_TOGETHER = """
    with recursive links as (

        select customer_id as one_id, merged_into_customer_id as other_id from staging.stg_billing__customers
        union all
        select customer_id as one_id, parent_customer_id as other_id from staging.stg_billing__customers

    ),

    both_ways as (

        select one_id, other_id from links
        union all
        select other_id as one_id, one_id as other_id from links

    ),

    reached as (

        select cast(? as varchar) as account_id
        union
        select both_ways.other_id as account_id
        from reached
        inner join both_ways
            on reached.account_id = both_ways.one_id
        where both_ways.other_id is not null

    )

    select account_id from reached
"""


def main(command_line: list[str] | None = None) -> int:
    """Forget as the command line says; returns the exit status."""
    parser = argument_parser("make forget", __doc__)
    parser.add_argument("--customer", required=True, help="customer_id of an account")
    arguments = parser.parse_args(command_line)
    try:
        forget_customer(arguments)
    except (BuildError, OSError, duckdb.Error) as error:
        report = Report(str(arguments.out))
        report.stopped_by(error)
        print(report.error, *getattr(error, "__notes__", ()), sep="\n", file=sys.stderr)
        return report.exit_code
    return 0


def forget_customer(arguments: argparse.Namespace) -> None:
    """Forget a customer and build anew; it is on the list as soon as it is known.

    Raises BuildError, and OSError or duckdb.Error for what this machine refuses, with a note where it is on the list.
    """
    variables = read_variables(arguments)
    files = files_of(arguments.out)
    # Who is merged with whom is known of the rows as they are now.
    build(files, variables, Report(str(files.out)))
    merged, counted_along = accounts_of(files.state, arguments.customer)
    forget(merged, counted_along)
    try:
        with only_build(files.lock, files.out):
            remove_traces(files)
        build(files, variables, Report(str(files.out)))
    except (BuildError, OSError, duckdb.Error) as error:
        error.add_note(
            f"{arguments.customer} is on the list of the forgotten, but '{files.out.name}' is still as it was. "
            "Mend what stopped the build and call make forget again."
        )
        raise
    print(f"Forgotten: {', '.join(sorted(merged))}. Their people have new pseudonyms; every figure is as it was.")
    for table, columns, rows in raw_rows_left(files, variables):
        print(f"{table} still holds {columns} of {rows} of their rows: the raw tables are yours, remove them there.")
    print("Copies of the file, backups and exports made before are out of reach of this command.")


def accounts_of(database: Path, customer: str) -> tuple[set[str], set[str]]:
    """The accounts that are this customer, and those that may be counted with it. Raises BuildError."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_columns() "
            "where schema_name = 'staging' and starts_with(table_name, 'base_') and column_name = 'customer_id'"
        ).fetchall()
        if not any(connection.execute(KNOWN.format(table=table), [customer]).fetchone() for (table,) in tables):
            raise BuildError(
                f"CUSTOMER: expected the customer_id of a raw row, found '{customer}', which none has.", Fault.SETTINGS
            )
        merged = {customer} | {row[0] for row in connection.execute(MERGED_TOGETHER, [customer]).fetchall()}
        together = {row[0] for row in connection.execute(COUNTED_TOGETHER, [customer]).fetchall()}
    return merged, together - merged


def remove_traces(files: BuildFiles) -> None:
    """Remove what earlier builds left, while none runs: states, compiled SQL, logs. The build replaces the published file."""
    files.remove_state()
    for folder in DBT_FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)


def raw_rows_left(files: BuildFiles, variables: Mapping[str, object]) -> list[tuple[str, str, int]]:
    """Raw table, personal columns and number of raw rows of forgotten customers that still hold such values."""
    compiled = run_dbt(
        ["compile", "--select", "personal_rows_of_the_forgotten"],
        database=files.state,
        variables=variables,
        target_path=files.target,
    )
    with duckdb.connect(str(files.state), read_only=True) as connection:
        return connection.execute(compiled.results[0].node.compiled_code).fetchall()


if __name__ == "__main__":
    sys.exit(main())
