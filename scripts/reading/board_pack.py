"""The board pack: the index and every board as the pages of one PDF."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject, TextStringObject

from scripts.dbt_runner import BuildError
from scripts.reading.browser import drive

BOARD_PACK = "board_pack.pdf"
# A board has no height that paper has, so each makes its own page and none is cut.
COVER = (1200, 848)
BOARD = re.compile(r'<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"')


def write_board_pack(index: Path, boards: Mapping[Path, str], language: str) -> Path:
    """Print the index and the boards, which have titles, into one PDF beside them. Raises NotInstalled and BuildError."""
    pack = PdfWriter()
    with tempfile.TemporaryDirectory() as scratch:
        for page in (index, *boards):
            pack.append(printed(page, Path(scratch)), outline_item=boards.get(page), import_outline=False)
    if len(pack.pages) != len(boards) + 1:
        raise BuildError(f"{BOARD_PACK}: expected a cover and {len(boards)} boards of one page each, found {len(pack.pages)} pages.")
    link_boards(pack, [board.name for board in boards])
    pack.add_metadata({"/Title": re.search("<title>(.*)</title>", index.read_text(encoding="utf-8")).group(1)})
    pack.root_object[NameObject("/Lang")] = TextStringObject(language)
    pack.compress_identical_objects()
    pack.write(index.with_name(BOARD_PACK))
    return index.with_name(BOARD_PACK)


def printed(page: Path, scratch: Path) -> Path:
    """One page as a PDF of one page in a scratch folder. Raises NotInstalled."""
    text = page.read_text(encoding="utf-8")
    board = BOARD.search(text)
    width, height = (float(side) for side in board.groups()) if board else COVER
    # A pixel more, or rounding makes an empty page.
    sized = f"<style>@page {{ size: {width:.0f}px {height + 1:.0f}px; margin: 0 }}</style></head>"
    copy, target = scratch / page.name, scratch / f"{page.stem}.pdf"
    copy.write_text(text.replace("</head>", sized, 1), encoding="utf-8")
    drive(copy, "--no-pdf-header-footer", f"--print-to-pdf={target}")
    return target


def link_boards(pack: PdfWriter, names: list[str]) -> None:
    """Let the links of the cover, which name files, go to the pages of the pack."""
    for reference in pack.pages[0]["/Annots"]:
        link = reference.get_object()
        number = names.index(Path(link.pop("/A")["/URI"]).name) + 1
        link[NameObject("/Dest")] = ArrayObject([pack.pages[number].indirect_reference, NameObject("/Fit")])
