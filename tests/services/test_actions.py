"""The use cases of an action, with values as a form gives them."""

from datetime import date
from decimal import Decimal

import pytest

from ctg_desktop.domain.action import Action, BudgetLine, Etape, Indicateur, Mesure, mesure_id
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.convention import Public
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import FieldError, NotFoundError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.lookup import find_structure
from tests.support.app import BRUAY, TODAY, ambition, new_action, set_members


def publics(uow: UnitOfWork, count: int) -> tuple[str, ...]:
    return tuple(row.id for row in uow.rows(Public)[:count])


def test_create_when_recorded_then_it_is_one_gesture_of_the_fields_given(uow: UnitOfWork) -> None:
    values = {"title": "Ludothèque", "main_ambition": ambition(uow, "2").id}

    action, changes = actions.create(uow, values, TODAY)

    assert action.reference == "BET-2026-001"
    assert action.status is Status.IDEE
    assert changes.gesture is not None
    assert changes.gesture.label == "Action créée"
    assert {cell.field for cell in changes.cells} == {
        *("deleted", "reference", "title", "main_ambition", "structure", "status"),
    }


def test_edit_when_values_are_given_then_only_what_differs_is_written(uow: UnitOfWork) -> None:
    first, second = publics(uow, 2)
    action = new_action(uow, publics=(first,))

    _, changes = actions.edit(
        uow,
        action.id,
        {"title": action.title, "priority": Priority.HAUTE, "publics": (first, second)},
    )

    assert changes.cells == {
        Cell("action", action.id, "priority"),
        Cell("action", action.id, "publics", second),
    }


def test_members_when_set_then_each_is_a_change_of_its_own(uow: UnitOfWork) -> None:
    first, second, third = publics(uow, 3)
    action = new_action(uow, publics=(first, second))

    after, changes = set_members(uow, action.id, "publics", add=[third, first], remove=[second])

    assert set(after.publics) == {first, third}
    assert {cell.member for cell in changes.cells} == {second, third}


def test_edit_when_the_step_of_status_means_nothing_then_it_is_refused(uow: UnitOfWork) -> None:
    action = new_action(uow, status=Status.EN_COURS)

    with pytest.raises(RuleError, match=r"ne peut pas devenir «\sIdée\s»"):
        actions.edit(uow, action.id, {"status": Status.IDEE})


def test_edit_when_the_row_contradicts_itself_then_the_field_is_named(uow: UnitOfWork) -> None:
    action = new_action(uow, starts_on=date(2026, 5, 1))

    with pytest.raises(FieldError) as refused:
        actions.edit(uow, action.id, {"ends_on": date(2026, 4, 1)})

    assert refused.value.field == "date_fin"
    assert uow.get(Action, action.id) == action


def test_edit_when_the_action_is_unknown_then_a_sentence_tells(uow: UnitOfWork) -> None:
    with pytest.raises(NotFoundError, match="inconnue"):
        actions.edit(uow, "nulle part", {"title": "A"})


def test_create_when_another_structure_is_given_then_the_agglomeration_alone_may(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    bruay = find_structure(uow, BRUAY)

    with pytest.raises(RuleError, match="celle de Bruay-la-Buissière"):
        new_action(uow, structure=bruay.id)

    assert new_action(agglomeration, structure=bruay.id).reference == "BRU-2026-001"


def test_structure_when_changed_then_the_agglomeration_alone_may(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    bruay = find_structure(uow, BRUAY).id

    with pytest.raises(RuleError, match="à l’agglomération seulement"):
        actions.edit(uow, new_action(uow).id, {"structure": bruay})

    moved, _ = actions.edit(agglomeration, new_action(agglomeration).id, {"structure": bruay})
    assert moved.structure == bruay


def test_reference_when_the_structure_has_no_code_then_it_begins_with_what_it_has(
    uow: UnitOfWork,
) -> None:
    allouagne = find_structure(uow, "Allouagne")
    code = allouagne.code or allouagne.insee

    assert rows.reference_for(uow, allouagne.id, TODAY) == f"{code}-2026-001"
    assert rows.reference_for(uow, "inconnue", TODAY) == "CTG-2026-001"


def test_duplicate_when_made_then_it_keeps_what_was_promised(uow: UnitOfWork) -> None:
    model = new_action(uow, title="x" * 300, status=Status.REALISEE, completed_on=date(2026, 6, 1))
    owner = {"action": model.id}
    rows.add(uow, Etape.TYPE, {**owner, "title": "A", "done_on": date(2026, 3, 1)}, TODAY)
    rows.add(uow, BudgetLine.TYPE, {**owner, "planned": Decimal(5), "actual": Decimal(4)}, TODAY)
    indicator, _ = rows.add(uow, Indicateur.TYPE, {**owner, "label": "I"}, TODAY)
    rows.add(
        uow,
        Mesure.TYPE,
        {"indicateur": indicator.id, "year": 2026, "value": Decimal(0)},
        TODAY,
    )

    copy, changes = actions.duplicate(uow, model.id, TODAY)

    assert len(copy.title or "") == 300
    assert (copy.title or "").endswith(" (copie)")
    assert (copy.status, copy.completed_on) == (Status.IDEE, None)
    (step,) = uow.rows(Etape, where={"action": copy.id})
    assert (step.title, step.done_on) == ("A", None)
    (line,) = uow.rows(BudgetLine, where={"action": copy.id})
    assert (line.planned, line.actual) == (Decimal(5), None)
    (kept,) = uow.rows(Indicateur, where={"action": copy.id})
    assert uow.rows(Mesure, where={"indicateur": kept.id}) == []
    assert changes.gesture is not None


def test_measures_when_sites_measure_the_same_then_they_share_one_identity(
    uow: UnitOfWork,
) -> None:
    structure = uow.rows(Territoire)[0].id
    values = {"indicateur": "i", "structure": structure, "year": 2026}

    assert mesure_id(values) == mesure_id({**values, "value": Decimal(3)})
    assert mesure_id(values) != mesure_id({**values, "year": 2027})
    assert mesure_id(values) != mesure_id({**values, "measured_on": date(2026, 1, 1)})


def test_text_when_a_form_gives_it_raw_then_it_is_cleaned(uow: UnitOfWork) -> None:
    action = new_action(uow, "Cafe\u0301\x00\u200b\tdes  parents ", constat="Un\r\nDeux ")
    step, _ = rows.add(uow, Etape.TYPE, {"action": action.id, "title": " A\nB "}, TODAY)

    assert (action.title, action.constat) == ("Café des parents", "Un\nDeux")
    assert getattr(step, "title", None) == "A B"
