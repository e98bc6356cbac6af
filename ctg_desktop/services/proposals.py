"""Proposing a change of what belongs to somebody else, and answering.

A proposal names a row, a field and a value; those that one gesture made on one row are shown and
answered together, since a value may need another (a réalisée action its date). Accepting writes the
values and the answer in one gesture, so that « Annuler » takes both back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from ctg_desktop.domain.changes import Changes, Draft, Edit, moment
from ctg_desktop.domain.fields import DELETED, Entity, FieldSpec, describe, known
from ctg_desktop.domain.grammar import this
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.proposals import Proposal, ProposalAnswer, Verdict
from ctg_desktop.domain.proposed_edits import asked_for, told
from ctg_desktop.errors import CtgError, FieldError, NotFoundError, RuleError
from ctg_desktop.ports import LoggedChange, UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.gestures import check_alive
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.ownership import check_owner, is_keeper
from ctg_desktop.services.typed import Newcomer
from ctg_desktop.services.wording import row_words, words
from ctg_desktop.services.writers import Writers
from ctg_desktop.typography import lowered


class State(Enum):
    """Where a proposal stands; `value` is the word that people read."""

    WAITING = "en attente"
    ACCEPTED = "acceptée"
    DECLINED = "refusée"
    WITHOUT_EFFECT = "sans effet"
    """This version cannot hold it, the row is gone, or it says what stands already."""


@dataclass(frozen=True, slots=True)
class ProposedField:
    """A field with the value that stands and the one that is proposed, in words."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What was answered, by whom and when."""

    author: str
    structure: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What one gesture proposes for one row; `ids` are the proposals that it is made of.

    `may_answer` tells that the row is this folder's; `is_ours` that the proposal is.
    """

    ids: tuple[str, ...]
    entity: str
    row: str
    kind: str
    name: str
    fields: tuple[ProposedField, ...]
    reason: str
    author: str
    structure: str
    at: datetime
    state: State
    answer: AnswerView | None
    may_answer: bool
    is_ours: bool

    @property
    def title(self) -> str:
        """The row and the fields: « BET-2026-003 – Café : statut »."""
        listed = ", ".join(lowered(each.label) for each in self.fields)
        return f"{self.name or self.kind} : {listed}" if listed else self.name or self.kind


# --- proposing -----------------------------------------------------------------------------


def may_propose(uow: UnitOfWork, row: Entity) -> bool:
    """Whether a row is somebody else's, so that a change of it can only be proposed."""
    if uow.is_read_only or row.deleted is not False or row.TYPE.append_only:
        return False
    try:
        check_owner(uow, row)
    except RuleError:
        return True
    except NotFoundError:
        return False
    return False


def propose(
    uow: UnitOfWork,
    row: Entity,
    values: Mapping[str, Any],
    today: date,
    *,
    reason: str | None = None,
    newcomers: Iterable[Newcomer] = (),
) -> Changes:
    """Propose values for fields of a row that is somebody else's.

    Raises:
        FieldError: a field refuses its value, or contradicts another.
        RuleError: the row is ours to modify, or in the corbeille, or nothing would change.
    """
    kind = row.TYPE
    check_alive(row)
    if not may_propose(uow, row):
        raise RuleError(
            f"Vous pouvez modifier {this(kind)} : enregistrez la modification plutôt que de "
            "la proposer."
        )
    made = rows.change(uow, row, values)
    by_field: dict[str, list[Edit]] = defaultdict(list)
    for edit in made.edits:
        by_field[edit.cell.field].append(edit)
    if not by_field:
        raise RuleError("Rien à proposer : ces valeurs sont déjà en place.")
    source = f"saisi avec une proposition pour {row.brief}".rstrip()
    ours = uow.installation.structure
    edits = [edit for person in newcomers for edit in person.edits(ours, source)]
    cleaned = clean_text(reason or "", lines=False)
    for name, asked in by_field.items():
        told_values = {
            "subject_kind": kind.name,
            "subject": row.id,
            "subject_field": name,
            "proposed": told(kind.fields[name], asked),
            "reason": cleaned,
        }
        edits += rows.addition(uow, Proposal.TYPE, told_values, today).edits
    listed = ", ".join(lowered(kind.fields[name].label) for name in by_field)
    return uow.record(Draft(f"Modification proposée : {listed}", tuple(edits)))


# --- reading -------------------------------------------------------------------------------


