"""What a reader of the boards sees: every figure as it stands in the marts, words for every status, no network."""

import base64
import html
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest
import yaml
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from scripts import boards
from scripts.dbt_runner import ROOT, BuildError
from scripts.reading import board_pack, browser, glyphs, staging
from scripts.scorecard import read_texts

BOARDS = [file.stem for file in staging.board_files()]
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
def folders(published_sample, tmp_path_factory) -> dict[str, Path]:
    """What `make boards` writes, by language."""
    made = {}
    for language in ("en", "zh-CN"):
        made[language] = tmp_path_factory.mktemp(language)
        assert boards.main(["--from", str(published_sample), "--to", str(made[language]), "--language", language]) == 0
    return made


@pytest.fixture(scope="module")
def pages(folders) -> dict[str, str]:
    """Every English page by its name, the index among them."""
    return read_pages(folders["en"])


def read_pages(folder: Path) -> dict[str, str]:
    """Every page of a folder by its name."""
    return {page.stem: page.read_text(encoding="utf-8") for page in folder.glob("*.html")}


@pytest.fixture(scope="module")
def project(published_sample, tmp_path_factory) -> Path:
    """The project that dbt Charts draws from."""
    folder = tmp_path_factory.mktemp("project")
    staging.stage(folder, published_sample, "en", {}, "2025-01-01 00:00 UTC")
    return folder


@pytest.fixture(scope="module")
def shown(project) -> dict[str, dict[str, list]]:
    """The rows of every query of every board, as dbt Charts read them."""
    return rows_shown(project)


def rows_shown(project: Path) -> dict[str, dict[str, list]]:
    """Rows by board and query."""
    staging.ask_dbt_charts(
        project, "render", *[f"charts/{board}.yml" for board in BOARDS],
        "--no-cache", "--no-warnings", "--format", "data", "--output", "data/{stem}.json",
    )
    return {
        board: {
            name: [comparable(row.values()) for row in query["rows"]]
            for name, query in json.loads((project / "data" / f"{board}.json").read_text())["queries"].items()
            if name in board_of(board)["queries"]
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
            for queries in [queries_of(board)]
        }


def plain(sql: str, queries: dict[str, str]) -> str:
    """SQL that DuckDB reads by itself."""
    sql = re.sub(r"\{\{ queries\.(\w+) \}\}", lambda match: queries[match.group(1)], sql)
    sql = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"marts.\1", sql)
    for variable, value in (("language", "en"), ("segment", "all=all"), ("grain", "month")):
        sql = sql.replace(f"{{{{ {variable} }}}}", f"'{value}'")
    return sql


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


def queries_of(name: str) -> dict[str, str]:
    """The SQL of a board by the name of the query."""
    return {query: staging.sql_of(text) for query, text in board_of(name)["queries"].items()}


def test_every_figure_is_that_of_the_marts(shown, published_sample):
    from_marts = rows_of_marts(published_sample)
    for board in BOARDS:
        for query, rows in shown[board].items():
            assert rows == from_marts[board][query], f"{board}: {query}"


def test_a_mart_that_changes_changes_every_board_that_reads_it(shown, project, published_sample, tmp_path):
    changed = Path(shutil.copyfile(published_sample, tmp_path / published_sample.name))
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update marts.scorecard_texts set value_text = value_text || '!'")
        connection.execute("update marts.high_value_customers_at_risk set score = score + 1")
        connection.execute("update marts.load_reconciliation set raw_rows = raw_rows + 1")
    copy = Path(shutil.copytree(project, tmp_path / "project"))
    profile = (copy / "profiles.yml").read_text().replace(str(published_sample), str(changed))
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


def drawn(page: Path, *flags: str) -> str:
    """What Chromium says of a page; the test is skipped without it."""
    try:
        return browser.drive(page, *flags)
    except browser.NotInstalled as missing:
        pytest.skip(f"{missing} No page is drawn.")


