"""Builds night after night: the examples run, journals outlive a change of the project, `dbt retry` ends right."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import duckdb
import pytest

from scripts.building.files import BuildFiles
from scripts.building.publishing import carry_journals
from scripts.dbt_runner import ROOT, BuildError, run_dbt
from scripts.mutations.comparison import find_difference

NIGHTLY = ROOT / "examples" / "nightly"
MODELS = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
NIGHTS = 30 if os.environ.get("TEST_LONG") == "1" else 1


def night(published: BuildFiles, raw: Path) -> subprocess.CompletedProcess:
    """What cron does."""
    return subprocess.run(
        [NIGHTLY / "nightly.sh"], env=environment(published, raw), check=False, capture_output=True, text=True
    )


def environment(published: BuildFiles, raw: Path) -> dict[str, str]:
    """What the crontab and the DAG set."""
    given = {"PROJECT": ROOT, "RAW_PATH": raw, "OUT": published.out, "PYTHON": sys.executable}
    return {**os.environ, **{name: str(value) for name, value in given.items()}}


def test_the_script_of_cron_publishes_silently_and_the_files_do_not_grow(published, exports):
    published_size, state_size = published.out.stat().st_size, published.state.stat().st_size
    for _ in range(NIGHTS):
        (exports / "support" / "tickets.csv").touch()
        finished = night(published, exports)
        assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
        assert published.out.stat().st_size <= 1.1 * published_size
        # A table is written anew before the room of the old one is free: the state has room for both, and no more.
        assert published.state.stat().st_size <= 2 * state_size
    lines = [json.loads(line) for line in Path(f"{published.out}.log").read_text().splitlines()]
    assert [line["mode"] for line in lines] == ["incremental"] * NIGHTS


def test_the_script_of_cron_says_what_went_wrong_and_readers_keep_their_file(published, exports, tmp_path):
    before = published.out.read_bytes()
    (tmp_path / "billing").mkdir()
    shutil.copy(exports / "billing" / "subscriptions.csv", tmp_path / "billing")
    finished = night(published, tmp_path)
    assert finished.returncode == 3
    assert "failed with status 3. Readers still see the build before." in finished.stderr
    assert "billing.customers: expected" in finished.stderr
    assert published.out.read_bytes() == before


def test_the_crontab_names_the_script():
    line = (NIGHTLY / "crontab").read_text().splitlines()[-1]
    assert (ROOT / line.split("$PROJECT/")[1]).stat().st_mode & 0o111


class Refused(Exception):
    """Airflow's AirflowFailException in these tests."""


@pytest.fixture
def dag_tasks(monkeypatch) -> dict:
    """The tasks of the DAG by name, loaded with a stand-in for Airflow, which the tests do without."""
    tasks = {}

    def task(**settings):
        def keep(function):
            tasks[function.__name__] = function
            return lambda: None

        return keep

    sdk, exceptions = types.ModuleType("airflow.sdk"), types.ModuleType("airflow.sdk.exceptions")
    sdk.dag, sdk.task, exceptions.AirflowFailException = (lambda **settings: lambda function: function), task, Refused
    for module in (types.ModuleType("airflow"), sdk, exceptions):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    specification = importlib.util.spec_from_file_location("customer_success_dag", NIGHTLY / "customer_success_dag.py")
    specification.loader.exec_module(importlib.util.module_from_spec(specification))
    return tasks


def test_the_dag_builds_and_retries_only_what_another_try_could_mend(dag_tasks, published, exports, tmp_path, monkeypatch):
    for name, value in environment(published, exports).items():
        monkeypatch.setenv(name, value)
    dag_tasks["build"]()
    monkeypatch.setenv("RAW_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(Refused, match="status 2"):
        dag_tasks["build"]()
    monkeypatch.setenv("PYTHON", "false")
    with pytest.raises(RuntimeError, match="status 1"):
        dag_tasks["build"]()


@pytest.fixture(scope="module")
def spoilt(exports, tmp_path_factory) -> Path:
    """The exports with a row that is quarantined."""
    folder = Path(shutil.copytree(exports, tmp_path_factory.mktemp("spoilt") / "exports"))
    rates = folder / "billing" / "exchange_rates.csv"
    header, first, rest = rates.read_text().split("\n", 2)
    cells = first.split(",")
    cells[header.split(",").index("rate")] = "0"
    rates.write_text("\n".join([header, ",".join(cells), rest]))
    return folder


def test_dbt_retry_goes_on_where_a_build_stopped_and_ends_as_a_clean_one(spoilt, tmp_path, run_parsed):
    stopped, clean = tmp_path / "stopped" / "company.duckdb", tmp_path / "clean" / "company.duckdb"
    for database in (stopped, clean):
        database.parent.mkdir()
    refused = {"raw_path": str(spoilt), "quarantine_threshold": 0}
    allowed = {"raw_path": str(spoilt), "quarantine_threshold": 0.05}
    with pytest.raises(BuildError, match="more than quarantine_threshold"):
        run_parsed(["build", *MODELS], stopped, refused)
    retried = run_parsed(["retry"], stopped, allowed)
    built = run_parsed(["build", *MODELS], clean, allowed)
    assert 0 < len(retried.results) < len(built.results)
    assert find_difference(clean, stopped) is None


def test_a_change_of_the_project_keeps_the_journals(spoilt, tmp_path):
    published, working = tmp_path / "published" / "company.duckdb", tmp_path / "working" / "company.duckdb"
    project = tmp_path / "project"
    for folder in ("models", "macros", "seeds"):
        shutil.copytree(ROOT / folder, project / folder)
    shutil.copy(ROOT / "dbt_project.yml", project)
    for folder in (published.parent, working.parent):
        folder.mkdir()

    def build_journal(database: Path) -> list[tuple]:
        """The rows of the mart quarantine, built as the project now has it."""
        run_dbt(
            ["build", *MODELS, "--full-refresh", "--select", "+quarantine"], database=database, project=project,
            variables={"raw_path": str(spoilt)}, target_path=tmp_path / "target",
        )
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute("select * from marts.quarantine order by all").fetchall()

    before = build_journal(published)
    with duckdb.connect(str(published)) as connection:
        connection.execute("insert into marts.quarantine select * replace ('mended' as row_key) from marts.quarantine")
    model = project / "models" / "marts" / "quality" / "quarantine.sql"
    model.write_text(model.read_text().replace("as last_seen_at\n", "as last_seen_at,\n        'new' as noted_by\n"))
    contract = model.with_suffix(".yml")
    column = "      - name: noted_by\n        description: Anyone.\n        data_type: string\n"
    contract.write_text(contract.read_text().replace("    data_tests:", f"{column}    data_tests:", 1))
    carry_journals(published, working, is_sample=False)
    after = build_journal(working)
    assert len(before) == 1 and len(after) == 2
    first_seen = before[0][5]
    assert {(row[1] == "mended", row[5], row[7]) for row in after} == {(True, first_seen, None), (False, first_seen, "new")}
