"""Where the keyboard enters a page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def first_stop(page: QWidget) -> QWidget | None:
    """Return the first thing in a page that the Tab key stops at; None when there is none."""
    stop = page.nextInFocusChain()
    while stop is not None and stop is not page:
        if page.isAncestorOf(stop) and stop.isVisibleTo(page) and _takes_tab(stop):
            return stop
        stop = stop.nextInFocusChain()
    return None


def _takes_tab(widget: QWidget) -> bool:
    return widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
