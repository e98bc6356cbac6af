"""`retirer … --vers` and `deplacer`: what hangs on a row, told and moved to another one."""

from __future__ import annotations

from ctg_desktop.cli.output import say
from ctg_desktop.cli.parser import AddCommand, FrenchParser, Options
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.grammar import agreed, one
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import moving
from ctg_desktop.services.lookup import find, find_named
from ctg_desktop.typography import counted, lowered


def add_successor(command: FrenchParser, kind: EntityType) -> None:
    """Add the options that say what becomes of what hangs on the row."""
    command.add_argument(
        "--vers", metavar="NOM", help=f"y rattache d’abord ce qui s’y rattache : {one(kind)}"
    )
    command.add_argument(
        "--oui", action="store_true", help="retire même si d’autres fiches s’y rattachent"
    )


def declare(add: AddCommand, kind: EntityType) -> None:
    """Declare `deplacer`, for a row in place or one that is gone already."""
    other = f"{agreed(kind, 'un')} autre {lowered(kind.label)}"
    command = add(
        "deplacer",
        f"rattache à {other} ce qui se rattache à {one(kind)}",
        examples=(f"{kind.command} deplacer ANCIEN --vers NOUVEAU",),
    )
    command.add_argument("row", metavar="LIGNE", help="nom, code ou identifiant, retirée ou non")
    command.add_argument("--vers", metavar="NOM", required=True, help=f"{other}, qui reste")
    command.set_defaults(run=move_rows, kind=kind)


def remove(uow: UnitOfWork, row: Entity, options: Options) -> Changes:
    """Take a row away, once it is said what becomes of what hangs on it.

    Raises:
        RuleError: something hangs on it, and nothing was said.
    """
    if options.vers is not None:
        return moving.remove(uow, row, find(uow, row.TYPE.name, options.vers))
    found = moving.ties(uow, row)
    if found and not options.oui:
        raise RuleError(
            f"À {row.called} se rattachent : {moving.listed(found)}. Pour les rattacher "
            f"ailleurs, ajoutez --vers NOM ; pour retirer sans rien déplacer, --oui."
        )
    return moving.remove(uow, row)


def move_rows(session: Session, options: Options) -> None:
    """Let all that points to a row point to another one."""
    kind: EntityType = options.kind
    with session.writing() as uow:
        row = find_named(uow, kind.name, options.row)
        to = find(uow, kind.name, options.vers)
        moved, _ = moving.move(uow, row, to)
    told = counted(moved.moved, "fiche rattachée", "fiches rattachées")
    left = counted(moved.left, "n’a pas changé", "n’ont pas changé")
    say(f"{told} à {to.called}." + (f" {left} : {_WHY}." if moved.left else ""))


_WHY = "d’une autre structure, du référentiel, ou déjà en place"
