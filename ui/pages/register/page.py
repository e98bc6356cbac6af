"""The page of an entity: its list, the fiche beside it, and what is done with the chosen rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from ctg_desktop.documents import sheet_of
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import EntityType, describe
from ctg_desktop.domain.grammar import done_to, new
from ctg_desktop.domain.views import RowQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import bulk
from ctg_desktop.services.moving import attached
from ctg_desktop.services.row_cards import home_of
from ctg_desktop.typography import capitalised, counted, lowered
from ui.desk import Desk
from ui.dialogs.moving import removing
from ui.flow import Steps
from ui.notify import Message, Offer, Tone
from ui.pages.base import Command, Page
from ui.pages.bulk_gestures import BulkGestures
from ui.pages.following import Following
from ui.pages.register.list_panel import RegisterList
from ui.targets import Target
from ui.widgets.layout.layouts import column
from ui.widgets.layout.roomy import Roomy
from ui.widgets.layout.side_by_side import SideBySide

if TYPE_CHECKING:
    from ctg_desktop.documents import DocumentRequest
    from ui.pages.register.sheet import RecordSheet


def register_page(kind: EntityType) -> type[RegisterPage]:
    """Return the class of the page of an entity."""
    facts = {
        "key": kind.key,
        "title": kind.plural,
        "kind": kind,
    }
    return type(f"{kind.cls.__name__}Page", (RegisterPage,), facts)


class RegisterPage(Page):
    """The rows of an entity: found, sorted, opened, changed together, thrown away."""

    kind: ClassVar[EntityType]
    help_topic: ClassVar[str] = "listes"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the list alone; the fiche is made when one is first opened."""
        super().__init__(desk, parent)
        kind = self.kind
        self.panel = RegisterList(desk, kind)
        self._list = Roomy(self.panel)
        self.sides = SideBySide(self._list, "Retour à la liste", self)
        self.sheet: RecordSheet | None = None
        self._shown = ""
        self._made = ""
        self._living = RowQuery()
        self._names_are_old = True
        self._named = {spec.target for spec in kind.fields.values() if spec.target}
        self._own = {kind.name, *(each.name for each in kind.owned)}
        self._gestures = _Gestures(self, self.panel, kind)
        self._following = Following(self.panel, self.sides, self.open_row)
        column(self, margins=(1.5, 2)).addWidget(self.sides)
        self._connect()

    def _connect(self) -> None:
        panel = self.panel
        panel.row_opened.connect(self._enter_row)
        panel.chosen_changed.connect(self.commands_changed)
        panel.bin_toggled.connect(self.show_bin)
        panel.new_asked.connect(self.new_row)
        panel.bulk_asked.connect(self._gestures.edit)
        panel.delete_asked.connect(self._gestures.delete)
        panel.restore_asked.connect(self._gestures.restore)
        panel.copied.connect(self._tell_copied)
        panel.read_done.connect(self._tell_hidden)
        self._gestures.deleted.connect(self._close_sheet_of)
        self.sides.side_closed.connect(self._forget_sheet)
        self.sides.arranged.connect(self._make_room)

    # --- reading ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again, and what the filters offer where a name changed."""
        if self._names_are_old:
            self._names_are_old = False
            self.panel.read_menus()
        self.panel.read()

    def concerns(self, changes: Changes) -> bool:
        """Whether a gesture touched what the list shows or names."""
        entities = {entity for entity, _row in changes.rows}
        self._names_are_old |= bool(entities & self._named)
        return bool(entities & (self._own | self._named))

    # --- going somewhere --------------------------------------------------------------

    def show_target(self, target: Target) -> None:
        """Open a row, or the one that a row belongs to; begin a new one by the section `new`."""
        if target.section == "new":
            self.new_row()
        if not target.row:
            return
        kind, entity = self.kind, describe(target.entity)
        if entity is kind:
            self._open_target(target, target.row)
            return

        def show(row_id: str) -> None:
            self._open_target(target, row_id)

        self.desk.read(
            lambda uow: home_of(uow, kind, entity, target.row), show, owner=self, key="home"
        )

    def _open_target(self, target: Target, row_id: str) -> None:
        if not row_id:
            return
        self.open_row(row_id, reveal=True)
        if target.cell is not None:
            self._made_sheet().go_to_cell(target.cell)

    def target(self) -> Target:
        """Return what leads back here: the list, and the fiche that is open."""
        if self._shown:
            return Target(self.key, self.kind.name, self._shown)
        return Target(self.key)

    # --- the fiche --------------------------------------------------------------------

    def open_row(self, row_id: str, *, reveal: bool = False) -> None:
        """Show the fiche of a row, beside the list or over it."""
        self._following.stop()
        sheet = self._made_sheet()
        if row_id != self._shown:
            self._shown = row_id
            sheet.show_row(row_id)
        if reveal:
            self.panel.read(row_id)
        self.sides.open_side()
        self.commands_changed.emit()

    def _enter_row(self, row_id: str) -> None:
        self.open_row(row_id)
        self._made_sheet().focus_first()

    def _made_sheet(self) -> RecordSheet:
        from ui.pages.register.sheet import RecordSheet

        if self.sheet is None:
            self.sheet = RecordSheet(self.desk, self.kind, self)
            self.sheet.closed.connect(self.sides.close_side)
            self.sheet.went.connect(self.went)
            self.sheet.row_made.connect(self._follow_made)
            self.sides.set_side(self.sheet)
        return self.sheet

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
        if self.sheet is not None:
            self.sheet.flush()

    def printable(self) -> DocumentRequest | None:
        """Return the sheet of the row that is open."""
        return sheet_of(self.kind, self._shown) if self._shown else None

    def is_pending(self) -> bool:
        """Whether something typed in the fiche is not saved yet."""
        return self.sheet is not None and self.sheet.is_pending()

    # --- new rows ---------------------------------------------------------------------

    def new_row(self) -> None:
        """Open an empty fiche."""
        if not self.panel.may_make:
            return
        if self.panel.is_bin:
            self.show_bin(False)  # noqa: FBT003 - a signal's
        self._following.stop()
        self.panel.table.clearSelection()
        self._shown = ""
        sheet = self._made_sheet()
        self.sides.open_side()
        sheet.show_new(*self._birth())

    def _birth(self) -> tuple[dict[str, object], dict[str, str]]:
        """Return what a new row begins with, and names: the structure here, where it is typed."""
        kind, ours = self.kind, self.desk.office.structure
        whose = kind.fields[kind.structure] if kind.structure else None
        if whose is None or not whose.typed or ours is None:
            return {}, {}
        return {kind.structure: ours.id}, {ours.id: ours.cited}

    def _follow_made(self, row_id: str) -> None:
        self._shown = self._made = row_id
        self.panel.read(row_id)
        self.commands_changed.emit()

    def _tell_hidden(self) -> None:
        """Say that a row which was just made is not in the list, because of its filters."""
        made, self._made = self._made, ""
        if made and self.panel.model.row_of(made) is None:
            offer = Offer("Tout effacer", self.panel.bar.clear)
            words = "La nouvelle fiche ne répond pas aux filtres de la liste."
            self.offered.emit(Message(words, Tone.INFO, offer, key="filtres"))

    # --- commands ---------------------------------------------------------------------

    def commands(self) -> Mapping[str, Command]:
        """Return what may be done now."""
        is_bin = self.panel.is_bin
        found: dict[str, Command] = {"show_bin": lambda: self.show_bin(not is_bin)}
        if not self._list.isHidden():
            found["columns"] = self.panel.table.show_columns_menu
        writes = not self.desk.office.is_read_only
        if self.panel.may_make:
            found["new"] = self.new_row
        if not self.panel.table.chosen_count:
            return found
        found["copy_rows"] = self.panel.copy
        if not is_bin:
            found["edit"] = self._edit
        if writes and is_bin:
            found["restore"] = self._gestures.restore
        elif writes:
            if self.kind.bulk:
                found["bulk_edit"] = self._gestures.edit
            found["delete"] = self._gestures.delete
        return found

    def command_words(self) -> Mapping[str, str]:
        """Name the entity; where none of it is made here, « new » makes an action as elsewhere."""
        kind = self.kind
        found = {"bulk_edit": f"Modifier &plusieurs {lowered(kind.plural)}…"}
        return found if self.panel.is_issued else {**found, "new": f"&{capitalised(new(kind))}"}

    def listed(self) -> tuple[EntityType, RowQuery]:
        """Return what the list shows, in its order on screen."""
        return self.kind, self.panel.ordered_query

    def focus_search(self) -> bool:
        """Put the cursor into the search box of the list."""
        if not self.sides.is_wide:
            self.sides.close_side()
        self.panel.focus_search()
        return True

    def show_bin(self, shown: bool) -> None:  # noqa: FBT001 - a signal's
        """Show the corbeille, or the list as it was left."""
        if shown == self.panel.is_bin:
            return
        if shown:
            self._living = self.panel.query
        self.sides.close_side()
        self.panel.show_query(RowQuery(deleted=True) if shown else self._living)
        self.commands_changed.emit()

    def _edit(self) -> None:
        if row_id := self.panel.table.current_id:
            self._enter_row(row_id)

    def _tell_copied(self, count: int, kept_back: int) -> None:
        words = counted(count, "ligne copiée", "lignes copiées")
        told = f"{words}, avec les en-têtes." if count else "Rien n’a été copié."
        if kept_back:
            left = counted(
                kept_back, "ligne confidentielle reste", "lignes confidentielles restent"
            )
            told = f"{told} {left} de côté."
        self.told.emit(told, Tone.INFO if kept_back else Tone.GOOD)


class _Gestures(BulkGestures):
    """Asks, before a row goes, what is to become of what hangs on it."""

    def _delete(self, row_ids: list[str]) -> None:
        page = self._page
        if row_ids:
            page.flush()
            page.desk.flow(self._removing(row_ids), owner=page)

    def _removing(self, row_ids: list[str]) -> Steps:
        """Remove at once what nothing hangs on; of the others ask one by one."""
        desk, kind = self._page.desk, self._kind

        def tied_of(uow: UnitOfWork) -> list[str]:
            return [each for each in row_ids if attached(uow, kind, each).lines]

        tied = yield desk.reading(tied_of)
        free = [each for each in row_ids if each not in tied]
        if free:
            self._gone((yield desk.writing(lambda uow: bulk.delete(uow, kind, free))))
        for row_id in tied:
            name = yield from removing(desk, kind, row_id, self._page)
            if name is not None:
                self.deleted.emit((row_id,))
                self._panel.choose_near()
                desk.tell_done(f"{done_to(kind, kind.removed)} : {name}.")
