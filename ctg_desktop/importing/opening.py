"""From a file, or what was pasted, to a plan: its sheet, and what its rows are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ctg_desktop.domain.entities import typed_types
from ctg_desktop.domain.fields import EntityType, describe
from ctg_desktop.domain.folding import fold, nearest
from ctg_desktop.errors import FileFormatError, NotFoundError
from ctg_desktop.importing.matching import find_header, header_score, is_grid, match
from ctg_desktop.importing.plan import Plan
from ctg_desktop.spreadsheet.delimited import pasted_table
from ctg_desktop.spreadsheet.layout import GUIDE_TITLE, LISTS_TITLE, sheet_title
from ctg_desktop.spreadsheet.reading import read_table
from ctg_desktop.spreadsheet.tables import Book, SheetInfo, Table
from ctg_desktop.typography import quoted

PASTED = "presse-papiers"
"""What the report calls cells that were pasted."""

_MESURE, _INDICATEUR = "mesure", "indicateur"


def named_kind(word: str) -> EntityType:
    """Return the entity that a word names: its key or its command (`actions`, `note`).

    Raises:
        NotFoundError: with the nearest.
    """
    kinds = typed_types()
    wanted = fold(word)
    for kind in kinds:
        if wanted in (fold(kind.key), fold(kind.command), fold(kind.plural)):
            return kind
    near = nearest(word, [kind.key for kind in kinds])
    hint = f" Vouliez-vous dire {' ou '.join(map(quoted, near))} ?" if near else ""
    raise NotFoundError(f"On n’importe pas de {quoted(word)}.{hint}")


def opened(path: Path, entity: str, sheet: str = "") -> Plan:
    """Return the plan of a file for rows of an entity; `sheet` is found unless named.

    Raises:
        FileFormatError: the file cannot be read, or has no such sheet.
    """
    kind = describe(entity)
    table = read_table(path, sheet) if sheet else _proposed(path, kind)
    return as_grid(Plan(entity, path.name, table))


def pasted(text: str, entity: str) -> Plan:
    """Return the plan of cells that were copied from a spreadsheet.

    Raises:
        FileFormatError: there is nothing in them, or too much.
    """
    return as_grid(Plan(entity, PASTED, pasted_table(text)))


def as_grid(plan: Plan) -> Plan:
    """Return the plan of a grid of measures: rows are indicators, columns are years."""
    is_measures = plan.entity == _MESURE and is_grid(plan.table)
    return replace(plan, entity=_INDICATEUR) if is_measures else plan


def proposed_entity(table: Table) -> str:
    """Return the entity whose titles the table has; actions where none is surer."""
    scores = {}
    for kind in typed_types():
        number = find_header(kind, table)
        row = next((row for row in table.rows if row.number == number), None)
        if row is not None:
            found = match(Plan(kind.name, "", table, header=number))
            matched = sum(bool(each.path) for each in found.columns)
            scores[kind.name] = matched * header_score(kind, row)
    best = max(scores, key=lambda name: (scores[name], name == "action"), default="action")
    return best if scores.get(best) else "action"


def _proposed(path: Path, kind: EntityType) -> Table:
    """Return the sheet of a file that looks like rows of an entity.

    Where its name tells it, or it is alone, the file is opened once.
    """
    told: list[SheetInfo] = []
    wanted = fold(sheet_title(kind))

    def titled(sheets: tuple[SheetInfo, ...]) -> str:
        told.extend(sheets)
        return next((each.name for each in sheets if fold(each.name) == wanted), "")

    try:
        first = read_table(path, titled)
    except FileFormatError:
        if len(told) < 2:
            raise
        first = None
    if first is not None and (len(told) < 2 or fold(first.sheet) == wanted):
        return first
    book = Book(path.name, tuple(told))
    best: Table | None = None
    most = -1.0
    for table in _tables(path, book):
        number = find_header(kind, table)
        head = next((row for row in table.rows if row.number == number), None)
        score = header_score(kind, head) if head is not None else 0
        if score > most:
            best, most = table, score
    if best is None:
        raise FileFormatError("Toutes les feuilles de ce classeur sont vides.")
    return best


def _tables(path: Path, book: Book) -> Iterator[Table]:
    for each in book.sheets:
        if not each.is_hidden and each.name not in (GUIDE_TITLE, LISTS_TITLE):
            try:
                yield read_table(path, each.name)
            except FileFormatError:  # an empty sheet beside the one that is looked for
                continue
