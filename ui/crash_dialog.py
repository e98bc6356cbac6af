"""What a person sees when the program itself is wrong: the whole report, to read and to copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget

from ctg_desktop.crash import CrashReport
from ctg_desktop.typography import counted
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.line_breaks import breakable_path


class CrashDialog(QDialog):
    """Shows reports, one below the other; the program goes on meanwhile and afterwards."""

    def __init__(self, report: CrashReport, parent: QWidget | None = None) -> None:
        """Show the first report."""
        super().__init__(parent)
        self.setWindowTitle("Erreur imprévue")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._reports: list[CrashReport] = []
        self._heading = Heading("", 1, self)
        self._place = Note("", self)
        self._text = QPlainTextEdit(self)
        self._copied = Note("", self, wraps=False)
        self._copy = QPushButton("Copier le rapport", self)
        self._open = QPushButton("Ouvrir le dossier du rapport", self)
        self._close = QPushButton("Continuer", self)
        self._build()
        self.add(report)

    def _build(self) -> None:
        self._text.setReadOnly(True)
        self._text.setAccessibleName("Rapport d’erreur")
        self._text.setTabChangesFocus(True)
        self._close.setDefault(True)
        self._copy.clicked.connect(self._copy_text)
        self._open.clicked.connect(self._open_folder)
        self._close.clicked.connect(self.accept)
        layout = column(self, spacing=1.5, margins=3)
        layout.addWidget(self._heading)
        layout.addWidget(
            Body(
                "Ce qui était enregistré l’est toujours, et vous pouvez continuer. Le rapport "
                "ci-dessous dit ce qui s’est passé : il est resté sur cet ordinateur. "
                "Relisez-le, puis transmettez-le à la personne qui vous aide.",
                self,
            )
        )
        layout.addWidget(self._text, 1)
        said = row(spacing=1)
        said.addWidget(self._place, 1)
        said.addWidget(self._copied)
        layout.addLayout(said)
        buttons = row(spacing=1)
        for button in (self._copy, self._open):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        layout.addLayout(buttons)
        room = QGuiApplication.primaryScreen().availableSize() * 0.9
        self.resize(QSize(px(80), px(56)).boundedTo(room))
        self._close.setFocus()

    @property
    def text(self) -> str:
        """All that the dialog shows, to the letter."""
        return "\n\n".join(report.text for report in self._reports)

    def add(self, report: CrashReport) -> None:
        """Show one more report below those that are there."""
        self._reports.append(report)
        count = len(self._reports)
        self._heading.setText(
            "Une erreur imprévue s’est produite"
            if count == 1
            else f"{counted(count, 'erreur imprévue', 'erreurs imprévues')} se sont produites"
        )
        place = self._folder
        self._place.setText(
            f"Rapport écrit dans « {breakable_path(place)} »."
            if place
            else "Le rapport n’a pas pu être écrit dans un fichier : copiez-le."
        )
        self._open.setEnabled(place is not None)
        self._text.setPlainText(self.text)
        self._text.moveCursor(QTextCursor.MoveOperation.Start)
        self._copied.setText("")

    @property
    def _folder(self) -> Path | None:
        paths = [report.path for report in self._reports if report.path is not None]
        return paths[-1].parent if paths else None

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._copied.setText("Copié")

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
