"""Invented actions, for trying and measuring: the same ones for the same seed.

Nothing here is a fact of the convention: titles, people and amounts are made up, and the folder
that holds them is marked as a demonstration.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from ctg_desktop.domain.action import (
    Action,
    BudgetLine,
    Etape,
    Financement,
    Indicateur,
    Mesure,
    SuiviNote,
    mesure_id,
)
from ctg_desktop.domain.action_reference import next_reference, reference_prefix
from ctg_desktop.domain.changes import Draft, Edit
from ctg_desktop.domain.choices import (
    ActionNature,
    BudgetKind,
    BudgetUnit,
    CoordinationScope,
    EngagementStatus,
    FundingState,
    IndicatorFamily,
    IndicatorNature,
    Origin,
    Priority,
    Status,
    TerritoireKind,
)
from ctg_desktop.domain.convention import Ambition, Convention, Public, Thematique
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import NotFoundError, RuleError
from ctg_desktop.ports import Tick, UnitOfWork
from ctg_desktop.services import commune_changes, communes
from ctg_desktop.services.actions import duplicate, models
from ctg_desktop.services.gestures import creation_edits
from ctg_desktop.typography import short_date

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
_DESCRIPTIONS = (
    "Deux demi-journées par semaine, dans une salle prêtée, avec deux professionnels.",
    "Un groupe de travail se réunit chaque mois et rend compte au comité technique.",
    "Des séances itinérantes, annoncées par les écoles et les accueils de loisirs.",
)
_AIMS = (
    "Proposer une réponse régulière, à moins de quinze minutes du domicile.",
    "Toucher chaque année davantage de familles, sans hausse du reste à charge.",
    "Faire travailler ensemble les professionnels du secteur.",
    "Associer les habitants au choix des activités.",
)
_NOTES = (
    "Réunion de lancement tenue avec les partenaires ; calendrier adopté.",
    "Fréquentation conforme aux prévisions, la salle reste à confirmer.",
    "Demande de financement déposée.",
    "Premier retour des habitants recueilli, globalement favorable.",
)
_STEPS = ("Réunir les partenaires", "Recruter", "Ouvrir au public", "Faire le point annuel")
_MODEL = "Lieu d’accueil enfants-parents, à adapter"
_CALENDARS = ("dernier trimestre", "chaque rentrée", "toute l’année, sauf en août")
_MEANS = "Un poste à mi-temps, mis à disposition.\nUne salle et son matériel."
_STEERING = (
    "Un comité de suivi par semestre :\n- point sur le calendrier ;\n- point sur les moyens."
)
_INDICATORS = ("Personnes accueillies", "Séances tenues", "Communes participantes")
_GIVEN = ("Camille", "Dominique", "Claude", "Maxime", "Sacha", "Lou", "Alix", "Charlie")
_FAMILY = ("Exemple", "Modèle", "Démo", "Essai", "Fictif", "Témoin", "Maquette", "Spécimen")
_SCHEMES = ("Bonus territoire", "Appel à projets", "Fonds propres")
_BEFORE = (Status.IDEE, Status.A_VENIR, Status.A_VENIR)
_DURING = (*(Status.EN_COURS,) * 6, Status.EN_PAUSE, Status.ABANDONNEE)
_AFTER = (*(Status.REALISEE,) * 6, *(Status.EN_COURS,) * 3, Status.ABANDONNEE)
"""Possible statuses of an action whose dates are to come, under way or past; a late one is « En
cours ».
"""


@dataclass(frozen=True, slots=True)
class _Material:
    """What invented actions are made of: rows of the référentiel, invented people, the day.

    `ours` is the structure of the folder, unless it is the agglomeration.
    """

    today: date
    first_year: int
    ours: Territoire | None
    structures: Sequence[Territoire]
    ambitions: Sequence[Ambition]
    thematiques: Sequence[str]
    publics: Sequence[str]
    partners: Sequence[str]
    pilotes: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Calendar:
    """When an invented action runs, and where it stands on the day; `done_on` is in the past."""

    starts_on: date
    ends_on: date
    status: Status
    done_on: date | None = None

    def day(self, part: float) -> date:
        """Return the day at this share of the way from the beginning to the planned end."""
        return self.starts_on + (self.ends_on - self.starts_on) * part


def fill(uow: UnitOfWork, count: int, today: date, tick: Tick, *, seed: int = 62) -> None:
    """Record `count` invented actions with étapes, budget, indicators and notes.

    Raises:
        RuleError: the folder is not marked as a demonstration.
        NotFoundError: the référentiel is missing.
    """
    if not uow.installation.demonstration:
        raise RuleError(
            "Ce dossier contient un vrai travail : les actions d’exemple vont dans un "
            "dossier à part, donné par --donnees."
        )
    chance = random.Random(f"{seed} {len(uow.references(''))}")
    people, pilotes = _people(uow)
    if people:
        uow.record(Draft("Contacts d’exemple créés", tuple(people)))
    material = _material(uow, pilotes, today)
    if people and material.ours is None:
        _complete_communes(uow, material, random.Random(seed))
    edits = _actions(uow, material, chance)
    done = 0
    while done < count:
        batch = min(ACTIONS_PER_GESTURE, count - done)
        drafted = [edit for action in islice(edits, batch) for edit in action]
        uow.record(Draft(f"{batch} actions d’exemple créées", tuple(drafted)))
        done += batch
        tick("Création des actions d’exemple", done, count)


def keep_model(uow: UnitOfWork, today: date) -> None:
    """Keep the first invented action for reuse as well, unless the folder has a model."""
    found = uow.action_ids(ActionQuery(limit=1), today)
    if found and not models(uow):
        duplicate(uow, found[0], today, {"model": True, "title": _MODEL})


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


def _material(uow: UnitOfWork, pilotes: Sequence[str], today: date) -> _Material:
    conventions = uow.rows(Convention)
    ambitions = uow.rows(Ambition)
    structures = [row for row in uow.rows(Territoire) if row.kind is not TerritoireKind.QUARTIER]
    if not conventions or not ambitions or not structures:
        raise NotFoundError("Le référentiel manque : importez-le d’abord.")
    ours = uow.get(Territoire, uow.installation.structure or "")
    if ours is not None and ours.kind is TerritoireKind.AGGLOMERATION:
        ours = None
    return _Material(
        today=today,
        first_year=conventions[0].first_year or 2026,
        ours=ours,
        structures=structures,
        ambitions=ambitions,
        thematiques=[row.id for row in uow.rows(Thematique)],
        publics=[row.id for row in uow.rows(Public)],
        partners=[row.id for row in uow.rows(Institution)],
        pilotes=pilotes,
    )


def _complete_communes(uow: UnitOfWork, material: _Material, chance: random.Random) -> None:
    """Say of most communes what the agglomeration keeps of them, and who has a post where."""
    found = communes.grid(uow, material.today)
    sivoms = found.proposals[communes.SIVOMS]
    places = [line.place for line in found.lines]
    texts = {place.id: _commune(material, sivoms, chance) for place in places}
    commune_changes.write(uow, texts, material.today)
    posts: list[Edit] = []
    for contact, place in zip(material.pilotes, chance.sample(places, len(places)), strict=False):
        values = {
            "contact": contact,
            "employer": place.id,
            "fte": chance.choice((Decimal("0.3"), Decimal("0.37"), Decimal("0.5"))),
            "scope": CoordinationScope.LOCALE,
        }
        posts += creation_edits(Coordination.TYPE, uow.new_id(), values)
    uow.record(Draft("Postes d’exemple créés", tuple(posts)))


def _commune(material: _Material, sivoms: Sequence[str], chance: random.Random) -> dict[str, str]:
    """Return what is typed of an invented commune; some are still to be completed."""
    typed: dict[str, str] = {}
    status = chance.choice((*[EngagementStatus.DELIBERATION] * 7, *EngagementStatus, None))
    if status is not None:
        typed["status"] = status.label
    if status is EngagementStatus.DELIBERATION and chance.random() < 0.9:
        first = date(material.first_year - 1, 10, 1)
        day = min(first + timedelta(days=chance.randrange(80)), material.today)
        typed |= {"deliberated_on": short_date(day), "number": f"{day.year}-{chance.randrange(99)}"}
    if chance.random() < 0.6:
        typed[communes.FOLLOWED] = chance.choice(material.pilotes)
    if sivoms and chance.random() < 0.7:
        typed[communes.SIVOMS] = chance.choice(sivoms)
    return typed


def _actions(uow: UnitOfWork, material: _Material, chance: random.Random) -> Iterator[list[Edit]]:
    """Yield the edits of one action after another, without end."""
    numbers: Counter[str] = Counter()
    beside = random.Random(chance.random())
    wholes: dict[str, tuple[str, str, int]] = {}
    while True:
        structure = _structure(material, chance)
        code = structure.code or structure.insee or "CTG"
        prefix = reference_prefix(code, material.first_year)
        if prefix not in numbers:
            first = next_reference(prefix, uow.references(prefix))
            numbers[prefix] = int(first.removeprefix(prefix)) - 1
        numbers[prefix] += 1
        action_id = uow.new_id()
        calendar = _calendar(material, chance)
        values = _values(material, structure, calendar, chance)
        values["reference"] = f"{prefix}{numbers[prefix]:03d}"
        _say_more(values, material, beside)
        _tie(values, action_id, wholes, beside)
        yield [
            *creation_edits(Action.TYPE, action_id, values),
            *_children(uow, material, action_id, structure.id, calendar, chance),
        ]


def _say_more(values: dict[str, Any], material: _Material, chance: random.Random) -> None:
    """Add what only some fiches say: organisations that pilot, a calendar in words, means."""
    if material.partners and chance.random() < 0.3:
        values["structures_pilotes"] = _some(material.partners, chance, 2)
    if chance.random() < 0.3:
        values["calendar"] = chance.choice(_CALENDARS)
    if chance.random() < 0.3:
        values |= {"moyens": _MEANS, "gouvernance": _STEERING}


_MOST_PARTS = 3


def _tie(
    values: dict[str, Any],
    action_id: str,
    wholes: dict[str, tuple[str, str, int]],
    chance: random.Random,
) -> None:
    """Make some actions opérations of the last one of their structure that has room for them."""
    structure = values["structure"]
    whole, ambition, parts = wholes.get(structure, ("", "", _MOST_PARTS))
    if parts < _MOST_PARTS and chance.random() < 0.4:
        values |= {"parent": whole, "main_ambition": ambition}
        wholes[structure] = (whole, ambition, parts + 1)
    elif chance.random() < 0.1:
        wholes[structure] = (action_id, values["main_ambition"], 0)


def _structure(material: _Material, chance: random.Random) -> Territoire:
    """Return whose action it is: every other one is the folder's own, where it has one."""
    if material.ours is not None and chance.random() < 0.5:
        return material.ours
    return chance.choice(material.structures)


