"""The page « Contacts » as a person uses it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QContextMenuEvent, QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLineEdit,
    QListView,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ctg_desktop.documents import DirectoryRequest
from ctg_desktop.domain.people import Contact
from ctg_desktop.errors import CtgError
from ctg_desktop.folder import settings
from ctg_desktop.paths import DataFolder
from ctg_desktop.services import actions, rows
from ctg_desktop.services.lookup import find_among
from tests.support.app import TODAY, ambition, plain
from tests.support.window import (
    answered,
    chosen_in,
    clicked,
    clicked_cell,
    clipboard_text,
    find,
    is_shown,
    press,
    retyped,
    saved_as,
    settled,
    typed,
)
from tests.support.words import words_of
from ui.desk import Desk
from ui.pages.contacts.book_list import BookModel
from ui.pages.contacts.page import ContactsPage
from ui.targets import Target

Settle = Callable[[], None]


class MailProgram(QObject):
    """Takes the drafts in place of the system's mail program."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.drafts.append(url.toString(QUrl.ComponentFormattingOption.PrettyDecoded))


@pytest.fixture
def mail_program() -> Iterator[MailProgram]:
    program = MailProgram()
    QDesktopServices.setUrlHandler("mailto", program, "take")
    yield program
    QDesktopServices.unsetUrlHandler("mailto")


@pytest.fixture
def people(desk: Desk, settle: Settle) -> dict[str, str]:
    """Two contacts of the folder, by name."""
    found: dict[str, str] = {}
    for values in (
        {"given_name": "Zoé", "family_name": "Cœur", "email": "zoe@exemple.fr"},
        {"given_name": "Max", "family_name": "Abel", "verified_on": TODAY, "mobile": "0600000000"},
    ):
        desk.write(
            lambda uow, values=values: rows.add(uow, Contact.TYPE, values, TODAY),
            lambda row: found.update({row.name: row.id}),
            owner=desk,
        )
    settle()
    return found


@pytest.fixture
def page(desk: Desk, people: dict[str, str], settle: Settle) -> Iterator[ContactsPage]:
    made = ContactsPage(desk)
    made.resize(1100, 640)
    made.show()
    settle()
    yield made
    settle()
    made.close()
    made.deleteLater()


def names(page: ContactsPage) -> list[str]:
    """Return the people in the list, heads left out."""
    view = find(page, "Contacts par institution", QListView)
    model = view.model()
    assert isinstance(model, BookModel)
    return [
        model.index(at, 0).data()
        for at in range(model.rowCount())
        if model.entry_at(model.index(at, 0)) is not None
    ]


def field(page: ContactsPage, name: str) -> QLineEdit | QPlainTextEdit:
    """Return the control of a field of the form."""
    kind = QLineEdit if name in ("Courriel", "Prénom", "Nom", "Vérifié le") else QPlainTextEdit
    return find(page, name, kind)


def text_of(control: QLineEdit | QPlainTextEdit) -> str:
    return control.text() if isinstance(control, QLineEdit) else control.toPlainText()


def pick(page: ContactsPage, name: str) -> None:
    view = find(page, "Contacts par institution", QListView)
    model = view.model()
    found = [at for at in range(model.rowCount()) if model.index(at, 0).data() == name]
    assert found, name
    clicked_cell(view, model.index(found[0], 0))


def contact_of(desk: Desk, name: str, *, deleted: bool | None = False) -> Contact | None:
    """Return what the base holds of somebody."""
    found: list[list[Contact]] = []
    desk.read(lambda uow: uow.rows(Contact, deleted=deleted), found.append, owner=desk)
    settled(lambda: desk.is_busy)
    return next((row for row in found[0] if row.name == name), None)


# --- finding -----------------------------------------------------------------------------


def test_list_when_first_shown_then_people_stand_by_institution_and_one_card_is_open(
    page: ContactsPage,
) -> None:
    assert names(page)[:2] == ["Alexandre HERMANT", "Anne-Sophie BIOUT"]
    assert names(page)[-2:] == ["Max ABEL", "Zoé CŒUR"]
    assert is_shown(page, "alexandre.hermant@bethunebruay.fr")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("coeur", ["Zoé CŒUR"]),
        ("mutualite", ["Vanessa DUPUIS"]),
        ("chargée mission", ["Anne-Sophie BIOUT", "Brigitte THERACHE"]),
        ("personne de ce nom", []),
    ],
)
def test_search_when_typed_then_the_list_shrinks(
    page: ContactsPage, search: str, found: list[str]
) -> None:
    typed(find(page, "Rechercher un contact"), search)

    if found:
        assert names(page) == found
    else:
        assert is_shown(page, "Aucun contact ne correspond")


