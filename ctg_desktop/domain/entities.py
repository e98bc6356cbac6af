"""Every entity of the domain, in the order in which others point to them.

Importing this module registers them all: `entity_types()` is then complete.
"""

from __future__ import annotations

from ctg_desktop.domain.action import (
    Action,
    BudgetLine,
    Etape,
    Financement,
    Indicateur,
    Mesure,
    SuiviNote,
)
from ctg_desktop.domain.convention import (
    Ambition,
    Convention,
    Enjeu,
    FicheCadre,
    KeyFigure,
    LinkedFrame,
    Objective,
    Public,
    Thematique,
)
from ctg_desktop.domain.fields import arrange, describe, entity_types, typed_types
from ctg_desktop.domain.people import Contact, Coordination, Institution, Signatory
from ctg_desktop.domain.proposals import Proposal, ProposalAnswer
from ctg_desktop.domain.territory import Engagement, Membership, Territoire

__all__ = ["ENTITIES", "describe", "entity_types", "typed_types"]

ENTITIES = (
    Territoire,
    Membership,
    Engagement,
    Convention,
    Objective,
    Enjeu,
    Ambition,
    Thematique,
    Public,
    LinkedFrame,
    KeyFigure,
    FicheCadre,
    Institution,
    Signatory,
    Contact,
    Coordination,
    Action,
    Etape,
    BudgetLine,
    Financement,
    Indicateur,
    Mesure,
    SuiviNote,
    Proposal,
    ProposalAnswer,
)

arrange(ENTITIES)
