"""`sauvegarde` and `verifier`: safety copies, and the check of everything."""

from __future__ import annotations

from collections.abc import Sequence

from ctg_desktop.cli.output import (
    local_time,
    remark,
    say,
    show_json,
    show_table,
    warn,
)
from ctg_desktop.cli.parser import FrenchParser, Options, add_format, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.errors import NotFoundError, OutputError, StorageError
from ctg_desktop.folder.second_place import copy_over, place_of
from ctg_desktop.folder.settings import load
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import BackupInfo, UnitOfWork, Verification
from ctg_desktop.services.naming import structure_name
from ctg_desktop.typography import counted, number


def declare_backup(parser: FrenchParser) -> None:
    """Declare `sauvegarde` and its commands."""
    add = sub_commands(parser)
    making = add("creer", "fait une copie de sécurité vérifiée", examples=("sauvegarde creer",))
    making.add_argument("--raison", default="à la demande", metavar="TEXTE")
    making.set_defaults(run=back_up)
    listing = add("lister", "liste les copies de sécurité", examples=("sauvegarde lister",))
    add_format(listing, "table", "json")
    listing.set_defaults(run=list_backups)
    restoring = add(
        "restaurer",
        "reprend la dernière copie en bon état ; la base actuelle est mise de côté",
        examples=("sauvegarde restaurer",),
    )
    restoring.set_defaults(run=restore_backup, writes=True)
    checking = add(
        "verifier",
        "ouvre les copies de sécurité et les contrôle entièrement",
        examples=("sauvegarde verifier", "sauvegarde verifier NOM"),
    )
    checking.add_argument("nom", nargs="?", metavar="NOM", help="une seule copie, par son nom")
    checking.set_defaults(run=check_backups)


def back_up(session: Session, options: Options) -> None:
    """Make a safety copy."""
    with session.writing() as uow:
        made = uow.back_up(clean_text(options.raison, lines=False) or "à la demande")
        structure = structure_name(uow, uow.installation.structure)
    say(f"Copie de sécurité faite et vérifiée : « {made.path} ».")
    second = load(session.folder).second_backups
    if second is None:
        return
    try:
        copied = copy_over(made, place_of(second, session.folder, structure or ""), session.now)
    except OutputError as error:
        warn(error.sentence)
    else:
        say(f"Copiée aussi dans le second dossier : « {copied} ».")


def restore_backup(session: Session, _options: Options) -> None:
    """Put the newest sound safety copy in the place of the base.

    Raises:
        NotFoundError: there is none.
        StorageError: the folder is held or cannot be written; nothing was changed.
    """
    session.begin_to_write()
    found = session.storage.newest_backup(session.folder, clock=session.clock)
    if found is None:
        raise NotFoundError("Aucune copie de sécurité en bon état : rien n’a été modifié.")
    aside = session.storage.restore(session.folder, found, clock=session.clock)
    say(
        f"Copie reprise : « {found.path.name} », du {local_time(found.made_at)}, "
        f"{counted(found.actions, 'action')}.",
        f"La base qu’elle remplace est mise de côté dans « {aside} ».",
    )


def list_backups(session: Session, options: Options) -> None:
    """List the safety copies, newest first."""
    with session.reading() as uow:
        found = uow.backups()
    warn(*(_unreadable_sentence(name) for name in _unreadable(session, found)))
    if options.format == "json":
        show_json([_backup_record(backup) for backup in found])
    elif not found:
        say("Aucune copie de sécurité. Pour en faire une : sauvegarde creer.")
    else:
        show_table(
            ("Nom", "Faite le", "Raison", "Actions", "Taille"),
            [
                (
                    backup.path.name,
                    local_time(backup.made_at),
                    backup.reason,
                    number(backup.actions),
                    f"{number(max(1, backup.size // 1024))} Ko",
                )
                for backup in found
            ],
            flexible=2,
        )


def _backup_record(backup: BackupInfo) -> dict[str, object]:
    return {
        "nom": backup.path.name,
        "chemin": str(backup.path),
        "date": backup.made_at.isoformat(timespec="seconds"),
        "raison": backup.reason,
        "actions": backup.actions,
        "octets": backup.size,
    }


def check_backups(session: Session, options: Options) -> None:
    """Check one safety copy or all of them.

    Raises:
        NotFoundError: there is none, or none of that name.
        StorageError: one is damaged.
    """
    with session.reading() as uow:
        every = uow.backups()
        found = [backup for backup in every if options.nom in (None, backup.path.name)]
        unreadable = [n for n in _unreadable(session, every) if options.nom in (None, n)]
        count = len(found) + len(unreadable)
        if not count:
            raise NotFoundError("Cette copie de sécurité n’existe pas (voir sauvegarde lister).")
        bad = len(unreadable)
        for name in unreadable:
            _tell_backup(name, (_unreadable_sentence(name),))
        for at, backup in enumerate(found, bad + 1):
            problems = _problems(uow, backup)
            _tell_backup(backup.path.name, problems)
            bad += bool(problems)
            session.tick("Contrôle des copies", at, count)
    if bad:
        raise StorageError(
            f"{counted(bad, 'copie défectueuse', 'copies défectueuses')} sur {count}. "
            "La base elle-même n’a pas été touchée."
        )


def _tell_backup(name: str, problems: tuple[str, ...]) -> None:
    say(f"{name} : {'défectueuse' if problems else 'en bon état'}")
    remark(*problems)


def _problems(uow: UnitOfWork, backup: BackupInfo) -> tuple[str, ...]:
    try:
        return uow.check_backup(backup).problems
    except StorageError as error:
        return (error.sentence,)


def _unreadable(session: Session, found: Sequence[BackupInfo]) -> list[str]:
    """Return the names of the files that are called safety copies and cannot even be opened."""
    readable = {backup.path.name for backup in found}
    files = DataFolder(session.folder).backups.glob("ctg_*.sqlite")
    return sorted(path.name for path in files if path.name not in readable)


def _unreadable_sentence(name: str) -> str:
    return (
        f"La copie de sécurité « {name} » ne s’ouvre plus : elle a été laissée "
        "telle quelle, les autres ne sont pas touchées."
    )


def declare_verify(parser: FrenchParser) -> None:
    """Declare the options of `verifier`."""
    parser.add_argument(
        "--reconstruire",
        action="store_true",
        help="récrit d’abord les tables à partir du journal",
    )
    parser.set_defaults(run=verify)


def verify(session: Session, options: Options) -> None:
    """Check the folder wholly; the last line is the state hash alone.

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


_SAVE = "Gardez le dossier tel quel et reprenez une copie de sécurité."
_REBUILD_OR_SAVE = (
    "Rien n’a été modifié. Si des tables seules sont en cause, récrivez-les par "
    "« verifier --reconstruire » ; sinon, gardez le dossier tel quel et reprenez "
    "une copie de sécurité."
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