def test_search_when_nothing_is_found_then_one_click_shows_everybody(page: ContactsPage) -> None:
    typed(find(page, "Rechercher un contact"), "zzz")

    clicked(find(page, "Montrer tous les contacts"))

    assert len(names(page)) == 9


def test_filter_when_set_then_only_those_to_verify_are_listed(page: ContactsPage) -> None:
    clicked(find(page, "Filtre À vérifier, 8", QToolButton))

    assert "Max ABEL" not in names(page)
    assert len(names(page)) == 8


def test_arrows_when_pressed_then_heads_are_passed_over(page: ContactsPage) -> None:
    view = find(page, "Contacts par institution", QListView)
    press(view, Qt.Key.Key_Home)

    for _ in range(3):
        press(view, Qt.Key.Key_Down)

    assert view.currentIndex().data() == "Isabelle WOZNY"
    assert is_shown(page, "isabelle.wozny@caf62.caf.fr")


def test_target_when_a_contact_is_asked_then_its_card_is_shown(
    page: ContactsPage, people: dict[str, str]
) -> None:
    typed(find(page, "Rechercher un contact"), "hermant")

    page.show_target(Target("contacts", "contact", people["Zoé CŒUR"]))

    assert is_shown(page, "zoe@exemple.fr")
    assert page.target() == Target("contacts", "contact", people["Zoé CŒUR"])


def test_target_when_a_section_is_asked_then_its_filter_is_set(page: ContactsPage) -> None:
    page.show_target(Target("contacts", section="to_verify"))

    assert len(names(page)) == 8


# --- using a card ------------------------------------------------------------------------


def test_copy_when_clicked_then_the_clipboard_holds_ordinary_spaces(page: ContactsPage) -> None:
    told: list[str] = []
    page.told.connect(lambda sentence, _tone: told.append(plain(sentence)))
    pick(page, "Max ABEL")

    clicked(find(page, "Copier le téléphone mobile"))

    assert clipboard_text() == "06 00 00 00 00"
    assert told == ["Téléphone mobile copié : 06 00 00 00 00"]


def test_write_when_clicked_then_the_mail_program_gets_a_draft(
    page: ContactsPage, mail_program: MailProgram
) -> None:
    pick(page, "Zoé CŒUR")

    clicked(find(page, "Écrire"))
    clicked(find(page, "zoe@exemple.fr"))

    assert mail_program.drafts == ["mailto:zoe@exemple.fr"] * 2


def test_correction_when_proposed_then_the_draft_goes_to_the_agglomeration(
    page: ContactsPage, mail_program: MailProgram, settle: Settle
) -> None:
    pick(page, "Isabelle WOZNY")

    clicked(find(page, "Proposer une correction…"))
    settle()

    (draft,) = mail_program.drafts
    assert draft.startswith("mailto:annesophie.biout@bethunebruay.fr,brigitte.therache@")
    assert "contact Isabelle WOZNY" in plain(draft)
    assert "06 18 20 37 53" in plain(draft)


def test_annuaire_when_asked_for_in_the_list_then_its_pages_are_shown(
    page: ContactsPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.went) as asked:
        clicked(find(page, "Imprimer l'annuaire"))

    assert asked.args == [Target("printing", request=DirectoryRequest())]


def test_card_when_it_is_of_the_referentiel_then_nothing_of_it_can_be_changed(
    page: ContactsPage,
) -> None:
    pick(page, "Isabelle WOZNY")

    for words in ("Modifier", "Retirer", "Effacer cette personne…"):
        assert not is_shown(page, words)
    assert not {"edit", "delete"} & page.commands().keys()


def test_vcard_when_saved_then_the_file_holds_the_contact(
    page: ContactsPage, tmp_path: Path, settle: Settle
) -> None:
    pick(page, "Zoé CŒUR")
    path = tmp_path / "zoé.vcf"
    answered(saved_as(path))

    clicked(find(page, "Carte de visite (vCard)…"))
    settle()

    assert "FN:Zoé CŒUR\r\n" in path.read_bytes().decode()


