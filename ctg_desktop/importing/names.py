"""Rows by what names them in cells: as the search finds them, read once for a whole file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ctg_desktop.domain.fields import Entity, describe
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.person_names import without_civility
from ctg_desktop.domain.searching import Sought, bare_phone, spelt
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import handles, search_words, stable_handles
from ctg_desktop.services.suggesting import suggestions

_CLOSE = 0.84
"""How like two names are that may be one (`difflib`)."""

_CALLED, _LEAST = 50, 99


class Names:
    """What names the rows of a folder, by entity."""

    def __init__(self, reader: Reader) -> None:
        """Look into `reader`, whose rows must not change meanwhile."""
        self._reader = reader
        self._rows: dict[str, dict[str, Entity]] = {}
        self._told: dict[str, dict[str, str]] = {}
        self._index: dict[str, dict[str, dict[int, dict[str, Entity]]]] = {}

    def rows(self, target: str) -> dict[str, Entity]:
        """Return every row of an entity by identity, those of the corbeille included."""
        if target not in self._rows:
            found = self._reader.rows(describe(target).cls, deleted=None)
            self._rows[target] = {row.id: row for row in found}
        return self._rows[target]

    def living(self, target: str) -> list[Entity]:
        """Return the rows that are not in the corbeille, in their order."""
        return [row for row in self.rows(target).values() if row.deleted is False]

    def find(self, target: str, text: str, owner: str | None = None) -> list[Entity]:
        """Return the rows that a text names, by the surest way that finds any; of an `owner`."""
        row = self.rows(target).get(text.strip())
        if row is not None and row.deleted is not None:
            return [row]
        index = self._indexed(target)
        kind = describe(target)
        for key in self._keys(target, text):
            ranked = index.get(key, {})
            for rank in sorted(ranked):
                found = [
                    row
                    for row in ranked[rank].values()
                    if owner is None or getattr(row, kind.owner) == owner
                ]
                if found:
                    return found
        return []

    def near(self, target: str, text: str, at_most: int = 5) -> list[Entity]:
        """Return the living rows whose name is so like a text that it may be theirs."""
        from difflib import get_close_matches

        index, wanted = self._indexed(target), spelt(text)
        if len(wanted) < 3:
            return []
        keys = [key for key in index if abs(len(key) - len(wanted)) <= len(wanted) * 0.4]
        words = " ".join(sorted(wanted.split()))
        close = get_close_matches(wanted, keys, n=at_most, cutoff=_CLOSE)
        close += get_close_matches(words, keys, n=at_most, cutoff=_CLOSE)
        found = {
            row.id: row
            for key in close
            for ranked in index[key].values()
            for row in ranked.values()
            if row.deleted is False
        }
        return list(found.values())[:at_most]

    def begun(self, target: str, text: str, at_most: int = 3) -> list[Entity]:
        """Return the few living rows that a text begins to name; none where they are many."""
        sought = Sought.of(text)
        found = [row for row in self.living(target) if sought and sought.is_in(search_words(row))]
        return found if len(found) <= at_most else []

    def unique(self, row: Entity) -> str:
        """Return words that name a row alone among those of its entity: else its identity."""
        words = row.cited or row.id
        found = self.find(row.TYPE.name, words)
        return words if [each.id for each in found] == [row.id] else row.id

    def told(self, row: Entity) -> str:
        """Return how a row is told in a list to choose from: « Ambition 3 (à compléter) »."""
        target = row.TYPE.name
        if row.TYPE.is_many:
            return row.cited
        if target not in self._told:
            self._told[target] = {
                each.id: each.words for each in suggestions(self._reader, target, "")
            }
        return self._told[target].get(row.id) or row.cited

    def words(self, target: str, row_id: str | None) -> str:
        """Return how a row is called; an unknown one by its identity, none by nothing."""
        row = self.rows(target).get(row_id or "")
        return (row.cited if row is not None else "") or (row_id or "")

    def _keys(self, target: str, text: str) -> Iterator[str]:
        yield spelt(text)
        if describe(target).is_person:
            yield " ".join(sorted(spelt(without_civility(text)).split()))
            if len(phone := bare_phone(text)) > 5:
                yield phone
        yield f"({fold(text)})"

    def _indexed(self, target: str) -> dict[str, dict[int, dict[str, Entity]]]:
        if target not in self._index:
            index: dict[str, dict[int, dict[str, Entity]]] = defaultdict(lambda: defaultdict(dict))
            for row in self.rows(target).values():
                for key, rank in _entries(row):
                    index[key][rank][row.id] = row
            self._index[target] = index
        return self._index[target]


def _entries(row: Entity) -> Iterator[tuple[str, int]]:
    """Yield what names a row, and how surely: a lower rank is surer."""
    if row.deleted is None:
        return
    if row.deleted:  # under the name that says so
        for name in (row.called, *stable_handles(row)):
            yield f"({fold(row.marked(name))})", _LEAST
        return
    for each in handles(row):
        yield each.key, each.rank
        if row.TYPE.is_person and each.spec is None:
            yield " ".join(sorted(each.key.split())), each.rank
    for words in {row.called, row.cited}:
        if words:
            yield spelt(words), _CALLED
            if row.TYPE.is_person:
                yield " ".join(sorted(spelt(words).split())), _CALLED
    title = getattr(row, "title", None)
    if isinstance(title, str) and title:
        yield spelt(title), _CALLED + 1
