"""A section of the fiche: its heading, and what stands under it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.labels import Hairline, Heading
from ui.widgets.layout import layouts

TITLES = {
    "presentation": "Présentation",
    "objectifs": "Objectifs",
    "acteurs": "Acteurs",
    "calendrier": "Calendrier et étapes",
    "moyens": "Moyens et financements",
    "indicateurs": "Indicateurs",
    "suivi": "Suivi",
    "historique": "Historique",
}
"""The sections that are known by name, in their order; a new one takes its place before those
that hold no field of the action."""


_SHORT = {"calendrier": "Calendrier", "moyens": "Moyens"}
"""What the bar calls the sections whose title is long."""


def short_title(key: str) -> str:
    """Return what the section bar calls a section."""
    return _SHORT.get(key) or section_title(key)


def section_title(key: str) -> str:
    """Return the French title of a section; that of an unknown one from its key."""
    return TITLES.get(key) or key.replace("_", " ").capitalize()


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
