"""Documents as they are asked for, by the command line and by the window."""

from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from ctg_desktop.documents import (
    BookletRequest,
    DirectoryRequest,
    PlaceRequest,
    PlanRequest,
    RowRequest,
    SheetRequest,
    SummaryRequest,
    title,
)
from ctg_desktop.documents.batches import PlacesBatch, SheetsBatch, batch
from ctg_desktop.documents.gathering import compose, gather
from ctg_desktop.documents.issuing import LogoMissingError, issue_of
from ctg_desktop.documents.manuscript import ConfidentialError
from ctg_desktop.documents.naming import file_name, free_name
from ctg_desktop.domain.action import SuiviNote
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.folder.settings import Settings
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services import rows as row_services
from ctg_desktop.services.lookup import find_structure
from tests.support.app import AGGLOMERATION, BETHUNE, TODAY, Office, new_action
from tests.support.printed import ISSUE, words_of


@pytest.fixture
def office(bethune: Path, tmp_path: Path) -> Office:
    return Office.copied(bethune, tmp_path / "dossier")


@pytest.fixture
def uow(office: Office) -> Iterator[UnitOfWork]:
    with office.open() as opened:
        yield opened


def place(uow: UnitOfWork, code: str = BETHUNE) -> str:
    return find_structure(uow, code).id


def test_requests_when_compared_then_equal_options_are_equal() -> None:
    assert PlanRequest(ActionQuery(text="a")) == PlanRequest(ActionQuery(text="a"))
    assert SummaryRequest() != SummaryRequest(with_progress=True)
    with pytest.raises(FrozenInstanceError):
        SummaryRequest().with_progress = True  # type: ignore[misc]  # it must be refused


def test_titles_when_asked_then_each_document_has_its_own() -> None:
    requests = (
        SummaryRequest(),
        PlaceRequest("x"),
        SheetRequest("x"),
        BookletRequest(),
        PlanRequest(),
        DirectoryRequest(),
        RowRequest("contact", "x"),
    )

    assert len({title(request) for request in requests}) == 7
    assert title(SheetRequest) == title(SheetRequest("x")) == "Fiche action"


def test_each_document_when_composed_then_it_says_what_was_asked(uow: UnitOfWork) -> None:
    action = new_action(uow, "Ludothèque")

    assert "Convention Territoriale Globale" in words_of(uow, SummaryRequest())
    assert "Béthune" in words_of(uow, PlaceRequest(place(uow)))
    assert "Ludothèque" in words_of(uow, SheetRequest(action.id))
    assert "Ludothèque" in words_of(uow, PlanRequest())
    assert words_of(uow, BookletRequest()).count("Ludothèque") == 2
    assert "HERMANT" in words_of(uow, DirectoryRequest())


def test_options_when_given_then_they_change_what_is_said(uow: UnitOfWork) -> None:
    action = new_action(uow, "Ludothèque", status=Status.EN_COURS)
    note = {"action": action.id, "text": "Une note.", "noted_on": TODAY}
    row_services.add(uow, SuiviNote.TYPE, note, TODAY)
    local = {"given_name": "Lou", "family_name": "Exemple", "source": "Mairie"}
    row_services.add(uow, Contact.TYPE, local, TODAY)

    for plain_request, fuller in (
        (SummaryRequest(), SummaryRequest(with_progress=True)),
        (SheetRequest(action.id), SheetRequest(action.id, with_notes=True)),
        (BookletRequest(), BookletRequest(with_notes=True)),
        (DirectoryRequest(with_local=False), DirectoryRequest()),
    ):
        assert len(words_of(uow, fuller)) > len(words_of(uow, plain_request))


def test_plan_when_filtered_then_the_cut_of_the_screen_does_not_count(uow: UnitOfWork) -> None:
    for number in range(3):
        new_action(uow, f"Action {number}", status=Status.EN_COURS)
    new_action(uow, "Une idée", status=Status.IDEE)
    query = ActionQuery(statuses=frozenset({Status.EN_COURS}), limit=1, offset=1)

    text = words_of(uow, PlanRequest(query))

    assert all(f"Action {number}" in text for number in range(3))
    assert "Une idée" not in text
    assert "statut : en cours" in text


def test_recueil_when_filtered_then_it_holds_those_fiches_and_says_of_how_many(
    uow: UnitOfWork,
) -> None:
    for number in range(3):
        new_action(uow, f"Action {number}", status=Status.EN_COURS)
    new_action(uow, "Une idée", status=Status.IDEE)
    query = ActionQuery(statuses=frozenset({Status.EN_COURS}), limit=1, offset=1)

    text = words_of(uow, BookletRequest(query))

    assert all(f"Action {number}" in text for number in range(3))
    assert "Une idée" not in text
    assert "3 fiches action sur 4, filtre : statut : en cours" in text
    assert "Caisse d'Allocations Familiales" in text


def test_plan_when_a_past_day_is_asked_then_it_is_as_it_was(office: Office) -> None:
    with office.open() as uow:
        action = new_action(uow, "Ancien titre")
        office.clock.at += timedelta(days=5)
        actions.edit(uow, action.id, {"title": "Nouveau titre"})

        past = words_of(uow, PlanRequest(as_of=TODAY))

        assert "Ancien titre" in past
        assert "Plan d'actions au 15 septembre 2026" in past
        assert "Nouveau titre" in words_of(uow, PlanRequest())


