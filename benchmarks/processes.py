"""What running processes have used, as Linux says it in /proc."""

import os
import re
from collections.abc import Collection
from pathlib import Path


def used_by_sessions(leaders: Collection[int]) -> tuple[float, int]:
    """CPU seconds so far of all processes in the sessions of these leaders, and the sum of the most bytes of memory
    that each of them has held."""
    ticks = kilobytes = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            # The name before the bracket may hold anything.
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            status = (process / "status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        session, user_ticks, system_ticks = (int(fields[place]) for place in (3, 11, 12))
        if session in leaders:
            ticks += user_ticks + system_ticks
            kilobytes += sum(map(int, re.findall(r"VmHWM:\s+(\d+) kB", status)))
    return ticks / os.sysconf("SC_CLK_TCK"), kilobytes * 1024
