"""The contacts as a person looks for them."""

from datetime import date

from ctg_desktop.domain.convention import Thematique
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.searching import Sought
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import contacts, personal_data, rows
from ctg_desktop.services.lookup import find_among, find_structure
from tests.support.app import BETHUNE, TODAY


def added(uow: UnitOfWork, name: str, **values: object) -> Contact:
    row, _ = rows.add(uow, Contact.TYPE, {"family_name": name, **values}, TODAY)
    assert isinstance(row, Contact)
    return row


def test_book_when_read_then_people_stand_under_their_institution(uow: UnitOfWork) -> None:
    added(uow, "Zoé")

    book = contacts.contact_book(uow, TODAY)

    assert [len(group.entries) for group in book.groups] == [3, 2, 1, 1, 1]
    assert book.groups[-1].title == contacts.WITHOUT_INSTITUTION


def test_book_when_a_commune_reads_it_then_only_its_own_contacts_are_editable(
    uow: UnitOfWork,
) -> None:
    ours = added(uow, "Zoé")

    book = contacts.contact_book(uow, TODAY)

    editable = [entry.id for group in book.groups for entry in group.entries if entry.is_editable]
    assert editable == [ours.id]


def test_book_when_somebody_left_or_was_erased_then_the_first_is_there_alone(
    uow: UnitOfWork,
) -> None:
    former = added(uow, "Ancien", active=False)
    erased = added(uow, "Effacé")
    personal_data.erase(uow, erased, [])

    book = contacts.contact_book(uow, TODAY)

    assert book.entry(former.id) is not None
    assert book.entry(erased.id) is None


def test_favourites_when_marked_then_the_field_tells_ours_and_the_folder_the_others(
    uow: UnitOfWork,
) -> None:
    ours = added(uow, "Zoé", favourite=True)
    theirs = find_among(uow.rows(Contact), Contact.TYPE, "Isabelle Wozny")

    book = contacts.contact_book(uow, TODAY, {theirs.id})

    marked = {entry.id for group in book.groups for entry in group.entries if entry.is_favourite}
    assert marked == {ours.id, theirs.id}


def test_search_when_any_part_is_typed_then_accents_and_case_do_not_count(uow: UnitOfWork) -> None:
    bethune = find_structure(uow, BETHUNE)
    institution = uow.rows(Institution)[0]
    ours = added(
        uow,
        "L’Œuvré",
        given_name="Zoé",
        function="Coordinatrice",
        service="Éducation",
        institution=institution.id,
        territoires=(bethune.id,),
        thematiques=(uow.rows(Thematique)[0].id,),
    )
    entry = contacts.contact_book(uow, TODAY).entry(ours.id)
    assert entry is not None

    for typed in ("zoe", "OEUVRE", "coordi", "educ zoe", "bethune", institution.name or "", "enf"):
        assert entry.matches(Sought.of(typed)), typed
    assert not entry.matches(Sought.of("zoe absent"))


def test_card_when_little_is_known_then_only_that_is_told(uow: UnitOfWork) -> None:
    ours = added(uow, "Zoé", verified_on=date(2026, 3, 2), source="appel")
    entry = contacts.contact_book(uow, TODAY).entry(ours.id)
    assert entry is not None

    assert contacts.card_lines(entry.view) == [("Source", "appel"), ("Vérifié le", "02/03/2026")]
