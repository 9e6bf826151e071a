"""The built sample company: golden numbers, coverage, and the same figures however it is built."""

import csv
from pathlib import Path

import duckdb
import pytest

from scripts.dbt_runner import run_dbt
from scripts.golden import COLUMNS, GOLDEN, golden_rows

CANONICAL_SEGMENTS = {
    "customer_acquisition_cost": ["acquisition_channel"],
    "ltv_to_cac_ratio": ["acquisition_channel"],
    "cac_payback_months": ["acquisition_channel"],
}
ALL_SEGMENTS = ["plan_tier", "company_size", "industry", "region", "acquisition_channel"]


def query(database: Path, sql: str) -> list[tuple]:
    """Rows of a query on a built file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_figures_are_the_golden_ones(sample_database):
    with GOLDEN.open(newline="", encoding="utf-8") as file:
        header, *expected = csv.reader(file)
    assert header == COLUMNS
    actual = golden_rows(sample_database)
    moved = [
        f"{' '.join(old[:4])}: {old[4:]} became {new[4:]}"
        for old, new in zip(expected, actual)
        if old != new
    ]
    assert not moved, "\n".join([f"{len(moved)} golden figures moved; `make golden` accepts them.", *moved[:20]])
    assert len(actual) == len(expected)


def test_every_metric_has_a_value_in_two_years_of_months(sample_database):
    counted = query(
        sample_database,
        """
        select metric, count(metric_value)
        from marts.metric_values
        inner join marts.metric_catalog using (metric)
        where period_grain = 'month' and segment_name = 'all' and is_complete_period and status = 'canonical'
        group by metric
        """,
    )
    assert len(counted) == 39
    assert {metric: months for metric, months in counted if months < 24} == {}


def test_every_metric_has_values_in_named_values_of_every_segment_that_it_supports(sample_database):
    valued = set(
        query(
            sample_database,
            """
            select distinct metric, segment_name
            from marts.metric_values
            where metric_value is not null and segment_value not in ('all', 'unknown') and period_grain = 'month'
            """,
        )
    )
    metrics = [row[0] for row in query(sample_database, "select metric from marts.metric_catalog")]
    missing = [
        (metric, segment)
        for metric in metrics
        for segment in CANONICAL_SEGMENTS.get(metric, ALL_SEGMENTS)
        if (metric, segment) not in valued
    ]
    assert missing == []


def test_no_word_is_missing_in_either_language(sample_database):
    untranslated = query(
        sample_database,
        """
        select metric from marts.metric_catalog
        where coalesce(label, '') = '' or coalesce(label_zh, '') = ''
            or coalesce(definition, '') = '' or coalesce(definition_zh, '') = ''
        union all
        select text_key from reference.translations where coalesce(en, '') = '' or coalesce(zh_cn, '') = ''
        """,
    )
    assert untranslated == []
    used = query(
        sample_database,
        """
        select distinct 'null_reason.' || null_reason from marts.metric_values where null_reason is not null
        union
        select distinct unnest(['level.' || level, 'domain.' || domain, 'unit.' || unit, 'direction.' || direction,
            'critical_success_factor.' || critical_success_factor]) from marts.metric_catalog
        except
        select text_key from reference.translations
        """,
    )
    assert used == []


def test_plain_dbt_build_gives_the_same_again_and_on_any_number_of_threads(sample_database, tmp_path, target_path):
    database = tmp_path / "customer_success.duckdb"
    build = ["build", "--exclude-resource-type", "test", "--threads"]
    run_dbt([*build, "8"], database=database, target_path=target_path)
    assert golden_rows(database) == golden_rows(sample_database)
    run_dbt([*build, "1", "--exclude-resource-type", "unit_test"], database=database, target_path=target_path)
    assert golden_rows(database) == golden_rows(sample_database)


def test_every_mart_is_there_with_comments_for_its_readers(sample_database):
    uncommented = query(
        sample_database,
        """
        select table_name || '.' || column_name from duckdb_columns()
        where schema_name = 'marts' and comment is null
        """,
    )
    assert uncommented == []


MOVEMENTS = {
    "mrr_movements": [
        "new_mrr > 0", "reactivation_mrr > 0", "expansion_mrr > 0", "contraction_mrr < 0", "churn_mrr < 0",
        "fx_mrr > 0", "fx_mrr < 0",
    ],
    "mrr_movements_by_currency": ["switch_mrr > 0", "switch_mrr < 0"],
    "revenue_by_segment_period": ["moved_in_mrr > 0", "moved_out_mrr < 0"],
}


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_every_movement_of_revenue_occurs(grain, sample_database):
    never = [
        f"{mart}: {condition}"
        for mart, conditions in MOVEMENTS.items()
        for condition in conditions
        if not query(
            sample_database, f"select 1 from marts.{mart} where {condition} and period_grain = '{grain}' limit 1"
        )
    ]
    assert never == []
    found = query(sample_database, f"select distinct movement_type from marts.mrr_movements where period_grain = '{grain}'")
    assert {row[0] for row in found} == {
        "new", "reactivation", "expansion", "contraction", "churn", "new_and_lost", "none"
    }


def test_a_merge_restates_history_and_is_no_movement(sample_database):
    """life_account_merge began in November 2023; the account merged into it had begun in March and left in February."""
    movements = query(
        sample_database,
        """
        select customer_id, strftime(period_start, '%Y-%m'), movement_type, closing_mrr::int
        from marts.mrr_movements
        where customer_id in ('life_account_merge', 'life_account_merge_old')
            and period_grain = 'month' and movement_type <> 'none'
        order by period_start
        """,
    )
    assert movements == [
        ("life_account_merge", "2023-03", "new", 200),
        ("life_account_merge", "2023-11", "expansion", 650),
        ("life_account_merge", "2024-02", "contraction", 450),
    ]
