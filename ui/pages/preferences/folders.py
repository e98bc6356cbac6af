"""Where the data and their safety copies are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout

from ctg_desktop.errors import CtgError
from ctg_desktop.folder.settings import Settings, load, save
from ctg_desktop.paths import DataFolder
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, choose_folder
from ui.flow import Steps
from ui.notify import Tone
from ui.pages.sections import Section
from ui.widgets.labels import Caption, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column


@dataclass(frozen=True, slots=True)
class _Button:
    """A button of a line: its words, what a screen reader says, what it does."""

    words: str
    name: str
    do: Callable[[], object]


class FoldersSection(Section):
    """The data folder, that of the copies, and the second place of the copies."""

    def __init__(self, desk: Desk) -> None:
        """Show the open folder."""
        super().__init__(desk, "Dossiers")
        office = desk.office
        self._second = _place_line("Second dossier des sauvegardes")
        self._wrong = Note("", look="alert")
        self._wrong.hide()
        data = _Button("Ouvrir", "Ouvrir le dossier des données", lambda: _open(office.folder))
        change = _Button("Changer de dossier…", "Changer de dossier de données", self._change)
        back = _Button(
            "Revenir à mes données",
            "Revenir à mes données",
            lambda: desk.folder_asked.emit(None),
        )
        of_examples = (back,) if office.installation.demonstration else ()
        self._add(
            "Données", _place_line("Dossier des données", office.folder), data, change, *of_examples
        )
        backups = DataFolder(office.folder).backups
        self._add(
            "Sauvegardes",
            _place_line("Dossier des sauvegardes", backups),
            _Button("Ouvrir", "Ouvrir le dossier des sauvegardes", lambda: _open(backups)),
        )
        choose, self._forget = self._add(
            "Second dossier des sauvegardes",
            self._second,
            _Button("Choisir…", "Choisir le second dossier des sauvegardes", self._choose_second),
            _Button(
                "Ne plus l’utiliser",
                "Ne plus utiliser le second dossier",
                lambda: self.set_second(None),
            ),
        )
        for button in (choose, self._forget):
            button.setEnabled(not self.is_read_only)
        self._second.setPlaceholderText("Aucun")
        self.column.addWidget(Note(_SECOND, self))
        self.column.addWidget(self._wrong)

    def _add(self, title: str, place: QLineEdit, *buttons: _Button) -> list[QPushButton]:
        below: QVBoxLayout = column(spacing=0.4)
        below.addWidget(Caption(title, self, bold=True))
        below.addWidget(place)
        line = Flow(spacing=1)
        made = []
        for spec in buttons:
            button = QPushButton(spec.words, self)
            button.setAccessibleName(spec.name)
            button.clicked.connect(_without_state(spec.do))
            line.addWidget(button)
            made.append(button)
        below.addLayout(line)
        self.column.addLayout(below)
        return made

    def refresh(self) -> None:
        """Read where the second copies go."""
        folder = self.desk.office.folder
        self.desk.press(lambda: load(folder), self._show, owner=self)

    def _show(self, settings: Settings) -> None:
        second = settings.second_backups
        self._second.setText(str(second) if second else "")
        self._forget.setVisible(second is not None)

    # --- changing ---------------------------------------------------------------------

    def _change(self) -> None:
        choice = FileChoice("Ouvrir un autre dossier de données", "donnees")
        choose_folder(choice, self, self.desk, self.desk.folder_asked.emit)

    def _choose_second(self) -> None:
        choice = FileChoice("Second dossier des sauvegardes", "sauvegardes")
        choose_folder(choice, self, self.desk, self.set_second)

    def set_second(self, place: Path | None) -> None:
        """Have the copies go to a second place too; the newest one goes there at once."""
        self.desk.flow(self._set_second(place), owner=self, failed=self._refuse)

    def _set_second(self, place: Path | None) -> Steps:
        folder = self.desk.office.folder
        yield self.desk.reading(
            lambda _uow: save(folder, replace(load(folder), second_backups=place))
        )
        self._wrong.hide()
        self.refresh()
        self.desk.saved.emit(self.desk.now)
        if place is None:
            return
        newest = yield self.desk.reading(lambda uow: next(iter(uow.backups()), None))
        if newest is not None:
            self.desk.backed_up.emit(newest)
            self.told.emit("Les sauvegardes vont aussi dans le second dossier.", Tone.GOOD)

    def _refuse(self, error: CtgError) -> None:
        self._wrong.setText(error.sentence)
        self._wrong.show()


_SECOND = "Une clé USB, un autre disque ou un partage garde vos données d’une panne de celui-ci."


def _place_line(name: str, place: Path | None = None) -> QLineEdit:
    """Return a line in which a path of any length can be read and copied."""
    line = QLineEdit(str(place) if place is not None else "")
    line.setReadOnly(True)
    line.setAccessibleName(name)
    line.setCursorPosition(0)
    return line


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _without_state(do: Callable[[], object]) -> Callable[[bool], None]:
    def called(_is_checked: bool) -> None:  # noqa: FBT001 - Qt's signal
        do()

    return called
