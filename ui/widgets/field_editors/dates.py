"""A date, typed freely or picked from a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ctg_desktop.domain.fields import FieldSpec
from ctg_desktop.domain.parsing import parse
from ctg_desktop.errors import InputError
from ctg_desktop.typography import long_date, short_date, spaced
from ui.widgets.field_editors.lines import LineButton, LineEditor
from ui.widgets.field_editors.month import MonthPopup
from ui.widgets.labels import Caption
from ui.widgets.layout import layouts

_OPENS = Qt.Key.Key_F4
_AROUND = 4.5
"""What stands around the date in its field, the button included, in half-lines."""


class DateEditor(LineEditor):
    """A line that reads dates as people type them; F4 or the button opens a calendar."""

    def __init__(
        self, spec: FieldSpec, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        """Make the line and its button."""
        super().__init__(spec, today, parent)
        self.line.setPlaceholderText("jj/mm/aaaa")
        whole = self.line.fontMetrics().horizontalAdvance("00/00/0000")
        self._roomy_width = whole + layouts.px(_AROUND)
        self.line.setMinimumWidth(self._roomy_width)
        self._opening = LineButton(
            self.line, "calendar", "Calendrier", "Choisir dans un calendrier (F4)"
        )
        self._opening.clicked.connect(self.open_calendar)
        self._beside = Caption("", self)
        self._beside.setProperty("look", "muted")
        self._beside.hide()
        self._line.insertWidget(1, self._beside)
        self.line.textEdited.connect(self._tell_day)
        self._popup: MonthPopup | None = None

    def fill_cell(self) -> None:
        """Let the line be as narrow as a date: the button shows where there is room for it."""
        super().fill_cell()
        self.line.setMinimumWidth(0)
        self.line.setPlaceholderText("")

    def put_remarks(self, place: QBoxLayout | None) -> None:
        """Say the day that is read where remarks are said, too."""
        super().put_remarks(place)
        if place is None:
            self._line.insertWidget(1, self._beside)
        else:
            place.addWidget(self._beside)

    def _tell_day(self) -> None:
        """Say beside the line which day is read, as long as it is not written there in full."""
        day = self._typed_day()
        is_told = day is None or self.line.text().strip() == short_date(day)
        self._read_as = "" if day is None or is_told else long_date(day)
        self._beside.setText(self._read_as)
        self._beside.setVisible(bool(self._read_as))
        self._describe()

    def _after_showing(self) -> None:
        super()._after_showing()
        self._tell_day()

    def open_calendar(self) -> None:
        """Show the month of the date that stands in the field, today's when there is none."""
        if self._popup is None:
            self._popup = MonthPopup(self._today, self)
            self._popup.picked.connect(self._pick)
        day = self._typed_day() or self._today()
        self._popup.open_at(self.line, day, spaced(f"Calendrier : {self.accessible_label}"))

    def _typed_day(self) -> date | None:
        try:
            found = parse(self.spec, self.line.text(), self._today())
        except InputError:
            return None
        return found if isinstance(found, date) else None

    def _pick(self, picked: QDate) -> None:
        self.line.setFocus()
        self.line.setText(short_date(date(picked.year(), picked.month(), picked.day())))
        self.typed.emit()
        self.chosen.emit()

    # --- overrides of Qt's methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the calendar by F4, or Alt and the down arrow; hide its button for want of room."""
        if event.type() is QEvent.Type.Resize and watched is self.line:
            is_roomy = self.line.width() >= self._roomy_width
            self._opening.setVisible(is_roomy)
            self.line.setTextMargins(0, 0, self._opening.width() if is_roomy else 0, 0)
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and (
                event.key() == _OPENS
                or (
                    event.key() == Qt.Key.Key_Down
                    and event.modifiers() & Qt.KeyboardModifier.AltModifier
                )
            )
        ):
            self.open_calendar()
            return True
        return super().eventFilter(watched, event)
