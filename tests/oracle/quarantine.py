"""The judge of raw rows: which are believed, which are set aside and by what rules, which repeat.

Written from the contract of the raw tables alone. A row that breaks a rule is set aside whole; a
row that refers to one that is set aside waits with it, so parents are judged before their children,
and of the versions of a subscription those that overlap at the very end.

Of rows that are the same in every column of the contract the first is judged and the rest are
copies. Of rows with the same key and different content the latest `updated_at` (or, where there is
none, `received_at`) wins, whatever else is wrong with it; a tie goes to the larger hash.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from pathlib import Path

from .cells import EMPTY, Cell, as_text, read_cells
from .clock import Zone, find_as_of
from .contract import (
    DOMAINS,
    HAPPENED,
    JUDGED_IN_ORDER,
    NPS_SCALES,
    ORDERS,
    RANGES,
    TIMES,
    columns_of,
    key_of,
    references_of,
)
from .money import Rates
from .raw import RawRow, read_tables
from .variables import Variables, read_variables

CURRENCY_DAYS = {
    "billing.subscriptions": "started_at",
    "billing.invoices": "issued_at",
    "billing.refunds": "refunded_at",
    "billing.expenses": "incurred_on",
}
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class JudgedRow:
    """A raw row: its texts by column of the contract, what they say, and the rules it breaks."""

    texts: RawRow
    cells: dict[str, Cell] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)

    def value(self, column: str) -> object:
        """What a column says, None where it says nothing that can be read."""
        return self.cells.get(column, EMPTY).value

    @property
    def hash(self) -> str:
        """The fingerprint of the row as it came."""
        texts = ("\\N" if text is None else text for text in self.texts.values())
        return md5("|".join(texts).encode()).hexdigest()

    def as_read(self) -> RawRow:
        """The row as the rest of the oracle reads it: every value in one manner of writing."""
        return RawRow({column: as_text(cell.value) for column, cell in self.cells.items()})


@dataclass
class JudgedTable:
    """The rows of a raw table without their copies, and how many copies there are."""

    rows: list[JudgedRow]
    copies: int

    @property
    def accepted(self) -> list[JudgedRow]:
        """The rows that break no rule."""
        return [row for row in self.rows if not row.rules]

    @property
    def quarantined(self) -> list[JudgedRow]:
        """The rows that break one or more."""
        return [row for row in self.rows if row.rules]

    def values(self, column: str) -> set[object]:
        """What the accepted rows say in a column."""
        return {row.value(column) for row in self.accepted}


@dataclass(frozen=True)
class QuarantineRow:
    """How many rows of one table and key break one rule."""

    rows: int


@dataclass(frozen=True)
class LoadReconciliationRow:
    """Where the rows of a raw table went."""

    raw_rows: int
    accepted_rows: int
    quarantined_rows: int
    exact_copies: int
    after_as_of_rows: int


class Judge:
    """The verdicts on every row of a raw folder."""

    def __init__(
        self, tables: dict[str, list[RawRow] | None], settings: Variables, now: datetime
    ) -> None:
        self.settings = settings
        self.zone = Zone(settings.reporting_timezone)
        self.latest = now + timedelta(minutes=float(settings.future_tolerance_minutes))
        self.earliest = date.fromisoformat(str(settings.earliest_valid_date)[:10])
        self.rates = self.rates_of([])
        self.tables: dict[str, JudgedTable | None] = dict.fromkeys(tables)
        for table in JUDGED_IN_ORDER:
            rows = tables[table]
            if rows is not None:
                self.tables[table] = self.judged(table, rows)
            if table == "billing.exchange_rates":
                self.rates = self.rates_of(self.accepted(table) or [])

    def rates_of(self, rows: list[RawRow]) -> Rates:
        """The exchange rates of accepted rows."""
        settings = self.settings
        return Rates(
            rows, settings.reporting_currency, settings.fx_max_age_days, settings.fx_fixed_on
        )

    def accepted(self, table: str) -> list[RawRow] | None:
        """The accepted rows of a table as they are read; None where it is switched off."""
        judged = self.tables[table]
        return None if judged is None else [row.as_read() for row in judged.accepted]

    def judged(self, table: str, raw: list[RawRow]) -> JudgedTable:
        """The rows of a table with the rules that each breaks."""
        rows = without_copies(table, raw)
        read_columns(table, rows)
        for row in rows:
            row.rules |= {
                *broken_by_missing_or_unreadable(table, row),
                *broken_by_domain(table, row),
                *broken_by_range(table, row),
                *self.broken_by_time(table, row),
                *self.broken_by_reference(table, row),
            }
            if table in CURRENCY_DAYS and self.lacks_rate(row, CURRENCY_DAYS[table]):
                row.rules.add("currency_without_rate")
            if table == "survey.surveys":
                row.rules |= set(broken_by_scale(row))
        if table == "survey.responses":
            self.judge_scores(rows)
        judge_keys(table, rows)
        if table == "billing.customers":
            judge_merges(rows)
        if table == "billing.subscriptions":
            judge_versions(rows)
        return JudgedTable(rows, len(raw) - len(rows))

    def broken_by_time(self, table: str, row: JudgedRow) -> Iterable[str]:
        """The rules of order, and those of what has happened."""
        for place, later, earlier in ORDERS:
            ends = (row.value(later), row.value(earlier))
            if place == table and None not in ends and ends[0] < ends[1]:
                yield f"{later}_before_{earlier}"
        for column in HAPPENED & row.cells.keys():
            value = row.value(column)
            if value is None:
                continue
            at = value if isinstance(value, datetime) else self.zone.midnight(value)
            if at > self.latest:
                yield f"{column}_in_the_future"
            if at < self.zone.midnight(self.earliest):
                yield f"{column}_too_early"

    def broken_by_reference(self, table: str, row: JudgedRow) -> Iterable[str]:
        """References to what is not there, or not accepted; tables that are off are not asked."""
        for column, (parent, parent_column) in references_of(table).items():
            judged, value = self.tables[parent], row.value(column)
            if judged is not None and value is not None:
                if value not in self.ids(parent, parent_column):
                    yield f"{column}_refers_to_nothing"

    def ids(self, table: str, column: str) -> set[object]:
        """What the accepted rows of a table judged before say in a column."""
        known = self.__dict__.setdefault("known_ids", {})
        if (table, column) not in known:
            known[(table, column)] = self.tables[table].values(column)
        return known[(table, column)]

    def lacks_rate(self, row: JudgedRow, time: str) -> bool:
        """Whether a row's currency has no rate on the row's own local day."""
        value, currency = row.value(time), row.value("currency")
        if value is None or currency is None:
            return False
        day = self.zone.day(value) if isinstance(value, datetime) else value
        return not self.rates.exists(currency, day)

    def judge_scores(self, rows: list[JudgedRow]) -> None:
        """Scores outside the scale of their survey; of one that is not accepted there is none."""
        surveys = self.tables["survey.surveys"]
        scales = {
            survey.value("survey_id"): (survey.value("scale_min"), survey.value("scale_max"))
            for survey in (surveys.accepted if surveys else [])
        }
        for row in rows:
            score, scale = row.value("score"), scales.get(row.value("survey_id"))
            if score is not None and scale and not scale[0] <= score <= scale[1]:
                row.rules.add("score_off_the_scale")

    def quarantine(self) -> dict[tuple[str, str, str], QuarantineRow]:
        """How many rows break a rule, by (raw_table, row_key, rule)."""
        counts = Counter(
            (table, row_key(table, row), rule)
            for table, judged in self.tables.items()
            for row in (judged.quarantined if judged else [])
            for rule in row.rules
        )
        return {key: QuarantineRow(rows) for key, rows in counts.items()}

    def load_reconciliation(self, as_of: datetime) -> dict[tuple[str], LoadReconciliationRow]:
        """Where the rows of every raw table went, by (raw_table,)."""
        return {
            (table,): self.reconciled(table, judged, as_of)
            for table, judged in self.tables.items()
        }

    def reconciled(
        self, table: str, judged: JudgedTable | None, as_of: datetime
    ) -> LoadReconciliationRow:
        """Where the rows of one raw table went."""
        if judged is None:
            return LoadReconciliationRow(0, 0, 0, 0, 0)
        after = sum(self.is_after(table, row, as_of) for row in judged.accepted)
        return LoadReconciliationRow(
            raw_rows=len(judged.rows) + judged.copies,
            accepted_rows=len(judged.accepted) - after,
            quarantined_rows=len(judged.quarantined),
            exact_copies=judged.copies,
            after_as_of_rows=after,
        )

    def is_after(self, table: str, row: JudgedRow, as_of: datetime) -> bool:
        """Whether an accepted row lies at as-of or later; one that has no time never does."""
        if table not in TIMES:
            return False
        value = row.value(TIMES[table])
        return (value if isinstance(value, datetime) else self.zone.midnight(value)) >= as_of


def without_copies(table: str, raw: list[RawRow]) -> list[JudgedRow]:
    """The rows with the columns of the contract alone, one of each."""
    names = [column.name for column in columns_of(table)]
    distinct = dict.fromkeys(tuple(row[name] for name in names) for row in raw)
    return [JudgedRow(RawRow(zip(names, texts, strict=True))) for texts in distinct]


def read_columns(table: str, rows: list[JudgedRow]) -> None:
    """Read every cell as its column's type."""
    for column in columns_of(table):
        cells = read_cells((row.texts[column.name] for row in rows), column.kind)
        for row in rows:
            row.cells[column.name] = cells[row.texts[column.name]]


