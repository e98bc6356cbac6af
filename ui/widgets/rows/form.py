"""A form for one row: the editors of its fields, set on the grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.services.entering import Destination
from ui.desk import Desk
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.labels import Note
from ui.widgets.layout import layouts
from ui.widgets.rows.row_binding import RowBinding

_IS_DECIDED = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
"""Whether a widget was shown or hidden by itself; others come up with what they are in."""

_COLUMN_WIDTH = 26
"""The least width of a column of fields, in half-lines: narrower forms have fewer columns."""

_LEAST_WIDTH = 20
"""In half-lines."""


class RowForm(QWidget):
    """Edits one row at a time: what is typed is saved when the field is left, or soon after.

    What cannot be saved yet stays on screen, with the reason; showing another row keeps it in
    mind, and it is there again with its row.
    """

    row_saved = Signal(object)
    """The row as it stands after one of its fields was saved."""
    pending_changed = Signal()
    """Something was typed, or nothing waits to be saved any more."""

    def __init__(
        self,
        desk: Desk,
        kind: EntityType,
        names: Sequence[str],
        *,
        columns: int = 2,
        read_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make the editors of the fields named, in that order; `columns` is the most there are."""
        super().__init__(parent)
        self._kind = kind
        self._most_columns = columns
        self._columns = 0
        self._fixed: dict[str, str] = {}
        self._why = Note("", self)
        self._why.hide()
        self.editors: Mapping[str, FieldEditor] = {
            name: editor_for(kind.fields[name], desk, self) for name in names
        }
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(layouts.px(3))
        self._grid.setVerticalSpacing(layouts.px(1.25))
        column = layouts.column(self)
        column.addWidget(self._why)
        column.addLayout(self._grid)
        self._shown: list[FieldEditor] = []
        self._show_fitting()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._binding = RowBinding(desk, kind, self.editors, self)
        self._binding.row_saved.connect(self.row_saved)
        self._binding.row_read.connect(self._show_fitting)
        self._binding.pending_changed.connect(self._show_fitting)
        self._binding.pending_changed.connect(self.pending_changed)
        if read_only:
            self.set_obstacle("")

    # --- rows --------------------------------------------------------------------------

    @property
    def row(self) -> Entity | None:
        """The row as it stands."""
        return self._binding.row

    def show_row(self, row: Entity | None, names_of: Mapping[str, str]) -> None:
        """Show a row; `names_of` says how everything is called that it points to, by identity.

        Of the row that is shown already, what the person typed meanwhile stays. With None the
        form is empty: see `show_new` for a row to be created.
        """
        self._binding.show_row(row, names_of)
        self._show_fitting()

    def show_new(
        self, row: Entity, birth: Mapping[str, object], names_of: Mapping[str, str] | None = None
    ) -> None:
        """Show a row to be created with `birth`, as soon as one of its fields can stand.

        `names_of` says how everything is called that it points to from the beginning.
        """
        self._binding.show_new(Destination(self._kind, None, birth), row, names_of or {})
        self._show_fitting()

    def set_obstacle(self, sentence: str | None, *, told: bool = True) -> None:
        """Show the row to be read only, and say why; with None let it be typed again.

        Without `told` the reason is said elsewhere on the page.
        """
        self._why.setText(sentence or "")
        self._why.setVisible(bool(sentence) and told)
        for name, editor in self.editors.items():
            editor.set_read_only(self._fixed.get(name) if sentence is None else sentence)

    def set_fixed(self, name: str, reason: str) -> None:
        """Show one field to be read only, whoever may modify the others."""
        self._fixed[name] = reason
        self.editors[name].set_read_only(reason)

    def stop_following(self) -> None:
        """Read nothing after a gesture: the page shows the row again by itself."""
        self._binding.follows = False

    # --- saving ------------------------------------------------------------------------

    def flush(self) -> None:
        """Begin to save what is typed and not saved yet."""
        self._binding.commit()

    def is_pending(self) -> bool:
        """Whether something that was typed does not stand yet, for whatever reason."""
        return self._binding.is_pending

    def is_saving(self) -> bool:
        """Whether something will be saved without the person doing anything more."""
        return self._binding.is_saving

    def refusals(self) -> tuple[str, ...]:
        """Return the sentences under fields whose text cannot be saved as it is."""
        return tuple(e.remark for e in self.editors.values() if e.is_touched and e.remark)

    # --- places ------------------------------------------------------------------------

    def focus_field(self, name: str) -> None:
        """Put the keyboard into a field."""
        self.editors[name].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_fitting(self) -> None:
        """Show the fields that go with what the others say now, and what was typed all the same."""
        hidden: set[str] = set()
        for name, editor in self.editors.items():
            goes_with = editor.spec.goes_with
            if goes_with is None or editor.is_touched or goes_with[0] not in self.editors:
                continue
            other, values = goes_with
            if other in hidden or self.editors[other].raw() not in values:
                hidden.add(name)
        shown = [editor for name, editor in self.editors.items() if name not in hidden]
        if shown != self._shown:
            self._shown = shown
            for name, editor in self.editors.items():
                # To show it by itself would polish it now, and again in each widget it comes into.
                if name in hidden or editor.testAttribute(_IS_DECIDED):
                    editor.setVisible(name not in hidden)
            self._lay_out(self._columns or self._most_columns)

    def _set_columns(self, columns: int) -> None:
        if columns != self._columns:
            self._lay_out(columns)

    def _lay_out(self, columns: int) -> None:
        self._columns = columns
        for editor in self.editors.values():
            self._grid.removeWidget(editor)
        before: QWidget | None = None
        for editor, row, column in _places(self._shown, columns):
            span = columns if editor.fills_row else 1
            self._grid.addWidget(editor, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            for stop in _stops(editor):
                if before is not None:
                    QWidget.setTabOrder(before, stop)
                before = stop
        for at in range(self._most_columns):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)

    # --- overrides of Qt's methods

    def minimumSizeHint(self) -> QSize:
        """Allow a width of one column."""
        return QSize(layouts.px(_LEAST_WIDTH), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as the width allows."""
        super().resizeEvent(event)
        room = event.size().width() // layouts.px(_COLUMN_WIDTH)
        self._set_columns(max(1, min(self._most_columns, room)))


def _stops(editor: FieldEditor) -> list[QWidget]:
    """Return what Tab reaches in an editor: its control, then a button beside it."""
    beside = editor.findChildren(QToolButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
    buttons = [each for each in beside if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return [editor.focusProxy() or editor, *buttons]


def _places(editors: list[FieldEditor], columns: int) -> Iterator[tuple[FieldEditor, int, int]]:
    """Give each field its line and column; a narrow one further on fills a hole before a wide one.

    They come in the order in which they are read.
    """
    waiting, row, column = list(editors), 0, 0
    while waiting:
        narrow = next((each for each in waiting if not each.fills_row), None)
        editor = waiting[0] if column == 0 or narrow is None else narrow
        if editor.fills_row and column:
            row, column = row + 1, 0
        waiting.remove(editor)
        yield editor, row, column
        column += columns if editor.fills_row else 1
        if column >= columns:
            row, column = row + 1, 0
