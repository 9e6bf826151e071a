"""What is seen of a dbt build while it runs."""

import sys
import time


class Progress:
    """A line that counts the finished steps of a dbt build while it runs, and what models log."""

    def __init__(self) -> None:
        self.finished = 0
        self.total = 0
        self.shown = 0.0
        self.interactive = sys.stderr.isatty()
        self.built: set[str] = set()
        self.notes: dict[str, list[str]] = {}

    def __call__(self, event) -> None:
        """Take one event of dbt's."""
        if event.info.name == "JinjaLogInfo":
            self.notes.setdefault(event.data.node_info.node_name, []).append(event.data.msg)
        if event.info.name in ("LogStartLine", "LogTestResult", "LogModelResult", "LogSeedResult"):
            self.total = max(self.total, getattr(event.data, "total", 0))
            if event.info.name != "LogStartLine":
                self.finished += 1
                self.built.add(event.data.node_info.node_name)
                self.show(event.data.node_info.node_name)

    def show(self, name: str) -> None:
        """Print the line: in place on a terminal, else every few seconds."""
        if self.interactive:
            print(f"\r{self.finished}/{self.total} {name[:60]:<60}", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self.shown > 5:
            print(f"{self.finished}/{self.total} {name}", file=sys.stderr, flush=True)
            self.shown = time.monotonic()

    def close(self) -> None:
        """End the line."""
        if self.interactive and self.finished:
            print(file=sys.stderr)
