"""`make export`: a read-only copy of the published marts as Parquet, for tools that speak no DuckDB."""

import shutil
import sys
from pathlib import Path

import duckdb

from scripts.building.publishing import literal, published_file
from scripts.dbt_runner import ROOT
from scripts.reading.command import exit_status, reading_parser


def main(command_line: list[str] | None = None) -> int:
    """Export as the command line says; returns the exit status."""
    parser = reading_parser("make export", __doc__)
    parser.add_argument("--to", type=Path, default=ROOT / ".build" / "parquet", help="folder; its marts are replaced")
    arguments = parser.parse_args(command_line)

    def work() -> None:
        written = export(published_file(arguments.published), arguments.to)
        print(f"{written} marts in {arguments.to}, one Parquet file each.")

    return exit_status(work, f"The export to '{arguments.to}'")


def export(published: Path, folder: Path) -> int:
    """Write each mart of a published file as `<mart>.parquet`; returns their number.

    The folder is put in place when all are written, so that its marts are of one build. Raises OSError and
    duckdb.Error, and then leaves it as it was.
    """
    incoming = folder.with_name(f"{folder.name}.incoming")
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            marts = connection.execute(
                "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
            ).fetchall()
            for (mart,) in marts:
                connection.execute(f"copy marts.{mart} to {literal(incoming / f'{mart}.parquet')} (format parquet)")
        shutil.rmtree(folder, ignore_errors=True)
        incoming.rename(folder)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return len(marts)


if __name__ == "__main__":
    sys.exit(main())
