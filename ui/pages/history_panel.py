"""What was done to a row: every change, and the way back to a former value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
from ui.widgets.table.columns import Column, Decoration
from ui.widgets.table.table_view import TableView

_SHOWN_ROWS = 8
_LONGEST = 40
_GESTURE = Decoration("history", "accent", tints_text=True)


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history, or with `is_head` the gesture that the lines below it are of."""

    number: int
    line: HistoryLine
    is_head: bool = False

    @property
    def id(self) -> str:
        """What tells it from the others."""
        return f"{self.number} {self.is_head}"


def _when(told: Told) -> str:
    return spaced(local_time(told.line.at) + " ?" * told.line.is_date_doubtful)


def _head(told: Told) -> str:
    """Return « 15/09/2026 à 14:03 · Camille Essai »."""
    return " · ".join(part for part in (_when(told), told.line.author) if part)


def _change(told: Told) -> str:
    """Return « Statut : idée → en cours », each value on one line; of a gesture who and when."""
    if told.is_head:
        return _head(told)
    before, after = (on_one_line(words) for words in (told.line.before, told.line.after))
    if not before:
        return labelled(told.line.field, after) if after else told.line.field
    return labelled(told.line.field, f"{before} → {after or '(vide)'}")


def _of_change(words_of: Callable[[Told], str]) -> Callable[[Told], str]:
    """Leave a column empty beside the head of a gesture, which says it already."""
    return lambda told: "" if told.is_head else words_of(told)


# One gesture is told together, under its head: the lines have one order.
_COLUMNS: tuple[Column[Told], ...] = (
    Column("when", "Date", _of_change(_when), sorts=False, width=13.5, shown=False),
    Column(
        "who",
        "Auteur",
        _of_change(lambda told: told.line.author),
        sorts=False,
        width=13,
        shown=False,
    ),
    Column(
        "change",
        "Changement",
        _change,
        sorts=False,
        width=20,
        stretches=True,
        decoration_of=lambda told: _GESTURE if told.is_head else None,
        spoken_of=lambda told: _change(told) if told.is_head else f"{_change(told)}, {_head(told)}",
    ),
    Column(
        "structure",
        "Structure",
        _of_change(lambda told: told.line.structure),
        sorts=False,
        width=12,
        shown=False,
    ),
    Column(
        "why",
        "Raison",
        _of_change(lambda told: told.line.reason),
        sorts=False,
        width=16,
        shown=False,
    ),
)


class HistoryPanel(QWidget):
    """The history of one row at a time, with what belongs to it, the latest change first."""

    def __init__(self, desk: Desk, label: str, parent: QWidget | None = None) -> None:
        """Make an empty table; see `show_row`. A screen reader says `label` of it."""
        super().__init__(parent)
        self._desk = desk
        self._row = ""
        self._may_edit = False
        self.model: RowsModel[Told] = RowsModel(_COLUMNS, lambda told: told.id, self)
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
        """Read the history of a row again."""
        self._row, self._may_edit = row_id, may_edit
        now = self._desk.now

        def show(lines: list[HistoryLine]) -> None:
            if row_id == self._row:
                self._show_lines(lines)

        self._desk.read(lambda uow: history(uow, row_id, now), show, owner=self, key="history")

    def _show_lines(self, lines: Sequence[HistoryLine]) -> None:
        self.model.set_rows(_by_gesture([*enumerate(lines)][::-1]))
        self._show_current()

    @property
    def current(self) -> HistoryLine | None:
        """The line that has the keyboard."""
        index = self.table.currentIndex()
        told = self.model.value_at(index.row()) if index.isValid() else None
        return None if told is None or told.is_head else told.line

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


def _by_gesture(latest_first: Sequence[tuple[int, HistoryLine]]) -> Iterator[Told]:
    """Yield the lines, the latest first, each gesture under its head."""
    gesture = None
    for number, line in latest_first:
        if (line.at, line.author, line.label) != gesture:
            gesture = (line.at, line.author, line.label)
            yield Told(number, line, is_head=True)
        yield Told(number, line)


def received_words(line: HistoryLine) -> str:
    """Return « reçu par le relais le 3/2/2026 à 14:32 »; nothing for what was written here."""
    if line.received_at is None:
        return ""
    by = f" par {line.received_by}" if line.received_by else ""
    return f"reçu{by} le {local_time(line.received_at)}"
