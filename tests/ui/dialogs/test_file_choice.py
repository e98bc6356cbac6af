"""The dialog in which files are chosen, where the system has none of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from tests.support.window import dialog
from tests.support.words import words_of
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, choose_folder

_ENGLISH = re.compile(
    r"\b(folder|drive|file|name|size|date|modified|look|open|save|cancel|back|forward|parent dir|"
    r"view|list|detail|computer|create|new)\b",
    re.IGNORECASE,
)


def test_dialog_when_it_is_qts_own_then_every_word_on_screen_is_french(
    desk: Desk, settle: Callable[[], None], qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    (tmp_path / "sous-dossier").mkdir()
    desk.preferences.remember_folder("pdf", tmp_path)
    choose_folder(FileChoice("Choisir un dossier", "pdf"), window, desk, lambda _path: None)
    settle()
    shown = dialog(QFileDialog)
    seen = [
        text for widget, text in words_of(shown) if not isinstance(widget, (QTreeView, QHeaderView))
    ]
    for view in shown.findChildren(QTreeView):
        heads = range(view.model().columnCount())
        seen += [
            str(view.model().headerData(at, Qt.Orientation.Horizontal))
            for at in heads
            if not view.isColumnHidden(at)
        ]
    shown.close()
    settle()

    assert {"Nom", "Taille", "Choisir", "Annuler"} <= set(seen)
    assert [text for text in seen if _ENGLISH.search(text)] == []
