"""The icons: each is there, takes the colours of the theme, and is sharp at every scale."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

import resources
from ctg_desktop.domain.choices import Status
from ui import icons, theme
from ui.command_list import COMMANDS
from ui.pages import PAGES

DRAWINGS = sorted(path.stem for path in resources.path("icons").glob("*.svg"))


def shades(image: QImage) -> set[str]:
    """Return the colours of the pixels that are fully painted."""
    colours = (
        QColor(image.pixelColor(x, y)) for x in range(image.width()) for y in range(image.height())
    )
    return {colour.name() for colour in colours if colour.alpha() == 255}


def test_drawings_when_painted_then_each_is_seen_in_its_square_in_the_colour_that_was_asked(
    qapp: QApplication,
) -> None:
    for name in DRAWINGS:
        image = icons.pixmap(name, "#123456", 48, 1.0).toImage()

        edge = [image.pixelColor(at, y).alpha() for at in range(48) for y in (0, 47)]
        seen = shades(image)
        assert seen, name
        assert seen == {"#123456"} or name == "application", name
        assert max(edge) < 255, name


def test_icon_when_the_theme_changes_then_it_follows(qapp: QApplication) -> None:
    icon = icons.icon("plus")
    light = shades(icon.pixmap(QSize(32, 32), 1.0).toImage())

    theme.current().apply("contraste", 100)

    assert light == {theme.LIGHT.ink}
    assert shades(icon.pixmap(QSize(32, 32), 1.0).toImage()) == {theme.current().colours.ink}


def test_icon_when_it_is_greyed_then_it_is_the_grey_of_the_theme(qapp: QApplication) -> None:
    greyed = icons.icon("plus").pixmap(QSize(32, 32), 1.0, QIcon.Mode.Disabled).toImage()

    assert shades(greyed) == {theme.current().colours.disabled}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_icon_when_the_screen_is_sharper_then_it_has_more_pixels(
    qapp: QApplication, ratio: float
) -> None:
    drawn = icons.icon("home").pixmap(QSize(20, 20), ratio)

    assert drawn.size() == QSize(round(20 * ratio), round(20 * ratio))


def test_icon_when_qt_copies_it_then_the_copy_lives_on(qapp: QApplication) -> None:
    icon = QIcon(icons.icon("home"))
    icon.addPixmap(icons.pixmap("plus", "#000000", 16))

    assert not icon.pixmap(QSize(20, 20)).isNull()


def test_icon_when_there_is_no_such_drawing_then_it_is_said_at_once(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("rien_de_tel")


def test_icons_when_commands_pages_and_statuses_name_them_then_they_are_there() -> None:
    named = {spec.icon for spec in COMMANDS if spec.icon} | {spec.icon for spec in PAGES}
    named |= {f"status-{status.value}" for status in Status}

    assert named <= set(DRAWINGS)


def test_marks_of_status_when_compared_then_each_has_a_shape_of_its_own(
    qapp: QApplication,
) -> None:
    names = [*(f"status-{status.value}" for status in Status), "late", "blocked"]
    images = [icons.pixmap(name, "#000000", 16, 1.0).toImage() for name in names]

    for at, image in enumerate(images):
        for other in images[at + 1 :]:
            differing = sum(
                abs(image.pixelColor(x, y).alpha() - other.pixelColor(x, y).alpha()) > 100
                for x in range(16)
                for y in range(16)
            )
            assert differing > 12


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawing_when_read_then_it_is_one_of_the_family(name: str) -> None:
    text = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")

    assert "<script" not in text
    if name != "application":
        assert 'viewBox="0 0 24 24"' in text
        assert not re.search(r"#[0-9a-fA-F]{3,6}", text)


def test_application_icon_when_made_then_it_has_the_sizes_that_systems_ask_for(
    qapp: QApplication,
) -> None:
    sizes = {size.width() for size in icons.application_icon().availableSizes()}

    assert {16, 32, 48, 256} <= sizes
