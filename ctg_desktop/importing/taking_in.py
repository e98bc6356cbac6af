"""Writing an import: one gesture, after a safety copy, and the report of what came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.fields import ORDER, Entity, EntityType, describe
from ctg_desktop.importing.cells import Newcomer
from ctg_desktop.importing.entries import Child, Entry
from ctg_desktop.importing.examining import Examined, examined
from ctg_desktop.importing.plan import Fate, Plan, Preview
from ctg_desktop.ports import Tick, UnitOfWork, ticked, untold
from ctg_desktop.services import rows
from ctg_desktop.typography import counted, lowered, spaced

COPY_REASON = "avant import"
"""Why the safety copy was made that stands before an import."""

_STRUCTURE = "structure"
_TOLD = (
    (Fate.NEW, ("nouvelle fiche", "nouvelles fiches")),
    (Fate.MODIFIED, ("fiche modifiée", "fiches modifiées")),
    (Fate.UNCHANGED, ("fiche inchangée", "fiches inchangées")),
    (Fate.TO_MEND, ("ligne à corriger", "lignes à corriger")),
    (Fate.LEFT, ("ligne laissée de côté", "lignes laissées de côté")),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What came in: `preview` says it row by row, with the rows that wait and what was left.

    `ids` are the identities of the rows that were written, by their row of the file.
    """

    preview: Preview
    ids: Mapping[int, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What came in, in one sentence."""
        return told(self.preview)


def told(preview: Preview) -> str:
    """Say how many rows have each fate."""
    parts = [counted(count, *words) for fate, words in _TOLD if (count := preview.count(fate))]
    return spaced(f"{preview.plan.kind.plural} : {', '.join(parts) or 'rien à importer'}.")


def take_in(
    uow: UnitOfWork, plan: Plan, today: date, tick: Tick = untold
) -> tuple[Report, Changes]:
    """Write the rows that nothing keeps out, in one gesture; the others wait.

    A safety copy is made before. Nothing is written where no row comes in.

    Raises:
        RuleError: rows of this entity are not this folder's to record.
        StorageError: nothing was written.
        CancelledError: `tick` says that the person stopped it; nothing was written.
    """
    report, draft = drafted(uow, plan, today, tick)
    if draft is None:
        return report, Changes()
    uow.back_up(COPY_REASON)
    return report, uow.record(draft)


def drafted(
    uow: UnitOfWork, plan: Plan, today: date, tick: Tick = untold
) -> tuple[Report, Draft | None]:
    """Return what an import would report and the gesture that it is; None where it is none.

    Raises:
        RuleError: rows of this entity are not this folder's to record.
        CancelledError: `tick` says that the person stopped it.
    """
    found = examined(uow, plan, today, tick)
    writer = _Writer(uow, plan.kind, today)
    prepared = ticked(found.entries, "Préparation…", tick)
    edits = [edit for entry in prepared for edit in writer.edits(entry)]
    people = [edit for each in _used(found) for edit in writer.newcomer(each)]
    report = Report(found.preview, writer.ids)
    if not edits:
        return report, None
    label = f"Import de {plan.source} : {_summary(found.preview)}"
    return report, Draft(label, (*people, *edits))


def _summary(preview: Preview) -> str:
    kind = preview.plan.kind
    count = preview.count(Fate.NEW) + preview.count(Fate.MODIFIED)
    return counted(count, lowered(kind.label), lowered(kind.plural))


def _used(found: Examined) -> Iterator[Newcomer]:
    """Yield the people and institutions that the rows which come in name."""
    used: set[Any] = set()
    for entry in found.entries:
        used.update(_values(entry.values.values()))
        for child in entry.children:
            used.update(_child_values(child))
    yield from (each for each in found.newcomers if each.id in used)


def _values(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)


def _child_values(child: Child) -> Iterator[Any]:
    yield from _values(child.values.values())
    for grandchild in child.children:
        yield from _child_values(grandchild)


class _Ahead:
    """The folder as it will be: references that this gesture gives are taken already."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self.new: set[str] = set()
        self._given: dict[str, str] = {}
        self._rows: dict[tuple[str, str], Entity | None] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)

    def references(self, prefix: str) -> list[str]:
        if prefix in self._given:
            return [self._given[prefix]]
        return self._uow.references(prefix)

    def rows(self, cls: type[Entity], **asked: Any) -> list[Entity]:
        """Return rows; a row of this gesture has no parts yet."""
        where = asked.get("where") or {}
        if cls.TYPE.part_of and where.get(cls.TYPE.part_of) in self.new:
            return []
        return self._uow.rows(cls, **asked)

    def give(self, reference: str | None) -> None:
        """Note a reference that is given to a row of this gesture: the last of its kind."""
        if reference:
            self._given[f"{reference.rpartition('-')[0]}-"] = reference

    def get(self, cls: type[Entity], row_id: str) -> Entity | None:
        """Return a row of the référentiel, read once: it does not change meanwhile."""
        if cls.TYPE.is_many or not cls.TYPE.reference_data:
            return self._uow.get(cls, row_id)
        key = (cls.TYPE.name, row_id)
        if key not in self._rows:
            self._rows[key] = self._uow.get(cls, row_id)
        return self._rows[key]


