"""The communes typed like a sheet: each key and each paste as a person makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Engagement, Membership
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import past_gestures, rows
from ctg_desktop.services.communes import FIELDS, FOLLOWED, SIVOMS
from tests.support.accessibility import namesakes, steps_backwards, unnamed
from tests.support.app import TODAY, Office, plain
from tests.support.folders import fill_disk, small_disk
from tests.support.gallery import open_window
from tests.support.window import (
    answered,
    chosen_in,
    clicked,
    clicked_cell,
    clipboard_text,
    dialog,
    double_clicked_cell,
    find,
    press,
    settled,
    typed,
)
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages.territoire.communes_grid import CommunesGrid
from ui.pages.territoire.page import TerritoirePage
from ui.targets import Target
from ui.widgets.map.commune_map import CommuneMap
from ui.widgets.rows.row_draft import RETRY_MS
from ui.widgets.table.typing_table import TypingTable

Settle = Callable[[], None]
pytestmark = pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PRISE = "Délibération prise"
SECONDS_A_KEY = 0.28
"""What one key takes an average typist (keystroke-level model, Card, Moran and Newell, 1980)."""


@dataclass
class Sheet:
    """The grid of the agglomeration's folder, and what a person does in it, counted."""

    window: MainWindow
    settle: Settle
    gestures: int = 0
    keys: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def page(self) -> TerritoirePage:
        page = self.window.page
        assert isinstance(page, TerritoirePage)
        return page

    @property
    def grid(self) -> CommunesGrid:
        return self.page.findChildren(CommunesGrid)[0]

    @property
    def table(self) -> TypingTable:
        return find(self.page, "Communes à compléter", TypingTable)

    def open(self) -> Sheet:
        clicked(find(self.page, "Compléter en tableau", QPushButton))
        self.gestures += 1
        self.settle()
        return self

    def go(self, row: int, name: str) -> None:
        """Click a cell."""
        column = 1 + list(FIELDS).index(name) if name in FIELDS else 0
        clicked_cell(self.table, self.table.model().index(row, column))
        self.gestures += 1

    def type(self, text: str) -> None:
        """Type into the current cell: the text and the key that leaves it are one gesture."""
        typed(self.table, text)
        self.gestures += 1
        self.keys += len(text)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        press(self.table, key, held)
        self.gestures += 1
        self.keys += 1
        self.settle()

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, CONTROL)

    def texts(self, row: int) -> list[str]:
        model = self.table.model()
        return [plain(str(model.index(row, at).data())) for at in range(model.columnCount())]

    def at(self) -> tuple[str, str]:
        """Return the commune and the column in which the keyboard is."""
        index = self.table.currentIndex()
        commune = str(index.siblingAtColumn(0).data())
        return commune, str(self.table.typing_model.columns[index.column()].key)

    def read(self, job: Callable[[UnitOfWork], object]) -> object:
        found: list[object] = []
        self.window.desk.read(job, found.append, owner=self.window)
        self.settle()
        return found[0]

    def engaged(self) -> Sequence[Engagement]:
        found = self.read(lambda uow: uow.rows(Engagement))
        assert isinstance(found, list)
        return found

    def recorded(self) -> int:
        """Return how many gestures the folder has."""
        found = self.read(lambda uow: len(past_gestures.gesture_lines(uow, 200)))
        assert isinstance(found, int)
        return found

    def refusal(self) -> str:
        """Return what stands under the table."""
        return plain(self.grid.remark)


@pytest.fixture
def sheet(window: MainWindow, settle: Settle) -> Iterator[Sheet]:
    settle()
    window.go(Target("territoire"))
    settle()
    made = Sheet(window, settle)
    made.page.told.connect(lambda words, _tone: made.told.append(plain(words)))
    window.desk.done.connect(lambda words, _gesture: made.told.append(plain(words)))
    yield made.open()
    settle()


# --- 82 délibérations -------------------------------------------------------------------------


