"""An emulator of BigQuery on loopback for the time of a test. It is of an alpha release and needs another DuckDB than the
project, hence a Python of its own: `make test-bigquery` installs it and says where in CRUCIBLE_PYTHON."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from engines.engine import Engine
from loopback import free_port

PROJECT = "customer_success"
SERVER = Path(__file__).with_name("crucible_with_decimals.py")
SECONDS_TO_START = 60
READ = {
    "INTEGER": int, "FLOAT": float, "NUMERIC": Decimal, "STRING": str, "BOOLEAN": lambda value: value == "true",
    "DATE": date.fromisoformat, "DATETIME": datetime.fromisoformat,
}  # fmt: skip


class BigQueryEmulator(Engine):
    """A running emulator, its tables in a file of `folder`."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.folder = folder

    def __enter__(self) -> BigQueryEmulator:
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [
                    os.environ["CRUCIBLE_PYTHON"], str(SERVER), "serve", "--dialect", "bigquery", "--port", str(self.port),
                    "--database", str(self.folder / "tables.duckdb"),
                ],
                stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(SECONDS_TO_START):
            try:
                urlopen(f"{self.address}/_crucible/health")
                return self
            except URLError:
                time.sleep(1)
        self.process.kill()
        raise TimeoutError(f"The emulator did not start in {SECONDS_TO_START} seconds: {(self.folder / 'log').read_text()}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    def version(self) -> str:
        """The name and the version of the emulator."""
        asked = [os.environ["CRUCIBLE_PYTHON"], "-c", "from importlib.metadata import version; print(version('crucible-emulator'))"]
        return f"crucible-emulator {subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()}"

    def query(self, sql: str) -> list[tuple]:
        page = self.call("queries", {"query": sql, "useLegacySql": False})
        types = [field["type"] for field in page["schema"]["fields"]]
        rows = []
        while True:
            for row in page.get("rows", []):
                values = [cell["v"] for cell in row["f"]]
                rows.append(
                    tuple(None if value is None else READ[name](value) for name, value in zip(types, values, strict=True))
                )
            if not page.get("pageToken"):
                return rows
            page = self.call(f"queries/{page['jobReference']['jobId']}?pageToken={page['pageToken']}")

    def call(self, path: str, body: Mapping[str, object] | None = None) -> dict:
        """What the emulator answers to a request: GET without a body, else POST."""
        data = json.dumps(body).encode() if body else None
        request = Request(
            f"{self.address}/bigquery/v2/projects/{PROJECT}/{path}", data, {"Content-Type": "application/json"}
        )
        with urlopen(request) as answer:
            return json.load(answer)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DBT_TARGET": "bigquery",
            "CUSTOMER_SUCCESS_BIGQUERY_METHOD": "oauth-secrets",
            "CUSTOMER_SUCCESS_BIGQUERY_TOKEN": "none is asked for",
            "CUSTOMER_SUCCESS_BIGQUERY_ENDPOINT": self.address,
            "CUSTOMER_SUCCESS_BIGQUERY_PROJECT": PROJECT,
        }
