"""The page of an entity: its list, the fiche beside it, and what is done with the chosen rows."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from ctg_desktop.documents import sheet_of
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import EntityType, describe
from ctg_desktop.domain.grammar import done_to, new
from ctg_desktop.domain.listing import RowQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import bulk
from ctg_desktop.services.moving import attached
from ctg_desktop.services.row_cards import home_of
from ctg_desktop.typography import capitalised, lowered
from ui.desk import Desk
from ui.dialogs.moving import removing
from ui.flow import Steps
from ui.pages.bulk_gestures import BulkGestures
from ui.pages.list_page import ListPage
from ui.pages.register.list_panel import RegisterList
from ui.targets import Target

if TYPE_CHECKING:
    from ctg_desktop.documents import DocumentRequest
    from ui.pages.register.sheet import RecordSheet


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


def register_page(kind: EntityType) -> type[RegisterPage]:
    """Return the class of the page of an entity."""
    facts = {
        "key": kind.key,
        "title": kind.plural,
        "kind": kind,
    }
    return type(f"{kind.cls.__name__}Page", (RegisterPage,), facts)


class RegisterPage(ListPage[RegisterList, "RecordSheet"]):
    """The rows of an entity: found, sorted, opened, changed together, thrown away."""

    kind: ClassVar[EntityType]
    help_topic: ClassVar[str] = "listes"
    sheet_module: ClassVar[str] = "ui.pages.register.sheet"
    gestures: ClassVar[type[BulkGestures]] = _Gestures

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the list alone; the fiche is made when one is first opened."""
        super().__init__(desk, RegisterList(desk, self.kind), parent)
        kind = self.kind
        self._names_are_old = True
        self._named = {spec.target for spec in kind.fields.values() if spec.target}
        self._own = {kind.name, *(each.name for each in kind.owned)}
        self.panel.read_done.connect(self._tell_hidden)

    # --- reading ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again, and what the filters offer where a name changed."""
        if self._names_are_old:
            self._names_are_old = False
            self.panel.read_menus()
        self.panel.renew()

    def concerns(self, changes: Changes) -> bool:
        """Whether a gesture touched what the list shows or names."""
        entities = changes.entities
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
            self._go_to_cell(target.cell)

    def target(self) -> Target:
        """Return what leads back here: the list, and the fiche that is open."""
        if self._shown:
            return Target(self.key, self.kind.name, self._shown)
        return Target(self.key)

    # --- the fiche --------------------------------------------------------------------

    def _make_sheet(self) -> Generator[None, None, RecordSheet]:
        from ui.pages.register.sheet import RecordSheet

        sheet = RecordSheet(self.desk, self.kind, self.sides.side)
        sheet.row_made.connect(self._follow_made)
        yield
        return sheet

    def _focus_sheet(self, sheet: RecordSheet) -> None:
        sheet.focus_first()

    def printable(self) -> DocumentRequest | None:
        """Return the sheet of the row that is open."""
        return sheet_of(self.kind, self._shown) if self._shown else None

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
        self.sides.open_side()
        birth = self._birth()
        self._with_sheet(lambda sheet: sheet.show_new(*birth))

    def _birth(self) -> tuple[dict[str, object], dict[str, str]]:
        """Return what a new row begins with, and names: the structure here, where it is typed."""
        kind, ours = self.kind, self.desk.office.structure
        whose = kind.fields[kind.structure] if kind.structure else None
        if whose is None or not whose.typed or ours is None:
            return {}, {}
        return {kind.structure: ours.id}, {ours.id: ours.cited}

    def _follow_made(self, row_id: str) -> None:
        self._shown = self._made = row_id
        self.panel.renew(row_id)
        self.commands_changed.emit()

    def _tell_hidden(self) -> None:
        """Say that a row which was just made is not in the list, because of its filters."""
        made, self._made = self._made, ""
        if made and self.panel.model.row_of(made) is None:
            self._offer_all("La nouvelle fiche ne répond pas aux filtres de la liste.")

    # --- commands ---------------------------------------------------------------------

    def command_words(self) -> Mapping[str, str]:
        """Name the entity; where none of it is made here, « new » makes an action as elsewhere."""
        kind = self.kind
        found = {"bulk_edit": f"Modifier &plusieurs {lowered(kind.plural)}…"}
        return found if self.panel.is_issued else {**found, "new": f"&{capitalised(new(kind))}"}

    def listed(self) -> tuple[EntityType, RowQuery]:
        """Return what the list shows, in its order on screen."""
        return self.kind, self.panel.ordered_query

    def shown_fields(self) -> tuple[str, ...]:
        """Return the fields in the columns of the list, in their order."""
        return self.panel.shown_fields
