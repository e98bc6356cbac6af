"""The référentiel in fields, for the agglomeration: the convention and each of its lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.convention import (
    Ambition,
    Convention,
    Enjeu,
    KeyFigure,
    LinkedFrame,
    Objective,
)
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.levels import cited_level, level_plural
from ctg_desktop.domain.people import Signatory
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.arranging import birth, held_back, move
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.services.naming import shown
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.typography import capitalised
from ui.desk import Desk
from ui.dialogs.moving import removing
from ui.flow import Steps
from ui.icons import icon
from ui.widgets.labels import Heading, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column, px
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.levels import TITLE_TO_COMPLETE
from ui.widgets.part_bar import PartBar
from ui.widgets.rows.form import RowForm

_CONVENTION = (
    *("title", "short_title", "rank", "first_year", "last_year", "signed_on"),
    *("presentation", "purpose", "approach", "frames", "method", "steering", "commitment"),
    *("results", "spokesperson", "word", "word_author"),
    *("level1_singular", "level1_plural", "level2_singular", "level2_plural"),
    *("communes_total", "communes_engaged", "overall_posts", "overall_fte"),
    *("local_posts", "local_fte"),
)


@dataclass(frozen=True, slots=True)
class _List:
    """A list of the référentiel: its fields, and its French names."""

    kind: EntityType
    fields: tuple[str, ...]
    title: str
    one: str


_LISTS = (
    _List(Objective.TYPE, ("title", "text"), "Objectifs", "l’objectif"),
    _List(Enjeu.TYPE, ("number", "colour", "title", "text"), "", ""),
    _List(Ambition.TYPE, ("number", "colour", "enjeu", "title", "text"), "", ""),
    _List(
        Signatory.TYPE,
        ("institution", "is_new", "role", "reason"),
        "Signataires",
        "le signataire",
    ),
    _List(LinkedFrame.TYPE, ("title", "text"), "Cadres liés", "le cadre lié"),
    _List(
        KeyFigure.TYPE,
        ("label", "value", "unit", "as_of", "source"),
        "Chiffres clés",
        "le chiffre clé",
    ),
)


@dataclass(frozen=True, slots=True)
class _Content:
    """All that the editor shows: rows by entity, and how everything is called they point to."""

    convention: Convention
    rows: Mapping[str, Sequence[Entity]]
    names: Mapping[str, str]
    births: Mapping[str, Mapping[str, Any]]


def _read(uow: UnitOfWork) -> _Content:
    rows = {each.kind.name: tuple(uow.rows(each.kind.cls)) for each in _LISTS}
    return _Content(
        convention=convention_of(uow),
        rows=rows,
        names=names_of(uow, [row for listed in rows.values() for row in listed]),
        births={each.kind.name: birth(uow, each.kind) for each in _LISTS},
    )


class ReferenceEditor(PaperScroll):
    """The convention in fields, and a list for each kind of row, one tab each."""

    left = Signal()
    """The person asked for the strategy as it is read."""
    publishing_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the tabs, empty until they were read."""
        super().__init__(spacing=1.5, parent=parent)
        self._desk = desk
        self._back = _button("Toute la stratégie", "chevron-left", look="quiet")
        self._back.clicked.connect(self.left)
        publishing = _button("Publier le référentiel…", "export")
        publishing.clicked.connect(self.publishing_asked)
        buttons = Flow(spacing=1)
        buttons.addWidget(self._back)
        buttons.addWidget(publishing)
        self._form = RowForm(desk, Convention.TYPE, _CONVENTION)
        self._panels = [_ListPanel(desk, each) for each in _LISTS]
        self.parts = PartBar()
        self.parts.setAccessibleName("Parties du référentiel")
        self.parts.chosen.connect(self._show_part)
        self.parts.show_titles(["Convention", *(panel.title for panel in self._panels)])
        self.column.addLayout(buttons)
        self.column.addWidget(Heading("Modifier le référentiel", 1))
        self.column.addWidget(
            Note(
                "Chaque champ s’enregistre quand vous le quittez, et Ctrl+Z annule. Les communes "
                "et les SIVOM verront les changements quand vous leur enverrez la version publiée."
            )
        )
        self.column.addWidget(self.parts)
        for part in (self._form, *self._panels):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self._show_part(0)
        desk.changed.connect(self._hear)

    def take_focus(self) -> None:
        """Put the keyboard on the way back."""
        self._back.setFocus()

    def _show_part(self, place: int) -> None:
        self.flush()
        for at, part in enumerate((self._form, *self._panels)):
            part.setVisible(at == place)

    def refresh(self) -> None:
        """Read everything again; what is being typed stays."""
        self._desk.read(_read, self._show, owner=self, key="editor")

    def _hear(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, content: _Content) -> None:
        self._form.show_row(content.convention, {})
        for panel in self._panels:
            panel.show_content(content)
        self.parts.show_titles(["Convention", *(panel.title for panel in self._panels)])

    def flush(self) -> None:
        """Begin to save what is typed."""
        for form in (self._form, *(panel.form for panel in self._panels)):
            form.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return any(
            form.is_pending() for form in (self._form, *(panel.form for panel in self._panels))
        )


