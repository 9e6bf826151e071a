"""One line of JSON a build: what, how long, rows, warnings."""

import json
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from scripts.building.publishing import literal
from scripts.dbt_runner import BuildError, Fault


@dataclass
class Report:
    """What became of a build. It has failed until it says otherwise, so that no end goes untold."""

    out: str
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: float = field(default_factory=time.monotonic)
    mode: str | None = None
    status: str = "failed"
    exit_code: int = 1
    steps: int = 0
    raw_tables: dict[str, dict[str, int]] = field(default_factory=dict)
    marts: dict[str, int] = field(default_factory=dict)
    quarantined: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: str | None = "It stopped before its end."

    def __post_init__(self) -> None:
        self.build_id = f"{self.started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"

    @property
    def seconds(self) -> float:
        """Since the start."""
        return round(time.monotonic() - self.started, 1)

    def succeeded(self) -> None:
        """Note that the published file is up to date."""
        self.status, self.exit_code, self.error = "built", 0, None

    def stopped_by(self, error: Exception) -> None:
        """Note why it failed."""
        if isinstance(error, BuildError):
            self.exit_code, self.error = int(error.fault), str(error)
        else:
            reason = str(error).splitlines()[0]
            self.exit_code, self.error = int(Fault.PROJECT), f"OUT: expected to write {self.out}, found: {reason}"

    def count_rows(self, published: Path) -> None:
        """Note the rows of a published file: where those of each raw table went, and how many each mart has."""
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(published)} as published (read_only)")
            connection.execute("use published")
            cursor = connection.execute("select * exclude (build_id) from marts.load_reconciliation order by raw_table")
            names = [column[0] for column in cursor.description[1:]]
            self.raw_tables = {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}
            marts = connection.execute("select table_name from duckdb_tables() where database_name = 'published'").fetchall()
            self.marts = {
                mart: connection.execute(f"select count(*) from marts.{mart}").fetchall()[0][0]
                for mart, in sorted(marts)
            }

    def line(self) -> str:
        """The build as one line of JSON; README.md says what each entry is."""
        told = {
            "build_id": self.build_id,
            "started_at": self.started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "seconds": self.seconds,
            "out": self.out,
            "mode": self.mode,
            "status": self.status,
            "exit_code": self.exit_code,
            "steps": self.steps,
            "raw_tables": self.raw_tables,
            "marts": self.marts,
            "warnings": [*self.quarantined, *self.warnings],
            "error": self.error,
        }
        return json.dumps(told, ensure_ascii=False)

    def append_to(self, log: Path) -> None:
        """Write the line behind those of earlier builds."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(self.line() + "\n")
