"""Changing several rows at once: which fields, which values, and what that would do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import EntityType, FieldSpec
from ctg_desktop.domain.grammar import agreed
from ctg_desktop.errors import CtgError, InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import bulk
from ctg_desktop.services.bulk import BulkReport
from ctg_desktop.services.entering import TypedName
from ctg_desktop.typography import counted, lowered
from ui.desk import Desk
from ui.dialogs.refusals import refusal_lines
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll

_EXAMINED_AFTER_MS = 150


_Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What may be changed of several rows, by name, and the verbs that tell and write it."""

    fields: Mapping[str, FieldSpec]
    examine: Callable[[UnitOfWork, Collection[str], _Values], BulkReport]
    edit: Callable[[UnitOfWork, Collection[str], _Values], tuple[BulkReport, Changes]]


def change_of(kind: EntityType) -> BulkChange:
    """Return what may be changed of several rows of an entity."""

    def examine(uow: UnitOfWork, ids: Collection[str], values: _Values) -> BulkReport:
        return bulk.examine(uow, kind, ids, values)

    def edit(uow: UnitOfWork, ids: Collection[str], values: _Values) -> tuple[BulkReport, Changes]:
        return bulk.edit(uow, kind, ids, values)

    return BulkChange({name: kind.fields[name] for name in kind.bulk}, examine, edit)


