"""The list of actions as a person goes through it: order, search, filters, copying."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.choices import ActionNature, Priority, Status
from ctg_desktop.domain.listing import ActionQuery
from tests.support.app import Office, new_action, plain
from tests.support.window import (
    clicked,
    clicked_cell,
    clipboard_text,
    find,
    name_of,
    press,
    retyped,
    shortcut,
    typed,
)
from ui.pages.actions.page import ActionsPage
from ui.targets import Target

Settle = Callable[[], None]
TITLES = ("Écoute des aînés", "Œuvrer ensemble", "Zone de jeux", "Ecole ouverte")


@pytest.fixture
def office(office: Office) -> Office:
    with office.open() as uow:
        for number, title in enumerate(TITLES):
            values = {"status": Status.EN_COURS} if number % 2 else {"priority": Priority.HAUTE}
            values |= {"nature": ActionNature.NOUVELLE} if title == "Zone de jeux" else {}
            new_action(uow, title, **values)
        past = {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1)}
        new_action(uow, "En retard", status=Status.EN_PAUSE, **past)
    return office


def titles(page: ActionsPage) -> list[str]:
    model = page.panel.model
    return [model.text_at(row, 1) for row in range(model.rowCount())]


def count(page: ActionsPage) -> str:
    return plain(page.panel.count_text)


def header_clicked(page: ActionsPage, key: str) -> None:
    column = [each.key for each in page.panel.model.columns].index(key)
    header = page.panel.table.horizontalHeader()
    clicked(header.viewport(), QPoint(header.sectionViewportPosition(column) + 20, 10))


def ticked(page: ActionsPage, button: str, option: str) -> None:
    """Open a filter and tick one of its options, with the keyboard."""
    menu = next(each for each in page.panel.bar.buttons if each.title == button)
    clicked(menu)
    panel = menu.panel
    assert panel is not None
    [item] = panel.list.findItems(option, Qt.MatchFlag.MatchExactly)
    panel.list.setCurrentItem(item)
    panel.list.setFocus()
    press(panel.list, Qt.Key.Key_Space)
    panel.close()


def test_list_when_opened_then_it_shows_all_by_reference(page: ActionsPage) -> None:
    assert titles(page) == [*TITLES, "En retard"]
    assert count(page) == "5 actions"


def test_headers_when_clicked_then_the_base_sorts_as_french_does(
    page: ActionsPage, settle: Settle
) -> None:
    header_clicked(page, "title")
    settle()
    by_title = ["Ecole ouverte", "Écoute des aînés", "En retard", "Œuvrer ensemble"]
    assert titles(page) == [*by_title, "Zone de jeux"]

    header_clicked(page, "title")
    settle()

    assert titles(page) == ["Zone de jeux", *by_title[::-1]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ecou", ["Écoute des aînés"]),
        ("OEUVRER", ["Œuvrer ensemble"]),
        ("aînes", ["Écoute des aînés"]),
        ("BET-2026-003", ["Zone de jeux"]),
        ('"; DROP TABLE action; --', []),
    ],
)
def test_search_when_typed_then_accents_and_case_do_not_count(
    page: ActionsPage, settle: Settle, text: str, found: list[str]
) -> None:
    typed(page.panel.bar.search, text)
    settle()

    assert titles(page) == found
    assert count(page) == f"{len(found) or 'Aucune'} action sur 5"


def test_search_when_each_key_is_typed_then_the_list_follows(
    page: ActionsPage, settle: Settle
) -> None:
    search = page.panel.bar.search
    seen = []
    for letter in "eco":
        typed(search, letter)
        settle()
        seen.append(len(titles(page)))

    assert seen == [4, 2, 2]
    press(search, Qt.Key.Key_Escape)
    settle()
    assert (search.text(), len(titles(page))) == ("", 5)


def test_search_when_nothing_is_found_then_all_can_be_cleared(
    page: ActionsPage, settle: Settle
) -> None:
    typed(page.panel.bar.search, "introuvable")
    settle()
    assert "ne répond à ces critères" in page.panel.table.empty.words

    clicked(find(page.panel.table.empty, "Tout effacer"))
    settle()

    assert len(titles(page)) == 5
    assert page.panel.bar.search.text() == ""


def test_letters_when_typed_on_the_list_then_they_search(page: ActionsPage, settle: Settle) -> None:
    page.panel.go_to_list()

    typed(page.panel.table, "z")
    settle()

    assert page.panel.bar.search.hasFocus()
    assert titles(page) == ["Zone de jeux"]
    press(page.panel.bar.search, Qt.Key.Key_Down)
    assert page.panel.table.hasFocus()
    assert page.panel.table.chosen_rows == [0]


def test_filters_when_ticked_then_badges_say_them_and_take_them_away(
    page: ActionsPage, settle: Settle
) -> None:
    clicked(page.panel.bar.toggle)
    ticked(page, "Statut", "En cours")
    ticked(page, "Il manque", "Sans échéance")
    settle()
    assert titles(page) == ["Œuvrer ensemble", "Ecole ouverte"]
    assert count(page) == "2 actions sur 5"

    clicked(find(page, "Retirer le filtre « Statut : En cours »"))
    settle()
    assert titles(page) == list(TITLES)

    [chip] = page.panel.bar.chips.chips
    chip.setFocus()
    press(chip, Qt.Key.Key_Delete)
    settle()
    assert len(titles(page)) == 5
    assert not page.panel.bar.chips.isVisible()


@pytest.mark.parametrize(
    ("button", "option", "found"),
    [
        ("Situation", "En retard", ["En retard"]),
        ("Situation", "Pas en retard", list(TITLES)),
        ("Priorité", "Haute", ["Écoute des aînés", "Zone de jeux"]),
        ("Il manque", "Sans pilote", [*TITLES, "En retard"]),
        ("Il manque", "Sans nature", [*TITLES[:2], *TITLES[3:], "En retard"]),
        ("Nature", "Nouvelle", ["Zone de jeux"]),
        ("Situation", "Reconduite chaque année", []),
        ("Il manque", "Sans note depuis 3 mois", [*TITLES, "En retard"]),
        ("Situation", "Bloquée", []),
        ("Année", "2028", list(TITLES)),
    ],
)
def test_filters_when_ticked_alone_then_they_find(
    page: ActionsPage, settle: Settle, button: str, option: str, found: list[str]
) -> None:
    clicked(page.panel.bar.toggle)

    ticked(page, button, option)
    settle()

    assert titles(page) == found


def test_filters_when_all_are_cleared_then_the_order_stays(
    page: ActionsPage, settle: Settle
) -> None:
    header_clicked(page, "title")
    page.show_target(Target("actions", query=ActionQuery(late=True, text="retard")))
    settle()
    assert titles(page) == ["En retard"]

    clicked(find(page.panel.bar, "Tout effacer"))
    settle()

    assert titles(page)[0] == "Ecole ouverte"
    assert page.panel.query == ActionQuery(sort="title")


def test_query_when_one_goes_and_comes_back_then_it_is_as_it_was_left(
    page: ActionsPage, settle: Settle
) -> None:
    retyped(page.panel.bar.search, "zone")
    settle()

    page.hide()
    page.show()
    page.show_target(Target("actions"))
    settle()

    assert titles(page) == ["Zone de jeux"]
    assert page.target().query == ActionQuery(text="zone")


def test_rows_when_copied_then_a_spreadsheet_takes_them(page: ActionsPage, settle: Settle) -> None:
    told: list[str] = []
    page.told.connect(lambda sentence, _tone: told.append(sentence))
    table = page.panel.table
    clicked_cell(table, page.panel.model.index(1, 1))
    clicked_cell(table, page.panel.model.index(4, 1), Qt.KeyboardModifier.ShiftModifier)

    press(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = [line.split("\t") for line in clipboard_text().split("\n")]
    assert lines[0][:4] == ["Référence", "Intitulé", "Ambition", "Statut"]
    assert [line[1] for line in lines[1:]] == [*TITLES[1:], "En retard"]
    assert lines[4][-1] == "01/01/2026"  # a date, for the spreadsheet
    assert [plain(sentence) for sentence in told] == ["4 lignes copiées, avec les en-têtes."]


def test_columns_when_completeness_is_shown_then_it_is_read(
    page: ActionsPage, settle: Settle
) -> None:
    table, model = page.panel.table, page.panel.model
    column = [each.key for each in model.columns].index("completeness")
    assert model.text_at(0, column) == ""

    table.layout_of_columns.show(column, shown=True)
    settle()

    assert plain(model.text_at(0, column)) == "25 %"
    spoken = model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "il manque la description" in spoken


def test_columns_when_any_field_is_shown_then_it_is_read_and_sorts(
    page: ActionsPage, settle: Settle
) -> None:
    table, model = page.panel.table, page.panel.model
    column = [each.key for each in model.columns].index("nature")
    table.layout_of_columns.show(column, shown=True)
    settle()

    assert [model.text_at(row, column) for row in range(5)] == ["", "", "Nouvelle", "", ""]
    page.panel.show_query(ActionQuery(sort="nature"))
    settle()
    assert titles(page)[0] == "Zone de jeux"
    assert model.text_at(0, column) == "Nouvelle"


@pytest.mark.parametrize("folder", ["hostile"], indirect=True)
def test_titles_when_hostile_then_they_stand_on_one_line_as_they_are(
    page: ActionsPage, settle: Settle
) -> None:
    shortcut(page.panel.table, "Ctrl+A")
    page.panel.copy()
    settle()

    copied = clipboard_text().split("\n")
    assert len(copied) == page.panel.model.rowCount() + 1
    assert any("\t'=1+1;@SUM(A1)\t" in line for line in copied)
    assert any("<script>alert(1)</script>" in title for title in titles(page))
    assert page.grab().height() == 700


def test_page_when_read_aloud_then_sisters_have_names_of_their_own(page: ActionsPage) -> None:
    clicked(page.panel.bar.toggle)

    names = [
        name_of(widget)
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert "" not in names
    assert len(names) == len(set(names))
