"""`make validate-marts`: every suite of a public mart holds on the sample company, and can fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from scripts.dbt_runner import BuildError
from scripts.validate.__main__ import main, validate
from scripts.validate.marts import mart_suites


def broken(verdicts) -> dict[str, list[str]]:
    """Mart -> what does not hold, in sentences."""
    return {verdict.suite.name: verdict.sentences for verdict in verdicts if verdict.not_passed}


@pytest.fixture(scope="module")
def spoilt(sample_database, tmp_path_factory) -> Path:
    """A copy of the sample's marts: each table has a row twice, each view a column as text, some values cannot be."""
    copy = tmp_path_factory.mktemp("spoilt") / "spoilt.duckdb"
    shutil.copyfile(sample_database, copy)
    with duckdb.connect(str(copy)) as connection:
        marts = connection.execute(
            "select table_name, table_type = 'VIEW' from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
        for mart in (name for name, is_view in marts if is_view):
            connection.execute(f"create table main.{mart} as from marts.{mart}")
            connection.execute(
                f"create or replace view marts.{mart} as "
                f"select * replace (cast(period_start as varchar) as period_start) from main.{mart}"
            )
        for mart in (name for name, is_view in marts if not is_view):
            if not connection.execute(f"select count(*) from marts.{mart}").fetchall()[0][0]:
                columns = connection.execute(f"describe marts.{mart}").fetchall()
                values = ", ".join(f"cast('1' as {row[1]})" if row[1] == "VARCHAR" else "null" for row in columns)
                connection.execute(f"insert into marts.{mart} values ({values})")
            connection.execute(f"insert into marts.{mart} select * from marts.{mart} limit 1")
        whole_may = "where period_grain = 'month' and period_start = date '2025-05-01' and segment_name = 'all'"
        connection.execute(f"update marts.churn_by_segment_period set customer_churn_rate = 1.5 {whole_may}")
        connection.execute(f"update marts.retention_by_segment_period set customer_retention_rate = 'nan' {whole_may}")
        connection.execute("update marts.mrr_movements set closing_mrr = closing_mrr + 1 where rowid = 7")
        connection.execute("update marts.mrr_by_customer set billed_mrr = null where rowid = 7")
        connection.execute("update marts.metric_values set metric = 'unheard_of' where rowid = 7")
        connection.execute("update marts.metric_values set period_grain = 'decade' where rowid = 8")
        connection.execute("alter table marts.customers alter is_active type varchar")
        connection.execute("alter table marts.calendar drop column quarter_end")
    return copy


@pytest.fixture(scope="module")
def verdicts(spoilt):
    """What is found in that copy."""
    return validate("", spoilt, {})[1]


def test_every_mart_of_the_sample_holds_and_no_test_is_left_out(sample_database, tmp_path, capsys):
    report = tmp_path / "report.html"
    assert main(["--marts", str(sample_database), "--report", str(report)]) == 0, capsys.readouterr().err
    page = report.read_text(encoding="utf-8")
    assert "marts.churn_by_segment_period" in page and "Left to the build" not in page


def test_every_suite_can_fail(verdicts):
    found = broken(verdicts)
    assert sorted(found) == sorted(verdict.suite.name for verdict in verdicts)
    sentences = "\n".join(sentence for said in found.values() for sentence in said)
    assert "could not find out" not in sentences
    for said in (
        "churn is a share of its base: customer_churn_rate lies between 0 and 1, found 1 of",
        "customer_churn_rate 1.5",
        "customer_retention_rate is finite, found 1 of",
        "the movements of a customer add up",
        "metric is the metric of a row of marts.metric_catalog, found 1 of",
        "period_grain is one of week, month, quarter, year, found 1 of",
        "every billed amount has an exchange rate: billed_mrr is filled, found 1 of",
        "is_active, column_type VARCHAR, type_of_contract BOOLEAN",
        "every column of the contract is there, found none called quarter_end",
    ):
        assert said in sentences


def test_a_failing_row_is_named_by_its_key(verdicts):
    churn = next(verdict for verdict in verdicts if verdict.suite.name == "marts.churn_by_segment_period")
    rows = [outcome.rows for outcome in churn.not_passed if "customer_churn_rate lies" in outcome.check.sentence]
    assert rows == [
        (
            {
                "period_grain": "month", "period_start": "2025-05-01", "segment_name": "all", "segment_value": "all",
                "customer_churn_rate": "1.5",
            },
        )
    ]


def test_a_file_that_holds_no_marts_is_refused_with_a_sentence(tmp_path):
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    (tmp_path / "text.duckdb").write_text("no database")
    for file, said in ((empty, "found no marts."), (tmp_path / "text.duckdb", "can be read"), (tmp_path / "none", "nothing")):
        with pytest.raises(BuildError, match=said):
            mart_suites(file, {}, tmp_path / "target")
