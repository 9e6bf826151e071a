"""The suites of raw tables, from the contract in the sources' YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from scripts.dbt_runner import ROOT, BuildError, plain_sentence, run_dbt
from scripts.validate.suite import Check, Suite

Contract = Any


@dataclass(frozen=True)
class RawInput:
    """What `prepare_validation` (macros/project) found: columns by table, rules by table, and the times believed."""

    columns: Mapping[str, Mapping[str, str]]
    readable: Mapping[str, frozenset[str]]
    rules: Mapping[str, tuple[str, ...]]
    latest: Mapping[str, date]
    earliest: date


def raw_suites(
    prepared: Path, database: Path | None, variables: Mapping[str, object], target_path: Path
) -> list[Suite]:
    """Let dbt read the raw tables into a new DuckDB file, `prepared`; a suite for each that is there.

    `database` is the DuckDB file that dbt works in, None that of the profile. Raises BuildError, also where no accounts
    are given.
    """
    manifest = run_dbt(["parse"], database=database, variables=variables, target_path=target_path)
    problems: list[str] = []

    def note_problem(event: Any) -> None:
        if event.info.name in ("RunningOperationCaughtError", "RunningOperationUncaughtError"):
            problems.append(reason(event.data.exc))

    try:
        run_dbt(
            ["run-operation", "prepare_validation", "--args", json.dumps({"file": str(prepared)})],
            database=database, variables=variables, target_path=target_path, manifest=manifest, on_event=note_problem,
        )
    except BuildError as error:
        # The result of an operation that failed does not say why, only the event does.
        raise BuildError("\n".join(problems) or str(error)) from error
    contracts = {
        f"{source.source_name}.{source.name}": source
        for source in manifest.sources.values()
        if source.package_name == "customer_success"
    }
    found = read_input(prepared)
    return [raw_suite(name, contracts, found) for name in found.rules]


def reason(message: str) -> str:
    """Why a macro stopped: its sentence, or what DuckDB says first and of which file; the rest may quote the data."""
    sentences = filter(None, (plain_sentence(line) for line in message.splitlines()))
    file = re.search(r"^\s*file = (.+)$", message, re.MULTILINE)
    return next(sentences, "dbt gave no reason.") + (f" File: {file.group(1)}" if file else "")


def read_input(prepared: Path) -> RawInput:
    """The small tables beside the raw ones."""
    with duckdb.connect(str(prepared), read_only=True) as connection:
        columns: dict[str, dict[str, str]] = {}
        for table, column, found_type in connection.execute("from raw_columns").fetchall():
            columns.setdefault(table, {})[column] = found_type
        rules: dict[str, list[str]] = {}
        for table, rule in connection.execute("from quarantine_rules").fetchall():
            rules.setdefault(table, []).append(rule)
        readable = {
            table: frozenset(
                row[0] for row in connection.execute(f"describe {table_of(table)}").fetchall()
            )
            for table in rules
        }
        latest_instant, latest_date, earliest = connection.execute("from believed").fetchall()[0]
    return RawInput(
        columns={table: columns.get(table, {}) for table in rules},
        readable=readable,
        rules={table: tuple(names) for table, names in rules.items()},
        latest={"instant": latest_instant, "date": latest_date},
        earliest=earliest,
    )


def table_of(table: str) -> str:
    """A raw table as `prepare_validation` names it."""
    return table.replace(".", "__")


def raw_suite(table: str, contracts: Mapping[str, Contract], found: RawInput) -> Suite:
    """The suite of a raw table; its rows are judged once its columns are right, as a build does."""
    contract = contracts[table]
    columns = column_checks(contract, found.columns[table], found.readable[table])
    rows = list(row_checks(contract, contracts, found))
    covered = {rule for check in rows for rule in check.rules}
    can_be_read = all(name in found.readable[table] for name in columns)
    left = [rule for rule in found.rules[table] if rule not in covered and not is_about_absent(rule, contract, found)]
    return Suite(
        name=table,
        query=f"select * from {table_of(table)}",
        checks=(*columns.values(), *(rows if can_be_read else ())),
        left_to_others=tuple(left) if can_be_read else ("every rule about its rows, until the columns are right",),
    )


def is_about_absent(rule: str, contract: Contract, found: RawInput) -> bool:
    """Whether a rule of the quarantine is about a column or a parent that is not there, hence about nothing."""
    for column in contract.columns.values():
        parent = column.config.meta.get("refers_to")
        if rule == f"{column.name}_refers_to_nothing" and parent not in found.rules:
            return True
    owners = [name for name in contract.columns if rule.startswith(f"{name}_")]
    return bool(owners) and not any(name in found.columns[f"{contract.source_name}.{contract.name}"] for name in owners)


def column_checks(contract: Contract, came: Mapping[str, str], readable: frozenset[str]) -> dict[str, Check]:
    """Column -> the check that it is there and of a type that can be read; of all that must, and of what came."""
    checks = {}
    for column in contract.columns.values():
        if column.config.meta.get("required") or column.name in came:
            of_type = f" (it came as {came[column.name]})" if column.name in came and column.name not in readable else ""
            checks[column.name] = Check(
                sentence=f"there is a column {column.name} that can be read as {column.data_type}{of_type}",
                expectation=gxe.ExpectColumnToExist(column=column.name),
            )
    return checks


def row_checks(contract: Contract, contracts: Mapping[str, Contract], found: RawInput) -> Iterator[Check]:
    """The checks of the rows of a raw table."""
    table = f"{contract.source_name}.{contract.name}"
    for column in contract.columns.values():
        if column.name in found.readable[table]:
            yield from value_checks(column, contract, found)
            yield from reference_checks(column, contracts, found)
    yield Check(
        sentence=f"two rows of one key ({', '.join(contract.config.meta['key'])}) are the same row twice",
        expectation=gxe.UnexpectedRowsExpectation(
            # Only rows that share a key are compared as a whole; exact copies are left out.
            unexpected_rows_query="select row_key from ("
            "select row_key, count(*) over (partition by row_key) as versions from ("
            "select distinct * from {batch} where row_key in "
            "(select row_key from {batch} group by row_key having count(*) > 1))"
            ") where versions > 1 order by row_key"
        ),
        shown=("row_key",),
        rules=("superseded",),
    )


def value_checks(column: Any, contract: Contract, found: RawInput) -> Iterator[Check]:
    """What the contract says of a column's values; a value that is empty breaks nothing but `required`."""
    name, data_type, meta = column.name, column.data_type, column.config.meta
    # A personal value is judged and never shown.
    shown = ("row_key",) if meta.get("personal") else ("row_key", f"raw_{name}")

    def check(sentence: str, expectation: Any, *rules: str, also_shown: tuple[str, ...] = ()) -> Check:
        return Check(sentence, expectation, (*shown, *also_shown), tuple(f"{name}_{rule}" for rule in rules))

    if meta.get("required"):
        yield check(f"{name} is filled", gxe.ExpectColumnValuesToNotBeNull(column=f"raw_{name}"), "missing")
    if data_type != "text":
        reads = gxe.ExpectColumnValuesToNotBeNull(column=name, row_condition=Column(f"raw_{name}").is_not_null())
        yield check(f"{name} can be read as {data_type}", reads, "not_finite", "unreadable")
    if "allowed" in meta:
        is_known = gxe.ExpectColumnValuesToBeInSet(column=name, value_set=meta["allowed"])
        yield check(f"{name} is one of {', '.join(meta['allowed'])}", is_known, "unknown")
    if "least" in meta or "above" in meta:
        yield check(f"{name} is {range_in_words(meta)}", between(name, meta), "out_of_range")
    if meta.get("not_before") in found.readable[f"{contract.source_name}.{contract.name}"]:
        start = meta["not_before"]
        follows = gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=name, column_B=start, or_equal=True, ignore_row_if="either_value_is_missing"
        )
        yield check(f"{name} is not before {start}", follows, f"before_{start}", also_shown=(f"raw_{start}",))
    if meta.get("happened"):
        latest, earliest = found.latest[data_type], found.earliest
        if data_type == "instant":
            earliest = datetime.combine(earliest, time.min)
        is_past = gxe.ExpectColumnValuesToBeBetween(column=name, max_value=latest)
        yield check(f"{name} is not ahead of the clock ({latest})", is_past, "in_the_future")
        is_believed = gxe.ExpectColumnValuesToBeBetween(column=name, min_value=earliest)
        yield check(f"{name} is not before {found.earliest}", is_believed, "too_early")