def test_confidential_actions_when_not_asked_then_no_document_tells_them(uow: UnitOfWork) -> None:
    secret = new_action(uow, "Affaire discrète", confidential=True)
    here = place(uow)

    assert "Affaire discrète" not in words_of(uow, PlanRequest())
    assert "Affaire discrète" not in words_of(uow, PlaceRequest(here))
    with pytest.raises(ConfidentialError, match="est confidentielle"):
        gather(uow, SheetRequest(secret.id), TODAY)

    for asked in (
        PlanRequest(with_confidential=True),
        PlanRequest(ActionQuery(confidential=True)),
        PlaceRequest(here, with_confidential=True),
        SheetRequest(secret.id, with_confidential=True),
    ):
        assert "Affaire discrète" in words_of(uow, asked)


def test_gathering_when_the_row_is_gone_then_a_sentence_tells(uow: UnitOfWork) -> None:
    with pytest.raises(NotFoundError, match="n’est plus dans le dossier"):
        gather(uow, SheetRequest("inconnue"), TODAY)
    with pytest.raises(NotFoundError, match="n’est plus dans le dossier"):
        gather(uow, PlaceRequest("inconnue"), TODAY)
    with pytest.raises(RuleError, match="ni une commune ni un SIVOM"):
        gather(uow, PlaceRequest(place(uow, AGGLOMERATION)), TODAY)


def test_manuscript_when_the_folder_is_closed_then_it_can_still_be_printed(
    office: Office, tmp_path: Path
) -> None:
    with office.open() as uow:
        manuscript = gather(uow, PlaceRequest(place(uow)), TODAY)

    output = tmp_path / manuscript.file_name
    manuscript.document(ISSUE).print_to(output)

    assert output.name == "Synthèse Béthune.pdf"
    assert output.read_bytes().startswith(b"%PDF-")


def test_rendering_when_told_to_stop_then_it_stops(uow: UnitOfWork) -> None:
    class HadEnoughError(Exception):
        pass

    said = []

    def tick(what: str, done: int, total: int) -> None:
        said.append((what, done, total))
        if total:
            raise HadEnoughError

    with pytest.raises(HadEnoughError):
        compose(uow, SummaryRequest(), ISSUE).rendered(tick)

    assert said[0] == ("Mise en page", 1, 0)
    assert said[-1][:2] == ("Dessin des pages", 1)


def test_issue_when_the_logo_is_gone_then_it_says_where_it_was(
    uow: UnitOfWork, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"

    with pytest.raises(LogoMissingError, match=r"logo\.png"):
        issue_of(uow, Settings(logo=logo), TODAY)

    Image.new("RGB", (20, 10)).save(logo)
    assert issue_of(uow, Settings(logo=logo), TODAY).logo == logo


def test_issue_when_a_name_is_set_then_it_goes_before_the_structures(uow: UnitOfWork) -> None:
    assert issue_of(uow, Settings(), TODAY).structure == "Béthune"
    named = issue_of(uow, Settings(structure_name="Ville de Béthune"), TODAY)
    assert named.structure == "Ville de Béthune"


def test_batch_of_places_when_listed_then_each_commune_is_there_once(uow: UnitOfWork) -> None:
    items = batch(uow, PlacesBatch(with_confidential=True), TODAY)

    assert len(items) == len({item.file_name for item in items}) == 100
    assert "62119 Béthune.pdf" in {item.file_name for item in items}
    request = items[0].request
    assert isinstance(request, PlaceRequest)
    assert request.with_confidential
    kinds = {row.id for row in uow.rows(Territoire)}
    assert {item.request.territoire for item in items if isinstance(item.request, PlaceRequest)} < (
        kinds
    )


def test_batch_of_sheets_when_listed_then_the_filter_and_the_options_hold(
    uow: UnitOfWork,
) -> None:
    kept = new_action(uow, "Gardée", status=Status.EN_COURS)
    new_action(uow, "Autre", status=Status.IDEE)
    new_action(uow, "Discrète", status=Status.EN_COURS, confidential=True)
    query = ActionQuery(statuses=frozenset({Status.EN_COURS}))

    items = batch(uow, SheetsBatch(query, with_notes=True), TODAY)

    assert [item.request for item in items] == [SheetRequest(kept.id, with_notes=True)]
    assert len(batch(uow, SheetsBatch(query, with_confidential=True), TODAY)) == 2


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Fiche", "BET-2026-003", "Café des parents"), "Fiche BET-2026-003 Café des parents.pdf"),
        (("../../etc", "passwd"), "etc passwd.pdf"),
        (("", "漢字"), "漢字.pdf"),
        (("\U0001f600\x00",), "Document.pdf"),
        (("a" * 200,), f"{'a' * 80}.pdf"),
        (("CON:", "a|b?*"), "CON a b.pdf"),
        (("nul",), "_nul.pdf"),
        (("-rf", "~x. ."), "rf ~x.pdf"),
    ],
)
def test_file_name_when_made_then_every_system_takes_it(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts) == name


def test_free_name_when_taken_then_it_is_numbered() -> None:
    assert free_name("a.pdf", {"b.pdf"}) == "a.pdf"
    assert free_name("a.pdf", {"A.pdf", "a (2).pdf"}) == "a (3).pdf", "Windows knows no capitals"


def test_dates_when_a_plan_is_of_a_day_then_its_file_says_so(uow: UnitOfWork) -> None:
    assert gather(uow, PlanRequest(), TODAY).file_name == "Plan d’actions.pdf"
    past = gather(uow, PlanRequest(as_of=date(2026, 9, 1)), TODAY)
    assert past.file_name == "Plan d’actions au 2026-09-01.pdf"
