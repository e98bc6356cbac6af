"""The content of a référentiel: rows as the log stores them, and the publication they make."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, cast
from uuid import UUID, uuid5

from ctg_desktop.domain.changes import DELIVERED, Cell, Draft, Edit, canonical
from ctg_desktop.domain.fields import DELETED, Entity, EntityType, Scalar, describe
from ctg_desktop.domain.publishing import Content, Provenance
from ctg_desktop.referentiel import schema

Value = Scalar | tuple[str, ...]
"""A stored value; for a set, the identities of its members."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the référentiel: the fields that the file states, and no other.

    `values` maps names of fields to what is stored; None there empties the field.
    """

    entity: str
    id: str
    values: Mapping[str, Value]
    withdrawn: bool = False

    @property
    def kind(self) -> EntityType:
        """The description of its entity."""
        return describe(self.entity)

    def as_entity(self) -> Entity:
        """Return the row as an entity; fields that the file does not state are empty."""
        kind = self.kind
        decoded: dict[str, Any] = {
            name: value if isinstance(value, tuple) else kind.fields[name].decode(value)
            for name, value in self.values.items()
        }
        return kind.cls(id=self.id, deleted=self.withdrawn, **decoded)


@dataclass(frozen=True, slots=True)
class Referentiel:
    """One version of a convention's référentiel, read and checked; `rows` in the file's order.

    `provenance` tells where it comes from, as its file claims: nothing of that was checked.
    """

    rows: tuple[Row, ...]
    provenance: Provenance | None = None

    @property
    def convention(self) -> Row:
        """The row of the convention."""
        return next(row for row in self.rows if row.entity == schema.CONVENTION)

    @property
    def title(self) -> str:
        """The title of the convention."""
        return str(self.convention.values["title"])

    @property
    def version(self) -> int:
        """The number that grows with each issue."""
        return cast(int, self.convention.values["version"])

    @property
    def is_delivered(self) -> bool:
        """Whether it is the référentiel delivered with the program, which nobody issued."""
        return self.convention.values.get(schema.ISSUER, "unsaid") is None

    @property
    def issued_on(self) -> date:
        """The day of issue."""
        return date.fromisoformat(cast(str, self.convention.values["issued_on"]))

    @property
    def issued_ms(self) -> int:
        """The day of issue, in milliseconds since 1970 (midnight, UTC)."""
        return int(datetime.combine(self.issued_on, time(), UTC).timestamp()) * 1000

    def entities(self) -> tuple[Entity, ...]:
        """Return the living rows as entities, for who reads them without a data folder."""
        return tuple(row.as_entity() for row in self.rows if not row.withdrawn)

    def edits(self) -> tuple[Edit, ...]:
        """Return all that the référentiel states, in an order that depends on it alone.

        A set is stated in full: for each row of the file that could be a member, whether it is one.
        """
        members: dict[str, list[str]] = {}
        for row in self.rows:
            members.setdefault(row.entity, []).append(row.id)
        found = [edit for row in self.rows for edit in _edits(row, members)]
        return tuple(sorted(found, key=lambda edit: _place(edit.cell)))

    def content(self) -> Content:
        """Return what its publication says."""
        issuer = self.convention.values.get(schema.ISSUER)
        return Content(
            self.convention.id,
            self.version,
            DELIVERED if self.is_delivered else str(issuer or "Référentiel"),
            self.issued_ms,
            Draft(f"Référentiel, version {self.version}", self.edits()),
        )

    def former_id(self) -> str:
        """Return the identity that the first version of the program gave its publication."""
        told = [[*_place(edit.cell), edit.value] for edit in self.edits()]
        fingerprint = hashlib.sha256(canonical(told)).hexdigest()
        return str(uuid5(UUID(self.convention.id), f"{self.version} {fingerprint}"))


def _place(cell: Cell) -> tuple[str, str, str, str]:
    return cell.entity, cell.row, cell.field, cell.member


def _edits(row: Row, members: Mapping[str, list[str]]) -> Iterator[Edit]:
    def cell(field: str, member: str = "") -> Cell:
        return Cell(row.entity, row.id, field, member)

    yield Edit(cell(DELETED.name), int(row.withdrawn))
    for name, value in row.values.items():
        if isinstance(value, tuple):
            for member in members.get(row.kind.fields[name].target, ()):
                yield Edit(cell(name, member), int(member in value))
        else:
            yield Edit(cell(name), value)
