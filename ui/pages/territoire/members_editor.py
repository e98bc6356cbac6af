"""The members of a SIVOM: a list to choose from, and one membership at a time as a form.

A SIVOM has a row per commune and competence: editing all at once would hold the window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QWidget

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.territory import Membership
from ctg_desktop.domain.views import MembershipView
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.typography import short_date
from ui import icons
from ui.desk import Desk
from ui.models.rows_model import RowsModel
from ui.pages.territoire.wording import TO_COMPLETE
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.rows.form import RowForm
from ui.widgets.table.columns import Column, Decoration
from ui.widgets.table.table_view import TableView

_FIELDS = ("member", "competence", "from_on", "to_on", "source", "to_verify")
_KEPT = ("competence", "from_on", "source")
"""What a further membership takes from the selected one: a SIVOM adds many alike."""

_TO_VERIFY = Decoration("verify", "warning")


def _member(view: MembershipView) -> str:
    return (view.member and view.member.cited) or TO_COMPLETE


COLUMNS: tuple[Column[MembershipView], ...] = (
    Column(
        "membre",
        "Commune",
        _member,
        sort_key=lambda view: sort_key(_member(view)),
        width=16,
        stretches=True,
        look="strong",
        decoration_of=lambda view: _TO_VERIFY if view.membership.to_verify else None,
        spoken_of=lambda view: (
            _member(view) + (", à vérifier" if view.membership.to_verify else "")
        ),
    ),
    Column("competence", "Compétence", lambda view: view.membership.competence or "", width=16),
    Column(
        "du",
        "Depuis le",
        lambda view: short_date(view.membership.from_on) if view.membership.from_on else "",
        sort_key=lambda view: view.membership.from_on,
        width=9,
    ),
    Column(
        "au",
        "Jusqu’au",
        lambda view: short_date(view.membership.to_on) if view.membership.to_on else "",
        sort_key=lambda view: view.membership.to_on,
        width=9,
    ),
)


class MembersEditor(QWidget):
    """Adds, edits and removes the memberships of one SIVOM at a time."""

    pending_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the list and the form, empty."""
        super().__init__(parent)
        self._desk = desk
        self._owner = ""
        self._rows: Mapping[str, Membership] = {}
        self._names: Mapping[str, str] = {}
        self._is_adding = False
        self._created = ""
        self.form = RowForm(desk, Membership.TYPE, _FIELDS, parent=self)
        self._model = RowsModel(COLUMNS, lambda view: view.membership.id, self)
        self.table = TableView("adhesions", COLUMNS, "Communes membres", desk.preferences, self)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.show_model(self._model)
        self.table.tell_when_empty(
            f"Communes membres : {TO_COMPLETE}",
            "Ajoutez chaque commune, avec la compétence qu’elle a transférée.",
        )
        self.table.current_changed.connect(self._show_chosen)
        self.table.row_opened.connect(lambda _row: self.form.focus_field("member"))
        self.table.setMinimumHeight(layouts.px(20))
        self.add = QPushButton(icons.icon("plus"), "Ajouter une commune", self)
        self.add.clicked.connect(self._begin)
        self.remove = QPushButton(icons.icon("trash"), "Retirer l’adhésion", self)
        self.remove.clicked.connect(self._remove)
        self.form.row_saved.connect(self._follow_saved)
        self.form.pending_changed.connect(self.pending_changed)
        buttons = Flow(spacing=0.7)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        layout = layouts.column(self, spacing=1)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.form)

    # --- showing ------------------------------------------------------------------------

    def show_rows(
        self, owner: str, found: Sequence[MembershipView], names: Mapping[str, str]
    ) -> None:
        """Show the memberships of a SIVOM; what is typed of one meanwhile stays."""
        is_other = owner != self._owner
        self._owner, self._names = owner, names
        self._rows = {view.membership.id: view.membership for view in found}
        self._is_adding = self._is_adding and not is_other
        self._model.set_rows(found)
        if self._created in self._rows:
            self.table.choose([self._created])
            self._created = ""
        elif not self._is_adding and self.table.current_id not in self._rows and self._rows:
            self.table.choose([self._model.id_at(0)])
        self._show_chosen(self.table.current_id)

    def _show_chosen(self, row_id: str) -> None:
        row = self._rows.get(row_id)
        self.remove.setEnabled(row is not None)
        if row is not None:
            self._is_adding = False
            self.form.show_row(row, self._names)
        self.form.setVisible(row is not None or self._is_adding)

    # --- what the person does -------------------------------------------------------------

    def _begin(self) -> None:
        """Open an empty form, with what the selected membership has in common."""
        self.form.flush()
        model = self._rows.get(self.table.current_id)
        kept = {name: getattr(model, name) for name in _KEPT} if model is not None else {}
        birth = {"sivom": self._owner, **kept}
        self._is_adding = True
        self.table.setCurrentIndex(QModelIndex())
        self.form.show_new(Membership(id="", **birth), birth)
        self.form.show()
        self.remove.setEnabled(False)
        self.form.focus_field("member")

    def _follow_saved(self, row: Membership) -> None:
        """Select a membership that was just created, once the list has it."""
        if self._is_adding:
            self._created = row.id

    def _remove(self) -> None:
        row_id = self.table.current_id
        if row_id:

            def job(uow: UnitOfWork) -> tuple[None, Changes]:
                return None, rows.remove(uow, Membership.TYPE, row_id)

            self._desk.write(job, owner=self)

    # --- saving -------------------------------------------------------------------------

    def flush(self) -> None:
        """Begin to save what is typed."""
        self.form.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return self.form.is_pending()
