"""The commands of every entity but the action, all made from their descriptions.

`etape ajouter BET-2026-003 --intitule …`, `contact modifier "Camille ESSAI" --mobile …`,
`engagement ajouter Béthune --statut deliberation_prise`: the words before the options lead to
the row, from the outermost; a number is the row's place in what `lister` shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ctg_desktop.cli import people
from ctg_desktop.cli.fields import add_source, given
from ctg_desktop.cli.output import say, show_json, show_table
from ctg_desktop.cli.parser import FrenchParser, Options, add_fields, add_format, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.grammar import agreed, done_to, one
from ctg_desktop.errors import AmbiguousError, NotFoundError
from ctg_desktop.ports import Reader
from ctg_desktop.services import rows
from ctg_desktop.services.lookup import find, find_among
from ctg_desktop.services.naming import Directory, in_order, shown
from ctg_desktop.services.records import record_of
from ctg_desktop.services.typed import read
from ctg_desktop.services.wording import row_words


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
        ("lister", "liste ce qui est enregistré", list_rows),
        ("montrer", f"montre {some}", show_row),
    ):
        command = add(verb, told, examples=examples)
        words = _add_path(command, kind, verb)
        if verb in ("ajouter", "modifier"):
            add_source(command)
            needed = _needed(kind) if verb == "ajouter" else ()
            add_fields(command, kind, words=words, without={kind.owner}, needed=needed)
        if verb != "retirer":
            add_format(command, "table" if verb == "lister" else "texte", "json")
        command.set_defaults(run=run, kind=kind)
    if kind.is_person:
        people.declare(add)


def _needed(kind: EntityType) -> frozenset[str]:
    """Return the fields without which a row is refused, and that the program does not fill in."""
    specs = kind.fields.values()
    return frozenset(spec.name for spec in specs if spec.required and spec.filled is None)


def _add_path(command: FrenchParser, kind: EntityType, verb: str) -> str:
    """Declare the words that lead to a row; return them as the line of usage shows them."""
    words = []
    owners = kind.owners
    for owner in owners:
        metavar = owner.command.upper()
        told = "numéro, nom ou identifiant" if owner.owner else "nom, code ou identifiant"
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


def siblings(reader: Reader, kind: EntityType, path: Sequence[str]) -> list[Entity]:
    """Return the living rows of one owner, or all of them, in the order shown."""
    owner = _owner_row(reader, kind, path)
    if owner is None:
        return [row for row in reader.rows(kind.cls) if not getattr(row, "erased", False)]
    return in_order(kind, reader.rows(kind.cls, where={kind.owner: owner.id}))


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
            raise NotFoundError(f"{kind.label}\u00a0: il n’y en a {agreed(kind, 'aucun')}.")
        raise AmbiguousError(
            f"{kind.label}\u00a0: il y en a {len(found)}\u202f; donnez le numéro de la bonne ligne."
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
    """Record a new row."""
    kind: EntityType = options.kind
    typed, _ = given(options)
    with session.writing() as uow:
        owner = _owner_row(uow, kind, _path(options))
        values = dict(read(uow, kind, _without(typed, kind.owner, kind), session.today).values)
        if owner is not None:
            values[kind.owner] = owner.id
        row, changes = rows.add(uow, kind, values, session.today)
        label = changes.gesture.label if changes.gesture else "Rien à changer"
        _tell(uow, row, f"{label}{_named(row)}.", options)
        if owner is not None and options.format != "json":
            say(*filter(None, [rows.crowding(uow, kind, owner.id)]))


def _without(typed: Mapping[str, Any], owner: str, kind: EntityType) -> dict[str, Any]:
    key = kind.fields[owner].key if owner else None
    return {name: value for name, value in typed.items() if name != key}


def modify_row(session: Session, options: Options) -> None:
    """Write the fields that were given."""
    kind: EntityType = options.kind
    typed, _ = given(options)
    with session.writing() as uow:
        before = pick(siblings(uow, kind, _path(options)), kind, options.row)
        values = read(uow, kind, _without(typed, kind.owner, kind), session.today).values
        row, changes = rows.edit(uow, kind, before.id, values)
        label = changes.gesture.label if changes.gesture else "Rien à changer"
        _tell(uow, row, f"{label}.", options)


def remove_row(session: Session, options: Options) -> None:
    """Take a row away."""
    kind: EntityType = options.kind
    with session.writing() as uow:
        row = pick(siblings(uow, kind, _path(options)), kind, options.row)
        rows.remove(uow, kind, row.id)
    it = "la" if kind.is_feminine else "le"
    say(f"{done_to(kind, 'retiré')}{_named(row)}. La commande «\u00a0annuler\u00a0» {it} reprend.")


def _named(row: Entity) -> str:
    name = shown(row)
    return f"\u00a0: {name}" if name else ""


def _tell(reader: Reader, row: Entity, sentence: str, options: Options) -> None:
    if options.format == "json":
        show_json(record_of(Directory(reader), row))
    else:
        say(sentence)


def list_rows(session: Session, options: Options) -> None:
    """List the rows of one owner, or all."""
    kind: EntityType = options.kind
    with session.reading() as uow:
        found = siblings(uow, kind, _path(options))
        directory = Directory(uow)
        if options.format == "json":
            show_json([record_of(directory, row) for row in found])
            return
        known = {kind.owner} if _path(options) else set()
        specs = [
            spec
            for spec in kind.fields.values()
            if spec.typed and not spec.is_multiple and spec.name not in known
        ]
        cells = [[row_words(directory, spec, row.as_shown()) for spec in specs] for row in found]
        filled = [at for at in range(len(specs)) if any(line[at] for line in cells)]
        if not found:
            say(f"{kind.label}\u00a0: {agreed(kind, 'aucun')}.")
            return
        show_table(
            ["N°", *(specs[at].label for at in filled)],
            [[str(n), *(line[at] for at in filled)] for n, line in enumerate(cells, 1)],
            flexible=1,
        )


def show_row(session: Session, options: Options) -> None:
    """Show all that a row holds."""
    kind: EntityType = options.kind
    with session.reading() as uow:
        row = pick(siblings(uow, kind, _path(options)), kind, options.row)
        directory = Directory(uow)
        if options.format == "json":
            show_json(record_of(directory, row))
            return
        for spec in kind.fields.values():
            told = row_words(directory, spec, row.as_shown())
            if told:
                say(f"{spec.label}\u00a0: {told}")
