"""dbt loads every module of its path that is named dbt_…, and with it this mend of PyHive 0.7.

Spark's Thrift server answers a statement that gives no rows with a result of no columns, at which PyHive stops with a
TypeError. dbt fetches such results in unit tests.
"""

from pyhive import hive

fetch_rows = hive.Cursor._fetch_more


def fetch_rows_or_none(cursor: hive.Cursor) -> None:
    """Fetch as PyHive does; a result of no columns has no rows."""
    try:
        fetch_rows(cursor)
    except TypeError:
        cursor._state = cursor._STATE_FINISHED


hive.Cursor._fetch_more = fetch_rows_or_none