@pytest.mark.parametrize("board", BOARDS)
def test_no_label_lies_over_another_in_a_browser(board, pages, tmp_path):
    page = tmp_path / f"{board}.html"
    page.write_text(pages[board].replace("</body>", OVERLAPS + "</body>"), encoding="utf-8")
    document = drawn(page, "--window-size=1400,2000", "--dump-dom")
    [texts] = re.findall(r'<html[^>]* data-texts="(\d+)"', document)
    assert int(texts) > 20
    assert 'data-overlaps="[]"' in document[: document.index(">", document.index("<html")) + 1]


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_computes_no_formula(board):
    for name, sql in queries_of(board).items():
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


def test_every_team_that_acts_has_a_name(published_sample):
    with duckdb.connect(str(published_sample), read_only=True) as connection:
        teams = connection.execute("select distinct owner from marts.metric_catalog union select 'data'").fetchall()
        named = connection.execute("select code from marts.code_labels where code_kind = 'team' and language = 'en'").fetchall()
    assert set(teams) <= set(named)


def test_every_word_of_a_board_is_there_in_chinese(tmp_path):
    charts = shutil.copytree(ROOT / "charts", tmp_path / "charts")
    staging.translate(charts, "zh-CN")
    for board in BOARDS:
        chinese = staging.read_yaml(charts / f"{board}.yml")
        assert re.search(r"[\u4e00-\u9fff]", chinese["title"])
        assert chinese["queries"] == board_of(board)["queries"]


def test_a_word_without_a_translation_is_a_sentence():
    with pytest.raises(BuildError, match="charts/translations.csv: expected a row for 'Nonsense', found none"):
        staging.translated({"title": "Nonsense"}, {})


def test_no_published_file_is_a_sentence(tmp_path, capsys):
    assert boards.main(["--from", str(tmp_path / "none.duckdb")]) == 2
    assert "OUT: expected a published file, found nothing at" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_a_sentence(tmp_path, capsys):
    published = tmp_path / "no.duckdb"
    published.write_text("no database", encoding="utf-8")
    assert boards.main(["--from", str(published), "--to", str(tmp_path / "boards")]) == 1
    assert capsys.readouterr().err.startswith(f"The boards of '{published}' stopped: ")


def test_variables_are_those_of_a_build(published_sample, tmp_path, capsys):
    assert boards.main(["--from", str(published_sample), "--to", str(tmp_path), "--vars", "{nonsense: 1}"]) == 2
    assert "VARS: expected the variables of dbt_project.yml, found 'nonsense'" in capsys.readouterr().err
    assert boards.main(["--from", str(published_sample), "--to", str(tmp_path), "--vars", "{as_of: 2025-07-01}"]) == 0


def test_a_page_of_another_shape_is_a_sentence():
    with pytest.raises(BuildError, match="expected .* once in a page, found it 0 times. Adapt ACCESSIBLE"):
        boards.accessible("<!DOCTYPE html><html></html>", "Title", "en")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_character_of_a_page_is_drawn_by_a_font_in_the_page(language, folders):
    for name, page in read_pages(folders[language]).items():
        assert f'<html lang="{language}">' in page[:60]
        fonts = [TTFont(io.BytesIO(base64.b64decode(font))) for font in glyphs.EMBEDDED.findall(page)]
        covered = {chr(point) for font in fonts for point in font.getBestCmap()}
        missing = {character for character in text_of(page) - covered if not character.isascii() and character.isprintable()}
        assert missing == set(), f"{name}: {missing}"


