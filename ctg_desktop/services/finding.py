"""Finding records as one types: what the search box and the palette show of the folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import EntityType, describe
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.levels import level_name
from ctg_desktop.domain.searching import Hit
from ctg_desktop.ports import Reader
from ctg_desktop.services.suggesting import suggestions
from ctg_desktop.services.wording import detail
from ctg_desktop.typography import capitalised

Level = TypeVar("Level", Enjeu, Ambition)

_PER_GROUP = 6
_LEVELS = (Enjeu, Ambition)
"""What is found by its number as well, under what the convention calls it."""

_TO_COMPLETE = "à compléter"


@dataclass(frozen=True, slots=True)
class Found:
    """A record that the words find; `detail` says what it is.

    A confidential one shows with a lock: it is seen within the folder alone.
    """

    entity: str
    id: str
    title: str
    detail: str = ""
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Records of a kind, best first, under their head; never empty."""

    head: str
    records: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the words find; `more_actions` are the words themselves when more actions hold them."""

    groups: tuple[FoundGroup, ...] = ()
    more_actions: str = ""


def find_records(reader: Reader, typed: str) -> Findings:
    """Return what the words find, group by group."""
    groups = []
    for head, kinds in _groups().items():
        if kinds[0].cls in _LEVELS:
            records = tuple(_strategy(reader, typed))
        else:
            hits = _search(reader, typed, *(kind.name for kind in kinds))
            found = {hit.id: _found(reader, hit) for hit in hits}
            for each in (each for kind in kinds for each in _by_other_names(reader, kind, typed)):
                found.setdefault(each.id, each)
            records = tuple(found.values())[:_PER_GROUP]
        groups.append(FoundGroup(head, records))
    is_cut = len(groups[0].records) == _PER_GROUP
    return Findings(
        tuple(group for group in groups if group.records),
        " ".join(typed.split()) if is_cut else "",
    )


def _groups() -> dict[str, list[EntityType]]:
    """Return what is searched, by head: what structures record first, the référentiel last."""
    groups: dict[str, list[EntityType]] = {}
    for kind in sorted(entity_types(), key=lambda kind: (kind.reference_data, not kind.is_local)):
        if any(spec.searchable for spec in kind.fields.values()):
            groups.setdefault(kind.group or kind.plural, []).append(kind)
    return groups


def _by_other_names(reader: Reader, kind: EntityType, typed: str) -> Iterator[Found]:
    """Return the rows found by a name that no field holds: the initials of the agglomeration."""
    if all(name in kind.fields for name in kind.alias) or not fold(typed):
        return
    for each in suggestions(reader, kind.name, typed):
        yield Found(kind.name, each.id, each.words, each.detail)


def _search(reader: Reader, typed: str, *entities: str) -> list[Hit]:
    return reader.search(typed, limit=_PER_GROUP, entities=entities)


def _found(reader: Reader, hit: Hit) -> Found:
    row = reader.get(describe(hit.entity).cls, hit.id)
    told = detail(row) if row is not None else ""
    title = hit.title or "(sans nom)"
    return Found(hit.entity, hit.id, title, told, is_confidential=hit.is_confidential)


def _strategy(reader: Reader, typed: str) -> Iterator[Found]:
    first, second = _levels(reader)
    yield from _of_level(reader, Enjeu, first, typed)
    yield from _of_level(reader, Ambition, second, typed)


def _of_level(reader: Reader, kind: type[Level], level: str, typed: str) -> Iterator[Found]:
    """Return the rows of a level that hold the words, or bear the number (« ambition 3 »)."""
    wanted = fold(typed).split()
    named = [word for word in wanted if len(word) > 2 and fold(level).startswith(word)]
    rest = [word for word in wanted if word not in named]
    for row in reader.rows(kind) if named else _hits(reader, kind, typed):
        words = fold(f"{row.number or ''} {row.title or ''}").split()
        if named and not all(any(each.startswith(word) for each in words) for word in rest):
            continue
        title = f"{level} {row.number or '?'}"
        yield Found(kind.TYPE.name, row.id, title, row.title or _TO_COMPLETE)


def _hits(reader: Reader, kind: type[Level], typed: str) -> list[Level]:
    hits = _search(reader, typed, kind.TYPE.name)
    return reader.rows(kind, ids=[hit.id for hit in hits]) if hits else []


def _levels(reader: Reader) -> tuple[str, str]:
    """Return what the convention calls its two levels."""
    convention = next(iter(reader.rows(Convention)), None)
    if convention is None:
        return Enjeu.TYPE.label, Ambition.TYPE.label
    first, second = level_name(convention, first=True), level_name(convention, first=False)
    return capitalised(first), capitalised(second)
