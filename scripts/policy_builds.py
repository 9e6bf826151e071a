"""Builds of one company under several policies, each a copy of the first in which only what a policy reaches is new."""

import ast
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from scripts.dbt_runner import ROOT, run_dbt

POLICIES = ROOT / "macros" / "project" / "policies.sql"

# Values under which a model refers to others than under the rest, so that dbt has to parse anew.
OTHER_REFERENCES = {"churn_recognition": "paid_end", "fx_policy": "movement_day", "customer_level": "parent"}


def returned_by(macro: str) -> dict:
    """What a macro of policies.sql returns: `policy_choices` or `policy_presets`."""
    found = re.search(rf"macro {macro}\(\).*?return\((\{{.*?\}})\) %\}}", POLICIES.read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{macro} returns no dictionary"
    return ast.literal_eval(found.group(1))


class PolicyBuilds:
    """The builds of one company: `base` is its DuckDB file under `variables`, `folder` is scratch."""

    def __init__(self, base: Path, folder: Path, variables: Mapping[str, object] | None = None) -> None:
        self.base = base
        self.folder = folder
        self.variables = dict(variables or {})
        self.presets = returned_by("policy_presets")
        self.manifests: dict[str, object] = {}
        self.built: dict[str, Path] = {}

    def under(self, policies: Mapping[str, object], marts: Iterable[str]) -> Path:
        """The file in which these marts are as the policies have them. Raises BuildError.

        Asked for twice, it is built once: name all the marts the first time.
        """
        key = json.dumps(dict(policies), sort_keys=True)
        if key not in self.built:
            # dbt calls a file by its name, and what it has parsed by the name of the file.
            database = self.folder / str(len(self.built)) / self.base.name
            database.parent.mkdir(parents=True)
            shutil.copyfile(self.base, database)
            manifest = self.manifest(policies)
            reached = self.readers(manifest, policies)
            run_dbt(
                ["run", "--select", *[f"{model}+,+{mart}" for model in reached for mart in marts]],
                database=database,
                variables={**self.variables, **policies},
                target_path=self.folder / "target",
                manifest=manifest,
            )
            self.built[key] = database
        return self.built[key]

    def manifest(self, policies: Mapping[str, object]):
        """What dbt parses under such policies; most share it."""
        preset = self.presets[str(policies.get("policy_preset", "standard"))]
        decisive = {
            name: value
            for name, value in OTHER_REFERENCES.items()
            if (policies.get(name) or preset.get(name)) == value
        }
        key = json.dumps(decisive)
        if key not in self.manifests:
            self.manifests[key] = run_dbt(
                ["parse", "--no-partial-parse"],
                database=self.base,
                variables={**self.variables, **decisive},
                target_path=self.folder / "target",
            )
        return self.manifests[key]

    def readers(self, manifest, policies: Mapping[str, object]) -> list[str]:
        """The models that ask for one of these policies, themselves or by a macro; for any, where a preset is set."""
        names = set(returned_by("policy_presets")["standard"]) if "policy_preset" in policies else set(policies)

        def asks(code: str) -> bool:
            return any(f"policy('{name}')" in code for name in names)

        macros = {macro.unique_id for macro in manifest.macros.values() if asks(macro.macro_sql)}
        return sorted(
            node.name
            for node in manifest.nodes.values()
            if node.resource_type == "model" and (asks(node.raw_code) or macros & set(node.depends_on.macros))
        )
