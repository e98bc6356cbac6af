"""The safety copies: which there are, making one, checking them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from ctg_desktop.errors import CtgError
from ctg_desktop.ports import untold
from ctg_desktop.typography import local_time, number, spaced
from ui.desk import Desk
from ui.models.rows_model import RowsModel
from ui.notify import Tone
from ui.pages.preferences.section import Section
from ui.widgets.labels import Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import px
from ui.widgets.table.columns import Column
from ui.widgets.table.table_view import TableView

if TYPE_CHECKING:
    from ctg_desktop.ports import BackupInfo, Tick, UnitOfWork
    from ui.desk import Work

_REASONS = {
    "a l ouverture": "à l’ouverture",
    "a la fermeture": "à la fermeture",
    "a la demande": "à la demande",
    "automatique": "toutes les demi-heures",
    "avant import": "avant un import",
}


def _reason(copy: BackupInfo) -> str:
    return _REASONS.get(copy.reason, copy.reason)


def _size(copy: BackupInfo) -> str:
    kilobytes = max(1, copy.size // 1024)
    return (
        spaced(f"{number(kilobytes)} Ko")
        if kilobytes < 10_000
        else spaced(f"{number(kilobytes // 1024)} Mo")
    )


def _columns() -> tuple[Column[BackupInfo], ...]:
    return (
        Column(
            "date",
            "Faite le",
            lambda copy: local_time(copy.made_at),
            lambda copy: copy.made_at,
            width=15,
        ),
        Column("raison", "Raison", _reason, stretches=True),
        Column(
            "actions",
            "Actions",
            lambda copy: number(copy.actions),
            lambda copy: copy.actions,
            is_number=True,
            width=8,
        ),
        Column("taille", "Taille", _size, lambda copy: copy.size, is_number=True, width=9),
    )


class CopiesSection(Section):
    """The list of the copies, newest first."""

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Copies de sécurité")
        self._model: RowsModel[BackupInfo] = RowsModel(
            _columns(), lambda copy: copy.path.name, self
        )
        self.table = TableView("sauvegardes", _columns(), "Copies de sécurité", desk.preferences)
        self.table.show_model(self._model)
        is_example = desk.office.installation.demonstration
        self.table.tell_when_empty(
            "Aucune copie de sécurité",
            "Les exemples ne sont copiés qu’à la demande."
            if is_example
            else "La première se fait toute seule.",
        )
        self.table.setFixedHeight(px(20))
        self._now = QPushButton("Sauvegarder maintenant", self)
        self._now.clicked.connect(self._back_up)
        self._now.setEnabled(not self.is_read_only)
        self._check = QPushButton("Vérifier ces copies", self)
        self._check.clicked.connect(self._check_all)
        self._verify = QPushButton("Vérifier le dossier…", self)
        self._verify.clicked.connect(self._verify_folder)
        self._work: Work | None = None
        buttons = Flow(spacing=1)
        for button in (self._now, self._check, self._verify):
            buttons.addWidget(button)
        self.column.addWidget(
            Note(
                "Faites à l’ouverture, toutes les demi-heures de travail et à la fermeture, quand "
                "quelque chose a changé ; relues avant d’être gardées, puis espacées avec le "
                "temps.",
                self,
            )
        )
        self.column.addWidget(self.table)
        self.column.addLayout(buttons)
        self.result = Note("", self)
        self.column.addWidget(self.result)
        desk.backed_up.connect(self.refresh)

    def refresh(self) -> None:
        """Read which copies there are."""
        self.desk.read(lambda uow: uow.backups(), self._show, owner=self, key="copies")

    def _show(self, copies: list[BackupInfo]) -> None:
        self._model.set_rows(copies)
        self._check.setEnabled(bool(copies))

    def _back_up(self) -> None:
        def made(copy: BackupInfo) -> None:
            self._now.setEnabled(True)
            self.desk.backed_up.emit(copy)
            self.told.emit("Copie de sécurité faite et vérifiée.", Tone.GOOD)

        def failed(error: CtgError) -> None:
            self._now.setEnabled(True)
            self.told.emit(error.sentence, Tone.ERROR)

        self._now.setEnabled(False)
        self.desk.read(lambda uow: uow.back_up("à la demande"), made, owner=self, failed=failed)

    def _verify_folder(self) -> None:
        from ui.dialogs.verification import VerificationDialog

        VerificationDialog(self.desk, self.window()).open()

    # --- checking the copies ------------------------------------------------------------

    def _check_all(self) -> None:
        """Open each copy and check it wholly; pressed again, it stops."""
        if self._work is not None:
            self._work.cancel()
            return

        storage, clock, folder = self.desk.storage, self.desk.clock, self.desk.folder

        def check(uow: UnitOfWork, tick: Tick) -> tuple[int, list[str]]:
            copies = uow.backups()
            bad = []
            for at, copy in enumerate(copies, 1):
                if storage.check_backup(folder, copy, clock=clock, tick=untold).problems:
                    bad.append(copy.path.name)
                tick("Contrôle des copies", at, len(copies))
            return len(copies), bad

        self._check.setText("Arrêter le contrôle")
        self._work = self.desk.work_on_storage(
            check,
            self._tell_checked,
            owner=self,
            label="Le contrôle des copies",
            failed=self._fail,
            stopped=self._end_check,
        )
        self._work.progressed.connect(self._tell_progress)

    def _tell_progress(self, _what: str, done: int, total: int) -> None:
        self.result.setText(f"Contrôle des copies : {done} sur {total}")

    def _tell_checked(self, found: tuple[int, list[str]]) -> None:
        self._end_check()
        count, bad = found
        if bad:
            self.result.setText(f"Copies défectueuses : {', '.join(bad)}.")
        else:
            self.result.setText(
                "La copie est en bon état." if count == 1 else "Toutes les copies sont en bon état."
            )

    def _fail(self, error: CtgError) -> None:
        self._end_check()
        self.told.emit(error.sentence, Tone.ERROR)

    def _end_check(self) -> None:
        self._work = None
        self.result.setText("")
        self._check.setText("Vérifier ces copies")
