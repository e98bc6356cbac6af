"""Drawing the pages of a PDF on a printer, band by band.

Neither Qt's reading of a PDF nor its printing lets other threads of Python run meanwhile: a
page drawn at once would stop the window for a second. A band takes some twenty milliseconds.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QPrinter

from ctg_desktop.errors import OutputError
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import Tick

BEST_DPI = 600
"""Finer dots than this cost time and paper shows no difference."""

_BAND_PIXELS = 400_000
_SKETCH = 5
"""How many times smaller the sketch is that tells where a page is blank."""

_BREATH_SECONDS = 0.002


def printed_pages(printer: QPrinter, count: int, current: int) -> list[int]:
    """Return the pages to draw, from 0, in their order and as often as the dialog asked.

    `current` is the page on screen, from 0. Copies that the printer makes by itself are left
    to it.
    """
    chosen = [page for page in range(count) if _is_asked(printer, page, current)]
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        chosen.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return chosen * copies
    return [page for page in chosen for _ in range(copies)]


def _is_asked(printer: QPrinter, page: int, current: int) -> bool:
    asked = printer.printRange()
    if asked is QPrinter.PrintRange.CurrentPage:
        return page == current
    if asked is not QPrinter.PrintRange.PageRange:
        return True
    ranges = printer.pageRanges()
    if not ranges.isEmpty():
        return ranges.contains(page + 1)
    return printer.fromPage() <= page + 1 <= (printer.toPage() or page + 1)


def print_pages(content: bytes, printer: QPrinter, current: int, tick: Tick) -> int:
    """Draw a PDF on a printer; return how many pages were sent.

    `printer` is used by this thread alone until the function returns. A printer that writes
    into a file leaves it whole or absent.

    Raises:
        CancelledError: `tick` stopped it; nothing is printed, as far as the system can call it
            back.
        OutputError: the printer or the file cannot be reached.
    """
    output = printer.outputFileName()
    with replacing(Path(output)) if output else nullcontext() as temporary:
        if temporary is not None:
            printer.setOutputFileName(str(temporary))
        try:
            return _print(content, printer, current, tick)
        finally:
            if output:
                printer.setOutputFileName(output)


def _print(content: bytes, printer: QPrinter, current: int, tick: Tick) -> int:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    try:
        pages = printed_pages(printer, document.pageCount(), current)
        if not pages:
            raise OutputError(
                "Aucune de ces pages n’est dans le document, qui va de 1 à "
                f"{document.pageCount()} : rien n’a été imprimé. Choisissez-en d’autres."
            )
        _draw(document, pages, printer, tick)
    finally:
        document.close()
    return len(pages)


def _draw(document: QPdfDocument, pages: Sequence[int], printer: QPrinter, tick: Tick) -> None:
    printer.setFullPage(True)
    printer.setResolution(min(printer.resolution(), BEST_DPI))
    painter = QPainter()
    try:
        for at, page in enumerate(pages):
            _turn(printer, document.pagePointSize(page))
            started = printer.newPage() if at else painter.begin(printer)
            if not started:
                raise _unreached(printer)
            paper = printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
            for band in _bands(document, page, paper.size()):
                tick("Impression", at, len(pages))
                painter.drawImage(band[0], band[1])
                time.sleep(_BREATH_SECONDS)
        if not painter.end():
            raise _unreached(printer)
    except BaseException:
        if painter.isActive():
            printer.abort()
            painter.end()
        raise


def _unreached(printer: QPrinter) -> OutputError:
    if printer.outputFileName():
        return OutputError(
            "Le fichier n’a pas pu être écrit : vérifiez la place et les droits sur ce "
            "dossier, ou enregistrez en PDF."
        )
    return OutputError(
        f"L’imprimante « {printer.printerName()} » ne répond pas : rien n’a été "
        "imprimé. Vérifiez qu’elle est allumée et reliée, ou enregistrez en PDF."
    )


def _turn(printer: QPrinter, page: QSizeF) -> None:
    """Turn the paper as the page is, whose size is in points."""
    is_wide = page.width() > page.height()
    orientation = QPageLayout.Orientation
    printer.setPageOrientation(orientation.Landscape if is_wide else orientation.Portrait)


def _bands(document: QPdfDocument, page: int, paper: QSize) -> Iterator[tuple[QPoint, QImage]]:
    """Yield the drawn parts of a page with their place, the page as large as the paper allows."""
    points = document.pagePointSize(page)
    whole = points.scaled(QSizeF(paper), Qt.AspectRatioMode.KeepAspectRatio).toSize()
    left = (paper.width() - whole.width()) // 2
    above = (paper.height() - whole.height()) // 2
    cuts = _cuts(document, page, whole)
    for top, bottom in zip([0, *cuts], [*cuts, whole.height()], strict=True):
        clip = QRect(0, top, whole.width(), bottom - top)
        options = QPdfDocumentRenderOptions()
        options.setScaledSize(whole)
        # Qt takes the corners of this rectangle as if it ended a dot further.
        options.setScaledClipRect(clip.adjusted(0, 0, 1, 1))
        image = _on_paper(document.render(page, clip.size(), options))
        if image is not None:
            yield QPoint(left, above + top), image


def _cuts(document: QPdfDocument, page: int, whole: QSize) -> list[int]:
    """Return where a page as large as `whole` is cut into bands, from top to bottom.

    Between lines of text as far as there are any: a printer of other dots than ours rounds the
    edges of each band.
    """
    tallest = max(_SKETCH, _BAND_PIXELS // max(1, whole.width()))
    blanks = _blank_lines(document, page, whole)
    cuts: list[int] = []
    while (reach := (cuts[-1] if cuts else 0) + tallest) < whole.height():
        last = bisect_right(blanks, reach) - 1
        is_further = last >= 0 and blanks[last] > (cuts[-1] if cuts else 0)
        cuts.append(blanks[last] if is_further else reach)
    return cuts


def _blank_lines(document: QPdfDocument, page: int, whole: QSize) -> list[int]:
    """Return, in order, lines of a page that nothing is drawn on nor beside, from a sketch."""
    sketch = document.render(page, whole / _SKETCH)
    paper = _flattened(sketch).convertToFormat(QImage.Format.Format_Grayscale8)
    width, stride = paper.width(), paper.bytesPerLine()
    dots, white = bytes(paper.constBits()), b"\xff" * paper.width()
    blank = [dots[line * stride : line * stride + width] == white for line in range(paper.height())]
    return [line * _SKETCH for line in range(1, len(blank)) if blank[line - 1] and blank[line]]


def _on_paper(drawn: QImage) -> QImage | None:
    """Return what was drawn on white; None where nothing was.

    Grey alone takes a third of the room, in the spool as on the way to the printer.
    """
    paper = _flattened(drawn)
    blank = QImage(paper.size(), paper.format())
    blank.fill(Qt.GlobalColor.white)
    if paper == blank:
        return None
    return paper.convertToFormat(QImage.Format.Format_Grayscale8) if paper.allGray() else paper


def _flattened(drawn: QImage) -> QImage:
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper
