"""Views: rows gathered with what they point to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ctg_desktop.domain.action import Indicateur, SuiviNote
from ctg_desktop.domain.choices import EngagementStatus, Origin, Status
from ctg_desktop.domain.convention import Ambition, Enjeu
from ctg_desktop.domain.listing import PRINTABLE, ActionQuery
from ctg_desktop.domain.people import Contact, Coordination
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.settling import reader_of
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.services import rows
from ctg_desktop.services.contacts import directory
from ctg_desktop.services.conventions import convention_view, posts, strategy
from ctg_desktop.services.lookup import find_structure
from ctg_desktop.services.place_summary import territoire_view
from ctg_desktop.services.plan import plan_view
from ctg_desktop.services.reference_reader import ReferenceReader
from ctg_desktop.services.sheets import action_view
from tests.support.app import BETHUNE, BRUAY, TODAY, ambition, new_action


def test_convention_when_read_from_the_file_then_it_is_that_of_a_folder(uow: UnitOfWork) -> None:
    from_file = convention_view(reader_of(shipped_referentiel()), TODAY)

    assert convention_view(uow, TODAY) == from_file
    assert len(from_file.signatories) == 4
    assert [len(group.contacts) for group in from_file.contacts] == [3, 2, 1, 1]
    assert sum(len(view.ambitions) for view in from_file.strategy) == 8


def test_convention_when_the_reader_holds_none_then_a_sentence_tells() -> None:
    with pytest.raises(NotFoundError, match="importez un référentiel"):
        convention_view(ReferenceReader([]), TODAY)


def test_strategy_when_ambitions_have_no_enjeu_then_they_come_last_under_none(
    agglomeration: UnitOfWork,
) -> None:
    enjeu = agglomeration.rows(Enjeu)[1]
    rows.edit(agglomeration, Ambition.TYPE, ambition(agglomeration, "5").id, {"enjeu": enjeu.id})

    groups = strategy(agglomeration, {})

    assert [group.enjeu and group.enjeu.number for group in groups] == ["1", "2", "3", None]
    assert [view.ambition.number for view in groups[1].ambitions] == ["5"]
    assert len(groups[3].ambitions) == 7


def test_progress_when_asked_then_confidential_actions_stay_out(uow: UnitOfWork) -> None:
    new_action(uow, status=Status.EN_COURS, ends_on=TODAY - timedelta(days=1))
    new_action(uow, confidential=True)

    view = convention_view(uow, TODAY, with_progress=True)

    progress = view.strategy[-1].ambitions[0].progress
    assert (progress.total, progress.late_count) == (1, 1)
    assert convention_view(uow, TODAY).strategy[-1].progress.total == 0


def test_action_when_gathered_then_names_and_gauge_are_there(uow: UnitOfWork) -> None:
    bruay = find_structure(uow, BRUAY)
    other = new_action(uow, "Liée")
    action = new_action(
        uow,
        status=Status.EN_COURS,
        territoires=(bruay.id,),
        linked_actions=(other.id,),
        ends_on=TODAY - timedelta(days=1),
    )
    rows.add(uow, Indicateur.TYPE, {"action": action.id, "label": "I"}, TODAY)
    for day, text in ((date(2026, 9, 1), "Après"), (date(2026, 8, 1), "Avant")):
        rows.add(uow, SuiviNote.TYPE, {"action": action.id, "noted_on": day, "text": text}, TODAY)

    view = action_view(uow, action, TODAY)

    assert view.structure == find_structure(uow, BETHUNE)
    assert view.territoires == (bruay,)
    assert [linked.title for linked in view.linked_actions] == ["Liée"]
    assert [note.text for note in view.notes] == ["Avant", "Après"]
    assert view.late
    assert view.completeness.done == 4


def test_plan_when_filtered_then_it_counts_and_drops_other_ambitions(uow: UnitOfWork) -> None:
    new_action(uow, "A", status=Status.EN_COURS)
    new_action(uow, "B", main_ambition=ambition(uow, "2").id)
    query = replace(PRINTABLE, ambitions=frozenset({ambition(uow, "2").id}))

    whole = plan_view(uow, PRINTABLE, TODAY)
    part = plan_view(uow, query, TODAY, filters=("ambition : 2",))

    assert (whole.shown, whole.total) == (2, 2)
    assert sum(len(group.ambitions) for group in whole.groups) == 8
    assert (part.shown, part.total) == (1, 2)
    (group,) = part.groups
    assert [line.title for entry in group.ambitions for line in entry.actions] == ["B"]


def test_plan_when_an_ambition_was_withdrawn_then_its_actions_are_still_there(
    agglomeration: UnitOfWork,
) -> None:
    new_action(agglomeration, "Orpheline")
    rows.remove(agglomeration, Ambition.TYPE, ambition(agglomeration, "1").id)

    plan = plan_view(agglomeration, ActionQuery(), TODAY)

    assert [line.title for line in plan.groups[-1].others] == ["Orpheline"]


def test_territoire_when_gathered_then_own_and_concerning_actions_are_told_once(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    bethune = find_structure(uow, BETHUNE)
    new_action(uow, "La sienne", structure=bethune.id, territoires=(bethune.id,))
    new_action(uow, "La concerne", territoires=(bethune.id,))
    new_action(uow, "Ailleurs")
    rows.add(
        uow,
        Engagement.TYPE,
        {"territoire": bethune.id, "status": EngagementStatus.DELIBERATION},
        TODAY,
    )
    sivom = find_structure(uow, "SIVOM du Béthunois")
    for end in (None, TODAY - timedelta(days=1)):
        rows.add(
            uow, Membership.TYPE, {"member": bethune.id, "sivom": sivom.id, "to_on": end}, TODAY
        )
    rows.add(uow, Coordination.TYPE, {"employer": bethune.id}, TODAY)

    view = territoire_view(uow, bethune, TODAY)

    lines = [
        line.title for group in view.plan for entry in group.ambitions for line in entry.actions
    ]
    assert lines == ["La sienne", "La concerne"]
    assert view.progress.total == 2
    assert view.engagement is not None
    assert [each.sivom and each.sivom.name for each in view.memberships] == [sivom.name]
    assert len(view.posts) == 1
    members = territoire_view(uow, sivom, TODAY).memberships
    assert [each.member and each.member.name for each in members] == ["Béthune"]


def test_contacts_when_a_place_is_summed_up_then_those_who_serve_it_are_named(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    bethune, bruay = (find_structure(uow, code) for code in (BETHUNE, BRUAY))
    people = {row.family_name.casefold(): row for row in uow.rows(Contact) if row.family_name}
    for name in ("wozny", "hermant"):
        rows.edit(uow, Contact.TYPE, people[name].id, {"territoires": (bruay.id,)})
    added = {
        name: rows.add(uow, Contact.TYPE, {"family_name": name, **values}, TODAY)[0].id
        for name, values in (
            ("Titulaire", {"institution": people["bouret"].institution}),
            ("Ancien", {}),
            ("Suit", {"territoires": (bruay.id,)}),
            ("D’ailleurs", {"territoires": (bethune.id,)}),
        )
    }
    for name, end in (("Titulaire", None), ("Ancien", TODAY - timedelta(days=1))):
        values = {"employer": bruay.id, "contact": added[name], "to_on": end}
        rows.add(uow, Coordination.TYPE, values, TODAY)
    rows.edit(uow, Contact.TYPE, added["Ancien"], {"active": False})

    def named(place: Territoire) -> tuple[list[str], list[list[str]]]:
        view = territoire_view(uow, place, TODAY)
        groups = [view.local_contacts, *(group.contacts for group in view.contacts)]
        first, *others = [
            [(each.contact.family_name or "").upper() for each in group] for group in groups
        ]
        return first, others

    ours = ["HERMANT", "BIOUT", "THERACHE"]
    others = [["COTTIGNY"], ["DUPUIS"]]
    assert named(bruay) == (["SUIT", "TITULAIRE"], [ours, ["WOZNY"], *others]), "one follows it"
    assert named(bethune) == (
        ["D’AILLEURS"],
        [ours, ["WOZNY", "BOURET", "TITULAIRE"], *others],
    ), "nobody is said to follow it"


def test_contacts_when_grouped_then_local_erased_and_former_ones_are_where_they_belong(
    uow: UnitOfWork,
) -> None:
    def add(name: str, **values: object) -> None:
        rows.add(uow, Contact.TYPE, {"family_name": name, **values}, TODAY)

    add("Zoé")
    add("Abel", verified_on=TODAY)
    add("Ancien", active=False)

    everybody = directory(uow, TODAY)
    local = everybody[-1]

    assert local.institution is None
    assert [view.contact.family_name for view in local.contacts] == ["Abel", "Zoé"]
    assert [view.to_verify for view in local.contacts] == [False, True]
    assert all(
        view.contact.origin is Origin.REFERENTIEL
        for group in directory(uow, TODAY, local=False)
        for view in group.contacts
    )


def test_posts_when_the_holder_follows_the_place_then_they_serve_it(
    agglomeration: UnitOfWork,
) -> None:
    bethune = find_structure(agglomeration, BETHUNE)
    holder, _ = rows.add(
        agglomeration,
        Contact.TYPE,
        {"family_name": "Essai", "territoires": (bethune.id,)},
        TODAY,
    )
    rows.add(agglomeration, Coordination.TYPE, {"contact": holder.id}, TODAY)

    (post,) = posts(agglomeration, bethune.id)

    assert post.contact == holder
    assert rows.reference_for(agglomeration, bethune.id, TODAY) == "BET-2026-001"
