"""Rows as plain values under their French keys: what scripts read, and may give back.

The keys are those of the fields and never change. A choice is its code, a date is ISO, a number
a number; a row that is pointed to is named by its handle (number, code, reference, name), or by
its identity where no handle designates it alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ctg_desktop.domain.action import Action, BudgetLine, Indicateur, SuiviNote
from ctg_desktop.domain.changes import Edit
from ctg_desktop.domain.fields import Choice, Entity, EntityType, FieldSpec, Kind, decimal_text
from ctg_desktop.domain.listing import ActionLine
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.rules import Completeness, completeness, is_late
from ctg_desktop.errors import FileFormatError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.listing import COMPUTED, line_columns
from ctg_desktop.services.naming import Directory, in_order
from ctg_desktop.services.typed import Typed, read

Record = dict[str, Any]
"""A row as JSON shows it."""

ID = "id"
_NOT_READ = frozenset(
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
        return spec.unknown_is_yes if spec.kind is Kind.BOOLEAN else None
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


class Hanging:
    """What hangs on some rows of an entity, however deep, by entity and owner; read at once."""

    def __init__(self, reader: Reader, kind: EntityType, row_id: str | None = None) -> None:
        """Read what hangs on one row, or on all."""
        self._by_owner: dict[str, dict[str | None, list[Entity]]] = {}
        self._read(reader, kind, None if row_id is None else [row_id])

    def _read(self, reader: Reader, kind: EntityType, owners: Sequence[str] | None) -> None:
        for child in kind.nested:
            groups: dict[str | None, list[Entity]] = defaultdict(list)
            found = (
                reader.rows(child.cls)
                if owners is None
                else [
                    r for each in owners for r in reader.rows(child.cls, where={child.owner: each})
                ]
            )
            for row in in_order(child, found):
                groups[getattr(row, child.owner)].append(row)
            self._by_owner[child.name] = groups
            self._read(reader, child, None if owners is None else [row.id for row in found])

    def on(self, owner: str, kind: EntityType) -> Sequence[Entity]:
        """Return the rows of an entity that hang on a row, in their order."""
        return self._by_owner[kind.name].get(owner, ())


def whole_record(
    directory: Directory, row: Entity, hanging: Hanging, *, without: Collection[str] = ()
) -> Record:
    """Return a row with all that hangs on it."""
    return {
        **record_of(directory, row, without=without),
        **lists_of(directory, row, hanging),
    }


def lists_of(directory: Directory, row: Entity, hanging: Hanging) -> Record:
    """Return the lists of what hangs on a row, by the key of their entity."""
    return {
        kind.key: [
            whole_record(directory, each, hanging, without={kind.owner})
            for each in hanging.on(row.id, kind)
        ]
        for kind in row.TYPE.nested
    }


def record_with_all(reader: Reader, row: Entity) -> Record:
    """Return a row with all that hangs on it."""
    return whole_record(Directory(reader), row, Hanging(reader, row.TYPE, row.id))


def records_of(reader: Reader, kind: EntityType, found: Iterable[Entity]) -> list[Record]:
    """Return rows of an entity with all that hangs on them."""
    directory, hanging = Directory(reader), Hanging(reader, kind)
    return [whole_record(directory, row, hanging) for row in found]


def action_record(
    reader: Reader, action: Action, today: date, *, conflicts: Sequence[str] = ()
) -> Record:
    """Return an action with all that hangs on it; `conflicts` are keys of fields to arbitrate."""
    recorder = _Recorder(reader, Hanging(reader, Action.TYPE, action.id), today)
    return recorder.record(action, conflicts)


def action_records(reader: Reader, actions: Iterable[Action], today: date) -> list[Record]:
    """Return actions with all that hangs on them, read at once."""
    recorder = _Recorder(reader, Hanging(reader, Action.TYPE), today)
    return [recorder.record(action) for action in actions]


class _Recorder:
    """Makes the records of actions, which say more than their fields."""

    def __init__(self, reader: Reader, hanging: Hanging, today: date) -> None:
        self._hanging = hanging
        self._today = today
        self._directory = Directory(reader)

    def record(self, action: Action, conflicts: Sequence[str] = ()) -> Record:
        ambition = self._directory.row("ambition", action.main_ambition)
        return {
            **record_of(self._directory, action),
            "corbeille": bool(action.deleted),
            "structure_nom": self._directory.name("territoire", action.structure) or None,
            "enjeu": self._directory.handle("enjeu", getattr(ambition, "enjeu", None)),
            "en_retard": is_late(action, self._today),
            "completude": _gauge(self._completeness(action)),
            "conflits": list(conflicts),
            **lists_of(self._directory, action, self._hanging),
        }

    def _completeness(self, action: Action) -> Completeness:
        pilote = self._directory.row(Contact.TYPE.name, action.pilote)
        notes = self._hanging.on(action.id, SuiviNote.TYPE)
        dates = [day for note in notes if (day := getattr(note, "noted_on", None))]
        return completeness(
            action,
            indicators=len(self._hanging.on(action.id, Indicateur.TYPE)),
            budget_lines=len(self._hanging.on(action.id, BudgetLine.TYPE)),
            last_note_on=max(dates, default=None),
            today=self._today,
            has_pilote=isinstance(pilote, Contact) and pilote.is_at_work,
        )


def _gauge(gauge: Completeness) -> Record:
    return {
        "faits": gauge.done,
        "total": gauge.total,
        "pourcentage": gauge.percent,
        "manque": list(gauge.missing),
    }


_LINE = line_columns(
    *("reference", "title", "status", "priority", "blocked", "late", "confidential"),
    *("starts_on", "ends_on", "completed_on", "main_ambition"),
    *("structure", "structure_name", "pilote_name"),
)
"""What a line of a list holds, in the order that scripts know."""


def line_record(directory: Directory, line: ActionLine) -> Record:
    """Return a line of a list, under the same keys as the action's record."""
    values = {spec.key: plain(directory, spec, line.value(spec.name)) for spec in _LINE}
    unknown = {spec.key: None for spec in COMPUTED.values() if values[spec.key] == ""}
    return {ID: line.id, **values, **unknown}


