"""A PostgreSQL cluster on loopback for the time of a test, from the server packages of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from engines.engine import Engine
from loopback import free_port

DATABASE = "customer_success"
BUILDER = "builder"
PASSWORD = "the password of all tests"
# Debian puts the server's programs into a folder of their version.
DEBIAN = Path("/usr/lib/postgresql")


class PostgresCluster(Engine):
    """A cluster with a database and a role that builds in it; superusers come through the socket alone."""

    def __init__(self) -> None:
        self.programs = server_programs()
        self.folder = Path(tempfile.mkdtemp(prefix="postgres_"))
        self.data = self.folder / "data"
        self.port = free_port()

    def __enter__(self) -> PostgresCluster:
        # initdb refuses to run as root, as which containers run tests.
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.call(
            "initdb", "--pgdata", str(self.data), "--username", "postgres", "--encoding", "UTF8", "--locale", "C.UTF-8",
            "--auth-local", "trust", "--auth-host", "scram-sha-256", "--no-sync",
        )  # fmt: skip
        self.start()
        self.execute(f"create role {BUILDER} login password '{PASSWORD}'", "postgres")
        self.execute(f"create database {DATABASE} owner {BUILDER}", "postgres")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        log = str(self.folder / "log")
        self.call("pg_ctl", "--pgdata", str(self.data), "--wait", "--log", log, "--options", options, "start")

    def stop(self) -> None:
        """Stop the server as a crash would: no transaction comes to its end."""
        self.call("pg_ctl", "--pgdata", str(self.data), "--mode", "immediate", "stop")

    def call(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs, as a user that it agrees to."""
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_user, str(self.programs / program), *arguments], cwd=self.folder, check=True, stdout=subprocess.DEVNULL
        )

    def connect(self, user: str = "postgres", database: str = DATABASE):
        """A connection: of the superuser through the socket, of others by their password."""
        import psycopg2

        if user == "postgres":
            return psycopg2.connect(host=str(self.folder), port=self.port, user=user, dbname=database)
        return psycopg2.connect(host="127.0.0.1", port=self.port, user=user, password=PASSWORD, dbname=database)

    def execute(self, sql: str, database: str = DATABASE) -> None:
        """Run a statement as superuser."""
        connection = self.connect(database=database)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
        connection.close()

    def query(self, sql: str, user: str = "postgres") -> list[tuple]:
        """The rows of a query."""
        connection = self.connect(user)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        finally:
            connection.close()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DBT_TARGET": "postgres",
            "CUSTOMER_SUCCESS_POSTGRES_PORT": str(self.port),
            "CUSTOMER_SUCCESS_POSTGRES_DATABASE": DATABASE,
            "CUSTOMER_SUCCESS_POSTGRES_USER": BUILDER,
            "CUSTOMER_SUCCESS_POSTGRES_PASSWORD": PASSWORD,
        }


def server_programs() -> Path:
    """The folder of initdb and pg_ctl, of the latest server of the machine."""
    found = shutil.which("initdb")
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if not found and not folders:
        raise FileNotFoundError("PostgreSQL: expected initdb, found none. Install the server, on Debian `postgresql`.")
    return folders[-1] if folders else Path(found).resolve().parent


def what_is_missing() -> str:
    """What of PostgreSQL is not installed here, as a sentence; empty where everything is."""
    if not find_spec("psycopg2"):
        return "PostgreSQL: expected its adapter, found none. Call make install-postgres."
    try:
        server_programs()
    except FileNotFoundError as missing:
        return str(missing)
    return ""
