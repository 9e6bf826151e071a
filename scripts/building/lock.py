"""One build at a time of one published file."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from scripts.dbt_runner import BuildError, Fault


@contextmanager
def only_build(lock: Path, out: Path) -> Iterator[None]:
    """Hold the lock of a published file. Raises BuildError (BUSY) where another build does.

    The kernel lets go of it when the process ends, however it ends. The file itself stays: were it
    removed, two builds could each hold a lock of that name.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(f"OUT: {out} is being built{holder(lock)}. Wait for it, or name another file.", Fault.BUSY) from None
        file.truncate(0)
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now}))
        file.flush()
        yield


def holder(lock: Path) -> str:
    """Who holds a lock, in words; nothing while that is being written."""
    try:
        told = json.loads(lock.read_text(encoding="utf-8"))
    except ValueError:
        return ""
    return f" since {told['since']} by process {told['pid']} on {told['host']}"
