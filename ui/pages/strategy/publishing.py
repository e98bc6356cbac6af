"""Publishing the référentiel: its version, its date, the file that is sent to all the sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QWidget,
)

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.fields import Edge, FieldSpec, Kind, Tense
from ctg_desktop.errors import InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.issuing import to_publish
from ctg_desktop.referentiel.reporting import Report
from ctg_desktop.referentiel.writing import issue
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.typography import capitalised, long_date
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, file_to_write
from ui.dialogs.reference_import import changes_tree
from ui.flow import Steps, answered
from ui.notify import Tone
from ui.widgets.field_editors.dates import DateEditor
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import answers, column, px

Tell = Callable[[str, Tone], None]

_FILTER = "Référentiel (*.toml)"
_LARGEST = 100_000
_DATE = FieldSpec(
    "", "date", "Date de publication", Kind.DATE, required=True, tense=Tense.NEAR, edge=Edge.LAST
)


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

    def look(uow: UnitOfWork) -> tuple[Convention, Report]:
        return convention_of(uow), to_publish(uow, today)

    convention, report = yield desk.reading(look)
    dialog = PublishDialog(convention, report, window)
    if not (yield answered(dialog)):
        return
    is_new = not report.is_known
    version, issued_on = (dialog.version, dialog.issued_on) if is_new else (None, None)
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
    """Shows what a publication changes, and asks for its version and date."""

    def __init__(self, convention: Convention, report: Report, parent: QWidget) -> None:
        """Show a report of `to_publish`; propose its version, dated as it says."""
        super().__init__(parent)
        self.setWindowTitle("Publier le référentiel")
        self.finished.connect(self.deleteLater)
        layout = column(self, spacing=1.5, margins=2)
        layout.addWidget(Heading(_in_place(convention, report), 3))
        if report.rows:
            layout.addWidget(changes_tree(report, "Ce qui a changé depuis", self), 1)
        self._version = QSpinBox(self)
        self._version.setRange(report.version, _LARGEST)
        self._version.setAccessibleName("Version")
        self._version.setMaximumWidth(px(12))
        self._date = DateEditor(_DATE, lambda: report.issued_on, self)
        self._date.reset(report.issued_on, {})
        if report.is_known:
            self._version.hide()
            self._date.hide()
            layout.addWidget(Body("Le fichier sera le même que celui de cette version."))
        else:
            if not report.rows:
                layout.addWidget(Body("Une nouvelle version dirait la même chose."))
            layout.addLayout(self._form())
        layout.addWidget(
            Note(
                "Le fichier s’envoie à toutes les communes et aux SIVOM, qui l’importent. Il ne "
                "contient aucune action."
            )
        )
        leave = QPushButton("Annuler", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        further = QPushButton("Choisir le fichier…", self)
        further.setDefault(True)
        further.clicked.connect(self.accept)
        layout.addLayout(answers(leave, further))
        self.setMinimumWidth(px(44))
        if report.rows:
            self.resize(QSize(px(90), px(56)).boundedTo(parent.window().size() * 0.92))

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(px(2))
        form.setVerticalSpacing(px(1))
        form.addRow("&Version", self._version)
        self._date.set_label_shown(shown=False)
        form.addRow("&Date", self._date)
        return form

    @property
    def version(self) -> int:
        """The version that was chosen."""
        return self._version.value()

    @property
    def issued_on(self) -> date:
        """The date that was chosen."""
        chosen: date = self._date.entry().value
        return chosen

    def accept(self) -> None:
        """Go on, once the date is one."""
        try:
            self._date.entry()
        except InputError as error:
            self._date.refuse(error)
            self._date.setFocus()
            return
        super().accept()


def _in_place(convention: Convention, report: Report) -> str:
    dated = f" du {long_date(convention.issued_on)}" if convention.issued_on else ""
    since = f"depuis la version {convention.version}{dated}"
    if report.rows:
        return f"{capitalised(since)} : {report.counted}."
    return f"Rien n’a changé {since}."
