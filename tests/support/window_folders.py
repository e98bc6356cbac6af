"""Data folders for looking at the window: typical ones, and such that break layouts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ctg_desktop.domain.action import Action, BudgetLine, Etape, Financement, Indicateur, SuiviNote
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.people import Contact
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, demonstration, rows
from tests.support.app import BETHUNE, TODAY, Office

LONG = ("Accompagner les familles des villages, partout et toute l’année, sans rendez-vous ; " * 8)[
    :500
]
"""A text of 500 signs."""

WIDE = "Anticonstitutionnellement" * 20
"""A word of 500 signs, which no line can break."""

RIGHT_TO_LEFT = "مقهى الوالدين \u200f— קפה להורים"
EMOJI = "Ludothèque 🧸👨\u200d👩\u200d👧\u200d👦 d’été 🏳\ufe0f\u200d🌈 & « cœur »"
MARKUP = "<b>Gras</b> <img src=x> &amp; {0} %s <script>alert(1)</script>"
COMBINING = "Z̷̛͎a̴͓̐l̶̘̓g̵̙̈o̴͚͌ et accents décomposés e\u0301"
LINES = "Première ligne\n\n\n- un\n- deux\n\tsuite " + "très longue " * 30

HOSTILE_TITLES = (LONG, WIDE, RIGHT_TO_LEFT, EMOJI, MARKUP, COMBINING, "a", "—", "=1+1;@SUM(A1)")


def typical_folder(path: Path, *, actions: int = 24, structure: str = BETHUNE) -> Path:
    """Make a folder with invented actions of every kind, the same ones each time."""
    office = Office(path, structure, demonstration=True)
    with office.open() as uow:
        demonstration.fill(uow, actions, TODAY, lambda _label, _done, _total: None)
    return path


def hostile_folder(path: Path, *, others: int = 90) -> Path:
    """Make a folder of texts that are too long, unbreakable, right to left, or look like code.

    `others` actions follow those that are full.
    """
    office = Office(path)
    with office.open() as uow:
        ambitions = [ambition.id for ambition in uow.rows(Ambition)]
        people = [_person(uow, title) for title in HOSTILE_TITLES]
        for number, title in enumerate(HOSTILE_TITLES):
            values = {"main_ambition": ambitions[number % len(ambitions)], "pilote": people[number]}
            _full_action(uow, title, values)
        for number in range(others):
            title = HOSTILE_TITLES[number % len(HOSTILE_TITLES)]
            values = {"title": title, "main_ambition": ambitions[0]}
            actions.create(uow, _fitted(Action.TYPE, values), TODAY)
    return path


def _person(uow: UnitOfWork, title: str) -> str:
    values = {
        "given_name": title,
        "family_name": title,
        "function": title,
        "email": "une.adresse.vraiment.tres.longue.et.pourtant.valable@exemple-de-domaine.fr",
        "landline": "03 21 00 00 00",
        "source": title,
    }
    return rows.add(uow, Contact.TYPE, _fitted(Contact.TYPE, values), TODAY)[0].id


def _full_action(uow: UnitOfWork, title: str, values: Mapping[str, Any]) -> None:
    given = {
        "title": title,
        "status": Status.EN_COURS,
        "priority": Priority.HAUTE,
        "starts_on": date(2025, 1, 1),
        "ends_on": date(2026, 1, 1),
        **dict.fromkeys(("constat", "objectifs", "description"), f"{title}\n{LINES}"),
        "blocked": True,
        "blocked_reason": title,
        **values,
    }
    action = actions.create(uow, _fitted(Action.TYPE, given), TODAY)[0]
    million = Decimal("123456789.99")
    children: Mapping[type[Entity], Mapping[str, Any]] = {
        Etape: {"title": title, "due_on": date(2025, 6, 1), "responsible": title},
        BudgetLine: {"label": title, "year": 2026, "planned": million, "actual": million},
        Financement: {"funder_text": title, "year": 2026, "requested": million},
        Indicateur: {"label": title, "unit": title, "target_value": million, "target_year": 2029},
        SuiviNote: {"text": f"{title}\n{LINES}", "noted_on": TODAY},
    }
    for kind, child in children.items():
        rows.add(uow, kind.TYPE, {**_fitted(kind.TYPE, child), "action": action.id}, TODAY)


def _fitted(kind: EntityType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with each text as long as its field allows."""
    return {
        name: value[: kind.fields[name].maximum] if isinstance(value, str) else value
        for name, value in values.items()
    }
