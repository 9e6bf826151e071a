"""Whether the marts of another engine hold the rows of DuckDB's: counts, dates, texts and decimals exactly, doubles
within 1e-9 of the larger one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isclose
from pathlib import Path

import duckdb

from scripts.building.publishing import JOURNALS

RELATIVE = 1e-9
# When a build was, and how a row is written as JSON: no figures.
OF_THE_BUILD = {
    "said_at", "closed_at", "checked_at", "judged_at", "last_judged_at", "hours_behind_clock", "row_hash", "row_as_it_came",
    "build_id",
}  # fmt: skip
# A sum of doubles that is nothing is some 1e-17 on either engine, by the order of its terms.
NOTHING = 1e-12
# A comparison of fewer proves too little; those that a report names.
LEAST_MARTS = 50
NAMED = ("metric_values", "mrr_movements", "customer_periods", "metric_scorecard")

Rows = list[tuple]


def compared_marts(database: Path) -> list[str]:
    """The public marts of a file but those that remember builds."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
        ).fetchall()
    return [name for (name,) in tables if name not in JOURNALS]


def differences(database: Path, query: Callable[[str], Rows], mart: str) -> Iterator[str]:
    """What a mart of another engine, read by `query`, has that DuckDB's has not, one sentence each."""
    with duckdb.connect(str(database), read_only=True) as connection:
        types = {
            name: data_type
            for name, data_type, *_ in connection.execute(f"describe marts.{mart}").fetchall()
            if name not in OF_THE_BUILD
        }
        doubles = [name for name, data_type in types.items() if data_type == "DOUBLE"]
        exact = [name for name in types if name not in doubles]
        sql = f"select {', '.join([*exact, *doubles])} from marts.{mart}"
        expected = in_order(connection.execute(sql).fetchall(), len(exact))
    found = in_order(query(sql), len(exact))
    if len(expected) != len(found):
        yield f"{mart}: expected {len(expected)} rows, found {len(found)}."
        return
    for wanted, row in zip(expected, found, strict=True):
        for name, one, other in zip([*exact, *doubles], wanted, row, strict=True):
            if not agrees(one, other):
                yield f"{mart}, {wanted[: len(exact)]}: expected {name} {one!r}, found {other!r}."


def assert_equal_marts(database: Path, query: Callable[[str], Rows], *apart_from: str) -> str:
    """Every mart of another engine has DuckDB's rows; returns how many they are, in words. Raises AssertionError with the
    first differences of each mart that has not."""
    marts = [mart for mart in compared_marts(database) if mart not in apart_from]
    assert len(marts) >= LEAST_MARTS
    found = [sentence for mart in marts for sentence in [*differences(database, query, mart)][:3]]
    assert not found, "\n".join(found)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = {mart: connection.execute(f"select count(*) from marts.{mart}").fetchall()[0][0] for mart in marts}
    named = ", ".join(f"`{mart}` {rows[mart]:,}" for mart in NAMED)
    return f"{len(marts)} marts, {sum(rows.values()):,} rows; {named}"


def assert_equal_bad_rows(database: Path, query: Callable[[str], Rows]) -> str:
    """Another engine set aside the rows that DuckDB did, by the same rules; returns how many they are, in words. Raises
    AssertionError where it did not, or where there are none."""
    sql = "select raw_table, row_key, rule, count(*) from marts.quarantine group by raw_table, row_key, rule"
    with duckdb.connect(str(database), read_only=True) as connection:
        expected = connection.execute(sql).fetchall()
    assert expected, "a spoiled company without a bad row proves nothing"
    assert sorted(query(sql), key=repr) == sorted(expected, key=repr)
    return f"{sum(count for *_, count in expected):,} bad rows of a spoiled company"


def in_order(rows: Rows, exact: int) -> Rows:
    """Rows by what must be equal, so that those of two engines stand beside each other."""
    return sorted(rows, key=lambda row: (repr(row[:exact]), [(value is None, value or 0.0) for value in row[exact:]]))


def agrees(expected: object, found: object) -> bool:
    """Whether a value is the expected one, and of its type."""
    if isinstance(expected, float) and isinstance(found, float):
        return isclose(expected, found, rel_tol=RELATIVE, abs_tol=NOTHING)
    return type(expected) is type(found) and expected == found
