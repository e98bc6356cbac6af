"""One path by which rows are written: what is true of every entity, whatever it is."""

from typing import Any

import pytest

from ctg_desktop.domain.action import Action, Etape, Indicateur, Mesure, SuiviNote
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Origin, Status
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.errors import FieldError, NotFoundError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.entering import Destination, enter
from ctg_desktop.services.lookup import find_structure
from tests.support.app import BETHUNE, BRUAY, TODAY, ambition, new_action, plain


class Watched:
    """A folder that counts how often each row is read."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self.read: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)

    def get(self, cls: Any, row_id: str) -> Any:
        self.read.append(row_id)
        return self._uow.get(cls, row_id)


def hanging(uow: UnitOfWork) -> dict[str, str]:
    """Record an action with a row of each kind that hangs on it; return identities by entity."""
    action = new_action(uow)
    owner = {"action": action.id}
    etape, _ = rows.add(uow, Etape.TYPE, {**owner, "title": "Ouvrir"}, TODAY)
    indicator, _ = rows.add(uow, Indicateur.TYPE, {**owner, "label": "Familles"}, TODAY)
    measured = {"indicateur": indicator.id, "year": 2026, "value": 3}
    mesure, _ = rows.add(uow, Mesure.TYPE, measured, TODAY)
    note, _ = rows.add(uow, SuiviNote.TYPE, {**owner, "text": "Vu."}, TODAY)
    found = {row.TYPE.name: row.id for row in (etape, indicator, mesure, note)}
    return {**found, "action": action.id}


def test_field_when_saved_then_its_row_is_read_once_before_and_once_after(uow: UnitOfWork) -> None:
    action = new_action(uow)
    watched: Any = Watched(uow)

    enter(watched, Destination(Action.TYPE, action.id), {"description": "Un lieu."}, {}, TODAY)

    assert watched.read.count(action.id) == 2


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Etape.TYPE, {"title": "Clore"}),
        (Mesure.TYPE, {"value": 4}),
        (Indicateur.TYPE, {"unit": "€"}),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_row_when_what_it_hangs_on_is_in_the_corbeille_then_it_is_left_alone(
    uow: UnitOfWork, kind: EntityType, values: dict[str, Any]
) -> None:
    ids = hanging(uow)
    actions.delete(uow, ids["action"])

    with pytest.raises(RuleError, match=r"L’action BET-2026-001 est dans la corbeille"):
        rows.edit(uow, kind, ids[kind.name], values)
    with pytest.raises(RuleError, match="est dans la corbeille"):
        rows.remove(uow, kind, ids[kind.name])


def test_row_when_removed_then_it_is_told_to_be_restored_first(uow: UnitOfWork) -> None:
    ids = hanging(uow)
    rows.remove(uow, Etape.TYPE, ids["etape"])

    with pytest.raises(RuleError, match="L’étape Ouvrir est dans la corbeille"):
        rows.edit(uow, Etape.TYPE, ids["etape"], {"title": "Fermer"})
    with pytest.raises(RuleError, match="est déjà dans la corbeille"):
        rows.remove(uow, Etape.TYPE, ids["etape"])
    rows.restore(uow, Etape.TYPE, ids["etape"])
    with pytest.raises(RuleError, match="n’est pas dans la corbeille"):
        rows.restore(uow, Etape.TYPE, ids["etape"])


def test_row_when_unknown_then_a_sentence_tells(uow: UnitOfWork) -> None:
    with pytest.raises(NotFoundError, match="Cette étape est inconnue dans ce dossier"):
        rows.edit(uow, Etape.TYPE, "nulle part", {"title": "A"})
    with pytest.raises(NotFoundError, match="L’action à laquelle cette fiche se rattache"):
        rows.add(uow, Etape.TYPE, {"title": "A", "action": "nulle part"}, TODAY)
    with pytest.raises(NotFoundError, match="L’indicateur auquel cette fiche se rattache"):
        rows.add(uow, Mesure.TYPE, {"indicateur": "nulle part", "year": 2026, "value": 1}, TODAY)


def test_indicator_when_it_is_an_ambitions_then_the_agglomeration_alone_keeps_it(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    values = {"label": "Places d’accueil"}

    with pytest.raises(RuleError, match="fait partie du référentiel"):
        rows.add(uow, Indicateur.TYPE, {**values, "ambition": ambition(uow, "1").id}, TODAY)
    row, _ = rows.add(
        agglomeration,
        Indicateur.TYPE,
        {**values, "ambition": ambition(agglomeration, "1").id},
        TODAY,
    )
    assert agglomeration.get(Indicateur, row.id) == row


def test_row_when_it_is_another_structures_then_its_owner_is_named(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    """Each kind of owner: a structure, one that recorded a local row, the agglomeration."""
    bruay = find_structure(uow, BRUAY).id
    ours = find_structure(uow, BETHUNE).id
    local, _ = rows.add(uow, Contact.TYPE, {"family_name": "Abel"}, TODAY)
    theirs, _ = rows.add(agglomeration, Contact.TYPE, {"family_name": "Zola"}, TODAY)

    assert (getattr(local, "origin", None), getattr(local, "structure", None)) == (
        Origin.LOCAL,
        ours,
    )
    assert (getattr(theirs, "origin", None), getattr(theirs, "structure", None)) == (
        Origin.REFERENTIEL,
        None,
    )
    with pytest.raises(RuleError, match="Cette action est celle de Bruay-la-Buissière"):
        new_action(uow, structure=bruay)
    with pytest.raises(RuleError, match="fait partie du référentiel"):
        rows.edit(uow, Ambition.TYPE, ambition(uow, "1").id, {"title": "Autre"})
    with pytest.raises(RuleError, match="fait partie du référentiel"):
        rows.add(uow, Coordination.TYPE, {"contact": local.id, "employer": bruay}, TODAY)
    post, _ = rows.add(uow, Coordination.TYPE, {"contact": local.id, "employer": ours}, TODAY)
    with pytest.raises(RuleError, match="change d’employeur à l’agglomération seulement"):
        rows.edit(uow, Coordination.TYPE, post.id, {"employer": bruay})
    made, _ = rows.add(uow, Institution.TYPE, {"name": "Club"}, TODAY)
    assert rows.edit(uow, Institution.TYPE, made.id, {"name": "Club des aînés"})[1]


def test_edit_when_a_contradiction_came_by_a_merge_then_it_blocks_nothing_else(
    uow: UnitOfWork,
) -> None:
    action = new_action(uow)
    cell = Cell("action", action.id, "status")
    uow.record(Draft("fusion", (Edit(cell, Status.REALISEE.value),)))

    after, _ = actions.edit(uow, action.id, {"description": "Un lieu."})
    assert after.description == "Un lieu."
    with pytest.raises(FieldError, match="Intitulé"):
        actions.edit(uow, action.id, {"title": None})


def test_rows_when_one_owner_has_many_then_a_sentence_warns(uow: UnitOfWork) -> None:
    owner = {"action": new_action(uow).id}
    for number in range(6):
        rows.add(uow, Indicateur.TYPE, {**owner, "label": f"I{number}"}, TODAY)
        rows.add(uow, Etape.TYPE, {**owner, "title": f"E{number}"}, TODAY)

    told = rows.crowding(uow, Indicateur.TYPE, owner["action"])
    assert told is not None
    assert plain(told).startswith("Cette action compte 6 indicateurs")
    assert rows.crowding(uow, Etape.TYPE, owner["action"]) is None
