"""The wheel over a field: the page scrolls, unless a long text has more to show."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.growing_text import MOST_LINES, GrowingText
from ui.widgets.quiet_combo import QuietCombo


def turned(widget: QWidget) -> bool:
    """Turn the wheel over a widget; return whether it kept the event from the page."""
    place = QPointF(5, 5)
    event = QWheelEvent(
        *(place, place, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton),
        *(Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.mark.parametrize(("lines", "scrolls"), [(1, False), (MOST_LINES, False), (40, True)])
def test_text_when_the_wheel_turns_then_it_scrolls_only_where_it_overflows(
    qtbot: QtBot, lines: int, scrolls: bool
) -> None:
    text = GrowingText()
    qtbot.addWidget(text)
    text.resize(300, 50)
    text.setPlainText("\n".join(f"Ligne {at}" for at in range(lines)))
    text.show()

    turned(text.viewport())

    assert (text.verticalScrollBar().value() > 0) is scrolls
    text.moveCursor(QTextCursor.MoveOperation.End)
    if not scrolls:
        assert text.verticalScrollBar().value() == 0, "its first line stays in sight"


def test_list_of_choices_when_the_wheel_turns_then_its_choice_stays(qtbot: QtBot) -> None:
    combo = QuietCombo()
    qtbot.addWidget(combo)
    combo.addItems(["Un", "Deux", "Trois"])
    combo.show()

    assert not turned(combo)
    assert combo.currentText() == "Un"
