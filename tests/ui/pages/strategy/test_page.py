"""The page « Stratégie » as a person uses it: reading, the diagram, cards, corrections."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.documents import SummaryRequest
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Status
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel import settling
from ctg_desktop.referentiel.reading import read as read_file
from ctg_desktop.services import actions
from ctg_desktop.services.overview import strategy_view
from tests.support.alone import read, shown_alone
from tests.support.app import TODAY, ambition, plain
from tests.support.sites import TurnedClock
from tests.support.window import clicked, find, is_shown, name_of, press, settled
from ui.desk import Desk
from ui.notify import Tone
from ui.pages.strategy.correction import propose
from ui.pages.strategy.diagram import EnjeuHead
from ui.pages.strategy.page import StrategyPage
from ui.targets import Target
from ui.widgets.level_line import LevelLine
from ui.widgets.line_button import LineButton

Settle = Callable[[], None]
T = TypeVar("T")
TROIS_VAUX = Path(__file__).parents[3] / "data" / "referentiel" / "trois_vaux.toml"

on_agglomeration = pytest.mark.parametrize("folder", ["consolidator"], indirect=True)
on_trois_vaux = pytest.mark.parametrize("folder", ["trois_vaux"], indirect=True)


@pytest.fixture(scope="session")
def trois_vaux(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of another convention: five axes, fourteen objectifs."""
    folder = tmp_path_factory.mktemp("made") / "trois_vaux"
    referentiel = read_file(TROIS_VAUX)
    row = settling.structure_in(referentiel, "999000001")
    making = SqliteStorage().create(folder, person="Alix Essai", clock=TurnedClock())
    with making as uow:
        settling.initialise(uow, referentiel, row, TODAY)
    return folder


@pytest.fixture
def page(desk: Desk) -> Iterator[StrategyPage]:
    with shown_alone(StrategyPage(desk)) as made:
        yield made


@pytest.fixture
def targets(page: StrategyPage) -> list[Target]:
    found: list[Target] = []
    page.went.connect(found.append)
    return found


@pytest.fixture
def told(page: StrategyPage) -> list[tuple[str, Tone]]:
    found: list[tuple[str, Tone]] = []
    page.told.connect(lambda sentence, tone: found.append((plain(sentence), tone)))
    return found


