"""The window before anything stands in it: the right ground, the right place, nothing of people."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel
from shiboken6 import delete

from ctg_desktop.folder.settings import Preferences
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.theme import DARK, LIGHT
from ui.tokens import Colours


@pytest.fixture
def window(qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow()
    yield made
    delete(made)


@pytest.mark.parametrize(("theme", "colours"), [("clair", LIGHT), ("sombre", DARK)])
def test_window_when_shown_empty_then_it_is_its_ground_alone(
    window: MainWindow, theme: str, colours: Colours
) -> None:
    images: list[QImage] = []
    window.painted.connect(lambda: images.append(window.grab().toImage()))

    window.show_ground(Preferences(theme=theme))

    (image,) = images
    seen = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in (0, 99, 300)}
    assert seen == {QColor(colours.ground).rgb()}
    assert window.findChildren(QLabel) == []
    assert window.close()


def test_window_when_it_is_filled_then_it_keeps_its_place_and_takes_the_theme(
    window: MainWindow, desk: Desk
) -> None:
    usual = MainWindow(desk)
    size = usual.size()
    delete(usual)
    window.show_ground(replace(desk.preferences.value, theme="sombre"))
    place = window.geometry()

    window.fill(desk)
    QApplication.processEvents()

    assert window.geometry() == place
    assert place.size() == size
    assert window.palette().window().color() == QColor(LIGHT.ground)
    assert window.navigation.isVisible()


def test_window_when_its_place_was_kept_then_it_is_empty_there(window: MainWindow) -> None:
    window.resize(640, 400)
    kept = bytes(window.saveGeometry().toBase64().data()).decode()
    window.resize(700, 500)

    window.show_ground(Preferences(window=kept))

    assert (window.width(), window.height()) == (640, 400)
    assert window.close()
