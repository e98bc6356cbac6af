"""`referentiel`: the convention as a file that is sent and taken in."""

from __future__ import annotations

from pathlib import Path

from ctg_desktop.cli.output import say, warn
from ctg_desktop.cli.parser import FrenchParser, Options, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.referentiel.importing import preview, take_in
from ctg_desktop.referentiel.reading import read as read_referentiel
from ctg_desktop.referentiel.reporting import Report
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.referentiel.writing import export, issue
from ctg_desktop.services.ownership import is_agglomeration


def declare(parser: FrenchParser) -> None:
    """Declare `referentiel` and its commands."""
    add = sub_commands(parser)
    exporting = add(
        "exporter",
        "écrit la convention dans un fichier à compléter ou à envoyer",
        examples=("referentiel exporter convention.toml",),
    )
    exporting.add_argument("fichier", type=Path, metavar="F.toml")
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
    importing.set_defaults(run=import_referentiel)


def export_referentiel(session: Session, options: Options) -> None:
    """Write the convention; the agglomeration's copy becomes an issue of its own."""
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
        report, _ = take_in(uow, referentiel, session.today)
    _tell_report(report)


def _tell_report(report: Report) -> None:
    warn(*report.warnings)
    for row in report.rows:
        say(f"{row.fate.label} : {row.name}")
        say(*(f"    {each.label} : {_arrow(each.before, each.after)}" for each in row.fields))
    say(report.sentence())


def _arrow(before: str, after: str) -> str:
    return f"{before or '(vide)'} → {after or '(vide)'}"