class BulkDialog(QDialog):
    """A box before each field says whether it changes; below stands how many rows would.

    The change is one gesture: one Ctrl+Z takes it back.
    """

    edited = Signal(object)
    """BulkReport: what was written."""

    def __init__(
        self,
        desk: Desk,
        kind: EntityType,
        row_ids: Sequence[str],
        parent: QWidget,
        change: BulkChange | None = None,
    ) -> None:
        """Ask what to change in these rows; `change` says what may be, where it is told apart."""
        super().__init__(parent)
        self._desk = desk
        self._kind = kind
        self._change = change or change_of(kind)
        self._ids = tuple(row_ids)
        self._boxes: dict[str, QCheckBox] = {}
        self._editors: dict[str, FieldEditor] = {}
        self.setWindowTitle(f"Modifier plusieurs {lowered(kind.plural)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._examining = QTimer(self)
        self._examining.setSingleShot(True)
        self._examining.setInterval(_EXAMINED_AFTER_MS)
        self._examining.timeout.connect(self._examine)
        self._build()
        self._examine()

    # --- building ---------------------------------------------------------------------

    def _build(self) -> None:
        """Make the parts from top to bottom: the keyboard goes through them in that order."""
        kind = self._kind
        one = f"{lowered(kind.label)} {agreed(kind, 'choisi')}"
        many = f"{lowered(kind.plural)} {bulk.several(kind, 'choisi')}"
        chosen = counted(len(self._ids), one, many)
        layout = column(self, spacing=1.5, margins=2)
        layout.addWidget(Heading(chosen, 3, self))
        layout.addWidget(
            Note("Cochez ce qui change ; un champ coché et vide efface la valeur.", self)
        )
        layout.addWidget(self._fields(), 1)
        self.outcome = Body("", self, bold=True)
        layout.addWidget(self.outcome)
        self.refused = QPlainTextEdit(self)
        self.refused.setReadOnly(True)
        self.refused.setAccessibleName(f"{kind.plural} qui ne changeront pas")
        self.refused.setTabChangesFocus(True)
        self.refused.setMaximumHeight(px(10))
        self.refused.hide()
        layout.addWidget(self.refused)
        layout.addLayout(self._buttons())
        screen = self.screen().availableGeometry()
        self.resize(min(px(62), screen.width()), min(px(54), screen.height()))
        self._show_needed()
        next(iter(self._boxes.values())).setFocus()

    def _fields(self) -> PaperScroll:
        area = PaperScroll(margins=0, parent=self)
        fields = QWidget(area.paper)
        grid = QGridLayout(fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(1))
        grid.setVerticalSpacing(px(1))
        grid.setColumnStretch(1, 1)
        for at, name in enumerate(self._change.fields):
            self._add_field(grid, at, name)
        area.column.addWidget(fields)
        area.column.addStretch(1)
        return area

    def _buttons(self) -> QHBoxLayout:
        cancel = QPushButton("Ne rien changer", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self._apply = QPushButton("Modifier", self)
        self._apply.setDefault(True)
        self._apply.setProperty("look", "primary")
        self._apply.clicked.connect(self._write)
        buttons = row(spacing=1)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._apply)
        return buttons

    def _add_field(self, grid: QGridLayout, at: int, name: str) -> None:
        spec = self._change.fields[name]
        box = QCheckBox(spec.label.replace("&", "&&"), self)
        box.setAccessibleName(f"Changer {lowered(spec.label)}")
        editor = editor_for(spec, self._desk, self)
        editor.set_label_shown(shown=False)
        editor.setEnabled(False)
        box.toggled.connect(editor.setEnabled)
        box.toggled.connect(self._hear)
        editor.typed.connect(self._hear)
        editor.chosen.connect(self._hear)
        self._boxes[name], self._editors[name] = box, editor
        grid.addWidget(box, at, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(editor, at, 1)

    # --- what is asked ----------------------------------------------------------------

    def box(self, name: str) -> QCheckBox:
        """Return the box that says whether a field changes."""
        return self._boxes[name]

    def editor(self, name: str) -> FieldEditor:
        """Return the editor of a field."""
        return self._editors[name]

    def _hear(self) -> None:
        self._show_needed()
        self._examining.start()

    def _show_needed(self) -> None:
        """Show the fields that make sense under one value of another, which then need theirs."""
        for name in self._boxes:
            other, values = self._change.fields[name].goes_with or ("", frozenset())
            if other not in self._boxes:
                continue
            is_needed = self._boxes[other].isChecked() and self._entered(other) in values
            self._boxes[name].setVisible(is_needed)
            self._editors[name].setVisible(is_needed)
            self._boxes[name].setChecked(is_needed)

    def _entered(self, name: str) -> Any:
        try:
            return self._editors[name].entry().value
        except InputError:
            return None

    def _values(self) -> dict[str, Any]:
        """Return what changes.

        Raises:
            InputError: a field holds no value of its own; it is marked.
        """
        found: dict[str, Any] = {}
        for name, box in self._boxes.items():
            editor = self._editors[name]
            editor.unmark()
            if not box.isChecked() or box.isHidden():
                continue
            try:
                value = editor.entry().value
                if isinstance(value, TypedName) or (value is None and self._is_needed(name)):
                    raise InputError("Choisissez dans la liste.")
            except InputError as error:
                editor.refuse(error)
                raise
            found[name] = value
        return found

    def _is_needed(self, name: str) -> bool:
        spec = self._change.fields[name]
        return spec.required or spec.filled is not None

    # --- what it would do --------------------------------------------------------------

    def _examine(self) -> None:
        try:
            values = self._values()
        except InputError:
            self._tell("Un champ est à corriger.", can_write=False)
            return
        if not values:
            self._tell("Cochez au moins un champ.", can_write=False)
            return
        change, ids = self._change, self._ids
        self._desk.read(
            lambda uow: change.examine(uow, ids, values),
            self._show_report,
            owner=self,
            key="examine",
            failed=self._fail,
        )

    def _show_report(self, report: BulkReport) -> None:
        self._tell(outcome_words(self._kind, report), can_write=bool(report.touched))
        lines = refusal_lines(report)
        self.refused.setPlainText("\n".join(lines))
        self.refused.setVisible(bool(lines))

    def _tell(self, words: str, *, can_write: bool) -> None:
        self.outcome.setText(words)
        self._apply.setEnabled(can_write)
        if not can_write:
            self.refused.hide()

    def _fail(self, error: CtgError) -> None:
        self._tell(error.sentence, can_write=False)

    def _write(self) -> None:
        self._examining.stop()
        try:
            values = self._values()
        except InputError:
            return
        change, ids = self._change, self._ids
        self._apply.setEnabled(False)
        self._desk.write(
            lambda uow: change.edit(uow, ids, values),
            self._done,
            owner=self,
            failed=self._fail,
        )

    def _done(self, report: BulkReport) -> None:
        self.edited.emit(report)
        self.accept()


def outcome_words(kind: EntityType, report: BulkReport) -> str:
    """Return what a change would do, in French: how many change, are so already, refuse."""
    count = len(report.touched)
    name = lowered(kind.label)
    words = counted(count, f"{name} changera", f"{lowered(kind.plural)} changeront")
    if not count:
        words = f"{agreed(kind, 'Aucun')} {name} ne changera"
    parts = [words]
    if report.same:
        parts.append(counted(report.same, "est déjà ainsi", "sont déjà ainsi"))
    if refused := len(report.refused):
        parts.append(counted(refused, "refuse", "refusent"))
    return ", ".join(parts) + "."
