"""Map RavenStack's five CSV files to the raw contract.

    python -m examples.ravenstack.map --from <folder with the five CSVs> --to <folder>

writes one typed Parquet file per raw table, `<to>/<schema>/<table>.parquet`, from the query in
`<schema>__<table>.sql` beside this file. Times are UTC, written as timestamps without a zone.
Wrong input ends the run with status 1 and one sentence, before anything is written.
"""

import argparse
import csv
import sys
from pathlib import Path

import duckdb

QUERIES = Path(__file__).parent

# Every file, and of each the columns that the queries read, with their types. All five are asked
# for so that an incomplete copy is noticed, though no query reads churn_events (README.md, Churn).
COLUMNS: dict[str, dict[str, str]] = {
    "accounts": {
        "account_id": "varchar",
        "account_name": "varchar",
        "industry": "varchar",
        "country": "varchar",
        "signup_date": "date",
        "referral_source": "varchar",
        "seats": "bigint",
    },
    "subscriptions": {
        "subscription_id": "varchar",
        "account_id": "varchar",
        "start_date": "date",
        "end_date": "date",
        "plan_tier": "varchar",
        "mrr_amount": "decimal(18, 2)",
        "is_trial": "boolean",
    },
    "feature_usage": {
        "usage_id": "varchar",
        "subscription_id": "varchar",
        "usage_date": "date",
        "feature_name": "varchar",
        "usage_count": "bigint",
    },
    "support_tickets": {
        "ticket_id": "varchar",
        "account_id": "varchar",
        "submitted_at": "date",
        "closed_at": "timestamp",
        "priority": "varchar",
        "first_response_time_minutes": "bigint",
        "satisfaction_score": "double",
    },
    "churn_events": {},
}


class WrongInput(Exception):
    """A sentence for the user: the thing, what was expected, what was found, what to do."""


def map_folder(source: Path, target: Path) -> dict[str, int]:
    """Write the raw tables of the export in `source` under `target`.

    Returns the number of rows written per table, keyed `schema.table`.
    Raises WrongInput if a folder, file, column or value is not as expected.
    """
    if not source.is_dir():
        raise WrongInput(
            f"--from {source}: expected a folder with RavenStack's five CSV files, "
            f"found {'a file' if source.exists() else 'nothing'}; give the folder's path."
        )
    queries = {tuple(path.stem.split("__")): path for path in sorted(QUERIES.glob("*__*.sql"))}
    outputs = {(schema, table): target / schema / f"{table}.parquet" for schema, table in queries}
    refuse_foreign_tables(target, set(outputs.values()))

    counts = {}
    with duckdb.connect(":memory:") as connection:
        for table, columns in COLUMNS.items():
            load(connection, source / f"ravenstack_{table}.csv", table, columns)
        for name, output in outputs.items():
            output.parent.mkdir(parents=True, exist_ok=True)
            rows = connection.sql(queries[name].read_text(encoding="utf-8"))
            rows.write_parquet(str(output))
            counts[".".join(name)] = len(rows)
    return counts


def refuse_foreign_tables(target: Path, outputs: set[Path]) -> None:
    """Raise WrongInput where `target` holds a raw table that this mapping does not write.

    A table of another company would be built into RavenStack's metrics without a word.
    """
    present = {path for ending in ("csv", "parquet") for path in target.glob(f"*/*.{ending}")}
    foreign = sorted(str(path.relative_to(target)) for path in present - outputs)
    if foreign:
        raise WrongInput(
            f"--to {target}: expected an empty folder or an earlier result of this mapping, "
            f"found {', '.join(foreign)}; give another folder."
        )


def load(
    connection: duckdb.DuckDBPyConnection, path: Path, table: str, columns: dict[str, str]
) -> None:
    """Create `table` from the CSV file at `path`, with `columns` (name to type) and no others.

    Blank cells are null. Raises WrongInput if the file, a column or a readable value is missing.
    """
    if not path.is_file():
        raise WrongInput(
            f"{path.name}: expected this file in {path.parent}, found none; "
            "copy all five files of the export into one folder."
        )
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = next(csv.reader(file), [])
    missing = [column for column in columns if column not in header]
    if missing:
        raise WrongInput(
            f"{path.name}: expected the column {', '.join(missing)}, "
            f"found {', '.join(header) or 'an empty file'}; export the file again."
        )
    if not columns:
        return

    try:
        connection.read_csv(
            str(path),
            header=True,
            auto_detect=False,
            delimiter=",",
            quotechar='"',
            escapechar='"',
            na_values="",
            columns=dict.fromkeys(header, "varchar"),
        ).create("as_text")
    except duckdb.InvalidInputException as error:
        found = "; ".join(str(error).splitlines()[:3])
        raise WrongInput(
            f"{path.name}: expected {len(header)} values in every line, "
            f"found a line that breaks this ({found}); export the file again."
        ) from error

    for column, data_type in columns.items():
        unreadable = connection.execute(
            f"select {column} from as_text "
            f"where {column} is not null and try_cast({column} as {data_type}) is null limit 1"
        ).fetchone()
        if unreadable:
            raise WrongInput(
                f"{path.name}, column {column}: expected a {data_type}, "
                f"found {unreadable[0]!r}; correct the value."
            )
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())
    connection.execute(f"create table {table} as select {typed} from as_text")
    connection.execute("drop table as_text")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status, 0 or 1."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.ravenstack.map",
        description="Map RavenStack's five CSV files to the raw tables that this project reads.",
    )
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--to", dest="target", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args(arguments)
    try:
        counts = map_folder(options.source, options.target)
    except WrongInput as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, duckdb.IOException) as error:
        print(
            f"--from {options.source} --to {options.target}: expected one folder that can be read "
            f"and one that can be written, found this: {error}; give other folders.",
            file=sys.stderr,
        )
        return 1
    for table, rows in counts.items():
        print(f"{table:<24}{rows:>8,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
