"""`make metric-diff`: which figures a change moves, before it is merged.

Builds a git reference and the working tree on the same raw tables, prints which metrics differ and writes that
as Markdown for the pull request.

Exit status: 0 nothing moved that is not explained; 1 a closed period moved without a row in CHANGELOG.md; otherwise
that of `make build`.
"""

import argparse
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.build import parse_variables, raw_folder
from scripts.dbt_runner import ROOT, BuildError, Fault
from scripts.metric_diff.differences import differing_figures, moved_customers
from scripts.metric_diff.dossier import Dossier
from scripts.metric_diff.page import page, unexplained_metrics
from scripts.metric_diff.trees import (
    Built, added_lines, build, changed_files, ensure_known, files_of_base, files_of_working_tree,
)

CHANGELOG = "CHANGELOG.md"


def main(command_line: list[str] | None = None) -> int:
    """Build both, compare, print and write; returns the exit status."""
    arguments = parse_arguments(command_line)
    try:
        parse_variables(arguments.vars)
        ensure_known(arguments.base)
        with tempfile.TemporaryDirectory(prefix="metric-diff-") as scratch:
            base, tree = build_both(arguments, Path(scratch))
            text, is_explained = compare(arguments.base, base, tree)
    except BuildError as error:
        print(error, file=sys.stderr)
        return int(error.fault)
    arguments.to.parent.mkdir(parents=True, exist_ok=True)
    arguments.to.write_text(text, encoding="utf-8")
    print(text)
    return 0 if is_explained else 1


def parse_arguments(command_line: list[str] | None) -> argparse.Namespace:
    """The command line of `python -m scripts.metric_diff`."""
    parser = argparse.ArgumentParser(
        prog="make metric-diff", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", required=True, help="git reference to compare with, such as main")
    parser.add_argument("--raw-path", default="", help="folder of exports; default: the sample company of the working tree")
    parser.add_argument("--vars", default="{}", help="dbt variables as YAML, the same for both")
    parser.add_argument("--to", type=Path, default=ROOT / ".build" / "metric_diff.md", help="Markdown file to write")
    return parser.parse_args(command_line)


def build_both(arguments: argparse.Namespace, scratch: Path) -> tuple[Built, Built]:
    """Base and working tree, built on the same raw tables. Raises BuildError."""
    raw_path = raw_folder(Path(arguments.raw_path)) if arguments.raw_path else sample_company(scratch / "raw")
    folders = {name: scratch / name for name in ("base", "working tree")}
    for folder in folders.values():
        folder.mkdir()
    files_of_base(arguments.base, folders["base"])
    files_of_working_tree(folders["working tree"])
    # One salt, so that pseudonyms are the same, too.
    salt = secrets.token_hex(16)
    built = [build(folder, raw_path, arguments.vars, salt) for folder in folders.values()]
    return built[0], built[1]


def sample_company(folder: Path) -> Path:
    """The sample company of the working tree as a folder of exports. Raises BuildError."""
    outcome = subprocess.run(
        [sys.executable, "-m", "scripts.sample_company", "--as-folder", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    if outcome.returncode:
        raise BuildError(f"The sample company cannot be written: {outcome.stderr.strip()}", Fault.PROJECT)
    return folder


def compare(base_name: str, base: Built, tree: Built, root: Path = ROOT) -> tuple[str, bool]:
    """The page, and whether every closed figure that moved has a row in the changelog."""
    differences = differing_figures(base.database, tree.database)
    unexplained = unexplained_metrics(differences, added_lines(base_name, CHANGELOG, root))
    changed = changed_files(base_name, root)
    before, after = Dossier(base.manifest), Dossier(tree.manifest)
    text = page(
        base_name,
        differences,
        moved_customers(base.database, tree.database),
        lambda metric: sorted(changed & (before.files(metric) | after.files(metric))),
        after.read_by,
        unexplained,
    )
    return text, not unexplained


if __name__ == "__main__":
    sys.exit(main())
