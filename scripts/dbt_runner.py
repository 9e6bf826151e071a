"""Calls dbt in this process: importing it once costs seconds, calling it again does not."""

import gc
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROFILE = ROOT / "profiles.yml"


class BuildError(Exception):
    """A build that stopped; its text is the sentence that the user reads."""


def ensure_profile() -> None:
    """Give a fresh clone the example profile; a profile that is there is left as it is."""
    if not PROFILE.exists():
        shutil.copyfile(ROOT / "profiles.example.yml", PROFILE)


def run_dbt(
    arguments: Iterable[str],
    database: Path | None = None,
    variables: Mapping[str, object] | None = None,
    target_path: Path | None = None,
    project: Path = ROOT,
    on_event=None,
    manifest=None,
):
    """Run one dbt command and return its result (`dbtRunnerResult.result`).

    `database` is the DuckDB file, `variables` dbt's `--vars`, `on_event` a callback of dbt's events,
    `manifest` what `parse` returned, where parsing again would only cost time. The file is closed
    afterwards, so that the caller may open it. Raises BuildError.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    from scripts.pseudonyms import place_secrets

    ensure_profile()
    arguments = list(arguments)
    if database and arguments[0] in ("build", "run"):
        place_secrets(database)
    # Relative paths in the profile are those of the project, wherever the caller stands.
    command = [*arguments, "--project-dir", str(project), "--profiles-dir", str(ROOT)]
    if variables:
        command += ["--vars", json.dumps(dict(variables), default=str)]
    if target_path:
        command += ["--target-path", str(target_path)]
    if database:
        os.environ["CUSTOMER_SUCCESS_DUCKDB"] = str(database)
    try:
        outcome = dbtRunner(manifest=manifest, callbacks=[on_event] if on_event else []).invoke(
            ["--log-level", "none", "--no-use-colors", *command]
        )
    finally:
        DuckDBConnectionManager.close_all_connections()
        gc.collect()
    if not outcome.success:
        raise BuildError(failure_sentence(outcome))
    return outcome.result


def failure_sentence(outcome) -> str:
    """The reason of a failed dbt command in as few words as dbt gives, one line for each failed node."""
    if outcome.exception is not None:
        return plain_sentence(str(outcome.exception))
    failed = [
        result
        for result in getattr(outcome.result, "results", [])
        if result.status in ("error", "fail", "runtime error")
    ]
    lines = [describe_failure(result) for result in failed]
    return "\n".join(dict.fromkeys(lines)) or "dbt stopped without naming a reason; see logs/dbt.log."


def describe_failure(result) -> str:
    """One failed node: our own sentence as it is, else the node's name and what dbt or DuckDB said."""
    message = plain_sentence(result.message or "")
    node = getattr(result, "node", None)
    if node is None or node.resource_type == "operation":
        return message
    if node.resource_type == "test":
        description = node.description.strip() or "expected no failing row"
        return f"Test {node.name}: {description} Found {result.failures} failing."
    return f"{node.resource_type.capitalize()} {node.name}: {message}"


def plain_sentence(message: str) -> str:
    """A dbt message without the lines that say where in our macros it was raised."""
    lines = [line.strip() for line in message.strip().splitlines()]
    kept = [
        line
        for line in lines
        if line
        and not line.startswith(("> in macro", "> called by", "compiled code at"))
        and not re.fullmatch(r"(\w+ )?Error( in .*)?", line)
    ]
    return " ".join(kept)
