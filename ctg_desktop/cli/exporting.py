"""`exporter` and `modele`: what the folder holds as files for Excel, for scripts and for phones."""

from __future__ import annotations

from collections.abc import Callable
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
from ctg_desktop.documents.exporting import (
    ACTION_FORMATS,
    CONTACT_FORMATS,
    ROW_FORMATS,
    WHOLE_FORMATS,
    Export,
    How,
    actions_export,
    contacts_export,
    rows_export,
    whole_export,
)
from ctg_desktop.documents.workbooks import model_workbook
from ctg_desktop.domain.entities import entity_types, typed_types
from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import FieldError
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import Reader
from ctg_desktop.services.exports import Exported, kept_back, whole_folder_tables
from ctg_desktop.services.queries import parse_filters, parse_row_filters
from ctg_desktop.typography import counted, lowered

Run = Callable[[Session, Options], None]


def declare(parser: FrenchParser) -> None:
    """Declare `exporter` and its commands: actions, contacts, all, and every other list."""
    add = sub_commands(parser)
    lists: list[tuple[str, str, tuple[str, ...], Run, EntityType | None]] = [
        ("actions", "exporte les actions", ACTION_FORMATS, export_actions, None),
        ("contacts", "exporte les contacts", CONTACT_FORMATS, export_contacts, None),
        (
            "tout",
            "exporte tout le dossier (xlsx : un classeur ; csv : un fichier par liste)",
            WHOLE_FORMATS,
            export_all,
            None,
        ),
    ]
    named = {name for name, *_ in lists}
    lists += (
        (kind.key, f"exporte {lowered(kind.plural)}", ROW_FORMATS, export_rows, kind)
        for kind in typed_types()
        if kind.key not in named
    )
    for name, summary, formats, run, kind in lists:
        command = add(
            name, summary, examples=(f"exporter {name} --format xlsx --sortie {name}.xlsx",)
        )
        usual = formats[1]  # what scripts are used to get where they do not say
        command.add_argument(
            "--format",
            choices=formats,
            help=f"{', '.join(formats)} (sinon d’après le nom du fichier, sinon {usual})",
        )
        command.add_argument(
            "--sortie",
            type=Path,
            required=True,
            metavar="F",
            help="fichier à écrire (- pour la sortie standard ; un dossier pour tout en csv)",
        )
        command.set_defaults(run=run, formats=formats, usual=usual, kind=kind)
        if run in (export_actions, export_rows):
            add_filter(command)
        if run is not export_contacts:
            add_confidential(command)


def declare_model(parser: FrenchParser) -> None:
    """Declare `modele`."""
    parser.add_argument(
        "--sortie", type=Path, required=True, metavar="F.xlsx", help="classeur à écrire"
    )
    parser.set_defaults(run=write_model)


def _format(options: Options) -> str:
    """Return the format asked, else the one that the file is named after, else the usual one."""
    formats: tuple[str, ...] = options.formats
    named = options.sortie.suffix.removeprefix(".").lower()
    usual: str = options.usual
    return options.format or (named if named in formats else usual)


def _how(session: Session, options: Options) -> How:
    asked = getattr(options, "confidentielles", False)
    return How(_format(options), session.today, with_confidential=asked)


def export_actions(session: Session, options: Options) -> None:
    """Write the actions that a filter finds."""
    with session.reading() as uow:
        query = parse_filters(uow, options.filtre, session.today)
        made = actions_export(uow, query, _how(session, options))
    _write(options.sortie, made, counted(made.count, "action"))
    _tell_kept_back(made.kept_back)


def export_contacts(session: Session, options: Options) -> None:
    """Write the contacts in function."""
    with session.reading() as uow:
        made = contacts_export(uow, _how(session, options))
    _write(options.sortie, made, counted(made.count, "contact"))


def export_rows(session: Session, options: Options) -> None:
    """Write the rows of any entity that a filter finds."""
    kind: EntityType = options.kind
    with session.reading() as uow:
        query = parse_row_filters(uow, kind, options.filtre, session.today)
        made = rows_export(uow, kind, query, _how(session, options))
    _write(options.sortie, made, counted(made.count, lowered(kind.label), lowered(kind.plural)))
    _tell_kept_back(made.kept_back, "fiche")


def export_all(session: Session, options: Options) -> None:
    """Write everything that lives in the folder."""
    with session.reading() as uow:
        if _format(options) == "csv":
            _write_lists(uow, session, options)
            return
        made = whole_export(uow, _how(session, options))
    _write(options.sortie, made, "Tout le dossier")
    _tell_kept_back(made.kept_back)


def write_model(session: Session, options: Options) -> None:
    """Write the workbook to fill in."""
    with session.reading() as uow:
        made = model_workbook(uow, session.today)
    _write(options.sortie, made, "Modèle à remplir")


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


def _tell_kept_back(count: int, what: str = "action") -> None:
    """Tell how many confidential rows were left out, and how to have them too."""
    if count:
        one = f"{what} confidentielle est laissée"
        told = counted(count, one, f"{what}s confidentielles sont laissées")
        remark(f"{told} de côté : --confidentielles exporte tout.")


def _write(output: Path, made: Export, what: str) -> None:
    if str(output) != "-":
        made.write_to(output)
        say(f"{what} : « {output} ».")
    elif isinstance(made, Exported):
        show_text(made.text)
    else:
        raise FieldError("sortie", "Un classeur s’écrit dans un fichier : donnez-le par --sortie.")
