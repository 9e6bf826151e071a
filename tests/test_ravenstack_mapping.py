"""The RavenStack mapping: its facts, the raw contract's rules on its output, and wrong input.

The facts need the five CSV files: in the folder that RAVENSTACK_PATH names, or beside the
repository; without them those tests are skipped. Wrong input is tested without them.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from examples.ravenstack.map import COLUMNS, main

TABLES = [
    "billing.customers",
    "billing.subscriptions",
    "support.tickets",
    "survey.responses",
    "survey.surveys",
    "usage.events",
]

Row = Callable[[str], tuple]


@pytest.fixture(scope="module")
def row(ravenstack_folder: Path) -> Iterator[Row]:
    """A function from a query over the mapped tables to its first row."""
    with duckdb.connect(":memory:") as connection:
        for name in TABLES:
            schema, table = name.split(".")
            connection.execute(f"create schema if not exists {schema}")
            parquet = ravenstack_folder / schema / f"{table}.parquet"
            connection.from_parquet(str(parquet)).create(name)
        yield lambda query: connection.execute(query).fetchone()


def test_only_the_tables_that_ravenstack_has_are_written(ravenstack_folder: Path) -> None:
    paths = ravenstack_folder.glob("*/*")
    written = sorted(path.relative_to(ravenstack_folder).as_posix() for path in paths)
    assert written == [f"{name.replace('.', '/')}.parquet" for name in TABLES]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("billing.customers", 500),
        ("billing.subscriptions", 5_000),
        ("support.tickets", 2_000),
        ("survey.responses", 1_175),
        ("survey.surveys", 1),
        ("usage.events", 25_000),
    ],
)
def test_no_row_is_lost_or_invented(row: Row, table: str, rows: int) -> None:
    assert row(f"select count(*) from {table}") == (rows,)


OPEN_JUST_BEFORE = """
    select count(*), count(*) filter (unit_amount > 0), sum(quantity * unit_amount)
    from billing.subscriptions
    where started_at < '{instant}' and (ended_at is null or ended_at >= '{instant}')
