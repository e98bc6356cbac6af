"""« Importer »: a spreadsheet seen in four steps, then taken in as one gesture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from shiboken6 import delete

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.people import Contact
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.opening import pasted
from ctg_desktop.importing.plan import Preview
from tests.support import accessibility, layout
from tests.support.app import TODAY, Office, plain
from tests.support.import_scenes import hostile_file, plan_file, plan_rows
from tests.support.window import (
    chosen,
    clicked,
    dialog,
    find,
    is_shown,
    name_file,
    name_of,
    press,
    retyped,
    shortcut,
    visible,
)
from tests.ui.conftest import Settle
from ui.desk import Desk
from ui.dialogs.importing.columns_part import ColumnsPart
from ui.dialogs.importing.dialog import ImportDialog
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages.actions.page import ActionsPage
from ui.targets import Target

pytestmark = pytest.mark.usefixtures("dialogs_closed")

E = TypeVar("E", bound=Entity)

_SECONDS_A_GESTURE = 4
"""What somebody needs who looks for the place first: a generous keystroke-level model."""


class Newcomer:
    """Counts what a person does: each click, each key, each text."""

    def __init__(self, settle: Settle) -> None:
        self.gestures = 0
        self._settle = settle

    def does(self, act: Callable[..., None], *given: object) -> None:
        self.gestures += 1
        act(*given)
        self._settle()

    def picks(self, combo: QComboBox, words: str) -> None:
        """Open a list and click on one of its lines, which are two gestures."""
        self.gestures += 2
        at = next(at for at in range(combo.count()) if words in plain(combo.itemText(at)))
        combo.setCurrentIndex(at)
        combo.activated.emit(at)
        self._settle()


def rows_of(window: MainWindow, settle: Settle, kind: type[E]) -> list[E]:
    found: list[list[E]] = []
    window.desk.read(lambda uow: uow.rows(kind), found.append, owner=window)
    settle()
    return found[0]


def step(shown: ImportDialog, name: str) -> QPushButton:
    """Return what leads to a step: its words change with the file."""
    links = shown.findChildren(QPushButton)
    return next(each for each in links if plain(each.text()).startswith(name))


def open_questions(shown: ImportDialog) -> list[QComboBox]:
    return [
        each
        for each in shown.questions_part.findChildren(QComboBox)
        if each.isVisible() and each.currentIndex() < 0
    ]


def test_500_rows_when_a_newcomer_imports_them_then_it_takes_a_few_gestures_and_one_undo(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    plan_file(tmp_path / "plan.xlsx", 500)
    newcomer = Newcomer(settle)
    newcomer.does(chosen, window.menuBar(), "Fichier", "Importer un tableau…")
    newcomer.does(name_file, tmp_path / "plan.xlsx")
    shown = dialog(ImportDialog)
    assert isinstance(shown, ImportDialog)

    newcomer.does(clicked, step(shown, "3. Les valeurs"))
    for words in ("En cours", "La fin prévue"):
        if waiting := open_questions(shown):
            newcomer.picks(waiting[0], words)
    assert not open_questions(shown)
    newcomer.does(clicked, step(shown, "4. L'aperçu"))
    line = find(shown, "Ce que la cellule doit contenir", QLineEdit)
    newcomer.does(clicked, line)
    for text in ("T4 2027", "15/03/2027", "mars 2028", "12 000 €"):
        newcomer.does(retyped, line, f"{text}\n")
    clicked(find(shown, "Importer 500 actions", QPushButton))
    press(shown, Qt.Key.Key_Escape)  # in a hurry: it stops, and nothing is half done
    settle()
    assert rows_of(window, settle, Action) == []
    newcomer.does(clicked, find(shown, "Importer 500 actions", QPushButton))

    assert "500 nouvelles fiches" in plain(_words(shown))
    newcomer.does(clicked, find(shown, "Fermer", QPushButton))
    assert newcomer.gestures * _SECONDS_A_GESTURE < 5 * 60
    titles = {row.title for row in rows_of(window, settle, Action)}
    assert titles == {str(row[2]) for row in plan_rows(500)}
    assert "500 nouvelles fiches" in plain(window.banner.text)
    shortcut(window, "Ctrl+Z")
    settle()
    assert rows_of(window, settle, Action) == []
    sources = {row.source for row in rows_of(window, settle, Contact)}
    assert not any(source and source.startswith("Import de") for source in sources)


def test_choices_when_one_leaves_without_importing_then_nothing_is_kept_and_one_is_asked(
    window: MainWindow, settle: Settle, office: Office, tmp_path: Path
) -> None:
    window.go(Target("actions"))
    settle()
    files = {path for path in office.folder.rglob("*") if path.is_file()}
    _drop(window, plan_file(tmp_path / "plan.xlsx"))
    settle()
    shown = dialog(ImportDialog)
    assert isinstance(shown, ImportDialog)
    assert find(shown, "Ce que sont les lignes", QComboBox).currentText() == "Actions"

    column = find(shown, "Va dans : D Descriptif", QComboBox)
    Newcomer(settle).picks(column, "Ne pas reprendre")
    assert "laissée de côté" in plain(_words(shown))
    press(shown, Qt.Key.Key_Escape)
    settle()
    clicked(find(dialog(QuestionDialog), "Revenir à l'import"))
    settle()
    assert shown.isVisible()
    press(shown, Qt.Key.Key_Escape)
    settle()
    clicked(find(dialog(QuestionDialog), "Fermer"))
    settle()

    assert not [top for top in QApplication.topLevelWidgets() if isinstance(top, ImportDialog)]
    assert rows_of(window, settle, Action) == []
    assert {path for path in office.folder.rglob("*") if path.is_file()} == files

    page = window.page
    assert isinstance(page, ActionsPage)
    page.panel.table.setFocus()
    QApplication.clipboard().setText("une phrase seule")
    shortcut(window, "Ctrl+V")
    settle()
    assert "ne contient pas de cellules" in window.banner.text
    find(page, page.panel.bar.search.accessibleName(), QLineEdit).setFocus()  # cells are no search
    cells = "Axe\tIntitulé\tStatut\n1\tOuvrir un café\tEn cours\n"
    QApplication.clipboard().setText(cells)
    shortcut(window, "Ctrl+V")
    settle()
    clicked(find(dialog(ImportDialog), "Importer 1 action"))
    settle()
    press(dialog(ImportDialog), Qt.Key.Key_Escape)
    settle()
    assert [row.title for row in rows_of(window, settle, Action)] == ["Ouvrir un café"]

    shortcut(window, "Ctrl+V")  # again: the same titles are known, the row is in place
    settle()
    again = dialog(ImportDialog)
    assert is_shown(again, "Repartir de zéro")
    assert not find(again, "Importer").isEnabled()
    press(again, Qt.Key.Key_Escape)
    settle()


@pytest.mark.parametrize("folder", ["hostile"], indirect=True)
def test_files_when_they_are_hostile_then_they_are_shown_or_refused_in_words(
    window: MainWindow, settle: Settle, office: Office, tmp_path: Path
) -> None:
    broken = tmp_path / "abîmé.xlsx"
    broken.write_bytes(b"PK\x03\x04 rien de bon")
    _drop(window, broken)
    settle()
    refused = dialog(ImportDialog)
    assert "Rien n'a été importé" in plain(_words(refused))
    press(refused, Qt.Key.Key_Escape)
    settle()

    _drop(window, hostile_file(tmp_path / "hostile.xlsx"))
    settle()
    shown = dialog(ImportDialog)
    assert isinstance(shown, ImportDialog)
    clicked(step(shown, "3. Les valeurs"))
    settle()
    assert accessibility.unnamed(shown) == []
    assert accessibility.steps_backwards(shown) == []
    assert layout.scrolled_sideways(shown) == []
    assert is_shown(shown, "À corriger")
    waiting = len(open_questions(shown))
    many = next(
        b for b in shown.findChildren(QPushButton) if "Laisser vide ce qui reste" in plain(b.text())
    )
    clicked(many)
    settle()
    assert len(open_questions(shown)) < waiting / 2
    waiting_file = tmp_path / "attente.xlsx"
    clicked(find(shown, "Lignes à corriger dans un fichier…"))
    name_file(waiting_file)
    settle()
    assert openpyxl.load_workbook(waiting_file).worksheets[0].max_row > 20
    press(shown, Qt.Key.Key_Escape)
    clicked(find(dialog(QuestionDialog), "Fermer"))
    settle()


def test_columns_when_others_are_to_be_shown_before_all_are_made_then_they_are_whole(
    desk: Desk, settle: Settle
) -> None:
    letters = "ABCDEFGHIJKLMNOPQRST"
    plan = pasted("\t".join(letters), "action")
    found: list[Preview] = []
    desk.read(lambda uow: examine(uow, plan, TODAY), found.append, owner=desk)
    settle()
    part = ColumnsPart()

    next(iter(part.showing(found[0])))
    turns = sum(1 for _ in part.showing(found[0]))
    part.show()
    lists = [plain(each.accessibleName()) for each in visible(part, QComboBox)]
    delete(part)

    assert turns > 1  # between which the window answers
    assert lists == [f"Va dans : {letter}" for letter in letters]


def test_read_only_folder_when_a_file_is_dropped_then_nothing_can_be_imported(
    closed_desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    window = MainWindow(closed_desk)
    window.show()
    closed_desk.open(read_only=True)
    settle()
    window.go(Target("actions"))
    settle()

    assert not window.commands.action("import_rows").isEnabled()
    assert not window.commands.action("paste_rows").isEnabled()
    assert not _drop(window, plan_file(tmp_path / "plan.xlsx"))
    window.close()
    settle()
    delete(window)


def _drop(window: MainWindow, path: Path) -> bool:
    """Drop a file on the window as another program does; whether it is taken."""
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPointF(90, 90), copy, dropped, left, none)
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(90, 90), copy, dropped, left, none))
    return entering.isAccepted()


def _words(shown: QWidget) -> str:
    return " ".join(name_of(each) for each in shown.findChildren(QWidget) if each.isVisible())
