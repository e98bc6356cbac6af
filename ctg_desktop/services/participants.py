"""Who exchanges here: the people whose computers wrote, what they may do, who waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from ctg_desktop.domain.births import Birth
from ctg_desktop.domain.changes import ERASED, MOST_CHANGES, Changes
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.trust import (
    Candidate,
    Certificate,
    Paper,
    Revocation,
    Role,
    Standing,
    Trust,
    Viewpoint,
    is_request,
)
from ctg_desktop.errors import AmbiguousError, NotFoundError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.typography import quoted


class State(Enum):
    """Where a participant stands; `value` is the word that people read."""

    ACCEPTED = "accepté"
    WAITING = "attend un accord"
    GONE = "parti"
    ALONE = "seul"
    """Nobody issues certificates here yet."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A computer with the person who works there.

    `structure` is a row of `territoire`; `changes` is how many are known, `received_at` when the
    last of them came from elsewhere; `replaces` the key of the same person's former computer;
    `is_self` tells that it is this one.
    """

    key: str
    person: str
    structure: str | None
    role: Role | None
    state: State
    changes: int
    received_at: datetime | None = None
    replaces: str = ""
    is_self: bool = False


def participants(uow: UnitOfWork) -> list[Participant]:
    """Return everybody whose writing is known here, in the order in which they came.

    Those who have joined and written nothing yet come after.
    """
    known, standings = uow.known(), uow.standings()
    papers = uow.papers()
    trust = Trust(frozenset(papers), Viewpoint(uow.authority))
    revoked = trust.limits()
    told = [each for each in papers if isinstance(each, Certificate) and each.person != ERASED]
    # What strangers say of a key, or of their own, is not what it is called by.
    named = {key: each for key, each in trust.certificates().items() if each.person != ERASED}
    received = _received(uow)
    by_key: dict[str, list[Birth]] = {}
    for birth in uow.births():
        if birth.incarnation.publication is None:
            by_key.setdefault(birth.key, []).append(birth)
    found = []
    for key, births in by_key.items():
        last, certificate = births[-1].incarnation, named.get(key)
        role, state = _state(
            [standings.get(birth.id, Standing()) for birth in births], is_revoked=key in revoked
        )
        if key == uow.key and certificate is None:  # what is written here always counts here
            role, state = None, State.WAITING if uow.authority else State.ALONE
        found.append(
            Participant(
                key,
                certificate.person if certificate else last.person,
                certificate.structure if certificate else last.structure,
                role,
                state,
                sum(known.get(birth.id, 0) for birth in births),
                max((received[birth.id] for birth in births if birth.id in received), default=None),
                certificate.replaces if certificate else "",
                is_self=key == uow.key,
            )
        )
    asking = {each.key: each for each in told if is_request(each) and each.key != uow.authority}
    for key, request in asking.items():
        if key not in by_key and key != uow.key:
            certificate = named.get(key)
            state = State.GONE if key in revoked else State.WAITING
            if certificate is not None and key not in revoked:
                state = State.ACCEPTED
            who = certificate or request
            role = certificate.role if certificate else None
            found.append(Participant(key, who.person, who.structure, role, state, 0))
    if uow.key not in by_key:
        found.insert(0, _self(uow, named.get(uow.key)))
    return found


def _received(uow: UnitOfWork) -> dict[str, datetime]:
    """Return when something of each incarnation last came."""
    found: dict[str, datetime] = {}
    for arrival in uow.arrivals():  # the latest first
        at = datetime.fromtimestamp(arrival.at_ms / 1000, UTC)
        for incarnation in arrival.spans:
            found.setdefault(incarnation, at)
    return found


def _self(uow: UnitOfWork, certificate: Certificate | None) -> Participant:
    """Return this computer, which has written nothing yet."""
    at = uow.installation
    state = State.ALONE if not uow.authority else State.WAITING
    role = None
    if certificate is not None:
        role, state = certificate.role, State.ACCEPTED
    return Participant(uow.key, at.person, at.structure, role, state, 0, is_self=True)


def _state(standings: list[Standing], *, is_revoked: bool) -> tuple[Role | None, State]:
    role = next((each.role for each in standings if each.role is not None), None)
    if is_revoked and all(each.last < MOST_CHANGES for each in standings):
        return role, State.GONE
    return role, State.WAITING if role is None else State.ACCEPTED


def is_gone(uow: UnitOfWork) -> bool:
    """Whether this computer was withdrawn from the convention: what is written counts nowhere."""
    if not any(isinstance(each, Revocation) and each.key == uow.key for each in uow.papers()):
        return False
    return next(each.state for each in participants(uow) if each.is_self) is State.GONE


def is_of_another_team(uow: UnitOfWork, authority: str) -> bool:
    """Whether a convention key is that of a team whose word does not count here."""
    ours = uow.authority
    if not ours or authority in ("", ours):
        return False
    return not any(_takes_in(paper, ours, authority) for paper in uow.papers())


def _takes_in(paper: Paper, authority: str, other: str) -> bool:
    """Whether a convention key says of another that its certificates count."""
    return isinstance(paper, Certificate) and (paper.authority, paper.key, paper.role) == (
        authority,
        other,
        Role.AUTHORITY,
    )


def reunite(uow: UnitOfWork, authority: str, who: str) -> Changes:
    """Accept everybody whom another team's convention key accepted; `who` names that team.

    Raises:
        RuleError: the convention key is not here, or there is nothing to do.
    """
    if not is_of_another_team(uow, authority):
        raise RuleError("Cet envoi ne vient pas d’une autre équipe. Rien n’a été changé.")
    return uow.certify(Candidate(authority, who, None, Role.AUTHORITY))


OTHER_TEAM = (
    "Cet envoi vient d’une autre équipe de la même convention : ce qui s’y écrit n’a pas d’effet "
    "ici, et l’inverse, tant que l’agglomération n’a pas réuni les deux."
)


REUNITED = (
    "Ce que l’autre équipe écrit compte maintenant ici. Pour que l’inverse soit vrai, envoyez-lui "
    "un fichier : qui tient là-bas la clé réunit les équipes de la même façon."
)


def named(found: list[Participant], typed: str) -> Participant:
    """Return the participant that a name, or the beginning of a key, names.

    Raises:
        NotFoundError: nobody is called so.
        AmbiguousError: several are.
    """
    wanted = fold(typed)
    matching = [
        each
        for each in found
        if fold(each.person) == wanted or (len(typed) >= 8 and each.key.startswith(typed.lower()))
    ]
    if not matching:
        people = ", ".join(sorted({each.person for each in found})) or "personne"
        raise NotFoundError(f"Aucun participant ne s’appelle {quoted(typed)}. Connus : {people}.")
    if len(matching) > 1:
        keys = ", ".join(each.key[:8] for each in matching)
        raise AmbiguousError(
            f"Plusieurs ordinateurs sont ceux de {quoted(typed)} : donnez le début de la clé "
            f"({keys})."
        )
    return matching[0]


def awaiting(uow: UnitOfWork) -> list[Participant]:
    """Return the participants who wait for an agreement that this computer can give."""
    if not uow.may_certify:
        return []
    return [each for each in participants(uow) if each.state is State.WAITING and not each.is_self]


def former(found: Iterable[Participant], who: Participant) -> Participant | None:
    """Return the computer that one seems to replace: of the same person and structure."""
    same = [
        each
        for each in found
        if each.key != who.key
        and (fold(each.person), each.structure) == (fold(who.person), who.structure)
        and each.state is State.ACCEPTED
    ]
    return same[-1] if same else None


def accept(uow: UnitOfWork, who: Participant, replaces: str | None = None) -> Changes:
    """Let what a participant writes count everywhere.

    `replaces` is the key of the computer that this one stands for; without it, that which it
    seems to replace; an empty one tells that it replaces none.

    Raises:
        RuleError: the convention key is not here, there is nothing to accept, or it was revoked.
    """
    if who.state is State.ACCEPTED and uow.authority:
        raise RuleError(f"{who.person} est déjà accepté. Rien n’a été changé.")
    if who.state is State.GONE:
        raise RuleError(
            f"{who.person} a été retiré, et un retrait vaut pour toujours. Rien n’a été changé. "
            "Pour participer de nouveau, cette personne ouvre une invitation dans un nouveau "
            "dossier ; elle s’accepte ensuite comme une autre."
        )
    if replaces is None:
        before = former(participants(uow), who)
        replaces = before.key if before is not None else ""
    return uow.certify(Candidate(who.key, who.person, who.structure, replaces=replaces))


def revoke(uow: UnitOfWork, who: Participant) -> Changes:
    """Let nothing count that a participant writes beyond what is known here.

    Raises:
        RuleError: the convention key is not here, it was done already, or it is this computer.
    """
    if who.is_self:
        raise RuleError(
            "Cet ordinateur est celui-ci : il ne peut pas se retirer lui-même. Rien n’a été changé."
        )
    if who.state is State.GONE:
        raise RuleError(f"{who.person} est déjà retiré. Rien n’a été changé.")
    return uow.revoke(who.key)
