"""Rows of a spreadsheet become rows of the folder."""

from __future__ import annotations

from ctg_desktop.domain.action import Action, Financement, Indicateur, SuiviNote
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.people import Contact
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.plan import Fate, Plan
from ctg_desktop.importing.taking_in import take_in
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.spreadsheet.delimited import pasted_table
from tests.support.app import TODAY

TYPED = """Axe\tAction\tDescriptif\tPorteur\tPilote\tPartenaires\tFinanceur 1\tMontant 1\tDébut\t\
Échéance\tÉtat\tPriorité\tIndicateurs\tCommentaires
1\tOuvrir un café des parents\tPour se parler\tVille de Béthune\tMme ESSAI Camille (CCAS)\t\
CAF, les écoles\tCAF\t12 000 €\t01/02/2026\tT4 2027\tEn cours\tÉlevé\tNb familles\tRéunion tenue
"""


def test_row_when_typed_as_people_do_then_all_that_it_says_is_taken_in(uow: UnitOfWork) -> None:
    report, changes = take_in(uow, Plan("action", "plan.xlsx", pasted_table(TYPED)), TODAY)

    assert changes, report.preview.groups
    action = uow.rows(Action)[0]
    assert (action.title, action.status, action.priority) == (
        "Ouvrir un café des parents",
        Status.EN_COURS,
        Priority.HAUTE,
    )
    pilote = uow.get(Contact, action.pilote or "")
    assert pilote is not None
    assert (pilote.name, pilote.source) == ("Camille ESSAI", "Import de plan.xlsx du 15/09/2026")
    assert action.partners_text == "les écoles"
    assert len(action.partners) == 1
    assert [row.requested for row in uow.rows(Financement)] == [12000]
    assert [row.label for row in uow.rows(Indicateur)] == ["Nb familles"]
    assert [row.text for row in uow.rows(SuiviNote)] == ["Réunion tenue"]

    uow.undo()
    assert not uow.rows(Action)
    assert not uow.rows(Financement)


def test_row_when_taken_in_twice_then_nothing_changes(uow: UnitOfWork) -> None:
    plan = Plan("action", "plan.xlsx", pasted_table(TYPED))
    take_in(uow, plan, TODAY)

    preview = examine(uow, plan, TODAY)

    assert [row.fate for row in preview.rows] == [Fate.UNCHANGED], preview.groups
