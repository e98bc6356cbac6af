"""`referentiel`: the convention as a file that is sent and taken in."""

from __future__ import annotations

from pathlib import Path

from ctg_desktop.cli.output import say, warn
from ctg_desktop.cli.parser import FrenchParser, Options, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.fields import describe
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import FieldError, NotFoundError
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.importing import preview, take_in
from ctg_desktop.referentiel.issuing import to_publish
from ctg_desktop.referentiel.reading import read as read_referentiel
from ctg_desktop.referentiel.reporting import Report, RowChange
from ctg_desktop.referentiel.settling import reader_of
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.referentiel.writing import export, issue
from ctg_desktop.services.lookup import find, find_named
from ctg_desktop.services.moving import move
from ctg_desktop.services.ownership import is_agglomeration
from ctg_desktop.services.pointing import pointed
from ctg_desktop.typography import counted, quoted


def declare(parser: FrenchParser) -> None:
    """Declare `referentiel` and its commands."""
    add = sub_commands(parser)
    exporting = add(
        "exporter",
        "écrit la convention dans un fichier à compléter ou à envoyer",
        examples=("referentiel exporter convention.toml", "referentiel exporter --simuler"),
    )
    what = exporting.add_mutually_exclusive_group(required=True)
    what.add_argument("fichier", type=Path, metavar="F.toml", nargs="?")
    what.add_argument(
        "--simuler", action="store_true", help="montre ce qui a changé depuis, sans rien écrire"
    )
    exporting.set_defaults(run=export_referentiel)
    importing = add(
        "importer",
        "reprend la convention d’un fichier, sans toucher aux actions",
        examples=(
            "referentiel importer convention.toml --simuler",
            "referentiel importer convention.toml",
            "referentiel importer --livre --simuler",
        ),
    )
    source = importing.add_mutually_exclusive_group(required=True)
    source.add_argument("fichier", type=Path, metavar="F.toml", nargs="?")
    source.add_argument(
        "--livre", action="store_true", help="la version livrée avec ce programme, sans fichier"
    )
    importing.add_argument("--simuler", action="store_true", help="montre sans rien écrire")
    importing.add_argument(
        "--deplacer",
        action="append",
        default=[],
        metavar="ANCIEN=NOUVEAU",
        help="rattache au nouveau lieu ce qui se rattache à celui qui est retiré ; se répète",
    )
    importing.set_defaults(run=import_referentiel)


def export_referentiel(session: Session, options: Options) -> None:
    """Write the convention; the agglomeration's copy becomes an issue of its own."""
    if options.simuler:
        with session.reading() as uow:
            _tell_report(to_publish(uow, session.today))
        say("Rien n’a été écrit (--simuler).")
        return
    with session.reading() as uow:
        is_issuer = is_agglomeration(uow) and not session.is_read_only
        text = "" if is_issuer else export(uow, session.today)
    if is_issuer:
        with session.writing() as uow:
            report, _ = issue(uow, options.fichier, session.today)
            warn(*report.warnings)
    else:
        with replacing(options.fichier) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    say(f"Référentiel écrit dans « {options.fichier} ».")


def import_referentiel(session: Session, options: Options) -> None:
    """Take in a référentiel, or tell what it would change."""
    referentiel = shipped_referentiel() if options.livre else read_referentiel(options.fichier)
    if options.simuler:
        with session.reading() as uow:
            report = preview(uow, referentiel, session.today)
        _tell_report(report)
        say("Rien n’a été écrit (--simuler).")
        return
    with session.writing() as uow:
        pairs = [_pair(uow, referentiel, typed) for typed in options.deplacer]
        report, _ = take_in(uow, referentiel, session.today)
        _tell_report(report)
        for former, successor in pairs:
            _move_place(uow, former, successor)


def _pair(uow: UnitOfWork, referentiel: Referentiel, typed: str) -> tuple[str, str]:
    """Return the identities of a place and of the one that takes its place, before any change.

    Raises:
        InputError: one of them is unknown, here and in the file.
    """
    former, equals, name = typed.partition("=")
    if not equals:
        raise FieldError("deplacer", f"--deplacer attend ANCIEN=NOUVEAU, non {quoted(typed)}.")
    try:
        successor = find(reader_of(referentiel), _PLACE, name)
    except NotFoundError:
        successor = find(uow, _PLACE, name)
    return find_named(uow, _PLACE, former).id, successor.id


def _move_place(uow: UnitOfWork, former: str, successor: str) -> None:
    row, to = (pointed(uow, Territoire, row_id) for row_id in (former, successor))
    if row is not None and to is not None:
        moved, _ = move(uow, row, to)
        told = counted(moved.moved, "fiche rattachée", "fiches rattachées")
        say(f"{row.called} : {told} à {to.called}.")


_PLACE = Territoire.TYPE.name


def _tell_report(report: Report) -> None:
    warn(*report.warnings)
    for row in report.rows:
        say(f"{row.fate.label} : {row.name}")
        say(*(f"    {each.label} : {_arrow(each.before, each.after)}" for each in row.fields))
        if row.ties:
            say(f"    S’y rattachent : {row.ties}.", f"    {_how_to_move(row)}")
    say(report.sentence())


def _arrow(before: str, after: str) -> str:
    return f"{before or '(vide)'} → {after or '(vide)'}"


def _how_to_move(change: RowChange) -> str:
    """Return how what hangs on a row that is withdrawn may be moved to another one."""
    command = describe(change.entity).command
    later = f"{command} deplacer {quoted(change.name)} --vers NOM"
    if change.entity != _PLACE:
        return f"Pour les rattacher ailleurs : {later}."
    return f"Pour les rattacher ailleurs : --deplacer ANCIEN=NOUVEAU, ou plus tard {later}."
