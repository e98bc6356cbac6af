"""`imprimer`: the documents, alone or one per structure or action in a folder."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import cast

from ctg_desktop.cli.issuing import issue_here, written
from ctg_desktop.cli.output import make_folder, say
from ctg_desktop.cli.parser import (
    FrenchParser,
    Options,
    add_confidential,
    add_filter,
    sub_commands,
)
from ctg_desktop.cli.session import Session
from ctg_desktop.documents import (
    DirectoryRequest,
    DocumentRequest,
    PlaceRequest,
    PlanRequest,
    SheetRequest,
    SummaryRequest,
)
from ctg_desktop.documents.batches import BatchRequest, PlacesBatch, SheetsBatch, batch
from ctg_desktop.documents.gathering import ConfidentialError, compose
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import CtgError, FieldError, OutputError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.services import queries
from ctg_desktop.services.history import end_of_day, past_day
from ctg_desktop.services.lookup import find_action, find_named
from ctg_desktop.typography import counted

# --- options -------------------------------------------------------------------------------


def declare(parser: FrenchParser) -> None:
    """Declare `imprimer` and its documents."""
    add = sub_commands(parser)
    for name, summary, examples, run, declare_more in (
        ("synthese", "la synthèse de la convention", _SUMMARY_EXAMPLES, print_summary, _of_summary),
        (
            "commune",
            "la synthèse d’une commune ou d’un SIVOM",
            _PLACE_EXAMPLES,
            print_place,
            _of_place,
        ),
        ("fiche", "la fiche d’une action", _SHEET_EXAMPLES, print_sheet, _of_sheet),
        ("plan", "le plan d’actions", _PLAN_EXAMPLES, print_plan, _of_plan),
        (
            "annuaire",
            "l’annuaire des contacts",
            _DIRECTORY_EXAMPLES,
            print_directory,
            _of_directory,
        ),
    ):
        command = add(name, summary, examples=examples)
        add_output(command, "fiche_REF" if name == "fiche" else name)
        declare_more(command)
        command.set_defaults(run=run)


def add_output(command: FrenchParser, usual: str) -> None:
    """Declare where a document goes, and the logo that it bears."""
    command.add_argument(
        "--sortie", type=Path, metavar="F.pdf", help=f"fichier à écrire (sinon {usual}.pdf)"
    )
    command.add_argument("--logo", type=Path, metavar="F", help="logo PNG ou JPEG")


_SUMMARY_EXAMPLES = (
    "imprimer synthese --sortie synthese.pdf",
    "imprimer synthese --progression --sortie synthese.pdf",
)
_PLACE_EXAMPLES = (
    "imprimer commune --structure 62119 --sortie bethune.pdf",
    "imprimer commune --lot communes",
)
_SHEET_EXAMPLES = (
    "imprimer fiche --action BET-2026-003 --notes --sortie fiche.pdf",
    "imprimer fiche --lot fiches --filtre statut=en_cours",
)
_PLAN_EXAMPLES = (
    "imprimer plan --filtre structure=62119 --sortie plan.pdf",
    "imprimer plan --au hier --sortie plan.pdf",
)
_DIRECTORY_EXAMPLES = ("imprimer annuaire --sortie annuaire.pdf",)


def _of_summary(command: FrenchParser) -> None:
    command.add_argument(
        "--progression", action="store_true", help="avec l’avancement des actions par ambition"
    )


def _of_place(command: FrenchParser) -> None:
    command.add_argument(
        "--structure", metavar="CODE", help="code ou nom (sinon la structure du dossier)"
    )
    _add_batch(command, "un fichier par commune dans ce dossier")
    add_confidential(command)


def _of_sheet(command: FrenchParser) -> None:
    command.add_argument("--action", metavar="REF", help="référence ou identifiant")
    command.add_argument("--notes", action="store_true", help="avec les notes de suivi")
    add_filter(command)
    _add_batch(command, "un fichier par action dans ce dossier")
    add_confidential(command)


def _of_plan(command: FrenchParser) -> None:
    add_filter(command)
    command.add_argument("--structure", metavar="CODE", help="comme --filtre structure=CODE")
    command.add_argument("--annee", type=int, metavar="AAAA", help="comme --filtre annee=AAAA")
    command.add_argument("--au", metavar="DATE", help="tel qu’il était ce jour-là")
    add_confidential(command)


def _of_directory(command: FrenchParser) -> None:
    command.add_argument("--referentiel-seul", action="store_true", help="sans les contacts locaux")


def _add_batch(command: FrenchParser, summary: str) -> None:
    command.add_argument("--lot", type=Path, metavar="DOSSIER", help=summary)


# --- what is printed -----------------------------------------------------------------------


def print_summary(session: Session, options: Options) -> None:
    """Print the synthèse of the convention."""
    request = SummaryRequest(with_progress=options.progression)
    with session.reading() as uow:
        print_document(uow, session, options, request, "synthese")


def print_place(session: Session, options: Options) -> None:
    """Print the synthèse of a commune or a SIVOM, or one per commune."""
    if options.lot is not None:
        _refuse_beside_batch(options, "sortie", "structure")
    confidential = options.confidentielles
    with session.reading() as uow:
        if options.lot is None:
            place = _place(uow, options.structure)
            request = PlaceRequest(place.id, with_confidential=confidential)
            print_document(uow, session, options, request, "commune")
        else:
            _print_batch(uow, session, options, PlacesBatch(with_confidential=confidential))


def _place(uow: UnitOfWork, typed: str | None) -> Territoire:
    if typed is None:
        ours = uow.get(Territoire, uow.installation.structure or "")
        if ours is None or ours.kind is TerritoireKind.AGGLOMERATION:
            raise FieldError("structure", "Donnez la commune ou le SIVOM par --structure.")
        return ours
    found = find_named(uow, Territoire.TYPE.name, typed)
    return cast(Territoire, found)


def print_sheet(session: Session, options: Options) -> None:
    """Print the fiche of an action, or one per action that a filter finds."""
    if (options.action is None) == (options.lot is None):
        raise FieldError("action", "Donnez une action par --action, ou un dossier par --lot.")
    if options.lot is not None:
        _refuse_beside_batch(options, "sortie")
    asked = {"with_notes": options.notes, "with_confidential": options.confidentielles}
    with session.reading() as uow:
        if options.lot is None:
            action = find_action(uow, options.action, deleted=None)
            request = SheetRequest(action.id, **asked)
            print_document(uow, session, options, request, f"fiche_{action.reference}")
        else:
            query = queries.parse_filters(uow, options.filtre, session.today)
            _print_batch(uow, session, options, SheetsBatch(query, **asked))


def print_plan(session: Session, options: Options) -> None:
    """Print the plan d'actions, as it is or as it stood on a day."""
    day = None if options.au is None else past_day(options.au, session.today)
    conditions = list(options.filtre)
    conditions += [f"structure={options.structure}"] if options.structure else []
    conditions += [f"annee={options.annee}"] if options.annee else []
    with session.reading() as uow:
        # The names that a filter holds are those of the day; without any, nothing is looked up.
        past = uow.as_of(end_of_day(day)) if day and conditions else nullcontext(uow)
        with past as reader:
            query = queries.parse_filters(reader, conditions, session.today)
        request = PlanRequest(query, day, with_confidential=options.confidentielles)
        print_document(uow, session, options, request, "plan")


