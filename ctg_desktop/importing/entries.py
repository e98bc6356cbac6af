"""What a row of the file says, in the terms of the entity: fields, and what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.importing.asking import Questions
from ctg_desktop.importing.cells import (
    BESIDE,
    UNREAD,
    CellReader,
    Given,
    bare_line,
    cleaned,
    text_of,
)
from ctg_desktop.importing.lines import Line
from ctg_desktop.importing.plan import Problem
from ctg_desktop.importing.targets import Place
from ctg_desktop.spreadsheet.tables import Flaw, Value
from ctg_desktop.typography import quoted, spaced


@dataclass(slots=True)
class Child:
    """A row that hangs on another: its values, the row in place that it is, and its own ones.

    `lines` are those of the cell that names it, where there are several.
    """

    kind: EntityType
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    before: Entity | None = None
    lines: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the file says nothing of it."""
        return not self.columns and all(child.is_empty for child in self.children)


@dataclass(slots=True)
class Entry:
    """A row of the file: values by field, `poured` texts by field, and the column of each.

    A value None erases. `id_text` and `reference` name the row; `owner_text` names what it hangs
    on, whose name may be its own only on the row that `above` names.
    """

    line: Line
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    poured: dict[str, list[str]] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    id_text: str = ""
    reference: str = ""
    above: str = ""
    owner_text: str = ""
    before: Entity | None = None
    new_id: str = ""
    why_left: str = ""

    @property
    def number(self) -> int:
        """Its row of the file."""
        return self.line.number

    def refuse(
        self, kind: str, sentence: str, column: int | None = None, question: str = ""
    ) -> None:
        """Note what keeps it from coming in."""
        self.problems.append(
            Problem(self.number, column, kind, spaced(sentence), question=question)
        )


class _Known:
    """What was read of a column already: most cells of a file say what others say.

    `plain` are the values of cells that give nothing but a value, `keys` the questions that some
    of them asked; `path` is that of the hanging row which the column is about, empty for the row
    itself.
    """

    def __init__(self, reader: CellReader) -> None:
        assert reader.place.spec is not None
        self.place = reader.place
        self.name = reader.place.spec.name
        self.path = tuple(
            part for slot in reader.place.slots for part in (slot.kind.name, slot.name)
        )
        self.plain: dict[Any, Any] = {}
        self.keys: dict[Any, tuple[str, ...]] = {}
        self._quick = reader.quick
        self._is_caption = bool(self.path) and self.name == self.place.kind.caption[0]

    def value(self, cell: Any) -> Any:
        """Return what a cell gives, where that is all; else `UNREAD`."""
        if type(cell) not in _PLAIN:
            return UNREAD
        found = self.plain.get(cell, UNREAD)
        if found is not UNREAD:
            return found
        return UNREAD if self._is_caption and "\n" in str(cell) else self._quick(cell)

    def keep(self, cell: Any, given: Given) -> None:
        """Remember what a cell gives, where it gives nothing but a value."""
        is_whole = not (given.beside or given.is_erased or given.also)
        if is_whole and type(cell) in _PLAIN and not (self._is_caption and "\n" in str(cell)):
            self.plain[cell] = given.value
            if keys := tuple(filter(None, dict.fromkeys((given.question, *given.others)))):
                self.keys[cell] = keys


_PLAIN = frozenset((str, float, int, date))
"""The types of cells whose values never stand for one another in a mapping."""


