"""The edits that a proposal asks for: as it holds them, and read back."""

from __future__ import annotations

from collections.abc import Iterable

from ctg_desktop.domain.changes import Cell, Edit, canonical
from ctg_desktop.domain.fields import FieldSpec, Scalar, known
from ctg_desktop.domain.holding import can_hold
from ctg_desktop.domain.proposals import Proposal
from ctg_desktop.domain.strict_json import NotReadableError, loaded
from ctg_desktop.errors import FieldError

_MOST_MEMBERS = 500


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