def text_of(page: str) -> set[str]:
    """The characters that a page shows."""
    return set(html.unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", "", page, flags=re.DOTALL)))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_board_pack_has_a_cover_and_every_board_on_one_page_with_every_character(language, folders):
    pages = read_pages(folders[language])
    pack = PdfReader(folders[language] / boards.BOARD_PACK)
    assert pack.metadata.title == read_texts(language)["reading.boards"]
    assert pack.root_object["/Lang"] == language
    assert [entry.title for entry in pack.outline] == [title_of(pages[board]) for board in BOARDS]
    for page, name in zip(pack.pages, ["index", *BOARDS], strict=True):
        beyond_latin = {character for character in text_of(pages[name]) if ord(character) > 0x2500}
        assert beyond_latin - set(page.extract_text()) == set(), name
        assert notdefs(page) == 0, name
    links = [link.get_object() for link in pack.pages[0]["/Annots"]]
    assert [pack.get_page_number(link["/Dest"][0].get_object()) for link in links] == list(range(1, len(BOARDS) + 1))
    assert b"file:" not in (folders[language] / boards.BOARD_PACK).read_bytes()


@pytest.mark.parametrize("page", ["index", "overview"])
def test_a_chinese_page_needs_no_chinese_font_of_its_reader(page, folders, tmp_path, monkeypatch):
    latin, _ = glyphs.installed_font("✔")
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{Path(latin).parent}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(fonts))
    assert glyphs.installed_fonts({"客"}) == ([], {"客"})
    pack = PdfReader(board_pack.printed(folders["zh-CN"] / f"{page}.html", tmp_path))
    assert sum(map(notdefs, pack.pages)) == 0


def title_of(page: str) -> str:
    """The title of a page."""
    return html.unescape(re.search("<title>(.*)</title>", page).group(1))


def notdefs(page) -> int:
    """How often a page of a PDF draws the glyph of a font (of two bytes a glyph) that stands for a missing one."""
    found, font = 0, None

    def see(operator, operands, _, __):
        nonlocal found, font
        if operator == b"Tf":
            font = page["/Resources"]["/Font"][operands[0]]
        if operator in (b"Tj", b"TJ") and font["/Subtype"] == "/Type0":
            parts = operands[0] if operator == b"TJ" else operands
            codes = b"".join(part.original_bytes for part in parts if hasattr(part, "original_bytes"))
            found += sum(codes[i : i + 2] == b"\0\0" for i in range(0, len(codes), 2))

    page.extract_text(visitor_operand_before=see)
    return found


def test_without_a_font_or_chromium_the_pages_are_there_and_a_sentence_says_what_to_install(folders, tmp_path, monkeypatch, capsys):
    page = tmp_path / boards.INDEX
    page.write_text("<html><head><title>客户</title></head><body>客户</body></html>", encoding="utf-8")
    (tmp_path / boards.BOARD_PACK).write_text("of an earlier call")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert boards.finish(page, {}, "zh-CN") is None
    assert "Fonts: expected one on this machine that has 客户, found none" in capsys.readouterr().err
    page.write_text("<html><head><title>Boards</title></head><body>Boards</body></html>", encoding="utf-8")
    assert boards.finish(page, {}, "en") is None
    assert "Chromium: expected one of chromium, chromium-browser, google-chrome on this machine, found none. Install one of them. " \
        "board_pack.pdf is left out." in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == [boards.INDEX]


AXE = """
<script>{axe}</script>
<script>
axe.run(document).then(found => {{
    const severe = found.violations.filter(violation => ['serious', 'critical'].includes(violation.impact));
    document.documentElement.dataset.severe = JSON.stringify(severe.map(violation => violation.id));
}});
</script>
"""


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("page", [*BOARDS, "index"])
def test_axe_finds_nothing_serious_on_a_page(page, language, folders, tmp_path):
    assert severe_findings((folders[language] / f"{page}.html").read_text(encoding="utf-8"), tmp_path) == []


def test_axe_finds_a_page_without_a_language(pages, tmp_path):
    assert severe_findings(pages["index"].replace(' lang="en"', ""), tmp_path) == ["html-has-lang"]


def severe_findings(page: str, folder: Path) -> list[str]:
    """The serious and critical rules of axe-core that a page breaks."""
    axe = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    before, after = page.rsplit("</body>", 1)
    examined = folder / "examined.html"
    examined.write_text(before + AXE.format(axe=axe) + "</body>" + after, encoding="utf-8")
    document = drawn(examined, "--window-size=1400,2000", "--dump-dom")
    [severe] = re.findall(r'<html[^>]* data-severe="([^"]*)"', document)
    return json.loads(html.unescape(severe))


