"""Runs suites with Great Expectations as SQL inside DuckDB: no table is pulled into memory."""

from __future__ import annotations

import logging
import os
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations.execution_engine import sqlalchemy_execution_engine
from sqlalchemy.exc import DBAPIError

from scripts.dbt_runner import BuildError
from scripts.validate.suite import Check, Outcome, Suite, Verdict


# It tells at length of each expectation that cannot be evaluated; the outcome says it in a sentence.
for _name in ("great_expectations", "great_expectations.data_context.types.base"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class _DuckDB(str):
    """A dialect as Great Expectations compares it: its members have a `value`."""

    value = "duckdb"


# Great Expectations reads a cursor after it has given the connection back, and DuckDB 2 drops the result then.
# It keeps one connection for dialects that need it; DuckDB is one of them.
sqlalchemy_execution_engine._PERSISTED_CONNECTION_DIALECTS = (
    *sqlalchemy_execution_engine._PERSISTED_CONNECTION_DIALECTS,
    _DuckDB("duckdb"),
)


def run_suites(database: Path, suites: Iterable[Suite], rows_shown: int) -> Iterator[Verdict]:
    """Run suites on a DuckDB file that is only read, and name up to `rows_shown` failing rows of each check.

    Raises BuildError where the file cannot be opened.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        name="duckdb", connection_string=f"duckdb:///{database}", kwargs={"connect_args": {"read_only": True}}
    )
    try:
        for suite in suites:
            yield run_suite(source, suite, rows_shown)
    finally:
        source.get_execution_engine().close()


def run_suite(source: Any, suite: Suite, rows_shown: int) -> Verdict:
    """First ask for every check whether it holds, in few scans; then only those that fail for their rows."""
    try:
        with source.get_engine().connect() as connection:
            row_count = connection.exec_driver_sql(f"select count(*) from ({suite.query})").scalar_one()
    except DBAPIError as error:
        raise BuildError(f"{suite.name}: expected a table that can be read, found: {first_line(str(error.orig))}") from error
    batch = source.add_query_asset(suite.name, query=suite.query).add_batch_definition_whole_table("all").get_batch()
    expectations = []
    for position, check in enumerate(suite.checks):
        check.expectation.meta = {"position": position}
        expectations.append(check.expectation)
    answers = batch.validate(gx.ExpectationSuite(suite.name, expectations=expectations), result_format="BOOLEAN_ONLY")
    by_position = {answer.expectation_config.meta["position"]: answer for answer in answers.results}
    outcomes = [
        judge(batch, check, by_position[position], row_count, rows_shown) for position, check in enumerate(suite.checks)
    ]
    return Verdict(suite, row_count, tuple(outcomes))


def judge(batch: Any, check: Check, answer: Any, row_count: int, rows_shown: int) -> Outcome:
    """The outcome of a check, its failing rows included."""
    problem = problem_of(answer)
    if not problem and answer.success:
        return Outcome(check, "passed")
    if not problem:
        # Great Expectations names the rows of its own SQL only in the complete format, and 200 of them at most.
        is_query = isinstance(check.expectation, gx.expectations.UnexpectedRowsExpectation)
        answer = batch.validate(
            check.expectation,
            result_format={
                "result_format": "COMPLETE" if is_query else "SUMMARY",
                "unexpected_index_column_names": list(check.shown),
                "partial_unexpected_count": rows_shown,
            },
        )
        problem = problem_of(answer)
    if problem:
        return Outcome(check, "error", found=f"and could not find out: {problem}")
    return failed(check, answer.result, row_count, rows_shown)


def failed(check: Check, result: dict[str, Any], row_count: int, rows_shown: int) -> Outcome:
    """The outcome of a check that does not hold."""
    mismatched = result.get("details", {}).get("mismatched")
    if mismatched:
        return Outcome(check, "failed", found=f"found none called {', '.join(mismatched['missing'])}")
    if "unexpected_count" in result:
        failing, listed = result["unexpected_count"], result.get("partial_unexpected_index_list") or []
    elif "unexpected_rows" in result.get("details", {}):
        failing, listed = result["observed_value"], result["details"]["unexpected_rows"]
    else:
        return Outcome(check, "failed", found="found none")
    rows = tuple({label(name): in_short(row[name]) for name in check.shown} for row in listed[:rows_shown])
    return Outcome(check, "failed", failing, rows, found=f"found {failing:,} of {row_count:,} rows otherwise")


def label(column: str) -> str:
    """What a column is called for a reader: the text of a raw value as the value itself."""
    return "key" if column == "row_key" else column.removeprefix("raw_")


def in_short(value: Any) -> str | None:
    """A value on one line; None where it is empty."""
    return None if value is None else textwrap.shorten(str(value), 80, placeholder="...")


def problem_of(answer: Any) -> str:
    """Why an expectation could not be evaluated; empty where it was. Such an answer says `success: false`, too."""
    told = answer.exception_info or {}
    for one in [told] if "raised_exception" in told else told.values():
        if one.get("raised_exception"):
            return first_line(one.get("exception_message") or "no reason given")
    return ""


def first_line(message: str) -> str:
    """What DuckDB says first; further lines may quote the data."""
    return message.strip().splitlines()[0]
