"""Each entity is described once: names are unique, stable and complete."""

import re

import pytest

from ctg_desktop.domain import fields, grammar
from ctg_desktop.domain.entities import ENTITIES
from ctg_desktop.domain.fields import (
    Entity,
    EntityType,
    Kind,
    describe,
    entity_types,
    known,
    typed_types,
)

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
    named = (*kind.caption, *kind.span, *kind.identified_by, *kind.bulk)
    for name in (*named, *filter(None, [kind.owner, kind.structure])):
        assert name in kind.fields
    for name in (*kind.handle, *kind.alias):
        assert hasattr(cls, name)
    assert len(kind.span) in (0, 2)


@pytest.mark.parametrize("kind", entity_types(), ids=lambda kind: kind.name)
def test_entity_when_described_then_nothing_of_it_is_forgotten(kind: EntityType) -> None:
    """What nothing else would say: the program would go on without, and less well."""
    assert bool(kind.command) == any(spec.typed for spec in kind.fields.values())
    assert ASCII_KEY.fullmatch(kind.command or "none")
    assert kind.plural != kind.label
    assert all(example.split()[0] == kind.command for example in kind.examples)
    assert kind.caption or kind.owner or kind.identified_by, "nothing names a row"
    if kind.reference_data:
        assert kind.file_note, "the file of the référentiel says nothing of it"
        assert kind.identified_by or kind.name == "convention", "a new row would have no identity"
    if kind.owner:
        assert kind.fields[kind.owner].target
    assert kind.structure or kind.owner or kind.reference_data, "nobody knows whose rows they are"
    assert not kind.identity or kind.identified_by
    for spec in kind.fields.values():
        if spec.required and not spec.typed:
            assert spec.filled, f"{spec.name} is needed, and nobody fills it in"


def test_entities_when_named_by_a_command_then_no_two_bear_the_same() -> None:
    words = [kind.command for kind in typed_types()]

    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("action", "l’action cette action une action celle elle à laquelle"),
        ("contact", "le contact ce contact un contact celui il auquel"),
        ("enjeu", "l’enjeu cet enjeu un enjeu celui il auquel"),
        ("mesure", "la mesure cette mesure une mesure celle elle à laquelle"),
    ],
)
def test_entity_when_in_a_sentence_then_articles_agree(name: str, sentence: str) -> None:
    verbs = (grammar.the, grammar.this, grammar.one, grammar.that, grammar.pronoun)
    kind = describe(name)

    assert " ".join(say(kind) for say in (*verbs, grammar.to_which)) == sentence


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
