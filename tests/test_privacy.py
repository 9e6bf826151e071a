"""No personal value and no salt is found anywhere after a build; a forgotten customer cannot be recognised."""

from __future__ import annotations

import contextlib
import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest

from bad_rows import AS_OF, cases, contract, fingerprint, published_fingerprint, write_csv
from scripts import build, forget, pseudonyms
from scripts.building.files import BuildFiles
from scripts.building.lock import only_build
from scripts.dbt_runner import ROOT, BuildError
from scripts.mutations.comparison import FIGURES, find_difference
from scripts.validate import __main__ as validation

# Unique to this run, for logs of other runs lie in the same folder.
SENTINEL = f"sentinel-{uuid4().hex}"
SALT = f"salt-{uuid4().hex}"
SETTINGS = f"{{as_of: {AS_OF}, quarantine_threshold: 1}}"
PERSONAL = {
    table: {name: meta["personal"] for name, meta in found["columns"].items() if "personal" in meta}
    for table, found in contract().items()
}


@pytest.fixture(scope="module", autouse=True)
def own_folders(tmp_path_factory):
    """Working copies, secrets and the salt are those of this module."""
    with pytest.MonkeyPatch.context() as patch:
        work = tmp_path_factory.mktemp("work")
        patch.setattr(build, "WORK", work)
        patch.setattr(validation, "WORK", work)
        patch.setattr(pseudonyms, "SECRETS", tmp_path_factory.mktemp("secrets"))
        patch.setattr(forget, "DBT_FOLDERS", ())
        patch.setenv(pseudonyms.VARIABLE, SALT)
        yield


def marked(table: str, row: dict[str, str]) -> dict[str, str]:
    """The row with the sentinel in every personal column, where it is not an error that it is empty."""
    key, columns = contract()[table]["key"][0], contract()[table]["columns"]
    values = {
        name: f"{SENTINEL} {row.get(name) or row.get(key)}"
        for name in PERSONAL[table]
        if row.get(name, "").strip() or not columns[name].get("required")
    }
    return {**row, **values}


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> Path:
    """The sample company and bad rows of every kind, a sentinel in every personal column of every row."""
    folder = tmp_path_factory.mktemp("raw")
    write_csv(folder, cases())
    for table in (table for table, personal in PERSONAL.items() if personal):
        path = folder / f"{table.replace('.', '/')}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(marked(table, row) for row in rows)
    return folder


@dataclass(frozen=True)
class Built:
    """What a build left: the DuckDB file with all schemas, all its DuckDB files, the folders that it wrote to, and
    what it printed. A new kind of output belongs into one of these."""

    state: Path
    databases: tuple[Path, ...]
    folders: tuple[Path, ...]
    printed: str


@contextlib.contextmanager
def everything_printed() -> Iterator[io.StringIO]:
    """What is printed, on both channels."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield printed


@pytest.fixture(scope="module")
def by_make(raw, tmp_path_factory) -> Built:
    """`make build` of the folder, and `make validate` with its page."""
    out = tmp_path_factory.mktemp("by_make") / "company.duckdb"
    with everything_printed() as printed:
        assert build.main(["--out", str(out), "--raw-path", str(raw), "--vars", SETTINGS]) == 0, printed.getvalue()
        assert validation.main(["--raw-path", str(raw), "--report", str(build.WORK / "report.html")]) == 1
    return Built(build.files_of(out).state, (out, *build.WORK.rglob("*.duckdb")), (build.WORK, ROOT / "logs"), printed.getvalue())


@pytest.fixture(scope="module")
def by_dbt(raw, tmp_path_factory) -> Built:
    """Plain dbt, with its documentation; the salt is dbt's own."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("by_dbt")
    database = folder / "company.duckdb"
    with everything_printed() as printed, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTOMER_SUCCESS_DUCKDB", str(database))
        for command in (["build", "--exclude-resource-type", "unit_test"], ["docs", "generate"]):
            variables = f"{{raw_path: '{raw}', as_of: {AS_OF}, quarantine_threshold: 1}}"
            outcome = dbtRunner().invoke(
                [
                    *command, "--vars", variables, "--target-path", str(folder / "target"),
                    "--log-path", str(folder / "logs"), "--log-level", "debug",
                    "--project-dir", str(ROOT), "--profiles-dir", str(ROOT),
                ]
            )
            DuckDBConnectionManager.close_all_connections()
            assert outcome.success, printed.getvalue()[-2000:]
    return Built(database, (database,), (folder / "target", folder / "logs"), printed.getvalue())


