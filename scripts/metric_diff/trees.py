"""The two trees that are compared, each in a folder of its own, and what git says lies between them."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from scripts.dbt_runner import PROFILE, ROOT, BuildError, Fault, ensure_profile


@dataclass(frozen=True)
class Built:
    """A built tree: the published file, and dbt's manifest of what built it."""

    database: Path
    manifest: Path


def files_of_base(base: str, folder: Path, root: Path = ROOT) -> Path:
    """The project as it stands at a git reference, which git knows, in `folder`."""
    archive = subprocess.run(["git", "archive", "--format=zip", base], cwd=root, check=True, capture_output=True).stdout
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(folder)
    return with_profile(folder)


def files_of_working_tree(folder: Path, root: Path = ROOT) -> Path:
    """The project as it stands here, what is not committed included, in `folder`."""
    listed = git(root, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    for name in filter(None, listed):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / name)
    return with_profile(folder)


def with_profile(folder: Path) -> Path:
    """The folder, with the profile of this machine."""
    ensure_profile()
    shutil.copyfile(PROFILE, folder / PROFILE.name)
    return folder


def build(folder: Path, raw_path: Path, variables: str, salt: str) -> Built:
    """Build a tree on raw tables. Raises BuildError with what its own build said."""
    out = folder / "built" / "company.duckdb"
    out.parent.mkdir()
    outcome = subprocess.run(
        [
            sys.executable, "-m", "scripts.build", "--log", "json",
            "--raw-path", str(raw_path), "--out", str(out), "--vars", variables,
        ],
        cwd=folder,
        env=os.environ | {"CUSTOMER_SUCCESS_SALT": salt},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        fault = Fault(outcome.returncode) if outcome.returncode in set(Fault) else Fault.PROJECT
        raise BuildError(f"The build of the {folder.name} stopped: {reason(outcome)}", fault)
    [manifest] = folder.glob(".build/*/target/manifest.json")
    return Built(out, manifest)


def reason(outcome: subprocess.CompletedProcess) -> str:
    """Why a build stopped: what its line of JSON says, else the end of what it printed."""
    try:
        return json.loads(outcome.stdout)["error"]
    except (ValueError, KeyError):
        return (outcome.stderr.strip().splitlines() or ["it printed nothing."])[-1]


def changed_files(base: str, root: Path = ROOT) -> set[str]:
    """Files that differ between base and working tree, by their names from the project's root."""
    tracked = git(root, "diff", "--name-only", "-z", base, "--", ".").split("\0")
    untracked = git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return set(filter(None, tracked + untracked))


def added_lines(base: str, name: str, root: Path = ROOT) -> list[str]:
    """The lines of a file that base does not have."""
    difference = git(root, "diff", "--unified=0", base, "--", name)
    return [line[1:] for line in difference.splitlines() if line.startswith("+") and not line.startswith("+++")]


def ensure_known(base: str, root: Path = ROOT) -> None:
    """Raises BuildError where git knows no commit under this name."""
    known = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}"], cwd=root, capture_output=True, check=False
    )
    if known.returncode:
        raise BuildError(
            f"BASE: expected a commit, branch or tag that git knows here, found '{base}'. "
            "Call make metric-diff BASE=main, or fetch it first.",
            Fault.SETTINGS,
        )


def git(root: Path, *arguments: str) -> str:
    """What a git command prints."""
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout
