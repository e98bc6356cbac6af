"""Lines and levels that paint themselves: room for every word, whatever it is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention_views import Progress
from tests.support.window import clicked, name_of, picture, press
from tests.support.window_folders import HOSTILE_TITLES, WIDE
from ui import theme
from ui.widgets.labels import Body
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.level_line import Level, LevelLine
from ui.widgets.line_breaks import breakable
from ui.widgets.line_button import LineButton
from ui.widgets.painted_text import PaintedText
from ui.widgets.part_bar import PartBar


@pytest.fixture
def host(qapp: QApplication) -> Iterator[QWidget]:
    """A window to put widgets in."""
    made = QWidget()
    QVBoxLayout(made)
    made.resize(600, 400)
    yield made
    made.close()
    made.deleteLater()


def put(host: QWidget, widget: QWidget) -> None:
    layout = host.layout()
    assert layout is not None
    layout.addWidget(widget)
    host.show()
    host.activateWindow()
    QApplication.processEvents()


@pytest.mark.parametrize("title", HOSTILE_TITLES, ids=range(len(HOSTILE_TITLES)))
def test_line_when_the_words_are_hostile_then_they_wrap_within_it(
    host: QWidget, title: str
) -> None:
    line = LineButton(title, icon="late", figure="12", note=title)
    put(host, line)

    assert line.minimumSizeHint().width() < 300
    assert line.heightForWidth(200) >= line.heightForWidth(900)
    assert name_of(line).startswith("12 ")
    assert picture(line) == picture(line)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_line_when_pressed_by_mouse_or_key_then_it_leads_on(host: QWidget, key: Qt.Key) -> None:
    line = LineButton("Aller")
    told: list[str] = []
    line.leads_to(lambda: told.append("là"), "ligne")
    put(host, line)

    clicked(line)
    line.setFocus()
    press(line, key)

    assert told == ["là", "là"]
    assert line.objectName() == "ligne"


def test_line_when_it_has_the_focus_or_the_mouse_then_one_sees_it(host: QWidget) -> None:
    line, other = LineButton("Une"), LineButton("Autre")
    put(host, other)
    put(host, line)
    other.setFocus()
    before = picture(line)

    line.setFocus()
    assert picture(line) != before
    other.setFocus()
    assert picture(line) == before
    QTest.mousePress(line, Qt.MouseButton.LeftButton)
    assert picture(line) != before
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton)


def test_level_when_narrow_then_its_figures_go_below(qapp: QApplication) -> None:
    progress = Progress({Status.EN_COURS: 3}, late_count=1)
    line = LevelLine(Level("Ambition 1", "1", "Accueillir", "#1F6FB5", progress))

    assert line.heightForWidth(300) > line.heightForWidth(900)
    line.deleteLater()


def test_level_when_its_title_is_endless_then_it_is_cut_after_three_lines(
    qapp: QApplication,
) -> None:
    line = LevelLine(Level("Ambition 1", "1.1.1.1.1", WIDE, "#1F6FB5", Progress()))
    short = LevelLine(Level("Ambition 1", "1", "Bref", "#1F6FB5", Progress()))

    lines = PaintedText("x", theme.current().font()).line_height
    assert line.heightForWidth(260) - short.heightForWidth(260) <= 2.1 * lines
    line.deleteLater()
    short.deleteLater()


def test_text_when_it_does_not_fit_then_it_ends_with_an_ellipsis(qapp: QApplication) -> None:
    text = PaintedText("mot " * 200, theme.current().font(), most_lines=2)
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    text.paint(painter, 0, 0, 200, "#000000")
    painter.end()

    assert text.height(200) == 2 * text.line_height
    below = image.copy(QRectF(0, 2 * text.line_height + 2, 200, 40).toRect())
    assert all(below.pixelColor(x, 5).lightness() == 255 for x in range(200))


def test_words_when_endless_then_a_label_can_break_them(qapp: QApplication) -> None:
    assert breakable("des mots ordinaires") == "des mots ordinaires"
    assert breakable(WIDE).replace("\u200b", "") == WIDE

    label = Body(breakable(WIDE))
    assert label.minimumSizeHint().width() < 500
    label.deleteLater()


@pytest.mark.parametrize(
    ("count", "width", "columns"),
    [(6, 2000, 6), (6, 1000, 3), (5, 900, 3), (5, 700, 3), (4, 460, 2), (3, 90, 1), (0, 500, 1)],
)
def test_grid_when_resized_then_lines_are_as_equal_as_can_be(
    qapp: QApplication, count: int, width: int, columns: int
) -> None:
    grid = FlowGrid(200 / theme.current().unit, most=6, spacing=(0, 0))
    grid.resize(width, 300)
    grid.set_parts([LineButton(str(at)) for at in range(count)])

    assert grid.columns == columns
    grid.deleteLater()


def test_parts_when_one_is_chosen_then_the_arrows_go_to_the_others(host: QWidget) -> None:
    bar = PartBar()
    bar.show_titles(["Un", "Deux & trois", "Quatre"])
    put(host, bar)
    chosen: list[int] = []
    bar.chosen.connect(chosen.append)

    bar.choose(1)
    bar.show_titles(["Un", "Deux", "Quatre"])

    assert chosen == [1]
    assert bar.titles == ["Un", "Deux", "Quatre"]
    before = picture(bar)
    bar.choose(2)
    assert picture(bar) != before
