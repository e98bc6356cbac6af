"""Printed pages as a ruler sees them: white at the foot, sizes of letters, rows on each page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pikepdf
from PIL import ImageOps

from ctg_desktop.printing.engine.lines import RAISED_SIZE
from ctg_desktop.printing.engine.style import DENSE, SMALL, TEXT, PageFormat
from tests.support.sheets import Sheet

_RAISED = {round(size * RAISED_SIZE, 2) for size in (DENSE, SMALL, TEXT)}
_DOTS = 36
_PAPER = 250
_LINE = 14.0
"""In points: what is white below the last letters of a line that is full, at most."""


_MOST_WHITE = 0.25
_LEAST_SIZE, _LEAST_DENSE_SIZE, _MOST_ROOMY = 9.5, 8.5, 5
"""The sizes of letters, in points, where no table of a file has more columns, and where one has."""


def faults(sheet: Sheet, page_format: PageFormat, *, may_be_close: bool = False) -> Iterator[str]:
    """Yield what is wrong with the pages of a file, whose tables may be close to save pages."""
    last = _last_pages(sheet.pdf)
    for number, foot in enumerate(_feet(sheet, page_format), 1):
        height = page_format.text_height(first=number == 1)
        if number not in last and foot > _MOST_WHITE * height + _LINE:
            yield f"page {number}: {foot / height:.0%} of it is white at its foot"
    yield from _lone_rows(sheet.pdf)
    yield from _small_letters(sheet.pdf, may_be_close=may_be_close)


def _last_pages(pdf: pikepdf.Pdf) -> set[int]:
    """Return the last page, and those before the first one of a chapter."""
    numbers = {page.objgen: number for number, page in enumerate(_pages(pdf), 1)}
    jumps = [link for page in _pages(pdf) for link in page.get("/Annots", []) if "/Dest" in link]
    return {len(numbers), *(numbers[link.Dest[0].objgen] - 1 for link in jumps)} | (
        {1} if jumps else set()
    )


def _pages(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [page.obj for page in pdf.pages]


def _feet(sheet: Sheet, page_format: PageFormat) -> Iterator[float]:
    """Yield the white below what stands lowest on each page, in points."""
    scale = _DOTS / 72
    for number, image in enumerate(sheet.images(dots_per_inch=_DOTS), 1):
        top = page_format.first_top if number == 1 else page_format.top
        height = page_format.text_height(first=number == 1)
        area = (0, int(top * scale), image.width, int((top + height) * scale))
        ink = ImageOps.invert(image.crop(area)).point(lambda level: level > 255 - _PAPER)
        box = ink.getbbox()
        yield height - (box[3] / scale if box else 0.0)


def _lone_rows(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the pages with a single row of a table that goes on, unless a page cuts that row."""
    numbers = {page.objgen: number for number, page in enumerate(_pages(pdf), 1)}
    for table in _elements(pdf.Root.StructTreeRoot.K, "/Table"):
        rows = [
            {numbers[page] for page in _standing_on(row)}
            for body in _elements(table, "/TBody")
            for row in _elements(body, "/TR")
        ]
        counts = Counter(number for pages in rows for number in pages)
        lone = {number for number, count in counts.items() if count == 1}
        for pages in rows:
            if len(counts) > 1 and len(pages) == 1 and pages <= lone:
                yield f"page {pages}: a row stands alone"


def _elements(element: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Yield the outermost elements of a kind."""
    for kid in _kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if kind == kid.S:
                yield kid
            else:
                yield from _elements(kid, kind)


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _standing_on(element: pikepdf.Object) -> Iterator[tuple[int, int]]:
    """Yield the pages that an element has content on."""
    for kid in _kids(element):
        if isinstance(kid, int):
            yield element.Pg.objgen
        elif "/S" in kid:
            yield from _standing_on(kid)
        elif "/Pg" in kid:
            yield kid.Pg.objgen


def _small_letters(pdf: pikepdf.Pdf, *, may_be_close: bool) -> Iterator[str]:
    """Yield the pages with letters that are too small, or are those of dense tables without one."""
    widest = max(
        (
            len(_kids(row))
            for table in _elements(pdf.Root.StructTreeRoot.K, "/Table")
            for head in _elements(table, "/THead")
            for row in _elements(head, "/TR")
        ),
        default=0,
    )
    least = _LEAST_DENSE_SIZE if may_be_close or widest > _MOST_ROOMY else _LEAST_SIZE
    for number, page in enumerate(pdf.pages, 1):
        page.contents_coalesce()
        found = map(float, re.findall(rb"/F\d+ ([\d.]+) Tf", page.Contents.read_bytes()))
        # The ends of ordinals (« 1er ») are raised, and small.
        smallest = min((size for size in found if size not in _RAISED), default=least)
        if smallest < least:
            yield f"page {number}: letters of {smallest} points"
