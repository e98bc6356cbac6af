"""The list of actions piece by piece, and the names that its rows point to."""

from datetime import date

import pytest

from ctg_desktop.domain.action import BudgetLine, Indicateur, SuiviNote
from ctg_desktop.domain.convention import Enjeu, Thematique
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.listing import COMPLETENESS, list_names, listed
from ctg_desktop.services.sheets import action_view
from tests.support.app import TODAY, ambition, new_action


@pytest.mark.parametrize("noted_on", [None, date(2026, 1, 1), TODAY])
def test_lines_when_read_in_full_then_completeness_is_that_of_the_fiche(
    uow: UnitOfWork, noted_on: date | None
) -> None:
    theme = uow.rows(Thematique)[0]
    row = new_action(uow, description="Une description", thematiques=(theme.id,)).id
    rows.add(uow, Indicateur.TYPE, {"action": row, "label": "Familles"}, TODAY)
    rows.add(uow, BudgetLine.TYPE, {"action": row, "label": "Salle"}, TODAY)
    if noted_on is not None:
        note = {"action": row, "noted_on": noted_on, "text": "Vu"}
        rows.add(uow, SuiviNote.TYPE, note, TODAY)

    [found] = listed(uow, ActionQuery(), TODAY, more=["thematiques", COMPLETENESS])

    assert found.completeness == action_view(uow, actions.existing(uow, row), TODAY).completeness
    assert found.words == {"thematiques": theme.label}
    assert listed(uow, ActionQuery(), TODAY)[0].completeness is None


def test_lines_when_in_the_corbeille_then_they_are_read_in_full_too(uow: UnitOfWork) -> None:
    row = new_action(uow).id
    actions.delete(uow, row)

    [found] = listed(uow, ActionQuery(deleted=True), TODAY, more=["thematiques", COMPLETENESS])

    assert found.line.id == row
    assert found.completeness is not None


def test_names_when_read_then_they_serve_the_menus_in_order(agglomeration: UnitOfWork) -> None:
    uow = agglomeration
    new_action(uow)
    first = uow.rows(Enjeu)[0]
    rows.edit(uow, ambition(uow, "1").TYPE, ambition(uow, "1").id, {"enjeu": first.id})

    names = list_names(uow)

    assert names.enjeux[0][0].id == first.id
    assert names.enjeux[0][1] == (ambition(uow, "1").id,)
    assert names.ambitions[ambition(uow, "1").id].words.startswith("1 – ")
    assert names.ambitions[ambition(uow, "1").id].colour.startswith("#")
    assert [each.id for each in names.structures] == [uow.installation.structure]
    assert names.years == (2026, 2027, 2028, 2029, 2030)
