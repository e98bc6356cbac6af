"""Rows as plain values under their French keys: what scripts read, and may give back.

The keys are those of the fields and never change. A choice is its code, a date is ISO, a number
a number; a row that is pointed to is named by its handle (number, code, reference, name), or by
its identity where no handle designates it alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ctg_desktop.domain.action import (
    Action,
    BudgetLine,
    Indicateur,
    Mesure,
    SuiviNote,
)
from ctg_desktop.domain.changes import Edit
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.entities import ACTION_CHILDREN
from ctg_desktop.domain.fields import Choice, Entity, EntityType, FieldSpec, Kind, decimal_text
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.rules import Completeness, completeness, is_late
from ctg_desktop.domain.views import ActionLine
from ctg_desktop.errors import FileFormatError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.gestures import UNKNOWN_MEANS_YES
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.sheets import mesure_order
from ctg_desktop.services.typed import Typed, read

Record = dict[str, Any]
"""A row as JSON shows it."""

ID = "id"
CHILDREN: Mapping[str, EntityType] = {cls.TYPE.key: cls.TYPE for cls in ACTION_CHILDREN}
"""The lists of an action's record, by their key."""

COMPUTED = frozenset(
    {ID, "corbeille", "en_retard", "enjeu", "structure_nom", "completude", "conflits"}
)
"""Keys of a record that the program computes: what is given back under them is not read."""


# --- writing -------------------------------------------------------------------------------


def plain(directory: Directory, spec: FieldSpec, value: Any) -> Any:
    """Return a value of a field as JSON shows it."""
    if spec.is_multiple:
        members = directory.ordered(spec.target, value)
        return [directory.handle(spec.target, member) for member in members]
    if value is None:
        return spec.name in UNKNOWN_MEANS_YES if spec.kind is Kind.BOOLEAN else None
    if spec.kind is Kind.REFERENCE:
        return directory.handle(spec.target, value)
    if isinstance(value, Choice):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return plain_number(value) if isinstance(value, Decimal) else value


def plain_number(value: Decimal) -> int | float | str:
    """Return a decimal as a JSON number; as text where a number would lose digits."""
    if value == value.to_integral_value():
        return int(value)
    approximate = float(value)
    return approximate if Decimal(repr(approximate)) == value else decimal_text(value)


def record_of(directory: Directory, row: Entity, *, without: Collection[str] = ()) -> Record:
    """Return a row with its identity and its fields, but those named by `without`."""
    shown = row.as_shown()
    fields = {
        spec.key: plain(directory, spec, getattr(shown, spec.name))
        for spec in row.TYPE.fields.values()
        if spec.name not in without
    }
    return {ID: row.id, **fields}


@dataclass(frozen=True, slots=True)
class _Children:
    """What hangs on some actions, by entity and owner."""

    by_owner: Mapping[str, Mapping[str | None, Sequence[Entity]]]

    def of(self, kind: EntityType, owner: str) -> Sequence[Entity]:
        return self.by_owner[kind.name].get(owner, ())


def _children(reader: Reader, action_id: str | None) -> _Children:
    """Read what hangs on one action, or at once on all."""
    found: dict[str, dict[str | None, list[Entity]]] = {}
    for cls in ACTION_CHILDREN:
        where = {"action": action_id} if action_id else None
        found[cls.TYPE.name] = _grouped(reader.rows(cls, where=where), "action")
    indicators = [row.id for group in found[Indicateur.TYPE.name].values() for row in group]
    measures: Iterable[Mesure] = (
        [row for each in indicators for row in reader.rows(Mesure, where={"indicateur": each})]
        if action_id
        else reader.rows(Mesure)
    )
    oldest_first: list[Mesure] = sorted(measures, key=mesure_order)
    found[Mesure.TYPE.name] = _grouped(oldest_first, "indicateur")
    return _Children(found)


def _grouped(found: Iterable[Entity], owner: str) -> dict[str | None, list[Entity]]:
    groups: dict[str | None, list[Entity]] = defaultdict(list)
    for row in found:
        groups[getattr(row, owner)].append(row)
    return groups


def action_record(
    reader: Reader, action: Action, today: date, *, conflicts: Sequence[str] = ()
) -> Record:
    """Return an action with all that hangs on it; `conflicts` are keys of fields to arbitrate."""
    children = _children(reader, action.id)
    return _Recorder(reader, children, today).record(action, conflicts)


def action_records(reader: Reader, actions: Iterable[Action], today: date) -> list[Record]:
    """Return actions with all that hangs on them, read at once."""
    recorder = _Recorder(reader, _children(reader, None), today)
    return [recorder.record(action) for action in actions]


