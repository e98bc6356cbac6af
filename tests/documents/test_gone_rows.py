"""What is gone and still pointed to stays named, as gone, and can be found: wherever it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ctg_desktop.cli.sheet import sheet_lines
from ctg_desktop.documents import DirectoryRequest, PlaceRequest, PlanRequest, SheetRequest
from ctg_desktop.documents.batches import PlacesBatch, batch
from ctg_desktop.domain.action import Action, Financement
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status, TerritoireKind
from ctg_desktop.domain.convention import Enjeu, FicheCadre, LinkedFrame
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind, describe
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.dashboard import dashboard
from ctg_desktop.services.exports import actions_file, rows_csv
from ctg_desktop.services.listing import list_names
from ctg_desktop.services.lookup import find_pointed
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.queries import describe_query, parse_filters
from ctg_desktop.services.records import record_of
from ctg_desktop.services.sheets import action_view, sheet
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.services.territoires import overview, place_view
from ctg_desktop.services.wording import row_words
from tests.support.app import TODAY, Office, new_action, plain
from tests.support.pointing import made, pointing_row, remove
from tests.support.printed import words_of

POINTING = [
    (kind, spec)
    for kind in entity_types()
    for spec in kind.fields.values()
    if spec.kind in (Kind.REFERENCE, Kind.REFERENCES)
]
IDS = [f"{kind.name}.{spec.name}" for kind, spec in POINTING]


@pytest.fixture(scope="module")
def shared(consolidator: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnitOfWork]:
    """One folder for tests that look at rows of their own alone."""
    folder = tmp_path_factory.mktemp("partagé") / "dossier"
    with Office.copied(consolidator, folder).open() as opened:
        yield opened


@pytest.fixture
def uow(consolidator: Path, tmp_path: Path) -> Iterator[UnitOfWork]:
    """The agglomeration's folder, which may remove what the référentiel holds."""
    with Office.copied(consolidator, tmp_path / "dossier").open() as opened:
        yield opened


@pytest.mark.parametrize(("kind", "spec"), POINTING, ids=IDS)
def test_field_when_what_it_points_to_is_gone_then_it_is_named_as_gone_everywhere(
    shared: UnitOfWork, kind: EntityType, spec: FieldSpec
) -> None:
    uow = shared
    target = made(uow, describe(spec.target))
    row = pointing_row(uow, kind, spec, target)
    remove(uow, target)
    gone = replace(target, deleted=True)
    mark = f"({gone.mark})"
    assert mark in ("(retiré)", "(retirée)", "(corbeille)")
    directory = Directory(uow)

    assert mark in row_words(directory, spec, row)
    assert mark in rows_csv(uow, kind, [row])
    assert mark in names_of(uow, [row])[target.id]
    # A script gives back what it read, under the name or the identity.
    told = record_of(directory, row)[spec.key]
    handle = told[0] if spec.is_multiple else told
    assert handle == target.id or handle.endswith(mark)
    assert find_pointed(uow, spec.target, handle).id == target.id


def test_gender_when_a_row_is_gone_then_it_is_that_of_its_description() -> None:
    said = {
        Territoire(id="a", name="Ames", kind=TerritoireKind.COMMUNE): "Ames (retirée)",
        Territoire(id="a", name="SIVOM", kind=TerritoireKind.SIVOM): "SIVOM (retiré)",
        Contact(id="a", given_name="Lou", family_name="Essai"): "Lou ESSAI (retiré)",
        Institution(id="a", name="Institution A"): "Institution A (retirée)",
        Action(id="a", reference="BET-2026-001"): "BET-2026-001 (corbeille)",
    }
    for row, words in said.items():
        assert replace(row, deleted=True).cited == words
        assert row.cited == row.called


