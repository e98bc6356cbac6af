"""The page Actions in the window: the fiche, the corbeille, changes to many, undone at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton

from ctg_desktop.documents import PlanRequest, SheetRequest
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, bulk
from tests.support.app import TODAY, Office, ambition, new_action, plain
from tests.support.window import (
    chosen,
    clicked,
    clicked_cell,
    double_clicked_cell,
    find,
    press,
    shortcut,
    typed,
)
from ui import theme
from ui.desk import Desk
from ui.dialogs.bulk import BulkDialog
from ui.main_window import MainWindow
from ui.pages.actions.page import ActionsPage
from ui.targets import Target
from ui.widgets.growing_text import GrowingText

Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(office: Office) -> Office:
    with office.open() as uow:
        for title in ("Un", "Deux", "Trois", "Quatre"):
            new_action(uow, title)
    return office


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> ActionsPage:
    settle()
    window.go(Target("actions"))
    settle()
    assert isinstance(window.page, ActionsPage)
    return window.page


def titles(page: ActionsPage) -> list[str]:
    model = page.panel.model
    return [model.text_at(row, 1) for row in range(model.rowCount())]


def choose(page: ActionsPage, *rows: int) -> None:
    for at, row in enumerate(rows):
        held = CONTROL if at else Qt.KeyboardModifier.NoModifier
        clicked_cell(page.panel.table, page.panel.model.index(row, 1), held)


def statuses(desk: Desk, settle: Settle) -> list[Status | None]:
    found: list[list[Status | None]] = []

    def read(uow: UnitOfWork) -> list[Status | None]:
        return [row.status for row in uow.rows(Action)]

    desk.read(read, found.append, owner=desk)
    settle()
    return found[0]


# --- the fiche -------------------------------------------------------------------------


def test_row_when_clicked_in_a_wide_window_then_its_fiche_stands_beside(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    window.resize(1366, 768)
    choose(page, 2)
    settle()

    assert page.sides.is_open
    assert page.panel.isVisible()
    assert isinstance(page.printable(), SheetRequest)

    press(page.panel.table, Qt.Key.Key_Down)
    settle()
    assert page.printable() == SheetRequest(page.panel.model.id_at(3))


def test_row_when_opened_in_a_narrow_window_then_its_fiche_stands_over_the_list(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    window.resize(900, 700)
    settle()
    choose(page, 1)
    settle()
    assert not page.sides.is_open

    press(page.panel.table, Qt.Key.Key_Return)
    settle()
    assert page.sides.is_open
    assert not page.panel.isVisible()

    clicked(find(page, "Retour à la liste"))
    settle()
    assert page.panel.isVisible()
    assert page.panel.table.hasFocus()
    assert page.panel.table.chosen_rows == [1]
    assert isinstance(page.printable(), PlanRequest)


def test_fiche_when_open_then_escape_goes_back_to_the_list(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    window.resize(900, 700)
    settle()
    double_clicked_cell(page.panel.table, page.panel.model.index(0, 1))
    settle()
    assert page.sides.is_open

    focused = QApplication.focusWidget()
    assert focused is not None
    press(focused, Qt.Key.Key_Escape)
    settle()

    assert not page.sides.is_open


def test_first_fiche_when_entered_then_the_keyboard_is_in_it_once_it_is_made(
    page: ActionsPage, settle: Settle
) -> None:
    choose(page, 1)
    press(page.panel.table, Qt.Key.Key_Return)
    assert page.sides.is_open
    assert page.sheet is None  # the window answers while it is made
    assert page.printable() == SheetRequest(page.panel.table.current_id)
    settle()
    assert page.sheet is not None
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.sheet.isAncestorOf(focused)
    assert page.sheet.action_id == page.panel.table.current_id


def test_first_fiche_when_another_row_is_asked_for_meanwhile_then_that_one_is_shown(
    page: ActionsPage, settle: Settle
) -> None:
    first, second = (page.panel.model.id_at(row) for row in (0, 1))
    page.open_row(first)
    page.open_row(second)
    settle()
    assert page.sheet is not None
    assert page.sheet.action_id == second
    assert page.sheet.isVisible()


def test_first_fiche_when_closed_before_it_is_made_then_it_stays_closed(
    page: ActionsPage, settle: Settle
) -> None:
    row = page.panel.model.id_at(0)
    page.open_row(row)
    page.sides.close_side()
    settle()
    assert not page.sides.is_open
    assert page.target().row == ""
    assert page.panel.table.hasFocus()
    page.open_row(row)
    settle()
    assert page.sheet is not None
    assert page.sheet.isVisible()
    assert page.sheet.action_id == row


def test_first_fiche_when_another_page_is_gone_to_meanwhile_then_the_keyboard_stays_there(
    page: ActionsPage, window: MainWindow, settle: Settle
) -> None:
    choose(page, 1)
    press(page.panel.table, Qt.Key.Key_Return)
    window.go(Target("contacts"))
    settle()
    assert page.sheet is not None
    focused = QApplication.focusWidget()
    assert focused is None or focused.isVisible()


def test_first_fiche_when_the_theme_changes_meanwhile_then_it_opens_in_the_new_one(
    page: ActionsPage, window: MainWindow, settle: Settle
) -> None:
    row = page.panel.model.id_at(0)
    page.open_row(row)
    theme.current().apply("sombre", 100)
    settle()
    assert isinstance(window.page, ActionsPage)
    assert window.page is not page
    assert window.page.sheet is not None
    assert window.page.sheet.action_id == row


def test_target_when_it_names_an_action_then_its_fiche_and_its_row_are_shown(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    wanted = page.panel.model.id_at(3)

    window.go(Target("actions", "action", wanted))
    settle()

    assert page.printable() == SheetRequest(wanted)
    assert page.panel.table.chosen_ids == [wanted]
    assert page.target() == Target("actions", "action", wanted, ActionQuery())


# --- copies and new ones ------------------------------------------------------------------


def test_duplicate_when_asked_by_its_shortcut_then_the_copy_is_open(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    choose(page, 0)
    settle()

    shortcut(page.panel.table, "Ctrl+D")
    settle()

    assert titles(page)[-1] == "Un (copie)"
    assert page.panel.table.chosen_rows == [4]
    assert "Action dupliquée" in plain(window.banner.text)


def test_new_action_when_typed_then_it_stands_in_the_list(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    shortcut(window, "Ctrl+N")
    settle()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None

    typed(find(dialog, "Intitulé", GrowingText), "Cinq")
    typed(find(dialog, "Ambition principale", QLineEdit), "3")
    settle()
    press(dialog, Qt.Key.Key_Return)
    settle()
    if (button := QApplication.activeModalWidget()) is not None:
        clicked(find(button, "Créer l’action", QPushButton))
        settle()

    assert titles(page)[-1] == "Cinq"
    assert page.sides.is_open


def test_new_action_when_the_filters_hide_it_then_one_is_told(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    window.go(Target("actions", query=ActionQuery(blocked=True)))
    settle()

    page.show_created(_created(page, settle))
    settle()
    assert "ne répond pas aux filtres" in plain(window.banner.text)

    clicked(find(window.banner.toast, "Tout effacer"))
    settle()
    assert titles(page)[-1] == "Cachée"


def _created(page: ActionsPage, settle: Settle) -> str:
    found: list[Action] = []

    def create(uow: UnitOfWork) -> tuple[Action, Changes]:
        values = {"title": "Cachée", "main_ambition": ambition(uow, "1").id}
        return actions.create(uow, values, TODAY)

    page.desk.write(create, found.append, owner=page)
    settle()
    return found[0].id


# --- the corbeille -------------------------------------------------------------------------


def test_delete_when_pressed_then_nothing_is_asked_and_the_banner_takes_it_back(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    choose(page, 1, 2)
    settle()

    press(page.panel.table, Qt.Key.Key_Delete)
    settle()
    assert titles(page) == ["Un", "Quatre"]
    assert plain(window.banner.text) == "2 actions mises à la corbeille."
    assert page.panel.table.chosen_rows == [1]

    clicked(find(window.banner.toast, "Annuler"))
    settle()
    assert titles(page) == ["Un", "Deux", "Trois", "Quatre"]


def test_message_when_something_else_was_done_since_then_it_takes_back_what_it_names(
    window: MainWindow, page: ActionsPage, settle: Settle, closed_desk: Desk
) -> None:
    choose(page, 1)
    press(page.panel.table, Qt.Key.Key_Delete)
    settle()
    offer = find(window.banner.toast, "Annuler")
    closed_desk.write(
        lambda uow: bulk.edit(uow, Action.TYPE, [page.panel.model.id_at(0)], {"title": "1"}),
        owner=closed_desk,
    )
    settle()

    clicked(offer)
    settle()

    assert titles(page) == ["1", "Deux", "Trois", "Quatre"]


def test_corbeille_when_shown_then_actions_are_found_and_restored(
    window: MainWindow, page: ActionsPage, settle: Settle
) -> None:
    choose(page, 0, 3)
    chosen(window.menuBar(), "Action", "Mettre à la corbeille")
    settle()
    shortcut(window, "Ctrl+B")
    settle()
    assert titles(page) == ["Un", "Quatre"]
    assert plain(page.panel.count_text) == "2 actions dans la corbeille"
    typed(page.panel.bar.search, "quatr")
    settle()
    assert titles(page) == ["Quatre"]

    choose(page, 0)
    clicked(find(page, "Restaurer (actions choisies)"))
    settle()
    assert titles(page) == []

    clicked(find(page, "Quitter la corbeille"))
    settle()
    assert titles(page) == ["Deux", "Trois", "Quatre"]


def test_corbeille_when_left_then_the_list_is_as_it_was(page: ActionsPage, settle: Settle) -> None:
    typed(page.panel.bar.search, "tr")
    settle()
    button = find(page, "Afficher la corbeille")

    clicked(button)
    settle()
    assert "La corbeille est vide" in page.panel.table.empty.words
    assert page.panel.table.empty.isVisible()
    clicked(button)
    settle()

    assert titles(page) == ["Trois"]


# --- many at once ------------------------------------------------------------------------


def bulk_dialog() -> BulkDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, BulkDialog)
    return dialog


def pick_status(dialog: BulkDialog, status: Status, settle: Settle) -> None:
    clicked(dialog.box("status"))
    typed(find(dialog, "Statut"), status.label[:4])
    settle()


def test_many_when_their_status_changes_then_one_undo_takes_all_back(
    window: MainWindow, page: ActionsPage, settle: Settle, closed_desk: Desk
) -> None:
    choose(page, 0, 1, 3)
    shortcut(page.panel.table, "Ctrl+M")
    settle()
    dialog = bulk_dialog()
    pick_status(dialog, Status.A_VENIR, settle)
    assert plain(dialog.outcome.text()) == "3 actions changeront."

    clicked(find(dialog, "Modifier"))
    settle()
    changed = [Status.A_VENIR, Status.A_VENIR, Status.IDEE, Status.A_VENIR]
    assert statuses(closed_desk, settle) == changed
    assert plain(window.banner.text) == "3 actions modifiées."

    shortcut(window, "Ctrl+Z")
    settle()
    assert statuses(closed_desk, settle) == [Status.IDEE] * 4


def test_many_when_some_refuse_then_the_preview_says_who_and_why(
    page: ActionsPage, settle: Settle, closed_desk: Desk
) -> None:
    ids = [page.panel.model.id_at(row) for row in range(4)]
    closed_desk.write(
        lambda uow: actions.edit(uow, ids[0], {"starts_on": TODAY, "status": Status.EN_COURS}),
        owner=closed_desk,
    )
    settle()
    shortcut(page.panel.table, "Ctrl+A")
    clicked(find(page, "Modifier… (actions choisies)"))
    settle()
    dialog = bulk_dialog()

    clicked(dialog.box("ends_on"))
    typed(find(dialog, "Fin prévue"), "1/1/26")
    settle()

    assert plain(dialog.outcome.text()) == "3 actions changeront, 1 refuse."
    assert "La fin prévue est avant le début" in plain(dialog.refused.toPlainText())
    clicked(find(dialog, "Ne rien changer"))
    settle()
    assert statuses(closed_desk, settle)[0] is Status.EN_COURS


def test_many_when_a_date_is_none_then_the_field_says_so_and_nothing_is_written(
    page: ActionsPage, settle: Settle
) -> None:
    choose(page, 0, 1)
    shortcut(page.panel.table, "Ctrl+M")
    settle()
    dialog = bulk_dialog()

    clicked(dialog.box("starts_on"))
    typed(find(dialog, "Début"), "demain peut-être")
    settle()

    assert dialog.outcome.text() == "Un champ est à corriger."
    assert not find(dialog, "Modifier").isEnabled()
    assert dialog.editor("starts_on").remark
    dialog.reject()


def test_many_when_they_are_done_then_the_date_is_asked_for(
    page: ActionsPage, settle: Settle, closed_desk: Desk
) -> None:
    choose(page, 0, 1)
    shortcut(page.panel.table, "Ctrl+M")
    settle()
    dialog = bulk_dialog()
    assert not dialog.editor("completed_on").isVisible()
    pick_status(dialog, Status.REALISEE, settle)
    assert plain(dialog.outcome.text()) == "Aucune action ne changera, 2 refusent."

    typed(find(dialog, "Réalisée le"), "1/9/2026")
    settle()
    clicked(find(dialog, "Modifier"))
    settle()

    assert statuses(closed_desk, settle)[:2] == [Status.REALISEE] * 2


# --- after a change -----------------------------------------------------------------------


def test_row_when_it_changes_elsewhere_then_the_list_follows_and_it_stays_chosen(
    page: ActionsPage, settle: Settle, closed_desk: Desk
) -> None:
    choose(page, 1)
    settle()
    row = page.panel.table.current_id

    closed_desk.write(
        lambda uow: actions.edit(uow, row, {"title": "Deux et demi"}), owner=closed_desk
    )
    settle()

    assert titles(page)[1] == "Deux et demi"
    assert page.panel.table.chosen_ids == [row]


def test_commands_when_nothing_is_chosen_then_those_on_rows_are_not_offered(
    page: ActionsPage, settle: Settle
) -> None:
    assert set(page.commands()) == {"new", "new_from_model", "show_bin", "columns"}

    choose(page, 0)
    settle()
    assert {"copy_rows", "edit", "duplicate", "bulk_edit", "delete"} <= set(page.commands())
    assert "restore" not in page.commands()


# --- the menu of a row -----------------------------------------------------------------


def row_menu(page: ActionsPage, row: int, reason: QContextMenuEvent.Reason) -> list[str]:
    """Ask for the menu of a row as a person does; return its entries, and close it."""
    table = page.panel.table
    place = table.visualRect(page.panel.model.index(row, 1)).center()
    viewport = table.viewport()
    if reason == QContextMenuEvent.Reason.Mouse:
        QTest.mouseClick(viewport, Qt.MouseButton.RightButton, pos=place)
    event = QContextMenuEvent(reason, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = [plain(each.text()).replace("&", "") for each in menu.actions() if each.text()]
    menu.close()
    return entries


def test_row_when_right_clicked_or_its_key_is_pressed_then_a_menu_says_what_can_be_done(
    page: ActionsPage, settle: Settle
) -> None:
    choose(page, 0)
    settle()

    by_mouse = row_menu(page, 2, QContextMenuEvent.Reason.Mouse)
    settle()

    assert page.panel.table.currentIndex().row() == 2, "the row under the mouse"
    assert by_mouse == [
        *("Modifier", "Dupliquer", "Enregistrer comme modèle", "Modifier plusieurs actions…"),
        *("Copier les lignes", "Mettre à la corbeille"),
    ]
    assert row_menu(page, 2, QContextMenuEvent.Reason.Keyboard) == by_mouse
