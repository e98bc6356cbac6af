"""Nothing that a person fills in is lost on paper: each field of each entity, unless it says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from ctg_desktop.documents import DocumentRequest, RowRequest, SheetRequest
from ctg_desktop.documents.gathering import compose
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Draft, Edit
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Choice, Entity, EntityType, FieldSpec, Kind, describe
from ctg_desktop.ports import UnitOfWork, untold
from ctg_desktop.services.gestures import creation_edits, field_edits
from ctg_desktop.typography import figure, long_date, phone, short_date
from tests.support.app import plain
from tests.support.printed import ISSUE
from tests.support.sheets import Sheet


class Filled:
    """A row of every entity, each field of which holds what no other field holds.

    It belongs to another of these rows; what else it points to is a row of its own with a name.
    A flag is up, a choice is the last one.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._numbers = count(101)
        self._edits: list[Edit] = []
        self._named: dict[str, Entity] = {}
        self.rows: dict[str, Entity] = {}
        for kind in entity_types():
            values = {name: self._value(kind, spec) for name, spec in kind.fields.items()}
            values |= {"erased": False} if kind.is_person else {}
            self.rows[kind.name] = self._made(kind, values)
        uow.record(Draft("Tout est rempli", tuple(self._edits)))

    def _made(self, kind: EntityType, values: dict[str, Any]) -> Entity:
        row_id = self._uow.new_id()
        self._edits += creation_edits(kind, row_id, values)
        return kind.cls(id=row_id, **values)

    def _pointed_to(self, kind: EntityType) -> str:
        """Return the identity of a new row that has a name alone."""
        values = {name: self._value(kind, kind.fields[name]) for name in kind.caption}
        values |= {kind.owner: self.rows[kind.fields[kind.owner].target].id} if kind.owner else {}
        row = self._made(kind, values)
        self._named[row.id] = row
        return row.id

    def _value(self, kind: EntityType, spec: FieldSpec) -> Any:
        number = next(self._numbers)
        if spec.name == kind.owner:
            return self.rows[spec.target].id
        if spec.target:
            row_id = self._pointed_to(describe(spec.target))
            return (row_id,) if spec.is_multiple else row_id
        return _plain_value(spec, number)

    def states(self, kind: EntityType) -> Iterator[Entity]:
        """Yield the row, then as it has to be for each field that goes with another to show."""
        row = self.rows[kind.name]
        yield row
        for spec in kind.fields.values():
            values = dict(_beside(kind, spec))
            if values:
                self._uow.record(Draft("Un autre état", tuple(field_edits(row, values))))
                row = self._uow.get(kind.cls, row.id) or row
                yield row

    def words(self, row: Entity, spec: FieldSpec) -> tuple[str, ...]:
        """Return how a sheet may say what a row holds in a field: in one of these ways."""
        value = getattr(row, spec.name)
        if spec.target:
            (row_id,) = value if spec.is_multiple else (value,)
            pointed = self._named.get(row_id) or self.rows[spec.target]
            return (pointed.called.rpartition(" – ")[2],)
        if isinstance(value, date):
            return short_date(value), long_date(value)
        if isinstance(value, bool):
            return (spec.label,)
        if isinstance(value, Choice):
            return (value.label,)
        if isinstance(value, Decimal):
            return (figure(value),)
        return (phone(value) if spec.kind is Kind.PHONE else str(value),)


def _plain_value(spec: FieldSpec, number: int) -> Any:
    values: dict[Kind, Any] = {
        Kind.DATE: date(2021, 1, 1) + timedelta(number),
        Kind.INTEGER: 1800 + number if spec.is_year else min(number, spec.maximum or number),
        Kind.DECIMAL: Decimal(number),
        Kind.BOOLEAN: True,
        Kind.CHOICE: [*(spec.choices or ())][-1:],
        Kind.PHONE: f"03210{number:05d}",
        Kind.COLOUR: f"#{number:06d}",
    }
    value = values.get(spec.kind, f"q{number}"[: spec.maximum])
    return value[0] if isinstance(value, list) else value


def _beside(kind: EntityType, spec: FieldSpec) -> Iterator[tuple[str, Any]]:
    """Yield what other fields have to hold for a field to show."""
    if spec.goes_with is not None:
        other, values = spec.goes_with
        yield other, next(iter(values))
        yield from _beside(kind, kind.fields[other])


def within(kind: EntityType) -> Iterator[EntityType]:
    """Yield what belongs to an entity, however deep, and the entity itself first."""
    yield kind
    for owned in kind.owned:
        yield from within(owned)


def text_of(uow: UnitOfWork, request: DocumentRequest) -> str:
    """Return a document as pdftotext reads it, apart by single spaces, in small letters."""
    content = compose(uow, request, ISSUE).rendered(untold)
    return " ".join(plain(Sheet(content).text()).casefold().split())


def unsaid(
    uow: UnitOfWork, filled: Filled, kind: EntityType, asked: Callable[[Entity], DocumentRequest]
) -> list[str]:
    """Return the fields of an entity and of what belongs to it that its sheet leaves out."""
    text = " ".join(text_of(uow, asked(row)) for row in filled.states(kind))
    found = []
    for each in within(kind):
        row = filled.rows[each.name]
        for spec in each.fields.values():
            is_told = each is not kind and spec.name == each.owner
            if spec.printed and not is_told and getattr(row, spec.name) not in (None, ()):
                ways = [plain(words).casefold() for words in filled.words(row, spec)]
                if not any(way in text for way in ways):
                    found.append(f"{each.name}.{spec.name} {ways}")
    return found


def test_field_of_any_entity_when_filled_in_then_the_sheet_of_its_row_says_it(
    uow: UnitOfWork,
) -> None:
    filled = Filled(uow)

    for kind in entity_types():
        assert not unsaid(
            uow,
            filled,
            kind,
            lambda row: RowRequest(row.TYPE.name, row.id, with_confidential=True),
        )


def test_field_of_an_action_when_filled_in_then_its_fiche_says_it(uow: UnitOfWork) -> None:
    filled = Filled(uow)

    assert not unsaid(
        uow,
        filled,
        Action.TYPE,
        lambda row: SheetRequest(row.id, with_notes=True, with_confidential=True),
    )


def test_field_that_is_said_not_to_be_printed_when_filled_in_then_no_sheet_says_it(
    uow: UnitOfWork,
) -> None:
    filled = Filled(uow)
    contact = filled.rows["contact"]

    text = text_of(uow, RowRequest("contact", contact.id))

    assert not contact.TYPE.fields["scrubbed"].printed
    assert str(contact.scrubbed) not in text  # type: ignore[attr-defined] # it is a contact
    assert str(contact.source) in text  # type: ignore[attr-defined] # it is a contact
