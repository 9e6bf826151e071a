"""Calls dbt in this process: importing it once costs seconds, calling it again does not."""

import gc
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROFILE = ROOT / "profiles.yml"
PROJECT = ROOT / "dbt_project.yml"


class Fault(IntEnum):
    """Why a build stopped: the exit status of `python -m scripts.build`."""

    # In the project itself, or on this machine: a full disk, a bug.
    PROJECT = 1
    # The command line, a variable, a seed of settings or the profile.
    SETTINGS = 2
    # The raw tables: one is missing or of the wrong shape, or too many of its rows are quarantined.
    INPUT = 3
    # A data test failed on what was built.
    DATA_TEST = 4
    # The published file is being built, or held, by another process.
    BUSY = 5


class BuildError(Exception):
    """A build that stopped; its text is the sentence that the user reads, `fault` the class of its failure."""

    def __init__(self, sentence: str, fault: Fault = Fault.PROJECT) -> None:
        super().__init__(sentence)
        self.fault = fault


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
        raise BuildError(failure_sentence(outcome), fault_of(outcome))
    return outcome.result


def fault_of(outcome) -> Fault:
    """The class of a failed dbt command: what stopped it first, not what that entailed."""
    if type(outcome.exception).__name__ == "DbtProfileError":
        return Fault.SETTINGS
    if outcome.exception is not None:
        return fault_of_sentence(str(outcome.exception))
    faults = {fault_of_node(result) for result in failed_results(outcome)}
    causes = (Fault.SETTINGS, Fault.INPUT, Fault.PROJECT, Fault.DATA_TEST)
    return next((fault for fault in causes if fault in faults), Fault.PROJECT)


def fault_of_node(result) -> Fault:
    """The class of one failed node."""
    if result.status == "fail" and result.node.resource_type == "test":
        return Fault.DATA_TEST
    return fault_of_sentence(result.message or "")


def fault_of_sentence(message: str) -> Fault:
    """The class of what dbt says: our own sentences begin with what they are about, a variable, a seed
    or a raw table."""
    sentence = plain_sentence(message)
    if sentence.startswith(("variable ", "variables ", "seed ")):
        return Fault.SETTINGS
    raw_schemas = "|".join(folder.name for folder in (ROOT / "models" / "staging").iterdir())
    return Fault.INPUT if re.match(rf"({raw_schemas})\.\w", sentence) else Fault.PROJECT


def failed_results(outcome) -> list:
    """The nodes that failed."""
    results = getattr(outcome.result, "results", [])
    return [result for result in results if result.status in ("error", "fail", "runtime error")]


def failure_sentence(outcome) -> str:
    """The reason of a failed dbt command in as few words as dbt gives, one line for each failed node."""
    if outcome.exception is not None:
        return plain_sentence(str(outcome.exception))
    lines = [describe_failure(result) for result in failed_results(outcome)]
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
