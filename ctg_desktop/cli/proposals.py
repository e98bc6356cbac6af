"""`propositions`: what is proposed for somebody else's rows, and the answer of those who keep them.

`modifier … --proposer` makes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ctg_desktop.cli.output import say, show_json
from ctg_desktop.cli.parser import FrenchParser, Options, add_format, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.folding import fold
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.proposals import (
    ProposalView,
    accept,
    decline,
    proposals,
    propose,
)
from ctg_desktop.services.rows import Along
from ctg_desktop.typography import labelled, local_time

EMPTY = "(vide)"


def add_proposing(parser: FrenchParser) -> None:
    """Add `--proposer`, which proposes the change of a row that is somebody else's."""
    parser.add_argument(
        "--proposer",
        nargs="?",
        const="",
        metavar="RAISON",
        help="propose la modification à ceux à qui appartient la fiche, sans rien y changer",
    )


def declare(parser: FrenchParser) -> None:
    """Declare `propositions` and its commands."""
    add = sub_commands(parser)
    listing = add(
        "lister", "liste les propositions et leurs réponses", examples=("propositions lister",)
    )
    add_format(listing, "texte", "json")
    listing.set_defaults(run=show)
    for name, summary, run, examples in (
        ("accepter", "applique une proposition", take, ("propositions accepter 1",)),
        (
            "refuser",
            "refuse une proposition",
            turn_down,
            ('propositions refuser 1 --raison "Déjà prévu en 2027"',),
        ),
    ):
        answering = add(name, summary, examples=examples)
        answering.add_argument(
            "numero", type=int, metavar="N", help="numéro donné par propositions lister"
        )
        if run is turn_down:
            answering.add_argument("--raison", metavar="TEXTE")
        answering.set_defaults(run=run)


def show(session: Session, options: Options) -> None:
    """List the proposals, those that wait first, numbered."""
    with session.reading() as uow:
        found = proposals(uow)
    if options.format == "json":
        show_json([_record(at, view) for at, view in enumerate(found, 1)])
        return
    if not found:
        say("Aucune proposition.")
    for at, view in enumerate(found, 1):
        who = ", ".join(part for part in (view.author, view.structure) if part)
        say(f"{at}. {view.title} – {view.state.value} ({who}, {local_time(view.at)})")
        for each in view.fields:
            say(f"   {labelled(each.label, each.before or EMPTY)} → {each.after or EMPTY}")
        if view.reason:
            say(f"   {labelled('Raison', view.reason)}")
        if view.answer is not None and view.answer.reason:
            say(f"   {labelled('Réponse', view.answer.reason)}")


def _record(at: int, view: ProposalView) -> dict[str, object]:
    answer = view.answer
    return {
        "numero": at,
        "id": view.row,
        "type": view.kind,
        "fiche": view.name,
        "etat": fold(view.state.value).replace(" ", "_"),
        "a_repondre": view.may_answer,
        "champs": [
            {"champ": each.key, "affiche": each.before, "propose": each.after}
            for each in view.fields
        ],
        "raison": view.reason or None,
        "auteur": view.author,
        "structure": view.structure,
        "date": view.at.isoformat(),
        "reponse": answer
        and {
            "auteur": answer.author,
            "structure": answer.structure,
            "date": answer.at.isoformat(),
            "raison": answer.reason or None,
        },
    }


def take(session: Session, options: Options) -> None:
    """Write what a proposal asks for.

    Raises:
        NotFoundError: no proposal has that number.
        RuleError: the row is somebody else's, or the proposal was answered already.
    """
    with session.writing() as uow:
        view = _numbered(uow, options.numero)
        accept(uow, view.ids, session.today)
    say(f"Proposition acceptée : {view.title}.")


def turn_down(session: Session, options: Options) -> None:
    """Decline a proposal; else as `take`."""
    with session.writing() as uow:
        view = _numbered(uow, options.numero)
        decline(uow, view.ids, session.today, reason=options.raison)
    say(f"Proposition refusée : {view.title}.")


def _numbered(uow: UnitOfWork, at: int) -> ProposalView:
    found = proposals(uow)
    if not 1 <= at <= len(found):
        raise NotFoundError(f"Il n’y a pas de proposition n° {at} (voir propositions lister).")
    return found[at - 1]


def propose_instead(
    uow: UnitOfWork,
    row: Entity,
    values: Mapping[str, Any],
    along: Along,
    session: Session,
    options: Options,
) -> None:
    """Propose what `modifier` would write.

    Raises:
        RuleError: the row is ours to modify, or rows that hang on it are given too.
    """
    if along.children:
        raise RuleError("Seuls les champs de la fiche se proposent, pas ce qui s’y rattache.")
    changes = propose(
        uow,
        row,
        values,
        session.today,
        reason=options.proposer,
        newcomers=along.newcomers,
    )
    assert changes.gesture is not None, "nothing to propose is refused"
    if options.format == "json":
        found = [view for view in proposals(uow, [row.id]) if view.is_ours]
        show_json(_record(1, max(found, key=lambda view: view.at)))
    else:
        say(f"{changes.gesture.label} ({row.called}).")
