"""`make serve`: the boards of the published file on this machine, with live filters for segment and period.

The file is opened for each request and let go, so a build goes on beside it and the next request shows what it published.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.build import parse_variables
from scripts.building.publishing import published_file
from scripts.reading.command import exit_status, reading_parser
from scripts.reading.staging import dbt_charts, stage
from scripts.scorecard import LANGUAGES

# No other machine sees what is served.
HOST = "127.0.0.1"


def main(command_line: list[str] | None = None) -> int:
    """Serve as the command line says until it is interrupted; returns the exit status."""
    parser = reading_parser("make serve", __doc__)
    parser.add_argument("--port", type=int, default=8580, help="port; the next free one where it is taken")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of every word")
    parser.add_argument("--vars", default="{}", help="dbt variables of the build as YAML")
    arguments = parser.parse_args(command_line)

    def work() -> int:
        published, variables = published_file(arguments.published), parse_variables(arguments.vars)
        with tempfile.TemporaryDirectory() as scratch:
            stage(Path(scratch), published, arguments.language, variables, as_of=None)
            print(f"Boards at http://{HOST}:{arguments.port}/overview; interrupt to stop.", flush=True)
            command = dbt_charts("serve", "--host", HOST, "--port", str(arguments.port), "--no-cache")
            return subprocess.run(command, cwd=scratch, env={**os.environ, "DO_NOT_TRACK": "1"}, check=False).returncode

    try:
        return exit_status(work, f"The boards of '{arguments.published}'")
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
