"""`imprimer`: the documents, alone or one per structure or action in a folder.

What one document alone needs is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ctg_desktop.cli.issuing import issue_here, tell_lacking, written
from ctg_desktop.cli.output import make_folder, say, warn
from ctg_desktop.cli.parser import (
    FrenchParser,
    Options,
    add_confidential,
    add_filter,
    sub_commands,
)
from ctg_desktop.cli.session import Session
from ctg_desktop.documents import (
    BookletRequest,
    DirectoryRequest,
    DocumentRequest,
    Form,
    PlaceRequest,
    PlanRequest,
    SheetRequest,
    SummaryRequest,
    is_for_word,
)
from ctg_desktop.documents.gathering import compose
from ctg_desktop.documents.manuscript import ConfidentialError
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.levels import worded
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import CtgError, FieldError, OutputError, RuleError
from ctg_desktop.typography import counted

if TYPE_CHECKING:
    from ctg_desktop.documents.batches import BatchRequest
    from ctg_desktop.domain.listing import ActionQuery
    from ctg_desktop.ports import Reader, UnitOfWork
    from ctg_desktop.printing.issue import Document, Issue

# --- options -------------------------------------------------------------------------------


def declare(parser: FrenchParser) -> None:
    """Declare `imprimer` and its documents."""
    add = sub_commands(parser)
    for name, kind, summary, run, declare_more in (
        ("synthese", SummaryRequest, "la synthèse de la convention", print_summary, _of_summary),
        (
            "commune",
            PlaceRequest,
            "la synthèse d’une commune ou d’un SIVOM",
            print_place,
            _of_place,
        ),
        ("fiche", SheetRequest, "la fiche d’une action", print_sheet, _of_sheet),
        (
            "recueil",
            BookletRequest,
            "les fiches des actions en un document",
            print_booklet,
            _of_booklet,
        ),
        ("plan", PlanRequest, "le plan d’actions", print_plan, _of_plan),
        (
            "annuaire",
            DirectoryRequest,
            "l’annuaire des contacts",
            print_directory,
            _of_directory,
        ),
    ):
        command = add(name, summary, examples=_EXAMPLES[kind])
        add_output(command, "fiche_REF" if name == "fiche" else name, kind)
        declare_more(command)
        command.set_defaults(run=run)


def add_output(command: FrenchParser, usual: str, kind: type) -> None:
    """Declare where a document of this kind goes, as what, and the logo that it bears."""
    metavar = "F.pdf|F.docx" if is_for_word(kind) else "F.pdf"
    command.add_argument(
        "--sortie", type=Path, metavar=metavar, help=f"fichier à écrire (sinon {usual}.pdf)"
    )
    if is_for_word(kind):
        command.add_argument(
            "--format",
            choices=[form.value[1:] for form in Form],
            help="docx pour Word (sinon la fin du nom le dit, ou pdf)",
        )
    command.add_argument("--logo", type=Path, metavar="F", help="logo PNG ou JPEG")


_EXAMPLES = {
    SummaryRequest: (
        "imprimer synthese --sortie synthese.pdf",
        "imprimer synthese --progression --sortie synthese.pdf",
    ),
    PlaceRequest: (
        "imprimer commune --structure 62119 --sortie commune.pdf",
        "imprimer commune --lot communes",
    ),
    SheetRequest: (
        "imprimer fiche --action BET-2026-003 --notes --sortie fiche.docx",
        "imprimer fiche --lot fiches --filtre statut=en_cours",
    ),
    BookletRequest: (
        "imprimer recueil --filtre statut=en_cours --sortie recueil.docx",
        "imprimer recueil --notes --sortie recueil.pdf",
    ),
    PlanRequest: (
        "imprimer plan --filtre structure=62119 --sortie plan.pdf",
        "imprimer plan --au hier --sortie plan.docx",
    ),
    DirectoryRequest: ("imprimer annuaire --sortie annuaire.pdf",),
}


def _of_summary(command: FrenchParser) -> None:
    command.add_argument(
        "--progression",
        action="store_true",
        help=worded("avec l’avancement des actions par ambition"),
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


def _of_booklet(command: FrenchParser) -> None:
    command.add_argument("--notes", action="store_true", help="avec les notes de suivi")
    add_filter(command)
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
    with session.glancing() as uow:
        print_document(uow, session, options, request, "synthese")


def print_place(session: Session, options: Options) -> None:
    """Print the synthèse of a commune or a SIVOM, or one per commune."""
    from ctg_desktop.documents.batches import PlacesBatch

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
    from ctg_desktop.services.lookup import find_named

    if typed is None:
        ours = uow.get(Territoire, uow.installation.structure or "")
        if ours is None or ours.kind is TerritoireKind.AGGLOMERATION:
            raise FieldError("structure", "Donnez la commune ou le SIVOM par --structure.")
        return ours
    found = find_named(uow, Territoire.TYPE.name, typed)
    return cast(Territoire, found)


def print_sheet(session: Session, options: Options) -> None:
    """Print the fiche of an action, or one per action that a filter finds."""
    from ctg_desktop.documents.batches import SheetsBatch
    from ctg_desktop.services.lookup import find_action

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
            query = _found_by(uow, options.filtre, session)
            _print_batch(uow, session, options, SheetsBatch(query, **asked))


def _found_by(reader: Reader, conditions: Sequence[str], session: Session) -> ActionQuery:
    from ctg_desktop.services.queries import parse_filters

    return parse_filters(reader, conditions, session.today)


def print_booklet(session: Session, options: Options) -> None:
    """Print the fiches of the actions that a filter finds, in one document."""
    with session.reading() as uow:
        query = _found_by(uow, options.filtre, session)
        request = BookletRequest(
            query, with_notes=options.notes, with_confidential=options.confidentielles
        )
        print_document(uow, session, options, request, "recueil")


def print_plan(session: Session, options: Options) -> None:
    """Print the plan d'actions, as it is or as it stood on a day."""
    conditions = list(options.filtre)
    conditions += [f"structure={options.structure}"] if options.structure else []
    conditions += [f"annee={options.annee}"] if options.annee else []
    if not conditions and options.au is None:
        request = PlanRequest(with_confidential=options.confidentielles)
        with session.glancing() as uow:
            print_document(uow, session, options, request, "plan")
        return
    _print_some_plan(session, options, conditions)


