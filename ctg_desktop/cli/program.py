"""The door of the command line: reads the arguments, runs the command, tells what went wrong."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctg_desktop.cli.output import abandon, flush, remark
from ctg_desktop.cli.parser import (
    GENERAL_FLAGS,
    HELP_FLAGS,
    PROGRAM,
    FrenchParser,
    Options,
    joined_negatives,
    sub_commands,
)
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.entities import typed_types
from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.folding import nearest
from ctg_desktop.domain.grammar import one
from ctg_desktop.errors import CtgError, FieldError, InputError
from ctg_desktop.paths import VARIABLE, DataFolder, data_folder
from ctg_desktop.typography import lowered
from ctg_desktop.version import version

if TYPE_CHECKING:
    from ctg_desktop.cli.session import Trials
    from ctg_desktop.ports import Clock, Storage

_HELP = "aide"
_DASHES_ALONE = re.compile(r"--[\w-]+=--")
"""What argparse takes for an option without a value, before Python 3.13."""

_DONE, _REFUSED, _MISUSED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its line in the list, where it is declared, its examples."""

    summary: str
    module: str
    declare: str = "declare"
    examples: tuple[str, ...] = ()


_FIRST: Mapping[str, Command] = {
    "initialiser": Command(
        "crée le dossier de données d’une structure",
        "setting_up",
        "declare_initialise",
        ('--donnees D initialiser --structure 62119 --personne "Camille Essai"',),
    ),
    "action": Command(
        "les actions : creer, modifier, lister, montrer, supprimer, restaurer, dupliquer…",
        "action",
    ),
}
_COMMANDS: Mapping[str, Command] = {
    "imprimer": Command("les PDF : synthese, commune, fiche, plan, annuaire", "printing"),
    "exporter": Command(
        "les exports : actions, contacts, tout… (xlsx, csv, json, vcf)", "exporting"
    ),
    "modele": Command(
        "écrit un classeur Excel à remplir",
        "exporting",
        "declare_model",
        ("modele --sortie modele.xlsx",),
    ),
    "importer": Command(
        "reprend un tableau (Excel, LibreOffice, csv) : actions, contacts, engagements…",
        "importing",
        examples=(
            "importer actions plan.xlsx --simuler",
            "importer actions plan.xlsx --ecrire-correspondance plan.toml --simuler",
            "importer actions plan.xlsx --correspondance plan.toml --attente a_corriger.xlsx",
        ),
    ),
    "historique": Command(
        "dit qui a changé quoi, et quand",
        "past",
        "declare_history",
        ("historique BET-2026-003", "historique BET-2026-003 --format json"),
    ),
    "etat": Command(
        "montre le plan tel qu’il était un jour donné",
        "past",
        "declare_state",
        ("etat --au 31/12", "etat --au hier --filtre statut=en_cours --format json"),
    ),
    "annuler": Command("annule le dernier geste", "undoing", "declare_undo", ("annuler",)),
    "retablir": Command(
        "reprend le dernier geste annulé", "undoing", "declare_redo", ("retablir",)
    ),
    "conflits": Command("les valeurs en conflit : lister, resoudre", "conflicts"),
    "propositions": Command(
        "ce qui est proposé pour la fiche d’une autre structure : lister, accepter, refuser",
        "proposals",
    ),
    "echange": Command(
        "les envois entre collègues : inviter, envoyer, recevoir, relais, synchroniser…",
        "exchange",
    ),
    "rejoindre": Command(
        "rejoint la convention d’une invitation",
        "exchange",
        "declare_join",
        ('rejoindre "Rejoindre la CTG.ctg" --structure 62119 --personne "Camille Essai"',),
    ),
    "referentiel": Command("la convention en un fichier : exporter, importer", "reference"),
    "sauvegarde": Command(
        "les copies de sécurité : creer, lister, verifier, restaurer",
        "copies",
        "declare_backup",
    ),
    "verifier": Command(
        "contrôle le dossier et reconstruit les tables à partir du journal",
        "checking",
        "declare_verify",
        ("verifier", "verifier --reconstruire"),
    ),
    "reglages": Command(
        "montre ou change le logo et le nom imprimés",
        "preferences",
        examples=("reglages --logo logo.png", 'reglages --nom "Ma structure"'),
    ),
    "demonstration": Command(
        "remplit un dossier à part d’actions et de collègues inventés, pour essayer",
        "setting_up",
        "declare_demonstration",
        ("--donnees essai demonstration --actions 60",),
    ),
}


