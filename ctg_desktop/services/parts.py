"""Rows that are parts of another row of their entity: the opérations of an action.

There is one level, within one structure. What comes from elsewhere may say otherwise when two
gestures met: it is shown as it is, and only a new gesture is refused.
"""

from __future__ import annotations

from collections.abc import Collection

from ctg_desktop.domain.conditions import FieldCondition, Operator
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.grammar import this
from ctg_desktop.errors import FieldError
from ctg_desktop.ports import Reader
from ctg_desktop.typography import capitalised, quoted


def whole_of(reader: Reader, kind: EntityType, row_id: str | None) -> Entity | None:
    """Return the living row of that identity, of which another is to be a part."""
    row = reader.get(kind.cls, row_id) if row_id else None
    return row if row is not None and row.deleted is False else None


def parts_of(reader: Reader, row: Entity) -> list[Entity]:
    """Return the living rows that are parts of this one, in no order."""
    kind = row.TYPE
    return list(reader.rows(kind.cls, where={kind.part_of: row.id})) if kind.part_of else []


def with_parts(reader: Reader, kind: EntityType, row_ids: Collection[str]) -> frozenset[str]:
    """Return these rows and all their parts, of the corbeille too, however they are tied."""
    known = frozenset(row_ids)
    if not known or not kind.part_of:
        return known
    tied = FieldCondition(kind.part_of, Operator.HAS)
    parts = reader.rows(kind.cls, conditions=(tied,), deleted=None)
    while more := {row.id for row in parts if getattr(row, kind.part_of) in known} - known:
        known |= more
    return known


def check_part(reader: Reader, row: Entity, touched: Collection[str]) -> None:
    """Refuse to make a row a part of one that cannot have it, or to part it from its structure.

    Raises:
        FieldError: on the field that leads to the whole, or on the structure.
    """
    kind = row.TYPE
    if not kind.part_of or not {kind.part_of, kind.structure} & set(touched):
        return
    spec, whole_id = kind.fields[kind.part_of], getattr(row, kind.part_of)
    parts = parts_of(reader, row)
    if any(getattr(part, kind.structure) != getattr(row, kind.structure) for part in parts):
        raise FieldError(
            kind.fields[kind.structure].key,
            f"{capitalised(this(kind))} a une {kind.part} de la même structure "
            f"({parts[0].brief}) : videz d’abord son champ {quoted(spec.label)}.",
        )
    if whole_id is None:
        return
    whole = whole_of(reader, kind, whole_id)
    why = ""
    if whole_id == row.id:
        why = f"{this(kind)} ne peut pas être sa propre {kind.part}."
    elif whole is None:
        return  # it is gone: what points to it stays as it is
    elif getattr(whole, kind.part_of):
        why = f"{whole.brief} est déjà une {kind.part} : il n’y a qu’un niveau."
    elif parts:
        why = f"{this(kind)} a elle-même une {kind.part} ({parts[0].brief}) : un seul niveau."
    elif getattr(whole, kind.structure) != getattr(row, kind.structure):
        why = f"{whole.brief} est d’une autre structure."
    if why:
        raise FieldError(spec.key, f"{quoted(spec.label)} : {why}")
