"""The words that a window shows or says, and those that French typography would set otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QWidget,
)

from ui.pages.printing.pages_view import PagesView
from ui.window.page_stack import PageStack

_QUOTED = re.compile(r"«[\u00a0\u202f].*?[\u00a0\u202f]»", re.DOTALL)
_LOOSE = re.compile(r"« | »| [;!?](?=[\s).,…]|$)| :(?=\s|$)|\d [%€]|\d \d{3}\b|\d [KM]o\b")


def words_of(root: QWidget, *, with_pages_behind: bool = False) -> Iterator[tuple[QWidget, str]]:
    """Yield each text that is on screen under a widget, or that a screen reader would say.

    A window keeps the pages that it has shown: those behind the one on screen are left out
    unless asked for, since whoever shows all of them in turn has read them. So are the pages of
    a document: Qt reads them from the PDF with plain spaces.
    """
    found = (root, *root.findChildren(QWidget)) if with_pages_behind else _in_front(root)
    for widget in found:
        if isinstance(widget, PagesView):
            continue
        said = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, (QLabel, QAbstractButton)):
            said.append(widget.text())
        elif isinstance(widget, QLineEdit):
            said.append(widget.placeholderText())
        elif isinstance(widget, QGroupBox):
            said.append(widget.title())
        elif isinstance(widget, QMenu):
            said += [part for each in widget.actions() for part in (each.text(), each.toolTip())]
        elif isinstance(widget, QComboBox):
            said += [widget.itemText(at) for at in range(widget.count())]
        elif isinstance(widget, QAbstractItemView):
            said += _cells(widget)
        if widget.isWindow():
            said.append(widget.windowTitle())
        yield from ((widget, text) for text in dict.fromkeys(said) if text)


def _in_front(root: QWidget) -> Iterator[QWidget]:
    yield root
    if isinstance(root, PageStack):
        parts = [root.currentWidget()] if root.count() else []
    else:
        parts = root.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    for part in parts:
        yield from _in_front(part)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    is_list = isinstance(view, QListView)  # whose models hide that they have one column
    for column in range(1 if is_list else model.columnCount(QModelIndex())):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(model.rowCount(QModelIndex()), 20)):
            index = model.index(row, column, QModelIndex())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(index.data(role) or "")


def loosely_set(root: QWidget) -> list[str]:
    """Return the texts with a plain space where French has another, outside what is quoted."""
    return [
        f"{type(widget).__name__} {widget.objectName()}: {text[:120]!r}"
        for widget, text in words_of(root)
        if _LOOSE.search(_QUOTED.sub("", text))
    ]
