"""Actions as the documents receive them: built by hand, no base needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar, cast

from ctg_desktop.domain.action import Action, BudgetLine, Etape, Financement, Indicateur, Mesure
from ctg_desktop.domain.choices import BudgetKind, BudgetUnit, Status, TerritoireKind
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.rules import Completeness
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import ActionView, FinancementView, IndicateurView, RowWords
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import Directory
from ctg_desktop.services.row_sheets import words_beside

E = TypeVar("E", bound=Entity)

_numbers = count(1)


def row(cls: type[E], **values: Any) -> E:
    """Return a living row with an identity of its own."""
    return cls(id=f"id-{next(_numbers)}", deleted=False, **values)


CONVENTION = row(
    Convention,
    title="Convention des Trois-Vaux 2027-2031",
    short_title="CTG 2027-2031",
    level1_singular="axe",
    level1_plural="axes",
    level2_singular="objectif",
    level2_plural="objectifs",
)
AXE = row(Enjeu, number="1", title="Des services pour toutes les familles", colour="#0B4A85")
OBJECTIF = row(
    Ambition, number="7", title="Accueillir les jeunes enfants", enjeu=AXE.id, colour="#B5470B"
)


def action_view(**values: Any) -> ActionView:
    """Return the view of an action; values are fields of the view, or else of the action."""
    own = {name: values.pop(name) for name in list(values) if name in ActionView.__slots__}
    given = {"reference": "VAL-2027-003", "title": "Café des parents", **values}
    whole: dict[str, Any] = {
        "action": row(Action, **given),
        "structure": row(Territoire, name="Valbrune", kind=TerritoireKind.COMMUNE),
        "enjeu": AXE,
        "ambition": OBJECTIF,
        "pilote": None,
        "referent_technique": None,
        "elu_referent": None,
        "fiche_cadre": None,
        "completeness": Completeness(1, 8, ("le pilote",)),
        "late": False,
    }
    several = (
        *("other_ambitions", "thematiques", "publics", "territoires", "partners"),
        *("linked_frames", "linked_actions", "etapes", "budget", "financements"),
        *("indicateurs", "notes"),
    )
    return ActionView(**{**dict.fromkeys(several, ()), **whole, **own})


def words_of(view: ActionView) -> RowWords:
    """Return the words of a view whose rows point to nothing outside it: nothing is read."""
    return words_beside(Directory(cast(Reader, None)), view)


def person(given_name: str, family_name: str, function: str = "", **values: Any) -> Contact:
    """Return a contact in function."""
    return row(Contact, given_name=given_name, family_name=family_name, function=function, **values)


def etape(title: str, due_on: date | None = None, done_on: date | None = None) -> Etape:
    """Return a step."""
    return row(Etape, title=title, due_on=due_on, done_on=done_on)


def expense(
    label: str, year: int | None, planned: str, actual: str = "", unit: BudgetUnit = BudgetUnit.EURO
) -> BudgetLine:
    """Return a line of the budget."""
    return row(
        BudgetLine,
        label=label,
        year=year,
        kind=BudgetKind.FONCTIONNEMENT,
        unit=unit,
        planned=Decimal(planned),
        actual=Decimal(actual) if actual else None,
    )


def funding(
    funder: str, year: int | None, requested: str, granted: str = "", scheme: str = ""
) -> FinancementView:
    """Return what a funder brings."""
    given = row(
        Financement,
        year=year,
        scheme=scheme or None,
        requested=Decimal(requested),
        granted=Decimal(granted) if granted else None,
    )
    return FinancementView(given, funder)


def indicator(label: str, measures: dict[int, str], **values: Any) -> IndicateurView:
    """Return an indicator with one value a year."""
    mesures = (row(Mesure, year=year, value=Decimal(value)) for year, value in measures.items())
    return IndicateurView(row(Indicateur, label=label, **values), tuple(mesures))


def typical(**values: Any) -> ActionView:
    """Return an action as a commune fills it in."""
    text = (
        "Les familles connaissent mal les services proches de chez elles et renoncent souvent à "
        "les demander : horaires, distance et tarifs sont les trois freins les plus cités."
    )
    given: dict[str, Any] = {
        "title": "Ouvrir un lieu d'accueil enfants-parents itinérant dans les villages",
        "status": Status.EN_COURS,
        "starts_on": date(2027, 3, 1),
        "ends_on": date(2029, 12, 31),
        "constat": text,
        "objectifs": "Proposer une réponse régulière.\n- toucher 60 familles\n- deux demi-journées",
        "description": text,
        "expected_results": "Des parents qui savent où s'adresser.",
        "participation": "Un groupe de six parents choisit les activités.",
        "publics": ("0-3 ans", "parents et futurs parents"),
        "thematiques": ("Petite enfance",),
        "pilote": person("Camille", "Exemple", "Chargée de mission", email="c@exemple.fr"),
        "elu_referent": person("Dominique", "Témoin", "Adjointe"),
        "etapes": (
            etape("Réunir les partenaires", date(2027, 3, 15), date(2027, 3, 12)),
            etape("Signer la convention", date(2027, 6, 30)),
            etape("Ouvrir au public", date(2028, 1, 6)),
        ),
        "budget": (
            expense("Salaires", 2027, "28500", "14250.50"),
            expense("Véhicule", 2027, "46000", "44890"),
            expense("Salaires", 2028, "57000"),
            expense("Accueillantes", 2027, "0.8", unit=BudgetUnit.ETP),
            expense("Accueillantes", 2028, "1.6", unit=BudgetUnit.ETP),
        ),
        "financements": (
            funding("CAF", 2027, "20000", "20000", "Prestation de service"),
            funding("Département", 2027, "15000"),
            funding("CAF", 2028, "30000"),
        ),
        "indicateurs": (
            indicator(
                "Familles accueillies",
                {2027: "31", 2028: "48"},
                origin_value=Decimal(12),
                origin_year=2026,
                target_value=Decimal(60),
                target_year=2029,
            ),
            indicator("Demi-journées d'ouverture", {2027: "40"}),
        ),
    }
    return action_view(**{**given, **values})