def test_82_deliberations_when_typed_then_it_takes_less_than_ten_minutes(sheet: Sheet) -> None:
    before = sheet.recorded()
    sheet.go(0, "status")
    for _row in range(81):
        press(sheet.table, Qt.Key.Key_Down, SHIFT)
    sheet.gestures += 1
    sheet.keys += 81
    typed(sheet.table, "d")  # the rest is proposed
    sheet.press(Qt.Key.Key_Return, CONTROL)
    sheet.settle()
    sheet.go(0, "deliberated_on")
    for row in range(82):
        sheet.type(f"{1 + row % 28}/11/25\t")
        sheet.type(f"2025-{row + 1}\n")
        assert sheet.at()[1] == "deliberated_on"
    sheet.settle()

    assert sum(row.number is not None for row in sheet.engaged()) == 82
    assert [sheet.texts(0)[1:4], sheet.texts(81)[1:4]] == [
        [PRISE, "01/11/2025", "2025-1"],
        [PRISE, "26/11/2025", "2025-82"],
    ]
    assert sheet.recorded() == before + 1 + 2 * 82
    assert sheet.gestures <= 490 // 2
    assert sheet.keys * SECONDS_A_KEY < 600


def test_82_deliberations_when_pasted_then_three_gestures_do_and_one_undo_takes_them_back(
    sheet: Sheet,
) -> None:
    before = sheet.recorded()
    sheet.go(0, "status")
    sheet.paste("".join(f"{PRISE}\t{1 + at % 28}/11/2025\t2025-{at:03}\r\n" for at in range(82)))

    assert sum(row.number is not None for row in sheet.engaged()) == 82
    assert sheet.gestures == 3  # the grid, the cell, the paste
    assert sheet.recorded() == before + 1
    assert sheet.told == ["82 communes complétées."]
    sheet.window.desk.undo()
    sheet.settle()
    assert sheet.texts(81)[1:4] == ["", "", ""]


# --- the keyboard -----------------------------------------------------------------------------


def test_enter_when_pressed_then_the_next_commune_is_typed_at_once_and_tab_goes_across(
    sheet: Sheet,
) -> None:
    first = sheet.at()
    assert first[1] == "status"
    sheet.go(0, "status")

    sheet.type("en\t")
    assert sheet.at() == ("Allouagne", "deliberated_on")
    sheet.type("3/11/25\n")
    assert sheet.at() == ("Ames", "status")
    sheet.type("non engagé\n")
    assert sheet.at() == ("Amettes", "status")
    press(sheet.table, Qt.Key.Key_Return, SHIFT)
    assert sheet.at() == ("Ames", "status")
    sheet.settle()

    assert sheet.texts(0)[1:3] == ["En attente", "03/11/2025"]
    assert sheet.texts(1)[1] == "Non engagé"


def test_esc_when_pressed_then_the_cell_is_as_it_was_and_once_more_the_map_is_back(
    sheet: Sheet,
) -> None:
    sheet.go(0, "number")
    typed(sheet.table, "12")

    press(sheet.table, Qt.Key.Key_Escape)
    sheet.settle()
    assert sheet.texts(0)[3] == ""
    assert not sheet.grid.is_pending()

    press(sheet.table, Qt.Key.Key_Escape)
    assert find(sheet.page, "Carte des communes").isVisible()


def test_del_when_pressed_on_chosen_cells_then_they_are_erased_in_one_gesture(
    sheet: Sheet,
) -> None:
    sheet.go(0, "status")
    sheet.paste(f"{PRISE}\t1/11/25\t12\n{PRISE}\t2/11/25\t13")
    before = sheet.recorded()
    sheet.go(0, "deliberated_on")
    press(sheet.table, Qt.Key.Key_Down, SHIFT)
    press(sheet.table, Qt.Key.Key_Right, SHIFT)

    sheet.press(Qt.Key.Key_Delete)

    assert [sheet.texts(0)[1:4], sheet.texts(1)[1:4]] == [[PRISE, "", ""]] * 2
    assert sheet.recorded() == before + 1


def test_list_when_a_status_is_double_clicked_then_one_picks_in_it(sheet: Sheet) -> None:
    double_clicked_cell(sheet.table, sheet.table.model().index(0, 1))
    popup = QApplication.activePopupWidget()
    assert popup is not None

    press(popup, Qt.Key.Key_Down)
    press(popup, Qt.Key.Key_Down)
    press(popup, Qt.Key.Key_Return)
    press(sheet.table, Qt.Key.Key_Return)
    sheet.settle()

    assert sheet.texts(0)[1] in ("Délibération prise", "Non engagé", "En attente")


