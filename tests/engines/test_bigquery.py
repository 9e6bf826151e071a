"""`make test-bigquery`: the sample company on an emulator of BigQuery, beside DuckDB. What the emulator refuses is in
`REFUSED`, with its message; crucible_with_decimals.py says what else is unlike BigQuery."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("dbt.adapters.bigquery", reason="`make test-bigquery` installs what BigQuery needs.")
if "CRUCIBLE_PYTHON" not in os.environ:
    pytest.skip("CRUCIBLE_PYTHON: `make test-bigquery` says where the emulator is.", allow_module_level=True)

from engines.bigquery_emulator import BigQueryEmulator  # noqa: E402
from engines.engine import NO_TESTS  # noqa: E402
from engines.equality import differences  # noqa: E402

DELETE = "Not supported by Crucible: DELETE statement"
FORMAT = "Not supported by Crucible: FORMAT specifier \"%'.0f\""
EMPTY_SEED = "Not found: Table customer_success:reference.{} was not found in location US"
# The tables of the first four are built; what is refused is the statement behind, which deletes no row of a first build.
# A seed without rows is loaded and makes no table. What stands behind the others is not tried.
REFUSED = {
    "base_usage__events": DELETE,
    "base_usage__interactions": DELETE,
    "int_interactions_by_account_day": DELETE,
    "int_usage_by_user_day": DELETE,
    "mrr_waterfall": FORMAT,
    "scorecard_texts": FORMAT,
    "int_health_seed_problems": EMPTY_SEED.format("health_overrides"),
    "customer_churn_risk": EMPTY_SEED.format("churn_risk_coefficients"),
    "metric_alerts": EMPTY_SEED.format("alert_mutes"),
}
# Feeds, what is counted of them, and what is built on that: no model stands behind more refused ones than these.
MOST_ROUNDS = 4
MARTS = ("metric_values", "mrr_movements", "customer_periods", "metric_scorecard")


@pytest.fixture(scope="module")
def emulator(
    tmp_path_factory: pytest.TempPathFactory, record_testsuite_property: Callable[[str, object], None]
) -> Iterator[BigQueryEmulator]:
    """A running emulator."""
    with BigQueryEmulator(tmp_path_factory.mktemp("bigquery")) as running:
        record_testsuite_property("version", running.version())
        yield running


@pytest.fixture(scope="module")
def refused(emulator: BigQueryEmulator) -> dict[str, str]:
    """The sample company is built; returns what the emulator refused. dbt skips what stands behind a model that failed,
    so it is called again for the rest."""
    done: set[str] = set()
    refused: dict[str, str] = {}
    for _ in range(MOST_ROUNDS):
        left_out = ("--exclude", *sorted(done)) if done else ()
        output = emulator.dbt("build", *NO_TESTS, *left_out, target_path=emulator.folder).stdout
        failures = dict(re.findall(r"Error in model (\w+) .*\n +(.+)", output))
        done |= set(re.findall(r" OK .* \w+\.(\w+) ", output))
        done |= {model if message == DELETE else f"{model}+" for model, message in failures.items()}
        refused.update(failures)
        if not failures:
            break
    return refused


def test_the_emulator_refuses_what_is_listed_and_no_more(refused: dict[str, str]) -> None:
    assert refused == REFUSED


@pytest.mark.parametrize("mart", MARTS)
def test_a_mart_equals_that_of_duckdb(
    mart: str, refused: dict[str, str], emulator: BigQueryEmulator, sample_database: Path,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    assert [*differences(sample_database, emulator.query, mart)][:3] == []
    [(rows,)] = emulator.query(f"select count(*) from marts.{mart}")
    record_property("found", f"`{mart}` {rows:,}")
