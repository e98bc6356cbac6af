"""The elements of a text of Word as text: paragraphs, runs, what stands in their properties.

Source: ECMA-376 part 1, 17.3 (paragraphs) and 17.4 (tables); children of properties have a fixed
order there, and Word refuses a file that has another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    )
)

EMU_PER_POINT = 12_700


def twips(points: float) -> int:
    """Return a length in twentieths of a point."""
    return round(points * 20)


def hexadecimal(colour: str) -> str:
    """Return a colour written `#rrggbb` as Word has it."""
    return colour.lstrip("#").upper()


def text(words: str) -> str:
    """Write words; a line end stays one."""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in words.split("\n"))
    return "<w:br/>".join(lines)


def run(words: str, properties: str = "") -> str:
    """Write a run of words that look alike."""
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{text(words)}</w:r>"


RAISED = '<w:vertAlign w:val="superscript"/>'
"""What sets a run small and high; it comes last among its properties."""

TAB = "<w:r><w:tab/></w:r>"


def border(side: str, colour: str, eighths: int, space: int = 0) -> str:
    """Write a line at a side of a paragraph, a table or a cell; its width in eighths of a point."""
    return (
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" '
        f'w:color="{hexadecimal(colour)}"/>'
    )


def field_code(code: str, shown: str = "1") -> str:
    """Write a field that Word and LibreOffice fill in, such as PAGE."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def bookmarked(content: str, anchor: str, number: int) -> str:
    """Write the content of a paragraph as what an anchor names; each has a number of its own."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{anchor}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


@dataclass(slots=True)
class Paragraph:
    """A paragraph under construction; lengths in points."""

    style: str
    content: str
    left: float = 0.0
    hanging: float = 0.0
    numbering: tuple[int, int] | None = None
    """The list that it is an item of, and at which depth."""
    borders: dict[str, str] = field(default_factory=dict)
    align: str = ""
    keeps_with_next: bool = False
    begins_page: bool = False

    def written(self) -> str:
        """Write the paragraph."""
        parts = [f'<w:pStyle w:val="{self.style}"/>']
        if self.keeps_with_next:
            parts.append("<w:keepNext/>")
        if self.begins_page:
            parts.append("<w:pageBreakBefore/>")
        if self.numbering:
            number, depth = self.numbering
            parts.append(f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')
        if self.borders:
            ordered = (self.borders[side] for side in _SIDES if side in self.borders)
            parts.append(f"<w:pBdr>{''.join(ordered)}</w:pBdr>")
        if self.left or self.hanging:
            hanging = f' w:hanging="{twips(self.hanging)}"' if self.hanging else ' w:firstLine="0"'
            parts.append(f'<w:ind w:left="{twips(self.left)}"{hanging}/>')
        if self.align:
            parts.append(f'<w:jc w:val="{self.align}"/>')
        return f"<w:p><w:pPr>{''.join(parts)}</w:pPr>{self.content}</w:p>"


_SIDES = ("top", "left", "bottom", "right")


def row(cells: Iterable[str], *, is_header: bool = False, is_whole: bool = True) -> str:
    """Write a row; a header is repeated on each page, a whole row is not cut by a page."""
    properties = "<w:cantSplit/>" if is_whole else ""
    properties += "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell(paragraphs: str, width: int, *, columns: int = 1, properties: str = "") -> str:
    """Write a cell over so many columns; its width in twips."""
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{properties}</w:tcPr>'
        f"{paragraphs}</w:tc>"
    )
