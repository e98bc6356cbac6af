"""The Accueil's figures: what asks for attention, where the plan stands, what changed."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, event

from ctg_desktop.domain.action import BudgetLine, Etape, Financement, Indicateur, Mesure, SuiviNote
from ctg_desktop.domain.choices import BudgetUnit, Frequency, Origin, Status
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, dashboard, past_gestures, rows
from ctg_desktop.services.conflicts import conflicts_to_settle
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.services.lookup import find_structure
from tests.support.app import AGGLOMERATION, BRUAY, PERSON, TODAY, Office, ambition, new_action
from tests.support.sites import sent, trust
from tests.support.window_folders import typical_folder

YESTERDAY = TODAY - timedelta(days=1)


def counts(uow: UnitOfWork) -> dict[str, int]:
    return {found.key: found.count for found in dashboard.dashboard(uow, TODAY).to_do}


def running(uow: UnitOfWork, title: str = "Café des parents", **values: object) -> str:
    given = {"status": Status.EN_COURS, "ends_on": date(2027, 1, 1), "pilote": pilote(uow)}
    return new_action(uow, title, **{**given, **values}).id


def pilote(uow: UnitOfWork) -> str:
    return uow.rows(Contact)[0].id


def recent(uow: UnitOfWork) -> list[past_gestures.RecentChange]:
    """Return what was done to one row, without the publication of the référentiel."""
    return [each for each in past_gestures.recent_changes(uow) if each.row]


def noted(uow: UnitOfWork, action: str) -> None:
    rows.add(uow, SuiviNote.TYPE, {"action": action, "text": "Vu.", "noted_on": TODAY}, TODAY)


def test_to_do_when_all_is_well_then_nothing_is_told(uow: UnitOfWork) -> None:
    noted(uow, running(uow))

    assert counts(uow) == {}


def test_to_do_when_actions_lack_something_then_each_matter_is_counted(uow: UnitOfWork) -> None:
    noted(uow, running(uow, ends_on=YESTERDAY))
    noted(uow, running(uow, blocked=True, blocked_reason="Salle fermée"))
    running(uow)
    noted(uow, running(uow, pilote=None))
    noted(uow, running(uow, ends_on=None))

    assert counts(uow) == {
        "en_retard": 1,
        "bloquee": 1,
        "sans_note": 1,
        "sans_pilote": 1,
        "sans_echeance": 1,
    }


def test_to_do_when_told_then_its_query_finds_as_many(uow: UnitOfWork) -> None:
    for at in range(3):
        running(uow, f"Action {at}", ends_on=YESTERDAY)

    for found in dashboard.dashboard(uow, TODAY).to_do:
        assert found.query is not None
        assert len(uow.actions(found.query, TODAY)) == found.count == 3


def test_to_do_when_an_indicator_was_measured_this_year_then_it_is_filled(uow: UnitOfWork) -> None:
    action = running(uow)
    noted(uow, action)
    indicator = rows.add(uow, Indicateur.TYPE, {"action": action, "label": "Séances"}, TODAY)[0]

    assert counts(uow) == {"sans_mesure": 1}
    last_year = {"indicateur": indicator.id, "year": TODAY.year - 1, "value": Decimal(3)}
    rows.add(uow, Mesure.TYPE, last_year, TODAY)
    assert counts(uow) == {"sans_mesure": 1}
    rows.add(uow, Mesure.TYPE, {**last_year, "year": None, "measured_on": YESTERDAY}, TODAY)
    assert counts(uow) == {}


def test_to_do_when_an_indicator_is_taken_once_then_any_measure_fills_it(uow: UnitOfWork) -> None:
    action = running(uow)
    noted(uow, action)
    values = {"action": action, "label": "Ouverture", "frequency": Frequency.UNIQUE}
    indicator = rows.add(uow, Indicateur.TYPE, values, TODAY)[0]
    measure = {"indicateur": indicator.id, "year": TODAY.year - 1, "value": Decimal(1)}
    rows.add(uow, Mesure.TYPE, measure, TODAY)

    assert counts(uow) == {}


def test_to_do_when_one_action_is_meant_then_the_words_are_singular(uow: UnitOfWork) -> None:
    noted(uow, running(uow, ends_on=YESTERDAY))

    assert [found.words for found in dashboard.dashboard(uow, TODAY).to_do] == ["action en retard"]


def test_contacts_when_their_check_is_old_then_each_folder_counts_its_own(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    rows.add(uow, Contact.TYPE, {"family_name": "Abel"}, TODAY)
    rows.add(uow, Contact.TYPE, {"family_name": "Zola", "verified_on": TODAY}, TODAY)

    assert counts(uow) == {"contacts": 1}
    assert counts(agglomeration) == {"contacts": len(agglomeration.rows(Contact))}


def test_scope_when_the_folder_is_a_commune_then_only_its_actions_count(
    uow: UnitOfWork, agglomeration: UnitOfWork
) -> None:
    bruay = find_structure(agglomeration, BRUAY)
    new_action(agglomeration, structure=bruay.id)
    new_action(agglomeration)
    new_action(uow)

    everywhere = dashboard.dashboard(agglomeration, TODAY)
    here = dashboard.dashboard(uow, TODAY)

    assert (everywhere.structure, everywhere.progress.total) == (None, 2)
    assert here.structure is not None
    assert (here.structure.name, here.progress.total) == ("Béthune", 1)


def test_progress_when_actions_stand_differently_then_it_adds_up(uow: UnitOfWork) -> None:
    first, second = ambition(uow, "1"), ambition(uow, "2")
    new_action(uow, status=Status.REALISEE, completed_on=YESTERDAY)
    new_action(uow, status=Status.EN_COURS, ends_on=YESTERDAY)
    new_action(uow, main_ambition=second.id, other_ambitions=(first.id,))

    found = dashboard.dashboard(uow, TODAY)

    views = {view.ambition.number: view for level in found.strategy for view in level.ambitions}
    assert (
        views["1"].progress.total,
        views["1"].progress.done,
        views["1"].progress.late_count,
    ) == (
        2,
        1,
        1,
    )
    assert views["2"].progress.total == 1
    assert found.contributing == {first.id: 1}
    assert (found.progress.total, found.progress.percent) == (3, 33)
    listed = uow.count_actions(ActionQuery(ambitions=frozenset({first.id})), TODAY)
    assert listed == views["1"].progress.total + found.contributing[first.id]


def test_progress_when_an_ambition_was_withdrawn_then_its_actions_stand_apart(
    agglomeration: UnitOfWork,
) -> None:
    new_action(agglomeration)
    rows.remove(agglomeration, Ambition.TYPE, ambition(agglomeration, "1").id)

    found = dashboard.dashboard(agglomeration, TODAY)

    assert (found.others.total, found.progress.total) == (1, 1)


def test_means_when_lines_hang_on_actions_then_they_are_summed_exactly(uow: UnitOfWork) -> None:
    action, gone = new_action(uow).id, new_action(uow).id
    for values in (
        {"unit": BudgetUnit.EURO, "planned": Decimal("0.10"), "actual": Decimal("1")},
        {"unit": BudgetUnit.EURO, "planned": Decimal("0.20")},
        {"planned": Decimal("1000")},
        {"unit": BudgetUnit.ETP, "planned": Decimal("0.5"), "year": TODAY.year},
        {"unit": BudgetUnit.ETP, "planned": Decimal("0.25")},
        {"unit": BudgetUnit.ETP, "planned": Decimal("3"), "year": TODAY.year + 1},
    ):
        rows.add(uow, BudgetLine.TYPE, {"action": action, **values}, TODAY)
    rows.add(uow, BudgetLine.TYPE, {"action": gone, "planned": Decimal(9)}, TODAY)
    actions.delete(uow, gone)
    funding = {"action": action, "requested": Decimal(500), "granted": Decimal(300)}
    rows.add(uow, Financement.TYPE, funding, TODAY)

    found = dashboard.dashboard(uow, TODAY)

    assert found.means.planned == Decimal("1000.30")
    assert found.means.actual == Decimal(1)
    assert (found.means.requested, found.means.granted) == (Decimal(500), Decimal(300))
    assert found.fte == Decimal("0.75")


def test_recent_when_a_child_was_added_then_its_action_is_named(uow: UnitOfWork) -> None:
    action = new_action(uow)
    rows.add(uow, Etape.TYPE, {"action": action.id, "title": "Réunir"}, TODAY)

    last = recent(uow)[0]

    assert (last.author, last.label) == (PERSON, "Étape ajoutée")
    assert (last.entity, last.row, last.name) == ("action", action.id, action.reference)


def test_recent_when_one_row_is_edited_in_a_row_then_it_is_told_once(uow: UnitOfWork) -> None:
    first, second = new_action(uow, "A"), new_action(uow, "B")
    actions.edit(uow, second.id, {"status": Status.EN_COURS})
    actions.edit(uow, second.id, {"title": "B bis"})

    told = recent(uow)

    assert [(each.row, each.earlier) for each in told[:2]] == [(second.id, 2), (first.id, 0)]
    assert told[0].label == "Action modifiée\u00a0: intitulé"


def test_recent_when_a_publication_touched_everything_then_it_leads_nowhere(
    uow: UnitOfWork,
) -> None:
    version = convention_of(uow).version
    assert [(each.row, each.label) for each in past_gestures.recent_changes(uow)] == [
        ("", f"Référentiel, version {version}")
    ]


def test_recent_when_limited_then_the_newest_stay(uow: UnitOfWork) -> None:
    made = [new_action(uow, f"Action {at}").id for at in range(5)]

    # The publication, whose date is still to come by the clock of the tests, is none of them.
    assert [each.row for each in past_gestures.recent_changes(uow, 3)] == made[:-4:-1]


def test_conflicts_when_another_site_wrote_too_then_they_wait_to_be_settled(
    bethune: Path, tmp_path: Path
) -> None:
    office = Office.copied(bethune, tmp_path / "un")
    with office.open() as uow:
        action = new_action(uow).id
    other = Office.copied(office.folder, tmp_path / "autre")
    with other.open() as there:
        actions.edit(there, action, {"title": "Titre de là-bas"})
        trust(there)
        written = sent(there)
    with office.open() as uow:
        trust(uow)
        actions.edit(uow, action, {"title": "Titre d’ici"})
        uow.union(written)

        found = {each.key: each.count for each in dashboard.dashboard(uow, TODAY).to_do}
        assert found[dashboard.CONFLICTS] == 1
        assert [each.field for each in conflicts_to_settle(uow, TODAY)] == ["Intitulé"]


def test_local_contacts_when_added_by_a_commune_then_they_are_its_own(uow: UnitOfWork) -> None:
    made = rows.add(uow, Contact.TYPE, {"family_name": "Abel"}, TODAY)[0]

    assert isinstance(made, Contact)
    assert made.origin is Origin.LOCAL
    assert dashboard.contacts_to_verify(uow, TODAY) == (made.id,)


def test_dashboard_when_the_plan_is_long_then_it_asks_the_base_no_more_often(
    tmp_path: Path,
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    numbers = []
    for actions_made in (24, 96):
        folder = typical_folder(
            tmp_path / str(actions_made), actions=actions_made, structure=AGGLOMERATION
        )
        with Office.copied(folder, tmp_path / f"copie {actions_made}").open() as uow:
            asked.clear()
            event.listen(Engine, "before_cursor_execute", note)
            try:
                found = dashboard.dashboard(uow, TODAY)
            finally:
                event.remove(Engine, "before_cursor_execute", note)
        assert found.progress.total == actions_made
        numbers.append(len(asked))

    assert 0 < numbers[1] <= numbers[0]


# --- the days to come ----------------------------------------------------------------------


def etape(uow: UnitOfWork, action: str, title: str, days: int, **more: object) -> None:
    values = {"action": action, "title": title, "due_on": TODAY + timedelta(days=days), **more}
    rows.add(uow, Etape.TYPE, values, TODAY)


def told(uow: UnitOfWork) -> list[tuple[str | None, bool]]:
    found = dashboard.dashboard(uow, TODAY).agenda
    return [(line.etape.title, line.late) for line in found.lines]


def test_agenda_when_etapes_are_late_or_due_soon_then_they_are_told_in_their_order(
    uow: UnitOfWork,
) -> None:
    action = running(uow)
    for title, days in (("Demain", 1), ("Hier", -1), ("Ce jour", 0), ("Trente", 30), ("Loin", 31)):
        etape(uow, action, title, days)
    etape(uow, action, "Faite", -5, done_on=YESTERDAY)
    etape(uow, running(uow, "Idée", status=Status.IDEE), "D'une idée", 2)
    gone = running(uow, "Corbeille")
    etape(uow, gone, "Jetée", 2)
    assert ("Jetée", False) in told(uow)
    actions.delete(uow, gone)
    assert "Jetée" not in told(uow)

    assert told(uow) == [("Hier", True), ("Ce jour", False), ("Demain", False), ("Trente", False)]


def test_agenda_when_it_is_long_then_the_oldest_are_told_and_the_others_counted(
    uow: UnitOfWork,
) -> None:
    action = running(uow)
    for at in range(10):
        etape(uow, action, f"Passée {at}", at - 20)
        etape(uow, action, f"À venir {at}", at + 1)

    assert told(uow) == [
        *((f"Passée {at}", True) for at in range(4)),
        *((f"À venir {at}", False) for at in range(6)),
    ]
    assert dashboard.dashboard(uow, TODAY).agenda.more == 10
