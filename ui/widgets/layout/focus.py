"""Keeping the keyboard where it is when the widgets of a page are made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


@contextmanager
def focus_kept(root: QWidget) -> Iterator[None]:
    """Give the focus back to the widget of the same object name, once `root` is filled again.

    Where that one is gone, as a button whose question is answered, the next one in its place
    gets it: with no focus at all Tab would begin again at the top of the window.
    """
    focused: QWidget | None = root.window().focusWidget()  # a dialog over it may be active
    is_within = focused is not None and root.isAncestorOf(focused)
    name = focused.objectName() if focused is not None and is_within else ""
    before = _stops(root)
    at = before.index(focused) if focused in before else 0
    yield
    again = [each for each in root.findChildren(QWidget, name) if each is not focused]
    if name and again:  # what was there before may not be deleted yet
        again[-1].setFocus()
    elif name:
        stops = _stops(root)
        following = stops[min(at, len(stops) - 1)] if stops else _next_stop(root)
        if following is not None:
            following.setFocus()


def has_left(event: QKeyEvent, fields: Iterable[QWidget | None], then: QWidget | None) -> bool:
    """Whether Escape took the keyboard out of one of the fields of a dialog, to `then`.

    It closes the innermost thing only: what is typed there must not go with the dialog.
    """
    focused = QApplication.focusWidget()
    if event.key() != Qt.Key.Key_Escape or focused is None or then is None:
        return False
    if not any(each is not None and each.isAncestorOf(focused) for each in fields):
        return False
    then.setFocus()
    return True


def _stops(root: QWidget) -> list[QWidget]:
    """Return what Tab reaches within a widget."""
    return [each for each in root.findChildren(QWidget) if _is_stop(each)]


def _next_stop(root: QWidget) -> QWidget | None:
    """Return what Tab reaches after a widget in which it stops nowhere, as near as can be.

    `nextInFocusChain` would tie each widget to the one before, and take it down with that one.
    """
    around = root.parentWidget()
    while around is not None:
        found = around.findChildren(QWidget)
        after = [each for each in found[found.index(root) :] if _is_stop(each)]
        if stops := after or _stops(around)[-1:]:
            return stops[0]
        around = around.parentWidget()
    return None


def _is_stop(widget: QWidget) -> bool:
    takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes_tab) and widget.isEnabled() and widget.isVisible()
