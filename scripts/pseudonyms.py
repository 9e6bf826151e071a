"""What the pseudonyms of persons are made with: the salt, and a salt of its own for each forgotten customer.

Both stay out of git, of dbt's logs and of compiled SQL: they are kept in `.secrets` and put into the database
beside dbt, which reads them there.
"""

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from scripts.dbt_runner import ROOT, BuildError, Fault

SECRETS = ROOT / ".secrets"
VARIABLE = "CUSTOMER_SUCCESS_SALT"
SHORTEST_SALT = 16


@dataclass(frozen=True)
class ForgottenCustomer:
    """A row of `secrets.forgotten_customers`; its model says what the fields are."""

    customer_id: str
    salt: str
    is_counted_along: bool


def salt() -> str:
    """The salt: that of the environment, else the one in `.secrets/salt`, made once. Raises BuildError."""
    given = os.environ.get(VARIABLE)
    file = SECRETS / "salt"
    if given is None and not file.exists():
        write_once(file, random_salt())
    text = file.read_text(encoding="utf-8").strip() if given is None else given.strip()
    if len(text) < SHORTEST_SALT:
        raise BuildError(
            f"{VARIABLE if given is not None else file}: expected a salt of at least {SHORTEST_SALT} characters, "
            f"found {len(text)}. Take a random text that is kept, or leave it out and one is made in .secrets.",
            Fault.SETTINGS,
        )
    return text


def random_salt() -> str:
    """128 random bits as 32 characters: salt and id fit into one block of md5, which halves its time."""
    return secrets.token_hex(16)


def write_once(file: Path, text: str) -> None:
    """Write a file that only its owner reads; where another build was faster, its text stays."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    # A file made by mkstemp is the owner's alone, and a link never replaces what is there.
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as incoming:
        incoming.write(text + "\n")
    try:
        os.link(name, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)


def forget(customers: Iterable[str], counted_along: Iterable[str]) -> None:
    """Add to the list of the forgotten: from the next build on their people have new pseudonyms."""
    SECRETS.mkdir(mode=0o700, exist_ok=True)
    line = {"customers": sorted(customers), "counted_along": sorted(counted_along), "salt": random_salt()}
    handle = os.open(SECRETS / "forgotten.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def forgotten_customers() -> list[ForgottenCustomer]:
    """Everybody on the list, by id; of an account that is on it twice the later salt."""
    file = SECRETS / "forgotten.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    salts = {
        customer: line["salt"] for line in lines for customer in [*line["customers"], *line["counted_along"]]
    }
    asked_for = {customer for line in lines for customer in line["customers"]}
    return [ForgottenCustomer(customer, salts[customer], customer not in asked_for) for customer in sorted(salts)]


def pseudonyms_fingerprint() -> str:
    """A text that changes when pseudonyms do, and tells no salt. Raises BuildError."""
    return hashlib.sha256(repr((salt(), forgotten_customers())).encode()).hexdigest()


def place_secrets(database: Path) -> None:
    """Put the salts into a DuckDB file before dbt reads them there.

    Raises BuildError where the file was built with others: its stored pseudonyms would not match new ones.
    """
    wanted = [(salt(),)], [(one.customer_id, one.salt, one.is_counted_along) for one in forgotten_customers()]
    try:
        with duckdb.connect(str(database)) as connection:
            stored = placed_secrets(connection)
            if stored is None:
                write_secrets(connection, *wanted)
            elif stored != wanted:
                raise BuildError(
                    f"{database.name}: expected the salt and the forgotten customers that it was built with, found "
                    f"others in {VARIABLE} or {SECRETS}. Give it those, or build a new file.",
                    Fault.SETTINGS,
                )
    except duckdb.Error as error:
        raise BuildError(
            f"{database}: expected a DuckDB file that can be written, found: {str(error).splitlines()[0]}"
        ) from error


def placed_secrets(connection: duckdb.DuckDBPyConnection) -> tuple[list[tuple], list[tuple]] | None:
    """The rows of `secrets.salt` and `secrets.forgotten_customers` in a file; None where it has none."""
    if not connection.execute("select 1 from duckdb_tables() where schema_name = 'secrets'").fetchall():
        return None
    return (
        connection.execute("select salt from secrets.salt").fetchall(),
        connection.execute(
            "select customer_id, salt, is_counted_along from secrets.forgotten_customers order by customer_id"
        ).fetchall(),
    )


def write_secrets(connection: duckdb.DuckDBPyConnection, salts: list[tuple], forgotten: list[tuple]) -> None:
    """Create both tables in a file that has none."""
    connection.execute("create schema if not exists secrets")
    connection.execute("create table secrets.salt (salt varchar)")
    connection.execute(
        "create table secrets.forgotten_customers (customer_id varchar, salt varchar, is_counted_along boolean)"
    )
    connection.executemany("insert into secrets.salt values (?)", salts)
    if forgotten:
        connection.executemany("insert into secrets.forgotten_customers values (?, ?, ?)", forgotten)