def between(name: str, meta: Mapping[str, Any]) -> Any:
    """The expectation of a range: `least` and `most` may be reached, `above` may not."""
    return gxe.ExpectColumnValuesToBeBetween(
        column=name,
        min_value=meta.get("above", meta.get("least")),
        max_value=meta.get("most"),
        strict_min="above" in meta,
    )


def range_in_words(meta: Mapping[str, Any]) -> str:
    """A range of the contract in words."""
    low = f"above {meta['above']}" if "above" in meta else f"at least {meta['least']}"
    return f"{low} and at most {meta['most']}" if "most" in meta else low


def reference_checks(column: Any, contracts: Mapping[str, Contract], found: RawInput) -> Iterator[Check]:
    """That the row is there which a column refers to; whether that one is accepted is for the build to judge."""
    parent = column.config.meta.get("refers_to")
    if parent not in found.rules:
        return
    key = parent_key(contracts[parent], column.name)
    if key in found.readable[parent]:
        yield Check(
            sentence=f"{column.name} is the {key} of a row of {parent}",
            expectation=gxe.UnexpectedRowsExpectation(
                unexpected_rows_query=f"select row_key, raw_{column.name} from (select * from {{batch}}) as child "
                f"where {column.name} is not null and not exists "
                f"(select 1 from {table_of(parent)} as parent where parent.{key} = child.{column.name})"
            ),
            shown=("row_key", f"raw_{column.name}"),
            rules=(f"{column.name}_refers_to_nothing",),
        )


def parent_key(parent: Contract, column: str) -> str:
    """What rows call a row of their parent: by the column of the same name, as all versions of a subscription have it."""
    return column if column in parent.columns else parent.config.meta["key"][0]


def sample_folder(folder: Path) -> Path:
    """The sample company's seeds, its plan among them, as a folder of exports."""
    for seed in (ROOT / "seeds").glob("*/raw_*.csv"):
        schema, table = seed.stem.removeprefix("raw_").split("__")
        link = folder / schema / f"{table}.csv"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(seed)
    return folder
