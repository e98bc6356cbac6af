"""`contact donnees` and `contact effacer`: the rights of a person over their own data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ctg_desktop.cli.output import say, show_json
from ctg_desktop.cli.parser import AddCommand, Options, add_confidential
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.people import Contact
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.exports import json_text
from ctg_desktop.services.lookup import find_among, matching
from ctg_desktop.services.personal_data import erase, person_data
from ctg_desktop.services.traces import Place, Trace, copies_sentence, traces


def declare(add: AddCommand) -> None:
    """Declare both commands under `contact`."""
    asking = add(
        "donnees",
        "réunit toutes les données d’une personne, pour les lui remettre (JSON)",
        examples=('contact donnees "Camille ESSAI" --sortie donnees.json',),
    )
    asking.add_argument("name", metavar="NOM")
    asking.add_argument("--sortie", type=Path, metavar="F.json")
    add_confidential(asking)
    asking.set_defaults(run=hand_over)
    erasing = add(
        "effacer",
        "efface les données d’une personne, historique compris",
        examples=('contact effacer "Camille ESSAI" --oui',),
    )
    erasing.add_argument("name", metavar="NOM")
    erasing.add_argument("--oui", action="store_true", help="efface pour de bon")
    erasing.set_defaults(run=erase_person)


def _named(uow: UnitOfWork, typed: str) -> Contact:
    """Return the contact that a text names; one that was taken out of the list where none is left.

    What is known of a person who was taken out is theirs all the same.
    """
    rows = uow.rows(Contact)
    return find_among(
        rows if matching(rows, typed) else uow.rows(Contact, deleted=None), Contact.TYPE, typed
    )


def hand_over(session: Session, options: Options) -> None:
    """Write all that the folder holds about a person."""
    with session.reading() as uow:
        contact = _named(uow, options.name)
        asked = options.confidentielles
        document = person_data(uow, contact, session.now, with_confidential=asked)
    if options.sortie is None:
        show_json(document)
        return
    with replacing(options.sortie) as temporary:
        temporary.write_text(json_text(document), encoding="utf-8")
    say(f"Données de {contact.name} écrites dans « {options.sortie} ».")


def erase_person(session: Session, options: Options) -> None:
    """Erase a person, once that is confirmed."""
    if not options.oui:
        with session.reading() as uow:
            contact = _named(uow, options.name)
            _tell(traces(uow, contact, session.folder), len(uow.backups()), session.now)
        say(
            f"Rien n’a été effacé. Effacer {contact.name} est définitif, historique compris : "
            "corrigez d’abord les textes actuels, puis ajoutez --oui."
        )
        return
    with session.writing() as uow:
        contact = _named(uow, options.name)
        left, _ = erase(uow, contact, traces(uow, contact, session.folder))
        copies = len(uow.backups())
    say("Les données de cette personne sont effacées, ici et dans l’historique.")
    _tell(left, copies, session.now)


def _tell(found: Sequence[Trace], copies: int, now: datetime) -> None:
    """Tell where the name stands, by kind of place, and what the safety copies keep."""
    for place in Place:
        told = [each for each in found if each.place is place]
        if told:
            say(f"{place.value} :", *(f"  {each.sentence}" for each in told))
    if copies:
        say(copies_sentence(copies, now))
