"""What the window reads before the folder is opened fully: the first list and the Accueil."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctg_desktop.domain.fields import Scalar
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import BackupInfo, Clock, UnreadYetError
from db.folder import copies
from db.reading import early, foreign_changes, gestures, rights
from db.reading.early import EarlyFolder, left_if_unreadable
from db.reading.figures import Figures, narrowed_figure
from db.reading.full_text import FullText

if TYPE_CHECKING:
    from ctg_desktop.domain.arrivals import Arrival
    from ctg_desktop.domain.births import Birth
    from ctg_desktop.domain.changes import Gesture
    from ctg_desktop.domain.merging import Conflict
    from ctg_desktop.domain.searching import Hit
    from ctg_desktop.domain.trust import Paper, Standing
    from ctg_desktop.ports import LoggedChange


class WindowReader(EarlyFolder, Figures):
    """A folder that is held while it is read, as the window does."""

    def __init__(self, clock: Clock, *given: Any) -> None:
        """Read as any `EarlyFolder`; `clock` tells which gestures are dated in the future."""
        super().__init__(*given)
        self._clock = clock

    def _figure(
        self, what: str, query: ActionQuery, today: date, **given: Scalar
    ) -> list[tuple[Any, ...]]:
        with left_if_unreadable():
            told, narrowing = narrowed_figure(what, query, today, few=self._are_few(query))
            found = self._driver.execute(told, {**narrowing, **given})
            return list(found)

    def search(self, text: str, *, limit: int = 50, entities: Collection[str] = ()) -> list[Hit]:
        """Return the living rows that hold every word; see `Reader.search`."""
        with left_if_unreadable():
            return FullText(self._driver).find(text, limit=limit, entities=entities)

    # --- the log ----------------------------------------------------------------------

    def fields_written(self, *, after: int) -> frozenset[tuple[str, str]]:
        """Return the entities and fields of the changes that were added after another."""
        with left_if_unreadable():
            return gestures.fields_written(self._driver, after)

    def recent(self, limit: int) -> list[Gesture]:
        """Return the latest gestures, newest first."""
        with left_if_unreadable():
            return gestures.recent(self._driver, limit, int(self._clock.now().timestamp() * 1000))

    def touched(self, found: Iterable[str], most: int) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Return the (entity, row) pairs of the first changes of gestures, `most` of each."""
        with left_if_unreadable():
            return gestures.touched(self._driver, found, most)

    # --- the copies -------------------------------------------------------------------

    def is_backed_up(self) -> bool:
        """Whether a safety copy holds all that was written."""
        with left_if_unreadable():
            return copies.is_backed_up(self._driver, self._folder)

    def backups(self) -> list[BackupInfo]:
        """Return the safety copies, newest first, damaged ones at the end."""
        return copies.backups(self._folder)

    # --- the others -------------------------------------------------------------------

    def conflicts(self) -> list[Conflict]:
        """Return no conflict, where there is none.

        Raises:
            UnreadYetError: there is one, and the log must be read to describe it.
        """
        with left_if_unreadable():
            if self._driver.execute("SELECT 1 FROM conflict LIMIT 1").fetchone() is None:
                return []
        raise UnreadYetError

    @property
    def authority(self) -> str:
        """The convention key that this folder follows; empty as long as it stands alone."""
        with left_if_unreadable():
            return rights.authority(self._driver)

    @property
    def may_certify(self) -> bool:
        """Whether the convention key is held here."""
        return self._keys is not None and self._keys.holds(self.authority)

    @property
    def key(self) -> str:
        """The public key of this installation; empty where none can be kept."""
        with left_if_unreadable():
            return rights.own_key(self._driver)

    def standings(self) -> Mapping[str, Standing]:
        """Return what each incarnation may do, as far as it is known here."""
        with left_if_unreadable():
            return rights.standings(self._driver)

    def papers(self) -> list[Paper]:
        """Return every certificate and revocation that is known."""
        with left_if_unreadable():
            return rights.papers(self._driver)

    def births(self) -> list[Birth]:
        """Return the births that are known, in the order in which they came."""
        with left_if_unreadable():
            return rights.births(self._driver)

    def known(self) -> Mapping[str, int]:
        """Return the version vector."""
        with left_if_unreadable():
            return rights.vector(self._driver)

    def arrivals(self, at: Collection[int] | None = None) -> list[Arrival]:
        """Return what was received; see `UnitOfWork.arrivals`."""
        with left_if_unreadable():
            return rights.arrivals(self._driver, at)

    def written_by(self, writers: Collection[str], structure: str) -> list[LoggedChange]:
        """Return no change, where nobody else wrote into a structure's rows.

        Raises:
            UnreadYetError: somebody did, and the log must be read to say what.
        """
        with left_if_unreadable():
            if not foreign_changes.standing_in(self._driver, structure, writers):
                return []
        raise UnreadYetError


def open_held(path: Path, clock: Clock) -> WindowReader | None:
    """Hold a folder and look into it; None where opening it has more to do than to check it."""
    return early.open_held(path, clock, partial(WindowReader, clock))
