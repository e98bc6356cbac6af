"""All places of the convention side by side, and one place as a whole."""

from datetime import timedelta
from decimal import Decimal

import pytest

from ctg_desktop.domain.choices import CoordinationScope, EngagementStatus, Status, TerritoireKind
from ctg_desktop.domain.people import Contact, Coordination
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows, territoires
from ctg_desktop.services.lookup import find_structure
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.place_summary import territoire_view
from ctg_desktop.services.territoires import Coverage, Overview, PlaceLine
from tests.support.app import BETHUNE, BRUAY, TODAY, new_action

SIVOM = "SIVOM du Béthunois"


def line_of(overview: Overview, place: Territoire) -> PlaceLine:
    lines = (*overview.communes, *overview.structures)
    return next(line for line in lines if line.place.id == place.id)


def test_overview_when_nothing_is_recorded_then_every_commune_waits_to_be_completed(
    uow: UnitOfWork,
) -> None:
    overview = territoires.overview(uow, TODAY)

    assert len(overview.communes) == 100
    assert [line.place.name for line in overview.communes[:2]] == ["Allouagne", "Ames"]
    kinds = [line.place.kind for line in overview.structures]
    assert kinds == [TerritoireKind.AGGLOMERATION, *[TerritoireKind.SIVOM] * 3]
    assert {line.status for line in overview.communes} == {None}
    assert {line.status for line in overview.structures[1:]} == {EngagementStatus.DELIBERATION}
    assert (overview.engaged, overview.published_engaged, overview.published_communes) == (
        0,
        82,
        100,
    )
    assert (overview.local.posts, overview.local.published_posts) == (0, 25)
    assert (overview.local.published_fte, overview.overall.published_fte) == (
        Decimal("9.24"),
        Decimal("1.5"),
    )
    assert not overview.local.is_complete


def test_overview_when_things_are_recorded_then_each_commune_tells_its_own(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    bethune, bruay = find_structure(uow, BETHUNE), find_structure(uow, BRUAY)
    rows.add(
        uow,
        Engagement.TYPE,
        {"territoire": bethune.id, "status": EngagementStatus.DELIBERATION},
        TODAY,
    )
    holder, _ = rows.add(
        uow, Contact.TYPE, {"family_name": "Essai", "territoires": (bruay.id,)}, TODAY
    )
    post = {"employer": bethune.id, "contact": holder.id}
    rows.add(uow, Coordination.TYPE, {**post, "fte": Decimal("0.37")}, TODAY)
    rows.add(uow, Coordination.TYPE, {**post, "to_on": TODAY - timedelta(days=1)}, TODAY)
    rows.add(uow, Coordination.TYPE, {**post, "from_on": TODAY + timedelta(days=1)}, TODAY)
    overall = {"scope": CoordinationScope.ENSEMBLE, "fte": Decimal(1)}
    rows.add(uow, Coordination.TYPE, overall, TODAY)
    new_action(uow, structure=bethune.id, status=Status.REALISEE, completed_on=TODAY)
    new_action(uow, structure=bethune.id, status=Status.EN_COURS)

    overview = territoires.overview(uow, TODAY)

    line = line_of(overview, bethune)
    assert line.status is EngagementStatus.DELIBERATION
    assert (line.coverage, line.posts, line.fte) == (Coverage.EMPLOYED, 1, Decimal("0.37"))
    assert (line.actions, line.percent) == (2, 50)
    assert line_of(overview, bruay).coverage is Coverage.FOLLOWED
    assert overview.engaged == 1
    assert (overview.local.posts, overview.local.fte) == (1, Decimal("0.37"))
    assert (overview.overall.posts, overview.overall.fte) == (1, Decimal(1))


def test_members_when_dated_then_only_those_of_today_count(agglomeration: UnitOfWork) -> None:
    uow = agglomeration
    bethune, sivom = find_structure(uow, BETHUNE), find_structure(uow, SIVOM)
    for place, end in ((bethune, None), (find_structure(uow, BRUAY), TODAY - timedelta(days=1))):
        rows.add(uow, Membership.TYPE, {"member": place.id, "sivom": sivom.id, "to_on": end}, TODAY)

    assert territoires.overview(uow, TODAY).members == {sivom.id: frozenset({bethune.id})}


def test_place_when_gathered_then_own_and_concerning_actions_are_told_apart(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    bethune = find_structure(uow, BETHUNE)
    new_action(uow, "La sienne", structure=bethune.id, territoires=(bethune.id,))
    new_action(uow, "La concerne", territoires=(bethune.id,))
    new_action(uow, "Ailleurs")

    view = territoires.place_view(uow, bethune.id, TODAY)

    assert (view.progress.total, view.concerning) == (1, 1)
    assert sum(group.progress.total for group in view.strategy) == 1
    assert view.unsorted.total == 0
    assert view.is_editable


def test_place_when_memberships_are_over_then_they_are_still_told(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    bethune, sivom = find_structure(uow, BETHUNE), find_structure(uow, SIVOM)
    for competence in ("Petite enfance", "Jeunesse"):
        values = {"member": bethune.id, "sivom": sivom.id, "competence": competence}
        rows.add(uow, Membership.TYPE, {**values, "to_on": TODAY - timedelta(days=1)}, TODAY)

    commune = territoires.place_view(uow, bethune.id, TODAY)
    structure = territoires.place_view(uow, sivom.id, TODAY)

    competences = [view.membership.competence for view in commune.memberships]
    assert competences == ["Jeunesse", "Petite enfance"]
    assert {view.member and view.member.name for view in structure.memberships} == {"Béthune"}


def test_place_when_a_commune_reads_it_then_it_edits_its_own_posts_alone(uow: UnitOfWork) -> None:
    views = [
        territoires.place_view(uow, find_structure(uow, code).id, TODAY)
        for code in (BETHUNE, BRUAY)
    ]

    assert [view.is_editable for view in views] == [False, False]
    assert [view.has_editable_posts for view in views] == [True, False]


def test_place_when_it_is_gone_then_a_sentence_says_so(uow: UnitOfWork) -> None:
    with pytest.raises(NotFoundError, match="n’existe plus"):
        territoires.place_view(uow, "inconnu", TODAY)


def test_members_and_places_when_told_then_they_come_as_french_sorts_names(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    sivom = find_structure(uow, SIVOM)
    names = {"62023": "Œuf-en-Vaux", BETHUNE: "Éps", BRUAY: "Ecques", "62028": "zoteux"}
    ids = {name: find_structure(uow, code).id for code, name in names.items()}
    for name, place_id in ids.items():
        rows.edit(uow, Territoire.TYPE, place_id, {"name": name})
        rows.add(uow, Membership.TYPE, {"member": place_id, "sivom": sivom.id}, TODAY)
    wanted = ["Ecques", "Éps", "Œuf-en-Vaux", "zoteux"]

    card = territoires.place_view(uow, sivom.id, TODAY).memberships
    paper = territoire_view(uow, find_structure(uow, SIVOM), TODAY).memberships

    assert [view.member and view.member.name for view in card] == wanted
    assert [view.member and view.member.name for view in paper] == wanted
    assert Directory(uow).ordered("territoire", ids.values()) == [ids[name] for name in wanted]