def broken_by_missing_or_unreadable(table: str, row: JudgedRow) -> Iterable[str]:
    """Required cells that are blank, and those that are no value of their column's type."""
    for column in columns_of(table):
        if column.required and row.texts[column.name] is None:
            yield f"{column.name}_missing"
        if row.cells[column.name].flaw:
            yield f"{column.name}_{row.cells[column.name].flaw}"


def broken_by_domain(table: str, row: JudgedRow) -> Iterable[str]:
    """Words that a column does not know."""
    for column, words in DOMAINS.get(table, {}).items():
        if row.value(column) is not None and row.value(column) not in words:
            yield f"{column}_unknown"


def broken_by_range(table: str, row: JudgedRow) -> Iterable[str]:
    """Numbers outside what their column allows."""
    for column, allowed in RANGES.get(table, {}).items():
        if row.value(column) is not None and not allowed.holds(row.value(column)):
            yield f"{column}_out_of_range"


def broken_by_scale(row: JudgedRow) -> Iterable[str]:
    """Scales that do not go upward, and those on which a question of their kind has no score."""
    scale = (row.value("scale_min"), row.value("scale_max"))
    if None not in scale:
        if scale[0] >= scale[1]:
            yield "scale_not_upward"
        if row.value("kind") == "nps" and scale not in NPS_SCALES:
            yield "scale_not_scorable"


