"""Which figures of two builds differ, and which customers are behind it."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from scripts.mutations.comparison import FIGURES as KEYS
from scripts.mutations.comparison import differs_in

MOST_CUSTOMERS = 10

# Of base (a) and of the working tree (b). What differs is said as it is for two builds of the mutations.
FIGURES = f"""
    select
        {", ".join(KEYS["metric_values"])},
        a.metric_value as old,
        b.metric_value as new,
        a.metric is null as is_added,
        b.metric is null as is_gone,
        closed.metric is not null as is_closed
    from base.marts.metric_values as a
    full join tree.marts.metric_values as b
        using ({", ".join(KEYS["metric_values"])})
    left join base.marts.metric_values_closed as closed
        using ({", ".join(KEYS["metric_values"])})
    where a.metric is null
        or b.metric is null
        or {differs_in("null_reason", "VARCHAR")}
        or {differs_in("metric_value", "DOUBLE")}
    order by metric, segment_name <> 'all', period_grain <> 'month', period_start desc, segment_name, segment_value
"""

CUSTOMERS = """
    with cells as (

        unpivot (
            select
                customer_id,
                base.period_start,
                {differing}
            from base.marts.customer_periods as base
            full join tree.marts.customer_periods as tree
                using (customer_id, period_grain, period_start)
            where period_grain = 'month'
        )
        on {columns}
        into name fact value differs

    )

    select
        customer_id,
        count(*) as cells,
        list_sort(list(distinct fact)) as facts
    from cells
    where differs
    group by customer_id
    order by cells desc, customer_id
    limit {most}
"""


@dataclass(frozen=True)
class Difference:
    """A figure that is another one, with where it stands; `is_closed`: its books were closed at base."""

    metric: str
    period_grain: str
    period_start: object
    segment_name: str
    segment_value: str
    old: float | None
    new: float | None
    is_added: bool
    is_gone: bool
    is_closed: bool


@dataclass(frozen=True)
class MovedCustomer:
    """A customer whose months differ: in how many cells of customer_periods, and of which columns."""

    customer_id: str
    cells: int
    facts: list[str]


def differing_figures(base: Path, tree: Path) -> list[Difference]:
    """Every figure of `metric_values` that differs, the whole company's and the latest first."""
    with both(base, tree) as connection:
        return [Difference(*row) for row in connection.execute(FIGURES).fetchall()]


def moved_customers(base: Path, tree: Path) -> list[MovedCustomer]:
    """The customers whose months differ in the most cells, ten at most."""
    with both(base, tree) as connection:
        shared = connection.execute(
            "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = 'customer_periods' "
            "and column_name not in ('customer_id', 'period_grain', 'period_start', 'build_id') "
            "group by column_name having count(*) = 2 order by column_name"
        ).fetchall()
        columns = [name for (name,) in shared]
        differing = ", ".join(f"base.{column} is distinct from tree.{column} as {column}" for column in columns)
        query = CUSTOMERS.format(differing=differing, columns=", ".join(columns), most=MOST_CUSTOMERS)
        return [MovedCustomer(*row) for row in connection.execute(query).fetchall()]


def both(base: Path, tree: Path) -> duckdb.DuckDBPyConnection:
    """A connection to both files, `base` and `tree`, neither of which can be written."""
    connection = duckdb.connect(":memory:")
    for name, file in (("base", base), ("tree", tree)):
        literal = str(file).replace("'", "''")
        connection.execute(f"attach '{literal}' as {name} (read_only)")
    return connection
