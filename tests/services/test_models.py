"""A fiche kept for reuse is outside every list, count, total and search; its own list has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ctg_desktop.domain.action import Action, Etape, Indicateur, Mesure, SuiviNote
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.convention_views import Progress
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import Means
from ctg_desktop.errors import FieldError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.conventions import convention_view
from ctg_desktop.services.dashboard import dashboard
from ctg_desktop.services.finding import find_records
from ctg_desktop.services.listing import list_names
from ctg_desktop.services.place_summary import territoire_view
from ctg_desktop.services.queries import describe_query, parse_filters
from ctg_desktop.services.suggesting import suggestions
from ctg_desktop.services.territoires import overview, place_view
from tests.support.app import TODAY, new_action, plain
from tests.support.secrets import SECRET, Kept, keep_secret


@pytest.fixture
def kept(uow: UnitOfWork) -> Kept:
    return keep_secret(uow, "model")


def test_model_when_anything_is_listed_or_counted_then_it_is_not_there(
    uow: UnitOfWork, kept: Kept
) -> None:
    query, places = ActionQuery(), uow.rows(Territoire)
    here = next(place for place in places if place.id == kept.public.structure)

    told = [
        uow.actions(query, TODAY),
        uow.actions(replace(query, sort="status"), TODAY),
        uow.action_ids(query, TODAY),
        uow.search(SECRET),
        uow.search(SECRET, entities=("action",)),
        uow.etapes_due(query, TODAY, date.min, date.max, 99),
        suggestions(uow, "action", ""),
        suggestions(uow, "action", SECRET),
        find_records(uow, SECRET),
        list_names(uow),
        convention_view(uow, TODAY, with_progress=True),
        overview(uow, TODAY),
        place_view(uow, here.id, TODAY),
        territoire_view(uow, here, TODAY, query=query),
        replace(dashboard(uow, TODAY), recent=()),
    ]

    for mark in kept.marks():
        assert mark not in repr(told), mark
    assert uow.count_actions(query, TODAY) == 1
    assert sum(uow.progress(query, TODAY).values(), Progress()).total == 1
    assert uow.contributions(query, TODAY) == {}
    assert uow.means(query, TODAY) == Means()
    assert sum(sum(each.values()) for each in uow.structure_counts(query).values()) == 1
    assert dashboard(uow, TODAY).progress.total == 1


def test_models_when_asked_for_then_they_and_their_operations_alone_are_listed(
    uow: UnitOfWork, kept: Kept
) -> None:
    query = parse_filters(uow, ["modele"], TODAY)

    titles = {line.title for line in uow.actions(query, TODAY)}

    assert titles == {kept.secret.title, f"{SECRET} : une opération"}
    assert [plain(words) for words in describe_query(uow, query)] == ["modèle"]
    assert describe_query(uow, parse_filters(uow, ["modele=non"], TODAY)) == ()
    assert uow.count_actions(replace(query, text=SECRET), TODAY) == 2


def test_models_when_their_ambition_was_withdrawn_then_their_list_still_names_it(
    uow: UnitOfWork,
) -> None:
    withdrawn = uow.rows(Ambition)[-1].id
    new_action(uow, model=True, main_ambition=withdrawn)
    uow.record(Draft("Essai", (Edit(Cell("ambition", withdrawn, "deleted"), 1),)))

    assert withdrawn in repr(list_names(uow))


def test_model_when_thrown_away_then_the_corbeille_has_it(uow: UnitOfWork, kept: Kept) -> None:
    actions.delete(uow, kept.secret.id)

    assert kept.secret.id in uow.action_ids(ActionQuery(deleted=True), TODAY)


def test_action_when_made_from_a_model_then_it_has_its_texts_and_rows_and_is_an_action(
    uow: UnitOfWork, kept: Kept
) -> None:
    made, _ = actions.duplicate(uow, kept.secret.id, TODAY, {"title": "Ludobus"})

    assert (made.title, made.model, made.status) == ("Ludobus", None, Status.IDEE)
    assert made.description == kept.secret.description
    assert made.reference not in (None, kept.secret.reference)
    assert made.id in uow.action_ids(ActionQuery(), TODAY)
    (step,) = uow.rows(Etape, where={"action": made.id})
    assert (bool(step.title), step.done_on) == (True, None)
    (indicator,) = uow.rows(Indicateur, where={"action": made.id})
    assert uow.rows(Mesure, where={"indicateur": indicator.id}) == []
    assert uow.rows(SuiviNote, where={"action": made.id}) == []


def test_model_when_made_of_an_action_then_the_action_stays_in_the_list(uow: UnitOfWork) -> None:
    whole = new_action(uow, "Ludobus", ends_on=TODAY - timedelta(days=1))
    part = new_action(uow, "Ludobus du soir", parent=whole.id)

    model, _ = actions.duplicate(uow, part.id, TODAY, {"model": True})

    assert (model.title, model.parent, model.mark) == ("Ludobus du soir", None, "modèle")
    assert uow.action_ids(ActionQuery(), TODAY) == [whole.id, part.id]
    assert uow.action_ids(ActionQuery(models=True), TODAY) == [model.id]


def test_operation_when_marked_as_a_model_then_the_field_says_why_not(uow: UnitOfWork) -> None:
    part = new_action(uow, parent=new_action(uow).id)

    with pytest.raises(FieldError, match="n’est pas un modèle") as refused:
        actions.edit(uow, part.id, {"model": True})

    assert refused.value.field == "modele"
    assert uow.get(Action, part.id) == part


def test_model_when_no_longer_one_then_it_is_listed_with_all_it_has(
    uow: UnitOfWork, kept: Kept
) -> None:
    actions.edit(uow, kept.secret.id, {"model": None})
    rows.add(uow, Etape.TYPE, {"action": kept.secret.id, "title": "A", "due_on": TODAY}, TODAY)

    assert uow.count_actions(ActionQuery(), TODAY) == 3
    assert [hit.id for hit in uow.search("Xylophage des rues")] == [kept.secret.id]
    assert uow.etapes_due(ActionQuery(), TODAY, TODAY, TODAY, 9)[1] == 1
