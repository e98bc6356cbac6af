"""How rows stand in a workbook: said once, for what writes workbooks and for what reads them.

Each entity has a sheet, each field a column under its French label; the identity of a row comes
first and hidden. Rows that hang on others have a sheet of their own, whose columns name what
they hang on. All of it comes from the descriptions.

A cell holds a date, a number, or words: a closed value by its label, a row by its name
(« Camille ESSAI », « 3 – Parentalité », « BET-2026-003 – Ouvrir une ludothèque »), several rows
apart by `;`, yes and no as « Oui » and « Non ».
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Choice, Entity, EntityType, FieldSpec, Kind, decimal_text
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.spreadsheet_text import MEMBERS_APART, text_of_cell, typed_cell

Cell = str | int | float | date | None
"""What stands in a cell; None for a blank one."""

ID_TITLE = "id"
"""The title of the first column, hidden, which holds the identity of the row."""

EXAMPLE = "exemple"
"""What stands in place of the identity of an invented row."""

EXAMPLE_WORD = "Exemple"
"""What the texts of an invented row hold."""

GUIDE_TITLE = "Mode d’emploi"
LISTS_TITLE = "Listes"
"""The two sheets that hold no rows."""

YES, NO = "Oui", "Non"

LONGEST_TITLE = 31
"""Longest name of a sheet, in characters (Excel)."""

LONGEST_CELL = 32_767
"""Longest text of a cell, in UTF-16 units (Excel)."""

FIRST_DAY = date(1900, 3, 1)
"""The first day that every spreadsheet numbers alike: Excel believes in a 29 February 1900."""

_MOST_DIGITS = 15
"""How many significant digits a number of a spreadsheet keeps."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CONTINUED = re.compile(r"(?P<title>.*) \(suite(?: (?P<number>\d+))?\)", re.DOTALL)


