"""The fourth step: what becomes of each row, before and after; nothing is written yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from ctg_desktop.importing.cells import text_of
from ctg_desktop.importing.plan import Fate, Preview, RowPreview
from ctg_desktop.typography import noun, spaced
from ui.models.rows_model import RowsModel
from ui.widgets.labels import Caption
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.quiet_combo import NamedCombo
from ui.widgets.table.columns import Column, Decoration
from ui.widgets.table.table_view import TableView

_EMPTY = "(vide)"
_TABLE = 30
_FATE_SIGNS = 26
"""« Laissées de côté » and how many, in signs."""

_LOOKS = {
    Fate.NEW: ("Nouvelle", Decoration("plus", "good")),
    Fate.MODIFIED: ("Modifiée", Decoration("edit", "accent")),
    Fate.UNCHANGED: ("Inchangée", Decoration("check", "muted")),
    Fate.TO_MEND: ("À corriger", Decoration("warning", "alert", tints_text=True)),
    Fate.LEFT: ("Laissée de côté", Decoration("minus", "muted")),
}


def _what(found: RowPreview) -> str:
    """Return on one line what a row changes, or why it does not come in."""
    if found.fate is Fate.LEFT:
        return found.why
    if found.problems:
        return found.problems[0].sentence
    told = [
        f"{each.label} : {each.before or _EMPTY} → {each.after or _EMPTY}" for each in found.changes
    ]
    return spaced(" ; ".join(told))


ROW_COLUMNS: tuple[Column[RowPreview], ...] = (
    Column(
        "row",
        "Ligne",
        lambda found: str(found.number),
        sort_key=lambda found: found.number,
        is_number=True,
        width=7,
    ),
    Column(
        "fate",
        "Sort",
        lambda found: _LOOKS[found.fate][0],
        sort_key=lambda found: [*Fate].index(found.fate),
        decoration_of=lambda found: _LOOKS[found.fate][1],
        width=15,
    ),
    Column("called", "Fiche", lambda found: found.called, width=34, look="strong"),
    Column("what", "Ce qui change", _what, width=30, stretches=True),
)


class RowsPart(QWidget):
    """A table of the rows of the file, of which one fate may be looked at alone; one in full."""

    turned = Signal(object, bool)
    """Numbers of rows, and whether they are left out (or taken in again)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self._preview: Preview | None = None
        self._is_over = False
        self._shown = NamedCombo("Lignes montrées", self)
        self._shown.setMinimumContentsLength(_FATE_SIGNS)
        self._shown.activated.connect(lambda _at: self._show_rows())
        self.model: RowsModel[RowPreview] = RowsModel(
            ROW_COLUMNS, lambda found: str(found.number), self
        )
        self.table = TableView(
            "import_rows", ROW_COLUMNS, "Ce que devient chaque ligne", parent=self
        )
        self.table.show_model(self.model)
        self.table.setFixedHeight(px(_TABLE))
        self.table.current_changed.connect(lambda _row: self._show_one())
        self.table.chosen_changed.connect(self._name_leaving)
        self._one = QPlainTextEdit(self)
        self._one.setReadOnly(True)
        self._one.setTabChangesFocus(True)
        self._one.setAccessibleName("La ligne choisie en entier")
        self._one.setPlaceholderText(spaced("La ligne choisie se lit ici en entier."))
        self._one.setFixedHeight(px(12))
        self._leave = QPushButton(self)
        self._leave.setAutoDefault(False)
        self._leave.clicked.connect(self._turn_leaving)
        above = row(spacing=1)
        above.addWidget(Caption("Lignes montrées"))
        above.addWidget(self._shown)
        above.addStretch(1)
        above.addWidget(self._leave)
        layout = column(self, spacing=1)
        layout.addLayout(above)
        layout.addWidget(self.table)
        layout.addWidget(self._one)

    def show_preview(self, preview: Preview, *, is_over: bool = False) -> None:
        """Show what becomes of the rows; once it `is_over`, nothing is chosen any more."""
        self._preview, self._is_over = preview, is_over
        former = self._shown.currentData()
        self._shown.clear()
        self._shown.addItem(spaced(f"Toutes les lignes ({len(preview.rows)})"), None)
        for fate in Fate:
            if count := preview.count(fate):
                self._shown.addItem(spaced(f"{fate.value} ({count})"), fate)
        self._shown.setCurrentIndex(max(0, self._shown.findData(former)))
        self._show_rows()

    @staticmethod
    def told(preview: Preview) -> str:
        """Return the step in a few words."""
        told = [
            f"{count} {noun(count, one, more)}"
            for fate, one, more in (
                (Fate.NEW, "nouvelle", "nouvelles"),
                (Fate.MODIFIED, "modifiée", "modifiées"),
                (Fate.TO_MEND, "à corriger", "à corriger"),
            )
            if (count := preview.count(fate))
        ]
        return ", ".join(told) or "rien ne change"

    def fill(self, height: int) -> None:
        """Give the table what a height leaves it, in pixels."""
        rest = height - self.sizeHint().height() + self.table.height()
        self.table.setFixedHeight(max(px(_TABLE), rest))

    def focus_first(self) -> None:
        """Put the keyboard into the table."""
        self.table.setFocus()

    def _show_rows(self) -> None:
        assert self._preview is not None
        fate = self._shown.currentData()
        rows = self._preview.rows if fate is None else self._preview.of(fate)
        self.model.set_rows(rows)
        self._show_one()
        self._name_leaving()

    def _chosen(self) -> list[RowPreview]:
        found = (self.model.value_at(at) for at in self.table.chosen_rows)
        return [each for each in found if each is not None]

    def _name_leaving(self) -> None:
        may = [each for each in self._chosen() if self._may_turn(each)]
        is_back = bool(may) and all(each.fate is Fate.LEFT for each in may)
        self._leave.setVisible(not self._is_over)
        self._leave.setEnabled(bool(may))
        self._leave.setText(
            "Reprendre les lignes choisies" if is_back else "Laisser de côté les lignes choisies"
        )

    def _may_turn(self, found: RowPreview) -> bool:
        assert self._preview is not None
        return found.fate is not Fate.LEFT or found.number in self._preview.plan.left

    def _turn_leaving(self) -> None:
        may = [each for each in self._chosen() if self._may_turn(each)]
        if may:
            is_out = not all(each.fate is Fate.LEFT for each in may)
            self.turned.emit([each.number for each in may], is_out)

    def _show_one(self) -> None:
        found = self.model.row_of(self.table.current_id)
        chosen = self.model.value_at(found) if found is not None else None
        self._one.setPlainText(spaced("\n".join(self._lines(chosen))) if chosen else "")

    def _lines(self, found: RowPreview) -> Sequence[str]:
        head = f"Ligne {found.number} : {_LOOKS[found.fate][0]}. {found.called}"
        told = [f"{each.cell} : {each.sentence}" for each in found.problems]
        told += [
            f"{each.label} : {each.before or _EMPTY} → {each.after or _EMPTY}"
            for each in found.changes
        ]
        if found.why:
            told.append(found.why)
        if found.fate is Fate.NEW:
            told += self._said(found)
        return [head, *told]

    def _said(self, found: RowPreview) -> Sequence[str]:
        """Return what the file says of a row, under the fields that it goes into."""
        assert self._preview is not None
        table = self._preview.plan.table
        cells: dict[int, Any] = next(
            (dict(enumerate(each.cells)) for each in table.rows if each.number == found.number), {}
        )
        mended = self._preview.plan.cells
        told = []
        for each in self._preview.columns:
            value = mended.get((found.number, each.index), cells.get(each.index))
            if each.path and value not in (None, ""):
                told.append(f"{each.label} : {text_of(value)}")
        return told
