"""Bringing the convention key back: from its file and the words, or copied from the sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from ctg_desktop.typography import quoted, spaced
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, existing_file
from ui.flow import Steps
from ui.widgets.labels import Body, Caption, Note
from ui.widgets.layout.layouts import answers, column, px, row

_SHEET = "Clé imprimée sur la feuille"
_WORDS = "Mots du fichier, imprimés sur la feuille"


class KeyDialog(QDialog):
    """Asks for the key: accepted once something is there to try."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Ask for the key of the sheet; a file may be chosen instead."""
        super().__init__(parent)
        self.setWindowTitle("Reprendre la clé de la convention")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self.path: Path | None = None
        self._caption = Caption(_SHEET, self, bold=True)
        self._typed = QLineEdit(self)
        self._typed.setAccessibleName(spaced(_SHEET))
        self._caption.setBuddy(self._typed)
        self._file = Note("", self)
        choose = QPushButton("Choisir le fichier de la clé…", self)
        choose.setAutoDefault(False)
        choose.clicked.connect(lambda: desk.flow(self._choose(), owner=self))
        cancel = QPushButton("Annuler", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self._agree = QPushButton("Reprendre la clé", self)
        self._agree.setDefault(True)
        self._agree.setEnabled(False)
        self._agree.clicked.connect(self.accept)
        self._typed.textChanged.connect(lambda text: self._agree.setEnabled(bool(text.strip())))
        buttons = answers(cancel, self._agree)
        beside = row(spacing=1)
        beside.addWidget(choose)
        beside.addWidget(self._file, 1)
        layout = column(self, spacing=1.5, margins=2)
        layout.addWidget(
            Body(
                "Cet ordinateur acceptera et retirera les participants. La feuille est au coffre : "
                "recopiez la clé qui y est imprimée, ou choisissez son fichier.",
                self,
            )
        )
        layout.addWidget(self._caption)
        layout.addWidget(self._typed)
        layout.addLayout(beside)
        layout.addStretch(1)
        layout.addLayout(buttons)
        width = min(px(60), round(parent.window().width() * 0.92))
        self.setMinimumWidth(width)
        self.resize(width, layout.heightForWidth(width))
        self._typed.setFocus()

    @property
    def typed(self) -> str:
        """The key of the sheet, or the words of the file that was chosen."""
        return self._typed.text()

    def _choose(self) -> Steps:
        choice = FileChoice(
            "Fichier de la clé", "cle", "Choisir", ("Clé de la convention (*.ctgcle)",)
        )
        path = yield existing_file(choice, self, self._desk.preferences)
        if path is not None:
            self.path = path
            self._file.setText(f"Fichier : {quoted(path.name)}")
            self._caption.setText(_WORDS)
            self._typed.setAccessibleName(spaced(_WORDS))
            self._typed.setFocus()
