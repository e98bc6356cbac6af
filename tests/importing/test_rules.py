"""What an import may write, and what it asks once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.territory import Engagement, Territoire
from ctg_desktop.errors import RuleError
from ctg_desktop.importing.correspondence import read, recalled, remember, text
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.opening import named_kind, opened, pasted, proposed_entity
from ctg_desktop.importing.plan import Fate, Plan
from ctg_desktop.importing.taking_in import COPY_REASON, take_in, told
from ctg_desktop.importing.waiting import write_waiting_rows
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.lookup import find_structure
from tests.support.app import BRUAY, TODAY, new_action, plain

TITLES = "Intitulé\tAmbition"


def plan_of(*lines: str, entity: str = "action") -> Plan:
    return pasted("\n".join(lines), entity)


def test_action_when_it_is_another_structures_then_it_is_never_written(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    bruay = find_structure(uow, BRUAY)
    theirs = new_action(agglomeration, "Action de Bruay", structure=bruay.id)
    plan = plan_of(f"{TITLES}\tPorteur", "Ludothèque\t1\tBruay-la-Buissière", "Café\t1\tBéthune")

    preview = examine(uow, plan, TODAY)
    take_in(uow, plan, TODAY)

    assert [row.fate for row in preview.rows] == [Fate.TO_MEND, Fate.NEW]
    assert "Bruay-la-Buissière" in preview.rows[0].problems[0].sentence
    assert [row.title for row in uow.rows(Action)] == ["Café"]
    assert theirs.structure == bruay.id


def test_structure_when_the_agglomeration_imports_then_it_is_a_column_or_asked_once(
    agglomeration: UnitOfWork,
) -> None:
    plan = plan_of(TITLES, "Un\t1", "Deux\t1")

    asked = examine(agglomeration, plan, TODAY)
    answered = plan.with_answer("manque:structure", "Bruay-la-Buissière")
    take_in(agglomeration, answered, TODAY)

    (question,) = asked.open_questions
    assert question.count == 2
    bruay = find_structure(agglomeration, BRUAY).id
    assert {row.structure for row in agglomeration.rows(Action)} == {bruay}
    assert {row.reference for row in agglomeration.rows(Action)} == {
        "BRU-2026-001",
        "BRU-2026-002",
    }


def test_done_actions_when_they_have_no_date_then_it_is_asked_once(uow: UnitOfWork) -> None:
    plan = plan_of(
        f"{TITLES}\tStatut\tFin prévue",
        "Un\t1\tRéalisée\t01/06/2026",
        "Deux\t1\tTerminé\t01/07/2026",
        "Trois\t1\tAbandonnée\t",
    )

    asked = examine(uow, plan, TODAY)
    keys = [question.key for question in asked.open_questions]
    answered = plan.with_answer("manque:realisee_le", "fin_prevue").with_answer(
        "manque:motif", "Repris du tableau"
    )
    refused = examine(uow, plan.with_answer("manque:realisee_le", "01/01/2030"), TODAY)
    take_in(uow, answered, TODAY)

    assert keys == ["manque:realisee_le", "manque:motif"]
    assert "à venir" in next(q for q in refused.questions if q.key == keys[0]).problem
    assert {row.title: str(row.completed_on) for row in uow.rows(Action)} == {
        "Un": "2026-06-01",
        "Deux": "2026-07-01",
        "Trois": "None",
    }


def test_rows_when_several_things_are_wrong_then_all_are_told_at_once(uow: UnitOfWork) -> None:
    plan = plan_of(
        "Intitulé\tStatut\tFin prévue\tPilote",
        "Un\tRéalisée\t31/02/2027\tService jeunesse",
    )

    preview = examine(uow, plan, TODAY)
    answers = {"manque:ambition": "1", "manque:realisee_le": "hier", "valeur": ""}
    for asked in preview.open_questions:
        plan = plan.with_answer(asked.key, answers.get(asked.key, "organisme"))
    report, _ = take_in(uow, plan.with_cell(2, 2, ""), TODAY)

    assert {group.kind for group in preview.groups} == {
        *("Ambition principale", "Réalisée le", "Fin prévue", "Pilote"),
    }
    assert report.preview.newcomers == ("Service jeunesse",)
    (made,) = uow.rows(Action)
    assert len(made.structures_pilotes) == 1


def test_late_when_it_is_given_as_a_status_then_the_status_is_asked(uow: UnitOfWork) -> None:
    plan = plan_of(f"{TITLES}\tStatut", "Un\t1\tEn retard", "Deux\t1\tEn retard")

    (question,) = examine(uow, plan, TODAY).open_questions
    take_in(uow, plan.with_answer(question.key, "en_cours"), TODAY)

    assert "se calcule" in question.sentence
    assert question.count == 2
    assert {row.status for row in uow.rows(Action)} == {Status.EN_COURS}


def test_confidential_actions_when_a_file_is_without_them_then_they_stay(uow: UnitOfWork) -> None:
    hidden = new_action(uow, "Confidentielle", confidential=True)
    shown = new_action(uow, "Publique")

    take_in(uow, plan_of(f"Référence\t{TITLES}", f"{shown.reference}\tPublique\t1"), TODAY)

    kept = uow.get(Action, hidden.id)
    assert kept is not None
    assert kept.deleted is False


def test_rows_when_they_are_the_agglomerations_then_a_commune_cannot_import_them(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    plan = plan_of("Commune\tStatut", "Béthune\toui", entity="engagement")

    with pytest.raises(RuleError, match="agglomération"):
        examine(uow, plan, TODAY)
    take_in(agglomeration, plan, TODAY)
    assert any(
        row.territoire == find_structure(agglomeration, "Béthune").id
        for row in agglomeration.rows(Engagement)
    )


def test_import_when_it_is_done_then_it_is_one_gesture_after_a_copy(uow: UnitOfWork) -> None:
    plan = plan_of(f"{TITLES}\tPilote\tÉtapes", "Un\t1\tCamille ESSAI\tPréparer", "Deux\t1\t\t")
    before = len(uow.recent(50))

    report, changes = take_in(uow, plan, TODAY)

    assert plain(report.sentence) == "Actions : 2 nouvelles fiches."
    assert len(uow.recent(50)) == before + 1
    assert COPY_REASON in [each.reason for each in uow.backups()]
    assert changes.gesture is not None
    assert plain(changes.gesture.label) == "Import de presse-papiers : 2 actions"
    assert set(report.ids) == {2, 3}
    uow.undo()
    assert not uow.rows(Action)


def test_rows_when_some_are_to_mend_then_the_others_come_in_and_those_wait_in_a_file(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    path = tmp_path / "à corriger.xlsx"
    plan = plan_of(
        f"{TITLES}\tFin prévue\tÉtape 1",
        "Ambition 2\t\t\t",
        "Un\t1\t31/12/2027\tPréparer",
        "Deux\t\t31/02/2027\tRecruter",
    )

    report, _ = take_in(uow, plan, TODAY)
    count = write_waiting_rows(report.preview, path)
    waiting = opened(path, "action")
    again = examine(uow, waiting, TODAY)
    mended = waiting.with_cell(3, 2, "28/02/2027")
    take_in(uow, mended, TODAY)

    assert count == 1
    assert "1 ligne à corriger" in plain(told(report.preview))
    assert waiting.table.rows[-1].cells[-1] is not None
    assert [row.fate for row in again.rows] == [Fate.LEFT, Fate.TO_MEND]
    assert {row.title for row in uow.rows(Action)} == {"Un", "Deux"}


def test_matching_when_it_was_chosen_then_a_file_with_the_same_titles_remembers_it(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    folder = tmp_path
    lines = (f"{TITLES}\tMachin\tÉtat", "Un\t1\tx\tEn retard")
    plan = plan_of(*lines).with_column(2, "+description")
    plan = plan.with_answer("valeur:statut:en retard", "en_pause")
    preview = examine(uow, plan, TODAY)

    remember(folder, preview)
    (folder / "c.toml").write_text(text(preview), encoding="utf-8")
    again = examine(uow, recalled(folder, plan_of(*lines)), TODAY)
    from_file = Plan("action", "x", plan_of(*lines).table, remembered=read(folder / "c.toml"))

    for each in (again, examine(uow, from_file, TODAY)):
        assert each.columns[2].path == "+description"
        assert not each.open_questions
        assert each.count(Fate.NEW) == 1


def test_entity_when_it_is_looked_for_then_titles_and_words_tell_it(uow: UnitOfWork) -> None:
    contacts = plan_of("Nom\tPrénom\tMail\tTél", "A\tB\tc@exemple.fr\t0321000000").table

    assert proposed_entity(contacts) == "contact"
    assert proposed_entity(plan_of(f"{TITLES}\tPilote", "a\t1\tb").table) == "action"
    assert named_kind("notes").name == "suivi_note"
    assert uow.rows(Territoire)
