"""How rows are named in the cells of a workbook, and found again by that name."""

from ctg_desktop.domain.action import Action, Indicateur
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.designating import Designations
from ctg_desktop.services.reference_reader import ReferenceReader


def test_name_when_two_rows_bear_it_then_each_has_one_of_its_own() -> None:
    named = Designations(
        ReferenceReader(
            [
                Territoire(id="a", insee="1", name="Même"),
                Territoire(id="b", name="Même"),
                Territoire(id="c", name="Seul", deleted=True),
                Contact(id="d", given_name="Camille", family_name="Essai"),
                Action(id="e", reference="BET-1", title="Café", confidential=True),
            ]
        )
    )

    assert [named.name("territoire", each) for each in "abc"] == ["1", "b", "Seul (retiré)"]
    assert named.name("contact", "d") == "Camille ESSAI"
    assert named.name("action", "e") == "BET-1 – Café"
    assert named.name("action", None) == ""
    assert named.name("action", "ailleurs") == "ailleurs"


def test_name_of_what_hangs_on_a_row_when_others_bear_it_elsewhere_then_it_is_enough() -> None:
    named = Designations(
        ReferenceReader(
            [
                Indicateur(id="i", action="a", label="Familles"),
                Indicateur(id="j", action="b", label="Familles"),
                Indicateur(id="k", action="b", label="Séances"),
                Indicateur(id="l", action="b", label="séances"),
            ]
        )
    )

    assert [named.name("indicateur", each) for each in "ijkl"] == ["Familles", "Familles", "k", "l"]
    assert (found := named.designated("indicateur", "familles", "b")) is not None
    assert found.id == "j"
    assert named.designated("indicateur", "Familles", "c") is None


def test_row_of_a_folder_when_named_then_its_name_designates_it(uow: UnitOfWork) -> None:
    named = Designations(uow)
    count = 0
    for kind in entity_types():
        for row in uow.rows(kind.cls):
            owner = getattr(row, kind.owner) if kind.owner else None
            assert named.designated(kind.name, named.name(kind.name, row.id), owner) == row
            count += 1

    assert count > 100