def test_vcard_when_the_place_is_gone_then_a_sentence_says_so(
    page: ContactsPage, desk: Desk, tmp_path: Path, settle: Settle
) -> None:
    failed: list[CtgError] = []
    desk.failed.connect(failed.append)
    place = tmp_path / "clé"
    place.mkdir()
    pick(page, "Zoé CŒUR")

    def answer(dialog: QWidget) -> None:
        place.rmdir()
        saved_as(place / "zoe.vcf")(dialog)

    answered(answer)
    clicked(find(page, "Carte de visite (vCard)…"))
    settle()

    assert "n'existe pas" in plain(failed[0].sentence)


def test_code_when_shown_then_its_words_stand_beside_it(page: ContactsPage) -> None:
    pick(page, "Zoé CŒUR")

    clicked(find(page, "Code QR", QPushButton))

    code = next(w for w in page.findChildren(QWidget) if type(w).__name__ == "QrCode")
    assert "Zoé CŒUR" in code.accessibleDescription()


# --- keeping cards right -------------------------------------------------------------------


def test_check_when_marked_today_then_the_card_and_the_base_say_so(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    pick(page, "Zoé CŒUR")

    clicked(find(page, "Marquer comme vérifié aujourd'hui"))
    settle()

    saved = contact_of(desk, "Zoé CŒUR")
    assert saved is not None
    assert saved.verified_on == TODAY
    assert is_shown(page, "Vérifié le 15 septembre 2026")


def test_favourite_when_it_is_ours_then_its_field_is_written(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    pick(page, "Zoé CŒUR")

    clicked(find(page, "Favori"))
    settle()

    saved = contact_of(desk, "Zoé CŒUR")
    assert saved is not None
    assert saved.favourite


def test_favourite_when_it_is_of_the_referentiel_then_the_folder_remembers_it(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    pick(page, "Isabelle WOZNY")
    clicked(find(page, "Favori"))
    settle()

    clicked(find(page, "Filtre Favoris, 1", QToolButton))

    assert names(page) == ["Isabelle WOZNY"]
    assert len(settings.load(desk.office.folder).favourites) == 1
    clicked(find(page, "Favori"))
    settle()
    assert settings.load(desk.office.folder).favourites == frozenset()


def test_new_when_typed_then_the_contact_is_there_as_soon_as_it_has_a_name(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    page.commands()["new"]()
    typed(field(page, "Prénom"), "Élodie\t")
    typed(field(page, "Nom"), "Brûlé\t")
    settle()
    typed(field(page, "Fonction"), "Directrice\t")
    settle()
    clicked(find(page, "Terminé"))
    settle()

    saved = contact_of(desk, "Élodie BRÛLÉ")
    assert saved is not None
    assert (saved.function, saved.source) == ("Directrice", "saisi par Camille Essai")
    assert saved.structure is not None
    assert page.target().row == saved.id
    assert is_shown(page, "Élodie BRÛLÉ")


def test_edit_when_a_field_is_wrong_then_it_says_so_and_the_others_are_saved(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    pick(page, "Zoé CŒUR")
    page.commands()["edit"]()

    retyped(field(page, "Courriel"), "pas une adresse\t")
    retyped(field(page, "Service"), "Enfance\t")
    settle()

    saved = contact_of(desk, "Zoé CŒUR")
    assert saved is not None
    assert (saved.email, saved.service) == ("zoe@exemple.fr", "Enfance")
    assert page.is_pending()
    assert text_of(field(page, "Courriel")) == "pas une adresse"


def test_edit_when_the_filter_no_longer_keeps_the_contact_then_its_form_stays(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    page.show_target(Target("contacts", section="to_verify"))
    pick(page, "Zoé CŒUR")
    page.commands()["edit"]()

    retyped(field(page, "Vérifié le"), "15/9/26\t")
    settle()

    saved = contact_of(desk, "Zoé CŒUR")
    assert saved is not None
    assert saved.verified_on == date(2026, 9, 15)
    assert is_shown(page, "Terminé")
    press(field(page, "Service"), Qt.Key.Key_Escape)
    settle()
    assert "Zoé CŒUR" not in names(page)


def test_remove_when_undone_then_the_contact_is_back(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    pick(page, "Zoé CŒUR")

    page.commands()["delete"]()
    settle()
    assert "Zoé CŒUR" not in names(page)

    desk.undo()
    settle()
    assert "Zoé CŒUR" in names(page)


# --- the rights of a person ----------------------------------------------------------------


def test_data_when_exported_then_the_file_holds_what_is_known(
    page: ContactsPage, tmp_path: Path, settle: Settle
) -> None:
    pick(page, "Zoé CŒUR")
    path = tmp_path / "données.json"
    answered(saved_as(path))

    clicked(find(page, "Exporter les données d'une personne…"))
    settle()

    assert '"zoe@exemple.fr"' in path.read_text(encoding="utf-8")


def test_erasure_when_not_understood_then_it_cannot_be_confirmed(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    pick(page, "Zoé CŒUR")
    looked: list[bool] = []

    def answer(dialog: QWidget) -> None:
        looked.append(find(dialog, "Effacer définitivement").isEnabled())
        clicked(find(dialog, "Annuler"))

    answered(answer)
    clicked(find(page, "Effacer cette personne…"))
    settle()

    assert looked == [False]
    assert contact_of(desk, "Zoé CŒUR") is not None


def test_erasure_when_confirmed_then_the_person_is_gone_and_texts_are_shown(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    desk.write(
        lambda uow: actions.create(
            uow,
            {
                "title": "Café",
                "main_ambition": ambition(uow, "1").id,
                "description": "Voir avec Mme Cœur.",
            },
            TODAY,
        ),
        owner=desk,
    )
    settle()
    pick(page, "Zoé CŒUR")

    def answer(dialog: QWidget) -> None:
        find(dialog, "J'ai compris que c'est définitif", QCheckBox).setChecked(True)
        clicked(find(dialog, "Effacer définitivement"))

    answered(answer)
    clicked(find(page, "Effacer cette personne…"))
    settle()

    texts = QApplication.activeModalWidget()
    assert texts is not None
    found = find(texts, "Textes qui nomment la personne", QListWidget)
    assert "Voir avec Mme Cœur." in found.item(0).text()
    clicked(find(texts, "Fermer"))
    settle()
    assert "Zoé CŒUR" not in names(page)
    assert contact_of(desk, "Zoé CŒUR") is None


def test_change_when_the_storage_refuses_then_the_card_shows_what_stands(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    told: list[str] = []
    page.told.connect(lambda sentence, _tone: told.append(plain(sentence)))
    pick(page, "Isabelle WOZNY")
    file = DataFolder(desk.office.folder).settings
    file.mkdir()

    clicked(find(page, "Favori"))
    settle()

    assert "n'ont pas pu être écrits" in told[0]
    assert not find(page, "Favori", QToolButton).isChecked()


# --- others' folders -----------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
def test_card_when_the_folder_is_the_agglomerations_then_it_edits_the_referentiel(
    page: ContactsPage, desk: Desk, settle: Settle
) -> None:
    pick(page, "Isabelle WOZNY")

    page.commands()["edit"]()
    retyped(field(page, "Service"), "Antenne\t")
    settle()

    found: list[Contact] = []
    desk.read(
        lambda uow: find_among(uow.rows(Contact), Contact.TYPE, "Isabelle Wozny"),
        found.append,
        owner=desk,
    )
    settle()
    assert found[0].service == "Antenne"


def test_print_when_asked_then_it_is_the_annuaire(page: ContactsPage) -> None:
    assert type(page.printable()).__name__ == "DirectoryRequest"


@pytest.mark.parametrize(
    "reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard]
)
def test_contact_when_right_clicked_then_a_menu_offers_what_the_card_does(
    page: ContactsPage,
    people: dict[str, str],
    settle: Settle,
    mail_program: MailProgram,
    reason: QContextMenuEvent.Reason,
) -> None:
    settle()
    view = page.findChild(QListView)
    assert isinstance(view, QListView)
    model = view.model()
    assert isinstance(model, BookModel)
    index = model.index_of(people["Zoé CŒUR"])
    view.scrollTo(index)
    if reason == QContextMenuEvent.Reason.Keyboard:
        view.setCurrentIndex(index)
    place = view.visualRect(index).center()
    QApplication.sendEvent(
        view.viewport(), QContextMenuEvent(reason, place, view.viewport().mapToGlobal(place))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = [plain(each.text()) for each in menu.actions()]

    assert {"Écrire", "Modifier", "Code QR", "Copier l'adresse"} <= set(entries), entries
    assert "Zoé CŒUR" in plain(shown_words(page))
    chosen_in(menu, "Écrire")
    settle()
    assert len(mail_program.drafts) == 1


def shown_words(page: ContactsPage) -> str:
    return " ".join(text for _, text in words_of(page))
