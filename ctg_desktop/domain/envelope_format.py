"""An envelope as bytes, in the format that `packaging/FORMAT.md` specifies.

Lines of JSON: who wrote, the texts that come often, then each gesture followed by its changes, and
the seal. What can be computed does not travel: digests, previous hashes and hashes are computed
again by who reads, and compared with the last one, which is sealed. So a hash costs no byte, and
one sign that was altered anywhere is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from ctg_desktop.domain.births import Birth
from ctg_desktop.domain.changes import (
    MOST_CHANGES,
    MOST_PARENTS,
    Cell,
    Change,
    ChangeKey,
    Gesture,
    GestureRecord,
    Incarnation,
    Stamp,
    canonical,
    hashing,
    is_storable,
    new_tuple,
    value_digest,
)
from ctg_desktop.domain.envelopes import Envelope
from ctg_desktop.domain.fields import Scalar
from ctg_desktop.domain.strict_json import (
    NotReadableError,
    loaded,
    loaded_line,
    maybe,
    number,
    text,
)

ENVELOPE_FORMAT = 1
"""The format of the envelopes that this version writes, and the newest that it reads."""

LONGEST_LINE = 16 * 2**20
"""The longest line that is read, in bytes: the longest texts, and each row of a long gesture."""

_SHORTEST_LINE = 8
"""A line of an envelope has more bytes: what is read of bytes is bounded before they are split."""

MOST_BYTES = 64 * 2**20
"""The greatest size of an envelope, in bytes: it is in memory while it is taken in."""


class TooNewError(NotReadableError):
    """An envelope in a format that only a newer version reads."""


# ------------------------------------------------------------------------------- writing


def envelope_bytes(envelope: Envelope) -> bytes:
    """Return an envelope in format 1."""
    return b"".join(line + b"\n" for line in _lines(envelope))


class _Table(dict[Any, int]):
    """Numbers things in the order in which they are first met."""

    def __missing__(self, thing: Any) -> int:
        self[thing] = len(self)
        return self[thing]


def _lines(envelope: Envelope) -> Iterator[bytes]:
    cells, names, writers = _Table(), _Table(), _Table()
    told: dict[int, Scalar] = {}
    own = envelope.birth.id
    body: list[bytes] = []
    for record in envelope.records:
        body.append(canonical(_gesture_told(record)))
        for change in record.changes:
            where = [
                cells[change.cell.entity, change.cell.field],
                names[change.cell.row],
                names[change.cell.member] if change.cell.member else None,
            ]
            parents = _parents_told(change, writers)
            is_implied = change.previous == _implied(change.parents, own, told)
            previous = [] if is_implied else [change.previous]
            digest = "" if change.salt else change.digest
            told[change.key.sequence] = change.value
            body.append(
                canonical(
                    _trimmed(
                        [where[0], where[1], change.value, change.salt],
                        [where[2], parents, previous, digest],
                    )
                )
            )
    first = next(envelope.changes())
    yield canonical(
        {
            "format": ENVELOPE_FORMAT,
            "naissance": birth_told(envelope.birth),
            "premier": first.key.sequence,
            "avant": first.previous_hash,
            "champs": list(cells),
            "noms": list(names),
            "ecrivains": list(writers),
        }
    )
    yield from body
    yield canonical({"dernier": envelope.last.hash, "sceau": envelope.seal})


_USUAL: Sequence[Any] = (None, [], [], "")


def _trimmed(needed: list[Any], more: list[Any]) -> list[Any]:
    """Return the values of a change without those at the end that are the usual ones."""
    while more and more[-1] == _USUAL[len(more) - 1]:
        more.pop()
    return needed + more


def _implied(parents: Sequence[ChangeKey], own: str, told: Mapping[int, Scalar]) -> Scalar:
    """Return the previous value that needs no telling: that of the only parent, if it is told.

    What is told are the values of the same writer, by their number.
    """
    if len(parents) != 1 or parents[0].incarnation != own:
        return None
    return told.get(parents[0].sequence)


def _parents_told(change: Change, writers: _Table) -> list[Any]:
    """Return the parents: of the same writer by how many changes ago, of others by their keys."""
    own = change.key.incarnation
    return [
        change.key.sequence - parent.sequence
        if parent.incarnation == own
        else [writers[parent.incarnation], parent.sequence]
        for parent in change.parents
    ]


def _gesture_told(record: GestureRecord) -> list[Any]:
    gesture = record.gesture
    wall = None if gesture.wall_ms is None else gesture.wall_ms - gesture.stamp.ms
    told = [
        *(len(record.changes), gesture.id, gesture.label, gesture.author),
        *(gesture.author_salt, gesture.stamp.ms, gesture.stamp.counter, wall),
    ]
    more = [
        *(gesture.author_digest, gesture.reason, gesture.reason_salt, gesture.reason_digest),
        gesture.undoes,
    ]
    while more and more[-1] in ("", None):
        more.pop()
    return told + more


def birth_told(birth: Birth) -> dict[str, Any]:
    """Return a birth as an envelope tells it."""
    born = birth.incarnation
    return {
        "incarnation": born.id,
        "format": born.format,
        "convention": birth.convention,
        "cle": birth.key,
        "alea": birth.nonce,
        "personne": born.person,
        "sel": birth.person_salt,
        "empreinte": birth.person_digest,
        "structure": born.structure,
        "publication": born.publication,
        "debut": born.started_ms,
        "suite_de": _pair(birth.continues) if birth.continues else None,
        "connaissait": [_pair(key) for key in birth.knew],
        "demonstration": birth.is_demonstration,
        "signature": birth.signature,
    }


def _pair(key: ChangeKey) -> list[Any]:
    return [key.incarnation, key.sequence]


# ------------------------------------------------------------------------------- reading


def envelope_from(told: bytes) -> Envelope:
    """Return the envelope that bytes of `envelope_bytes` hold; its signatures are not checked.

    What its last hash does not cover can only be what was altered: the sealed hash stands then
    beside a chain that does not lead to it, as `envelopes.inner_fault` finds.

    Raises:
        TooNewError: only a newer version reads it.
        NotReadableError: it is no envelope.
    """
    if len(told) > MOST_BYTES or told.count(b"\n") * _SHORTEST_LINE > len(told):
        raise NotReadableError("too long, or so many lines that no gesture stands in them")
    lines = told.split(b"\n")
    if max(map(len, lines)) > LONGEST_LINE:
        raise NotReadableError("too long")
    if len(lines) < 4 or lines.pop() != b"":
        raise NotReadableError("cut short")
    head, *body, end = lines
    try:
        reading = _Reading(_checked_head(loaded(head)))
        return reading.envelope(map(loaded_line, body), loaded(end))
    except NotReadableError:
        raise
    except (TypeError, ValueError, KeyError, IndexError, OverflowError, RecursionError) as error:
        raise NotReadableError(type(error).__name__) from error


def _checked_head(head: Any) -> dict[str, Any]:
    if not isinstance(head, dict) or type(head.get("format")) is not int:
        raise NotReadableError("no head")
    if head["format"] > ENVELOPE_FORMAT:
        raise TooNewError(f"format {head['format']}")
    return head


def _key(told: Any) -> ChangeKey:
    incarnation, sequence = told
    return ChangeKey(text(incarnation), number(sequence))


def birth_from(told: Any) -> Birth:
    """Return the birth that `birth_told` tells.

    Raises:
        NotReadableError: it is none.
    """
    try:
        incarnation = Incarnation(
            *(text(told["incarnation"]), text(told["personne"])),
            *(maybe(text, told["structure"]), number(told["debut"])),
            *(maybe(number, told["publication"]), number(told["format"])),
        )
        return Birth(
            incarnation,
            *(text(told["convention"]), text(told["cle"]), text(told["sel"])),
            continues=maybe(_key, told["suite_de"]),
            knew=tuple(map(_key, told["connaissait"])),
            is_demonstration=told["demonstration"] is True,
            person_digest=text(told["empreinte"]),
            signature=text(told["signature"]),
            nonce=text(told["alea"]),
        )
    except (TypeError, ValueError, KeyError) as error:
        raise NotReadableError("no birth") from error


class _Reading:
    """Makes again what an envelope holds, from its head on."""

    def __init__(self, head: dict[str, Any]) -> None:
        self._birth = birth_from(head["naissance"])
        self._cells = [(text(entity), text(name)) for entity, name in head["champs"]]
        self._names = [text(name) for name in head["noms"]]
        self._writers = [text(writer) for writer in head["ecrivains"]]
        self._sequence, self._hash = number(head["premier"]), text(head["avant"])
        if self._sequence <= 0:
            raise NotReadableError("beyond measure")
        self._told: dict[int, Scalar] = {}

    def envelope(self, lines: Iterator[Any], end: Any) -> Envelope:
        records = []
        for line in lines:
            count, gesture = self._gesture(line)
            records.append(GestureRecord(gesture, self._changes(gesture, islice(lines, count))))
            if len(records[-1].changes) != count:
                raise NotReadableError("cut short")
        made = Envelope(self._birth, tuple(records), text(end["sceau"]), is_chained=True)
        return made if self._hash == text(end["dernier"]) else _altered(made, end["dernier"])

    def _gesture(self, line: Sequence[Any]) -> tuple[int, Gesture]:
        count, identity, label, author, salt, ms, counter, wall, *more = line
        digest, reason, reason_salt, reason_digest, undoes = [*more, *_NO_MORE[len(more) :]]
        if not 0 < number(count) <= MOST_BYTES or len(more) > len(_NO_MORE):
            raise NotReadableError("no gesture")
        stamp = Stamp(number(ms), number(counter))
        return count, Gesture(
            *(text(identity), self._birth.id, text(label), text(author), stamp),
            *(maybe(text, reason), maybe(text, undoes)),
            None if wall is None else stamp.ms + number(wall),
            *(text(salt), text(digest), text(reason_salt), text(reason_digest)),
        )

    def _changes(self, gesture: Gesture, lines: Iterable[Any]) -> tuple[Change, ...]:
        """Make the changes of a gesture: one loop, since there are tens of thousands."""
        cells, names, own, values = self._cells, self._names, self._birth.id, self._told
        sequence, chained, hashed = self._sequence, self._hash, hashing(gesture, own)
        made = []
        for line in lines:
            place, name, value, salt, *more = line
            entity, field = cells[_index(place)]
            row, key = names[_index(name)], new_tuple(ChangeKey, (own, sequence))
            if more:
                member, keys, before, digest = self._rare(key, more)
                cell = Cell(entity, row, field, member)
            else:  # most of them: a cell that nobody wrote before
                cell, keys = new_tuple(Cell, (entity, row, field, "")), ()
                before, digest = None, ""
            if type(salt) is not str or not (type(value) is str or is_storable(value)):
                raise NotReadableError("no value")
            told = value_digest(value, before, salt) if salt else digest
            former, chained = chained, hashed(sequence, cell, told, keys, chained)
            change = (key, gesture.id, cell, value, before, keys, salt, told, former, chained)
            made.append(new_tuple(Change, change))
            values[sequence] = value
            sequence += 1
        if sequence > MOST_CHANGES + 1:
            raise NotReadableError("beyond measure")
        self._sequence, self._hash = sequence, chained
        return tuple(made)

    def _rare(
        self, key: ChangeKey, more: Sequence[Any]
    ) -> tuple[str, tuple[ChangeKey, ...], Scalar, str]:
        """Return what few changes tell: member, parents, previous value, digest without a salt."""
        member, parents, previous, digest = [*more, *_USUAL[len(more) :]]
        if len(more) > len(_USUAL) or len(parents) > MOST_PARENTS:
            raise NotReadableError("no change")
        keys = tuple([self._parent(key, each) for each in parents])
        before = previous[0] if previous else _implied(keys, key.incarnation, self._told)
        if not is_storable(before):
            raise NotReadableError("no value")
        member = "" if member is None else self._names[_index(member)]
        return member, keys, before, text(digest)

    def _parent(self, key: ChangeKey, told: Any) -> ChangeKey:
        if type(told) is int:
            made = ChangeKey(key.incarnation, key.sequence - told)
        else:
            writer, sequence = told
            made = ChangeKey(self._writers[_index(writer)], number(sequence))
        if not 0 < made.sequence <= MOST_CHANGES:
            raise NotReadableError("no parent")
        return made


_NO_MORE: Sequence[Any] = ("", None, "", "", None)


def _index(told: Any) -> int:
    if type(told) is not int or told < 0:
        raise NotReadableError("no index")
    return told


def _altered(made: Envelope, last: str) -> Envelope:
    """Return an envelope whose last change bears the hash that its writer sealed."""
    *records, record = made.records
    *changes, change = record.changes
    record = replace(record, changes=(*changes, change._replace(hash=last)))
    return replace(made, records=(*records, record), is_chained=False)
