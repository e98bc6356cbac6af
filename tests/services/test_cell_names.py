"""How rows are named in the cells of a workbook."""

from ctg_desktop.domain.action import Action, Indicateur
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.cell_names import Designations
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


def test_rows_of_a_folder_when_named_then_no_two_bear_one_name(uow: UnitOfWork) -> None:
    named = Designations(uow)
    borne = [
        (kind.name, getattr(row, kind.owner) if kind.owner else None, fold(name))
        for kind in entity_types()
        for row in uow.rows(kind.cls)
        if (name := named.name(kind.name, row.id))
    ]

    assert len(borne) == len(set(borne)) == sum(len(uow.rows(k.cls)) for k in entity_types()) > 100
