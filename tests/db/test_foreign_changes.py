"""What another installation may send that no version of ours writes: kept out, or kept unharmed.

A wrong value never stops an exchange, and never makes a sound log look altered.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctg_desktop.domain.births import Birth, birth_terms, incarnation_id
from ctg_desktop.domain.changes import (
    Cell,
    Change,
    ChangeKey,
    Draft,
    Edit,
    Gesture,
    GestureRecord,
    Incarnation,
    Seen,
    Stamp,
    sealed,
)
from ctg_desktop.domain.entities import Action, Enjeu
from ctg_desktop.domain.envelopes import Fault, Parcel
from ctg_desktop.domain.fields import Kind, entity_types
from ctg_desktop.domain.holding import is_of_kind
from ctg_desktop.domain.trust import Certificate, Role, paper_terms
from ctg_desktop.folder.keys import usual_keys
from ctg_desktop.services.history import history
from ctg_desktop.services.wording import UNREADABLE
from tests.support.sites import START, Site, authority, sealed_apart, sent

MakeSite = Callable[..., Site]

NOW_MS = int(START.timestamp() * 1000)
GESTURE = Gesture(
    "geste-1", "", "Geste", "Dominique", Stamp(NOW_MS, 0), wall_ms=NOW_MS, author_salt="ab"
)
ROW = "019c0000-0000-7000-8000-000000000001"


class Writer:
    """Another installation, certified, that writes what no program of ours writes."""

    def __init__(self, nonce: str = "autre") -> None:
        self.keys = usual_keys(os.environ)
        key = self.keys.make()
        born = Incarnation(incarnation_id(key, nonce), "Dominique", None, NOW_MS)
        birth = Birth(born, "", key, "ab", nonce=nonce)
        self.birth = replace(birth, signature=self.keys.sign(key, birth_terms(birth)))
        self.certificate = self.signed(
            Certificate(authority(), key, Role.PARTICIPANT, None, 1, "Dominique", "ab")
        )

    def signed(self, paper: Certificate) -> Certificate:
        signature = self.keys.sign(paper.authority, paper_terms(paper))
        return replace(paper, signature=signature)

    def wrote(self, *edits: Edit, gesture: Gesture = GESTURE, first: int = 1) -> Parcel:
        """Return a gesture of this installation, sealed as the rules say."""
        gesture = replace(gesture, incarnation=self.birth.id)
        changes: list[Change] = []
        for sequence, edit in enumerate(edits, first):
            previous = changes[-1].hash if changes else "00" if first > 1 else ""
            key = ChangeKey(gesture.incarnation, sequence)
            changes.append(
                sealed(gesture, key, edit, Seen(None, ()), salt="ab", previous_hash=previous)
            )
        record = GestureRecord(gesture, tuple(changes))
        return Parcel((sealed_apart(self.birth, record),), (self.certificate,))


@pytest.fixture
def writer() -> Writer:
    return Writer()


def action(field: str, value: Any, *, member: str = "", row: str = ROW) -> Edit:
    return Edit(Cell("action", row, field, member), value)


BORN = action("deleted", 0)


def is_sound(site: Site) -> bool:
    """Whether the tables are what a rebuild makes of the log, which verifies."""
    before = site.uow.state_hash()
    assert site.problems() == ()
    site.uow.rebuild(lambda _label, _done, _total: None)
    return site.uow.state_hash() == before and site.problems() == ()


UNSTORABLE = [True, 1.5, float("nan"), float("inf"), 2**63, -(2**70), [1], {"a": 1}, "a\x00b"]


@pytest.mark.parametrize("value", UNSTORABLE, ids=repr)
def test_union_when_a_value_cannot_be_stored_refuses_the_envelope_and_names_it(
    make_site: MakeSite, writer: Writer, value: Any
) -> None:
    site = make_site()

    report = site.uow.union(writer.wrote(BORN, action("title", value)))

    (refused,) = report.refused
    assert (refused.person, refused.first, refused.last) == ("Dominique", 1, 2)
    assert refused.fault is Fault.UNREADABLE
    assert site.uow.get(Action, ROW) is None
    assert is_sound(site)


@pytest.mark.parametrize("value", ["\ud800", b"abc"], ids=repr)
def test_union_when_a_value_has_no_seal_at_all_refuses_the_envelope(
    make_site: MakeSite, writer: Writer, value: Any
) -> None:
    site = make_site()
    (envelope,) = writer.wrote(BORN, action("title", "x")).envelopes
    (record,) = envelope.records
    forged = record.changes[1]._replace(value=value)
    records = (replace(record, changes=(record.changes[0], forged)),)

    report = site.uow.union(Parcel((replace(envelope, records=records),)))

    assert [each.fault for each in report.refused] == [Fault.UNREADABLE]
    assert is_sound(site)


@pytest.mark.parametrize("value", [*UNSTORABLE, "\ud800", b"abc"], ids=repr)
def test_record_when_a_value_cannot_be_stored_refuses_and_goes_on(
    make_site: MakeSite, value: Any
) -> None:
    site = make_site()
    row = site.create("Avant")

    with pytest.raises(ValueError, match="no change of the log"):
        site.write(row, "title", value)

    site.write(row, "title", "Après")
    assert is_sound(site)


@pytest.mark.parametrize(
    "altered",
    [
        {"stamp": Stamp(2**62 + 1, 0)},
        {"stamp": Stamp(-(2**60), 0)},
        {"stamp": Stamp(NOW_MS, 2**63 - 1)},
        {"stamp": Stamp(NOW_MS, -1)},
        {"label": "a\x00b"},
        {"reason": 12, "reason_salt": "ab"},
        {"reason": "Sans sceau"},
        {"author_salt": ""},
        {"wall_ms": None},
        {"wall_ms": 2**62},
    ],
    ids=repr,
)
def test_union_when_a_gesture_is_beyond_measure_refuses_the_envelope(
    make_site: MakeSite, writer: Writer, altered: dict[str, Any]
) -> None:
    site = make_site()

    report = site.uow.union(writer.wrote(BORN, gesture=replace(GESTURE, **altered)))

    assert len(report.refused) == 1
    site.create("La suite")
    assert is_sound(site)


@pytest.mark.parametrize("first", [0, -3, 2**62, 2**63])
def test_union_when_a_sequence_number_is_none_refuses_the_envelope(
    make_site: MakeSite, writer: Writer, first: int
) -> None:
    site = make_site()

    report = site.uow.union(writer.wrote(BORN, first=first))

    assert len(report.refused) == 1
    assert is_sound(site)


def test_union_when_a_value_hides_behind_the_mark_of_erasure_then_it_shows_nothing(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    a.create("Juste")
    parcel = sent(a.uow)
    forged = tuple(
        replace(
            envelope,
            records=tuple(
                replace(
                    record,
                    changes=tuple(c._replace(value="Faux", salt="") for c in record.changes),
                )
                for record in envelope.records
            ),
        )
        for envelope in parcel.envelopes
    )

    report = b.uow.union(Parcel(forged, parcel.papers))

    assert [each.fault for each in report.refused] == [Fault.ALTERED]
    assert b.uow.rows(Action) == []


def test_union_when_a_gesture_says_to_be_ours_refuses_the_envelope(
    make_site: MakeSite, writer: Writer
) -> None:
    site = make_site()
    row = site.create("À nous")
    (envelope,) = writer.wrote(action("title", "À d'autres", row=row)).envelopes
    ours = replace(envelope.records[0].gesture, incarnation=site.uow.installation.incarnation)
    records = (replace(envelope.records[0], gesture=ours),)

    report = site.uow.union(Parcel((replace(envelope, records=records),)))

    assert len(report.refused) == 1
    undo = site.uow.undo_state().undo
    assert undo is not None
    assert undo.label == "Action créée"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"publication": 2**62}, {"publication": 0}, {"started_ms": "hier"}),
        *({"person": "\ud800"}, {"person": "x" * 900_000}, {"person": "\u202eA\x1b[31m\nB"}),
    ],
    ids=lambda wrong: repr(wrong)[:30],
)
def test_union_when_a_birth_cannot_be_stored_refuses_the_envelope(
    make_site: MakeSite, writer: Writer, wrong: dict[str, Any]
) -> None:
    site = make_site()
    (envelope,) = writer.wrote(BORN).envelopes
    birth = replace(envelope.birth, incarnation=replace(envelope.birth.incarnation, **wrong))

    report = site.uow.union(Parcel((replace(envelope, birth=birth),)))

    assert [each.fault for each in report.refused] == [Fault.UNREADABLE]
    (refused,) = report.refused
    assert len(refused.person) < 200
    assert not set(refused.person) & set("\u202e\x1b\n")
    assert is_sound(site)


def test_union_when_two_writers_give_a_gesture_one_identity_takes_both(
    make_site: MakeSite,
) -> None:
    site = make_site()
    parcels = [Writer().wrote(BORN), Writer().wrote(action("title", "Le même nom"))]

    for parcel in (*parcels, *parcels):
        assert site.uow.union(parcel).refused == ()

    found = site.uow.get(Action, ROW)
    assert found is not None
    assert found.title == "Le même nom"
    assert is_sound(site)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_union_when_writers_call_a_row_otherwise_then_the_first_one_decides_everywhere(
    make_site: MakeSite, order: tuple[int, int]
) -> None:
    site = make_site()
    as_enjeu = (Edit(Cell("enjeu", ROW, "deleted"), 0), Edit(Cell("enjeu", ROW, "title"), "E"))
    later = replace(GESTURE, stamp=Stamp(NOW_MS + 1, 0))
    parcels = (
        Writer().wrote(BORN, action("title", "A")),
        Writer().wrote(*as_enjeu, gesture=later),
    )

    for number in order:
        assert site.uow.union(parcels[number]).refused == ()

    found = site.uow.get(Action, ROW)
    assert found is not None
    assert found.title == "A"
    assert site.uow.get(Enjeu, ROW) is None
    assert is_sound(site)


@pytest.mark.parametrize(
    "edit",
    [
        action("title", "Membre", member="m"),
        action("deleted", 1, member="m"),
        action("structure", 1, member="territoire-1"),
        action("publics", 1),
        action("main_ambition", 5),
        action("main_ambition", ""),
        action("title", -7),
        action("recurring", "oui"),
        action("ends_on", 20260131),
        action("title_sort", "z"),
        action("id", "z"),
        action("publics", "1", member="familles"),
        action("title", "x" * 1_000_000),
        Edit(Cell("budget_line", ROW[:-1] + "2", "planned"), "1E+99"),
        Edit(Cell("entite_2028", ROW[:-1] + "2", "deleted"), 1),
    ],
    ids=lambda edit: f"{edit.cell.field}-{edit.cell.member}-{edit.value!r:.12}",
)
def test_union_when_a_field_is_used_otherwise_than_here_keeps_tables_and_log_alike(
    make_site: MakeSite, writer: Writer, edit: Edit
) -> None:
    a, b = make_site("Camille"), make_site("Claude")

    report = a.uow.union(writer.wrote(BORN, action("title", "Titre"), edit))
    b.receive(a)
    assert is_sound(b)
    a.uow.record(Draft("Ici aussi", (replace(edit, value=3), action("constat", "x"))))
    a.uow.undo()
    a.uow.redo()
    b.receive(a)

    assert report.refused == ()
    for site in (a, b):
        assert is_sound(site)
        found = site.uow.get(Action, ROW)
        assert found is not None
        assert found.title == "Titre"
    assert a.uow.state_hash() == b.uow.state_hash()


HOSTILE = (
    *("NaN", "Infinity", "-Infinity", "1e999999", "1E+99", "9" * 5000, "0x10", "", " ", "é"),
    *(-1, 7, 2**62, "2026-02-31", "0000-00-00", "12/03/2026", "x" * 9_000, "<b>é", "../..\\x"),
)


def test_union_when_fields_get_values_that_they_cannot_hold_then_no_table_and_no_page_sees_them(
    make_site: MakeSite, writer: Writer
) -> None:
    site = make_site()
    cells = [
        (kind, spec)
        for kind in entity_types()
        for spec in kind.fields.values()
        if not spec.is_multiple and spec.kind not in (Kind.TEXT, Kind.LONG_TEXT)
    ]
    rows = {kind.name: site.uow.new_id() for kind in entity_types()}
    edits = [Edit(Cell(name, row, "deleted"), 0) for name, row in rows.items()]
    edits += [
        Edit(Cell(kind.name, rows[kind.name], spec.name), value)
        for kind, spec in cells
        for value in HOSTILE
        if not is_of_kind(spec, value)
    ]
    # As long as the log takes, once for each kind: to hash it takes long.
    of_kinds = {spec.kind: (kind.name, spec.name) for kind, spec in cells}
    edits += [
        Edit(Cell(name, rows[name], field), "x" * 900_000) for name, field in of_kinds.values()
    ]
    gestures = [edits[at : at + 500] for at in range(0, len(edits), 500)]
    first = 1
    for number, part in enumerate(gestures):
        gesture = replace(GESTURE, id=f"geste-{number}")
        assert site.uow.union(writer.wrote(*part, gesture=gesture, first=first)).refused == ()
        first += len(part) + 1  # a gap: what is chained apart is taken apart

    for kind in entity_types():
        (row,) = site.uow.rows(kind.cls)
        assert row == kind.cls(id=rows[kind.name], deleted=False)
        lines = history(site.uow, row.id, START)
        assert all(len(line.after) < 1000 for line in lines)
        assert {line.label for line in lines if line.after == UNREADABLE} <= {"Geste (sans effet)"}
    assert is_sound(site)


def test_rebuild_when_sites_point_to_rows_that_nobody_knows_keeps_the_one_shown(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    row = a.create("Départ")
    b.receive(a)
    a.write(row, "main_ambition", "z-inconnue")
    b.clock.at += timedelta(hours=1)
    b.write(row, "main_ambition", "a-inconnue")
    a.receive(b)

    assert len(a.uow.conflicts()) == 1
    assert is_sound(a)
