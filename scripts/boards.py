"""`make boards`: each board of charts/ as one page that opens without a network, and a page that links them."""

import argparse
import csv
import html
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import yaml

from scripts.build import parse_variables
from scripts.building.publishing import published_file
from scripts.dbt_runner import ROOT, BuildError, Fault, run_dbt
from scripts.reading.board_pack import BOARD_PACK, write_board_pack
from scripts.reading.browser import NotInstalled
from scripts.reading.glyphs import FAMILY, embed_glyphs
from scripts.scorecard import LANGUAGES, data_up_to, read_texts

CHARTS = ROOT / "charts"
INDEX = "index.html"

# The keys of a board whose texts readers see.
SEEN = {"title", "subtitle", "label", "x_label", "y_label"}

# What dbt Charts leaves out of a page and a screen reader needs: its language, its main part and a heading.
HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
ACCESSIBLE = {
    "<!DOCTYPE html>\n<html>": '<!DOCTYPE html>\n<html lang="{language}">',
    '<div class="dbt-charts-wrapper">': '<main class="dbt-charts-wrapper"><h1 style="{hidden}">{title}</h1>',
    # The wrapper is the only element of the body beside scripts.
    "</svg>\n        </div>\n    </div>": "</svg>\n        </div>\n    </main>",
}


def main(command_line: list[str] | None = None) -> int:
    """Render as the command line says; returns the exit status."""
    parser = argparse.ArgumentParser(prog="make boards", description=__doc__)
    parser.add_argument("--from", dest="published", type=Path, default=ROOT / "customer_success.duckdb", help="published file")
    parser.add_argument("--to", type=Path, default=ROOT / ".build" / "boards", help="folder; its pages are replaced")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of every word")
    parser.add_argument("--vars", default="{}", help="dbt variables of the build as YAML")
    arguments = parser.parse_args(command_line)
    try:
        published, variables = published_file(arguments.published), parse_variables(arguments.vars)
        boards = write_boards(published, arguments.to, arguments.language, variables)
        pack = finish(arguments.to / INDEX, boards, arguments.language)
    except BuildError as error:
        print(error, file=sys.stderr)
        return int(error.fault)
    except (OSError, duckdb.Error) as error:
        print(f"The boards of '{arguments.published}' stopped: {error}", file=sys.stderr)
        return int(Fault.PROJECT)
    print(f"{len(boards)} boards; open {arguments.to / INDEX} in a browser{f', or {pack}' if pack else ''}.")
    return 0


def board_files() -> list[Path]:
    """The boards, the overview first. meta.yml is what they share."""
    boards = [file for file in CHARTS.glob("*.yml") if file.name != "meta.yml"]
    return sorted(boards, key=lambda file: (file.stem != "overview", file.stem))


def finish(index: Path, boards: Mapping[Path, str], language: str) -> Path | None:
    """Embed glyphs and write the board pack; None, and a sentence, where this machine lacks what that takes."""
    pack = index.with_name(BOARD_PACK)
    pack.unlink(missing_ok=True)
    try:
        embed_glyphs([index, *boards])
        return write_board_pack(index, boards, language)
    except NotInstalled as missing:
        print(f"{missing} {BOARD_PACK} is left out.", file=sys.stderr)
        return None


def write_boards(published: Path, folder: Path, language: str, variables: Mapping[str, object]) -> dict[Path, str]:
    """Render every board of a published file into a folder, and the page that links them; returns pages and titles.

    Raises BuildError, and OSError or duckdb.Error for what this machine refuses.
    """
    as_of = data_up_to(published)
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch)
        stage(project, published, language, variables, as_of)
        rendered = project / "rendered"
        ask_dbt_charts(
            project, "render", *[f"charts/{board.name}" for board in board_files()],
            "--no-cache", "--no-warnings", "--format", "html", "--output", f"{rendered}/{{stem}}.html",
            "--var", f"language={language}",
        )
        folder.mkdir(parents=True, exist_ok=True)
        pages = {}
        for board in board_files():
            title = staged_title(project, board)
            page = folder / f"{board.stem}.html"
            text = (rendered / page.name).read_text(encoding="utf-8")
            page.write_text(accessible(text, title, language), encoding="utf-8")
            pages[page] = title
    (folder / INDEX).write_text(index(pages, language, as_of), encoding="utf-8")
    return pages


