"""The page « Paramètres »."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.pages.base import Page
from ui.pages.preferences.copies import CopiesSection
from ui.pages.preferences.folders import FoldersSection
from ui.pages.preferences.look import LookSection
from ui.pages.preferences.printed import PrintedSection
from ui.pages.preferences.section import Section
from ui.pages.preferences.who import WhoSection
from ui.targets import Target
from ui.widgets.labels import Hairline
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.layout.tab_order import follow_layouts

_SIZE = "text_size"
"""The section of the target that leads back to the slider, which each size builds anew."""


class PreferencesPage(Page):
    """Who, what is printed, the look, the folders; everything is saved as it is changed."""

    key: ClassVar[str] = "preferences"
    title: ClassVar[str] = "Paramètres"
    help_topic: ClassVar[str] = "parametres"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Set the parts one below the other."""
        super().__init__(desk, parent)
        self.who = WhoSection(desk)
        self.printed = PrintedSection(desk)
        self.look = LookSection(desk)
        self.folders = FoldersSection(desk)
        self.copies = CopiesSection(desk)
        self.sections: tuple[Section, ...] = (
            self.who,
            self.printed,
            self.look,
            self.folders,
            self.copies,
        )
        self._scroll = PaperScroll(spacing=0, margins=(2.5, 3))
        middle = QWidget()
        middle.setMaximumWidth(px(80))
        parts = column(middle, spacing=2.5)
        for section in self.sections:
            if section is not self.who:
                parts.addWidget(Hairline())
            parts.addWidget(section)
            section.told.connect(self.told)
        beside = row(spacing=0)
        beside.addWidget(middle, 20)
        beside.addStretch(1)
        self._scroll.column.addLayout(beside)
        self._scroll.column.addStretch(1)
        column(self).addWidget(self._scroll)
        follow_layouts(self)

    def refresh(self) -> None:
        """Read anew what each part shows."""
        for section in self.sections:
            section.refresh()

    def flush(self) -> None:
        """Begin to save what is typed."""
        for section in self.sections:
            section.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return any(section.is_pending() for section in self.sections)

    def target(self) -> Target:
        """Lead back to the slider where it is the one that is used."""
        is_sizing = self.look.slider.hasFocus()
        return Target(self.key, section=_SIZE if is_sizing else "")

    def show_target(self, target: Target) -> None:
        """Put the keyboard where it was before another text size."""
        if target.section == _SIZE:
            self.look.slider.setFocus()
            self._scroll.ensureWidgetVisible(self.look.slider)
