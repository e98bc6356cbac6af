"""The rows that hang on another, edited in place: added, removed, moved, added up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ctg_desktop.domain.changes import Cell, Changes
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.grammar import done_to
from ctg_desktop.folder.drafts import field_key
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.entering import Destination
from ctg_desktop.services.naming import in_order
from ctg_desktop.services.pasting import Pasted, PastedLine, paste
from ctg_desktop.services.suggesting import names_of as names_in
from ctg_desktop.services.totals import Total
from ctg_desktop.typography import counted, quoted
from ui import icons
from ui.desk import Desk
from ui.widgets.field_editors import FieldEditor
from ui.widgets.labels import Note
from ui.widgets.layout import layouts
from ui.widgets.layout.filling import laid_out_once, set_aside
from ui.widgets.rows.row_strip import Manners, RowStrip, TableHead, TotalLine, table_width

_ORDER = "order"
_MOST_SPARE = 12
"""How many lines are kept for other rows: making one costs more than filling one."""

_AT_ONCE = 3
"""How many lines are made at once: those in sight follow, and between them the window answers."""

_LINE_HEIGHT = 3.5
"""Of a line that is not made yet, in half-lines."""

_LEAST_WIDTH = 24
"""In half-lines."""


@dataclass(frozen=True, slots=True)
class RowsLook:
    """How a list of rows is shown.

    `add` is the words of the button that adds one, `none` what stands for an empty list;
    `totals` adds rows up; `more` names fields that open below a row, `fixed` those that are
    read only once it is created; `prefilled` are values that a new row begins with.
    """

    add: str = "Ajouter une ligne"
    none: str = ""
    totals: Callable[[Sequence[Entity]], Sequence[Total]] | None = None
    more: Sequence[str] = ()
    fixed: Sequence[str] = ()
    prefilled: Mapping[str, object] | None = None


_USUAL = RowsLook()


class _Rest(QWidget):
    """The room of the lines that are not made yet: to see it is to ask for them."""

    seen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    # --- overrides of Qt's methods

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask for the lines that belong here."""
        super().paintEvent(event)
        self.seen.emit()


