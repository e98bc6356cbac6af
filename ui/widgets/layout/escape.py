"""Escape closes the innermost thing alone: an open list or calendar, then the field one is in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_FIELDS = (QAbstractSpinBox, QCheckBox, QComboBox)
_TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit)


def escaped(root: QWidget, leave: Callable[[], None]) -> bool:
    """Close what is open over `root`; or, where the keyboard is in a field of it, call `leave`.

    False when it was neither: then Escape is for `root` itself.
    """
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
        return True
    focused = QApplication.focusWidget()
    if focused is None or not root.isAncestorOf(focused) or not _is_field(focused):
        return False
    leave()
    return True


def _is_field(widget: QWidget) -> bool:
    """Whether one types in a widget: what is only read holds nobody back."""
    if isinstance(widget, _TEXTS):
        return not widget.isReadOnly()
    return isinstance(widget, _FIELDS)