def test_menu_when_asked_by_its_key_then_a_cell_is_erased(sheet: Sheet, settle: Settle) -> None:
    sheet.go(0, "status")
    sheet.paste("En attente")

    def erase(popup: QWidget) -> None:
        assert isinstance(popup, QMenu)
        chosen_in(popup, "Effacer")

    at = sheet.table.visualRect(sheet.table.currentIndex()).center()
    on_screen = sheet.table.viewport().mapToGlobal(at)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, on_screen)
    answered(erase)
    QApplication.sendEvent(sheet.table.viewport(), asked)
    settle()

    assert sheet.texts(0)[1] == ""


def test_cells_when_copied_then_they_are_pasted_elsewhere(sheet: Sheet) -> None:
    sheet.go(0, "status")
    sheet.paste(f"{PRISE}\t1/11/25")
    press(sheet.table, Qt.Key.Key_Left)
    press(sheet.table, Qt.Key.Key_Right)
    sheet.go(0, "status")
    press(sheet.table, Qt.Key.Key_Right, SHIFT)
    press(sheet.table, Qt.Key.Key_C, CONTROL)
    assert clipboard_text() == f"{PRISE}\t01/11/2025"

    sheet.go(3, "status")
    sheet.press(Qt.Key.Key_V, CONTROL)

    assert sheet.texts(3)[1:3] == [PRISE, "01/11/2025"]


def test_undo_when_it_is_seen_from_elsewhere_then_it_leads_back_to_the_line(sheet: Sheet) -> None:
    sheet.go(3, "status")
    sheet.paste("En attente")
    sheet.paste("Non engagé")
    sheet.go(0, "status")
    sheet.window.go(Target("actions"))
    sheet.settle()

    sheet.window.desk.undo()
    sheet.settle()

    assert sheet.at() == ("Annequin", "status")
    assert sheet.texts(3)[1] == "En attente"
    place = sheet.table.typing_model.id_at(5)
    sheet.window.go(Target("territoire", "territoire", place))  # as a search leads there
    sheet.settle()
    assert find(sheet.page, "Carte des communes", CommuneMap).selected == place


# --- what cannot stand ------------------------------------------------------------------------


def test_block_when_cells_are_wrong_then_the_good_ones_stand_and_the_others_say_why(
    sheet: Sheet,
) -> None:
    sheet.go(0, "status")
    sheet.paste(f"{PRISE}\t32/11/25\t12\n\t\t\n{PRISE}\t2/11/25\t13\nOui peut-être\t\t14")

    assert sheet.texts(0)[1:4] == [PRISE, "32/11/25", "12"]
    assert sheet.texts(1)[1:4] == ["", "", ""]
    assert sheet.texts(2)[1:4] == [PRISE, "02/11/2025", "13"]
    assert sheet.texts(3)[1:4] == ["Oui peut-être", "", "14"]
    assert len(sheet.engaged()) == 3 + 2
    (told,) = sheet.told
    assert told.startswith("2 communes complétées ; 3 cases à corriger, « Allouagne, Délibération")
    sheet.go(0, "deliberated_on")
    assert sheet.refusal().startswith("Allouagne, Délibération du : « Délibération du » attend une")
    assert sheet.grid.is_pending()
    assert len(sheet.grid.refusals()) == 3

    clicked(find(sheet.page, "3 cases à corriger", QPushButton))
    assert sheet.at() == ("Annequin", "status")
    sheet.type("en attente\n")
    sheet.settle()
    assert sheet.texts(3)[1:4] == ["En attente", "", "14"]  # what waited is written with it
    assert len(sheet.grid.refusals()) == 1


def test_column_when_pasted_before_its_status_then_it_waits_on_screen_and_in_the_drafts(
    sheet: Sheet,
) -> None:
    sheet.go(0, "deliberated_on")
    sheet.paste("1/11/25\n2/11/25")

    assert sheet.told == [
        "0 commune complétée ; 2 cases à corriger, « Allouagne, Délibération du » : "
        "Sera enregistré avec « Statut »."
    ]
    assert [list(each.values()) for each in sheet.window.desk.drafts.fields.values()] == [
        ["1/11/25"],
        ["2/11/25"],
    ]
    sheet.go(0, "status")
    sheet.paste(f"{PRISE}\n{PRISE}")
    assert [sheet.texts(0)[2], sheet.texts(1)[2]] == ["01/11/2025", "02/11/2025"]
    assert sheet.window.desk.drafts.fields == {}
    assert not sheet.grid.is_pending()


