"""What the agglomeration does on the page « Territoire », shown whatever the folder."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.territory import Territoire
from tests.support.window import settled
from ui.dialogs.bulk import BulkDialog
from ui.main_window import MainWindow
from ui.pages.territoire.communes_grid import CommunesGrid
from ui.pages.territoire.together import change_of_places
from ui.widgets.layout.layouts import px
from ui.widgets.table.typing_table import Block


def communes_grid(window: MainWindow) -> QWidget:
    """Show the communes typed like a sheet, two cells of which do not stand."""
    grid = CommunesGrid(window.desk)
    grid.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    grid.setProperty("look", "paper")
    grid.resize(min(px(132), 1366), 640)
    grid.renew()
    grid.show()
    settled(lambda: window.desk.is_busy)
    model = grid.table.typing_model
    wrong = {model.id_at(2): {"deliberated_on": "32/13/2025"}, model.id_at(4): {"status": "?"}}
    grid.table.typed.emit(Block(wrong))
    settled(lambda: window.desk.is_busy)
    grid.go_to(model.id_at(2), "deliberated_on")
    return grid


def bulk_places(window: MainWindow) -> QWidget:
    """Show the dialog that changes several communes."""
    found: list[list[str]] = []
    window.desk.read(
        lambda uow: [row.id for row in uow.rows(Territoire)[:12]], found.append, owner=window
    )
    settled(lambda: window.desk.is_busy)
    change = change_of_places(window.desk)
    dialog = BulkDialog(window.desk, Territoire.TYPE, found[0], window, change)
    dialog.open()
    return dialog
