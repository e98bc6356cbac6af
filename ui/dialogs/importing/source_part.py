"""The first step: what the rows are, which sheet they are on, which row holds the titles."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.fields import EntityType
from ctg_desktop.importing.cells import text_of
from ctg_desktop.importing.matching import HEADER_WITHIN
from ctg_desktop.importing.plan import Preview
from ctg_desktop.spreadsheet.tables import Row
from ctg_desktop.typography import spaced
from ui.widgets.labels import Caption, Link, Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column, row
from ui.widgets.line_breaks import breakable
from ui.widgets.quiet_combo import NamedCombo

_LONGEST_TITLES = 48


class SourcePart(QWidget):
    """Three lists, and what the file does not show by itself."""

    read_asked = Signal(str, str)
    """Read the file again: the name of the entity, that of the sheet (empty: found again)."""
    header_chosen = Signal(int)
    """The number of the row of titles, 0 for none."""
    forgotten = Signal()
    """What is remembered of a former file is not wanted."""

    def __init__(self, kinds: Sequence[EntityType], parent: QWidget | None = None) -> None:
        """Offer what rows may be."""
        super().__init__(parent)
        self._entity = NamedCombo("Ce que sont les lignes", self)
        for kind in kinds:
            self._entity.addItem(kind.plural, kind.name)
        self._entity.activated.connect(self._ask_entity)
        self._sheet = NamedCombo("Feuille", self)
        self._sheet.activated.connect(self._ask_sheet)
        self._header = NamedCombo("Ligne des titres", self)
        self._header.activated.connect(self._choose_header)
        self._remarks = Note("", self)
        self._remembered = QWidget(self)
        line = row(self._remembered, spacing=1)
        line.addWidget(Note("Vos choix pour un fichier aux mêmes titres sont repris."), 1)
        forget = Link("Repartir de zéro", self._remembered)
        forget.followed.connect(self.forgotten)
        line.addWidget(forget)
        self._fields = FlowGrid(22, most=2, spacing=(2, 1), parent=self)
        self._fields.set_parts(
            [_field("Ce que sont les lignes", self._entity), _field("Feuille", self._sheet)]
        )
        layout = column(self, spacing=1)
        layout.addWidget(self._fields)
        layout.addWidget(_field("Ligne des titres", self._header))
        layout.addWidget(self._remembered)
        layout.addWidget(self._remarks)
        self._remembered.hide()
        self._remarks.hide()

    def show_sheets(self, names: Sequence[str], chosen: str) -> None:
        """Offer the sheets of the file."""
        self._sheet.clear()
        for name in names:
            self._sheet.addItem(name, name)
        self.show_sheet(chosen)
        self._sheet.setEnabled(len(names) > 1)

    def show_sheet(self, name: str) -> None:
        """Show which sheet the rows are on."""
        self._sheet.setCurrentIndex(self._sheet.findData(name))

    def show_entity(self, name: str) -> None:
        """Show what the rows are."""
        self._entity.setCurrentIndex(self._entity.findData(name))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Offer the first rows for the one that holds the titles."""
        self._header.clear()
        for each in rows[:HEADER_WITHIN]:
            self._header.addItem(spaced(f"{each.number} : {_titles(each)}"), each.number)
        self._header.addItem(spaced("Aucune : il n’y a pas de titres"), 0)

    def show_preview(self, preview: Preview) -> None:
        """Show the row of titles in force, and what a person might not expect."""
        self._header.setCurrentIndex(self._header.findData(preview.header))
        self._remembered.setVisible(preview.plan.remembered is not None)
        self._remarks.setText(breakable("\n".join(preview.remarks)))
        self._remarks.setVisible(bool(preview.remarks))

    @property
    def told(self) -> str:
        """The step in a few words."""
        return f"{self._sheet.currentText()}, {self._entity.currentText()}"

    def focus_first(self) -> None:
        """Put the keyboard into the first list."""
        self._entity.setFocus()

    def _ask_entity(self, _at: int) -> None:
        self.read_asked.emit(self._entity.currentData(), "")

    def _ask_sheet(self, _at: int) -> None:
        self.read_asked.emit(self._entity.currentData(), self._sheet.currentData())

    def _choose_header(self, _at: int) -> None:
        self.header_chosen.emit(self._header.currentData())


def _field(label: str, control: QWidget) -> QWidget:
    part = QWidget()
    layout = column(part, spacing=0.25)
    layout.addWidget(Caption(label))
    layout.addWidget(control)
    return part


def _titles(found: Row) -> str:
    texts = (" ".join(text_of(cell).split()) for cell in found.cells if cell is not None)
    told = ", ".join(filter(None, texts))
    return told if len(told) <= _LONGEST_TITLES else f"{told[:_LONGEST_TITLES]}…"
