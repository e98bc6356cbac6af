"""`initialiser` and `demonstration`: making a data folder."""

from __future__ import annotations

from pathlib import Path

from ctg_desktop.cli.output import say
from ctg_desktop.cli.parser import FrenchParser, Options
from ctg_desktop.cli.session import Session
from ctg_desktop.errors import FieldError, RuleError
from ctg_desktop.exchange.invented_sites import Making, fill_with_examples
from ctg_desktop.referentiel import settling
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.reading import read as read_referentiel
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.services.demonstration import fill, keep_model
from ctg_desktop.services.installation import checked_person
from ctg_desktop.typography import counted, number

MAX_DEMONSTRATION = 1_000_000
"""The most actions that one command invents."""


def declare_initialise(parser: FrenchParser) -> None:
    """Declare the options of `initialiser`."""
    parser.add_argument(
        "--structure",
        required=True,
        metavar="CODE",
        help="code INSEE, SIREN, code court ou nom de la commune, du SIVOM ou de l’agglomération",
    )
    parser.add_argument("--personne", required=True, metavar="NOM", help="qui travaille ici")
    _add_referentiel(parser)
    parser.set_defaults(run=initialise, writes=True)


def _add_referentiel(parser: FrenchParser) -> None:
    parser.add_argument(
        "--referentiel", type=Path, metavar="F.toml", help="une autre convention que celle livrée"
    )


def _chosen_referentiel(options: Options) -> Referentiel:
    return read_referentiel(options.referentiel) if options.referentiel else shipped_referentiel()


def initialise(session: Session, options: Options) -> None:
    """Make the data folder of a structure."""
    person = checked_person(options.personne)
    referentiel = _chosen_referentiel(options)
    structure = settling.structure_in(referentiel, options.structure)
    with session.creating(person=person) as folder:
        settling.initialise(folder, referentiel, structure, session.today)
    say(
        f"Dossier prêt pour {structure.name} : « {session.folder} ».",
        f"Convention : {referentiel.title}, version {referentiel.version}.",
        "Pour commencer : action creer --intitule TEXTE --ambition NUMÉRO.",
    )


def declare_demonstration(parser: FrenchParser) -> None:
    """Declare the options of `demonstration`."""
    parser.add_argument("--actions", type=int, default=60, metavar="N", help="combien d’actions")
    parser.add_argument(
        "--structure", metavar="CODE", help="dossier de cette structure (sinon l’agglomération)"
    )
    _add_referentiel(parser)
    parser.set_defaults(run=demonstrate, writes=True)


def demonstrate(session: Session, options: Options) -> None:
    """Make a folder filled with invented actions, or add some to one."""
    if not 1 <= options.actions <= MAX_DEMONSTRATION:
        raise FieldError(
            "actions",
            f"« --actions » attend un nombre, de 1 à {number(MAX_DEMONSTRATION)}.",
        )
    if not session.is_chosen:
        raise RuleError(
            "Les actions d’exemple vont dans un dossier à part : donnez-le par --donnees, "
            "avant « demonstration »."
        )
    if session.has_folder:
        with session.writing() as uow:
            fill(uow, options.actions, session.today, session.tick)
            keep_model(uow, session.today)
    else:
        referentiel = _chosen_referentiel(options)
        structure = (
            settling.structure_in(referentiel, options.structure)
            if options.structure
            else settling.agglomeration_in(referentiel)
        )
        with session.creating(person="Démonstration", demonstration=True) as folder:
            settling.initialise(folder, referentiel, structure, session.today)
            making = Making(session.storage, session.clock, session.today)
            fill_with_examples(folder, session.folder, making, options.actions, session.tick)
    say(
        f"{counted(options.actions, 'action')} d’exemple dans "
        f"« {session.folder} ». Rien n’y est vrai : ce dossier sert à essayer."
    )
