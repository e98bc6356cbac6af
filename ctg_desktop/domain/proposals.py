"""What one structure proposes to change in another's rows, or in the référentiel; the answer.

Both are rows that are never rewritten: a proposal is the proposer's, its answer the owner's. What
it proposes is typed by the field that it speaks of, and has no effect until somebody accepts it.
"""

from __future__ import annotations

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.fields import Choice, Entity, entity

_LONGEST = 2 * field.LONG_TEXT_LIMIT + 1_000
"""In signs: the longest text, each sign of which may have to be escaped."""


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

    @property
    def called(self) -> str:
        """The name that people read of the field that it speaks of: « Intitulé »."""
        spec = field.known(self.subject_kind or "", self.subject_field or "")
        return spec.label if spec is not None else self.subject_field or ""

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