def proposals(uow: UnitOfWork, about: Collection[str] | None = None) -> list[ProposalView]:
    """Return the proposals, those that wait first and the latest first; of some rows, or all."""
    found = [row for row in uow.rows(Proposal) if about is None or (row.subject or "") in about]
    if not found:
        return []
    return _Reading(uow, found).views()


def to_answer(uow: UnitOfWork) -> list[ProposalView]:
    """Return the proposals that wait for an answer from here."""
    return [each for each in proposals(uow) if each.state is State.WAITING and each.may_answer]


class _Reading:
    """Reads proposals with their answers."""

    def __init__(self, uow: UnitOfWork, found: Sequence[Proposal]) -> None:
        self._uow = uow
        self._found = found
        self._directory = Directory(uow)
        self._writers = Writers(uow, self._directory)
        ids = {row.id for row in found}
        self._answers = [row for row in uow.rows(ProposalAnswer) if row.proposal in ids]
        self._births = _births(uow, [*ids, *(row.id for row in self._answers)])

    def views(self) -> list[ProposalView]:
        groups: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
        for row in self._found:
            born = self._births.get(row.id)
            if born is not None:
                groups[born.gesture.id, row.subject or ""].append(row)
        views = [self._view(group) for group in groups.values()]
        views.sort(key=lambda view: view.at, reverse=True)
        return sorted(views, key=lambda view: view.state is not State.WAITING)

    def _view(self, group: Sequence[Proposal]) -> ProposalView:
        first = group[0]
        born = self._births[first.id]
        row = _subject(self._uow, first)
        asked = {each.id: asked_for(each) for each in group}
        fields = [self._field(row, edits) for edits in asked.values() if edits and row is not None]
        answer = self._answer(group)
        state = _state(answer)
        if state is State.WAITING and not _has_effect(row, asked.values()):
            state = State.WITHOUT_EFFECT
        told_kind = row.TYPE.label if row is not None else first.subject_kind or ""
        return ProposalView(
            ids=tuple(each.id for each in group),
            entity=first.subject_kind or "",
            row=first.subject or "",
            kind=told_kind,
            name=row.called if row is not None else "",
            fields=tuple(fields),
            reason=first.reason or "",
            author=self._author(born),
            structure=self._structure(born),
            at=moment(born.gesture.at_ms),
            state=state,
            answer=None if answer is None else self._answered(answer),
            may_answer=row is not None and _keeps(self._uow, row),
            is_ours=first.structure == self._uow.installation.structure,
        )

    def _field(self, row: Entity, edits: Sequence[Edit]) -> ProposedField:
        spec = describe(row.TYPE.name).fields[edits[0].cell.field]
        before = row_words(self._directory, spec, row)
        after = words(self._directory, spec, _value(row, spec, edits), row)
        return ProposedField(spec.key, spec.label, before, after)

    def _answer(self, group: Sequence[Proposal]) -> ProposalAnswer | None:
        """Return the answer that holds: one that accepts, else the last one."""
        ids = {each.id for each in group}
        given = [each for each in self._answers if each.proposal in ids and each.verdict]
        given = [each for each in given if each.id in self._births]
        given.sort(
            key=lambda each: (
                each.verdict is Verdict.ACCEPTED,
                self._births[each.id].gesture.stamp,
                each.id,
            )
        )
        return given[-1] if given else None

    def _answered(self, answer: ProposalAnswer) -> AnswerView:
        born = self._births[answer.id]
        at = moment(born.gesture.at_ms)
        return AnswerView(self._author(born), self._structure(born), at, answer.reason or "")

    def _author(self, born: LoggedChange) -> str:
        return self._writers.person(born.gesture.incarnation, born.gesture.author)

    def _structure(self, born: LoggedChange) -> str:
        return self._writers.structure(born.gesture.incarnation, born.incarnation.structure)


def _births(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, LoggedChange]:
    """Return the change that brought each row to life."""
    found: dict[str, LoggedChange] = {}
    for logged in uow.history(ids):
        if logged.change.cell.field == DELETED.name and logged.counts:
            found.setdefault(logged.change.cell.row, logged)
    return found


def _subject(uow: UnitOfWork, proposal: Proposal) -> Entity | None:
    try:
        kind = describe(proposal.subject_kind or "")
    except KeyError:  # of a newer version
        return None
    row = uow.get(kind.cls, proposal.subject or "")
    return None if row is None or row.deleted is None else row


def _state(answer: ProposalAnswer | None) -> State:
    if answer is None:
        return State.WAITING
    return State.ACCEPTED if answer.verdict is Verdict.ACCEPTED else State.DECLINED


