"""What a reader of the published file sees: the marts of one build, whole, whatever happens to the next one."""

import json
import os
import signal
import subprocess
import sys
import time
import types
from pathlib import Path

import duckdb
import pytest
import small_builds

from scripts import build, export
from scripts.building.files import BuildFiles
from scripts.building.inputs import Mode, choose_mode
from scripts.building.lock import only_build
from scripts.building.publishing import JOURNALS, carry_journals
from scripts.dbt_runner import BuildError, Fault

LONG = os.environ.get("TEST_LONG") == "1"


class Company:
    """A published file, what it is built from, and where builds of it work."""

    def __init__(self, folder: Path) -> None:
        self.out = folder / "published" / "company.duckdb"
        self.work = folder / "work"
        self.raw = folder / "raw"
        (self.raw / "support").mkdir(parents=True)
        self.files = BuildFiles(self.out, self.work)
        self.write_rows(5)

    def write_rows(self, rows: int) -> None:
        """Let the raw table have so many rows, and the same time whenever it has as many."""
        tickets = self.raw / "support" / "tickets.csv"
        tickets.write_text("row\n" * rows, encoding="utf-8")
        os.utime(tickets, (rows, rows))

    def build(self, figure: int) -> int:
        """Build it; returns the exit status."""
        return small_builds.build_small(self.out, self.work, figure, self.raw)

    def build_and_die(self, figure: int, operation: int) -> int:
        """Build it in a process that dies at an operation; returns the exit status."""
        command = [sys.executable, small_builds.__file__, self.out, self.work, figure, self.raw, operation]
        return subprocess.run([str(word) for word in command], check=False, capture_output=True).returncode

    def seen(self) -> tuple:
        """What a reader finds: figure and rows. Fails where two marts are not of one build."""
        return seen(self.out)


