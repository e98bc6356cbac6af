"""The relay, and when this folder sends to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QRadioButton

from ctg_desktop.folder.settings import load, save
from ctg_desktop.typography import spaced
from ui.desk import Desk
from ui.notify import Tone
from ui.pages.sections import READ_ONLY, Section
from ui.targets import Target
from ui.widgets.labels import Body, Caption, Link, Note
from ui.widgets.layout.layouts import column
from ui.widgets.line_breaks import breakable

if TYPE_CHECKING:
    from ctg_desktop.errors import CtgError
    from ctg_desktop.ports import UnitOfWork

_LIVE = (
    "En continu, ce que vous notez part vingt secondes après : les autres le voient plus tôt, à "
    "moitié dit parfois."
)


class ExchangesSection(Section):
    """Which relay, and the rhythm."""

    key: ClassVar[str] = "exchanges"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Échanges")
        self._relay = Body("", self)
        link = Link("Choisir le relais dans Échanges", self)
        link.followed.connect(lambda: self.went.emit(Target("exchanges", section="relay")))
        self._rhythms = QButtonGroup(self)
        self.at_closing = QRadioButton(spaced("À la fermeture, et quand je le demande"), self)
        self.live = QRadioButton("En continu", self)
        where = column(spacing=0.4)
        for part in (Caption("Relais", self, bold=True), self._relay, link):
            where.addWidget(part)
        when = column(spacing=0.4)
        when.addWidget(Caption("Envoyer ce que je note", self, bold=True))
        for button in (self.at_closing, self.live):
            self._rhythms.addButton(button)
            button.setEnabled(not self.is_read_only)
            when.addWidget(button)
        when.addWidget(Note(READ_ONLY if self.is_read_only else _LIVE, self))
        self.column.addLayout(where)
        self.column.addLayout(when)
        self.live.toggled.connect(self._choose)
        desk.relay_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read the relay and the rhythm."""
        if not self.desk.is_open:
            return
        folder = self.desk.office.folder

        def read() -> tuple[str, bool]:
            from ctg_desktop.folder import relay_memory

            return relay_memory.load(folder).address, load(folder).live_exchange

        self.desk.press(read, self._show, owner=self)

    def _show(self, found: tuple[str, bool]) -> None:
        address, is_live = found
        self._relay.setText(breakable(address or "Aucun"))
        with QSignalBlocker(self.live):
            (self.live if is_live else self.at_closing).setChecked(True)

    def _choose(self, is_live: bool) -> None:  # noqa: FBT001 - Qt's signal
        folder = self.desk.office.folder

        def keep(_uow: UnitOfWork) -> None:
            save(folder, replace(load(folder), live_exchange=is_live))

        def kept(_none: None) -> None:
            self.desk.saved.emit(self.desk.now)
            self.desk.relay_changed.emit()

        def refused(error: CtgError) -> None:
            self.told.emit(error.sentence, Tone.ERROR)
            self.refresh()

        self.desk.read(keep, kept, owner=self, failed=refused)
