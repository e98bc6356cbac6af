"""What a folder issues as référentiel: the publication in place, or a new version of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ctg_desktop.domain.changes import Cell, PublicationRank
from ctg_desktop.domain.choices import Origin, TerritoireKind
from ctg_desktop.domain.fields import DELETED, Entity, FieldSpec, Kind, Scalar, describe
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.ports import LoggedChange, UnitOfWork
from ctg_desktop.referentiel import schema
from ctg_desktop.referentiel.base import convention_of, is_known, reference_rows
from ctg_desktop.referentiel.content import Referentiel, Row, Value
from ctg_desktop.referentiel.reporting import Report, name_of, row_changes
from ctg_desktop.services.naming import Directory, structure_name
from ctg_desktop.services.reference_reader import ReferenceReader
from ctg_desktop.typography import typeset

_TABLE_ORDER = {kind.name: number for number, kind in enumerate(schema.TABLES.values())}
_ORDER = "order"
_KIND_ORDER: Mapping[Any, int] = {kind: number for number, kind in enumerate(TerritoireKind)}


def to_issue(
    uow: UnitOfWork, today: date, *, version: int | None = None, issued_on: date | None = None
) -> Referentiel:
    """Return the référentiel that this folder would send.

    If nothing changed since the publication in place, it is exactly that publication. Else it is
    all that the folder holds, under the next version, issued today by this structure; `version` and
    `issued_on` say otherwise.

    Raises:
        NotFoundError: the folder has no convention yet.
        RuleError: the version asked for is not greater than the one in place.
    """
    held = _Held(uow)
    same = version in (None, held.version) and issued_on in (None, held.issued_on)
    if same and (in_place := held.in_place(uow)) is not None:
        return in_place
    number = held.version + 1 if version is None else version
    if number <= held.version:
        raise RuleError(
            typeset(
                f"La version {held.version} du référentiel est déjà en place. Donnez à "
                f"celle-ci un numéro plus grand : {held.version + 1}."
            )
        )
    stamp: dict[str, Value] = {
        "version": number,
        "issued_on": (issued_on or today).isoformat(),
        schema.ISSUER: structure_name(uow, uow.installation.structure) or held.convention.issuer,
    }
    return _stamped(held.content, stamp)


def to_publish(uow: UnitOfWork, today: date) -> Report:
    """Return what the next version would change of what was published last, row by row.

    It tells whether that version would be the very one in place (`is_known`).

    Raises:
        NotFoundError: the folder has no convention yet.
    """
    held = _Held(uow)
    is_same = held.in_place(uow) is not None
    changes, _ = row_changes(held.content, held.published.rows())
    return Report(
        title=held.content.title,
        version=held.version if is_same else held.version + 1,
        issued_on=held.issued_on if is_same else today,
        previous_version=held.version,
        is_known=is_same,
        rows=() if is_same else changes,
    )


class _Held:
    """What a folder holds of the référentiel now, beside what publications gave."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Read it.

        Raises:
            NotFoundError: the folder has no convention yet.
        """
        convention = convention_of(uow)
        if convention is None or convention.version is None or convention.issued_on is None:
            raise NotFoundError(
                "Ce dossier n’a pas encore de convention, il n’y a rien à exporter."
            )
        self.convention, self.version = convention, convention.version
        self.issued_on = convention.issued_on
        rows = reference_rows(uow)
        self.published = _Published(uow.history(list(rows)))
        self.content = Referentiel(_rows(rows, self.published))

    def in_place(self, uow: UnitOfWork) -> Referentiel | None:
        """Return the publication in place, as long as the folder says that and nothing else."""
        newest = self.published.newest_of(self.content)
        says = self.published.says(self.content)
        return newest if says and is_known(uow, newest) else None


def _stamped(content: Referentiel, stamp: Mapping[str, Value]) -> Referentiel:
    return Referentiel(
        tuple(
            replace(row, values={**row.values, **stamp}) if row.entity == schema.CONVENTION else row
            for row in content.rows
        )
    )


class _Published:
    """The values that the publications taken in here gave, cell by cell."""

    def __init__(self, history: Iterable[LoggedChange]) -> None:
        """Look through the history of the rows of the référentiel."""
        self._last: dict[Cell, tuple[PublicationRank, Scalar]] = {}
        self.stated: dict[str, set[str]] = {}
        for logged in history:
            change, rank = logged.change, logged.incarnation.publication_rank
            self.stated.setdefault(change.cell.row, set()).add(change.cell.field)
            if rank is not None and rank >= self._last.get(change.cell, (_FIRST, None))[0]:
                self._last[change.cell] = (rank, change.value)

    def says(self, content: Referentiel) -> bool:
        """Whether every value of the content is the last that a publication gave.

        What came and went between two publications is nothing to tell.
        """
        given = {cell.row for cell in self._last}
        unseen = {row.id for row in content.rows if row.withdrawn and row.id not in given}
        return all(
            self._last.get(edit.cell, (_FIRST, 0 if edit.cell.member else _NEVER))[1] == edit.value
            for edit in content.edits()
            if edit.cell.row not in unseen
        )

    def rows(self) -> dict[str, Entity]:
        """Return the rows as the last publications gave them, withdrawn ones included."""
        values: dict[tuple[str, str], dict[str, Any]] = {}
        for cell, (_, value) in self._last.items():
            row = values.setdefault((cell.entity, cell.row), {})
            if not cell.member:
                row[cell.field] = value
            elif value:
                row[cell.field] = (*row.get(cell.field, ()), cell.member)
        return {
            row_id: _as_published(entity, row_id, told)
            for (entity, row_id), told in values.items()
            if DELETED.name in told
        }

    def newest_of(self, content: Referentiel) -> Referentiel:
        """Return what the newest publication stated, out of all that was ever stated."""
        newest = max(rank for rank, _ in self._last.values())
        stated = {
            (cell.row, cell.field) for cell, (rank, _) in self._last.items() if rank == newest
        }
        return Referentiel(
            tuple(
                replace(
                    row,
                    values={n: v for n, v in row.values.items() if (row.id, n) in stated},
                )
                for row in content.rows
                if (row.id, DELETED.name) in stated
            )
        )


def _as_published(entity: str, row_id: str, told: Mapping[str, Any]) -> Entity:
    fields = describe(entity).fields
    values = {name: value for name, value in told.items() if name in fields}
    return Row(entity, row_id, values, withdrawn=bool(told[DELETED.name])).as_entity()


_FIRST: PublicationRank = (0, False, False)
"""Older than every publication."""

_NEVER: Any = object()
"""A value that no cell holds."""


def _rows(present: Mapping[str, Entity], published: _Published) -> tuple[Row, ...]:
    """Return the rows in the order of a file, with the fields that somebody once stated."""
    living = {row_id: row for row_id, row in present.items() if not getattr(row, "erased", None)}
    directory = Directory(ReferenceReader(living.values()))
    return tuple(
        Row(
            row.TYPE.name,
            row.id,
            _values(row, published.stated.get(row.id, set()), living),
            withdrawn=row.deleted is True,
        )
        for row in sorted(living.values(), key=lambda row: _place(row, directory))
    )


def _place(row: Entity, directory: Directory) -> tuple[Any, ...]:
    order = getattr(row, "order", None)
    kind = _KIND_ORDER.get(getattr(row, "kind", None), 0)
    return (
        _TABLE_ORDER[row.TYPE.name],
        row.deleted is True,
        order is None,
        order or 0,
        kind,
        sort_key(name_of(row, directory)),
        row.id,
    )


def _values(row: Entity, stated: set[str], living: Mapping[str, Entity]) -> dict[str, Value]:
    found: dict[str, Value] = {
        spec.name: _stored(spec, getattr(row, spec.name), living)
        for spec in schema.keys(row.TYPE).values()
        if (spec.name in stated or spec.name == _ORDER) and not _leads_out(spec, row, living)
    }
    # What no file writes, since the reader fills it in.
    for spec in row.TYPE.fields.values():
        if spec.target == schema.CONVENTION:
            found[spec.name] = getattr(row, spec.name)
    if schema.ORIGIN in row.TYPE.fields:
        found[schema.ORIGIN] = Origin.REFERENTIEL.value
    return found


def _leads_out(spec: FieldSpec, row: Entity, living: Mapping[str, Entity]) -> bool:
    """Whether a field points to a row that is not sent: a local institution, for instance."""
    target = getattr(row, spec.name)
    return spec.kind is Kind.REFERENCE and target is not None and target not in living


def _stored(spec: FieldSpec, value: Any, living: Mapping[str, Entity]) -> Value:
    if spec.is_multiple:
        return tuple(sorted(member for member in value if member in living))
    return spec.encode(value)
