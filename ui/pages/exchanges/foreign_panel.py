"""What other structures wrote into our rows by other means: to be looked at, kept or put back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import describe
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.foreign_changes import ForeignEdit, foreign_edits, keep, put_back
from ctg_desktop.typography import ago, spaced
from ui.desk import Desk
from ui.notify import Tone
from ui.pages.sections import Section
from ui.targets import Target
from ui.widgets.before_after import BeforeAfter
from ui.widgets.labels import Body
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.focus import focus_kept
from ui.widgets.layout.layouts import column, row
from ui.widgets.line_button import LineButton

_SHOWN = 20
_FIELDS = 12
"""How many fields of one gesture are shown."""


class ForeignSection(Section):
    """« Vos fiches modifiées ailleurs »; hidden where there is none."""

    key: ClassVar[str] = "foreign"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Vos fiches modifiées par d’autres structures")
        self._what = Body(
            "Ces modifications comptent. Vous pouvez les garder, ou revenir à vos valeurs en un "
            "clic."
        )
        self._what.hide()
        self.column.addWidget(self._what)
        self._list = FlowGrid(1, most=1, spacing=(0, 1))
        self.column.addWidget(self._list)

    def refresh(self) -> None:
        """Read what others changed."""
        self.desk.read(foreign_edits, self._show, owner=self, key="foreign")

    def _show(self, found: list[ForeignEdit]) -> None:
        self._what.setVisible(bool(found))
        with focus_kept(self):
            parts: list[QWidget] = [self._card(each) for each in found[:_SHOWN]]
            self._list.set_parts(parts or [Body("Aucune modification à revoir.")])
            self.refilled.emit()

    def _card(self, found: ForeignEdit) -> QWidget:
        part = QFrame()
        part.setProperty("look", "card")
        layout = column(part, spacing=0.5, margins=1)
        who = (found.author, found.structure, ago(found.at, self.desk.now))
        line = LineButton(found.name, note=", ".join(part for part in who if part))
        target = Target(describe(found.entity).shown_on, found.entity, found.row)
        line.leads_to(partial(self.went.emit, target), f"fiche_{found.gesture}_{found.row}")
        layout.addWidget(line)
        for each in found.fields[:_FIELDS]:
            layout.addWidget(BeforeAfter(each.label, each.before, each.after, found.name))
        if not self.is_read_only:
            layout.addLayout(self._buttons(found))
        return part

    def _buttons(self, found: ForeignEdit) -> QHBoxLayout:
        line = row(spacing=1, margins=(LineButton.PADDING, 0, 0, 0))
        for words, name, act, done in (
            ("Revenir à nos valeurs", "revenir", put_back, "Vos valeurs sont rétablies"),
            ("Garder", "garder", keep, "Modification gardée"),
        ):
            button = QPushButton(words)
            button.setObjectName(f"{name}_{found.gesture}_{found.row}")
            button.setAccessibleName(spaced(f"{words} : {found.name}"))
            button.clicked.connect(partial(self._do, found, act, done))
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _do(
        self,
        found: ForeignEdit,
        act: Callable[[UnitOfWork, ForeignEdit], Changes],
        done: str,
        _checked: bool = False,  # noqa: FBT001, FBT002 - Qt's
    ) -> None:
        def write(uow: UnitOfWork) -> tuple[None, Changes]:
            return None, act(uow, found)

        def written(_nothing: None) -> None:
            self.desk.tell_done(f"{done} : {found.name}.")

        self.desk.write(write, written, owner=self, failed=self._tell)

    def _tell(self, error: CtgError) -> None:
        self.told.emit(error.sentence, Tone.WARNING)
