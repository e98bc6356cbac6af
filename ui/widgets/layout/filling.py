"""Filling a part of a page with many widgets at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication, QLayout, QWidget


@contextmanager
def set_aside(part: QWidget, *, wanted: bool = True) -> Iterator[None]:
    """Hide a part of a page while it is filled: Qt sets the whole page again for each widget shown.

    A part that holds the keyboard stays in sight, so that it keeps it.
    """
    focused = QApplication.focusWidget()
    holds = focused is not None and part.isAncestorOf(focused)
    hides = wanted and not holds and part.isVisible()
    if hides:
        part.hide()
    try:
        yield
    finally:
        if hides:
            part.show()


@contextmanager
def laid_out_once(layout: QLayout) -> Iterator[None]:
    """Show several widgets in a layout, and have them laid out together at the end.

    Where many others stand in it already, hiding and showing them all would cost more.
    """
    layout.setEnabled(False)
    try:
        yield
    finally:
        layout.setEnabled(True)
