"""The emulator of BigQuery with three of its refusals lifted, started by its own Python (see bigquery_emulator.py):

- BIGNUMERIC, and decimals of other places than 9: kept as DuckDB's decimals of the same places;
- a table's description: taken and not kept.
"""

import sys

from crucible.cli import main
from crucible.dialects.bigquery import translate, types
from crucible.server.bigquery import app
from sqlglot import exp

DECIMALS = (exp.DType.DECIMAL, exp.DType.BIGDECIMAL)
PLACES_WITHOUT_WORD = (38, 18)
refuse_unknown_type = types.storage_type
name_of_other_type = types.type_name
refuse_unknown_fields = app._check_fields


def is_decimal(data_type: exp.DataType) -> bool:
    """Whether a type is one of BigQuery's two kinds of decimals."""
    return data_type.this in DECIMALS


def storage_type(data_type: exp.DataType) -> exp.DataType:
    """DuckDB's type for one of BigQuery."""
    if data_type.this != exp.DType.BIGDECIMAL:
        return refuse_unknown_type(data_type)
    precision, scale = types._decimal_params(data_type) or PLACES_WITHOUT_WORD
    return exp.DataType.build(f"DECIMAL({precision}, {scale})", dialect="duckdb")


def type_name(data_type: exp.DataType) -> str:
    """BigQuery's name of a type; any decimal goes over the wire as NUMERIC."""
    return "NUMERIC" if is_decimal(data_type) else name_of_other_type(data_type)


def schema_for(infos: list) -> translate.MappingSchema:
    """The columns of tables for the typing of a query, decimals with their places."""
    mapping: dict = {}
    for info in infos:
        columns = {
            column.name: column.type.sql("bigquery") if is_decimal(column.type) else type_name(column.type)
            for column in info.columns
        }
        mapping.setdefault(info.catalog, {}).setdefault(info.schema, {})[info.name] = columns
    return translate.MappingSchema(mapping, dialect="bigquery")


def check_fields(body: dict, allowed: tuple, operation: str) -> None:
    """Refuse a request with fields that the emulator does not know; a description is none of them."""
    refuse_unknown_fields({name: value for name, value in body.items() if name != "description"}, allowed, operation)


types.storage_type, types.type_name = storage_type, type_name
translate.schema_for = schema_for
app._check_fields = check_fields
sys.exit(main(sys.argv[1:]))
