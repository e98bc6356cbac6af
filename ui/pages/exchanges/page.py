"""The page « Échanges »."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.pages.exchanges.conflicts_panel import ConflictsSection
from ui.pages.exchanges.foreign_panel import ForeignSection
from ui.pages.exchanges.journal_panel import JournalSection
from ui.pages.exchanges.participants_panel import ParticipantsSection
from ui.pages.exchanges.proposals_panel import ProposalsSection
from ui.pages.exchanges.relay_panel import RelaySection
from ui.pages.exchanges.versions_panel import VersionsSection
from ui.pages.sections import SectionsPage


class ExchangesPage(SectionsPage):
    """What goes to the others and comes from them, one section below the other."""

    key: ClassVar[str] = "exchanges"
    title: ClassVar[str] = "Échanges"
    help_topic: ClassVar[str] = "echanges"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """List the sections, in the order in which they stand on the page."""
        super().__init__(desk, parent)
        self.show_sections(
            (
                RelaySection(desk),
                ConflictsSection(desk),
                ProposalsSection(desk),
                ForeignSection(desk),
                ParticipantsSection(desk),
                JournalSection(desk),
                VersionsSection(desk),
            )
        )
