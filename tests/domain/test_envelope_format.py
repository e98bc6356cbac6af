"""Envelopes as bytes: what is written is read back, what was altered is never believed."""

from __future__ import annotations

import hashlib
import json
import os
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_desktop.domain.births import Birth, incarnation_id
from ctg_desktop.domain.changes import (
    Cell,
    Change,
    ChangeKey,
    Edit,
    Gesture,
    GestureRecord,
    Incarnation,
    Seen,
    Stamp,
    erased,
    is_name,
    sealed,
)
from ctg_desktop.domain.envelope_format import (
    LONGEST_LINE,
    TooNewError,
    envelope_bytes,
    envelope_from,
)
from ctg_desktop.domain.envelopes import Envelope, Fault, inner_fault
from ctg_desktop.domain.strict_json import NotReadableError

EXAMPLES = 2_000 if os.environ.get("CTG_STRESS") == "1" else 60

KEY, NONCE = "ab" * 32, "cd" * 16
WRITER = incarnation_id(KEY, NONCE)
OTHERS = ("7d9a3a52-5f0e-5b0a-9f67-1d7f3b8d0001", "7d9a3a52-5f0e-5b0a-9f67-1d7f3b8d0002")

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
names = texts.filter(is_name)
values = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), texts)
cells = st.builds(
    Cell,
    *(st.sampled_from(("action", "contact")), st.sampled_from(("r1", "r2"))),
    *(st.sampled_from(("title", "publics")), st.sampled_from(("", "m"))),
)


@st.composite
def envelopes(draw: st.DrawFn) -> Envelope:
    """Draw gestures that follow one another, some changes of which have lost their values."""
    first = draw(st.integers(1, 1_000_000))
    sequence, previous = first, "" if first == 1 else "ef" * 32
    records, last = [], {}
    for number in range(draw(st.integers(1, 4))):
        reason = draw(st.none() | texts)
        gesture = Gesture(
            *(f"g{number}", WRITER, draw(texts), draw(texts)),
            Stamp(draw(st.integers(0, 2**40)), draw(st.integers(0, 3))),
            reason,
            draw(st.none() | st.just("g0")),
            draw(st.integers(0, 2**40)),
            author_salt="5a17",
            reason_salt="" if reason is None else "5a17",
        )
        changes: list[Change] = []
        for _ in range(draw(st.integers(1, 4))):
            cell = draw(cells)
            parents = [last[cell]] if cell in last and draw(st.booleans()) else []
            if draw(st.booleans()):
                parents.append(ChangeKey(draw(st.sampled_from(OTHERS)), draw(st.integers(1, 99))))
            made = sealed(
                gesture,
                ChangeKey(WRITER, sequence),
                Edit(cell, draw(values)),
                Seen(draw(values), tuple(parents)),
                salt=draw(st.sampled_from(("00ff", "0a0b"))),
                previous_hash=previous,
            )
            previous, last[cell] = made.hash, made.key
            changes.append(erased(made) if draw(st.integers(0, 5)) == 0 else made)
            sequence += 1
        records.append(GestureRecord(gesture, tuple(changes)))
    birth = Birth(
        Incarnation(WRITER, draw(names), None, 5),
        *("c", KEY, "5a17"),
        continues=ChangeKey(OTHERS[0], 7),
        knew=(ChangeKey(OTHERS[1], 9),),
        signature="00" * 64,
        nonce=NONCE,
    )
    return Envelope(birth, tuple(records), "11" * 64)


@settings(max_examples=EXAMPLES)
@given(envelopes())
def test_envelope_when_written_then_it_is_read_back_the_same(envelope: Envelope) -> None:
    assert envelope_from(envelope_bytes(envelope)) == envelope
    assert inner_fault(envelope) is None


@settings(max_examples=EXAMPLES)
@given(envelopes())
def test_hash_when_a_change_is_read_then_it_is_that_of_one_json_text(envelope: Envelope) -> None:
    """As `FORMAT.md` specifies it; the program puts these texts together by itself."""
    for record in envelope_from(envelope_bytes(envelope)).records:
        gesture = record.gesture
        author = hashed([gesture.author_salt, gesture.author])
        reason = hashed([gesture.reason_salt, gesture.reason]) if gesture.reason_salt else ""
        clock = [gesture.stamp.ms, gesture.stamp.counter, gesture.wall_ms]
        for change in record.changes:
            if change.salt:
                assert change.digest == hashed([change.salt, change.value, change.previous])
            told = [
                *(change.key.incarnation, change.key.sequence),
                *([gesture.id, gesture.label, author, *clock], [reason, gesture.undoes]),
                [change.cell.entity, change.cell.row, change.cell.field, change.cell.member],
                *(
                    change.digest,
                    sorted([each.incarnation, each.sequence] for each in change.parents),
                ),
                change.previous_hash,
            ]
            assert change.hash == hashed(told)