def _calendar(material: _Material, chance: random.Random) -> _Calendar:
    # More of them begin early than late, as in a plan that is under way.
    after_days = min(chance.randrange(900), chance.randrange(900))
    starts_on = date(material.first_year, 1, 1) + timedelta(days=after_days)
    ends_on = starts_on + timedelta(days=chance.choice((60, 120, 240, 365, 730)))
    today = material.today
    likely = _BEFORE if starts_on > today else _DURING if ends_on >= today else _AFTER
    calendar = _Calendar(starts_on, ends_on, chance.choice(likely))
    if calendar.status is not Status.REALISEE:
        return calendar
    return replace(calendar, done_on=calendar.day(chance.choice((0.5, 0.8, 1.0))))


def _values(
    material: _Material, structure: Territoire, calendar: _Calendar, chance: random.Random
) -> dict[str, Any]:
    title = f"{chance.choice(_VERBS)} {chance.choice(_THINGS)} {chance.choice(_PLACES)}"
    values: dict[str, Any] = {
        "title": title,
        "main_ambition": chance.choice(material.ambitions).id,
        "structure": structure.id,
        "territoires": (structure.id,),
        "status": calendar.status,
        "priority": chance.choice((None, *Priority)),
        "nature": chance.choice(tuple(ActionNature)),
        "description": chance.choice((None, *_DESCRIPTIONS)),
        "constat": chance.choice(_FINDINGS),
        "objectifs": chance.choice(_AIMS),
        "starts_on": calendar.starts_on,
        "ends_on": calendar.ends_on,
        "completed_on": calendar.done_on,
        "thematiques": _some(material.thematiques, chance, 2),
        "publics": _some(material.publics, chance, 2),
        "partners": _some(material.partners, chance, 2),
    }
    if chance.random() < 0.8:
        values["pilote"] = chance.choice(material.pilotes)
    if calendar.status in _BEFORE and chance.random() < 0.15:
        values["ends_on"] = None
    if calendar.status is Status.ABANDONNEE:
        values["status_reason"] = "Financement non obtenu."
    if calendar.status is Status.EN_COURS and chance.random() < 0.1:
        values |= {"blocked": True, "blocked_reason": "Local indisponible."}
    return values


