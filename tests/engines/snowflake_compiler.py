"""The SQL of every model for Snowflake, compiled without a Snowflake: what dbt asks the warehouse is answered here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import agate
import yaml
from dbt.adapters.contracts.connection import AdapterResponse
from dbt.adapters.snowflake import SnowflakeAdapter, SnowflakeColumn
from dbt.cli.main import dbtRunner

from scripts.dbt_runner import ROOT

# How Snowflake describes a column of each type of the raw contract.
DESCRIBED = {
    "text": "TEXT", "instant": "TIMESTAMP_TZ", "date": "DATE", "number": "NUMBER(38,6)", "rate": "NUMBER(38,12)",
    "double": "FLOAT", "integer": "NUMBER(38,0)", "boolean": "BOOLEAN",
}  # fmt: skip
SOME_DAY = date(2025, 5, 15)
SOME_INSTANT = datetime(2025, 5, 16)


def compile_models(folder: Path, is_built: bool, variables: Mapping[str, object]) -> dict[str, str]:
    """The SQL of every model by its name. `is_built`: each table is there already, raw ones with the contract's types,
    so that what is incremental builds on it. Raises AssertionError with dbt's message where a model does not compile."""
    shutil.copyfile(ROOT / "profiles.example.yml", folder / "profiles.yml")
    with answers(is_built):
        outcome = dbtRunner().invoke([
            "--log-level", "none", "compile", "--select", "resource_type:model", "--target", "snowflake", "--no-populate-cache", "--no-partial-parse",
            "--profiles-dir", str(folder), "--project-dir", str(ROOT), "--target-path", str(folder),
            "--log-path", str(folder), "--vars", json.dumps(variables),
        ])  # fmt: skip
    assert outcome.success, outcome.exception
    return {
        result.node.name: result.node.compiled_code
        for result in outcome.result
        if result.node.resource_type == "model"
    }


@contextmanager
def answers(is_built: bool) -> Iterator[None]:
    """Answer dbt's questions to the warehouse: which relations are there, of which columns, and what a query finds."""
    contract = raw_contract()

    def relation_of(self, database, schema, identifier):
        return self.Relation.create(database, schema, identifier, type="table") if is_built else None

    def columns_of(self, relation):
        columns = contract.get((relation.schema, relation.identifier), {"judged_by": "text"})
        return [SnowflakeColumn(name.upper(), DESCRIBED[data_type]) for name, data_type in columns.items()]

    def rows_of(self, sql, auto_begin=False, fetch=False, limit=None):
        # Of the rows of a feed: how many there are, how many were judged by other settings, when the last one was.
        row = (1, 0, SOME_INSTANT) if "count(nullif(judged_by" in sql else (SOME_DAY,)
        return AdapterResponse("answered"), agate.Table([row], [str(place) for place in range(len(row))])

    with (
        patch.object(SnowflakeAdapter, "get_relation", relation_of),
        patch.object(SnowflakeAdapter, "get_columns_in_relation", columns_of),
        patch.object(SnowflakeAdapter, "execute", rows_of),
    ):
        yield


def raw_contract() -> dict[tuple[str, str], dict[str, str]]:
    """Schema and table -> column -> type, of the raw contract."""
    return {
        (source["name"], table["name"]): {column["name"]: column["data_type"] for column in table["columns"]}
        for file in (ROOT / "models" / "staging").glob("*/_*__sources.yml")
        for source in yaml.safe_load(file.read_text())["sources"]
        for table in source["tables"]
    }
