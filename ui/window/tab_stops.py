"""Where the keyboard enters a page."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget


def first_stop(page: QWidget) -> QWidget | None:
    """Return the first thing in a page, as one reads, that the Tab key stops at; None if none.

    `QWidget.nextInFocusChain` would tell, but PySide 6.12 takes what it returns for a child of
    the widget asked, and the whole window becomes invalid when that widget is deleted.
    """
    stops = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.isVisibleTo(page)
    ]
    return min(stops, key=lambda stop: _place(stop, page), default=None)


def _place(widget: QWidget, page: QWidget) -> tuple[int, int]:
    corner = widget.mapTo(page, QPoint(0, 0))
    return corner.y(), corner.x()
