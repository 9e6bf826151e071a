"""The floor: `metric_values` from the same files by SQL alone, in memory, as fast as we can make it.

No dbt, no tests, no quarantine, no tables that anybody could read afterwards. What is heavy is written by hand in
`benchmarks/floor`: ids are hashed to numbers, the events are read once, rows known to be bad are left out by one
condition. The light models, a few thousand rows of formulas at the end, run as the project compiles them.
"""

import argparse
import json
import re
import sys
import time
from pathlib import Path

import duckdb

from scripts.dbt_runner import ROOT

BY_HAND = Path(__file__).parent / "floor"
SCHEMAS = ("raw", "staging", "intermediate", "reference", "marts")
RELATION = re.compile(r'\b(?:staging|intermediate|reference|marts)"?\."?(\w+)')


def floor(raw_path: Path, target: Path, file: Path | None = None) -> dict[str, float]:
    """Compute `metric_values` from `raw_path` and write it to `file` as Parquet; returns the seconds of each step.

    `target` is that of a dbt build of the same files: its manifest says what the light models are.
    """
    steps = Steps(json.loads((target / "manifest.json").read_text()), raw_path)
    with duckdb.connect() as connection:
        connection.execute(f"attach ':memory:' as {steps.database}; use {steps.database}; set preserve_insertion_order = false")
        for schema in SCHEMAS:
            connection.execute(f"create schema {schema}")
        for folder in sorted(raw_path.glob("*/*")):
            pattern = f"{folder}/*.parquet" if folder.is_dir() else str(folder)
            literal = pattern.replace("'", "''")
            connection.execute(
                f"create view raw.{folder.parent.name}_{folder.stem} as from read_parquet('{literal}', union_by_name = true)"
            )
        seconds = {}
        for name, statement in steps.in_order("metric_values"):
            started = time.monotonic()
            connection.execute(statement)
            seconds[name] = time.monotonic() - started
        if file:
            literal = str(file).replace("'", "''")
            connection.execute(f"copy marts.metric_values to '{literal}' (format parquet)")
    return seconds


class Steps:
    """The tables on the way to a mart, each after those that it reads."""

    def __init__(self, manifest: dict, raw_path: Path) -> None:
        nodes = [node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")]
        self.nodes = {node["name"]: node for node in nodes}
        self.database = self.nodes["metric_values"]["database"]
        self.raw_path = raw_path

    def in_order(self, mart: str, done: set[str] | None = None):
        """Name and statement of each table that `mart` needs, itself last."""
        done = set() if done is None else done
        if mart in done:
            return
        done.add(mart)
        query = self.query(mart)
        for needed in dict.fromkeys(RELATION.findall(query)):
            yield from self.in_order(needed, done)
        schema = self.nodes[mart]["schema"] if mart in self.nodes else "intermediate"
        yield mart, f"create table {schema}.{mart} as {query}"

    def query(self, name: str) -> str:
        """The query of a table: ours, or the project's."""
        by_hand = BY_HAND / f"{name}.sql"
        if by_hand.exists():
            return by_hand.read_text()
        node = self.nodes[name]
        if node["resource_type"] == "seed":
            return f"from read_csv('{ROOT / node['original_file_path']}')"
        compiled = (ROOT / node["compiled_path"]).read_text()
        return re.sub(r"--.*", "", compiled)


def main(command_line: list[str] | None = None) -> int:
    """Print the seconds of each step."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    parser.add_argument("--raw-path", type=Path, required=True, help="folder that the generator wrote")
    parser.add_argument("--target", type=Path, required=True, help="target folder of a dbt build of it")
    parser.add_argument("--to", type=Path, help="Parquet file for metric_values")
    arguments = parser.parse_args(command_line)
    seconds = floor(arguments.raw_path, arguments.target, arguments.to)
    for name, spent in sorted(seconds.items(), key=lambda step: -step[1])[:15]:
        print(f"{spent:8.2f}  {name}")
    print(f"{sum(seconds.values()):8.2f}  all {len(seconds)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
