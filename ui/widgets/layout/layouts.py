"""Columns and rows on the grid: lengths are in half-lines of the text size in force."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme

L = TypeVar("L", bound=QBoxLayout)
Margins = float | tuple[float, float] | tuple[float, float, float, float]
"""All round; vertical and horizontal; or left, top, right, bottom."""


def px(half_lines: float) -> int:
    """Return a length in pixels."""
    return round(half_lines * theme.current().unit)


def column(
    parent: QWidget | None = None, *, spacing: float = 1, margins: Margins = 0
) -> QVBoxLayout:
    """Return a layout from top to bottom, set on `parent` if there is one."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    return _spaced(layout, spacing, margins)


def row(parent: QWidget | None = None, *, spacing: float = 1, margins: Margins = 0) -> QHBoxLayout:
    """Return a layout from left to right, set on `parent` if there is one."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    return _spaced(layout, spacing, margins)


def set_margins(layout: QBoxLayout, margins: Margins) -> None:
    """Set the margins of any layout."""
    if isinstance(margins, tuple):
        if len(margins) == 2:
            vertical, horizontal = margins
            margins = (horizontal, vertical, horizontal, vertical)
        left, top, right, bottom = margins
    else:
        left = top = right = bottom = margins
    layout.setContentsMargins(px(left), px(top), px(right), px(bottom))


def _spaced(layout: L, spacing: float, margins: Margins) -> L:
    layout.setSpacing(px(spacing))
    set_margins(layout, margins)
    return layout


def answers(*buttons: QWidget) -> QHBoxLayout:
    """Return the foot of a dialog: what leaves first, at the right what goes on."""
    made = row(spacing=1)
    made.addStretch(1)
    for button in buttons:
        made.addWidget(button)
    return made