class _Writer:
    """Makes the edits of a gesture."""

    def __init__(self, uow: UnitOfWork, kind: EntityType, today: date) -> None:
        self._uow = uow
        self._kind = kind
        self._ahead = _Ahead(uow)
        self._reader = cast(UnitOfWork, self._ahead)
        self._today = today
        self._orders: dict[tuple[str, str], int] = {}
        self._in_place: set[str] = set()
        self.ids: dict[int, str] = {}

    def newcomer(self, person: Newcomer) -> tuple[Edit, ...]:
        """Return the edits that record somebody whom the file names."""
        return self._added(describe(person.target), dict(person.values), person.id).edits

    def edits(self, entry: Entry) -> Iterator[Edit]:
        """Yield the edits of a row of the file, and of what hangs on it."""
        before = entry.before
        if before is None:
            row_id = entry.new_id or self._uow.new_id()
            self._ahead.new.add(row_id)
            made = self._added(self._kind, entry.values, row_id)
            self._ahead.give(getattr(made.row, "reference", None))
            row = made.row
            yield from made.edits
        else:
            row = before
            self._in_place.add(before.id)
            if entry.values:
                made = rows.change(self._uow, before, entry.values)
                row = made.row
                yield from made.edits
        self.ids[entry.number] = row.id
        for child in entry.children:
            yield from self._child(child, row, getattr(row, _STRUCTURE, None))

    def _child(self, child: Child, owner: Entity, structure: str | None) -> Iterator[Edit]:
        kind = child.kind
        row: Entity | None = child.before
        if row is not None:
            self._in_place.add(row.id)
            if child.values:
                yield from rows.change(self._uow, row, child.values).edits
        elif any(value is not None for value in child.values.values()):
            values = {**child.values, kind.owner: owner.id}
            if _STRUCTURE in kind.fields:
                values.setdefault(_STRUCTURE, structure)
            if ORDER in kind.fields:
                values[ORDER] = self._next(kind, owner, in_place=owner.id in self._in_place)
            made = self._added(kind, values, self._uow.new_id())
            row = made.row
            yield from made.edits
        if row is None:
            return
        for grandchild in child.children:
            yield from self._child(grandchild, row, structure)

    def _added(self, kind: EntityType, values: dict[str, Any], row_id: str) -> rows.Prepared:
        return rows.addition(
            self._reader, kind, values, self._today, row_id=row_id, with_owner=False
        )

    def _next(self, kind: EntityType, owner: Entity, *, in_place: bool) -> int:
        key = (kind.name, owner.id)
        if key not in self._orders:
            known = self._uow.rows(kind.cls, where={kind.owner: owner.id}) if in_place else []
            self._orders[key] = max((getattr(row, ORDER) or 0 for row in known), default=0)
        self._orders[key] += 1
        return self._orders[key]
