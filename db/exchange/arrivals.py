"""The journal of what was received: by which carrier, from whom, and what it brought."""

from __future__ import annotations

import json

from sqlalchemy import Connection, insert, select, update

from ctg_desktop.domain.arrivals import Carrier, Source
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
