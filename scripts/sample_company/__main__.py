"""Writes the sample company: `python -m scripts.sample_company [--out seeds/sample]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from .company import ACCOUNTS, build_company


def main() -> None:
    """Writes seeds by default, or with --as-folder a folder of exports."""
    parser = argparse.ArgumentParser(prog="python -m scripts.sample_company", description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=Path("seeds/sample"), help="folder of the seeds"
    )
    parser.add_argument(
        "--as-folder", type=Path, metavar="DIR", help="write <schema>/<table>.csv here instead"
    )
    parser.add_argument(
        "--accounts", type=int, default=ACCOUNTS, help="generated accounts beside the lives"
    )
    arguments = parser.parse_args()
    tables = build_company(arguments.accounts)
    if arguments.as_folder:
        tables.write_exports(arguments.as_folder)
    else:
        tables.write_seeds(arguments.out)


if __name__ == "__main__":
    main()
