"""What taking in a parcel changes, as people read it: each row before and after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ctg_desktop.domain.arrivals import Difference
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.envelopes import Refused, UnionReport
from ctg_desktop.domain.fields import DELETED, Entity, FieldSpec, Scalar, describe, known
from ctg_desktop.domain.grammar import agreed
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.ownership import lineage
from ctg_desktop.services.wording import stored_words
from ctg_desktop.typography import counted


class Fate(Enum):
    """What becomes of a row; `value` is the key for other programs, and the word to agree."""

    NEW = "ajouté"
    CHANGED = "modifié"
    REMOVED = "retiré"
    IN_CONFLICT = "conflit"


_COUNTED = {
    Fate.NEW: ("ajoutée", "ajoutées"),
    Fate.CHANGED: ("modifiée", "modifiées"),
    Fate.REMOVED: ("retirée", "retirées"),
    Fate.IN_CONFLICT: ("en conflit", "en conflit"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a row that shows something else: its key, its label, both values in words."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowPreview:
    """A row that a parcel changes; `structure` is whose it is, empty for everybody's."""

    entity: str
    row: str
    name: str
    structure: str
    fate: Fate
    fields: tuple[FieldChange, ...]

    @property
    def word(self) -> str:
        """What becomes of the row, in agreement with what it is."""
        kind = describe(self.entity)
        return "en conflit" if self.fate is Fate.IN_CONFLICT else agreed(kind, self.fate.value)


@dataclass(frozen=True, slots=True)
class Reception:
    """What a parcel brings.

    `new` and `known` count changes; `without_effect` those of `new` that change nothing, for
    instance since their writers `wait` for the agglomeration's word. `gaps` are how many writers'
    histories lack a part; `refused` are the envelopes that are left out.
    """

    rows: tuple[RowPreview, ...]
    new: int
    known: int
    without_effect: int
    waiting: tuple[str, ...]
    gaps: int
    refused: tuple[Refused, ...]

    def count(self, fate: Fate) -> int:
        """Return how many rows have that fate."""
        return sum(row.fate is fate for row in self.rows)

    def sentence(self) -> str:
        """Tell it in one sentence."""
        if not self.new:
            return "Tout ce que ce fichier contient était déjà là."
        parts = [
            counted(count, f"fiche {one}", f"fiches {several}")
            for fate, (one, several) in _COUNTED.items()
            if (count := self.count(fate))
        ]
        return f"{', '.join(parts)}." if parts else "Aucune fiche ne change ici pour l’instant."

    def remarks(self) -> list[str]:
        """Tell what a person should know beside the rows."""
        told = []
        if self.known:
            known_ones = counted(
                self.known, "modification était déjà connue", "modifications étaient déjà connues"
            )
            told.append(f"{known_ones}.")
        told += map(waiting_sentence, self.waiting)
        if self.without_effect and not self.waiting:
            without = counted(
                self.without_effect,
                "modification est gardée sans effet",
                "modifications sont gardées sans effet",
            )
            told.append(
                f"{without} : cette version ne sait pas la montrer, ou son auteur ne "
                "participe plus."
            )
        if self.gaps:
            gaps = counted(self.gaps, "historique est incomplet", "historiques sont incomplets")
            told.append(f"{gaps} : un envoi précédent manque, demandez un envoi complet.")
        told += [
            f"Un envoi de {each.person} est refusé : {each.fault.value}." for each in self.refused
        ]
        return told


def waiting_sentence(person: str) -> str:
    """Say of somebody that what they write has no effect yet."""
    return (
        f"{person} attend l’accord de l’agglomération : ce qui est écrit par cette personne est "
        "gardé, sans effet jusque-là."
    )


def reception(reader: Reader, report: UnionReport) -> Reception:
    """Tell what a union does, read while it is in effect."""
    directory = Directory(reader)
    in_conflict = {(cell.entity, cell.row) for cell in report.conflicts}
    by_row: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for each in report.differences:
        by_row[each.cell.entity, each.cell.row].append(each)
    rows = [
        _row(reader, directory, where, found, is_in_conflict=where in in_conflict)
        for where, found in by_row.items()
        if _is_known(where[0])
    ]
    order = [Fate.IN_CONFLICT, Fate.NEW, Fate.CHANGED, Fate.REMOVED]
    rows.sort(key=lambda row: (row.structure, order.index(row.fate), row.entity, row.name))
    return Reception(
        tuple(rows),
        *(report.new, report.known, report.without_effect, report.waiting, len(report.gaps)),
        report.refused,
    )


def _is_known(entity: str) -> bool:
    try:
        describe(entity)
    except KeyError:
        return False
    return True


def _row(
    reader: Reader,
    directory: Directory,
    where: tuple[str, str],
    found: Sequence[Difference],
    *,
    is_in_conflict: bool,
) -> RowPreview:
    entity, row_id = where
    row = reader.get(describe(entity).cls, row_id)
    tomb = next((each for each in found if each.cell.field == DELETED.name), None)
    fate = Fate.CHANGED
    if is_in_conflict:
        fate = Fate.IN_CONFLICT
    elif tomb is not None and tomb.before is None:
        fate = Fate.NEW
    elif tomb is not None and tomb.after == 1:
        fate = Fate.REMOVED
    fields = [_field(directory, each, row) for each in found if each.cell.field != DELETED.name]
    name = (row.called if row is not None else "") or describe(entity).label
    structure = _structure(reader, directory, row)
    shown = tuple(sorted((each for each in fields if each), key=lambda each: each.label))
    return RowPreview(entity, row_id, name, structure, fate, shown)


def _structure(reader: Reader, directory: Directory, row: Entity | None) -> str:
    """Return the name of the structure that a row belongs to; empty for none."""
    if row is None:
        return ""
    try:
        top = lineage(reader, row)[-1]
    except NotFoundError:
        return ""
    name = top.TYPE.structure
    return directory.name("territoire", getattr(top, name)) if name else ""


def _field(directory: Directory, each: Difference, row: Entity | None) -> FieldChange | None:
    cell = each.cell
    spec = known(cell.entity, cell.field)
    if spec is None:
        return None
    before, after = (
        _words(directory, spec, cell, value, row) for value in (each.before, each.after)
    )
    return None if before == after else FieldChange(spec.key, spec.label, before, after)


def _words(
    directory: Directory, spec: FieldSpec, cell: Cell, value: Scalar, row: Entity | None
) -> str:
    if not cell.member:
        return stored_words(directory, spec, value, row)
    return directory.name(spec.target, cell.member) if value == 1 else ""


def by_structure(found: Reception) -> dict[str, Counter[Fate]]:
    """Return how many rows of each structure have which fate."""
    counts: dict[str, Counter[Fate]] = defaultdict(Counter)
    for row in found.rows:
        counts[row.structure][row.fate] += 1
    return counts
