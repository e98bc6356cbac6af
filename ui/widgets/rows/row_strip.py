"""One row of a table that is edited in place: its fields side by side, or stacked where narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.services.entering import Destination
from ctg_desktop.typography import on_one_line, spaced
from ui import icons
from ui.desk import Desk
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.field_editors.base import TEXT_INSET
from ui.widgets.field_editors.lines import WRAPPED, is_amount
from ui.widgets.labels import Caption, Hairline, Note
from ui.widgets.layout import layouts
from ui.widgets.rows.row_binding import RowBinding
from ui.widgets.tips import plain_tip

_WIDTHS = {
    Kind.DATE: (9.5, 13.5),
    Kind.INTEGER: (5.0, 7.5),
    Kind.DECIMAL: (7.5, 11.0),
    Kind.BOOLEAN: (5.0, 6.0),
    Kind.LONG_TEXT: (12.0, 40.0),
}
_SIGN, _ARROW = 0.7, 4.5
_LEAST_CHOICE, _SHORT_CHOICE = 5.0, 7.5
"""A list is as wide as its longest word and the arrow, in half-lines; less where room lacks."""

_SMALL_SIGN = 0.6
"""The width of a sign of a head, in half-lines: a word of it is not cut."""

_FIRST_WIDTH = (10.0, 40.0)
"""Of the first text of a row, by which it is known."""

_TEXT_WIDTH = (8.0, 20.0)
"""The widths of a cell by kind, and of any other, in half-lines: the least, and the natural one,
by which columns share what room is left."""

_LONGEST_SUMMARY = 240
"""In signs."""

_GAP = 0.5
_BUTTON_WIDTH = 2.6
_STACKED_COLUMNS = 2
_REMOVES = Qt.KeyboardModifier.ControlModifier
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}
_ANY_WIDTH = 16_777_215
"""Qt's own word for « as wide as there is room » (QWIDGETSIZE_MAX)."""


def _widths(specs: Sequence[FieldSpec]) -> list[tuple[float, float]]:
    """Return the least and the natural width of each field's cell, in half-lines."""
    found = []
    is_known = False
    for spec in specs:
        if spec.choices is not None:
            longest = max((len(choice.label) for choice in spec.choices), default=0)
            natural = max(_LEAST_CHOICE, _SIGN * longest + _ARROW)
            least = min(natural, _SHORT_CHOICE)
        elif spec.kind in _WIDTHS:
            least, natural = _WIDTHS[spec.kind]
        else:
            least, natural = _TEXT_WIDTH if is_known else _FIRST_WIDTH
            is_known = True
        head = _SMALL_SIGN * max(len(word) for word in spec.label.split()) + 2 * TEXT_INSET
        found.append((max(least, head), max(natural, head)))
    return found


def table_width(specs: Sequence[FieldSpec], buttons: int) -> int:
    """Return the width, in pixels, from which the fields fit side by side."""
    cells = sum(least for least, _ in _widths(specs)) + _GAP * (len(specs) + buttons)
    return layouts.px(cells + _BUTTON_WIDTH * buttons)


