"""Each entity is described once: names are unique, stable and complete."""

import re

import pytest

from ctg_desktop.domain import fields
from ctg_desktop.domain.entities import ENTITIES
from ctg_desktop.domain.fields import Entity, Kind, describe, entity_types, known

ASCII_KEY = re.compile(r"[a-z][a-z0-9_]*")


@pytest.mark.parametrize("cls", ENTITIES, ids=lambda cls: cls.TYPE.name)
def test_entity_when_described_has_keys_labels_and_known_targets(cls: type[Entity]) -> None:
    kind = describe(cls)
    assert describe(kind.name) is kind
    keys = [spec.key for spec in kind.fields.values()]
    assert len(set(keys)) == len(keys)
    for name, spec in kind.fields.items():
        assert spec.name == name
        assert ASCII_KEY.fullmatch(spec.key)
        assert spec.label[0].isupper() or spec.label[0].isdigit()
        assert kind.by_key(spec.key) is spec
        if spec.kind in (Kind.REFERENCE, Kind.REFERENCES):
            assert describe(spec.target)
        if spec.kind is Kind.CHOICE:
            assert spec.choices
            assert len({choice.label for choice in spec.choices}) == len(list(spec.choices))
    for name in (*kind.caption, *filter(None, [kind.owner])):
        assert name in kind.fields


def test_entities_when_listed_are_all_of_those_that_are_registered() -> None:
    assert {cls.TYPE.name for cls in ENTITIES} == {kind.name for kind in entity_types()}
    assert len({kind.key for kind in entity_types()}) == len(ENTITIES)


def test_field_when_a_newer_version_wrote_it_is_unknown_and_no_error() -> None:
    assert known("action", "champ_de_2028") is None
    assert known("entite_de_2028", "titre") is None
    assert known("action", "deleted") is fields.DELETED
    status = known("action", "status")
    assert status is not None
    assert status.decode("statut_de_2028") is None


@pytest.mark.parametrize(
    ("value", "text"), [("1234.50", "1234.5"), ("1E+3", "1000"), ("-0", "0"), ("0.00", "0")]
)
def test_decimal_when_stored_has_one_text(value: str, text: str) -> None:
    assert fields.decimal_text(value) == text


@pytest.mark.parametrize("name", ["starts_on", "status"])
def test_value_when_another_version_wrote_it_otherwise_is_unknown_and_no_error(name: str) -> None:
    spec = known("action", name)
    assert spec is not None
    assert spec.decode("printemps 2028") is None
