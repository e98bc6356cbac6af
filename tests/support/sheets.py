"""A printed PDF as a test reads it: its text, its structure tree, its letters, its pixels."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image
from reportlab.pdfbase.ttfonts import TTFontFile

from ctg_desktop.printing.engine.blocks import Block
from ctg_desktop.printing.engine.document import Edition, rendered
from ctg_desktop.printing.engine.style import PORTRAIT, PageFormat
from ctg_desktop.printing.masthead import masthead

DAY = date(2026, 2, 3)


def edition(page_format: PageFormat = PORTRAIT) -> Edition:
    """Return an edition of an invented structure."""
    return Edition(
        title="Un document d'essai",
        running_title="Un document d'essai",
        structure="Commune de Villeneuve",
        edited_on=DAY,
        page_format=page_format,
    )


def titled(*story: Block) -> list[Block]:
    """Return a story under the head that every document has."""
    return [masthead("Un document d'essai", structure="Commune de Villeneuve"), *story]


@dataclass(frozen=True, slots=True)
class Node:
    """An element of the structure tree, with the text that it holds itself."""

    kind: str
    text: str
    entries: dict[str, str]
    children: list[Node] = field(default_factory=list)
    parts: list[str | Node] = field(default_factory=list)
    """Its own text and its children, in reading order."""

    def all(self, *kinds: str) -> list[Node]:
        """Return the elements of these kinds below this one, in reading order."""
        return [node for node in self.walk() if node.kind in kinds]

    def walk(self) -> Iterator[Node]:
        """Yield this element and those below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def words(self) -> str:
        """The text of this element and of those below it; links stand in the line."""
        return re.sub(" +", " ", self.told).strip(" ")

    @property
    def told(self) -> str:
        """The same with the spaces at its ends."""
        return "".join(
            each
            if isinstance(each, str)
            else (each.told if each.kind in ("Link", "Span") else f" {each.words} ")
            for each in self.parts
        )


class Sheet:
    """One printed file."""

    def __init__(self, content: bytes) -> None:
        """Read the file."""
        self.content = content
        self.pdf = pikepdf.open(BytesIO(content))
        self._fonts = {name: _Font(font) for name, font in self.pdf.pages[0].Resources.Font.items()}

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self.pdf.pages)

    # --- text ------------------------------------------------------------------------------

    def text(self, *arguments: str) -> str:
        """Return the text as pdftotext sees it, pages apart."""
        command = ["pdftotext", "-enc", "UTF-8", *arguments, "-", "-"]
        done = subprocess.run(command, input=self.content, capture_output=True, check=True)
        return done.stdout.decode()

    def page_texts(self) -> list[str]:
        """Return the text of each page."""
        return self.text("-layout").split("\f")[:-1]

    # --- structure -------------------------------------------------------------------------

    def structure(self) -> Node:
        """Return the structure tree, with the text of its pieces of marked content."""
        pieces = {
            (page.objgen, number): text
            for page in (page.obj for page in self.pdf.pages)
            for number, text in self._pieces(page).items()
        }
        return _node(self.pdf.Root.StructTreeRoot.K, pieces)

    def _pieces(self, page: pikepdf.Dictionary) -> dict[int, str]:
        pieces: dict[int, str] = {}
        number: int | None = None
        for operands, operator, text in self._shown(page):
            if operator == "BDC" and "/MCID" in operands[1]:
                number = int(operands[1].MCID)
                pieces.setdefault(number, "")
            elif operator == "BMC":
                number = None
            if text and number is not None:
                pieces[number] += text
        return pieces

    def _shown(self, page: pikepdf.Object) -> Iterator[tuple[list[pikepdf.Object], str, str]]:
        font: _Font | None = None
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name == "Tf":
                font = self._fonts[str(operands[0])]
            text = ""
            if name == "Tj":
                assert font is not None
                text = font.text(bytes(operands[0]))
            yield list(operands), name, text

    def missing_glyphs(self) -> list[str]:
        """Return the letters shown that have no glyph in the embedded fonts."""
        missing = []
        for page in self.pdf.pages:
            font: _Font | None = None
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = self._fonts[str(operands[0])]
                elif str(operator) == "Tj":
                    assert font is not None
                    missing += font.missing(bytes(operands[0]))
        return missing

    # --- pixels ----------------------------------------------------------------------------

    def images(self, *, dots_per_inch: int = 50) -> list[Image.Image]:
        """Return the pages as grey pictures."""
        command = ["pdftoppm", "-gray", "-r", str(dots_per_inch), "-"]
        done = subprocess.run(command, input=self.content, capture_output=True, check=True)
        pages = []
        rest = done.stdout
        while rest:
            _, size, _, rest = rest.split(b"\n", 3)
            width, height = map(int, size.split())
            pages.append(Image.frombytes("L", (width, height), rest[: width * height]))
            rest = rest[width * height :]
        assert len(pages) == self.page_count
        return pages

    def ink_outside(self, page_format: PageFormat) -> list[int]:
        """Return the pages (from 1) that have ink in their margins, running lines apart."""
        scale = 50 / 72
        side, low = page_format.side * scale - 1.5, 2 * 7 * scale
        found = []
        for n, image in enumerate(self.images(), start=1):
            width, height = image.size
            left, right = int(side), int(width - side) + 1
            margins = [
                (0, 0, left, height),
                (right + 1, 0, width, height),
                (0, 0, width, int(low)),
                (0, int(height - low), width, height),
                # Between the text and the rule of the footer.
                (
                    0,
                    int(height - page_format.bottom * scale) + 2,
                    width,
                    int(height - 49 * scale) - 1,
                ),
            ]
            if any(image.crop(box).getextrema()[0] < 250 for box in margins):
                found.append(n)
        return found


