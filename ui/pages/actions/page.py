"""The page Actions: the list, the fiche beside it, and what is done with the chosen actions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ctg_desktop.documents import DocumentRequest, PlanRequest
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.views import ActionQuery
from ctg_desktop.services import actions
from ctg_desktop.services.suggesting import Suggestion, suggestions
from ctg_desktop.typography import counted
from ui.desk import Desk
from ui.notify import Message, Offer, Tone
from ui.pages.actions.list_panel import ListPanel
from ui.pages.base import Command, Page
from ui.pages.bulk_gestures import BulkGestures
from ui.pages.following import Following
from ui.targets import Target
from ui.widgets.layout.layouts import column
from ui.widgets.layout.roomy import Roomy
from ui.widgets.layout.side_by_side import SideBySide

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ui.pages.actions.sheet import ActionSheet

_LISTED = frozenset({"action", "indicateur", "budget_line", "suivi_note"})
"""Entities whose rows change what the list shows or finds."""

_NAMED = frozenset(
    {"ambition", "enjeu", "thematique", "public", "contact", "territoire", "convention"}
)
"""Entities that the list and its filters name."""


class ActionsPage(Page):
    """The actions of the folder: found, sorted, opened, changed together, thrown away."""

    key = "actions"
    title = "Actions"
    help_topic = "actions"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the list alone; a fiche is made when one is first opened."""
        super().__init__(desk, parent)
        self.panel = ListPanel(desk)
        self._list = Roomy(self.panel)
        self.sides = SideBySide(self._list, "Retour à la liste", self)
        self._sheet: ActionSheet | None = None
        self._shown = ""
        self._made = ""
        self._names_are_old = True
        self._was_asked = False
        self._living = ActionQuery()
        self._gestures = BulkGestures(self, self.panel, Action.TYPE)
        self._following = Following(self.panel, self.sides, self.open_action)
        column(self, margins=(1.5, 2)).addWidget(self.sides)
        self._connect()

    def _connect(self) -> None:
        panel = self.panel
        panel.row_opened.connect(self._enter_action)
        panel.chosen_changed.connect(self.commands_changed)
        panel.bin_toggled.connect(self.show_bin)
        panel.new_asked.connect(self.new_action)
        panel.bulk_asked.connect(self._gestures.edit)
        panel.delete_asked.connect(self._gestures.delete)
        panel.restore_asked.connect(self._gestures.restore)
        self._gestures.deleted.connect(self._close_sheet_of)
        panel.copied.connect(self._tell_copied)
        panel.reader.revealed.connect(self._tell_hidden)
        self.sides.side_closed.connect(self._forget_sheet)
        self.sides.arranged.connect(self._make_room)

    # --- reading ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again the rows in sight, and the names when one of them changed."""
        names, self._names_are_old = self._names_are_old, False
        if self._was_asked:
            self.panel.read(names=names)
        else:
            self._was_asked = True
            self.panel.read_names()
            self.panel.show_query(self.panel.query)

    def concerns(self, changes: Changes) -> bool:
        """Whether a gesture touched what the list shows."""
        entities = {entity for entity, _row in changes.rows}
        self._names_are_old |= bool(entities & _NAMED)
        return bool(entities & (_LISTED | _NAMED))

    # --- going somewhere --------------------------------------------------------------

    def show_target(self, target: Target) -> None:
        """List what a link asks for, open its action, or show the list as it was left."""
        if target.query is not None:
            self._was_asked = True
            self.panel.show_query(_in_the_order_of(self.panel.query, target.query))
            self.panel.read_names()
        if target.section == "new":
            self._begin_in(target.row if target.entity == "ambition" else "")
        elif target.entity == "action" and target.row:
            self.open_action(target.row, reveal=True)
            if target.cell is not None:
                self._made_sheet().go_to_cell(target.cell)
            elif target.section:
                self._made_sheet().go_to_cell(Cell(target.section, "", ""))
        elif target.query is not None:
            self.sides.close_side()

    def target(self) -> Target:
        """Return what leads back here: the same list, and the fiche that is open."""
        query = replace(self.panel.query, offset=0, limit=None)
        if self._shown:
            return Target(self.key, "action", self._shown, query)
        return Target(self.key, query=query)

    # --- the fiche --------------------------------------------------------------------

    def open_action(self, row_id: str, *, reveal: bool = False) -> None:
        """Show the fiche of an action, beside the list or over it."""
        self._following.stop()
        sheet = self._made_sheet()
        if row_id != self._shown:
            self._shown = row_id
            sheet.show_action(row_id)
        if reveal:
            self.panel.renew(row_id)
        self.sides.open_side()
        self.commands_changed.emit()

    def _enter_action(self, row_id: str) -> None:
        self.open_action(row_id)
        self._made_sheet().setFocus()

    def _made_sheet(self) -> ActionSheet:
        from ui.pages.actions.sheet import ActionSheet

        if self._sheet is None:
            self._sheet = ActionSheet(self.desk, self)
            self._sheet.closed.connect(self.sides.close_side)
            self._sheet.went.connect(self.went)
            self.sides.set_side(self._sheet)
        return self._sheet

    def _make_room(self) -> None:
        self.panel.make_room(is_beside=self.sides.is_open and self.sides.is_wide)

    def _forget_sheet(self) -> None:
        self.flush()
        self._shown = ""
        self.commands_changed.emit()

    def _close_sheet_of(self, row_ids: Collection[str]) -> None:
        """Go back to the list when the fiche on screen is one of these."""
        if self._shown in row_ids:
            self.sides.close_side()

    def flush(self) -> None:
        """Begin to save what is typed in the fiche."""
        if self._sheet is not None:
            self._sheet.flush()

    def is_pending(self) -> bool:
        """Whether something typed in the fiche is not saved yet."""
        return self._sheet is not None and self._sheet.is_pending()

    # --- commands ---------------------------------------------------------------------

    def commands(self) -> Mapping[str, Command]:
        """Return what may be done now."""
        found: dict[str, Command] = {
            "show_bin": lambda: self.show_bin(not self.panel.query.deleted),
        }
        if not self._list.isHidden():
            found["columns"] = self.panel.table.show_columns_menu
        writes = not self.desk.office.is_read_only
        if writes:
            found["new"] = self.new_action
        if not self.panel.table.chosen_count:
            return found
        found["copy_rows"] = self.panel.copy
        if not self.panel.query.deleted:
            found["edit"] = self._edit
        if writes and self.panel.query.deleted:
            found["restore"] = self._gestures.restore
        elif writes:
            found["duplicate"] = self._duplicate
            found["bulk_edit"] = self._gestures.edit
            found["delete"] = self._gestures.delete
        return found

    def printable(self) -> DocumentRequest | None:
        """Return the fiche that is open, else the plan d’actions of the list."""
        if self._shown and self._sheet is not None:
            return self._sheet.printable()
        query = self._living if self.panel.query.deleted else self.panel.query
        return PlanRequest(replace(query, offset=0, limit=None))

    def focus_search(self) -> bool:
        """Put the cursor into the search box of the list."""
        if not self.sides.is_wide:
            self.sides.close_side()
        self.panel.focus_search()
        return True

    def show_bin(self, shown: bool) -> None:  # noqa: FBT001 - a signal's
        """Show the corbeille, or the list as it was left."""
        if shown == self.panel.query.deleted:
            return
        if shown:
            self._living = self.panel.query
        self.sides.close_side()
        self.panel.show_query(ActionQuery(deleted=True) if shown else self._living)
        self.commands_changed.emit()

    def _begin_in(self, ambition: str) -> None:
        """Begin an action in an ambition, which is named as the field names it."""
        if self.desk.office.is_read_only:
            return
        if not ambition:
            self.new_action()
            return

        def begin(found: list[Suggestion]) -> None:
            named = next((each for each in found if each.id == ambition), None)
            self.new_action(ambition=(named.id, named.words) if named else None)

        self.desk.read(lambda uow: suggestions(uow, "ambition", ""), begin, owner=self)

    def new_action(self, *, ambition: tuple[str, str] | None = None) -> None:
        """Ask for what a new action needs, and open its fiche."""
        from ui.pages.actions.new_action import NewActionDialog

        dialog = NewActionDialog(self.desk, self, ambition=ambition)
        dialog.action_created.connect(self.show_created)
        dialog.open()

    def show_created(self, row_id: str) -> None:
        """Open a new action, in the list of all if the present one would hide it."""
        if self.panel.query.deleted:
            self.panel.show_query(self._living)
        self._made = row_id
        self.open_action(row_id, reveal=True)

    def _tell_hidden(self, row_id: str, is_here: bool) -> None:  # noqa: FBT001 - a signal's
        if row_id == self._made and not is_here:
            offer = Offer("Tout effacer", self.panel.bar.clear)
            words = "La nouvelle action ne répond pas aux filtres de la liste."
            self.offered.emit(Message(words, Tone.INFO, offer, key="filtres"))
        self._made = ""

    def _edit(self) -> None:
        if row_id := self.panel.table.current_id:
            self.open_action(row_id)
            self._made_sheet().go_to("title")

    def _duplicate(self) -> None:
        row_id, today = self.panel.table.current_id, self.desk.today

        def duplicated(action: Action) -> None:
            self.told.emit(f"Action dupliquée : {action.reference}.", Tone.GOOD)
            self.show_created(action.id)

        if row_id:
            self.desk.write(
                lambda uow: actions.duplicate(uow, row_id, today), duplicated, owner=self
            )

    def _tell_copied(self, count: int, kept_back: int) -> None:
        words = counted(count, "ligne copiée", "lignes copiées")
        told = f"{words}, avec les en-têtes." if count else "Rien n’a été copié."
        if not kept_back:
            self.told.emit(told, Tone.GOOD)
            return
        one, several = "action confidentielle est restée", "actions confidentielles sont restées"
        left = f"{counted(kept_back, one, several)} de côté"
        how = "pour les copier, filtrez sur « Confidentielle »"
        self.told.emit(f"{told} {left} : {how}.", Tone.INFO)


def _in_the_order_of(now: ActionQuery, asked: ActionQuery) -> ActionQuery:
    """Return the query asked for, in the order on screen unless it has one of its own."""
    usual = ActionQuery()
    if (asked.sort, asked.descending) != (usual.sort, usual.descending):
        return asked
    return replace(asked, sort=now.sort, descending=now.descending)
