"""Makes the data folders of the benchmark: `python -m tests.bench.making FOLDER KIND SIZE`.

The delivered convention, and as many invented actions as asked, through the one door for writes
and in big gestures. KIND is `empty`; `lists`, short actions of many words; `plan`, full actions
of the demonstration; `log`, as many as fill a log of SIZE changes; `hand`, the same one by one.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from ctg_desktop.bootstrap import SqliteStorage, SystemClock
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Draft, Edit
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import UnitOfWork, untold
from ctg_desktop.referentiel import settling
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.services import demonstration
from ctg_desktop.services.gestures import creation_edits

T = TypeVar("T")

TODAY = date(2027, 3, 1)
"""The day of the measures: in the middle of the invented actions."""

_AGGLOMERATION = "200072460"
_PER_GESTURE = 1000

_VERBS = ("Ouvrir", "Développer", "Renforcer", "Créer", "Structurer", "Évaluer", "Mutualiser")
_THINGS = (
    *("une ludothèque", "un relais petite enfance", "un café des parents", "un conseil de jeunes"),
    *("un point d’accès aux droits", "des ateliers numériques", "l’accueil du mercredi"),
    *("l’accompagnement à la scolarité", "des séjours de vacances", "un jardin partagé"),
    *("une bourse au permis", "un guide des services", "un réseau d’assistantes maternelles"),
)
_REASONS = (
    "Les familles connaissent mal les services proches de chez elles.",
    "La demande dépasse l’offre depuis deux rentrées.",
    "Les horaires ne conviennent pas aux parents qui travaillent tôt.",
    "Les jeunes de 16 à 18 ans ne viennent plus dans les structures.",
    "Le bâti ne permet plus d’accueillir les enfants en situation de handicap.",
)
_AIMS = (
    "Proposer une réponse régulière, à moins de quinze minutes du domicile.",
    "Toucher chaque année davantage de familles, sans hausse du reste à charge.",
    "Faire travailler ensemble les professionnels du secteur, y compris le soir.",
    "Associer les habitants et les élus au choix des activités.",
)
_STATUSES = (Status.IDEE, *(Status.A_VENIR,) * 2, *(Status.EN_COURS,) * 4, *Status)


@dataclass(frozen=True, slots=True)
class _Material:
    """What invented actions refer to."""

    structures: Sequence[Territoire]
    ambitions: Sequence[Ambition]
    pilotes: Sequence[str]


def make(folder: Path, kind: str, size: int) -> None:
    """Make a folder of a kind, with so many actions or changes."""
    _make_empty(folder)
    with opened(folder) as uow:
        if kind == "lists":
            fill_lists(uow, size)
        elif kind == "plan":
            demonstration.fill(uow, size, TODAY, _tell)
        elif kind in ("log", "hand"):
            changes = (fill_log if kind == "log" else fill_by_hand)(uow, size)
            (folder / "changes").write_text(str(changes), encoding="ascii")


def fill_by_hand(uow: UnitOfWork, changes: int) -> int:
    """Record short actions one by one, as people do, until the log holds so many changes."""
    chance = random.Random(changes)
    people, pilotes = _people(uow)
    uow.record(Draft("Contacts de mesure créés", tuple(people)))
    material = _Material(uow.rows(Territoire), uow.rows(Ambition), pilotes)
    written, number = sum(uow.known().values()), 0
    while written < changes:
        number += 1
        edits = tuple(_action(uow, material, chance, number))
        written += len(uow.record(Draft("Action de mesure créée", edits)).cells)
    return written


def _make_empty(folder: Path) -> None:
    referentiel = shipped_referentiel()
    making = SqliteStorage().create(
        folder, person="Camille Mesure", clock=SystemClock(), demonstration=True
    )
    with making as uow:
        structure = settling.structure_in(referentiel, _AGGLOMERATION)
        settling.initialise(uow, referentiel, structure, TODAY)


@contextmanager
def opened(folder: Path | str) -> Iterator[UnitOfWork]:
    """Open a folder to write in it."""
    opening = SqliteStorage().open(
        Path(folder), clock=SystemClock(), read_only=False, warn=lambda _sentence: None, tick=untold
    )
    with opening as uow:
        yield uow


def fill_lists(uow: UnitOfWork, count: int) -> None:
    """Record short actions: many words, every filter, no children."""
    chance = random.Random(count)
    people, pilotes = _people(uow)
    uow.record(Draft("Contacts de mesure créés", tuple(people)))
    material = _Material(uow.rows(Territoire), uow.rows(Ambition), pilotes)
    for done in range(0, count, _PER_GESTURE):
        batch = range(done + 1, min(count, done + _PER_GESTURE) + 1)
        edits = [edit for number in batch for edit in _action(uow, material, chance, number)]
        uow.record(Draft(f"{len(batch)} actions de mesure créées", tuple(edits)))
        _tell("Actions des listes", batch[-1], count)


def _people(uow: UnitOfWork) -> tuple[list[Edit], list[str]]:
    ids = [uow.new_id() for _ in range(40)]
    edits: list[Edit] = []
    for number, row in enumerate(ids, 1):
        values = {"given_name": "Personne", "family_name": f"Inventée {number}", "origin": "local"}
        edits += creation_edits(Contact.TYPE, row, values)
    return edits, ids


def _action(uow: UnitOfWork, material: _Material, chance: random.Random, number: int) -> list[Edit]:
    structure = _one(material.structures, chance)
    starts_on = date(2026, 1, 1) + timedelta(days=chance.randrange(900))
    title = f"{chance.choice(_VERBS)} {chance.choice(_THINGS)} à {structure.name}"
    return creation_edits(
        Action.TYPE,
        uow.new_id(),
        {
            # The structures follow one another in the alphabet, the numbers in time.
            "reference": f"M{structure.insee or structure.code}-2026-{number:06d}",
            "title": title,
            "main_ambition": chance.choice(material.ambitions).id,
            "structure": structure.id,
            "status": chance.choice(_STATUSES),
            "priority": chance.choice(tuple(Priority)),
            "constat": chance.choice(_REASONS),
            "objectifs": f"{chance.choice(_AIMS)} Lot {number % 5000}.",
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(days=chance.choice((90, 180, 365, 730))),
            "pilote": _one(material.pilotes, chance) if chance.random() < 0.8 else None,
            "territoires": (structure.id,),
        },
    )


def _one(choices: Sequence[T], chance: random.Random) -> T:
    """Choose any; the first is busy, so that a screen is full of it in the smallest folder."""
    return choices[0] if chance.random() < 0.1 else chance.choice(choices)


def fill_log(uow: UnitOfWork, changes: int) -> int:
    """Record full actions of the demonstration until the log holds so many changes.

    Returns:
        How many changes the log holds: the last gesture may go a little further.
    """
    while (missing := changes - sum(uow.known().values())) > 0:
        actions = max(1, min(demonstration.ACTIONS_PER_GESTURE, missing // _CHANGES_OF_AN_ACTION))
        demonstration.fill(uow, actions, TODAY, untold)
        _tell("Modifications du journal", changes - missing, changes)
    return sum(uow.known().values())


_CHANGES_OF_AN_ACTION = 33
"""A little more than the demonstration writes for one: the last gestures stay short."""


def _tell(label: str, done: int, total: int) -> None:
    """Show progress on the error output, on one line where it is a terminal."""
    if sys.stderr.isatty():
        print(f"\r  {label} : {done} sur {total}", end="", file=sys.stderr, flush=True)
        if done >= total:
            print(file=sys.stderr)
    elif done >= total:
        print(f"  {label} : {total}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
