"""Invented actions, for trying and measuring: the same ones for the same seed.

Nothing here is a fact of the convention: titles, people and amounts are made up, and the folder
that holds them is marked as a demonstration.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from ctg_desktop.domain.action import Action, BudgetLine, Etape, Indicateur, Mesure, SuiviNote
from ctg_desktop.domain.action_reference import next_reference, reference_prefix
from ctg_desktop.domain.changes import Draft, Edit
from ctg_desktop.domain.choices import (
    ActionNature,
    BudgetKind,
    BudgetUnit,
    IndicatorFamily,
    IndicatorNature,
    Origin,
    Priority,
    Status,
    TerritoireKind,
)
from ctg_desktop.domain.convention import Ambition, Convention, Public, Thematique
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.ports import Tick, UnitOfWork
from ctg_desktop.services.gestures import creation_edits
from ctg_desktop.services.rows import mesure_id

ACTIONS_PER_GESTURE = 500

_VERBS = (
    *(
        "Ouvrir",
        "Développer",
        "Renforcer",
        "Créer",
        "Structurer",
        "Expérimenter",
        "Faire connaître",
    ),
    *("Mutualiser", "Étendre", "Évaluer"),
)
_THINGS = (
    *("un lieu d’accueil enfants-parents", "un relais petite enfance itinérant"),
    *("les accueils de loisirs du mercredi", "un café des parents", "un conseil de jeunes"),
    *("un point d’accès aux droits", "des ateliers de médiation numérique", "une ludothèque"),
    *("l’accompagnement à la scolarité", "l’accueil des enfants en situation de handicap"),
    *("un guide des services aux familles", "une bourse au permis de conduire"),
    *("des permanences de l’espace de vie sociale", "un réseau d’assistantes maternelles"),
    *("des séjours de vacances à petit prix", "un jardin partagé entre générations"),
)
_PLACES = (
    *("dans les quartiers", "en milieu rural", "avec les écoles", "avec les associations"),
    *("en soirée et le samedi", "pendant les vacances scolaires", "à l’échelle du secteur"),
    *("avec les habitants", "au centre social", "dans les villages voisins"),
)
_FINDINGS = (
    "Les familles connaissent mal les services proches de chez elles.",
    "La demande dépasse l’offre depuis deux rentrées.",
    "Les horaires ne conviennent pas aux parents qui travaillent tôt.",
    "Les jeunes de 16 à 18 ans ne viennent plus dans les structures.",
)
_AIMS = (
    "Proposer une réponse régulière, à moins de quinze minutes du domicile.",
    "Toucher chaque année davantage de familles, sans hausse du reste à charge.",
    "Faire travailler ensemble les professionnels du secteur.",
    "Associer les habitants au choix des activités.",
)
_NOTES = (
    "Réunion de lancement tenue avec les partenaires\u00a0; calendrier adopté.",
    "Fréquentation conforme aux prévisions, la salle reste à confirmer.",
    "Demande de financement déposée.",
    "Premier retour des habitants recueilli, globalement favorable.",
)
_STEPS = ("Réunir les partenaires", "Recruter", "Ouvrir au public", "Faire le point annuel")
_INDICATORS = ("Personnes accueillies", "Séances tenues", "Communes participantes")
_GIVEN = ("Camille", "Dominique", "Claude", "Maxime", "Sacha", "Lou", "Alix", "Charlie")
_FAMILY = ("Exemple", "Modèle", "Démo", "Essai", "Fictif", "Témoin", "Maquette", "Spécimen")
_BEFORE = (Status.IDEE, Status.A_VENIR, Status.A_VENIR)
_DURING = (*(Status.EN_COURS,) * 6, Status.EN_PAUSE, Status.A_VENIR, Status.ABANDONNEE)
_AFTER = (*(Status.REALISEE,) * 6, Status.EN_COURS, Status.ABANDONNEE)


@dataclass(frozen=True, slots=True)
class _Material:
    """What invented actions are made of: rows of the référentiel, and invented people."""

    first_year: int
    structures: Sequence[Territoire]
    ambitions: Sequence[Ambition]
    thematiques: Sequence[str]
    publics: Sequence[str]
    partners: Sequence[str]
    pilotes: Sequence[str]


def fill(uow: UnitOfWork, count: int, today: date, tick: Tick, *, seed: int = 62) -> None:
    """Record `count` invented actions with étapes, budget, indicators and notes.

    Raises:
        RuleError: the folder is not marked as a demonstration.
        NotFoundError: the référentiel is missing.
    """
    if not uow.installation.demonstration:
        raise RuleError(
            "Ce dossier contient un vrai travail\u00a0: les actions d'exemple vont dans un "
            "dossier à part, donné par --donnees."
        )
    chance = random.Random(f"{seed} {len(uow.references(''))}")
    people, pilotes = _people(uow)
    if people:
        uow.record(Draft("Contacts d'exemple créés", tuple(people)))
    edits = _actions(uow, _material(uow, pilotes), chance, today)
    done = 0
    while done < count:
        batch = min(ACTIONS_PER_GESTURE, count - done)
        drafted = [edit for action in islice(edits, batch) for edit in action]
        uow.record(Draft(f"{batch} actions d'exemple créées", tuple(drafted)))
        done += batch
        tick("Création des actions d'exemple", done, count)


def _people(uow: UnitOfWork) -> tuple[list[Edit], list[str]]:
    source = "invention pour la démonstration"
    existing = uow.rows(Contact, where={"source": source})
    if existing:
        return [], [contact.id for contact in existing]
    edits: list[Edit] = []
    ids = []
    for at, family in enumerate(_FAMILY):
        values = {
            "given_name": _GIVEN[at],
            "family_name": family,
            "function": "Personne inventée",
            "email": f"contact{at + 1}@exemple.invalid",
            "origin": Origin.LOCAL,
            "structure": uow.installation.structure,
            "source": source,
            "active": True,
        }
        ids.append(uow.new_id())
        edits += creation_edits(Contact.TYPE, ids[-1], values)
    return edits, ids


def _material(uow: UnitOfWork, pilotes: Sequence[str]) -> _Material:
    conventions = uow.rows(Convention)
    ambitions = uow.rows(Ambition)
    structures = [row for row in uow.rows(Territoire) if row.kind is not TerritoireKind.QUARTIER]
    if not conventions or not ambitions or not structures:
        raise NotFoundError("Le référentiel manque\u00a0: importez-le d'abord.")
    return _Material(
        first_year=conventions[0].first_year or 2026,
        structures=structures,
        ambitions=ambitions,
        thematiques=[row.id for row in uow.rows(Thematique)],
        publics=[row.id for row in uow.rows(Public)],
        partners=[row.id for row in uow.rows(Institution)],
        pilotes=pilotes,
    )


def _actions(
    uow: UnitOfWork, material: _Material, chance: random.Random, today: date
) -> Iterator[list[Edit]]:
    """Yield the edits of one action after another, without end."""
    numbers: Counter[str] = Counter()
    while True:
        structure = chance.choice(material.structures)
        code = structure.code or structure.insee or "CTG"
        prefix = reference_prefix(code, material.first_year)
        if prefix not in numbers:
            first = next_reference(prefix, uow.references(prefix))
            numbers[prefix] = int(first.removeprefix(prefix)) - 1
        numbers[prefix] += 1
        action_id = uow.new_id()
        values = _values(material, structure, chance, today)
        values["reference"] = f"{prefix}{numbers[prefix]:03d}"
        yield [
            *creation_edits(Action.TYPE, action_id, values),
            *_children(uow, action_id, values, chance, today),
        ]


def _values(
    material: _Material, structure: Territoire, chance: random.Random, today: date
) -> dict[str, Any]:
    starts_on = date(material.first_year, 1, 1) + timedelta(days=chance.randrange(900))
    ends_on = starts_on + timedelta(days=chance.choice((90, 180, 365, 730)))
    likely = _BEFORE if starts_on > today else _DURING if ends_on >= today else _AFTER
    status = chance.choice(likely)
    title = f"{chance.choice(_VERBS)} {chance.choice(_THINGS)} {chance.choice(_PLACES)}"
    values: dict[str, Any] = {
        "title": title,
        "main_ambition": chance.choice(material.ambitions).id,
        "structure": structure.id,
        "territoires": (structure.id,),
        "status": status,
        "priority": chance.choice((None, *Priority)),
        "nature": chance.choice(tuple(ActionNature)),
        "constat": chance.choice(_FINDINGS),
        "objectifs": chance.choice(_AIMS),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "thematiques": _some(material.thematiques, chance, 2),
        "publics": _some(material.publics, chance, 2),
        "partners": _some(material.partners, chance, 2),
    }
    if chance.random() < 0.8:
        values["pilote"] = chance.choice(material.pilotes)
    if status is Status.REALISEE:
        values["completed_on"] = starts_on + (ends_on - starts_on) * chance.choice((0.5, 0.8, 1.0))
    if status is Status.ABANDONNEE:
        values["status_reason"] = "Financement non obtenu."
    if status is Status.EN_COURS and chance.random() < 0.1:
        values |= {"blocked": True, "blocked_reason": "Local indisponible."}
    return values


def _some(ids: Sequence[str], chance: random.Random, most: int) -> tuple[str, ...]:
    return tuple(chance.sample(ids, min(len(ids), chance.randint(0, most))))


def _children(
    uow: UnitOfWork, action_id: str, values: dict[str, Any], chance: random.Random, today: date
) -> Iterator[Edit]:
    owner = {"action": action_id}
    starts_on = values["starts_on"]
    for order in range(chance.randint(0, 2)):
        due_on = starts_on + timedelta(days=60 * (order + 1))
        etape = {"title": _STEPS[order], "due_on": due_on, "order": order + 1, **owner}
        yield from creation_edits(Etape.TYPE, uow.new_id(), etape)
    if chance.random() < 0.5:
        budget = {
            "kind": BudgetKind.FONCTIONNEMENT,
            "unit": BudgetUnit.EURO,
            "planned": Decimal(chance.randrange(10, 400) * 100),
            **owner,
        }
        yield from creation_edits(BudgetLine.TYPE, uow.new_id(), budget)
    if chance.random() < 0.4:
        yield from _indicator(uow, values["structure"], owner, starts_on.year, chance)
    if starts_on <= today and chance.random() < 0.4:
        noted_on = starts_on + timedelta(days=chance.randrange((today - starts_on).days + 1))
        note = {
            "noted_on": noted_on,
            "text": chance.choice(_NOTES),
            "author": uow.installation.person,
            **owner,
        }
        yield from creation_edits(SuiviNote.TYPE, uow.new_id(), note)


def _indicator(
    uow: UnitOfWork, structure: str, owner: dict[str, str], year: int, chance: random.Random
) -> Iterator[Edit]:
    indicator_id = uow.new_id()
    origin = chance.randrange(5, 60)
    indicateur = {
        "label": chance.choice(_INDICATORS),
        "nature": IndicatorNature.QUANTITATIF,
        "family": IndicatorFamily.REALISATION,
        "origin_value": Decimal(origin),
        "origin_year": year,
        "target_value": Decimal(origin * 2),
        "target_year": year + 2,
        **owner,
    }
    yield from creation_edits(Indicateur.TYPE, indicator_id, indicateur)
    mesure = {
        "indicateur": indicator_id,
        "structure": structure,
        "year": year,
        "value": Decimal(origin + chance.randrange(30)),
    }
    yield from creation_edits(Mesure.TYPE, mesure_id(mesure), mesure)