def places(built: Built, text: str, but: tuple[str, ...] = ()) -> list[str]:
    """Where a text is found after a build: in any column of any schema but some, in any file, in what was printed."""
    found = ["printed"] if text in built.printed else []
    for database in built.databases:
        with duckdb.connect(str(database), read_only=True) as connection:
            for schema, table in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall():
                if schema not in but and connection.execute(
                    f'select 1 from "{schema}"."{table}" as row where contains(cast(row as varchar), ?) limit 1', [text]
                ).fetchall():
                    found.append(f"{schema}.{table}")
    for folder in built.folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".duckdb" and text.encode() in path.read_bytes():
                found.append(str(path))
    return found


def query(database: Path, sql: str) -> list[tuple]:
    """The rows of a query."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_contract_says_of_each_personal_column_what_becomes_of_it():
    fates = {name: fate for columns in PERSONAL.values() for name, fate in columns.items()}
    assert fates == {
        "name": "dropped", "email": "dropped", "comment": "dropped", "user_id": "hashed", "respondent_id": "hashed"
    }


@pytest.mark.parametrize("way", ["by_make", "by_dbt"])
def test_a_personal_value_is_found_nowhere(way, request):
    built = request.getfixturevalue(way)
    assert query(built.state, "select count(distinct rule_class) from marts.quarantine") == [(6,)]
    assert places(built, SENTINEL) == []


@pytest.mark.parametrize("way", ["by_make", "by_dbt"])
def test_the_salt_is_in_its_own_schema_and_nowhere_else(way, request):
    built = request.getfixturevalue(way)
    [(salt,)] = query(built.state, "select salt from secrets.salt")
    assert len(salt) >= 16 and (salt == SALT) == (way == "by_make")
    assert places(built, salt, but=("secrets",)) == []
    assert "secrets.salt" in places(built, salt)


def test_a_pseudonym_is_made_with_the_salt_and_nobody_gets_none(by_make, raw):
    difference = f"""
        select * from (
            select event_id, md5('{SALT}' || user_id) as pseudonym from read_csv('{raw}/usage/events.csv', all_varchar = true)
        ) as came
        inner join staging.base_usage__events as kept on came.event_id = kept.row_key
        where came.pseudonym is distinct from kept.user_id
    """
    assert query(by_make.state, difference) == []
    assert query(by_make.state, "select count(distinct user_id) > 100 from staging.base_usage__events") == [(True,)]


def test_nobody_finds_a_personal_value_by_guessing_a_row(by_make):
    rows = [(case.table, marked(case.table, case.row)) for case in cases() if case.fate == "quarantined"]
    published = {row_hash for (row_hash,) in query(by_make.state, "select row_hash from marts.quarantine")}
    assert {published_fingerprint(table, row, False) for table, row in rows} & published
    assert not {fingerprint(table, row, False) for table, row in rows} & published


GOOD_START = "customer_id,created_at,name,email\n" + "".join(
    f'c{number},2024-01-01,"Somebody ""and"" sons, {number}",a@b.c\n' for number in range(30000)
)
MALFORMED = {
    "a column too many": (f"{GOOD_START}x,2024-01-01,{SENTINEL},of all,{SENTINEL}\n".encode(), "line 30002"),
    "a column too few": (f"{GOOD_START}x,{SENTINEL}\n".encode(), "line 30002"),
    "an open quotation mark": (f'{GOOD_START}x,2024-01-01,"{SENTINEL},a@b.c\n{GOOD_START}'.encode(), "line 30002"),
    "another encoding": (f"{GOOD_START}x,2024-01-01,{SENTINEL} ".encode() + b"\xff\xfe,a@b.c\n", "line 30002"),
    "a line of millions": (f"{GOOD_START}x,2024-01-01,{SENTINEL * 60000},a@b.c\n".encode(), "line 30002"),
    "no header": (f"c1,2024-01-01,{SENTINEL},a@b.c\n".encode(), "expected a header"),
    "a short file with a column too many": (
        f"customer_id,created_at,name\nc1,2024-01-01,a,b,{SENTINEL}\n".encode(), "line 2 "
    ),
}


@pytest.fixture(scope="module")
def malformed(tmp_path_factory) -> Path:
    """A folder for one file of customers, the same for each case, so that dbt parses once."""
    folder = tmp_path_factory.mktemp("malformed")
    (folder / "billing").mkdir()
    return folder


@pytest.mark.parametrize("case", MALFORMED)
def test_a_line_that_cannot_be_read_is_one_sentence_that_does_not_quote_it(case, malformed):
    content, said = MALFORMED[case]
    (malformed / "billing" / "customers.csv").write_bytes(content)
    with everything_printed() as printed:
        assert build.main(["--out", str(malformed / "company.duckdb"), "--raw-path", str(malformed)]) == 3
    message = printed.getvalue().strip().splitlines()[-1]
    assert message.startswith("billing.customers: expected ") and said in message
    assert places(Built(malformed / "company.duckdb", (), (build.WORK, ROOT / "logs"), printed.getvalue()), SENTINEL) == []


def test_a_salt_of_the_environment_wins_and_a_short_one_is_one_sentence(monkeypatch):
    assert pseudonyms.salt() == SALT
    monkeypatch.setenv(pseudonyms.VARIABLE, "too short")
    with pytest.raises(BuildError, match="CUSTOMER_SUCCESS_SALT: expected a salt of at least 16 .* found 9") as stopped:
        pseudonyms.salt()
    assert "too short" not in str(stopped.value)
    monkeypatch.setenv(pseudonyms.VARIABLE, "")
    with pytest.raises(BuildError, match="found 0"):
        pseudonyms.salt()


@pytest.fixture
def secrets(monkeypatch, tmp_path) -> Path:
    """An empty folder of secrets, and no salt in the environment."""
    monkeypatch.delenv(pseudonyms.VARIABLE)
    monkeypatch.setattr(pseudonyms, "SECRETS", tmp_path / "secrets")
    return tmp_path / "secrets"


def test_without_one_a_salt_is_made_once_for_the_owner_alone(secrets):
    made = pseudonyms.salt()
    assert len(made) == 32 and pseudonyms.salt() == made
    pseudonyms.write_once(secrets / "salt", "of a slower build")
    assert pseudonyms.salt() == made
    assert oct((secrets / "salt").stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in secrets.iterdir()] == ["salt"]


def test_a_file_keeps_the_salts_that_it_was_built_with(secrets, tmp_path):
    database = tmp_path / "company.duckdb"
    before = pseudonyms.pseudonyms_fingerprint()
    pseudonyms.place_secrets(database)
    pseudonyms.place_secrets(database)
    assert query(database, "select salt from secrets.salt") == [(pseudonyms.salt(),)]
    pseudonyms.forget(["c1"], ["c2"])
    assert pseudonyms.pseudonyms_fingerprint() != before
    with pytest.raises(BuildError, match="company.duckdb: expected the salt and the forgotten customers that it was built") as stopped:
        pseudonyms.place_secrets(database)
    assert pseudonyms.salt() not in str(stopped.value)


def test_who_is_forgotten_twice_has_the_later_salt_and_stays_forgotten(secrets):
    pseudonyms.forget(["c1"], ["c2"])
    first = {one.customer_id: one.salt for one in pseudonyms.forgotten_customers()}
    pseudonyms.forget(["c2"], ["c1"])
    second = pseudonyms.forgotten_customers()
    assert [(one.customer_id, one.is_counted_along) for one in second] == [("c1", False), ("c2", False)]
    assert len({*first.values(), *(one.salt for one in second), pseudonyms.salt()}) == 3
    assert oct((secrets / "forgotten.jsonl").stat().st_mode & 0o777) == "0o600"


def test_merged_accounts_are_forgotten_together_and_kin_is_counted_along(tmp_path):
    database = tmp_path / "company.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            """
            create schema staging;
            create schema intermediate;
            create table staging.stg_billing__customers as
            from (values
                ('merged', 'survivor', null), ('survivor', null, 'parent'), ('parent', null, null),
                ('sister', null, 'parent'), ('stranger', null, 'not_there')
            ) as accounts (customer_id, merged_into_customer_id, parent_customer_id);
            create table staging.base_billing__customers as from staging.stg_billing__customers;
            create table intermediate.int_accounts_survived as
            select customer_id as account_id, coalesce(merged_into_customer_id, customer_id) as survivor_id
            from staging.stg_billing__customers;
            """
        )
    for customer in ("merged", "survivor"):
        assert forget.accounts_of(database, customer) == ({"merged", "survivor"}, {"parent", "sister"})
    assert forget.accounts_of(database, "sister") == ({"sister"}, {"parent", "survivor", "merged"})
    with pytest.raises(BuildError, match="CUSTOMER: expected the customer_id of a raw row, found 'nobody'"):
        forget.accounts_of(database, "nobody")


def pseudonyms_of(database: Path, customers: tuple[str, ...]) -> set[str]:
    """The pseudonyms of the users and respondents of customers."""
    return {
        row[0]
        for table, column in (
            ("usage__events", "user_id"), ("usage__interactions", "user_id"),
            ("survey__invitations", "respondent_id"), ("survey__responses", "respondent_id"),
        )
        for row in query(
            database,
            f"select distinct {column} from staging.base_{table} where {column} is not null and customer_id in {customers}",
        )
    }


def found_in_bytes(folders: tuple[Path, ...], texts: set[str]) -> set[str]:
    """Which of some texts occur in the bytes of any file."""
    contents = [path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {text for text in texts if any(text.encode() in content for content in contents)}


def test_a_forgotten_customer_keeps_its_figures_and_loses_its_pseudonyms(by_make, raw, tmp_path, monkeypatch):
    out, folder = tmp_path / "company.duckdb", Path(shutil.copytree(raw, tmp_path / "raw"))
    arguments = ["--out", str(out), "--raw-path", str(folder), "--vars", SETTINGS]
    monkeypatch.setattr(build, "WORK", tmp_path / "work")
    monkeypatch.setattr(pseudonyms, "SECRETS", tmp_path / "secrets")
    before = by_make.state
    [(merged, survivor)] = query(
        before,
        "select account_id, survivor_id from intermediate.int_accounts_survived as survived "
        "where account_id <> survivor_id and exists (select 1 from staging.stg_usage__events where customer_id = account_id) "
        "order by account_id limit 1",
    )
    customers = (merged, survivor)
    old = pseudonyms_of(before, customers)
    assert old and found_in_bytes((before.parent,), old) == old
    with everything_printed() as printed:
        assert forget.main([*arguments, "--customer", merged]) == 0, printed.getvalue()
    assert f"Forgotten: {', '.join(sorted(customers))}." in printed.getvalue()
    assert "usage.events still holds user_id of " in printed.getvalue()
    assert SENTINEL not in printed.getvalue()
    new = pseudonyms_of(build.files_of(out).state, customers)
    assert len(new) == len(old) and not new & old
    assert find_difference(before, build.files_of(out).state, FIGURES) is None
    assert found_in_bytes((tmp_path,), old) == set()
    assert found_in_bytes((tmp_path / "work",), new) == new
    (folder / "support" / "tickets.csv").unlink()
    assert build.main(arguments) == 0
    assert pseudonyms_of(build.files_of(out).state, customers) == new


@pytest.fixture
def without_builds(secrets, tmp_path, monkeypatch) -> BuildFiles:
    """The files of an own OUT with a state, where `make forget` finds everybody and builds nothing."""
    monkeypatch.setattr(build, "WORK", tmp_path / "work")
    monkeypatch.setattr(forget, "build", lambda *arguments: None)
    monkeypatch.setattr(forget, "accounts_of", lambda database, customer: ({customer}, set()))
    files = build.files_of(tmp_path / "company.duckdb")
    files.folder.mkdir(parents=True)
    files.state.touch()
    return files


def test_a_build_in_progress_loses_nothing_to_forgetting_which_is_refused(without_builds, capsys):
    with only_build(without_builds.lock, without_builds.out):
        assert forget.main(["--out", str(without_builds.out), "--customer", "c1"]) == 5
    said, on_the_list = capsys.readouterr().err.splitlines()
    assert "company.duckdb is being built since " in said
    assert on_the_list.startswith("c1 is on the list of the forgotten, but 'company.duckdb' is still as it was.")
    assert without_builds.state.exists()


@pytest.mark.parametrize("error", [OSError("No space left on device"), duckdb.IOException("No space left on device")])
def test_what_this_machine_refuses_to_forgetting_is_one_sentence(error, without_builds, monkeypatch, capsys):
    def refuse(*arguments):
        raise error

    monkeypatch.setattr(forget, "build", refuse)
    assert forget.main(["--out", str(without_builds.out), "--customer", "c1"]) == 1
    assert capsys.readouterr().err == (
        f"OUT: expected to write {without_builds.out}, found: No space left on device\n"
    )
    assert pseudonyms.forgotten_customers() == []


def test_a_customer_that_nobody_knows_is_one_sentence_and_not_on_the_list(by_make, raw, capsys):
    arguments = ["--out", str(by_make.databases[0]), "--raw-path", str(raw), "--vars", SETTINGS]
    assert forget.main([*arguments, "--customer", "nobody_at_all"]) == 2
    assert "found 'nobody_at_all', which none has" in capsys.readouterr().err
    assert pseudonyms.forgotten_customers() == []