def _some(ids: Sequence[str], chance: random.Random, most: int) -> tuple[str, ...]:
    return tuple(chance.sample(ids, min(len(ids), chance.randint(0, most))))


def _children(
    uow: UnitOfWork,
    material: _Material,
    action_id: str,
    structure: str,
    calendar: _Calendar,
    chance: random.Random,
) -> Iterator[Edit]:
    owner = {"action": action_id}
    has_begun = calendar.status not in _BEFORE
    for order in range(chance.randint(0, 2)):
        etape = {"title": _STEPS[order], "order": order + 1, **owner, **_done(calendar, order)}
        yield from creation_edits(Etape.TYPE, uow.new_id(), etape)
    if chance.random() < 0.5:
        yield from _money(uow, material, owner, calendar, chance)
    if chance.random() < 0.4:
        indicator_id = uow.new_id()
        yield from _indicator(indicator_id, owner, calendar, chance)
        if has_begun:
            yield from _measure(indicator_id, structure, calendar, chance)
    if has_begun and chance.random() < 0.4:
        last = min(material.today, calendar.done_on or material.today)
        days = chance.randrange((last - calendar.starts_on).days + 1)
        note = {
            "noted_on": calendar.starts_on + timedelta(days=days),
            "text": chance.choice(_NOTES),
            "author": uow.installation.person,
            **owner,
        }
        yield from creation_edits(SuiviNote.TYPE, uow.new_id(), note)


