"""The relay on a PostgreSQL server, beside bare statements of the same connection.

A territory of many sites has written for years. The server is one of the tests' own, on loopback,
with TLS and SCRAM; it waits for no disk, and neither do the bare statements.
"""

from __future__ import annotations

import sys
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

from ctg_desktop.typography import counted, number
from tests.bench.figures import Comparison, Figures, Goal, median_ratio
from tests.bench.processes import Side, measured

PER_ENVELOPE = 20
"""How many changes an envelope tells."""

LATE = 25
"""How many envelopes a site catches up with, or puts."""

AT_ONCE = 200

_BODY_BYTES = 2_704
"""How long an envelope of twenty changes of texts is, zipped."""

_BEYOND = Goal(seconds=0.005)
_PUT = Goal(seconds=0.05)
_GROWTH = Goal(ratio=1.3)
_CROWD = Goal(seconds=60)

_FILL = """
INSERT INTO {schema}.envelope (number, incarnation, last, hash, first, copy, body, received_at)
SELECT (round - 1) * {sites} + site + 1,
       CAST('01900000-0000-7000-8000-' || lpad(to_hex(site), 12, '0') AS uuid),
       round * {changes}, substr(md5(site || '-' || round), 1, 16), (round - 1) * {changes} + 1, 0,
       decode(repeat(md5(round || '+' || site), {bytes} / 16), 'hex'), clock_timestamp()
FROM generate_series({first}, {last}) AS round, generate_series(0, {sites} - 1) AS site;
ANALYZE {schema}.envelope
"""

_AT_A_TIME = 10
"""How many envelopes of each site are made by one statement, so that it answers in time."""


