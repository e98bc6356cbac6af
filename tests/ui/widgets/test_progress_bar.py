"""Bars of progress: read without colour, and by a screen reader."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention_views import Progress
from tests.support.app import plain
from tests.support.window import picture
from ui import theme
from ui.widgets.progress_bar import (
    ProgressBar,
    StatusLegend,
    paint_bar,
    paint_pattern,
    progress_words,
)

MIXED = Progress(
    {Status.REALISEE: 2, Status.EN_COURS: 3, Status.ABANDONNEE: 1, None: 1},
    late_count=1,
    blocked_count=2,
)
STATUSES = [*Status, None]


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> None:
    """What is painted needs the theme."""


def painted(progress: Progress, width: int = 200) -> QImage:
    image = QImage(width, 12, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.current().colours.surface))
    painter = QPainter(image)
    paint_bar(painter, QRectF(0, 0, width, 12), progress, "#1F6FB5")
    painter.end()
    return image


def darkness(image: QImage) -> float:
    """Return the mean grey of an image, 0 for white."""
    values = [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(12)]
    return 255 - sum(values) / len(values)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(), "Aucune action"),
        (Progress({Status.IDEE: 1}), "1 action : 1 idée ; 0 % réalisées"),
        (
            MIXED,
            "7 actions : 2 réalisées, 3 en cours, 1 abandonnée, 1 sans statut ; "
            "2 bloquées et 1 en retard ; 33 % réalisées",
        ),
        (Progress({Status.ABANDONNEE: 2}), "2 actions : 2 abandonnées"),
    ],
)
def test_words_when_actions_stand_so_then_all_figures_are_told(
    progress: Progress, words: str
) -> None:
    assert plain(progress_words(progress)) == words


def test_bar_when_heard_then_it_has_a_name_and_its_figures() -> None:
    bar = ProgressBar()
    bar.show_progress(MIXED, "#1F6FB5")

    interface = QAccessible.queryAccessibleInterface(bar)
    assert interface.text(QAccessible.Text.Name) == "Avancement"
    assert plain(interface.text(QAccessible.Text.Description)) == plain(progress_words(MIXED))
    assert interface.role() == QAccessible.Role.Graphic
    bar.deleteLater()


def test_bar_when_more_is_done_then_it_is_darker() -> None:
    stages = (Status.IDEE, Status.A_VENIR, Status.EN_COURS, Status.REALISEE)

    shades = [darkness(painted(Progress({status: 4}))) for status in stages]

    assert shades == sorted(shades)
    assert len(set(shades)) == len(stages)


def test_patterns_when_painted_in_grey_then_no_two_are_alike() -> None:
    images = []
    for status in STATUSES:
        image = QImage(40, 12, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        paint_pattern(painter, QRectF(0, 0, 40, 12), status, theme.current().colours.ink)
        painter.end()
        images.append(image)

    assert all(one != other for at, one in enumerate(images) for other in images[at + 1 :])


@pytest.mark.parametrize("width", [3, 20, 1000])
def test_bar_when_one_status_is_rare_then_it_is_still_seen(width: int) -> None:
    many = Progress({Status.EN_COURS: 5000, Status.REALISEE: 1})

    assert painted(many, width) != painted(Progress({Status.EN_COURS: 5001}), width)


def test_legend_when_narrow_then_it_goes_on_below() -> None:
    legend = StatusLegend()
    legend.show_progress(MIXED)

    wide = legend.sizeHint().width()
    assert legend.heightForWidth(wide) < legend.heightForWidth(wide // 3)
    legend.resize(wide, legend.heightForWidth(wide))
    assert picture(legend) != picture(StatusLegend())
    legend.deleteLater()


def test_legend_when_there_is_no_action_then_it_takes_no_room() -> None:
    legend = StatusLegend()
    legend.show_progress(Progress())

    assert legend.heightForWidth(300) == 0
    assert not legend.isVisible()
    legend.deleteLater()
