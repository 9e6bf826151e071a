"""A scratch copy of the project in which mutations are tried one after the other."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.dbt_runner import ROOT, BuildError, run_dbt
from scripts.mutations.catalog import Mutation, MutationError
from scripts.mutations.comparison import FIGURES, find_difference
from scripts.mutations.scenarios import SCENARIOS, Scenario, write_company

COPIED = ("analyses", "macros", "models", "seeds", "tests")
FORMULA_TESTS = "path:tests/formulas"
IDENTITY_TESTS = "path:tests/integrity"


@dataclass(frozen=True)
class Verdict:
    """What became of a mutation: `caught_by` in words (None for a survivor), and the seconds.

    `stray` is the build error of a survivor that says nothing of the mutated file.
    """

    mutation: Mutation
    caught_by: str | None
    seconds: float
    stray: str | None = None


class Laboratory:
    """Holds the copy and one unbroken build for each scenario asked for; `folder` is scratch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        # One path for every build: relation names, and with them dbt's caches, depend on it.
        self.database = folder / "company.duckdb"
        self.green: set[tuple[str, str]] = set()
        self.seconds = 0.0
        self.stray: str | None = None
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
        self.seconds, self.stray = 0.0, None
        has_formula = mutation.is_formula and not SCENARIOS[mutation.scenario].earlier
        caught_by = self.seen_by_formulas(mutation) if has_formula else None
        caught_by = caught_by or self.seen_by_build(mutation)
        return Verdict(mutation, caught_by, self.seconds, self.stray)

    def seen_by_formulas(self, mutation: Mutation) -> str | None:
        """The truth tables that go red. They read no model, so no build is needed."""
        self.expect_green("sample", FORMULA_TESTS)
        with self.broken(mutation):
            return self.red_tests(mutation, "sample", FORMULA_TESTS)

    def seen_by_build(self, mutation: Mutation) -> str | None:
        """What differs once the models that the mutation touches are built anew: a mart, or an
        identity that no longer holds."""
        scenario = mutation.scenario
        self.build_unbroken(scenario)
        selection = ("--full-refresh", "--select", "state:modified+", "--state", str(self.state(scenario)))
        if SCENARIOS[scenario].earlier:
            shutil.copyfile(self.earlier(scenario), self.database)
            selection = ()
        else:
            shutil.copyfile(self.baseline(scenario), self.database)
        with self.broken(mutation):
            _, sentence = self.dbt(scenario, "run", *selection)
            if sentence:
                return self.does_not_compile(mutation, sentence) or self.seen_by_unit_tests(mutation)
            return (
                find_difference(self.baseline(scenario), self.database)
                or self.red_tests(mutation, scenario, IDENTITY_TESTS)
                or self.seen_by_unit_tests(mutation)
            )

    def seen_by_unit_tests(self, mutation: Mutation) -> str | None:
        """The unit tests that go red, of the models that the mutation touches: for what no company shows.

        Other scenarios set variables that unit tests do not expect.
        """
        if mutation.scenario != "sample":
            return None
        touched = ("state:modified+,test_type:unit", "--state", str(self.state("sample")))
        return self.red_tests(mutation, "sample", *touched)

    def build_unbroken(self, scenario: str) -> None:
        """Build the scenario once as the project stands. Raises MutationError if that fails."""
        if self.baseline(scenario).exists():
            return
        if scenario not in SCENARIOS:
            raise MutationError(
                f"Scenario: expected one of {', '.join(SCENARIOS)}, found '{scenario}'."
            )
        earlier = SCENARIOS[scenario].earlier
        if earlier:
            self.build_company(scenario, earlier)
            shutil.copyfile(self.database, self.earlier(scenario))
        self.build_company(scenario, SCENARIOS[scenario])
        self.state(scenario).mkdir()
        manifest = "manifest.json"
        shutil.copyfile(self.target(scenario) / manifest, self.state(scenario) / manifest)
        shutil.copyfile(self.database, self.baseline(scenario))
        self.expect_green(scenario, IDENTITY_TESTS)
        if earlier:
            shutil.copyfile(self.earlier(scenario), self.database)
            _, sentence = self.dbt(scenario, "run")
            difference = sentence or find_difference(self.baseline(scenario), self.database, FIGURES)
            if difference:
                raise MutationError(f"The unbroken incremental build differs from a full one: {difference}")
            # Journals tell of both builds: what is broken is compared with them as they are here.
            shutil.copyfile(self.database, self.baseline(scenario))

    def build_company(self, scenario: str, company: Scenario) -> None:
        """Build the scenario's company, or its earlier one, into a new file. Raises MutationError."""
        write_company(company, self.project, self.raw_path(scenario))
        self.database.unlink(missing_ok=True)
        for command in ("seed", "run"):
            _, sentence = self.dbt(scenario, command, company=company)
            if sentence:
                raise MutationError(f"The unbroken project does not build: {sentence}")

    def expect_green(self, scenario: str, tests: str) -> None:
        """Raises MutationError where tests are red without any mutation; asks dbt only once."""
        if (scenario, tests) in self.green:
            return
        _, sentence = self.dbt(scenario, "test", "--select", tests)
        if sentence:
            raise MutationError(f"The unbroken project fails a test: {sentence}")
        self.green.add((scenario, tests))

    def red_tests(self, mutation: Mutation, scenario: str, tests: str, *state: str) -> str | None:
        """The first tests that fail in the copy as it is, None where all pass."""
        statuses, sentence = self.dbt(scenario, "test", "--select", tests, *state)
        failed = [name for name, status in statuses.items() if status == "fail"]
        if not failed:
            return self.does_not_compile(mutation, sentence) if sentence else None
        more = f", {len(failed) - 2} more" if len(failed) > 2 else ""
        kind = "unit tests" if state else tests.rpartition("/")[2]
        return f"{kind}: {', '.join(failed[:2])}{more}"

    @contextmanager
    def broken(self, mutation: Mutation) -> Iterator[None]:
        """The copy with the mutation in it, mended afterwards; only this time is its own."""
        started = time.monotonic()
        path = self.project / mutation.file
        original = path.read_text(encoding="utf-8")
        path.write_text(mutation.applied(self.project), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(original, encoding="utf-8")
            self.seconds += time.monotonic() - started

    def does_not_compile(self, mutation: Mutation, sentence: str) -> str | None:
        """A dbt error about the mutated file in words; any other is noted as a stray one."""
        if Path(mutation.file).stem in sentence:
            return f"does not compile: {sentence}"
        self.stray = sentence
        return None

    def dbt(
        self, scenario: str, *arguments: str, company: Scenario | None = None
    ) -> tuple[dict[str, str], str | None]:
        """Run dbt in the copy: {node name: status}, and the sentence of a failure."""
        results = self.target(scenario) / "run_results.json"
        results.unlink(missing_ok=True)
        sentence = None
        try:
            run_dbt(
                arguments,
                database=self.database,
                variables={
                    **(company or SCENARIOS[scenario]).variables,
                    "raw_path": self.raw_path(scenario),
                },
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

    def earlier(self, scenario: str) -> Path:
        """The DuckDB file of the build before, where the scenario has one."""
        return self.folder / scenario / "earlier.duckdb"