def compared(sites: int, envelopes: tuple[int, int], rounds: int, crowds: int) -> list[Comparison]:
    """Catch up and put with a relay of fewer envelopes, then with one of more; then all at once."""
    from tests.support import postgres_keeper
    from tests.support.postgres import cluster

    if postgres_keeper.binaries() is None:
        print("PostgreSQL n’est pas installé : le relais n’est pas mesuré.", file=sys.stderr)
        return []
    server = cluster()
    found: list[Comparison] = []
    taken: dict[int, dict[str, Figures]] = {}
    for each in envelopes:
        place = server.prepared()
        for first in range(1, each // sites + 1, _AT_A_TIME):
            last = min(each // sites, first + _AT_A_TIME - 1)
            span = {"sites": sites, "first": first, "last": last}
            told = {"schema": place.schema, "changes": PER_ENVELOPE, "bytes": _BODY_BYTES}
            server.run(_FILL.format(**span, **told))
        given = {
            "role": place.role,
            "port": server.port,
            "ca": server.ca,
            "sites": sites,
            "envelopes": each,
        }
        # What is put lengthens what is caught up with, and so comes after it.
        steps = {"catch-up": rounds, "put": rounds, "crowd": crowds}
        if each != envelopes[-1]:
            del steps["crowd"]
        parts = [measured(_sides(given, step), times) for step, times in steps.items()]
        figures = {name: dict(ChainMap(*(part[name] for part in parts))) for name in parts[0]}
        taken[each] = figures["ours"]
        if each == envelopes[-1]:
            found += _beside(figures, sites, each)
    found += [_grown(part, taken, envelopes) for part in taken[envelopes[0]]]
    return found


def _sides(given: Mapping[str, object], step: str) -> dict[str, Side]:
    return {
        name: Side(f"tests.bench.server_relay:{name}", {**given, "step": step})
        for name in ("ours", "raw")
    }


def _beside(
    figures: Mapping[str, Mapping[str, Figures]], sites: int, envelopes: int
) -> list[Comparison]:
    note = (
        f"{counted(sites, 'site')}, {counted(envelopes, 'envoi')}, "
        f"{number(envelopes * PER_ENVELOPE)} modifications."
    )
    said = {
        "number": (
            f"Rattraper {LATE} envois d'un serveur, par numéro",
            "la requête seule",
            _BEYOND,
        ),
        "anew": (f"Rattraper {LATE} envois d'un serveur rétabli", "la requête seule", _BEYOND),
        "put": (f"Déposer {LATE} envois sur un serveur", f"{LATE} INSERT seuls", _PUT),
        "crowd": (
            f"{AT_ONCE} sites qui échangent à la fois par un serveur",
            "autant de connexions et de requêtes seules",
            _CROWD,
        ),
    }
    found = []
    for part, (name, against, goal) in said.items():
        ours, raw = figures["ours"][part], figures["raw"][part]
        beyond = ours.median - raw.median if goal is _BEYOND else ours.median
        found.append(
            Comparison(
                name,
                ours,
                against,
                raw,
                ratio=median_ratio(ours.seconds, raw.seconds),
                speed=max(0.0, beyond),
                goal=goal,
                note=f"{note} La durée tenue pour but est l'écart." if goal is _BEYOND else note,
            )
        )
    return found


def _grown(
    part: str, taken: Mapping[int, Mapping[str, Figures]], envelopes: tuple[int, int]
) -> Comparison:
    fewer, more = envelopes
    said = {"number": "par numéro", "anew": "serveur rétabli", "put": "dépôt"}
    ours, before = taken[more][part], taken[fewer][part]
    return Comparison(
        f"Relais de {number(more * PER_ENVELOPE)} modifications, {said[part]}",
        ours,
        f"le même de {number(fewer * PER_ENVELOPE)}",
        before,
        ratio=ours.median / before.median,
        goal=_GROWTH,
        note="D'un processus à l'autre : rapport des médianes.",
    )


def _incarnation(site: int) -> str:
    return f"01900000-0000-7000-8000-{site:012x}"


@contextmanager
def ours(
    role: str, port: int, ca: str, sites: int, envelopes: int, step: str
) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Catch up, by the number and without it; put; and let many sites do it at once."""
    from ctg_desktop.exchange.carriers import EnvelopeName, Listing, Standing
    from ctg_desktop.exchange.postgres_relay import PostgresRelay
    from ctg_desktop.folder.relay_address import Server
    from tests.support.postgres import BASE, HOST, SECRET

    server = Server(role, HOST, BASE, port)
    last = envelopes // sites * PER_ENVELOPE
    known = {
        _incarnation(site): last - (PER_ENVELOPE if site >= sites - LATE else 0)
        for site in range(sites)
    }
    late = {_incarnation(site).replace("-", "") for site in range(sites - LATE, sites)}
    own = frozenset({_incarnation(0)})

    def opened() -> PostgresRelay:
        return PostgresRelay(server, SECRET, ca=ca)

    with opened() as relay:
        ((marked,),) = relay.prepare(
            "SELECT number || ' ' || CAST(extract(epoch FROM received_at) * 1000000 AS bigint) "
            f"FROM envelope WHERE number = {envelopes - LATE}"
        )
        by_number = Standing(known, str(marked), ours=own)
        anew = Standing(known, ours=own)

        def catch_up(relay: PostgresRelay, standing: Standing) -> Listing:
            listing = relay.beyond(standing)
            wanted = [name for name in listing.names if name[:32] in late]
            assert len(wanted) == LATE
            for name in wanted:
                assert relay.get(name)
            return listing

        def put(relay: PostgresRelay, how_many: int) -> None:
            writer = str(uuid4())
            for at in range(1, how_many + 1):
                relay.put(EnvelopeName(writer, at, at, f"{at:016x}").text, b"x" * _BODY_BYTES)

        def one() -> None:
            with opened() as mine:
                catch_up(mine, by_number)
                put(mine, 1)

        def crowd() -> None:
            with ThreadPoolExecutor(AT_ONCE) as people:
                for done in [people.submit(one) for _ in range(AT_ONCE)]:
                    done.result()  # none fails

        yield {
            "catch-up": {
                "number": lambda: catch_up(relay, by_number),
                "anew": lambda: catch_up(relay, anew),
            },
            "put": {"put": lambda: put(relay, LATE)},
            "crowd": {"crowd": crowd},
        }[step]


@contextmanager
def raw(
    role: str, port: int, ca: str, sites: int, envelopes: int, step: str
) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Do the same by bare statements: the bodies after a number, as many INSERT."""
    import ssl

    from pg8000.native import Connection

    from tests.support.postgres import ADMINISTRATOR, BASE, HOST
    from tests.support.postgres_keeper import PASSWORD

    def opened() -> Connection:
        return Connection(
            ADMINISTRATOR,
            host=HOST,
            database=BASE,
            port=port,
            password=PASSWORD,
            ssl_context=ssl.create_default_context(cadata=ca),
            startup_params={"search_path": role},
        )

    bodies = "SELECT * FROM envelope WHERE number > :after AND number <= :until ORDER BY number"
    given = {"after": envelopes - LATE, "until": envelopes}
    insertion = (
        "INSERT INTO envelope SELECT max(number) + 1, CAST(:who AS uuid), :at, 'x', :at, 0, "
        "CAST(:body AS bytea), clock_timestamp() FROM envelope"
    )
    connection = opened()
    connection.run("SET synchronous_commit = off")
    selecting, inserting = connection.prepare(bodies), connection.prepare(insertion)

    def select() -> None:
        assert len(selecting.run(**given)) == LATE

    def insert() -> None:
        who = str(uuid4())
        for at in range(1, LATE + 1):
            inserting.run(who=who, at=at, body=b"x" * _BODY_BYTES)

    def one() -> None:
        mine = opened()
        mine.run(bodies, **given)
        mine.close()

    def crowd() -> None:
        with ThreadPoolExecutor(40) as people:  # a bare connection waits for no room
            for done in [people.submit(one) for _ in range(AT_ONCE)]:
                done.result()

    yield {
        "catch-up": {"number": select, "anew": select},
        "put": {"put": insert},
        "crowd": {"crowd": crowd},
    }[step]
    connection.close()
