"""Keeping the keyboard where it is when the widgets of a page are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication, QWidget


@contextmanager
def focus_kept(root: QWidget) -> Iterator[None]:
    """Give the focus back to the widget of the same object name, once `root` is filled anew."""
    focused: QWidget | None = QApplication.focusWidget()
    name = focused.objectName() if focused is not None and root.isAncestorOf(focused) else ""
    yield
    again = [each for each in root.findChildren(QWidget, name) if each is not focused]
    if name and again:  # what was there before may not be deleted yet
        again[-1].setFocus()
