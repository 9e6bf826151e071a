"""The comparison as Markdown, for a pull request."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from operator import attrgetter

from scripts.metric_diff.differences import Difference, MovedCustomer

# Of each metric; the largest movements of the whole company say more than a long list.
MOST_ROWS = 6
GRAINS = ("week", "month", "quarter", "year")


def page(
    base: str,
    differences: Iterable[Difference],
    customers: Iterable[MovedCustomer],
    changed_files: Callable[[str], list[str]],
    read_by: Callable[[str], list[str]],
    unexplained: Iterable[str],
) -> str:
    """The whole page. `changed_files` and `read_by` say of a metric which of its files differ and who reads it."""
    by_metric = {metric: list(rows) for metric, rows in groupby(differences, key=attrgetter("metric"))}
    lines = [f"# Figures against `{base}`", ""]
    if not by_metric:
        return "\n".join([*lines, "Nothing moved: every figure of `metric_values` is the same.", ""])
    lines += [
        f"{count(len(by_metric), 'metric')} moved, {count(sum(map(len, by_metric.values())), 'figure')} in all.", ""
    ]
    for metric in unexplained:
        lines.append(
            f"**`{metric}`: figures of closed periods move, and CHANGELOG.md has no new row that names it.** "
            "Add one under Definitions: what it was, what it is, why."
        )
    for metric, rows in by_metric.items():
        lines += ["", *section(metric, rows, changed_files(metric), read_by(metric))]
    return "\n".join([*lines, "", *customer_lines(list(customers)), ""])


def section(metric: str, rows: list[Difference], files: list[str], readers: list[str]) -> list[str]:
    """What moved of one metric."""
    closed = sum(row.is_closed for row in rows)
    shown = sorted(rows, key=lambda row: row.segment_name != "all")[:MOST_ROWS]
    return [
        f"## `{metric}`",
        "",
        f"- {where(rows)}{f'; {closed:,} of closed periods' if closed else ''}.",
        f"- Changed in its dossier: {listed(files) or 'no file; another metric or a setting moved it'}.",
        f"- Read by: {listed(readers) or 'metric_values and its own mart only'}.",
        "",
        "| period | segment | old | new | difference |",
        "| --- | --- | ---: | ---: | ---: |",
        *[table_row(row) for row in shown],
        *([f"| and {len(rows) - len(shown):,} more | | | | |"] if len(rows) > len(shown) else []),
    ]


def where(rows: list[Difference]) -> str:
    """In how many figures, periods and segments a metric moved."""
    periods = {grain: sorted({row.period_start for row in rows if row.period_grain == grain}) for grain in GRAINS}
    spans = [
        f"{grain}s {found[0]} to {found[-1]}" if len(found) > 1 else f"{grain} {found[0]}"
        for grain, found in periods.items()
        if found
    ]
    segments = sorted({row.segment_name for row in rows})
    kinds = [
        f"{number:,} {word}"
        for word, number in (("new", sum(row.is_added for row in rows)), ("gone", sum(row.is_gone for row in rows)))
        if number
    ]
    return f"{count(len(rows), 'figure')}{f' ({listed(kinds)})' if kinds else ''}: {'; '.join(spans)}; {', '.join(segments)}"


def table_row(row: Difference) -> str:
    """A figure before and after."""
    segment = row.segment_name if row.segment_name == "all" else f"{row.segment_name} = {row.segment_value}"
    distance = number(row.new - row.old) if row.old is not None and row.new is not None else ""
    period = f"{row.period_grain} {row.period_start}"
    return f"| {period} | {segment} | {number(row.old)} | {number(row.new)} | {distance} |"


def customer_lines(customers: list[MovedCustomer]) -> list[str]:
    """The customers behind it."""
    if not customers:
        return ["No month of a customer in `customer_periods` differs: the definition moved, not the populations."]
    return [
        "## Customers whose months moved most",
        "",
        "| customer | cells of `customer_periods` | columns |",
        "| --- | ---: | --- |",
        *[f"| {customer.customer_id} | {customer.cells:,} | {', '.join(customer.facts)} |" for customer in customers],
    ]


def unexplained_metrics(differences: Iterable[Difference], changelog_lines: Iterable[str]) -> list[str]:
    """The metrics of which closed figures moved without a new row of the changelog's tables that names them."""
    rows = [line for line in changelog_lines if line.startswith("|")]
    closed = sorted({row.metric for row in differences if row.is_closed})
    return [metric for metric in closed if not any(f"`{metric}`" in row for row in rows)]


def number(value: float | None) -> str:
    """A figure to six significant digits."""
    return "" if value is None else f"{value:,.6g}"


def count(amount: int, noun: str) -> str:
    """A number and what is counted."""
    return f"{amount:,} {noun}{'' if amount == 1 else 's'}"


def listed(names: Iterable[str]) -> str:
    """Names behind one another."""
    return ", ".join(names)
