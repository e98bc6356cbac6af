"""`exporter`: actions and contacts as files for Excel, for scripts and for phones."""

from __future__ import annotations

from pathlib import Path

from ctg_desktop.cli.output import count_of, make_folder, say, show_text
from ctg_desktop.cli.parser import FrenchParser, Options, add_filter, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.entities import ENTITIES
from ctg_desktop.domain.people import Contact
from ctg_desktop.errors import FieldError
from ctg_desktop.outputs import replacing
from ctg_desktop.ports import Reader
from ctg_desktop.services import exports
from ctg_desktop.services.queries import parse_filters
from ctg_desktop.services.records import action_records
from ctg_desktop.services.views import contact_views


def declare(parser: FrenchParser) -> None:
    """Declare `exporter` and its commands."""
    add = sub_commands(parser)
    for name, summary, formats, run in (
        ("actions", "exporte les actions", ("csv", "json"), export_actions),
        ("contacts", "exporte les contacts", ("csv", "json", "vcf"), export_contacts),
        (
            "tout",
            "exporte tout le dossier (csv\u00a0: un fichier par liste)",
            ("json", "csv"),
            export_all,
        ),
    ):
        example = f"exporter {name} --format {formats[0]} --sortie {name}.{formats[0]}"
        command = add(name, summary, examples=(example,))
        command.add_argument(
            "--format",
            choices=formats,
            help=f"{' ou '.join(formats)} (sinon d’après le nom du fichier, sinon {formats[0]})",
        )
        command.add_argument(
            "--sortie",
            type=Path,
            required=True,
            metavar="F",
            help="fichier à écrire (- pour la sortie standard\u202f; un dossier pour tout en csv)",
        )
        command.set_defaults(run=run, formats=formats)
        if name == "actions":
            add_filter(command)


def _format(options: Options) -> str:
    """Return the format asked, else the one that the file is named after, else the usual one."""
    formats: tuple[str, ...] = options.formats
    named = options.sortie.suffix.removeprefix(".").lower()
    return options.format or (named if named in formats else formats[0])


def export_actions(session: Session, options: Options) -> None:
    """Write the actions that a filter finds."""
    with session.reading() as uow:
        query = parse_filters(uow, options.filtre)
        found = exports.queried_actions(uow, query, session.today)
        if _format(options) == "json":
            text = exports.json_text(action_records(uow, found, session.today))
        else:
            text = exports.rows_csv(uow, Action.TYPE, found)
    _write(options.sortie, text, count_of(len(found), "action", "actions"))


def export_contacts(session: Session, options: Options) -> None:
    """Write the contacts in function."""
    with session.reading() as uow:
        found = [row for row in uow.rows(Contact) if row.active is not False and not row.erased]
        if _format(options) == "vcf":
            text = exports.vcards(contact_views(uow, found, session.today))
        elif _format(options) == "json":
            text = exports.json_text(exports.records(uow, found))
        else:
            text = exports.rows_csv(uow, Contact.TYPE, found)
    _write(options.sortie, text, count_of(len(found), "contact", "contacts"))


def export_all(session: Session, options: Options) -> None:
    """Write everything that lives in the folder."""
    with session.reading() as uow:
        if _format(options) == "csv":
            _write_lists(uow, options.sortie)
            return
        text = exports.json_text(exports.everything(uow, session.today))
    _write(options.sortie, text, "Tout le dossier")


def _write_lists(reader: Reader, folder: Path) -> None:
    if str(folder) == "-":
        raise FieldError(
            "sortie", "Tout en csv s’écrit dans un dossier\u00a0: donnez son nom par --sortie."
        )
    make_folder(folder)
    for cls in ENTITIES:
        text = exports.rows_csv(reader, cls.TYPE, reader.rows(cls))
        with replacing(folder / f"{cls.TYPE.key}.csv") as temporary:
            temporary.write_text(text, encoding="utf-8", newline="")
    say(f"{len(ENTITIES)} fichiers écrits dans «\u00a0{folder}\u00a0».")


def _write(output: Path, text: str, what: str) -> None:
    if str(output) == "-":
        show_text(text)
        return
    with replacing(output) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")
    say(f"{what}\u00a0: «\u00a0{output}\u00a0».")