"""


def test_open_subscriptions_and_their_monthly_amount_at_the_end_of_2024(row: Row) -> None:
    is_open, paid, amount = row(OPEN_JUST_BEFORE.format(instant="2025-01-01"))
    assert (is_open, paid, amount, 12 * amount) == (4_514, 3_814, 10_159_608, 121_915_296)


def test_monthly_amount_at_the_end_of_december_2023(row: Row) -> None:
    assert row(OPEN_JUST_BEFORE.format(instant="2024-01-01"))[2] == 1_262_113


def test_every_amount_is_dollars_a_month(row: Row) -> None:
    assert row(
        "select min(currency), max(currency), min(billing_interval), max(billing_interval) "
        "from billing.subscriptions"
    ) == ("USD", "USD", "month", "month")


def test_answers_and_their_mean(row: Row) -> None:
    answers, mean = row("select count(score), avg(score) from survey.responses")
    assert (answers, round(mean, 6)) == (1_175, 3.981277)


def test_the_only_survey_is_csat_on_a_five_point_scale(row: Row) -> None:
    assert row("select kind, scale_min, scale_max from survey.surveys") == ("csat", 1, 5)


def test_trials_are_trialing_and_free_and_the_rest_is_paid(row: Row) -> None:
    assert row(
        "select count(*) filter (status = 'trialing'), "
        "count(*) filter ((status = 'trialing') <> (unit_amount = 0)) from billing.subscriptions"
    ) == (778, 0)


def test_canceled_is_a_paid_subscription_with_an_end(row: Row) -> None:
    assert row(
        "select count(*) filter (status = 'canceled'), "
        "count(*) filter (status = 'canceled' and ended_at is null), "
        "count(*) filter (status = 'active' and ended_at is not null) from billing.subscriptions"
    ) == (408, 0, 0)


def test_the_quirks_are_kept_as_they_are(row: Row) -> None:
    assert row("select count(*) from billing.subscriptions where started_at = ended_at") == (13,)
    assert row(
        "select count(*) filter (first_responded_at > resolved_at), "
        "count(*) filter (opened_at < created_at) "
        "from support.tickets join billing.customers using (customer_id)"
    ) == (36, 1_077)
    assert row(
        "select count(*) from usage.events join billing.subscriptions "
        "on split_part(event_id, ':', 2) = subscription_id where occurred_at < started_at"
    ) == (19_142,)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("billing.customers", "customer_id"),
        ("billing.subscriptions", "subscription_version_id"),
        ("support.tickets", "ticket_id"),
        ("survey.responses", "response_id"),
        ("survey.surveys", "survey_id"),
        ("usage.events", "event_id"),
    ],
)
def test_keys_are_unique_and_never_null(row: Row, table: str, key: str) -> None:
    rows, keys = row(f"select count(*), count(distinct {key}) from {table}")
    assert rows == keys


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("billing.customers", "created_at"),
        (
            "billing.subscriptions",
            "subscription_id customer_id started_at status plan_name quantity unit_amount",
        ),
        ("support.tickets", "customer_id opened_at"),
        ("survey.responses", "survey_id customer_id respondent_id responded_at"),
        ("usage.events", "customer_id event_name occurred_at received_at"),
    ],
)
def test_required_columns_are_never_null(row: Row, table: str, columns: str) -> None:
    for column in columns.split():
        assert row(f"select count(*) from {table} where {column} is null") == (0,), column


@pytest.mark.parametrize(
    ("table", "reference", "target"),
    [
        ("billing.subscriptions", "customer_id", "billing.customers"),
        ("support.tickets", "customer_id", "billing.customers"),
        ("survey.responses", "customer_id", "billing.customers"),
        ("survey.responses", "survey_id", "survey.surveys"),
        ("usage.events", "customer_id", "billing.customers"),
    ],
)
def test_references_exist(row: Row, table: str, reference: str, target: str) -> None:
    assert row(f"select count(*) from {table} anti join {target} using ({reference})") == (0,)


def test_nothing_ends_before_it_starts_and_no_score_leaves_its_scale(row: Row) -> None:
    assert row("select count(*) from billing.subscriptions where ended_at < started_at") == (0,)
    assert row("select count(*) from support.tickets where first_responded_at < opened_at") == (0,)
    assert row("select count(*) from survey.responses where score not between 1 and 5") == (0,)


@pytest.fixture
def tiny_export(tmp_path: Path) -> Path:
    """A folder with one account, subscription, usage row and scored ticket."""
    values = {
        "signup_date": "2024-01-01",
        "start_date": "2024-01-01",
        "end_date": "",
        "usage_date": "2024-01-02",
        "submitted_at": "2024-01-03",
        "closed_at": "2024-01-03 05:00:00",
        "is_trial": "False",
        "seats": "12",
        "mrr_amount": "588",
        "usage_count": "3",
        "first_response_time_minutes": "90",
        "satisfaction_score": "4.0",
    }
    folder = tmp_path / "export"
    folder.mkdir()
    for table, columns in COLUMNS.items():
        with (folder / f"ravenstack_{table}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerow(values.get(column, f"{column}-1") for column in columns)
    return folder


def edit(folder: Path, table: str, old: str, new: str) -> None:
    """Replace `old` by `new` in the one CSV file of `folder` that holds `table`."""
    path = folder / f"ravenstack_{table}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_ticket_becomes_a_reply_time_and_an_answer(tiny_export: Path, tmp_path: Path) -> None:
    assert main(["--from", str(tiny_export), "--to", str(tmp_path / "raw")]) == 0
    ticket = duckdb.read_parquet(str(tmp_path / "raw/support/tickets.parquet"))
    assert ticket.project("(first_responded_at - opened_at)::varchar").fetchall() == [("01:30:00",)]
    answer = duckdb.read_parquet(str(tmp_path / "raw/survey/responses.parquet"))
    assert answer.project("responded_at::varchar, score").fetchall() == [
        ("2024-01-03 05:00:00", 4.0)
    ]


def test_usage_of_an_unknown_subscription_is_kept_for_the_contract_to_judge(
    tiny_export: Path, tmp_path: Path
) -> None:
    edit(tiny_export, "feature_usage", "subscription_id-1", "S-nobody")
    assert main(["--from", str(tiny_export), "--to", str(tmp_path / "raw")]) == 0
    events = duckdb.read_parquet(str(tmp_path / "raw/usage/events.parquet"))
    assert events.project("event_id, customer_id").fetchall() == [("usage_id-1:S-nobody", None)]


def no_folder(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


def no_file(folder: Path) -> None:
    (folder / "ravenstack_churn_events.csv").unlink()


def no_column(folder: Path) -> None:
    edit(folder, "subscriptions", "mrr_amount", "price")


def no_header(folder: Path) -> None:
    (folder / "ravenstack_accounts.csv").write_text("")


def no_date(folder: Path) -> None:
    edit(folder, "accounts", "2024-01-01", "soon")


def no_comma(folder: Path) -> None:
    edit(folder, "feature_usage", ",3", "")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (no_folder, ["--from", "expected a folder", "found nothing"]),
        (no_file, ["ravenstack_churn_events.csv", "expected this file", "found none"]),
        (no_column, ["ravenstack_subscriptions.csv", "expected the column mrr_amount", "price"]),
        (no_header, ["ravenstack_accounts.csv", "account_id", "found an empty file"]),
        (no_date, ["ravenstack_accounts.csv", "signup_date", "expected a date", "'soon'"]),
        (no_comma, ["ravenstack_feature_usage.csv", "expected 5 values", "Line: 2"]),
    ],
)
def test_wrong_input_gives_one_sentence_and_writes_nothing(
    tiny_export: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path], None],
    named: list[str],
) -> None:
    damage(tiny_export)
    assert main(["--from", str(tiny_export), "--to", str(tmp_path / "raw")]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    for words in named:
        assert words in printed.err
    assert not (tmp_path / "raw").exists()


def test_a_table_of_another_company_in_the_target_folder_is_refused(
    tiny_export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw/billing").mkdir(parents=True)
    (tmp_path / "raw/billing/invoices.csv").touch()
    assert main(["--from", str(tiny_export), "--to", str(tmp_path / "raw")]) == 1
    assert "billing/invoices.csv" in capsys.readouterr().err


def test_a_target_that_is_a_file_is_refused_in_one_sentence(
    tiny_export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw").touch()
    assert main(["--from", str(tiny_export), "--to", str(tmp_path / "raw")]) == 1
    assert str(tmp_path / "raw") in capsys.readouterr().err
