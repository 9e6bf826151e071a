"""`make superset`: the dashboard of bi/superset as a bundle that Superset imports, with every mart of a published file
as a dataset."""

import sys
import uuid
import zipfile
from pathlib import Path

import duckdb
import yaml

from scripts.building.publishing import published_file
from scripts.dbt_runner import ROOT
from scripts.reading.command import exit_status, reading_parser
from scripts.reading.staging import read_yaml

DASHBOARD = ROOT / "bi" / "superset" / "dashboard"

# Where the datasets of the database are, in the dashboard and in the bundle.
DATABASE = Path("databases/customer_success.yaml")
DATASETS = Path("datasets/customer_success")

# Superset takes the first folder of a bundle away.
BUNDLE = "customer_success"

# The name space of the identifiers that the dashboard's files have: the same name is the same thing at every import.
IDENTIFIERS = uuid.uuid5(uuid.NAMESPACE_URL, "customer_success")


def main(command_line: list[str] | None = None) -> int:
    """Bundle as the command line says; returns the exit status."""
    parser = reading_parser("make superset", __doc__)
    parser.add_argument("--to", type=Path, default=ROOT / ".build" / "superset.zip", help="bundle; it is replaced")
    arguments = parser.parse_args(command_line)

    def work() -> None:
        datasets = write_bundle(published_file(arguments.published), arguments.to)
        print(f"A dashboard and {datasets} datasets in {arguments.to}; import it under Dashboards in Superset.")

    return exit_status(work, f"The bundle '{arguments.to}'")


def write_bundle(published: Path, target: Path) -> int:
    """Write the dashboard with a dataset for each mart of a published file; returns the number of datasets.

    Raises OSError and duckdb.Error.
    """
    content = {file.relative_to(DASHBOARD): read_yaml(file) for file in DASHBOARD.rglob("*.yaml")}
    content[DATABASE]["sqlalchemy_uri"] = f"duckdb:///{published}"
    queries = [told for file, told in content.items() if file.is_relative_to(DATASETS)]
    database = content[DATABASE]["uuid"]
    with duckdb.connect(str(published), read_only=True) as connection:
        found = [*marts(connection), *(query_dataset(connection, query) for query in queries)]
    for dataset in found:
        name = dataset["table_name"]
        content[DATASETS / f"{name}.yaml"] = {
            **dataset, "schema": "marts", "uuid": identifier("datasets", name), "database_uuid": database, "version": "1.0.0",
        }
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file, told in sorted(content.items()):
            bundle.writestr(f"{BUNDLE}/{file.as_posix()}", yaml.safe_dump(told, sort_keys=False, allow_unicode=True))
    return len(found)


def marts(connection: duckdb.DuckDBPyConnection) -> list[dict]:
    """A dataset for each mart, described by the comments of the file."""
    columns = {}
    for mart, *column in connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns() where schema_name = 'marts' "
        "order by table_name, column_index"
    ).fetchall():
        columns.setdefault(mart, []).append(column_of(*column))
    comments = connection.execute(
        "select table_name, comment from duckdb_tables() where schema_name = 'marts' "
        "union all select view_name, comment from duckdb_views() where schema_name = 'marts' order by 1"
    ).fetchall()
    return [{"table_name": mart, "description": comment, "columns": columns[mart]} for mart, comment in comments]


def query_dataset(connection: duckdb.DuckDBPyConnection, query: dict) -> dict:
    """A dataset that is a query of marts, with the columns that it gives."""
    columns = connection.execute(f"describe {query['sql']}").fetchall()
    return {**query, "columns": [column_of(name, data_type) for name, data_type, *_ in columns]}


def column_of(name: str, data_type: str, comment: str | None = None) -> dict:
    """A column as Superset describes it: a date or an instant is an axis of time."""
    label = name.replace("_", " ").replace("mrr", "MRR")
    return {
        "column_name": name,
        "verbose_name": label[0].upper() + label[1:],
        "description": comment,
        "type": data_type,
        "is_dttm": data_type in ("DATE", "TIMESTAMP"),
    }


def identifier(kind: str, name: str) -> str:
    """The identifier of a dataset, chart or dashboard of this project."""
    return str(uuid.uuid5(IDENTIFIERS, f"{kind}/{name}"))


if __name__ == "__main__":
    sys.exit(main())
