"""The page Actions: the list, the fiche beside it, and what is done with the chosen actions."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.typography import quoted
from ui.desk import Desk
from ui.notify import Message, Offer, Tone
from ui.pages.actions.list_panel import ListPanel
from ui.pages.base import Command
from ui.pages.list_page import ListPage
from ui.targets import Target

if TYPE_CHECKING:
    from ctg_desktop.documents import DocumentRequest
    from ctg_desktop.domain.action import Action
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.services.suggesting import Suggestion
    from ui.pages.actions.sheet import ActionSheet

_LISTED = frozenset({"action", "indicateur", "budget_line", "suivi_note"})
"""Entities whose rows change what the list shows or finds."""

_NAMED = frozenset(
    {"ambition", "enjeu", "thematique", "public", "contact", "territoire", "convention"}
)
"""Entities that the list and its filters name."""


FROM_MODEL = "new_from_model"
"""The section of a target that begins an action from a model."""


class ActionsPage(ListPage[ListPanel, "ActionSheet"]):
    """The actions of the folder: found, sorted, opened, changed together, thrown away."""

    key = "actions"
    title = "Actions"
    help_topic = "actions"
    sheet_module = "ui.pages.actions.sheet"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the list alone; a fiche is made when one is first opened."""
        super().__init__(desk, ListPanel(desk), parent)
        self._names_are_old = True
        self._was_asked = self._names_are_due = False
        self.panel.reader.read_first.connect(self._read_names)
        self.panel.reader.counted.connect(self._read_names)
        self.panel.reader.revealed.connect(self._tell_hidden)

    # --- reading ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again the rows in sight, and the names when one of them changed."""
        names, self._names_are_old = self._names_are_old, False
        if self._was_asked:
            self.panel.read(names=names)
        else:
            self._was_asked = True
            self.panel.show_query(self.panel.query)
            self._names_are_due = True

    def _read_names(self) -> None:
        """Read what the filters offer, once the first rows are painted."""
        if self._names_are_due:
            self._names_are_due = False
            QTimer.singleShot(0, self.panel, self.panel.read_names)

    def concerns(self, changes: Changes) -> bool:
        """Whether a gesture touched what the list shows."""
        entities = changes.entities
        self._names_are_old |= bool(entities & _NAMED)
        return bool(entities & (_LISTED | _NAMED))

    # --- going somewhere --------------------------------------------------------------

    def show_target(self, target: Target) -> None:
        """List what a link asks for, open its action, or show the list as it was left."""
        if target.query is not None:
            self._was_asked = self._names_are_due = True
            self.panel.show_query(_in_the_order_of(self.panel.query, target.query))
        if target.section == FROM_MODEL:
            self._begin_from_model()
        elif target.section == "new":
            self._begin_in(target.row if target.entity == "ambition" else "")
        elif target.entity == "action" and target.row:
            self.open_row(target.row, reveal=True)
            if target.cell is not None:
                self._go_to_cell(target.cell)
            elif target.section:
                from ctg_desktop.domain.changes import Cell

                self._go_to_cell(Cell(target.section, "", ""))
        elif target.query is not None:
            self.sides.close_side()

    def target(self) -> Target:
        """Return what leads back here: the same list, and the fiche that is open."""
        query = replace(self.panel.query, offset=0, limit=None)
        if self._shown:
            return Target(self.key, "action", self._shown, query)
        return Target(self.key, query=query)

    # --- the fiche --------------------------------------------------------------------

    def _make_sheet(self) -> Generator[None, None, ActionSheet]:
        from ui.pages.actions.sheet import ActionSheet
        from ui.pages.actions.sheet_body import action_forms

        forms = {}
        for key, form in action_forms(self.desk):
            forms[key] = form
            yield
        sheet = ActionSheet(self.desk, self.sides.side, forms)
        yield
        return sheet

    def _focus_sheet(self, sheet: ActionSheet) -> None:
        sheet.setFocus()

    def _edit(self) -> None:
        if row_id := self.panel.table.current_id:
            self.open_row(row_id)
            self._enter_sheet(lambda sheet: sheet.go_to("title"))

    # --- commands ---------------------------------------------------------------------

    def commands(self) -> Mapping[str, Command]:
        """Return what may be done now."""
        found = super().commands()
        if "new" in found:
            found = {**found, "new_from_model": self._begin_from_model}
        if "delete" in found:
            found = {**found, "duplicate": self._duplicate}
            if not self.panel.query.models:
                found = {**found, "keep_model": self._keep_model}
        return found

    def shown_fields(self) -> tuple[str, ...]:
        """Return the fields in the columns of the list, in their order."""
        return self.panel.shown_fields

    def printable(self) -> DocumentRequest | None:
        """Return the fiche that is open, else the plan d’actions of the list."""
        from ctg_desktop.documents import PlanRequest, SheetRequest

        if self._shown:
            return self.sheet.printable() if self.sheet else SheetRequest(self._shown)
        query = self._living if self.panel.query.deleted else self.panel.query
        return PlanRequest(replace(query, offset=0, limit=None))

    def _begin_in(self, ambition: str) -> None:
        """Begin an action in an ambition, which is named as the field names it."""
        if self.desk.office.is_read_only:
            return
        if not ambition:
            self.new_row()
            return
        from ctg_desktop.services.suggesting import suggestions

        def begin(found: list[Suggestion]) -> None:
            named = next((each for each in found if each.id == ambition), None)
            self._ask_for_action((named.id, named.words) if named else None)

        self.desk.read(lambda uow: suggestions(uow, "ambition", ""), begin, owner=self)

    def new_row(self) -> None:
        """Ask for what a new action needs, and open its fiche."""
        self._ask_for_action()

    def _begin_from_model(self) -> None:
        """Ask which model, and for what a new action needs; in their list, it is the one chosen."""
        row_id = self.panel.table.current_id if self.panel.query.models else ""
        self._ask_for_action(model=row_id or "")

    def _ask_for_action(
        self, ambition: tuple[str, str] | None = None, *, model: str | None = None
    ) -> None:
        from ui.pages.actions.new_action import NewActionDialog

        dialog = NewActionDialog(self.desk, self, ambition=ambition, model=model)
        dialog.action_created.connect(self.show_created)
        dialog.open()

    def show_created(self, row_id: str) -> None:
        """Open a new action, in the list of all if the present one would hide it."""
        if self.panel.query.deleted:
            self.panel.show_query(self._living)
        elif self.panel.query.models:
            self.panel.show_query(replace(self.panel.query, models=False))
        self._made = row_id
        self.open_row(row_id, reveal=True)

    def _tell_hidden(self, row_id: str, is_here: bool) -> None:  # noqa: FBT001 - a signal's
        if row_id == self._made and not is_here:
            self._offer_all("La nouvelle action ne répond pas aux filtres de la liste.")
        self._made = ""

    def _duplicate(self) -> None:
        from ctg_desktop.services import actions

        row_id, today = self.panel.table.current_id, self.desk.today

        def duplicated(action: Action) -> None:
            self.told.emit(f"Action dupliquée : {action.reference}.", Tone.GOOD)
            self.show_created(action.id)

        if row_id:
            self.desk.write(
                lambda uow: actions.duplicate(uow, row_id, today), duplicated, owner=self
            )

    def _keep_model(self) -> None:
        """Keep the chosen action for reuse: a copy of it that is a model; itself it stays."""
        from ctg_desktop.services import actions

        row_id, today = self.panel.table.current_id, self.desk.today

        def kept(action: Action) -> None:
            offer = Offer("Voir les modèles", self._show_models)
            words = f"Modèle enregistré : {quoted(action.title or '')}. L’action n’a pas changé."
            self.offered.emit(Message(words, Tone.GOOD, offer, key="modele"))

        if row_id:
            self.desk.write(
                lambda uow: actions.duplicate(uow, row_id, today, {"model": True}),
                kept,
                owner=self,
            )

    def _show_models(self) -> None:
        self.show_target(Target(self.key, query=ActionQuery(models=True)))


def _in_the_order_of(now: ActionQuery, asked: ActionQuery) -> ActionQuery:
    """Return the query asked for, in the order on screen unless it has one of its own."""
    usual = ActionQuery()
    if (asked.sort, asked.descending) != (usual.sort, usual.descending):
        return asked
    return replace(asked, sort=now.sort, descending=now.descending)