def commands() -> Mapping[str, Command]:
    """Return every command; those of an entity that has none of its own come from what it is.

    What the référentiel alone holds comes last.
    """
    kinds = sorted(typed_types(), key=lambda kind: kind.reference_data)
    ours = {kind.command: Command(_summary(kind), "rows") for kind in kinds if kind.is_local}
    issued = {kind.command: Command(_summary(kind), "rows") for kind in kinds if not kind.is_local}
    return {**_FIRST, **ours, **_FIRST, **_COMMANDS, **issued}


def _summary(kind: EntityType) -> str:
    several = f"les {lowered(kind.plural)}"
    if kind.owner_type is not None:
        several = f"{several} d’{one(kind.owner_type)}"
    issued = "" if kind.is_local else " (référentiel)"
    return f"{kind.summary or several}{issued}"


_EXAMPLES = (
    'initialiser --structure 62119 --personne "Camille Essai"',
    'action creer --intitule "Ouvrir un café des parents" --ambition 3',
    "action lister --filtre en_retard",
    "imprimer plan --sortie plan.pdf",
    "aide action creer",
)


def run(
    arguments: Sequence[str],
    storage: Storage,
    clock: Clock,
    environ: Mapping[str, str],
    trials: Trials | None = None,
) -> int:
    """Run the command line; return the exit code: 0 done, 1 a sentence was said, 2 wrong usage."""
    speak_utf8()
    session: Session | None = None
    options: Options | None = None
    try:
        options = _parsed(arguments, partial(_learn_words, storage, clock, environ))
        session = _session(options, storage, clock, environ)
        session.trials = trials
        options.run(session, options)
        flush()
    except SystemExit as stop:  # argparse has said all
        return stop.code if isinstance(stop.code, int) else _MISUSED
    except CtgError as error:
        return _told(_sentence(error, session, options))
    except BrokenPipeError:
        abandon()
        return _DONE
    except KeyboardInterrupt:
        return _told("Arrêté. Ce qui était enregistré l’est toujours.")
    except Exception as error:  # noqa: BLE001 - the border: a bug becomes a report, not a trace
        from ctg_desktop.crash import report_crash

        logs = DataFolder(session.folder).logs if session is not None else None
        return _told(report_crash(error, clock.now(), logs).sentence)
    return _DONE


def _sentence(error: CtgError, session: Session | None, options: Options | None) -> str:
    """Return the sentence for an error; after bad input, also that nothing was written."""
    # Without options yet, it is one of them that is no field.
    was_to_write = options is None or getattr(options, "writes", False)
    was_to_write = was_to_write or (session is not None and session.is_writing)
    is_said = "rien" in error.sentence.lower()
    if isinstance(error, InputError) and was_to_write and not is_said:
        return f"{error.sentence} Rien n’a été enregistré."
    return error.sentence


def _told(sentence: str) -> int:
    remark(sentence)
    return _REFUSED