class MailProgram(QObject):
    """Takes the drafts in place of the system's mail program."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.drafts.append(url)


@pytest.fixture
def mail_program() -> Iterator[MailProgram]:
    program = MailProgram()
    QDesktopServices.setUrlHandler("mailto", program, "take")
    yield program
    QDesktopServices.unsetUrlHandler("mailto")


def written(desk: Desk, **values: object) -> Action:
    """Record an action of the first ambition while the page is open."""
    found: list[Action] = []

    def job(uow: UnitOfWork) -> tuple[Action, object]:
        given = {"title": "Café", "main_ambition": ambition(uow, "1").id, **values}
        return actions.create(uow, given, TODAY)

    desk.write(job, found.append, owner=desk)
    settled(lambda: desk.is_busy)
    return found[0]


def visible(page: QWidget, kind: type[T]) -> list[T]:
    return [each for each in page.findChildren(kind) if each.isVisible()]


def words(page: QWidget) -> str:
    return "\n".join(plain(label.text()) for label in visible(page, QLabel))


def description(widget: QWidget) -> str:
    return plain(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description))


# --- reading -----------------------------------------------------------------------------


def test_page_when_shown_then_it_says_what_the_convention_is(page: StrategyPage) -> None:
    said = words(page)

    for part in (
        "Convention Territoriale Globale 2026-2030",
        "Deuxième convention du territoire · signée le 3 février 2026 · référentiel version",
        "compteurs : actions de Béthune",
        "partenariat stratégique",
        "Département du Pas-de-Calais – nouveau signataire",
        "1. Vision commune",
        "5. Mise en œuvre de projets",
        "Méthode",
        "Projet de territoire « L'Agglo 100 % durable »",
        "3,8 M€",
    ):
        assert part in said, part
    assert "Communauté d'agglomération de Béthune-Bruay, Artois Lys Romane – nouveau" not in said


def test_diagram_when_titles_are_missing_then_it_says_so_politely_and_once(
    page: StrategyPage,
) -> None:
    assert len(visible(page, EnjeuHead)) == 3
    assert [name_of(tile) for tile in visible(page, LevelLine)] == [
        f"Ambition {number}" for number in range(1, 9)
    ]
    assert description(find(page, "Enjeu 1")) == "Intitulé à compléter. "
    assert description(find(page, "Ambition 1")) == "Aucune action"
    said = words(page)
    assert said.count("Les intitulés des ambitions sont à compléter par l'agglomération.") == 1
    assert "ne dit pas encore de quel enjeu relèvent ces ambitions" in said


@on_trois_vaux
def test_diagram_when_the_convention_is_another_then_its_levels_stand_under_one_another(
    page: StrategyPage,
) -> None:
    heads, tiles = visible(page, EnjeuHead), visible(page, LevelLine)

    assert name_of(heads[0]) == "Axe 1, Grandir"
    assert (len(heads), len(tiles)) == (5, 14)
    assert name_of(tiles[0]) == "Objectif 1.1, Ouvrir des places d'accueil"
    tops = {head.mapTo(page, head.rect().topLeft()).y() for head in heads}
    assert len(tops) == 1  # side by side, all as high
    assert len({head.height() for head in heads}) == 1
    lefts = [tile.mapTo(page, tile.rect().topLeft()).x() for tile in tiles]
    assert lefts == sorted(lefts)
    assert "ne dit pas encore" not in words(page)


@on_trois_vaux
def test_diagram_when_the_window_is_narrow_then_nothing_scrolls_sideways(
    page: StrategyPage, settle: Settle
) -> None:
    page.resize(520, 640)
    settle()

    widest = max(each.mapTo(page, each.rect().topRight()).x() for each in visible(page, LevelLine))
    assert widest <= 520
    assert len(visible(page, EnjeuHead)) == 5


def test_counters_when_an_action_is_recorded_then_they_follow(
    page: StrategyPage, desk: Desk, settle: Settle
) -> None:
    written(desk, status=Status.EN_COURS)
    settle()

    assert description(find(page, "Ambition 1")) == "1 action : 1 en cours ; 0 % réalisées"


# --- cards -------------------------------------------------------------------------------


@pytest.mark.parametrize("by_key", [False, True])
def test_card_when_an_ambition_is_opened_then_its_actions_lead_on(
    page: StrategyPage, desk: Desk, settle: Settle, targets: list[Target], by_key: bool
) -> None:
    first = written(desk, title="Café des parents", status=Status.EN_COURS)
    written(desk, title="Ludothèque")
    tile = find(page, "Ambition 1", LevelLine)
    if by_key:
        tile.setFocus()
        press(tile, Qt.Key.Key_Return)
    else:
        clicked(tile)
    settle()

    assert "À compléter par l'agglomération : l'intitulé et le texte." in words(page)
    assert visible(page, QLineEdit) == []
    clicked(find(page, f"{first.reference}, Café des parents", LineButton))
    clicked(find(page, "Voir les 2 actions"))
    clicked(find(page, "Nouvelle action : Ambition 1"))
    to_action, to_list, to_new = targets
    assert to_action == Target("actions", entity="action", row=first.id)
    query = to_list.query
    assert query is not None
    assert read(desk, lambda uow: uow.count_actions(query, TODAY)) == 2
    assert (to_new.page, to_new.section, to_new.entity) == ("actions", "new", "ambition")
    assert to_new.row == read(desk, lambda uow: ambition(uow, "1").id)


def test_card_when_no_action_serves_the_ambition_then_it_says_so(
    page: StrategyPage, settle: Settle
) -> None:
    clicked(find(page, "Ambition 4"))
    settle()

    assert "Aucune action n'y contribue encore." in words(page)
    assert not is_shown(page, "Voir l’action")


def test_card_when_escape_is_pressed_then_the_strategy_is_back_with_the_focus_there(
    page: StrategyPage, settle: Settle
) -> None:
    page.activateWindow()
    clicked(find(page, "Ambition 2"))
    settle()
    assert is_shown(page, "Toute la stratégie")

    press(page, Qt.Key.Key_Escape)
    settle()

    tile = find(page, "Ambition 2", LevelLine)
    assert tile.hasFocus()


def test_card_when_an_action_is_recorded_meanwhile_then_it_appears(
    page: StrategyPage, desk: Desk, settle: Settle
) -> None:
    clicked(find(page, "Ambition 1"))
    settle()

    made = written(desk)
    settle()

    assert is_shown(page, f"{made.reference}, Café")


@on_trois_vaux
def test_card_when_an_enjeu_is_opened_then_its_ambitions_lead_to_theirs(
    page: StrategyPage, settle: Settle
) -> None:
    clicked(find(page, "Axe 2, Habiter"))
    settle()

    assert [name_of(each) for each in visible(page, LevelLine)] == [
        "Objectif 2.1, Adapter les logements",
        "Objectif 2.2, Informer les locataires",
    ]
    clicked(find(page, "Objectif 2.2, Informer les locataires"))
    settle()
    assert is_shown(page, "Axe 2")  # the way back up
    assert "Objectif 2.2 : Informer les locataires" in words(page)


def test_target_when_it_names_a_level_then_its_card_is_shown_and_leads_back(
    page: StrategyPage, desk: Desk, settle: Settle
) -> None:
    row = read(desk, lambda uow: ambition(uow, "5"))

    page.show_target(Target("strategy", entity="ambition", row=row.id))
    settle()

    assert "Ambition 5" in words(page)
    assert page.target() == Target("strategy", entity="ambition", row=row.id)


def test_printing_when_asked_then_it_is_the_synthese_with_progress(
    page: StrategyPage, targets: list[Target]
) -> None:
    clicked(find(page, "Imprimer la synthèse"))

    assert targets == [Target("printing", request=SummaryRequest(with_progress=True))]


# --- a commune reads and proposes --------------------------------------------------------


def test_commune_when_it_reads_then_nothing_can_be_edited(page: StrategyPage) -> None:
    assert not is_shown(page, "Modifier le référentiel")
    assert "edit" not in page.commands()
    page.open_editor()
    assert not is_shown(page, "Toute la stratégie")


def test_correction_when_proposed_then_a_draft_opens_to_those_who_keep_the_referentiel(
    page: StrategyPage,
    settle: Settle,
    mail_program: MailProgram,
    told: list[tuple[str, Tone]],
) -> None:
    clicked(find(page, "Ambition 3"))
    settle()

    clicked(find(page, "Proposer une correction"))
    settle()

    (draft,) = mail_program.drafts
    text = bytes(draft.toEncoded()).decode("ascii")
    to, _, query = text.removeprefix("mailto:").partition("?")
    assert to.split(",") == [
        "annesophie.biout@bethunebruay.fr",
        "brigitte.therache@bethunebruay.fr",
    ]
    asked = {key: plain(value[0]) for key, value in parse_qs(query).items()}
    assert asked["subject"] == "CTG 2026-2030 : proposition de correction, Ambition 3"
    assert "- Intitulé : à compléter" in asked["body"]
    assert asked["body"].endswith("Camille Essai, Béthune")
    assert "Camille" in unquote(query)
    assert told == [("Le brouillon s'ouvre dans votre messagerie : rien n'est envoyé.", Tone.INFO)]


def test_correction_when_on_the_whole_strategy_then_it_speaks_of_the_convention(
    page: StrategyPage, settle: Settle, mail_program: MailProgram
) -> None:
    clicked(find(page, "Proposer une correction"))
    settle()

    (draft,) = mail_program.drafts
    assert "la convention" in plain(unquote(draft.toString()))


def test_correction_when_the_referentiel_gives_no_address_then_a_sentence_says_so(
    desk: Desk,
) -> None:
    found = read(desk, lambda uow: strategy_view(uow, TODAY))
    told: list[tuple[str, Tone]] = []

    propose(desk, replace(found, correspondents=()), None, lambda *said: told.append(said))

    assert told[0][1] is Tone.WARNING
    assert "aucune adresse" in told[0][0]
