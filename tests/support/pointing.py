"""Rows of any entity, made bare, that point to one another: for what holds of every field."""

from __future__ import annotations

from typing import Any

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork
from tests.support.app import TODAY


def made(uow: UnitOfWork, kind: EntityType, called: str = "") -> Entity:
    """Record a row that nothing else depends on, with a name of its own."""
    row_id = uow.new_id()
    names = (*kind.caption, *kind.handle, "title", "name")
    values: dict[str, Any] = {
        name: TODAY if spec.kind is Kind.DATE else f"Zébulon {called or kind.name}"[: spec.maximum]
        for name, spec in kind.fields.items()
        if spec.kind in (Kind.TEXT, Kind.DATE) and name in names
    }
    if "kind" in kind.fields and kind is Territoire.TYPE:
        values["kind"] = TerritoireKind.COMMUNE
    row = kind.cls(id=row_id, **values)
    edits = [Edit(Cell(kind.name, row_id, "deleted"), 0)]
    edits += [
        Edit(Cell(kind.name, row_id, name), kind.fields[name].encode(value))
        for name, value in values.items()
    ]
    uow.record(Draft("Essai", tuple(edits)))
    return row


def remove(uow: UnitOfWork, row: Entity) -> None:
    """Take a row away, whoever it belongs to."""
    uow.record(Draft("Retrait", (Edit(Cell(row.TYPE.name, row.id, "deleted"), 1),)))


def pointing_row(uow: UnitOfWork, kind: EntityType, spec: FieldSpec, target: Entity) -> Entity:
    """Record a row that points to another by one field."""
    row = made(uow, kind)
    member = target.id if spec.is_multiple else ""
    value = 1 if spec.is_multiple else target.id
    cell = Cell(kind.name, row.id, spec.name, member)
    uow.record(Draft("Essai", (Edit(cell, value),)))
    found = uow.get(kind.cls, row.id)
    assert found is not None
    return found