def row_key(table: str, row: JudgedRow) -> str:
    """The key of a row as text, '' where a part of it is missing; what can be read as it is read."""
    texts = [as_text(row.value(column)) or row.texts[column] for column in key_of(table)]
    return "" if None in texts else " ".join(texts)


def judge_keys(table: str, rows: list[JudgedRow]) -> None:
    """Of different rows with one key all but one are superseded."""
    groups: dict[tuple, list[JudgedRow]] = defaultdict(list)
    for row in rows:
        key = tuple(row.value(name) or row.texts[name] for name in key_of(table))
        if None not in key:
            groups[key].append(row)
    for group in groups.values():
        winner = max(group, key=lambda row: (changed_at(row), row.hash))
        for row in group:
            if row is not winner:
                row.rules.add("superseded")


def changed_at(row: JudgedRow) -> datetime:
    """When a row was last changed, the beginning of time where it does not say."""
    return row.value("updated_at") or row.value("received_at") or BEGINNING


def judge_merges(rows: list[JudgedRow]) -> None:
    """Merges that lead in a circle, or to an account that is not there or is set aside itself."""
    into = {
        row.value("customer_id"): row.value("merged_into_customer_id")
        for row in rows
        if not row.rules
    }
    for row in rows:
        target = row.value("merged_into_customer_id")
        if target is not None and not ends_in_an_account(target, into):
            row.rules.add("merge_leads_nowhere")


def ends_in_an_account(target: object, into: dict[object, object]) -> bool:
    """Whether the chain of merges from an account on ends in one that is merged no further."""
    seen = set()
    while target is not None:
        if target in seen or target not in into:
            return False
        seen.add(target)
        target = into[target]
    return True


def judge_versions(rows: list[JudgedRow]) -> None:
    """Versions that start before the end of the last one of their subscription that is accepted."""
    groups: dict[object, list[JudgedRow]] = defaultdict(list)
    for row in rows:
        if not row.rules and row.value("ended_at") != row.value("started_at"):
            groups[row.value("subscription_id")].append(row)
    for versions in groups.values():
        versions.sort(key=order_of_version)
        last: JudgedRow | None = None
        for version in versions:
            if last is not None and (
                last.value("ended_at") is None
                or version.value("started_at") < last.value("ended_at")
            ):
                version.rules.add("overlaps_an_earlier_version")
            else:
                last = version


def order_of_version(row: JudgedRow) -> tuple:
    """The order in which the versions of a subscription are taken; unchanged ones come last."""
    return (
        row.value("started_at"),
        row.value("updated_at") is None,
        row.value("updated_at") or BEGINNING,
        row.value("subscription_version_id"),
    )


def present(clock: datetime | None) -> datetime:
    """The clock in UTC, now where it is None."""
    now = clock or datetime.now(UTC)
    return now if now.tzinfo else now.replace(tzinfo=UTC)


def judge_folder(raw_path: Path, given: dict | None, clock: datetime | None) -> Judge:
    """The verdicts on a raw folder."""
    return Judge(read_tables(Path(raw_path)), read_variables(given), present(clock))


def as_of_of(judge: Judge, now: datetime) -> datetime:
    """The as-of instant, by default the one that the accepted rows have reached."""
    tables = {table: judge.accepted(table) for table in judge.tables}
    return find_as_of(judge.settings.as_of, tables, judge.zone, now)


def compute_quarantine(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[tuple[str, str, str], int]:
    """How many rows break a rule, by (raw_table, row_key, rule)."""
    found = judge_folder(raw_path, variables, clock).quarantine()
    return {key: row.rows for key, row in found.items()}


def compute_load_reconciliation(
    raw_path: Path, variables: dict | None = None, clock: datetime | None = None
) -> dict[str, tuple[int, int, int, int, int]]:
    """(raw, accepted, quarantined, exact copies, after as-of) rows, by raw table."""
    now = present(clock)
    judge = judge_folder(raw_path, variables, now)
    return {
        table: (
            row.raw_rows,
            row.accepted_rows,
            row.quarantined_rows,
            row.exact_copies,
            row.after_as_of_rows,
        )
        for (table,), row in judge.load_reconciliation(as_of_of(judge, now)).items()
    }
