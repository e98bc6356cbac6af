"""Which names are written on the map."""

from PySide6.QtCore import QPointF, QRectF, QSizeF

from ui.widgets.map.names import MapName, placed_names

AREA = QRectF(0, 0, 400, 300)


def wish(key: str, x: float, y: float, **values: object) -> MapName:
    return MapName(key, QPointF(x, y), 10, QSizeF(60, 14), **values)  # type: ignore[arg-type] # by name


def test_names_when_places_are_crowded_then_none_overlaps() -> None:
    wishes = [wish(str(number), 100 + 15 * number, 150 + 3 * number) for number in range(15)]

    boxes = list(placed_names(wishes, [], AREA, 3).values())

    assert len(boxes) > 3
    assert not any(one.intersects(other) for one in boxes for other in boxes if one is not other)


def test_name_when_it_is_needed_then_it_comes_before_all_others() -> None:
    wishes = [wish(f"autre {number}", 200, 150) for number in range(8)]

    found = placed_names([*wishes, wish("choisie", 200, 150, is_needed=True)], [], AREA, 3)

    assert next(iter(found)) == "choisie"


def test_name_when_the_edge_is_near_then_it_stays_inside() -> None:
    (box,) = placed_names([wish("bord", 395, 150)], [], AREA, 3).values()

    assert AREA.contains(box)


def test_name_when_it_would_hide_circles_then_it_is_left_out_unless_it_may() -> None:
    marks = [QRectF(0, 0, 400, 300)]

    assert placed_names([wish("petite", 200, 150)], marks, AREA, 3) == {}
    assert placed_names([wish("choisie", 200, 150, may_cover=3.0)], marks, AREA, 3)
