"""What a field proposes as one types a name, and how the rows that it points to are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.fields import Entity, EntityType, Kind, describe
from ctg_desktop.domain.folding import fold, sort_key
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.searching import Sought, spelt
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import Directory, handles, shown
from ctg_desktop.services.wording import detail
from ctg_desktop.typography import capitalised

MOST = 200
"""How many rows are proposed at most: all communes, not all actions."""

_MOST_ACTIONS = 20

TO_COMPLETE = "à compléter"
"""What stands for a title that the référentiel does not give yet."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row that a field may point to: its identity, how it is called, and what tells it apart."""

    id: str
    words: str
    detail: str = ""


def suggestions(reader: Reader, target: str, typed: str) -> list[Suggestion]:
    """Return the living rows of an entity that the text may mean; all of them for an empty one.

    Each word typed begins a word of the row's names. Case, accents, hyphens, apostrophes and œ do
    not count. Rows whose name begins with the text come first; then rows that people put in order
    keep that order, and others are sorted by name.
    """
    kind = describe(target)
    if kind.is_many:
        return _of_many(reader, kind, typed)
    levels = _Levels(reader)
    sought, start = Sought.of(typed), spelt(typed)
    ranked = []
    for at, row in enumerate(reader.rows(kind.cls)):
        words = levels.called(row)
        names = [spelt(words), *(each.key for each in handles(row))]
        if _is_proposed(row) and sought.is_in(" ".join(names)):
            is_later = not any(name.startswith(start) for name in names)
            order = f"{at:06}" if kind.is_ordered or kind.owner else sort_key(words)
            ranked.append((is_later, order, Suggestion(row.id, words, detail(row))))
    return [found for _, _, found in sorted(ranked, key=lambda each: each[:2])[:MOST]]


def _is_proposed(row: Entity) -> bool:
    return getattr(row, "active", None) is not False and not getattr(row, "erased", None)


def _of_many(reader: Reader, kind: EntityType, typed: str) -> list[Suggestion]:
    """Return what the search finds of an entity that is never read whole; else the latest."""
    if fold(typed):
        hits = reader.search(typed, limit=_MOST_ACTIONS, entities=(kind.name,))
        ids = [hit.id for hit in hits]
    else:
        latest = ActionQuery(limit=_MOST_ACTIONS, sort="reference", descending=True)
        ids = reader.action_ids(latest, date.min)  # the day tells lateness alone
    found = {row.id: row for row in reader.rows(kind.cls, ids=ids)}
    rows = [found[row_id] for row_id in ids if row_id in found]
    return [Suggestion(row.id, shown(row), detail(row)) for row in rows]


def names_of(reader: Reader, rows: Iterable[Entity]) -> dict[str, str]:
    """Return how everything is called that these rows point to, by identity."""
    directory = Directory(reader)
    levels = _Levels(reader)
    found: dict[str, str] = {}
    for row in rows:
        for spec in row.TYPE.fields.values():
            if spec.kind not in (Kind.REFERENCE, Kind.REFERENCES):
                continue
            value = getattr(row, spec.name)
            for each in value if spec.is_multiple else [value]:
                if each is not None and each not in found:
                    pointed = directory.row(spec.target, each)
                    found[each] = pointed.marked(levels.called(pointed)) if pointed else each
    return found


class _Levels:
    """How rows are called, the two levels of the strategy by the convention's own words."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._words: Mapping[str, str] | None = None

    def called(self, row: Entity) -> str:
        if not isinstance(row, (Enjeu, Ambition)):
            return shown(row) or row.id
        label = f"{self._word(row)} {row.number or ''}".strip()
        return f"{label} – {row.title}" if row.title else f"{label} ({TO_COMPLETE})"

    def _word(self, row: Enjeu | Ambition) -> str:
        if self._words is None:
            convention = next(iter(self._reader.rows(Convention)), None)
            self._words = {
                Enjeu.TYPE.name: (convention and convention.level1_singular) or Enjeu.TYPE.label,
                Ambition.TYPE.name: (
                    (convention and convention.level2_singular) or Ambition.TYPE.label
                ),
            }
        word = self._words[row.TYPE.name]
        return capitalised(word)
