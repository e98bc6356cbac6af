"""A page made of a list and of the fiche beside it: what all such pages do alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from ctg_desktop.typography import counted, lowered
from ui.desk import Desk
from ui.notify import Message, Offer, Tone
from ui.pages.base import Command, Page
from ui.pages.bulk_gestures import BulkGestures
from ui.pages.following import Following
from ui.pages.rows_panel import RowsPanel
from ui.widgets.layout.layouts import column
from ui.widgets.layout.roomy import Roomy
from ui.widgets.layout.side_by_side import SideBySide

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Cell

List = TypeVar("List", bound=RowsPanel)
Sheet = TypeVar("Sheet", bound=Any)


class ListPage(Page, Generic[List, Sheet]):
    """Rows found, sorted, opened beside the list, changed together, thrown away.

    A subclass makes the fiche (`sheet`), whose `show_row` shows a row. Making the first one takes
    long: its modules are imported by the storage's thread, and between the parts the window
    answers.
    """

    sheet_module: ClassVar[str]
    """The module of the fiche, imported when one is first opened."""
    gestures: ClassVar[type[BulkGestures]] = BulkGestures

    def __init__(self, desk: Desk, panel: List, parent: QWidget | None = None) -> None:
        """Show the list alone; the fiche is made when one is first opened."""
        super().__init__(desk, parent)
        self.panel = panel
        self._list = Roomy(panel)
        self.sides = SideBySide(self._list, "Retour à la liste", "Fermer la fiche", self)
        self.sheet: Sheet | None = None
        self._due: list[Callable[[Sheet], object]] = []
        self._making: Generator[None, None, Sheet] | None = None
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._make_more)
        self._shown = ""
        self._made = ""
        self._living = panel.query
        self._gestures = self.gestures(self, panel, panel.kind)
        self._following = Following(panel, self.sides, self.open_row)
        column(self, margins=(1.5, 2)).addWidget(self.sides)
        panel.row_opened.connect(self._enter_row)
        panel.chosen_changed.connect(self.commands_changed)
        panel.table.menu_asked.connect(self.row_menu_asked)
        panel.bin_toggled.connect(self.show_bin)
        panel.new_asked.connect(self.new_row)
        panel.bulk_asked.connect(self._gestures.edit)
        panel.delete_asked.connect(self._gestures.delete)
        panel.restore_asked.connect(self._gestures.restore)
        panel.copied.connect(self._tell_copied)
        self._gestures.deleted.connect(self._close_sheet_of)
        self.sides.side_closed.connect(self._forget_sheet)
        self.sides.arranged.connect(self._make_room)

    # --- for the subclass -------------------------------------------------------------

    def new_row(self) -> None:
        """Begin a new row."""
        raise NotImplementedError

    def _make_sheet(self) -> Generator[None, None, Sheet]:
        """Make the fiche, which is asked for once; each `yield` lets the window answer."""
        raise NotImplementedError

    def _focus_sheet(self, sheet: Sheet) -> None:
        """Put the keyboard into the fiche that was opened with it."""
        raise NotImplementedError

    # --- the fiche --------------------------------------------------------------------

    def open_row(self, row_id: str, *, reveal: bool = False) -> None:
        """Show the fiche of a row, beside the list or over it."""
        self._following.stop()
        if row_id != self._shown:
            self._shown = row_id
            self._with_sheet(lambda sheet: sheet.show_row(row_id))
        if reveal:
            self.panel.renew(row_id)
        self.sides.open_side()
        self.commands_changed.emit()

    def _enter_row(self, row_id: str) -> None:
        self.open_row(row_id)
        self._enter_sheet(self._focus_sheet)

    def _enter_sheet(self, enter: Callable[[Sheet], object]) -> None:
        """Put the keyboard into the fiche, unless one goes elsewhere before it is made."""
        self._with_sheet(lambda sheet: self.isVisible() and enter(sheet))

    def _go_to_cell(self, cell: Cell) -> None:
        self._with_sheet(lambda sheet: sheet.go_to_cell(cell))

    def _with_sheet(self, act: Callable[[Sheet], object]) -> None:
        """Do something with the fiche: now, or as soon as it is made."""
        if self.sheet is not None:
            act(self.sheet)
            return
        self._due.append(act)
        if self._making is None:
            module = self.sheet_module
            self.desk.read(
                lambda _uow: import_module(module), self._begin_sheet, owner=self, key="sheet"
            )

    def _begin_sheet(self, _module: object) -> None:
        if self._due:
            self._making = self._make_sheet()
            self._turn.start()

    def _make_more(self) -> None:
        """Make another part of the fiche; with the last one, do what waits for it."""
        making, self._making = self._making, None
        assert making is not None
        try:
            next(making)
        except StopIteration as made:
            self._take_sheet(made.value)
        else:
            self._making = making
            self._turn.start()

    def _take_sheet(self, sheet: Sheet) -> None:
        self.sheet = sheet
        sheet.closed.connect(self.sides.close_side)
        sheet.went.connect(self.went)
        self.sides.set_side(sheet)
        due, self._due = self._due, []
        for act in due:
            act(sheet)

    def _make_room(self) -> None:
        self.panel.make_room(is_beside=self.sides.is_open and self.sides.is_wide)

    def _forget_sheet(self) -> None:
        self.flush()
        self._shown = ""
        self._due = []
        self.commands_changed.emit()

    def _close_sheet_of(self, row_ids: Collection[str]) -> None:
        """Go back to the list when the fiche on screen is one of these."""
        if self._shown in row_ids:
            self.sides.close_side()

    def shed(self) -> None:
        """End the fiche, unless something is typed in it; `target` still leads to it."""
        self._turn.stop()
        self._making, self._due = None, []
        if self.sheet is not None and not self.is_pending():
            delete(self.sheet)
            self.sheet = None

    def flush(self) -> None:
        """Begin to save what is typed in the fiche."""
        if self.sheet is not None:
            self.sheet.flush()

    def is_pending(self) -> bool:
        """Whether something typed in the fiche is not saved yet."""
        return self.sheet is not None and self.sheet.is_pending()

    # --- commands ---------------------------------------------------------------------

    def commands(self) -> Mapping[str, Command]:
        """Return what may be done now."""
        is_bin, kind = self.panel.is_bin, self.panel.kind
        found: dict[str, Command] = {"show_bin": lambda: self.show_bin(not is_bin)}
        if not self._list.isHidden():
            found["columns"] = self.panel.table.show_columns_menu
        if self.panel.may_make:
            found["new"] = self.new_row
        if not self.panel.table.chosen_count:
            return found
        found["copy_rows"] = self.panel.copy
        if not is_bin:
            found["edit"] = self._edit
        if self.desk.office.is_read_only:
            return found
        if is_bin:
            return {**found, "restore": self._gestures.restore}
        if kind.bulk:
            found["bulk_edit"] = self._gestures.edit
        return {**found, "delete": self._gestures.delete}

    def taken_in(self) -> str:
        """Return the entity that the page lists."""
        return self.panel.kind.name

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
        asked = type(self._living)(deleted=True) if shown else self._living
        self.panel.show_query(asked)
        self.commands_changed.emit()

    def _edit(self) -> None:
        if row_id := self.panel.table.current_id:
            self._enter_row(row_id)

    def _offer_all(self, words: str) -> None:
        """Say of a row that was just made that the filters hide it, and offer to drop them."""
        offer = Offer("Tout effacer", self.panel.bar.clear)
        self.offered.emit(Message(words, Tone.INFO, offer, key="filtres"))

    def _tell_copied(self, count: int, kept_back: int) -> None:
        words = counted(count, "ligne copiée", "lignes copiées")
        told = f"{words}, avec les en-têtes." if count else "Rien n’a été copié."
        if not kept_back:
            self.told.emit(told, Tone.GOOD)
            return
        kind = self.panel.kind
        one, several = lowered(kind.label), lowered(kind.plural)
        left = counted(
            kept_back, f"{one} confidentielle est restée", f"{several} confidentielles sont restées"
        )
        how = "pour les copier, filtrez sur « Confidentielle »"
        self.told.emit(f"{told} {left} de côté : {how}.", Tone.INFO)
