"""Which row of the folder a row of the file is about: by identity, reference, name, near title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.folding import fold
from ctg_desktop.importing.asking import Questions
from ctg_desktop.importing.entries import Entry
from ctg_desktop.importing.names import Names
from ctg_desktop.importing.plan import BLANK, NEW, Option
from ctg_desktop.typography import quoted

_CLOSE = 0.86
"""How like two titles are that may be one (`difflib`)."""

_FEWEST_LETTERS = 8

_Key = tuple[Any, ...]


class Identifier:
    """Finds the rows in place that the rows of a file are about."""

    def __init__(
        self, kind: EntityType, names: Names, questions: Questions, structure: str | None
    ) -> None:
        """Look among the rows of an entity; `structure` is assumed where the file names none."""
        self._kind = kind
        self._names = names
        self._questions = questions
        self._structure = structure
        self._is_titled = bool(kind.structure) and "title" in kind.fields
        self._by_key: dict[_Key, list[Entity]] = defaultdict(list)
        for row in names.living(kind.name):
            if (key := self._key(row)) is not None:
                self._by_key[key].append(row)
        self._titles: dict[Any, dict[str, Entity]] = defaultdict(dict)
        if self._is_titled:
            for (structure_id, title), found in self._by_key.items():
                self._titles[structure_id][title] = found[0]

    def name(self, entries: Sequence[Entry]) -> None:
        """Find the row that each entry is about, and refuse rows that are given twice."""
        lines: dict[str, int] = {}
        keys: dict[_Key, int] = {}
        for entry in entries:
            self._take_owner(entry)
            entry.before = self._known(entry)
            if entry.before is None and not entry.problems:
                self._ask_alike(entry)
            if entry.before is not None:
                former = lines.setdefault(entry.before.id, entry.number)
                if former != entry.number:
                    entry.refuse(
                        "Lignes en double",
                        f"Les lignes {former} et {entry.number} parlent de la même fiche : "
                        f"{entry.before.called}.",
                    )
            elif (key := self._key_of(entry.values)) is not None:
                former = keys.setdefault(key, entry.number)
                if former != entry.number:
                    self._ask_twice(entry, former)

    def _take_owner(self, entry: Entry) -> None:
        """Find what a row hangs on by its name, among the rows of the one named further up."""
        kind, owner = self._kind, self._kind.owner_type
        if not entry.owner_text or owner is None or self._by_id(entry) is not None:
            return
        above = self._names.find(kind.owners[0].name, entry.above) if entry.above else []
        within = above[0].id if len(above) == 1 else None
        found = self._names.find(owner.name, entry.owner_text, within)
        if len(found) == 1:
            entry.values[kind.owner] = found[0].id
            return
        label = kind.fields[kind.owner].label
        what = "désigne plusieurs fiches" if found else "n’est pas connu ici"
        entry.refuse(label, f"{quoted(label)} : {quoted(entry.owner_text)} {what}.")

    def _known(self, entry: Entry) -> Entity | None:
        """Return the row that an entry names for sure."""
        if (row := self._by_id(entry)) is not None:
            return row
        if entry.reference:
            found = self._names.find(self._kind.name, entry.reference)
            exact = [row for row in found if _bears(row, entry.reference)]
            if len(exact) == 1:
                return exact[0]
            if len(exact) > 1:
                entry.refuse(
                    "Référence", f"{quoted(entry.reference)} désigne plusieurs fiches d’ici."
                )
                return None
        if self._kind.identity is not None:
            return self._names.rows(self._kind.name).get(self._kind.identity(entry.values))
        if self._is_titled:
            return None
        key = self._key_of(entry.values)
        found = self._by_key.get(key, []) if key is not None else []
        return found[0] if len(found) == 1 else None

    def _by_id(self, entry: Entry) -> Entity | None:
        row = self._names.rows(self._kind.name).get(entry.id_text) if entry.id_text else None
        return row if row is not None and row.deleted is not None else None

    # --- asked -------------------------------------------------------------------------

    def _ask_alike(self, entry: Entry) -> None:
        """Ask whether a row is one of the same or nearly the same title."""
        if not self._is_titled:
            return
        key = self._key_of(entry.values)
        if key is None:
            return
        same = self._by_key.get(key, [])
        near = same or self._near(key)
        if not near:
            return
        options = [Option(row.id, row.cited) for row in near]
        options += [
            Option(NEW, "Une nouvelle fiche"),
            Option(BLANK, "Laisser cette ligne de côté"),
        ]
        like = "le même intitulé" if same else "un intitulé proche"
        sentence = f"Ligne {entry.number} : {quoted(entry.values['title'])} a {like}. Est-ce elle ?"
        proposed = same[0].id if len(same) == 1 else ""
        self._settle(entry, sentence, options, proposed)

    def _ask_twice(self, entry: Entry, former: int) -> None:
        sentence = (
            f"Les lignes {former} et {entry.number} semblent parler de la même fiche. Que faire de "
            f"la ligne {entry.number} ?"
        )
        options = [
            Option(NEW, "C’est une autre fiche"),
            Option(BLANK, "Laisser cette ligne de côté"),
        ]
        self._settle(entry, sentence, options, "")

    def _settle(self, entry: Entry, sentence: str, options: list[Option], proposed: str) -> None:
        key = f"ligne:{entry.number}"
        answer = self._questions.ask(key, sentence, options, proposed=proposed)
        self._questions.note(key, entry.number, None)
        if not answer:
            entry.refuse("À rapprocher", sentence, question=key)
        elif answer == BLANK:
            entry.why_left = "laissée de côté"
        elif answer != NEW:
            entry.before = self._names.rows(self._kind.name).get(answer)

    def _near(self, key: _Key) -> list[Entity]:
        from difflib import SequenceMatcher

        structure, title = key
        if len(title) < _FEWEST_LETTERS:
            return []
        words = set(title.split())
        found = []
        for other, row in self._titles[structure].items():
            if abs(len(other) - len(title)) > len(title) * (1 - _CLOSE) * 2:
                continue
            if len(words & set(other.split())) * 2 < len(words):
                continue
            if SequenceMatcher(None, title, other).ratio() >= _CLOSE:
                found.append(row)
        return found[:5]

    # --- keys --------------------------------------------------------------------------

    def _key(self, row: Entity) -> _Key | None:
        return self._key_of({name: getattr(row, name) for name in row.TYPE.fields})

    def _key_of(self, values: Mapping[str, Any]) -> _Key | None:
        """Return what makes a row the same as another; None where too little is known."""
        kind = self._kind
        if self._is_titled:
            title = values.get("title")
            structure = values.get(kind.structure) or self._structure
            return (structure, fold(title)) if title else None
        names = kind.identified_by
        if not names and kind.owner:
            names = (kind.owner, *kind.caption)
            if kind.append_only:
                names = (*names, "text")
        told = tuple(_plain(values.get(name)) for name in names)
        return told if told and any(each not in (None, "") for each in told) else None


def _plain(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def _bears(row: Entity, reference: str) -> bool:
    return fold(getattr(row, "reference", "") or "") == fold(reference) or row.deleted is True
