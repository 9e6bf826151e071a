"""What Spark's event log says of the tasks of a build: how long they ran, what went between them, what did not fit."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tasks:
    """What tasks took together. `seconds` are those for which they held a core, all others are bytes; `memory` is the
    most that a single task held for sorts, joins and sums."""

    seconds: float = 0
    shuffle_written: int = 0
    shuffle_read: int = 0
    spilled: int = 0
    memory: int = 0


def tasks_between(folder: Path, begins_at: float, ends_at: float) -> Tasks:
    """What the tasks took that ended between two instants, in seconds since 1970, by the event logs in a folder."""
    return added_up(
        event["Task Metrics"]
        for event in task_ends(folder)
        if begins_at <= event["Task Info"]["Finish Time"] / 1000 < ends_at and "Task Metrics" in event
    )


def task_ends(folder: Path) -> Iterator[dict]:
    """The events of tasks that ended. Other events, among them the plans of queries, are long and not parsed."""
    for log in folder.iterdir():
        with log.open() as lines:
            yield from (json.loads(line) for line in lines if line.startswith('{"Event":"SparkListenerTaskEnd"'))


def added_up(metrics: Iterable[dict]) -> Tasks:
    """The metrics of tasks as one."""
    total = Tasks()
    for task in metrics:
        read, written = task["Shuffle Read Metrics"], task["Shuffle Write Metrics"]
        total = Tasks(
            seconds=total.seconds + task["Executor Run Time"] / 1000,
            shuffle_written=total.shuffle_written + written["Shuffle Bytes Written"],
            shuffle_read=total.shuffle_read + read["Remote Bytes Read"] + read["Local Bytes Read"],
            spilled=total.spilled + task["Disk Bytes Spilled"],
            memory=max(total.memory, task["Peak Execution Memory"]),
        )
    return total
