"""Reading the list of actions for its table: the first rows at once, the rest where one looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.listing import ListedAction, listed
from ui.desk import Desk
from ui.models.window_model import PIECE, WindowModel

T = TypeVar("T")
PieceAt = Callable[[UnitOfWork, int, int], list[ListedAction]]

_COUNTED_AFTER_MS = 120
"""A search that goes on is not counted: counting what a letter finds takes longer than reading
the rows in sight, and the next key would wait for it."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The list as it is now: its length, that of the whole, a piece of it, and some places."""

    total: int
    everything: int
    offset: int
    rows: Sequence[ListedAction]
    places: Mapping[str, int]


class ListReader(QObject):
    """Keeps the query in force and brings its rows into the model."""

    read_first = Signal()
    """The first rows of another list are on screen."""
    counted = Signal(int, int)
    """How many actions the query finds, of how many."""
    revealed = Signal(str, bool)
    """An action that was looked for, and whether the query finds it."""

    def __init__(self, desk: Desk, model: WindowModel[ListedAction], parent: QObject) -> None:
        """Read nothing yet. `more` names the columns that are shown and take longer."""
        super().__init__(parent)
        self._desk = desk
        self._model = model
        self.query = ActionQuery()
        self.more: Callable[[], Collection[str]] = tuple
        self._generation = 0
        self._looked_for = ""
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNTED_AFTER_MS)
        self._counting.timeout.connect(self._count)
        model.wanted.connect(self._read_piece)

    # --- another list -----------------------------------------------------------------

    def show(self, query: ActionQuery, reveal: str = "") -> None:
        """Show what a query finds; a newer query takes the place of one that is being read.

        With `reveal`, the rows around that action.
        """
        self.query = query
        self._generation += 1
        self._looked_for = ""
        if reveal:
            self.renew(0, (), reveal)
            return
        self._counting.stop()
        piece_at = self._piece_at(query)
        self._read(lambda uow: piece_at(uow, 0, PIECE), self._begin, "list")

    def _begin(self, rows: list[ListedAction]) -> None:
        self._model.begin(rows, len(rows))
        self.read_first.emit()
        self._counting.start()

    def _count(self) -> None:
        query, today = self.query, self._desk.today

        def count(uow: UnitOfWork) -> tuple[int, int]:
            whole = ActionQuery(deleted=query.deleted, models=query.models)
            return uow.count_actions(query, today), uow.count_actions(whole, today)

        def counted(found: tuple[int, int]) -> None:
            self._model.set_total(found[0])
            self.counted.emit(*found)

        self._read(count, counted, "count")

    def _read_piece(self, offset: int, limit: int) -> None:
        piece_at = self._piece_at(self.query)
        self._read(
            lambda uow: piece_at(uow, offset, limit),
            lambda rows: self._model.put(offset, rows),
            "piece",
            self._give_up,
        )

    def _give_up(self, error: CtgError) -> None:
        self._model.give_up()
        self._desk.failed.emit(error)

    def _piece_at(self, query: ActionQuery) -> PieceAt:
        today, more = self._desk.today, self.more()

        def read(uow: UnitOfWork, offset: int, limit: int) -> list[ListedAction]:
            part = replace(query, offset=offset, limit=limit)
            return listed(uow, part, today, more=more)

        return read

    # --- the same list, changed ----------------------------------------------------------

    def renew(self, row: int, row_ids: Sequence[str], reveal: str = "") -> None:
        """Read the list again around a row, and find where others now are.

        With `reveal`, around that action, if the query finds it; `revealed` tells.
        """
        query, today = self.query, self._desk.today
        piece_at = self._piece_at(query)
        # A later reading takes the place of an earlier one, and looks for the same action.
        reveal = self._looked_for = reveal or self._looked_for
        wanted = frozenset((*row_ids, reveal) if reveal else row_ids)

        def look(uow: UnitOfWork) -> _Seen:
            total = uow.count_actions(query, today)
            whole = ActionQuery(deleted=query.deleted, models=query.models)
            everything = uow.count_actions(whole, today)
            offset = _start_around(row)
            rows = piece_at(uow, offset, 3 * PIECE)
            places = _places([each.line.id for each in rows], wanted, offset)
            if len(places) < len(wanted):  # elsewhere in the list, or nowhere
                places = _places(uow.action_ids(query, today), wanted)
                if (around := _start_around(places.get(reveal, row))) != offset:
                    offset, rows = around, piece_at(uow, around, 3 * PIECE)
            return _Seen(total, everything, offset, rows, places)

        def seen(found: _Seen) -> None:
            self._model.renew(found.offset, found.rows, found.total, found.places)
            self.counted.emit(found.total, found.everything)
            self._looked_for = ""
            if reveal:
                self.revealed.emit(reveal, reveal in found.places)

        self._counting.stop()
        self._read(look, seen, "list")

    # --- within -----------------------------------------------------------------------

    def _read(
        self,
        job: Callable[[UnitOfWork], T],
        then: Callable[[T], None],
        key: str,
        failed: Callable[[CtgError], None] | None = None,
    ) -> None:
        generation = self._generation

        def take(result: T) -> None:
            if generation == self._generation:
                then(result)

        self._desk.read(job, take, owner=self, key=key, failed=failed)


def _start_around(row: int) -> int:
    """Return where to begin reading so that a row is in the middle of three pieces."""
    return max(0, row // PIECE - 1) * PIECE


def _places(ids: Sequence[str], wanted: Collection[str], offset: int = 0) -> dict[str, int]:
    """Return where those that are wanted are in a part of the list that begins at an offset."""
    return {row_id: at for at, row_id in enumerate(ids, offset) if row_id in wanted}