def query(database: Path, sql: str) -> list[tuple]:
    """The rows of a query on a file that is only read."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def seen(database: Path) -> tuple:
    """Figure and rows of a published file whose marts are of one build."""
    rows = query(
        database,
        """
        select figure, row_count, build_id from marts.figures
        union select figure, row_count, build_id from marts.more_figures
        union select figure, row_count, build_id from marts.figures_latest
        """,
    )
    assert len(rows) == 1, f"two builds in one file: {rows}"
    assert query(database, "select build_id from marts.builds") == [(rows[0][2],)]
    return rows[0][:2]


@pytest.fixture
def company(tmp_path, monkeypatch) -> Company:
    """A company that has not been built yet."""
    for name in ("run_dbt", "print_scorecard", "WORK"):
        monkeypatch.setattr(build, name, getattr(build, name))
    return Company(tmp_path)


def test_the_published_file_holds_the_marts_alone_with_their_comments(company):
    company.build(7)
    assert query(company.out, "select distinct schema_name from duckdb_tables()") == [("marts",)]
    relations = "select table_name, table_type from information_schema.tables"
    marts = query(company.files.state, f"{relations} where table_schema = 'marts'")
    assert sorted(query(company.out, relations)) == sorted([*marts, ("builds", "BASE TABLE")])
    comments = dict(query(company.out, "select table_name, comment from duckdb_tables()"))
    assert comments["figures"] == "It's the figure."
    assert query(company.out, "select comment from duckdb_views() where not internal") == [("The latest.",)]
    columns = query(company.out, "select column_name, comment from duckdb_columns() where table_name = 'figures'")
    assert dict(columns)["figure"] == "A number; any." and "build" in dict(columns)["build_id"]
    undescribed = "select count(*) from duckdb_columns() where table_name = 'builds' and comment is null"
    assert query(company.out, undescribed) == [(0,)]


def test_older_clients_read_the_published_file(company):
    """DuckDB 1.4 reads storage up to version 67; the number stands behind the name of the format."""
    assert company.build(1) == 0
    header = company.out.read_bytes()[8:20]
    assert header[:4] == b"DUCK" and 64 <= int.from_bytes(header[4:], "little") <= 67


def test_the_export_is_the_marts_of_one_build_or_stays_as_it_was(company, tmp_path, capsys):
    assert company.build(1) == 0
    folder = tmp_path / "parquet"
    assert export.main(["--from", str(company.out), "--to", str(folder)]) == 0
    exported = {file.stem for file in folder.iterdir()}
    assert exported == {mart for (mart,) in query(company.out, "select table_name from information_schema.tables")}
    assert duckdb.read_parquet(str(folder / "figures.parquet")).fetchall() == query(company.out, "from marts.figures")
    assert export.main(["--from", str(tmp_path / "nothing.duckdb"), "--to", str(folder)]) == Fault.SETTINGS
    assert "Call make build first" in capsys.readouterr().err
    company.out.write_text("no database", encoding="utf-8")
    assert export.main(["--from", str(company.out), "--to", str(folder)]) == Fault.PROJECT
    assert {file.stem for file in folder.iterdir()} == exported


def test_every_row_and_the_report_name_the_build(company):
    company.build(7)
    told = json.loads(company.files.log.read_text().splitlines()[-1])
    marts = [row[0] for row in query(company.out, "select table_name from information_schema.tables")]
    assert len(marts) == 6
    for mart in marts:
        rows = query(company.out, f"select distinct build_id from marts.{mart}")
        assert rows == [(told["build_id"],)], mart
    build_row = query(company.out, "select as_of_at::varchar, started_at <= finished_at, project_version from marts.builds")
    assert build_row == [("2025-07-01 00:00:00", True, "0.1.0")]


def test_the_line_of_json_says_what_was_built(company, capsys):
    company.build(7)
    small_builds.build_small(company.out, company.work, 7, company.raw)
    first, second = (json.loads(line) for line in company.files.log.read_text().splitlines())
    assert (first["mode"], first["status"], first["exit_code"], first["error"]) == ("full", "built", 0, None)
    assert first["raw_tables"] == {"support.tickets": {"raw_rows": 5, "quarantined_rows": 0}}
    assert first["marts"]["figures"] == 5 and first["marts"]["builds"] == 1
    assert first["seconds"] > 0 and first["out"] == str(company.out)
    assert (second["mode"], second["status"]) == ("unchanged", "built")
    capsys.readouterr()
    build.main(["--out", str(company.out), "--log", "json", "--vars", "{surprise: 1}"])
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(company.files.log.read_text().splitlines()[-1])
    assert (printed["status"], printed["exit_code"]) == ("failed", 2)
    assert printed["error"].startswith("VARS: expected the variables of dbt_project.yml, found 'surprise'.")


BEFORE = {"settings": 1, "code": 1, "data": 1, "profile": 1, "resources": 1, "tools": 1}


@pytest.mark.parametrize(
    ("changed", "mode"),
    [
        ((), Mode.UNCHANGED),
        (("code",), Mode.MODIFIED),
        (("data",), Mode.INCREMENTAL),
        (("code", "data"), Mode.FULL),
        (("settings",), Mode.FULL),
        (("profile", "data"), Mode.FULL),
        (("resources", "code"), Mode.FULL),
        (("tools",), Mode.FULL),
    ],
)
def test_what_changed_decides_how_much_is_built(changed, mode):
    assert choose_mode(BEFORE, {**BEFORE, **dict.fromkeys(changed, 2)}) == mode


def test_nothing_known_of_the_last_build_is_a_full_build():
    assert choose_mode({}, BEFORE) == Mode.FULL


def test_a_change_of_the_code_alone_rebuilds_what_changed_on_a_copy_of_the_state(company, capsys):
    company.build(7)
    stamp = json.loads(company.files.stamp.read_text())
    stamp["inputs"]["code"] = "older"
    stamp["quarantined"] = ["support.tickets: 1 of 5 rows is quarantined."]
    company.files.stamp.write_text(json.dumps(stamp))
    with duckdb.connect(str(company.files.state)) as connection:
        connection.execute("create table staging.left_alone as select 1 as one")
    assert company.build(7) == 0
    asked = " ".join(small_builds.ASKED[-1])
    assert f"--full-refresh --select state:modified+ --state {company.files.manifest_folder}" in asked
    assert query(company.files.state, "from staging.left_alone") == [(1,)]
    # Said again, though the model that counts was left alone.
    assert "support.tickets: 1 of 5 rows is quarantined." in capsys.readouterr().out
    company.build(7)
    company.write_rows(6)
    company.build(7)
    assert "--select" not in small_builds.ASKED[-1]
    assert query(company.files.state, "from staging.left_alone") == [(1,)]
    company.build(8)
    assert query(company.files.state, "select count(*) from duckdb_tables() where table_name = 'left_alone'") == [(0,)]


def test_a_file_that_is_not_the_last_build_is_built_in_full(company):
    company.build(7)
    kept = company.out.read_bytes()
    company.build(8)
    company.out.write_bytes(kept)
    company.build(8)
    assert json.loads(company.files.log.read_text().splitlines()[-1])["mode"] == "full"
    assert company.seen() == (8, 5)


def test_journals_come_from_the_published_file_and_go_on(company):
    company.build(7)
    company.files.stamp.unlink()
    company.build(7)
    company.write_rows(6)
    company.build(7)
    assert query(company.out, "select row_key from marts.quarantine order by row_key") == [(0,), (1,), (2,)]
    assert query(company.files.state, "select * from marts.quarantine order by row_key") == [(0,), (1,), (2,)]


def test_a_carried_journal_keeps_its_comment_and_loses_the_build(company, tmp_path):
    company.build(7)
    working = tmp_path / "working.duckdb"
    carry_journals(company.out, working, is_sample=False)
    tables = query(working, "select table_name, comment, column_count from duckdb_tables()")
    assert tables == [("quarantine", "A journal.", 1)]


def test_the_journals_of_the_sample_company_are_nobody_elses(company, tmp_path):
    company.build(7)
    assert query(company.out, "select is_sample_company from marts.builds") == [(False,)]
    with pytest.raises(BuildError, match="OUT: expected another file for the sample company, found that of your own") as stopped:
        carry_journals(company.out, tmp_path / "of_the_sample.duckdb", is_sample=True)
    assert stopped.value.fault == Fault.SETTINGS
    with duckdb.connect(str(company.out)) as connection:
        connection.execute("update marts.builds set is_sample_company = true")
    carry_journals(company.out, tmp_path / "own.duckdb", is_sample=False)
    assert not (tmp_path / "own.duckdb").exists()
    carry_journals(company.out, tmp_path / "of_the_sample.duckdb", is_sample=True)
    assert query(tmp_path / "of_the_sample.duckdb", "select count(*) from marts.quarantine") == [(1,)]


def test_the_journals_are_the_models_tagged_journal():
    tagged = {
        path.stem
        for path in (build.ROOT / "models").rglob("*.sql")
        if "tags=['journal']" in path.read_text(encoding="utf-8")
    }
    assert tagged == set(JOURNALS)


@pytest.mark.parametrize("change", ["settings", "data"])
def test_a_build_killed_at_any_operation_leaves_one_build_and_the_next_is_right(change, company, capsys):
    company.build(7)
    before, figure, rows = (7, 5), (8 if change == "settings" else 7), (9 if change == "data" else 5)
    states = set()
    # Bounded, every other one from the renaming of the published file to the last word on its state.
    for operation in range(1, 100) if LONG else range(12, 27, 2):
        company.write_rows(rows)
        if company.build_and_die(figure, operation) == 0:
            break
        states.add(company.seen())
        assert company.seen() in (before, (figure, rows))
        company.write_rows(5)
        assert company.build(7) == 0
        assert company.seen() == before
        assert query(company.files.state, "select figure, row_count from staging.kept") == [before]
        left = [path.name for folder in (company.out.parent, company.files.folder) for path in folder.iterdir()]
        assert not [name for name in left if "incoming" in name or "working" in name]
    assert operation > 25 and states == {before, (figure, rows)}


def test_a_reader_never_sees_two_builds_nor_an_error(company, tmp_path):
    company.build(1)
    stop = tmp_path / "stop"
    reader = subprocess.Popen([sys.executable, __file__, str(company.out), str(stop)], stdout=subprocess.PIPE, text=True)
    for figure in range(2, 40 if LONG else 12):
        assert company.build(figure) == 0
    stop.touch()
    printed, _ = reader.communicate(timeout=60)
    assert reader.returncode == 0, printed
    figures = json.loads(printed)
    assert figures == sorted(figures) and len(set(figures)) > 2


def read_until(out: Path, stop: Path) -> list[int]:
    """Poll a published file as a BI client does, each time twice on one connection; the figures in turn."""
    figures = []
    while not stop.exists():
        with duckdb.connect(str(out), read_only=True) as connection:
            twice = []
            for mart in ("figures", "more_figures"):
                twice.append(connection.execute(f"select distinct figure, build_id from marts.{mart}").fetchall())
                time.sleep(0.02)
            assert twice[0] == twice[1] and len(twice[0]) == 1, twice
            figures.append(twice[0][0][0])
    return figures


def test_an_open_connection_keeps_its_build_while_a_new_one_is_published(company):
    company.build(1)
    copy = company.out.with_name("other_name.duckdb")
    copy.hardlink_to(company.out)
    with duckdb.connect(str(copy), read_only=True) as connection:
        company.build(2)
        assert connection.execute("select distinct figure from marts.figures").fetchall() == [(1,)]
    assert company.seen() == (2, 5)


def test_a_second_build_of_the_same_file_is_refused(company, capsys):
    company.build(7)
    with only_build(company.files.lock, company.out):
        assert company.build(8) == Fault.BUSY
    sentence = capsys.readouterr().err.strip()
    assert sentence.startswith(f"OUT: {company.out} is being built since 2") and "by process" in sentence
    assert company.seen() == (7, 5)
    assert company.build(8) == 0


def test_the_lock_of_a_killed_build_is_free(company):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(company.files.lock), str(company.out)], stdout=subprocess.PIPE, cwd=build.ROOT
    )
    holder.stdout.readline()
    with pytest.raises(BuildError, match=f"by process {holder.pid} on "), only_build(company.files.lock, company.out):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert company.build(7) == 0


HOLD = """
import sys, time
from pathlib import Path
from scripts.building.lock import only_build
with only_build(Path(sys.argv[1]), Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_file_that_cannot_be_written_is_one_sentence(company, capsys):
    company.out.parent.write_text("a file where a folder should be")
    assert company.build(7) == Fault.PROJECT
    assert f"OUT: expected to write {company.out}, found: " in capsys.readouterr().err


def test_a_profile_that_builds_elsewhere_is_one_sentence(company, capsys, monkeypatch):
    company.build(7)
    node = types.SimpleNamespace(resource_type="model", database="elsewhere")
    monkeypatch.setattr(small_builds.Result, "results", (types.SimpleNamespace(node=node, status="success"),))
    assert company.build(8) == Fault.SETTINGS
    assert "profiles.yml: expected the path" in capsys.readouterr().err
    assert company.seen() == (7, 5)


def test_a_file_that_another_program_writes_to_is_busy(company, capsys):
    company.build(7)
    writer = subprocess.Popen(
        [sys.executable, "-c", "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()",
         str(company.out)],
        stdout=subprocess.PIPE, stdin=subprocess.PIPE,
    )
    writer.stdout.readline()
    assert company.build(8) == Fault.BUSY
    assert "Close whatever holds it" in capsys.readouterr().err
    writer.communicate(b"\n")
    assert company.build(8) == 0


if __name__ == "__main__":
    print(json.dumps(read_until(Path(sys.argv[1]), Path(sys.argv[2]))))
