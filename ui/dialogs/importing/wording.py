"""How cells and rows of a file are named together, and how a remark changes its look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ctg_desktop.typography import counted, spaced

_ROW = "ligne "
"""Begins the name of a row, where it is not about a cell; see `plan.Problem.cell`."""


def cells_words(names: Sequence[str], count: int, *, most: int) -> str:
    """Return how many cells or rows there are, and the names of the first ones."""
    are_rows = bool(names) and all(name.startswith(_ROW) for name in names)
    named = ", ".join(name.removeprefix(_ROW) if are_rows else name for name in names[:most])
    if count == 1:
        return spaced(f"{_ROW if are_rows else ''}{named}")
    more = "…" if count > min(len(names), most) else ""
    return spaced(f"{counted(count, 'ligne' if are_rows else 'cellule')} : {named}{more}")


def look(note: QWidget, name: str) -> None:
    """Give a note another look, `alert` or `muted`, where it has not got it already."""
    if note.property("look") != name:
        note.setProperty("look", name)
        note.style().unpolish(note)
        note.style().polish(note)
