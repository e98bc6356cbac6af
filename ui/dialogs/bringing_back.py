"""« Ce qui a été noté depuis »: what a base that was put aside holds, and taking it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.typography import counted, noun
from ui.desk import Desk
from ui.dialogs.gestures import GESTURE_COLUMNS
from ui.flow import Steps, answered
from ui.models.rows_model import RowsModel
from ui.notify import Tone
from ui.widgets.labels import Body, Heading
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.table.table_view import TableView

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.ports import UnitOfWork
    from ctg_desktop.services.bringing_back import Since
    from ctg_desktop.services.past_gestures import GestureLine

Tell = Callable[[str, Tone], None]


def bring_back(desk: Desk, base: Path | None, window: QWidget, tell: Tell) -> Steps:
    """Show what a base holds that the folder does not, and take it in if the person agrees.

    Without `base` it is the one that was put aside last.
    """
    storage, folder, clock = desk.storage, desk.folder, desk.clock
    if base is None:
        aside = yield desk.pressing(lambda: storage.put_aside(folder))
        if not aside:
            tell("Aucune base n’a été mise de côté dans ce dossier.", Tone.INFO)
            return
        base = aside[0]
    former = base

    def look(uow: UnitOfWork) -> Since:
        from ctg_desktop.services.bringing_back import noted_since

        with storage.former(folder, former, clock=clock) as was:
            return noted_since(uow, was)

    def take(uow: UnitOfWork) -> tuple[tuple[int, int], Changes]:
        from ctg_desktop.services.bringing_back import bring_back

        with storage.former(folder, former, clock=clock) as was:
            count, changes = bring_back(uow, was)
        return (count, len(uow.conflicts())), changes

    since = yield desk.reading(look)
    if not since.gestures:
        tell("Tout ce que contient la base mise de côté est déjà là.", Tone.GOOD)
        return
    if not (yield answered(BringingBackDialog(since, desk, window))):
        return
    count, waiting = yield desk.writing(take)
    told = f"{counted(count, 'geste remis', 'gestes remis')}."
    if waiting:
        both = counted(waiting, "champ a", "champs ont")
        told += f" {both} deux valeurs : l’Accueil propose de choisir."
    tell(told, Tone.WARNING if waiting else Tone.GOOD)


class BringingBackDialog(QDialog):
    """Lists what was noted; accepted once the person wants all of it back."""

    def __init__(self, since: Since, desk: Desk, parent: QWidget) -> None:
        """Show what was found; `since` holds one gesture at least."""
        super().__init__(parent)
        self.setWindowTitle("Ce qui a été noté depuis")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        count = since.gestures
        layout = column(self, spacing=1, margins=2)
        layout.addWidget(
            Heading(
                f"{counted(count, 'geste')} {noun(count, 'n’est', 'ne sont')} pas dans ce dossier",
                3,
                self,
            )
        )
        layout.addWidget(
            Body(
                "Tout se remet ensemble, avec les dates et les auteurs d’alors. Ce qui a été noté "
                "ici entre-temps reste. Un geste de trop s’annule ensuite un à un dans Édition, "
                "Historique.",
                self,
            )
        )
        model: RowsModel[GestureLine] = RowsModel(GESTURE_COLUMNS, lambda line: line.id, self)
        model.set_rows(since.lines)
        self.table = TableView(
            "depuis", GESTURE_COLUMNS, "Ce qui a été noté depuis", desk.preferences
        )
        self.table.show_model(model)
        layout.addWidget(self.table, 1)
        leave = QPushButton("Laisser de côté", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        take = QPushButton(noun(count, "Le remettre", "Les remettre"), self)
        take.setProperty("look", "primary")
        take.setDefault(True)
        take.clicked.connect(self.accept)
        buttons = row(spacing=1)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(take)
        layout.addLayout(buttons)
        self.resize(QSize(px(110), px(56)).boundedTo(parent.window().size() * 0.92))
