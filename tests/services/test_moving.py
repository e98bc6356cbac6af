"""What hangs on a row: told, and moved to another one in one gesture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action, Indicateur, Mesure
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status, TerritoireKind
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import EntityType, FieldSpec, describe
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, moving, past_gestures, rows
from ctg_desktop.services.lookup import find_structure
from tests.support.app import BRUAY, TODAY, Office, new_action, plain
from tests.support.pointing import made, pointing_row, remove

MOVABLE = [
    (kind, spec)
    for kind in entity_types()
    for spec in kind.fields.values()
    if spec.target and not (kind.is_nested and kind.owner == spec.name) and not kind.append_only
]


@pytest.fixture(scope="module")
def shared(consolidator: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitOfWork]:
    """One folder for tests that look at rows of their own alone."""
    folder = tmp_path_factory.mktemp("partagé") / "dossier"
    with Office.copied(consolidator, folder).open() as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "spec"), MOVABLE, ids=[f"{kind.name}.{spec.name}" for kind, spec in MOVABLE]
)
@pytest.mark.parametrize("is_gone", [False, True], ids=["in place", "gone"])
def test_row_when_it_points_to_another_then_it_is_told_and_moves_with_it(
    shared: UnitOfWork, kind: EntityType, spec: FieldSpec, is_gone: bool
) -> None:
    uow, target = shared, describe(spec.target)
    former, successor = made(uow, target, "ancien"), made(uow, target, "nouveau")
    row = pointing_row(uow, kind, spec, former)
    if is_gone:
        remove(uow, former)
        former = replace(former, deleted=True)
    before = uow.state_hash()

    [tie] = moving.ties(uow, former)
    assert (tie.kind, tie.spec) == (kind, spec)
    assert [each.id for each in tie.rows] == [row.id]
    assert plain(tie.words).startswith("1 ")

    moved, changes = moving.move(uow, former, successor)

    assert (moved.moved, moved.left) == (1, 0)
    assert changes
    assert moving.ties(uow, former) == ()
    [moved_tie] = moving.ties(uow, successor)
    assert (moved_tie.kind, moved_tie.spec) == (kind, spec)
    uow.undo()
    assert uow.state_hash() == before


def test_parts_when_a_row_is_removed_then_they_are_no_ties(uow: UnitOfWork) -> None:
    action = new_action(uow)
    rows.add(uow, Indicateur.TYPE, {"action": action.id, "label": "Familles"}, TODAY)

    assert moving.ties(uow, action) == ()
    linked = new_action(uow, "Liée", linked_actions=(action.id,))
    assert plain(moving.listed(moving.ties(uow, action))) == "1 action (actions liées)"
    assert linked.linked_actions == (action.id,)


def test_removal_when_a_successor_is_given_then_both_are_one_gesture(uow: UnitOfWork) -> None:
    lea = rows.add(uow, Contact.TYPE, {"family_name": "Léa"}, TODAY)[0]
    tom = rows.add(uow, Contact.TYPE, {"family_name": "Tom"}, TODAY)[0]
    action = new_action(uow, pilote=lea.id)

    moving.remove(uow, lea, tom)

    assert actions.existing(uow, action.id).pilote == tom.id
    uow.undo()
    assert actions.existing(uow, action.id).pilote == lea.id
    found = uow.get(Contact, lea.id)
    assert found is not None
    assert found.deleted is False


def test_move_when_the_other_row_cannot_take_the_place_then_nothing_is_written(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    bruay = find_structure(uow, BRUAY)
    quarter, _ = rows.add(
        uow, Territoire.TYPE, {"name": "Quartier", "kind": TerritoireKind.QUARTIER}, TODAY
    )
    gone, _ = rows.add(
        uow, Territoire.TYPE, {"name": "Ancienne", "kind": TerritoireKind.COMMUNE}, TODAY
    )
    rows.remove(uow, Territoire.TYPE, gone.id)
    gone = rows.existing(uow, Territoire.TYPE, gone.id)
    before = uow.state_hash()

    for other in (bruay, quarter, gone, uow.rows(Contact)[0]):
        with pytest.raises(RuleError):
            moving.move(uow, bruay, other)
        with pytest.raises(RuleError):
            moving.remove(uow, bruay, other)
    assert uow.state_hash() == before


def test_structure_when_it_moves_what_is_not_its_own_then_that_stays(uow: UnitOfWork) -> None:
    """A commune moves its actions and its people; the référentiel and the others' stay."""
    ours = uow.installation.structure
    bruay = find_structure(uow, BRUAY)
    new_action(uow, "La nôtre", territoires=(bruay.id,))
    foreign = Action(id=uow.new_id())
    edits = [Edit(Cell("action", foreign.id, "deleted"), 0)]
    edits += [Edit(Cell("action", foreign.id, "structure"), bruay.id)]
    edits += [Edit(Cell("action", foreign.id, "territoires", bruay.id), 1)]
    uow.record(Draft("Essai", tuple(edits)))
    lillers = find_structure(uow, "Lillers")

    moved, _ = moving.move(uow, bruay, lillers)

    assert moved.moved == 1
    assert moved.left >= 1
    assert uow.count_actions(ActionQuery(territoires=frozenset({lillers.id})), TODAY) == 1
    assert uow.count_actions(ActionQuery(structures=frozenset({bruay.id})), TODAY) == 1
    assert uow.installation.structure == ours


