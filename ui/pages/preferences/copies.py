"""The safety copies: which there are, making one, checking them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from ctg_desktop.errors import CtgError
from ctg_desktop.ports import untold
from ui.backups import back_up_now
from ui.desk import Desk
from ui.dialogs.copy_columns import copy_columns
from ui.flow import Steps, answered
from ui.models.rows_model import RowsModel
from ui.notify import Tone
from ui.pages.sections import Section
from ui.widgets.labels import Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import px
from ui.widgets.table.table_view import TableView
from ui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from pathlib import Path

    from ctg_desktop.ports import BackupInfo, Tick
    from ui.desk import Work


class CopiesSection(Section):
    """The list of the copies, newest first."""

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Copies de sécurité")
        self._model: RowsModel[BackupInfo] = RowsModel(
            copy_columns(), lambda copy: copy.path.name, self
        )
        self.table = TableView(
            "sauvegardes", copy_columns(), "Copies de sécurité", desk.preferences
        )
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
        self._take_back = QPushButton("Reprendre une copie…", self)
        self._take_back.clicked.connect(lambda: self.desk.flow(self._choose_copy(), owner=self))
        self._take_back.setEnabled(not self.is_read_only)
        self._since = QPushButton("Ce qui a été noté depuis…", self)
        self._since.setToolTip(
            plain_tip(
                "Remettre ce que contient la base mise de côté quand une copie a pris sa place"
            )
        )
        self._since.clicked.connect(lambda: self.desk.flow(self._bring_back(), owner=self))
        self._since.hide()
        self._verify = QPushButton("Vérifier le dossier…", self)
        self._verify.clicked.connect(self._verify_folder)
        self._work: Work | None = None
        buttons = Flow(spacing=1)
        for button in (self._now, self._check, self._take_back, self._since, self._verify):
            buttons.addWidget(button)
        self.column.addWidget(
            Note(
                "Faites à l’ouverture, toutes les demi-heures de travail et à la fermeture, quand "
                "quelque chose a changé ; contrôlées entièrement quand vous n’écrivez pas, puis "
                "espacées avec le temps.",
                self,
            )
        )
        self.column.addWidget(self.table)
        self.column.addLayout(buttons)
        self.result = Note("", self)
        self.column.addWidget(self.result)
        desk.backed_up.connect(self.refresh)
        desk.copies_checked.connect(self.refresh)

    def refresh(self) -> None:
        """Read which copies there are."""
        self.desk.read(lambda uow: uow.backups(), self._show, owner=self, key="copies")
        storage, folder = self.desk.storage, self.desk.folder
        self.desk.press(lambda: storage.put_aside(folder), self._offer_since, owner=self)

    def _show(self, copies: list[BackupInfo]) -> None:
        self._model.set_rows(copies)
        self._check.setEnabled(bool(copies))

    def _offer_since(self, aside: list[Path]) -> None:
        self._since.setVisible(bool(aside) and not self.is_read_only)

    def _back_up(self) -> None:
        self._now.setEnabled(False)
        self.desk.flow(self._make(), owner=self)

    def _make(self) -> Steps:
        try:
            yield from back_up_now(self.desk)
        except CtgError as error:
            self.told.emit(error.sentence, Tone.ERROR)
        else:
            self.told.emit("Copie de sécurité faite et vérifiée.", Tone.GOOD)
        self._now.setEnabled(True)

    def _choose_copy(self) -> Steps:
        from ui.dialogs.copy_choice import CopyChoiceDialog

        dialog = CopyChoiceDialog(self.desk, self.window())
        if (yield answered(dialog)) and dialog.chosen is not None:
            self.desk.copy_asked.emit(dialog.chosen, dialog.content)

    def _bring_back(self) -> Steps:
        from ui.dialogs.bringing_back import bring_back

        yield from bring_back(self.desk, None, self.window(), self.told.emit)

    def _verify_folder(self) -> None:
        from ui.dialogs.verification import VerificationDialog

        VerificationDialog(self.desk, self.window()).open()

    # --- checking the copies ------------------------------------------------------------

    def _check_all(self) -> None:
        """Open each copy and check it fully; pressed again, it stops."""
        if self._work is not None:
            self._work.cancel()
            return

        storage, clock, folder = self.desk.storage, self.desk.clock, self.desk.folder

        def check(tick: Tick) -> tuple[int, list[str]]:
            copies = storage.backups(folder)
            bad = []
            for at, copy in enumerate(copies, 1):
                if storage.check_backup(folder, copy, clock=clock, tick=untold).problems:
                    bad.append(copy.path.name)
                tick("Contrôle des copies", at, len(copies))
            return len(copies), bad

        self._check.setText("Arrêter le contrôle")
        self._work = self.desk.work(
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
        self.desk.copies_checked.emit()
        count, bad = found
        if bad:
            self.result.setText(
                f"Copies défectueuses : {', '.join(bad)}. Elles ne serviront pas ; les autres sont "
                "toujours là."
            )
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