class _ListPanel(QWidget):
    """The rows of one kind: the list with its buttons, and the fields of the row chosen."""

    def __init__(self, desk: Desk, spec: _List) -> None:
        super().__init__()
        self._desk = desk
        self._spec = spec
        self.title = spec.title or spec.kind.label
        self._content: _Content | None = None
        self._is_filling = False
        self._is_blank = False
        self.list = QListWidget()
        self.list.setAccessibleName(self.title)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(px(8))
        self.list.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        self.list.currentItemChanged.connect(self._choose)
        self.form = RowForm(desk, spec.kind, spec.fields)
        self.form.row_saved.connect(self._follow)
        self._told = Note("")
        self._buttons = self._make_buttons()
        left, right = QWidget(), QWidget()
        listed = column(left, spacing=0.5)
        listed.addWidget(self.list)
        row = Flow(spacing=0.5)
        for button in self._buttons.values():
            row.addWidget(button)
        listed.addLayout(row)
        listed.addWidget(self._told)
        self._told.hide()
        fields = column(right, spacing=0.5)
        fields.addWidget(self.form)
        grid = FlowGrid(32, most=2, spacing=(4, 2))
        grid.set_parts([left, right])
        column(self).addWidget(grid)

    def _make_buttons(self) -> dict[str, QPushButton]:
        found = {}
        for key, words, drawing, act in (
            ("add", "Ajouter", "plus", self._add),
            ("up", "Monter", "chevron-up", partial(self._move, -1)),
            ("down", "Descendre", "chevron-down", partial(self._move, 1)),
            ("remove", "Retirer", "trash", self._remove),
        ):
            button = _button(words, drawing, look="quiet")
            button.clicked.connect(lambda _checked=False, act=act: act())
            found[key] = button
        return found

    # --- showing ----------------------------------------------------------------------

    def show_content(self, content: _Content) -> None:
        """Show what was read; the row chosen stays, and so does one that is being typed."""
        self._content = content
        self._name(content.convention)
        chosen, place = self._chosen_id(), self.list.currentRow()
        rows = content.rows[self._spec.kind.name]
        self._is_filling = True
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(_caption(content, row))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.list.addItem(item)
        found = next((at for at, row in enumerate(rows) if row.id == chosen), None)
        if found is None and not self._is_blank:
            found = min(max(place, 0), len(rows) - 1)
        self.list.setCurrentRow(-1 if found is None else found)
        self._is_filling = False
        self._choose()

    def _name(self, convention: Convention) -> None:
        if not self._spec.title:
            is_first = self._spec.kind is Enjeu.TYPE
            self.title = capitalised(level_plural(convention, first=is_first))
            self.list.setAccessibleName(self.title)

    def _chosen_id(self) -> str:
        """Return the identity of the row chosen, or of the one that was just created."""
        item: QListWidgetItem | None = self.list.currentItem()
        if item is not None:
            return str(item.data(Qt.ItemDataRole.UserRole))
        return self.form.row.id if self.form.row is not None else ""

    def _choose(self, *_items: object) -> None:
        """Show the fields of the row chosen."""
        if self._is_filling or self._content is None:
            return
        item: QListWidgetItem | None = self.list.currentItem()
        if item is not None:
            self._is_blank = False
            row_id = item.data(Qt.ItemDataRole.UserRole)
            rows = self._content.rows[self._spec.kind.name]
            row = next(each for each in rows if each.id == row_id)
            self.form.show_row(row, self._content.names)
        at, count = self.list.currentRow(), self.list.count()
        self._buttons["up"].setEnabled(at > 0)
        self._buttons["down"].setEnabled(0 <= at < count - 1)
        self._buttons["remove"].setEnabled(at >= 0)
        self.form.setVisible(at >= 0 or self._is_blank)

    # --- what can be done -------------------------------------------------------------

    def _add(self) -> None:
        """Show blank fields: the row is created as soon as they can stand."""
        if self._content is None:
            return
        kind = self._spec.kind
        values = dict(self._content.births[kind.name])
        self._is_blank = True
        self.list.setCurrentRow(-1)
        self.form.show_new(kind.cls(id="", **values), values)
        self._choose()
        given = {*values, "colour", "enjeu"}
        self.form.focus_field(next(name for name in self._spec.fields if name not in given))

    def _follow(self, _row: Entity) -> None:
        """Hear that a row was created: it is chosen when the list is read again."""
        self._is_blank = False

    def _move(self, steps: int) -> None:
        kind, row_id = self._spec.kind, self._chosen_id()
        self._write(lambda uow: (None, move(uow, kind, row_id, steps)))

    def _remove(self) -> None:
        self.form.flush()
        self._told.hide()
        self._desk.flow(self._removing(self._chosen_id()), owner=self, failed=self._tell)

    def _removing(self, row_id: str) -> Steps:
        """Take a row away; an ambition not before its actions are moved."""
        kind = self._spec.kind
        sentence = yield self._desk.reading(lambda uow: held_back(uow, kind, row_id))
        if sentence:
            self._told.setText(sentence)
            self._told.show()
        yield from removing(self._desk, kind, row_id, self, may_leave=not sentence)
        self._told.hide()

    def _write(self, job: Any) -> None:
        self.form.flush()
        self._told.hide()
        self._desk.write(job, owner=self, failed=self._tell)

    def _tell(self, error: CtgError) -> None:
        self._told.setText(error.sentence)
        self._told.show()


def _caption(content: _Content, row: Entity) -> str:
    """Return how a row is called in its list."""
    if isinstance(row, (Enjeu, Ambition)):
        return f"{cited_level(content.convention, row)} : {row.title or TITLE_TO_COMPLETE}"
    if isinstance(row, Signatory):
        return content.names.get(row.institution or "", "") or "Institution à compléter"
    return shown(row) or "à compléter"


def _button(words: str, drawing: str, *, look: str = "") -> QPushButton:
    button = QPushButton(words)
    button.setIcon(icon(drawing))
    button.setAccessibleName(words)
    if look:
        button.setProperty("look", look)
    return button
