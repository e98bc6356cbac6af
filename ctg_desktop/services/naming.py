"""How rows are called: the words that people read, and the handles that scripts use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.fields import Entity, EntityType, describe
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import Reader
from ctg_desktop.typography import short_date

_FALLBACK = ("noted_on", "measured_on", "year", "competence")
"""What names a row that its entity gives no caption, in a list of its kind."""


def shown(row: Entity | None) -> str:
    """Return how a row is called in a sentence or a list; an empty text for a nameless one."""
    if row is None:
        return ""
    if isinstance(row, Contact):
        return "Personne effacée" if row.erased else row.name
    if isinstance(row, Institution):
        return row.acronym or row.name or ""
    parts = [part for name in row.TYPE.caption if (part := getattr(row, name))]
    if not parts:
        parts = [part for name in _FALLBACK if (part := getattr(row, name, None))][:1]
    return " – ".join(short_date(part) if isinstance(part, date) else str(part) for part in parts)


def handles(row: Entity) -> tuple[str, ...]:
    """Return what a person may type to name a row, the surest first."""
    if isinstance(row, Contact):
        names: tuple[str | None, ...] = (row.name, row.email, row.family_name)
    else:
        names = tuple(getattr(row, name) for name in row.TYPE.handle)
        if "number" in row.TYPE.handle and names[0]:
            names += (f"{row.TYPE.label} {names[0]}",)
    return tuple(name for name in names if name)


class Directory:
    """Rows by identity, each entity read once: for lists that point to the same rows again."""

    def __init__(self, reader: Reader) -> None:
        """Look into `reader`, whose rows must not change meanwhile."""
        self._reader = reader
        self._rows: dict[str, dict[str, Entity]] = {}
        self._taken: dict[str, Counter[str]] = {}
        self._places: dict[str, dict[str, int]] = {}

    def row(self, target: str, row_id: str | None) -> Entity | None:
        """Return the row, deleted or not; None for one that this base does not hold."""
        if row_id is None:
            return None
        if target == Action.TYPE.name:
            return self._reader.get(Action, row_id)
        return self._all(target).get(row_id)

    def name(self, target: str, row_id: str | None) -> str:
        """Return how the row is called; an unknown one by its identity."""
        return shown(self.row(target, row_id)) or (row_id or "")

    def ordered(self, target: str, row_ids: Iterable[str]) -> list[str]:
        """Return identities in the order of their rows in a list; actions by reference."""
        if target == Action.TYPE.name:
            return sorted(row_ids, key=lambda row_id: self.name(target, row_id))
        if target not in self._places:
            self._places[target] = {row_id: at for at, row_id in enumerate(self._all(target))}
        places = self._places[target]
        return sorted(row_ids, key=lambda row_id: places.get(row_id, len(places)))

    def handle(self, target: str, row_id: str | None) -> str | None:
        """Return the shortest stable name that designates the row alone, else its identity."""
        row = self.row(target, row_id)
        if row is None:
            return row_id
        if isinstance(row, Action):
            return self._action_handle(row)
        taken = self._taken_handles(describe(target))
        candidates = handles(row)[:1] if isinstance(row, Contact) else handles(row)
        return next((name for name in candidates if taken[name] == 1), row_id)

    def _action_handle(self, action: Action) -> str:
        if not action.reference or action.deleted is not False:
            return action.id
        namesakes = self._reader.rows(Action, where={"reference": action.reference}, deleted=None)
        return action.reference if len(namesakes) == 1 else action.id

    def _all(self, target: str) -> dict[str, Entity]:
        if target not in self._rows:
            found = self._reader.rows(describe(target).cls, deleted=None)
            self._rows[target] = {row.id: row for row in found}
        return self._rows[target]

    def _taken_handles(self, kind: EntityType) -> Counter[str]:
        if kind.name not in self._taken:
            self._taken[kind.name] = Counter(
                name
                for row in self._all(kind.name).values()
                if row.deleted is False
                for name in dict.fromkeys(handles(row))
            )
        return self._taken[kind.name]


def structure_name(reader: Reader, structure: str | None) -> str:
    """Return the name of a structure; an empty text when it is unknown."""
    return shown(reader.get(Territoire, structure)) if structure else ""
