"""`make docs`: every definition, table, column and line of descent as one page that opens without a network."""

import os
import sys
import tempfile
from pathlib import Path

from scripts.build import argument_parser, files_of, read_variables
from scripts.building.files import BuildFiles
from scripts.building.lock import only_build
from scripts.dbt_runner import ROOT, BuildError, Fault, run_dbt

PAGE = ROOT / ".build" / "docs.html"


def main(command_line: list[str] | None = None) -> int:
    """Write the page of the build that the command line names; returns the exit status."""
    parser = argument_parser("make docs", __doc__)
    parser.add_argument("--to", type=Path, default=PAGE, help="page to write")
    arguments = parser.parse_args(command_line)
    files = files_of(arguments.out)
    try:
        variables = read_variables(arguments)
        with only_build(files.lock, files.out):
            write_page(files, variables, arguments.to)
    except (BuildError, OSError) as error:
        print(error, file=sys.stderr)
        return int(getattr(error, "fault", Fault.PROJECT))
    print(f"{arguments.to}: open it in a browser; a metric's page is found by its name.")
    return 0


def write_page(files: BuildFiles, variables: dict[str, object], page: Path) -> None:
    """Let dbt write its documentation of the last build into one file. Raises BuildError and OSError."""
    if not files.state.exists():
        raise BuildError(f"OUT: expected a build of {files.out}, found none. Call make build first.", Fault.SETTINGS)
    with tempfile.TemporaryDirectory(dir=files.folder) as scratch:
        # Under the name that readers know: DuckDB calls a database by its file.
        database = Path(scratch) / files.out.name
        os.link(files.state, database)
        target = Path(scratch) / "target"
        run_dbt(["docs", "generate", "--static"], database=database, variables=variables, target_path=target)
        page.parent.mkdir(parents=True, exist_ok=True)
        os.replace(target / "static_index.html", page)


if __name__ == "__main__":
    sys.exit(main())