def cells(specs: Sequence[FieldSpec]) -> QGridLayout:
    """Return an empty line of cells: those of all rows are aligned, having the same widths."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(layouts.px(_GAP))
    grid.setVerticalSpacing(layouts.px(0.25))
    for at, (least, natural) in enumerate(_widths(specs)):
        grid.setColumnMinimumWidth(at, layouts.px(least))
        grid.setColumnStretch(at, round(10 * natural))
    return grid


@dataclass(frozen=True, slots=True)
class Manners:
    """What rows of a list are like.

    `moves` tells that they have an order; `more` names fields that open below a row, `fixed`
    those that are read only once the row is created.
    """

    moves: bool = False
    more: Sequence[str] = ()
    fixed: Sequence[str] = ()

    @property
    def buttons(self) -> int:
        """How many buttons end a row."""
        return 1 + self.moves + bool(self.more)


def _fill(grid: QGridLayout, editors: Sequence[FieldEditor]) -> None:
    """Set editors with their labels in two columns; those of text take a whole line."""
    grid.setHorizontalSpacing(layouts.px(1.5))
    grid.setVerticalSpacing(layouts.px(0.75))
    line = column = 0
    for editor in editors:
        editor.set_label_shown(shown=True)
        editor.setMinimumWidth(0)
        editor.setMaximumWidth(_ANY_WIDTH)
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        is_text = editor.spec.kind is Kind.TEXT and (editor.spec.maximum or 0) >= WRAPPED
        is_wide = is_text or editor.spec.kind in (Kind.LONG_TEXT, Kind.REFERENCES)
        if is_wide and column:
            line, column = line + 1, 0
        span = _STACKED_COLUMNS if is_wide else 1
        grid.addWidget(editor, line, column, 1, span, Qt.AlignmentFlag.AlignTop)
        column += span
        if column >= _STACKED_COLUMNS:
            line, column = line + 1, 0
    for at in range(_STACKED_COLUMNS):
        grid.setColumnStretch(at, 1)


class RowStrip(QWidget):
    """A row of the table, or a line that waits for its first value to become one."""

    removed = Signal()
    moved = Signal(int)
    """By how many places the person moves the row: -1 up, 1 down."""
    stepped = Signal(str, int)
    """From the field of that name to the same one of another row: -1 up, 1 down."""
    pasted = Signal(str, str)
    """The field in which several cells are pasted, and their text."""
    row_saved = Signal(object)
    pending_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        kind: EntityType,
        names: Sequence[str],
        *,
        manners: Manners,
        parent: QWidget | None = None,
    ) -> None:
        """Make the editors of the fields named, and of those that open below."""
        super().__init__(parent)
        self._kind = kind
        self._specs = [kind.fields[name] for name in names]
        self._manners = manners
        self._obstacle: str | None = None
        self._is_stacked: bool | None = None
        self._rank = (0, 0)
        self.editors: Mapping[str, FieldEditor] = {
            name: editor_for(kind.fields[name], desk, self, compact=True)
            for name in (*names, *manners.more)
        }
        self._up = self._button("chevron-up", "Monter (Alt + flèche haut)")
        self._up.clicked.connect(lambda: self.moved.emit(-1))
        self._opens = self._button("more", "Tous les champs")
        self._opens.setCheckable(True)
        self._opens.toggled.connect(self._show_more)
        self._bin = self._button("trash", "Retirer")
        self._bin.clicked.connect(self.removed)
        self._more = self._made_more()
        self._summary = Note("", self)
        self._summary.setIndent(layouts.px(TEXT_INSET))
        self._summary.hide()
        self._show_buttons(may_edit=True)
        self.below = layouts.column(spacing=0.5)
        self._column = layouts.column(self, spacing=0.5, margins=(0.25, 0))
        self._column.addWidget(self._summary)
        self._column.addWidget(self._more)
        self._column.addLayout(self.below)
        self._end = Hairline(self)
        self._column.addWidget(self._end)
        self._grid: QGridLayout | None = None
        self._remarks: QVBoxLayout | None = None
        self.binding = RowBinding(desk, kind, self.editors, self)
        self.binding.row_saved.connect(self._hear_saved)
        self.binding.pending_changed.connect(self.pending_changed)
        for widget in self.findChildren(QWidget):
            widget.installEventFilter(self)

    def _made_more(self) -> QWidget:
        """Return the fields that open below, with their labels."""
        box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(layouts.px(2), 0, 0, layouts.px(1))
        editors = [self.editors[name] for name in self._manners.more]
        _fill(grid, editors)
        box.hide()
        return box

    def _show_more(self, is_open: bool) -> None:  # noqa: FBT001 - what Qt's signal gives
        self._more.setVisible(is_open and bool(self._manners.more))
        self._sum_up()

    def _sum_up(self) -> None:
        """Say in a line what the fields hold that are not open."""
        told = [
            f"{editor.spec.label} : {on_one_line(words)}"
            for name in self._manners.more
            if (words := (editor := self.editors[name]).words()) and editor.value not in (None, ())
        ]
        line = " · ".join(told)
        line = line if len(line) <= _LONGEST_SUMMARY else line[: _LONGEST_SUMMARY - 1] + "…"
        self._summary.setText(line)
        self._summary.setVisible(bool(line) and not self._opens.isChecked())

    def _show_buttons(self, *, may_edit: bool) -> None:
        self._up.setVisible(may_edit and self._manners.moves)
        self._opens.setVisible(bool(self._manners.more))
        self._bin.setVisible(may_edit)

    @property
    def _buttons(self) -> list[QToolButton]:
        wanted = {
            self._up: self._manners.moves,
            self._opens: bool(self._manners.more),
            self._bin: True,
        }
        return [button for button, is_there in wanted.items() if is_there]

    def _button(self, icon: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon(icon))
        button.setProperty("look", "inner")
        button.setFixedSize(layouts.px(_BUTTON_WIDTH), layouts.px(_BUTTON_WIDTH))
        button.setToolTip(plain_tip(words))
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes from cell to cell
        return button

    # --- the row -----------------------------------------------------------------------

    @property
    def row_id(self) -> str | None:
        """The identity of the row; None as long as it is not created."""
        return self.binding.row_id

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in a row that is not created."""
        return self.row_id is None and not self.binding.is_pending

    def show_row(self, row: Entity, names_of: Mapping[str, str]) -> None:
        """Show a row; what the person typed in it meanwhile stays."""
        self.binding.show_row(row, names_of)
        self._fix()
        self._sum_up()

    def show_new(self, place: Destination, row: Entity) -> None:
        """Show a row to be created at its first valid value."""
        self.binding.show_new(place, row)
        for name in self._manners.fixed:
            self.editors[name].set_read_only(self._obstacle)
        self._sum_up()

    def take_typed(self, texts: Mapping[str, str]) -> None:
        """Show texts as if they had been typed, with what is to be mended in them."""
        for name, text in texts.items():
            self.editors[name].show_typed(text)
            self.editors[name].typed.emit()
            self.editors[name].left.emit()

    def set_obstacle(self, sentence: str | None) -> None:
        """Show the row to be read only, or with None let it be typed again."""
        self._obstacle = sentence
        for editor in self.editors.values():
            editor.set_read_only(sentence)
        self._show_buttons(may_edit=sentence is None)
        self._fix()

    def _hear_saved(self, row: Entity) -> None:
        self._fix()
        self.row_saved.emit(row)

    def _fix(self) -> None:
        if self._obstacle is None and self.row_id is not None:
            for name in self._manners.fixed:
                if not self.editors[name].is_read_only:
                    self.editors[name].set_read_only("Pour en changer, retirez la ligne.")

    def set_rank(self, number: int, total: int) -> None:
        """Tell the row apart from its sisters for a screen reader."""
        if self._rank == (number, total):
            return
        self._rank = (number, total)
        label = f"{self._kind.label.lower()} {number}"
        for editor in self.editors.values():
            editor.set_context(label)
        self._up.setAccessibleName(f"Monter, {label}")
        self._up.setEnabled(number > 1)
        self._bin.setAccessibleName(f"Retirer, {label}")
        self._opens.setAccessibleName(f"Tous les champs, {label}")
        self.setAccessibleName(f"{self._kind.label} {number} sur {total}")

    def focus_cell(self, name: str) -> None:
        """Put the keyboard into a field, its text selected as in a sheet."""
        control = self.editors[name].focusProxy() or self.editors[name]
        control.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        next(iter(self.editors.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab reaches in the row, in the order of reading."""
        first = [self.editors[spec.name] for spec in self._specs]
        more = [self.editors[name] for name in self._manners.more]
        fields = [editor.focusProxy() or editor for editor in first]
        opened = [editor.focusProxy() or editor for editor in more]
        return [*fields, *opened]

    # --- places ------------------------------------------------------------------------

    def set_stacked(self, *, stacked: bool) -> None:
        """Put the fields under one another with their labels, or side by side under a head."""
        if stacked == self._is_stacked:
            return
        self._is_stacked = stacked
        former = (self._grid, self._remarks)
        self._end.setVisible(stacked)
        if stacked:
            self._stack()
        else:
            self._line_up()
        for layout in former:
            if layout is not None:
                layout.deleteLater()

    def _line_up(self) -> None:
        grid, remarks = cells(self._specs), layouts.column(spacing=0)
        for at, spec in enumerate(self._specs):
            editor = self.editors[spec.name]
            editor.set_label_shown(shown=False)
            editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(editor, 0, at, Qt.AlignmentFlag.AlignTop)
            editor.put_remarks(remarks)
        self._end_line(grid, len(self._specs))
        self._column.insertLayout(0, grid)
        self._column.insertLayout(1, remarks)
        self._grid, self._remarks = grid, remarks

    def _stack(self) -> None:
        grid = QGridLayout()
        editors = [self.editors[spec.name] for spec in self._specs]
        for editor in editors:
            editor.put_remarks(None)
        _fill(grid, editors)
        self._end_line(grid, _STACKED_COLUMNS)
        self._column.insertLayout(0, grid)
        self._grid, self._remarks = grid, None

    def _end_line(self, grid: QGridLayout, column: int) -> None:
        for at, button in enumerate(self._buttons):
            grid.addWidget(button, 0, column + at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnMinimumWidth(column + at, layouts.px(_BUTTON_WIDTH))

    # --- overrides of Qt's methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from row to row by Enter and the arrows, move the row by Alt, paste a block."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and self._obstacle is None
            and self._takes_key(watched, event)
        ):
            return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what the buttons of the row do."""
        if self._obstacle is not None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._manners.moves:
            menu.addAction("Monter").triggered.connect(lambda: self.moved.emit(-1))
            menu.addAction("Descendre").triggered.connect(lambda: self.moved.emit(1))
        if self._manners.more:
            menu.addAction("Tous les champs").triggered.connect(self._opens.toggle)
        menu.addAction("Retirer").triggered.connect(self.removed)
        menu.popup(event.globalPos())

    def _takes_key(self, watched: QObject, event: QKeyEvent) -> bool:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        is_arrow = event.key() in _ARROWS
        name = self._cell_of(watched)
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            is_taken = self._manners.moves and is_arrow
            if is_taken:
                self.moved.emit(step)
        elif event.matches(QKeySequence.StandardKey.Paste):
            is_taken = bool(name) and self._takes_block(name)
        elif event.modifiers() == _REMOVES and event.key() == Qt.Key.Key_Delete:
            is_taken = True
            self.removed.emit()
        else:
            is_taken = bool(step and name) and self._may_step(name, event)
            if is_taken:
                self.stepped.emit(name, step)
        return is_taken

    def _may_step(self, name: str, event: QKeyEvent) -> bool:
        """Whether a key leads to another row: not where a list of what is meant takes it."""
        editor = self.editors[name]
        is_bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return (
            is_bare and not editor.proposes and not (editor.spec.target and event.key() in _ARROWS)
        )

    def _takes_block(self, name: str) -> bool:
        """Hand over what is pasted where it is more than one cell."""
        text = QGuiApplication.clipboard().text().replace("\r\n", "\n").rstrip("\n")
        if "\n" not in text and "\t" not in text:
            return False
        self.pasted.emit(name, text)
        return True

    def _cell_of(self, watched: QObject) -> str:
        """Return the name of the field of the line in which one types, empty for none."""
        fields = [spec.name for spec in self._specs] if isinstance(watched, QLineEdit) else []
        return next((each for each in fields if self.editors[each].focusProxy() is watched), "")


class TableHead(QWidget):
    """The labels over rows whose fields stand side by side."""

    def __init__(
        self, specs: Sequence[FieldSpec], *, buttons: int, parent: QWidget | None = None
    ) -> None:
        """Show each field's label over its column; `buttons` end the lines."""
        super().__init__(parent)
        grid = cells(specs)
        for at, spec in enumerate(specs):
            unit = f" ({spec.unit})" if spec.unit else ""
            label = Note(f"{spec.label}{unit}", self)
            label.setIndent(layouts.px(TEXT_INSET))
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            label.setSizePolicy(policy)
            if is_amount(spec):
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, 0, at, Qt.AlignmentFlag.AlignBottom)
        _keep_room(grid, len(specs), buttons, self)
        column = layouts.column(self, spacing=0.25)
        column.addLayout(grid)
        column.addWidget(Hairline(self))


def _keep_room(grid: QGridLayout, column: int, buttons: int, parent: QWidget) -> None:
    """Leave at the end of a line the room of the buttons that rows have there."""
    for at in range(buttons):
        room = QWidget(parent)
        room.setFixedWidth(layouts.px(_BUTTON_WIDTH))
        grid.addWidget(room, 0, column + at)


_LONGEST_SUM = 12
"""Longest sum under a column, in signs: a cut one would read as another amount."""


class TotalLine(QWidget):
    """A sum under each column that has one, and what it is the sum of; else all in a sentence."""

    def __init__(
        self,
        specs: Sequence[FieldSpec],
        words: tuple[str, Mapping[str, str]],
        *,
        buttons: int,
        is_stacked: bool,
        parent: QWidget | None = None,
    ) -> None:
        """Show the label of the total, then its sums by field name."""
        super().__init__(parent)
        label, sums = words
        told = [f"{s.label.lower()} {sums[s.name]}" for s in specs if sums.get(s.name)]
        self.setAccessibleName(spaced(f"{label} : {', '.join(told)}"))
        if is_stacked or any(len(each) > _LONGEST_SUM for each in sums.values()):
            line = Note(f"{label} : {', '.join(told)}", self, look="")
            layouts.column(self).addWidget(line)
            return
        grid = cells(specs)
        first = max(1, next((at for at, spec in enumerate(specs) if spec.name in sums), 1))
        title = Note(label, self, look="")
        title.setIndent(layouts.px(TEXT_INSET))
        grid.addWidget(title, 0, 0, 1, first)
        for at, spec in enumerate(specs[first:], first):
            shown = Caption(sums.get(spec.name, ""), self)
            shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            shown.setIndent(layouts.px(TEXT_INSET))
            grid.addWidget(shown, 0, at)
        _keep_room(grid, len(specs), buttons, self)
        layouts.column(self, margins=(0.25, 0)).addLayout(grid)
