"""« Historique »: every gesture of the folder, the latest first, and taking one of them back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.errors import CtgError
from ctg_desktop.services.past_gestures import GestureLine, gesture_lines
from ctg_desktop.typography import local_time
from ui.desk import Desk
from ui.icons import icon
from ui.models.rows_model import RowsModel
from ui.targets import Target, target_of
from ui.widgets.labels import Body, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.table.columns import Column
from ui.widgets.table.table_view import TableView

_AT_ONCE = 200
"""How many gestures are read at first, and more each time that older ones are asked for."""


def _when(line: GestureLine) -> str:
    return local_time(line.at) + (" (date douteuse)" if line.is_date_doubtful else "")


GESTURE_COLUMNS: tuple[Column[GestureLine], ...] = (
    Column("when", "Date", _when, sort_key=lambda line: line.at, width=14),
    Column("who", "Auteur", lambda line: line.author, width=28),
    Column("what", "Ce qui a été fait", lambda line: line.label, width=28, stretches=True),
    Column("row", "Sur", lambda line: line.name, width=24),
    Column("state", "État", lambda line: "annulé" if line.is_undone else "", width=7),
)


class GesturesDialog(QDialog):
    """Lists what was done; a gesture of this folder can be taken back, however old it is."""

    went = Signal(object)
    """Target: the person asked to see what a gesture was about."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Read the latest gestures and show them."""
        super().__init__(parent)
        self.setWindowTitle("Historique du dossier")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._desk = desk
        self._room = parent.window().size()
        self._limit = _AT_ONCE
        self.model: RowsModel[GestureLine] = RowsModel(GESTURE_COLUMNS, lambda line: line.id, self)
        self.table = TableView("gestures", GESTURE_COLUMNS, "Historique du dossier", parent=self)
        self.table.show_model(self.model)
        self.table.current_changed.connect(lambda _row: self._show_offers())
        self.table.row_opened.connect(lambda _row: self._go())
        self._told = Note("", self, look="alert")
        self._told.hide()
        self.take_back = self._button("Annuler ce geste", "undo", self._take_back)
        self.going = self._button("Voir la fiche", "external", self._go)
        self.older = self._button("Gestes plus anciens", "history", self._read_older)
        self._build()
        desk.changed.connect(self._read)
        self._read()

    def _button(self, words: str, sign: str, do: object) -> QPushButton:
        button = QPushButton(icon(sign), words, self)
        button.setAutoDefault(False)
        button.clicked.connect(do)
        return button

    def _build(self) -> None:
        closing = self._button("Fermer", "close", self.reject)
        below = row(spacing=1)
        for button in (self.take_back, self.going, self.older):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(closing)
        layout = column(self, spacing=1, margins=2)
        layout.addWidget(
            Body(
                "Choisissez un geste, même ancien, pour l’annuler. Ce qui a été fait depuis reste "
                "en place ; « Rétablir » revient sur l’annulation.",
                self,
            )
        )
        layout.addWidget(self.table, 1)
        layout.addWidget(self._told)
        layout.addLayout(below)
        room = self._room * 0.92
        self.resize(min(px(110), room.width()), min(px(64), room.height()))
        self.table.setFocus()

    # --- reading ----------------------------------------------------------------------

    def _read(self) -> None:
        self._desk.read(
            partial(gesture_lines, limit=self._limit), self._show, owner=self, key="gestures"
        )

    def _read_older(self) -> None:
        self._limit += _AT_ONCE
        self._read()

    def _show(self, found: list[GestureLine]) -> None:
        self.older.setEnabled(len(found) > self.model.rowCount() or self._limit == _AT_ONCE)
        self.model.set_rows(found)
        self._show_offers()

    @property
    def current(self) -> GestureLine | None:
        """The gesture that has the keyboard."""
        index = self.table.currentIndex()
        return self.model.value_at(index.row()) if index.isValid() else None

    def _show_offers(self) -> None:
        line, is_read_only = self.current, self._desk.office.is_read_only
        may_undo = line is not None and line.is_ours and not line.is_undone and not is_read_only
        self.take_back.setEnabled(may_undo)
        self.going.setEnabled(line is not None and target_of(line.entity, line.row) is not None)

    # --- acting -----------------------------------------------------------------------

    def _take_back(self) -> None:
        self._told.hide()
        if (line := self.current) is not None:
            self._desk.take_back(line.id, owner=self, failed=self._tell)

    def _tell(self, error: CtgError) -> None:
        self._told.setText(error.sentence)
        self._told.show()

    def _go(self) -> None:
        line = self.current
        target = None if line is None else target_of(line.entity, line.row)
        if isinstance(target, Target):
            self.went.emit(target)
            self.reject()
