"""The canvas: draws on pages, and tags each thing as it is drawn.

Everything drawn stands either in a piece of marked content owned by an element of the structure
tree, or in an artifact (rules, bars, running lines) that a screen reader passes over. Lengths
are points from the page's lower left corner; text is Source Sans.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import (
    PDFDictionary,
    PDFDocument,
    PDFStream,
)
from reportlab.pdfgen.canvas import Canvas

from ctg_desktop.printing.engine.fonts import EmbeddedFont, Face
from ctg_desktop.printing.engine.pdf_file import Description, packed
from ctg_desktop.printing.engine.structure import Element, StructureTree
from ctg_desktop.printing.engine.style import GRID, PageFormat, rgb

# reportlab writes streams as text by default, which is slow and a quarter larger.
rl_config.useA85 = 0


@dataclass(eq=False, slots=True)
class Tag:
    """What a block is (`P`, `H2`, `LI`…); the parts of a block cut by a page share one tag."""

    kind: str
    attributes: str = field(default="")


class _Canvas(Canvas):  # type: ignore[misc]  # reportlab carries no types
    """reportlab's canvas, without the Helvetica that it declares on every page."""

    _code: list[str]
    """What the open page holds so far."""

    def _make_preamble(self) -> None:
        self._preamble = ""

    @property
    def document(self) -> PDFDocument:
        """The document under construction."""
        return self._doc

    def close_page(self) -> None:
        """End the page; it is kept compressed, as the file has it."""
        self.showPage()
        page = self._doc.Pages[-1]
        content = zlib.compress(page.stream.encode("latin-1"))
        page.Contents = PDFStream(PDFDictionary({"Filter": "/FlateDecode"}), content)
        page.stream = None

    def operators_of(self, draw: Callable[[], None]) -> str:
        """Return what `draw` writes, without writing it."""
        page, self._code = self._code, []
        draw()
        written, self._code = self._code, page
        return " ".join(written)

    def add_link(self, uri: str, words: str, box: tuple[float, float, float, float]) -> str:
        """Add a link to the page, without a frame; return the name of its annotation."""
        target = uri.encode("ascii").hex()
        return self._add_link("A", f"<</Type/Action/S/URI/URI<{target}>>>", words, box)

    def add_jump(self, anchor: str, words: str, box: tuple[float, float, float, float]) -> str:
        """Add a link to a place of this file; return the name of its annotation."""
        return self._add_link("Dest", self._bookmarkReference(anchor), words, box)

    def _add_link(
        self, key: str, target: object, words: str, box: tuple[float, float, float, float]
    ) -> str:
        # Entries that are written already: reportlab takes its time over each of its own.
        left, bottom, right, top = box
        entries = {
            "Type": "/Annot",
            "Subtype": "/Link",
            "Rect": f"[{left:.2f} {bottom:.2f} {right:.2f} {top:.2f}]",
            "Border": "[0 0 0]",
            "F": "4",
            "Contents": f"<FEFF{words.encode('utf-16-be', 'replace').hex()}>",
            key: target,
        }
        self._addAnnotation(PDFDictionary(entries))
        return str(self._doc.annotationName(f"NUMBER{self._annotationCount}"))


