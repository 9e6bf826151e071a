"""The judge of raw rows, by small cases that are worked out by hand: one a rule, and the orders."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

import oracle
from oracle.quarantine import JudgedRow, judge_folder
from oracle.raw import RawRow
from raw_rows import CLOCK, account, expense, invoice, version, write

RESPONSE = {
    "response_id": "r1", "survey_id": "s1", "customer_id": "a", "respondent_id": "p",
    "responded_at": "2024-02-01", "score": "5", "business_value_uplift": "0.5",
}  # fmt: skip
# A good row of every table, and what a test may say of it otherwise.
GOOD = {
    "billing.customers": account("a"),
    "billing.subscriptions": version("a", "2024-01-01"),
    "billing.invoices": invoice("i1", "a", "2024-02-01", "10"),
    "billing.refunds": {
        "refund_id": "f1", "invoice_id": "i1", "refunded_at": "2024-02-02", "amount": "1",
        "currency": "USD",
    },
    "billing.exchange_rates": {
        "rate_date": "2024-01-01", "from_currency": "EUR", "to_currency": "USD", "rate": "1.1",
    },
    "billing.expenses": expense("e1", "2024-02-01", "sales", "10"),
    "survey.invitations": {
        "invitation_id": "v1", "survey_id": "s1", "customer_id": "a", "respondent_id": "p",
        "sent_at": "2024-01-31",
    },
    "survey.surveys": {"survey_id": "s1", "kind": "csat", "scale_min": "1", "scale_max": "5"},
    "survey.responses": RESPONSE,
    "usage.events": {
        "event_id": "u1", "customer_id": "a", "event_name": "opened", "occurred_at": "2024-02-01",
        "received_at": "2024-02-01", "quantity": "1", "is_deleted": "false",
    },
    "usage.interactions": {
        "interaction_id": "n1", "customer_id": "a", "kind": "webinar", "occurred_at": "2024-02-01",
        "received_at": "2024-02-01",
    },
    "support.tickets": {"ticket_id": "t1", "customer_id": "a", "opened_at": "2024-02-01"},
}  # fmt: skip


def judged(folder: Path, **variables: object) -> dict[tuple[str, str, str], int]:
    """What the judge sets aside of a folder."""
    return oracle.compute_quarantine(folder, variables, CLOCK)


def company(folder: Path, **rows: list[dict]) -> Path:
    """A folder of one good row a table, but for the tables given (dots as two underscores)."""
    tables = {table: [row] for table, row in GOOD.items()}
    tables |= {table.replace("__", "."): own for table, own in rows.items()}
    for table, own in tables.items():
        if own:
            write(folder, table, own)
    return folder


def test_good_rows_are_accepted(tmp_path: Path):
    assert judged(company(tmp_path)) == {}


@pytest.mark.parametrize(
    ("table", "changed", "rule"),
    [
        ("support.tickets", {"ticket_id": " "}, "ticket_id_missing"),
        ("support.tickets", {"opened_at": ""}, "opened_at_missing"),
        ("support.tickets", {"opened_at": "soon"}, "opened_at_unreadable"),
        ("support.tickets", {"first_responded_at": "0000-00-00"}, "first_responded_at_unreadable"),
        ("support.tickets", {"first_responded_at": "2024-01-31"},
         "first_responded_at_before_opened_at"),
        ("support.tickets", {"opened_at": "1999-12-31"}, "opened_at_too_early"),
        ("support.tickets", {"opened_at": "2030-01-01T01:00:01Z"}, "opened_at_in_the_future"),
        ("support.tickets", {"resolved_at": "2099-01-01"}, "resolved_at_in_the_future"),
        ("support.tickets", {"customer_id": "z"}, "customer_id_refers_to_nothing"),
        ("billing.refunds", {"amount": "1,5"}, "amount_unreadable"),
        ("billing.refunds", {"amount": "NaN"}, "amount_not_finite"),
        ("billing.refunds", {"amount": "1e400"}, "amount_unreadable"),
        ("billing.refunds", {"amount": "-1"}, "amount_out_of_range"),
        ("billing.refunds", {"invoice_id": "z"}, "invoice_id_refers_to_nothing"),
        ("billing.refunds", {"currency": "EUR"}, "currency_without_rate"),
        ("billing.invoices", {"subtotal_amount": "-0.01"}, "subtotal_amount_out_of_range"),
        ("billing.invoices", {"subscription_id": "z"}, "subscription_id_refers_to_nothing"),
        ("billing.invoices", {"paid_at": "2099-01-01"}, "paid_at_in_the_future"),
        ("billing.invoices",
         {"service_period_start": "2024-02-01", "service_period_end": "2024-01-01"},
         "service_period_end_before_service_period_start"),
        ("billing.subscriptions", {"status": "Active"}, "status_unknown"),
        ("billing.subscriptions", {"billing_interval": "quarter"}, "billing_interval_unknown"),
        ("billing.subscriptions", {"discount_rate": "1.01"}, "discount_rate_out_of_range"),
        ("billing.subscriptions", {"interval_count": "0.4"}, "interval_count_unreadable"),
        ("billing.subscriptions", {"ended_at": "2023-12-31"}, "ended_at_before_started_at"),
        ("billing.subscriptions", {"ended_at": "infinity"}, "ended_at_not_finite"),
        ("billing.exchange_rates", {"rate": "0.0000000000001"}, "rate_out_of_range"),
        ("billing.expenses", {"category": "rent"}, "category_unknown"),
        ("billing.expenses", {"incurred_on": "2030-01-02"}, "incurred_on_in_the_future"),
        ("survey.responses", {"score": "6"}, "score_off_the_scale"),
        ("survey.responses", {"score": "inf"}, "score_not_finite"),
        ("survey.responses", {"business_value_uplift": "-inf"}, "business_value_uplift_not_finite"),
        ("survey.responses", {"survey_id": "z"}, "survey_id_refers_to_nothing"),
        ("usage.events", {"quantity": "-1"}, "quantity_out_of_range"),
        ("usage.events", {"is_deleted": "perhaps"}, "is_deleted_unreadable"),
        ("billing.customers", {"merged_into_customer_id": "z"}, "merge_leads_nowhere"),
    ],
)  # fmt: skip
def test_a_row_that_breaks_one_rule(tmp_path: Path, table: str, changed: dict, rule: str):
    row = GOOD[table] | changed
    company(tmp_path, **{table.replace(".", "__"): [row]})
    # What refers to the row waits with it and is no concern of this test.
    found = {key: n for key, n in judged(tmp_path).items() if key[0] == table}
    key = " ".join(str(row[name]).strip() for name in oracle.contract.key_of(table))
    assert found == {(table, key, rule): 1}


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("support.tickets", {"opened_at": "2030-01-01T01:00:00Z"}),
        ("support.tickets", {"opened_at": "2000-01-01"}),
        ("support.tickets", {"opened_at": " 2024-2-1 "}),
        ("billing.refunds", {"amount": "-0.0000004"}),
        ("billing.expenses", {"amount": "-10"}),
        ("billing.expenses", {"incurred_on": "2030-01-01"}),
        ("billing.subscriptions", {"discount_rate": "1"}),
        ("billing.subscriptions", {"discount_rate": "0"}),
        ("billing.subscriptions", {"ended_at": "2099-01-01"}),
        ("billing.subscriptions", {"ended_at": "2024-01-01"}),
        ("survey.responses", {"score": "1"}),
        ("billing.customers", {"parent_customer_id": "z"}),
    ],
)
def test_what_lies_on_the_edge_of_a_rule_is_accepted(tmp_path: Path, table: str, changed: dict):
    company(tmp_path, **{table.replace(".", "__"): [GOOD[table] | changed]})
    assert judged(tmp_path) == {}


def test_every_rule_that_a_row_breaks_is_named(tmp_path: Path):
    company(tmp_path, survey__responses=[RESPONSE | {"customer_id": "z", "score": "9"}])
    assert judged(tmp_path) == {
        ("survey.responses", "r1", "customer_id_refers_to_nothing"): 1,
        ("survey.responses", "r1", "score_off_the_scale"): 1,
    }


@pytest.mark.parametrize(
    ("kind", "low", "high", "rules"),
    [
        ("nps", "0", "10", []),
        ("nps", "1", "10", []),
        ("nps", "0", "100", ["scale_not_scorable"]),
        ("nps", "10", "1", ["scale_not_scorable", "scale_not_upward"]),
        ("csat", "5", "5", ["scale_not_upward"]),
        ("csat", "0", "100", []),
        ("ces", "1", "5", ["kind_unknown"]),
    ],
)
def test_scales(tmp_path: Path, kind: str, low: str, high: str, rules: list[str]):
    survey = {"survey_id": "s1", "kind": kind, "scale_min": low, "scale_max": high}
    answers = [{**RESPONSE, "score": ""}]
    company(tmp_path, survey__surveys=[survey], survey__responses=answers)
    found = {rule for table, _, rule in judged(tmp_path) if table == "survey.surveys"}
    assert found == set(rules)


def test_what_refers_to_a_row_that_is_set_aside_waits_with_it(tmp_path: Path):
    company(tmp_path, billing__customers=[account("a", "1990-01-01")])
    assert judged(tmp_path) == {
        ("billing.customers", "a", "created_at_too_early"): 1,
        **{
            (table, key, "customer_id_refers_to_nothing"): 1
            for table, key in (
                ("billing.subscriptions", GOOD["billing.subscriptions"]["subscription_version_id"]),
                ("billing.invoices", "i1"),
                ("survey.invitations", "v1"),
                ("survey.responses", "r1"),
                ("usage.events", "u1"),
                ("usage.interactions", "n1"),
                ("support.tickets", "t1"),
            )
        },
        # The refund has no customer of its own: it waits for its invoice.
        ("billing.refunds", "f1", "invoice_id_refers_to_nothing"): 1,
    }


def test_a_table_that_is_switched_off_is_not_asked(tmp_path: Path):
    company(tmp_path, billing__invoices=[], survey__surveys=[])
    assert judged(tmp_path) == {}


def superseded(folder: Path, table: str, rows: list[dict]) -> list[dict]:
    """Those of some rows of one key that are superseded."""
    company(folder, **{table.replace(".", "__"): rows})
    found = judge_folder(folder, None, CLOCK).tables[table].rows
    return [dict(row.texts) for row in found if "superseded" in row.rules]


def test_the_row_that_was_changed_last_wins_even_if_it_is_bad(tmp_path: Path):
    old = account("a", name="old", updated_at="2024-01-02")
    new = account("a", name="new", updated_at="2024-01-02T00:00:01Z", is_test="perhaps")
    undated = account("a", name="undated")
    lost = superseded(tmp_path, "billing.customers", [new, undated, old])
    assert [row["name"] for row in lost] == ["undated", "old"]
    assert judged(tmp_path)[("billing.customers", "a", "is_test_unreadable")] == 1
    assert judged(tmp_path)[("billing.customers", "a", "superseded")] == 2


def test_without_a_change_the_time_of_receipt_decides(tmp_path: Path):
    late = RESPONSE | {"score": "2", "received_at": "2024-03-02"}
    early = RESPONSE | {"score": "3", "received_at": "2024-03-01"}
    lost = superseded(tmp_path, "survey.responses", [late, early])
    assert [row["score"] for row in lost] == ["3"]


def test_a_tie_goes_to_the_larger_hash(tmp_path: Path):
    rows = [account("a", name=name, updated_at="2024-01-02") for name in ("x", "y", "z")]
    hashes = {
        row["name"]: JudgedRow(
            RawRow(
                {
                    c.name: row.get(c.name)
                    for c in oracle.contract.columns_of("billing.customers")
                }
            )
        ).hash
        for row in rows
    }
    # md5 of 'a|2024-01-01|x|\N|\N|\N|\N|\N|\N|\N|\N|\N|2024-01-02'
    text = "|".join(["a", "2024-01-01", "x", *["\\N"] * 9, "2024-01-02"])
    with duckdb.connect() as connection:
        assert connection.execute("select md5(?)", [text]).fetchone() == (hashes["x"],)
    winner = max(hashes, key=hashes.get)
    lost = superseded(tmp_path, "billing.customers", rows)
    assert {row["name"] for row in lost} == {"x", "y", "z"} - {winner}


def test_the_same_day_written_otherwise_is_the_same_key(tmp_path: Path):
    rate = GOOD["billing.exchange_rates"]
    lost = superseded(
        tmp_path, "billing.exchange_rates", [rate, rate | {"rate_date": "2024/1/1"}]
    )
    assert len(lost) == 1


def test_copies_are_counted_and_not_judged(tmp_path: Path):
    row = GOOD["usage.events"]
    keyless = row | {"event_id": ""}
    more = [row | {"feature": " "}, keyless, keyless, row | {"event_id": "u2"}]
    company(tmp_path, usage__events=[row, *more])
    # `feature` is blank in one and missing in none of the others: the file has the column.
    assert judged(tmp_path) == {("usage.events", "", "event_id_missing"): 1}
    counts = oracle.compute_load_reconciliation(tmp_path, None, CLOCK)
    assert counts["usage.events"] == (5, 2, 1, 2, 0)


def test_rows_from_as_of_on_are_neither_bad_nor_counted(tmp_path: Path):
    row = GOOD["usage.events"]
    times = ("2024-02-01", "2024-02-01T00:00:01Z", "2029-12-31", "2031-01-01")
    rows = [row | {"event_id": f"u{n}", "occurred_at": time} for n, time in enumerate(times)]
    company(tmp_path, usage__events=rows)
    given = {"as_of": "2024-02-01T00:00:01Z"}
    counts = oracle.compute_load_reconciliation(tmp_path, given, CLOCK)
    assert counts["usage.events"] == (4, 1, 1, 0, 2)
    assert counts["survey.surveys"] == (1, 1, 0, 0, 0)


def test_as_of_follows_from_accepted_rows_alone(tmp_path: Path):
    row = GOOD["usage.events"] | {"event_id": "u2", "occurred_at": "2029-06-01", "quantity": "-1"}
    company(tmp_path, usage__events=[GOOD["usage.events"], row])
    counts = oracle.compute_load_reconciliation(tmp_path, None, CLOCK)
    # The good rows reach 1 February 2024: as-of is the midnight after, and the refund of the second
    # lies there.
    assert counts["billing.refunds"] == (1, 0, 0, 0, 1)


# --- Merges -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("merges", "nowhere"),
    [
        ({"a": "b", "b": "c", "c": ""}, ""),
        ({"a": "a", "b": "", "c": ""}, "a"),
        ({"a": "b", "b": "a", "c": ""}, "ab"),
        ({"a": "b", "b": "c", "c": "b"}, "abc"),
        ({"a": "b", "b": "z", "c": ""}, "ab"),
        ({"a": "b", "b": "c", "c": "c"}, "abc"),
    ],
)
def test_merges_in_a_circle_or_to_nobody(tmp_path: Path, merges: dict, nowhere: str):
    rows = [account(key, merged_into_customer_id=into) for key, into in merges.items()]
    write(tmp_path, "billing.customers", rows)
    assert {key for _, key, _ in judged(tmp_path)} == set(nowhere)
    assert {rule for *_, rule in judged(tmp_path)} <= {"merge_leads_nowhere"}


def test_a_merge_into_an_account_that_is_set_aside_waits_with_it(tmp_path: Path):
    rows = [account("a", merged_into_customer_id="b"), account("b", "someday")]
    write(tmp_path, "billing.customers", rows)
    assert judged(tmp_path) == {
        ("billing.customers", "a", "merge_leads_nowhere"): 1,
        ("billing.customers", "b", "created_at_unreadable"): 1,
    }


# --- Versions -----------------------------------------------------------------------------------


def overlapping(folder: Path, *versions: tuple) -> list[str]:
    """The numbers of the versions (start, end, further columns) of a subscription that overlap."""
    rows = [
        version("a", start, end, **{"subscription_version_id": f"{number}", **dict(*more)})
        for number, (start, end, *more) in enumerate(versions, 1)
    ]
    write(folder, "billing.customers", [account("a")])
    write(folder, "billing.subscriptions", rows)
    found = judged(folder)
    assert {rule for *_, rule in found} <= {"overlaps_an_earlier_version", "quantity_out_of_range"}
    return sorted(key for _, key, rule in found if rule == "overlaps_an_earlier_version")


def test_of_three_versions_the_second_overlaps_and_the_third_does_not(tmp_path: Path):
    # The second starts within the first, and the third within the second, which does not count.
    three = [("2024-01-01", "2024-03-01"), ("2024-02-01", "2024-05-01"), ("2024-03-01", "")]
    assert overlapping(tmp_path, *three) == ["2"]


def test_an_open_version_leaves_no_room_behind_it(tmp_path: Path):
    three = [("2024-01-01", ""), ("2024-02-01", "2024-03-01"), ("2024-03-01", "")]
    assert overlapping(tmp_path, *three) == ["2", "3"]


def test_a_version_that_is_bad_itself_takes_no_room(tmp_path: Path):
    two = [("2024-01-01", "", {"quantity": "-1"}), ("2024-02-01", "2024-03-01")]
    assert overlapping(tmp_path, *two) == []


def test_versions_without_length_never_overlap(tmp_path: Path):
    three = [("2024-01-01", "2024-03-01"), ("2024-02-01", "2024-02-01"), ("2024-03-01", "")]
    assert overlapping(tmp_path, *three) == []


def test_of_versions_that_start_together_the_one_changed_first_is_taken(tmp_path: Path):
    together = [
        ("2024-01-01", "2024-03-01", {"updated_at": "2024-02-02"}),
        ("2024-01-01", "2024-02-01", {"updated_at": "2024-02-01"}),
        ("2024-02-01", "2024-03-01", {"updated_at": ""}),
    ]
    assert overlapping(tmp_path, *together) == ["1"]


def test_of_versions_that_start_and_change_together_the_smaller_id_is_taken(tmp_path: Path):
    assert overlapping(tmp_path, ("2024-01-01", "2024-03-01"), ("2024-01-01", "")) == ["2"]


def test_the_clock_may_be_naive_or_of_a_zone(tmp_path: Path):
    ahead = GOOD["support.tickets"] | {"opened_at": "2030-01-01T01:00:01Z"}
    company(tmp_path, support__tickets=[ahead])
    naive = oracle.compute_quarantine(tmp_path, None, CLOCK.replace(tzinfo=None))
    assert naive == oracle.compute_quarantine(tmp_path, None, CLOCK.astimezone(UTC))
    assert oracle.compute_quarantine(tmp_path, None, datetime(2030, 1, 2)) == {}
