"""The fiche of a row of any entity: its fields, its own rows, what points to it, its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.changes import Cell, Changes
from ctg_desktop.domain.fields import ORDER, Entity, EntityType, Kind
from ctg_desktop.domain.grammar import new, one, the
from ctg_desktop.errors import CtgError, NotFoundError
from ctg_desktop.services.row_cards import Pointing, RowCard, row_card
from ctg_desktop.typography import capitalised, lowered, spaced
from ui.desk import Desk
from ui.dialogs.proposal import ProposalDialog
from ui.pages.history_panel import HistoryPanel
from ui.targets import icon_of, target_of
from ui.widgets.field_editors import FieldEditor
from ui.widgets.labels import Hairline, Heading, Note
from ui.widgets.layout import layouts
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.line_breaks import breakable
from ui.widgets.line_button import LineButton
from ui.widgets.obstacle import ObstacleStrip
from ui.widgets.rows.form import RowForm
from ui.widgets.rows.rows_editor import RowsEditor, RowsLook


def typed_names(kind: EntityType) -> list[str]:
    """Return the fields of an entity that a form has, in their order."""
    return [name for name, spec in kind.fields.items() if spec.typed and name != ORDER]


class RecordSheet(PaperScroll):
    """The fiche of one row at a time, or of one to be made; each field saves when it is left."""

    closed = Signal()
    """The row is no more: the list should be shown."""
    went = Signal(object)
    """Target: the person asked to go there."""
    row_made = Signal(str)
    """The identity of a row that was just created."""

    def __init__(self, desk: Desk, kind: EntityType, parent: QWidget | None = None) -> None:
        """Make the form and the lists, empty."""
        super().__init__(spacing=1.25, margins=(1.5, 2), parent=parent)
        self._desk = desk
        self._kind = kind
        self._row = ""
        self._is_new = False
        self._wanted: Cell | None = None
        self.paper.setAccessibleName(spaced(f"Fiche : {lowered(kind.label)}"))
        self.title = Heading("", 1, self.paper)
        self.detail = Note("", self.paper)
        self.obstacle = ObstacleStrip(self.paper)
        self.obstacle.proposing.connect(self._propose)
        self._proposed: Entity | None = None
        self._failure = Note("", self.paper, look="alert")
        self.form = RowForm(desk, kind, typed_names(kind), parent=self.paper)
        self.owned = {each.name: self._rows(each) for each in kind.owned}
        self._pointing = QWidget(self.paper)
        self._links = layouts.column(self._pointing, spacing=0.5)
        self._content: QWidget | None = None
        self._past = QWidget(self.paper)
        self.history = HistoryPanel(desk, f"Historique de {the(kind)}", self._past)
        self._fill()
        self.form.row_saved.connect(lambda row: self._hear_saved(row.id))
        self._reread = QTimer(self)
        self._reread.setSingleShot(True)
        self._reread.setInterval(0)
        self._reread.timeout.connect(self.refresh)
        desk.changed.connect(self._hear)
        self.setFocusProxy(next(iter(self.form.editors.values())))

    def _rows(self, kind: EntityType) -> RowsEditor:
        names = [name for name in typed_names(kind) if name != kind.owner]
        beside = [name for name in names if kind.fields[name].kind is not Kind.LONG_TEXT]
        more = [name for name in names if name not in beside]
        none = f"Aucun{'e' if kind.is_feminine else ''} {lowered(kind.label)} pour le moment."
        look = RowsLook(f"Ajouter {one(kind)}", none, more=more)
        return RowsEditor(
            self._desk, kind, beside, owner_field=kind.owner, look=look, parent=self.paper
        )

    def _fill(self) -> None:
        column = self.column
        for widget in (self.title, self.detail, self.obstacle, self._failure, self.form):
            column.addWidget(widget)
        for kind in self._kind.owned:
            column.addWidget(Hairline(self.paper))
            column.addWidget(Heading(kind.plural, 2, self.paper))
            column.addWidget(self.owned[kind.name])
        column.addWidget(self._pointing)
        past = layouts.column(self._past, spacing=0.75)
        past.addWidget(Hairline(self._past))
        past.addWidget(Heading("Historique", 2, self._past))
        past.addWidget(self.history)
        column.addWidget(self._past)
        column.addStretch(1)
        self._failure.hide()

    # --- showing ----------------------------------------------------------------------

    @property
    def row_id(self) -> str:
        """The identity of the row on screen; empty for none, or one that is to be made."""
        return self._row

    def show_row(self, row_id: str) -> None:
        """Show a row from its top."""
        if row_id != self._row:
            self._row, self._is_new = row_id, False
            self.verticalScrollBar().setValue(0)
        self.refresh()

    def show_new(self, birth: dict[str, object], names: Mapping[str, str]) -> None:
        """Show a form with what a row begins with: it exists once its needed fields are there."""
        self._row, self._is_new = "", True
        self.title.setText(capitalised(new(self._kind)))
        self._tell_detail(_needed(self._kind))
        self._failure.hide()
        self._obstruct(None)
        self._show_lists(shown=False)
        row = self._kind.cls(id="", **birth)  # type: ignore[arg-type] # fields by name
        self.form.show_new(row, birth, names)
        self.verticalScrollBar().setValue(0)
        self.focus_first()

    def _show_lists(self, *, shown: bool) -> None:
        """Show what hangs on a row; one that is not there yet has nothing."""
        for editor in self.owned.values():
            editor.setEnabled(shown)
            if not shown:
                editor.show_rows("", (), {})
        self._pointing.setVisible(shown)
        self._past.setVisible(shown)

    def refresh(self) -> None:
        """Read the row again; what is being typed stays."""
        kind, row_id = self._kind, self._row
        if row_id:
            self._desk.read(
                lambda uow: row_card(uow, kind, row_id),
                self._show,
                owner=self,
                key="card",
                failed=self._fail,
            )

    def _show(self, card: RowCard) -> None:
        if card.row.id != self._row:
            return
        self._failure.hide()
        self.title.setText(breakable(card.title))
        self._tell_detail(card.detail)
        self._proposed = card.row
        self._obstruct(card.obstacle, may_propose=card.may_propose)
        self.form.show_row(card.row, card.names)
        for name, editor in self.owned.items():
            editor.show_rows(card.row.id, card.owned[name], card.names)
        self._show_lists(shown=True)
        self._show_pointing(card.pointing)
        self.history.show_row(self._row, may_edit=card.obstacle is None)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._go_to_editor(wanted)

    def _tell_detail(self, words: str) -> None:
        self.detail.setText(breakable(words))
        self.detail.setVisible(bool(words))

    def _propose(self) -> None:
        if self._proposed is not None:
            ProposalDialog(self._desk, self._proposed, self).open()

    def _obstruct(self, sentence: str | None, *, may_propose: bool = False) -> None:
        self.obstacle.tell(sentence, may_propose=may_propose)
        self.form.set_obstacle(sentence, told=False)
        for editor in self.owned.values():
            editor.set_obstacle(sentence)

    def _show_pointing(self, found: tuple[Pointing, ...]) -> None:
        if self._content is not None:
            self._links.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = QWidget(self._pointing)
        content = layouts.column(self._content, spacing=0.5)
        if found:
            content.addWidget(Hairline(self._content))
            content.addWidget(Heading("S’y rattachent", 2, self._content))
        lines: list[QWidget] = []
        named: set[str] = set()
        for each in found:
            content.addWidget(Note(f"{each.words} :", self._content))
            for row_id, name in each.named:
                lines.append(self._line(each.entity, row_id, name))
                content.addWidget(lines[-1])
                if name in named:  # it points here by several fields
                    lines[-1].setAccessibleName(spaced(f"{name}, {each.words}"))
                named.add(name)
            if each.is_cut:
                content.addWidget(Note("…", self._content, wraps=False))
        self._links.addWidget(self._content)
        self._content.show()
        for before, after in pairwise([*lines, self.history.table, self.history.button]):
            QWidget.setTabOrder(before, after)  # they come later than what stands below

    def _line(self, entity: str, row_id: str, name: str) -> LineButton:
        target = target_of(entity, row_id)
        line = LineButton(name, icon=icon_of(target), parent=self._content)
        line.leads_to(lambda: self.went.emit(target))
        return line

    def _fail(self, error: CtgError) -> None:
        if isinstance(error, NotFoundError):
            self._row = ""
            self.closed.emit()
        else:
            self._failure.setText(error.sentence)
            self._failure.show()

    def _hear(self, changes: Changes) -> None:
        if self._row and changes:
            self._reread.start()

    def _hear_saved(self, row_id: str) -> None:
        if self._is_new:
            self._row, self._is_new = row_id, False
            self.row_made.emit(row_id)
            self.refresh()

    # --- saving -----------------------------------------------------------------------

    def _savers(self) -> Iterator[RowForm | RowsEditor]:
        yield self.form
        yield from self.owned.values()

    def flush(self) -> None:
        """Begin to save what is typed and not saved yet."""
        for saver in self._savers():
            saver.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed does not stand yet."""
        return any(saver.is_pending() for saver in self._savers())

    # --- going around -----------------------------------------------------------------

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self.form.focus_field(next(iter(self.form.editors)))

    def go_to_cell(self, cell: Cell) -> None:
        """Put the keyboard where a cell of the row was changed, or of one of its own rows."""
        self._wanted = cell
        self.refresh()

    def _go_to_editor(self, cell: Cell) -> None:
        editor = self._editor_of(cell)
        if editor is not None and not editor.has_keyboard:
            editor.setFocus()
            editor.show_change()
            self.ensureWidgetVisible(editor, 0, layouts.px(4))

    def _editor_of(self, cell: Cell) -> FieldEditor | None:
        if cell.entity == self._kind.name:
            return self.form.editors.get(cell.field)
        found = (editor.editor_of(cell) for editor in self.owned.values())
        return next(filter(None, found), None)


def _needed(kind: EntityType) -> str:
    """Say which fields a new row needs before it is saved."""
    labels = [f"« {spec.label} »" for spec in kind.fields.values() if spec.required and spec.typed]
    if not labels:
        return "Chaque champ s’enregistre quand vous le quittez."
    which = " et ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
    verb = "est rempli" if len(labels) == 1 else "sont remplis"
    return f"La fiche est enregistrée dès que {which} {verb}."
