"""The sheet of one row of any entity, made from its description alone.

Short facts stand under one another, long texts follow, then what belongs to the row: as a table
where its columns fit on the page, else row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind
from ctg_desktop.domain.views import RowView
from ctg_desktop.printing.engine.blocks import Block, Heading
from ctg_desktop.printing.engine.lines import Span, Text
from ctg_desktop.printing.engine.style import CELL, PORTRAIT, SECTION, Align
from ctg_desktop.printing.engine.table import TableColumn, fitting, table
from ctg_desktop.printing.engine.table_layout import GAP
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import bullets, definitions, prose, section, to_complete
from ctg_desktop.typography import NO_BREAK

_SEPARATOR = f"{NO_BREAK}· "
_LEAST_WIDTH = 60.0
"""What a column of words needs, in points."""

_FIGURES = (Kind.INTEGER, Kind.DECIMAL)
_REACHING = (Kind.EMAIL, Kind.PHONE)
_NARROW = (*_FIGURES, Kind.DATE, Kind.BOOLEAN)


def record_sheet(view: RowView, convention: Convention, issue: Issue) -> Document:
    """Return the sheet of a row.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    kind = view.row.TYPE
    label = view.row.marked(kind.label)
    subtitle = _SEPARATOR.join(part for part in (label, convention.title) if part)
    title = view.name or f"{kind.label} sans nom"
    if not any(sign.isalpha() for sign in title):  # a number, a day
        title = f"{kind.label} {title}"
    story = [issue.opening(title, subtitle), *_fields(view), *_owned(view)]
    if len(story) == 1:
        story.append(to_complete("Cette fiche reste à compléter."))
    return Document(story, issue.edition(title, kind=kind.label))


# --- the row itself --------------------------------------------------------------------------


def _fields(view: RowView) -> Iterator[Block]:
    entries = list(_entries(view))
    facts: list[tuple[str, Text | Block]] = [
        (spec.label, [Span(words, about=view.name if spec.kind in _REACHING else "")])
        for spec, words in entries
        if spec.kind is not Kind.LONG_TEXT
    ]
    if facts:
        yield definitions(facts, below_rule=True)
    texts = [(spec.label, words) for spec, words in entries if spec.kind is Kind.LONG_TEXT]
    for number, (label, words) in enumerate(texts):
        yield section(label, prose(words), ruled=bool(facts or number))


def _entries(view: RowView) -> Iterator[tuple[FieldSpec, str]]:
    """Yield the fields with their words, without those that the name of the row repeats."""
    kind, name = view.row.TYPE, view.name.casefold()
    for key, words in view.words.items():
        if key not in kind.caption or words.casefold() not in name:
            yield kind.fields[key], words


# --- what belongs to it ----------------------------------------------------------------------


def _owned(view: RowView) -> Iterator[Block]:
    for kind, rows in view.owned:
        yield Heading(2, kind.plural, style=SECTION)
        yield from _rows(kind, rows)


def _rows(kind: EntityType, rows: Sequence[RowView]) -> Iterator[Block]:
    filled = [spec for spec in kind.fields.values() if any(spec.name in row.words for row in rows)]
    is_flat = not any(row.owned for row in rows)
    if is_flat and not any(spec.kind is Kind.LONG_TEXT for spec in filled):
        columns = [_column(kind, spec, _cells(spec, rows)) for spec in filled]
        needed = sum((column.width or _LEAST_WIDTH) + GAP for column in columns)
        if len(columns) > 1 and needed <= PORTRAIT.text_width:
            cells = zip(*(_cells(spec, rows) for spec in filled), strict=True)
            named_by = next((at for at, spec in enumerate(filled) if spec.name in kind.caption), 0)
            yield table(columns, [*cells], row_header=named_by)
            return
        if len(columns) == 1:
            yield bullets(_cells(filled[0], rows))
            return
    for number, row in enumerate(rows, 1):
        if row.name or len(rows) > 1:
            yield Heading(3, row.name or f"{kind.label} {number}")
        yield definitions([*_details(row)], compact=True)


def _cells(spec: FieldSpec, rows: Sequence[RowView]) -> list[str]:
    return [row.words.get(spec.name, "") for row in rows]


def _column(kind: EntityType, spec: FieldSpec, cells: Sequence[Text]) -> TableColumn:
    if spec.kind in _NARROW:
        return fitting(spec.label, cells, Align.RIGHT if spec.kind in _FIGURES else Align.LEFT)
    return TableColumn(spec.label, 2.0 if spec.name in kind.caption else 1.0)


def _details(view: RowView) -> Iterator[tuple[str, Text | Block]]:
    for spec, words in _entries(view):
        yield spec.label, prose(words, CELL) if spec.kind is Kind.LONG_TEXT else words
    for kind, rows in view.owned:
        yield kind.plural, "\n".join(line for row in rows for line in _lines(row))


def _lines(view: RowView) -> Iterator[str]:
    fields = view.row.TYPE.fields
    yield ", ".join(f"{fields[name].label} : {words}" for name, words in view.words.items())
    for kind, rows in view.owned:
        yield from (f"{kind.label} – {line}" for row in rows for line in _lines(row))
