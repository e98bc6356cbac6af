"""The rights of a person over their own data, by every field that may point to them."""

from __future__ import annotations

from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.people import Contact
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.personal_data import person_data
from tests.support.app import NOON
from tests.support.pointing import made, pointing_row


def test_person_when_any_field_points_to_them_then_their_data_say_so(uow: UnitOfWork) -> None:
    """References and sets, of every entity there is."""
    person = made(uow, Contact.TYPE, "Personne")
    assert isinstance(person, Contact)
    fields = [
        (kind, spec)
        for kind in entity_types()
        for spec in kind.fields.values()
        if spec.target == Contact.TYPE.name
    ]
    for kind, spec in fields:
        pointing_row(uow, kind, spec, person)

    told = person_data(uow, person, NOON)

    named = {(row["type"], row["champ"]) for row in told["cite_dans"]}
    assert named == {(kind.label, spec.label) for kind, spec in fields}
