"""Invented rows, which show in a model what its columns hold; none is ever taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind, Tense, describe
from ctg_desktop.ports import Reader
from ctg_desktop.spreadsheet.layout import EXAMPLE, EXAMPLE_WORD, Names, columns
from ctg_desktop.spreadsheet.workbook import Table, table
from ctg_desktop.typography import lowered

INVENTED_ROWS = 2

_SHORT = 20
"""Texts that hold no more characters are codes: only needed ones are invented."""


class _Inventor:
    """Makes rows, and names those that they point to: invented ones too, but closed lists."""

    def __init__(self, reader: Reader, names: Names, today: date) -> None:
        self._reader = reader
        self._names = names
        self._today = today
        self._rows: dict[str, Entity] = {}

    def row(self, target: str, row_id: str | None) -> Entity | None:
        return self._rows.get(f"{target}{row_id}") or self._names.row(target, row_id)

    def name(self, target: str, row_id: str | None) -> str:
        invented = self._rows.get(f"{target}{row_id}")
        return invented.called if invented is not None else self._names.name(target, row_id)

    def ordered(self, target: str, row_ids: Iterable[str]) -> list[str]:
        return self._names.ordered(target, row_ids)

    def invented(self, kind: EntityType, number: int) -> Entity:
        """Return the invented row of that number, from 1."""
        row_id = f"{EXAMPLE}{number}"
        found = self._rows.get(f"{kind.name}{row_id}")
        if found is None:
            values = {
                name: self._value(kind, spec, number)
                for name, spec in kind.fields.items()
                if spec.typed and spec.target != kind.name and name != "order"
            }
            found = kind.cls(id=row_id, **{k: v for k, v in values.items() if v is not None})
            self._rows[f"{kind.name}{row_id}"] = found
        return found

    def _value(self, kind: EntityType, spec: FieldSpec, number: int) -> Any:
        if spec.target:
            found = self._pointed(spec, number)
            return (found,) if spec.is_multiple and found else found
        if spec.choices is not None:
            members = list(spec.choices)
            return members[(number - 1) % len(members)]
        if spec.kind is Kind.DATE:
            return self._day(spec, number)
        if spec.kind in (Kind.INTEGER, Kind.DECIMAL):
            return self._number(spec, number)
        if spec.kind is Kind.BOOLEAN:
            return spec.unknown_is_yes
        return _text(kind, spec, number)

    def _pointed(self, spec: FieldSpec, number: int) -> str | None:
        """Return a row that is there, where there is one that anybody may be shown."""
        target = describe(spec.target)
        if target.is_person or target.is_many or target.is_nested:
            if spec.is_multiple:
                return None
            return self.invented(target, number).id
        found = [row.id for row in self._reader.rows(target.cls)]
        chosen = self._names.ordered(target.name, found)[:number]
        return chosen[-1] if chosen else None

    def _day(self, spec: FieldSpec, number: int) -> date:
        years = {Tense.PAST: -1, Tense.NEAR: 0, Tense.FUTURE: 1}
        return date(self._today.year + years[spec.tense], 3 * number, 15)

    def _number(self, spec: FieldSpec, number: int) -> int | Decimal:
        if spec.is_year:
            return self._today.year + number - 1
        value = 1500 * number if spec.unit == "€" or spec.unit_from else number
        return Decimal(value) if spec.kind is Kind.DECIMAL else value


def _text(kind: EntityType, spec: FieldSpec, number: int) -> str | None:
    if spec.kind not in (Kind.TEXT, Kind.LONG_TEXT) or spec.is_list:
        return None
    if spec.maximum is not None and spec.maximum <= _SHORT:
        return f"EX{number}" if spec.required else None
    if spec.example:
        return spec.example if spec.personal else f"{EXAMPLE_WORD} {number} : {spec.example}"
    is_needed = spec.required or spec.name in kind.caption or not kind.caption
    return f"{EXAMPLE_WORD} {number} : {lowered(spec.label)}" if is_needed else None


def invented_table(reader: Reader, names: Names, kind: EntityType, today: date) -> Table:
    """Return the sheet of an entity with its invented rows alone, known by their identity."""
    inventor = _Inventor(reader, names, today)
    rows = [inventor.invented(kind, number) for number in range(1, INVENTED_ROWS + 1)]
    made = table(inventor, kind, rows, columns(kind))
    marked = [(EXAMPLE, *cells[1:]) for cells in made.rows]
    return replace(made, rows=marked)