def _has_effect(row: Entity | None, asked: Iterable[Sequence[Edit]]) -> bool:
    """Whether the whole of it can be held, and would change anything."""
    every = list(asked)
    if row is None or row.deleted is not False or not all(every):
        return False
    specs = row.TYPE.fields
    return any(
        _value(row, spec, edits) != getattr(row, spec.name)
        for edits in every
        for spec in [specs[edits[0].cell.field]]
    )


def _value(row: Entity, spec: FieldSpec, edits: Sequence[Edit]) -> Any:
    """Return what a field of a row holds once these edits are written."""
    if not spec.is_multiple:
        return spec.decode(edits[0].value)
    asked = {edit.cell.member: edit.value for edit in edits}
    present: tuple[str, ...] = getattr(row, spec.name)
    kept = [member for member in present if asked.get(member) != 0]
    added = [member for member, is_in in asked.items() if is_in == 1]
    return tuple(dict.fromkeys([*kept, *added]))


def _keeps(uow: UnitOfWork, row: Entity) -> bool:
    try:
        return is_keeper(uow, row)
    except CtgError:
        return False


# --- answering -----------------------------------------------------------------------------


def accept(uow: UnitOfWork, ids: Sequence[str], today: date) -> Changes:
    """Write what is proposed, and say so.

    Raises:
        NotFoundError: there is no such proposal, or the row is gone.
        FieldError: a value can no longer stand.
        RuleError: the row is somebody else's, or the proposal was answered already.
    """
    found = _waiting(uow, ids)
    row = _subject(uow, found[0])
    asked = [edits for each in found if (edits := asked_for(each))]
    if row is None or len(asked) < len(found):
        raise NotFoundError("Cette version du programme ne sait pas appliquer la proposition.")
    specs = row.TYPE.fields
    values = {}
    for edits in asked:
        spec = specs[edits[0].cell.field]
        _check_targets(uow, spec, edits)
        values[spec.name] = _value(row, spec, edits)
    made = rows.modification(uow, row.TYPE, row.id, values)
    listed = ", ".join(lowered(specs[name].label) for name in values)
    answers = _answers(uow, found, Verdict.ACCEPTED, None, today)
    label = f"Proposition acceptée : {listed}"
    return uow.record(Draft(label, (*made.edits, *answers), found[0].reason or None))


def decline(
    uow: UnitOfWork, ids: Sequence[str], today: date, *, reason: str | None = None
) -> Changes:
    """Say that what is proposed will not be written.

    Raises:
        NotFoundError: there is no such proposal.
        RuleError: the row is somebody else's, or the proposal was answered already.
    """
    found = _waiting(uow, ids)
    row = _subject(uow, found[0])
    if row is not None:
        check_owner(uow, row)
    specs = (known(each.subject_kind or "", each.subject_field or "") for each in found)
    listed = ", ".join(lowered(spec.label) for spec in specs if spec is not None)
    answers = _answers(uow, found, Verdict.DECLINED, clean_text(reason or "", lines=False), today)
    label = f"Proposition refusée : {listed}" if listed else "Proposition refusée"
    return uow.record(Draft(label, tuple(answers)))


def _waiting(uow: UnitOfWork, ids: Sequence[str]) -> list[Proposal]:
    found = uow.rows(Proposal, ids=ids)
    if not found:
        raise NotFoundError("Cette proposition n’est plus là.")
    answered = {row.proposal for row in uow.rows(ProposalAnswer)}
    if answered & set(ids):
        raise RuleError("Cette proposition a déjà reçu une réponse.")
    return found


def _answers(
    uow: UnitOfWork,
    found: Iterable[Proposal],
    verdict: Verdict,
    reason: str | None,
    today: date,
) -> list[Edit]:
    """Return the edits that answer proposals; whose row it is was checked."""
    edits: list[Edit] = []
    for each in found:
        values = {"proposal": each.id, "verdict": verdict, "reason": reason}
        edits += rows.addition(uow, ProposalAnswer.TYPE, values, today).edits
    return edits


def _check_targets(uow: UnitOfWork, spec: FieldSpec, edits: Iterable[Edit]) -> None:
    """Refuse to point to a row that is not here."""
    if not spec.target:
        return
    for edit in edits:
        wanted = edit.cell.member or edit.value
        row = uow.get(describe(spec.target).cls, str(wanted)) if wanted else None
        if wanted and edit.value != 0 and (row is None or row.deleted is not False):
            raise FieldError(spec.key, f"« {spec.label} » proposé n’est pas connu ici.")
