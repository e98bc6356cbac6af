"""A file of Word as a test reads it: its words, its headings, its tables, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

_ORDER = {
    "pPr": (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs"),
        *("spacing", "ind", "contextualSpacing", "jc", "outlineLvl"),
    ),
    "rPr": ("rStyle", "rFonts", "b", "bCs", "i", "color", "sz", "szCs", "u", "vertAlign", "lang"),
    "tblPr": (
        *("tblStyle", "tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"),
        "tblCaption",
    ),
    "trPr": ("cantSplit", "trHeight", "tblHeader"),
    "tcPr": ("tcW", "gridSpan", "tcBorders", "shd", "vAlign"),
    "pBdr": ("top", "left", "bottom", "right"),
}
"""The order that ECMA-376 gives to children, of those that we write: Word refuses another one."""

_TEXTS = ("w:t", "w:br", "w:tab", "w:p")


@dataclass(frozen=True, slots=True)
class WordFile:
    """One file of Word."""

    content: bytes

    @property
    def document(self) -> Any:
        """The file as python-docx knows it."""
        return Document(BytesIO(self.content))

    def text(self) -> str:
        """Return all words, in the order of the file; a paragraph ends a line."""
        return _text(self.document.element.body)

    def headings(self) -> list[tuple[int, str]]:
        """Return the headings with their levels."""
        return [
            (int(name.removeprefix("heading ")), paragraph.text)
            for paragraph in self.document.paragraphs
            if (name := (paragraph.style.name or "").lower()).startswith("heading ")
        ]

    def paragraphs(self, style: str) -> list[str]:
        """Return the paragraphs of a style by its name."""
        found = self.document.paragraphs
        return [each.text for each in found if each.style.name == style]

    def tables(self) -> list[list[list[str]]]:
        """Return the cells of each row of each table; one that spans columns counts once."""
        return [
            [[_text(cell).strip() for cell in row.tc_lst] for row in table.tr_lst]
            for table in self.document.element.body.iter(qn("w:tbl"))
        ]

    def findings(self) -> list[str]:
        """Return what keeps the file from being read by everybody, or by Word."""
        document = self.document
        found = [*_of_itself(document), *_of_headings(self.headings())]
        firsts = [level for level, _ in self.headings()].count(1)
        if len(self.paragraphs("Title")) != 1 and firsts != 1:
            found.append("not one title")
        body = document.element.body
        for table in body.iter(qn("w:tbl")):
            found += _of_table(table)
        found += [
            "a picture without words"
            for picture in body.iter(qn("wp:docPr"))
            if not picture.get("descr")
        ]
        marks = [int(each) for each in body.xpath("//w:bookmarkStart/@w:id")]
        if len({*marks}) < len(marks) or max(marks, default=0) >= 2**31:
            found.append("bookmarks that Word cannot tell apart")
        previous = None
        for element in body:
            if element.tag == previous == qn("w:tbl"):
                found.append("two tables in a row")
            previous = element.tag
            if element.tag == qn("w:p") and not _text(element).strip():
                style = Paragraph(element, document).style.name
                if style != "Après un tableau" and not list(element.iter(qn("wp:docPr"))):
                    found.append(f"an empty paragraph: {style}")
        if body[-2].tag == qn("w:tbl"):
            found.append("a table at the end")
        for part in (body, document.styles.element, *_running(document)):
            found += _of_order(part)
        return found


def _text(element: Any) -> str:
    said = ""
    for each in element.iter(*map(qn, _TEXTS)):
        name = each.tag.rpartition("}")[2]
        said += each.text or "" if name == "t" else ("\t" if name == "tab" else "\n")
    return said


def _running(document: Any) -> Iterator[Any]:
    (section,) = document.sections
    for part in (section.header, section.footer, section.first_page_footer):
        yield part.part.element


def _of_itself(document: Any) -> Iterator[str]:
    told = document.core_properties
    for name in ("title", "author", "subject", "created"):
        if not getattr(told, name):
            yield f"no {name}"
    languages = document.styles.element.xpath("./w:docDefaults//w:lang/@w:val")
    if told.language != "fr-FR" or languages != ["fr-FR"]:
        yield "not in French"
    feet = [_text(part) for part in _running(document)][1:]
    codes = "".join(
        each.text for part in _running(document) for each in part.iter(qn("w:instrText"))
    )
    if "PAGE" not in codes or "NUMPAGES" not in codes or not all("page " in foot for foot in feet):
        yield "pages without numbers"


def _of_headings(headings: list[tuple[int, str]]) -> Iterator[str]:
    before = 0
    for level, words in headings:
        if level > before + 1:
            yield f"a level is skipped before « {words} »"
        before = level


def _of_table(root: Any) -> Iterator[str]:
    first, *others = root.tr_lst
    if not first.xpath("./w:trPr/w:tblHeader") or any(
        each.xpath("./w:trPr/w:tblHeader") for each in others
    ):
        yield "a table whose first row alone is not its header"
    if not all(_text(cell).strip() for cell in first.tc_lst):
        yield "a column without a name"
    if not root.xpath("./w:tblPr/w:tblCaption/@w:val")[0]:
        yield "a table without a name"
    columns = len(root.tblGrid.gridCol_lst)
    for row in root.tr_lst:
        if sum(cell.grid_span for cell in row.tc_lst) != columns:
            yield "a row that is not as wide as its table"


def _of_order(part: Any) -> Iterator[str]:
    for name, order in _ORDER.items():
        for element in part.iter(qn(f"w:{name}")):
            children = [child.tag.rpartition("}")[2] for child in element]
            if children != sorted(children, key=order.index):
                yield f"{name} has its children in disorder: {children}"


def tokens(text: str) -> list[str]:
    """Return the words of a text, as they are compared between a PDF and a file of Word."""
    return re.findall(r"[^\W_]+", text)
