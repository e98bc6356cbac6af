"""Who wrote a change, and how it came here: what a history, a conflict, a proposal tell of it."""

from __future__ import annotations

from collections.abc import Iterable

from ctg_desktop.domain.arrivals import Arrival, Carrier
from ctg_desktop.domain.changes import ERASED
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.trust import Standing
from ctg_desktop.ports import LoggedChange, UnitOfWork
from ctg_desktop.services.naming import Directory
from ctg_desktop.typography import quoted


class Writers:
    """The people behind changes: whom the agglomeration certified, else who they say they are."""

    def __init__(self, uow: UnitOfWork, directory: Directory) -> None:
        """Read who is certified."""
        self._standings = uow.standings()
        self._directory = directory

    def person(self, incarnation: str, author: str) -> str:
        """Return the certified person, with the author of the gesture beside where they differ."""
        certified = self._standing(incarnation).person
        if not certified or ERASED in (certified, author) or fold(certified) == fold(author):
            return author or certified
        return f"{certified} (saisi par {author})" if author else certified

    def structure(self, incarnation: str, told: str | None) -> str:
        """Return the name of the certified structure; of the one that was told where none is."""
        standing = self._standing(incarnation)
        structure = standing.structure if standing.person else told
        return self._directory.name("territoire", structure)

    def _standing(self, incarnation: str) -> Standing:
        return self._standings.get(incarnation, Standing())


class Arrivals:
    """How changes came here, as the journal of what was received tells it."""

    def __init__(self, uow: UnitOfWork, changes: Iterable[LoggedChange]) -> None:
        """Read what came when these changes did."""
        at = {each.received_ms for each in changes if each.received_ms is not None}
        self._found = uow.arrivals(at) if at else []

    def carrier(self, logged: LoggedChange) -> str:
        """Return « le relais » or « le fichier « X.ctg » de Lou »; empty where it is not known."""
        key = logged.change.key
        for each in self._found:
            first, last = each.spans.get(key.incarnation, (1, 0))
            if each.at_ms == logged.received_ms and first <= key.sequence <= last:
                return _by(each)
        return ""


def _by(arrival: Arrival) -> str:
    source = arrival.source
    if source.carrier is Carrier.RELAY:
        return "le relais"
    sender = f" de {source.person}" if source.person else ""
    return f"le fichier {quoted(source.name)}{sender}"
