"""The screen that stands in the window when its data folder cannot be opened.

Nothing was written by then, and nothing is before one of the ways out is chosen.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from ctg_desktop.errors import CtgError, DamagedError
from ui import icons, theme
from ui.opening.explanations import Way, explained
from ui.widgets.labels import Body, Heading, Note, Picture
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.line_breaks import breakable_path


class OpeningScreen(PaperScroll):
    """Says what happened, what is safe and what to do, with a button for each solution."""

    tried_again = Signal()
    reading_asked = Signal()
    restoring_asked = Signal()
    rebuilding_asked = Signal()
    backups_asked = Signal()
    other_asked = Signal()
    anew_asked = Signal()
    joining_asked = Signal()
    quit_asked = Signal()

    def __init__(self, error: CtgError, folder: Path) -> None:
        """Explain an error of opening the folder."""
        super().__init__(spacing=0, margins=(4, 3))
        told = explained(error, folder)
        self.title = told.title
        self.setAccessibleName(told.title)
        self.buttons = {way: self._button(way) for way in told.ways}
        middle = QWidget()
        middle.setMaximumWidth(px(80))
        layout = column(middle, spacing=2)
        layout.addLayout(self._heading(told.title, is_damage=isinstance(error, DamagedError)))
        for title, text in (
            ("Ce qui s’est passé", told.happened),
            ("Ce qui est sûr", told.safe),
            ("Que faire", told.advice),
        ):
            if text:
                part = column(spacing=0.3)
                part.addWidget(Heading(title, 2))
                part.addWidget(Body(breakable_path(text)))
                layout.addLayout(part)
        self._wrong = Note("", look="alert")
        self._wrong.hide()
        layout.addWidget(self._wrong)
        ways = Flow(spacing=1)
        next(iter(self.buttons.values())).setProperty("look", "primary")
        for button in self.buttons.values():
            ways.addWidget(button)
        layout.addSpacing(px(1))
        layout.addLayout(ways)
        beside = row(spacing=0)
        beside.addStretch(1)
        beside.addWidget(middle, 20)
        beside.addStretch(1)
        self.column.addLayout(beside)
        self.column.addStretch(1)

    def _heading(self, title: str, *, is_damage: bool) -> QBoxLayout:
        colours = theme.current().colours
        name, colour = ("error", colours.alert) if is_damage else ("info", colours.accent)
        sign = Picture()
        sign.setPixmap(icons.pixmap(name, colour, px(3)))
        layout = row(spacing=1)
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(Heading(title, 1), 1)
        return layout

    def _button(self, way: Way) -> QPushButton:
        button = QPushButton(way.value)
        button.setAccessibleName(way.value)
        button.clicked.connect(
            {
                Way.TRY_AGAIN: self.tried_again,
                Way.READ: self.reading_asked,
                Way.RESTORE: self.restoring_asked,
                Way.REBUILD: self.rebuilding_asked,
                Way.SHOW_BACKUPS: self.backups_asked,
                Way.OTHER: self.other_asked,
                Way.ANEW: self.anew_asked,
                Way.JOIN: self.joining_asked,
                Way.QUIT: self.quit_asked,
            }[way]
        )
        return button

    def tell(self, sentence: str) -> None:
        """Say why a solution did not work."""
        self._wrong.setText(breakable_path(sentence))
        self._wrong.show()
        self.ensureWidgetVisible(self._wrong)

    def tell_progress(self, what: str, _done: int, _total: int) -> None:
        """Say what is being done, of long work."""
        self.tell(f"{what}…")

    # --- Qt ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor on the way to be preferred."""
        super().showEvent(event)
        next(iter(self.buttons.values())).setFocus()