# --- sheets and columns ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    `spec` is its field. `ancestor` is the entity of a row further up, which it names: a measure
    hangs on an indicator (its field) that hangs on an action. Without both it is the identity.
    """

    title: str
    spec: FieldSpec | None = None
    ancestor: EntityType | None = None

    @property
    def is_id(self) -> bool:
        """Whether it holds the identity of the row."""
        return self.spec is None and self.ancestor is None


def sheet_title(kind: EntityType) -> str:
    """Return the name of the sheet of an entity: « Actions », « Lignes de budget ».

    A convention may call a level as another entity is called: the later one is told by its key.
    """
    key = f" ({kind.key})" if _is_taken(kind) else ""
    return _FORBIDDEN.sub(" ", kind.plural)[: LONGEST_TITLE - len(key)].strip(" '") + key


def _is_taken(kind: EntityType) -> bool:
    """Whether an entity before this one has its plural."""
    for other in entity_types():
        if other is kind:
            return False
        if fold(other.plural) == fold(kind.plural):
            return True
    return False


def columns(kind: EntityType) -> tuple[Column, ...]:
    """Return the columns of the sheet of an entity: identity, what it hangs on, its fields.

    A label that another column bears is followed by the key of its field. What the program
    keeps for itself has none: nobody types it, and no paper shows it.
    """
    found = [Column(ID_TITLE), *(Column(each.label, ancestor=each) for each in kind.owners[:-1])]
    for spec in kind.fields.values():
        if not spec.typed and not spec.printed:
            continue
        is_taken = any(column.title == spec.label for column in found)
        found.append(Column(f"{spec.label} ({spec.key})" if is_taken else spec.label, spec))
    return tuple(found)


def continued_title(title: str, number: int) -> str:
    """Return the title of a column that holds what one cell cannot; `number` is 1 for the next."""
    return f"{title} (suite)" if number == 1 else f"{title} (suite {number})"


def continued(title: str) -> tuple[str, int]:
    """Return the title of the column that one continues, and its number; 0 for one of its own."""
    found = _CONTINUED.fullmatch(title)
    return (found["title"], int(found["number"] or 1)) if found else (title, 0)


def pieces(text: str) -> list[str]:
    """Cut a text into what cells can hold; together they are the text."""
    if len(text) <= LONGEST_CELL // 2:
        return [text]
    found, room, start = [], LONGEST_CELL, 0
    for at, sign in enumerate(text):
        units = 2 if ord(sign) > 0xFFFF else 1
        if units > room:
            found.append(text[start:at])
            start, room = at, LONGEST_CELL
        room -= units
    return [*found, text[start:]]


# --- cells -----------------------------------------------------------------------------------


class Names(Protocol):
    """Gives the names of rows in cells."""

    def row(self, target: str, row_id: str | None) -> Entity | None:
        """Return a row, deleted or not; None for one that is not known."""

    def name(self, target: str, row_id: str | None) -> str:
        """Return the words that designate a row alone, empty for none."""

    def ordered(self, target: str, row_ids: Iterable[str]) -> list[str]:
        """Return identities in the order in which their rows show."""


def cells_of(
    names: Names, rows: Sequence[Entity], made: Sequence[Column]
) -> list[tuple[Cell, ...]]:
    """Return what stands in the cells of rows of one entity, under some of its `columns`."""
    hidden = [row.unshown() for row in rows]
    return list(zip(*(_column_cells(names, rows, hidden, each) for each in made), strict=True))


def _column_cells(
    names: Names, rows: Sequence[Entity], hidden: Sequence[Collection[str]], column: Column
) -> list[Cell]:
    spec = column.spec
    if column.is_id:
        return [row.id for row in rows]
    if spec is None:
        assert column.ancestor is not None
        return [_above(names, row)[column.ancestor.name] for row in rows]
    values = [getattr(row, spec.name) for row in rows]
    if spec.goes_with is not None:
        pairs = zip(values, hidden, strict=True)
        values = [None if spec.name in quiet else value for value, quiet in pairs]
    if spec.kind in _PLAIN:
        return [typed_cell(value) if value else None for value in values]
    # Few of the others differ: each is put into words once.
    told = {value: cell_value(names, spec, value) for value in set(values)}
    return [told[value] for value in values]


def _above(names: Names, row: Entity) -> Mapping[str, Cell]:
    """Return the names of the rows that the owner of a row hangs on, by entity."""
    found: dict[str, Cell] = {}
    held: Entity | None = row
    for owner in reversed(row.TYPE.owners):
        owner_id = getattr(held, held.TYPE.owner) if held is not None else None
        found[owner.name] = names.name(owner.name, owner_id) or None
        held = names.row(owner.name, owner_id)
    return found


def cell_value(names: Names, spec: FieldSpec, value: Any) -> Cell:
    """Return what stands in the cell of a field that holds `value`; see the module."""
    if value is None or value == () or value == "":
        return None
    if spec.kind in _PLAIN:
        return typed_cell(value)
    if spec.kind is Kind.REFERENCE:
        return typed_cell(names.name(spec.target, value)) or None
    if spec.kind is Kind.REFERENCES:
        told = [_member(names, spec, each) for each in names.ordered(spec.target, value)]
        return typed_cell(MEMBERS_APART.join(told))
    return _closed_or_counted(value)


_PLAIN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.COLOUR})


def _member(names: Names, spec: FieldSpec, row_id: str) -> str:
    name = names.name(spec.target, row_id)
    return row_id if ";" in name else name


def _closed_or_counted(value: Any) -> Cell:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, date):
        return value if value >= FIRST_DAY else f"{value:%d/%m/}{value.year:04d}"
    return _number_cell(Decimal(value))


def _number_cell(value: Decimal) -> int | float | str:
    """Return a number; as words where a number of a spreadsheet would lose digits."""
    text = decimal_text(value)
    if len(text.lstrip("-0.").replace(".", "")) > _MOST_DIGITS:
        return text.replace(".", ",")
    return float(text) if "." in text else int(text)


# --- what is read back -----------------------------------------------------------------------


def read_cell(value: Any) -> Cell:
    """Return a cell as a library gives it, as it was written; `typed_cell` is taken back.

    Blank is None, a whole number an int, a time of midnight a date; lines end as ours do.
    """
    if isinstance(value, str):
        text = text_of_cell(value.replace("\r\n", "\n"))
        return text or None
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**_MOST_DIGITS:
        return int(value)
    found: Cell = value
    return found


def is_same(written: Cell, read: Any) -> bool:
    """Whether a cell still holds what was written there, `read` being what a library gives."""
    stood = text_of_cell(written) if isinstance(written, str) else written
    return stood == read_cell(read)


def is_example(row_id: Any, cells: Sequence[Any]) -> bool:
    """Whether a row is an invented one of a model: nobody has written over it."""
    word = fold(EXAMPLE_WORD)
    return row_id == EXAMPLE and any(isinstance(each, str) and word in fold(each) for each in cells)
