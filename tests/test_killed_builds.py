"""`make build` killed by SIGKILL at random instants: readers keep the marts of one build, and the next one is right.

KILL_SEED repeats a run. Operation by operation, on tables of a moment, the same is in test_publishing.py.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from scripts.build import WORK
from scripts.building.files import BuildFiles
from scripts.dbt_runner import ROOT
from scripts.golden import golden_rows
from scripts.mutations.comparison import find_difference

KILLS = 24 if os.environ.get("TEST_LONG") == "1" else 1
SEED = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(1_000_000))


def start_build(out: Path, raw: Path) -> subprocess.Popen:
    """A build in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.build", "--raw-path", str(raw), "--out", str(out)],
        cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )


def build_to_its_end(out: Path, raw: Path) -> float:
    """Build; returns the seconds that it took."""
    started = time.monotonic()
    building = start_build(out, raw)
    _, errors = building.communicate()
    assert building.returncode == 0, errors
    return time.monotonic() - started


def kill_at(building: subprocess.Popen, files: BuildFiles, dice: random.Random, seconds: float, is_publishing: bool) -> None:
    """Kill a build at an instant of the seconds that it takes, or just when it begins to publish."""
    if is_publishing:
        while building.poll() is None and not files.incoming.exists():
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 2))
    else:
        time.sleep(dice.uniform(0, seconds))
    # Where it has ended by itself, nothing was killed, and what follows holds all the same.
    if building.poll() is None:
        os.killpg(building.pid, signal.SIGKILL)
    building.communicate()


def build_ids(out: Path) -> set[str]:
    """The builds of which a published file has rows."""
    with duckdb.connect(str(out), read_only=True) as connection:
        marts = connection.execute("select table_name from information_schema.tables").fetchall()
        rows = [connection.execute(f"select distinct build_id from marts.{mart}").fetchall() for mart, in marts]
    return {row[0] for of_mart in rows for row in of_mart}


def test_builds_killed_at_random_instants_leave_one_build_and_the_next_is_right(published, exports, tmp_path):
    dice = random.Random(SEED)
    print(f"KILL_SEED={SEED}")
    tickets = exports / "support" / "tickets.csv"
    lines = tickets.read_text().splitlines(keepends=True)
    seen = {build_ids(published.out).pop(): golden_rows(published.out)}
    complete = next(iter(seen.values()))
    tickets.write_text("".join(lines[:-50]))
    seconds = build_to_its_end(published.out, exports)
    shortened = golden_rows(published.out)
    assert shortened != complete
    for kill in range(KILLS):
        # In turn, so that a build of the one is killed above a file of the other.
        now = lines if kill % 2 == 0 else lines[:-50]
        tickets.write_text("".join(now))
        kill_at(start_build(published.out, exports), published, dice, seconds, is_publishing=kill % 3 < 2)
        found = build_ids(published.out)
        assert len(found) == 1, f"two builds in one file after kill {kill}"
        figures = golden_rows(published.out)
        assert figures == seen.setdefault(found.pop(), figures)
        assert figures in (complete, shortened)
    tickets.write_text("".join(lines[:-50]))
    build_to_its_end(published.out, exports)
    clean = tmp_path / "clean.duckdb"
    build_to_its_end(clean, exports)
    clean_files = BuildFiles(clean.resolve(), WORK)
    try:
        assert find_difference(clean, published.out) is None
        assert find_difference(clean_files.state, published.state) is None
    finally:
        tickets.write_text("".join(lines))
        shutil.rmtree(clean_files.folder)
