"""Content that keeps the height it needs, in a window too low for it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.support.window import settled
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column
from ui.widgets.layout.roomy import Roomy


def test_content_when_the_window_is_low_then_it_scrolls_whole(qtbot: QtBot) -> None:
    content = QWidget()
    layout = column(content)
    lines = QWidget()
    flow = Flow(lines)
    for number in range(12):
        flow.addWidget(QPushButton(f"Bouton {number}"))
    below = QLabel("dessous")
    below.setMinimumHeight(200)
    layout.addWidget(lines)
    layout.addWidget(below, 1)
    roomy = Roomy(content)
    qtbot.addWidget(roomy)
    roomy.resize(300, 250)
    roomy.show()
    settled(lambda: False)

    last = lines.findChildren(QPushButton)[-1]
    assert last.geometry().bottom() < lines.height()
    assert below.height() >= 200
    assert roomy.verticalScrollBar().maximum() > 0

    lines.hide()
    settled(lambda: False)
    assert roomy.verticalScrollBar().maximum() == 0
    roomy.resize(300, 600)
    settled(lambda: False)
    assert below.height() > 500
