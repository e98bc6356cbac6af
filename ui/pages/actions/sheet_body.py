"""The sections of a fiche: forms of the action's fields, and the rows that hang on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.action import (
    SECTIONS,
    Action,
    BudgetLine,
    Etape,
    Financement,
    Indicateur,
    SuiviNote,
)
from ctg_desktop.domain.changes import Cell
from ctg_desktop.services.sheets import Sheet
from ctg_desktop.services.totals import budget_totals, financement_totals, remaining_words
from ui.desk import Desk
from ui.pages.actions.follow_up import FollowUp
from ui.pages.actions.indicators import IndicatorsEditor, others
from ui.pages.actions.operations import OperationsPanel
from ui.pages.actions.sheet_section import SheetSection
from ui.pages.history_panel import HistoryPanel
from ui.widgets.field_editors import FieldEditor
from ui.widgets.labels import Note
from ui.widgets.rows.form import RowForm
from ui.widgets.rows.rows_editor import RowsEditor, RowsLook

_ETAPE = ("title", "due_on", "done_on", "responsible")
_BUDGET = ("label", "year", "kind", "unit", "planned", "actual")
_FINANCEMENT = ("scheme", "funder", "year", "requested", "granted", "paid")

_STRUCTURE = "structure"
_HANDING_OVER = "Une action change de structure porteuse à l’agglomération seulement."


class Saver(Protocol):
    """What holds text that may not be saved yet."""

    def flush(self) -> None:
        """Begin to save what is typed and not saved yet."""

    def is_pending(self) -> bool:
        """Whether something that was typed does not stand yet."""


_READ_TOGETHER = {
    "calendrier": (
        *("starts_on", "ends_on", "status", "completed_on", "status_reason"),
        *("blocked", "recurring", "blocked_reason"),
    )
}
"""Sections whose fields are read in another order than that of the description."""


def action_sections() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the sections that the action's description names, each with the fields to type."""
    fields = [spec for spec in Action.TYPE.fields.values() if spec.typed]
    for key in dict.fromkeys(spec.section for spec in fields):
        names = [spec.name for spec in fields if spec.section == key]
        first = [name for name in _READ_TOGETHER.get(key, ()) if name in names]
        yield key, (*first, *(name for name in names if name not in first))


def action_forms(desk: Desk) -> Iterator[tuple[str, RowForm]]:
    """Make the form of each of these sections, one after the other."""
    for key, names in action_sections():
        yield key, RowForm(desk, Action.TYPE, names)


