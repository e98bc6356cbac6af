"""The one path by which rows are written: add, edit, remove, restore, put in order.

One set of verbs serves every entity; what is peculiar to one stands in its description: what
the program fills in, what its rows hang on and whose they are, its own checks. `addition` and
`modification` say what would be written, for those who only ask, or who write more with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ctg_desktop.domain.action_reference import next_reference, reference_prefix
from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.fields import ORDER, Entity, EntityType
from ctg_desktop.domain.grammar import agreed, done_to, of, one, that, the, this
from ctg_desktop.domain.rules import check_row
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import FieldError, NotFoundError, RuleError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.gestures import (
    check_alive,
    check_values,
    cleaned,
    creation_edits,
    deletion_edit,
    differing,
    field_edits,
    modified,
    named,
    restoration_edit,
)
from ctg_desktop.services.ownership import check_owner, is_agglomeration, lineage
from ctg_desktop.services.parts import check_part, whole_of
from ctg_desktop.services.typed import Newcomer
from ctg_desktop.typography import capitalised, counted, lowered, quoted


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a gesture on one row would write: how the row would then stand, its edits, its name."""

    row: Entity
    edits: tuple[Edit, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Along:
    """What one gesture writes beside its row: people named for the first time, rows on it."""

    newcomers: tuple[Newcomer, ...] = ()
    children: tuple[Edit, ...] = ()


# --- reading ---------------------------------------------------------------------------------


def existing(uow: UnitOfWork, kind: EntityType, row_id: str) -> Entity:
    """Return a row, be it in the corbeille.

    Raises:
        NotFoundError: there is none of that identity.
    """
    row = uow.get(kind.cls, row_id)
    if row is None or row.deleted is None:
        raise NotFoundError(
            f"{capitalised(this(kind))} est {agreed(kind, 'inconnu')} dans ce dossier."
        )
    return row


# --- adding ----------------------------------------------------------------------------------


def add(
    uow: UnitOfWork,
    kind: EntityType,
    values: Mapping[str, Any],
    today: date,
    *,
    row_id: str | None = None,
    along: Along = Along(),
) -> tuple[Entity, Changes]:
    """Record a new row; one that has the identity of another in place corrects it.

    Where rows hang on it that come `along`, it has to be given its identity.

    Raises:
        FieldError: a field refuses its value, or a needed one is missing.
        RuleError: the row would belong to somebody else, or to a row of the corbeille.
    """
    made = addition(uow, kind, values, today, row_id=row_id)
    return record(uow, replace(made, edits=(*made.edits, *along.children)), along.newcomers)


def addition(
    uow: UnitOfWork,
    kind: EntityType,
    values: Mapping[str, Any],
    today: date,
    *,
    row_id: str | None = None,
    with_owner: bool = True,
) -> Prepared:
    """Return what adding a row would write.

    Without `with_owner` the row hangs on one that the same gesture writes, and who may write
    that is checked there.

    Raises:
        FieldError: a field refuses its value, or a needed one is missing.
        RuleError: the row would belong to somebody else, or to a row of the corbeille.
    """
    known = _completed(uow, kind, cleaned(kind, values), today)
    new_id = kind.identity(known) if kind.identity else row_id or uow.new_id()
    row = replace(kind.cls(id=new_id), **known)
    if with_owner:
        _check_may_write(uow, row)
    check_row(row)
    check_part(uow, row, known)
    former = uow.get(kind.cls, new_id) if kind.identity else None
    if former is not None and former.deleted is False:
        return Prepared(row, tuple(field_edits(former, known)), done_to(kind, "corrigé"))
    # One out of the corbeille comes back without what it held.
    known = {name: getattr(row, name) for name in kind.fields}
    edits = (
        *creation_edits(kind, new_id, {}),
        *field_edits(former or kind.cls(id=new_id), known),
    )
    return Prepared(row, edits, done_to(kind, kind.born))


def record(
    uow: UnitOfWork,
    made: Prepared,
    newcomers: Iterable[Newcomer] = (),
    *,
    reason: str | None = None,
) -> tuple[Entity, Changes]:
    """Write what was prepared, with the people whom it names for the first time."""
    row = made.row
    if not made.edits:
        return existing(uow, row.TYPE, row.id), Changes()
    source = f"saisi avec {the(row.TYPE)} {row.brief}".rstrip()
    ours = uow.installation.structure
    people = (edit for person in newcomers for edit in person.edits(ours, source))
    changes = uow.record(Draft(made.label, (*people, *made.edits), reason))
    return existing(uow, row.TYPE, row.id), changes


@dataclass(frozen=True, slots=True)
class _Birth:
    """What is known where a row is made; see `fields.Birth`."""

    uow: UnitOfWork
    kind: EntityType
    values: Mapping[str, Any]
    today: date

    @property
    def person(self) -> str:
        return self.uow.installation.person

    @property
    def structure(self) -> str | None:
        return self.uow.installation.structure

    @property
    def is_agglomeration(self) -> bool:
        return is_agglomeration(self.uow)

    @property
    def holder(self) -> str | None:
        tie: dict[str, Any] = {name: self.values.get(name) for name in [self.kind.owner] if name}
        try:
            top = lineage(self.uow, replace(self.kind.cls(id=""), **tie))[-1]
        except NotFoundError:  # the same gesture writes it
            return self.structure
        return getattr(top, top.TYPE.structure) if top.TYPE.structure else self.structure

    @property
    def whole(self) -> Entity | None:
        return whole_of(self.uow, self.kind, self.values.get(self.kind.part_of))

    def next_reference(self, structure: str) -> str:
        return reference_for(self.uow, structure, self.today)


def _completed(
    uow: UnitOfWork, kind: EntityType, values: dict[str, Any], today: date
) -> dict[str, Any]:
    """Fill in what the program knows by itself; first what a person could have typed."""
    birth = _Birth(uow, kind, values, today)
    for spec in sorted(kind.fields.values(), key=lambda spec: not spec.typed):
        if spec.filled is not None and (not spec.typed or values.get(spec.name) is None):
            values[spec.name] = spec.filled(birth)
    if ORDER in kind.fields and values.get(ORDER) is None and values.get(kind.owner) is not None:
        siblings = uow.rows(kind.cls, where={kind.owner: values[kind.owner]})
        values[ORDER] = max((getattr(row, ORDER) or 0 for row in siblings), default=0) + 1
    return values


def reference_for(reader: Reader, structure: str | None, today: date) -> str:
    """Return the next free reference of a structure for the year of `today`."""
    row = reader.get(Territoire, structure) if structure else None
    code = (row and (row.code or row.insee or row.siren)) or "CTG"
    prefix = reference_prefix(code, today.year)
    return next_reference(prefix, reader.references(prefix))


# --- changing --------------------------------------------------------------------------------


def edit(
    uow: UnitOfWork,
    kind: EntityType,
    row_id: str,
    values: Mapping[str, Any],
    *,
    along: Along = Along(),
    reason: str | None = None,
) -> tuple[Entity, Changes]:
    """Write the fields that were given, and only those that differ.

    Raises:
        FieldError: a field refuses its value, or contradicts another.
        RuleError: the row is somebody else's or in the corbeille, or may not change so.
    """
    made = modification(uow, kind, row_id, values)
    if along.children:
        check_alive(made.row)
        _check_may_write(uow, made.row)
        label = made.label or done_to(kind, "complété")
        made = Prepared(made.row, (*made.edits, *along.children), label)
    return record(uow, made, along.newcomers, reason=reason)


def modification(
    uow: UnitOfWork, kind: EntityType, row_id: str, values: Mapping[str, Any]
) -> Prepared:
    """Return what editing a row would write: nothing where nothing differs.

    Raises:
        FieldError: a field refuses its value, or contradicts another.
        RuleError: the row is somebody else's or in the corbeille, or may not change so.
    """
    before = existing(uow, kind, row_id)
    if differing(before, cleaned(kind, values)):
        check_alive(before)
        _check_may_write(uow, before)
    return change(uow, before, values)


def change(uow: UnitOfWork, before: Entity, values: Mapping[str, Any]) -> Prepared:
    """Return what editing a row would write, where it is known that it may be written.

    Raises:
        FieldError: a field refuses its value, or contradicts another.
        RuleError: the row may not change so.
    """
    kind = before.TYPE
    touched = differing(before, cleaned(kind, values))
    if not touched:
        return Prepared(before, (), "")
    after = replace(before, **touched)
    _check_lasting(kind, touched)
    _check_handing_over(uow, after, touched)
    for step in kind.steps:
        step(before, after)
    check_values(kind, touched)
    check_part(uow, after, touched)
    _check_coherence(before, after)
    return Prepared(after, tuple(field_edits(before, touched)), modified(kind, touched))


def _check_may_write(uow: UnitOfWork, row: Entity) -> None:
    """Refuse to write a row that hangs on one of the corbeille, or that is somebody else's."""
    for owner in lineage(uow, row)[1:]:
        check_alive(owner)
    check_owner(uow, row)


def _check_lasting(kind: EntityType, touched: Mapping[str, Any]) -> None:
    """Refuse to change what never changes: a note, or what gives a row its identity."""
    if kind.append_only:
        raise RuleError(f"{capitalised(one(kind))} ne se récrit pas : {_correcting(kind)}.")
    fixed = [name for name in kind.identified_by if name in touched] if kind.identity else []
    if fixed:
        raise RuleError(
            f"{quoted(kind.fields[fixed[0]].label)} ne se modifie pas : retirez {this(kind)} "
            f"et saisissez-en {agreed(kind, 'un')} autre."
        )


def _correcting(kind: EntityType) -> str:
    return f"ajoutez {one(kind)} qui corrige {that(kind)}-ci"


def _check_handing_over(uow: UnitOfWork, after: Entity, touched: Mapping[str, Any]) -> None:
    """Refuse to give a row to another structure, or to hang it on a row of another one."""
    kind = after.TYPE
    if kind.structure in touched and not is_agglomeration(uow):
        what = of(lowered(kind.fields[kind.structure].label))
        raise RuleError(f"{capitalised(one(kind))} change {what} à l’agglomération seulement.")
    if kind.owner in touched:
        _check_may_write(uow, after)


def _check_coherence(before: Entity, after: Entity) -> None:
    """Refuse the contradictions that an edit makes; one that came by a merge blocks nothing."""
    try:
        check_row(after)
    except FieldError as error:
        if error.sentence != _contradiction(before):
            raise


def _contradiction(row: Entity) -> str | None:
    try:
        check_row(row)
    except FieldError as error:
        return error.sentence
    return None


# --- the corbeille ---------------------------------------------------------------------------


def remove(uow: UnitOfWork, kind: EntityType, row_id: str, *, reason: str | None = None) -> Changes:
    """Move a row to the corbeille; what hangs on it stays, and « Annuler » brings it back.

    Raises:
        RuleError: the row is somebody else's or there already, or is never taken away.
    """
    row = existing(uow, kind, row_id)
    check_removable(uow, row)
    return uow.record(Draft(done_to(kind, kind.removed), (deletion_edit(row),), reason))


def check_removable(uow: UnitOfWork, row: Entity) -> None:
    """Refuse to take a row away.

    Raises:
        RuleError: the row is somebody else's or in the corbeille, or is never taken away.
    """
    kind = row.TYPE
    if row.deleted:
        raise RuleError(f"{named(row)} est déjà dans la corbeille.")
    _check_may_write(uow, row)
    if kind.append_only:
        raise RuleError(f"{capitalised(one(kind))} ne se retire pas : {_correcting(kind)}.")


def restore(
    uow: UnitOfWork, kind: EntityType, row_id: str, *, reason: str | None = None
) -> Changes:
    """Take a row out of the corbeille.

    Raises:
        RuleError: the row is somebody else's, or not in the corbeille.
    """
    row = existing(uow, kind, row_id)
    check_owner(uow, row)
    if not row.deleted:
        raise RuleError(f"{named(row)} n’est pas dans la corbeille.")
    return uow.record(Draft(done_to(kind, "restauré"), (restoration_edit(row),), reason))


# --- the rows of one owner -------------------------------------------------------------------


def reorder(uow: UnitOfWork, kind: EntityType, row_ids: Sequence[str]) -> Changes:
    """Number the rows of one owner in the order given; only those that move are written.

    Raises:
        NotFoundError: one of them is unknown.
        RuleError: the rows are somebody else's, or one was removed.
    """
    edits: list[Edit] = []
    for number, row_id in enumerate(row_ids, 1):
        row = existing(uow, kind, row_id)
        check_alive(row)
        _check_may_write(uow, row)
        edits += field_edits(row, {ORDER: number})
    return uow.record(Draft(done_to(kind, "déplacé"), tuple(edits))) if edits else Changes()


def crowding(reader: Reader, kind: EntityType, owner_id: str) -> str | None:
    """Return the sentence that warns of too many rows of one owner, or None."""
    count = len(reader.rows(kind.cls, where={kind.owner: owner_id})) if kind.advised else 0
    if count <= kind.advised or kind.owner_type is None:
        return None
    told = counted(count, lowered(kind.label), lowered(kind.plural))
    return (
        f"{capitalised(this(kind.owner_type))} compte {told} : "
        f"{kind.advised} au plus se suivent bien."
    )
