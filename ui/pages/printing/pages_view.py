"""The pages of a PDF as they will be on paper, one below the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QEvent,
    QIODevice,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QPalette, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QWidget

from ctg_desktop.typography import spaced
from ui import theme
from ui.widgets.spoken_role import spoken_as

STEPS = (50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400)
"""The zooms that can be chosen, in percents of the size on paper."""

_POINTS_PER_INCH = 72


def open_pages(content: bytes) -> QPdfDocument:
    """Return a PDF in memory, for `PagesView.show_pdf`; on any thread, best not the interface's.

    Reading a thousand pages, and asking each for its size, takes a tenth of a second. A view asks
    for all sizes at once; the document has kept them.
    """
    app = QCoreApplication.instance()
    assert app is not None, "no application yet"
    document = QPdfDocument()
    buffer = QBuffer(document)
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    for page in range(document.pageCount()):
        document.pagePointSize(page)
    document.moveToThread(app.thread())
    return document


@spoken_as(QAccessible.Role.Document)
class PagesView(QPdfView):
    """Shows pages; a screen reader hears which one, and its text.

    Of a long document the first pages are there before the others: one that is asked for and is
    not there yet is `awaited`, and shown once it is.
    """

    page_turned = Signal()
    """Another page is in front or awaited, or there are other pages."""
    zoomed = Signal()
    """The zoom changed."""

    def __init__(self, parent: QWidget) -> None:
        """Show nothing yet, as wide as the place."""
        super().__init__(parent)
        self.title = ""
        self.page_count = 0
        """How many pages the document has."""
        self.awaited: int | None = None
        """The page, from 0, that was asked for and is not there yet."""
        self._shown: QPdfDocument | None = None
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Aperçu")
        self.pageNavigator().currentPageChanged.connect(self._turned)
        theme.current().changed.connect(self._colour)
        self._colour()

    # --- what is shown ----------------------------------------------------------------

    def show_pdf(
        self, document: QPdfDocument, title: str, *, is_same: bool, page_count: int | None = None
    ) -> None:
        """Show a PDF, on the page of the former one if it is the same document made again.

        The document is the view's from now on. It may hold the first of `page_count` pages alone.
        """
        page = self.page if is_same else 0
        height = self.verticalScrollBar().value() if is_same else 0
        awaited, self.awaited = self.awaited if is_same else None, None
        # It goes once the view is gone. Not with it, nor when Python lets go of it: what a view is
        # made of reaches for its document to the end, and the program would end there.
        document.setParent(QCoreApplication.instance())
        self.destroyed.connect(document.deleteLater)
        former, self._shown = self._shown, document
        self.title = title
        self.page_count = self.ready_count if page_count is None else page_count
        self.setDocument(self._shown)
        if former is not None:
            former.deleteLater()
        if page < self.ready_count:
            self.pageNavigator().jump(page, QPointF())
            self.verticalScrollBar().setValue(height)
        if awaited is not None:
            self.go_to(awaited)
        self._turned()

    @property
    def ready_count(self) -> int:
        """How many pages can be shown now."""
        return self._shown.pageCount() if self._shown is not None else 0

    @property
    def page(self) -> int:
        """The page in front, from 0."""
        return max(0, self.pageNavigator().currentPage())

    @property
    def wanted(self) -> int:
        """The page that one waits for, or else the one in front, from 0."""
        return self.page if self.awaited is None else self.awaited

    def page_text(self, page: int) -> str:
        """Return the text of a page, in the order of reading."""
        if self._shown is None or not 0 <= page < self.ready_count:
            return ""
        return self._shown.getAllText(page).text()

    def go_to(self, page: int) -> None:
        """Show a page, from 0, or await it; the first or the last one beyond them."""
        if not self.page_count:
            return
        page = min(max(0, page), self.page_count - 1)
        is_ready = page < self.ready_count
        self._await(None if is_ready else page)
        if is_ready:
            self.pageNavigator().jump(page, QPointF())

    def stay(self) -> None:
        """Await no page any more: the one in front stays."""
        self._await(None)

    def _await(self, page: int | None) -> None:
        if page != self.awaited:
            self.awaited = page
            self.page_turned.emit()

    def _turned(self, _page: int = 0) -> None:
        words = f"page {self.page + 1} sur {self.page_count}"
        self.setAccessibleName(spaced(f"Aperçu : {self.title}, {words}"))
        self.setAccessibleDescription(self.page_text(self.page))
        self.page_turned.emit()

    # --- zoom -------------------------------------------------------------------------

    @property
    def percent(self) -> int:
        """The size on screen, in percents of that on paper."""
        return round(self._factor() * 100)

    @property
    def chosen_percent(self) -> int | None:
        """The size that was chosen as such; None where pages follow the place that they have."""
        return self.percent if self.zoomMode() is QPdfView.ZoomMode.Custom else None

    def fit_width(self) -> None:
        """Show pages as wide as the place."""
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.zoomed.emit()

    def fit_page(self) -> None:
        """Show whole pages."""
        self.setZoomMode(QPdfView.ZoomMode.FitInView)
        self.zoomed.emit()

    def zoom_to(self, percent: int) -> None:
        """Show pages in percents of their size on paper, keeping the page in front."""
        page = self.page
        self.setZoomMode(QPdfView.ZoomMode.Custom)
        self.setZoomFactor(percent / 100)
        self.go_to(page)
        self.zoomed.emit()

    def zoom_in(self) -> None:
        """Take the next larger zoom."""
        larger = [step for step in STEPS if step > self.percent]
        self.zoom_to(min(larger, default=STEPS[-1]))

    def zoom_out(self) -> None:
        """Take the next smaller zoom."""
        smaller = [step for step in STEPS if step < self.percent]
        self.zoom_to(max(smaller, default=STEPS[0]))

    def _factor(self) -> float:
        if self.zoomMode() is QPdfView.ZoomMode.Custom or not self.ready_count:
            return self.zoomFactor()
        assert self._shown is not None
        size = self._shown.pagePointSize(self.page)
        margins, place = self.documentMargins(), self.viewport().size()
        dots = self.logicalDpiX() / _POINTS_PER_INCH
        across = (place.width() - margins.left() - margins.right()) / (size.width() * dots)
        if self.zoomMode() is QPdfView.ZoomMode.FitToWidth:
            return across
        return min(across, (place.height() - self.pageSpacing()) / (size.height() * dots))

    # --- look -------------------------------------------------------------------------

    def _colour(self) -> None:
        """Lay the pages on a ground that sets them off: Qt paints it with the palette's Dark."""
        colours = theme.current().colours
        palette = self.palette()
        ground = colours.surface if colours.has_high_contrast else colours.line
        palette.setColor(QPalette.ColorRole.Dark, QColor(ground))
        self.setPalette(palette)

    # --- keyboard and wheel -----------------------------------------------------------

    def _asked_by(self, event: QKeyEvent) -> Callable[[], None] | None:
        """Return what a key asks of the pages."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return {
                Qt.Key.Key_Plus: self.zoom_in,
                Qt.Key.Key_Equal: self.zoom_in,
                Qt.Key.Key_Minus: self.zoom_out,
                Qt.Key.Key_0: self.fit_width,
                Qt.Key.Key_PageUp: lambda: self.go_to(self.wanted - 1),
                Qt.Key.Key_PageDown: lambda: self.go_to(self.wanted + 1),
            }.get(Qt.Key(key))
        return {
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(self.page_count - 1),
            Qt.Key.Key_Escape: self.stay if self.awaited is not None else None,
        }.get(Qt.Key(key))

    # --- Qt ---------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the shortcuts of the zoom for the pages while they have the focus."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._asked_by(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by Ctrl+plus, minus and 0; go by page with Ctrl+PageUp and Down, Home, End."""
        asked = self._asked_by(event)
        if asked is None:
            super().keyPressEvent(event)
        else:
            asked()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom while Ctrl is held."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif event.angleDelta().y() > 0:
            self.zoom_in()
        elif event.angleDelta().y() < 0:
            self.zoom_out()
