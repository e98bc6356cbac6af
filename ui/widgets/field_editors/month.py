"""A month under a date field, from which a day is picked: by mouse, arrows, Page keys and Enter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QWidget

from ctg_desktop.typography import capitalised
from ui import icons, theme
from ui.widgets.labels import Caption, Link
from ui.widgets.layout import layouts
from ui.widgets.tips import plain_tip

_FRENCH = QLocale(QLocale.Language.French, QLocale.Country.France)
_WIDTH, _HEIGHT = 34.0, 20.0
"""Of a month, in half-lines: the names of the days are whole."""

_WEEKEND = (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday)


class MonthPopup(QFrame):
    """One month, with today and the day of the field set apart; Escape closes it."""

    picked = Signal(QDate)

    def __init__(self, today: Callable[[], date], parent: QWidget) -> None:
        """Show nothing yet; see `open_at`."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "month")
        self._today = today
        back = self._step("chevron-left", "Mois précédent", -1)
        ahead = self._step("chevron-right", "Mois suivant", 1)
        self.calendar = QCalendarWidget(self)
        self.calendar.setLocale(_FRENCH)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setNavigationBarVisible(False)
        self.calendar.setMinimumSize(layouts.px(_WIDTH), layouts.px(_HEIGHT))
        self._month = Caption("", self, bold=True)
        self._month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._now = Link("Aujourd’hui", self)
        self._now.followed.connect(self._pick_today)
        top = layouts.row(spacing=0.5)
        top.addWidget(back)
        top.addWidget(self._month, 1)
        top.addWidget(ahead)
        column = layouts.column(self, spacing=0.5, margins=0.75)
        column.addLayout(top)
        column.addWidget(self.calendar)
        column.addWidget(self._now, 0, Qt.AlignmentFlag.AlignLeft)
        self.calendar.activated.connect(self._pick)
        self.calendar.clicked.connect(self._pick)
        self.calendar.currentPageChanged.connect(self._name_month)
        self.calendar.selectionChanged.connect(self._say_day)

    def _step(self, symbol: str, words: str, months: int) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon(symbol))
        button.setProperty("look", "quiet")
        button.setAccessibleName(words)
        button.setToolTip(plain_tip(words))
        button.clicked.connect(lambda: self._turn(months))
        return button

    def open_at(self, line: QWidget, day: date, name: str) -> None:
        """Show the month of a day under a line, or above it where there is no room below."""
        self._dress()
        self.calendar.setAccessibleName(name)
        self.calendar.setSelectedDate(_qt(day))
        self._name_month()
        self.adjustSize()
        self.move(_beside(line, self.sizeHint().width(), self.sizeHint().height()))
        self.show()
        self.calendar.setFocus()

    def _dress(self) -> None:
        """Take the colours in force: the days of a calendar follow no style sheet."""
        colours = theme.current().colours
        usual, head, now = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        usual.setForeground(QColor(colours.ink))
        head.setForeground(QColor(colours.muted))
        now.setForeground(QColor(colours.accent))
        now.setFontUnderline(True)
        now.setFont(
            theme.current().font(bold=True),
            QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly,
        )
        self.calendar.setHeaderTextFormat(head)
        for day in _WEEKEND:
            self.calendar.setWeekdayTextFormat(day, usual)
        self.calendar.setDateTextFormat(QDate(), QTextCharFormat())  # none of the former day
        self.calendar.setDateTextFormat(_qt(self._today()), now)

    def _name_month(self) -> None:
        first = QDate(self.calendar.yearShown(), self.calendar.monthShown(), 1)
        self._month.setText(capitalised(_FRENCH.toString(first, "MMMM yyyy")))

    def _say_day(self) -> None:
        if self.isVisible():
            told = _FRENCH.toString(self.calendar.selectedDate(), "dddd d MMMM yyyy")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.calendar, told))

    def _turn(self, months: int) -> None:
        self.calendar.setSelectedDate(self.calendar.selectedDate().addMonths(months))
        self.calendar.setFocus()

    def _pick_today(self) -> None:
        self._pick(_qt(self._today()))

    def _pick(self, day: QDate) -> None:
        if self.isVisible():  # a click both selects and activates
            self.hide()
            self.picked.emit(day)

    # --- overrides of Qt's methods

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape; go from year to year by Ctrl and the Page keys."""
        years = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif years and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turn(12 * years)
        else:
            super().keyPressEvent(event)


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _beside(line: QWidget, width: int, height: int) -> QPoint:
    """Return where a popup begins under a line, whole on its screen."""
    room: QRect = line.screen().availableGeometry()
    below = line.mapToGlobal(QPoint(0, line.height()))
    above = line.mapToGlobal(QPoint(0, 0)).y() - height
    y = below.y() if below.y() + height <= room.bottom() or above < room.top() else above
    return QPoint(max(room.left(), min(below.x(), room.right() - width)), y)
