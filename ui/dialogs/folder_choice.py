"""Choosing a folder in the system's dialog, which begins where one was last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.desk import Desk


@dataclass(frozen=True, slots=True)
class FolderChoice:
    """What is chosen: the title of the dialog, and the name under which its place is kept."""

    title: str
    purpose: str


def choose_folder(
    choice: FolderChoice, parent: QWidget, desk: Desk, then: Callable[[Path], None]
) -> None:
    """Ask for an existing folder, which may be made in the dialog; `then` gets it."""
    dialog = QFileDialog(parent, choice.title, str(desk.preferences.folder(choice.purpose)))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Choisir")

    def chosen(path: str) -> None:
        folder = Path(path)
        desk.preferences.remember_folder(choice.purpose, folder.parent)
        then(folder)

    dialog.fileSelected.connect(chosen)
    dialog.open()
