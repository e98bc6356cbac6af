"""Which changes of a base count: its births, certificates, revocations and forks, judged.

The rules are those of `domain.trust` and `domain.holding`; the log keeps their verdict on each
change (`change.counts`), so that reading need not ask. What was judged once is judged again when
a certificate, a revocation or the other half of a fork comes, and after each upgrade.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, insert, select

from ctg_desktop.domain.changes import Cell, Change
from ctg_desktop.domain.fields import Scalar
from ctg_desktop.domain.holding import can_hold
from ctg_desktop.domain.trust import (
    Certificate,
    Paper,
    Standing,
    Trust,
    is_sound_paper,
    paper_terms,
)
from ctg_desktop.folder.keys import is_signed
from db import tables as t
from db.engine import driver_of
from db.reading import rights

_NOBODY = Standing()

_TO_JUDGE = """
SELECT id, sequence, entity, "row", field, member, value, salt, counts FROM "change"
WHERE incarnation = (SELECT id FROM incarnation WHERE uuid = ?)
"""

_OF_TWO_KINDS = 'SELECT "row" FROM "change" GROUP BY "row" HAVING min(entity) != max(entity)'

_OF_ROW = """
SELECT i.uuid, c.id, c.sequence, c.entity, c."row", c.field, c.member, c.value, c.salt, c.counts
FROM "change" c JOIN gesture g ON g.id = c.gesture JOIN incarnation i ON i.id = c.incarnation
WHERE c."row" = ? ORDER BY g.ms, g.counter, i.uuid, c.sequence
"""

_JUDGED = 'UPDATE "change" SET counts = ? WHERE id = ?'


class Judge:
    """Judges the changes of one open base; the caller holds the transaction."""

    def __init__(self, connection: Connection) -> None:
        """Read who may do what in this base."""
        self._connection = connection
        self._driver = driver_of(connection)
        self._standings: Mapping[str, Standing] | None = None

    def forget(self) -> None:
        """Drop what is kept in memory; it is read again when needed."""
        self._standings = None

    @property
    def standings(self) -> Mapping[str, Standing]:
        """What each incarnation that is known by more than its name may do."""
        if self._standings is None:
            self._standings = rights.standings(self._driver)
        return self._standings

    def trust(self) -> Trust:
        """Return all that decides whose changes count here."""
        return rights.trust(self._driver)

    def standing(self, incarnation: str) -> Standing:
        """Return what an incarnation may do."""
        return self.standings.get(incarnation, _NOBODY)

    def verdicts(self, incarnation: str, changes: Iterable[Change]) -> list[bool]:
        """Return of each change that an incarnation wrote whether it has an effect."""
        last = self.standing(incarnation).last
        return [
            change.key.sequence <= last and _is_held(change.cell, change.value, change.salt)
            for change in changes
        ]

    def judge(self, incarnations: Iterable[str]) -> set[tuple[str, str]]:
        """Judge again all changes of some incarnations; return the rows that it may alter.

        Rows that changes name differently are to be settled after that.
        """
        touched: set[tuple[str, str]] = set()
        for incarnation in incarnations:
            judged = []
            for number, verdict, stood, row in self._verdicts(incarnation):
                if verdict != stood:
                    judged.append((verdict, number))
                    touched.add(row)
            self._driver.executemany(_JUDGED, judged)
        return touched

    def _verdicts(self, incarnation: str) -> Iterator[tuple[int, int, int, tuple[str, str]]]:
        """Yield the changes of an incarnation: number, verdict, the one that stands, row."""
        last = self.standing(incarnation).last
        for line in self._driver.execute(_TO_JUDGE, (incarnation,)):
            verdict = int(line[1] <= last and _is_held(Cell(*line[2:6]), line[6], line[7]))
            yield line[0], verdict, line[8], (line[2], line[3])

    def kind_of(self, row: str) -> str:
        """Decide the entity of a row that changes name differently, and return it; empty for none.

        The first change that counts decides, by clock and key, the same on every site; changes that
        name another entity have no effect.
        """
        kind, judged = self._kind_of(row)
        self._driver.executemany(_JUDGED, [(verdict, n) for n, verdict, _ in judged])
        return kind

    def _kind_of(self, row: str) -> tuple[str, list[tuple[int, int, int]]]:
        kind, judged = "", []
        for uuid, number, sequence, *cell, value, salt, stood in self._driver.execute(
            _OF_ROW, (row,)
        ):
            by_itself = sequence <= self.standing(uuid).last and _is_held(Cell(*cell), value, salt)
            if by_itself and not kind:
                kind = cell[0]
            judged.append((number, int(by_itself and cell[0] == kind), stood))
        return kind, judged

    def rows_of_two_kinds(self) -> list[str]:
        """Return the rows to which the log gives more than one entity."""
        return [row for (row,) in self._driver.execute(_OF_TWO_KINDS)]

    def judge_everything(self) -> None:
        """Judge again every change of the base, as after an upgrade."""
        self.judge(self._everyone())
        for row in self.rows_of_two_kinds():
            self.kind_of(row)

    def is_in_order(self) -> bool:
        """Whether each change has the verdict that it should have."""
        several = set(self.rows_of_two_kinds())
        return all(
            verdict == stood
            for incarnation in self._everyone()
            for _, verdict, stood, row in self._verdicts(incarnation)
            if row[1] not in several
        ) and all(
            verdict == stood for row in several for _, verdict, stood in self._kind_of(row)[1]
        )

    def _everyone(self) -> list[str]:
        """Return every incarnation that wrote anything here."""
        query = select(t.incarnation.c.uuid).where(
            t.incarnation.c.id.in_(select(t.change.c.incarnation).distinct())
        )
        return list(self._connection.scalars(query))


def _is_held(cell: Cell, value: Scalar, salt: str) -> bool:
    """Whether a value may have an effect; a missing value may."""
    return salt == "" or can_hold(cell, value)


# --------------------------------------------------------------------------------- papers


def add_papers(connection: Connection, sent: Iterable[Paper]) -> list[Paper]:
    """Add the papers whose signature is valid and that were unknown; return those."""
    known = set(connection.scalars(select(t.paper.c.signature)))
    added = []
    for paper in sent:
        if paper.signature in known or not is_sound_paper(paper):
            continue
        terms = paper_terms(paper)
        if not is_signed(paper.authority, terms, paper.signature):
            continue
        person = paper if isinstance(paper, Certificate) else None
        connection.execute(
            insert(t.paper).values(
                signature=paper.signature,
                authority=paper.authority,
                told=terms.decode(),
                person=person and person.person,
                person_salt=person and (person.person_salt or None),
            )
        )
        known.add(paper.signature)
        added.append(paper)
    return added
