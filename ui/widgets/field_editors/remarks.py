"""What is said under a field, and what is offered there in place of what was typed."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ui import icons, theme
from ui.widgets.labels import Note, Picture
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.tips import plain_tip

_LONGEST = 60
"""In signs: a longer reading ends by an ellipsis, and is whole in its tooltip."""


class Remark(Enum):
    """What a remark under a field says: to mend, to wait for, or to know."""

    WRONG = "wrong"
    WAITING = "waiting"
    TOLD = "told"


_ICONS = {Remark.WRONG: "error", Remark.WAITING: "clock", Remark.TOLD: "info"}
_LOOKS = {Remark.WRONG: "alert", Remark.WAITING: "warning", Remark.TOLD: "muted"}


class RemarkLine(QWidget):
    """A sentence with its icon, in its colour, and a choice; hidden when nothing is to be said."""

    picked = Signal(str)
    """One of the readings."""

    def __init__(self, label: str, parent: QWidget) -> None:
        """Say nothing yet under the field of that label."""
        super().__init__(parent)
        self.tone = Remark.TOLD
        self.readings: tuple[str, ...] = ()
        self._label = label
        self._buttons: list[QPushButton] = []
        self._icon = Picture(self)
        self._text = Note("", self)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._choice = QWidget(self)
        self._flow = Flow(self._choice, spacing=0.5)
        line = layouts.row(spacing=0.5)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)
        column = layouts.column(self, spacing=0.5)
        column.addLayout(line)
        column.addWidget(self._choice)
        self.hide()

    def tell(self, sentence: str, tone: Remark, readings: tuple[str, ...] = ()) -> None:
        """Say a sentence, and offer readings."""
        self.tone = tone
        colours = theme.current().colours
        colour = {
            Remark.WRONG: colours.alert,
            Remark.WAITING: colours.warning,
            Remark.TOLD: colours.muted,
        }[tone]
        side = self._text.fontMetrics().height()
        self._icon.setPixmap(icons.pixmap(_ICONS[tone], colour, side))
        self._text.setProperty("look", _LOOKS[tone])
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)
        self._text.setText(sentence)
        if readings != self.readings:
            self._offer(readings)
        self._choice.setVisible(bool(readings))
        self.show()

    def _offer(self, readings: tuple[str, ...]) -> None:
        self.readings = readings
        for button in self._buttons:
            self._flow.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._button(reading) for reading in readings]

    def _button(self, reading: str) -> QPushButton:
        is_long = len(reading) > _LONGEST
        words = f"{reading[: _LONGEST - 1]}…" if is_long else reading
        button = QPushButton(words.replace("&", "&&"), self._choice)
        button.setAccessibleName(f"{reading}, {self._label}")
        button.setToolTip(plain_tip(reading if is_long else ""))
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.picked.emit(reading))
        self._flow.addWidget(button)
        return button

    def follow(self, control: QWidget) -> None:
        """Put the choice after the control in the Tab order."""
        before = control
        for button in self._buttons:
            QWidget.setTabOrder(before, button)
            before = button

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is on one of the readings."""
        return QApplication.focusWidget() in self._buttons
