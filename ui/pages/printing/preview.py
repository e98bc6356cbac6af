"""The preview: the pages, which page and how large, and what is being made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSpinBox,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from ui.icons import icon
from ui.pages.printing.pages_view import STEPS, PagesView
from ui.pages.printing.press import Sheets
from ui.widgets.labels import Body, Note
from ui.widgets.layouts import column, px, row

_FIT_WIDTH, _FIT_PAGE = "Largeur", "Page entière"
_SLOW_MS = 400
"""A preview that takes longer says what it does."""


class Preview(QWidget):
    """Shows the pages of a document, or says what is missing to make one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.sheets: Sheets | None = None
        """What is on screen."""
        self.pages = PagesView(self)
        self._invitation = Body("")
        self._doing = Note("", wraps=False)
        self._doing.setAccessibleName("État de l’aperçu")
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._doing.show)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._invited())
        self._stack.addWidget(self.pages)
        self._page = QSpinBox()
        self._zoom = QComboBox()
        self._steps: dict[str, QToolButton] = {}
        layout = column(self, spacing=0)
        layout.addWidget(self._bar())
        layout.addWidget(self._stack, 1)
        self.pages.page_turned.connect(self._show_page)
        self.pages.zoomed.connect(self._show_zoom)
        self._doing.hide()
        self._show_page()

    # --- what is shown ----------------------------------------------------------------

    def show_sheets(self, sheets: Sheets) -> None:
        """Show a document that is ready, on the page of the former one if it is the same."""
        former, self.sheets = self.sheets, sheets
        is_same = former is not None and type(former.request) is type(sheets.request)
        self.pages.show_pdf(sheets.content, sheets.title, is_same=is_same)
        self._stack.setCurrentWidget(self.pages)
        self.rest()

    def invite(self, sentence: str) -> None:
        """Say what to choose first, in place of the pages."""
        self.sheets = None
        self._invitation.setText(sentence)
        self._stack.setCurrentIndex(0)
        self.rest()
        self._show_page()

    def tell(self, what: str, done: int, total: int) -> None:
        """Say what is being made; at once when it has lasted, so that short work says nothing."""
        count = f"\u00a0: page\u00a0{done}" if done else ""
        count += f" sur {total}" if total else ""
        self._doing.setText(f"{what}{count}…")
        if self._doing.isHidden() and not self._slow.isActive():
            self._slow.start()

    def rest(self) -> None:
        """Say that nothing is being made any more."""
        self._slow.stop()
        self._doing.hide()

    # --- building ---------------------------------------------------------------------

    def _invited(self) -> QWidget:
        ground = QWidget()
        layout = column(ground, margins=4)
        layout.addWidget(self._invitation)
        layout.addStretch(1)
        return ground

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("look", "bar")
        layout = row(bar, spacing=0.5, margins=(0.5, 1))
        self._add_pages(layout)
        layout.addWidget(self._doing, 1)
        layout.addStretch(0)
        self._add_zooms(layout)
        return bar

    def _add_pages(self, layout: QHBoxLayout) -> None:
        self._page.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self._page.setPrefix("Page ")
        self._page.setAccessibleName("Page de l’aperçu")
        self._page.setKeyboardTracking(False)
        self._page.valueChanged.connect(lambda page: self.pages.go_to(page - 1))
        self._add(layout, "chevron-left", "Page précédente", lambda: self._go(-1))
        layout.addWidget(self._page)
        self._add(layout, "chevron-right", "Page suivante", lambda: self._go(1))

    def _add_zooms(self, layout: QHBoxLayout) -> None:
        self._zoom.addItems([_FIT_WIDTH, _FIT_PAGE, *(f"{step}\u202f%" for step in STEPS)])
        self._zoom.setAccessibleName("Zoom de l’aperçu")
        self._zoom.setToolTip("Zoom (Ctrl et molette, ou Ctrl++ et Ctrl+- sur l’aperçu)")
        self._zoom.activated.connect(self._take_zoom)
        self._add(layout, "zoom-out", "Réduire l’aperçu", self.pages.zoom_out)
        layout.addWidget(self._zoom)
        self._add(layout, "zoom-in", "Agrandir l’aperçu", self.pages.zoom_in)

    def _add(self, layout: QHBoxLayout, drawing: str, words: str, do: Callable[[], None]) -> None:
        button = QToolButton()
        button.setProperty("look", "quiet")
        button.setIcon(icon(drawing))
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setIconSize(QSize(px(2), px(2)))
        button.clicked.connect(do)
        self._steps[drawing] = button
        layout.addWidget(button)

    # --- pages and zoom ---------------------------------------------------------------

    def _go(self, step: int) -> None:
        self.pages.go_to(self.pages.page + step)

    def _show_page(self) -> None:
        count = self.pages.page_count if self.sheets else 0
        with QSignalBlocker(self._page):
            self._page.setRange(min(1, count), count)
            self._page.setSuffix(f" sur {count}")
            self._page.setValue(self.pages.page + 1 if count else 0)
        self._page.setEnabled(bool(count))
        self._show_zoom()

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
