"""The same project on other engines than DuckDB; each engine has its own command, `make test-<engine>`."""
