"""The checks of windows find the mistakes that they are there for."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.support import accessibility, layout
from tests.support.window import find


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """Show widgets under one another."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    window.show()
    return window


def test_names_when_missing_or_shared_then_they_are_found(qtbot: QtBot) -> None:
    choice = QComboBox()
    choice.setAccessibleName("Statut")
    window = shown(qtbot, QLineEdit(), QPushButton("Ajouter"), QPushButton("Ajouter"), choice)

    assert accessibility.unnamed(window) == ["QLineEdit in QWidget"]
    assert accessibility.namesakes(window) == ["2 × Button « Ajouter » in QWidget"]
    assert find(window, "Statut") is choice


def test_role_when_a_bare_widget_takes_the_focus_then_it_is_found(qtbot: QtBot) -> None:
    painted = QWidget()
    painted.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    painted.setAccessibleName("Carte")
    window = shown(qtbot, painted)

    assert accessibility.without_role(window) == ["QWidget « Carte » in QWidget"]
    assert accessibility.without_visible_focus(window) == ["QWidget « Carte » in QWidget"]


def test_tab_when_it_goes_up_or_back_then_the_step_is_found(qtbot: QtBot) -> None:
    upper, lower = QPushButton("Haut"), QPushButton("Bas")
    left, right = QPushButton("Gauche"), QPushButton("Droite")
    line = QWidget()
    side_by_side = QHBoxLayout(line)
    side_by_side.addWidget(left)
    side_by_side.addWidget(right)
    window = shown(qtbot, upper, lower, line)
    assert accessibility.steps_backwards(window) == []

    for before, after in pairwise((lower, upper, right, left)):
        QWidget.setTabOrder(before, after)

    assert accessibility.steps_backwards(window) == [
        "QPushButton « Bas » in QWidget → QPushButton « Haut » in QWidget",
        "QPushButton « Droite » in QWidget < QWidget → QPushButton « Gauche » in QWidget < QWidget",
    ]


def test_words_when_there_is_no_room_then_they_are_found(qtbot: QtBot) -> None:
    label, button = QLabel("Une ligne assez longue"), QPushButton("Enregistrer")
    wrapped = QLabel("Un paragraphe entier, sur plusieurs lignes, qui n’a pas sa hauteur.")
    wrapped.setWordWrap(True)
    window = shown(qtbot, label, button, wrapped)
    assert layout.clipped_words(window) == []

    label.setFixedWidth(30)
    button.setFixedWidth(30)
    wrapped.setFixedSize(120, 10)

    assert len(layout.clipped_words(window)) == 3
    label.setToolTip(label.text())
    assert len(layout.clipped_words(window)) == 2


def test_widgets_when_they_stick_out_or_scroll_sideways_then_they_are_found(
    qtbot: QtBot,
) -> None:
    content = QLabel("Large")
    content.setMinimumWidth(900)
    area = QScrollArea()
    area.setWidget(content)
    area.setFixedWidth(200)
    window = shown(qtbot, area)
    stray = QLabel("Dehors", window)
    stray.move(window.width() - 5, 0)
    stray.show()

    assert [each.partition(" (")[0] for each in layout.outside_parent(window)] == [
        "QLabel « Dehors »"
    ]
    assert [each.partition(" by")[0] for each in layout.scrolled_sideways(window)] == [
        "QScrollArea «  »"
    ]


def test_widgets_when_they_lie_over_one_another_then_they_are_found(qtbot: QtBot) -> None:
    upper, lower = QLabel("Dessus"), QLabel("Dessous")
    window = shown(qtbot, upper, lower)
    assert layout.overlapping(window) == []

    lower.move(upper.pos())

    assert [each.partition(" share")[0] for each in layout.overlapping(window)] == [
        "QLabel « Dessus » and QLabel « Dessous »"
    ]
