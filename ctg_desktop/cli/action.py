"""`action`: create, modify, list, show, delete, restore and duplicate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ctg_desktop.cli.fields import add_source, given, newcomer_lines
from ctg_desktop.cli.output import remark, say, show_json, show_table, show_text
from ctg_desktop.cli.parser import (
    FrenchParser,
    Options,
    add_fields,
    add_filter,
    add_format,
    add_order,
    line_limit,
    sub_commands,
)
from ctg_desktop.cli.proposals import add_proposing, propose_instead
from ctg_desktop.cli.session import Session
from ctg_desktop.cli.sheet import sheet_lines
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.listing import ActionLine, ActionQuery
from ctg_desktop.errors import FieldError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services import actions, queries
from ctg_desktop.services.conflicts import conflict_views
from ctg_desktop.services.exports import lines_csv
from ctg_desktop.services.gestures import without_given_back
from ctg_desktop.services.lookup import find_action, find_pointed
from ctg_desktop.services.moving import listed, ties
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.records import action_record, child_edits, line_record
from ctg_desktop.services.rows import Along
from ctg_desktop.services.sheets import action_view, conflict_labels
from ctg_desktop.services.typed import field_of, read
from ctg_desktop.typography import counted, short_date

_HEADERS = ("Référence", "Intitulé", "Statut", "Échéance", "Structure", "Pilote")
_TITLE_COLUMN = 1


def declare(parser: FrenchParser) -> None:
    """Declare `action` and its commands."""
    add = sub_commands(parser)
    creating = add(
        "creer",
        "enregistre une action",
        examples=(
            'action creer --intitule "Ouvrir un café des parents" --ambition 3',
            'action creer --intitule "Ludothèque" --ambition 2 --pilote "Lou Exemple"',
        ),
    )
    add_format(creating, "texte", "json")
    add_source(creating)
    add_fields(creating, Action.TYPE, needed={"title", "main_ambition"})
    creating.set_defaults(run=create)
    modifying = add(
        "modifier",
        "change les champs donnés d’une action, et eux seuls",
        examples=(
            "action modifier BET-2026-003 --statut en_cours --date_fin 30/6/2027",
            'action modifier BET-2026-003 --constat ""',
            "action modifier BET-2026-003 --ajouter publics=seniors",
        ),
    )
    _add_reference(modifying)
    add_format(modifying, "texte", "json")
    add_source(modifying)
    for option, what in (("--ajouter", "ajoute à un"), ("--retirer", "retire d’un")):
        modifying.add_argument(
            option,
            action="append",
            default=[],
            metavar="CHAMP=NOM",
            help=f"{what} champ à plusieurs valeurs, sans toucher aux autres",
        )
    modifying.add_argument("--raison", metavar="TEXTE", help="pourquoi, pour l’historique")
    add_proposing(modifying)
    add_fields(modifying, Action.TYPE, words="REF")
    modifying.set_defaults(run=modify)
    _declare_lists(add("lister", "liste les actions", examples=_LIST_EXAMPLES))
    showing = add(
        "montrer",
        "montre une action et tout ce qui s’y rattache",
        examples=("action montrer BET-2026-003", "action montrer BET-2026-003 --format json"),
    )
    _add_reference(showing)
    add_format(showing, "texte", "json")
    showing.set_defaults(run=show)
    _declare_duplicating(
        add(
            "dupliquer",
            "crée une action de ce que promet une autre, ou un modèle",
            examples=(
                "action dupliquer BET-2026-003",
                "action dupliquer BET-2026-003 --modele oui",
                'action dupliquer BET-2026-003 --intitule "Café des parents du centre"',
            ),
        )
    )
    for name, summary, run, named in (
        ("supprimer", "met une action à la corbeille", delete, "BET-2026-003"),
        ("restaurer", "sort une action de la corbeille", restore, "BET-2026-003"),
        (
            "renumeroter",
            "change une référence que deux sites ont donnée",
            renumber,
            '"BET-2026-003 (b)"',
        ),
    ):
        command = add(name, summary, examples=(f"action {name} {named}",))
        _add_reference(command)
        command.set_defaults(run=run)


def _declare_duplicating(command: FrenchParser) -> None:
    _add_reference(command)
    add_format(command, "texte", "json")
    add_source(command)
    add_fields(command, Action.TYPE, words="REF")
    command.set_defaults(run=duplicate)


SORTED_BY = f"{', '.join(queries.SORTS)}, ou la clé d’un autre champ"
_LIST_EXAMPLES = (
    "action lister --filtre statut=en_cours,a_venir --filtre ambition=3",
    "action lister --filtre en_retard --tri date_fin",
    "action lister --filtre sans=pilote --format json",
    "action lister --filtre modele",
)


def _declare_lists(listing: FrenchParser) -> None:
    add_filter(listing)
    add_order(listing, SORTED_BY)
    add_format(listing, "table", "json", "csv")
    listing.set_defaults(run=show_list)


def _add_reference(parser: FrenchParser) -> None:
    parser.add_argument("reference", metavar="REF", help="référence (BET-2026-003) ou identifiant")


def create(session: Session, options: Options) -> None:
    """Record an action and say its reference."""
    typed, record = given(options)
    with session.writing() as uow:
        reading = read(uow, Action.TYPE, typed, session.today)
        action_id = uow.new_id()
        children = child_edits(uow, Action.TYPE, record, action_id, session.today, is_new=True)
        action, _ = actions.create(
            uow,
            reading.values,
            session.today,
            along=Along(reading.newcomers, tuple(children)),
            row_id=action_id,
        )
        _tell(session, uow, action, f"Action créée : {_called(action)}", options)
    _tell_more(newcomer_lines(reading.newcomers), options)


def modify(session: Session, options: Options) -> None:
    """Write the fields that were given."""
    typed, record = given(options)
    with session.writing() as uow:
        before = find_action(uow, options.reference, deleted=None)
        reading = read(uow, Action.TYPE, typed, session.today)
        members = _members(uow, before, options)
        children = child_edits(uow, Action.TYPE, record, before.id, session.today, is_new=False)
        values = {**without_given_back(before, reading.values), **members}
        along = Along(reading.newcomers, tuple(children))
        if options.proposer is not None:
            propose_instead(uow, before, values, along, session, options)
            return
        action, changes = actions.edit(uow, before.id, values, along=along, reason=options.raison)
        told = changes.gesture.label if changes.gesture else "Rien à changer"
        _tell(session, uow, action, f"{told} ({_called(action)})", options)
    if changes:
        _tell_more(newcomer_lines(reading.newcomers), options)


def _members(uow: UnitOfWork, action: Action, options: Options) -> dict[str, tuple[str, ...]]:
    """Return the sets that `--ajouter` and `--retirer` make of the present ones."""
    sets: dict[str, tuple[str, ...]] = {}
    for is_added, assignments in ((True, options.ajouter), (False, options.retirer)):
        for assignment in assignments:
            key, _, name = assignment.partition("=")
            spec = field_of(Action.TYPE, key.strip())
            if not spec.is_multiple:
                raise FieldError(spec.key, f"« {spec.label} » n’a qu’une valeur.")
            member = find_pointed(uow, spec.target, name).id
            present = sets.get(spec.name, getattr(action, spec.name))
            others = tuple(each for each in present if each != member)
            sets[spec.name] = (*others, member) if is_added else others
    return sets


def _tell(
    session: Session, uow: UnitOfWork, action: Action, sentence: str, options: Options
) -> None:
    if options.format == "json":
        show_json(_record(session, uow, action))
    else:
        say(f"{sentence}.")


def _tell_more(lines: list[str], options: Options) -> None:
    (remark if options.format == "json" else say)(*lines)


def _called(action: Action) -> str:
    return f"{action.reference} – {action.title}"


def _record(session: Session, uow: UnitOfWork, action: Action) -> dict[str, object]:
    views = conflict_views(uow, action.id)
    conflicts = [view.key for view in views if view.conflict.cell.row == action.id]
    return action_record(uow, action, session.today, conflicts=conflicts)


def show_list(session: Session, options: Options) -> None:
    """List the actions that a filter finds."""
    with session.reading() as uow:
        print_list(uow, options, today=session.today, if_none=_BEGINNING)


_BEGINNING = "Pour commencer : action creer --intitule TEXTE --ambition NUMÉRO."


def print_list(reader: Reader, options: Options, *, today: date, if_none: str) -> None:
    """Print a list of actions in the format asked; lateness is that of `today`.

    `if_none` is what a person reads where there is no action at all.
    """
    query = queries.sorted_query(
        queries.parse_filters(reader, options.filtre, today),
        options.tri,
        descending=options.decroissant,
    )
    query = replace(query, limit=line_limit(options.limite))
    lines = reader.actions(query, today)
    if options.format == "json":
        directory = Directory(reader)
        show_json([line_record(directory, line) for line in lines])
    elif options.format == "csv":
        show_text(lines_csv(reader, lines))
    else:
        total = reader.count_actions(ActionQuery(models=query.models), today)
        print_lines(lines, total, queries.describe_query(reader, query))
        say(*([] if total or query.models else [if_none]))


def print_lines(lines: list[ActionLine], total: int, filters: tuple[str, ...]) -> None:
    """Print lines as a table, with how many of the total they are."""
    if lines:
        show_table(_HEADERS, [_cells(line) for line in lines], flexible=_TITLE_COLUMN)
        say("")
    shown = f"{counted(len(lines), 'action')} sur {total}"
    phrases = " ; ".join(filters)
    told = f" (filtre : {phrases})" if filters else ""
    say(f"{shown}{told}.")


def _cells(line: ActionLine) -> list[str]:
    marks = [line.status.label if line.status else ""]
    marks += ["en retard"] if line.late else []
    marks += ["bloquée"] if line.blocked else []
    marks += ["confidentielle"] if line.confidential else []
    return [
        line.reference,
        line.title,
        ", ".join(mark for mark in marks if mark),
        short_date(line.ends_on) if line.ends_on else "",
        line.structure_name,
        line.pilote_name,
    ]


def show(session: Session, options: Options) -> None:
    """Show an action, be it in the corbeille."""
    with session.reading() as uow:
        action = find_action(uow, options.reference, deleted=None)
        if options.format == "json":
            show_json(_record(session, uow, action))
            return
        conflicts = conflict_labels(uow, action.id)
        view = action_view(uow, action, session.today, conflicts=conflicts)
        say(*sheet_lines(Directory(uow), view))


def delete(session: Session, options: Options) -> None:
    """Move an action to the corbeille."""
    with session.writing() as uow:
        action = find_action(uow, options.reference, deleted=None)
        found = ties(uow, action)
        actions.delete(uow, action.id)
    say(
        f"Action mise à la corbeille ({_called(action)}).",
        *([f"S’y rattachent toujours : {listed(found)}."] if found else []),
        f"Pour la reprendre : action restaurer {action.reference}.",
    )


def restore(session: Session, options: Options) -> None:
    """Take an action out of the corbeille."""
    with session.writing() as uow:
        action = find_action(uow, options.reference, deleted=None)
        actions.restore(uow, action.id)
    say(f"Action restaurée ({_called(action)}).")


def duplicate(session: Session, options: Options) -> None:
    """Make a new action, or a model, from another; the fields given take the place of its own."""
    typed, _ = given(options)
    with session.writing() as uow:
        model = find_action(uow, options.reference)
        reading = read(uow, Action.TYPE, typed, session.today)
        newcomers = reading.newcomers
        action, _ = actions.duplicate(uow, model.id, session.today, reading.values, newcomers)
        made = "Modèle créé" if action.model else "Action créée"
        _tell(session, uow, action, f"{made} : {_called(action)}", options)
    _tell_more(newcomer_lines(newcomers), options)


def renumber(session: Session, options: Options) -> None:
    """Give an action a reference of its own, where two sites gave the same."""
    with session.writing() as uow:
        action = find_action(uow, options.reference)
        renewed, _ = actions.renumber(uow, action.id, session.today)
    say(f"{action.reference} s’appelle désormais {renewed.reference}.")
