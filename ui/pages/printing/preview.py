"""The preview: the pages, which page and how large, and what is being made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from ctg_desktop.documents import DocumentRequest
from ctg_desktop.typography import number, percent
from ui.icons import icon
from ui.pages.printing.pages_view import STEPS, PagesView
from ui.pages.printing.press import Leaves, Sheets
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Caption, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.tips import plain_tip

_FIT_WIDTH, _FIT_PAGE = "Largeur", "Page"
_SLOW_MS = 400
"""A preview that takes longer says what it does."""


class Preview(QWidget):
    """Shows the pages of a document, or says what is missing to make one."""

    opened_elsewhere = Signal()
    """The person asked for the computer's reader of PDF."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.sheets: Sheets | None = None
        """What is on screen, once all of it is ready."""
        self.request: DocumentRequest | None = None
        """What the pages on screen were asked for as; all of them, or the first ones."""
        self._stack = QStackedWidget(self)
        self.pages = PagesView(self._stack)
        self._invitation = EmptyState(self._stack)
        self._strip = QFrame(self)
        self.remarks = Note("", self._strip, look="warning")
        self._strip.setProperty("look", "past")
        row(self._strip, margins=(0.75, 1.5)).addWidget(self.remarks)
        self._strip.hide()
        self._floating = QFrame(self)
        self._floating.setProperty("look", "floating")
        self._told = ""
        self._doing = Note("", self._floating, wraps=False)
        self._stay = QPushButton("Ne plus attendre", self._floating)
        self._stay.clicked.connect(self.pages.stay)
        said = row(self._floating, spacing=1, margins=(0.5, 1.5))
        said.addWidget(self._doing)
        said.addWidget(self._stay)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._show_doing)
        self._stack.addWidget(self._invitation)
        self._stack.addWidget(self.pages)
        self._page = QLineEdit()
        self._count = Caption("")
        self._zoom = QComboBox()
        self._steps: dict[str, QToolButton] = {}
        layout = column(self, spacing=0)
        layout.addWidget(self._bar())
        layout.addWidget(self._strip)
        layout.addWidget(self._stack, 1)
        QWidget.setTabOrder(self._steps["external"], self.pages)
        QWidget.setTabOrder(self.pages, self._stay)
        self.pages.page_turned.connect(self._show_page)
        self.pages.page_turned.connect(self._show_awaited)
        self.pages.zoomed.connect(self._show_zoom)
        self._floating.hide()
        self._show_page()

    # --- what is shown ----------------------------------------------------------------

    def show_leaves(self, leaves: Leaves, document: QPdfDocument) -> None:
        """Show pages opened as `document`, on the page of former ones if they are the same.

        Where that page is still to come, the former ones stay until it is there.
        """
        former, count = self.request, leaves.page_count
        is_same = type(former) is type(leaves.request)
        ready = document.pageCount()
        if is_same and ready <= self.pages.page and ready < count:
            document.deleteLater()
            return
        self.sheets, self.request = None, leaves.request
        self.pages.show_pdf(document, leaves.title, is_same=is_same, page_count=count)
        self._stack.setCurrentWidget(self.pages)

    def keep(self, sheets: Sheets) -> None:
        """Hold the document whose pages are all on screen."""
        self.sheets = sheets
        self._show_remarks(sheets.remarks)
        self.rest()

    def invite(self, sentence: str) -> None:
        """Say what to choose first, in place of the pages."""
        self.sheets = self.request = None
        self._show_remarks(())
        self._invitation.tell(sentence)
        self._stack.setCurrentIndex(0)
        self.rest()
        self._show_page()

    def _show_remarks(self, remarks: Sequence[str]) -> None:
        """Show above the pages what a person should know before they are printed."""
        words = " ".join(remarks)
        is_new = words != self.remarks.text()
        self.remarks.setText(words)
        self._strip.setVisible(bool(words))
        if words and is_new:  # a screen reader is elsewhere, on an option
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def tell(self, what: str, done: int, total: int) -> None:
        """Say what is being made; at once when it has lasted, so that short work says nothing."""
        count = f"page {number(done)}" if done else ""
        count += f" sur {number(total)}" if total else ""
        self._told = f"{what} : {count}…" if count else f"{what}…"
        self._say_doing()
        if not self._floating.isHidden():
            self._float()
        elif not self._slow.isActive():
            self._slow.start()

    def allow_opening(self, *, allowed: bool) -> None:
        """Let the document be opened elsewhere, or not while something else is being made."""
        self._steps["external"].setEnabled(allowed)

    def rest(self) -> None:
        """Say that nothing is being made any more."""
        self._slow.stop()
        self._floating.hide()
        self.pages.stay()

    @property
    def doing(self) -> str:
        """The words about what is being made."""
        return self._doing.text()

    def _say_doing(self) -> None:
        """Say what is being made, and which page it is that one waits for."""
        awaited = self.pages.awaited
        self._stay.setVisible(awaited is not None)
        if awaited is None:
            self._doing.setText(self._told)
            return
        self._doing.setText(f"Attente de la page {number(awaited + 1)}. {self._told}")

    def _show_awaited(self) -> None:
        """Say at once, where it is seen and heard, that a page is still to come."""
        self._say_doing()
        if self.pages.awaited is not None:
            self._slow.stop()
            self._show_doing()
            words = self.doing
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        elif not self._floating.isHidden():
            self._float()

    # --- building ---------------------------------------------------------------------

    def _bar(self) -> QFrame:
        """Return the two groups of controls, one under the other where the place is narrow."""
        bar = QFrame()
        bar.setProperty("look", "bar")
        flow = Flow(spacing=0.5)
        for group in (self._turning(), self._zooming()):
            flow.addWidget(group)
        column(bar, margins=(0.5, 1)).addLayout(flow)
        return bar

    def _turning(self) -> QWidget:
        group = QWidget()
        layout = row(group, spacing=0.5, margins=(0, 0, 2, 0))
        self._page.setAccessibleName("Page de l’aperçu")
        self._page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._page.setFixedWidth(px(5))
        self._page.editingFinished.connect(self._take_page)
        self._add(layout, "chevron-left", "Page précédente", lambda: self._go(-1))
        layout.addWidget(Caption("Page"))
        layout.addWidget(self._page)
        layout.addWidget(self._count)
        self._add(layout, "chevron-right", "Page suivante", lambda: self._go(1))
        return group

    def _zooming(self) -> QWidget:
        group = QWidget()
        layout = row(group, spacing=0.5)
        self._zoom.addItems([_FIT_WIDTH, _FIT_PAGE, *(percent(step) for step in STEPS)])
        self._zoom.setAccessibleName("Zoom de l’aperçu")
        self._zoom.setToolTip("Zoom (Ctrl et molette, ou Ctrl++ et Ctrl+- sur l’aperçu)")
        self._zoom.activated.connect(self._take_zoom)
        self._add(layout, "zoom-out", "Réduire l’aperçu", self.pages.zoom_out)
        layout.addWidget(self._zoom)
        self._add(layout, "zoom-in", "Agrandir l’aperçu", self.pages.zoom_in)
        self._add(layout, "external", "Ouvrir dans le lecteur PDF", self.opened_elsewhere.emit)
        return group

    def _add(self, layout: QHBoxLayout, drawing: str, words: str, do: Callable[[], None]) -> None:
        button = QToolButton()
        button.setProperty("look", "quiet")
        button.setIcon(icon(drawing))
        button.setAccessibleName(words)
        button.setToolTip(plain_tip(words))
        button.setIconSize(QSize(px(2), px(2)))
        button.clicked.connect(do)
        self._steps[drawing] = button
        layout.addWidget(button)

    def _float(self) -> None:
        """Put the words about what is being made over the foot of the pages."""
        self._floating.adjustSize()
        place = self._stack.geometry()
        left = place.left() + (place.width() - self._floating.width()) // 2
        self._floating.move(max(0, left), place.bottom() - self._floating.height() - px(2))
        self._floating.raise_()

    def _show_doing(self) -> None:
        self._floating.show()
        self._float()

    # --- pages and zoom ---------------------------------------------------------------

    def _go(self, step: int) -> None:
        self.pages.go_to(self.pages.wanted + step)

    def _show_page(self) -> None:
        count = self.pages.page_count if self.request else 0
        wanted = self.pages.wanted
        self._page.setText(str(wanted + 1) if count else "")
        self._page.setEnabled(bool(count))
        self._page.setAccessibleDescription(f"sur {count}")
        self._count.setText(f"sur {number(count)}" if count else "")
        self._steps["chevron-left"].setEnabled(count > 0 and wanted > 0)
        self._steps["chevron-right"].setEnabled(wanted + 1 < count)
        self._show_zoom()

    def _take_page(self) -> None:
        typed = self._page.text().strip()
        if typed.isdecimal() and int(typed) != self.pages.wanted + 1:
            self.pages.go_to(int(typed) - 1)
        self._show_page()

    def _take_zoom(self, index: int) -> None:
        if index == 0:
            self.pages.fit_width()
        elif index == 1:
            self.pages.fit_page()
        else:
            self.pages.zoom_to(STEPS[index - 2])

    def _show_zoom(self) -> None:
        mode, modes = self.pages.zoomMode(), type(self.pages).ZoomMode
        if mode is modes.FitToWidth:
            index = 0
        elif mode is modes.FitInView:
            index = 1
        else:
            index = 2 + STEPS.index(min(STEPS, key=lambda step: abs(step - self.pages.percent)))
        with QSignalBlocker(self._zoom):
            self._zoom.setCurrentIndex(index)

    # --- Qt ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words about what is being made at the foot."""
        super().resizeEvent(event)
        self._float()
