"""`make build` from a user's side: what is built, what is left alone, and one sentence for wrong input."""

import contextlib
import csv
import io
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from scripts import build
from scripts.building.files import BuildFiles
from scripts.dbt_runner import ROOT, BuildError, Fault, run_dbt
from scripts.golden import golden_rows
from scripts.scorecard import print_scorecard


@pytest.fixture(scope="module", autouse=True)
def working_folder(tmp_path_factory):
    """Working copies go where pytest cleans up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "WORK", tmp_path_factory.mktemp("work"))
        yield


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Path:
    """The sample company as a folder of exports."""
    folder = tmp_path_factory.mktemp("exports")
    subprocess.run(
        [sys.executable, "-m", "scripts.sample_company", "--as-folder", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )
    return folder


@pytest.fixture
def copied(exports, tmp_path) -> Path:
    """A copy of the exports that a test may spoil."""
    return Path(shutil.copytree(exports, tmp_path / "exports"))


def run(out: Path, *arguments: str) -> int:
    """`python -m scripts.build` in this process."""
    return build.main(["--out", str(out), *arguments])


@dataclass(frozen=True)
class Built:
    """A good file, the folder that it was built from, and what it said then."""

    out: Path
    folder: Path
    figures: list[list[str]]


@pytest.fixture(scope="module")
def built(exports, tmp_path_factory) -> Built:
    """A good file, built once."""
    out = tmp_path_factory.mktemp("built") / "company.duckdb"
    folder = Path(shutil.copytree(exports, tmp_path_factory.mktemp("raw") / "exports"))
    assert run(out, "--raw-path", str(folder)) == 0
    return Built(out, folder, golden_rows(out))


def test_a_second_run_takes_only_what_changed(built, capsys):
    assert run(built.out, "--raw-path", str(built.folder)) == 0
    assert "nothing had changed" in capsys.readouterr().out
    assert golden_rows(built.out) == built.figures
    tickets = built.folder / "support" / "tickets.csv"
    tickets.write_text("\n".join(tickets.read_text().splitlines()[:-50]) + "\n")
    assert run(built.out, "--raw-path", str(built.folder)) == 0
    assert "nothing had changed" not in capsys.readouterr().out
    assert golden_rows(built.out) != built.figures


def test_parquet_with_types_gives_the_same_figures_as_text(built, exports, tmp_path):
    folder = tmp_path / "typed"
    types = {
        "created_at": "timestamp", "started_at": "timestamptz", "ended_at": "timestamptz", "issued_at": "timestamp",
        "discount_ends_at": "timestamp", "refunded_at": "timestamp", "occurred_at": "timestamptz",
        "responded_at": "timestamp", "opened_at": "timestamp", "first_responded_at": "timestamp",
        "rate_date": "date", "incurred_on": "date", "is_test": "boolean", "is_deleted": "boolean",
        "quantity": "decimal(18, 3)", "unit_amount": "decimal(18, 2)", "rate": "decimal(18, 9)", "score": "double",
        "subtotal_amount": "decimal(18, 2)", "discount_amount": "decimal(18, 2)", "amount": "decimal(18, 2)",
        "interval_count": "bigint", "discount_rate": "double", "scale_min": "integer", "scale_max": "integer",
        "satisfied_from": "integer", "business_value_uplift": "double", "quality_of_life_uplift": "double",
    }
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'America/New_York'")
        for path in exports.glob("*/*.csv"):
            target = folder / path.parent.name / f"{path.stem}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            scan = f"read_csv('{path}', all_varchar = true)"
            names = [row[0] for row in connection.execute(f"describe select * from {scan}").fetchall()]
            columns = [
                f"cast({name} || ' UTC' as timestamptz) as {name}" if types.get(name) == "timestamptz"
                else f"cast({name} as {types[name]}) as {name}" if name in types
                else name
                for name in names
            ]
            connection.execute(f"copy (select {', '.join(columns)} from {scan}) to '{target}' (format parquet)")
    out = tmp_path / "company.duckdb"
    assert run(out, "--raw-path", str(folder)) == 0
    assert golden_rows(out) == built.figures


def spoil_column(folder: Path, table: str, old: str, new: str) -> None:
    """Replace text in the header line of a table."""
    path = folder / f"{table}.csv"
    header, rest = path.read_text().split("\n", 1)
    path.write_text(header.replace(old, new) + "\n" + rest)


def spoil_cell(folder: Path, table: str, column: str, value: str) -> None:
    """Replace one cell of the first row of a table."""
    path = folder / f"{table}.csv"
    header, first, rest = path.read_text().split("\n", 2)
    cells = first.split(",")
    cells[header.split(",").index(column)] = value
    path.write_text("\n".join([header, ",".join(cells), rest]))


WRONG_INPUT = {
    "a missing required column": (
        lambda folder: spoil_column(folder, "billing/subscriptions", "unit_amount", "price"),
        ["billing.subscriptions.unit_amount", "expected a column of a number", "price"],
    ),
    "a missing required table": (
        lambda folder: (folder / "billing" / "customers.csv").unlink(),
        ["billing.customers", "found nothing"],
    ),
    "the same table twice": (
        lambda folder: (folder / "support" / "tickets.parquet").write_bytes(b""),
        ["support.tickets", "expected one file", "tickets.csv and"],
    ),
}


@pytest.mark.parametrize("case", WRONG_INPUT)
def test_wrong_input_is_one_sentence_and_leaves_the_last_file_alone(case, built, copied, capsys):
    spoil, words = WRONG_INPUT[case]
    spoil(copied)
    before = built.out.read_bytes()
    assert run(built.out, "--raw-path", str(copied)) == Fault.INPUT
    message = capsys.readouterr().err.strip().splitlines()[-1]
    for word in words:
        assert word in message
    assert built.out.read_bytes() == before


def test_a_column_of_another_type_is_one_sentence(copied, tmp_path, capsys):
    tickets = copied / "support" / "tickets.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * replace (12 as opened_at) from '{tickets}') to '{tickets.with_suffix('.parquet')}' (format parquet)"
        )
    tickets.unlink()
    assert run(tmp_path / "company.duckdb", "--raw-path", str(copied)) == Fault.INPUT
    message = capsys.readouterr().err
    assert "support.tickets.opened_at: expected an instant" in message
    assert "found a column of type INTEGER" in message
    assert not (tmp_path / "company.duckdb").exists()


def read_table(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table."""
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def spoil_currency(folder: Path, rows: int) -> Decimal:
    """Francs, for which no rate exists, in so many invoices and one refunded; what they come to less its refund."""
    invoices, refunds = read_table(folder, "billing/invoices"), read_table(folder, "billing/refunds")
    refund = next(row for row in refunds if row["currency"] == "USD")
    paid = [row for row in invoices if row["status"] == "paid" and row["currency"] == "USD"]
    spoilt = sorted(paid, key=lambda row: (row["invoice_id"] != refund["invoice_id"], row["issued_at"]))[: rows + 1]
    for row in spoilt:
        row["currency"] = "CHF"
    with (folder / "billing" / "invoices.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(invoices[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(invoices)
    amounts = (Decimal(row["subtotal_amount"]) - Decimal(row["discount_amount"] or 0) for row in spoilt)
    return sum(amounts, -Decimal(refund["amount"]))


def revenue_of_the_first_year(out: Path) -> Decimal:
    """Revenue of the whole company in 2023, from the state of a published file."""
    with duckdb.connect(str(BuildFiles(out, build.WORK).state), read_only=True) as connection:
        return connection.execute(
            "select sum(amount) from intermediate.int_revenue_entries where entry_at < '2024-01-01'"
        ).fetchall()[0][0]


SET_ASIDE = [
    "billing.exchange_rates: 1 of 2216 rows are quarantined, most often by the rule rate_out_of_range (1 row).",
    "billing.invoices: 4 of 3494 rows are quarantined, most often by the rule currency_without_rate (4 rows).",
    "billing.refunds: 1 of 74 rows are quarantined, most often by the rule invoice_id_refers_to_nothing (1 row).",
    "support.tickets: 1 of 944 rows are quarantined, most often by the rule opened_at_unreadable (1 row).",
    "survey.responses: 1 of 3817 rows are quarantined, most often by the rule score_unreadable (1 row).",
]


def said_of_quarantine(printed: str) -> list[str]:
    """The sentences that a build printed of quarantined rows."""
    return [line for line in printed.splitlines() if " quarantined, most often by " in line]


@dataclass(frozen=True)
class Spoilt:
    """A file built from a folder with a few bad rows, what the build printed, and what the rows come to."""

    out: Path
    folder: Path
    printed: str
    without: Decimal


@pytest.fixture(scope="module")
def spoilt(exports, tmp_path_factory) -> Spoilt:
    """A few bad rows in five tables, built once."""
    folder = Path(shutil.copytree(exports, tmp_path_factory.mktemp("spoilt") / "exports"))
    without = spoil_currency(folder, 3)
    spoil_cell(folder, "billing/exchange_rates", "rate", "0")
    spoil_cell(folder, "support/tickets", "opened_at", "soon")
    spoil_cell(folder, "survey/responses", "score", "ten")
    out = folder.parent / "company.duckdb"
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert run(out, "--raw-path", str(folder)) == 0
    return Spoilt(out, folder, printed.getvalue(), without)


def test_few_bad_rows_are_quarantined_and_said_each_time(built, spoilt, capsys):
    sentences = [f"{sentence} No figure contains them; see the mart quarantine." for sentence in SET_ASIDE]
    assert said_of_quarantine(spoilt.printed) == sentences
    assert run(spoilt.out, "--raw-path", str(spoilt.folder)) == 0
    printed = capsys.readouterr().out
    assert "nothing had changed" in printed and said_of_quarantine(printed) == sentences
    where = re.search("The rows as they came are in quarantine.quarantined_rows of (.*).\n", printed)[1]
    with duckdb.connect(where, read_only=True) as connection:
        assert connection.execute("select count(*) from quarantine.quarantined_rows").fetchall() == [(8,)]
    assert revenue_of_the_first_year(built.out) - revenue_of_the_first_year(spoilt.out) == spoilt.without > 0


def when_seen(database: Path) -> dict[tuple, tuple]:
    """(table, key, rule) of each quarantined row -> when it was seen first and last."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select raw_table, row_key, rule, first_seen_at, last_seen_at from marts.quarantine"
        ).fetchall()
    return {row[:3]: row[3:] for row in rows}


def test_the_journals_survive_a_file_made_anew(spoilt, capsys):
    before = when_seen(spoilt.out)
    spoil_cell(spoilt.folder, "support/tickets", "opened_at", "2023-01-29 15:58:47")
    assert run(spoilt.out, "--raw-path", str(spoilt.folder)) == 0
    after = when_seen(spoilt.out)
    assert after.keys() == before.keys() and len(after) == 8
    for row, (first, last) in after.items():
        assert first == before[row][0]
        assert last == before[row][1] if row[0] == "support.tickets" else last > before[row][1]


def test_a_file_whose_journals_cannot_be_read_is_one_sentence(exports, tmp_path, capsys):
    out = tmp_path / "company.duckdb"
    out.write_text("no database")
    assert run(out, "--raw-path", str(exports)) == Fault.SETTINGS
    assert "OUT: expected a DuckDB file that can be read" in capsys.readouterr().err
    assert out.read_text() == "no database"


def test_many_bad_rows_stop_the_build_and_leave_the_last_file_alone(spoilt, copied, capsys):
    spoil_currency(copied, 1000)
    before = spoilt.out.read_bytes()
    assert run(spoilt.out, "--raw-path", str(copied)) == Fault.INPUT
    message = capsys.readouterr().err.strip().splitlines()[-1]
    assert "billing.invoices: 1001 of 3494 rows are quarantined" in message
    assert "most often by the rule currency_without_rate (1001 rows)" in message
    assert "more than quarantine_threshold (0.05) allows: nothing was built from it" in message
    assert spoilt.out.read_bytes() == before


ABSENT_COLUMNS = {
    "{policy_preset: stripe_like}": (
        "billing/subscriptions", "cancel_requested_at",
        "variable churn_recognition: 'request' needs the column billing.subscriptions.cancel_requested_at",
    ),
    "{churn_recognition: paid_end}": (
        "billing/invoices", "service_period_end",
        "variable churn_recognition: 'paid_end' needs the column billing.invoices.service_period_end",
    ),
    "{discount_policy: permanent}": (
        "billing/subscriptions", "discount_ends_at",
        "variable discount_policy: 'permanent' needs the column billing.subscriptions.discount_ends_at",
    ),
    "{policy_preset: gitlab_like}": (
        "billing/customers", "parent_customer_id",
        "variable customer_level: 'parent' needs the column billing.customers.parent_customer_id",
    ),
}


@pytest.fixture(scope="module")
def manifest(exports, tmp_path_factory):
    """The project as dbt parses it for a folder: once for several builds of another folder or other settings."""
    target = tmp_path_factory.mktemp("target")
    return run_dbt(["parse"], database=Path("company.duckdb"), variables={"raw_path": str(exports)}, target_path=target)


@pytest.mark.parametrize("settings", ABSENT_COLUMNS)
def test_a_policy_whose_column_is_absent_is_one_sentence(settings, copied, manifest, tmp_path):
    table, column, sentence = ABSENT_COLUMNS[settings]
    spoil_column(copied, table, column, f"not_{column}")
    with pytest.raises(BuildError) as stopped:
        run_dbt(
            ["run"], database=tmp_path / "company.duckdb", target_path=tmp_path / "target", manifest=manifest,
            variables={"raw_path": str(copied), **yaml.safe_load(settings)},
        )
    message = str(stopped.value).splitlines()[-1]
    assert sentence in message
    assert f"not_{column}" in message and "Add the column, or choose another value" in message
    assert stopped.value.fault == Fault.SETTINGS


WRONG_SETTINGS = {
    "{fiscal_year_start_month: 13}": "variable fiscal_year_start_month: expected a whole number of at least 1 and at most 12, found '13'",
    "{fiscal_year_start_month: 1.5}": "variable fiscal_year_start_month: expected a whole number",
    "{clv_discount_rate: -0.1}": "variable clv_discount_rate: expected a number of at least 0 and at most 1, found '-0.1'",
    "{lifetime_cap_years: 0}": "variable lifetime_cap_years: expected a number above 0, found '0'",
    "{alert_minimum_history: 10}": "variable alert_minimum_history: expected a whole number of at least 16, found '10'",
    "{alert_stale_after_days: {usage.event: 3}}": "variable alert_stale_after_days: expected a number above 0, or one for each",
    "{minimum_sample_size: many}": "variable minimum_sample_size: expected a whole number of at least 1, found 'many'",
    "{published_schema: main}": "variable published_schema: expected '' or a schema of its own",
    "{customer_model: barter}": "variable customer_model: expected one of subscription, transaction, found 'barter'",
    "{reporting_timezone: Mars/Base}": "variable reporting_timezone: expected the name of a time zone",
    "{reporting_currency: dollars}": "variable reporting_currency: expected a currency code",
    "{as_of: yesterday}": "variable as_of: expected a date such as",
    "{as_of: 2025-02-30}": "variable as_of: expected a date such as",
    "{cac_lag_months: 25}": "variable cac_lag_months: expected a whole number of at least 0 and at most 24, found '25'",
    "{value_event_names: login}": "variable value_event_names: expected a list of texts, such as ['report_created'], or [], found 'login'",
    "{value_event_names: {login: 1}}": "variable value_event_names: expected a list of texts",
    "{value_event_names: [login, 7]}": "variable value_event_names: expected a list of texts",
    "{value_event_names: ['']}": "variable value_event_names: expected a list of texts",
    "{quarantine_threshold: 5}": (
        "variable quarantine_threshold: expected a number of at least 0 and at most 1, or one for each of default and raw "
        "tables such as survey.responses, found '5'"
    ),
    "{quarantine_threshold: {default: 0.1, usage.event: 0.2}}": "variable quarantine_threshold: expected",
    "{quarantine_threshold: {usage.events: 20}}": "variable quarantine_threshold: expected",
    "{future_tolerance_minutes: 0.5}": (
        "variable future_tolerance_minutes: expected a whole number of at least 0, found '0.5'"
    ),
    "{earliest_valid_date: 2000-02-30}": (
        "variable earliest_valid_date: expected a date such as '2025-01-31', found '2000-02-30'"
    ),
    "{policy_preset: ours}": (
        "variable policy_preset: expected one of standard, chartmogul_like, stripe_like, gitlab_like, found 'ours'"
    ),
    "{churn_recognition: yesterday}": (
        "variable churn_recognition: expected one of scheduled_end, request, paid_end, or '' for what policy_preset "
        "says, found 'yesterday'"
    ),
    "{pause_policy: half}": (
        "variable pause_policy: expected one of excluded, zero, counted, or '' for what policy_preset says, found 'half'"
    ),
    "{gap_tolerance_seconds: -1}": (
        "variable gap_tolerance_seconds: expected a whole number of at least 0, found '-1'"
    ),
    "{past_due_policy: grace, past_due_grace_days: 1.5}": (
        "variable past_due_grace_days: expected a whole number of at least 0, found '1.5'"
    ),
    "{new_and_lost_policy: counted}": (
        "variables new_and_lost_policy and churn_rate_base: 'counted' contradicts 'opening', for customers who were "
        "not there at the opening would be lost from it"
    ),
    "{policy_preset: stripe_like, churn_rate_base: opening}": (
        "variables new_and_lost_policy and churn_rate_base: 'counted' contradicts 'opening'"
    ),
    "{past_due_grace_days: 10}": (
        "variables past_due_grace_days and past_due_policy: '10' contradicts 'counted', for no grace is given. Set "
        "past_due_policy to 'grace', or leave past_due_grace_days empty."
    ),
    "{fx_policy: fixed}": (
        "variables fx_fixed_on and fx_policy: '' contradicts 'fixed', for the day of the fixed rates belongs to "
        "fx_policy 'fixed', and only to it"
    ),
    "{fx_fixed_on: 2025-01-31}": "variables fx_fixed_on and fx_policy: '2025-01-31' contradicts 'period_end'",
    "{fx_policy: fixed, fx_fixed_on: 2025-02-30}": (
        "variable fx_fixed_on: expected a date such as '2025-01-31', found '2025-02-30'"
    ),
}


@pytest.fixture(scope="module")
def settings_project(tmp_path_factory) -> Path:
    """The project with one small model for all of its own, so that a setting is judged quickly."""
    project = tmp_path_factory.mktemp("settings")
    shutil.copyfile(ROOT / "dbt_project.yml", project / "dbt_project.yml")
    (project / "models").mkdir()
    shutil.copyfile(ROOT / "models" / "_project.yml", project / "models" / "_project.yml")
    (project / "models" / "one.sql").write_text("select 1 as one")
    shutil.copytree(ROOT / "macros", project / "macros", ignore=shutil.ignore_patterns("*.yml"))
    return project


@pytest.fixture(scope="module")
def settings_manifest(settings_project):
    """The same, parsed once."""
    return run_dbt(["parse"], target_path=settings_project / "target", project=settings_project)


@pytest.mark.parametrize("settings", WRONG_SETTINGS)
def test_a_variable_out_of_its_domain_is_one_sentence(settings, settings_project, settings_manifest, tmp_path):
    with pytest.raises(BuildError) as stopped:
        run_dbt(
            ["build"],
            database=tmp_path / "company.duckdb",
            variables=yaml.load(settings, Loader=build.PlainDates),
            target_path=tmp_path / "target",
            project=settings_project,
            manifest=settings_manifest,
        )
    assert WRONG_SETTINGS[settings] in str(stopped.value)
    assert stopped.value.fault == Fault.SETTINGS


FAULTS = {
    "select 1 as one": (["one = 1"], None),
    "select 2 as one": (["one = 1"], Fault.DATA_TEST),
    "select one": (["one = 1"], Fault.PROJECT),
    "select 2 as one /**/": (["one = 1", "two = 2"], Fault.PROJECT),
}


@pytest.mark.parametrize("model", FAULTS)
def test_a_build_that_stops_says_of_which_class_its_fault_is(model, settings_project, tmp_path):
    expected, fault = FAULTS[model]
    project = Path(shutil.copytree(settings_project, tmp_path / "project"))
    (project / "models" / "one.sql").write_text(model)
    (project / "tests").mkdir()
    for number, condition in enumerate(expected):
        (project / "tests" / f"holds_{number}.sql").write_text(f"select * from {{{{ ref('one') }}}} where not ({condition})")
    with pytest.raises(BuildError) if fault else contextlib.nullcontext() as stopped:
        run_dbt(["build"], database=tmp_path / "company.duckdb", target_path=tmp_path / "target", project=project)
    assert fault is None or stopped.value.fault == fault


def test_a_wrong_variable_stops_the_build_before_it_begins(tmp_path, capsys):
    cases = {
        "{cac_lag_months: 25}": "variable cac_lag_months: expected a whole number of at least 0",
        "{surprise: 1}": "VARS: expected the variables of dbt_project.yml, found 'surprise'",
        "not variables": "VARS: expected variables such as",
    }
    out = tmp_path / "company.duckdb"
    for settings, sentence in cases.items():
        assert run(out, "--vars", settings) == Fault.SETTINGS
        assert sentence in capsys.readouterr().err.strip().splitlines()[-1]
        assert not out.exists()


def test_a_wrong_folder_file_or_language_is_one_sentence(tmp_path, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    cases = [
        (["--raw-path", str(tmp_path / "nowhere")], "RAW_PATH: expected a folder of exports, found nothing at"),
        (["--raw-path", str(empty)], "RAW_PATH: expected files such as billing/customers.csv"),
        (["--language", "fr"], "LANGUAGE: expected en or zh-CN, found 'fr'"),
    ]
    for arguments, sentence in cases:
        assert run(tmp_path / "company.duckdb", *arguments) == Fault.SETTINGS
        assert sentence in capsys.readouterr().err
    assert run(tmp_path / "company.txt") == Fault.SETTINGS
    assert "OUT: expected a file name that ends in .duckdb" in capsys.readouterr().err
    assert run(tmp_path / "marts.duckdb") == Fault.SETTINGS
    assert "OUT: expected another name than that of the schema" in capsys.readouterr().err


def test_a_target_without_a_profile_is_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DBT_TARGET", "warehouse")
    assert run(tmp_path / "company.duckdb") == Fault.SETTINGS
    message = capsys.readouterr().err
    assert "warehouse" in message and "duckdb" in message
    assert not (tmp_path / "company.duckdb").exists()


def test_the_scorecard_speaks_chinese(built, capsys):
    print_scorecard(built.out, "zh-CN")
    printed = capsys.readouterr().out
    assert "客户流失率" in printed and "客户净推荐值" in printed and "未达标" in printed
    assert "churn" not in printed


def test_the_scorecard_says_how_a_metric_stands_and_what_is_a_small_sample(built, capsys):
    print_scorecard(built.out, "en")
    lines = {line.split("│")[1].strip(): line for line in capsys.readouterr().out.splitlines() if "│" in line}
    assert "✖ Missed (target ≥ 50.0 points)" in lines["Net promoter score"]
    assert "✔ Met (target ≤ 5.0 %)" in lines["Customer churn rate"]
    assert "(Small sample)" in lines["New customer growth rate"] and "Small" not in lines["Customer churn rate"]
