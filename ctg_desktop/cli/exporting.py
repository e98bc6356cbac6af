"""`exporter`: actions and contacts as files for Excel, for scripts and for phones."""

from __future__ import annotations

from pathlib import Path

from ctg_desktop.cli.output import make_folder, remark, say, show_text
from ctg_desktop.cli.parser import (
    FrenchParser,
    Options,
    add_confidential,
    add_filter,
    sub_commands,
)
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.views import ActionQuery
from ctg_desktop.errors import FieldError
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import Reader
from ctg_desktop.services.exports import (
    ACTION_FORMATS,
    CONTACT_FORMATS,
    actions_file,
    contacts_file,
    kept_back,
    whole_folder_file,
    whole_folder_tables,
)
from ctg_desktop.services.queries import parse_filters
from ctg_desktop.typography import counted


def declare(parser: FrenchParser) -> None:
    """Declare `exporter` and its commands."""
    add = sub_commands(parser)
    for name, summary, formats, run in (
        ("actions", "exporte les actions", ACTION_FORMATS, export_actions),
        ("contacts", "exporte les contacts", CONTACT_FORMATS, export_contacts),
        (
            "tout",
            "exporte tout le dossier (csv : un fichier par liste)",
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
            help="fichier à écrire (- pour la sortie standard ; un dossier pour tout en csv)",
        )
        command.set_defaults(run=run, formats=formats)
        if name == "actions":
            add_filter(command)
        if name != "contacts":
            add_confidential(command)


def _format(options: Options) -> str:
    """Return the format asked, else the one that the file is named after, else the usual one."""
    formats: tuple[str, ...] = options.formats
    named = options.sortie.suffix.removeprefix(".").lower()
    return options.format or (named if named in formats else formats[0])


def export_actions(session: Session, options: Options) -> None:
    """Write the actions that a filter finds."""
    with session.reading() as uow:
        query = parse_filters(uow, options.filtre, session.today)
        made = actions_file(
            uow,
            query,
            _format(options),
            session.today,
            with_confidential=options.confidentielles,
        )
    _write(options.sortie, made.text, counted(made.count, "action"))
    _tell_kept_back(made.kept_back)


def export_contacts(session: Session, options: Options) -> None:
    """Write the contacts in function."""
    with session.reading() as uow:
        made = contacts_file(uow, _format(options), session.today)
    _write(options.sortie, made.text, counted(made.count, "contact"))


def export_all(session: Session, options: Options) -> None:
    """Write everything that lives in the folder."""
    with session.reading() as uow:
        if _format(options) == "csv":
            _write_lists(uow, session, options)
            return
        made = whole_folder_file(uow, session.today, with_confidential=options.confidentielles)
    _write(options.sortie, made.text, "Tout le dossier")
    _tell_kept_back(made.kept_back)


def _write_lists(reader: Reader, session: Session, options: Options) -> None:
    folder, asked = options.sortie, options.confidentielles
    if str(folder) == "-":
        raise FieldError(
            "sortie", "Tout en csv s’écrit dans un dossier : donnez son nom par --sortie."
        )
    make_folder(folder)
    for name, text in whole_folder_tables(reader, with_confidential=asked):
        with replacing(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="")
    told = counted(len(entity_types()), "fichier écrit", "fichiers écrits")
    say(f"{told} dans « {folder} ».")
    _tell_kept_back(0 if asked else kept_back(reader, ActionQuery(), session.today))


def _tell_kept_back(count: int) -> None:
    """Tell how many confidential actions were left out, and how to have them too."""
    if count:
        one, several = "action confidentielle est laissée", "actions confidentielles sont laissées"
        told = counted(count, one, several)
        remark(f"{told} de côté : --confidentielles exporte tout.")


def _write(output: Path, text: str, what: str) -> None:
    if str(output) == "-":
        show_text(text)
        return
    with replacing(output) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")
    say(f"{what} : « {output} ».")
