"""Glyphs in the pages themselves, so that a reader's machine needs no font for Chinese or for the shape of a status."""

import base64
import html
import io
import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from scripts.reading.browser import NotInstalled

# The family that charts/meta.yml and the index name behind those that dbt Charts embeds.
FAMILY = "Boards Glyphs"
EMBEDDED = re.compile(r"url\('data:font/woff2;base64,([^']+)'")
FACE = "@font-face {{ font-family: '{family}'; src: url('data:font/woff2;base64,{data}') format('woff2'); unicode-range: {range} }}"


def embed_glyphs(pages: Iterable[Path]) -> None:
    """Put into each page the glyphs that the fonts in it lack. Raises NotInstalled where no font here has one, at the end."""
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    wanted = {page: not_embedded(text) for page, text in texts.items()}
    fonts, missing = installed_fonts(set().union(*wanted.values()))
    for page, text in texts.items():
        faces = "\n".join(face(font, wanted[page] & characters) for font, characters in fonts if wanted[page] & characters)
        page.write_text(text.replace("</head>", f"<style>{faces}</style>\n</head>", 1), encoding="utf-8")
    if missing:
        raise NotInstalled(
            f"Fonts: expected one on this machine that has {''.join(sorted(missing)[:5])}, found none, so pages show these "
            "only where their readers have one. Install one, on Debian fonts-noto-cjk and fonts-dejavu-core."
        )


def not_embedded(page: str) -> set[str]:
    """The characters beyond ASCII of a page that no font in it draws."""
    read = html.unescape(re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL))
    drawn = set().union(*map(characters_of, EMBEDDED.findall(page)))
    return {character for character in set(read) - drawn if not character.isascii() and character.isprintable()}


@cache
def characters_of(font: str) -> frozenset[str]:
    """What a font file, in base64, draws."""
    return frozenset(map(chr, TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap()))


def installed_fonts(wanted: set[str]) -> tuple[list[tuple[tuple[str, int], set[str]]], set[str]]:
    """Fonts of this machine (file, number in it) with the wanted characters that each draws, and those that none does."""
    fonts, missing, left = [], set(), set(wanted)
    while left:
        character = min(left)
        font = installed_font(character)
        found = left & set(map(chr, open_font(font).getBestCmap())) if font else set()
        if character in found:
            fonts.append((font, found))
        else:
            missing.add(character)
        left -= {character, *found}
    return fonts, missing


def installed_font(character: str) -> tuple[str, int] | None:
    """The font that fontconfig names for a character, the simplified form of a Chinese one; None without fontconfig."""
    if not (fontconfig := shutil.which("fc-match")):
        return None
    found = subprocess.run(
        [fontconfig, "--format", "%{file}\n%{index}", f"sans-serif:lang=zh-cn:charset={ord(character):x}"],
        check=True, capture_output=True, text=True,
    ).stdout
    file, number = found.splitlines()
    # The upper half names an instance of a variable font.
    return file, int(number) & 0xFFFF


def open_font(font: tuple[str, int]) -> TTFont:
    """An installed font."""
    file, number = font
    return TTFont(file, fontNumber=number)


def face(font: tuple[str, int], characters: set[str]) -> str:
    """A font as a rule of CSS, with nothing in it but some characters."""
    options = Options()
    options.layout_features = []
    options.drop_tables += ["FFTM"]
    part = open_font(font)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(characters))
    subsetter.subset(part)
    part.flavor = "woff2"
    with io.BytesIO() as file:
        part.save(file)
        data = base64.b64encode(file.getvalue()).decode("ascii")
    points = ", ".join(f"U+{ord(character):X}" for character in sorted(characters))
    return FACE.format(family=FAMILY, data=data, range=points)
