"""What stands behind a metric and what reads it, from dbt's manifest."""

import json
from collections.abc import Iterable
from pathlib import Path


class Dossier:
    """The files and the readers of metrics, as one manifest has them."""

    def __init__(self, manifest: Path) -> None:
        content = json.loads(manifest.read_text(encoding="utf-8"))
        self.nodes = content["nodes"] | content["macros"]
        self.readers = list(content["exposures"].values())
        self.saved_queries = list(content["saved_queries"].values())
        self.marts = {
            column: node["unique_id"]
            for node in content["nodes"].values()
            if node["resource_type"] == "model" and node["path"].startswith("marts/")
            for column in node["columns"]
        }

    def files(self, metric: str) -> set[str]:
        """Every file that a metric's figure rests on: its mart, what that reads, the macros of both and what says so."""
        files = set()
        for unique_id in self.rests_on([self.marts.get(metric)]):
            node = self.nodes[unique_id]
            files.add(node["original_file_path"])
            if node.get("patch_path"):
                files.add(node["patch_path"].split("://")[-1])
        return files

    def read_by(self, metric: str) -> list[str]:
        """The boards and saved queries that read a metric, by name."""
        boards = [
            reader["label"] or reader["name"]
            for reader in self.readers
            if self.marts.get(metric) in self.rests_on(reader["depends_on"]["nodes"])
        ]
        queries = [query["name"] for query in self.saved_queries if metric in query["query_params"]["metrics"]]
        return sorted({*boards, *queries})

    def rests_on(self, nodes: Iterable[str]) -> set[str]:
        """Models and macros with everything that they read, by their ids in the manifest."""
        found, waiting = set(), list(nodes)
        while waiting:
            node = self.nodes.get(waiting.pop())
            if node is None or node["unique_id"] in found:
                continue
            found.add(node["unique_id"])
            depends_on = node.get("depends_on", {})
            waiting += depends_on.get("nodes", []) + depends_on.get("macros", [])
        return found