def hashed(values: list[object]) -> str:
    told = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


@settings(max_examples=EXAMPLES)
@given(envelopes(), st.integers(0, 10**9), st.integers(0, 7))
def test_envelope_when_a_bit_is_turned_then_it_is_seen(
    envelope: Envelope, place: int, bit: int
) -> None:
    told = bytearray(envelope_bytes(envelope))
    told[place % len(told)] ^= 1 << bit

    try:
        read = envelope_from(bytes(told))
    except NotReadableError:
        return
    # Birth and seal are covered by their signatures, all else by the last hash.
    unsigned = replace(read, birth=envelope.birth, seal=envelope.seal)
    assert unsigned == envelope or inner_fault(read) in (Fault.ALTERED, Fault.UNREADABLE)


@settings(max_examples=EXAMPLES)
@given(envelopes(), st.floats(0, 0.999))
def test_envelope_when_cut_short_then_it_is_refused(envelope: Envelope, share: float) -> None:
    told = envelope_bytes(envelope)

    with pytest.raises(NotReadableError):
        envelope_from(told[: int(len(told) * share)])


@settings(max_examples=EXAMPLES)
@given(
    st.binary(max_size=200)
    | st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | texts,
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        )
    ).map(lambda lines: b"".join(json.dumps(line).encode() + b"\n" for line in lines))
)
def test_envelope_when_it_is_anything_then_it_is_refused(told: bytes) -> None:
    with pytest.raises(NotReadableError):
        envelope_from(told)


def told_by(envelope: Envelope) -> list[list[object]]:
    return [json.loads(line) for line in envelope_bytes(envelope).splitlines()]


def one() -> Envelope:
    gesture = Gesture("g", WRITER, "Créée", "Camille", Stamp(1, 0), wall_ms=1, author_salt="5a")
    change = sealed(
        gesture,
        ChangeKey(WRITER, 1),
        Edit(Cell("action", "r", "title"), "Ludothèque"),
        Seen(None, ()),
        salt="5a",
        previous_hash="",
    )
    birth = Birth(Incarnation(WRITER, "Camille", None, 5), "c", KEY, "5a", nonce=NONCE)
    return Envelope(birth, (GestureRecord(gesture, (change,)),), "11" * 64)


@pytest.mark.parametrize(
    ("line", "place", "value"),
    [
        (2, 2, float("nan")),
        (2, 2, 10**4000),
        (2, 2, 2**63),
        (2, 2, 1.5),
        (2, 2, True),
        (2, 2, "x" * 1_000_001),
        (2, 2, "\0"),
        (2, 2, "\ud800"),
        (2, 2, ["x"]),
        (2, 3, "\0"),
        (2, 3, "x" * 1_000_001),
        (2, 3, 1),
        (2, 0, -1),
        (2, 1, 10**9),
        (1, 0, 2**62),
        (1, 0, 0),
        (1, 0, 2),
        (1, 5, "hier"),
    ],
)
def test_envelope_when_it_says_what_none_can_then_it_is_refused(
    line: int, place: int, value: object
) -> None:
    lines = told_by(one())
    lines[line][place] = value

    with pytest.raises(NotReadableError):
        envelope_from(b"".join(json.dumps(each).encode() + b"\n" for each in lines))


def test_envelope_when_of_a_later_format_then_only_a_newer_version_reads_it() -> None:
    head, *rest = envelope_bytes(one()).splitlines(keepends=True)

    with pytest.raises(TooNewError):
        envelope_from(head.replace(b'"format":1', b'"format":2', 1) + b"".join(rest))


def test_envelope_when_a_line_is_endless_then_it_is_refused() -> None:
    head, *rest = envelope_bytes(one()).splitlines(keepends=True)

    with pytest.raises(NotReadableError):
        envelope_from(head[:-1] + b" " * LONGEST_LINE + b"\n" + b"".join(rest))


def test_envelope_when_it_is_made_of_line_ends_then_it_is_refused_in_little_memory() -> None:
    head, *rest = envelope_bytes(one()).splitlines(keepends=True)
    told = head + b"\n" * 2**22 + b"".join(rest)

    tracemalloc.start()
    with pytest.raises(NotReadableError):
        envelope_from(told)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 2**20


def test_envelope_when_it_begins_in_the_middle_then_it_tells_what_came_before() -> None:
    gesture = one().records[0].gesture
    made = sealed(
        gesture,
        ChangeKey(WRITER, 12),
        Edit(Cell("action", "r", "title"), None),
        Seen("Vu ailleurs", (ChangeKey(WRITER, 3), ChangeKey(OTHERS[0], 4))),
        salt="5a",
        previous_hash="ef" * 32,
    )
    envelope = replace(one(), records=(GestureRecord(gesture, (made,)),))

    assert envelope_from(envelope_bytes(envelope)) == envelope
