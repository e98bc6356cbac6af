"""One part of the settings: its heading, and what stands below it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desk import Desk
from ui.widgets.labels import Heading
from ui.widgets.layout.layouts import column

READ_ONLY = "Ce dossier est ouvert en lecture seule."


class Section(QWidget):
    """A heading and a column; a subclass fills it and reads in `refresh`."""

    told = Signal(str, object)
    """A sentence for the banner, and its Tone."""

    def __init__(self, desk: Desk, title: str) -> None:
        """Make the part empty; `desk` is open."""
        super().__init__()
        self.desk = desk
        self.column: QVBoxLayout = column(self, spacing=1.5)
        self.column.addWidget(Heading(title, 2, self))

    @property
    def is_read_only(self) -> bool:
        """Whether what belongs to the folder cannot be changed."""
        return self.desk.office.is_read_only

    def refresh(self) -> None:
        """Read anew what the part shows."""

    def flush(self) -> None:
        """Begin to save what is typed."""

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return False
