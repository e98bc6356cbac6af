"""`sauvegarde`: making safety copies, checking them, taking one back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ctg_desktop.cli.output import (
    remark,
    say,
    show_json,
    show_table,
    warn,
)
from ctg_desktop.cli.parser import FrenchParser, Options, add_format, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.errors import DamagedError, NotFoundError, OutputError, StorageError
from ctg_desktop.folder.second_place import copy_over, place_of
from ctg_desktop.folder.settings import load
from ctg_desktop.ports import BackupInfo, CopyContent, CopyState, untold
from ctg_desktop.services.bringing_back import bring_back, noted_since
from ctg_desktop.services.naming import structure_name
from ctg_desktop.typography import counted, local_time, number


def declare_backup(parser: FrenchParser) -> None:
    """Declare `sauvegarde` and its commands."""
    add = sub_commands(parser)
    making = add(
        "creer", "fait une copie de sécurité et la vérifie", examples=("sauvegarde creer",)
    )
    making.add_argument("--raison", default="à la demande", metavar="TEXTE")
    making.set_defaults(run=back_up)
    listing = add(
        "lister",
        "liste les copies de sécurité, la plus récente d’abord",
        examples=("sauvegarde lister",),
    )
    add_format(listing, "table", "json")
    listing.set_defaults(run=list_backups)
    restoring = add(
        "restaurer",
        "reprend une copie, ou la dernière en bon état ; la base actuelle est mise de côté",
        examples=("sauvegarde restaurer", "sauvegarde restaurer NOM"),
    )
    _add_name(restoring, "cette copie, par son nom dans la liste ou son chemin")
    restoring.set_defaults(run=restore_backup, writes=True)
    completing = add(
        "completer",
        "remet ce qui a été noté depuis la copie reprise, d’après la base mise de côté",
        examples=("sauvegarde completer --simuler", "sauvegarde completer NOM"),
    )
    _add_name(completing, "une autre base : une copie ou un dossier mis de côté, par son nom")
    completing.add_argument("--simuler", action="store_true", help="montre sans rien écrire")
    completing.set_defaults(run=complete)
    rebuilding = add(
        "reconstruire",
        "refait une base endommagée d’après son journal ; la base actuelle est mise de côté",
        examples=("sauvegarde reconstruire",),
    )
    rebuilding.set_defaults(run=rebuild, writes=True)
    checking = add(
        "verifier",
        "ouvre les copies de sécurité et les contrôle entièrement",
        examples=("sauvegarde verifier", "sauvegarde verifier NOM"),
    )
    _add_name(checking, "une seule copie, par son nom ou son chemin")
    checking.set_defaults(run=check_backups)


def _add_name(command: FrenchParser, summary: str) -> None:
    command.add_argument("nom", nargs="?", metavar="NOM", help=summary)


# --- making --------------------------------------------------------------------------------


def back_up(session: Session, options: Options) -> None:
    """Make a safety copy and check it fully.

    Raises:
        StorageError: it could not be made, or the check found something.
    """
    with session.writing() as uow:
        made = uow.back_up(clean_text(options.raison, lines=False) or "à la demande")
        structure = structure_name(uow, uow.installation.structure)
    try:
        problems = _checked(session, made)
    except StorageError as error:
        say(f"Copie de sécurité faite : « {made.path} ».")
        warn(f"Elle n’a pas pu être vérifiée. {error.sentence}")
    else:
        if problems:
            raise StorageError(
                f"La copie de sécurité « {made.path.name} » est défectueuse et ne "
                f"servira pas : {problems[0]} Les copies plus anciennes sont toujours là. "
                "Contrôlez le dossier lui-même par « verifier »."
            )
        say(f"Copie de sécurité faite et vérifiée : « {made.path} ».")
    second = load(session.folder).second_backups
    if second is None:
        return
    try:
        copied = copy_over(
            made,
            place_of(second, session.folder, structure or ""),
            lambda place: session.storage.backups(session.folder, place),
        )
    except OutputError as error:
        warn(error.sentence)
    else:
        say(f"Copiée aussi dans le second dossier : « {copied} ».")


def _checked(session: Session, backup: BackupInfo) -> tuple[str, ...]:
    """Return what the full check finds wrong in a copy."""
    found = session.storage.check_backup(session.folder, backup, clock=session.clock, tick=untold)
    return found.problems


# --- which there are -----------------------------------------------------------------------


def list_backups(session: Session, options: Options) -> None:
    """List the safety copies, newest first."""
    found = _copies(session)
    warn(*(_unreadable(copy) for copy in found if _is_unreadable(copy)))
    if options.format == "json":
        show_json([_backup_record(backup) for backup in found])
    elif not found:
        say("Aucune copie de sécurité. Pour en faire une : sauvegarde creer.")
    else:
        show_table(
            ("Nom", "Faite le", "Raison", "Actions", "Contrôle", "Taille"),
            [
                (
                    backup.path.name,
                    local_time(backup.made_at),
                    backup.reason,
                    number(backup.actions),
                    _check_told(backup),
                    f"{number(max(1, backup.size // 1024))} Ko",
                )
                for backup in found
            ],
            flexible=2,
        )


def _copies(session: Session) -> list[BackupInfo]:
    """Return the copies of the folder, be its base readable or not.

    Raises:
        FolderMissingError: there is no data folder.
    """
    if not session.has_folder:
        with session.reading():
            pass
    return session.storage.backups(session.folder)


_CHECKS = {
    CopyState.MADE: "pas encore vérifiée",
    CopyState.VERIFIED: "vérifiée",
    CopyState.DAMAGED: "défectueuse",
}


def _check_told(backup: BackupInfo) -> str:
    told = _CHECKS[backup.state]
    return f"{told} le {local_time(backup.checked_at)}" if backup.checked_at else told


def _backup_record(backup: BackupInfo) -> dict[str, object]:
    def told(instant: datetime | None) -> str | None:
        return instant.isoformat(timespec="seconds") if instant else None

    return {
        "nom": backup.path.name,
        "chemin": str(backup.path),
        "date": told(backup.made_at),
        "raison": backup.reason,
        "actions": backup.actions,
        "modifications": backup.changes,
        "controle": backup.state.value,
        "controlee_le": told(backup.checked_at),
        "octets": backup.size,
    }


def _is_unreadable(backup: BackupInfo) -> bool:
    return backup.state is CopyState.DAMAGED and backup.checked_at is None


def _unreadable(backup: BackupInfo) -> str:
    return (
        f"La copie de sécurité « {backup.path.name} » ne s’ouvre plus : elle a été "
        "laissée telle quelle, les autres ne sont pas touchées."
    )


def _named(session: Session, name: str) -> BackupInfo:
    """Return the copy of that name, or that stands at that path.

    Raises:
        NotFoundError: there is none.
        StorageError: what stands there is none.
    """
    for backup in _copies(session) if session.has_folder else []:
        if backup.path.name == name:
            return backup
    if Path(name).name != name or Path(name).exists():
        return session.storage.backup_at(session.folder, Path(name).absolute())
    raise NotFoundError("Cette copie de sécurité n’existe pas (voir sauvegarde lister).")


# --- taking back ---------------------------------------------------------------------------


def restore_backup(session: Session, options: Options) -> None:
    """Put a safety copy in the place of the base: the one named, else the newest sound one.

    Raises:
        NotFoundError: there is none.
        DamagedError: the one that was named is damaged; nothing was changed.
        StorageError: the folder is held or cannot be written; nothing was changed.
    """
    session.begin_to_write()
    if options.nom is not None:
        _restore(session, _named(session, options.nom))
        return
    for backup in _copies(session):
        if not _is_unreadable(backup):
            try:
                _restore(session, backup)
            except DamagedError:
                pass
            else:
                return
        warn(f"Copie défectueuse, passée : « {backup.path.name} ».")
    raise NotFoundError("Aucune copie de sécurité en bon état : rien n’a été modifié.")


def _restore(session: Session, backup: BackupInfo) -> None:
    content = session.storage.look_into(
        session.folder, backup, clock=session.clock, tick=session.tick
    )
    aside = session.storage.restore(session.folder, backup, clock=session.clock)
    say(
        f"Copie reprise : « {backup.path.name} », du "
        f"{local_time(backup.made_at)}, {counted(backup.actions, 'action')}.",
        f"La base qu’elle remplace est mise de côté dans « {aside} ».",
    )
    _tell_difference(content)


def _tell_difference(content: CopyContent) -> None:
    """Say what is not there any more, and who is there again."""
    if content.lacking:
        is_one = content.lacking == 1
        say(
            f"{counted(content.lacking, 'geste noté', 'gestes notés')} depuis "
            f"{'n’y est' if is_one else 'n’y sont'} pas. Pour {'le' if is_one else 'les'} voir, "
            f"puis {'l’' if is_one else 'les '}y remettre : sauvegarde completer --simuler, puis "
            "sans --simuler."
        )
    elif content.lacking is None:
        say(
            "Ce qui a été noté depuis et peut encore se lire dans la base mise de côté se remet "
            "par : sauvegarde completer."
        )
    if content.returning:
        is_one = len(content.returning) == 1
        warn(
            f"cette copie date d’avant l’effacement des données de "
            f"{', '.join(content.returning)}, qui {'est' if is_one else 'sont'} de nouveau là. "
            "Pour les effacer encore : contact effacer NOM."
        )


# --- what was noted since -------------------------------------------------------------------


def complete(session: Session, options: Options) -> None:
    """Take in what another base of this folder holds, or tell what that is.

    Raises:
        NotFoundError: no base was put aside, or there is none of that name.
        StorageError: it cannot be read; nothing was written.
    """
    base = _base(session, options.nom)
    opening = session.reading if options.simuler else session.writing
    with opening() as uow, session.storage.former(session.folder, base, clock=session.clock) as was:
        since = noted_since(uow, was)
        for line in since.lines:
            name = f" – {line.name}" if line.name else ""
            undone = " (annulé depuis)" if line.is_undone else ""
            say(f"{local_time(line.at)}, {line.author} : {line.label}{name}{undone}")
        if not since.gestures:
            say("Tout ce que cette base contient est déjà là.")
        elif options.simuler:
            say(
                f"{counted(since.gestures, 'geste')} à remettre.", "Rien n’a été écrit (--simuler)."
            )
        else:
            count, _ = bring_back(uow, was)
            say(f"{counted(count, 'geste remis', 'gestes remis')}.")
            if waiting := len(uow.conflicts()):
                warn(
                    f"{counted(waiting, 'champ a', 'champs ont')} deux valeurs : choisissez par "
                    "« conflits lister »."
                )


def _base(session: Session, name: str | None) -> Path:
    aside = session.storage.put_aside(session.folder)
    if name is None:
        if not aside:
            raise NotFoundError("Aucune base n’a été mise de côté dans ce dossier.")
        return aside[0]
    for path in aside:
        if path.parent.name == name or path.parent == Path(name).absolute():
            return path
    return _named(session, name).path


def rebuild(session: Session, _options: Options) -> None:
    """Rebuild the base from what can be read of its log.

    Raises:
        DamagedError: too little of it can be read; nothing was changed.
        StorageError: the folder is held or cannot be written; nothing was changed.
    """
    session.begin_to_write()
    found = session.storage.rebuild(session.folder, clock=session.clock, tick=session.tick)
    say(
        f"Base reconstruite d’après son journal : {counted(found.gestures, 'geste')}.",
        f"La base qu’elle remplace est mise de côté dans « {found.aside} ».",
    )
    if found.lost:
        is_one = found.lost == 1
        warn(
            f"{counted(found.lost, 'modification')} "
            f"{'n’a pas pu être lue' if is_one else 'n’ont pas pu être lues'}. Une copie de "
            f"sécurité {'la' if is_one else 'les'} contient peut-être : « sauvegarde lister », "
            "puis « sauvegarde completer NOM »."
        )


# --- checking ------------------------------------------------------------------------------


def check_backups(session: Session, options: Options) -> None:
    """Check one safety copy or all of them.

    Raises:
        NotFoundError: there is none, or none of that name.
        StorageError: one is damaged.
    """
    found = _copies(session) if options.nom is None else [_named(session, options.nom)]
    if not found:
        raise NotFoundError("Aucune copie de sécurité (pour en faire une : sauvegarde creer).")
    bad = 0
    for at, backup in enumerate(found, 1):
        problems = (_unreadable(backup),) if _is_unreadable(backup) else _checked(session, backup)
        say(f"{backup.path.name} : {'défectueuse' if problems else 'en bon état'}")
        remark(*problems)
        bad += bool(problems)
        session.tick("Contrôle des copies", at, len(found))
    if bad:
        raise StorageError(
            f"{counted(bad, 'copie défectueuse', 'copies défectueuses')} sur {len(found)}. "
            "La base elle-même n’a pas été touchée ; contrôlez-la par « verifier »."
        )