def _done(calendar: _Calendar, order: int) -> dict[str, date]:
    """Return when a step is due; and when it was done, where the whole action is."""
    due_on = calendar.day((order + 1) / 3)
    done_on = calendar.done_on
    return {"due_on": due_on, **({"done_on": min(due_on, done_on)} if done_on else {})}


def _money(
    uow: UnitOfWork,
    material: _Material,
    owner: dict[str, str],
    calendar: _Calendar,
    chance: random.Random,
) -> Iterator[Edit]:
    planned = Decimal(chance.randrange(10, 400) * 100)
    budget: dict[str, Any] = {
        "kind": BudgetKind.FONCTIONNEMENT,
        "unit": BudgetUnit.EURO,
        "planned": planned,
        **owner,
    }
    if calendar.done_on:
        budget["actual"] = planned * chance.randint(8, 11) / 10
    yield from creation_edits(BudgetLine.TYPE, uow.new_id(), budget)
    if material.partners and chance.random() < 0.4:
        financement = {
            "year": calendar.starts_on.year,
            "funder": chance.choice(material.partners),
            "scheme": chance.choice(_SCHEMES),
            "requested": planned / 2,
            "state": FundingState.DEMANDE,
            "precision": "par an" if calendar.ends_on.year > calendar.starts_on.year else None,
            **owner,
        }
        yield from creation_edits(Financement.TYPE, uow.new_id(), financement)


def _indicator(
    indicator_id: str, owner: dict[str, str], calendar: _Calendar, chance: random.Random
) -> Iterator[Edit]:
    origin = chance.randrange(5, 60)
    indicateur = {
        "label": chance.choice(_INDICATORS),
        "nature": IndicatorNature.QUANTITATIF,
        "family": IndicatorFamily.REALISATION,
        "origin_value": Decimal(origin),
        "origin_year": calendar.starts_on.year - 1,
        "target_value": Decimal(origin * 2),
        "target_year": calendar.ends_on.year,
        **owner,
    }
    yield from creation_edits(Indicateur.TYPE, indicator_id, indicateur)


def _measure(
    indicator_id: str, structure: str, calendar: _Calendar, chance: random.Random
) -> Iterator[Edit]:
    mesure = {
        "indicateur": indicator_id,
        "structure": structure,
        "year": calendar.starts_on.year,
        "value": Decimal(chance.randrange(5, 90)),
    }
    yield from creation_edits(Mesure.TYPE, mesure_id(mesure), mesure)
