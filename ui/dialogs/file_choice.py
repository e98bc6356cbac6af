"""Choosing a file or a folder in the system's dialog, which begins where one was last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTreeView, QWidget

from ctg_desktop.typography import spaced
from ui.desk import Desk
from ui.flow import Step, Steps, Turn
from ui.preferences import PreferencesStore


@dataclass(frozen=True, slots=True)
class FileChoice:
    """What is chosen: the dialog's title, the name under which its place is kept, the button.

    `filters` are the kinds of files, `name` the one that is proposed.
    """

    title: str
    purpose: str
    button: str = "Choisir"
    filters: Sequence[str] = ()
    name: str = ""


def tables_choice() -> FileChoice:
    """Return the choice of a spreadsheet to import."""
    from ctg_desktop.spreadsheet.reading import SUFFIXES  # not before one is chosen

    sheets = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    filters = (f"Tableaux ({sheets})", "Tous les fichiers (*)")
    return FileChoice("Importer un tableau", "import", "Examiner", filters)


def existing_folder(choice: FileChoice, parent: QWidget, preferences: PreferencesStore) -> Step:
    """Return the step that asks for a folder, which may be made in the dialog."""
    dialog = _dialog(choice, parent, preferences)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _chosen(dialog, choice, preferences)


def choose_folder(
    choice: FileChoice, parent: QWidget, desk: Desk, then: Callable[[Path], None]
) -> None:
    """Ask for a folder; `then` gets the one that was chosen."""

    def steps() -> Steps:
        folder = yield existing_folder(choice, parent, desk.preferences)
        if folder is not None:
            then(folder)

    desk.flow(steps(), owner=parent)


def existing_file(choice: FileChoice, parent: QWidget, preferences: PreferencesStore) -> Step:
    """Return the step that asks for a file to read."""
    dialog = _dialog(choice, parent, preferences)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _chosen(dialog, choice, preferences)


def existing_files(choice: FileChoice, parent: QWidget, preferences: PreferencesStore) -> Step:
    """Return the step that asks for files to read; its result is a list, empty for none."""
    dialog = _dialog(choice, parent, preferences)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)

    def begin(turn: Turn) -> None:
        def take(chosen: list[str]) -> None:
            paths = [Path(each) for each in chosen]
            preferences.remember_folder(choice.purpose, paths[0].parent)
            turn.go_on(paths)

        dialog.filesSelected.connect(take)
        dialog.rejected.connect(lambda: turn.go_on([]))
        dialog.open()

    return begin


def file_to_write(choice: FileChoice, parent: QWidget, preferences: PreferencesStore) -> Step:
    """Return the step that asks where to write; the suffix follows the kind that is chosen."""
    return _chosen(_writing(choice, parent, preferences), choice, preferences)


def file_of_a_kind(choice: FileChoice, parent: QWidget, preferences: PreferencesStore) -> Step:
    """Return the step that asks where to write, and as what: a path and a filter, or None."""
    dialog = _writing(choice, parent, preferences)
    return _chosen(dialog, choice, preferences, lambda path: (path, dialog.selectedNameFilter()))


def _writing(choice: FileChoice, parent: QWidget, preferences: PreferencesStore) -> QFileDialog:
    dialog = _dialog(choice, parent, preferences)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(_suffix(choice.filters[0]))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_suffix(chosen)))
    dialog.selectFile(choice.name)
    return dialog


_KIND = 2
"""The column of Qt's own dialog in which folders stay « Folder »: nobody translated that."""


def _dialog(choice: FileChoice, parent: QWidget, preferences: PreferencesStore) -> QFileDialog:
    dialog = QFileDialog(parent, choice.title, str(preferences.folder(choice.purpose)))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, choice.button)
    # Qt's own French does not know these two.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, spaced("Dossier :"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, spaced("Type de fichier :"))
    for view in dialog.findChildren(QTreeView):
        view.hideColumn(_KIND)
    if choice.filters:
        dialog.setNameFilters(list(choice.filters))
    return dialog


def _chosen(
    dialog: QFileDialog,
    choice: FileChoice,
    preferences: PreferencesStore,
    result: Callable[[Path], object] = lambda path: path,
) -> Step:
    """Return the step that goes on with the result of the path, None when none was chosen."""

    def begin(turn: Turn) -> None:
        def take(chosen: str) -> None:
            path = Path(chosen)
            preferences.remember_folder(choice.purpose, path.parent)
            turn.go_on(result(path))

        dialog.fileSelected.connect(take)
        dialog.rejected.connect(turn.go_on)
        dialog.open()

    return begin


def _suffix(file_filter: str) -> str:
    """Return the suffix of a filter: `Tableau pour Excel (*.csv)` gives `csv`."""
    return file_filter.rpartition(".")[2].rstrip(")")
