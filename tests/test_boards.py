"""What a reader of the boards sees: every figure as it stands in the marts, words for every status, no network."""

import json
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from scripts import boards
from scripts.building.publishing import copy_marts
from scripts.dbt_runner import ROOT, BuildError

BOARDS = [file.stem for file in boards.board_files()]
# Tables that say under their title that no row is good news.
MAY_BE_EMPTY = {"broken_rules", "restatements"}
OVERLAPS = """
<script>
document.fonts.ready.then(() => {
const boxes = [...document.querySelectorAll('svg text')]
    .filter(text => text.textContent.trim() && text.checkVisibility({opacityProperty: true, visibilityProperty: true}))
    .map(text => [text.textContent.trim(), text.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height);
const overlaps = [];
boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (width > 2 && height > 4) overlaps.push(`${one} | ${other}`);
}));
document.documentElement.dataset.texts = boxes.length;
document.documentElement.dataset.overlaps = JSON.stringify(overlaps);
});
</script>
"""


@pytest.fixture(scope="module")
def file(sample_database, tmp_path_factory) -> Path:
    """The sample company as it is published."""
    target = tmp_path_factory.mktemp("published") / "customer_success.duckdb"
    copy_marts(sample_database, target, "a build", datetime(2026, 1, 1, tzinfo=UTC), True)
    return target


@pytest.fixture(scope="module")
def pages(file, tmp_path_factory) -> dict[str, str]:
    """Every page by its name, the index among them."""
    folder = tmp_path_factory.mktemp("pages")
    boards.write_boards(file, folder, "en", {})
    return {page.stem: page.read_text(encoding="utf-8") for page in folder.iterdir()}


@pytest.fixture(scope="module")
def project(file, tmp_path_factory) -> Path:
    """The project that dbt Charts draws from."""
    folder = tmp_path_factory.mktemp("project")
    boards.stage(folder, file, "en", {}, "2025-01-01 00:00 UTC")
    return folder


@pytest.fixture(scope="module")
def shown(project) -> dict[str, dict[str, list]]:
    """The rows of every query of every board, as dbt Charts read them."""
    return rows_shown(project)


def rows_shown(project: Path) -> dict[str, dict[str, list]]:
    """Rows by board and query."""
    boards.ask_dbt_charts(
        project, "render", *[f"charts/{board}.yml" for board in BOARDS],
        "--no-cache", "--no-warnings", "--format", "data", "--output", "data/{stem}.json",
    )
    return {
        board: {
            name: [comparable(row.values()) for row in query["rows"]]
            for name, query in json.loads((project / "data" / f"{board}.json").read_text())["queries"].items()
        }
        for board in BOARDS
    }


