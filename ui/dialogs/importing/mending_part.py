"""What keeps rows out, all at once: by kind, with its cells; each mended in place or left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ctg_desktop.importing.plan import Preview, Problem, ProblemGroup, RowPreview
from ctg_desktop.typography import counted, spaced
from ui.dialogs.importing.wording import cells_words
from ui.models.rows_model import RowsModel
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.line_breaks import breakable
from ui.widgets.table.columns import Column
from ui.widgets.table.table_view import TableView

_CELLS = 8
_KINDS = 8
_READINGS = 3


@dataclass(frozen=True, slots=True)
class Faulty:
    """A problem, the row of the file that it keeps out, and its place among all of them."""

    problem: Problem
    found: RowPreview
    id: str


FAULT_COLUMNS: tuple[Column[Faulty], ...] = (
    Column("kind", "Champ", lambda each: each.problem.kind, width=18),
    Column(
        "cell",
        "Cellule",
        lambda each: each.problem.cell,
        sort_key=lambda each: (each.problem.row, each.problem.column or 0),
        width=9,
    ),
    Column("value", "Ce qui y est", lambda each: each.problem.value, width=18, look="strong"),
    Column("why", "Pourquoi", lambda each: each.problem.sentence, width=30, stretches=True),
    Column("row", "Fiche", lambda each: each.found.called, width=24),
)


class MendingPart(QWidget):
    """The problems in a table; the one that is chosen is mended below, then the next."""

    mended = Signal(int, int, str)
    """A row, a column from 0, and what is to stand in that cell."""
    left_out = Signal(object)
    """Numbers of rows that are left out."""
    question_asked = Signal(str)
    """The key of the question that would settle a problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without problems."""
        super().__init__(parent)
        self._shown: tuple[Faulty, ...] = ()
        self._typed_for = ("", "")
        self._groups = Note("", self)
        self.model: RowsModel[Faulty] = RowsModel(FAULT_COLUMNS, lambda each: each.id, self)
        self.table = TableView("import_faults", FAULT_COLUMNS, "Ce qui est à corriger", parent=self)
        self.table.show_model(self.model)
        self.table.setFixedHeight(px(20))
        self.table.current_changed.connect(lambda _id: self._show_one())
        self.table.row_opened.connect(lambda _id: self._enter())
        self._where = Body("", self)
        self._line = QLineEdit(self)
        self._line.setAccessibleName("Ce que la cellule doit contenir")
        self._line.returnPressed.connect(self._mend)
        self._mend_button = _button("Corriger", self._mend, self)
        self._readings = [_button("", self._pick(at), self) for at in range(_READINGS)]
        self._leave = _button("Laisser la ligne de côté", self._leave_row, self)
        self._leave_all = _button("", self._leave_group, self)
        self._question = _button("Répondre à la question", self._ask, self)
        self._build()

    def _build(self) -> None:
        layout = column(self, spacing=1)
        layout.addWidget(Heading("À corriger", 3, self))
        layout.addWidget(self._groups)
        layout.addWidget(self.table)
        layout.addWidget(self._where)
        typing = row(spacing=1)
        typing.addWidget(self._line, 1)
        typing.addWidget(self._mend_button)
        layout.addLayout(typing)
        ways = Flow(spacing=1, line_spacing=0.5)
        for button in (*self._readings, self._question, self._leave, self._leave_all):
            ways.addWidget(button)
        layout.addLayout(ways)
        stops = (
            *(self.table, self._line, self._mend_button),
            *(*self._readings, self._question, self._leave, self._leave_all),
        )
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def show_preview(self, preview: Preview) -> None:
        """Show what keeps rows out; the place of the keyboard stays."""
        groups = preview.groups
        by_problem = {id(problem): found for found in preview.rows for problem in found.problems}
        names: dict[str, int] = {}
        faults = []
        for group in groups:
            for problem in group.problems:
                name = f"{problem.cell}:{group.kind}"
                names[name] = names.get(name, 0) + 1
                faults.append(Faulty(problem, by_problem[id(problem)], f"{name}:{names[name]}"))
        former, place = self.table.current_id, self.table.currentIndex().row()
        self._shown = tuple(faults)
        self.setVisible(bool(faults))
        self._groups.setText(breakable("\n".join(_told(groups))))
        self.model.set_rows(faults)
        if faults and self.model.row_of(former) is None:
            self._go_to(min(max(place, 0), len(faults) - 1))
        else:
            self._show_one()

    def focus_first(self) -> None:
        """Put the keyboard into the table."""
        self.table.setFocus()

    # --- one at a time ----------------------------------------------------------------

    def _go_to(self, at: int) -> None:
        self.table.setCurrentIndex(self.model.index(at, 0))
        self._show_one()

    @property
    def _one(self) -> Faulty | None:
        at = self.model.row_of(self.table.current_id)
        return self.model.value_at(at) if at is not None else None

    def _show_one(self) -> None:
        one = self._one
        if one is None:
            return
        problem = one.problem
        is_cell = problem.column is not None
        head = f"{problem.cell}, {problem.kind} : " if is_cell else ""
        self._where.setText(breakable(f"{head}{problem.sentence}"))
        for part in (self._line, self._mend_button):
            part.setVisible(is_cell)
        self._line.setAccessibleDescription(self._where.text())
        if (one.id, problem.value) != self._typed_for:  # else what is being typed stays
            self._typed_for = one.id, problem.value
            self._line.setText(problem.value)
            self._line.selectAll()
        for at, button in enumerate(self._readings):
            is_there = is_cell and at < len(problem.readings)
            button.setVisible(is_there)
            if is_there:
                button.setText(spaced(f"Écrire {problem.readings[at]}").replace("&", "&&"))
        self._question.setVisible(bool(problem.question))
        rows = self._rows_of_kind(problem.kind)
        self._leave_all.setVisible(len(rows) > 1)
        self._leave_all.setText(f"Tout laisser de côté ({counted(len(rows), 'ligne')})")
        self._leave_all.setAccessibleDescription(spaced(f"Toutes celles de « {problem.kind} »"))

    def _enter(self) -> None:
        (self._line if self._line.isVisible() else self._leave).setFocus()
        self._line.selectAll()

    def _mend(self) -> None:
        self._write(self._line.text())

    def _pick(self, at: int) -> Callable[[], None]:
        def pick() -> None:
            one = self._one
            if one is not None and at < len(one.problem.readings):
                self._write(one.problem.readings[at])

        return pick

    def _write(self, text: str) -> None:
        one = self._one
        if one is None or one.problem.column is None:
            return
        self._pass_on()
        self.mended.emit(one.problem.row, one.problem.column, text)

    def _pass_on(self) -> None:
        """Go to the next one at once: the file is examined meanwhile."""
        at = self.table.currentIndex().row()
        if at + 1 < self.model.rowCount():
            self._go_to(at + 1)

    def _leave_row(self) -> None:
        if (one := self._one) is not None:
            self.left_out.emit([one.found.number])

    def _leave_group(self) -> None:
        if (one := self._one) is not None:
            self.left_out.emit(self._rows_of_kind(one.problem.kind))

    def _ask(self) -> None:
        if (one := self._one) is not None and one.problem.question:
            self.question_asked.emit(one.problem.question)

    def _rows_of_kind(self, kind: str) -> list[int]:
        found = (each.found.number for each in self._shown if each.problem.kind == kind)
        return list(dict.fromkeys(found))


def _button(words: str, do: object, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setAutoDefault(False)
    button.clicked.connect(do)
    return button


def _told(groups: tuple[ProblemGroup, ...]) -> list[str]:
    """Return « Fin prévue : 7 cellules, AB12, AB15… » for each kind, the first ones."""
    told = [
        f"{group.kind}, {cells_words(group.cells, len(group.cells), most=_CELLS)}"
        for group in groups[:_KINDS]
    ]
    if len(groups) > _KINDS:
        told.append(f"Et {counted(len(groups) - _KINDS, 'autre sorte', 'autres sortes')}.")
    return told