def print_directory(session: Session, options: Options) -> None:
    """Print the annuaire."""
    request = DirectoryRequest(with_local=not options.referentiel_seul)
    with session.reading() as uow:
        print_document(uow, session, options, request, "annuaire")


def print_document(
    uow: UnitOfWork, session: Session, options: Options, request: DocumentRequest, name: str
) -> None:
    """Print one document into the file that was chosen, else into `name`.pdf here."""
    document = _document(uow, request, issue_here(uow, session, options.logo))
    written(document, _output(options, name))


def _document(uow: UnitOfWork, request: DocumentRequest, issue: Issue) -> Document:
    try:
        return compose(uow, request, issue)
    except ConfidentialError as error:
        raise RuleError(
            f"L’action {error.reference} est confidentielle : pour l’imprimer quand même, "
            "ajoutez --confidentielles."
        ) from error


# --- where it goes -------------------------------------------------------------------------


def _output(options: Options, name: str) -> Path:
    chosen: Path | None = options.sortie
    if str(chosen) == "-":
        raise FieldError("sortie", "Un PDF ne s’affiche pas : donnez un nom de fichier.")
    return chosen or Path(f"{name}.pdf")


def _refuse_beside_batch(options: Options, *others: str) -> None:
    """Refuse options that a batch would silently ignore.

    Raises:
        FieldError: one of them was given.
    """
    for other in others:
        if getattr(options, other) is not None:
            raise FieldError(other, f"--lot et --{other} ne vont pas ensemble : ôtez l’un.")


def _print_batch(
    uow: UnitOfWork, session: Session, options: Options, request: BatchRequest
) -> None:
    """Print documents into a folder, each under its own name.

    Raises:
        OutputError: the folder cannot be made, or a file in it not be written.
    """
    folder: Path = options.lot
    issue = issue_here(uow, session, options.logo)
    items = batch(uow, request, session.today)
    make_folder(folder)
    done = 0
    try:
        for item in items:
            _document(uow, item.request, issue).print_to(folder / item.file_name)
            done += 1
            session.tick("Impression", done, len(items))
    except CtgError as error:
        if not done:
            raise
        raise OutputError(f"{error.sentence} {_done_so_far(done, len(items), folder)}") from error
    except KeyboardInterrupt:
        raise OutputError(f"Arrêté. {_done_so_far(done, len(items), folder)}") from None
    say(f"{_written(done)} dans « {folder} ».")


def _written(number: int) -> str:
    return counted(number, "document écrit", "documents écrits")


def _done_so_far(done: int, total: int, folder: Path) -> str:
    return f"{_written(done)} en entier dans « {folder} », sur {total}."
