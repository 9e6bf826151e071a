"""The churn risk: nothing later than the cut-off, a planted signal found, none made up, and SQL that scores as the library.

The companies are made up by `leaving_company`, of as many accounts as the proof asks for.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from leaving_company import write_company
from raw_rows import account, invoice, version, write
from scripts.churn_risk import training
from scripts.churn_risk.__main__ import fit_and_write, main
from scripts.churn_risk.backtest import LOST_IN_TEST, backtest, split
from scripts.churn_risk.model import FEATURES, OUTCOME, fit
from scripts.dbt_runner import ROOT, run_dbt

NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
SEEDS = ("churn_risk_coefficients", "churn_risk_model", "churn_risk_lift")
CUT_OFF = date(2025, 3, 1)
IS_LONG = os.environ.get("TEST_LONG") == "1"


@dataclass
class Company:
    """A raw folder, the file that is built from it, and what dbt has parsed."""

    raw: Path
    database: Path
    as_of: str
    target_path: Path
    manifest: object = None

    def build(self, *select: str) -> None:
        """Build some models."""
        variables = {"raw_path": str(self.raw), "as_of": self.as_of}
        self.manifest = self.manifest or run_dbt(["parse"], self.database, variables, self.target_path)
        run_dbt(["build", *NO_TESTS, "--select", *select], self.database, variables, self.target_path, manifest=self.manifest)

    def read(self, query: str) -> pd.DataFrame:
        """The rows of a query."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).df()


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory, target_path: Path) -> Company:
    """5 000 accounts, of which those whose interest fades leave."""
    folder = tmp_path_factory.mktemp("leaving")
    as_of = write_company(folder / "raw", has_signal=True)
    company = Company(folder / "raw", folder / "company.duckdb", as_of, target_path)
    company.build("+customer_churn_risk", training.TABLE, *SEEDS)
    return company


