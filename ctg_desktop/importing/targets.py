"""What a column may be poured into, and the paths that name it; see `plan.Target`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind
from ctg_desktop.importing.plan import Target
from ctg_desktop.typography import capitalised, lowered, spaced

ID = "id"
POURED = "+"
ABOVE = "@"
_MOST_SLOTS = 3
"""How many numbered places are offered of what hangs on a row, beyond those in use."""

_MATCHED_BY = "reference"
"""The field that names a row though nobody types it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the rows that hang on a row of the file: its entity, and a number or a year."""

    kind: EntityType
    name: str

    @property
    def year(self) -> int | None:
        """The year that it is about, where its name is one and it has a field for it."""
        is_year = self.name.isdigit() and len(self.name) == 4 and "year" in self.kind.fields
        return int(self.name) if is_year else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cells of a column go; without a field, it names the row, or one further up."""

    path: str
    kind: EntityType
    spec: FieldSpec | None = None
    slots: tuple[Slot, ...] = ()
    ancestor: EntityType | None = None
    is_poured: bool = False
    steps: tuple[tuple[tuple[str, ...], EntityType, int | None], ...] = field(
        init=False, compare=False, repr=False
    )
    """What leads to its hanging row: what tells each row apart, its entity, its year."""

    def __post_init__(self) -> None:
        """Work out the steps once: they are taken for each cell."""
        parts = [part for slot in self.slots for part in (slot.kind.name, slot.name)]
        steps = (
            (tuple(parts[: 2 * at]), slot.kind, slot.year) for at, slot in enumerate(self.slots, 1)
        )
        object.__setattr__(self, "steps", tuple(steps))

    @property
    def is_id(self) -> bool:
        """Whether it holds the identity of the row."""
        return self.spec is None and self.ancestor is None

    @property
    def label(self) -> str:
        """Its words: « Financement 1 : financeur »."""
        if self.ancestor is not None:
            return self.ancestor.label
        if self.spec is None:
            return "Identifiant"
        if self.is_poured:
            return spaced(f"Ajoutée à « {self.spec.label} » sous son titre")
        if not self.slots:
            return self.spec.label
        led = ", ".join(f"{each.kind.label} {each.name}" for each in self.slots)
        return spaced(f"{capitalised(led)} : {lowered(self.spec.label)}")


def place(kind: EntityType, path: str) -> Place | None:
    """Return where a path leads from an entity; None where it leads nowhere."""
    if path == ID:
        return Place(path, kind)
    if path.startswith(ABOVE):
        above = next((each for each in kind.owners[:-1] if each.name == path[1:]), None)
        return Place(path, kind, ancestor=above) if above is not None else None
    return _field_place(kind, path)


def _field_place(kind: EntityType, path: str) -> Place | None:
    is_poured = path.startswith(POURED)
    *steps, key = path.removeprefix(POURED).split(".")
    if len(steps) % 2:
        return None
    held, slots = kind, []
    for name, number in zip(steps[::2], steps[1::2], strict=True):
        child = next((each for each in held.nested if each.key == name), None)
        if child is None or not re.fullmatch("[0-9]{1,4}", number):
            return None
        held = child
        slots.append(Slot(child, number))
    spec = held.by_key(key)
    if spec is None or not is_taken_in(held, spec):
        return None
    if is_poured and spec.kind is not Kind.LONG_TEXT:
        return None
    return Place(path, held, spec, tuple(slots), is_poured=is_poured)


def is_taken_in(kind: EntityType, spec: FieldSpec) -> bool:
    """Whether a field can come from a file: the others are kept by the program."""
    return spec.typed or (spec.key == _MATCHED_BY and spec.name in kind.handle)


def targets_of(kind: EntityType, used: Collection[str] = ()) -> list[Target]:
    """Return what the columns of a file of an entity may be poured into, for a list.

    `used` are the paths of the other columns: one more place is offered of what they use.
    """
    return [Target(each.path, each.label, _group(each)) for each in places(kind, used)]


def _group(found: Place) -> str:
    if found.is_poured:
        return "Ajouter à un texte"
    return capitalised(found.slots[-1].kind.plural) if found.slots else ""


def places(kind: EntityType, used: Collection[str] = ()) -> Iterator[Place]:
    """Yield the places of a target list; see `targets_of`."""
    yield Place(ID, kind)
    for above in kind.owners[:-1]:
        yield Place(f"{ABOVE}{above.name}", kind, ancestor=above)
    fields = [spec for spec in kind.fields.values() if is_taken_in(kind, spec)]
    yield from (Place(spec.key, kind, spec) for spec in fields)
    for child in kind.nested:
        yield from _hanging(kind, child, "", used)
    for spec in fields:
        if spec.kind is Kind.LONG_TEXT:
            yield Place(f"{POURED}{spec.key}", kind, spec, is_poured=True)


def _hanging(
    kind: EntityType, child: EntityType, before: str, used: Collection[str]
) -> Iterator[Place]:
    start = f"{before}{child.key}."
    known = {path[len(start) :].partition(".")[0] for path in used if path.startswith(start)}
    numbers = [name for name in known if len(name) < 4]
    most = max([_MOST_SLOTS, *(int(name) + 1 for name in numbers)])
    names = [*map(str, range(1, most + 1)), *sorted(known - set(numbers))]
    for name in names:
        for spec in child.fields.values():
            if spec.typed and spec.name not in (child.owner, "order"):
                path = f"{start}{name}.{spec.key}"
                found = place(kind, path)
                if found is not None:
                    yield found
        for grandchild in child.nested:
            yield from _hanging(kind, grandchild, f"{start}{name}.", used)