class _Recorder:
    """Makes the records of actions whose children are at hand."""

    def __init__(self, reader: Reader, children: _Children, today: date) -> None:
        self._children = children
        self._today = today
        self._directory = Directory(reader)

    def record(self, action: Action, conflicts: Sequence[str] = ()) -> Record:
        ambition = self._directory.row("ambition", action.main_ambition)
        enjeu = ambition.enjeu if isinstance(ambition, Ambition) else None
        return {
            **record_of(self._directory, action),
            "corbeille": bool(action.deleted),
            "structure_nom": self._directory.name("territoire", action.structure) or None,
            "enjeu": self._directory.handle("enjeu", enjeu),
            "en_retard": is_late(action, self._today),
            "completude": _gauge(self._completeness(action)),
            "conflits": list(conflicts),
            **{key: self._list(kind, action.id) for key, kind in CHILDREN.items()},
        }

    def _list(self, kind: EntityType, owner: str) -> list[Record]:
        found = [
            record_of(self._directory, row, without={"action"})
            for row in self._children.of(kind, owner)
        ]
        if kind is Indicateur.TYPE:
            for record in found:
                record[Mesure.TYPE.key] = [
                    record_of(self._directory, row, without={"indicateur"})
                    for row in self._children.of(Mesure.TYPE, record[ID])
                ]
        return found

    def _completeness(self, action: Action) -> Completeness:
        notes = self._children.of(SuiviNote.TYPE, action.id)
        dates = [note.noted_on for note in notes if isinstance(note, SuiviNote) and note.noted_on]
        return completeness(
            action,
            indicators=len(self._children.of(Indicateur.TYPE, action.id)),
            budget_lines=len(self._children.of(BudgetLine.TYPE, action.id)),
            last_note_on=max(dates, default=None),
            today=self._today,
        )


def _gauge(gauge: Completeness) -> Record:
    return {
        "faits": gauge.done,
        "total": gauge.total,
        "pourcentage": gauge.percent,
        "manque": list(gauge.missing),
    }


def line_record(directory: Directory, line: ActionLine) -> Record:
    """Return a line of a list, under the same keys as the action's record."""
    return {
        ID: line.id,
        "reference": line.reference,
        "intitule": line.title,
        "statut": line.status and line.status.value,
        "priorite": line.priority and line.priority.value,
        "bloquee": line.blocked,
        "en_retard": line.late,
        "confidentielle": line.confidential,
        "date_debut": line.starts_on and line.starts_on.isoformat(),
        "date_fin": line.ends_on and line.ends_on.isoformat(),
        "realisee_le": line.completed_on and line.completed_on.isoformat(),
        "ambition": directory.handle("ambition", line.main_ambition),
        "structure": directory.handle("territoire", line.structure),
        "structure_nom": line.structure_name or None,
        "pilote": line.pilote_name or None,
    }


# --- reading back --------------------------------------------------------------------------


def typed_fields(record: Mapping[str, Any]) -> dict[str, Typed]:
    """Return the fields of a record as typed texts; computed keys and lists of rows left out.

    Raises:
        FileFormatError: a value that no field can have.
    """
    kept = record.keys() - COMPUTED - CHILDREN.keys() - {Mesure.TYPE.key}
    return {key: _typed(key, record[key]) for key in record if key in kept}


def _typed(key: str, value: Any) -> Typed:
    if isinstance(value, list):
        return [_text(key, member) for member in value]
    return None if value is None else _text(key, value)


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (int, float, Decimal)):
        return decimal_text(Decimal(str(value)))
    if not isinstance(value, str):
        raise FileFormatError(
            f"«\u00a0{key}\u00a0» attend un texte, un nombre ou une liste de textes."
        )
    return value


def child_edits(
    uow: UnitOfWork, record: Mapping[str, Any], action_id: str, today: date, *, is_new: bool
) -> list[Edit]:
    """Return the edits that the lists of an action's record ask for.

    A row given with the identity of one in place modifies it; any other is added; none is
    removed. On a new action every row is added.

    Raises:
        FileFormatError: a list that is none, or a row that is no object.
        FieldError: a value that its field refuses.
        RuleError: a note that would be rewritten.
    """
    edits: list[Edit] = []
    for key, kind in CHILDREN.items():
        for given in _objects(record, key):
            row_id, made = _row_edits(uow, kind, given, {"action": action_id}, today, is_new=is_new)
            edits += made
            for measure in _objects(given, Mesure.TYPE.key) if kind is Indicateur.TYPE else ():
                owner = {"indicateur": row_id}
                edits += _row_edits(uow, Mesure.TYPE, measure, owner, today, is_new=is_new)[1]
    return edits


def _objects(record: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = record.get(key) or []
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise FileFormatError(f"«\u00a0{key}\u00a0» attend une liste de fiches.")
    return found


def _row_edits(
    uow: UnitOfWork,
    kind: EntityType,
    given: Mapping[str, Any],
    owner: Mapping[str, Any],
    today: date,
    *,
    is_new: bool,
) -> tuple[str, list[Edit]]:
    typed = typed_fields({key: value for key, value in given.items() if key not in owner})
    if is_new:  # what it corrects belongs to another action
        typed.pop("corrige", None)
    values = dict(read(uow, kind, typed, today).values)
    row_id = clean_text(given[ID], lines=False) if isinstance(given.get(ID), str) else None
    if not is_new and row_id is not None and _is_in_place(uow, kind, row_id, owner):
        return row_id, rows.modification(uow, kind, row_id, values)[0]
    return rows.addition(uow, kind, {**values, **owner}, today, with_owner=False)


def _is_in_place(uow: UnitOfWork, kind: EntityType, row_id: str, owner: Mapping[str, Any]) -> bool:
    row = uow.get(kind.cls, row_id)
    return row is not None and all(getattr(row, name) == value for name, value in owner.items())