def stage(project: Path, published: Path, language: str, variables: Mapping[str, object], as_of: str) -> None:
    """Lay out a dbt project for dbt Charts whose profile and manifest agree: both are of the published file.

    dbt Charts resolves no variables of the environment in a profile, hence one of its own. Raises BuildError.
    """
    for name in ("dbt_project.yml", "dbt_charts.yml"):
        shutil.copyfile(ROOT / name, project / name)
    shutil.copytree(CHARTS, project / "charts")
    if language != "en":
        translate(project / "charts", language)
    profile = {"target": "published", "outputs": {"published": {"type": "duckdb", "path": str(published), "schema": "main"}}}
    write_yaml(project / "profiles.yml", {"customer_success": profile})
    shared = read_yaml(project / "charts" / "meta.yml")
    shared["style"]["footer"] = {"text": f"{read_texts(language)['scorecard.as_of']}: {as_of}"}
    write_yaml(project / "charts" / "meta.yml", shared)
    run_dbt(["parse"], database=published, variables=variables, target_path=project / "target")


def translate(folder: Path, language: str) -> None:
    """Put the words of every board in a folder into another language. Raises BuildError where one has no translation."""
    words = {row["en"]: row["zh_cn"] for row in read_rows(CHARTS / "translations.csv")}
    english = read_texts("en")
    words |= {english[key]: text for key, text in read_texts(language).items() if key.startswith("metric.")}
    for board in board_files():
        file = folder / board.name
        content = read_yaml(file)
        write_yaml(file, {**translated(content, words), "queries": content["queries"]})
    shared = read_yaml(folder / "meta.yml")
    shared["regional"] = {"locale": {"time": language}}
    shared["style"]["formats"] = {"date_short": "%Y-%m-%d"}
    write_yaml(folder / "meta.yml", shared)


def translated(content, words: Mapping[str, str]):
    """A part of a board with the texts that readers see in another language."""
    if isinstance(content, list):
        return [translated(part, words) for part in content]
    if not isinstance(content, dict):
        return content
    return {
        key: translation(part, words) if key in SEEN and isinstance(part, str) else translated(part, words)
        for key, part in content.items()
    }


def translation(text: str, words: Mapping[str, str]) -> str:
    """One text in another language; an empty one stays empty. Raises BuildError."""
    if text and text not in words:
        raise BuildError(f"charts/translations.csv: expected a row for '{text}', found none. Add its translation.")
    return words.get(text, text)


def ask_dbt_charts(project: Path, *command: str) -> str:
    """Run one command of dbt Charts in a staged project; returns what it prints. Raises BuildError."""
    finished = subprocess.run(
        [Path(sys.executable).with_name("dct"), "--no-send-anonymous-usage-stats", *command],
        cwd=project,
        env={**os.environ, "DO_NOT_TRACK": "1"},
        check=False,
        text=True,
        capture_output=True,
    )
    if finished.returncode:
        raise BuildError(f"charts/: expected every board to be drawn, but dbt Charts said: {finished.stderr.strip()}")
    return finished.stdout


def accessible(page: str, title: str, language: str) -> str:
    """A page with language, main part and heading. Raises BuildError where dbt Charts has changed its pages."""
    for there, wanted in ACCESSIBLE.items():
        if page.count(there) != 1:
            raise BuildError(
                f"dbt Charts: expected {there!r} once in a page, found it {page.count(there)} times. "
                "Adapt ACCESSIBLE in scripts/boards.py to the new version."
            )
        page = page.replace(there, wanted.format(language=language, title=html.escape(title), hidden=HIDDEN))
    return page


def index(pages: Mapping[Path, str], language: str, as_of: str) -> str:
    """The page that links every board."""
    texts = read_texts(language)
    links = "\n".join(f'<li><a href="{page.name}">{html.escape(title)}</a></li>' for page, title in pages.items())
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>{texts['reading.boards']}</title>
<style>body {{ font: 18px/1.6 system-ui, '{FAMILY}', sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem }}</style>
</head>
<body>
<main>
<h1>{texts['reading.boards']}</h1>
<p>{texts['scorecard.as_of']}: {as_of}</p>
<ul>
{links}
</ul>
</main>
</body>
</html>
"""


def staged_title(project: Path, board: Path) -> str:
    """The title of a board, in the language that it was staged in."""
    return read_yaml(project / "charts" / board.name)["title"]


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def read_yaml(file: Path) -> dict:
    """What a YAML file says."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def write_yaml(file: Path, content: dict) -> None:
    """Write a YAML file."""
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