class RowsEditor(QWidget):
    """The rows of one owner at a time, in a table whose cells are editors.

    A new row is a blank line, created as soon as its first fields can stand. A row that is
    removed comes back by « Annuler ». Where rows have an order, Alt and the arrows move them.
    """

    row_saved = Signal(object)
    """The row as it stands after one of its fields was saved."""
    pending_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        kind: EntityType,
        names: Sequence[str],
        *,
        owner_field: str,
        look: RowsLook = _USUAL,
        parent: QWidget | None = None,
    ) -> None:
        """Edit the fields named, of rows whose `owner_field` leads to the owner."""
        super().__init__(parent)
        self._desk = desk
        self._kind = kind
        self._names = names
        self._owner_field = owner_field
        self._look = look
        self._specs = [kind.fields[name] for name in names]
        self._manners = Manners(_ORDER in kind.fields, look.more, look.fixed)
        self._owner = ""
        self._follows = True
        self._obstacle: str | None = None
        self._is_stacked = False
        self._strips: list[RowStrip] = []
        self._parked: dict[str, list[RowStrip]] = {}
        self._spare: list[RowStrip] = []
        self._given: tuple[tuple[Entity, ...], Mapping[str, str]] = ((), {})
        self._coming = QTimer(self)
        self._coming.setSingleShot(True)
        self._coming.setInterval(0)
        self._coming.timeout.connect(self._make_more)
        self._totals: list[QWidget] = []
        self._waiting: dict[str, dict[str, str]] = {}
        """Texts that were pasted and cannot stand, by row and field, until their row is shown."""
        self._head = TableHead(self._specs, buttons=self._manners.buttons, parent=self)
        self._none = Note(look.none, self)
        self._lines = layouts.column(spacing=0)
        self._rest = _Rest(self)
        self._rest.seen.connect(self._coming.start)
        self._sums = layouts.column(spacing=0)
        self.add_button = QPushButton(icons.icon("plus"), look.add, self)
        self.add_button.setProperty("look", "quiet")
        self.add_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.add_button.clicked.connect(self.add_row)
        self._column = column = layouts.column(self, spacing=0.25)
        column.addWidget(self._head)
        column.addWidget(self._none)
        column.addLayout(self._lines)
        column.addWidget(self._rest)
        column.addLayout(self._sums)
        column.addWidget(self.add_button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        desk.changed.connect(self._follow)
        self._arrange()

    # --- rows --------------------------------------------------------------------------

    @property
    def strips(self) -> Sequence[RowStrip]:
        """The rows on screen, in their order; blank ones are last."""
        return tuple(self._strips)

    @property
    def standing(self) -> list[Entity]:
        """The rows of the owner as they stand now."""
        found = {row.id: row for row in self._given[0]}
        for strip in self._strips:
            if strip.binding.row is not None:
                found[strip.binding.row.id] = strip.binding.row
        return list(found.values())

    def editor_of(self, cell: Cell) -> FieldEditor | None:
        """Return the editor of a cell on screen, of the first field where it is none of them.

        A cell without a row is that of the blank line.
        """
        rows_of = self._strips if cell.entity == self._kind.name else []
        if any(row.id == cell.row for row in self._given[0]):
            self._make_all()
            rows_of = self._strips
        strip = next((each for each in rows_of if (each.row_id or "") == cell.row), None)
        if strip is None:
            return None
        return strip.editors.get(cell.field) or next(iter(strip.editors.values()))

    def show_rows(
        self, owner_id: str, rows_of: Sequence[Entity], names_of: Mapping[str, str]
    ) -> None:
        """Show the rows of an owner; what the person typed in them meanwhile stays."""
        self._coming.stop()
        if owner_id != self._owner:
            self._park()
            self._owner = owner_id
            self._strips = self._parked.pop(owner_id, [])
            for strip in self._strips:
                strip.set_obstacle(self._obstacle)
                strip.show()
        self._given = (tuple(rows_of), names_of)
        self._assemble()
        new = field_key(self._kind.name, None, owner_id)
        if self._obstacle is None and new in self._desk.drafts.found:
            self._blank_line()

    def _assemble(self) -> None:
        """Give rows their lines, a few new ones at a time: those in sight are made."""
        known = {strip.row_id for strip in self._strips}
        is_many = sum(row.id not in known for row in self._given[0]) > 1
        with set_aside(self, wanted=is_many):
            self._give_lines()

    def _make_more(self) -> None:
        """Make a few more lines; those that stand are as they were."""
        self._give_lines(are_same=True)

    def _make_all(self) -> None:
        """Make the lines that are not in sight too."""
        if not self._rest.isHidden():
            self._give_lines(at_once=len(self._given[0]), are_same=True)

    def _give_lines(self, at_once: int = _AT_ONCE, *, are_same: bool = False) -> None:
        rows_of, names_of = self._given
        known = {strip.row_id: strip for strip in self._strips if strip.row_id is not None}
        blank = [strip for strip in self._strips if strip.row_id is None]
        shown: list[RowStrip] = []
        room = at_once
        for row in rows_of:
            stands = row.id in known
            if not stands:
                if room == 0:
                    continue
                room -= 1
            strip = known.pop(row.id) if stands else self._made()
            shown.append(strip)
            if stands and are_same:
                continue
            strip.show_row(row, names_of)
            strip.take_typed(self._waiting.pop(row.id, {}))
            self._fill(strip, row)
        for gone in known.values():
            self._drop(gone)
        self._strips = [*shown, *blank]
        left = len(rows_of) - len(shown)
        self._rest.setFixedHeight(layouts.px(_LINE_HEIGHT) * left)
        self._rest.setVisible(left > 0)
        self._arrange()

    def _park(self) -> None:
        """Keep the rows of the owner that is left which hold what is not saved yet."""
        kept = []
        for strip in self._strips:
            strip.binding.commit()
            if self._holds(strip):
                strip.hide()
                self._lines.removeWidget(strip)
                kept.append(strip)
            else:
                self._drop(strip)
        if kept:
            self._parked[self._owner] = kept
        self._strips = []

    def _holds(self, strip: RowStrip) -> bool:
        """Whether something that was typed in a row does not stand yet."""
        return strip.binding.is_pending

    def _made(self) -> RowStrip:
        """Return a line without a row: one that served before, or a new one."""
        if self._spare:
            strip = self._spare.pop()
            strip.set_obstacle(self._obstacle)
            return strip
        strip = RowStrip(
            self._desk,
            self._kind,
            self._names,
            manners=self._manners,
            parent=self,
        )
        strip.row_saved.connect(self._hear_saved)
        strip.pending_changed.connect(self.pending_changed)
        strip.removed.connect(lambda: self._remove(strip))
        strip.moved.connect(lambda step: self._move(strip, step))
        strip.stepped.connect(lambda name, step: self._step(strip, name, step))
        strip.pasted.connect(lambda name, text: self._paste(strip, name, text))
        strip.set_obstacle(self._obstacle)
        strip.binding.follows = self._follows
        self._dress(strip)
        return strip

    def _dress(self, strip: RowStrip) -> None:
        """Give a new row what a subclass shows below it."""

    def _fill(self, strip: RowStrip, row: Entity) -> None:
        """Fill what a subclass shows below a row."""

    def _drop(self, strip: RowStrip) -> None:
        self._lines.removeWidget(strip)
        strip.hide()
        if self._holds(strip) or len(self._spare) >= _MOST_SPARE:
            strip.deleteLater()
        else:
            self._spare.append(strip)

    def set_obstacle(self, sentence: str | None) -> None:
        """Show the rows to be read only, or with None let them be edited again."""
        self._obstacle = sentence
        for strip in self._strips:
            strip.set_obstacle(sentence)
        self._arrange()

    def stop_following(self) -> None:
        """Read nothing after a gesture: the page shows the rows again by itself."""
        self._follows = False
        for strip in self._strips:
            strip.binding.follows = False

    # --- what the person does ------------------------------------------------------------

    def add_row(self) -> None:
        """Give a blank line to type in; the one that is there already, if it is."""
        self._blank_line().focus_first()

    def _blank_line(self) -> RowStrip:
        blank = next((strip for strip in self._strips if strip.is_blank), None)
        return blank or self._next_line()

    def _next_line(self) -> RowStrip:
        """Put a blank line after the others."""
        self._make_all()
        blank = self._made()
        prefilled = self._prefilled()
        birth = {self._owner_field: self._owner, **prefilled}
        blank.show_new(
            Destination(self._kind, None, birth),
            self._kind.cls(id="", **prefilled),  # type: ignore[arg-type] # fields by name
        )
        self._strips.append(blank)
        self._arrange()
        return blank

    def _prefilled(self) -> dict[str, object]:
        """Return the values that a new row begins with."""
        return dict(self._look.prefilled or {})

    def _remove(self, strip: RowStrip) -> None:
        at, row_id, kind = self._strips.index(strip), strip.row_id, self._kind
        if row_id is None:
            self._strips.remove(strip)
            self._drop(strip)
            self._arrange()
            self._focus_near(at)
            return

        def removed(_nothing: None) -> None:
            self._desk.tell_done(f"{done_to(kind, 'retiré')}.")
            self._focus_near(at)

        self._desk.write(lambda uow: (None, rows.remove(uow, kind, row_id)), removed, owner=self)

    def _focus_near(self, at: int) -> None:
        left = [strip for strip in self._strips if strip.isVisibleTo(self)]
        if at < len(left):
            left[at].focus_first()
        else:
            self.add_button.setFocus()

    def _move(self, strip: RowStrip, step: int) -> None:
        order = [each for each in self._strips if each.row_id is not None]
        if strip not in order or not 0 <= order.index(strip) + step < len(order):
            return
        at = order.index(strip)
        order.insert(at + step, order.pop(at))
        self._strips = [*order, *(each for each in self._strips if each.row_id is None)]
        self._arrange()
        ids, kind = [each.row_id or "" for each in order], self._kind
        self._desk.write(lambda uow: (None, rows.reorder(uow, kind, ids)), owner=self)

    def _step(self, strip: RowStrip, name: str, step: int) -> None:
        """Go to the same field of the row above or below; below the last one, of a new row."""
        at = self._strips.index(strip) + step
        if at == len(self._strips):
            self._make_all()
        if 0 <= at < len(self._strips):
            self._strips[at].focus_cell(name)
        elif step > 0:
            strip.binding.commit()
            if strip.is_blank:
                return
            # What is typed here may still be on its way to the storage: the row waits no less.
            self._next_line().focus_cell(name)

    def _paste(self, strip: RowStrip, name: str, text: str) -> None:
        """Put a block of cells over the rows from this one on, and after them into new ones."""
        names = list(self._names)
        names = names[names.index(name) :]
        strip.binding.commit()
        at = self._strips.index(strip)
        made = {each.row_id for each in self._strips}
        below: list[str | None] = [each.row_id for each in self._strips[at:]]
        below += [row.id for row in self._given[0] if row.id not in made]
        cells = [line.split("\t") for line in text.split("\n")]
        below += [None] * (len(cells) - len(below))
        lines = [
            PastedLine(row_id, dict(zip(names, line, strict=False)))
            for row_id, line in zip(below, cells, strict=False)
        ]
        birth = {self._owner_field: self._owner, **self._prefilled()}
        kind, today = self._kind, self._desk.today

        def pasted(found: Pasted) -> None:
            self._waiting |= {row: dict(texts) for row, texts in found.waiting.items()}
            for each in self._strips:
                each.take_typed(self._waiting.pop(each.row_id or "", {}))
            self._tell_left(found)

        self._desk.write(lambda uow: paste(uow, kind, birth, lines, today), pasted, owner=self)

    def _tell_left(self, found: Pasted) -> None:
        """Say how many lines were pasted, and which stay in the clipboard alone."""
        told = counted(found.written, "ligne collée", "lignes collées")
        if found.left:
            first, why = found.left[0]
            words = next((each for each in first.texts.values() if each.strip()), "")
            count = counted(len(found.left), "ligne ne l’est pas", "lignes ne le sont pas")
            told = f"{told} ; {count}, à partir de {quoted(words[:40])} : {why}"
        self._desk.tell_done(f"{told.rstrip('.')}.")

    def _hear_saved(self, row: Entity) -> None:
        self._add_up()
        self.row_saved.emit(row)

    # --- saving ------------------------------------------------------------------------

    @property
    def _every_strip(self) -> list[RowStrip]:
        return [*self._strips, *(each for kept in self._parked.values() for each in kept)]

    def flush(self) -> None:
        """Begin to save what is typed and not saved yet."""
        for strip in self._every_strip:
            strip.binding.commit()

    def is_pending(self) -> bool:
        """Whether something that was typed does not stand yet."""
        return any(strip.binding.is_pending for strip in self._every_strip)

    def is_saving(self) -> bool:
        """Whether something will be saved without the person doing anything more."""
        return any(strip.binding.is_saving for strip in self._every_strip)

    def _follow(self, changes: Changes) -> None:
        """Show rows that were added, removed or moved elsewhere, or by an undo."""
        if not self._follows or self._obstacle is not None or not self._owner:
            return
        if self._kind.name not in changes.entities:
            return
        owner, kind, where = self._owner, self._kind, {self._owner_field: self._owner}

        def read(uow: UnitOfWork) -> tuple[list[Entity], Mapping[str, str]]:
            found = in_order(kind, uow.rows(kind.cls, where=where))
            return found, names_in(uow, found)

        def show(found: tuple[list[Entity], Mapping[str, str]]) -> None:
            if owner == self._owner and self._obstacle is None:
                self.show_rows(owner, *found)

        self._desk.read(read, show, owner=self, key="rows")

    # --- places ------------------------------------------------------------------------

    def _arrange(self) -> None:
        total = max(len(self._strips), len(self._given[0]))
        with laid_out_once(self._column):
            for at, strip in enumerate(self._strips):
                if self._lines.indexOf(strip) != at:
                    self._lines.removeWidget(strip)
                    self._lines.insertWidget(at, strip)
                strip.set_stacked(stacked=self._is_stacked)
                strip.set_rank(at + 1, total)
                if strip.isHidden():
                    strip.show()
        self._head.setVisible(bool(self._strips) and not self._is_stacked)
        self._none.setVisible(not self._strips and bool(self._look.none))
        self.add_button.setVisible(self._obstacle is None)
        self._order_tabs()
        self._add_up()

    def _order_tabs(self) -> None:
        """Let Tab follow reading, whatever was made first."""
        before: QWidget = self.add_button  # it stands where the rows are to be
        for strip in self._strips:
            for widget in strip.tab_stops():
                QWidget.setTabOrder(before, widget)
                before = widget
        if before is not self.add_button:
            QWidget.setTabOrder(before, self.add_button)

    def _add_up(self) -> None:
        for line in self._totals:
            self._sums.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._totals = []
        if self._look.totals is None:
            return
        for total in self._look.totals(self.standing):
            line = TotalLine(
                self._specs,
                (total.label, total.sums),
                buttons=self._manners.buttons,
                is_stacked=self._is_stacked,
                parent=self,
            )
            self._totals.append(line)
            self._sums.addWidget(line)

    # --- overrides of Qt's methods

    def minimumSizeHint(self) -> QSize:
        """Allow a width in which the fields are stacked."""
        return QSize(layouts.px(_LEAST_WIDTH), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the fields of each row where they do not fit side by side."""
        super().resizeEvent(event)
        fits = event.size().width() >= table_width(self._specs, self._manners.buttons)
        if fits == self._is_stacked:
            self._is_stacked = not fits
            self._arrange()
