"""The page « Territoire » as a person uses it."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from ctg_desktop.documents import PlaceRequest
from ctg_desktop.domain.choices import EngagementStatus, Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact, Coordination
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.folder import settings
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.lookup import find_structure
from tests.support.app import AGGLOMERATION, BETHUNE, BRUAY, TODAY, ambition, plain
from tests.support.window import (
    answered,
    chosen_in,
    clicked,
    find,
    is_shown,
    picture,
    press,
    saved_as,
    typed,
)
from ui.desk import Desk
from ui.pages.territoire.page import TerritoirePage
from ui.targets import Target
from ui.widgets.map.commune_map import CommuneMap
from ui.widgets.table.table_view import TableView

Settle = Callable[[], None]
SIVOM = "SIVOM du Béthunois"
agglomeration = pytest.mark.parametrize("folder", ["consolidator"], indirect=True)


@pytest.fixture
def page(desk: Desk, settle: Settle) -> Iterator[TerritoirePage]:
    made = TerritoirePage(desk)
    made.resize(1200, 700)
    made.show()
    settle()
    yield made
    settle()
    made.close()
    made.deleteLater()


def asked(desk: Desk, settle: Settle, job: Callable[[UnitOfWork], object]) -> object:
    """Read something of the base."""
    found: list[object] = []
    desk.read(job, found.append, owner=desk)
    settle()
    return found[0]


def place_of(desk: Desk, settle: Settle, name: str) -> Territoire:
    found = asked(desk, settle, lambda uow: find_structure(uow, name))
    assert isinstance(found, Territoire)
    return found


def written(desk: Desk, settle: Settle, *jobs: Callable[[UnitOfWork], object]) -> None:
    """Record rows as another page would."""
    for job in jobs:
        desk.write(lambda uow, job=job: job(uow), owner=desk)  # type: ignore[misc] # pairs
    settle()


def table_of(page: TerritoirePage) -> TableView:
    return find(page, "Communes et structures", TableView)


def map_of(page: TerritoirePage) -> CommuneMap:
    return find(page, "Carte des communes", CommuneMap)


def words(page: TerritoirePage) -> str:
    """Return all that the page says, in no special order."""
    return " | ".join(
        plain(getattr(widget, "text")())  # noqa: B009 - of any widget that has words
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and callable(getattr(widget, "text", None))
    )


# --- one selection -----------------------------------------------------------------------


def test_page_when_first_shown_then_our_structure_is_selected_everywhere(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    bethune = place_of(desk, settle, BETHUNE)

    assert table_of(page).current_id == bethune.id
    assert map_of(page).selected == bethune.id
    assert page.printable() == PlaceRequest(bethune.id)
    told = words(page)
    assert "100 communes, 4 structures" in told
    assert "INSEE 62119" in told
    assert "25 342 habitants (population municipale)" in told
    assert "Engagement à compléter" in told


def test_totals_when_little_is_recorded_then_published_ones_stand_beside(
    page: TerritoirePage,
) -> None:
    told = words(page)

    assert "0 commune engagée enregistrée" in told
    assert "publié : 82 ; le détail reste à compléter" in told
    assert "publié : 25, 9,24 ETP ; le détail reste à compléter" in told
    assert "publié : 2, 1,5 ETP ; le détail reste à compléter" in told


def test_table_when_a_row_is_chosen_then_map_and_card_follow(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    bruay = place_of(desk, settle, BRUAY)

    typed(find(page, "Rechercher une commune ou un SIVOM"), "buissiere")
    press(table_of(page), Qt.Key.Key_Home)
    settle()

    assert map_of(page).selected == bruay.id
    assert "Bruay-la-Buissière" in words(page)
    assert page.target() == Target("territoire", "territoire", bruay.id)


def test_map_when_arrows_move_then_table_and_card_follow(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    press(map_of(page), Qt.Key.Key_Left)
    settle()

    selected = map_of(page).selected
    assert selected != place_of(desk, settle, BETHUNE).id
    assert table_of(page).current_id == selected
    place = asked(desk, settle, lambda uow: uow.get(Territoire, selected))
    assert isinstance(place, Territoire)
    assert f"INSEE {place.insee}" in words(page)


def test_enter_when_pressed_on_the_map_then_the_card_has_the_keyboard(
    page: TerritoirePage,
) -> None:
    press(map_of(page), Qt.Key.Key_Return)

    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert plain(focused.text()) == "Imprimer la synthèse"


def test_search_when_it_hides_what_the_map_selects_then_it_is_cleared(
    page: TerritoirePage, settle: Settle
) -> None:
    search = find(page, "Rechercher une commune ou un SIVOM", QLineEdit)
    typed(search, "sivom")
    settle()

    press(map_of(page), Qt.Key.Key_Left)
    settle()

    assert search.text() == ""
    assert table_of(page).current_id == map_of(page).selected


def test_search_when_nothing_is_found_then_one_click_shows_all(page: TerritoirePage) -> None:
    typed(find(page, "Rechercher une commune ou un SIVOM"), "zzz")

    clicked(find(page, "Montrer toutes les communes"))

    assert table_of(page).rows.rowCount() == 104


# --- colours -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "legend"),
    [
        ("Engagement", "Délibération prise : 1. En attente : 0. Non engagée : 0. À compléter : 99"),
        ("Coordination", "Poste dans la commune : 1. Suivie d'ailleurs : 1."),
        ("Nombre d'actions", "Aucune action : 99. 1 : 0. 2 : 1."),
        ("Avancement", "Aucune action : 99. 0 % réalisées : 0. 1 à 33 % : 0. 34 à 66 % : 1."),
    ],
)
@agglomeration
def test_colours_when_a_subject_is_chosen_then_the_legend_counts_communes(
    page: TerritoirePage, desk: Desk, settle: Settle, subject: str, legend: str
) -> None:
    bethune, bruay = (place_of(desk, settle, code) for code in (BETHUNE, BRUAY))
    given = {"main_ambition": "", "structure": bethune.id, "title": "Café"}

    def action(uow: UnitOfWork, **values: object) -> object:
        given["main_ambition"] = ambition(uow, "1").id
        return actions.create(uow, {**given, **values}, TODAY)

    holder: list[Contact] = []

    def post(uow: UnitOfWork) -> object:
        row, _ = rows.add(
            uow, Contact.TYPE, {"family_name": "Essai", "territoires": (bruay.id,)}, TODAY
        )
        assert isinstance(row, Contact)
        holder.append(row)
        return rows.add(uow, Coordination.TYPE, {"contact": row.id, "employer": bethune.id}, TODAY)

    deliberation = {"territoire": bethune.id, "status": EngagementStatus.DELIBERATION}
    written(
        desk,
        settle,
        post,
        lambda uow: rows.add(uow, Engagement.TYPE, deliberation, TODAY),
        lambda uow: action(uow, status=Status.EN_COURS),
        lambda uow: action(uow, status=Status.REALISEE, completed_on=TODAY),
    )

    choice = find(page, "Colorer la carte par", QComboBox)
    choice.setCurrentIndex([plain(choice.itemText(at)) for at in range(4)].index(subject))

    assert legend in plain(map_of(page).accessibleDescription())


def test_colours_when_one_comes_back_to_the_page_then_they_are_those_that_were_chosen(
    page: TerritoirePage,
) -> None:
    choice = find(page, "Colorer la carte par", QComboBox)
    choice.setCurrentIndex(2)
    target = page.target()
    choice.setCurrentIndex(0)

    page.show_target(target)

    assert plain(choice.currentText()) == "Nombre d'actions"


# --- the card ------------------------------------------------------------------------------


def test_actions_when_followed_then_the_list_is_that_of_the_place_and_the_ambition(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    bethune = place_of(desk, settle, BETHUNE)
    first: list[str] = []

    def create(uow: UnitOfWork) -> object:
        first.append(ambition(uow, "1").id)
        return actions.create(uow, {"title": "Café", "main_ambition": first[0]}, TODAY)

    written(desk, settle, create)
    went: list[Target] = []
    page.went.connect(went.append)

    clicked(find(page, "1 action portée"))
    clicked(find(page, "Ambition 1"))

    own = frozenset({bethune.id})
    assert went == [
        Target("actions", query=ActionQuery(structures=own)),
        Target("actions", query=ActionQuery(structures=own, ambitions=frozenset(first))),
    ]


def test_print_when_clicked_then_the_synthese_is_previewed(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    went: list[Target] = []
    page.went.connect(went.append)

    clicked(find(page, "Imprimer la synthèse"))

    bethune = place_of(desk, settle, BETHUNE)
    assert went == [Target("printing", request=PlaceRequest(bethune.id))]


def test_card_when_the_folder_is_a_communes_then_it_says_who_edits_the_engagement(
    page: TerritoirePage, settle: Settle
) -> None:
    assert "que l'agglomération tient à jour" in words(page)

    clicked(find(page, "Modifier"))

    assert is_shown(page, "Postes employés ici")
    assert not is_shown(page, "Statut")
    assert not is_shown(page, "Communes membres")


def test_post_when_added_by_its_commune_then_the_totals_count_it(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    clicked(find(page, "Modifier"))
    clicked(find(page, "Ajouter un poste"))

    typed(find(page, "ETP, coordination 1", QLineEdit), "0,37\t")
    settle()
    clicked(find(page, "Terminé"))
    settle()

    told = words(page)
    assert "1 poste local, 0,37 ETP" in told
    assert "0,37 ETP, coordination locale, employeur : Béthune" in told


@agglomeration
def test_engagement_when_edited_then_table_card_and_totals_say_so(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    bethune = place_of(desk, settle, BETHUNE)
    page.show_target(Target("territoire", "territoire", bethune.id))
    settle()
    page.commands()["edit"]()

    status = find(page, "Statut", QComboBox)
    at = [plain(status.itemText(n)) for n in range(status.count())].index("Délibération prise")
    status.setFocus()
    status.setCurrentIndex(at)
    status.activated.emit(at)
    settle()
    typed(find(page, "Délibération du", QLineEdit), "3/11/25\t")
    typed(find(page, "Délibération n°", QLineEdit), "2025-12\t")
    settle()
    clicked(find(page, "Terminé"))
    settle()

    told = words(page)
    assert "Délibération prise, le 3 novembre 2025, n° 2025-12" in told
    assert "1 commune engagée enregistrée" in told
    found = asked(desk, settle, lambda uow: uow.rows(Engagement, where={"territoire": bethune.id}))
    assert isinstance(found, list)
    assert [row.deliberated_on for row in found] == [date(2025, 11, 3)]


@agglomeration
def test_edit_when_another_commune_is_chosen_then_it_stays_open_and_nothing_typed_is_lost(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    bethune, bruay = place_of(desk, settle, BETHUNE), place_of(desk, settle, BRUAY)
    page.show_target(Target("territoire", "territoire", bethune.id))
    settle()
    page.commands()["edit"]()
    typed(find(page, "Délibération n°", QLineEdit), "2025-12")  # it waits for its status

    table_of(page).choose([bruay.id])
    settle()
    assert find(page, "Délibération n°", QLineEdit).text() == ""
    typed(find(page, "Délibération n°", QLineEdit), "2025-13")
    table_of(page).choose([bethune.id])
    settle()

    assert find(page, "Délibération n°", QLineEdit).text() == "2025-12"
    assert page.is_pending()


def test_edit_when_a_place_of_others_is_chosen_then_its_card_is_shown_and_the_list_keeps_the_keys(
    page: TerritoirePage, settle: Settle
) -> None:
    clicked(find(page, "Modifier"))
    assert is_shown(page, "Postes employés ici")

    table_of(page).setFocus()
    press(table_of(page), Qt.Key.Key_Down)
    settle()

    assert not is_shown(page, "Postes employés ici")
    assert table_of(page).hasFocus()


@agglomeration
def test_members_when_none_is_known_then_they_are_to_be_completed(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    page.show_target(Target("territoire", "territoire", place_of(desk, settle, SIVOM).id))
    settle()

    assert "Communes membres : à compléter." in words(page)


@agglomeration
def test_member_when_added_then_card_and_map_show_it_and_the_next_takes_after_it(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    sivom = place_of(desk, settle, SIVOM)
    page.show_target(Target("territoire", "territoire", sivom.id))
    settle()
    page.commands()["edit"]()

    clicked(find(page, "Ajouter une commune"))
    typed(find(page, "Membre", QLineEdit), "Béthune\t")
    settle()
    typed(find(page, "Compétence", QPlainTextEdit), "Petite enfance\t")
    settle()
    clicked(find(page, "Ajouter une commune"))
    typed(find(page, "Membre", QLineEdit), "Annezin\t")
    settle()
    clicked(find(page, "Terminé"))
    settle()

    found = asked(desk, settle, lambda uow: uow.rows(Membership))
    assert isinstance(found, list)
    assert [(row.sivom, row.competence) for row in found] == [(sivom.id, "Petite enfance")] * 2
    assert is_shown(page, "Béthune, Petite enfance")
    assert is_shown(page, "Cerclées : les communes membres.")
    clicked(find(page, "Annezin, Petite enfance"))
    settle()
    assert "INSEE 62035" in words(page)


@agglomeration
def test_member_when_removed_then_it_is_gone_and_undo_brings_it_back(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    sivom, bethune = place_of(desk, settle, SIVOM), place_of(desk, settle, BETHUNE)
    values = {"sivom": sivom.id, "member": bethune.id, "competence": "Jeunesse"}
    written(desk, settle, lambda uow: rows.add(uow, Membership.TYPE, values, TODAY))
    page.show_target(Target("territoire", "territoire", sivom.id))
    settle()
    page.commands()["edit"]()

    clicked(find(page, "Retirer l'adhésion"))
    settle()
    assert asked(desk, settle, lambda uow: uow.rows(Membership)) == []
    assert is_shown(page, "Communes membres : à compléter")

    desk.undo()
    settle()
    assert find(page, "Communes membres", TableView).rows.rowCount() == 1


@agglomeration
def test_print_when_the_agglomeration_is_selected_then_it_is_no_commune(
    page: TerritoirePage, desk: Desk, settle: Settle
) -> None:
    agglo = place_of(desk, settle, AGGLOMERATION)
    page.show_target(Target("territoire", "territoire", agglo.id))
    settle()

    assert page.printable() is None
    assert not is_shown(page, "Imprimer la synthèse")


def test_grid_when_the_folder_is_a_communes_then_it_is_not_offered(page: TerritoirePage) -> None:
    assert not is_shown(page, "Compléter en tableau")
    assert not is_shown(page, "Modifier ensemble…")
    assert not {"fill_in", "bulk_edit"} & page.commands().keys()


# --- outlines ------------------------------------------------------------------------------


def outlines_file(tmp_path: Path) -> Path:
    ring = [[2.60, 50.50], [2.68, 50.50], [2.68, 50.56], [2.60, 50.56], [2.60, 50.50]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"code": BETHUNE}, "geometry": geometry}
    path = tmp_path / "contours été.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def choose_file(page: TerritoirePage, path: Path) -> None:
    """Choose a file of outlines by the menu."""
    use_contours(
        page, "Choisir un fichier de contours (GeoJSON)…", lambda: answered(saved_as(path))
    )


def use_contours(
    page: TerritoirePage, entry: str, before: Callable[[], None] = lambda: None
) -> None:
    """Choose an entry of the menu « Contours »; `before` is done once it is open."""

    def pick(popup: QWidget) -> None:
        assert isinstance(popup, QMenu)
        before()
        chosen_in(popup, entry)

    answered(pick)
    clicked(find(page, "Contours", QPushButton))


def test_outlines_when_chosen_then_they_are_drawn_and_remembered(
    page: TerritoirePage, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    told: list[str] = []
    page.told.connect(lambda sentence, _tone: told.append(plain(sentence)))
    path = outlines_file(tmp_path)

    choose_file(page, path)
    settle()

    assert told == ["1 commune a son contour ; 99 autres restent en cercle."]
    assert settings.load(desk.office.folder).outlines == path
    again = TerritoirePage(desk)
    again.resize(1200, 700)
    again.show()
    settle()
    use_contours(again, "Revenir aux cercles")
    settle()
    kept = settings.load(desk.office.folder)
    assert (kept.outlines, kept.circles) == (None, True)
    circles = picture(map_of(again))
    use_contours(again, "Contours livrés avec le programme")
    settle()
    assert not settings.load(desk.office.folder).circles
    assert picture(map_of(again)) != circles
    again.close()
    again.deleteLater()


def test_outlines_when_nobody_chose_any_then_those_of_the_territory_are_drawn(
    page: TerritoirePage, settle: Settle
) -> None:
    drawn = picture(map_of(page))

    use_contours(page, "Revenir aux cercles")
    settle()

    assert picture(map_of(page)) != drawn


def test_outlines_when_the_file_is_wrong_then_a_sentence_says_so_and_circles_stay(
    page: TerritoirePage, desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    told: list[str] = []
    page.told.connect(lambda sentence, _tone: told.append(plain(sentence)))
    path = tmp_path / "contours.geojson"
    path.write_text("pas du JSON", encoding="utf-8")

    choose_file(page, path)
    settle()

    assert len(told) == 1
    assert "La carte n'a pas changé." in told[0]
    assert settings.load(desk.office.folder).outlines is None


# --- small windows ---------------------------------------------------------------------------


def test_page_when_it_is_narrow_then_the_map_goes_under_the_table(
    page: TerritoirePage, settle: Settle
) -> None:
    page.resize(500, 700)
    settle()

    table, drawn = table_of(page), map_of(page)
    below = table.mapTo(page, QPoint(0, table.height())).y()
    assert drawn.mapTo(page, QPoint(0, 0)).y() >= below
    assert drawn.width() > 300
