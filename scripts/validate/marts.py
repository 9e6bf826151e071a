"""The suites of public marts, from the contract and the data tests in the models' YAML."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import yaml
from great_expectations import expectations as gxe
from jinja2 import Template

from scripts.dbt_runner import ROOT, BuildError, run_dbt
from scripts.validate.suite import Check, Suite

LARGEST = sys.float_info.max
QUOTES = "\"'"


def mart_suites(database: Path, variables: Mapping[str, object], target_path: Path) -> list[Suite]:
    """A suite for each public mart. Raises BuildError where `database` is no file of marts."""
    there = marts_in(database)
    manifest = run_dbt(["parse"], database=database, variables=variables, target_path=target_path)
    public = [
        node
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.access == "public" and node.package_name == "customer_success"
    ]
    missing = sorted(f"{mart.schema}.{mart.name}" for mart in public if (mart.schema, mart.name) not in there)
    if missing:
        raise BuildError(f"OUT: expected the marts of a whole build in '{database}', found no {', '.join(missing)}. Run make build.")
    tests: dict[str, list[Any]] = {}
    for node in manifest.nodes.values():
        if node.resource_type == "test" and getattr(node, "attached_node", None):
            tests.setdefault(node.attached_node, []).append(node)
    settings = {**yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"], **variables}
    return [mart_suite(mart, tests.get(mart.unique_id, []), settings) for mart in sorted(public, key=lambda mart: mart.name)]


def marts_in(database: Path) -> set[tuple[str, str]]:
    """The tables of a DuckDB file, as schema and name."""
    try:
        if not database.is_file():
            raise BuildError(f"OUT: expected a DuckDB file that make build wrote, found nothing at '{database}'.")
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.execute("select table_schema, table_name from information_schema.tables").fetchall()
    except duckdb.Error as error:
        raise BuildError(
            f"OUT: expected a DuckDB file that can be read, found '{database}': {str(error).splitlines()[0]}"
        ) from error
    return set(rows)


def mart_suite(mart: Any, tests: Iterable[Any], settings: Mapping[str, object]) -> Suite:
    """The suite of a mart: its contract, and each of its data tests that has a translation."""
    tests = sorted(tests, key=lambda test: test.name)
    key = next((tuple(arguments_of(test, settings)["columns"]) for test in tests if kind_of(test) == "is_key"), ())
    checks = list(contract_checks(mart, key))
    for test in tests:
        translate = TRANSLATIONS.get(kind_of(test))
        if translate:
            checks.extend(translate(mart, test.name.replace("_", " "), arguments_of(test, settings), key))
    return Suite(
        name=f"{mart.schema}.{mart.name}",
        query=f"select * from {mart.schema}.{mart.name}",
        checks=tuple(checks),
        left_to_others=tuple(test.name for test in tests if kind_of(test) not in TRANSLATIONS),
    )


def kind_of(test: Any) -> str:
    """The generic test that a data test is."""
    return test.test_metadata.name if test.test_metadata else ""


def arguments_of(test: Any, settings: Mapping[str, object]) -> Mapping[str, Any]:
    """The arguments of a data test, with the variables that its texts name."""
    return {
        name: Template(value).render(var=settings.__getitem__) if isinstance(value, str) else value
        for name, value in test.test_metadata.kwargs.items()
        if name != "model"
    }


def contract_checks(mart: Any, key: tuple[str, ...]) -> Iterator[Check]:
    """Columns and types as the contract has them, and no number that is none. More columns than that harm nobody."""
    names = list(mart.columns)
    yield Check(
        sentence="every column of the contract is there",
        expectation=gxe.ExpectTableColumnsToMatchSet(column_set=names, exact_match=False),
    )
    types = ", ".join(
        f"('{column.name}', typeof(cast(null as {column.data_type})))" for column in mart.columns.values()
    )
    yield Check(
        sentence="every column has its type of the contract",
        expectation=gxe.UnexpectedRowsExpectation(
            unexpected_rows_query="select found.column_name, found.column_type, expected.column_type as type_of_contract "
            "from (describe select * from {batch}) as found "
            f"inner join (values {types}) as expected (column_name, column_type) "
            "on found.column_name = expected.column_name where found.column_type <> expected.column_type"
        ),
        shown=("column_name", "column_type", "type_of_contract"),
    )
    for column in mart.columns.values():
        if column.data_type == "double":
            yield Check(f"{column.name} is finite", finite(column.name), with_key(key, column.name))


def finite(column: str) -> Any:
    """The expectation that a number is one: DuckDB orders NaN above the infinite."""
    return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=-LARGEST, max_value=LARGEST)


def with_key(key: tuple[str, ...], *columns: str) -> tuple[str, ...]:
    """The columns that name a row and show what is wrong with it."""
    return tuple(dict.fromkeys((*key, *columns)))


def key_checks(mart: Any, title: str, arguments: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Check]:
    """No part of the key is null, and no two rows share it."""
    columns = arguments["columns"]
    for column in columns:
        yield Check(f"{title}: {column} is filled", gxe.ExpectColumnValuesToNotBeNull(column=column), tuple(columns))
    unique = (
        gxe.ExpectCompoundColumnsToBeUnique(column_list=columns)
        if len(columns) > 1
        else gxe.ExpectColumnValuesToBeUnique(column=columns[0])
    )
    yield Check(f"{title}: {', '.join(columns)} is in one row only", unique, tuple(columns))


def range_checks(mart: Any, title: str, arguments: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Check]:
    """Each column lies between two bounds."""
    low, high = arguments["low"], arguments["high"]
    for column in arguments["columns"]:
        yield Check(
            f"{title}: {column} lies between {low} and {high}",
            gxe.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high),
            with_key(key, column),
        )


def completeness_checks(mart: Any, title: str, arguments: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Check]:
    """Each column is filled."""
    for column in arguments["columns"]:
        yield Check(
            f"{title}: {column} is filled", gxe.ExpectColumnValuesToNotBeNull(column=column), with_key(key, column)
        )


def finiteness_checks(mart: Any, title: str, arguments: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Check]:
    """Each column is a number; those of type double are anyway."""
    for column in arguments["columns"]:
        if mart.columns[column].data_type != "double":
            yield Check(f"{title}: {column} is finite", finite(column), with_key(key, column))


def expression_checks(mart: Any, title: str, arguments: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Check]:
    """An expression holds in each row."""
    expression = arguments["expression"]
    named = [name for name in re.findall(r"\w+", expression) if name in mart.columns]
    shown = with_key(key, *named)
    yield Check(
        f"{title}: {expression}",
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select {', '.join(shown) or '*'} from {{batch}} "
            f"where not ({expression.replace('{', '{{').replace('}', '}}')})"
        ),
        shown,
    )


def value_checks(mart: Any, title: str, arguments: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Check]:
    """A column holds known values only."""
    column, values = arguments["column_name"], arguments["values"]
    yield Check(
        f"{title}: {column} is one of {', '.join(values)}",
        gxe.ExpectColumnValuesToBeInSet(column=column, value_set=values),
        with_key(key, column),
    )


def reference_checks(mart: Any, title: str, arguments: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Check]:
    """A column refers to rows of another mart that are there."""
    column, field = arguments["column_name"], arguments["field"]
    parent = f"{mart.schema}.{arguments['to'].removeprefix('ref(').strip(')').strip(QUOTES)}"
    shown = with_key(key, column)
    yield Check(
        f"{title}: {column} is the {field} of a row of {parent}",
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=f"select {', '.join(shown)} from (select * from {{batch}}) as child "
            f"where {column} is not null and not exists "
            f"(select 1 from {parent} as parent where parent.{field} = child.{column})"
        ),
        shown,
    )


# Generic test -> its checks. What is not here is a query of its own, which dbt alone runs.
TRANSLATIONS: Mapping[str, Callable[..., Iterator[Check]]] = {
    "is_key": key_checks,
    "is_between": range_checks,
    "is_complete": completeness_checks,
    "is_finite": finiteness_checks,
    "expression_is_true": expression_checks,
    "accepted_values": value_checks,
    "relationships": reference_checks,
}