def test_move_when_undone_then_the_folder_works_again_for_the_place_it_left(
    uow: UnitOfWork,
) -> None:
    """Redone, it works for the other one again."""
    action = new_action(uow)
    ours = find_structure(uow, uow.installation.structure or "")
    bruay = find_structure(uow, BRUAY)
    remove(uow, ours)
    gone = replace(ours, deleted=True)
    moving.move(uow, gone, bruay)
    assert uow.installation.structure == bruay.id

    past_gestures.undo(uow, since_opening=True)

    assert uow.installation.structure == ours.id
    assert actions.existing(uow, action.id).structure == ours.id

    past_gestures.redo(uow, since_opening=True)

    assert uow.installation.structure == bruay.id
    assert actions.existing(uow, action.id).structure == bruay.id


def test_structure_of_an_action_when_its_change_is_undone_then_the_folder_stays_where_it_is(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    ours = uow.installation.structure
    action = new_action(uow)
    actions.edit(uow, action.id, {"structure": find_structure(uow, BRUAY).id})

    past_gestures.undo(uow, since_opening=True)

    assert uow.installation.structure == ours
    assert actions.existing(uow, action.id).structure == ours


def test_own_actions_when_the_structure_still_stands_then_it_gives_none_away(
    uow: UnitOfWork,
) -> None:
    new_action(uow)
    ours = find_structure(uow, uow.installation.structure or "")

    moved, _ = moving.move(uow, ours, find_structure(uow, BRUAY))

    assert moved.moved == 0
    assert uow.count_actions(ActionQuery(structures=frozenset({ours.id})), TODAY) == 1


def test_two_communes_when_they_become_one_then_all_of_both_is_its_own(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    ames, lillers = find_structure(uow, "Ames"), find_structure(uow, "Lillers")
    sivom = next(row for row in uow.rows(Territoire) if row.kind is TerritoireKind.SIVOM)
    for place in (ames, lillers):
        member = {"member": place.id, "sivom": sivom.id, "competence": "Jeunesse"}
        rows.add(uow, Membership.TYPE, member, TODAY)
        rows.add(
            uow, Engagement.TYPE, {"territoire": place.id, "status": "deliberation_prise"}, TODAY
        )
        contact = {"family_name": f"De {place.name}", "territoires": (ames.id, lillers.id)}
        rows.add(uow, Contact.TYPE, contact, TODAY)
    action = new_action(uow, "Une", structure=ames.id, territoires=(ames.id, lillers.id))
    binned = new_action(uow, "Jetée", structure=ames.id)
    actions.delete(uow, binned.id)
    indicator, _ = rows.add(uow, Indicateur.TYPE, {"action": action.id, "label": "I"}, TODAY)
    measure = {"indicateur": indicator.id, "year": 2026, "value": Decimal(3)}
    rows.add(uow, Mesure.TYPE, {**measure, "structure": ames.id}, TODAY)
    kind = TerritoireKind.COMMUNE
    one, _ = rows.add(uow, Territoire.TYPE, {"name": "Ames-Lillers", "kind": kind}, TODAY)
    assert isinstance(one, Territoire)

    for place in (ames, lillers):
        moving.remove(uow, place, one)

    found = actions.existing(uow, action.id)
    assert (found.structure, found.territoires) == (one.id, (one.id,))
    assert actions.existing(uow, binned.id).structure == one.id
    people = [row for row in uow.rows(Contact) if (row.family_name or "").startswith("De ")]
    assert {row.territoires for row in people} == {(one.id,)}
    # What both had is not had twice: the second stays with the commune that is gone.
    assert len(uow.rows(Engagement, where={"territoire": one.id})) == 1
    assert len(uow.rows(Membership, where={"member": one.id})) == 1
    [moved] = uow.rows(Mesure)
    assert moved.structure == one.id
    # A measure is found again by what identifies it: the same period corrects it.
    rows.add(uow, Mesure.TYPE, {**measure, "value": Decimal(4), "structure": one.id}, TODAY)
    assert [row.value for row in uow.rows(Mesure)] == [Decimal(4)]
    assert new_action(uow, "Autre", structure=one.id, status=Status.EN_COURS)
    assert uow.verify(lambda _what, _done, _total: None).problems == ()