def _print_some_plan(session: Session, options: Options, conditions: Sequence[str]) -> None:
    """Print a plan of a past day, or of the actions that conditions find."""
    from ctg_desktop.services.history import end_of_day, past_day

    day = None if options.au is None else past_day(options.au, session.today)
    with session.reading() as uow:
        # The names that a filter holds are those of the day; without any, nothing is looked up.
        past = uow.as_of(end_of_day(day)) if day and conditions else nullcontext(uow)
        with past as reader:
            query = _found_by(reader, conditions, session)
        request = PlanRequest(query, day, with_confidential=options.confidentielles)
        print_document(uow, session, options, request, "plan")


def print_directory(session: Session, options: Options) -> None:
    """Print the annuaire."""
    request = DirectoryRequest(with_local=not options.referentiel_seul)
    with session.glancing() as uow:
        print_document(uow, session, options, request, "annuaire")


def print_document(
    uow: UnitOfWork, session: Session, options: Options, request: DocumentRequest, name: str
) -> None:
    """Print one document into the file that was chosen, else into `name` here."""
    output = _output(options, name, request)
    written(_document(uow, request, issue_here(uow, session, options.logo)), output)


def _document(uow: UnitOfWork, request: DocumentRequest, issue: Issue) -> Document:
    try:
        return compose(uow, request, issue)
    except ConfidentialError as error:
        raise RuleError(
            f"L’action {error.reference} est confidentielle : pour l’imprimer quand même, "
            "ajoutez --confidentielles."
        ) from error


# --- where it goes -------------------------------------------------------------------------


def _output(options: Options, name: str, request: DocumentRequest) -> Path:
    """Return the file to write; how its name ends says as what.

    Raises:
        FieldError: its name ends otherwise than its form, or the document has no such form.
    """
    chosen: Path | None = options.sortie
    if str(chosen) == "-":
        raise FieldError("sortie", "Un document ne s’affiche pas : donnez un nom de fichier.")
    form = _form(options)
    if chosen is None:
        return Path(f"{name}{form.value if form else Form.PDF.value}")
    is_word = chosen.suffix.lower() == Form.WORD.value
    if is_word and not is_for_word(request):
        raise FieldError(
            "sortie", "Ce document n’existe qu’en PDF : donnez un nom qui finit par .pdf."
        )
    if form and is_word != (form is Form.WORD):
        raise FieldError(
            "format", f"Le nom « {chosen.name} » ne va pas avec ce format : ôtez l’un."
        )
    return chosen


def _form(options: Options) -> Form | None:
    """Return what was asked for by `--format`, which not all documents have."""
    asked = getattr(options, "format", None)
    return Form(f".{asked}") if asked else None


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
    from ctg_desktop.documents.batches import batch

    folder: Path = options.lot
    issue = issue_here(uow, session, options.logo)
    items = batch(uow, request, session.today)
    suffix = (_form(options) or Form.PDF).value
    make_folder(folder)
    done = 0
    try:
        for item in items:
            output = (folder / item.file_name).with_suffix(suffix)
            document = _document(uow, item.request, issue)
            if not done:
                warn(*document.edition.remarks)
            tell_lacking(document, output)
            document.print_to(output)
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