def test_cell_when_what_stands_is_typed_again_then_nothing_is_to_be_mended(sheet: Sheet) -> None:
    sheet.go(0, "status")
    sheet.paste("En attente")
    before = sheet.recorded()
    sheet.go(0, "status")
    sheet.paste("Peut-être")
    assert sheet.grid.is_pending()

    sheet.paste("En attente")

    assert not sheet.grid.is_pending()
    assert sheet.window.desk.drafts.fields == {}
    assert sheet.recorded() == before


def test_block_when_it_is_too_long_or_wide_then_what_has_no_cell_is_said(sheet: Sheet) -> None:
    sheet.go(99, SIVOMS)
    sheet.paste("\tx\nSIVOM du Béthunois\nSIVOM du Béthunois")

    assert sheet.told == [
        "0 commune complétée ; 2 lignes collées dépassent la dernière ligne du tableau ; "
        "1 colonne collée est de trop."
    ]


def test_block_when_it_begins_with_names_then_each_line_goes_to_its_commune(
    sheet: Sheet,
) -> None:
    sheet.go(50, "nom")
    sheet.paste(f"béthune\t{PRISE}\t1/11/25\n62178\tEn attente\t\nBetune\t{PRISE}\t")

    by_name = {sheet.texts(row)[0]: sheet.texts(row)[1:3] for row in range(100)}
    assert by_name["Béthune"] == [PRISE, "01/11/2025"]
    assert by_name["Bruay-la-Buissière"] == ["En attente", ""]
    assert sheet.told == [
        "2 communes complétées ; 1 ligne n'a pas été reconnue, à partir de la ligne 3 du bloc, "
        "« Betune »."
    ]


def test_names_when_typed_then_ties_are_written_and_a_wrong_one_stays(sheet: Sheet) -> None:
    sheet.go(0, FOLLOWED)
    sheet.type("Dominique Témoin\t")
    sheet.type("sivom du béth\n")  # the rest is proposed
    sheet.settle()
    sheet.go(1, SIVOMS)
    sheet.type("Auchel\n")
    sheet.settle()

    assert sheet.texts(0)[4:] == ["Dominique TÉMOIN", "SIVOM du Béthunois"]
    assert sheet.told == ["Dominique TÉMOIN : nouveau contact local."]
    assert sheet.texts(1)[5] == "Auchel"
    sheet.go(1, SIVOMS)
    assert sheet.refusal() == "Ames, SIVOM : Auchel n'est pas un SIVOM."
    assert sheet.read(lambda uow: len(uow.rows(Membership))) == 1
    found = sheet.read(lambda uow: [row.family_name for row in uow.rows(Contact)])
    assert isinstance(found, list)
    assert "Témoin" in found


# --- what is never lost -----------------------------------------------------------------------


def test_cell_when_the_page_is_left_while_typing_then_it_is_written(sheet: Sheet) -> None:
    sheet.go(0, "status")
    typed(sheet.table, "en attente")

    sheet.window.go(Target("actions"))
    sheet.settle()

    assert any(row.status == "en_attente" for row in sheet.engaged())


def test_cell_when_somebody_else_writes_meanwhile_then_what_is_typed_stays(sheet: Sheet) -> None:
    sheet.go(0, "number")
    typed(sheet.table, "12")
    other = {"territoire": sheet.table.typing_model.id_at(1), "status": "en_attente"}

    def write(uow: UnitOfWork) -> object:
        from ctg_desktop.domain.choices import EngagementStatus

        values = {**other, "status": EngagementStatus.EN_ATTENTE}
        return rows.add(uow, Engagement.TYPE, values, TODAY)

    sheet.window.desk.write(write, owner=sheet.window)  # type: ignore[arg-type] # a pair
    sheet.settle()

    assert sheet.texts(1)[1] == "En attente"
    assert find(sheet.table, "Allouagne, Délibération n°", QLineEdit).text() == "12"
    assert "12" in str(sheet.window.desk.drafts.fields)


