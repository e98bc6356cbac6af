"""What was sent of a row before it was marked confidential: when and to whom, as far as known.

Marking it keeps back what is sent from then on; what others have already stays with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ctg_desktop.domain.changes import ChangeKey, moment
from ctg_desktop.exchange.carriers import envelope_name
from ctg_desktop.folder import exchanged_files, relay_memory
from ctg_desktop.ports import LoggedChange, UnitOfWork
from ctg_desktop.typography import local_time, quoted

_FLAG = "confidential"
_MOST = 3
"""How many files are named; the journal of the exchanges lists them all."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """When a row was made, when anybody might read it (milliseconds since 1970), what it said."""

    made_ms: int
    spans: tuple[tuple[int, int], ...]
    keys: frozenset[ChangeKey]


def already_sent(uow: UnitOfWork, folder: Path, row_id: str) -> str:
    """Return what others have of a confidential row, in a few words; empty for nothing.

    `folder` remembers the files that were sent and what lies in the relay.
    """
    history = uow.history([row_id])
    shown = _shown(history)
    places = list(_files(folder, shown))
    if _lies_there(folder, shown):
        places.append("sur le relais")
    if places:
        return f"Déjà envoyée {', '.join(places)}"
    is_known = any(each.received_ms is not None for each in history)
    return "Connue d’autres participants" if is_known else ""


def _shown(history: Sequence[LoggedChange]) -> _Shown:
    """Return what was written here before the row was last marked, and when it was not."""
    spans: list[tuple[int, int]] = []
    keys: set[ChangeKey] = set()
    written: set[ChangeKey] = set()
    since: int | None = None
    for _, changes in groupby(history, key=lambda each: each.gesture.id):
        made = list(changes)
        at_ms = made[0].gesture.at_ms
        told = [each.change.value for each in made if _is_flag(each)]
        if told and told[-1] == 1:
            if since is not None:
                spans.append((since, at_ms))
                keys |= written
            since = None
        elif since is None and (told or not written):
            since = at_ms
        written |= {each.change.key for each in made if each.received_ms is None}
    return _Shown(history[0].gesture.at_ms if history else 0, tuple(spans), frozenset(keys))


def _is_flag(each: LoggedChange) -> bool:
    return each.counts and each.change.cell.field == _FLAG


def _files(folder: Path, shown: _Shown) -> Iterator[str]:
    sent = [
        each
        for each in exchanged_files.load(folder).sent
        if any(first <= each.at_ms <= last for first, last in shown.spans)
        or (each.with_confidential and each.at_ms >= shown.made_ms)
    ]
    for each in sent[:_MOST]:
        name = each.path.replace("\\", "/").rpartition("/")[2]
        yield f"le {local_time(moment(each.at_ms))} dans {quoted(name)}"
    if len(sent) > _MOST:
        yield "dans d’autres fichiers encore"


def _lies_there(folder: Path, shown: _Shown) -> bool:
    """Whether the relay was handed one of these changes."""
    names = filter(None, map(envelope_name, relay_memory.load(folder).put))
    return any(
        name.incarnation == key.incarnation and name.first <= key.sequence <= name.last
        for name in names
        for key in shown.keys
    )
