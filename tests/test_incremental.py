"""Built slice by slice or in one go, the tables are the same.

`--company-seed S` says which random companies and how their rows arrive, `--companies N` how many:
an eighth of N, for each is built in five slices and in one go. Of one alone everything that can happen does.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import isclose
from pathlib import Path
from random import Random

import duckdb
import pytest

from arrivals import EMPTY_STEP, KINDS, STEPS, History, arrive
from random_companies import write_company
from random_companies.plans import Plan, plan_of
from random_companies.timeline import Timeline
from raw_rows import account, write
from scripts.building.publishing import JOURNALS
from scripts.dbt_runner import BuildError, run_dbt

COMPANIES_FOR_ONE = 8
# A rate that is missing at first would stop a build.
OF_EVERY_BUILD = {"fx_max_age_days": 1000, "quarantine_threshold": 1}
# What the moment of a build leaves in a table.
OF_THE_BUILD = {"build_id", "judged_at", "last_judged_at"}
FEED_STORES = {
    "staging.base_usage__events",
    "staging.base_usage__interactions",
    "intermediate.int_usage_by_user_day",
    "intermediate.int_interactions_by_account_day",
}
# Rows without an arrival are judged anew each time.
ARRIVED = {"staging.base_usage__events": "arrival_day is not null"}
STORES = FEED_STORES | {"quarantine.quarantined_rows"}
EVERYTHING = {*KINDS, "as_of went back", "as_of went on"}
RELATIVE = 1e-9
FILE = "company.duckdb"
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
# A feed and its store, and what they are judged and counted by.
ONE_FEED = (
    "run", "--select", "base_billing__customers", "stg_billing__customers", "base_usage__events", "stg_usage__events",
    "int_as_of", "int_usage_by_user_day",
)  # fmt: skip

# Journals tell of builds, and so does what shows closed figures beside those of today.
TELLS_OF_BUILDS = {*JOURNALS, "metric_values_reported", "metric_scorecard", "metric_tree"}
JOURNALS_OF_BAD_ROWS = (
    "build", "--select", "+quarantine", "+data_quality_scorecard",
    "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
)

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """A function that says when the next builds start."""
    return clock_setter(monkeypatch)


def clock_setter(patch: pytest.MonkeyPatch) -> SetClock:
    """The same for any patch; dbt's tracking module tells a run when it starts."""

    def set_to(instant: datetime) -> None:
        class Stopped(datetime):
            @classmethod
            def now(cls, tz=None) -> datetime:
                return instant.replace(tzinfo=UTC)

        patch.setattr("dbt.tracking.datetime", Stopped)

    return set_to


class Project:
    """Builds into one file after another, all of one name, which dbt parses once."""

    def __init__(self, target_path: Path, **variables: object) -> None:
        self.target_path = target_path
        self.variables = variables
        self.manifest = run_dbt(
            ["parse"], database=Path(FILE), variables=variables, target_path=target_path
        )

    def run(self, database: Path, *command: str, **variables: object) -> None:
        """Run dbt on a file. Raises BuildError."""
        run_dbt(
            command or ("build", *NO_TESTS),
            database=database,
            variables={**self.variables, **variables},
            target_path=self.target_path,
            manifest=self.manifest,
        )


def query(database: Path, sql: str) -> list[tuple]:
    """The rows of a query."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def differences(slices: Path, whole: Path, is_whole_project: bool = True) -> Iterator[str]:
    """Public marts and stores of which two files do not hold the same rows, one sentence each."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{slices}' as slices (read_only); attach '{whole}' as whole (read_only)")
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where database_name = 'whole' and schema_name in ('marts', 'intermediate', 'staging', 'quarantine')"
        ).fetchall()
        compared = [
            table for (table,) in tables
            if table in STORES or (table.startswith("marts.") and table.removeprefix("marts.") not in TELLS_OF_BUILDS)
        ]  # fmt: skip
        assert not is_whole_project or (len(compared) > 30 and set(compared) >= STORES)
        for table in compared:
            yield from differences_of(connection, table)


