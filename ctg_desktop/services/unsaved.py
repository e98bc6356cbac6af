"""Where what is typed and does not stand yet belongs: in words, and as a place to go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.fields import Entity, EntityType, describe
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.folder.drafts import TypedTexts, is_note, read_key
from ctg_desktop.ports import Reader
from ctg_desktop.services.communes import FIELDS
from ctg_desktop.services.naming import shown
from ctg_desktop.typography import lowered

NOTE = "Note de suivi"


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A text that does not stand: the row and field in words, and where that is.

    `row` is a person's name for it (« BET-2026-001 – Café »), empty for one that is new; `cell`
    is the field, None for a note; `entity` and `subject` lead to the fiche.
    """

    key: str
    row: str
    field: str
    entity: str
    subject: str
    cell: Cell | None = None

    @property
    def words(self) -> str:
        """The row and its field."""
        return f"{self.row}, {lowered(self.field)}" if self.row else self.field


def unsaved(uow: Reader, drafts: Mapping[str, TypedTexts]) -> list[Unsaved]:
    """Return where unsaved texts belong, one entry per field; rows that are gone have none."""
    found: list[Unsaved] = []
    for key, texts in drafts.items():
        if is_note(key):
            action = uow.get(Action, key)
            if action is not None and action.deleted is False:
                found.append(Unsaved(key, shown(action), NOTE, Action.TYPE.name, key))
            continue
        entity, row_id, owner_id = read_key(key)
        try:
            kind = describe(entity)
        except KeyError:  # of another version
            continue
        row = uow.get(kind.cls, row_id) if row_id else None
        if row_id and (row is None or row.deleted is not False):
            continue
        found += _fields(uow, key, kind, row, owner_id, texts)
    return found


def _fields(
    uow: Reader,
    key: str,
    kind: EntityType,
    row: Entity | None,
    owner_id: str,
    texts: TypedTexts,
) -> list[Unsaved]:
    subject = _subject(uow, kind, row, owner_id)
    is_part = subject is not None and subject is not row
    part = f"{kind.label}, " if is_part else ""
    name = shown(subject) if subject is not None else kind.label
    fields = {**kind.fields, **FIELDS} if kind is Territoire.TYPE else kind.fields
    return [
        Unsaved(
            key,
            name,
            f"{part}{lowered(fields[field].label) if part else fields[field].label}",
            (kind if subject is None else subject.TYPE).name,
            "" if subject is None else subject.id,
            Cell(kind.name, row.id if row is not None else "", field),
        )
        for field in texts
        if field in fields
    ]


def _subject(uow: Reader, kind: EntityType, row: Entity | None, owner_id: str) -> Entity | None:
    """Return the row that a person would name: the one that a part belongs to."""
    if not kind.is_nested or kind.owner_type is None:
        return row
    owner = str(getattr(row, kind.owner) or "") if row is not None else owner_id
    found = uow.get(kind.owner_type.cls, owner) if owner else None
    return row if found is None else _subject(uow, found.TYPE, found, "")