class TaggedCanvas:
    """Draws one document, page after page, and builds its structure tree along the way."""

    def __init__(self, page_format: PageFormat, *, has_links: bool = True) -> None:
        """Open a document of pages of one format; call :meth:`start_page` before drawing.

        `has_links` is False where only some pages are drawn: links may lead to the others.
        """
        self.format = page_format
        self._has_links = has_links
        self._canvas = _Canvas(
            BytesIO(), pagesize=(page_format.width, page_format.height), pageCompression=1
        )
        self._fonts: dict[Face, EmbeddedFont] = {}
        self._tree = StructureTree()
        self._parents = [self._tree.root]
        self._elements: dict[Tag, Element] = {}
        self._outline_level = -1
        self._repeated: dict[Hashable, str] = {}
        self.folios: Mapping[str, int] = {}
        """The page on which each chapter begins, for the contents."""
        self.depth = 0
        """How many levels headings stand below what they say: one inside a chapter."""
        self._forget_state()

    # --- pages -----------------------------------------------------------------------------

    def start_page(self) -> None:
        """Open a page."""
        self._tree.start_page()
        self._forget_state()

    def end_page(self) -> None:
        """Close the page."""
        self._canvas.close_page()

    def finished(
        self, description: Description, show: Callable[[bytes], None] | None = None
    ) -> bytes:
        """Return the complete file; the canvas is of no use afterwards.

        `show` gets the pages before that, see :func:`packed`.
        """
        fonts = self._fonts.values()
        return packed(self._canvas, self._canvas.document, self._tree, fonts, description, show)

    def _forget_state(self) -> None:
        self._font_set: tuple[Face, float] | None = None
        self._fill_set = self._stroke_set = ""

    # --- structure -------------------------------------------------------------------------

    def element(self, tag: Tag, under: Element | None = None) -> Element:
        """Return the element of `tag`, created when first met under `under` or the open one."""
        element = self._elements.get(tag)
        if element is None:
            parent = under or self._parents[-1]
            element = self._elements[tag] = Element(tag.kind, parent, tag.attributes)
        return element

    @contextmanager
    def within(self, tag: Tag) -> Iterator[Element]:
        """Open an element: those met inside are its children."""
        element = self.element(tag)
        self._parents.append(element)
        try:
            yield element
        finally:
            self._parents.pop()

    @contextmanager
    def content_of(self, element: Element) -> Iterator[None]:
        """Mark what is drawn inside as a piece of `element`."""
        self.begin_content(element)
        yield
        self.end_content()

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is drawn inside as decoration, unknown to a screen reader."""
        self.begin_artifact()
        yield
        self.end_content()

    def begin_content(self, element: Element) -> None:
        """Begin a piece of `element`; :meth:`end_content` ends it. Pieces are never nested."""
        number = self._tree.new_piece(element)
        self.write(f"/{element.kind}<</MCID {number}>>BDC")

    def begin_artifact(self) -> None:
        """Begin a decoration; :meth:`end_content` ends it."""
        self.write("/Artifact BMC")

    def end_content(self) -> None:
        """End the piece or the decoration."""
        self.write("EMC")

    def write_content(self, element: Element, operators: str) -> None:
        """Write raw operators as a piece of `element`, in one go."""
        number = self._tree.new_piece(element)
        self.write(f"/{element.kind}<</MCID {number}>>BDC {operators} EMC")

    @property
    def heading_level(self) -> int:
        """The level of the last heading that has a bookmark, from 1; 0 before any."""
        return self._outline_level + 1

    def bookmark(self, title: str, level: int, top: float) -> None:
        """Add a bookmark to `top` on this page; a level (0, 1…) deeper than allowed is raised."""
        level = min(level, self._outline_level + 1)
        self._outline_level = level
        key = f"b{len(self._elements)}-{self._tree.page_count}-{top:.2f}"
        self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=top)
        self._canvas.addOutlineEntry(title, key, level)

    def link(
        self, element: Element, uri: str, words: str, box: tuple[float, float, float, float]
    ) -> None:
        """Make `box` (left, bottom, right, top) a link to `uri`, under a `Link` element.

        `words` say where it leads, for who hears the page; `#anchor` is a chapter of this file.
        """
        if not self._has_links:
            return
        anchor = uri.removeprefix("#")
        if anchor == uri:
            name = self._canvas.add_link(uri, words, box)
        else:
            page = f"Page {self.folios.get(anchor, '')}"
            name = self._canvas.add_jump(anchor, f"{page} : {words}", box)
        self._tree.add_link(element, name)

    def arrive(self, anchor: str, top: float) -> None:
        """Let links to `anchor` lead to a height of this page."""
        self._canvas.bookmarkPage(anchor, fit="XYZ", left=0, top=top + 2 * GRID)

    @contextmanager
    def chapter(self) -> Iterator[None]:
        """Draw what is inside with its headings one level lower."""
        self.depth += 1
        yield
        self.depth -= 1

    # --- text ------------------------------------------------------------------------------

    def write(self, operators: str) -> None:
        """Write raw operators to the page."""
        self._canvas.addLiteral(operators)

    def repeated(self, name: Hashable, x: float, y: float, paint: Callable[[], None]) -> None:
        """Draw at a point what `paint` draws around the origin; it is drawn once, then copied."""
        operators = self._repeated.get(name)
        if operators is None:
            state, self._fill_set, self._stroke_set = (self._fill_set, self._stroke_set), "", ""
            operators = self._repeated[name] = self._canvas.operators_of(paint)
            self._fill_set, self._stroke_set = state
        self.write(f"q 1 0 0 1 {x:.2f} {y:.2f} cm {operators} Q")

    def text(self, x: float, baseline: float, text: str, face: Face, size: float) -> None:
        """Draw one line of text."""
        self.write(
            f"BT{self.font_operator(face, size)} {x:.2f} {baseline:.2f} Td "
            f"{self.encoded(text, face)}Tj ET"
        )

    def font_operator(self, face: Face, size: float) -> str:
        """Return what selects a font, or nothing if it is the current one."""
        if self._font_set == (face, size):
            return ""
        self._font_set = (face, size)
        return f" /{self._font(face).name} {size:g} Tf"

    def encoded(self, text: str, face: Face) -> str:
        """Return `text` as a string in the codes of `face`."""
        return self._font(face).encoded(text)

    def _font(self, face: Face) -> EmbeddedFont:
        font = self._fonts.get(face)
        if font is None:
            font = self._fonts[face] = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
        return font

    # --- shapes ----------------------------------------------------------------------------

    def fill(self, colour: str) -> None:
        """Choose the colour of text and of full shapes."""
        if colour != self._fill_set:
            self._fill_set = colour
            self.write(f"{rgb(colour)} rg")

    def stroke(self, colour: str, width: float) -> None:
        """Choose the colour and the width of lines."""
        state = f"{colour}{width}"
        if state != self._stroke_set:
            self._stroke_set = state
            self.write(f"{rgb(colour)} RG {width:.2f} w")

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a line."""
        self.write(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def polyline(self, *points: tuple[float, float]) -> None:
        """Draw a broken line through `points`."""
        self.write(_path(points) + " S")

    def polygon(self, *points: tuple[float, float], outlined: bool = False) -> None:
        """Draw a full shape, or only its outline."""
        self.write(_path(points) + (" s" if outlined else " f"))

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a full rectangle."""
        self.write(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the outline of a rectangle."""
        self.write(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def circle(self, x: float, y: float, radius: float, *, outlined: bool = False) -> None:
        """Draw a disc, or a circle."""
        self.write(_arc(x, y, radius, 0, 360) + (" s" if outlined else " f"))

    def sector(self, x: float, y: float, radius: float, start: float, end: float) -> None:
        """Draw a full sector of a disc between two angles in degrees."""
        self.write(f"{_arc(x, y, radius, start, end)} {x:.2f} {y:.2f} l f")

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator[None]:
        """Draw inside a rectangle only."""
        self.write(f"q {x:.2f} {y:.2f} {width:.2f} {height:.2f} re W n")
        state = (self._font_set, self._fill_set, self._stroke_set)
        yield
        self._font_set, self._fill_set, self._stroke_set = state
        self.write("Q")

    @contextmanager
    def dashed(self, on: float, off: float) -> Iterator[None]:
        """Draw lines as dashes."""
        self.write(f"[{on:.2f} {off:.2f}] 0 d")
        yield
        self.write("[] 0 d")

    def image(self, image: ImageReader, x: float, y: float, width: float, height: float) -> None:
        """Draw a picture, its transparency kept."""
        self._canvas.drawImage(image, x, y, width, height, mask="auto")


def _path(points: tuple[tuple[float, float], ...]) -> str:
    start, *others = (f"{x:.2f} {y:.2f}" for x, y in points)
    return f"{start} m " + " ".join(f"{point} l" for point in others)


def _arc(x: float, y: float, radius: float, start: float, end: float) -> str:
    """Write an arc as Bézier curves of at most a quarter of a turn."""
    pieces = max(1, math.ceil(abs(end - start) / 90))
    step = math.radians((end - start) / pieces)
    reach = 4 / 3 * math.tan(step / 4) * radius
    angle = math.radians(start)
    cos, sin = math.cos(angle) * radius, math.sin(angle) * radius
    written = [f"{x + cos:.2f} {y + sin:.2f} m"]
    for _ in range(pieces):
        angle += step
        next_cos, next_sin = math.cos(angle) * radius, math.sin(angle) * radius
        factor = reach / radius
        written.append(
            f"{x + cos - sin * factor:.2f} {y + sin + cos * factor:.2f} "
            f"{x + next_cos + next_sin * factor:.2f} {y + next_sin - next_cos * factor:.2f} "
            f"{x + next_cos:.2f} {y + next_sin:.2f} c"
        )
        cos, sin = next_cos, next_sin
    return " ".join(written)
