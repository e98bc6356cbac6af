"""Places and structures: the agglomeration, its communes, the SIVOM, and their ties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.choices import EngagementStatus, TerritoireKind
from ctg_desktop.domain.fields import Entity, entity


@entity(
    "territoire",
    "territoires",
    "Territoire",
    handle=("insee", "siren", "code", "name"),
    reference_data=True,
    caption=("name",),
)
class Territoire(Entity):
    """A place; communes, SIVOM and the agglomeration are also the structures that carry actions."""

    kind: TerritoireKind | None = field.choice("type", "Type", TerritoireKind, required=True)
    name: str | None = field.text("nom", "Nom", required=True, searchable=True)
    code: str | None = field.text(
        "code", "Code court", maximum=8, help="Début des références d’actions\u00a0: BET-2026-003."
    )
    insee: str | None = field.text("insee", "Code INSEE", maximum=5, searchable=True)
    siren: str | None = field.text("siren", "SIREN", maximum=9)
    population: int | None = field.integer(
        "population_municipale", "Population municipale", unit="hab."
    )
    total_population: int | None = field.integer(
        "population_totale", "Population totale", unit="hab."
    )
    population_year: int | None = field.year("population_annee", "Populations légales, édition")
    postal_codes: str | None = field.text("codes_postaux", "Codes postaux", searchable=True)
    longitude: Decimal | None = field.decimal("longitude", "Longitude", unit="°")
    latitude: Decimal | None = field.decimal("latitude", "Latitude", unit="°")
    parent: str | None = field.reference("parent", "Situé dans", "territoire")

    @property
    def position(self) -> tuple[float, float] | None:
        """Its label point: longitude and latitude in degrees, where both are known."""
        if self.longitude is None or self.latitude is None:
            return None
        return float(self.longitude), float(self.latitude)


@entity("membership", "adhesions", "Adhésion", owner="sivom", reference_data=True)
class Membership(Entity):
    """A commune's dated membership of a SIVOM, for one competence (« à la carte »)."""

    member: str | None = field.reference("membre", "Membre", "territoire", required=True)
    sivom: str | None = field.reference("sivom", "SIVOM", "territoire", required=True)
    competence: str | None = field.text("competence", "Compétence")
    from_on: date | None = field.day("du", "Depuis le")
    to_on: date | None = field.day("au", "Jusqu’au")
    source: str | None = field.text("source", "Source")
    to_verify: bool | None = field.flag("a_verifier", "À vérifier")


@entity("engagement", "engagements", "Engagement", owner="territoire", reference_data=True)
class Engagement(Entity):
    """Where a commune or a SIVOM stands with its délibération."""

    territoire: str | None = field.reference(
        "territoire", "Territoire", "territoire", required=True
    )
    status: EngagementStatus | None = field.choice(
        "statut", "Statut", EngagementStatus, required=True
    )
    deliberated_on: date | None = field.day("deliberation_le", "Délibération du")
    number: str | None = field.text("deliberation_numero", "Délibération n°", maximum=60)
    document: str | None = field.text(
        "document", "Document", help="Lien ou emplacement du document."
    )
    comment: str | None = field.long_text("commentaire", "Commentaire")
