"""Where a build keeps what: the published file is for readers, everything else for the next build."""

import hashlib
import os
import shutil
from pathlib import Path


class BuildFiles:
    """The files of one published file, `out`; all but `incoming` lie in a folder of `work` of their own."""

    def __init__(self, out: Path, work: Path) -> None:
        self.out = out
        self.folder = work / hashlib.sha256(str(out).encode()).hexdigest()[:12]
        # Everything of the last published build: staging, intermediate, marts, quarantine, reference.
        self.state = self.folder / "state.duckdb"
        # What that build was made of, and its manifest, which dbt compares the project with.
        self.stamp = self.folder / "state.json"
        self.manifest_folder = self.folder / "manifest"
        # A build in progress.
        self.working = self.folder / "working.duckdb"
        self.target = self.folder / "target"
        # The marts on their way: beside `out`, for only there can they be renamed over it.
        self.incoming = out.with_name(f".{out.name}.incoming")
        self.lock = self.folder / "lock"
        self.log = self.folder / "builds.jsonl"

    def clear_leftovers(self) -> None:
        """Remove what a build that was killed left half done."""
        for path in (self.working, self.incoming):
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.wal").unlink(missing_ok=True)

    def replace_state(self) -> None:
        """Let the working file be the state, and the manifest of its build with it."""
        flush(self.working)
        os.replace(self.working, self.state)
        shutil.rmtree(self.manifest_folder, ignore_errors=True)
        self.manifest_folder.mkdir()
        shutil.copyfile(self.target / "manifest.json", self.manifest_folder / "manifest.json")

    def remove_state(self) -> None:
        """Remove what earlier builds are remembered by, the log of builds and the published file apart."""
        for path in (self.state, self.stamp):
            path.unlink(missing_ok=True)
        for folder in (self.manifest_folder, self.target):
            shutil.rmtree(folder, ignore_errors=True)


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader finds the old text or the new, never a part."""
    incoming = path.with_name(f".{path.name}.incoming")
    incoming.write_text(text, encoding="utf-8")
    flush(incoming)
    os.replace(incoming, path)
