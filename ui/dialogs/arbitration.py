"""« Arbitrer »: values that several computers gave to one field, in three columns, and the choice.

One conflict at a time: the value in place, the result, the value received. A choice is written at
once and closes the conflict everywhere; « Annuler » takes it back. The last one closes the dialog.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.domain.changes import Cell, Changes
from ctg_desktop.domain.fields import DELETED, FieldSpec, Kind, known
from ctg_desktop.domain.text_diff import Passage
from ctg_desktop.errors import CtgError, InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conflicts import (
    ConflictView,
    SideView,
    conflict_views,
    conflicts_to_settle,
    resolve,
    resolve_otherwise,
)
from ctg_desktop.typography import ago, counted, labelled, spaced
from ui.desk import Desk
from ui.widgets.before_after import compared
from ui.widgets.differing_text import DifferingText
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.focus import has_left
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.layout.tab_order import follow_anew
from ui.widgets.line_breaks import breakable

_REASON = FieldSpec("", "", "Raison (facultative)", Kind.TEXT, maximum=1000)
_EMPTY = "(vide)"
_MARKS = "Entre ‹ › : les mots qui diffèrent."


@dataclass(frozen=True, slots=True)
class _Told:
    """A conflict with the words of its sides that differ from those of the others."""

    view: ConflictView
    actual: tuple[Passage, ...]
    received: tuple[tuple[SideView, tuple[Passage, ...]], ...]

    @property
    def cell(self) -> Cell:
        return self.view.conflict.cell

    @property
    def has_marks(self) -> bool:
        sides = (self.actual, *(each for _, each in self.received))
        return any(each.differs for side in sides for each in side)


def _told(view: ConflictView) -> _Told:
    actual, others = view.actual.words, view.received
    first = others[0].words if others else actual
    return _Told(
        view,
        compared(actual, first),
        tuple((side, compared(side.words, actual)) for side in others),
    )


class ArbitrationDialog(QDialog):
    """Shows the conflicts that are to be settled here, one after the other."""

    def __init__(
        self, desk: Desk, parent: QWidget, *, row_id: str | None = None, cell: Cell | None = None
    ) -> None:
        """Read the conflicts, of one row or of all, and show the first, or that of a cell."""
        super().__init__(parent)
        self.setWindowTitle("Arbitrer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._row_id, self._wanted = row_id, cell
        self._put_off: set[Cell] = set()
        self._waiting: tuple[_Told, ...] = ()
        self._has_settled = False
        self._editor: FieldEditor | None = None
        self._keep_button: QPushButton | None = None
        self._title = Heading("", 2)
        self._about = Note("")
        self._common = Body("")
        self._marks = Note(_MARKS)
        self._failure = Note("", look="alert")
        self._columns = FlowGrid(26, most=3, spacing=(2.5, 2))
        self._reason = editor_for(_REASON, desk, self)
        self._scroll = PaperScroll(spacing=1.25, margins=2, parent=self)
        for part in (
            *(self._title, self._about, self._failure, self._columns, self._marks),
            *(self._reason, self._common),
        ):
            self._scroll.column.addWidget(part)
        self._scroll.column.addStretch(1)
        self._later = QPushButton("Plus &tard", self)
        self._close = QPushButton("Fermer", self)
        for button, act in ((self._later, self._put_it_off), (self._close, self.reject)):
            button.clicked.connect(act)
            button.setAutoDefault(False)  # Enter in a text must choose nothing
        layout = column(self, spacing=0)
        layout.addWidget(self._scroll, 1)
        foot = row(spacing=1, margins=(0.75, 2))
        foot.addStretch(1)
        foot.addWidget(self._later)
        foot.addWidget(self._close)
        layout.addLayout(foot)
        room = parent.window().size() * 0.94
        self.resize(min(px(130), room.width()), min(px(64), room.height()))
        self._show_parts(is_any=False)
        self._read()

    # --- reading and showing ----------------------------------------------------------

    def _read(self) -> None:
        row_id, today = self._row_id, self._desk.today

        def read(uow: UnitOfWork) -> tuple[_Told, ...]:
            found = (
                conflicts_to_settle(uow, today) if row_id is None else conflict_views(uow, row_id)
            )
            return tuple(map(_told, found))

        self._desk.read(read, self._show, owner=self, key="conflicts")

    def _show(self, found: tuple[_Told, ...]) -> None:
        self._waiting = tuple(each for each in found if each.cell not in self._put_off)
        is_any = bool(self._waiting)
        if self._has_settled and not found:
            self.accept()  # the banner below says so, with « Annuler »
            return
        self._show_parts(is_any=is_any)
        if not is_any:
            left = len(found)
            self._title.setText(
                f"{counted(left, 'conflit')} pour plus tard"
                if left
                else "Plus aucun conflit n’attend"
            )
            self._columns.set_parts([])
            self._editor = self._keep_button = None
            self._close.setFocus()
            return
        told = next((each for each in self._waiting if each.cell == self._wanted), self._waiting[0])
        self._show_conflict(told)

    def _show_parts(self, *, is_any: bool) -> None:
        self._failure.hide()
        for part in (self._about, self._common, self._marks, self._reason, self._later):
            part.setVisible(is_any)

    def _show_conflict(self, told: _Told) -> None:
        view, now = told.view, self._desk.now
        self._wanted = told.cell
        self._title.setText(breakable(f"{view.row} – {view.field}"))
        self._about.setText(
            "Deux ordinateurs ont changé cette valeur sans le savoir. Choisissez : ce qui n’est "
            f"pas gardé reste dans l’historique. ({counted(len(self._waiting), 'conflit')} à "
            "arbitrer)"
        )
        self._common.setText(breakable(labelled("Valeur de départ", view.common or _EMPTY)))
        self._marks.setVisible(told.has_marks)
        self._reason.reset(None, {})
        parts = [self._actual(told, now), self._result(told)]
        parts += [self._received(told, at, now) for at in range(len(told.received))]
        self._columns.set_parts(parts)
        if self._keep_button is not None:
            self._keep_button.setFocus(Qt.FocusReason.OtherFocusReason)
        follow_anew(self)
        self._scroll.verticalScrollBar().setValue(0)

    def _actual(self, told: _Told, now: datetime) -> QWidget:
        side = told.view.actual
        part, button = self._side("Actuel", side, told.actual, now, "&Garder l’actuel")
        button.clicked.connect(lambda _checked=False: self._settle(told, side))
        self._keep_button = button
        return part

    def _received(self, told: _Told, at: int, now: datetime) -> QWidget:
        side, words = told.received[at]
        mark = f" ({at + 1})" if len(told.received) > 1 else ""
        title, what = ("Noté ici", "ce qui est noté ici") if side.is_here else ("Reçu", "le reçu")
        take = f"&Prendre {what}{mark}"
        part, button = self._side(f"{title}{mark}", side, words, now, take)
        button.clicked.connect(lambda _checked=False: self._settle(told, side))
        return part

    def _side(
        self, title: str, side: SideView, words: tuple[Passage, ...], now: datetime, choice: str
    ) -> tuple[QWidget, QPushButton]:
        """Return the column of one of the values, and the button that takes it."""
        part = QWidget(self._columns)
        part.setAccessibleName(title)
        layout = column(part, spacing=0.75)
        layout.addWidget(Heading(title, 3))
        layout.addWidget(Note(breakable(source_words(side, now))))
        button = QPushButton(choice, part)
        button.setAutoDefault(False)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        text = DifferingText(words, part)
        text.setAccessibleName(spaced(f"Valeur : {title}"))
        layout.addWidget(text)
        return part, button

    def _result(self, told: _Told) -> QWidget:
        """Return the column in which something else may be typed."""
        part = QWidget(self._columns)
        part.setAccessibleName("Résultat")
        layout = column(part, spacing=0.75)
        layout.addWidget(Heading("Résultat", 3))
        spec = known(told.cell.entity, told.cell.field)
        self._editor = None
        if spec is None or spec is DELETED or spec.is_multiple:
            layout.addWidget(Note("Ce conflit se tranche par l’une des valeurs."))
            return part
        layout.addWidget(Note("Ni l’un ni l’autre, ou un peu des deux."))
        editor = self._editor = editor_for(spec, self._desk, part)
        editor.reset(spec.decode(told.view.actual.value), told.view.names)
        write = QPushButton("Écrire &autre chose", part)
        write.setAutoDefault(False)

        def tell() -> None:
            write.setText(
                "Enregistrer le &résultat" if editor.is_touched else "Écrire &autre chose"
            )
            editor.unmark()

        def act() -> None:
            if editor.is_touched:
                self._write(told, editor)
            else:
                editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

        editor.typed.connect(tell)
        editor.chosen.connect(tell)
        write.clicked.connect(lambda _checked=False: act())
        layout.addWidget(write, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(editor)
        return part

    # --- settling ---------------------------------------------------------------------

    def _why(self) -> str | None:
        try:
            return self._reason.entry().value or None
        except InputError as error:
            self._reason.refuse(error)
            raise

    def _settle(self, told: _Told, side: SideView) -> None:
        self._record(
            told, lambda uow, why: resolve(uow, told.view.conflict, side.value, reason=why)
        )

    def _write(self, told: _Told, editor: FieldEditor) -> None:
        try:
            value = editor.entry().value
        except InputError as error:
            editor.refuse(error)
            editor.setFocus()
            return
        today = self._desk.today

        def write(uow: UnitOfWork, why: str | None) -> Changes:
            return resolve_otherwise(uow, told.view.conflict, value, today, reason=why)

        self._record(told, write)

    def _record(self, told: _Told, act: Callable[[UnitOfWork, str | None], Changes]) -> None:
        try:
            why = self._why()
        except InputError:
            return

        def write(uow: UnitOfWork) -> tuple[Any, Changes]:
            return None, act(uow, why)

        def written(_nothing: None) -> None:
            self._has_settled = True
            self._desk.tell_done(f"Conflit arbitré : {told.view.row}, {told.view.field}.")
            self._read()

        self._failure.hide()
        self._desk.write(write, written, owner=self, failed=self._tell)

    def _tell(self, error: CtgError) -> None:
        self._failure.setText(error.sentence)
        self._failure.show()
        self._scroll.ensureWidgetVisible(self._failure)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the text on Escape; from there it closes the dialog."""
        if not has_left(event, (self._editor, self._reason), self._keep_button):
            super().keyPressEvent(event)

    def _put_it_off(self) -> None:
        """Go on to the next conflict; this one waits for another day."""
        if self._wanted is not None:
            self._put_off.add(self._wanted)
        self._read()


def source_words(side: SideView, now: datetime) -> str:
    """Return who gave a value, where and when."""
    return ", ".join(part for part in (side.author, side.structure, ago(side.at, now)) if part)