def rows_of_marts(file: Path) -> dict[str, dict[str, list]]:
    """The same rows from the file itself."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return {
            board: {
                name: [comparable(row) for row in connection.execute(plain(sql, queries)).fetchall()]
                for name, sql in queries.items()
            }
            for board in BOARDS
            for queries in [board_of(board)["queries"]]
        }


def plain(sql: str, queries: dict[str, str]) -> str:
    """SQL that DuckDB reads by itself."""
    sql = re.sub(r"\{\{ queries\.(\w+) \}\}", lambda match: queries[match.group(1)], sql)
    sql = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"marts.\1", sql)
    return sql.replace("{{ language }}", "'en'")


def comparable(row) -> tuple:
    """A row whose values are the same whether they came as JSON or from DuckDB."""
    return tuple(comparable_value(value) for value in row)


def comparable_value(value):
    """A number as a float, an instant as its text."""
    if isinstance(value, (datetime, date)):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return float(value)
    return value.removesuffix("T00:00:00") if isinstance(value, str) else value


def board_of(name: str) -> dict:
    """A board as it is written."""
    return yaml.safe_load((ROOT / "charts" / f"{name}.yml").read_text(encoding="utf-8"))


def test_every_figure_is_that_of_the_marts(shown, file):
    from_marts = rows_of_marts(file)
    for board in BOARDS:
        for query, rows in shown[board].items():
            assert rows == from_marts[board][query], f"{board}: {query}"


def test_a_mart_that_changes_changes_every_board_that_reads_it(shown, project, file, tmp_path):
    changed = Path(shutil.copyfile(file, tmp_path / file.name))
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update marts.scorecard_texts set value_text = value_text || '!'")
        connection.execute("update marts.high_value_customers_at_risk set score = score + 1")
        connection.execute("update marts.load_reconciliation set raw_rows = raw_rows + 1")
    copy = Path(shutil.copytree(project, tmp_path / "project"))
    profile = (copy / "profiles.yml").read_text().replace(str(file), str(changed))
    (copy / "profiles.yml").write_text(profile)
    now = rows_shown(copy)
    assert [board for board in BOARDS if now[board] == shown[board]] == []
    from_marts = rows_of_marts(changed)
    assert all(rows == from_marts[board][query] for board in BOARDS for query, rows in now[board].items())


def test_no_chart_is_empty(shown):
    empty = [
        f"{board}: {query}" for board in BOARDS for query, rows in shown[board].items() if not rows and query not in MAY_BE_EMPTY
    ]
    assert empty == []
    drawn = {chart["query"] for board in BOARDS for chart in board_of(board)["charts"].values()}
    assert drawn == {query for board in BOARDS for query in shown[board]}


@pytest.mark.parametrize("board", BOARDS)
def test_a_tile_says_its_figure_and_its_status(board, shown, pages):
    text = re.sub(r"<[^>]+>", "", pages[board])
    for chart in board_of(board)["charts"].values():
        if chart["type"] == "kpi":
            [(_, value, status, *_)] = shown[board][chart["query"]]
            assert status in text, f"{board}: {status}"
            assert value in text or value.replace(",", "").removesuffix("!").replace(".", "").isdigit(), f"{board}: {value}"


@pytest.mark.parametrize("page", [*BOARDS, "index"])
def test_a_page_asks_no_network_for_anything(page, pages):
    loading = r"<(?:script|link|img|image|iframe|use)\b[^>]+(?:src|href)\s*=\s*[\"']?(?:https?:)?//|url\(\s*[\"']?https?:|@import|fetch\("
    assert re.findall(loading, pages[page]) == []


@pytest.mark.parametrize("page", [*BOARDS, "index"])
def test_a_page_has_a_language_a_title_a_main_part_and_a_heading(page, pages):
    text = pages[page]
    assert '<html lang="en">' in text[:60]
    for element in ("title", "main", "h1"):
        assert len(re.findall(rf"<{element}\b[^>]*>", text)) == len(re.findall(rf"</{element}>", text)) == 1, element


def test_the_index_links_every_board(pages):
    for board in BOARDS:
        assert f'<a href="{board}.html">{board_of(board)["title"]}</a>' in pages["index"]


@pytest.mark.parametrize("board", BOARDS)
def test_no_label_lies_over_another_in_a_browser(board, pages, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("neither chromium nor google-chrome is installed, so no page is drawn")
    page = tmp_path / f"{board}.html"
    page.write_text(pages[board].replace("</body>", OVERLAPS + "</body>"), encoding="utf-8")
    document = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'browser'}",
         "--window-size=1400,2000", "--virtual-time-budget=5000", "--dump-dom", f"file://{page}"],
        check=True, capture_output=True, text=True, timeout=120,
    ).stdout
    [texts] = re.findall(r'<html[^>]* data-texts="(\d+)"', document)
    assert int(texts) > 20
    assert 'data-overlaps="[]"' in document[: document.index(">", document.index("<html")) + 1]


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_computes_no_formula(board):
    for name, sql in board_of(board)["queries"].items():
        code = re.sub(r"'[^']*'|\{\{.*?\}\}", "", sql).replace("select *", "").replace("count(*)", "")
        assert not re.search(r"[/*+]|\b(sum|avg|mean|median|round|quantile\w*|lag|lead|over)\s*\(", code), f"{board}: {name}"


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_is_an_exposure_of_the_marts_it_reads(board, project):
    manifest = json.loads((project / "target" / "manifest.json").read_text())
    exposure = manifest["exposures"][f"exposure.customer_success.board_{board}"]
    read = set(re.findall(r"ref\('(\w+)'\)", (ROOT / "charts" / f"{board}.yml").read_text()))
    assert {node.split(".")[2] for node in exposure["depends_on"]["nodes"]} == read
    assert exposure["label"] == board_of(board)["title"]
    assert all(manifest["nodes"][node]["schema"] == "marts" for node in exposure["depends_on"]["nodes"])


def test_a_saved_query_is_an_exposure_of_its_metrics(project):
    manifest = json.loads((project / "target" / "manifest.json").read_text())
    asked = {
        f"exposure.customer_success.saved_query_{query['name']}": query["query_params"]["metrics"]
        for query in manifest["saved_queries"].values()
    }
    assert asked
    for exposure, metrics in asked.items():
        nodes = manifest["exposures"][exposure]["depends_on"]["nodes"]
        assert sorted(nodes) == sorted(f"metric.customer_success.{metric}" for metric in metrics), exposure


def test_every_exposure_is_a_board_a_saved_query_or_the_dashboard_of_superset(project):
    manifest = json.loads((project / "target" / "manifest.json").read_text())
    assert {exposure["name"] for exposure in manifest["exposures"].values()} == {
        *[f"board_{board}" for board in BOARDS],
        *[f"saved_query_{query['name']}" for query in manifest["saved_queries"].values()],
        "superset_customer_success_overview",
    }


def test_every_team_that_acts_has_a_name(file):
    with duckdb.connect(str(file), read_only=True) as connection:
        teams = connection.execute("select distinct owner from marts.metric_catalog union select 'data'").fetchall()
        named = connection.execute("select code from marts.code_labels where code_kind = 'team' and language = 'en'").fetchall()
    assert set(teams) <= set(named)


def test_every_word_of_a_board_is_there_in_chinese(tmp_path):
    charts = shutil.copytree(ROOT / "charts", tmp_path / "charts")
    boards.translate(charts, "zh-CN")
    for board in BOARDS:
        chinese = boards.read_yaml(charts / f"{board}.yml")
        assert re.search(r"[\u4e00-\u9fff]", chinese["title"])
        assert chinese["queries"] == board_of(board)["queries"]


def test_a_word_without_a_translation_is_a_sentence():
    with pytest.raises(BuildError, match="charts/translations.csv: expected a row for 'Nonsense', found none"):
        boards.translated({"title": "Nonsense"}, {})


def test_no_published_file_is_a_sentence(tmp_path, capsys):
    assert boards.main(["--from", str(tmp_path / "none.duckdb")]) == 2
    assert "OUT: expected a published file, found nothing at" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_a_sentence(tmp_path, capsys):
    published = tmp_path / "no.duckdb"
    published.write_text("no database", encoding="utf-8")
    assert boards.main(["--from", str(published), "--to", str(tmp_path / "boards")]) == 1
    assert capsys.readouterr().err.startswith(f"The boards of '{published}' stopped: ")


def test_variables_are_those_of_a_build(file, tmp_path, capsys):
    assert boards.main(["--from", str(file), "--to", str(tmp_path), "--vars", "{nonsense: 1}"]) == 2
    assert "VARS: expected the variables of dbt_project.yml, found 'nonsense'" in capsys.readouterr().err
    assert boards.main(["--from", str(file), "--to", str(tmp_path), "--vars", "{as_of: 2025-07-01}"]) == 0


def test_a_page_of_another_shape_is_a_sentence():
    with pytest.raises(BuildError, match="expected .* once in a page, found it 0 times. Adapt ACCESSIBLE"):
        boards.accessible("<!DOCTYPE html><html></html>", "Title", "en")
