"""`imprimer`: the five documents, alone or one per structure or action in a folder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain, count
from pathlib import Path

from ctg_desktop.cli.output import count_of, make_folder, say
from ctg_desktop.cli.parser import FrenchParser, Options, add_filter, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.cli.summary import issue_of, written
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import ActionQuery, PlanView
from ctg_desktop.errors import CtgError, FieldError, OutputError, RuleError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.services import queries, views
from ctg_desktop.services.history import end_of_day, past_day
from ctg_desktop.services.lookup import find_action, find_structure

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
        usual = "fiche_REF" if name == "fiche" else name
        command.add_argument(
            "--sortie", type=Path, metavar="F.pdf", help=f"fichier à écrire (sinon {usual}.pdf)"
        )
        command.add_argument("--logo", type=Path, metavar="F", help="logo PNG ou JPEG")
        declare_more(command)
        command.set_defaults(run=run)


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
    "imprimer plan --au 2026-12-31 --sortie plan.pdf",
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
    _add_confidential(command)


def _of_sheet(command: FrenchParser) -> None:
    command.add_argument("--action", metavar="REF", help="référence ou identifiant")
    command.add_argument("--notes", action="store_true", help="avec les notes de suivi")
    add_filter(command)
    _add_batch(command, "un fichier par action dans ce dossier")
    _add_confidential(command)


def _of_plan(command: FrenchParser) -> None:
    add_filter(command)
    command.add_argument("--structure", metavar="CODE", help="comme --filtre structure=CODE")
    command.add_argument("--annee", type=int, metavar="AAAA", help="comme --filtre annee=AAAA")
    command.add_argument("--au", metavar="DATE", help="tel qu’il était ce jour-là")
    _add_confidential(command)


def _of_directory(command: FrenchParser) -> None:
    command.add_argument("--referentiel-seul", action="store_true", help="sans les contacts locaux")


def _add_batch(command: FrenchParser, summary: str) -> None:
    command.add_argument("--lot", type=Path, metavar="DOSSIER", help=summary)


def _add_confidential(command: FrenchParser) -> None:
    command.add_argument(
        "--confidentielles", action="store_true", help="avec les actions confidentielles"
    )


def _query(options: Options) -> ActionQuery:
    return ActionQuery() if options.confidentielles else views.PRINTABLE


# --- what is printed -----------------------------------------------------------------------


def print_summary(session: Session, options: Options) -> None:
    """Print the synthèse of the convention."""
    from ctg_desktop.printing.convention_summary import convention_summary

    with session.reading() as uow:
        view = views.convention_view(uow, session.today, with_progress=options.progression)
        written(
            convention_summary(view, issue_of(uow, session, options.logo)),
            _output(options, "synthese"),
        )


def print_place(session: Session, options: Options) -> None:
    """Print the synthèse of a commune or a SIVOM, or one per commune."""
    if options.lot is not None:
        _refuse_beside_batch(options, "sortie", "structure")
    with session.reading() as uow:
        issue = issue_of(uow, session, options.logo)
        if options.lot is None:
            place = _place(uow, options.structure)
            document = _place_document(uow, session, place, issue, options)
            written(document, _output(options, "commune"))
            return
        communes = [row for row in uow.rows(Territoire) if row.kind is TerritoireKind.COMMUNE]
        batch = (
            (
                f"{row.insee or row.id} {row.name}",
                _place_document(uow, session, row, issue, options),
            )
            for row in communes
        )
        _print_batch(session, options.lot, batch, len(communes))


def _place_document(
    uow: UnitOfWork, session: Session, place: Territoire, issue: Issue, options: Options
) -> Document:
    from ctg_desktop.printing.territoire_summary import territoire_summary

    view = views.territoire_view(uow, place, session.today, query=_query(options))
    return territoire_summary(view, issue)


def _place(uow: UnitOfWork, typed: str | None) -> Territoire:
    if typed is None:
        ours = uow.get(Territoire, uow.installation.structure or "")
        if ours is None or ours.kind is TerritoireKind.AGGLOMERATION:
            raise FieldError("structure", "Donnez la commune ou le SIVOM par --structure.")
        return ours
    place = find_structure(uow, typed)
    if place.kind not in (TerritoireKind.COMMUNE, TerritoireKind.SIVOM):
        raise RuleError(
            f"{place.name} n’est ni une commune ni un SIVOM\u00a0: cette synthèse n’est que pour "
            "eux. Imprimez la synthèse de la convention, ou le plan d’actions."
        )
    return place


def print_sheet(session: Session, options: Options) -> None:
    """Print the fiche of an action, or one per action that a filter finds."""
    if (options.action is None) == (options.lot is None):
        raise FieldError("action", "Donnez une action par --action, ou un dossier par --lot.")
    if options.lot is not None:
        _refuse_beside_batch(options, "sortie")
    with session.reading() as uow:
        issue = issue_of(uow, session, options.logo)
        if options.lot is None:
            action = find_action(uow, options.action, deleted=None)
            if action.confidential and not options.confidentielles:
                raise RuleError(
                    f"L’action {action.reference} est confidentielle\u00a0: pour l’imprimer quand "
                    "même, ajoutez --confidentielles."
                )
            document = _sheet(uow, session, action, issue, options)
            written(document, _output(options, f"fiche_{action.reference}"))
            return
        query = queries.parse_filters(uow, options.filtre, _query(options))
        lines = uow.actions(query, session.today)
        found = ((line, uow.get(Action, line.id)) for line in lines)
        batch = (
            (f"{line.reference} {line.title}", _sheet(uow, session, action, issue, options))
            for line, action in found
            if action is not None
        )
        _print_batch(session, options.lot, batch, len(lines))


def _sheet(
    uow: UnitOfWork, session: Session, action: Action, issue: Issue, options: Options
) -> Document:
    from ctg_desktop.printing.action_sheet import action_sheet

    conflicts = views.conflict_labels(uow, action.id)
    view = views.action_view(uow, action, session.today, conflicts=conflicts)
    return action_sheet(view, views.convention_of(uow), issue, notes=options.notes)


def print_plan(session: Session, options: Options) -> None:
    """Print the plan d'actions, as it is or as it stood on a day."""
    from ctg_desktop.printing.action_plan import action_plan

    day = None if options.au is None else past_day(options.au, session.today)
    with session.reading() as uow:
        issue = issue_of(uow, session, options.logo)
        if day is None:
            view = _plan(uow, options, session.today, None)
        else:
            with uow.as_of(end_of_day(day)) as reader:
                view = _plan(reader, options, day, day)
    written(action_plan(view, issue), _output(options, "plan"))


