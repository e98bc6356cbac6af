"""A section of the fiche: its heading, and what stands under it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.action import section_title
from ui.widgets.labels import Hairline, Heading
from ui.widgets.layout import layouts

_SHORT = {"calendrier": "Calendrier", "moyens": "Moyens"}
"""What the bar calls the sections whose title is long."""


def short_title(key: str) -> str:
    """Return what the section bar calls a section."""
    return _SHORT.get(key) or section_title(key)


class SheetSection(QWidget):
    """A part of the fiche, with a name that the section bar leads to."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        """Begin with the heading; add to `column`."""
        super().__init__(parent)
        self.key = key
        self.title = section_title(key)
        self.setAccessibleName(self.title)
        self.column = layouts.column(self, spacing=1.25, margins=(0, 0, 0, 1))
        self.column.addWidget(Hairline(self))
        self.column.addWidget(Heading(self.title, 2, self))

    def add_part(self, title: str, content: QWidget) -> None:
        """Add something under a heading of its own."""
        heading = Heading(title, 3, self)
        self.column.addWidget(heading)
        self.column.addWidget(content)
