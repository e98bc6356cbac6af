"""`conflits`: the values between which somebody has to choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ctg_desktop.cli.output import say, show_json
from ctg_desktop.cli.parser import FrenchParser, Options, add_format, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.fields import Scalar, describe
from ctg_desktop.errors import FieldError, NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conflicts import ConflictView, conflict_views, resolve
from ctg_desktop.services.lookup import find_action
from ctg_desktop.services.typed import read
from ctg_desktop.typography import local_time

T = TypeVar("T")


def declare(parser: FrenchParser) -> None:
    """Declare `conflits` and its commands."""
    add = sub_commands(parser)
    listing = add(
        "lister", "liste ce qui attend un arbitrage", examples=("conflits lister BET-2026-003",)
    )
    listing.add_argument("reference", nargs="?", metavar="REF")
    add_format(listing, "texte", "json")
    listing.set_defaults(run=show)
    settling = add(
        "resoudre",
        "tranche un conflit",
        examples=(
            "conflits resoudre 1 --choix 2",
            'conflits resoudre 1 --valeur "Autre intitulé" --raison "Décidé en COTECH"',
        ),
    )
    settling.add_argument("numero", type=int, metavar="N", help="numéro donné par conflits lister")
    chosen = settling.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--choix", type=int, metavar="K", help="la valeur de ce numéro")
    chosen.add_argument("--valeur", metavar="TEXTE", help="une autre valeur")
    settling.add_argument("--raison", metavar="TEXTE")
    settling.set_defaults(run=settle)


def show(session: Session, options: Options) -> None:
    """List the conflicts, numbered, each with its numbered values."""
    with session.reading() as uow:
        row = find_action(uow, options.reference, deleted=None).id if options.reference else None
        numbered = [
            (at, view)
            for at, view in enumerate(conflict_views(uow), 1)
            if row in (None, view.conflict.cell.row)
        ]
    if options.format == "json":
        show_json([_record(at, view) for at, view in numbered])
        return
    if not numbered:
        say("Aucun conflit n’attend.")
    for at, view in numbered:
        say(f"{at}. {view.entity} {view.row}, {view.field} (affiché : {view.current})")
        say(f"   Valeur de départ : {view.common}")
        for choice, side in enumerate(view.sides, 1):
            who = ", ".join(part for part in (side.author, side.structure) if part)
            say(f"   {choice}) {side.words} – {who}, {local_time(side.at)}")


def _record(at: int, view: ConflictView) -> dict[str, object]:
    return {
        "numero": at,
        "id": view.conflict.cell.row,
        "fiche": view.row,
        "champ": view.key,
        "affiche": view.current,
        "depart": view.common,
        "choix": [
            {
                "numero": choice,
                "valeur": side.words,
                "auteur": side.author,
                "structure": side.structure,
                "date": side.at.isoformat(),
            }
            for choice, side in enumerate(view.sides, 1)
        ],
    }


def settle(session: Session, options: Options) -> None:
    """Close a conflict with one of its values, or another.

    Raises:
        NotFoundError: no conflict or no value has that number.
        FieldError: the other value is none of the field.
    """
    with session.writing() as uow:
        view = _numbered(conflict_views(uow), options.numero, "conflit")
        value = (
            _numbered(view.sides, options.choix, "choix").value
            if options.valeur is None
            else _typed(session, uow, view, options.valeur)
        )
        resolve(uow, view.conflict, value, reason=options.raison)
    say(f"Conflit tranché : {view.row}, {view.field}.")


def _numbered(found: Sequence[T], at: int, what: str) -> T:
    if not 1 <= at <= len(found):
        raise NotFoundError(f"Il n’y a pas de {what} n° {at} (voir conflits lister).")
    return found[at - 1]


def _typed(session: Session, uow: UnitOfWork, view: ConflictView, text: str) -> Scalar:
    cell = view.conflict.cell
    spec = describe(cell.entity).fields.get(cell.field)
    if spec is None or spec.is_multiple:
        raise FieldError(view.key, "Ce conflit se tranche par --choix.")
    reading = read(uow, describe(cell.entity), {spec.key: text}, session.today)
    if reading.newcomers:
        raise NotFoundError(f"Contact inconnu : « {text} ». Créez-le d’abord.")
    return spec.encode(reading.values[spec.name])
