"""The closed sets of the domain: stable ASCII codes with their French words."""

from __future__ import annotations

from ctg_desktop.domain.fields import Choice


class Status(Choice):
    """Where an action stands; « En retard » is computed and « Bloquée » is a flag."""

    IDEE = "idee", "Idée"
    A_VENIR = "a_venir", "À venir"
    EN_COURS = "en_cours", "En cours"
    EN_PAUSE = "en_pause", "En pause"
    REALISEE = "realisee", "Réalisée"
    ABANDONNEE = "abandonnee", "Abandonnée"


CLOSED = frozenset({Status.REALISEE, Status.ABANDONNEE})
"""Statuses of actions that are over."""

OPEN = frozenset({*Status, None}) - CLOSED
"""Statuses of actions that are not over, an unknown one included."""


class Priority(Choice):
    """How much an action matters to its carrier."""

    HAUTE = "haute", "Haute"
    MOYENNE = "moyenne", "Moyenne"
    BASSE = "basse", "Basse"


class ActionNature(Choice):
    """Whether the action existed before the convention."""

    EXISTANTE = "existante", "Existante"
    RENFORCEE = "renforcee", "Renforcée"
    NOUVELLE = "nouvelle", "Nouvelle"


class BudgetKind(Choice):
    """Fonctionnement or investissement."""

    FONCTIONNEMENT = "fonctionnement", "Fonctionnement"
    INVESTISSEMENT = "investissement", "Investissement"


class BudgetUnit(Choice):
    """What a budget line counts."""

    EURO = "euro", "€"
    ETP = "etp", "ETP"


class Tax(Choice):
    """Whether amounts are said without or with the tax."""

    HT = "ht", "HT"
    TTC = "ttc", "TTC"


class FundingState(Choice):
    """How far a funding is."""

    A_SOLLICITER = "a_solliciter", "À solliciter"
    DEMANDE = "demande", "Demandé"
    ACCORDE = "accorde", "Accordé"
    VERSE = "verse", "Versé"
    REFUSE = "refuse", "Refusé"


class IndicatorNature(Choice):
    """Whether an indicator is a figure or an appreciation."""

    QUANTITATIF = "quantitatif", "Quantitatif"
    QUALITATIF = "qualitatif", "Qualitatif"


class IndicatorFamily(Choice):
    """What an indicator tells of: means, realisation or result."""

    MOYENS = "moyens", "Moyens"
    REALISATION = "realisation", "Réalisation"
    RESULTAT = "resultat", "Résultat"


class Direction(Choice):
    """Which way an indicator should go."""

    HAUSSE = "hausse", "À la hausse"
    BAISSE = "baisse", "À la baisse"
    STABLE = "stable", "Stable"


class Frequency(Choice):
    """How often an indicator is measured."""

    MENSUELLE = "mensuelle", "Mensuelle"
    TRIMESTRIELLE = "trimestrielle", "Trimestrielle"
    SEMESTRIELLE = "semestrielle", "Semestrielle"
    ANNUELLE = "annuelle", "Annuelle"
    UNIQUE = "unique", "Une seule fois"


class TerritoireKind(Choice):
    """What kind of place or structure a territoire is."""

    AGGLOMERATION = "agglomeration", "Agglomération"
    COMMUNE = "commune", "Commune"
    SIVOM = "sivom", "SIVOM"
    QUARTIER = "quartier", "Quartier"
    SECTEUR = "secteur", "Secteur"


STRUCTURES = frozenset({TerritoireKind.AGGLOMERATION, TerritoireKind.COMMUNE, TerritoireKind.SIVOM})
"""Kinds of territoires that carry actions, and may work with the application."""


class EngagementStatus(Choice):
    """Whether a commune or a SIVOM has committed itself to the convention."""

    NON_ENGAGE = "non_engage", "Non engagé"
    DELIBERATION = "deliberation_prise", "Délibération prise"
    EN_ATTENTE = "en_attente", "En attente"


class InstitutionKind(Choice):
    """What kind of body an institution is."""

    CAF = "caf", "CAF"
    MSA = "msa", "MSA"
    DEPARTEMENT = "departement", "Département"
    ETAT = "etat", "État"
    EPCI = "epci", "EPCI"
    COMMUNE = "commune", "Commune"
    SIVOM = "sivom", "SIVOM"
    CCAS = "ccas", "CCAS"
    ASSOCIATION = "association", "Association"
    CENTRE_SOCIAL = "centre_social", "Centre social"
    ECOLE = "ecole", "École"
    SANTE = "sante", "Santé"
    BAILLEUR = "bailleur", "Bailleur"
    AUTRE = "autre", "Autre"


class Origin(Choice):
    """Who issued a contact or an institution: the agglomeration or this structure."""

    REFERENTIEL = "referentiel", "Référentiel"
    LOCAL = "local", "Local"


class CoordinationScope(Choice):
    """Whether a post coordinates the whole territory or one structure."""

    ENSEMBLE = "ensemble", "Ensemble du territoire"
    LOCALE = "locale", "Locale"
