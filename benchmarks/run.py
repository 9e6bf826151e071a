"""`make bench`: what a build costs, against the floor, against pandas, the next day and with twice the events.

Ratios are of one run, for machines differ. CPU seconds stand beside, for neighbours do not show in them.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.equality import differences
from scripts.build import WORK
from scripts.dbt_runner import ROOT

# On macOS the kernel counts bytes, elsewhere kilobytes.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
NOTHING = {"accounts": 5, "months": 1, "events": 50}


@dataclass(frozen=True)
class Size:
    """A company, and how many of its events pandas is given: as many as its memory holds."""

    accounts: int
    months: int
    events: int
    pandas_events: int


SIZES = {
    "tiny": Size(60, 6, 10_000, 10_000),
    "small": Size(2_000, 18, 1_000_000, 1_000_000),
    "medium": Size(20_000, 36, 5_000_000, 5_000_000),
    "full": Size(20_000, 36, 50_000_000, 10_000_000),
}


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the clock and of the processor, the memory of its largest process in bytes."""

    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True)
class Costs:
    """What one run found. `model_share` is that of the models in the time dbt spent on models and data tests."""

    fixed: Cost
    full: Cost
    model_share: float
    next_day: Cost
    floor: Cost
    pandas: Cost
    full_of_pandas: Cost
    half: Cost


class BenchmarkError(Exception):
    """A benchmark that stopped; its text is the sentence that the user reads."""


def main(command_line: list[str] | None = None) -> int:
    """Run the benchmarks of a size and print their table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small", help="of the company; full takes half an hour and 20 GB of disk")
    parser.add_argument("--folder", type=Path, default=WORK / "bench", help="where the files go; emptied")
    arguments = parser.parse_args(command_line)
    console = Console(width=None if Console().is_terminal else 120, highlight=False)
    try:
        with emptied(arguments.folder):
            costs = run(SIZES[arguments.size], arguments.folder, console.print)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    console.print(costs_table(SIZES[arguments.size], costs))
    return 0


@contextmanager
def emptied(folder: Path) -> Iterator[None]:
    """A folder with nothing in it; in the end it is gone, and so is the state of builds, which nobody repeats."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    earlier = set(WORK.glob("*"))
    try:
        yield
    finally:
        for left in set(WORK.glob("*")) - earlier:
            shutil.rmtree(left, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def run(size: Size, folder: Path, say: Callable[[str], None]) -> Costs:
    """Generate, build, compare; raises BenchmarkError."""

    def company(name: str, events: int, *more: str) -> Path:
        say(f"Generating {events:,} events: {name}.")
        measure(folder, "benchmarks.generate", "--accounts", size.accounts, "--months", size.months,
                "--events", events, "--to", folder / name, *more)
        return folder / name

    def build(raw: Path, out: str) -> Cost:
        say(f"Building {raw.name} into {out}.")
        return measure(folder, "scripts.build", "--raw-path", raw, "--out", folder / f"{out}.duckdb")

    measure(folder, "benchmarks.generate", "--accounts", NOTHING["accounts"], "--months", NOTHING["months"],
            "--events", NOTHING["events"], "--to", folder / "nothing")
    fixed = build(folder / "nothing", "bench_nothing")

    half = build(company("half", size.events // 2), "bench_half")
    raw = company("whole", size.events)
    full = build(raw, "bench_whole")
    target = latest_target()
    models, tests = execution_seconds(target)

    say("The floor.")
    floor = measure(folder, "benchmarks.floor", "--raw-path", raw, "--target", target, "--to", folder / "floor.parquet")
    unequal = differences(folder / "bench_whole.duckdb", folder / "floor.parquet")
    if unequal:
        raise BenchmarkError(f"Floor: expected the metric_values of the build, found {unequal} other rows.")

    if size.pandas_events == size.events:
        pandas_raw, full_of_pandas = raw, full
    else:
        pandas_raw = company("pandas", size.pandas_events)
        full_of_pandas = build(pandas_raw, "bench_pandas")
    say("pandas.")
    pandas = measure(folder, "benchmarks.pandas_way", "--raw-path", pandas_raw)

    company("whole", size.events, "--next-day")
    next_day = build(raw, "bench_whole")

    return Costs(fixed, full, models / (models + tests), next_day, floor, pandas, full_of_pandas, half)


def costs_table(size: Size, costs: Costs) -> Table:
    """The costs with their ratios, and the targets beside."""
    beyond_fixed = max(costs.full.wall - costs.fixed.wall, 0)
    models = beyond_fixed * costs.model_share
    table = Table(title=f"{size.accounts:,} accounts, {size.months} months, {size.events:,} events", title_justify="left")
    for heading in ("", "Seconds", "CPU seconds", "Memory", "Ratio", "Target"):
        table.add_column(heading, justify="right" if heading else "left")

    def row(name: str, cost: Cost, ratio: str = "", target: str = "") -> None:
        table.add_row(name, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.memory / 1e9:.1f} GB", ratio, target)

    row("dbt's fixed cost: five accounts", costs.fixed)
    row("(a) full build", costs.full, f"{costs.full.memory / 1e9:.1f} GB", "< 6 GB")
    table.add_row("    of that, models", f"{models:.1f}", "", "", f"{models / costs.floor.wall:.1f} x (c)", "< 2.5 x (c)")
    table.add_row("    of that, data tests", f"{beyond_fixed - models:.1f}", "", "", "", "")
    row("(b) next day", costs.next_day, f"{costs.next_day.wall / costs.full.wall:.0%} of (a)", "< 8 % of (a)")
    row("(c) floor, the same figures", costs.floor)
    row(f"(d) pandas, {size.pandas_events:,} events", costs.pandas,
        f"{costs.pandas.wall / costs.full_of_pandas.wall:.1f} x (a)", "> 5 x (a)")
    row("(a) with half the events", costs.half, f"(a) is {costs.full.wall / costs.half.wall:.2f} x", "< 2 x")
    return table


def measure(folder: Path, module: str, *arguments: object) -> Cost:
    """Run a module of this project as a process of its own. Raises BenchmarkError with the end of what it printed."""
    log = folder / "log.txt"
    started = time.monotonic()
    with log.open("w") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT, stdout=printed, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchmarkError(f"{module}: expected to end well, found: {log.read_text()[-1000:].strip()}")
    return Cost(time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss * MAXRSS_UNIT)


def latest_target() -> Path:
    """The target folder of the build that ended last."""
    return max(WORK.glob("*/target/run_results.json"), key=lambda file: file.stat().st_mtime).parent


def execution_seconds(target: Path) -> tuple[float, float]:
    """Seconds that dbt spent in what it built and in data tests, all threads together."""
    spent: Counter[bool] = Counter()
    for result in json.loads((target / "run_results.json").read_text())["results"]:
        spent[result["unique_id"].startswith("test.")] += result["execution_time"]
    return spent[False], spent[True]


if __name__ == "__main__":
    sys.exit(main())
