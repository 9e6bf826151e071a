"""`make serve`: the boards of the published file on this machine, with live filters for segment and period.

The file is opened for each request and let go, so a build goes on beside it and the next request shows what it published.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from scripts.build import parse_variables
from scripts.building.publishing import published_file
from scripts.dbt_runner import ROOT, BuildError, Fault
from scripts.reading.staging import dbt_charts, stage
from scripts.scorecard import LANGUAGES

# No other machine sees what is served.
HOST = "127.0.0.1"


def main(command_line: list[str] | None = None) -> int:
    """Serve as the command line says until it is interrupted; returns the exit status."""
    parser = argparse.ArgumentParser(prog="make serve", description=__doc__)
    parser.add_argument("--from", dest="published", type=Path, default=ROOT / "customer_success.duckdb", help="published file")
    parser.add_argument("--port", type=int, default=8580, help="port; the next free one where it is taken")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of every word")
    parser.add_argument("--vars", default="{}", help="dbt variables of the build as YAML")
    arguments = parser.parse_args(command_line)
    try:
        published, variables = published_file(arguments.published), parse_variables(arguments.vars)
        with tempfile.TemporaryDirectory() as scratch:
            stage(Path(scratch), published, arguments.language, variables, as_of=None)
            print(f"Boards at http://{HOST}:{arguments.port}/overview; interrupt to stop.", flush=True)
            command = dbt_charts("serve", "--host", HOST, "--port", str(arguments.port), "--no-cache")
            return subprocess.run(command, cwd=scratch, env={**os.environ, "DO_NOT_TRACK": "1"}, check=False).returncode
    except KeyboardInterrupt:
        return 0
    except BuildError as error:
        print(error, file=sys.stderr)
        return int(error.fault)
    except (OSError, duckdb.Error) as error:
        print(f"The boards of '{arguments.published}' stopped: {error}", file=sys.stderr)
        return int(Fault.PROJECT)


if __name__ == "__main__":
    sys.exit(main())
