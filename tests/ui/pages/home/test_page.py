"""The page « Accueil » as a person uses it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import isValid

from ctg_desktop.documents import SummaryRequest
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Ambition, Enjeu
from ctg_desktop.domain.people import Contact
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.services import actions, rows
from ctg_desktop.typography import short_date
from tests.support.alone import read, shown_alone
from tests.support.app import PERSON, TODAY, Office, ambition, new_action, plain
from tests.support.sites import sent, trust
from tests.support.window import clicked, find, is_shown, name_of, press
from ui.desk import Desk
from ui.dialogs.arbitration import ArbitrationDialog
from ui.pages.home.page import HomePage
from ui.targets import Target
from ui.widgets.level_line import LevelLine
from ui.widgets.line_button import LineButton

Settle = Callable[[], None]
T = TypeVar("T")

on_typical = pytest.mark.parametrize("folder", ["typical"], indirect=True)
on_agglomeration = pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def page(desk: Desk) -> Iterator[HomePage]:
    with shown_alone(HomePage(desk)) as made:
        yield made


@pytest.fixture
def targets(page: HomePage) -> list[Target]:
    """Where the person asked to go."""
    found: list[Target] = []
    page.went.connect(found.append)
    return found


def lines(page: HomePage, section: str) -> list[LineButton]:
    """Return the lines whose object name begins so, from top to bottom."""
    found = [
        each for each in page.findChildren(LineButton) if each.objectName().startswith(section)
    ]
    return [each for each in found if each.isVisible()]


def description(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return plain(interface.text(QAccessible.Text.Description))


def words(page: HomePage) -> list[str]:
    return [plain(label.text()) for label in page.findChildren(QLabel) if label.isVisible()]


@on_typical
def test_to_do_when_a_line_is_clicked_then_its_list_holds_as_many(
    page: HomePage, desk: Desk, targets: list[Target]
) -> None:
    found = [line for line in lines(page, "a_traiter_") if "contact" not in name_of(line)]
    assert len(found) >= 3

    for line in found:
        clicked(line)
        query = targets[-1].query
        assert (targets[-1].page, query is not None) == ("actions", True)
        count = read(desk, lambda uow, query=query: uow.count_actions(query, TODAY))
        assert name_of(line).split()[0] == str(count)


@on_typical
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_to_do_when_a_key_is_pressed_then_it_leads_as_a_click_does(
    page: HomePage, targets: list[Target], key: Qt.Key
) -> None:
    line = lines(page, "a_traiter_")[0]
    line.setFocus()

    press(line, key)

    assert [target.page for target in targets] == ["actions"]


def test_to_do_when_a_contact_is_to_verify_then_it_leads_to_the_local_ones(
    page: HomePage, desk: Desk, targets: list[Target], settle: Settle
) -> None:
    desk.write(lambda uow: rows.add(uow, Contact.TYPE, {"family_name": "Abel"}, TODAY), owner=desk)
    settle()

    clicked(find(page, "1 contact à vérifier"))

    assert targets == [Target("contacts", section="to_verify local")]


def test_empty_folder_when_opened_then_it_says_what_to_do_first(
    page: HomePage, targets: list[Target]
) -> None:
    assert "Par où commencer" in words(page)
    assert "À traiter" not in words(page)
    for name in (
        "Enregistrer une première action",
        "Découvrir la stratégie de la convention",
        "Imprimer la synthèse de la convention",
    ):
        clicked(find(page, name))
    assert targets == [
        Target("actions", section="new"),
        Target("strategy"),
        Target("printing", request=SummaryRequest()),
    ]


def test_nothing_to_do_when_all_is_well_then_a_kind_sentence_says_so(
    page: HomePage, desk: Desk, settle: Settle
) -> None:
    idea = {"title": "Café", "status": Status.IDEE}
    desk.write(
        lambda uow: actions.create(uow, {**idea, "main_ambition": ambition(uow, "1").id}, TODAY),
        owner=desk,
    )
    settle()

    assert any(word.startswith("Rien ne presse") for word in words(page))
    assert "Par où commencer" not in words(page)


def test_progress_when_actions_stand_differently_then_a_screen_reader_says_the_figures(
    office: Office, page: HomePage, desk: Desk, settle: Settle, targets: list[Target]
) -> None:
    def fill(uow: UnitOfWork) -> tuple[None, object]:
        new_action(uow, status=Status.REALISEE, completed_on=YESTERDAY)
        new_action(uow, status=Status.EN_COURS, ends_on=YESTERDAY)
        second = ambition(uow, "2").id
        made = actions.create(
            uow,
            {"title": "A", "main_ambition": second, "other_ambitions": (ambition(uow, "1").id,)},
            TODAY,
        )
        return None, made[1]

    desk.write(fill, owner=desk)
    settle()

    line = find(page, "Ambition 1", LevelLine)
    assert description(line) == (
        "2 actions : 1 réalisée, 1 en cours ; 1 en retard ; 50 % réalisées ; "
        "1 autre action y contribue aussi"
    )
    assert description(find(page, "Ambition 3")) == "Aucune action"
    clicked(line)
    query = targets[-1].query
    assert query is not None
    assert read(desk, lambda uow: uow.count_actions(query, TODAY)) == 3


def test_figures_when_the_plan_has_actions_then_they_are_shown_with_the_conventions(
    page: HomePage, desk: Desk, settle: Settle
) -> None:
    desk.write(lambda uow: actions.create(uow, _action(uow), TODAY), owner=desk)
    settle()

    shown = words(page)
    assert "1" in shown
    assert "en cours" in shown
    assert "ETP prévus : à saisir" in shown
    assert any("82 communes engagées sur 100" in word for word in shown)


def _action(uow: UnitOfWork) -> dict[str, object]:
    return {"title": "Café", "main_ambition": ambition(uow, "1").id, "status": Status.EN_COURS}


def test_recent_when_a_gesture_is_made_then_it_stands_first_and_leads_to_its_row(
    page: HomePage, desk: Desk, settle: Settle, targets: list[Target]
) -> None:
    made: list[str] = []

    desk.write(
        lambda uow: actions.create(uow, _action(uow), TODAY),
        lambda action: made.append(action.id),
        owner=desk,
    )
    settle()

    line = lines(page, "recent_")[0]
    assert name_of(line) == "Action créée – BET-2026-001"
    assert plain(line.note) == f"à l'instant, {PERSON}"
    clicked(line)
    assert targets == [Target("actions", entity="action", row=made[0])]


def test_recent_when_the_reference_is_dated_after_this_computer_then_its_date_is_said(
    page: HomePage,
) -> None:
    issued = short_date(shipped_referentiel().issued_on)

    told = plain("\n".join(label.text() for label in page.findChildren(QLabel)))

    assert f"daté du {issued}, après la date de cet ordinateur" in told
    assert "douteuse" not in told


def test_recent_when_minutes_pass_then_the_words_follow(
    office: Office, page: HomePage, desk: Desk, settle: Settle
) -> None:
    desk.write(lambda uow: actions.create(uow, _action(uow), TODAY), owner=desk)
    settle()

    office.clock.at += timedelta(hours=2)
    page.tell_time()

    assert plain(lines(page, "recent_")[0].note).startswith("il y a 2 h, ")


@on_typical
def test_focus_when_the_page_is_read_anew_then_it_stays_on_its_line(
    page: HomePage, desk: Desk, settle: Settle
) -> None:
    page.activateWindow()
    line = lines(page, "a_traiter_")[1]
    line.setFocus()
    name = name_of(line)

    desk.write(lambda uow: actions.create(uow, _action(uow), TODAY), owner=desk)
    settle()

    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused is not line
    assert name_of(focused).split()[1:] == name.split()[1:]


@on_typical
@pytest.mark.parametrize(("width", "columns"), [(1200, 2), (620, 1)])
def test_columns_when_the_window_is_wide_or_narrow_then_they_follow(
    page: HomePage, settle: Settle, width: int, columns: int
) -> None:
    page.resize(width, 640)
    settle()

    to_do, bars = find(page, "Ambition 1", LevelLine), lines(page, "a_traiter_")[0]
    beside = to_do.mapTo(page, to_do.rect().topLeft()).x() > bars.width()
    assert beside is (columns == 2)


@on_agglomeration
def test_scope_when_the_folder_is_the_agglomeration_then_all_structures_count(
    page: HomePage,
) -> None:
    assert any(word.startswith("Actions de toutes les structures") for word in words(page))
    assert is_shown(page, "Découvrir la stratégie de la convention")


def test_title_when_hostile_then_it_is_shown_as_it_is(
    page: HomePage, desk: Desk, settle: Settle
) -> None:
    def rename(uow: UnitOfWork) -> tuple[object, object]:
        return rows.add(uow, Contact.TYPE, {"family_name": "<b>Gras</b>"}, TODAY)

    desk.write(rename, owner=desk)
    settle()

    assert name_of(lines(page, "recent_")[0]) == "Contact ajouté – <B>GRAS</B>"


def test_conflict_when_settled_from_the_accueil_then_it_waits_no_more(
    bethune: Path, office: Office, desk: Desk, page: HomePage, settle: Settle, tmp_path: Path
) -> None:
    made: list[str] = []

    def create(uow: UnitOfWork) -> tuple[str, object]:
        action, changes = actions.create(uow, _action(uow), TODAY)
        return action.id, changes

    desk.write(create, made.append, owner=desk)
    settle()
    desk.write(lambda uow: (None, trust(uow)), owner=desk)
    settle()
    theirs = read(desk, sent)
    other = Office.copied(bethune, tmp_path / "autre")
    with other.open() as there:
        trust(there)
        there.union(theirs)
        actions.edit(there, made[0], {"title": "Titre de là-bas"})
        written = sent(there)
    desk.write(lambda uow: actions.edit(uow, made[0], {"title": "Titre d’ici"}), owner=desk)
    desk.write(lambda uow: (None, uow.union(written).changes), owner=desk)
    settle()

    clicked(find(page, "1 conflit à arbitrer"))
    settle()
    dialog = page.findChild(ArbitrationDialog)
    assert isinstance(dialog, ArbitrationDialog)
    # Both wrote at one instant: whose value stands is by chance, and so is how the other is called.
    actual = str(find(dialog, "Valeur : Actuel").property("plainText"))
    other_ones = ("Prendre ce qui est noté ici", "Prendre le reçu")
    takes = next(each for each in other_ones if is_shown(dialog, each))
    clicked(find(dialog, "Garder l'actuel" if "là-bas" in actual else takes))
    settle()

    assert not isValid(dialog), "it was the last one"
    assert read(desk, lambda uow: actions.existing(uow, made[0]).title) == "Titre de là-bas"
    assert read(desk, lambda uow: uow.conflicts()) == []
    assert not is_shown(page, "1 conflit à arbitrer")


@on_agglomeration
def test_levels_when_an_ambition_is_tied_to_an_enjeu_then_both_lead_to_their_actions(
    page: HomePage, desk: Desk, settle: Settle, targets: list[Target]
) -> None:
    def tie(uow: UnitOfWork) -> tuple[object, object]:
        new_action(uow, status=Status.EN_COURS)
        enjeu = uow.rows(Enjeu)[1]
        values = {"enjeu": enjeu.id, "title": "Grandir ici"}
        return rows.edit(uow, Ambition.TYPE, ambition(uow, "1").id, values)

    desk.write(tie, owner=desk)
    settle()

    assert is_shown(page, "Ambition 1, Grandir ici")
    assert description(find(page, "Ambition 2")).startswith("Intitulé à compléter. ")
    assert "Ambitions sans enjeu précisé" in words(page)
    head = find(page, "Enjeu 2", LevelLine)
    assert "1 action : 1 en cours" in description(head)
    clicked(head)
    query = targets[-1].query
    assert query is not None
    assert read(desk, lambda uow: uow.count_actions(query, TODAY)) == 1
