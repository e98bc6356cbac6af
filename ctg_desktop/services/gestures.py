"""From values to a gesture: the edits that a use case hands to the one door for writes.

Only what was given is written, and only where it differs from what is there: a field that was
not touched is never written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ctg_desktop.domain.changes import Cell, Edit
from ctg_desktop.domain.fields import DELETED, Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.grammar import done_to, the
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.errors import RuleError
from ctg_desktop.typography import capitalised, lowered


def modified(kind: EntityType, names: Iterable[str]) -> str:
    """Name a modification by the fields it touches: « Action modifiée : statut, motif »."""
    labels = [kind.fields[name].label for name in names]
    listed = ", ".join(lowered(label) for label in labels[:4])
    more = ", …" if len(labels) > 4 else ""
    return f"{done_to(kind, 'modifié')} : {listed}{more}"


_LINE_KINDS = frozenset({Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.COLOUR})


def cleaned(kind: EntityType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with their texts cleaned, as they are stored."""
    return {name: _cleaned(kind.fields[name].kind, value) for name, value in values.items()}


def _cleaned(kind: Kind, value: Any) -> Any:
    if isinstance(value, str) and (kind in _LINE_KINDS or kind is Kind.LONG_TEXT):
        return clean_text(value, lines=kind is Kind.LONG_TEXT)
    return value


def check_values(kind: EntityType, values: Mapping[str, Any]) -> None:
    """Refuse values that break their field's own rules.

    Raises:
        FieldError: naming the field.
    """
    for name, value in values.items():
        kind.fields[name].check(value)


def differing(before: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep, of the values given, those that are not in place yet."""
    return {
        name: value
        for name, value in values.items()
        if not _is_same(before.TYPE.fields[name], getattr(before, name), value)
    }


def without_given_back(before: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out values that are those an export shows, even where another is stored but not shown.

    So a file that says nothing of when a reopened action was done does not erase that day.
    """
    shown = before.as_shown()
    return {
        name: value
        for name, value in values.items()
        if getattr(shown, name) == getattr(before, name)
        or not _is_same(before.TYPE.fields[name], getattr(shown, name), value)
    }


def _is_same(spec: FieldSpec, before: Any, after: Any) -> bool:
    if isinstance(before, tuple):
        return set(before) == set(after or ())
    if spec.unknown_is_yes:
        return before is after
    return before == after or (_is_no(before) and _is_no(after))


def _is_no(value: Any) -> bool:
    """Whether a value says nothing or no; zero is a value."""
    return value is None or value is False


def field_edits(before: Entity, values: Mapping[str, Any]) -> list[Edit]:
    """Return the edits that bring the values into a row; a set gives one edit per member."""
    kind = before.TYPE
    edits: list[Edit] = []
    for name, value in differing(before, values).items():
        spec = kind.fields[name]
        if not spec.is_multiple:
            edits.append(Edit(Cell(kind.name, before.id, name), spec.encode(value)))
            continue
        was, now = set(getattr(before, name)), set(value or ())
        for member in sorted(was ^ now):
            cell = Cell(kind.name, before.id, name, member)
            edits.append(Edit(cell, 1 if member in now else 0))
    return edits


def creation_edits(kind: EntityType, row_id: str, values: Mapping[str, Any]) -> list[Edit]:
    """Return the edits that bring a row to life with its values."""
    birth = Edit(Cell(kind.name, row_id, DELETED.name), 0)
    return [birth, *field_edits(kind.cls(id=row_id), values)]


def deletion_edit(row: Entity) -> Edit:
    """Return the edit that moves a row to the corbeille."""
    return Edit(Cell(row.TYPE.name, row.id, DELETED.name), 1)


def restoration_edit(row: Entity) -> Edit:
    """Return the edit that takes a row out of the corbeille."""
    return Edit(Cell(row.TYPE.name, row.id, DELETED.name), 0)


def check_alive(row: Entity) -> None:
    """Refuse to touch a row of the corbeille.

    Raises:
        RuleError: saying to restore it first.
    """
    if row.deleted is not False:
        raise RuleError(f"{named(row)} est dans la corbeille : commencez par restaurer.")


def named(row: Entity) -> str:
    """Return the words that begin a sentence about a row: « L’action BET-2026-003 »."""
    return f"{capitalised(the(row.TYPE))} {row.brief}".rstrip()
