"""The page « Imprimer »: choose a document, see its pages, have it as a PDF or on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QLayout, QPushButton, QSplitter, QWidget

from ctg_desktop.documents import DocumentRequest, PlanRequest, is_for_word
from ctg_desktop.documents.issuing import LogoMissingError
from ctg_desktop.errors import CtgError
from ui import theme
from ui.desk import Desk, Work
from ui.icons import icon
from ui.notify import Tone
from ui.pages.base import Command, Page
from ui.pages.printing.choice import DocumentChoice
from ui.pages.printing.delivery import Delivery
from ui.pages.printing.outcome import Outcome, Step
from ui.pages.printing.pages_view import open_pages
from ui.pages.printing.press import Leaves, Sheets, pull, source_of
from ui.pages.printing.preview import Preview
from ui.targets import Target
from ui.widgets.layout.layouts import column, px
from ui.widgets.layout.scroll import PaperScroll

_PAUSE_MS = 120
"""Options are often changed by twos and threes: the press waits for the last one."""

_SIDE = 33
"""Usual width of the choice, in half-lines."""

_LARGEST_SHARE = 0.42
"""How much of the page the choice may take where the window is narrow."""

Delivered = Callable[[Sheets], None]


class _Ready(QObject):
    """Brings pages from the press's thread, before the rest of the document."""

    pages = Signal(object, object, int)
    """Leaves, the QPdfDocument of them, and for which turn they were made."""