def _plan(reader: Reader, options: Options, today: date, as_of: date | None) -> PlanView:
    conditions = list(options.filtre)
    conditions += [f"structure={options.structure}"] if options.structure else []
    conditions += [f"annee={options.annee}"] if options.annee else []
    query = queries.parse_filters(reader, conditions, _query(options))
    filters = queries.printed_filters(reader, query)
    return views.plan_view(reader, query, today, filters=filters, as_of=as_of)


def print_directory(session: Session, options: Options) -> None:
    """Print the annuaire."""
    from ctg_desktop.printing.directory import contact_directory

    with session.reading() as uow:
        groups = views.directory(uow, session.today, local=not options.referentiel_seul)
        issue = issue_of(uow, session, options.logo)
        convention = views.convention_of(uow)
    written(contact_directory(groups, convention, issue), _output(options, "annuaire"))


# --- where it goes -------------------------------------------------------------------------


def _output(options: Options, name: str) -> Path:
    chosen: Path | None = options.sortie
    if str(chosen) == "-":
        raise FieldError("sortie", "Un PDF ne s’affiche pas\u00a0: donnez un nom de fichier.")
    return chosen or Path(f"{name}.pdf")


def _refuse_beside_batch(options: Options, *others: str) -> None:
    """Refuse options that a batch would leave aside without a word.

    Raises:
        FieldError: one of them was given.
    """
    for other in others:
        if getattr(options, other) is not None:
            raise FieldError(other, f"--lot et --{other} ne vont pas ensemble\u00a0: ôtez l’un.")


def _print_batch(
    session: Session, folder: Path, batch: Iterable[tuple[str, Document]], total: int
) -> None:
    """Print documents into a folder, each under its own name.

    Raises:
        OutputError: the folder cannot be made, or a file in it not be written.
    """
    make_folder(folder)
    names: set[str] = set()
    try:
        for name, document in batch:
            free = _free_name(file_name(name), names)
            document.print_to(folder / f"{free}.pdf")
            names.add(free)
            session.tick("Impression", len(names), total)
    except CtgError as error:
        if not names:
            raise
        raise OutputError(f"{error.sentence} {_done_so_far(names, total, folder)}") from error
    except KeyboardInterrupt:
        raise OutputError(f"Arrêté. {_done_so_far(names, total, folder)}") from None
    say(f"{_written(len(names))} dans «\u00a0{folder}\u00a0».")


def _written(number: int) -> str:
    return count_of(number, "document écrit", "documents écrits")


def _done_so_far(names: Collection[str], total: int, folder: Path) -> str:
    return f"{_written(len(names))} en entier dans «\u00a0{folder}\u00a0», sur {total}."


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that no other document of the batch bears: two sites may give one reference."""
    numbered = (f"{name}_{at}" for at in count(2))
    return next(free for free in chain([name], numbered) if free not in taken)


def file_name(text: str) -> str:
    """Return a text as a short file name that every system and every USB key takes."""
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:80].rstrip("_")
