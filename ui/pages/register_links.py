"""The way from a page to the lists of what it names: entities that have a page of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.fields import EntityType
from ui.targets import Target
from ui.widgets.labels import Link, Note
from ui.widgets.layout.flow import Flow


class RegisterLinks(QWidget):
    """« Voir aussi », and a link to each list."""

    went = Signal(object)
    """Target: the person asked to go there."""

    def __init__(self, kinds: Sequence[EntityType], parent: QWidget | None = None) -> None:
        """Lead to the pages of these entities."""
        super().__init__(parent)
        flow = Flow(self, spacing=0.8)
        flow.addWidget(Note("Voir aussi :", self, wraps=False))
        for kind in kinds:
            flow.addWidget(self._link(kind))

    def _link(self, kind: EntityType) -> Link:
        link = Link(kind.plural, self)
        target = Target(kind.shown_on)
        link.followed.connect(lambda: self.went.emit(target))
        return link
