"""`verifier`: the check of everything."""

from __future__ import annotations

from ctg_desktop.cli.output import remark, say
from ctg_desktop.cli.parser import FrenchParser, Options
from ctg_desktop.cli.session import Session
from ctg_desktop.errors import StorageError
from ctg_desktop.ports import Verification
from ctg_desktop.typography import counted, number


def declare_verify(parser: FrenchParser) -> None:
    """Declare the options of `verifier`."""
    parser.add_argument(
        "--reconstruire",
        action="store_true",
        help="récrit d’abord les tables à partir du journal",
    )
    parser.set_defaults(run=verify)


def verify(session: Session, options: Options) -> None:
    """Check the folder fully; the last line is the state hash alone.

    Raises:
        StorageError: something is wrong; each problem was said.
    """
    if options.reconstruire:
        with session.writing() as uow:
            uow.rebuild(session.tick)
        say("Tables récrites à partir du journal.")
    with session.reading() as uow:
        found = uow.verify(session.tick)
    _tell_verification(found)
    if found.problems:
        told = counted(len(found.problems), "problème trouvé", "problèmes trouvés")
        way_out = _SAVE if options.reconstruire else _REBUILD_OR_SAVE
        raise StorageError(f"{told}. {way_out}")


_SAVE = (
    "Reprenez une copie de sécurité : « sauvegarde lister » les montre, « sauvegarde restaurer » "
    "remet la dernière en bon état. La base actuelle sera mise de côté, pas effacée."
)
_REBUILD_OR_SAVE = (
    "Rien n’a été modifié. Si des tables seules sont en cause, récrivez-les par « verifier "
    f"--reconstruire ». Sinon : {_SAVE[0].lower()}{_SAVE[1:]}"
)


def _tell_verification(found: Verification) -> None:
    say(*(f"{name} : {number(count)}" for name, count in found.counts.items()))
    remark(*found.problems)
    if not found.problems:
        say(
            "Le fichier est sain, le journal est complet, et les tables reconstruites à partir "
            "du journal sont égales aux tables."
        )
    if found.state_hash:  # what cannot be read has none
        say(found.state_hash)