def test_block_when_the_disk_is_full_then_it_stays_and_is_written_once_there_is_room(
    folder: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    with small_disk(tmp_path / "clef", size="8m") as disk:
        office = Office.copied(folder, disk / "dossier")
        with open_window(office.folder, office.clock) as window:
            window.go(Target("territoire"))
            settled(lambda: window.desk.is_busy)
            sheet = Sheet(window, lambda: settled(lambda: window.desk.is_busy)).open()
            ballast = fill_disk(disk)
            sheet.go(0, "status")
            sheet.paste("".join(f"{PRISE}\t1/11/25\t{at}\n" for at in range(90)))

            assert sheet.texts(89)[1:4] == [PRISE, "1/11/25", "89"]
            assert sheet.grid.is_pending()
            ballast.unlink()
            qtbot.waitUntil(lambda: not sheet.grid.is_pending(), timeout=3 * RETRY_MS)
            sheet.settle()
            assert sheet.texts(89)[1:4] == [PRISE, "01/11/2025", "89"]


def test_closing_when_a_cell_is_wrong_then_it_names_commune_and_field_and_leads_there(
    sheet: Sheet,
) -> None:
    sheet.go(2, "deliberated_on")
    sheet.type("bientôt\n")
    sheet.settle()
    sheet.window.go(Target("contacts"))
    sheet.settle()

    sheet.window.close()
    sheet.settle()
    asked = dialog(QuestionDialog)
    assert "Amettes, délibération du : « Délibération du » attend une date" in plain(
        " ".join(each.text() for each in asked.findChildren(QLabel))
    )
    clicked(find(asked, "Revenir", QPushButton))
    sheet.settle()

    assert sheet.window.isVisible()
    assert sheet.at() == ("Amettes", "deliberated_on")
    assert sheet.table.hasFocus()
    sheet.press(Qt.Key.Key_Delete)
    assert not sheet.grid.is_pending()


def test_cell_when_a_former_run_left_a_text_then_it_is_there_again_and_leads_here(
    window: MainWindow, settle: Settle
) -> None:
    settle()
    window.go(Target("territoire"))
    settle()
    made = Sheet(window, settle)
    found = made.read(lambda uow: [line.place.id for line in grid_of(uow)])
    assert isinstance(found, list)
    key, cell = f"territoire/{found[2]}", {"deliberated_on": "bientôt"}
    window.desk.drafts.begin({key: cell})
    from ctg_desktop.services.unsaved import unsaved
    from ui.window.unsaved_texts import target_of_text

    texts = made.read(lambda uow: unsaved(uow, {key: cell}))
    assert isinstance(texts, list)
    assert [plain(each.words) for each in texts] == ["Amettes, délibération du"]

    window.go(target_of_text(texts[0]))
    settle()

    assert made.at() == ("Amettes", "deliberated_on")
    assert made.texts(2)[2] == "bientôt"
    assert made.refusal().startswith("Amettes, Délibération du : Retrouvé")


def grid_of(uow: UnitOfWork) -> Sequence[object]:
    from ctg_desktop.services import communes

    return communes.grid(uow, TODAY).lines


# --- what is heard and seen -------------------------------------------------------------------


def test_cell_when_heard_then_row_column_and_error_are_said(sheet: Sheet) -> None:
    sheet.go(0, "status")
    sheet.paste("Peut-être")

    table = QAccessible.queryAccessibleInterface(sheet.table)
    cells = (table.child(at) for at in range(30))
    name, description = QAccessible.Text.Name, QAccessible.Text.Description
    cell = next(each for each in cells if plain(each.text(name)) == "Peut-être")
    heard = plain(cell.text(description))
    assert heard.startswith("Allouagne, Statut. « Peut-être » n'est pas une valeur de « Statut »")
    press(sheet.table, Qt.Key.Key_F2)
    line = find(sheet.table, "Allouagne, Statut", QLineEdit)
    assert "n'est pas une valeur" in plain(line.accessibleDescription())
    press(sheet.table, Qt.Key.Key_Escape)
    assert unnamed(sheet.grid) == namesakes(sheet.grid) == steps_backwards(sheet.grid) == []


def test_filter_when_only_open_ones_are_shown_then_one_that_is_completed_stays_in_sight(
    sheet: Sheet,
) -> None:
    sheet.go(0, "status")
    sheet.paste("Non engagé")
    find(sheet.page, "À compléter seulement", QCheckBox).click()
    sheet.settle()
    assert sheet.texts(0)[0] == "Ames"

    sheet.go(0, "status")
    sheet.paste("Non engagé")
    assert sheet.texts(0)[:2] == ["Ames", "Non engagé"]

    typed(find(sheet.page, "Rechercher une commune dans le tableau", QLineEdit), "zzz")
    sheet.settle()
    clicked(find(sheet.page, "Montrer toutes les communes", QPushButton))
    assert sheet.table.model().rowCount() == 100
