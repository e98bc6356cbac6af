"""« Conflits à arbitrer »: values that several sites gave to one field, and which one to keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ctg_desktop.domain.changes import Changes
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conflicts import ConflictView, SideView, resolve
from ctg_desktop.services.dashboard import conflicts_to_settle
from ctg_desktop.typography import ago, spaced
from ui.desk import Desk
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column, px
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.line_breaks import breakable
from ui.widgets.line_button import LineButton

_SHOWN = 50
"""How many conflicts are shown at once; the others follow when these are settled."""


class ConflictsDialog(QDialog):
    """Shows the conflicts that wait; a click on a value keeps it, and « Annuler » takes it back."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Read the conflicts and show them."""
        super().__init__(parent)
        self.setWindowTitle("Conflits à arbitrer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._list = FlowGrid(1, most=1, spacing=(0, 2))
        self._told = Note("", look="alert")
        self._told.hide()
        scroll = PaperScroll(margins=2)
        scroll.column.addWidget(
            Body(
                "Deux sites ont modifié la même chose sans le savoir. Choisissez la valeur à "
                "garder ; les autres restent dans l’historique."
            )
        )
        scroll.column.addWidget(self._told)
        scroll.column.addWidget(self._list)
        scroll.column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = column(self, spacing=1)
        layout.addWidget(scroll, 1)
        foot = column(margins=(0.5, 1))
        foot.addWidget(buttons)
        layout.addLayout(foot)
        room = parent.window().size() * 0.9
        self.resize(min(px(80), room.width()), min(px(56), room.height()))
        self._read()

    def _read(self) -> None:
        self._desk.read(conflicts_to_settle, self._show, owner=self, key="conflicts")

    def _show(self, found: tuple[ConflictView, ...]) -> None:
        parts: list[QWidget] = [self._part(each, self._desk.now) for each in found[:_SHOWN]]
        self._list.set_parts(parts or [Body("Plus aucun conflit n’attend.")])

    def _part(self, found: ConflictView, now: datetime) -> QWidget:
        """Return a conflict: where, what is shown meanwhile, what to choose from."""
        part = QWidget()
        title = f"{found.row} – {found.field}"
        part.setAccessibleName(title)
        layout = column(part, spacing=0.5)
        layout.addWidget(Heading(breakable(title), 2))
        layout.addWidget(Note(breakable(f"Affiché en attendant : {found.current}")))
        for at, side in enumerate(found.sides, start=1):
            line = LineButton(f"Garder : {side.words}", icon="check", note=_source(side, now))
            line.setAccessibleName(spaced(f"Garder la valeur {at} : {side.words}"))
            line.leads_to(partial(self._settle, found, side))
            layout.addWidget(line)
        return part

    def _settle(self, found: ConflictView, side: SideView) -> None:
        def keep(uow: UnitOfWork) -> tuple[None, Changes]:
            return None, resolve(uow, found.conflict, side.value)

        self._told.hide()
        self._desk.write(keep, lambda _nothing: self._read(), owner=self, failed=self._tell)

    def _tell(self, error: CtgError) -> None:
        self._told.setText(error.sentence)
        self._told.show()


def _source(side: SideView, now: datetime) -> str:
    """Return who gave a value, where and when."""
    parts: Iterable[str] = (side.author, side.structure, ago(side.at, now))
    return ", ".join(part for part in parts if part)
