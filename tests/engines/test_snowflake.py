"""`make test-snowflake`: every compiled model parses as Snowflake's SQL. That and no more: nothing runs it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

import pytest

pytest.importorskip("dbt.adapters.snowflake", reason="`make test-snowflake` installs what Snowflake needs.")

import sqlglot  # noqa: E402
from sqlfluff.core import FluffConfig, Linter  # noqa: E402
from sqlglot.tokens import TokenType  # noqa: E402

from engines.snowflake_compiler import compile_models  # noqa: E402
from scripts.dbt_runner import ROOT  # noqa: E402

MODELS = {file.stem for file in (ROOT / "models").rglob("*.sql")}
# What the models call, each in Snowflake's reference of functions. A parser takes any name for a function's.
FUNCTIONS = set(
    "abs avg cast ceil chr coalesce concat convert_timezone count date_part date_trunc dateadd datediff exp "
    "first_value floor greatest hash lag lead least listagg ln lower max md5 min mod nullif "
    "object_construct_keep_null percentile_cont power rank regexp_like replace round row_number split_part sqrt sum "
    "to_char to_json to_timestamp_ntz trim try_cast uuid_string".split()
)


TYPED_TABLES = {"use_sample_data": False, "reporting_timezone": "Europe/Berlin"}


@pytest.fixture(scope="module")
def compiled(
    tmp_path_factory: pytest.TempPathFactory, record_testsuite_property: Callable[[str, object], None]
) -> list[tuple[str, str]]:
    """Every model and its SQL: of the sample company where nothing is built, and of typed tables where all is; once
    where both are the same."""
    parsers = ", ".join(f"{name} {version(name)}" for name in ("sqlglot", "sqlfluff"))
    record_testsuite_property("version", f"no server: {parsers}")
    builds = [
        compile_models(tmp_path_factory.mktemp("first"), is_built=False, variables={}),
        compile_models(tmp_path_factory.mktemp("next"), is_built=True, variables=TYPED_TABLES),
    ]
    assert all(set(build) == MODELS for build in builds)
    return sorted({(model, sql) for build in builds for model, sql in build.items()})


def test_every_model_parses_in_sqlglot(compiled: list[tuple[str, str]]) -> None:
    assert [sentence for model, sql in compiled for sentence in errors_of_sqlglot(model, sql)] == []


def test_every_model_parses_in_sqlfluff(compiled: list[tuple[str, str]]) -> None:
    assert [sentence for model, sql in compiled for sentence in errors_of_sqlfluff(model, sql)] == []


def test_every_function_is_one_of_snowflake(compiled: list[tuple[str, str]]) -> None:
    assert [(model, names) for model, sql in compiled if (names := functions(sql) - FUNCTIONS)] == []


def test_what_is_not_snowflake_s_is_refused() -> None:
    assert [*errors_of_sqlglot("a_window_with_a_name", "select sum(a) over w from t window w as (order by a)")]
    assert [*errors_of_sqlfluff("a_list_of_duckdb", "select list_sum([x for x in [1, 2] if x > 1]) from t")]
    assert functions("select json_build_object('a', a), gen_random_uuid() from t") - FUNCTIONS


def errors_of_sqlglot(model: str, sql: str) -> list[str]:
    """What sqlglot's Snowflake dialect says against a model; nothing where it parses."""
    try:
        sqlglot.parse(sql, read="snowflake", error_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.ParseError as error:
        return [f"{model}: {error}"]
    return []


def errors_of_sqlfluff(model: str, sql: str) -> list[str]:
    """What sqlfluff's Snowflake dialect cannot parse of a model."""
    config = FluffConfig(overrides={"dialect": "snowflake", "templater": "raw", "large_file_skip_byte_limit": 0})
    return [f"{model}: {error}" for error in Linter(config).parse_string(sql).violations]


def functions(sql: str) -> set[str]:
    """The names before an opening bracket that are no keywords."""
    tokens = sqlglot.tokenize(sql, read="snowflake")
    named = (TokenType.VAR, TokenType.REPLACE)
    return {
        token.text.lower()
        for token, after in zip(tokens, tokens[1:])
        if after.token_type == TokenType.L_PAREN and token.token_type in named
    } - {"group"}
