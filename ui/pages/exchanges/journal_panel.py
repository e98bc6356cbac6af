"""The files that were sent and what was received, and the doors to send and to receive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from ctg_desktop.domain.arrivals import Arrival, Carrier
from ctg_desktop.folder.exchanged_files import SentFile, load
from ctg_desktop.typography import counted, local_time, together
from ui.desk import Desk
from ui.dialogs.exchange.wording import instant, size_words
from ui.dialogs.file_choice import FileChoice, existing_files
from ui.flow import Steps
from ui.icons import icon
from ui.models.rows_model import RowsModel
from ui.notify import Message
from ui.pages.sections import Section
from ui.widgets.labels import Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import px
from ui.widgets.line_breaks import breakable_path
from ui.widgets.table.columns import Column, Decoration
from ui.widgets.table.table_view import TableView

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Incarnation
    from ctg_desktop.ports import UnitOfWork

_MOST = 300
"""How many lines are listed: older ones are in the history of the fiches."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """Something that was sent or received."""

    id: str
    at: datetime
    kind: str
    who: str
    what: str
    details: str
    path: Path | None = None


def _received(number: int, each: Arrival, writers: Mapping[str, str]) -> JournalLine:
    source, at = each.source, instant(each.at_ms)
    who = f"{source.person} ({source.structure})" if source.structure else source.person
    who = who or together(list(dict.fromkeys(filter(None, map(writers.get, each.spans)))))
    is_file = each.source.carrier is Carrier.FILE
    counts = (
        (each.new, "nouvelle", "nouvelles"),
        (each.known, "déjà connue", "déjà connues"),
        (each.refused, "envoi refusé", "envois refusés"),
    )
    parts = [counted(count, one, several) for count, one, several in counts if count]
    parts = parts or ["rien de nouveau"]
    by = f"du fichier {source.name}" if is_file else f"du relais {source.name}"
    return JournalLine(
        f"reçu {number}",
        at,
        "Reçu par fichier" if is_file else "Reçu par le relais",
        who,
        ", ".join(parts),
        f"Reçu le {local_time(at)}, {by} : {', '.join(parts)}.",
    )


def _writer(incarnation: Incarnation) -> str:
    return "Référentiel" if incarnation.publication is not None else incarnation.person


def _sent(number: int, each: SentFile) -> JournalLine:
    at, path = instant(each.at_ms), Path(each.path)
    what = f"{counted(each.changes, 'modification')}, {size_words(each.size)}"
    kind = f"seulement ce qui est nouveau pour {each.since}" if each.since else "fichier complet"
    hidden = ", protégé par une phrase de passe" if each.is_hidden else ""
    return JournalLine(
        f"envoyé {number}",
        at,
        "Envoyé par fichier",
        each.since or "Tous",
        what,
        f"Écrit le {local_time(at)} dans {each.path} : {what}, {kind}{hidden}.",
        path,
    )


def _decoration(line: JournalLine) -> Decoration:
    return Decoration("export" if line.path is not None else "import")


COLUMNS: tuple[Column[JournalLine], ...] = (
    Column(
        "when", "Date", lambda line: local_time(line.at), sort_key=lambda line: line.at, width=14
    ),
    Column("kind", "Sens", lambda line: line.kind, width=16, decoration_of=_decoration),
    Column("who", "De ou pour", lambda line: line.who, width=18, stretches=True),
    Column("what", "Modifications", lambda line: line.what, width=22),
)


class JournalSection(Section):
    """What went and came, the latest first."""

    key: ClassVar[str] = "journal"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Fichiers et journal")
        self._model: RowsModel[JournalLine] = RowsModel(COLUMNS, lambda line: line.id, self)
        self.table = TableView("echanges", COLUMNS, "Journal des échanges", desk.preferences)
        self.table.show_model(self._model)
        self.table.tell_when_empty(
            "Rien n’a encore été échangé",
            "Envoyez un fichier à un collègue, ou recevez le sien : ce qu’il changerait est "
            "montré avant que rien ne soit écrit.",
        )
        self.table.setFixedHeight(px(20))
        self.table.current_changed.connect(self._show_details)
        self._details = Note("", self)
        self._details.hide()
        self._receive = QPushButton(icon("import"), "Recevoir un fichier…", self)
        self._receive.clicked.connect(lambda: desk.flow(self._choose(), owner=self))
        self._receive.setEnabled(not self.is_read_only)
        self._send = QPushButton(icon("mail"), "Envoyer un fichier…", self)
        self._send.clicked.connect(self._open_sending)
        self._open = QPushButton("Ouvrir le dossier", self)
        self._open.clicked.connect(self._open_folder)
        self._open.hide()
        buttons = Flow(spacing=1)
        for button in (self._receive, self._send, self._open):
            buttons.addWidget(button)
        self.column.addWidget(
            Note(
                "Par courriel ou par clé USB, sans relais : le fichier d’un collègue se reçoit "
                "aussi d’un double clic, ou déposé sur la fenêtre.",
                self,
            )
        )
        self.column.addLayout(buttons)
        self.column.addWidget(self.table)
        self.column.addWidget(self._details)
        desk.exchange_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read what went and came."""
        folder = self.desk.office.folder

        def read(uow: UnitOfWork) -> list[JournalLine]:
            writers = {birth.id: _writer(birth.incarnation) for birth in uow.births()}
            came = [_received(number, each, writers) for number, each in enumerate(uow.arrivals())]
            went = [_sent(number, each) for number, each in enumerate(load(folder).sent)]
            return sorted([*came, *went], key=lambda line: line.at, reverse=True)[:_MOST]

        self.desk.read(read, self._show, owner=self, key="journal")

    def _show(self, found: list[JournalLine]) -> None:
        self._model.set_rows(found)
        self._show_details("")

    def _current(self) -> JournalLine | None:
        index = self.table.currentIndex()
        return self._model.value_at(index.row()) if index.isValid() else None

    def _show_details(self, _identity: str) -> None:
        line = self._current()
        self._details.setText(breakable_path(line.details) if line is not None else "")
        self._details.setVisible(line is not None)
        self._open.setVisible(line is not None and line.path is not None)

    def _open_folder(self) -> None:
        line = self._current()
        if line is not None and line.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(line.path.parent)))

    # --- sending and receiving --------------------------------------------------------

    def _open_sending(self) -> None:
        from ui.dialogs.exchange.sending import SendingDialog

        SendingDialog(self.desk, self.window()).open()

    def _choose(self) -> Steps:
        from ui.dialogs.exchange.reception import FILTER, ReceptionDialog

        choice = FileChoice("Recevoir un fichier d’échange", "echange", "Examiner", (FILTER,))
        paths = yield existing_files(choice, self.window(), self.desk.preferences)
        if paths:
            dialog = ReceptionDialog(paths, self.desk, self.window())
            dialog.told.connect(self._tell)
            dialog.went.connect(self.went)
            dialog.open()

    def _tell(self, message: Message) -> None:
        self.told.emit(message.sentence, message.tone)
