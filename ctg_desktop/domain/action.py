"""The action and all that hangs on it: what was promised, and what happened."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.choices import (
    OPEN,
    ActionNature,
    BudgetKind,
    BudgetUnit,
    Direction,
    Frequency,
    FundingState,
    IndicatorFamily,
    IndicatorNature,
    Priority,
    Status,
    Tax,
)
from ctg_desktop.domain.fields import Edge, Entity, FieldSpec, Tense, entity
from ctg_desktop.errors import FieldError, RuleError
from ctg_desktop.typography import quoted

FACTUAL_NOTES = (
    "Notes factuelles, lisibles par la personne concernée ; "
    "pas de données de santé ni de situation familiale."
)

SECTIONS: Mapping[str, str] = {
    "presentation": "Présentation",
    "objectifs": "Objectifs",
    "acteurs": "Acteurs",
    "calendrier": "Calendrier et étapes",
    "moyens": "Moyens et financements",
    "indicateurs": "Indicateurs",
    "operations": "Opérations",
    "suivi": "Suivi",
    "historique": "Historique",
}
"""The sections of a fiche that are known by name, in their order; a new one takes its place
before those that hold no field of the action."""


def section_title(key: str) -> str:
    """Return the French title of a section; that of an unknown one from its key."""
    return SECTIONS.get(key) or key.replace("_", " ").capitalize()


def _check_action(action: Action) -> None:
    """Refuse an action whose fields contradict one another."""
    if action.starts_on and action.ends_on and action.ends_on < action.starts_on:
        raise FieldError(
            "date_fin", "La fin prévue est avant le début : corrigez l’une des deux dates."
        )
    if action.model and action.parent:
        raise FieldError(
            "modele", f"Une opération n’est pas un modèle : videz d’abord {quoted('Opération de')}."
        )
    if action.completed_on and action.starts_on and action.completed_on < action.starts_on:
        raise FieldError(
            "realisee_le",
            "La date de réalisation est avant le début : corrigez l’une des deux dates.",
        )
    if action.status is Status.REALISEE and action.completed_on is None:
        raise FieldError(
            "realisee_le",
            f"Une action réalisée demande sa date : remplissez {quoted('Réalisée le')}.",
        )
    if action.status is Status.ABANDONNEE and not action.status_reason:
        raise FieldError(
            "motif", f"Une action abandonnée demande un motif : remplissez {quoted('Motif')}."
        )
    if action.blocked and not action.blocked_reason:
        raise FieldError(
            "motif_blocage",
            f"Une action bloquée demande un motif : remplissez {quoted('Motif du blocage')}.",
        )


_STEPS: Mapping[Status, frozenset[Status]] = {
    Status.IDEE: frozenset(Status),
    Status.A_VENIR: frozenset(Status),
    Status.EN_COURS: frozenset(Status) - {Status.IDEE},
    Status.EN_PAUSE: frozenset(Status) - {Status.IDEE},
    Status.REALISEE: frozenset({Status.REALISEE, Status.EN_COURS}),
    Status.ABANDONNEE: frozenset(Status),
}


def next_statuses(before: Status | None) -> tuple[Status, ...]:
    """Return the statuses that an action may have after one, in their usual order."""
    return tuple(status for status in Status if before is None or status in _STEPS[before])


def asked_with(status: Status) -> FieldSpec | None:
    """Return the field that one status alone asks for: a day for « Réalisée »."""
    wanted = ("status", frozenset({status}))
    return next((spec for spec in Action.TYPE.fields.values() if spec.goes_with == wanted), None)


def check_status_step(before: Status | None, after: Status | None) -> None:
    """Refuse a step of status that means nothing.

    The usual way is idée → à venir → en cours ⇄ en pause → réalisée or abandonnée. Steps may be
    skipped, and a mistake is mended by going back; but what has begun is no idea any more, and
    what is done is only resumed.

    Raises:
        RuleError: with a French sentence.
    """
    if before is None or after is None or after in _STEPS[before]:
        return
    allowed = ", ".join(quoted(status.label) for status in next_statuses(before))
    raise RuleError(
        f"Une action {quoted(before.label)} ne peut pas devenir {quoted(after.label)} "
        f"(possible : {allowed})."
    )


def _check_step(before: Action, after: Action) -> None:
    check_status_step(before.status, after.status)


@entity(
    "action",
    "actions",
    "Action",
    is_feminine=True,
    born="créé",
    removed="mis à la corbeille",
    gone="corbeille",
    structure="structure",
    part_of="parent",
    part="opération",
    handle=("reference",),
    caption=("reference", "title"),
    checks=(_check_action,),
    steps=(_check_step,),
    bulk=(
        *("status", "completed_on", "status_reason", "priority"),
        *("starts_on", "ends_on", "pilote", "main_ambition"),
    ),
    page="actions",
    group="Actions",
    printed="fiche",
    is_many=True,
)
class Action(Entity):
    """A local action of the convention; it belongs to one structure."""

    @property
    def mark(self) -> str:
        """What is said beside its name where something points to it."""
        if self.deleted:
            return "corbeille"
        return "confidentielle" if self.confidential else "modèle" if self.model else ""

    reference: str | None = field.text(
        "reference",
        "Référence",
        maximum=40,
        section="presentation",
        searchable=True,
        typed=False,
        filled=lambda birth: birth.next_reference(birth.values["structure"]),
        happened=True,
    )
    title: str | None = field.text(
        "intitule",
        "Intitulé",
        required=True,
        section="presentation",
        searchable=True,
        example="ouvrir un café des parents",
    )
    main_ambition: str | None = field.reference(
        "ambition",
        "Ambition principale",
        "ambition",
        required=True,
        section="presentation",
        filled=lambda birth: birth.whole and birth.whole.main_ambition,
    )
    other_ambitions: tuple[str, ...] = field.references(
        "autres_ambitions", "Autres ambitions", "ambition", section="presentation"
    )
    structure: str | None = field.reference(
        "structure",
        "Structure porteuse",
        "territoire",
        required=True,
        section="presentation",
        filled=lambda birth: birth.whole.structure if birth.whole else birth.structure,
        help="La commune, le SIVOM ou l’agglomération à qui l’action appartient.",
    )
    parent: str | None = field.reference(
        "operation_de",
        "Opération de",
        "action",
        section="presentation",
        help="L’action de la même structure dont celle-ci est une opération.",
    )
    thematiques: tuple[str, ...] = field.references(
        "thematiques", "Thématiques", "thematique", section="presentation"
    )
    description: str | None = field.long_text(
        "description", "Description", section="presentation", searchable=True, help=FACTUAL_NOTES
    )
    priority: Priority | None = field.choice(
        "priorite", "Priorité", Priority, section="presentation"
    )
    nature: ActionNature | None = field.choice(
        "nature", "Nature", ActionNature, section="presentation"
    )
    fiche_cadre: str | None = field.reference(
        "fiche_cadre", "Fiche-cadre", "fiche_cadre", section="presentation"
    )
    linked_frames: tuple[str, ...] = field.references(
        "cadres_lies", "Cadres liés", "linked_frame", section="presentation"
    )
    linked_actions: tuple[str, ...] = field.references(
        "actions_liees", "Actions liées", "action", section="presentation"
    )
    confidential: bool | None = field.flag(
        "confidentielle",
        "Confidentielle",
        section="presentation",
        help="Ne sort du dossier que si on le demande : ni document, ni export, ni copie.",
    )
    model: bool | None = field.flag(
        "modele",
        "Modèle",
        section="presentation",
        help="Gardée pour resservir : hors des listes, des totaux et des documents.",
        happened=True,
    )
    constat: str | None = field.long_text(
        "constat", "Constat", section="objectifs", searchable=True, help=FACTUAL_NOTES
    )
    objectifs: str | None = field.long_text(
        "objectifs", "Objectifs", section="objectifs", searchable=True
    )
    expected_results: str | None = field.long_text(
        "resultats_attendus", "Résultats attendus", section="objectifs", searchable=True
    )
    publics: tuple[str, ...] = field.references("publics", "Publics", "public", section="acteurs")
    publics_text: str | None = field.text(
        "publics_precision", "Publics, précision", section="acteurs", searchable=True
    )
    territoires: tuple[str, ...] = field.references(
        "territoires", "Territoires concernés", "territoire", section="acteurs"
    )
    pilote: str | None = field.reference(
        "pilote", "Pilote", "contact", section="acteurs", elsewhere="structures_pilotes"
    )
    co_pilotes: tuple[str, ...] = field.references(
        "co_pilotes", "Co-pilotes", "contact", section="acteurs", elsewhere="structures_pilotes"
    )
    structures_pilotes: tuple[str, ...] = field.references(
        "structures_pilotes",
        "Structures pilotes",
        "institution",
        section="acteurs",
        help="Les organismes qui pilotent, avec ou sans une personne nommée.",
    )
    referent_technique: str | None = field.reference(
        "referent_technique", "Référent technique", "contact", section="acteurs"
    )
    elu_referent: str | None = field.reference(
        "elu_referent", "Élu·e référent·e", "contact", section="acteurs"
    )
    co_porteurs: tuple[str, ...] = field.references(
        "co_porteurs",
        "Co-porteurs",
        "territoire",
        section="acteurs",
        help="Ils portent l’action avec la structure porteuse, qui seule écrit la fiche.",
    )
    partners: tuple[str, ...] = field.references(
        "partenaires", "Partenaires", "institution", section="acteurs"
    )
    partners_text: str | None = field.long_text(
        "autres_partenaires",
        "Autres partenaires",
        maximum=5000,
        section="acteurs",
        searchable=True,
    )
    participation: str | None = field.long_text(
        "participation", "Participation des habitants", section="acteurs", searchable=True
    )
    starts_on: date | None = field.day(
        "date_debut",
        "Début",
        tense=Tense.NEAR,
        edge=Edge.FIRST,
        section="calendrier",
        elsewhere="calendar",
    )
    ends_on: date | None = field.day(
        "date_fin",
        "Fin prévue",
        tense=Tense.FUTURE,
        edge=Edge.LAST,
        section="calendrier",
        elsewhere="calendar",
    )
    calendar: str | None = field.text(
        "calendrier",
        "Calendrier en mots",
        section="calendrier",
        searchable=True,
        help="À côté des dates ou à leur place : « dernier trimestre 2025 », « 2025-2027 ».",
    )
    recurring: bool | None = field.flag(
        "recurrente", "Reconduite chaque année", section="calendrier"
    )
    status: Status | None = field.choice(
        "statut",
        "Statut",
        Status,
        section="calendrier",
        filled=lambda _birth: Status.IDEE,
        happened=True,
    )
    status_reason: str | None = field.text(
        "motif",
        "Motif",
        maximum=1000,
        section="calendrier",
        happened=True,
        help="Demandé pour un abandon.",
        goes_with=("status", frozenset({Status.ABANDONNEE})),
    )
    blocked: bool | None = field.flag(
        "bloquee", "Bloquée", section="calendrier", goes_with=("status", OPEN), happened=True
    )
    blocked_reason: str | None = field.text(
        "motif_blocage",
        "Motif du blocage",
        maximum=1000,
        section="calendrier",
        goes_with=("blocked", frozenset({True})),
        happened=True,
    )
    completed_on: date | None = field.day(
        "realisee_le",
        "Réalisée le",
        tense=Tense.PAST,
        edge=Edge.LAST,
        section="calendrier",
        goes_with=("status", frozenset({Status.REALISEE})),
        happened=True,
    )
    moyens: str | None = field.long_text(
        "moyens", "Moyens humains et techniques", section="moyens", searchable=True
    )
    gouvernance: str | None = field.long_text(
        "gouvernance", "Suivi et gouvernance", section="suivi", searchable=True
    )


@entity(
    "etape",
    "etapes",
    "Étape",
    is_feminine=True,
    examples=(
        'etape ajouter BET-2026-003 --intitule "Réunir les partenaires" --echeance 15/9/2026',
        "etape modifier BET-2026-003 1 --faite_le hier",
    ),
    owner="action",
    caption=("title",),
)
class Etape(Entity):
    """A step of an action."""

    action: str | None = field.reference("action", "Action", "action", required=True)
    title: str | None = field.text(
        "intitule", "Intitulé", required=True, example="réunir les partenaires"
    )
    due_on: date | None = field.day("echeance", "Échéance", tense=Tense.FUTURE, edge=Edge.LAST)
    done_on: date | None = field.day(
        "faite_le", "Faite le", tense=Tense.PAST, edge=Edge.LAST, happened=True
    )
    responsible: str | None = field.text("responsable", "Responsable")
    order: int | None = field.order()


@entity(
    "budget_line",
    "budget",
    "Ligne de budget",
    plural="Lignes de budget",
    is_feminine=True,
    command="budget",
    examples=("budget ajouter BET-2026-003 --annee 2026 --type fonctionnement --prevu 4500",),
    owner="action",
    caption=("label", "year"),
    is_one_caption=True,
)
class BudgetLine(Entity):
    """What an action costs, planned and actual, for a year or the whole period."""

    action: str | None = field.reference("action", "Action", "action", required=True)
    label: str | None = field.text("libelle", "Libellé", example="animation")
    year: int | None = field.year("annee", "Année", help="Vide : toute la période.")
    kind: BudgetKind | None = field.choice("type", "Type", BudgetKind)
    unit: BudgetUnit | None = field.choice("unite", "Unité", BudgetUnit, default=BudgetUnit.EURO)
    planned: Decimal | None = field.amount("prevu", "Prévu", unit="", unit_from="unit")
    actual: Decimal | None = field.amount(
        "realise", "Réalisé", unit="", unit_from="unit", happened=True
    )
    tax: Tax | None = field.choice("taxe", "HT ou TTC", Tax)
    precision: str | None = field.text(
        "precision", "Précision", help="Ce que le montant compte : « par an et par poste »."
    )


def mixes_taxes(lines: Iterable[BudgetLine]) -> bool:
    """Whether some of these amounts are said without the tax, and others with it."""
    return len({line.tax for line in lines} - {None}) > 1


@entity(
    "financement",
    "financements",
    "Financement",
    examples=('financement ajouter BET-2026-003 --financeur CAF --dispositif "Bonus territoire"',),
    owner="action",
    caption=("scheme", "year"),
    is_one_caption=True,
)
class Financement(Entity):
    """What a funder brings to an action."""

    action: str | None = field.reference("action", "Action", "action", required=True)
    year: int | None = field.year("annee", "Année")
    funder: str | None = field.reference("financeur", "Financeur", "institution")
    funder_text: str | None = field.text("autre_financeur", "Autre financeur")
    scheme: str | None = field.text(
        "dispositif",
        "Dispositif",
        help="Bonus territoire, PS, REAAP, CLAS, appel à projets, fonds propres…",
        example="appel à projets",
    )
    state: FundingState | None = field.choice("etat", "État", FundingState, happened=True)
    requested: Decimal | None = field.amount("demande", "Demandé")
    granted: Decimal | None = field.amount("accorde", "Accordé", happened=True)
    paid: Decimal | None = field.amount("verse", "Versé", happened=True)
    precision: str | None = field.text(
        "precision", "Précision", help="« 50 000 € par an et par poste », par exemple."
    )


@entity(
    "indicateur",
    "indicateurs",
    "Indicateur",
    examples=('indicateur ajouter BET-2026-003 --libelle "Familles accueillies" --cible 40',),
    owner="action",
    caption=("label",),
    advised=5,
)
class Indicateur(Entity):
    """What tells whether an action, or an ambition, reaches its aim."""

    action: str | None = field.reference("action", "Action", "action")
    ambition: str | None = field.reference("ambition", "Ambition", "ambition")
    label: str | None = field.text(
        "libelle", "Libellé", required=True, example="familles accueillies"
    )
    definition: str | None = field.long_text("definition", "Définition")
    nature: IndicatorNature | None = field.choice("nature", "Nature", IndicatorNature)
    family: IndicatorFamily | None = field.choice("famille", "Famille", IndicatorFamily)
    unit: str | None = field.text("unite", "Unité", maximum=40)
    direction: Direction | None = field.choice("sens", "Sens attendu", Direction)
    origin_value: Decimal | None = field.decimal("valeur_origine", "Valeur d’origine")
    origin_year: int | None = field.year("annee_origine", "Année d’origine")
    target_value: Decimal | None = field.decimal("cible", "Cible")
    target_year: int | None = field.year("annee_cible", "Année de la cible")
    source: str | None = field.text("source", "Source")
    frequency: Frequency | None = field.choice("frequence", "Fréquence", Frequency)
    order: int | None = field.order()


_MEASURES = uuid.UUID("6f1d2c1e-9f0b-5c39-8d55-0f6b3a8b7e21")
"""Namespace of the identities of measures: never to be changed."""


def mesure_id(values: Mapping[str, Any]) -> str:
    """Return the identity of a measure: one per indicator, structure and period."""
    measured_on = values.get("measured_on")
    period = measured_on.isoformat() if measured_on else str(values.get("year"))
    name = f"{values.get('indicateur')}|{values.get('structure')}|{period}"
    return str(uuid.uuid5(_MEASURES, name))


def mesure_order(mesure: Mesure) -> tuple[int, date]:
    """Return what sorts measures by time."""
    measured_on = mesure.measured_on or date.min
    return mesure.year or measured_on.year, measured_on


def _check_mesure(mesure: Mesure) -> None:
    if mesure.year is None and mesure.measured_on is None:
        raise FieldError("annee", "Une mesure demande son année ou sa date.")
    if mesure.value is None and mesure.appreciation is None and not mesure.appreciation_text:
        raise FieldError("valeur", "Une mesure demande une valeur ou une appréciation.")


@entity(
    "mesure",
    "mesures",
    "Mesure",
    is_feminine=True,
    examples=("mesure ajouter BET-2026-003 1 --annee 2026 --valeur 25",),
    owner="indicateur",
    caption=("measured_on", "year"),
    is_one_caption=True,
    listed_by=mesure_order,
    identified_by=("indicateur", "structure", "year", "measured_on"),
    identity=mesure_id,
    checks=(_check_mesure,),
    happened=True,
)
class Mesure(Entity):
    """One measure; its identity comes from indicator, structure and period, so it never doubles."""

    indicateur: str | None = field.reference(
        "indicateur", "Indicateur", "indicateur", required=True
    )
    structure: str | None = field.reference(
        "structure",
        "Structure",
        "territoire",
        required=True,
        filled=lambda birth: birth.holder,
    )
    year: int | None = field.year("annee", "Année")
    measured_on: date | None = field.day("date", "Date", tense=Tense.PAST, edge=Edge.LAST)
    value: Decimal | None = field.decimal("valeur", "Valeur")
    appreciation: int | None = field.integer(
        "appreciation", "Appréciation", minimum=Decimal(1), maximum=4, help="De 1 à 4."
    )
    appreciation_text: str | None = field.text("appreciation_texte", "Appréciation, texte")
    comment: str | None = field.long_text("commentaire", "Commentaire", help=FACTUAL_NOTES)
    evidence: str | None = field.text("preuve", "Lien vers la preuve")


@entity(
    "suivi_note",
    "notes",
    "Note de suivi",
    plural="Notes de suivi",
    is_feminine=True,
    command="note",
    examples=('note ajouter BET-2026-003 --texte "Réunion de lancement tenue."',),
    owner="action",
    caption=("noted_on",),
    listed_by=lambda note: str(note.noted_on or ""),
    append_only=True,
    happened=True,
)
class SuiviNote(Entity):
    """A dated note; never rewritten, a correction is a new note."""

    action: str | None = field.reference("action", "Action", "action", required=True)
    noted_on: date | None = field.day(
        "date", "Date", tense=Tense.PAST, required=True, filled=lambda birth: birth.today
    )
    text: str | None = field.long_text(
        "texte",
        "Note de suivi",
        required=True,
        help=FACTUAL_NOTES,
        example="réunion de lancement tenue",
    )
    author: str | None = field.text(
        "auteur", "Auteur", typed=False, filled=lambda birth: birth.person
    )
    origin: str | None = field.text("origine", "Origine", help="L’instance d’où vient la note.")
    corrects: str | None = field.reference("corrige", "Corrige la note", "suivi_note")