class EntryReader:
    """Reads the cells of a row into an entry."""

    def __init__(
        self,
        kind: EntityType,
        readers: Mapping[int, CellReader],
        naming: Mapping[int, Place],
        questions: Questions,
    ) -> None:
        """Read with one reader for each column; `naming` are the columns that name the row."""
        self._kind = kind
        self._readers = readers
        self._naming = naming
        self._questions = questions
        self._known = {
            column: _Known(reader)
            for column, reader in readers.items()
            if not reader.place.is_poured
        }

    def entry(self, line: Line) -> Entry:
        """Return what a row says."""
        entry = Entry(line)
        slots: dict[tuple[str, ...], Child] = {}
        values, columns, known = entry.values, entry.columns, self._known
        for column, value in line.cells.items():
            held = known.get(column)
            found = UNREAD if held is None else held.value(value)
            if held is None or found is UNREAD:
                self._take(entry, line.number, column, value, slots)
                continue
            if held.keys and (key := held.keys.get(value)):
                for each in key:
                    self._questions.note(each, line.number, column)
            if held.path:
                child = slots.get(held.path) or _child(slots, held.place)
                child.values[held.name] = found
                child.columns[held.name] = column
            elif held.name not in columns:
                values[held.name] = found
                columns[held.name] = column
            else:
                self._take(entry, line.number, column, value, slots)
        self._place_children(entry, slots)
        for number, cells in line.more:
            more: dict[tuple[str, ...], Child] = {}
            for column, value in cells.items():
                if not self._is_said(line, column, value):
                    self._take(entry, number, column, value, more)
            self._place_children(entry, more)
        return entry

    def _is_said(self, line: Line, column: int, value: Value | Flaw) -> bool:
        """Whether a row that goes on only repeats what the first one says of the same row."""
        reader = self._readers.get(column)
        is_hanging = reader is not None and bool(reader.place.slots)
        return not is_hanging and line.cells.get(column) == value

    def _take(
        self,
        entry: Entry,
        row: int,
        column: int,
        value: Value | Flaw,
        slots: dict[tuple[str, ...], Child],
    ) -> None:
        if column in self._naming:
            self._take_name(entry, self._naming[column], value)
            return
        reader = self._readers.get(column)
        if reader is None:
            return
        if isinstance(value, Flaw):
            label = reader.place.label
            entry.problems.append(Problem(row, column, label, spaced(value.value)))
            return
        given = reader.read(value)
        for key in filter(None, dict.fromkeys((given.question, *given.others))):
            self._questions.note(key, row, column)
        if given.problem:
            entry.problems.append(
                Problem(
                    *(row, column, reader.place.label, spaced(given.problem), text_of(value)),
                    readings=given.readings,
                    question=given.question,
                )
            )
        elif not given.is_blank:
            self._put(entry, row, column, given, slots)
            if column in self._known:
                self._known[column].keep(value, given)
            if reader.place.slots and isinstance(value, str) and "\n" in value:
                _note_lines(slots, reader.place, value)

    def _take_name(self, entry: Entry, place: Place, value: Value | Flaw) -> None:
        text = "" if isinstance(value, Flaw) else text_of(value).strip()
        if place.ancestor is not None:
            entry.above = text
        elif place.is_id:
            entry.id_text = text
        elif place.spec is not None and place.spec.name == self._kind.owner:
            entry.owner_text = text
        else:
            entry.reference = text

    def _put(
        self,
        entry: Entry,
        row: int,
        column: int,
        given: Given,
        slots: dict[tuple[str, ...], Child],
    ) -> None:
        place = self._readers[column].place
        spec = place.spec
        assert spec is not None
        if place.is_poured:
            title = self._readers[column].title
            text = cleaned(f"{title} : {given.value}", lines=True)
            entry.poured.setdefault(spec.name, []).append(text)
            return
        if place.slots:
            child = _child(slots, place)
            _set(place.kind, child.values, spec, given)
            child.columns[spec.name] = column
            return
        known = entry.values.get(spec.name)
        if spec.name in entry.columns and known != given.value and not given.is_erased:
            if spec.is_multiple:
                entry.values[spec.name] = tuple(dict.fromkeys([*(known or ()), *given.value]))
            elif spec.kind is Kind.LONG_TEXT:
                entry.values[spec.name] = f"{known}\n{given.value}"
            else:
                told = f"{quoted(spec.label)} : la ligne {row} dit autre chose que celle du dessus."
                entry.problems.append(Problem(row, column, spec.label, spaced(told)))
            return
        _set(place.kind, entry.values, spec, given)
        entry.columns[spec.name] = column

    def _place_children(self, entry: Entry, slots: Mapping[tuple[str, ...], Child]) -> None:
        for path, child in slots.items():
            if len(path) == 2 and not child.is_empty:
                entry.children += _split(child)


def _child(slots: dict[tuple[str, ...], Child], place: Place) -> Child:
    """Return the hanging row that a place is about, made with those that lead to it."""
    held: Child | None = None
    for key, kind, year in place.steps:
        found = slots.get(key)
        if found is None:
            found = slots[key] = Child(kind)
            if year is not None:
                found.values["year"] = year
            if held is not None:
                held.children.append(found)
        held = found
    assert held is not None
    return held


def _set(kind: EntityType, values: dict[str, Any], spec: FieldSpec, given: Given) -> None:
    if given.is_erased:
        values[spec.name] = () if spec.is_multiple else None
        return
    if given.also is not None:
        name, members = given.also
        values[name] = tuple(dict.fromkeys([*(values.get(name) or ()), *members]))
        if given.value is None:
            return
    beside = BESIDE.get((kind.name, spec.name), spec.elsewhere)
    if given.beside and beside:
        known = values.get(beside)
        values[beside] = f"{known}, {given.beside}" if known else given.beside
        if not given.value:
            return
    values[spec.name] = given.value


def _split(child: Child) -> list[Child]:
    """Return the rows that one cell of several lines names, where nothing else is said of them."""
    name = child.kind.caption[0]
    if len(child.lines) < 2 or child.children or list(child.columns) != [name]:
        return [child]
    return [
        Child(child.kind, {**child.values, name: text}, dict(child.columns)) for text in child.lines
    ]


def _note_lines(slots: dict[tuple[str, ...], Child], place: Place, value: str) -> None:
    """Keep the lines of a cell that names what hangs on a row: each may be one."""
    spec = place.spec
    if spec is not None and spec.name == place.kind.caption[0] and spec.kind is Kind.TEXT:
        lines = (bare_line(line) for line in value.splitlines())
        _child(slots, place).lines = tuple(line for line in lines if line)
