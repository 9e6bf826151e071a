"""A scratch copy of the project in which mutations are tried one after the other."""

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.dbt_runner import ROOT, BuildError, run_dbt
from scripts.mutations.catalog import Mutation, MutationError
from scripts.mutations.comparison import find_difference
from scripts.mutations.scenarios import SCENARIOS, write_company

COPIED = ("analyses", "macros", "models", "seeds", "tests")
FORMULA_TESTS = "path:tests/formulas"


@dataclass(frozen=True)
class Verdict:
    """What became of a mutation: `caught_by` in words (None for a survivor), and the seconds."""

    mutation: Mutation
    caught_by: str | None
    seconds: float


class Laboratory:
    """Holds the copy and one unbroken build for each scenario asked for; `folder` is scratch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        # One path for every build: relation names, and with them dbt's caches, depend on it.
        self.database = folder / "company.duckdb"
        self.prepared: set[str] = set()
        self.formulas_are_green = False
        self.project.mkdir()
        shutil.copyfile(ROOT / "dbt_project.yml", self.project / "dbt_project.yml")
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name,
                    self.project / name,
                    ignore=shutil.ignore_patterns("*.py", "__pycache__"),
                )

    def try_out(self, mutation: Mutation) -> Verdict:
        """Break the copy, look for a test that goes red, and mend it. Raises MutationError."""
        self.prepare(mutation.scenario)
        if mutation.is_formula and not self.formulas_are_green:
            self.expect_green_formulas(mutation.scenario)
        started = time.monotonic()
        path = self.project / mutation.file
        original = path.read_text(encoding="utf-8")
        path.write_text(mutation.applied(self.project), encoding="utf-8")
        try:
            caught_by = self.seen_by_formulas(mutation) if mutation.is_formula else None
            caught_by = caught_by or self.seen_by_build(mutation)
        finally:
            path.write_text(original, encoding="utf-8")
        return Verdict(mutation, caught_by, time.monotonic() - started)

    def prepare(self, scenario: str) -> None:
        """Build the scenario unbroken, once. Raises MutationError where that does not work."""
        if scenario in self.prepared:
            return
        if scenario not in SCENARIOS:
            raise MutationError(
                f"Scenario: expected one of {', '.join(SCENARIOS)}, found '{scenario}'."
            )
        write_company(SCENARIOS[scenario], self.project, self.raw_path(scenario))
        self.database.unlink(missing_ok=True)
        for command in ("seed", "run"):
            statuses, sentence = self.dbt(scenario, command)
            if sentence:
                raise MutationError(f"The unbroken project does not build: {sentence}")
        shutil.copyfile(self.database, self.baseline(scenario))
        state = self.state(scenario)
        state.mkdir()
        shutil.copyfile(self.target(scenario) / "manifest.json", state / "manifest.json")
        self.prepared.add(scenario)

    def expect_green_formulas(self, scenario: str) -> None:
        """Raises MutationError where the truth tables are red without any mutation."""
        statuses, sentence = self.dbt(scenario, "test", "--select", FORMULA_TESTS)
        if sentence:
            raise MutationError(f"The unbroken formulas are red: {sentence}")
        self.formulas_are_green = True

    def seen_by_formulas(self, mutation: Mutation) -> str | None:
        """The truth tables that go red."""
        statuses, sentence = self.dbt(mutation.scenario, "test", "--select", FORMULA_TESTS)
        failed = [name for name, status in statuses.items() if status == "fail"]
        if failed:
            more = f", {len(failed) - 2} more" if len(failed) > 2 else ""
            return f"formulas: {', '.join(failed[:2])}{more}"
        return self.does_not_compile(mutation, sentence)

    def seen_by_build(self, mutation: Mutation) -> str | None:
        """The marts that differ once what the mutation touches is built anew."""
        shutil.copyfile(self.baseline(mutation.scenario), self.database)
        state = str(self.state(mutation.scenario))
        selection = ("--select", "state:modified+", "--state", state)
        statuses, sentence = self.dbt(mutation.scenario, "run", *selection)
        if sentence:
            return self.does_not_compile(mutation, sentence)
        return find_difference(self.baseline(mutation.scenario), self.database)

    def does_not_compile(self, mutation: Mutation, sentence: str | None) -> str | None:
        """A build error about the mutated file counts; any other is an error of ours."""
        if not sentence:
            return None
        if Path(mutation.file).stem not in sentence:
            raise MutationError(
                f"Mutation {mutation.name}: expected an error about {mutation.file}, "
                f"found: {sentence}"
            )
        return f"does not compile: {sentence}"

    def dbt(self, scenario: str, *arguments: str) -> tuple[dict[str, str], str | None]:
        """Run dbt in the copy: {node name: status}, and the sentence of a failure."""
        results = self.target(scenario) / "run_results.json"
        results.unlink(missing_ok=True)
        sentence = None
        try:
            run_dbt(
                arguments,
                database=self.database,
                variables={**SCENARIOS[scenario].variables, "raw_path": self.raw_path(scenario)},
                target_path=self.target(scenario),
                project=self.project,
            )
        except BuildError as error:
            sentence = str(error)
        if not results.exists():
            return {}, sentence
        ran = json.loads(results.read_text(encoding="utf-8"))["results"]
        return {result["unique_id"].split(".")[2]: result["status"] for result in ran}, sentence

    def raw_path(self, scenario: str) -> Path:
        """The scenario's folder of exports."""
        return self.folder / scenario / "raw"

    def target(self, scenario: str) -> Path:
        """dbt's target path: one for each set of variables, or it would parse anew each time."""
        return self.folder / scenario / "target"

    def state(self, scenario: str) -> Path:
        """The manifest of the unbroken build."""
        return self.folder / scenario / "state"

    def baseline(self, scenario: str) -> Path:
        """The DuckDB file of the unbroken build."""
        return self.folder / scenario / "baseline.duckdb"
