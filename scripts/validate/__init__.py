"""`make validate`: Great Expectations over raw tables before a build and over the marts after one.

The suites are made from the contracts that dbt reads: of the sources' YAML for raw tables, of the
models' YAML for marts. `raw_tables.py` and `marts.py` make them, `engine.py` runs them as SQL inside
DuckDB, `report.py` writes the page.
"""
