"""Publishing the référentiel: its version, its date, the file that is sent to all the sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QSpinBox,
    QWidget,
)

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.convention import Convention
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.issuing import to_issue
from ctg_desktop.referentiel.reporting import Report
from ctg_desktop.referentiel.writing import issue
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.typography import long_date
from ui.desk import Desk
from ui.notify import Tone
from ui.widgets.labels import Body, Note
from ui.widgets.layout.layouts import column, px

Tell = Callable[[str, Tone], None]

_FILTER = "Référentiel (*.toml)"
_LARGEST = 100_000


def publish(desk: Desk, window: QWidget, tell: Tell) -> None:
    """Ask for version, date and file; write it, and take in here what it says.

    A version whose content did not change since it was published is written again as it was.
    """
    today = desk.today

    def look(uow: UnitOfWork) -> tuple[Convention, int]:
        return convention_of(uow), to_issue(uow, today).version

    def ask(found: tuple[Convention, int]) -> None:
        convention, version = found
        if version == convention.version:
            _choose_file(desk, window, tell, None)
            return
        dialog = PublishDialog(convention, version, today, window)
        dialog.confirmed.connect(
            lambda number, day: _choose_file(desk, window, tell, (number, day))
        )
        dialog.open()

    desk.read(look, ask, owner=window, failed=lambda error: tell(error.sentence, Tone.ERROR))


class PublishDialog(QDialog):
    """Asks for the version and the date of a publication."""

    confirmed = Signal(int, object)
    """The version, and the date."""

    def __init__(self, convention: Convention, version: int, today: date, parent: QWidget) -> None:
        """Propose the next version, dated today."""
        super().__init__(parent)
        self.setWindowTitle("Publier le référentiel")
        self.finished.connect(self.deleteLater)
        self._version = QSpinBox()
        self._version.setRange(version, _LARGEST)
        self._version.setAccessibleName("Version")
        self._date = QDateEdit(QDate(today.year, today.month, today.day))
        self._date.setDisplayFormat("dd/MM/yyyy")
        self._date.setAccessibleName("Date de publication")
        form = QFormLayout()
        form.setHorizontalSpacing(px(2))
        form.setVerticalSpacing(px(1))
        form.addRow("&Version", self._version)
        form.addRow("&Date", self._date)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        further = buttons.addButton("Choisir le fichier…", QDialogButtonBox.ButtonRole.AcceptRole)
        further.setDefault(True)
        buttons.accepted.connect(self._confirm)
        buttons.rejected.connect(self.reject)
        layout = column(self, spacing=2, margins=2)
        layout.addWidget(Body(_in_place(convention)))
        layout.addLayout(form)
        layout.addWidget(
            Note(
                "Le fichier s’envoie à toutes les communes et aux SIVOM, qui l’importent. Il ne "
                "contient aucune action."
            )
        )
        layout.addWidget(buttons)
        self.setMinimumWidth(px(44))

    def _confirm(self) -> None:
        chosen = self._date.date()
        self.confirmed.emit(
            self._version.value(), date(chosen.year(), chosen.month(), chosen.day())
        )
        self.accept()


def _in_place(convention: Convention) -> str:
    dated = f" du {long_date(convention.issued_on)}" if convention.issued_on else ""
    return (
        f"La version en place est la version {convention.version}{dated}. Ce qui a été modifié "
        "depuis fait une nouvelle version."
    )


def _choose_file(desk: Desk, window: QWidget, tell: Tell, asked: tuple[int, date] | None) -> None:
    """Ask where to write; `asked` is the version and its date, None for that in place."""
    number = f" v{asked[0]}" if asked is not None else ""
    dialog = QFileDialog(window, "Publier le référentiel", str(desk.preferences.folder("export")))
    dialog.setNameFilters([_FILTER])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Enregistrer")
    dialog.setDefaultSuffix("toml")
    dialog.selectFile(f"referentiel{number}")
    dialog.finished.connect(dialog.deleteLater)
    dialog.fileSelected.connect(lambda chosen: _write(desk, window, tell, Path(chosen), asked))
    dialog.open()


def _write(
    desk: Desk, window: QWidget, tell: Tell, path: Path, asked: tuple[int, date] | None
) -> None:
    today = desk.today
    version, issued_on = asked or (None, None)
    desk.preferences.remember_folder("export", path.parent)

    def write(uow: UnitOfWork) -> tuple[Report, Changes]:
        return issue(uow, path, today, version=version, issued_on=issued_on)

    def written(report: Report) -> None:
        tell(f"Référentiel version {report.version} publié\u00a0: «\u00a0{path}\u00a0».", Tone.GOOD)
        for sentence in report.warnings:
            tell(sentence, Tone.WARNING)

    def failed(error: CtgError) -> None:
        tell(error.sentence, Tone.ERROR)

    desk.write(write, written, owner=window, failed=failed)
