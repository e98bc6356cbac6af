"""The small curve of an indicator."""

from decimal import Decimal

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.curves import Point
from tests.support.app import plain
from ui import theme
from ui.widgets.curve import Curve
from ui.widgets.layout.layouts import px

POINTS = tuple(
    Point(at, Decimal(value)) for at, value in ((2026.0, 12), (2027.0, 31), (2028.0, 48))
)


def test_curve_when_shown_then_words_say_the_same_and_it_rises(qtbot: QtBot) -> None:
    curve = Curve()
    qtbot.addWidget(curve)
    curve.show_points("Familles", POINTS, Decimal(60))
    curve.resize(curve.sizeHint())

    assert plain(curve.accessibleName()) == "Courbe de Familles"
    told = plain(curve.accessibleDescription())
    assert told == "2026 : 12, 2027 : 31, 2028 : 48, cible : 60"
    image = curve.grab().toImage()
    accent = QColor(theme.current().colours.accent)
    heights = [
        next(y for y in range(image.height()) if image.pixelColor(x, y) == accent)
        for x in (px(0.6), image.width() // 2, image.width() - px(0.6) - 1)
    ]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 3


def test_curve_when_there_is_one_value_then_there_is_none(qtbot: QtBot) -> None:
    curve = Curve()
    qtbot.addWidget(curve)
    curve.show_points("Familles", POINTS[:1], None)

    assert curve.isHidden()
