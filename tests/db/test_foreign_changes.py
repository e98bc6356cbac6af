"""What another installation may send that no version of ours writes: kept out, or kept unharmed.

A wrong value never stops an exchange, and never makes a sound log look altered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

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
from ctg_desktop.domain.entities import Action
from tests.support.sites import START, Site

MakeSite = Callable[..., Site]

NOW_MS = int(START.timestamp() * 1000)
WRITER = Incarnation("autre", "Dominique", None, NOW_MS)
GESTURE = Gesture("geste-1", WRITER.id, "Geste", WRITER.person, Stamp(NOW_MS, 0))
ROW = "019c0000-0000-7000-8000-000000000001"


def written(*edits: Edit, gesture: Gesture = GESTURE, first: int = 1) -> GestureRecord:
    """Return a gesture of another installation, sealed as the rules say."""
    changes: list[Change] = []
    for sequence, edit in enumerate(edits, first):
        previous = changes[-1].hash if changes else ""
        key = ChangeKey(gesture.incarnation, sequence)
        changes.append(
            sealed(gesture, key, edit, Seen(None, ()), salt="ab", previous_hash=previous)
        )
    return GestureRecord(gesture, tuple(changes))


def action(field: str, value: Any, *, member: str = "", row: str = ROW) -> Edit:
    return Edit(Cell("action", row, field, member), value)


BORN = action("deleted", 0)


def is_sound(site: Site) -> bool:
    """Whether the tables are what a rebuild makes of the log, which verifies."""
    before = site.uow.state_hash()
    sound = site.problems() == ()
    site.uow.rebuild(lambda _label, _done, _total: None)
    return sound and site.uow.state_hash() == before and site.problems() == ()


UNSTORABLE = [True, 1.5, float("nan"), float("inf"), 2**63, -(2**70), [1], {"a": 1}, "a\x00b"]


@pytest.mark.parametrize("value", UNSTORABLE, ids=repr)
def test_union_when_a_value_cannot_be_stored_leaves_it_out_and_takes_the_rest(
    make_site: MakeSite, value: Any
) -> None:
    site = make_site()

    report = site.uow.union([WRITER], [written(BORN, action("title", value))])

    assert [key.sequence for key in report.refused] == [2]
    assert report.new == 1
    assert site.uow.get(Action, ROW) is not None
    assert is_sound(site)


@pytest.mark.parametrize("value", ["\ud800", b"abc"], ids=repr)
def test_union_when_a_value_has_no_seal_at_all_leaves_it_out(
    make_site: MakeSite, value: Any
) -> None:
    site = make_site()
    record = written(BORN, action("title", "x"))
    forged = replace(record.changes[1], value=value)

    report = site.uow.union([WRITER], [GestureRecord(record.gesture, (record.changes[0], forged))])

    assert [key.sequence for key in report.refused] == [2]
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
        {"reason": 12},
    ],
    ids=repr,
)
def test_union_when_a_gesture_is_beyond_measure_leaves_it_out(
    make_site: MakeSite, altered: dict[str, Any]
) -> None:
    site = make_site()

    report = site.uow.union([WRITER], [written(BORN, gesture=replace(GESTURE, **altered))])

    assert len(report.refused) == 1
    site.create("La suite")
    assert is_sound(site)


@pytest.mark.parametrize("first", [0, -3, 2**63])
def test_union_when_a_sequence_number_is_none_leaves_it_out(
    make_site: MakeSite, first: int
) -> None:
    site = make_site()

    report = site.uow.union([WRITER], [written(BORN, first=first)])

    assert len(report.refused) == 1
    assert is_sound(site)


def test_union_when_a_value_hides_behind_the_mark_of_erasure_leaves_it_out(
    make_site: MakeSite,
) -> None:
    a, b = make_site("Camille"), make_site("Dominique")
    a.create("Juste")
    incarnations, records = a.uow.records()
    forged = [
        replace(record, changes=tuple(replace(c, value="Faux", salt="") for c in record.changes))
        for record in records
    ]

    report = b.uow.union(incarnations, forged)

    assert len(report.refused) == 2
    assert b.uow.rows(Action) == []


def test_union_when_a_gesture_says_to_be_ours_leaves_it_out(make_site: MakeSite) -> None:
    site = make_site()
    row = site.create("À nous")
    record = written(action("title", "À d'autres", row=row))
    ours = replace(record.gesture, incarnation=site.uow.installation.incarnation)

    report = site.uow.union([WRITER], [GestureRecord(ours, record.changes)])

    assert len(report.refused) == 1
    undo = site.uow.undo_state().undo
    assert undo is not None
    assert undo.label == "Action créée"


def test_union_when_an_incarnation_cannot_be_stored_takes_its_changes_all_the_same(
    make_site: MakeSite,
) -> None:
    site = make_site()
    for wrong in ({"publication": 2**80}, {"person": "\ud800"}, {"started_ms": "hier"}):
        site.uow.union([replace(WRITER, **wrong)], [written(BORN)])

    assert site.uow.get(Action, ROW) is not None
    assert is_sound(site)


def test_union_when_two_gestures_bear_one_identity_keeps_the_first(make_site: MakeSite) -> None:
    site = make_site()
    other = replace(WRITER, id="encore un autre")
    later = replace(GESTURE, incarnation=other.id, stamp=Stamp(NOW_MS + 5, 0))
    records = [
        written(BORN),
        written(action("title", "Imposteur"), gesture=later),
    ]

    report = site.uow.union([WRITER, other], records)
    again = site.uow.union([WRITER, other], records)

    assert [key.incarnation for key in report.refused] == [other.id]
    assert report.refused == again.refused
    assert is_sound(site)


def test_union_when_a_row_changes_its_kind_leaves_that_out(make_site: MakeSite) -> None:
    site = make_site()
    as_enjeu = (Edit(Cell("enjeu", ROW, "deleted"), 0), Edit(Cell("enjeu", ROW, "title"), "E"))
    site.uow.union([WRITER], [written(BORN, *as_enjeu, action("title", "A"))])

    found = site.uow.get(Action, ROW)
    assert found is not None
    assert found.title == "A"
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
    make_site: MakeSite, edit: Edit
) -> None:
    a, b = make_site("Camille"), make_site("Claude")

    report = a.uow.union([WRITER], [written(BORN, action("title", "Titre"), edit)])
    b.receive(a)
    assert is_sound(b)
    a.uow.record(Draft("Ici aussi", (replace(edit, value=3), action("constat", "x"))))
    a.uow.undo()
    a.uow.redo()
    b.receive(a)

    assert report.refused == ()
    for site in (a, b):
        assert is_sound(site)
        assert site.uow.get(Action, ROW) is not None
    assert a.uow.state_hash() == b.uow.state_hash()


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
