"""The main window: every command by menu, keys and mouse; going about; undo; its look."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from shiboken6 import delete, isValid

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell, Changes
from ctg_desktop.domain.people import Institution
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import NOON, TODAY, Office, ambition, plain
from tests.support.window import (
    chosen,
    clicked,
    close_dialogs,
    delete_what_is_due,
    find,
    is_shown,
    press,
    retyped,
    settled,
    shortcut,
    typed,
)
from tests.ui.conftest import Settle
from ui import theme
from ui.command_list import COMMANDS, MENUS, CommandSpec, page_shortcut, page_shortcuts
from ui.desk import Desk
from ui.dialogs.command_palette import CommandPalette
from ui.dialogs.gestures import GesturesDialog
from ui.dialogs.help import HelpWindow
from ui.dialogs.reference_import import ReferenceImportDialog
from ui.main_window import MainWindow
from ui.pages import PAGES, every_page
from ui.pages.actions.page import ActionsPage
from ui.targets import Target
from ui.widgets.table.table_view import TableView

pytestmark = pytest.mark.usefixtures("dialogs_closed")


def opened(kind: type[QDialog]) -> list[QDialog]:
    return [
        top for top in QApplication.topLevelWidgets() if isinstance(top, kind) and top.isVisible()
    ]


def record(desk: Desk, settle: Settle, title: str) -> Action:
    """Record an action, as any page does."""
    found: list[Action] = []
    desk.write(
        lambda uow: actions.create(
            uow, {"title": title, "main_ambition": ambition(uow, "1").id}, TODAY
        ),
        found.append,
        owner=desk,
    )
    settle()
    return found[0]


def titles(desk: Desk, settle: Settle) -> list[str | None]:
    found: list[list[Action]] = []

    def read(uow: UnitOfWork) -> list[Action]:
        return uow.rows(Action)

    desk.read(read, found.append, owner=desk)
    settle()
    return [row.title for row in found[0]]


def spec_of(command: str) -> CommandSpec:
    return next(spec for spec in COMMANDS if spec.id == command)


# --- every command: by menu, by keys ------------------------------------------------------

Effect = Callable[[MainWindow], object]


def shows(kind: type[QDialog]) -> Effect:
    return lambda _window: bool(opened(kind))


def shows_help(topic: str) -> Effect:
    return lambda _window: [getattr(top, "topic", "") for top in opened(HelpWindow)] == [topic]


EFFECTS: dict[str, Effect] = {
    "print": lambda window: window.page is not None and window.page.key == "printing",
    "export_actions": shows(QFileDialog),
    "export_contacts": shows(QFileDialog),
    "export_all": shows(QFileDialog),
    "write_model": shows(QFileDialog),
    "exchange_now": lambda window: window.page is not None and window.page.key == "exchanges",
    "import_reference": shows(QFileDialog),
    "import_delivered": shows(ReferenceImportDialog),
    "export_reference": shows(QFileDialog),
    "back_up": lambda window: "Copie de sécurité faite et vérifiée" in plain(window.banner.text),
    "verify": shows(QDialog),
    "gestures": shows(GesturesDialog),
    "search_all": lambda window: window.focusWidget() is window.header.search,
    "palette": shows(CommandPalette),
    "navigation": lambda window: window.navigation.is_folded,
    "theme_clair": lambda window: window.desk.preferences.value.theme == "clair",
    "theme_sombre": lambda window: window.desk.preferences.value.theme == "sombre",
    "theme_contraste": lambda window: window.desk.preferences.value.theme == "contraste",
    "larger": lambda window: window.desk.preferences.value.text_percent == 110,
    "smaller": lambda window: window.desk.preferences.value.text_percent == 90,
    "help": shows_help("contacts"),
    "first_steps": shows_help("premiers_pas"),
    "glossary": shows_help("glossaire"),
    "shortcuts": shows_help("raccourcis"),
    "about": shows(QDialog),
}


def by_menu(window: MainWindow, command: str) -> None:
    spec = spec_of(command)
    chosen(window.menuBar(), MENUS[spec.menu].replace("&", ""), spec.words)


def by_keys(window: MainWindow, command: str) -> None:
    shortcut(window, spec_of(command).shortcut)


def by_palette(window: MainWindow, command: str) -> None:
    shortcut(window, "Ctrl+K")
    palette = opened(CommandPalette)[0]
    assert isinstance(palette, CommandPalette)
    typed(palette.field, spec_of(command).words)
    press(palette.field, Qt.Key.Key_Return)


WAYS = {by_menu: [*EFFECTS], by_palette: [name for name in EFFECTS if name != "palette"]}
WAYS[by_keys] = [name for name in EFFECTS if spec_of(name).shortcut]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_commands_when_called_then_each_is_done(
    window: MainWindow, settle: Settle, way: Callable[[MainWindow, str], None]
) -> None:
    undone = []
    for command in WAYS[way]:
        window.go(Target("contacts"))
        settle()
        assert not EFFECTS[command](window), command

        way(window, command)
        settle()

        if not EFFECTS[command](window):
            undone.append(command)
        close_dialogs()
        if window.desk.preferences.value.text_percent != 100:
            window.do("usual_size")
            settle()

    assert undone == []


def test_shortcuts_when_compared_then_no_two_commands_share_one() -> None:
    keys = [each for spec in COMMANDS for each in (spec.shortcut, *spec.more_shortcuts) if each]
    keys += [each for number in range(1, 10) for each in page_shortcuts(number)]

    assert len(keys) == len(set(keys))


def test_menus_when_read_then_no_two_entries_share_a_letter(window: MainWindow) -> None:
    for menu in window.menuBar().actions():
        popup = menu.menu()
        assert popup is not None
        entries = [entry.text() for entry in popup.actions()]
        letters = [text[text.index("&") + 1].lower() for text in entries if "&" in text]
        assert len(letters) == len(set(letters)), entries


@pytest.mark.parametrize("folder", ["typical", "consolidator"], indirect=True)
def test_commands_when_a_page_offers_them_then_each_is_in_a_menu(
    window: MainWindow, settle: Settle
) -> None:
    for page in PAGES:
        window.go(Target(page.key))
        settle()
        assert window.page is not None
        assert set(window.page.commands()) <= {spec.id for spec in COMMANDS}, page.key


def test_new_when_read_in_the_menu_then_it_says_what_is_made_there(
    window: MainWindow, settle: Settle
) -> None:
    window.go(Target("contacts"))
    settle()
    assert window.commands.action("new").text() == "&Nouveau contact"

    shortcut(window, "Ctrl+1")
    settle()

    assert window.commands.action("new").text() == "&Nouvelle action"


# --- going about --------------------------------------------------------------------------


def test_pages_when_their_keys_are_pressed_then_each_is_on_screen_and_marked(
    window: MainWindow, settle: Settle
) -> None:
    for at, page in enumerate(PAGES, 1):
        window.go(Target(PAGES[at % len(PAGES)].key))
        settle()

        shortcut(window, page_shortcut(at))
        settle()

        assert window.page is not None
        assert window.page.key == page.key
        assert window.header.title.text() == page.title
        assert find(window.navigation, page.title, QPushButton).isChecked()


class WalkedCells(frozenset[Cell]):
    """Cells that remember how often they were gone through."""

    walks = 0

    def __iter__(self) -> Iterator[Cell]:
        type(self).walks += 1
        return super().__iter__()


def test_pages_when_a_gesture_touched_a_whole_list_then_none_goes_through_its_cells(
    window: MainWindow, desk: Desk, settle: Settle
) -> None:
    action = record(desk, settle, "Une action")
    for page in every_page():
        window.go(Target(page.key))
    window.go(Target("actions", "action", action.id))
    settle()
    written = Changes(None, WalkedCells(Cell("action", f"{at}", "title") for at in range(50)))
    gathered = WalkedCells.walks

    desk.changed.emit(written)
    settle()

    assert gathered > 0
    assert WalkedCells.walks == gathered


@pytest.mark.parametrize(("keys", "page"), [("Ctrl+&", "home"), ("Ctrl+(", "territoire")])
def test_page_when_its_key_of_a_french_keyboard_is_pressed_then_it_comes(
    window: MainWindow, settle: Settle, keys: str, page: str
) -> None:
    window.go(Target("contacts"))
    settle()

    shortcut(window, keys)
    settle()

    assert window.page is not None
    assert window.page.key == page


def test_page_when_clicked_in_the_navigation_then_it_comes(
    window: MainWindow, settle: Settle
) -> None:
    clicked(find(window.navigation, "Contacts", QPushButton))
    settle()

    assert window.page is not None
    assert window.page.key == "contacts"
    checked = [
        b.accessibleName() for b in window.navigation.findChildren(QPushButton) if b.isChecked()
    ]
    assert checked == ["Contacts"]


def test_page_when_it_is_on_screen_and_clicked_again_then_its_mark_stays(
    window: MainWindow, settle: Settle
) -> None:
    button = find(window.navigation, "Accueil", QPushButton)
    clicked(button)
    settle()

    assert button.isChecked()


def test_navigation_when_walked_by_arrows_then_enter_goes(
    window: MainWindow, settle: Settle
) -> None:
    window.activateWindow()
    QApplication.processEvents()
    find(window.navigation, "Accueil", QPushButton).setFocus()
    for _ in range(3):
        press(window.navigation, Qt.Key.Key_Down)
    press(window.navigation, Qt.Key.Key_Space)
    settle()

    assert window.page is not None
    assert window.page.key == "contacts"


def test_navigation_when_folded_then_the_pages_still_have_their_names(
    window: MainWindow, settle: Settle
) -> None:
    clicked(find(window.navigation, "Réduire la navigation"))
    button = find(window.navigation, "Contacts", QPushButton)

    assert button.text() == ""
    assert "Contacts" in button.toolTip()
    assert window.commands.action("navigation").isChecked()


def test_navigation_when_the_window_is_narrow_then_it_folds_by_itself(window: MainWindow) -> None:
    window.resize(700, 700)
    QApplication.processEvents()
    assert window.navigation.is_folded

    window.resize(1300, 700)
    QApplication.processEvents()

    assert not window.navigation.is_folded


def test_way_back_when_taken_then_one_is_where_one_was(window: MainWindow, settle: Settle) -> None:
    assert not window.commands.action("back").isEnabled()
    window.go(Target("contacts"))
    settle()
    window.go(Target("printing"))
    settle()

    shortcut(window, "Alt+Left")
    settle()
    assert window.page is not None
    assert window.page.key == "contacts"
    shortcut(window, "Alt+Right")
    settle()

    assert window.page.key == "printing"


def test_window_when_closed_then_its_place_is_kept(window: MainWindow, settle: Settle) -> None:
    window.close()
    settle()
    assert not window.isVisible()

    assert window.desk.preferences.value.window != ""


def test_lists_and_map_when_made_again_then_they_are_as_they_were_left(
    window: MainWindow, settle: Settle
) -> None:
    lists = {"actions": 1, Institution.TYPE.key: 0}

    def table(page: str) -> TableView:
        window.go(Target(page))
        settle()
        assert window.page is not None
        found = window.page.findChild(TableView)
        assert isinstance(found, TableView)
        return found

    def map_subject() -> QComboBox:
        window.go(Target("territoire"))
        settle()
        return find(window, "Colorer la carte par", QComboBox)

    for page, column in lists.items():
        for _ in range(2):  # the second time, the other way round
            table(page).turn_order(column)
    press(map_subject(), Qt.Key.Key_Down)
    settle()

    window.desk.preferences.update(theme="sombre")  # makes every page again
    settle()

    down = Qt.SortOrder.DescendingOrder
    assert {page: table(page).order for page in lists} == {
        page: (column, down) for page, column in lists.items()
    }
    assert map_subject().currentIndex() == 1


# --- undo -----------------------------------------------------------------------------------


def test_gesture_when_done_on_any_page_then_the_menu_names_what_undo_would_do(
    window: MainWindow, settle: Settle
) -> None:
    undo, redo = window.commands.action("undo"), window.commands.action("redo")
    assert not undo.isEnabled()
    action = record(window.desk, settle, "Café des parents")
    window.desk.write(
        lambda uow: actions.edit(uow, action.id, {"priority": None, "description": "Un café"}),
        owner=window,
    )
    settle()

    row = "BET-2026-001 – Café des parents"
    assert plain(undo.text()) == f"&Annuler : Action modifiée : description – {row}"
    window.go(Target("contacts"))
    settle()
    shortcut(window, "Ctrl+Z")
    settle()
    assert plain(undo.text()) == f"&Annuler : Action créée – {row}"
    assert plain(redo.text()) == f"&Rétablir : Action modifiée : description – {row}"
    shortcut(window, "Ctrl+Z")
    settle()

    assert titles(window.desk, settle) == []
    assert not undo.isEnabled()
    shortcut(window, "Ctrl+Y")
    settle()
    assert titles(window.desk, settle) == ["Café des parents"]
    shortcut(window, "Ctrl+Shift+Z")
    settle()
    assert not redo.isEnabled()


def test_undo_when_a_field_has_nothing_to_undo_then_the_last_gesture_is_undone(
    window: MainWindow, settle: Settle
) -> None:
    record(window.desk, settle, "Café des parents")
    shortcut(window, "Ctrl+Shift+F")

    press(window.header.search, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()

    assert titles(window.desk, settle) == []


def test_undo_when_a_field_holds_typed_words_then_they_are_undone_first(
    window: MainWindow, settle: Settle
) -> None:
    record(window.desk, settle, "Café des parents")
    typed(window.header.search, "cafe")

    press(window.header.search, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()

    assert window.header.search.text() == ""
    assert titles(window.desk, settle) == ["Café des parents"]


# --- messages -------------------------------------------------------------------------------


def test_gesture_when_saved_then_the_time_is_told(window: MainWindow, settle: Settle) -> None:
    record(window.desk, settle, "Café des parents")

    assert is_shown(window, f"Enregistré à {NOON.astimezone():%H:%M}")


@pytest.mark.parametrize("is_refused", [False, True])
def test_gesture_when_it_takes_long_then_the_window_says_that_it_is_being_saved(
    window: MainWindow, settle: Settle, *, is_refused: bool
) -> None:
    record(window.desk, settle, "Café des parents")
    let_go = Event()

    def long(uow: UnitOfWork) -> tuple[Any, Changes]:
        let_go.wait(60)
        return actions.create(uow, {"title": "" if is_refused else "Une longue liste"}, TODAY)

    window.desk.write(long, owner=window)
    settled(lambda: not is_shown(window, "Enregistrement en cours…"))
    let_go.set()
    settle()

    assert not is_shown(window, "Enregistrement en cours…")
    assert is_shown(window, f"Enregistré à {NOON.astimezone():%H:%M}")


def test_error_of_an_input_when_nobody_takes_it_then_the_banner_tells_it(
    window: MainWindow, settle: Settle
) -> None:
    window.desk.write(
        lambda uow: actions.create(uow, {"title": "Sans ambition"}, TODAY), owner=window
    )
    settle()

    assert "Ambition principale" in window.banner.text


@pytest.mark.parametrize("folder", ["typical"], indirect=True)
def test_folder_when_it_is_an_example_then_the_window_says_so_on_every_page(
    window: MainWindow, settle: Settle
) -> None:
    for key in ("home", "contacts", "printing"):
        window.go(Target(key))
        settle()
        assert is_shown(window.header, "Données d'exemple")


def test_folder_when_opened_for_reading_then_nothing_that_writes_is_offered(
    closed_desk: Desk,
) -> None:
    window = MainWindow(closed_desk)
    window.resize(1366, 768)
    window.show()
    closed_desk.open(read_only=True)
    settled(lambda: closed_desk.is_busy)
    refusals: list[CtgError] = []
    closed_desk.failed.connect(refusals.append)

    assert is_shown(window.header, "Lecture seule")
    for command in ("undo", "redo", "new", "back_up", "import_reference", "import_delivered"):
        assert not window.commands.action(command).isEnabled(), command
    for command in ("print", "export_actions", "verify"):
        assert window.commands.action(command).isEnabled(), command
    window.close()
    settled(lambda: closed_desk.is_busy)
    delete(window)
    assert refusals == []


# --- look -----------------------------------------------------------------------------------


class Dressed(QObject):
    """Counts how often a widget is given another look."""

    def __init__(self, widget: QWidget | None) -> None:
        super().__init__()
        self.times = 0
        assert widget is not None
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.times += event.type() == QEvent.Type.StyleChange
        return super().eventFilter(watched, event)


def test_theme_when_it_changes_then_the_window_is_built_anew_on_the_same_page(
    window: MainWindow, settle: Settle
) -> None:
    window.go(Target("actions"))
    hidden = window.page
    window.go(Target("contacts"))
    settle()
    record(window.desk, settle, "Café des parents")
    menus = len(window.findChildren(QMenu))
    dressed = Dressed(hidden)

    theme.current().change("sombre", 150)
    settle()

    assert not isValid(hidden)
    assert dressed.times == 0, "a page was given another look only to be ended"

    assert window.page is not None
    assert window.page.key == "contacts"
    assert window.header.title.text() == "Contacts"
    assert window.commands.action("undo").isEnabled()
    assert len(window.menuBar().actions()) == len(MENUS)
    delete_what_is_due()
    assert len(window.findChildren(QMenu)) == menus
    shortcut(window, "Ctrl+Z")
    settle()
    assert titles(window.desk, settle) == []


def test_theme_when_it_changes_beside_a_fiche_then_the_fiche_is_made_anew_alone(
    window: MainWindow, settle: Settle
) -> None:
    action = record(window.desk, settle, "Café des parents")
    window.go(Target("actions", "action", action.id))
    settle()
    dressed = Dressed(find(window, "Description", QPlainTextEdit))

    theme.current().change("sombre", 100)
    settle()

    assert dressed.times == 0
    assert find(window, "Description", QPlainTextEdit).isVisible()
    assert isinstance(window.page, ActionsPage)
    assert window.page.target().row == action.id
    assert window.page.sheet is not None
    assert window.page.sheet.width() >= window.page.panel.width() * 0.9


def test_frame_when_the_folder_is_not_open_yet_then_it_is_there_and_offers_help(
    closed_desk: Desk, qapp: QApplication
) -> None:
    window = MainWindow(closed_desk)
    window.show()
    QApplication.processEvents()

    assert find(window.navigation, "Accueil", QPushButton).isVisible()
    assert not window.commands.action("print").isEnabled()
    assert window.commands.action("help").isEnabled()
    shortcut(window, "Ctrl+2")
    assert window.page is None
    window.close()
    settled(lambda: closed_desk.is_busy)
    delete(window)


def test_screen_when_it_stands_in_place_of_the_pages_then_only_what_serves_is_left(
    window: MainWindow, settle: Settle
) -> None:
    screen = QLineEdit()
    screen.setAccessibleName("Un écran")
    window.show_screen(screen)

    assert screen.isVisible()
    assert not window.navigation.isVisible()
    assert not window.commands.action("print").isEnabled()
    window.show_screen(None)
    window.go(Target("home"))
    settle()
    assert window.navigation.isVisible()


# --- what is typed --------------------------------------------------------------------------


def opened_sheet(window: MainWindow, settle: Settle) -> Action:
    """Record an action and open its sheet."""
    action = record(window.desk, settle, "Café des parents")
    window.go(Target("actions", "action", action.id))
    settle()
    return action


def test_text_when_the_window_closes_at_once_then_it_is_saved(
    window: MainWindow, settle: Settle, office: Office
) -> None:
    opened_sheet(window, settle)
    retyped(find(window, "Intitulé", QPlainTextEdit), "Café du mercredi")

    window.close()
    settle()

    assert not window.isVisible()
    with office.open() as uow:
        assert [row.title for row in uow.rows(Action)] == ["Café du mercredi"]


def test_text_when_the_size_of_words_changes_then_it_is_saved_and_still_there(
    window: MainWindow, settle: Settle
) -> None:
    opened_sheet(window, settle)
    retyped(find(window, "Intitulé", QPlainTextEdit), "Café du mercredi")

    theme.current().apply("clair", 150)
    settle()

    assert titles(window.desk, settle) == ["Café du mercredi"]
    assert find(window, "Intitulé", QPlainTextEdit).toPlainText() == "Café du mercredi"


def test_text_when_it_is_wrong_and_the_theme_changes_then_it_stays_on_screen(
    window: MainWindow, settle: Settle
) -> None:
    opened_sheet(window, settle)
    retyped(find(window, "Début", QLineEdit), "bientôt")

    theme.current().change("sombre", 100)
    settle()

    assert find(window, "Début", QLineEdit).text() == "bientôt"


def test_undo_when_pressed_while_typing_then_what_is_typed_is_the_first_to_go(
    window: MainWindow, settle: Settle
) -> None:
    opened_sheet(window, settle)
    retyped(find(window, "Intitulé", QPlainTextEdit), "Café du mercredi")

    chosen(
        window.menuBar(),
        "Édition",
        "Annuler : Action créée – BET-2026-001 – Café des parents",
    )
    settle()

    assert titles(window.desk, settle) == ["Café des parents"]
