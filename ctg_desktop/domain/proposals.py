"""What one structure proposes to change in another's rows, or in the référentiel; the answer.

Both are rows that are never rewritten: a proposal is the proposer's, its answer the owner's. What
it proposes is typed by the field that it speaks of, and has no effect until somebody accepts it.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.changes import Cell, Edit, canonical
from ctg_desktop.domain.fields import Choice, Entity, FieldSpec, Scalar, entity, known
from ctg_desktop.domain.holding import can_hold
from ctg_desktop.domain.strict_json import NotReadableError, loaded
from ctg_desktop.errors import FieldError

_LONGEST = 2 * field.LONG_TEXT_LIMIT + 1_000
"""In signs: the longest text, each sign of which may have to be escaped."""

_MOST_MEMBERS = 500


class Verdict(Choice):
    """What became of a proposal."""

    ACCEPTED = "acceptee", "Acceptée"
    DECLINED = "refusee", "Refusée"


@entity(
    "proposal",
    "propositions",
    "Proposition",
    is_feminine=True,
    born="faite",
    command="",
    structure="structure",
    subject="subject",
    caption=("subject_field",),
    append_only=True,
    happened=True,
    page="exchanges",
)
class Proposal(Entity):
    """A value that somebody proposes for one field of a row which is not theirs.

    `proposed` is JSON: the value as the log stores it, or of a set its members, each with 1 to add
    it and 0 to take it out.
    """

    subject_kind: str | None = field.text("type", "Type de fiche", maximum=80, typed=False)
    subject: str | None = field.text("fiche", "Identifiant de la fiche", maximum=200, typed=False)
    subject_field: str | None = field.text("champ", "Champ", maximum=80, typed=False)
    proposed: str | None = field.long_text(
        "valeur", "Valeur proposée", maximum=_LONGEST, typed=False, printed=False
    )
    reason: str | None = field.text("raison", "Raison", maximum=1000, typed=False)
    structure: str | None = field.reference(
        "structure",
        "Structure",
        "territoire",
        typed=False,
        filled=lambda birth: birth.structure,
    )


@entity(
    "proposal_answer",
    "reponses",
    "Réponse",
    is_feminine=True,
    born="donnée",
    command="",
    owner="proposal",
    structure="structure",
    append_only=True,
    happened=True,
    page="exchanges",
)
class ProposalAnswer(Entity):
    """What the owner of the row says of a proposal."""

    proposal: str | None = field.reference("proposition", "Proposition", "proposal", typed=False)
    verdict: Verdict | None = field.choice("reponse", "Réponse", Verdict, typed=False)
    reason: str | None = field.text("raison", "Raison", maximum=1000, typed=False)
    structure: str | None = field.reference(
        "structure",
        "Structure",
        "territoire",
        typed=False,
        filled=lambda birth: birth.structure,
    )


def told(spec: FieldSpec, edits: Iterable[Edit]) -> str:
    """Return what `Proposal.proposed` holds for edits of one field of one row."""
    asked = list(edits)
    value: object = (
        {edit.cell.member: edit.value for edit in asked} if spec.is_multiple else asked[0].value
    )
    return canonical(value).decode()


def asked_for(proposal: Proposal) -> tuple[Edit, ...]:
    """Return the edits that a proposal asks for; nothing where this version cannot hold them.

    An unknown field, a value of another type or out of bounds, what only the program fills in.
    """
    spec = known(proposal.subject_kind or "", proposal.subject_field or "")
    if spec is None or not spec.typed or not proposal.subject:
        return ()
    try:
        value = loaded((proposal.proposed or "").encode())
    except NotReadableError:
        return ()
    where = (proposal.subject_kind or "", proposal.subject, spec.name)
    if not spec.is_multiple:
        edits = [Edit(Cell(*where), value)] if _may_stand(spec, value) else []
    elif isinstance(value, dict) and len(value) <= _MOST_MEMBERS:
        edits = [Edit(Cell(*where, member), is_in) for member, is_in in value.items()]
    else:
        edits = []
    return tuple(edits) if all(can_hold(each.cell, each.value) for each in edits) else ()


def _may_stand(spec: FieldSpec, value: Scalar) -> bool:
    if not (value is None or type(value) in (str, int)):
        return False
    try:
        spec.check(spec.decode(value))
    except FieldError:
        return False
    return True
