"""What people typed is text wherever it is shown or pointed at: no HTML, no file that Qt opens."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QToolTip, QWidget
from shiboken6 import isValid

from ctg_desktop.domain.action import Action
from ctg_desktop.services import actions
from tests.support.app import TODAY, ambition
from tests.support.gallery import DIALOGS, PARTS, on_screen, page_scenes
from tests.ui.conftest import Settle
from ui.main_window import MainWindow
from ui.targets import Target
from ui.widgets.tips import plain_tip

TRAP = '<img src="file:///etc/hostname"><b>gras</b> & <a href="x">lien</a>\n<ul><li>un'


@cache
def as_read(tip: str) -> str:
    """Return what a person reads of a tip.

    Raises:
        AssertionError: it holds a picture, a link, or words set apart.
    """
    if not {"<", "&"} & set(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    shapes = [shape for shape in document.allFormats() if shape.isCharFormat()]
    assert not any(
        shape.isImageFormat() or shape.toCharFormat().isAnchor() or shape.hasProperty(_WEIGHT)
        for shape in shapes
    ), tip
    return document.toPlainText()


_WEIGHT = 0x2003  # QTextFormat.Property.FontWeight


def markup_in(shown: QWidget) -> Iterator[str]:
    """Yield what a window takes for HTML, of all that it shows or says when one points at it."""
    for widget in [shown, *shown.findChildren(QWidget)]:
        if not isValid(widget) or widget.inherits("QTipLabel"):
            continue  # Qt's own, which comes and goes
        # One with a buddy names a field, in words of ours.
        is_label = isinstance(widget, QLabel) and bool(widget.text()) and widget.buddy() is None
        if is_label and widget.textFormat() is not Qt.TextFormat.PlainText:
            yield f"{widget}: {widget.text()[:80]}"
        as_read(widget.toolTip())
        is_list = isinstance(widget, QAbstractItemView) and widget.model() is not None
        if is_list and widget.isVisible():  # what is hidden by now was on screen in another scene
            for tip in tips_of(widget):
                as_read(tip)


def tips_of(view: QAbstractItemView) -> Iterator[str]:
    """Yield what a list says of its first cells when one points at them."""
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(12, model.rowCount(QModelIndex()))):
        for column in range(columns):
            at = view.visualRect(model.index(row, column)).center()
            yield pointed_at(view.viewport(), at)


def pointed_at(widget: QWidget, at: QPoint) -> str:
    """Return the tip that comes when one points at a place."""
    QToolTip.hideText()
    place = widget.mapToGlobal(at)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, place))
    return QToolTip.text()


@pytest.fixture(autouse=True)
def no_tip_left(qapp: QApplication) -> Iterator[None]:
    yield
    QToolTip.hideText()
    for top in QApplication.topLevelWidgets():
        if top.inherits("QTipLabel"):
            top.close()
            top.deleteLater()


@pytest.mark.parametrize("folder", ["hostile"], indirect=True)
def test_window_when_every_text_is_hostile_then_none_of_it_is_markup(window: MainWindow) -> None:
    found = []
    for scene in [*page_scenes(), *PARTS, *DIALOGS]:
        with on_screen(scene, window) as shown:
            found += [f"{scene.name}: {told}" for told in markup_in(shown)]

    assert found == []


def test_reason_of_blocking_when_pointed_at_then_it_is_read_as_it_was_typed(
    window: MainWindow, settle: Settle
) -> None:
    made: list[Action] = []
    values: dict[str, Any] = {"title": TRAP[:20], "blocked": True, "blocked_reason": TRAP * 2}
    window.desk.write(
        lambda uow: actions.create(uow, {**values, "main_ambition": ambition(uow, "1").id}, TODAY),
        made.append,
        owner=window,
    )
    settle()
    window.go(Target("actions", "action", made[0].id))
    settle()
    mark = next(each for each in window.findChildren(QLabel) if "Bloquée" in each.text())

    tip = pointed_at(mark, mark.rect().center())

    assert "<img src=" in as_read(tip)
    assert "<b>gras</b> &" in as_read(tip)


@pytest.mark.parametrize("text", [TRAP, "<b>", "a & b", "&lt;", "x" * 500, "un\ndeux", "court", ""])
def test_tip_when_made_of_any_text_then_it_reads_the_same(text: str) -> None:
    assert as_read(plain_tip(text)) == text
