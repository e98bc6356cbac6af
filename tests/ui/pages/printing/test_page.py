"""Choosing a document and its options: the preview follows, and can be read without eyes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QRadioButton, QSplitter
from pytestqt.qtbot import QtBot

from ctg_desktop.documents import PlanRequest, SheetRequest, sheet_of
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Institution
from ctg_desktop.folder.settings import Settings, save
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from tests.support.accessibility import (
    namesakes,
    steps_backwards,
    unnamed,
    without_role,
    without_visible_focus,
)
from tests.support.alone import read
from tests.support.app import Office, plain
from tests.support.layout import clipped_words
from tests.support.window import clicked, find, is_shown, press, retyped, typed
from tests.ui.pages.printing.conftest import Screen
from ui import theme
from ui.desk import Desk
from ui.pages.printing.page import PrintingPage
from ui.targets import Target

DOCUMENTS = {
    "Synthèse de la convention": "Ce qu'est la convention",
    "Synthèse communale": "Béthune : synthèse communale",
    "Recueil des fiches": "Sommaire",
    "Plan d'actions": "Café des parents",
    "Annuaire des contacts": "HERMANT",
}


def choose(screen: Screen, name: str) -> None:
    clicked(find(screen.page, name, QRadioButton))
    screen.settle()


def tick(screen: Screen, name: str) -> None:
    clicked(find(screen.page, name, QCheckBox))
    screen.settle()


def pick(screen: Screen, field: str, text: str) -> None:
    """Type a few letters and take the first line of the list."""
    typed(find(screen.page, field, QLineEdit), text)
    screen.settle()
    press(screen.page, Qt.Key.Key_Down)
    press(screen.page, Qt.Key.Key_Return)
    screen.settle()


# --- each document -------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_when_chosen_then_its_pages_are_on_screen(screen: Screen, name: str) -> None:
    if name != "Synthèse de la convention":
        choose(screen, name)

    assert DOCUMENTS[name] in screen.text


def test_sheet_when_no_action_is_chosen_then_the_page_says_what_to_do(screen: Screen) -> None:
    choose(screen, "Fiche action")

    assert is_shown(screen.page, "Choisissez une action pour voir sa fiche.")


def test_sheet_when_some_letters_are_typed_then_the_action_is_found(screen: Screen) -> None:
    choose(screen, "Fiche action")

    pick(screen, "Action", "ludotheque")

    assert find(screen.page, "Action", QLineEdit).text() == "BET-2026-002 – Ludothèque"
    assert "Fiche action BET-2026-002" in screen.text


def test_other_sheet_when_its_kind_and_its_row_are_picked_then_it_is_on_screen(
    screen: Screen,
) -> None:
    choose(screen, "Autre fiche")
    assert is_shown(screen.page, "Choisissez une fiche pour la voir.")

    find(screen.page, "Fiches de", QComboBox).setCurrentText("Institutions")
    pick(screen, "Fiche", "caf")
    assert "Caisse d'Allocations Familiales du Pas-de-Calais" in screen.text

    find(screen.page, "Fiches de", QComboBox).setCurrentText("Contacts")
    screen.settle()
    assert is_shown(screen.page, "Choisissez une fiche pour la voir.")


def test_other_sheet_when_asked_for_from_elsewhere_then_it_is_shown_by_its_name(
    screen: Screen,
) -> None:
    row = read(screen.page.desk, lambda uow: uow.rows(Institution)[1])

    screen.page.show_target(Target("printing", request=sheet_of(Institution.TYPE, row.id)))
    screen.settle()

    assert find(screen.page, "Fiche", QLineEdit).text() == "CAF"
    assert "Institution · Convention" in screen.text


def test_sheet_when_the_notes_are_asked_then_they_are_printed(screen: Screen) -> None:
    choose(screen, "Fiche action")
    pick(screen, "Action", "café")
    assert "Une note à imprimer" not in screen.text

    tick(screen, "Avec les notes de suivi")

    assert "Une note à imprimer" in screen.text


def test_sheet_when_the_action_is_confidential_then_it_must_be_asked_for(screen: Screen) -> None:
    choose(screen, "Fiche action")

    pick(screen, "Action", "discrete")
    assert "est confidentielle" in screen.told

    tick(screen, "Avec les confidentielles")
    assert "Affaire discrète" in screen.text


def test_place_when_another_is_picked_then_its_synthesis_comes(screen: Screen) -> None:
    choose(screen, "Synthèse communale")
    field = find(screen.page, "Commune ou SIVOM", QLineEdit)
    assert field.text() == "Béthune"

    retyped(field, "noeux")
    screen.settle()
    press(screen.page, Qt.Key.Key_Down)
    press(screen.page, Qt.Key.Key_Return)
    screen.settle()

    assert field.text() == "Nœux-les-Mines"
    assert "Nœux-les-Mines : synthèse communale" in screen.text


def test_place_when_the_name_is_whole_then_leaving_the_field_is_enough(screen: Screen) -> None:
    choose(screen, "Synthèse communale")
    field = find(screen.page, "Commune ou SIVOM", QLineEdit)

    retyped(field, "bruay la buissiere\t")
    screen.settle()

    assert field.text() == "Bruay-la-Buissière"
    assert "Bruay-la-Buissière : synthèse communale" in screen.text


def test_place_when_nothing_bears_the_name_then_the_field_says_so_and_keeps_it(
    screen: Screen,
) -> None:
    choose(screen, "Synthèse communale")
    field = find(screen.page, "Commune ou SIVOM", QLineEdit)

    retyped(field, "Atlantide\n")
    screen.settle()

    assert field.text() == "Atlantide"
    assert "Choisissez un nom de la liste" in plain(field.accessibleDescription())
    assert is_shown(screen.page, "Choisissez une commune ou un SIVOM pour voir sa synthèse.")


def test_directory_when_local_contacts_are_left_out_then_only_the_others_stay(
    screen: Screen,
) -> None:
    choose(screen, "Annuaire des contacts")
    assert "EXEMPLE" in screen.text

    tick(screen, "Avec les contacts locaux")

    assert "EXEMPLE" not in screen.text
    assert "HERMANT" in screen.text


def test_plan_when_confidential_actions_are_asked_then_they_come(screen: Screen) -> None:
    choose(screen, "Plan d'actions")
    assert "Affaire discrète" not in screen.text

    tick(screen, "Avec les confidentielles")

    assert "Affaire discrète" in screen.text


def test_plan_when_a_past_day_is_typed_then_it_is_as_it_was(
    screen: Screen, office: Office, desk: Desk
) -> None:
    office.clock.at += timedelta(days=5)
    rename = {"title": "Nouveau titre"}
    desk.write(
        lambda uow: actions.edit(uow, actions_by_title(uow)["Café des parents"], rename),
        owner=desk,
    )
    screen.settle()
    choose(screen, "Plan d'actions")
    assert "Nouveau titre" in screen.text

    typed(find(screen.page, "Tel qu'il était le", QLineEdit), "15 septembre\n")
    screen.settle()

    assert "Plan d'actions au 15 septembre 2026" in screen.text
    assert "Café des parents" in screen.text


def actions_by_title(uow: UnitOfWork) -> dict[str, str]:
    return {row.title or "": row.id for row in uow.rows(Action)}


@pytest.mark.parametrize(
    ("day", "sentence"), [("un jour", "attend une date comme"), ("1/1/2030", "est à venir")]
)
def test_plan_when_the_day_is_wrong_then_a_sentence_tells_and_the_pages_stay(
    screen: Screen, day: str, sentence: str
) -> None:
    choose(screen, "Plan d'actions")
    field = find(screen.page, "Tel qu'il était le", QLineEdit)

    typed(field, f"{day}\n")
    screen.settle()

    assert field.text() == day
    assert sentence in plain(field.accessibleDescription())
    assert "Café des parents" in screen.text


# --- from elsewhere ------------------------------------------------------------------------


def test_plan_when_asked_from_the_actions_then_its_filter_is_told_and_can_be_cleared(
    screen: Screen,
) -> None:
    query = ActionQuery(statuses=frozenset({Status.IDEE}))

    screen.page.show_target(Target("printing", request=PlanRequest(query)))
    screen.settle()

    assert is_shown(screen.page, "Statut : idée")
    assert is_shown(screen.page, "1 action")
    assert "1 action sur 2, filtre : statut : idée" in screen.text
    assert "Café" not in screen.text

    clicked(find(screen.page, "Effacer les filtres"))
    screen.settle()

    assert is_shown(screen.page, "Toutes les actions")
    assert "Café des parents" in screen.text
    assert not is_shown(screen.page, "Effacer les filtres")


def test_filter_when_one_wants_another_then_the_actions_are_shown_with_it(
    screen: Screen, qtbot: QtBot
) -> None:
    query = ActionQuery(late=True)
    screen.page.show_target(Target("printing", request=PlanRequest(query)))
    screen.settle()

    with qtbot.waitSignal(screen.page.went) as went:
        clicked(find(screen.page, "Choisir dans Actions"))

    assert went.args == [Target("actions", query=query)]


def test_sheet_when_asked_from_elsewhere_then_its_options_show_it(
    screen: Screen, desk: Desk
) -> None:
    found: list[dict[str, str]] = []
    desk.read(actions_by_title, found.append, owner=desk)
    screen.settle()
    request = SheetRequest(found[0]["Ludothèque"], with_notes=True)

    screen.page.show_target(Target("printing", request=request))
    screen.settle()

    assert screen.page.printable() == request
    assert find(screen.page, "Action", QLineEdit).text() == "BET-2026-002 – Ludothèque"
    assert find(screen.page, "Avec les notes de suivi", QCheckBox).isChecked()
    assert "Ludothèque" in screen.text


def test_pages_when_something_changes_in_the_folder_then_they_follow(
    screen: Screen, desk: Desk
) -> None:
    choose(screen, "Plan d'actions")

    desk.write(
        lambda uow: actions.edit(
            uow, actions_by_title(uow)["Ludothèque"], {"title": "Bibliothèque de jouets"}
        ),
        owner=desk,
    )
    screen.settle()

    assert "Bibliothèque de jouets" in screen.text


def test_options_when_changed_faster_than_pages_are_made_then_the_last_wins(
    screen: Screen,
) -> None:
    for name in ("Plan d'actions", "Annuaire des contacts", "Synthèse communale"):
        clicked(find(screen.page, name, QRadioButton))
        QApplication.processEvents()
    screen.settle()

    assert "Béthune : synthèse communale" in screen.text
    assert screen.page.preview.sheets is not None
    assert screen.page.preview.sheets.request == screen.page.printable()


# --- reading the pages ---------------------------------------------------------------------


def test_pages_when_read_aloud_then_their_number_and_text_are_told(screen: Screen) -> None:
    pages = screen.page.preview.pages

    name = plain(pages.accessibleName())
    assert name.startswith("Aperçu : Convention Territoriale Globale 2026-2030")
    assert name.endswith(f"page 1 sur {pages.page_count}")
    assert "Ce qu" in pages.accessibleDescription()


def test_pages_when_turned_then_the_number_follows(screen: Screen) -> None:
    pages, number = screen.page.preview.pages, find(screen.page, "Page de l'aperçu", QLineEdit)
    last = pages.page_count

    clicked(find(screen.page, "Page suivante"))
    assert (pages.page, number.text()) == (1, "2")
    assert plain(pages.accessibleName()).endswith(f"page 2 sur {last}")
    clicked(find(screen.page, "Page précédente"))
    assert (pages.page, number.text()) == (0, "1")
    retyped(number, f"{last}\n")
    assert not find(screen.page, "Page suivante").isEnabled()

    retyped(number, "2\n")
    assert pages.page == 1
    retyped(number, "900\n")
    assert number.text() == str(last)
    retyped(number, "deux\n")
    assert number.text() == str(last)

    for key, page in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_End, last - 1)):
        press(pages, key)
        assert pages.page == page
    press(pages, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert pages.page == last - 2


def test_zoom_when_chosen_then_the_pages_take_it(screen: Screen) -> None:
    pages, zoom = screen.page.preview.pages, find(screen.page, "Zoom de l'aperçu", QComboBox)
    choices = [plain(zoom.itemText(at)) for at in range(zoom.count())]
    assert (choices[2], choices[-1]) == ("50 %", "400 %")

    zoom.setFocus()
    press(zoom, Qt.Key.Key_End)
    assert pages.percent == 400

    press(pages, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert zoom.currentText() == "Largeur"
    wide = pages.percent
    press(pages, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert pages.percent < wide
    turned(screen, 120)
    assert pages.percent >= wide
    turned(screen, -120)
    assert pages.percent < wide

    press(zoom, Qt.Key.Key_Home)
    press(zoom, Qt.Key.Key_Down)
    assert zoom.currentText() == "Page"
    assert pages.percent < wide


def test_zoom_when_chosen_then_it_is_remembered(
    screen: Screen, desk: Desk, settle: Callable[[], None]
) -> None:
    press(screen.page.preview.pages, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    percent = screen.page.preview.pages.percent
    again = PrintingPage(desk)
    again.show()
    settle()

    assert again.preview.pages.percent == percent
    assert plain(find(again, "Zoom de l'aperçu", QComboBox).currentText()) == f"{percent} %"
    again.close()
    again.deleteLater()


def turned(screen: Screen, angle: int) -> None:
    """Turn the wheel over the pages while Ctrl is held."""
    pages = screen.page.preview.pages
    middle = QPointF(pages.viewport().rect().center())
    event = QWheelEvent(
        middle,
        QPointF(pages.viewport().mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pages.viewport(), event)


# --- what goes wrong -----------------------------------------------------------------------


def test_preview_when_the_font_lacks_signs_then_they_are_named_before_printing(
    screen: Screen, desk: Desk
) -> None:
    choose(screen, "Plan d'actions")
    remarks = screen.page.preview.remarks
    assert not remarks.isVisible()

    desk.write(
        lambda uow: actions.edit(uow, actions_by_title(uow)["Ludothèque"], {"title": "Fête 🎉"}),
        owner=desk,
    )
    screen.settle()

    assert remarks.isVisible()
    assert "🎉 (« Actions › BET-2026-002 › Intitulé »)" in plain(remarks.text())
    assert "« ◊ » s'imprime à leur place" in plain(remarks.text())
    assert "Fête" in screen.text


def test_preview_when_the_logo_is_gone_then_a_sentence_tells_and_the_pages_stay(
    screen: Screen, office: Office, qtbot: QtBot
) -> None:
    logo = office.folder / "logo.png"
    Image.new("RGB", (40, 20)).save(logo)
    save(office.folder, Settings(logo=logo))
    logo.unlink()

    choose(screen, "Plan d'actions")

    assert "Le logo choisi dans les réglages n'est plus là" in screen.told
    assert "Ce qu'est la convention" in screen.text
    with qtbot.waitSignal(screen.page.went) as went:
        clicked(find(screen.page, "Ouvrir les Paramètres"))
    assert went.args == [Target("preferences")]


def test_preview_when_the_logo_is_no_picture_then_a_sentence_tells(
    screen: Screen, office: Office
) -> None:
    logo = office.folder / "logo.png"
    logo.write_text("pas une image")
    save(office.folder, Settings(logo=logo))

    choose(screen, "Annuaire des contacts")

    assert "ne peut pas être lu comme une image" in screen.told


# --- how it looks and sounds ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["Synthèse communale", "Fiche action", "Plan d'actions"])
def test_page_when_heard_then_every_control_has_a_name_a_role_and_its_turn(
    screen: Screen, name: str
) -> None:
    choose(screen, name)

    assert unnamed(screen.page) == []
    assert without_role(screen.page) == []
    assert namesakes(screen.page) == []
    assert steps_backwards(screen.page) == []
    assert without_visible_focus(screen.page) == []


@pytest.mark.parametrize("percent", [80, 100, 200])
@pytest.mark.parametrize("name", ["Synthèse communale", "Fiche action", "Plan d'actions"])
def test_page_when_the_text_is_small_or_large_then_no_word_is_cut(
    desk: Desk, settle: Callable[[], None], percent: int, name: str
) -> None:
    theme.current().apply("clair", percent)
    page = PrintingPage(desk)
    page.resize(1180 if percent < 200 else 970, 600)
    page.show()
    settle()
    screen = Screen(page, settle)

    choose(screen, name)

    assert clipped_words(page) == []
    assert page.width() <= 1180
    page.close()
    page.deleteLater()


def test_keyboard_when_used_alone_then_it_reaches_the_pages_and_back(screen: Screen) -> None:
    find(screen.page, "Synthèse de la convention", QRadioButton).setFocus()

    press(screen.page, Qt.Key.Key_Down)
    screen.settle()
    assert "Béthune : synthèse communale" in screen.text

    reached = set()
    for _ in range(20):
        press(screen.page, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(plain(focus.accessibleName()))
    assert {"Imprimer…", "Enregistrer en PDF…", "Zoom de l'aperçu"} <= reached
    assert any(name.startswith("Aperçu : ") for name in reached)


def test_width_when_the_parts_are_drawn_by_hand_then_they_stay_so(screen: Screen) -> None:
    splitter = screen.page.findChild(QSplitter)
    assert splitter is not None
    before = splitter.sizes()[0]
    handle = splitter.handle(1)
    middle = handle.rect().center()

    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + QPoint(90, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle + QPoint(90, 0))
    drawn = splitter.sizes()[0]
    choose(screen, "Plan d'actions")

    assert drawn > before
    assert splitter.sizes()[0] == drawn


def test_commands_when_asked_then_ctrl_p_here_prints(screen: Screen) -> None:
    assert set(screen.page.commands()) == {"print", "save_pdf", "open_pdf"}


def test_word_when_the_document_exists_for_it_then_it_is_offered(screen: Screen) -> None:
    assert not is_shown(screen.page, "Enregistrer pour Word…")
    assert "save_word" not in screen.page.commands()

    choose(screen, "Recueil des fiches")

    assert is_shown(screen.page, "Enregistrer pour Word…")
    assert "save_word" in screen.page.commands()
