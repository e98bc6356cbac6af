"""Workbooks of what the folder holds: a list, all of it, or a model to fill in.

What is confidential is in them only where it was asked for, as in every file that leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.entities import entity_types, typed_types
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.listing import ActionQuery, RowQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.cell_names import Designations
from ctg_desktop.services.exports import kept_back, queried_rows, rows_kept_back
from ctg_desktop.services.listing import COMPLETENESS, listed
from ctg_desktop.services.naming import in_order
from ctg_desktop.services.outgoing import asks_for_confidential, outgoing
from ctg_desktop.services.ownership import is_agglomeration, may_record
from ctg_desktop.spreadsheet.guide import MODEL, READING
from ctg_desktop.spreadsheet.inventing import invented_table
from ctg_desktop.spreadsheet.layout import ID_TITLE, Column, columns
from ctg_desktop.spreadsheet.workbook import Workbook, list_key, table, value_lists
from ctg_desktop.typography import long_date


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """A workbook to be written, and how many rows it holds.

    `kept_back` counts what is confidential and would be in it too if it were asked for.
    """

    workbook: Workbook
    count: int
    kept_back: int = 0

    def write_to(self, path: Path) -> None:
        """Write it to a file.

        Raises:
            OutputError: it cannot be written there, or has more rows than a sheet holds.
        """
        from ctg_desktop.spreadsheet.writing import write

        with replacing(path) as temporary:
            write(self.workbook, temporary)


def actions_workbook(
    reader: Reader,
    query: ActionQuery,
    today: date,
    *,
    with_confidential: bool = False,
    fields: Sequence[str] = (),
) -> WorkbookFile:
    """Return the actions that a query finds, in its order; see `rows_workbook` for `fields`.

    Among them `COMPLETENESS` may be, which is computed.
    """
    asked = with_confidential or asks_for_confidential(query)
    leaving = outgoing(reader, asked=asked, models=query.models)
    names = Designations(leaving)  # it reads the actions too, which others point to
    rows = (names.row(Action.TYPE.name, each) for each in leaving.action_ids(query, today))
    left = 0 if asked else kept_back(reader, query, today)
    made = _list(leaving, names, Action.TYPE, filter(None, rows), today, fields)
    if COMPLETENESS in fields:
        made = _with_completeness(made, leaving, query, today)
    return WorkbookFile(made, made.count, left)


def _with_completeness(
    workbook: Workbook, reader: Reader, query: ActionQuery, today: date
) -> Workbook:
    (made,) = workbook.tables
    lines = listed(reader, query, today, more={COMPLETENESS})
    told = {each.line.id: each.completeness for each in lines}
    percents = [gauge.percent if (gauge := told.get(str(row[0]))) else None for row in made.rows]
    column = Column("Complétude", FieldSpec("", "", "Complétude", Kind.INTEGER, typed=False))
    rows = [[*row, percent] for row, percent in zip(made.rows, percents, strict=True)]
    return replace(workbook, tables=[replace(made, columns=[*made.columns, column], rows=rows)])


def contacts_workbook(reader: Reader, today: date) -> WorkbookFile:
    """Return the contacts in function."""
    leaving = outgoing(reader)
    found = [row for row in leaving.rows(Contact) if row.active is not False and not row.erased]
    made = _list(leaving, Designations(leaving), Contact.TYPE, found, today)
    return WorkbookFile(made, made.count)


def rows_workbook(
    reader: Reader,
    kind: EntityType,
    query: RowQuery,
    today: date,
    *,
    with_confidential: bool = False,
    fields: Sequence[str] = (),
) -> WorkbookFile:
    """Return the rows of an entity that a query finds, in its order.

    `fields` names the columns that it has beside the identity, in their order; all where empty.
    """
    leaving = outgoing(reader, asked=with_confidential)
    found = queried_rows(leaving, kind, query)
    made = _list(leaving, Designations(leaving), kind, found, today, fields)
    return WorkbookFile(made, made.count, rows_kept_back(reader, leaving, kind, query))


def _list(
    reader: Reader,
    names: Designations,
    kind: EntityType,
    found: Iterable[Entity],
    today: date,
    fields: Sequence[str] = (),
) -> Workbook:
    by_name = {column.spec.name: column for column in columns(kind) if column.spec}
    shown = [Column(ID_TITLE), *(by_name[name] for name in fields if name in by_name)]
    made = table(names, kind, found, shown if fields else ())
    lists = value_lists(reader, names, [kind])
    offered = {list_key(column.spec) for column in made.columns}
    lists = {key: each for key, each in lists.items() if key in offered}
    return Workbook(kind.plural, [made], lists, foot=long_date(today))


def whole_workbook(reader: Reader, today: date, *, with_confidential: bool = False) -> WorkbookFile:
    """Return all that lives in the folder, an entity a sheet; nobody who was erased."""
    leaving = outgoing(reader, asked=with_confidential, models=True)
    left = 0 if with_confidential else kept_back(reader, ActionQuery(), today)
    names, kinds = Designations(leaving), _in_reading_order(entity_types())
    tables = [
        table(
            names,
            kind,
            (row for row in in_order(kind, names.living(kind.name)) if not _is_erased(row)),
        )
        for kind in kinds
    ]
    lists = value_lists(leaving, names, kinds)
    workbook = Workbook("Classeur complet", tables, lists, READING, long_date(today))
    return WorkbookFile(workbook, workbook.count, left)


def model_workbook(uow: UnitOfWork, today: date) -> WorkbookFile:
    """Return the workbook to fill in: the same, with two invented rows a sheet and no other.

    It has the sheets of what this folder may record.
    """
    whole = is_agglomeration(uow)
    kinds = _in_reading_order(
        kind for kind in typed_types() if may_record(kind, is_agglomeration=whole)
    )
    leaving = outgoing(uow)
    names = Designations(leaving)
    lists = value_lists(leaving, names, kinds)
    tables = [invented_table(leaving, names, kind, today) for kind in kinds]
    guide = (MODEL, *READING)
    return WorkbookFile(Workbook("Modèle à remplir", tables, lists, guide, long_date(today)), 0)


def _is_erased(row: Entity) -> bool:
    return bool(getattr(row, "erased", None))


def _in_reading_order(kinds: Iterable[EntityType]) -> Sequence[EntityType]:
    """Return entities as sheets follow one another: what grows and hangs on it first."""
    return sorted(kinds, key=lambda kind: not (*kind.owners, kind)[0].is_many)
