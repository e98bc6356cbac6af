"""The page « Paramètres »."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.pages.preferences.copies import CopiesSection
from ui.pages.preferences.exchanges import ExchangesSection
from ui.pages.preferences.folders import FoldersSection
from ui.pages.preferences.look import LookSection
from ui.pages.preferences.printed import PrintedSection
from ui.pages.preferences.who import WhoSection
from ui.pages.sections import SectionsPage
from ui.targets import Target

_SIZE = "text_size"
"""The section of the target that leads back to the slider, which each size builds again."""


class PreferencesPage(SectionsPage):
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
        self.exchanges = ExchangesSection(desk)
        self.show_sections(
            (self.who, self.printed, self.look, self.folders, self.copies, self.exchanges)
        )

    def target(self) -> Target:
        """Lead back to the slider where it is the one that is used."""
        is_sizing = self.look.slider.hasFocus()
        return Target(self.key, section=_SIZE if is_sizing else "")

    def show_target(self, target: Target) -> None:
        """Put the keyboard where it was before another text size."""
        if target.section == _SIZE:
            self.look.slider.setFocus()
            self.sheet.ensureWidgetVisible(self.look.slider)
        super().show_target(target)
