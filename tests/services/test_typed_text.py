"""Whatever a person types: a French refusal or a value, never anything else.

A value that is taken is one that the program prints, and what it prints reads back as the same
value. With CTG_STRESS each of these tries many more texts.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.fields import FieldSpec, Kind, Tense, entity_types
from ctg_desktop.domain.parsing import parse
from ctg_desktop.errors import FieldError, InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.lookup import find
from ctg_desktop.services.typed import read
from ctg_desktop.typography import long_date, number, phone, short_date

T = TypeVar("T")
TODAY = date(2026, 2, 3)
SPECS = [spec for kind in entity_types() for spec in kind.fields.values() if spec.typed]


def of(*kinds: Kind) -> st.SearchStrategy[FieldSpec]:
    return st.sampled_from([spec for spec in SPECS if spec.kind in kinds])


def texts(*words: str) -> st.SearchStrategy[str]:
    """Return texts made of what such a field is typed with, and any text at all."""
    digits = st.integers(0, 99_999).map(str)
    parts = st.one_of(st.sampled_from(words), digits, st.text(max_size=2))
    return st.one_of(st.lists(parts, max_size=9).map("".join), st.text(max_size=40))


DAYS = texts(
    *("/", "-", ".", " ", "–", "1er", "31", "02", "29", "2027", "26", "mars", "février", "fin "),
    *("mi-", "début ", "T4", "S2", "2e semestre", "trimestre", "demain", "lundi ", "le "),
)
NUMBERS = texts(
    ".", ",", " ", "\u202f", "'", "’", "-", "−", "€", " ETP", "%", "000", "0", "1", "500"
)
PHONES = texts("+33", "0033", "(0)", "06", "0", " ", ".", "–", "/", "-", "116", "+", "00")
PEOPLE = texts(*("Mme ", "M. ", "DUPONT", "Anne"), *(" de ", " la ", " et ", " ", "-", "’", "CCAS"))
PLACES = texts(
    "62400", "62119", "st ", "Ste-", "Saint", "Venant", "CABBALR", "Béthune", " ", "-", "é"
)


def attempt(work: Callable[[], T]) -> T | InputError:
    """Return what the work gives, or the refusal; anything else that is raised is a bug."""
    try:
        return work()
    except InputError as error:
        return error


def taken(spec: FieldSpec, typed: str) -> object:
    """Return the value that is read, or None where the refusal is French and the field's own."""
    found = attempt(lambda: parse(spec, typed, TODAY))
    if not isinstance(found, InputError):
        return found
    assert isinstance(found, FieldError)
    assert found.field == spec.key
    assert spec.label in found.sentence
    assert found.sentence.endswith(".")
    assert all(reading in found.sentence for reading in found.readings)
    return None


@given(of(Kind.DATE), DAYS)
def test_day_when_anything_is_typed_then_it_is_refused_or_reads_back(
    spec: FieldSpec, typed: str
) -> None:
    day = taken(spec, typed)

    if isinstance(day, date):
        assert spec.tense is not Tense.PAST or day <= TODAY
        for printed in (short_date(day), long_date(day), day.isoformat()):
            assert parse(spec, printed, TODAY) == day


@given(of(Kind.DECIMAL, Kind.INTEGER), NUMBERS)
def test_number_when_anything_is_typed_then_it_is_refused_or_reads_back(
    spec: FieldSpec, typed: str
) -> None:
    value = taken(spec, typed)

    if isinstance(value, (int, Decimal)):
        assert spec.is_within(value)
        assert parse(spec, number(value), TODAY) == value
        assert spec.decode(spec.encode(value)) == value


@given(of(Kind.PHONE), PHONES)
def test_phone_when_anything_is_typed_then_it_is_refused_or_reads_back(
    spec: FieldSpec, typed: str
) -> None:
    value = taken(spec, typed)

    if isinstance(value, str):
        assert parse(spec, value, TODAY) == value
        assert parse(spec, phone(value), TODAY) == value


@given(st.sampled_from([spec for spec in SPECS if not spec.target]), st.text(max_size=60))
def test_any_field_when_any_text_is_typed_then_it_is_refused_or_reads_back(
    spec: FieldSpec, typed: str
) -> None:
    value = taken(spec, typed)

    if isinstance(value, str) and spec.kind is not Kind.CHOICE:
        assert parse(spec, value, TODAY) == value


NEVER_CHANGED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
"""The folder is only read: one serves all the texts."""


@NEVER_CHANGED
@given(typed=PLACES)
def test_place_when_anything_is_typed_then_it_is_named_or_a_sentence_tells(
    uow: UnitOfWork, typed: str
) -> None:
    found = attempt(lambda: find(uow, "territoire", typed))

    if isinstance(found, InputError):
        assert found.sentence[-1] in ".?"
        assert all(find(uow, "territoire", each).called == each for each in found.readings)
    else:
        assert find(uow, "territoire", found.called) == found


@NEVER_CHANGED
@given(typed=PEOPLE, key=st.sampled_from(["pilote", "referent_technique", "elu_referent"]))
def test_person_when_anything_is_typed_then_they_are_named_or_a_sentence_tells(
    uow: UnitOfWork, typed: str, key: str
) -> None:
    reading = attempt(lambda: read(uow, Action.TYPE, {key: typed}, TODAY))

    if isinstance(reading, InputError):
        assert isinstance(reading, FieldError)
        assert reading.field == key
        return
    for person in reading.newcomers:
        assert person.values["family_name"]
        again = read(uow, Action.TYPE, {key: person.name}, TODAY).newcomers
        assert [each.name for each in again] == [person.name]


@pytest.mark.parametrize(
    "typed", ["9" * 5000, "1e999999", "NaN", "\u00a0" * 100_000, "/" * 100_000]
)
def test_fields_when_an_enormous_text_is_typed_then_each_reads_or_refuses_it(typed: str) -> None:
    told = [spec for spec in SPECS if not spec.target]
    for spec in told:
        taken(spec, typed[:5000])
    for spec in {spec.kind: spec for spec in told}.values():
        taken(spec, typed)
