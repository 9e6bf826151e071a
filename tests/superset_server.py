"""A Superset on this machine for the time of a test: started, asked over its REST API, stopped whatever happens."""

import json
import os
import re
import secrets
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from loopback import free_port

from scripts.dbt_runner import ROOT
from scripts.reading.browser import chromium

SOURCE = ROOT / "bi" / "superset"
ENVIRONMENT = ROOT / ".build" / "superset" / "bin"
SECONDS_TO_START = 300


class SupersetError(Exception):
    """Superset did not do what it should; its text is a sentence with the reason that its log gives."""


@dataclass
class Superset:
    """A Superset that answers: where it is, and what its only user needs."""

    address: str
    environment: Mapping[str, str]
    session: requests.Session = field(default_factory=requests.Session)

    def log_in(self) -> None:
        """Take a token for the REST API."""
        answer = self.ask(
            "post", "security/login",
            json={"username": "admin", "password": self.environment["SUPERSET_ADMIN_PASSWORD"], "provider": "db"},
        )
        self.session.headers["Authorization"] = f"Bearer {answer['access_token']}"

    def ask(self, method: str, path: str, **arguments) -> dict:
        """The answer of the REST API. Raises SupersetError."""
        answer = self.session.request(method, f"{self.address}/api/v1/{path}", timeout=120, **arguments)
        if not answer.ok:
            raise SupersetError(f"Superset: expected an answer to {path}, found status {answer.status_code}: {answer.text[:500]}")
        return answer.json()

    def import_bundle(self, bundle: Path) -> None:
        """Import a dashboard, as the page Dashboards does."""
        with bundle.open("rb") as content:
            self.ask("post", "dashboard/import/", files={"formData": (bundle.name, content)}, data={"overwrite": "true"})

    def names(self, kind: str, name: str) -> dict[str, int]:
        """Identifiers by name of everything of one kind: dataset, chart or dashboard."""
        listed = self.ask("get", f"{kind}/", params={"q": "(page_size:1000)"})
        assert len(listed["result"]) == listed["count"]
        return {each[name]: each["id"] for each in listed["result"]}

    def look(self, slug: str, charts: int, picture: Path) -> dict[str, dict]:
        """What Chromium shows of a dashboard: see bi/superset/browser.py. Raises SupersetError and NotInstalled."""
        arguments = [self.address, slug, charts, chromium(), picture]
        return json.loads(run("browser.py", self.environment, *arguments))


@contextmanager
def running(folder: Path, **changes: str) -> Iterator[Superset]:
    """A new Superset that keeps what it knows in a folder. Raises SupersetError."""
    environment = {
        **os.environ,
        "SUPERSET_CONFIG_PATH": str(SOURCE / "superset_config.py"),
        "SUPERSET_HOME": str(folder),
        "SUPERSET_SECRET_KEY": secrets.token_urlsafe(42),
        "SUPERSET_ADMIN_PASSWORD": secrets.token_urlsafe(),
        "PYTHONDONTWRITEBYTECODE": "1",
        **changes,
    }
    run("prepare.py", environment)
    port = free_port()
    log = folder / "server.log"
    with log.open("w") as lines:
        server = subprocess.Popen(
            [
                ENVIRONMENT / "gunicorn", "--no-control-socket", "--workers", "1", "--worker-class", "gthread", "--threads", "4",
                "--timeout", str(SECONDS_TO_START), "--bind", f"127.0.0.1:{port}", "superset.app:create_app()",
            ],
            cwd=folder, env=environment, stdout=lines, stderr=subprocess.STDOUT,
        )
    try:
        superset = Superset(f"http://127.0.0.1:{port}", environment)
        wait_until_ready(superset, server, log)
        superset.log_in()
        yield superset
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_ready(superset: Superset, server: subprocess.Popen, log: Path) -> None:
    """Return as soon as Superset answers. Raises SupersetError when it stops or takes too long."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SupersetError(f"Superset: expected a server, but it stopped: {reason(log.read_text())}")
        try:
            if superset.session.get(f"{superset.address}/health", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    raise SupersetError(f"Superset: expected an answer within {SECONDS_TO_START} s, found none: {reason(log.read_text())}")


def run(script: str, environment: Mapping[str, str], *arguments: object) -> str:
    """Run a script of bi/superset in Superset's environment; returns what it prints. Raises SupersetError."""
    if not (ENVIRONMENT / "python").exists():
        raise SupersetError(f"Superset: expected its environment in {ENVIRONMENT.parent}, found none. Call make test-bi.")
    finished = subprocess.run(
        [ENVIRONMENT / "python", SOURCE / script, *[str(argument) for argument in arguments]],
        env=environment, check=False, text=True, capture_output=True,
    )
    if finished.returncode:
        raise SupersetError(f"bi/superset/{script}: expected it to end well, but it stopped: {reason(finished.stderr)}")
    return finished.stdout


def reason(log: str) -> str:
    """The line of a log that says why: the last error, else the last line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()] or ["its log is empty"]
    errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Exit)\b", line)]
    return (errors or lines)[-1]
