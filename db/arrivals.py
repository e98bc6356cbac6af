"""The journal of what was received: by which carrier, from whom, and what it brought."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection, insert, select

from ctg_desktop.domain.arrivals import Arrival, Carrier, Source
from ctg_desktop.domain.changes import canonical
from ctg_desktop.domain.envelopes import UnionReport
from db import tables as t


def add_arrival(connection: Connection, at_ms: int, source: Source, report: UnionReport) -> None:
    """Note that a parcel was taken in; of a relay, only one that brought anything."""
    if source.carrier is Carrier.RELAY and not (report.new or report.refused):
        return
    connection.execute(
        insert(t.arrival).values(
            at_ms=at_ms,
            carrier=source.carrier.value,
            name=source.name,
            person=source.person,
            structure=source.structure,
            new=report.new,
            known=report.known,
            refused=len(report.refused),
            spans=canonical({key: list(span) for key, span in report.spans.items()}).decode(),
        )
    )


def arrivals(connection: Connection, at: Collection[int] | None = None) -> list[Arrival]:
    """Return what was received, the latest first; with `at`, at these instants alone."""
    query = select(t.arrival).order_by(t.arrival.c.id.desc())
    if at is not None:
        query = query.where(t.arrival.c.at_ms.in_(at))
    rows = connection.execute(query)
    return [
        Arrival(
            row.at_ms,
            Source(Carrier(row.carrier), row.name, row.person, row.structure),
            *(row.new, row.known, row.refused),
            {key: (first, last) for key, (first, last) in json.loads(row.spans).items()},
        )
        for row in rows
    ]
