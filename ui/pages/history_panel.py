"""What was done to a row: every change, and the way back to a former value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ctg_desktop.domain.views import HistoryLine
from ctg_desktop.services.history import history, revert
from ctg_desktop.typography import labelled, local_time, on_one_line, quoted, spaced
from ui import icons
from ui.desk import Desk
from ui.models.rows_model import RowsModel
from ui.widgets.labels import Body, Note, Quotation
from ui.widgets.layout import layouts
from ui.widgets.table.columns import Column
from ui.widgets.table.table_view import TableView

_SHOWN_ROWS = 8
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history; `opens` tells whether it is the first that is told of its gesture."""

    number: int
    line: HistoryLine
    opens: bool


def _when(told: Told) -> str:
    return spaced(local_time(told.line.at) + " ?" * told.line.is_date_doubtful)


def _change(told: Told) -> str:
    """Return « Statut : idée → en cours », each value on one line."""
    before, after = (on_one_line(words) for words in (told.line.before, told.line.after))
    if not before:
        return labelled(told.line.field, after) if after else told.line.field
    return labelled(told.line.field, f"{before} → {after or '(vide)'}")


# One gesture is told together: the lines have one order.
_COLUMNS: tuple[Column[Told], ...] = (
    Column(
        "when",
        "Date",
        lambda told: _when(told) if told.opens else "",
        spoken_of=_when,
        copied_of=_when,
        sorts=False,
        width=13.5,
    ),
    Column(
        "who",
        "Auteur",
        lambda told: told.line.author if told.opens else "",
        spoken_of=lambda told: told.line.author,
        copied_of=lambda told: told.line.author,
        sorts=False,
        width=13,
    ),
    Column("change", "Changement", _change, sorts=False, width=20, stretches=True),
    Column(
        "structure",
        "Structure",
        lambda told: told.line.structure,
        sorts=False,
        width=12,
        shown=False,
    ),
    Column("why", "Raison", lambda told: told.line.reason, sorts=False, width=16, shown=False),
)


class HistoryPanel(QWidget):
    """The history of one row at a time, with what belongs to it, the latest change first."""

    def __init__(self, desk: Desk, label: str, parent: QWidget | None = None) -> None:
        """Make an empty table; see `show_row`. A screen reader says `label` of it."""
        super().__init__(parent)
        self._desk = desk
        self._row = ""
        self._may_edit = False
        self.model: RowsModel[Told] = RowsModel(_COLUMNS, lambda told: str(told.number), self)
        self.table = TableView("history", _COLUMNS, label, parent=self)
        self.table.empty.tell("Rien n’a encore été changé.")
        self.table.show_model(self.model)
        self.table.setMinimumHeight(layouts.px(3.5 * _SHOWN_ROWS))
        self.table.current_changed.connect(lambda _row: self._show_current())
        self._title = Body("", self, bold=True)
        self._before = Quotation("", self)
        self._after = Quotation("", self)
        self._about = Note("", self)
        self.button = QPushButton(icons.icon("restore"), "Revenir à cette valeur", self)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self._revert)
        self._failure = Note("", self, look="alert")
        self._failure.hide()
        column = layouts.column(self, spacing=0.75)
        column.addWidget(self.table)
        for words in (self._title, self._before, self._after, self._about):
            column.addWidget(words)
        column.addWidget(self.button)
        column.addWidget(self._failure)
        self._show_current()

    def show_row(self, row_id: str, *, may_edit: bool) -> None:
        """Read the history of a row anew."""
        self._row, self._may_edit = row_id, may_edit
        now = self._desk.now

        def show(lines: list[HistoryLine]) -> None:
            if row_id == self._row:
                self._show_lines(lines)

        self._desk.read(lambda uow: history(uow, row_id, now), show, owner=self, key="history")

    def _show_lines(self, lines: Sequence[HistoryLine]) -> None:
        latest_first = [*enumerate(lines)][::-1]
        gestures = [(line.at, line.author, line.label) for _, line in latest_first]
        self.model.set_rows(
            Told(number, line, opens=at == 0 or gestures[at] != gestures[at - 1])
            for at, (number, line) in enumerate(latest_first)
        )
        self._show_current()

    @property
    def current(self) -> HistoryLine | None:
        """The line that has the keyboard."""
        index = self.table.currentIndex()
        told = self.model.value_at(index.row()) if index.isValid() else None
        return told.line if told is not None else None

    def _show_current(self) -> None:
        line = self.current
        is_told = line is not None
        for label in (self._title, self._before, self._after, self._about):
            label.setVisible(is_told)
        self._failure.hide()
        self.button.setVisible(line is not None and line.past is not None and self._may_edit)
        if line is None:
            return
        self._title.setText(line.field)
        self._before.setText(labelled("Avant", line.before or "(vide)"))
        self._after.setText(labelled("Après", line.after or "(vide)"))
        doubt = "date douteuse : une horloge est fausse" if line.is_date_doubtful else ""
        parts = (
            *(local_time(line.at), line.author, line.structure, line.label, line.reason),
            *(received_words(line), doubt),
        )
        self._about.setText(" · ".join(part for part in parts if part))
        short = " ".join(line.before.split())
        short = short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"
        words = labelled("Revenir à cette valeur", quoted(short))
        self.button.setText(words.replace("&", "&&"))

    def _revert(self) -> None:
        """Put the former value back."""
        line = self.current
        if line is None or line.past is None:
            return
        past, day = line.past, line.at.astimezone().date()

        def failed(error: Exception) -> None:
            self._failure.setText(str(error))
            self._failure.show()

        self._desk.write(
            lambda uow: (None, revert(uow, past, held_on=day)), owner=self, failed=failed
        )


def received_words(line: HistoryLine) -> str:
    """Return « reçu par le relais le 3/2/2026 à 14:32 »; nothing for what was written here."""
    if line.received_at is None:
        return ""
    by = f" par {line.received_by}" if line.received_by else ""
    return f"reçu{by} le {local_time(line.received_at)}"
