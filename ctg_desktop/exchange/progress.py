"""Telling how far it is with envelopes that are written or read, and stopping there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctg_desktop.domain.envelopes import Envelope
from ctg_desktop.ports import Tick


def followed(
    envelopes: Iterable[Envelope], what: str, total: int, tick: Tick
) -> Iterator[Envelope]:
    """Yield envelopes, telling how far it is; `total` is about how many changes they hold.

    Raises:
        CancelledError: `tick` stopped it.
    """
    done = 0
    for envelope in envelopes:
        tick(what, min(done, total), total)
        yield envelope
        done += sum(len(record.changes) for record in envelope.records)
