"""The action and all that hangs on it: what was promised, and what happened."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.choices import (
    OPEN,
    ActionNature,
    BudgetKind,
    BudgetUnit,
    Direction,
    Frequency,
    IndicatorFamily,
    IndicatorNature,
    Priority,
    Status,
)
from ctg_desktop.domain.fields import Entity, entity

FACTUAL_NOTES = (
    "Notes factuelles, lisibles par la personne concernée\u202f; "
    "pas de données de santé ni de situation familiale."
)


@entity("action", "actions", "Action", handle=("reference",), caption=("reference", "title"))
class Action(Entity):
    """A local action of the convention; it belongs to one structure."""

    reference: str | None = field.text(
        "reference", "Référence", maximum=40, section="presentation", searchable=True, typed=False
    )
    title: str | None = field.text(
        "intitule", "Intitulé", required=True, section="presentation", searchable=True
    )
    main_ambition: str | None = field.reference(
        "ambition", "Ambition principale", "ambition", required=True, section="presentation"
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
        help="La commune, le SIVOM ou l’agglomération à qui l’action appartient.",
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
        help="N’apparaît pas dans les documents imprimés.",
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
    pilote: str | None = field.reference("pilote", "Pilote", "contact", section="acteurs")
    referent_technique: str | None = field.reference(
        "referent_technique", "Référent technique", "contact", section="acteurs"
    )
    elu_referent: str | None = field.reference(
        "elu_referent", "Élu·e référent·e", "contact", section="acteurs"
    )
    partners: tuple[str, ...] = field.references(
        "partenaires", "Partenaires", "institution", section="acteurs"
    )
    partners_text: str | None = field.text(
        "autres_partenaires",
        "Autres partenaires",
        maximum=1000,
        section="acteurs",
        searchable=True,
    )
    participation: str | None = field.long_text(
        "participation", "Participation des habitants", section="acteurs", searchable=True
    )
    starts_on: date | None = field.day("date_debut", "Début", section="calendrier")
    ends_on: date | None = field.day("date_fin", "Fin prévue", section="calendrier")
    recurring: bool | None = field.flag(
        "recurrente", "Reconduite chaque année", section="calendrier"
    )
    status: Status | None = field.choice("statut", "Statut", Status, section="calendrier")
    status_reason: str | None = field.text(
        "motif",
        "Motif",
        maximum=1000,
        section="calendrier",
        help="Demandé pour un abandon.",
        goes_with=("status", frozenset({Status.ABANDONNEE})),
    )
    blocked: bool | None = field.flag(
        "bloquee", "Bloquée", section="calendrier", goes_with=("status", OPEN)
    )
    blocked_reason: str | None = field.text(
        "motif_blocage",
        "Motif du blocage",
        maximum=1000,
        section="calendrier",
        goes_with=("blocked", frozenset({True})),
    )
    completed_on: date | None = field.day(
        "realisee_le",
        "Réalisée le",
        section="calendrier",
        goes_with=("status", frozenset({Status.REALISEE})),
    )


@entity("etape", "etapes", "Étape", owner="action", caption=("title",))
class Etape(Entity):
    """A step of an action."""

    action: str | None = field.reference("action", "Action", "action", required=True)
    title: str | None = field.text("intitule", "Intitulé", required=True)
    due_on: date | None = field.day("echeance", "Échéance")
    done_on: date | None = field.day("faite_le", "Faite le")
    responsible: str | None = field.text("responsable", "Responsable")
    order: int | None = field.integer("ordre", "Ordre")


@entity("budget_line", "budget", "Ligne de budget", owner="action", caption=("label",))
class BudgetLine(Entity):
    """What an action costs, planned and actual, for a year or the whole period."""

    action: str | None = field.reference("action", "Action", "action", required=True)
    label: str | None = field.text("libelle", "Libellé")
    year: int | None = field.year("annee", "Année", help="Vide\u00a0: toute la période.")
    kind: BudgetKind | None = field.choice("type", "Type", BudgetKind)
    unit: BudgetUnit | None = field.choice("unite", "Unité", BudgetUnit, default=BudgetUnit.EURO)
    planned: Decimal | None = field.amount("prevu", "Prévu", unit="", unit_from="unit")
    actual: Decimal | None = field.amount("realise", "Réalisé", unit="", unit_from="unit")


@entity("financement", "financements", "Financement", owner="action", caption=("scheme",))
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
    )
    requested: Decimal | None = field.amount("demande", "Demandé")
    granted: Decimal | None = field.amount("accorde", "Accordé")
    paid: Decimal | None = field.amount("verse", "Versé")


@entity("indicateur", "indicateurs", "Indicateur", owner="action", caption=("label",))
class Indicateur(Entity):
    """What tells whether an action, or an ambition, reaches its aim."""

    action: str | None = field.reference("action", "Action", "action")
    ambition: str | None = field.reference("ambition", "Ambition", "ambition")
    label: str | None = field.text("libelle", "Libellé", required=True)
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
    order: int | None = field.integer("ordre", "Ordre")


@entity("mesure", "mesures", "Mesure", owner="indicateur")
class Mesure(Entity):
    """One measure; its identity comes from indicator, structure and period, so it never doubles."""

    indicateur: str | None = field.reference(
        "indicateur", "Indicateur", "indicateur", required=True
    )
    structure: str | None = field.reference("structure", "Structure", "territoire", required=True)
    year: int | None = field.year("annee", "Année")
    measured_on: date | None = field.day("date", "Date")
    value: Decimal | None = field.decimal("valeur", "Valeur")
    appreciation: int | None = field.integer(
        "appreciation", "Appréciation", minimum=Decimal(1), maximum=4, help="De 1 à 4."
    )
    appreciation_text: str | None = field.text("appreciation_texte", "Appréciation, texte")
    comment: str | None = field.long_text("commentaire", "Commentaire", help=FACTUAL_NOTES)
    evidence: str | None = field.text("preuve", "Lien vers la preuve")


@entity("suivi_note", "notes", "Note de suivi", owner="action")
class SuiviNote(Entity):
    """A dated note; never rewritten, a correction is a new note."""

    action: str | None = field.reference("action", "Action", "action", required=True)
    noted_on: date | None = field.day("date", "Date", required=True)
    text: str | None = field.long_text("texte", "Texte", required=True, help=FACTUAL_NOTES)
    author: str | None = field.text("auteur", "Auteur", typed=False)
    origin: str | None = field.text("origine", "Origine", help="L’instance d’où vient la note.")
    corrects: str | None = field.reference("corrige", "Corrige la note", "suivi_note")
