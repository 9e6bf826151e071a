"""What several test modules share: one built sample company, one RavenStack, one dbt target."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from examples.ravenstack.map import main as map_ravenstack
from scripts.build import WORK
from scripts.building.files import BuildFiles
from scripts.building.publishing import copy_marts
from scripts.dbt_runner import ROOT, run_dbt
from scripts.sample_company.company import build_company

BESIDE_REPOSITORY = Path(__file__).parents[2] / "shared" / "data" / "ravenstack"
RAVENSTACK = Path(os.environ.get("RAVENSTACK_PATH") or BESIDE_REPOSITORY)

# `make test` gives its groups, each a process of its own, a folder in which the first to need it leaves the sample company.
SHARED = os.environ.get("SHARED_BY_GROUPS")

# Every file that tests build has one salt, and none is made in the tree.
os.environ["CUSTOMER_SUCCESS_SALT"] = "the salt of all tests"

WHERE_RAW_ROWS_ARE = ("use_sample_data", "raw_database", "raw_schemas", "raw_tables")

Build = Callable[[Path, Mapping[str, object]], Path]
RunParsed = Callable[..., object]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many random companies, and which."""
    group = parser.getgroup("random companies")
    group.addoption(
        "--companies",
        type=int,
        default=int(os.environ.get("COMPANIES") or 8),
        help="how many random companies to build and compare (or COMPANIES; default 8)",
    )
    group.addoption(
        "--company-seed", type=int, default=20240229, help="which random companies (a number)"
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """With REQUIRE_ALL a skipped test is a failed one; only RavenStack, from elsewhere, may miss."""
    outcome = yield
    report = outcome.get_result()
    may_miss = "RAVENSTACK_PATH" in str(report.longrepr)
    if report.skipped and os.environ.get("REQUIRE_ALL") and not may_miss:
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL is set, but this test was skipped: {report.longrepr}"


@pytest.fixture(scope="session")
def target_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one target folder of all builds, so that dbt parses again only what changed."""
    return tmp_path_factory.mktemp("target")


@pytest.fixture(scope="session")
def run_parsed(target_path: Path) -> RunParsed:
    """A function like `run_dbt` that parses once for many small builds, for that takes longer than one of them.

    For variables that leave every reference as it is: of one that does not, such as `as_of`, dbt says so and stops.
    """
    manifests = {}

    def run(arguments: Iterable[str], database: Path, variables: Mapping[str, object], **more: object) -> object:
        parsed = (database.name, "raw_path" in variables, *(str(variables.get(name)) for name in WHERE_RAW_ROWS_ARE))
        if parsed not in manifests:
            manifests[parsed] = run_dbt(["parse"], database, variables, target_path)
        return run_dbt(arguments, database, variables, target_path, manifest=manifests[parsed], **more)

    return run


@pytest.fixture(scope="session")
def build(target_path: Path) -> Build:
    """A function that builds every model into a database file and returns the file."""

    def build_models(database: Path, variables: Mapping[str, object]) -> Path:
        run_dbt(
            ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"],
            database=database,
            variables=variables,
            target_path=target_path,
        )
        return database

    return build_models


@pytest.fixture(scope="session")
def sample_database(build: Build, target_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company built from its seeds with every variable at its default."""
    database = tmp_path_factory.mktemp("sample") / "sample_company.duckdb"
    if not SHARED:
        return build(database, {})
    shared = Path(SHARED)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The target is copied last: where it is, the database is whole.
        if not (shared / "target").exists():
            build(shared / database.name, {})
            shutil.copytree(target_path, shared / "copying")
            (shared / "copying").rename(shared / "target")
    shutil.copytree(shared / "target", target_path, dirs_exist_ok=True)
    return Path(shutil.copyfile(shared / database.name, database))


@pytest.fixture(scope="session")
def published_sample(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company as it is published."""
    target = tmp_path_factory.mktemp("published") / "customer_success.duckdb"
    copy_marts(sample_database, target, "a build", datetime(2026, 1, 1, tzinfo=UTC), True)
    return target


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company as a folder of exports."""
    folder = tmp_path_factory.mktemp("sample_folder")
    build_company().write_exports(folder)
    return folder


@pytest.fixture(scope="session")
def ravenstack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of raw tables mapped from RavenStack; skips where its files are not given."""
    if not RAVENSTACK.is_dir():
        pytest.skip(f"RAVENSTACK_PATH: no folder at {RAVENSTACK}, so RavenStack is not mapped")
    folder = tmp_path_factory.mktemp("ravenstack")
    assert map_ravenstack(["--from", str(RAVENSTACK), "--to", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def exports(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `published` is built from, whose files a test may touch."""
    return Path(shutil.copytree(sample_folder, tmp_path_factory.mktemp("exports") / "exports"))


@pytest.fixture(scope="session")
def published(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuildFiles]:
    """The exports as `python -m scripts.build` publishes them, in a process of its own."""
    out = tmp_path_factory.mktemp("published") / "company.duckdb"
    files = BuildFiles(out.resolve(), WORK)
    subprocess.run(
        [sys.executable, "-m", "scripts.build", "--raw-path", str(exports), "--out", str(out)],
        cwd=ROOT, check=True, capture_output=True,
    )
    yield files
    shutil.rmtree(files.folder)
