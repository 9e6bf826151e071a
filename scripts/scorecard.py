"""The printed scorecard: each metric of the whole company in the latest complete month."""

import csv
from itertools import groupby
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from scripts.dbt_runner import ROOT

LANGUAGES = ("en", "zh-CN")
TEXTS = ROOT / "seeds" / "registry" / "translations.csv"

FIGURES = """
    with months as (

        select
            metric,
            period_start,
            metric_value,
            sample_size,
            interval_low,
            interval_high,
            null_reason,
            is_small_sample,
            lag(metric_value) over (partition by metric order by period_start) as month_before,
            lag(metric_value, 12) over (partition by metric order by period_start) as year_before
        from marts.metric_values
        where period_grain = 'month' and segment_name = 'all' and is_complete_period

    )

    select
        catalog.label,
        catalog.label_zh,
        catalog.unit,
        catalog.status,
        months.*
    from months
    inner join marts.metric_catalog as catalog
        on months.metric = catalog.metric
    qualify months.period_start = max(months.period_start) over ()
    order by catalog.status, catalog.level <> 'overall', catalog.family, catalog.metric
"""


def print_scorecard(database: Path, language: str) -> None:
    """Print where a published file is and its scorecard in `language` (one of LANGUAGES)."""
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(FIGURES)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row)) for row in cursor.fetchall()]
        currency = connection.execute("select max(currency) from marts.metric_values").fetchall()[0][0]
    texts = read_texts(language)
    console = Console(width=None if Console().is_terminal else 132, highlight=False)
    console.print(f"{texts['scorecard.file']}: {database}", soft_wrap=True)
    console.print(f"{texts['scorecard.as_of']}: {data_up_to(database)}")
    if not rows:
        console.print(texts["scorecard.no_value"])
        return
    table = Table(title=f"{texts['scorecard.title']} ({rows[0]['period_start']:%Y-%m})", title_justify="left")
    table.add_column(texts["scorecard.metric"])
    for heading in ("latest", "month_before", "year_before", "sample_size", "interval"):
        table.add_column(texts[f"scorecard.{heading}"], justify="right")
    for status, group in groupby(rows, key=lambda row: row["status"]):
        if status == "published_variant":
            table.add_section()
        for row in group:
            table.add_row(*cells(row, texts, language, currency))
    console.print(table)


def data_up_to(published: Path) -> str:
    """The as-of instant of a published file, as readers see it. Raises duckdb.Error."""
    with duckdb.connect(str(published), read_only=True) as connection:
        [(as_of,)] = connection.execute("select as_of_at from marts.builds").fetchall()
    return f"{as_of:%Y-%m-%d %H:%M} UTC"


def read_texts(language: str) -> dict[str, str]:
    """Every translated text by its key, in `language`."""
    column = {"en": "en", "zh-CN": "zh_cn"}[language]
    with TEXTS.open(newline="", encoding="utf-8") as file:
        return {row["text_key"]: row[column] for row in csv.DictReader(file)}


def cells(row: dict, texts: dict[str, str], language: str, currency: str | None) -> list[str]:
    """One metric's line of the table; a value that is null shows its reason."""
    unit = row["unit"]
    value = shown(row["metric_value"], unit, currency)
    if row["metric_value"] is None:
        value = texts[f"null_reason.{row['null_reason']}"]
    elif row["is_small_sample"]:
        value += f" ({texts['scorecard.small_sample']})"
    interval = ""
    if row["interval_low"] is not None:
        interval = f"{shown(row['interval_low'], unit, currency)} … {shown(row['interval_high'], unit, currency)}"
    return [
        row["label_zh"] if language == "zh-CN" else row["label"],
        value,
        shown(row["month_before"], unit, currency),
        shown(row["year_before"], unit, currency),
        f"{row['sample_size']:,}",
        interval,
    ]


def shown(value: float | None, unit: str, currency: str | None) -> str:
    """A figure as a reader expects it; empty where there is none."""
    if value is None:
        return ""
    return {
        "ratio": f"{value:.1%}",
        "multiple": f"{value:,.1f}x",
        "points": f"{value:+.1f}",
        "count": f"{value:,.1f}".removesuffix(".0"),
        "currency": f"{value:,.2f} {currency}",
        "hours": f"{value:,.1f} h",
        "months": f"{value:,.1f} mo",
        "days": f"{value:,.1f} d",
    }[unit]