class PrintingPage(Page):
    """Shows at once what would be printed; whatever is asked is done to what is on screen."""

    key = "printing"
    title = "Imprimer"
    help_topic = "imprimer"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Choose the synthèse of the convention, to begin with."""
        super().__init__(desk, parent)
        # Each part is made where it stands: it would take the styles of another place again.
        self._splitter = QSplitter(self)
        self._side = QWidget(self._splitter)
        self._scroll = PaperScroll(spacing=1, margins=(1.7, 1.5, 1.7, 1), parent=self._side)
        self.choice = DocumentChoice(desk, self._scroll.paper)
        self._doors: list[QPushButton] = []
        self._build_side()
        self._front = QWidget(self._splitter)
        self.preview = Preview(self._front)
        self.outcome = Outcome(self._front)
        self.delivery = Delivery(desk, self.outcome, self)
        self._making: Work | None = None
        self._asked: DocumentRequest | None = None
        """What is being made, or else what was made last."""
        self._turn = 0
        self._is_width_chosen = False
        self._waiting: Delivered | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._make)
        self._build()
        self.delivery.began.connect(self._take_turns)
        self.delivery.ended.connect(self._take_turns)
        if desk.preferences.value.preview_zoom is not None:
            self.preview.pages.zoom_to(desk.preferences.value.preview_zoom)
        self.preview.pages.zoomed.connect(self._keep_zoom)
        self.preview.opened_elsewhere.connect(self.open_it)
        self.choice.changed.connect(self._pause.start)
        self.choice.changed.connect(self._share_width)
        self.choice.changed.connect(self._show_forms)
        self.choice.changed.connect(self.commands_changed)
        self.choice.batch_asked.connect(self.delivery.ask_where_to_batch)
        self.choice.went.connect(self.went)

    # --- building ---------------------------------------------------------------------

    def _build(self) -> None:
        self._splitter.setChildrenCollapsible(False)
        self._splitter.splitterMoved.connect(self._keep_width)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        column(self, spacing=0).addWidget(self._splitter)
        rows = column(self._front, spacing=0)
        rows.addWidget(self.outcome)
        rows.addWidget(self.preview, 1)

    def _build_side(self) -> None:
        """Set the choice and its buttons, before the pages are made: Tab goes in this order."""
        self._side.setProperty("look", "paper")
        self._scroll.column.addWidget(self.choice, 1)
        rows = column(self._side, spacing=0)
        rows.addWidget(self._scroll, 1)
        rows.addLayout(self._buttons())

    def _buttons(self) -> QLayout:
        rows = column(spacing=0.75, margins=(1.7, 1, 1.7, 1.5))
        for words, drawing, look, do in (
            ("Imprimer…", "print", "primary", self.print_it),
            ("Enregistrer en PDF…", "document", "", self.save_it),
            ("Enregistrer pour Word…", "edit", "", self.reword_it),
        ):
            button = QPushButton(words, self._side)
            button.setAccessibleName(words)
            is_primary = look == "primary"
            button.setIcon(icon(drawing, theme.current().colours.on_accent if is_primary else ""))
            button.setIconSize(QSize(px(2), px(2)))
            button.setProperty("look", look)
            button.clicked.connect(do)
            self._doors.append(button)
            rows.addWidget(button)
        self._word_door = self._doors[-1]
        self._show_forms()
        return rows

    def _show_forms(self) -> None:
        """Offer Word for what exists for it."""
        self._word_door.setVisible(is_for_word(self.choice.kind))

    def _keep_width(self) -> None:
        """Leave the parts as the person drew them."""
        self._is_width_chosen = True

    def _share_width(self) -> None:
        """Give the choice its usual width, less where the window is narrow, and what it needs."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        needed = self._scroll.paper.minimumSizeHint().width() + bar
        self._scroll.setMinimumWidth(needed)
        if self._is_width_chosen:
            return
        side = max(needed, min(px(_SIDE), round(self.width() * _LARGEST_SHARE)))
        self._splitter.setSizes([side, self.width() - side])

    # --- the preview ------------------------------------------------------------------

    def _make(self) -> None:
        """Make the pages of what is asked for now; a former wish that is not ready is dropped."""
        self._pause.stop()
        self._drop()
        if not self.desk.is_open:  # the window is closing
            return
        request = self._asked = self.choice.request()
        if request is None:
            self._waiting = None
            self.preview.invite(self.choice.panel.missing)
            return
        if self.delivery.is_at_work:
            self.preview.tell("L’aperçu attend la fin de l’impression", 0, 0)
        turn = self._turn
        source = source_of(self.desk)
        ready = _Ready()
        ready.pages.connect(self._show, Qt.ConnectionType.QueuedConnection)

        def look(leaves: Leaves) -> None:
            ready.pages.emit(leaves, open_pages(leaves.content), turn)

        self._making = self.desk.work(
            lambda tick: pull(source, request, tick, look),
            lambda sheets: self._keep(sheets) if turn == self._turn else None,
            owner=self,
            label="",
            failed=lambda error: self._refuse(error) if turn == self._turn else None,
            stopped=lambda: None,
        )
        self._making.progressed.connect(self._tell_making)

    def _tell_making(self, what: str, done: int, total: int) -> None:
        if self.sender() is self._making:
            self.preview.tell(what, done, total)

    def _drop(self) -> None:
        """Forget the pages that are being made: what comes of them is no more listened to."""
        self._turn += 1
        if self._making is not None:
            self._making.cancel()
            self._making = None

    def _show(self, leaves: Leaves, document: QPdfDocument, turn: int) -> None:
        """Show pages as soon as they are ready, unless something else was asked for since."""
        if turn == self._turn:
            self.preview.show_leaves(leaves, document)

    def _keep(self, sheets: Sheets) -> None:
        self._making = None
        self.preview.keep(sheets)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting(sheets)

    def _refuse(self, error: CtgError) -> None:
        self._making = None
        self._waiting = None
        self.preview.rest()
        self.outcome.tell(error.sentence, Tone.ERROR, self._ways_out(error))

    def _ways_out(self, error: CtgError) -> Sequence[Step]:
        if isinstance(error, LogoMissingError):
            return [("Ouvrir les Paramètres", lambda: self.went.emit(Target("preferences")))]
        return []

    def _with_sheets(self, deliver: Delivered) -> None:
        """Deliver what is asked for now: at once if it is on screen, else once it is."""
        request = self.choice.request()
        if request is None:
            self.outcome.tell(self.choice.panel.missing, Tone.INFO)
            return
        is_same = request == self._asked and not self._pause.isActive()
        shown = self.preview.sheets
        if is_same and self._making is not None:
            self._waiting = deliver
        elif is_same and shown is not None and shown.request == request:
            deliver(shown)
        else:
            self._waiting = deliver
            self._make()

    def _keep_zoom(self) -> None:
        self.desk.preferences.update(preview_zoom=self.preview.pages.chosen_percent)

    # --- what is done with it ---------------------------------------------------------

    def print_it(self) -> None:
        """Open the system's dialog on the document."""
        self._with_sheets(
            lambda sheets: self.delivery.ask_how_to_print(sheets, self.preview.pages.page)
        )

    def save_it(self) -> None:
        """Let the person choose where the PDF goes."""
        self._with_sheets(self.delivery.ask_where_to_save)

    def reword_it(self) -> None:
        """Let the person choose where the file of Word goes."""
        self._with_sheets(self.delivery.ask_where_to_reword)

    def open_it(self) -> None:
        """Open the document in the computer's reader of PDF."""
        self._with_sheets(self.delivery.read_elsewhere)

    def _take_turns(self) -> None:
        """One piece of long work at a time: what would begin another is greyed meanwhile."""
        is_free = not self.delivery.is_at_work
        for button in self._doors:
            button.setEnabled(is_free)
        self.preview.allow_opening(allowed=is_free)
        self.choice.allow_batches(allowed=is_free)
        self.commands_changed.emit()
        if is_free and self._making is not None:
            self.preview.tell("Lecture", 0, 0)

    # --- as a page --------------------------------------------------------------------

    def refresh(self) -> None:
        """Rebuild the pages from what the folder holds now."""
        self.choice.refresh()
        self._make()

    def show_target(self, target: Target) -> None:
        """Show the document that was asked for elsewhere, by Ctrl+P or a link."""
        if target.request is not None:
            if isinstance(target.request, PlanRequest):
                self.choice.show_query(target.request.query)
            self.choice.show_request(target.request)
            self._make()
        self.choice.focus_first()

    def commands(self) -> Mapping[str, Command]:
        """Offer to print: here Ctrl+P opens the system's dialog."""
        if self.delivery.is_at_work:
            return {}
        found = {"print": self.print_it, "save_pdf": self.save_it, "open_pdf": self.open_it}
        return found | ({"save_word": self.reword_it} if is_for_word(self.choice.kind) else {})

    def printable(self) -> DocumentRequest | None:
        """Return what is asked for now."""
        return self.choice.request()

    # --- Qt ---------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop making pages while the page is hidden; they are made when it is shown again."""
        super().hideEvent(event)
        if not event.spontaneous() and self._making is not None:
            self._drop()
            self._waiting = None
            self._is_stale = True
            self.preview.rest()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width again."""
        super().resizeEvent(event)
        self._share_width()
