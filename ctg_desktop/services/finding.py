"""Finding records as one types: what the search box and the palette show of the folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import Hit
from ctg_desktop.ports import Reader

Level = TypeVar("Level", Enjeu, Ambition)

_PER_GROUP = 6
_GROUPS = (
    ("Actions", (Action.TYPE.name,)),
    ("Contacts et institutions", (Contact.TYPE.name, Institution.TYPE.name)),
    ("Communes et structures", (Territoire.TYPE.name,)),
)
_STRATEGY = "Stratégie"
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
    groups = [
        FoundGroup(head, tuple(_found(reader, hit) for hit in _search(reader, typed, *entities)))
        for head, entities in _GROUPS
    ]
    groups.append(FoundGroup(_STRATEGY, tuple(_strategy(reader, typed))))
    is_cut = len(groups[0].records) == _PER_GROUP
    return Findings(
        tuple(group for group in groups if group.records),
        " ".join(typed.split()) if is_cut else "",
    )


def _search(reader: Reader, typed: str, *entities: str) -> list[Hit]:
    return reader.search(typed, limit=_PER_GROUP, entities=entities)


def _found(reader: Reader, hit: Hit) -> Found:
    title, detail = hit.title or "(sans nom)", _detail(reader, hit)
    return Found(hit.entity, hit.id, title, detail, is_confidential=hit.is_confidential)


def _detail(reader: Reader, hit: Hit) -> str:
    if hit.entity == Contact.TYPE.name:
        contact = reader.get(Contact, hit.id)
        return (contact.function or contact.service or "") if contact else ""
    if hit.entity == Territoire.TYPE.name:
        place = reader.get(Territoire, hit.id)
        return place.kind.label if place and place.kind else ""
    return "confidentielle" if hit.is_confidential else ""


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
    names = (convention.level1_singular, convention.level2_singular) if convention else ("", "")
    first, second = names[0] or Enjeu.TYPE.label, names[1] or Ambition.TYPE.label
    return first[:1].upper() + first[1:], second[:1].upper() + second[1:]
