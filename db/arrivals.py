"""The journal of what was received: by which carrier, from whom, and what it brought."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection, insert, select, update

from ctg_desktop.domain.arrivals import Arrival, Carrier, Source
from ctg_desktop.domain.changes import canonical
from ctg_desktop.domain.envelopes import UnionReport
from db import tables as t


def add_arrival(
    connection: Connection,
    at_ms: int,
    source: Source,
    report: UnionReport,
    *,
    extends: int | None = None,
) -> int | None:
    """Note that a parcel was taken in; of a relay, only one that brought anything.

    Return the number of the arrival; one that is given is extended.
    """
    if source.carrier is Carrier.RELAY and not (report.new or report.refused):
        return extends
    if extends is not None:
        _extend(connection, extends, report)
        return extends
    made = connection.execute(
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
    return made.inserted_primary_key[0] if made.inserted_primary_key else None


def _extend(connection: Connection, number: int, report: UnionReport) -> None:
    arrival = t.arrival.c
    spans = json.loads(connection.scalar(select(arrival.spans).where(arrival.id == number)) or "{}")
    for key, (first, last) in report.spans.items():
        begin, end = spans.get(key, (first, last))
        spans[key] = [min(begin, first), max(end, last)]
    connection.execute(
        update(t.arrival)
        .where(arrival.id == number)
        .values(
            new=arrival.new + report.new,
            known=arrival.known + report.known,
            refused=arrival.refused + len(report.refused),
            spans=canonical(spans).decode(),
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