class SheetBody(QObject):
    """Makes the sections of a fiche, once, and shows one action after the other in them."""

    pending_changed = Signal()

    def __init__(
        self, desk: Desk, parent: QWidget, forms: Mapping[str, RowForm] | None = None
    ) -> None:
        """Make every section, empty, as children of `parent`; `forms` are made already."""
        super().__init__(parent)
        self._parent = parent
        self.forms = forms or dict(action_forms(desk))
        self.sections: dict[str, SheetSection] = {}
        for key, form in self.forms.items():
            self._add(key).column.addWidget(form)
        if not desk.office.is_agglomeration:
            for form in self.forms.values():
                if _STRUCTURE in form.editors:
                    form.set_fixed(_STRUCTURE, _HANDING_OVER)
        self.etapes = self._rows(
            desk, Etape, _ETAPE, RowsLook("Ajouter une étape", "Aucune étape pour le moment.")
        )
        self.budget = self._rows(
            desk,
            BudgetLine,
            _BUDGET,
            RowsLook("Ajouter une ligne", "Aucune ligne de budget pour le moment.", budget_totals),
        )
        self.financements = self._rows(
            desk,
            Financement,
            _FINANCEMENT,
            RowsLook(
                "Ajouter un financement", "Aucun financement pour le moment.", financement_totals
            ),
        )
        self.remaining = Note("", parent, look="")
        self.budget.row_saved.connect(self._tell_remaining)
        self.financements.row_saved.connect(self._tell_remaining)
        self.indicators = IndicatorsEditor(desk)
        self.operations = OperationsPanel()
        self.notes = FollowUp(desk)
        self.history = HistoryPanel(desk, "Historique de l’action")
        self._add("calendrier").add_part("Étapes", self.etapes)
        self._add("moyens").add_part("Budget", self.budget)
        self._add("moyens").add_part("Financements", self.financements)
        self._add("moyens").column.addWidget(self.remaining)
        self._add("indicateurs").column.addWidget(self.indicators)
        self._add("operations").column.addWidget(self.operations)
        self._add("suivi").column.addWidget(self.notes)
        self._add("historique").column.addWidget(self.history)
        for form in self.forms.values():
            form.stop_following()
            form.pending_changed.connect(self.pending_changed)
        for rows in self._lists:
            rows.stop_following()
            rows.pending_changed.connect(self.pending_changed)
        self.notes.pending_changed.connect(self.pending_changed)

    def _add(self, key: str) -> SheetSection:
        if key not in self.sections:
            self.sections[key] = SheetSection(key, self._parent)
        return self.sections[key]

    def _rows(
        self,
        desk: Desk,
        cls: type[Etape | BudgetLine | Financement],
        first: tuple[str, ...],
        look: RowsLook,
    ) -> RowsEditor:
        more = others(cls.TYPE, first)
        whole = RowsLook(look.add, look.none, look.totals, more)
        return RowsEditor(desk, cls.TYPE, first, owner_field="action", look=whole)

    @property
    def ordered(self) -> list[SheetSection]:
        """The sections in their order: those of unknown name follow the fields of the action."""
        known = list(SECTIONS)
        last_of_fields = known.index("calendrier") + 0.5
        return sorted(
            self.sections.values(),
            key=lambda each: known.index(each.key) if each.key in known else last_of_fields,
        )

    @property
    def _lists(self) -> tuple[RowsEditor, ...]:
        return (self.etapes, self.budget, self.financements, self.indicators)

    @property
    def savers(self) -> tuple[Saver, ...]:
        """Everything in which one types."""
        return (*self.forms.values(), *self._lists, self.notes)

    # --- showing -----------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet) -> None:
        """Show an action; what the person typed in it meanwhile stays."""
        view, names = sheet.view, sheet.names
        action_id = view.action.id
        for form in self.forms.values():
            form.show_row(view.action, names)
        self._set_obstacle(sheet.obstacle)
        # The rows of a day that is past are others: what is begun in those of now waits aside.
        owner = action_id if sheet.as_of is None else f"{action_id} {sheet.as_of}"
        self.etapes.show_rows(owner, view.etapes, names)
        self.budget.show_rows(owner, view.budget, names)
        financements = [each.financement for each in view.financements]
        self.financements.show_rows(owner, financements, names)
        self._tell_remaining()
        self.indicators.show_indicators(owner, view.indicateurs, names)
        self.indicators.show_warning(sheet.warning)
        self.operations.show_operations(view)
        self.sections["operations"].setVisible(not view.action.parent)
        self.notes.show_notes(action_id, view.notes)
        self.sections["historique"].setVisible(sheet.as_of is None)

    def _tell_remaining(self) -> None:
        """Say what is left to fund."""
        words = remaining_words(self.budget.standing, self.financements.standing)
        self.remaining.setText(words)
        self.remaining.setVisible(bool(words))

    def _set_obstacle(self, sentence: str | None) -> None:
        for form in self.forms.values():
            form.set_obstacle(sentence, told=False)
        for rows in self._lists:
            rows.set_obstacle(sentence)
        self.operations.set_obstacle(sentence)
        self.notes.set_obstacle(sentence)

    def editor_of(self, cell: Cell) -> FieldEditor | None:
        """Return what edits a cell of the action on screen, or of a row within it."""
        if cell.entity == Action.TYPE.name:
            forms = (form.editors.get(cell.field) for form in self.forms.values())
            return next(filter(None, forms), None)
        rows = (each.editor_of(cell) for each in self._lists)
        return next(filter(None, rows), None)

    # --- going to a field ----------------------------------------------------------------

    def place_of(self, name: str) -> tuple[str, QWidget | None]:
        """Return the section of a field or of an entity's rows, and what takes the keyboard."""
        for key, form in self.forms.items():
            if name in form.editors:
                return key, form.editors[name]
        places: Mapping[str, tuple[str, QWidget | None]] = {
            Etape.TYPE.name: ("calendrier", self.etapes.add_button),
            BudgetLine.TYPE.name: ("moyens", self.budget.add_button),
            Financement.TYPE.name: ("moyens", self.financements.add_button),
            Indicateur.TYPE.name: ("indicateurs", self.indicators.add_button),
            SuiviNote.TYPE.name: ("suivi", self.notes.text),
        }
        return places.get(name, (name, None))
