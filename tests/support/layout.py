"""What does not fit in a window: clipped words, widgets outside their parent, sideways scrolling.

Interface thread only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from tests.support.window import name_of, visible
from ui.widgets.layout.tab_order import laid_out

_SLACK = 1
"""Pixels that rounding may take."""


def clipped_words(root: QWidget) -> list[str]:
    """Return the labels, buttons, tabs and boxes that are too small for their words.

    What elides its words on purpose must give them whole in its tool tip.
    """
    found = []
    for widget in visible(root):
        text = _text(widget)
        if text and widget.toolTip() != text and _is_clipped(widget):
            found.append(f"{type(widget).__name__} « {text[:80]} » {widget.size().toTuple()}")
    return found


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return widget.text()
    if isinstance(widget, QToolButton):
        shows_icon = widget.toolButtonStyle().name == "ToolButtonIconOnly"
        return "" if shows_icon else widget.text()
    if isinstance(widget, QAbstractButton):
        return widget.text()
    if isinstance(widget, QComboBox):
        return "" if widget.isEditable() else widget.currentText()
    if isinstance(widget, QTabBar):
        return " ".join(widget.tabText(at) for at in range(widget.count()))
    return ""


def _is_clipped(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        return _is_label_clipped(widget)
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            widget,
        )
        return _is_wider(widget, widget.currentText(), field.width())
    hint = widget.minimumSizeHint() if isinstance(widget, QTabBar) else widget.sizeHint()
    # Across, a button may give up some of its margins; the words it may not.
    is_flat = widget.height() < widget.fontMetrics().height()
    return widget.width() + _SLACK < hint.width() or is_flat


def _is_label_clipped(label: QLabel) -> bool:
    room = label.contentsRect()
    if label.wordWrap():
        longest = max(label.text().split(), key=label.fontMetrics().horizontalAdvance, default="")
        needed = label.heightForWidth(label.width())
        return label.height() + _SLACK < needed or _is_wider(label, longest, room.width())
    hint = label.sizeHint()
    return label.width() + _SLACK < hint.width() or label.height() + _SLACK < hint.height()


def _is_wider(widget: QWidget, text: str, width: int) -> bool:
    return widget.fontMetrics().horizontalAdvance(text) > width + _SLACK


def outside_parent(root: QWidget) -> list[str]:
    """Return the visible widgets that stick out of their parent, where nothing scrolls."""
    return [
        f"{type(widget).__name__} « {name_of(widget)[:60]} » {_numbers(widget)}"
        f" in {type(parent).__name__} {parent.size().toTuple()}"
        for widget, parent in _pairs(root)
        if not parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(widget.geometry())
    ]


def _numbers(widget: QWidget) -> tuple[int, int, int, int]:
    box = widget.geometry()
    return box.x(), box.y(), box.width(), box.height()


def _pairs(root: QWidget) -> Iterator[tuple[QWidget, QWidget]]:
    for widget in visible(root):
        parent = widget.parentWidget()
        if parent is None or widget.isWindow() or widget.size().isEmpty():
            continue
        owner = parent.parentWidget()
        is_scrolled = isinstance(owner, QAbstractScrollArea) and owner.viewport() is parent
        if not is_scrolled and not isinstance(parent, QSplitter):
            yield widget, parent


def overlapping(root: QWidget) -> list[str]:
    """Return the widgets of one layout that lie over one another."""
    found = []
    for parent in (root, *visible(root)):
        layout = parent.layout()
        # PySide knows objects by their address: it may give the item that stood there before.
        if not isinstance(layout, QLayout) or isinstance(layout, QStackedLayout):
            continue
        parts = [widget for widget in _laid_out(layout) if widget.isVisible()]
        for one, other in combinations(parts, 2):
            shared = one.geometry().intersected(other.geometry())
            if shared.width() > _SLACK and shared.height() > _SLACK:
                found.append(
                    f"{type(one).__name__} « {name_of(one)[:40]} » and {type(other).__name__} "
                    f"« {name_of(other)[:40]} » share {shared.width()} × {shared.height()}"
                )
    return found


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for part in laid_out(layout):
        if isinstance(part, QLayout):
            yield from _laid_out(part)
        else:
            yield part


def scrolled_sideways(root: QWidget) -> list[str]:
    """Return the pages and forms that one must scroll sideways; a table may be wider."""
    return [
        f"{type(area).__name__} « {name_of(area)} » by {area.horizontalScrollBar().maximum()} px"
        for area in visible(root, QScrollArea)
        if area.horizontalScrollBar().maximum() > 0
    ]
