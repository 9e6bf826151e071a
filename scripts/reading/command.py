"""What the commands share that read a published file: where it is, and a sentence for whatever stops them."""

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from scripts.dbt_runner import ROOT, BuildError, Fault


def reading_parser(program: str, description: str | None) -> argparse.ArgumentParser:
    """A command line with the published file, which is `published` in what it gives."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("--from", dest="published", type=Path, default=ROOT / "customer_success.duckdb", help="published file")
    return parser


def exit_status(work: Callable[[], int | None], subject: str) -> int:
    """Do the work of a command; returns its status, or that of what stopped it, and prints that as a sentence.

    `subject` begins the sentence where the machine or the database refuses.
    """
    try:
        return work() or 0
    except BuildError as error:
        print(error, file=sys.stderr)
        return int(error.fault)
    except (OSError, duckdb.Error, subprocess.SubprocessError) as error:
        print(f"{subject} stopped: {error}", file=sys.stderr)
        return int(Fault.PROJECT)
