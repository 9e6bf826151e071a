"""dbt on an engine that a test started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.dbt_runner import ROOT

NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
NO_TESTS = (*NO_UNIT_TESTS, "--exclude-resource-type", "test")
# Until when the first delivery of the sample's feeds goes; the rest comes before the second build.
FIRST_DELIVERY = "2025-05-15"


class Engine(ABC):
    """A running engine. Nothing but the example profile and `environment` tells dbt where it is."""

    @property
    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What the example profile reads of the environment."""

    @abstractmethod
    def query(self, sql: str) -> list[tuple]:
        """The rows of a query, as Python's types."""

    def start_dbt(
        self, *arguments: str, target_path: Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen:
        """Start dbt, its profile and all that it writes in `target_path`."""
        shutil.copyfile(ROOT / "profiles.example.yml", target_path / "profiles.yml")
        return subprocess.Popen(
            [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--no-use-colors", *arguments],
            cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "DBT_PROFILES_DIR": str(target_path),
                "DBT_TARGET_PATH": str(target_path),
                "DBT_LOG_PATH": str(target_path),
                **self.environment,
                **(environment or {}),
            },
        )  # fmt: skip

    def dbt(
        self, *arguments: str, target_path: Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess:
        """Run dbt to its end."""
        running = self.start_dbt(*arguments, target_path=target_path, environment=environment)
        printed, _ = running.communicate()
        return subprocess.CompletedProcess(arguments, running.returncode, printed)

    def dbt_with_a_fault_at(
        self, model: str, fault: Callable[[], None], *arguments: str, target_path: Path
    ) -> subprocess.CompletedProcess:
        """Run dbt to its end, calling `fault` when a model begins. Raises AssertionError where it never does."""
        running = self.start_dbt(*arguments, target_path=target_path)
        printed = []
        for line in running.stdout:
            printed.append(line)
            if "START" in line and f".{model} " in line:
                fault()
                break
        else:
            raise AssertionError(f"{model} was never begun: {''.join(printed)[-5000:]}")
        printed += running.stdout
        return subprocess.CompletedProcess(arguments, running.wait(), "".join(printed))
