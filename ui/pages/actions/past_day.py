"""« L’état au … »: choosing a day that is past, and saying that it is what one sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from ctg_desktop.errors import InputError
from ctg_desktop.services.history import PAST_DAY, past_day
from ctg_desktop.typography import long_date
from ui import icons, theme
from ui.desk import Desk
from ui.widgets.field_editors.dates import DateEditor
from ui.widgets.labels import Body, Picture
from ui.widgets.layout import layouts

_SPEC = replace(PAST_DAY, label="Voir la fiche telle qu’elle était le")


class DayChoice(QWidget):
    """A date typed freely, and the button that shows the fiche of that day."""

    day_chosen = Signal(object)
    """The date."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self._desk = desk
        self.editor = DateEditor(_SPEC, lambda: desk.today, self)
        self.editor.chosen.connect(self._choose)
        self.button = QPushButton("Voir", self)
        self.button.setAccessibleName("Voir la fiche telle qu’elle était")
        self.button.clicked.connect(self._choose)
        line = layouts.row(self, spacing=1)
        line.addWidget(self.editor)
        line.addWidget(self.button)
        line.addStretch(1)

    def _choose(self) -> None:
        text = str(self.editor.raw())
        if not text.strip():
            return
        try:
            day = past_day(text, self._desk.today)
        except InputError as error:
            self.editor.refuse(error)
            return
        self.editor.unmark()
        self.editor.reset(day, {})
        self.day_chosen.emit(day)


class PastStrip(QFrame):
    """A strip over the fiche: what one sees is past, and how to come back."""

    returned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it hidden."""
        super().__init__(parent)
        self.setProperty("look", "past")
        picture = Picture(self)
        picture.setPixmap(icons.pixmap("history", theme.current().colours.warning, layouts.px(2)))
        self._words = Body("", self, bold=True)
        self.button = QPushButton("Revenir à aujourd’hui", self)
        self.button.clicked.connect(self.returned)
        line = layouts.row(self, spacing=1, margins=(0.5, 2))
        line.addWidget(picture)
        line.addWidget(self._words, 1)
        line.addWidget(self.button)
        self.hide()

    def show_day(self, day: date | None) -> None:
        """Say which day one sees; with None that strip goes."""
        self.setVisible(day is not None)
        if day is not None:
            self._words.setText(f"État au {long_date(day)} : lecture seule")
