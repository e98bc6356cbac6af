"""What a workbook holds, before a library writes it: tables of rows, and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind, describe
from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.ports import Reader
from ctg_desktop.spreadsheet.layout import (
    NO,
    YES,
    Cell,
    Column,
    Names,
    cells_of,
    columns,
    sheet_title,
)
from ctg_desktop.typography import spaced

_MOST_CAPTIONS = 3


@dataclass(frozen=True, slots=True)
class Table:
    """The sheet of an entity; `captions` is how many of its first columns stay in sight."""

    kind: EntityType
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    captions: int = 1

    @property
    def title(self) -> str:
        """The name of the sheet."""
        return sheet_title(self.kind)


@dataclass(frozen=True, slots=True)
class ValueList:
    """A closed set in words, or the names of the rows that a field may point to."""

    title: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file for spreadsheets.

    `lists` are the values to choose from, by `list_key`; `guide` the paragraphs of its first
    sheet, which lists the columns below them, none for a workbook without that sheet; `foot`
    stands at the foot of printed pages.
    """

    title: str
    tables: Sequence[Table]
    lists: Mapping[str, ValueList] = field(default_factory=dict)
    guide: Sequence[str] = ()
    foot: str = ""

    @property
    def count(self) -> int:
        """How many rows it holds."""
        return sum(len(table.rows) for table in self.tables)


def table(
    names: Names, kind: EntityType, rows: Iterable[Entity], made: Sequence[Column] = ()
) -> Table:
    """Return the sheet of an entity; `made` are the columns to show, all unless told."""
    made = made or columns(kind)
    with collector_held():
        told = cells_of(names, list(rows), made)
    return Table(kind, made, told, _captions(kind, made))


def _captions(kind: EntityType, made: Sequence[Column]) -> int:
    naming = {*kind.caption, kind.owner}
    count = 0
    for column in made[:_MOST_CAPTIONS]:
        if column.spec is not None and column.spec.name not in naming:
            break
        count += 1
    return count


# --- lists to choose from --------------------------------------------------------------------


def list_key(spec: FieldSpec | None) -> str:
    """Return which list the values of a field come from; empty for what people type freely."""
    if spec is None:
        return ""
    if spec.kind is Kind.BOOLEAN:
        return Kind.BOOLEAN.name
    if spec.choices is not None:
        return spec.choices.__name__
    if spec.target and (target := describe(spec.target)).handle and not target.is_many:
        return target.name
    return ""


def value_lists(
    reader: Reader, names: Names, kinds: Iterable[EntityType]
) -> Mapping[str, ValueList]:
    """Return the lists that the fields of some entities choose from."""
    found: dict[str, ValueList] = {}
    for kind in kinds:
        for spec in kind.fields.values():
            if (key := list_key(spec)) and key not in found:
                found[key] = _value_list(reader, names, kind, spec)
    return {key: each for key, each in found.items() if each.values}


def _value_list(reader: Reader, names: Names, kind: EntityType, spec: FieldSpec) -> ValueList:
    if spec.kind is Kind.BOOLEAN:
        return ValueList(f"{YES} ou {NO.lower()}", (YES, NO))
    if spec.choices is not None:
        title = spaced(f"{kind.label} : {spec.label}")
        return ValueList(title, tuple(choice.label for choice in spec.choices))
    target = describe(spec.target)
    offered = [row.id for row in reader.rows(target.cls) if _is_offered(row)]
    told = (names.name(target.name, row_id) for row_id in names.ordered(target.name, offered))
    return ValueList(target.plural, tuple(told))


def _is_offered(row: Entity) -> bool:
    return getattr(row, "active", None) is not False and not getattr(row, "erased", None)
