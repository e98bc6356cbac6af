"""The map of the communes, by mouse, by keyboard and by ear."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from tests.support.app import plain
from tests.support.window import picture, press, typed
from ui import theme
from ui.widgets.map.commune_map import CommuneMap
from ui.widgets.map.values import MapClass, MapPlace, Pattern, ThemeColour

KINDS = (
    MapClass("Délibération prise", ThemeColour.ACCENT),
    MapClass("En attente", ThemeColour.WARNING, Pattern.STRIPES),
    MapClass("À compléter", ThemeColour.MUTED, Pattern.HOLLOW),
)


def place(name: str, longitude: float, latitude: float, population: int, kind: int) -> MapPlace:
    detail = f"{name}, {population} habitants."
    return MapPlace(name, name, longitude, latitude, population, kind, detail)


PLACES = (
    place("Béthune", 2.64, 50.53, 25_000, 0),
    place("Annezin", 2.55, 50.53, 6_000, 1),
    place("Beuvry", 2.73, 50.53, 9_000, 0),
    place("Hinges", 2.64, 50.60, 2_300, 2),
    place("Verquin", 2.64, 50.46, 3_400, 0),
)


@pytest.fixture
def shown() -> Iterator[CommuneMap]:
    made = CommuneMap()
    made.resize(700, 500)
    made.show_places(PLACES, KINDS)
    made.show()
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()


def centre(shown: CommuneMap, name: str) -> QPoint:
    """Find a place on the picture by pressing where it must be."""
    columns = {"Annezin": 0, "Béthune": 1, "Hinges": 1, "Verquin": 1, "Beuvry": 2}
    ground = QColor(theme.current().colours.ground)
    image = picture(shown)
    third = image.width() // 3
    band = range(third * columns[name], third * (columns[name] + 1))
    rows = {"Hinges": range(150), "Verquin": range(350, 500)}.get(name, range(170, 330))
    found = [(x, y) for x in band[::3] for y in rows[::3] if image.pixelColor(x, y) != ground]
    assert found, name
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return QPoint(sum(xs) // len(xs), sum(ys) // len(ys))


def test_click_when_on_a_circle_then_its_place_is_selected_once(shown: CommuneMap) -> None:
    told: list[str] = []
    shown.place_selected.connect(told.append)

    for _ in range(2):
        QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=centre(shown, "Beuvry"))

    assert told == ["Beuvry"]
    assert shown.selected == "Beuvry"


def test_click_when_beside_everything_then_nothing_changes(shown: CommuneMap) -> None:
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(695, 5))

    assert shown.selected == ""


def test_double_click_when_on_a_circle_then_its_place_is_opened(shown: CommuneMap) -> None:
    opened: list[str] = []
    shown.place_opened.connect(opened.append)

    QTest.mouseDClick(shown, Qt.MouseButton.LeftButton, pos=centre(shown, "Beuvry"))

    assert opened == ["Beuvry"]


def test_arrows_when_pressed_then_they_go_to_the_neighbour_that_way(shown: CommuneMap) -> None:
    seen = []
    for key in (
        Qt.Key.Key_Down,  # nothing was selected: the most populated comes first
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,  # nothing lies further south
    ):
        press(shown, key)
        seen.append(shown.selected)

    assert seen == ["Béthune", "Beuvry", "Béthune", "Hinges", "Béthune", "Verquin", "Verquin"]


def test_enter_when_a_place_is_selected_then_it_is_opened(shown: CommuneMap) -> None:
    opened: list[str] = []
    shown.place_opened.connect(opened.append)

    press(shown, Qt.Key.Key_Return)
    press(shown, Qt.Key.Key_Home)
    press(shown, Qt.Key.Key_Return)

    assert opened == ["Béthune"]


def test_letter_when_typed_then_the_next_place_of_that_initial_is_selected(
    shown: CommuneMap,
) -> None:
    seen = []
    for _ in range(3):
        typed(shown, "b")
        seen.append(shown.selected)

    assert seen == ["Béthune", "Beuvry", "Béthune"]


def test_description_when_a_place_is_selected_then_it_carries_the_figures(
    shown: CommuneMap,
) -> None:
    shown.select("Hinges")

    told = plain(shown.accessibleDescription())
    assert told.startswith("5 communes. Délibération prise : 3. En attente : 1. À compléter : 1.")
    assert "Sélectionnée : Hinges, 2300 habitants." in told


def test_selection_when_its_place_goes_then_nothing_is_selected(shown: CommuneMap) -> None:
    shown.select("Hinges")

    shown.show_places(PLACES[:2], KINDS)

    assert shown.selected == ""
    assert "Sélectionnée" not in shown.accessibleDescription()


@pytest.mark.parametrize("name", ["clair", "sombre", "contraste"])
def test_picture_when_a_place_changes_its_class_then_it_looks_otherwise(
    shown: CommuneMap, name: str
) -> None:
    theme.current().apply(name, 100)
    pictures = []
    for kind in range(3):
        first = place("Béthune", 2.64, 50.53, 25_000, kind)
        shown.show_places((first, *PLACES[1:]), KINDS)
        pictures.append(picture(shown).copy(300, 200, 100, 100))

    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_outlines_when_given_then_the_whole_area_is_its_place(shown: CommuneMap) -> None:
    square = ((2.60, 50.50), (2.68, 50.50), (2.68, 50.56), (2.60, 50.56), (2.60, 50.50))
    hole = ((2.63, 50.52), (2.65, 50.52), (2.65, 50.54), (2.63, 50.54), (2.63, 50.52))
    shown.show_outlines({"Béthune": ((square, hole),)})
    told: list[str] = []
    shown.place_selected.connect(told.append)

    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(350, 245))  # in the hole
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(300, 245))

    assert told == ["Béthune"]


def test_map_when_there_is_one_place_or_none_then_it_is_painted_all_the_same(
    shown: CommuneMap,
) -> None:
    for places in ((), PLACES[:1], (place("Seule", 2.6, 50.5, 0, 0),)):
        shown.show_places(places, KINDS)
        picture(shown)
        press(shown, Qt.Key.Key_Down)

    assert shown.selected == "Seule"


def test_map_when_no_place_has_a_position_then_it_says_so(shown: CommuneMap) -> None:
    before = picture(shown)

    shown.show_places((), KINDS)

    assert plain(shown.accessibleDescription()).startswith("Aucune commune n'a de position")
    assert picture(shown) != before