class _Font:
    """An embedded font: what its codes mean, and whether they have a glyph."""

    def __init__(self, font: pikepdf.Dictionary) -> None:
        descendant = font.DescendantFonts[0]
        self._glyph_numbers = bytes(descendant.CIDToGIDMap.read_bytes())
        self._file = TTFontFile(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
        self._letters: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(font.ToUnicode):
            if str(operator) == "endbfchar":
                values = [int.from_bytes(bytes(value), "big") for value in operands]
                pairs = zip(values[::2], values[1::2], strict=True)
                self._letters |= {code: chr(letter) for code, letter in pairs}

    def _codes(self, shown: bytes) -> list[int]:
        return [int.from_bytes(shown[n : n + 2], "big") for n in range(0, len(shown), 2)]

    def text(self, shown: bytes) -> str:
        """Return the letters of a string shown."""
        return "".join(self._letters[code] for code in self._codes(shown))

    def missing(self, shown: bytes) -> list[str]:
        """Return the letters of a string shown that have no glyph, spaces apart."""
        starts = self._file.glyphPos
        missing = []
        for code in self._codes(shown):
            number = int.from_bytes(self._glyph_numbers[2 * code : 2 * code + 2], "big")
            empty = starts[number] == starts[number + 1]
            if not number or (empty and not self._letters[code].isspace()):
                missing.append(self._letters[code])
        return missing


def _node(item: pikepdf.Dictionary, pieces: dict[tuple[tuple[int, int], int], str]) -> Node:
    own_page = item.get("/Pg")
    parts: list[str | Node] = []
    kids = item.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            parts.append(pieces[own_page.objgen, kid])
        elif "/S" in kid:
            parts.append(_node(kid, pieces))
        elif "/MCID" in kid:
            parts.append(pieces[kid.Pg.objgen, int(kid.MCID)])
    attributes = item.get("/A", {})
    entries = {key: str(value) for key, value in dict(attributes).items()}
    entries |= {key: str(item[key]) for key in ("/Alt", "/ActualText") if key in item}
    children = [each for each in parts if isinstance(each, Node)]
    text = "".join(each for each in parts if isinstance(each, str))
    return Node(str(item.S)[1:], text, entries, children, parts)


def printed(*story: Block, page_format: PageFormat = PORTRAIT) -> Sheet:
    """Print a story under the usual head and read the file."""
    return Sheet(rendered(titled(*story), edition(page_format)))


def findings(path: Path) -> list[str]:
    """Return what the checkers say of a file: two of PDF/UA, remarks included, one of PDF/A."""
    import outloud
    import pdfua

    heard = outloud.check(str(path))
    said = [f"{each.rule} {each.message}" for each in heard.findings]
    said += [str(each) for each in pdfua.validate(str(path)).findings]
    return said + archive_findings(path)


_UNKNOWN = re.compile(
    r"XMP (namespace|property) pdf(aExtension|aSchema|aProperty|uaid)\b"
    r"|pdfaid:conformance is 'A', expected 'B'"
)
"""What the checker of PDF/A-2b does not know: extension schemas, and the level of tagged files."""


def archive_findings(path: Path) -> list[str]:
    """Return what keeps a file from being PDF/A-2, tags apart: those of PDF/UA say more."""
    from pikepdf.pdfa import validate_written

    found = validate_written(path, "2b").findings
    return [f"{each} {each.message}" for each in found if not _UNKNOWN.search(each.message)]
