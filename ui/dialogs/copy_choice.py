"""« Reprendre une copie » : which one, what it holds, what would not be there any more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.typography import counted, noun, short_date
from ui.desk import Desk, Work
from ui.dialogs.copy_columns import copy_columns, dated
from ui.dialogs.file_choice import FileChoice, existing_file
from ui.flow import Steps
from ui.models.rows_model import RowsModel
from ui.widgets.labels import Body, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.table.table_view import TableView

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Gesture
    from ctg_desktop.errors import CtgError
    from ctg_desktop.ports import BackupInfo, CopyContent

_TITLE = "Reprendre une copie de sécurité"
_SHOWN_GESTURES = 4


class CopyChoiceDialog(QDialog):
    """Accepted once a copy was chosen that the full check finds sound: see `chosen`."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """List the copies of the desk's folder, be it open or not."""
        super().__init__(parent)
        self.setWindowTitle(_TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.chosen: BackupInfo | None = None
        self.content: CopyContent | None = None
        self._desk = desk
        self._elsewhere: list[BackupInfo] = []
        self._work: Work | None = None
        self._model: RowsModel[BackupInfo] = RowsModel(
            copy_columns(), lambda copy: str(copy.path), self
        )
        self.table = TableView("reprise", copy_columns(), "Copies de sécurité", desk.preferences)
        self.table.show_model(self._model)
        self.table.tell_when_empty(
            "Aucune copie de sécurité à côté de ces données",
            "Si vous en avez une sur une clé ou un autre disque, choisissez son fichier.",
        )
        self.table.current_changed.connect(self._look_into)
        self._told = Body("", self)
        self._told.setMinimumHeight(px(11))
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._wrong = Note("", self, look="alert")
        self._wrong.hide()
        self._take = QPushButton("Reprendre cette copie", self)
        self._take.setProperty("look", "primary")
        self._take.setEnabled(False)
        self._take.clicked.connect(self.accept)
        self._build()
        self.resize(QSize(px(92), px(64)).boundedTo(parent.window().size() * 0.92))
        self.refresh()

    def _build(self) -> None:
        layout = column(self, spacing=1, margins=2)
        layout.addWidget(
            Body(
                "La base actuelle est mise de côté dans le dossier, jamais effacée : on peut "
                "revenir sur ce choix.",
                self,
            )
        )
        layout.addWidget(self.table, 1)
        layout.addWidget(self._told)
        layout.addWidget(self._wrong)
        file = QPushButton("Choisir un fichier…", self)
        file.setAutoDefault(False)
        file.clicked.connect(lambda: self._desk.flow(self._from_file(), owner=self))
        keep = QPushButton("Ne rien changer", self)
        keep.setAutoDefault(False)
        keep.clicked.connect(self.reject)
        buttons = row(spacing=1)
        buttons.addWidget(file)
        buttons.addStretch(1)
        buttons.addWidget(keep)
        buttons.addWidget(self._take)
        layout.addLayout(buttons)
        follow_layouts(self)

    # --- which there are ----------------------------------------------------------------

    def refresh(self) -> None:
        """Read which copies there are."""
        storage, folder = self._desk.storage, self._desk.folder
        self._desk.press(
            lambda: storage.backups(folder), self._show, owner=self, failed=self._tell_wrong
        )

    def _show(self, copies: Sequence[BackupInfo]) -> None:
        known = {copy.path for copy in copies}
        others = [copy for copy in self._elsewhere if copy.path not in known]
        self._model.set_rows([*others, *copies])
        if not self.table.currentIndex().isValid() and self._model.rowCount():
            self._go_to(self._model.rows[0].path)

    def _go_to(self, path: Path) -> None:
        self.table.setCurrentIndex(self._model.index(self._model.row_of(str(path)) or 0, 0))
        self.table.setFocus()

    def _from_file(self) -> Steps:
        choice = FileChoice(
            "Choisir une copie de sécurité",
            "copies",
            filters=("Copies de sécurité (*.sqlite)", "Tous les fichiers (*)"),
        )
        file = yield existing_file(choice, self, self._desk.preferences)
        if file is not None:
            storage, folder = self._desk.storage, self._desk.folder
            copy = yield self._desk.pressing(lambda: storage.backup_at(folder, file))
            self._elsewhere.append(copy)
            self._show([each for each in self._model.rows if each.path != copy.path])
            self._go_to(copy.path)

    # --- what one holds -------------------------------------------------------------------

    def _look_into(self, identity: str) -> None:
        """Check the copy under the cursor fully, and say what taking it back would change."""
        self._stop()
        self._wrong.hide()
        self._take.setEnabled(False)
        copy = next((each for each in self._model.rows if str(each.path) == identity), None)
        self.chosen = self.content = None
        if copy is None:
            return
        self._told.setText(f"Copie du {dated(copy)} : contrôle en cours…")
        storage, folder, clock = self._desk.storage, self._desk.folder, self._desk.clock
        self._work = self._desk.work(
            lambda tick: storage.look_into(folder, copy, clock=clock, tick=tick),
            lambda content: self._show_content(copy, content),
            owner=self,
            label="",
            failed=self._tell_wrong,
        )

    def _show_content(self, copy: BackupInfo, content: CopyContent) -> None:
        self._work = None
        if content.check.problems:
            self._told.setText(f"Copie du {dated(copy)}.")
            self._tell(
                f"Cette copie est défectueuse et ne peut pas être reprise : "
                f"{content.check.problems[0]} Choisissez-en une autre."
            )
        else:
            self._told.setText("\n".join(_told_of(copy, content)))
            if content.returning:
                self._tell(_returning(content.returning))
            self.chosen, self.content = copy, content
            self._take.setEnabled(True)
        self.refresh()  # what the check found stands beside the copies from now on

    def _tell_wrong(self, error: CtgError) -> None:
        self._work = None
        self._tell(error.sentence)

    def _tell(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.show()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    # --- Qt ---------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Stop the check, if it runs, and close."""
        self._stop()
        super().done(result)


def _told_of(copy: BackupInfo, content: CopyContent) -> list[str]:
    """Return the lines that let a person recognise a copy."""
    lines = [f"Copie du {dated(copy)}, {counted(copy.actions, 'action')} : tout y est lisible."]
    if content.last:
        lines.append("Ce qui y a été noté en dernier :")
        lines += [f"– {_gesture(each)}" for each in content.last[:_SHOWN_GESTURES]]
    if content.lacking:
        lacking = counted(content.lacking, "geste noté", "gestes notés")
        verb = noun(content.lacking, "n’y est", "n’y sont")
        lines.append(f"{lacking} depuis {verb} pas : la base mise de côté les garde.")
    return lines


def _gesture(gesture: Gesture) -> str:
    from datetime import UTC, datetime

    at = datetime.fromtimestamp((gesture.wall_ms or gesture.stamp.ms) / 1000, UTC).astimezone()
    author = f", {gesture.author}" if gesture.author else ""
    return f"{gesture.label} (le {short_date(at.date())} à {at:%H:%M}{author})"


def _returning(people: Sequence[str]) -> str:
    return (
        f"Cette copie date d’avant l’effacement des données de {', '.join(people)} : elles seront "
        "de nouveau là, et à effacer encore une fois."
    )
