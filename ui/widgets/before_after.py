"""A field with what stood and what stands: the words that differ are marked on both sides."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.text_diff import Passage, passages
from ctg_desktop.typography import spaced
from ui.widgets.differing_text import DifferingText
from ui.widgets.growing_text import MOST_LINES
from ui.widgets.labels import Body, Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column
from ui.widgets.line_breaks import breakable
from ui.widgets.line_button import under_line

_EMPTY = "(vide)"
_LONG = 20
"""From this many signs on the words of a text are compared."""


class BeforeAfter(QWidget):
    """A label, and both values side by side where there is room; to stand below a line."""

    def __init__(
        self,
        label: str,
        before: str,
        after: str,
        of: str,
        heads: tuple[str, str] = ("Avant", "Après"),
    ) -> None:
        """Show both values under their heads, once where they are the same.

        `of` is the row, by which a screen reader tells them from others.
        """
        super().__init__()
        layout = column(self, spacing=0.25)
        head = Body(breakable(label), bold=True)
        head.setAccessibleName(spaced(f"{label}, {of}"))
        layout.addWidget(under_line(head))
        sides = FlowGrid(24, most=2, spacing=(2, 0.5))
        told = [(heads[0], before, after)] if before != after else []
        told.append((heads[1], after, before))
        sides.set_parts(
            _value(f"{label}, {head.lower()}, {of}", head, compared(value, other))
            for head, value, other in told
        )
        layout.addWidget(sides)


def compared(text: str, other: str) -> tuple[Passage, ...]:
    """Return the passages of a text beside another; short texts differ as a whole, unmarked."""
    found = passages(text, other) if min(len(text), len(other)) >= _LONG else ()
    if not found or all(each.differs for each in found):
        return (Passage(text or _EMPTY, differs=False),)
    return found


def _value(name: str, head: str, words: tuple[Passage, ...]) -> QWidget:
    part = QWidget()
    layout = column(part, spacing=0)
    layout.addWidget(under_line(Note(head)))
    text = DifferingText(words, part)
    text.show_lines(MOST_LINES)
    text.setAccessibleName(spaced(name))
    layout.addWidget(text)
    return part
