"""The filter that a document follows, in French phrases, with ways to change or clear it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.services.outgoing import asks_for_confidential, outgoing
from ctg_desktop.typography import capitalised, counted
from ui.desk import Desk
from ui.pages.printing.looking_up import FilterWords, filter_words
from ui.targets import Target
from ui.widgets.labels import Body, Caption, Link, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column


class FilterNote(QWidget):
    """« 12 actions : statut : en cours », « Effacer les filtres », « Choisir dans Actions »."""

    cleared = Signal()
    """The person took the filter away."""
    went = Signal(object)
    """Target: the actions, filtered so."""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Follow no filter yet; `title` tells what the actions are for."""
        super().__init__(parent)
        self._desk = desk
        self.query = ActionQuery()
        self._phrases = Body("")
        self._count = Note("")
        self._clear = Link("Effacer les filtres")
        self._clear.followed.connect(self._take_away)
        self._choose = Link("Choisir dans Actions")
        self._choose.followed.connect(lambda: self.went.emit(Target("actions", query=self.query)))
        rows = column(self, spacing=0.25)
        rows.addWidget(Caption(title))
        rows.addWidget(self._phrases)
        rows.addWidget(self._count)
        links = Flow(spacing=1)
        links.addWidget(self._choose)
        links.addWidget(self._clear)
        rows.addLayout(links)
        self._clear.hide()

    def show_count(self, *, with_confidential: bool, is_past: bool = False) -> None:
        """Read the words of the filter, and how many actions it finds today.

        Of a past day (`is_past`) the document itself will tell the number.
        """
        self._count.setVisible(not is_past)
        query, today = self.query, self._desk.today
        asked = with_confidential or asks_for_confidential(query)
        self._desk.read(
            lambda uow: filter_words(outgoing(uow, asked=asked, models=query.models), query, today),
            self._show,
            owner=self,
            key="words",
        )

    def _show(self, words: FilterWords) -> None:
        is_filtered = bool(words.phrases)
        listed = " ; ".join(words.phrases)
        self._phrases.setText(capitalised(listed) if listed else "Toutes les actions")
        self._count.setText(counted(words.count, "action"))
        self._clear.setVisible(is_filtered)

    def _take_away(self) -> None:
        self.query = ActionQuery()
        self._choose.setFocus()  # the link that had it goes away
        self.cleared.emit()
