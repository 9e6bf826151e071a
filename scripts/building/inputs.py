"""What a build is made of, and how much of it has to be done again."""

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

import duckdb
import yaml

from scripts.building.files import BuildFiles
from scripts.building.publishing import literal
from scripts.dbt_runner import PROFILE, PROJECT, ROOT
from scripts.pseudonyms import pseudonyms_fingerprint


class Mode(StrEnum):
    """How much is built."""

    UNCHANGED = "unchanged"
    # Only models that have changed and what follows from them, on a copy of the state.
    MODIFIED = "modified"
    # Every model, incremental ones by what is new, on a copy of the state.
    INCREMENTAL = "incremental"
    # Every model in a new file.
    FULL = "full"


def inputs_of(variables: dict[str, object]) -> dict[str, object]:
    """What the figures depend on, each part by what tells whether it has changed; JSON throughout. Raises BuildError."""
    project = yaml.safe_load(PROJECT.read_text(encoding="utf-8"))
    settings = {**project["vars"], **variables}
    code = [PROJECT, *project_files("models", "macros", "tests")]
    return {
        "settings": {name: str(value) for name, value in sorted(settings.items())},
        "profile": [digest([PROFILE]), os.environ.get("DBT_TARGET", "")],
        "pseudonyms": pseudonyms_fingerprint(),
        "tools": {name: version(name) for name in ("dbt-core", "dbt-duckdb", "duckdb")},
        # A model that is gone leaves its table behind, so that the whole file is built anew.
        "resources": [str(path.relative_to(ROOT)) for path in project_files("models", "seeds")],
        "data": data_of(settings),
        "code": digest(code),
    }


def is_sample_company(variables: dict[str, object]) -> bool:
    """Whether a build with these variables reads the sample company."""
    settings = {**yaml.safe_load(PROJECT.read_text(encoding="utf-8"))["vars"], **variables}
    return bool(settings["use_sample_data"]) and not settings["raw_path"]


def project_files(*folders: str) -> list[Path]:
    """The files that dbt reads of some folders of the project."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".sql", ".yml", ".md", ".csv")
    )


def digest(files: Iterable[Path]) -> str:
    """A fingerprint of the content of files and of their names."""
    content = hashlib.sha256()
    for path in files:
        content.update(f"{path}\0{path.stat().st_size}\0".encode())
        content.update(path.read_bytes())
    return content.hexdigest()


def data_of(settings: dict[str, object]) -> dict[str, object]:
    """What tells whether raw rows or seeds have changed. Tables of a warehouse do not tell: they always may have."""
    # Times ahead of the clock, and how old a feed is, are judged anew each day.
    data: dict[str, object] = {"seeds": digest(project_files("seeds")), "day": f"{datetime.now(UTC):%Y-%m-%d}"}
    if settings["raw_path"]:
        folder = Path(str(settings["raw_path"]))
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            status = path.stat()
            data[str(path.relative_to(folder))] = [status.st_size, status.st_mtime_ns]
    elif not settings["use_sample_data"]:
        data["read_at"] = datetime.now(UTC).isoformat()
    return data


def read_stamp(files: BuildFiles) -> dict[str, object]:
    """What is known of the published build; nothing where it is not the build that the state is of.

    A build that was killed while it published, and a file that was removed or put there by hand, leave
    a published file and a state of two builds.
    """
    try:
        stamp = json.loads(files.stamp.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    is_of_one_build = files.state.exists() and stamp["build_id"] == published_build(files.out)
    return stamp if is_of_one_build else {}


def published_build(out: Path) -> str | None:
    """The build_id of a published file; None where it has none, or cannot be read."""
    if not out.exists():
        return None
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(out)} as published (read_only)")
            return connection.execute("select build_id from published.marts.builds").fetchall()[0][0]
    except duckdb.Error:
        return None


def choose_mode(before: dict[str, object], now: dict[str, object]) -> Mode:
    """The least that has to be built, given the inputs of the last build (none: {}) and of this one."""
    if not before:
        return Mode.FULL
    changed = {part for part in now if now[part] != before.get(part)}
    if not changed:
        return Mode.UNCHANGED
    return {frozenset({"code"}): Mode.MODIFIED, frozenset({"data"}): Mode.INCREMENTAL}.get(frozenset(changed), Mode.FULL)