@pytest.fixture(scope="module")
def fitted(leaving: Company, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of seeds that a fit there leaves."""
    folder = tmp_path_factory.mktemp("fitted")
    fit_and_write(leaving.database, folder)
    return folder


@pytest.fixture(scope="module")
def rows(leaving: Company) -> pd.DataFrame:
    """What there is to learn from there."""
    return training.read(leaving.database)[0]


def test_a_planted_signal_is_found_beyond_the_baseline_and_calibrated(rows: pd.DataFrame) -> None:
    found = backtest(rows)
    print(f"AUC {found.auc:.4f}, baseline {found.baseline_auc:.4f}, calibration slope {found.calibration_slope:.3f}, "
          f"expected over observed {found.expected_over_observed:.3f}, lost {found.customers_lost_in_test}")
    assert found.off_reason is None
    assert found.auc - max(found.baseline_auc, 0.5) >= 0.05
    assert 0.8 <= found.calibration_slope <= 1.2
    assert found.brier_score < found.baseline_brier_score
    assert found.lift["lift"].iloc[0] > 1.5 > 0.7 > found.lift["lift"].iloc[-1]
    assert found.lift["customers_lost"].sum() == split(rows)[1][OUTCOME].sum()


def test_no_outcome_that_is_learned_from_reaches_into_the_months_held_out(rows: pd.DataFrame) -> None:
    earlier, later = split(rows)
    assert earlier["horizon_ends_on"].max() <= later["cut_off_on"].min()
    assert later["cut_off_on"].nunique() == 6
    assert later["cut_off_on"].max() == rows["cut_off_on"].max()


def test_without_a_signal_the_command_says_so_and_switches_the_model_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    as_of = write_company(tmp_path / "raw", has_signal=False)
    assert main(["--raw-path", str(tmp_path / "raw"), "--vars", f"{{as_of: {as_of}}}", "--to", str(tmp_path / "seeds")]) == 0
    assert "No signal: " in capsys.readouterr().out
    written = {name: pd.read_csv(tmp_path / "seeds" / f"{name}.csv") for name in SEEDS}
    assert written["churn_risk_model"]["off_reason"].tolist() == ["no_signal"]
    assert written["churn_risk_coefficients"].empty
    assert len(written["churn_risk_lift"]) == 10


@pytest.mark.parametrize("seed", range(20 if IS_LONG else 3))
def test_outcomes_dealt_at_random_are_no_signal(seed: int, rows: pd.DataFrame) -> None:
    dealt = rows[OUTCOME].sample(frac=1, random_state=seed).to_numpy()
    assert backtest(rows.assign(**{OUTCOME: dealt})).off_reason == "no_signal"


def test_of_few_customers_there_are_too_few_events(rows: pd.DataFrame) -> None:
    found = backtest(rows[rows["customer_id"] < "c00400"])
    assert found.off_reason == "too_few_events"
    assert found.customers_lost_in_test < LOST_IN_TEST


def test_of_no_customer_there_are_too_few_events(rows: pd.DataFrame) -> None:
    assert backtest(rows.iloc[:0]).off_reason == "too_few_events"


def test_the_mart_scores_as_the_library_does(leaving: Company, rows: pd.DataFrame, fitted: Path) -> None:
    off = leaving.read("select distinct churn_probability, strongest_driver, null_reason from marts.customer_churn_risk")
    assert off.isna().to_numpy().tolist() == [[True, True, False]]
    with duckdb.connect(str(leaving.database)) as connection:
        for seed in SEEDS:
            connection.execute(f"delete from reference.{seed}")
            connection.execute(f"insert into reference.{seed} by name from read_csv('{fitted / seed}.csv')")
    leaving.build("customer_churn_risk")
    scored = leaving.read("from marts.customer_churn_risk order by customer_id")
    assert scored["cut_off_on"].unique().tolist() == [pd.Timestamp(leaving.as_of)]
    assert len(scored) > 1_000 and scored["missing_features"].notna().any() and scored["null_reason"].isna().all()
    assert np.abs(fit(rows).probabilities(scored) - scored["churn_probability"]).max() <= 1e-9
    assert scored["churn_probability"].max() > 2 * scored["churn_probability"].median()


def test_a_fit_is_the_same_again(leaving: Company, fitted: Path, tmp_path: Path) -> None:
    fit_and_write(leaving.database, tmp_path)
    for seed in SEEDS:
        assert (tmp_path / f"{seed}.csv").read_bytes() == (fitted / f"{seed}.csv").read_bytes()


def raw_tables(is_later_known: bool) -> dict[str, list[dict]]:
    """Raw tables as they stand on 1 March, or, of the same company, as they stand in July."""
    later = is_later_known
    names = ["acme", "beta", *(["newcomer"] if later else [])]
    tables = {
        "billing.customers": [account(name, "2024-01-01") for name in names],
        "billing.subscriptions": [
            version("acme", "2024-01-01", "2025-05-10" if later else "", cancel_requested_at="2025-03-10" if later else ""),
            version("beta", "2024-01-01", "2025-03-15" if later else "", quantity="9", cancel_requested_at=""),
        ],
        "billing.invoices": [
            invoice("paid_late", "acme", "2025-01-05", "100", status="paid" if later else "open",
                    paid_at="2025-03-20" if later else ""),
            invoice("given_up", "beta", "2025-01-05", "100", status="uncollectible" if later else "open", paid_at=""),
            invoice("paid", "beta", "2025-01-06", "100", paid_at="2025-01-07"),
        ],
        "usage.events": [event("beta", "2024-11-05"), event("beta", "2025-02-05"), event("acme", "2025-01-05")],
        "support.tickets": [ticket("beta", "2025-01-20")],
        "survey.surveys": [{"survey_id": "nps", "kind": "nps", "scale_min": "0", "scale_max": "10", "satisfied_from": ""}],
        "survey.responses": [response("beta", "2025-01-20", "8")],
    }
    if later:
        tables["billing.subscriptions"] += [
            version("beta", "2025-03-15", quantity="2", billing_interval="year", cancel_requested_at=""),
            version("newcomer", "2025-03-01", cancel_requested_at=""),
        ]
        tables["billing.invoices"].append(invoice("since", "beta", "2025-03-02", "100", status="open", paid_at=""))
        # One of each that happened since, and one that happened before and came since.
        tables["usage.events"] += [event("acme", "2025-03-05"), event("acme", "2025-02-20", "2025-03-01")]
        tables["support.tickets"] += [ticket("beta", "2025-03-05"), ticket("beta", "2025-02-20", "2025-03-01")]
        tables["survey.responses"] += [response("beta", "2025-03-05", "1"), response("beta", "2025-02-20", "2", "2025-03-01")]
    return tables


def event(customer: str, day: str, came_on: str = "") -> dict:
    """A use of the product at noon."""
    return {"event_id": f"{customer} {day}", "customer_id": customer, "event_name": "opened", "occurred_at": f"{day} 12:00:00",
            "received_at": came_on or f"{day} 12:00:00"}


def ticket(customer: str, day: str, came_on: str = "") -> dict:
    """A ticket opened at noon."""
    return {"ticket_id": f"{customer} {day}", "customer_id": customer, "opened_at": f"{day} 12:00:00",
            "first_responded_at": "", "received_at": came_on}


def response(customer: str, day: str, score: str, came_on: str = "") -> dict:
    """An answer given at noon."""
    return {"response_id": f"{customer} {day}", "survey_id": "nps", "customer_id": customer, "respondent_id": customer,
            "responded_at": f"{day} 12:00:00", "score": score, "received_at": came_on}


def test_no_feature_is_later_than_its_cut_off(tmp_path: Path, target_path: Path) -> None:
    """What was added or overwritten since moves every feature of a later cut-off, and none of an earlier one."""
    company = Company(tmp_path / "raw", tmp_path / "company.duckdb", "2025-07-01", target_path)
    features, outcomes = {}, {}
    for is_later_known in (False, True):
        for table, of_table in raw_tables(is_later_known).items():
            write(company.raw, table, of_table)
        company.build(f"+{training.TABLE}")
        features[is_later_known] = company.read(
            f"select customer_id, cut_off_on, {', '.join(FEATURES)} from intermediate.int_churn_risk_features"
        ).set_index(["customer_id", "cut_off_on"]).sort_index()
        outcomes[is_later_known] = company.read(
            f"select cast(cut_off_on as varchar) as cut_off_on, customer_id, {OUTCOME} from intermediate.{training.TABLE}"
        ).set_index(["customer_id", "cut_off_on"])[OUTCOME]
    cut_off = pd.Timestamp(CUT_OFF)
    then, now = (known[known.index.get_level_values("cut_off_on") <= cut_off] for known in features.values())
    assert len(then) == 2 * 14
    pd.testing.assert_frame_equal(then, now, check_exact=True)
    assert then.loc[("acme", cut_off), "invoices_overdue"] == then.loc[("beta", cut_off), "invoices_overdue"] == 1
    later = [known[known.index.get_level_values("cut_off_on") > cut_off] for known in features.values()]
    still = [name for name in FEATURES if later[0][name].equals(later[1][name])]
    assert still == []
    place = ("acme", "2025-03-01")
    assert (outcomes[False][place], outcomes[True][place]) == (0, 1)


def test_the_model_and_the_mart_know_the_same_features() -> None:
    macro = (ROOT / "macros" / "project" / "churn_risk.sql").read_text(encoding="utf-8")
    assert [name for name in FEATURES if f"'{name}'" not in macro] == []
    coefficients = pd.read_csv(ROOT / "seeds" / "churn_risk" / "churn_risk_coefficients.csv")
    assert coefficients["feature"].tolist() in ([], FEATURES)


def test_every_word_of_churn_risk_is_translated() -> None:
    translated = set(pd.read_csv(ROOT / "seeds" / "registry" / "translations.csv")["text_key"])
    reasons = ["not_fitted", "too_few_events", "no_signal", "not_calibrated"]
    wanted = {f"risk_feature.{name}" for name in FEATURES} | {f"null_reason.{name}" for name in reasons}
    assert wanted - translated == set()


@pytest.mark.parametrize(
    ("command_line", "sentence"),
    [
        (["--raw-path", "nowhere"], "RAW_PATH: expected a folder of exports, found nothing at 'nowhere'."),
        (["--vars", "{horizon: 30}"], "VARS: expected the variables of dbt_project.yml, found 'horizon'."),
    ],
)
def test_what_the_command_cannot_use_is_a_sentence(
    command_line: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command_line) == 2
    assert sentence in capsys.readouterr().err
