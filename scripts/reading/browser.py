"""Headless Chromium: what draws a page where no one looks at it."""

import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")


class NotInstalled(Exception):
    """Something of this machine that a page can do without. Its text is a sentence for the user."""


def chromium() -> str:
    """The path of Chromium. Raises NotInstalled."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        raise NotInstalled("Chromium: expected one of " + ", ".join(NAMES) + " on this machine, found none. Install one of them.")
    return program


def drive(page: Path, *flags: str) -> str:
    """Open a page in Chromium with flags; returns what it prints. Raises NotInstalled, subprocess.SubprocessError."""
    program = chromium()
    with tempfile.TemporaryDirectory() as profile:
        return subprocess.run(
            # Without --no-sandbox it does not start in a container; it opens nothing but pages that were just made here.
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}",
             "--virtual-time-budget=5000", *flags, page.absolute().as_uri()],
            check=True, capture_output=True, text=True, timeout=120,
        ).stdout
