"""What is read of a sheet: rows of plain values under Excel's own numbers, and its flaws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache

Value = str | int | float | bool | date | datetime | time | timedelta | None
"""What a cell holds; None for a blank one."""


REASON_TITLE = "À corriger"
"""The title of the column that says why rows were kept out of an import."""


class Flaw(Enum):
    """What keeps the value of a cell from being known; `value` is its sentence."""

    ERROR = "Excel affiche une erreur dans cette cellule."
    NO_VALUE = "Cette formule n’a pas de valeur : ouvrez le fichier dans Excel et enregistrez-le."


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: its number in the sheet, from 1, and its cells from column A."""

    number: int
    cells: tuple[Value, ...]

    def cell(self, column: int) -> Value:
        """Return the value in a column, from 0; None past the last one."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that are merged: rows from 1, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet as it was read; empty rows are left out.

    `flaws` are by row (from 1) and column (from 0). `is_typed` is false where all is text, as in
    a csv or what was pasted. `remarks` are French sentences about what a person cannot see there.
    """

    sheet: str
    rows: tuple[Row, ...]
    width: int
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    flaws: Mapping[tuple[int, int], Flaw] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    is_typed: bool = True
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of a file, and whether the person sees its tab."""

    name: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A file of sheets, not read yet; `name` is what the report calls it."""

    name: str
    sheets: tuple[SheetInfo, ...]


@cache
def column_letters(column: int) -> str:
    """Return how a sheet calls a column counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return how a sheet calls a cell: row from 1, column from 0."""
    return f"{column_letters(column)}{row}"


def column_number(letters: str) -> int:
    """Return the column, from 0, that a sheet calls so."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
