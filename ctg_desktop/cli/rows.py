"""The commands of every entity but the action, all made from their descriptions.

`etape ajouter BET-2026-003 --intitule …`, `contact modifier "Camille ESSAI" --mobile …`,
`engagement ajouter Béthune --statut deliberation_prise`: the words before the options lead to
the row, from the outermost; a number is the row's place in what `lister` shows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ctg_desktop.cli import moving, people
from ctg_desktop.cli.fields import add_source, given, newcomer_lines
from ctg_desktop.cli.output import remark, say, show_json, show_table, show_text
from ctg_desktop.cli.parser import (
    FrenchParser,
    Options,
    add_confidential,
    add_fields,
    add_filter,
    add_format,
    add_order,
    line_limit,
    sub_commands,
)
from ctg_desktop.cli.printing import add_output, print_document
from ctg_desktop.cli.proposals import add_proposing, propose_instead
from ctg_desktop.cli.session import Session
from ctg_desktop.documents import RowRequest
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.conditions import may_lack
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity, EntityType, Scalar
from ctg_desktop.domain.grammar import agreed, it, one
from ctg_desktop.errors import AmbiguousError, NotFoundError
from ctg_desktop.ports import Reader
from ctg_desktop.services import rows
from ctg_desktop.services.exports import rows_csv
from ctg_desktop.services.lookup import find, find_among
from ctg_desktop.services.naming import Directory, in_order, shown
from ctg_desktop.services.pointing import is_pointed_to
from ctg_desktop.services.queries import parse_row_filters, sort_field
from ctg_desktop.services.records import Hanging, child_edits, record_with_all, records_of
from ctg_desktop.services.row_list import ListedRow, filled_fields, list_fields, list_rows
from ctg_desktop.services.typed import Newcomer, Typed, read
from ctg_desktop.services.wording import row_words
from ctg_desktop.typography import lowered


def declare(parser: FrenchParser, word: str) -> None:
    """Declare the commands of one entity."""
    kind = next(kind for kind in entity_types() if kind.command == word)
    some = one(kind)
    add = sub_commands(parser)
    examples = kind.examples or (f"{word} lister",)
    for verb, told, run in (
        ("ajouter", f"ajoute {some}", add_row),
        ("modifier", f"change les champs donnés d’{some}, et eux seuls", modify_row),
        ("retirer", f"retire {some}", remove_row),
        (
            "restaurer",
            f"remet en place {some} que l’on avait {agreed(kind, 'retiré')}",
            restore_row,
        ),
        ("lister", "liste ce qui est enregistré", show_list),
        ("montrer", f"montre {some}", show_row),
        ("imprimer", f"imprime {some} et ce qui s’y rattache", print_row),
    ):
        command = add(verb, told, examples=examples)
        words = _add_path(command, kind, verb)
        if verb in ("ajouter", "modifier"):
            add_source(command)
            if verb == "modifier":
                add_proposing(command)
            needed = _needed(kind) if verb == "ajouter" else ()
            add_fields(command, kind, words=words, without={kind.owner}, needed=needed)
        if verb == "lister":
            add_filter(command, _filter_help(kind))
            add_order(command, "clé d’un champ")
            add_format(command, "table", "json", "csv")
        elif verb == "imprimer":
            add_output(command, word, RowRequest)
            add_confidential(command)
        elif verb not in ("retirer", "restaurer"):
            add_format(command, "texte", "json")
        if verb == "retirer" and is_pointed_to(kind):
            moving.add_successor(command, kind)
        command.set_defaults(run=run, kind=kind)
    if is_pointed_to(kind) and not kind.owner:
        moving.declare(add, kind)
    if kind.is_person:
        people.declare(add)


def _filter_help(kind: EntityType) -> str:
    """Return examples of conditions: one on a value, one on what is missing."""
    specs = [spec for spec in kind.fields.values() if spec.name != kind.owner]
    lacking = next((spec.key for spec in specs if may_lack(spec)), "…")
    return f"{specs[0].key}=…, sans={lacking}, texte=…, corbeille ; se répète"


def _needed(kind: EntityType) -> frozenset[str]:
    """Return the fields without which a row is refused, and that the program does not fill in."""
    specs = kind.fields.values()
    return frozenset(spec.name for spec in specs if spec.required and spec.filled is None)


def _named_by(kind: EntityType) -> str:
    """Return what names a row of an entity: « référence ou identifiant »."""
    specs = (kind.fields.get(name) for name in kind.handle)
    labels = ["nom" if spec is None else lowered(spec.label) for spec in specs]
    return f"{', '.join(labels)} ou identifiant"


def _add_path(command: FrenchParser, kind: EntityType, verb: str) -> str:
    """Declare the words that lead to a row; return them as the line of usage shows them."""
    words = []
    owners = kind.owners
    for owner in owners:
        metavar = owner.command.upper()
        told = "numéro, nom ou identifiant" if owner.owner else _named_by(owner)
        if verb == "lister" and not owner.is_many and not owner.owner:
            command.add_argument("owner", nargs="?", metavar=metavar, help=told)
        else:
            command.add_argument("path", action="append", metavar=metavar, help=told)
        words.append(metavar)
    if verb not in ("ajouter", "lister"):
        command.add_argument(
            "row",
            nargs="?" if owners else None,
            metavar="LIGNE",
            help="numéro dans la liste, nom ou identifiant",
        )
        words.append("[LIGNE]" if owners else "LIGNE")
    return " ".join(words)


# --- finding ------------------------------------------------------------------------------


def _owner_row(reader: Reader, kind: EntityType, path: Sequence[str]) -> Entity | None:
    """Return the row that a new row would belong to; None for an entity without an owner."""
    owner = kind.owner_type
    if owner is None or not path:
        return None
    if owner.owner:
        return pick(siblings(reader, owner, path[:-1]), owner, path[-1])
    return find(reader, owner.name, path[-1])


def siblings(
    reader: Reader, kind: EntityType, path: Sequence[str], *, deleted: bool = False
) -> list[Entity]:
    """Return the rows of one owner, or all of them, in the order shown."""
    where = _where(reader, kind, path)
    rows = in_order(kind, reader.rows(kind.cls, where=where, deleted=deleted))
    return [row for row in rows if not getattr(row, "erased", False)]


def _where(reader: Reader, kind: EntityType, path: Sequence[str]) -> Mapping[str, Scalar]:
    owner = _owner_row(reader, kind, path)
    return {} if owner is None else {kind.owner: owner.id}


def pick(found: Sequence[Entity], kind: EntityType, typed: str | None) -> Entity:
    """Return the row that is meant: by name or identity, by its place, or the only one.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: there are several.
    """
    if typed is None:
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotFoundError(f"{kind.label} : il n’y en a {agreed(kind, 'aucun')}.")
        raise AmbiguousError(
            f"{kind.label} : il y en a {len(found)} ; donnez le numéro de la bonne ligne."
        )
    is_place = typed.isdecimal() and "number" not in kind.handle
    if is_place and 1 <= int(typed) <= len(found):
        return found[int(typed) - 1]
    if not kind.handle:
        named = [row for row in found if typed in (row.id, shown(row))]
        if len(named) == 1:
            return named[0]
    return find_among(found, kind, typed)


# --- verbs --------------------------------------------------------------------------------


def _path(options: Options) -> list[str]:
    return [
        *(getattr(options, "path", None) or []),
        *filter(None, [getattr(options, "owner", None)]),
    ]


def add_row(session: Session, options: Options) -> None:
    """Record a new row, with those that hang on it where a file gives them."""
    kind: EntityType = options.kind
    typed, record = given(options)
    with session.writing() as uow:
        owner = _owner_row(uow, kind, _path(options))
        reading = read(uow, kind, _without(typed, kind), session.today)
        values = {**reading.values, **({kind.owner: owner.id} if owner is not None else {})}
        row_id = uow.new_id()
        children = child_edits(uow, kind, record, row_id, session.today, is_new=True)
        along = rows.Along(reading.newcomers, tuple(children))
        row, changes = rows.add(uow, kind, values, session.today, row_id=row_id, along=along)
        _tell(uow, row, f"{_done(changes)}{_named(row)}.", options, reading.newcomers)
        if owner is not None and options.format != "json":
            say(*filter(None, [rows.crowding(uow, kind, owner.id)]))


def _without(typed: Mapping[str, Typed], kind: EntityType) -> dict[str, Typed]:
    key = kind.fields[kind.owner].key if kind.owner else None
    return {name: value for name, value in typed.items() if name != key}


def modify_row(session: Session, options: Options) -> None:
    """Write the fields that were given."""
    kind: EntityType = options.kind
    typed, record = given(options)
    with session.writing() as uow:
        before = pick(siblings(uow, kind, _path(options)), kind, options.row)
        reading = read(uow, kind, _without(typed, kind), session.today)
        children = child_edits(uow, kind, record, before.id, session.today, is_new=False)
        along = rows.Along(reading.newcomers, tuple(children))
        if options.proposer is not None:
            propose_instead(uow, before, reading.values, along, session, options)
            return
        row, changes = rows.edit(uow, kind, before.id, reading.values, along=along)
        _tell(uow, row, f"{_done(changes)}.", options, reading.newcomers if changes else ())


def _done(changes: Changes) -> str:
    return changes.gesture.label if changes.gesture else "Rien à changer"


def remove_row(session: Session, options: Options) -> None:
    """Take a row away."""
    kind: EntityType = options.kind
    with session.writing() as uow:
        row = pick(siblings(uow, kind, _path(options)), kind, options.row)
        if is_pointed_to(kind):
            changes = moving.remove(uow, row, options)
        else:
            changes = rows.remove(uow, kind, row.id)
    say(f"{_done(changes)}{_named(row)}. La commande « annuler » {it(kind)} reprend.")


def restore_row(session: Session, options: Options) -> None:
    """Put a row in place that was taken away."""
    kind: EntityType = options.kind
    with session.writing() as uow:
        gone = siblings(uow, kind, _path(options), deleted=True)
        row = pick(gone, kind, options.row)
        changes = rows.restore(uow, kind, row.id)
    say(f"{_done(changes)}{_named(row)}.")


def _named(row: Entity) -> str:
    name = shown(row)
    return f" : {name}" if name else ""


def _tell(
    reader: Reader, row: Entity, sentence: str, options: Options, newcomers: tuple[Newcomer, ...]
) -> None:
    if options.format == "json":
        show_json(record_with_all(reader, row))
        remark(*newcomer_lines(newcomers))
    else:
        say(sentence, *newcomer_lines(newcomers))


def show_list(session: Session, options: Options) -> None:
    """List the rows of one owner, or all, that the filters find."""
    kind: EntityType = options.kind
    with session.reading() as uow:
        query = replace(
            parse_row_filters(uow, kind, options.filtre, session.today),
            sort=sort_field(kind, options.tri),
            descending=options.decroissant,
            limit=line_limit(options.limite),
        )
        where = _where(uow, kind, _path(options))
        found = list_rows(uow, kind, query, where=where)
        if options.format == "json":
            show_json(records_of(uow, kind, [listed.row for listed in found]))
        elif options.format == "csv":
            show_text(rows_csv(uow, kind, [listed.row for listed in found]))
        elif not found:
            say(f"{kind.label} : {agreed(kind, 'aucun')}.")
        else:
            places = siblings(uow, kind, _path(options), deleted=query.deleted)
            _print_table(kind, found, [row.id for row in places], without={*where})


def _print_table(
    kind: EntityType, found: Sequence[ListedRow], places: Sequence[str], without: Collection[str]
) -> None:
    """Print rows as a table, each with the place by which other commands know it."""
    asked = [spec for spec in list_fields(kind) if spec.typed and not spec.is_multiple]
    specs = filled_fields(found, [spec for spec in asked if spec.name not in without])
    cells = (
        [str(places.index(each.id) + 1), *(each.words[spec.name] for spec in specs)]
        for each in found
    )
    show_table(["N°", *(spec.label for spec in specs)], cells, flexible=min(1, len(specs)))


def show_row(session: Session, options: Options) -> None:
    """Show all that a row holds, and what hangs on it."""
    kind: EntityType = options.kind
    with session.reading() as uow:
        row = pick(siblings(uow, kind, _path(options)), kind, options.row)
        if options.format == "json":
            show_json(record_with_all(uow, row))
            return
        directory = Directory(uow)
        say(*_lines(directory, row))
        hanging = Hanging(uow, kind, row.id)
        for child in kind.nested:
            for number, each in enumerate(hanging.on(row.id, child), 1):
                say("", f"{child.label} {number}", *_lines(directory, each, {child.owner}))


def print_row(session: Session, options: Options) -> None:
    """Print the sheet of a row."""
    kind: EntityType = options.kind
    with session.reading() as uow:
        row = pick(siblings(uow, kind, _path(options)), kind, options.row)
        request = RowRequest(kind.name, row.id, with_confidential=options.confidentielles)
        print_document(uow, session, options, request, kind.command)


def _lines(directory: Directory, row: Entity, without: Collection[str] = ()) -> list[str]:
    told = {
        spec.label: row_words(directory, spec, row.as_shown())
        for spec in row.TYPE.fields.values()
        if spec.name not in without
    }
    return [f"{label} : {words}" for label, words in told.items() if words]
