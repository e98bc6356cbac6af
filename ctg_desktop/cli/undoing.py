"""`annuler` and `retablir`: the last gesture, and back."""

from __future__ import annotations

from ctg_desktop.cli.output import say
from ctg_desktop.cli.parser import FrenchParser, Options
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.changes import REDONE, UNDONE
from ctg_desktop.services import past_gestures


def declare_undo(parser: FrenchParser) -> None:
    """Declare `annuler`."""
    parser.set_defaults(run=undo)


def declare_redo(parser: FrenchParser) -> None:
    """Declare `retablir`."""
    parser.set_defaults(run=redo)


def undo(session: Session, _options: Options) -> None:
    """Undo the last gesture of this folder."""
    with session.writing() as uow:
        done, _changes = past_gestures.undo(uow)
    say(f"{UNDONE}{done.words}. La commande « retablir » le reprend.")


def redo(session: Session, _options: Options) -> None:
    """Redo what was undone last."""
    with session.writing() as uow:
        done, _changes = past_gestures.redo(uow)
    say(f"{REDONE}{done.words}.")
