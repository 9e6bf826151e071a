"""`make boards`: each board of charts/ as one page that opens without a network, and a page that links them."""

import html
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scripts.build import parse_variables
from scripts.building.publishing import published_file
from scripts.dbt_runner import ROOT, BuildError
from scripts.reading.board_pack import BOARD_PACK, write_board_pack
from scripts.reading.browser import NotInstalled
from scripts.reading.command import exit_status, reading_parser
from scripts.reading.glyphs import FAMILY, embed_glyphs
from scripts.reading.staging import ask_dbt_charts, board_files, read_yaml, stage
from scripts.scorecard import LANGUAGES, data_up_to, read_texts

INDEX = "index.html"

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
    parser = reading_parser("make boards", __doc__)
    parser.add_argument("--to", type=Path, default=ROOT / ".build" / "boards", help="folder; its pages are replaced")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of every word")
    parser.add_argument("--vars", default="{}", help="dbt variables of the build as YAML")
    arguments = parser.parse_args(command_line)

    def work() -> None:
        published, variables = published_file(arguments.published), parse_variables(arguments.vars)
        boards = write_boards(published, arguments.to, arguments.language, variables)
        pack = finish(arguments.to / INDEX, boards, arguments.language)
        print(f"{len(boards)} boards; open {arguments.to / INDEX} in a browser{f', or {pack}' if pack else ''}.")

    return exit_status(work, f"The boards of '{arguments.published}'")


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
        )
        folder.mkdir(parents=True, exist_ok=True)
        pages = {}
        for board in board_files():
            title = read_yaml(project / "charts" / board.name)["title"]
            page = folder / f"{board.stem}.html"
            text = (rendered / page.name).read_text(encoding="utf-8")
            page.write_text(accessible(text, title, language), encoding="utf-8")
            pages[page] = title
    (folder / INDEX).write_text(index(pages, language, as_of), encoding="utf-8")
    return pages


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
<style>body {{ font: 18px/1.6 '{FAMILY}', system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem }}</style>
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


if __name__ == "__main__":
    sys.exit(main())