def speak_utf8() -> None:
    """Print every character, whatever the locale; a terminal keeps its own encoding."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, io.StringIO())
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")


# --- arguments -----------------------------------------------------------------------------


def _parsed(arguments: Sequence[str], learn: Callable[[Sequence[str]], None]) -> Options:
    """Return the options; `learn` has help and options speak the words of the folder.

    Raises:
        SystemExit: help was shown (0), or the usage is wrong (2).
        FieldError: an option that is no field of what it should fill in.
    """
    given = joined_negatives(arguments)
    if {_HELP, *HELP_FLAGS} & set(given):
        learn(given)
    parser = build_parser(given)
    _check_command(parser, given)
    for word in given:
        if _DASHES_ALONE.fullmatch(word):
            parser.error(f"« {word} » ne donne pas de valeur")
    options, unknown = parser.parse_known_args(given)
    if unknown and hasattr(options, "fields_of"):
        learn(given)  # it may be what the convention calls a level
        options, unknown = build_parser(given).parse_known_args(given)
    for word in unknown:
        if word.partition("=")[0] in GENERAL_FLAGS:
            parser.error(f"{word} se donne avant la commande")
    if unknown and hasattr(options, "fields_of") and unknown[0].startswith("--"):
        from ctg_desktop.services.typed import field_of

        key = unknown[0].partition("=")[0].removeprefix("--")
        field_of(options.fields_of, key)
        raise FieldError(key, f"« {unknown[0]} » ne se donne pas ici.")
    if unknown:
        parser.error(f"arguments inconnus : {' '.join(unknown)}")
    return options


def _learn_words(
    storage: Storage, clock: Clock, environ: Mapping[str, str], given: Sequence[str]
) -> None:
    """Say the levels of the strategy as the folder does that a command is given for."""
    named = next((after for word, after in pairwise(given) if word == "--donnees"), None)
    folder = data_folder(Path(named) if named is not None else None, environ)
    Session(storage, clock, folder).learn_words()


def _check_command(parser: FrenchParser, given: Sequence[str]) -> None:
    """Refuse an unknown option or command with the nearest ones rather than with all."""
    rest = iter(given)
    for word in rest:
        if word == "--donnees":
            next(rest, None)
        elif not word.startswith("-"):
            _refuse_unknown(parser, word, [*commands(), _HELP], "la commande")
            return
        else:
            flag = word.partition("=")[0]
            _refuse_unknown(parser, flag, [*GENERAL_FLAGS, *HELP_FLAGS], "l’option")


def _refuse_unknown(parser: FrenchParser, word: str, known: Sequence[str], what: str) -> None:
    if word not in known:
        near = nearest(word, known)
        hint = f" (proche : {', '.join(near)})" if near else ""
        parser.error(f"{what} « {word} » n’existe pas{hint}")


def build_parser(words: Collection[str] | None) -> FrenchParser:
    """Return the parser; only the commands among the words have their options declared.

    Without words, all have.
    """
    parser = FrenchParser(
        prog=PROGRAM,
        description="Suivi d’une convention territoriale globale : actions, historique et "
        "documents imprimés. Sans commande, ouvre la fenêtre.",
        examples=_EXAMPLES,
        usage=f"{PROGRAM} [options] COMMANDE …",
    )
    parser.asked = words
    _add_general_options(parser)
    add = sub_commands(parser, required=False)
    for word, command in commands().items():
        made = add(word, command.summary, examples=command.examples)
        if made.is_asked:
            module = import_module(f"ctg_desktop.cli.{command.module}")
            more = (word,) if command.module == "rows" else ()
            getattr(module, command.declare)(made, *more)
    helping = add(_HELP, "montre l’aide d’une commande", examples=("aide action creer",))
    helping.add_argument("words", nargs="*", metavar="COMMANDE")
    helping.set_defaults(run=_show_help)
    parser.set_defaults(run=_ask_for_a_command)
    return parser


def _add_general_options(parser: FrenchParser) -> None:
    parser.add_argument(
        "--donnees",
        type=Path,
        metavar="DOSSIER",
        help=f"dossier de données (sinon la variable {VARIABLE}, sinon celui de l’utilisateur)",
    )
    parser.add_argument(
        "--lecture-seule", action="store_true", help="consulte sans rien pouvoir changer"
    )
    parser.add_argument(
        "--avancement", action="store_true", help="dit où en est un long travail, même sans écran"
    )
    parser.add_argument(
        "--version", action="version", help="affiche la version", version=f"CTG Desktop {version()}"
    )
    parser.add_argument(
        "--auto-test", action="store_true", help="essaie le programme dans un dossier provisoire"
    )


def _session(
    options: Options, storage: Storage, clock: Clock, environ: Mapping[str, str]
) -> Session:
    if options.auto_test:
        options.run = _check_itself
    return Session(
        storage=storage,
        clock=clock,
        folder=data_folder(options.donnees, environ),
        command=getattr(options, "command", ""),
        is_chosen=options.donnees is not None or bool(environ.get(VARIABLE)),
        is_read_only=options.lecture_seule,
        shows_progress=options.avancement or sys.stderr.isatty(),
    )


def _show_help(_session: Session, options: Any) -> None:
    parser = build_parser(options.words)
    _check_command(parser, options.words)
    parser.parse_args([*options.words, "--aide"])


def _ask_for_a_command(_session: Session, _options: Any) -> None:
    """Refuse options that only a command could use; without them the window opens."""
    build_parser(()).error("il manque une commande")


def _check_itself(session: Session, options: Any) -> None:
    from ctg_desktop.cli.self_check import check

    check(session, options)