def differences_of(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """The same for one table: everything equal but doubles, which depend on the order of additions."""
    columns = {
        row[0]: row[1]
        for row in connection.execute(f"describe whole.{table}").fetchall()
        if row[0] not in OF_THE_BUILD
    }
    listed = ", ".join(columns)
    found = {
        (one, other): connection.execute(
            f"select {listed} from {one}.{table} except all select {listed} from {other}.{table} order by all"
        ).fetchall()
        for one, other in (("slices", "whole"), ("whole", "slices"))
    }
    left, right = found.values()
    doubles = [data_type == "DOUBLE" for data_type in columns.values()]
    if len(left) == len(right) and all(
        all(
            one == other or (is_double and None not in (one, other) and isclose(one, other, rel_tol=RELATIVE))
            for one, other, is_double in zip(row, against, doubles, strict=True)
        )
        for row, against in zip(left, right, strict=True)
    ):
        return
    yield f"{table}: {len(left)} rows only in slices, {len(right)} only in one go, such as {left[:2]} and {right[:2]}"


@dataclass(frozen=True)
class Delivery:
    """A random company whose rows arrive step by step; what happens to them, and what each step is built as of."""

    plan: Plan
    history: History
    clocks: list[datetime]
    as_ofs: list[str]

    def happened(self) -> Counter[str]:
        """How often each kind of arrival and each move of `as_of` occurs."""
        moves = [late > early for early, late in pairwise(filter(None, self.as_ofs)) if late != early]
        return self.history.happened + Counter(f"as_of went {'on' if is_on else 'back'}" for is_on in moves)


def test_slices_end_in_the_tables_of_a_full_build(
    target_path: Path, tmp_path: Path, set_clock: SetClock, pytestconfig: pytest.Config
) -> None:
    seed = pytestconfig.getoption("company_seed")
    dice = Random(seed)
    happened: Counter[str] = Counter()
    companies = max(1, pytestconfig.getoption("companies") // COMPANIES_FOR_ONE)
    for number in range(companies):
        delivery = thrown_delivery(dice, tmp_path / f"{number}")
        while companies == 1 and not EVERYTHING <= delivery.happened().keys():
            shutil.rmtree(tmp_path / f"{number}")
            delivery = thrown_delivery(dice, tmp_path / f"{number}")
        happened += delivery.happened()
        found = built_both_ways(delivery, tmp_path / f"{number}", target_path, set_clock)
        assert not found, "\n".join([f"--company-seed {seed}, company {number}: {delivery.plan}", *found])
    print(f"--company-seed {seed}: {dict(happened)}")
    assert happened.keys() >= EVERYTHING


def thrown_delivery(dice: Random, folder: Path) -> Delivery:
    """A company thrown with the dice, its files written to the folder."""
    plan = plan_of(dice.randrange(2**32))
    dice_of_plan = Random(plan.seed)
    write_company(plan, folder / "written")
    end = Timeline(plan, dice_of_plan).horizon + timedelta(days=5)
    clocks = [end + timedelta(days=step) for step in range(STEPS)]
    history = History(folder / "written", dice_of_plan, clocks)
    arrive(history)
    return Delivery(plan, history, clocks, thrown_as_ofs(plan, dice_of_plan))


def built_both_ways(delivery: Delivery, folder: Path, target_path: Path, set_clock: SetClock) -> list[str]:
    """How the build in slices differs from that in one go."""
    raw, slices, whole = folder / "raw", folder / "slices" / FILE, folder / "whole" / FILE
    slices.parent.mkdir()
    whole.parent.mkdir()
    project = Project(target_path, **{**delivery.plan.variables, **OF_EVERY_BUILD, "as_of": "", "raw_path": str(raw)})
    judged = {}
    for step in range(STEPS):
        delivery.history.write(raw, step)
        set_clock(delivery.clocks[step])
        project.run(slices, as_of=delivery.as_ofs[step])
        judged[step] = {
            table: query(slices, f"select * from {table} where {ARRIVED.get(table, 'true')} order by all")
            for table in sorted(FEED_STORES)
        }
    assert judged[EMPTY_STEP] == judged[EMPTY_STEP - 1], "expected nothing judged or counted anew at the empty step"
    project.run(whole, as_of=delivery.as_ofs[-1])
    return list(differences(slices, whole))


def thrown_as_ofs(plan: Plan, dice: Random) -> list[str]:
    """An instant for each step; the last is the plan's own, none for most."""
    first = datetime(plan.first_month.year, plan.first_month.month, 1)
    days = [dice.randrange(15 * plan.months, 31 * plan.months) for _ in range(STEPS - 1)]
    as_ofs = [(first + timedelta(days=day, hours=dice.randrange(24))).isoformat() for day in days]
    as_ofs[EMPTY_STEP] = as_ofs[EMPTY_STEP - 1]
    # Of the plans without one the last build looks for the latest event.
    return [*as_ofs, str(plan.variables["as_of"])]


class Company:
    """A small company whose raw rows a test changes between two builds of its feeds."""

    def __init__(self, folder: Path, project: Project, set_clock: SetClock) -> None:
        self.folder, self.project, self.set_clock = folder, project, set_clock
        self.database = folder / "slices" / FILE
        self.database.parent.mkdir(parents=True)
        self.clock = datetime(2024, 6, 1)
        self.variables: dict[str, object] = {}
        self.accounts = [account("ann"), account("bob")]
        self.events = [
            event("e1", "ann", "2024-03-01 10:00:00"),
            event("e2", "ann", "2024-03-02 10:00:00"),
            event("e3", "bob", "2024-03-02 23:30:00"),
            event("e4", "ann", "2024-03-03 10:00:00"),
        ]

    def build(self, *command: str) -> None:
        """Write the raw rows as they are now and build the feeds, a day after the last time."""
        self.clock += timedelta(days=1)
        self.into(self.database, *command)

    def into(self, database: Path, *command: str) -> None:
        """Build the feeds into a file."""
        raw = Path(str(self.project.variables["raw_path"]))
        write(raw, "billing.customers", self.accounts)
        write(raw, "usage.events", self.events)
        self.set_clock(self.clock)
        self.project.run(database, *(command or ONE_FEED), **self.variables)

    def differences(self) -> list[str]:
        """How what was built differs from a build of the same rows in one go."""
        whole = self.folder / "whole" / FILE
        whole.parent.mkdir(exist_ok=True)
        whole.unlink(missing_ok=True)
        self.into(whole)
        return list(differences(self.database, whole, is_whole_project=False))

    def mark(self) -> None:
        """Write into each row what no build would, to see which rows the next one leaves as they are."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("update staging.base_usage__events set feature = 'left'")
            connection.execute("update intermediate.int_usage_by_user_day set usage_quantity = -1")

    def judged_anew(self) -> set[str]:
        """Keys of the events that the build after a mark judged."""
        judged = query(self.database, "select row_key from staging.base_usage__events where feature is null")
        return {key for (key,) in judged}

    def counted_anew(self) -> set[str]:
        """Days that the build after a mark counted, of those that are still there."""
        counted = query(
            self.database, "select usage_date from intermediate.int_usage_by_user_day where usage_quantity <> -1"
        )
        return {str(day) for (day,) in counted}


def event(event_id: str, customer_id: str, occurred_at: str, **more: str) -> dict:
    """A row of usage.events, received at once unless said otherwise."""
    return {
        "event_id": event_id,
        "customer_id": customer_id,
        "event_name": "opened",
        "occurred_at": occurred_at,
        "received_at": occurred_at,
        "is_deleted": "",
        **more,
    }


@pytest.fixture(scope="module")
def feeds(target_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project on one raw folder, parsed once."""
    raw = tmp_path_factory.mktemp("feeds") / "raw"
    return Project(target_path, raw_path=str(raw), as_of="2024-04-01", **OF_EVERY_BUILD)


@pytest.fixture(scope="module")
def built_once(feeds: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small company as it is before a test changes it."""
    with pytest.MonkeyPatch.context() as patch:
        small = Company(tmp_path_factory.mktemp("small"), feeds, clock_setter(patch))
        small.build()
    return small.database


@pytest.fixture
def company(tmp_path: Path, feeds: Project, set_clock: SetClock, built_once: Path) -> Company:
    """A small company, built once."""
    small = Company(tmp_path, feeds, set_clock)
    small.clock += timedelta(days=1)
    shutil.copyfile(built_once, small.database)
    return small


def test_where_nothing_is_new_no_row_is_written(company: Company) -> None:
    company.mark()
    company.build()
    assert company.judged_anew() == set()
    assert company.counted_anew() == set()


def test_of_a_late_event_only_its_key_is_judged_and_its_day_counted(company: Company) -> None:
    company.mark()
    company.events.append(event("e5", "bob", "2024-03-01 09:00:00", received_at="2024-03-09 09:00:00"))
    company.build()
    assert company.judged_anew() == {"e5"}
    assert company.counted_anew() == {"2024-03-01"}


def test_a_correction_is_judged_with_the_row_that_it_supersedes(company: Company) -> None:
    company.mark()
    company.events.append(event("e2", "bob", "2024-03-03 10:00:00", received_at="2024-03-09 09:00:00"))
    company.build()
    assert company.judged_anew() == {"e2"}
    assert company.counted_anew() == {"2024-03-02", "2024-03-03"}


def test_a_hard_deleted_event_is_gone_with_its_day(company: Company) -> None:
    del company.events[3]
    company.build()
    assert query(company.database, "select count(*) from staging.base_usage__events") == [(3,)]
    assert company.differences() == []


def test_a_feed_that_lost_every_row_is_empty(company: Company) -> None:
    company.events = [event("", "", "")]
    company.build()
    assert company.differences() == []


def test_only_the_events_of_a_customer_that_goes_or_comes_are_judged_again(company: Company) -> None:
    for accounts in ([account("ann")], [account("ann"), account("bob")]):
        company.accounts = accounts
        company.mark()
        company.build()
        assert company.judged_anew() == {"e3"}


def test_events_of_a_customer_that_goes_and_comes_are_what_a_full_build_gives(company: Company) -> None:
    for accounts in ([account("ann")], [account("ann"), account("bob")]):
        company.accounts = accounts
        company.build()
        assert company.differences() == []


def test_an_event_ahead_of_the_clock_counts_once_that_has_passed_it(company: Company) -> None:
    company.variables = {"as_of": "2024-09-01"}
    company.events.append(event("e5", "ann", f"{company.clock + timedelta(days=2, hours=1)}"))
    company.build()
    assert query(company.database, "select count(*) from staging.stg_usage__events") == [(4,)]
    company.mark()
    company.build()
    assert company.judged_anew() == {"e5"}
    assert query(company.database, "select count(*) from staging.stg_usage__events") == [(5,)]


def test_a_withdrawal_and_a_moved_as_of_do_not_hide_each_other(company: Company) -> None:
    company.events.append(event("e5", "ann", "2024-03-03 20:00:00"))
    company.variables = {"as_of": "2024-03-03T12:00:00Z"}
    company.build()
    company.events.append(event("e4", "ann", "2024-03-03 10:00:00", received_at="2024-03-09", is_deleted="true"))
    company.variables = {"as_of": "2024-03-04"}
    company.build()
    assert company.differences() == []


@pytest.mark.parametrize("as_of", ["2024-03-01T10:00:00Z", "2024-03-02T23:30:00.000001Z", "2024-03-30"])
def test_as_of_moves_within_a_day_and_both_ways(company: Company, as_of: str) -> None:
    company.variables = {"as_of": "2024-03-02T12:00:00Z"}
    company.build()
    company.variables = {"as_of": as_of}
    company.build()
    assert company.differences() == []


def test_a_clock_that_was_set_back_hides_no_correction(company: Company) -> None:
    company.clock -= timedelta(days=30)
    company.events.append(event("e4", "ann", "2024-03-03 10:00:00", received_at="2024-03-09", user_id="someone"))
    company.build()
    assert company.differences() == []


def test_a_build_that_died_behind_the_feed_is_made_good_by_the_next(company: Company) -> None:
    company.events.append(event("e5", "bob", "2024-03-01 09:00:00", received_at="2024-03-09 09:00:00"))
    company.build("run", "--select", "base_usage__events")
    company.build()
    assert company.differences() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reporting_timezone", "Asia/Tokyo"),
        ("earliest_valid_date", "2024-03-02"),
        ("value_event_names", ["shared"]),
        ("future_tolerance_minutes", 0),
    ],
)
def test_other_settings_give_what_a_full_build_gives(company: Company, name: str, value: object) -> None:
    company.variables = {name: value}
    company.build()
    assert company.differences() == []


def test_a_feed_of_an_earlier_version_of_the_project_is_judged_anew(company: Company) -> None:
    with duckdb.connect(str(company.database)) as connection:
        connection.execute("drop view staging.stg_usage__events")
        for column in ("arrival_day", "occurred_on", "judged_at", "judged_by"):
            connection.execute(f"alter table staging.base_usage__events drop column {column}")
    company.build()
    assert company.differences() == []


def test_the_same_dated_builds_leave_the_same_journals_and_a_full_refresh_keeps_them(
    tmp_path: Path, feeds: Project, set_clock: SetClock
) -> None:
    remembered = []
    for name in ("once", "again"):
        company = Company(tmp_path / name, feeds, set_clock)
        company.events.append(event("e5", "cid", "2024-03-01 09:00:00"))
        company.build(*JOURNALS_OF_BAD_ROWS)
        company.build(*JOURNALS_OF_BAD_ROWS)
        company.accounts.append(account("cid"))
        company.build(*JOURNALS_OF_BAD_ROWS)
        remembered.append(journals(company.database))
    assert remembered[0] == remembered[1]
    assert query(company.database, "select row_key, rule, first_seen_at, last_seen_at from marts.quarantine") == [
        ("e5", "customer_id_refers_to_nothing", datetime(2024, 6, 2), datetime(2024, 6, 3))
    ]
    company.clock -= timedelta(days=1)
    company.build(*JOURNALS_OF_BAD_ROWS, "--full-refresh")
    assert journals(company.database) == remembered[0]


def journals(database: Path) -> list[list[tuple]]:
    """The rows of every journal of bad rows."""
    names = ("quarantine", "data_quality_scorecard")
    return [query(database, f"select * from marts.{name} order by all") for name in names]
