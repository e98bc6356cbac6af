"""Two town halls of one convention that exchange by file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.exchange.file_sending import Sending, send_file
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import NOON, Office, new_action
from tests.support.sites import exchanged

WORDS = "abri bague cactus dune emblème falaise"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A folder of Béthune to be copied, and what the agglomeration sends it.

    `hidden` is the same file behind `WORDS`.
    """

    folder: Path
    sent: Path
    hidden: Path


def with_quick_words(patch: pytest.MonkeyPatch) -> None:
    """Let files be hidden at the least cost that is read."""
    patch.setattr("nacl.pwhash.argon2id.OPSLIMIT_MODERATE", 1)
    patch.setattr("nacl.pwhash.argon2id.MEMLIMIT_MODERATE", 8192)


def made_exchange(bethune: Path, consolidator: Path, place: Path) -> Exchange:
    """Let both know one another, work on the same actions, and write what the second one sends."""
    here = Office.copied(bethune, place / "béthune")
    there = Office.copied(consolidator, place / "agglomération")
    with here.open() as ours, there.open() as theirs:
        cafe = new_action(ours, "Café des parents", constat="Au début").id
        gone = new_action(ours, "À retirer").id
        exchanged(ours, theirs)
        actions.edit(ours, cafe, {"constat": "Écrit à Béthune"})
        actions.edit(theirs, cafe, {"constat": "Écrit à l’agglomération", "description": "Ajouté"})
        actions.delete(theirs, gone)
        new_action(theirs, "Forum des familles")
        sent, hidden = place / "envoi.ctg", place / "protege.ctg"
        send_file(theirs, sent, NOON, Sending())
        with pytest.MonkeyPatch.context() as patch:
            with_quick_words(patch)
            send_file(theirs, hidden, NOON, Sending(passphrase=WORDS))
    return Exchange(here.folder, sent, hidden)


def titles(uow: UnitOfWork) -> set[str]:
    """Return the titles of the living actions."""
    return {row.title or "" for row in uow.rows(Action)}
