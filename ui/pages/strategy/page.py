"""The page « Stratégie »."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from ctg_desktop.documents import SummaryRequest
from ctg_desktop.domain.convention import Ambition, Enjeu, FicheCadre
from ctg_desktop.domain.convention_views import ConventionView
from ctg_desktop.services.overview import LevelCard, StrategyView, level_card, strategy_view
from ui.desk import Desk
from ui.dialogs.proposal import propose_change
from ui.icons import icon
from ui.pages.base import Command, Page
from ui.pages.strategy.card import CardView
from ui.pages.strategy.convention import convention_columns, signed_words
from ui.pages.strategy.correction import propose
from ui.pages.strategy.diagram import StrategyDiagram
from ui.pages.strategy.editor import ReferenceEditor
from ui.pages.strategy.publishing import publish
from ui.targets import LIST_ICON, Target
from ui.widgets.labels import Hairline, Heading, Note, Quotation
from ui.widgets.layout.escape import escaped
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.focus import focus_kept
from ui.widgets.layout.layouts import column, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.line_breaks import breakable

if TYPE_CHECKING:
    from ctg_desktop.documents import DocumentRequest

_LEVELS: Mapping[str, type[Enjeu] | type[Ambition]] = {"enjeu": Enjeu, "ambition": Ambition}


class StrategyPage(Page):
    """The convention and the diagram of its levels; each leads to its card."""

    key = "strategy"
    title = "Stratégie"
    help_topic = "strategie"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the page, empty until it was read."""
        super().__init__(desk, parent)
        self._can_edit = desk.office.is_agglomeration and not desk.office.is_read_only
        self._found: StrategyView | None = None
        self._said: ConventionView | None = None
        self._asked: Enjeu | Ambition | None = None
        self.editor: ReferenceEditor | None = None
        # Each part is made where it stands: it would take the styles of another place again.
        self._stack = QStackedWidget(self)
        self._scroll = PaperScroll(spacing=2, parent=self._stack)
        paper = self._scroll.paper
        self._heading = Heading("", 3, paper)
        self._signed = Note("", paper)
        self._presentation = Quotation("", paper)
        self._diagram = StrategyDiagram(self.open_card, paper)
        self._parts = FlowGrid(44, most=2, spacing=(5, 3), parent=paper)
        self._card = CardView(desk, is_editable=self._can_edit, parent=self._stack)
        self._build()

    def _build(self) -> None:
        title = column(spacing=0.25)
        title.addWidget(self._heading)
        title.addWidget(self._signed)
        title.addStretch(1)
        top = row(spacing=3)
        top.addLayout(title, 1)
        top.addLayout(self._buttons(), 1)
        filled = self._scroll.column
        filled.addLayout(top)
        filled.addWidget(self._presentation)
        filled.addWidget(self._diagram)
        filled.addWidget(Hairline(self._scroll.paper))
        filled.addWidget(self._parts)
        filled.addStretch(1)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self._card)
        column(self).addWidget(self._stack)
        self._card.left.connect(self.show_overview)
        self._card.went.connect(self.went)
        self._card.level_asked.connect(self.open_card)
        self._card.correction_asked.connect(self._propose)

    def _buttons(self) -> Flow:
        flow = Flow(spacing=1)
        buttons = [("Imprimer la synthèse", "print", self._print)]
        if self._can_edit:
            buttons = [
                ("Modifier le référentiel", "edit", self.open_editor),
                ("Publier le référentiel…", "export", self.publish),
                *buttons,
            ]
        else:
            buttons.append(("Proposer une correction", "mail", self._propose))
        frames = FicheCadre.TYPE
        there = Target(frames.shown_on)
        buttons.append((frames.plural, LIST_ICON, lambda: self.went.emit(there)))
        for words, drawing, act in buttons:
            button = QPushButton(words, self._scroll.paper)
            button.setIcon(icon(drawing))
            button.setAccessibleName(words)
            button.clicked.connect(lambda _checked=False, act=act: act())
            flow.addWidget(button)
        return flow

    # --- reading and showing ----------------------------------------------------------

    def refresh(self) -> None:
        """Read again what the page shows."""
        today = self.desk.today
        self.desk.read(
            lambda uow: strategy_view(uow, today), self._show, owner=self, key="strategy"
        )

    def _show(self, found: StrategyView) -> None:
        if found != self._found:
            self._found = found
            view = found.view
            with focus_kept(self):
                self._heading.setText(breakable(view.convention.title or self.title))
                self._signed.setText(breakable(_signed_and_scope(found)))
                self._presentation.setText(breakable(view.convention.presentation or ""))
                self._presentation.setVisible(bool(view.convention.presentation))
                self._diagram.show_strategy(view.convention, view.strategy, found.contributing)
                if (said := _said(view)) != self._said:
                    self._said = said
                    self._parts.set_parts(convention_columns(view))
        if self._asked is not None:
            self._read_card()

    def _read_card(self) -> None:
        asked, today = self._asked, self.desk.today
        if asked is not None:
            kind, row_id = type(asked), asked.id
            self.desk.read(
                lambda uow: level_card(uow, kind, row_id, today),
                self._show_card,
                owner=self,
                key="card",
            )

    def _show_card(self, card: LevelCard | None) -> None:
        if self._asked is None or self._found is None:
            return
        if card is None:
            self.show_overview()
            return
        is_new = self._stack.currentWidget() is not self._card
        with focus_kept(self):
            self._card.show_card(card, self._found)
        self._stack.setCurrentWidget(self._card)
        if is_new:
            self._card.verticalScrollBar().setValue(0)
            self._card.take_focus()
        self.commands_changed.emit()

    # --- going about ------------------------------------------------------------------

    def open_card(self, level: Enjeu | Ambition) -> None:
        """Show the card of a level."""
        self._card.flush()
        self._asked = level
        self._read_card()

    def show_overview(self) -> None:
        """Show the whole strategy again, the keyboard on the level that was looked at."""
        asked, self._asked = self._asked, None
        self.flush()
        self._stack.setCurrentWidget(self._scroll)
        if asked is not None:
            again = self.findChild(QPushButton, f"niveau_{asked.id}")
            if isinstance(again, QPushButton):
                again.setFocus()
        self.commands_changed.emit()

    def open_editor(self) -> None:
        """Show the référentiel in fields: the agglomeration's alone."""
        if not self._can_edit:
            return
        self._asked = None
        if self.editor is None:
            self.editor = ReferenceEditor(self.desk)
            self.editor.left.connect(self.show_overview)
            self.editor.publishing_asked.connect(self.publish)
            self._stack.addWidget(self.editor)
        self.editor.refresh()
        self._stack.setCurrentWidget(self.editor)
        self.editor.take_focus()
        self.commands_changed.emit()

    def show_target(self, target: Target) -> None:
        """Show the card of a level, or with the section `edit` the editor."""
        kind = _LEVELS.get(target.entity)
        if kind is not None and target.row:
            self.open_card(kind(id=target.row))
        elif target.section == "edit":
            self.open_editor()

    def target(self) -> Target:
        """Return what leads back to what is on screen."""
        if self._asked is not None:
            return Target(self.key, entity=self._asked.TYPE.name, row=self._asked.id)
        if self.editor is not None and self._stack.currentWidget() is self.editor:
            return Target(self.key, section="edit")
        return Target(self.key)

    # --- what can be done -------------------------------------------------------------

    def publish(self) -> None:
        """Ask for the version and the file, and publish the référentiel."""
        if self._can_edit:
            self.flush()
            publish(self.desk, self, self.told.emit)

    def _propose(self) -> None:
        """Propose a change of what is on screen: to the agglomeration, or else by a draft."""
        found = self._found
        if found is None:
            return
        card = self._card.card if self._asked else None
        row = found.view.convention if card is None else card.row
        propose_change(
            self.desk, row, self, lambda: propose(self.desk, found, card, self.told.emit)
        )

    def _print(self) -> None:
        self.went.emit(Target("printing", request=self.printable()))

    def commands(self) -> Mapping[str, Command]:
        """Offer a new action, and to the agglomeration the référentiel's own commands."""
        found: dict[str, Command] = {}
        if not self.desk.office.is_read_only:
            found["new"] = self._begin_action
        if self._can_edit:
            found |= {"edit": self.open_editor, "export_reference": self.publish}
        return found

    def _begin_action(self) -> None:
        asked = self._asked
        if isinstance(asked, Ambition):
            self.went.emit(Target("actions", entity="ambition", row=asked.id, section="new"))
        else:
            self.went.emit(Target("actions", section="new"))

    def printable(self) -> DocumentRequest:
        """Return the synthèse, with how its actions stand."""
        return SummaryRequest(with_progress=True)

    def flush(self) -> None:
        """Begin to save what is typed."""
        self._card.flush()
        if self.editor is not None:
            self.editor.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return self._card.is_pending() or (self.editor is not None and self.editor.is_pending())

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave a card or the editor by Escape."""
        shown = self.editor if self._stack.currentWidget() is self.editor else self._card
        if event.key() != Qt.Key.Key_Escape or self._stack.currentWidget() is self._scroll:
            super().keyPressEvent(event)
        elif shown is not None and not escaped(shown, shown.take_focus):
            self.show_overview()


def _said(view: ConventionView) -> ConventionView:
    """Return what the convention says of itself, without what actions change."""
    return replace(view, strategy=(), contacts=(), sivoms=(), engaged=0, posts=())


def _signed_and_scope(found: StrategyView) -> str:
    """Return what the convention is, and whose actions its counters count."""
    whose = (
        f"compteurs : actions de {found.structure.name}"
        if found.structure is not None
        else "compteurs : actions de toutes les structures"
    )
    signed = signed_words(found.view.convention)
    return f"{signed} · {whose}" if signed else whose
