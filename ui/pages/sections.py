"""A page of parts one below the other, each with its heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desk import Desk
from ui.pages.base import Page
from ui.targets import Target
from ui.widgets.labels import Hairline, Heading
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.layout.tab_order import follow_layouts

READ_ONLY = "Ce dossier est ouvert en lecture seule."


class Section(QWidget):
    """A heading and a column; a subclass fills it and reads in `refresh`."""

    told = Signal(str, object)
    """A sentence for the banner, and its Tone."""
    went = Signal(object)
    """Target: the person asked to go there."""

    refilled = Signal()
    """What one can do in the part was made again: Tab is to find its way again."""

    key: ClassVar[str] = ""
    """What a target names the part by."""

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
        """Read again what the part shows."""

    def flush(self) -> None:
        """Begin to save what is typed."""

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return False


class SectionsPage(Page):
    """Shows its sections on one sheet that scrolls; a target's `section` is brought into view."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show nothing before `show_sections`."""
        super().__init__(desk, parent)
        self.sections: tuple[Section, ...] = ()
        self._wanted: Section | None = None
        desk.idled.connect(self._stay)
        self.sheet = PaperScroll(spacing=0, margins=(2.5, 3), parent=self)
        column(self).addWidget(self.sheet)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Set the parts one below the other, with a line between them."""
        self.sections = tuple(sections)
        middle = QWidget()
        middle.setMaximumWidth(px(80))
        parts = column(middle, spacing=2.5)
        for at, section in enumerate(self.sections):
            if at:
                parts.addWidget(Hairline())
            parts.addWidget(section)
            for grid in section.findChildren(FlowGrid):  # Tab goes by when parts were made
                grid.rearranged.connect(self._order)
            section.told.connect(self.told)
            section.refilled.connect(lambda: follow_layouts(self))
            section.went.connect(self.went)
        beside = row(spacing=0)
        beside.addWidget(middle, 20)
        beside.addStretch(1)
        self.sheet.column.addLayout(beside)
        self.sheet.column.addStretch(1)
        follow_layouts(self)

    def _order(self) -> None:
        follow_layouts(self)

    def refresh(self) -> None:
        """Read again what each part shows."""
        for section in self.sections:
            section.refresh()

    def flush(self) -> None:
        """Begin to save what is typed."""
        for section in self.sections:
            section.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return any(section.is_pending() for section in self.sections)

    def show_target(self, target: Target) -> None:
        """Bring a part into view, and again once all parts have read what they show."""
        found = (each for each in self.sections if target.section and each.key == target.section)
        self._wanted = next(found, None)
        self._bring()

    def _bring(self) -> None:
        if self._wanted is not None:
            top = self._wanted.mapTo(self.sheet.paper, QPoint()).y()
            self.sheet.verticalScrollBar().setValue(top - px(1))

    def _stay(self) -> None:
        """Keep the part in view that was asked for, now that those above it have their height."""
        QTimer.singleShot(0, self, self._bring_at_last)

    def _bring_at_last(self) -> None:
        self._bring()
        self._wanted = None