class Scene:
    """An action of Béthune whose every reference is then removed."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.targets: dict[str, Entity] = {}
        for spec in Action.TYPE.fields.values():
            if spec.target:
                self.targets[spec.name] = made(uow, describe(spec.target), spec.name)
        ambition, enjeu = self.targets["main_ambition"], made(uow, Enjeu.TYPE)
        uow.record(Draft("Essai", (Edit(Cell("ambition", ambition.id, "enjeu"), enjeu.id),)))
        whole, structure = self.targets["parent"], self.targets["structure"]
        uow.record(Draft("Essai", (Edit(Cell("action", whole.id, "structure"), structure.id),)))
        values: dict[str, Any] = {
            name: (row.id,) if Action.TYPE.fields[name].is_multiple else row.id
            for name, row in self.targets.items()
        }
        self.action = new_action(uow, "Bien vivre", status=Status.EN_COURS, **values)
        funder = made(uow, Institution.TYPE)
        fund = {"action": self.action.id, "funder": funder.id}
        rows.add(uow, Financement.TYPE, fund, TODAY)
        self.place = self.targets["structure"]
        self.pilote = self.targets["pilote"]
        for row in (*self.targets.values(), enjeu, funder):
            remove(uow, row)


@pytest.fixture
def scene(uow: UnitOfWork) -> Scene:
    return Scene(uow)


def test_sheets_when_all_they_point_to_is_gone_then_each_name_says_so(scene: Scene) -> None:
    uow, action = scene.uow, scene.action
    printed = words_of(uow, SheetRequest(action.id))
    told = plain("\n".join(sheet_lines(Directory(uow), action_view(uow, action, TODAY))))
    window = sheet(uow, action.id, TODAY)

    for name, row in scene.targets.items():
        gone = replace(row, deleted=True)
        mark = f"({gone.mark})"
        called = str(getattr(row, "title", None) or row.called)
        assert plain(called) in printed, name
        assert mark in printed, name
        assert plain(gone.cited) in told, name
        assert mark in window.names[row.id], name
    # One mark for each reference, for the enjeu and for the funder.
    marks = sum(printed.count(mark) for mark in ("(retiré)", "(retirée)", "(corbeille)"))
    assert marks >= len(scene.targets) + 2


def test_lists_when_structure_and_pilote_are_gone_then_they_are_named_and_sorted(
    scene: Scene,
) -> None:
    [line] = scene.uow.actions(ActionQuery(sort="pilote"), TODAY)

    assert line.structure_name.endswith("(retirée)")
    assert line.pilote_name.endswith("(retiré)")
    text = actions_file(scene.uow, ActionQuery(), "csv", TODAY).text
    assert line.structure_name in text
    assert line.pilote_name in text


@pytest.mark.parametrize(
    ("attribute", "key", "field"),
    [
        ("structures", "structure", "structure"),
        ("territoires", "territoire", "territoires"),
        ("thematiques", "thematique", "thematiques"),
        ("publics", "public", "publics"),
        ("pilotes", "pilote", "pilote"),
        ("ambitions", "ambition", "main_ambition"),
    ],
)
def test_filters_when_what_they_name_is_gone_then_they_still_find_its_actions(
    scene: Scene, attribute: str, key: str, field: str
) -> None:
    uow, target = scene.uow, scene.targets[field]
    offered = list_names(uow)
    listed = getattr(offered, attribute)
    named = {each.id: each for each in (listed.values() if key == "ambition" else listed)}
    mark = replace(target, deleted=True).mark
    assert named[target.id].words.endswith(f"({mark})")

    for typed in (target.called.split(" – ")[-1], replace(target, deleted=True).cited):
        query = parse_filters(uow, [f"{key}={typed}"], TODAY)
        assert uow.count_actions(query, TODAY) == 1
        assert f"({mark})" in " ".join(describe_query(uow, query))


def test_filters_when_nothing_points_to_what_is_gone_then_they_do_not_offer_it(
    uow: UnitOfWork,
) -> None:
    place = made(uow, Territoire.TYPE)
    remove(uow, place)

    assert place.id not in [each.id for each in list_names(uow).territoires]
    assert place.id not in [line.place.id for line in overview(uow, TODAY).communes]


def test_plan_when_its_ambition_is_gone_then_the_action_stands_under_it(scene: Scene) -> None:
    words = words_of(scene.uow, PlanRequest())

    assert "Bien vivre" in words
    assert "(retirée)" in words
    assert "Sans ambition" not in words
    assert "Sans ambition" not in words_of(scene.uow, PlaceRequest(scene.place.id))


def test_place_when_it_is_gone_then_it_has_a_sheet_and_a_line_as_long_as_actions_name_it(
    scene: Scene,
) -> None:
    uow, place = scene.uow, scene.place
    concerned = scene.targets["territoires"]

    for each in (place, concerned):
        assert "(retirée)" in words_of(uow, PlaceRequest(each.id))
        assert "Bien vivre" in words_of(uow, PlaceRequest(each.id))
        asked = [item.request for item in batch(uow, PlacesBatch(), TODAY)]
        assert PlaceRequest(each.id) in asked
        assert each.id in [line.place.id for line in overview(uow, TODAY).communes]
        assert place_view(uow, each.id, TODAY).place.cited.endswith("(retirée)")


def test_pilote_when_they_are_no_longer_in_function_then_the_action_has_no_valid_one(
    uow: UnitOfWork,
) -> None:
    without = ActionQuery(without=frozenset({"pilote"}))
    for number, change in enumerate(({"deleted": 1}, {"active": 0}, {"erased": 1})):
        person = made(uow, Contact.TYPE)
        action = new_action(uow, f"Action {number}", status=Status.EN_COURS, pilote=person.id)
        assert action_view(uow, action, TODAY).completeness.done == 3
        before = uow.count_actions(without, TODAY)

        [(name, value)] = change.items()
        uow.record(Draft("Essai", (Edit(Cell("contact", person.id, name), value),)))

        assert uow.count_actions(without, TODAY) == before + 1
        assert "le pilote" in action_view(uow, action, TODAY).completeness.missing
    assert {matter.key: matter.count for matter in dashboard(uow, TODAY).to_do}["sans_pilote"] == 3


def test_contacts_when_their_institution_is_gone_then_they_stay_under_its_name(
    uow: UnitOfWork,
) -> None:
    institution, place = made(uow, Institution.TYPE), made(uow, Territoire.TYPE)
    person = pointing_row(uow, Contact.TYPE, Contact.TYPE.fields["institution"], institution)
    member = Cell("contact", person.id, "territoires", place.id)
    post = made(uow, Coordination.TYPE)
    edits = [Edit(member, 1), Edit(Cell("coordination", post.id, "contact"), person.id)]
    edits += [Edit(Cell("coordination", post.id, "employer"), place.id)]
    uow.record(Draft("Essai", tuple(edits)))
    remove(uow, institution)
    remove(uow, place)

    words = words_of(uow, DirectoryRequest())
    assert "Zébulon institution (retirée)" in words.replace("(Zébulon institution) ", "")
    assert "Zébulon territoire (retirée)" in words
    remove(uow, person)
    sheet_of_place = words_of(uow, PlaceRequest(place.id))
    assert "ZÉBULON CONTACT (retiré)" in sheet_of_place


def test_linked_action_when_it_is_in_the_corbeille_then_every_format_says_so_alike(
    uow: UnitOfWork,
) -> None:
    linked = new_action(uow, "Deuxième")
    action = new_action(uow, "Première", linked_actions=(linked.id,))
    actions.delete(uow, linked.id)
    query = ActionQuery()

    assert (
        f"{linked.reference} – Deuxième (corbeille)" in actions_file(uow, query, "csv", TODAY).text
    )
    [record] = json.loads(actions_file(uow, query, "json", TODAY).text)
    assert record["actions_liees"] == [f"{linked.reference} (corbeille)"]
    assert "Deuxième (corbeille)" in words_of(uow, SheetRequest(action.id))
    told = "\n".join(sheet_lines(Directory(uow), action_view(uow, action, TODAY)))
    assert "Deuxième (corbeille)" in told
    assert sheet(uow, action.id, TODAY).names[linked.id].endswith("Deuxième (corbeille)")


def test_frames_when_gone_then_the_sheet_says_so(uow: UnitOfWork) -> None:
    frame, fiche = made(uow, LinkedFrame.TYPE), made(uow, FicheCadre.TYPE)
    action = new_action(uow, linked_frames=(frame.id,), fiche_cadre=fiche.id)
    remove(uow, frame)
    remove(uow, fiche)

    words = words_of(uow, SheetRequest(action.id))

    assert "Zébulon linked_frame (retiré)" in words
    assert "(retirée)" in words