@pytest.mark.parametrize(("language", "reason"), [("en", "Not available because: Source missing"), ("zh-CN", "无法提供，原因: 缺少数据来源")])
def test_a_chart_over_a_metric_that_is_off_says_why_in_its_place(language, reason, published_sample, tmp_path):
    off = Path(shutil.copyfile(published_sample, tmp_path / published_sample.name))
    with duckdb.connect(str(off)) as connection:
        connection.execute("update marts.metric_values_reported set metric_value = null where metric = 'customer_churn_rate'")
        connection.execute(
            "update marts.scorecard_texts set value_text = '—', status_text = ? where metric = 'customer_churn_rate' and language = ?",
            [reason, language],
        )
        connection.execute("delete from marts.survival_curve")
    project = tmp_path / "project"
    project.mkdir()
    staging.stage(project, off, language, {}, "2025-01-01 00:00 UTC")
    staging.ask_dbt_charts(project, "render", "charts/retention.yml", "--no-cache", "--no-warnings", "--output", "retention.html")
    page = (project / "retention.html").read_text(encoding="utf-8")
    # The tile, the months, the months by plan tier.
    assert page.count(reason) == 3
    assert page.count(read_texts(language)["reading.nothing_to_draw"]) == 1


def test_a_published_formula_whose_figure_differs_says_why(shown, folders):
    for board, ours in (("satisfaction", "net_promoter_score"), ("retention", "customer_retention_rate"), ("overview", "lifetime_value")):
        assert len(shown[board]["variants"]) == 2
        for formula, canonical, published, reason in shown[board]["variants"]:
            assert canonical == shown[board][ours][0][1] != published
            key = next(key for key, text in read_texts("en").items() if text == reason)
            for language, folder in folders.items():
                assert read_texts(language)[key][:12] in re.sub(r"<[^>]+>", "", (folder / f"{board}.html").read_text(encoding="utf-8"))


def test_every_published_variant_has_its_sentence(published_sample):
    with duckdb.connect(str(published_sample), read_only=True) as connection:
        variants = connection.execute("select metric from marts.metric_catalog where status = 'published_variant'").fetchall()
    assert {key.split(".")[1] for key in read_texts("en") if key.startswith("published_variant.")} == {metric for metric, in variants}


@contextmanager
def served(published: Path, port: int):
    """The address of boards that are served for as long as the context lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.serve", "--from", str(published), "--port", str(port)],
        cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/__livereload", timeout=1).close()
                break
            except OSError:
                time.sleep(1)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)


def ask(address: str, board: str, **filters: str) -> str:
    """What a served board shows."""
    with urllib.request.urlopen(f"{address}/{board}?{urllib.parse.urlencode(filters)}", timeout=300) as answer:
        return re.sub(r"<[^>]+>", "", html.unescape(answer.read().decode("utf-8")))


def test_served_boards_filter_by_segment_and_period_and_show_the_build_that_was_published_last(published_sample, tmp_path):
    published = Path(shutil.copyfile(published_sample, tmp_path / published_sample.name))
    with served(published, 18580) as address:
        for filters in ({}, {"segment": "plan_tier=Growth", "grain": "quarter"}):
            segment_name, segment_value = filters.get("segment", "all=all").split("=")
            with duckdb.connect(str(published), read_only=True) as connection:
                [(value,)] = connection.execute(
                    "select value_text from marts.scorecard_texts where language = 'en' and metric = 'monthly_recurring_revenue' "
                    "and period_grain = ? and segment_name = ? and segment_value = ?",
                    [filters.get("grain", "month"), segment_name, segment_value],
                ).fetchall()
            assert value in ask(address, "revenue", **filters)
        # No handle is left open: another process may write, as a build that publishes does.
        with duckdb.connect(str(published)) as connection:
            connection.execute("update marts.scorecard_texts set value_text = 'as of now' where metric = 'monthly_recurring_revenue'")
        assert "as of now" in ask(address, "revenue")
        # Whoever listens on every address answers here, too.
        with pytest.raises(OSError):
            urllib.request.urlopen(address.replace("127.0.0.1", "127.0.0.2"), timeout=5)
