"""What taking in a référentiel changes, told row by row and field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ctg_desktop.domain.fields import Choice, Entity, FieldSpec, describe
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.referentiel.content import Referentiel, Row
from ctg_desktop.services.naming import Directory, shown
from ctg_desktop.services.reference_reader import ReferenceReader
from ctg_desktop.services.wording import words
from ctg_desktop.typography import counted, long_date, typeset


class Fate(Choice):
    """What happens to a row."""

    NEW = "nouveau", "Nouveau"
    CHANGED = "modifie", "Modifié"
    WITHDRAWN = "retire", "Retiré"
    RESTORED = "retabli", "Rétabli"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, in words; an empty text stands for nothing."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that changes; `fields` are told for one that was there before."""

    entity: str
    id: str
    name: str
    fate: Fate
    fields: tuple[FieldChange, ...] = ()
    ties: str = ""
    """What hangs here on a row that is withdrawn, in words."""

    @property
    def label(self) -> str:
        """What kind of row it is, in French."""
        return describe(self.entity).label


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row that the file does not mention, and that stays as it is."""

    entity: str
    id: str
    name: str

    @property
    def label(self) -> str:
        """What kind of row it is, in French."""
        return describe(self.entity).label


@dataclass(frozen=True, slots=True)
class Report:
    """What a référentiel changes, or would change.

    `previous_version` is None for the first one of a folder; `is_known` tells that this very
    publication was already there; `warnings` are French sentences.
    """

    title: str
    version: int
    issued_on: date
    previous_version: int | None
    is_known: bool = False
    rows: tuple[RowChange, ...] = ()
    kept: tuple[KeptRow, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, Mapping[Fate, int]]:
        """The numbers of rows by entity, in the order of the rows, and by fate."""
        found: dict[str, Counter[Fate]] = {}
        for row in self.rows:
            found.setdefault(row.entity, Counter())[row.fate] += 1
        return found

    @property
    def counted(self) -> str:
        """How many rows change, by fate: « 2 nouveaux, 1 modifié »."""
        fates = Counter(row.fate for row in self.rows)
        return ", ".join(_counted(fate, fates[fate]) for fate in Fate if fates[fate])

    def sentence(self) -> str:
        """Return the outcome in one French sentence."""
        issue = f"« {self.title} », version {self.version} du {long_date(self.issued_on)}"
        if self.is_known:
            return typeset(f"{issue} : déjà en place, rien n’a changé.")
        told = [self.counted] if self.rows else []
        if kept := len(self.kept):
            one, several = (
                "absent du fichier et gardé tel quel",
                "absents du fichier et gardés tels quels",
            )
            told.append(counted(kept, one, several))
        return typeset(f"{issue} : {', '.join(told) or 'rien ne change'}.")


def _counted(fate: Fate, count: int) -> str:
    word = fate.label.lower()
    return counted(count, word, f"{word}x" if word.endswith("eau") else "")


def row_changes(
    referentiel: Referentiel, present: Mapping[str, Entity]
) -> tuple[tuple[RowChange, ...], tuple[KeptRow, ...]]:
    """Compare a référentiel with the rows in place: what changes, and what stays unmentioned."""
    after = {**present, **{row.id: _after(row, present.get(row.id)) for row in referentiel.rows}}
    old, new = (Directory(ReferenceReader(rows.values())) for rows in (present, after))
    changes = []
    for row in referentiel.rows:
        before = present.get(row.id)
        fate = _fate(row, before)
        fields = () if before is None else _fields(row, before, after[row.id], old, new)
        if fate is None and fields:
            fate = Fate.CHANGED
        if fate is not None:
            changes.append(RowChange(row.entity, row.id, name_of(after[row.id], new), fate, fields))
    mentioned = {row.id for row in referentiel.rows}
    kept = tuple(
        KeptRow(row.TYPE.name, row.id, name_of(row, old))
        for row in present.values()
        if row.id not in mentioned and row.deleted is False
    )
    return tuple(changes), kept


def _after(row: Row, before: Entity | None) -> Entity:
    stated = row.as_entity()
    if before is None:
        return stated
    values: dict[str, Any] = {name: getattr(stated, name) for name in row.values}
    return replace(before, deleted=row.withdrawn, **values)


def _fate(row: Row, before: Entity | None) -> Fate | None:
    if before is None:
        return None if row.withdrawn else Fate.NEW
    if row.withdrawn != bool(before.deleted):
        return Fate.WITHDRAWN if row.withdrawn else Fate.RESTORED
    return None


def _fields(
    row: Row, before: Entity, after: Entity, old: Directory, new: Directory
) -> tuple[FieldChange, ...]:
    found = []
    for spec in row.kind.fields.values():
        was, will_be = getattr(before, spec.name), getattr(after, spec.name)
        if spec.is_multiple:
            was, will_be = frozenset(was), frozenset(will_be)
        if spec.name in row.values and was != will_be:
            change = FieldChange(
                spec.key, spec.label, _words(old, spec, was), _words(new, spec, will_be)
            )
            found.append(change)
    return tuple(found)


def _words(directory: Directory, spec: FieldSpec, value: Any) -> str:
    if spec.is_multiple:
        names = (directory.name(spec.target, member) for member in value)
        return ", ".join(sorted(names, key=sort_key))
    return words(directory, spec, value)


def name_of(row: Entity, directory: Directory) -> str:
    """Return how a row is called; one that has no caption by what it ties together."""
    if name := shown(row):
        return name
    tied = [
        directory.name(spec.target, target)
        for spec in row.TYPE.fields.values()
        if spec.target and not spec.is_multiple and (target := getattr(row, spec.name))
    ]
    return ", ".join(tied)
