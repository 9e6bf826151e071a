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

COLUMNS = ("latest", "month_before", "year_before", "sample_size", "interval", "status")
LINES = """
    select
        catalog.status as metric_status,
        scorecard.period_start,
        texts.metric_label,
        texts.value_text || case when scorecard.is_small_sample then ? else '' end as value_text,
        texts.previous_value_text,
        texts.last_year_value_text,
        format('{:,}', scorecard.sample_size) as sample_size_text,
        texts.interval_text,
        texts.status_text
    from marts.scorecard_texts as texts
    inner join marts.metric_scorecard as scorecard
        on texts.metric = scorecard.metric
        and texts.period_grain = scorecard.period_grain
        and texts.segment_name = scorecard.segment_name
        and texts.segment_value = scorecard.segment_value
    inner join marts.metric_catalog as catalog
        on texts.metric = catalog.metric
    where texts.language = ? and texts.period_grain = 'month' and texts.segment_name = 'all'
    order by catalog.status, catalog.level <> 'overall', catalog.family, catalog.metric
"""


def print_scorecard(database: Path, language: str) -> None:
    """Print where a published file is and its scorecard in `language` (one of LANGUAGES), as the marts word it."""
    texts = read_texts(language)
    with duckdb.connect(str(database), read_only=True) as connection:
        lines = connection.execute(LINES, [f" ({texts['scorecard.small_sample']})", language]).fetchall()
    console = Console(width=None if Console().is_terminal else 190, highlight=False)
    console.print(f"{texts['scorecard.file']}: {database}", soft_wrap=True)
    console.print(f"{texts['scorecard.as_of']}: {data_up_to(database)}")
    if not lines:
        console.print(texts["scorecard.no_value"])
        return
    _, month, *_ = lines[0]
    table = Table(title=f"{texts['scorecard.title']} ({month:%Y-%m})", title_justify="left")
    table.add_column(texts["scorecard.metric"])
    for column in COLUMNS:
        table.add_column(texts[f"scorecard.{column}"], justify="left" if column == "status" else "right")
    for _, group in groupby(lines, key=lambda line: line[0]):
        table.add_section()
        for _, _, *cells in group:
            table.add_row(*[cell or "" for cell in cells])
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
