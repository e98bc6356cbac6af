"""What the page Actions shows beyond its list: the fiche, what is new, what changes many."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ctg_desktop.domain.action import Action, asked_with
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.services.actions import duplicate
from tests.support.window import settled
from ui.dialogs.bulk import BulkDialog
from ui.dialogs.status import StatusDialog
from ui.main_window import MainWindow
from ui.targets import Target
from ui.widgets.field_editors.dates import DateEditor
from ui.widgets.field_editors.month import MonthPopup

Show = Callable[[MainWindow], QWidget]


def first_actions(window: MainWindow, count: int) -> list[str]:
    """Return the identities of the first actions that are the folder's own."""
    found: list[list[str]] = []
    structure, today = window.desk.office.structure, window.desk.today
    own = ActionQuery(structures=frozenset({structure.id} if structure else ()))
    window.desk.read(lambda uow: list(uow.action_ids(own, today)), found.append, owner=window)
    settled(lambda: window.desk.is_busy)
    return found[0][:count]


def sheet(section: str = "") -> Show:
    """Return what shows the fiche of the first action, on a section; the list without any."""

    def show(window: MainWindow) -> QWidget:
        for row in first_actions(window, 1):
            window.go(Target("actions", entity="action", row=row, section=section))
        return window

    return show


def calendar(window: MainWindow) -> QWidget:
    """Show the month of a date field."""
    sheet("calendrier")(window)
    settled(lambda: window.desk.is_busy)
    found = [each for each in window.findChildren(DateEditor) if each.isVisible()]
    if not found:
        return window
    found[0].open_calendar()
    return found[0].findChildren(MonthPopup)[0]


def new_action(window: MainWindow) -> QWidget:
    """Show the dialog that makes an action."""
    window.go(Target("actions"))
    settled(lambda: window.desk.is_busy)
    window.do("new")
    return opened_dialog(window)


def new_from_model(window: MainWindow) -> QWidget:
    """Show the same dialog beginning with a model, which the folder has then."""
    today, first = window.desk.today, first_actions(window, 1)
    for row in first:
        made: list[Action] = []
        window.desk.write(
            lambda uow, row=row: duplicate(uow, row, today, {"model": True}),
            made.append,
            owner=window,
        )
    window.go(Target("actions"))
    settled(lambda: window.desk.is_busy)
    window.do("new_from_model")
    return opened_dialog(window)


def bulk(window: MainWindow) -> QWidget:
    """Show the dialog that changes several actions."""
    dialog = BulkDialog(window.desk, Action.TYPE, first_actions(window, 5), window)
    dialog.open()
    return dialog


def status(window: MainWindow) -> QWidget:
    """Show what « Réalisée » asks for."""
    spec = asked_with(Status.REALISEE)
    assert spec is not None
    dialog = StatusDialog(window.desk, Status.REALISEE, spec, window.desk.today, window)
    dialog.open()
    return dialog


def opened_dialog(window: MainWindow) -> QWidget:
    """Return the dialog that is over the window."""
    settled(lambda: window.desk.is_busy)
    found = [
        top
        for top in QApplication.topLevelWidgets()
        if isinstance(top, QDialog) and top.isVisible()
    ]
    assert len(found) == 1, found
    return found[0]


def asking(window: MainWindow) -> QWidget:
    """Show a field that asks which of two days was meant, and one beside which its day stands."""
    dialog = bulk(window)
    assert isinstance(dialog, BulkDialog)
    for name, text in (("starts_on", "26-02-03"), ("ends_on", "fin mars 2027")):
        dialog.box(name).setChecked(True)
        line = dialog.editor(name).focusProxy()
        line.setFocus()
        QTest.keyClicks(line, text)
    settled(lambda: window.desk.is_busy or not dialog.editor("starts_on").remark)
    return dialog
