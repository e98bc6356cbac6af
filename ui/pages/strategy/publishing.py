"""Publishing the référentiel: its version, its date, the file that is sent to all the sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QWidget,
)

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.convention import Convention
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.issuing import to_issue
from ctg_desktop.referentiel.reporting import Report
from ctg_desktop.referentiel.writing import issue
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.typography import long_date
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, file_to_write
from ui.flow import Steps, answered
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
    desk.flow(
        _publish(desk, window, tell),
        owner=window,
        failed=lambda error: tell(error.sentence, Tone.ERROR),
    )


def _publish(desk: Desk, window: QWidget, tell: Tell) -> Steps:
    today = desk.today

    def look(uow: UnitOfWork) -> tuple[Convention, int]:
        return convention_of(uow), to_issue(uow, today).version

    convention, next_version = yield desk.reading(look)
    version = issued_on = None
    if next_version != convention.version:
        dialog = PublishDialog(convention, next_version, today, window)
        if not (yield answered(dialog)):
            return
        version, issued_on = dialog.version, dialog.issued_on
    name = "referentiel" if version is None else f"referentiel v{version}"
    choice = FileChoice("Publier le référentiel", "export", "Enregistrer", (_FILTER,), name)
    path = yield file_to_write(choice, window, desk.preferences)
    if path is None:
        return

    def write(uow: UnitOfWork) -> tuple[Report, Changes]:
        return issue(uow, path, today, version=version, issued_on=issued_on)

    report = yield desk.writing(write)
    tell(f"Référentiel version {report.version} publié : « {path} ».", Tone.GOOD)
    for sentence in report.warnings:
        tell(sentence, Tone.WARNING)


class PublishDialog(QDialog):
    """Asks for the version and the date of a publication."""

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
        buttons.accepted.connect(self.accept)
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

    @property
    def version(self) -> int:
        """The version that was chosen."""
        return self._version.value()

    @property
    def issued_on(self) -> date:
        """The date that was chosen."""
        chosen = self._date.date()
        return date(chosen.year(), chosen.month(), chosen.day())


def _in_place(convention: Convention) -> str:
    dated = f" du {long_date(convention.issued_on)}" if convention.issued_on else ""
    return (
        f"La version en place est la version {convention.version}{dated}. Ce qui a été modifié "
        "depuis fait une nouvelle version."
    )
