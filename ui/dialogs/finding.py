"""Finding records as one types: what the search box and the palette show of the folder.

`find_records` runs on the storage's thread and returns plain values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.fields import quoted
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import ActionQuery, Hit
from ctg_desktop.ports import Reader
from ui.models.results import Result
from ui.targets import Target

Level = TypeVar("Level", Enjeu, Ambition)

_PER_GROUP = 6


@dataclass(frozen=True, slots=True)
class _Group:
    """Records that stand together: their head, their page, their entities."""

    head: str
    page: str
    entities: tuple[str, ...]
    icon: str


_GROUPS = (
    _Group("Actions", "actions", ("action",), "actions"),
    _Group("Contacts et institutions", "contacts", ("contact", "institution"), "contacts"),
    _Group("Communes et structures", "territoire", ("territoire",), "territoire"),
)
_STRATEGY = _Group("Stratégie", "strategy", ("enjeu", "ambition"), "strategy")
_TO_COMPLETE = "à compléter"


def find_records(reader: Reader, typed: str) -> tuple[Result, ...]:
    """Return what the words find, under the head of each kind, best first; none, no head.

    A last line leads to the list of all actions that hold the words.
    """
    results: list[Result] = []
    actions = 0
    for group in _GROUPS:
        hits = reader.search(typed, limit=_PER_GROUP, entities=group.entities)
        found = [
            Result(hit.title or "(sans nom)", _detail(reader, hit), "", group.icon, _to(group, hit))
            for hit in hits
        ]
        actions += len(found) if group.page == "actions" else 0
        results += _headed(group.head, found)
    results += _headed(_STRATEGY.head, list(_strategy(reader, typed)))
    if actions == _PER_GROUP:
        results += _every_action(typed)
    return tuple(results)


def _headed(head: str, found: list[Result]) -> list[Result]:
    return [Result(head, is_head=True), *found] if found else []


def _every_action(typed: str) -> Iterator[Result]:
    """Return the line that lists all actions with these words, when there may be more."""
    words = " ".join(typed.split())
    target = Target("actions", query=ActionQuery(text=words))
    yield Result("Plus d’actions", is_head=True)
    yield Result(f"Toutes les actions qui contiennent {quoted(words)}", "", "", "filter", target)


def _to(group: _Group, hit: Hit) -> Target:
    return Target(group.page, hit.entity, hit.id)


def _detail(reader: Reader, hit: Hit) -> str:
    if hit.entity == Contact.TYPE.name:
        contact = reader.get(Contact, hit.id)
        return (contact.function or contact.service or "") if contact else ""
    if hit.entity == Territoire.TYPE.name:
        place = reader.get(Territoire, hit.id)
        return place.kind.label if place and place.kind else ""
    return ""


def _strategy(reader: Reader, typed: str) -> Iterator[Result]:
    first, second = _levels(reader)
    yield from _of_level(reader, Enjeu, first, typed)
    yield from _of_level(reader, Ambition, second, typed)


def _of_level(reader: Reader, kind: type[Level], level: str, typed: str) -> Iterator[Result]:
    """Return the rows of a level that hold the words, or bear the number (« ambition 3 »)."""
    wanted = fold(typed).split()
    named = [word for word in wanted if len(word) > 2 and fold(level).startswith(word)]
    rest = [word for word in wanted if word not in named]
    for row in reader.rows(kind) if named else _hits(reader, kind, typed):
        words = fold(f"{row.number or ''} {row.title or ''}").split()
        if named and not all(any(each.startswith(word) for each in words) for word in rest):
            continue
        title = f"{level} {row.number or '?'}"
        target = Target(_STRATEGY.page, kind.TYPE.name, row.id)
        yield Result(title, row.title or _TO_COMPLETE, "", _STRATEGY.icon, target)


def _hits(reader: Reader, kind: type[Level], typed: str) -> list[Level]:
    hits = reader.search(typed, limit=_PER_GROUP, entities=(kind.TYPE.name,))
    return reader.rows(kind, ids=[hit.id for hit in hits]) if hits else []


def _levels(reader: Reader) -> tuple[str, str]:
    """Return what the convention calls its two levels."""
    convention = next(iter(reader.rows(Convention)), None)
    names = (convention.level1_singular, convention.level2_singular) if convention else ("", "")
    first, second = names[0] or Enjeu.TYPE.label, names[1] or Ambition.TYPE.label
    return first[:1].upper() + first[1:], second[:1].upper() + second[1:]
