"""How rows are called: the words that people read, and the handles that scripts use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar, cast

from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind, describe
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.levels import usual_label
from ctg_desktop.domain.searching import bare_phone, spelt
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import Reader

E = TypeVar("E", bound=Entity)


def shown(row: Entity | None) -> str:
    """Return how a row is called in a sentence or a list; an empty text for a nameless one."""
    return row.called if row is not None else ""


@dataclass(frozen=True, slots=True)
class Handle:
    """What names a row: a text, and the field that holds it where one does.

    `rank` is lower for a surer one; a code that rows share is as sure as one of a row's own.
    `is_stable` tells that scripts use it too, rather than people alone.
    """

    text: str
    spec: FieldSpec | None = None
    rank: int = 0
    is_stable: bool = True

    @property
    def key(self) -> str:
        """The text as names are compared."""
        is_phone = self.spec is not None and self.spec.kind is Kind.PHONE
        return bare_phone(self.text) if is_phone else spelt(self.text)


def handles(row: Entity) -> Iterator[Handle]:
    """Return what a person may type to name a row, the surest first."""
    names = (*row.TYPE.handle, *row.TYPE.alias)
    for rank, name in enumerate(names):
        spec, value = row.TYPE.fields.get(name), getattr(row, name)
        is_stable = rank < len(row.TYPE.handle)
        if value and spec is not None and spec.is_list:
            yield from (Handle(code, spec, 0, is_stable) for code in value.split())
        elif value:
            yield Handle(value, spec, rank, is_stable)
            if name == "number":
                for word in dict.fromkeys((row.TYPE.label, usual_label(row.TYPE))):
                    yield Handle(f"{word} {value}", spec, len(names))


def search_words(row: Entity) -> str:
    """Return the words that a row is searched by: all that may name it, once."""
    return " ".join(each.key for each in handles(row))


def stable_handles(row: Entity) -> tuple[str, ...]:
    """Return what names a row for scripts, the surest first: `62119`, `3`, `Ambition 3`."""
    found = sorted((each for each in handles(row) if each.is_stable), key=lambda each: each.rank)
    return tuple(each.text for each in found)


def in_order(kind: EntityType, found: Iterable[E]) -> list[E]:
    """Return rows of one entity, as the storage gives them, in the order in which they show."""
    return list(found) if kind.listed_by is None else sorted(found, key=kind.listed_by)


class Directory:
    """Rows by identity, each entity read once: for lists that point to the same rows again."""

    def __init__(self, reader: Reader) -> None:
        """Look into `reader`, whose rows must not change meanwhile."""
        self._reader = reader
        self._rows: dict[str, dict[str, Entity]] = {}
        self._foreseen: dict[str, dict[str, Entity]] = {}
        self._names: dict[tuple[str, str | None], str] = {}
        self._taken: dict[tuple[str, bool], Counter[str]] = {}
        self._places: dict[str, dict[str, int]] = {}

    def row(self, target: str, row_id: str | None) -> Entity | None:
        """Return the row, deleted or not; None for one that this base does not hold."""
        if row_id is None:
            return None
        kind = describe(target)
        if not kind.is_many:
            return self._all(target).get(row_id)
        known = self._foreseen.get(target, {}).get(row_id)
        return self._reader.get(kind.cls, row_id) if known is None else known

    def get(self, cls: type[E], row_id: str) -> E | None:
        """Return the row as `Reader.get` does."""
        return cast("E | None", self.row(cls.TYPE.name, row_id))

    def foresee(self, target: str, row_ids: Collection[str]) -> None:
        """Read these rows at once, and what they hang on: they will be asked for one by one."""
        kind = describe(target)
        known = self._foreseen.setdefault(target, {})
        wanted = set(row_ids) - known.keys()
        if not kind.is_many or not wanted:
            return
        found = self._reader.rows(kind.cls, ids=wanted, deleted=None)
        known.update((row.id, row) for row in found)
        if kind.owner:
            owners = {getattr(row, kind.owner) for row in found} - {None}
            self.foresee(kind.fields[kind.owner].target, owners)

    def name(self, target: str, row_id: str | None) -> str:
        """Return how the row is called, and that it is gone; an unknown one by its identity."""
        name = self._names.get((target, row_id))
        if name is None:
            row = self.row(target, row_id)
            name = (row.cited if row is not None else "") or (row_id or "")
            self._names[target, row_id] = name
        return name

    def ordered(self, target: str, row_ids: Iterable[str]) -> list[str]:
        """Return identities in the order of their rows in a list; those of many by name."""
        if describe(target).is_many:
            return sorted(row_ids, key=lambda row_id: self.name(target, row_id))
        if target not in self._places:
            kind, rows = describe(target), list(self._all(target).values())
            if not (kind.is_ordered or kind.owner):  # as lists propose them
                rows = sorted(rows, key=lambda row: sort_key(row.called))
            self._places[target] = {row.id: at for at, row in enumerate(rows)}
        places = self._places[target]
        return sorted(row_ids, key=lambda row_id: places.get(row_id, len(places)))

    def handle(self, target: str, row_id: str | None) -> str | None:
        """Return the shortest stable name that designates the row alone, else its identity.

        That of a row which is gone says so, and is read back all the same.
        """
        row = self.row(target, row_id)
        if row is None:
            return row_id
        if row.TYPE.is_many:
            return self._handle_of_many(row)
        taken = self._taken_handles(describe(target), gone=bool(row.deleted))
        found = next((name for name in stable_handles(row) if taken[spelt(name)] == 1), None)
        return row_id if found is None else _said_gone(row, found)

    def _handle_of_many(self, row: Entity) -> str:
        """Return the first handle where it is the row's alone, without reading all the others."""
        name = next(iter(row.TYPE.handle), "")
        handle = getattr(row, name) if name else None
        if not handle:
            return row.id
        namesakes = self._reader.rows(type(row), where={name: handle}, deleted=None)
        return _said_gone(row, str(handle)) if len(namesakes) == 1 else row.id

    def _all(self, target: str) -> dict[str, Entity]:
        if target not in self._rows:
            found = self._reader.rows(describe(target).cls, deleted=None)
            self._rows[target] = {row.id: row for row in found}
        return self._rows[target]

    def _taken_handles(self, kind: EntityType, *, gone: bool) -> Counter[str]:
        if (kind.name, gone) not in self._taken:
            self._taken[kind.name, gone] = Counter(
                key
                for row in self._all(kind.name).values()
                if bool(row.deleted) is gone
                for key in {each.key for each in handles(row)}
            )
        return self._taken[kind.name, gone]


def _said_gone(row: Entity, handle: str) -> str:
    return row.marked(handle) if row.deleted else handle


def structure_name(reader: Reader, structure: str | None) -> str:
    """Return the name of a structure; an empty text when it is unknown."""
    return shown(reader.get(Territoire, structure)) if structure else ""
