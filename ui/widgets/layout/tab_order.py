"""The order of the Tab key, taken from the layouts: what stands first is reached first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLayout, QWidget


def follow_layouts(root: QWidget) -> None:
    """Set the Tab order of a widget from its layouts, whatever order its parts were made in.

    Qt itself goes by the moment at which each got its parent.
    """
    for before, after in pairwise(_stops(root)):
        QWidget.setTabOrder(before, after)


def follow_anew(root: QWidget) -> None:
    """Do as `follow_layouts` where the first parts were made last.

    Qt puts nothing after a text at the end of its chain, so each goes behind the first one.
    """
    first, *others = _stops(root)
    for each in reversed(others):
        QWidget.setTabOrder(first, each)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout)
    else:  # a scroll area, a splitter: its parts stand in no layout
        for child in widget.children():
            if isinstance(child, QWidget) and not child.isWindow():
                yield from _stops(child)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for part in laid_out(layout):
        yield from _in_layout(part) if isinstance(part, QLayout) else _stops(part)


def laid_out(layout: QLayout) -> list[QWidget | QLayout]:
    """Return the widgets and layouts that a layout holds itself, in its order.

    They are not asked of its items: PySide keeps each item that it ever gave, and takes what
    Qt later puts at the same address for that item.
    """
    parent = layout.parentWidget()
    around = [] if parent is None else parent.children()
    held = [part for part in (*around, *layout.children()) if _rank(layout, part) >= 0]
    return sorted(
        (part for part in held if isinstance(part, (QWidget, QLayout))),
        key=lambda part: _rank(layout, part),
    )


def _rank(layout: QLayout, part: QObject) -> int:
    return layout.indexOf(part) if isinstance(part, (QWidget, QLayout)) else -1
