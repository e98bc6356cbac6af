"""What taking in a parcel changes, as people read it: each row before and after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from operator import attrgetter
from typing import NamedTuple

from ctg_desktop.domain.arrivals import Difference
from ctg_desktop.domain.changes import Cell, Changes, Draft, Edit
from ctg_desktop.domain.envelopes import Fault, Refused, UnionReport
from ctg_desktop.domain.fields import DELETED, Entity, FieldSpec, Scalar, describe, known
from ctg_desktop.domain.grammar import agreed
from ctg_desktop.domain.merging import Conflict
from ctg_desktop.domain.proposals import Proposal
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.outgoing import outgoing
from ctg_desktop.services.ownership import check_owner, is_agglomeration, is_ours, lineage
from ctg_desktop.services.proposals import proposals
from ctg_desktop.services.wording import stored_words
from ctg_desktop.typography import counted, together


class Fate(Enum):
    """What becomes of a row; `value` is the key for other programs, and the word to agree."""

    NEW = "ajouté"
    CHANGED = "modifié"
    REMOVED = "retiré"
    IN_CONFLICT = "conflit"


COUNTED = {
    Fate.NEW: ("ajoutée", "ajoutées"),
    Fate.CHANGED: ("modifiée", "modifiées"),
    Fate.REMOVED: ("retirée", "retirées"),
    Fate.IN_CONFLICT: ("en conflit", "en conflit"),
}
"""How rows of each fate are counted."""


class FieldChange(NamedTuple):
    """A field of a row that shows something else: its key, its label, both values in words.

    `cell` is where, and `former` what stood there; `is_in_conflict` tells that `after` is what
    the others wrote, while one of both values is shown until somebody chooses.
    """

    key: str
    label: str
    before: str
    after: str
    cell: Cell
    former: Scalar
    is_in_conflict: bool = False


@dataclass(frozen=True, slots=True)
class RowPreview:
    """A row that a parcel changes; `structure` is whose it is, empty for everybody's.

    `is_ours` tells that this folder may set it right at once, `is_confidential` that it is named
    in nothing that leaves.
    """

    entity: str
    row: str
    name: str
    structure: str
    fate: Fate
    fields: tuple[FieldChange, ...]
    is_ours: bool = False
    is_confidential: bool = False

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
    histories lack a part; `refused` are the envelopes that are left out; `untold` is how many rows
    change beside those of `rows`, which are as many as a person may look through; `papers` how
    many certificates, requests and revocations come. How many rows have which fate is counted once,
    by whoever reads it: the window asks again and again, of tens of thousands.
    """

    rows: tuple[RowPreview, ...]
    new: int
    known: int
    without_effect: int
    waiting: tuple[str, ...]
    gaps: int
    refused: tuple[Refused, ...]
    untold: int = 0
    papers: int = 0
    _counts: Mapping[Fate, int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Count the rows."""
        object.__setattr__(self, "_counts", Counter(row.fate for row in self.rows))

    def __bool__(self) -> bool:
        """Whether there is anything to take in."""
        return bool(self.new or self.papers)

    @property
    def is_refused(self) -> bool:
        """Whether nothing is to be taken in, since what comes is refused; of a fork, that stays."""
        faults = {each.fault for each in self.refused}
        return not self and bool(faults) and Fault.FORKED not in faults

    def count(self, fate: Fate) -> int:
        """Return how many rows have that fate."""
        return self._counts[fate]

    def sentence(self) -> str:
        """Tell it in one sentence."""
        if not self:
            if self.refused:
                return "Rien n’est à reprendre."
            return "Rien de nouveau : tout était déjà là."
        parts = [
            counted(count, f"fiche {one}", f"fiches {several}")
            for fate, (one, several) in COUNTED.items()
            if (count := self.count(fate))
        ]
        if self.untold:
            parts.append(counted(self.untold, "autre fiche", "autres fiches"))
        return f"{', '.join(parts)}." if parts else "Aucune fiche ne change ici pour l’instant."

    def remarks(self) -> list[str]:
        """Tell what a person should know beside the rows."""
        told = []
        if self.known:
            known_ones = counted(
                self.known, "modification était déjà connue", "modifications étaient déjà connues"
            )
            told.append(f"{known_ones}.")
        if self.papers:
            papers = counted(
                self.papers,
                "accord, demande ou retrait de participant arrive",
                "accords, demandes ou retraits de participants arrivent",
            )
            told.append(f"{papers} avec cet envoi.")
        if self.untold:
            others = counted(self.untold, "autre fiche change", "autres fiches changent")
            told.append(f"{others} : trop pour être montrées une à une.")
        told += waiting_sentences(self.waiting)
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


def waiting_sentences(people: Sequence[str]) -> list[str]:
    """Say of people that what they write has no effect yet; nothing where there are none."""
    if not people:
        return []
    wait, who = ("attend", "cette personne") if len(people) == 1 else ("attendent", "ces personnes")
    return [
        f"{together(people)} {wait} l’accord de l’agglomération : ce qui est écrit par {who} est "
        "gardé, sans effet jusque-là."
    ]


def reception(uow: UnitOfWork, report: UnionReport) -> Reception:
    """Return what a reception changes, read while its changes are applied."""
    directory = Directory(uow)
    in_conflict = {cell for cell in report.conflicts if _is_known(cell.entity)}
    every: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for cell in in_conflict:
        every[cell.entity, cell.row] = []
    rows_in_conflict = frozenset(every)
    for each in report.differences:
        every[each.entity, each.row] += each.differences()
    by_row = {where: found for where, found in every.items() if _is_known(where[0])}
    _foresee(directory, by_row)
    looking = _Looking(
        *(uow, directory, frozenset(in_conflict), _conflicts_of(uow, rows_in_conflict)),
        is_agglomeration(uow),
        outgoing(uow, models=True).kept_back,
    )
    rows = [looking.row(where, found) for where, found in by_row.items()]
    order = [Fate.IN_CONFLICT, Fate.NEW, Fate.CHANGED, Fate.REMOVED]
    rows.sort(key=lambda row: (row.structure, order.index(row.fate), row.entity, row.name))
    return Reception(
        tuple(rows),
        *(report.new, report.known, report.without_effect, report.waiting, len(report.gaps)),
        report.refused,
        report.untold,
        report.papers,
    )


def _conflicts_of(
    uow: UnitOfWork, rows: Collection[tuple[str, str]]
) -> dict[tuple[str, str], list[Conflict]]:
    """Return the conflicts that wait in rows, read at once."""
    found: dict[tuple[str, str], list[Conflict]] = {row: [] for row in rows}
    by_id = {row: found[entity, row] for entity, row in rows}
    for conflict in uow.conflicts(*by_id) if by_id else ():
        by_id[conflict.cell.row].append(conflict)
    return found


def revert(uow: UnitOfWork, fields: Collection[FieldChange]) -> Changes:
    """Give fields of our own rows the value back that they had: a gesture like another.

    Raises:
        RuleError: a row is somebody else's.
    """
    for entity, row_id in {(each.cell.entity, each.cell.row) for each in fields}:
        row = uow.get(describe(entity).cls, row_id)
        if row is not None:
            check_owner(uow, row)
    edits = [Edit(each.cell, _to_write(each)) for each in fields]
    return uow.record(Draft("Notre valeur remise après une réception", tuple(edits)))


def _to_write(field: FieldChange) -> Scalar:
    """Return what gives a cell its former state back; a member that was never there goes."""
    return 0 if field.cell.member and field.former is None else field.former


def _foresee(directory: Directory, by_row: Mapping[tuple[str, str], Sequence[Difference]]) -> None:
    """Have the rows read at once that will be told of, and those that they point to."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for (entity, row), found in by_row.items():
        wanted[entity].add(row)
        for each in found:
            spec = known(entity, each.cell.field)
            if spec is not None and spec.target:
                told = (each.cell.member, each.before, each.after)
                wanted[spec.target].update(text for text in told if isinstance(text, str))
    for entity, rows in wanted.items():
        directory.foresee(entity, rows)


def _is_known(entity: str) -> bool:
    try:
        describe(entity)
    except KeyError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Looking:
    """What is asked of each row while a union is in effect."""

    uow: UnitOfWork
    directory: Directory
    in_conflict: frozenset[Cell]
    conflicts: Mapping[tuple[str, str], Sequence[Conflict]]
    is_everybodys: bool
    kept_back: frozenset[str]
    said: dict[tuple[str, str, Scalar], str] = field(default_factory=dict)
    """The words of what was looked at: thousands of rows hold the same few values."""

    def row(self, where: tuple[str, str], found: Sequence[Difference]) -> RowPreview:
        """Return what becomes of a row."""
        entity, row_id = where
        row = self.directory.row(entity, row_id)
        has_conflict = where in self.conflicts
        tomb = next((each for each in found if each.cell.field == DELETED.name), None)
        fate = Fate.CHANGED
        if has_conflict:
            fate = Fate.IN_CONFLICT
        elif tomb is not None and tomb.before is None:
            fate = Fate.NEW
        elif tomb is not None and tomb.after == 1:
            fate = Fate.REMOVED
        fields = [
            self._field(each, row)
            for each in found
            if (each is not tomb or each.before is not None)
            and not (has_conflict and each.cell in self.in_conflict)
        ]
        if has_conflict:
            before = {each.cell: each.before for each in found}
            fields += self._conflicts(where, before, row)
        name = (row.called if row is not None else "") or describe(entity).label
        shown = tuple(sorted(filter(None, fields), key=attrgetter("label")))
        if isinstance(row, Proposal) and fate is Fate.NEW:
            name, shown = self._proposed(row, name, shown)
        structure, is_ours = self._owner(row)
        is_ours = is_ours and fate is not Fate.NEW
        named = entity, row_id, name, structure, fate, shown
        return RowPreview(*named, is_ours, is_confidential=row_id in self.kept_back)

    def _proposed(
        self, row: Proposal, name: str, shown: tuple[FieldChange, ...]
    ) -> tuple[str, tuple[FieldChange, ...]]:
        """Return of a proposal which row it is about, what it asks for there, and why."""
        views = proposals(self.uow, [row.subject or ""])
        view = next((each for each in views if row.id in each.ids), None)
        spec = known(row.subject_kind or "", row.subject_field or "")
        if view is None or spec is None:
            return name, shown
        cell = Cell(row.TYPE.name, row.id, "proposed", "")
        asked = (
            FieldChange(each.key, each.label, each.before, each.after, cell, None)
            for each in view.fields
            if each.key == spec.key
        )
        reason = (each for each in shown if each.cell.field == "reason")
        return view.name or name, (*asked, *reason)

    def _owner(self, row: Entity | None) -> tuple[str, bool]:
        """Return the name of the structure that a row belongs to, and whether it is ours."""
        if row is None:
            return "", False
        try:
            top = lineage(self.directory, row)[-1]
        except NotFoundError:
            return "", False
        name = top.TYPE.structure
        structure = self.directory.name("territoire", getattr(top, name)) if name else ""
        return structure, self.is_everybodys or is_ours(self.uow, top)

    def _field(self, each: Difference, row: Entity | None) -> FieldChange | None:
        cell, former, value = each
        spec = known(cell.entity, cell.field)
        if spec is None:
            return None
        before = self._words(spec, cell, former, row)
        after = self._words(spec, cell, value, row)
        if before == after:
            return None
        return FieldChange(spec.key, spec.label, before, after, cell, former)

    def _conflicts(
        self, where: tuple[str, str], before: Mapping[Cell, Scalar], row: Entity | None
    ) -> Iterator[FieldChange]:
        """Yield the fields in conflict: what stood here, and what the others wrote."""
        for conflict in self.conflicts[where]:
            cell, spec = conflict.cell, known(conflict.cell.entity, conflict.cell.field)
            if spec is None or cell not in self.in_conflict:
                continue
            former = before.get(cell, conflict.current)
            others = (
                self._words(spec, cell, side.value, row) or "(vide)"
                for side in conflict.sides
                if side.value != former
            )
            told = " ; ".join(dict.fromkeys(others))
            ours = self._words(spec, cell, former, row)
            yield FieldChange(spec.key, spec.label, ours, told, cell, former, is_in_conflict=True)

    def _words(self, spec: FieldSpec, cell: Cell, value: Scalar, row: Entity | None) -> str:
        if cell.field == DELETED.name:
            return "à la corbeille" if value == 1 else "présente"
        if value is None:
            return ""
        if cell.member:
            return self.directory.name(spec.target, cell.member) if value == 1 else ""
        if spec.unit_from:
            return stored_words(self.directory, spec, value, row)
        stored = cell.entity, cell.field, value
        words = self.said.get(stored)
        if words is None:
            words = self.said[stored] = stored_words(self.directory, spec, value)
        return words
