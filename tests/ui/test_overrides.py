"""An exception in a method that Qt calls is reported, and the window goes on."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QIconEngine, QKeyEvent, QPainter
from PySide6.QtWidgets import QTableView, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

import ui
from tests.support.window import typed
from ui.models.rows_model import RowsModel
from ui.overrides import is_guarded, overrides
from ui.widgets.table.columns import Column
from ui.widgets.table.table_view import TableView


def fail(*_given: object) -> None:
    raise ZeroDivisionError


def fail_to_paint(widget: QWidget, _event: QEvent) -> None:
    painter = QPainter(widget)
    painter.drawLine(0, 0, 10, 10 // widget.x())


def go_through(view: QTableView, event: QKeyEvent) -> None:
    QTableView.keyPressEvent(view, event)


Faulty = type(
    "Faulty",
    (QTableView,),
    {"keyPressEvent": go_through, "keyboardSearch": fail, "sizeHint": fail, "paintEvent": fail},
)
"""Fails wherever Qt calls it, the deepest call within another of its own."""

FaultyPainting = type("FaultyPainting", (QWidget,), {"paintEvent": fail_to_paint})


def typed_in(view: QWidget) -> None:
    view.show()
    typed(view, "ab")


def test_override_when_it_fails_within_another_then_it_is_told_and_the_window_goes_on(
    qtbot: QtBot,
) -> None:
    view = Faulty()
    qtbot.addWidget(view)

    with qtbot.captureExceptions() as told:
        typed_in(view)
        size = view.sizeHint()
        view.grab()

    assert {kind for kind, *_ in told} == {ZeroDivisionError}
    assert size == QTableView().sizeHint()


def test_painting_when_it_fails_then_nothing_is_painted_upon_for_ever(qtbot: QtBot) -> None:
    view = FaultyPainting()
    qtbot.addWidget(view)

    with qtbot.captureExceptions() as told:
        view.grab()

    assert [kind for kind, *_ in told] == [ZeroDivisionError]
    assert not view.paintingActive()


def classes_of_ours() -> Iterator[type]:
    """Yield every class of the window that derives from one of Qt."""
    for found in pkgutil.walk_packages(ui.__path__, "ui."):
        for made in vars(importlib.import_module(found.name)).values():
            if (
                isinstance(made, type)
                and made.__module__ == found.name
                and issubclass(made, Shiboken.Object)
            ):
                yield made


def test_overrides_when_every_class_of_the_window_is_walked_then_each_is_guarded() -> None:
    walked = [(cls, name) for cls in classes_of_ours() for name, _method in overrides(cls)]

    assert len(walked) > 100
    assert [(cls, name) for cls, name in walked if not is_guarded(getattr(cls, name))] == []


@pytest.mark.parametrize("base", [QObject, QTableWidgetItem, QIconEngine])
def test_class_when_it_mixes_a_method_of_qt_in_then_that_is_guarded_too(base: type) -> None:
    mixed = type("Mixed", (), {"event": fail, "clone": fail})
    made = type("Made", (mixed, base), {})

    assert overrides(made)
    assert all(is_guarded(getattr(made, name)) for name, _method in overrides(made))


def test_letters_when_typed_fast_in_an_empty_table_then_nothing_happens(qtbot: QtBot) -> None:
    columns = (Column[str]("name", "Nom", str),)
    table = TableView("copies", columns, "Copies de sécurité")
    table.show_model(RowsModel(columns, str, table))
    qtbot.addWidget(table)

    typed_in(table)

    assert not table.currentIndex().isValid()