# --- reading back --------------------------------------------------------------------------


def typed_fields(kind: EntityType, record: Mapping[str, Any]) -> dict[str, Typed]:
    """Return the fields of a record as typed texts; computed keys and lists of rows left out.

    Raises:
        FileFormatError: a value that no field can have.
    """
    skipped = {ID, *_NOT_READ, *(child.key for child in kind.nested)}
    skipped -= {spec.key for spec in kind.fields.values()}
    return {key: _typed(key, value) for key, value in record.items() if key not in skipped}


def _typed(key: str, value: Any) -> Typed:
    if isinstance(value, list):
        return [_text(key, member) for member in value]
    return None if value is None else _text(key, value)


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (int, float, Decimal)):
        return decimal_text(Decimal(str(value))).replace(".", ",")  # which is never read two ways
    if not isinstance(value, str):
        raise FileFormatError(f"« {key} » attend un texte, un nombre ou une liste de textes.")
    return value


def child_edits(
    uow: UnitOfWork,
    kind: EntityType,
    record: Mapping[str, Any],
    owner_id: str,
    today: date,
    *,
    is_new: bool,
) -> list[Edit]:
    """Return the edits that the lists of a row's record ask for.

    A row given with the identity of one in place modifies it; any other is added; none is
    removed. On a new row every one is added.

    Raises:
        FileFormatError: a list that is none, or a row that is no object.
        FieldError: a value that its field refuses.
        RuleError: a note that would be rewritten.
    """
    edits: list[Edit] = []
    for child in kind.nested:
        for given in _objects(record, child.key):
            row_id, made = _row_edits(
                uow, child, given, {child.owner: owner_id}, today, is_new=is_new
            )
            edits += made
            edits += child_edits(uow, child, given, row_id, today, is_new=is_new)
    return edits


def _objects(record: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = record.get(key) or []
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise FileFormatError(f"« {key} » attend une liste de fiches.")
    return found


def _row_edits(
    uow: UnitOfWork,
    kind: EntityType,
    given: Mapping[str, Any],
    owner: Mapping[str, Any],
    today: date,
    *,
    is_new: bool,
) -> tuple[str, Sequence[Edit]]:
    given_keys = {kind.fields[name].key for name in owner}
    typed = typed_fields(kind, {key: given[key] for key in given if key not in given_keys})
    if is_new:  # what it corrects belongs to another row
        siblings = [spec.key for spec in kind.fields.values() if spec.target == kind.name]
        typed = {key: value for key, value in typed.items() if key not in siblings}
    values = dict(read(uow, kind, typed, today).values)
    row_id = clean_text(given[ID], lines=False) if isinstance(given.get(ID), str) else None
    if not is_new and row_id is not None and _is_in_place(uow, kind, row_id, owner):
        return row_id, rows.modification(uow, kind, row_id, values).edits
    made = rows.addition(uow, kind, {**values, **owner}, today, with_owner=False)
    return made.row.id, made.edits


def _is_in_place(uow: UnitOfWork, kind: EntityType, row_id: str, owner: Mapping[str, Any]) -> bool:
    row = uow.get(kind.cls, row_id)
    return row is not None and all(getattr(row, name) == value for name, value in owner.items())
