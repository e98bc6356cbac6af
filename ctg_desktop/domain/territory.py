"""Places and structures: the agglomeration, its communes, the SIVOM, and their ties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.choices import EngagementStatus, TerritoireKind
from ctg_desktop.domain.fields import Edge, Entity, Tense, entity
from ctg_desktop.domain.folding import fold

_LITTLE_WORDS = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les")
)
"""Words that initials leave out."""


@entity(
    "territoire",
    "territoires",
    "Territoire",
    reference_data=True,
    file_note="Les structures et les communes ; « code » commence les références",
    is_long_list=True,
    handle=("insee", "siren", "code", "name"),
    alias=("postal_codes", "initials"),
    caption=("name",),
    detail=("kind",),
    identified_by=("kind", "name"),
    page="territoire",
    group="Communes et structures",
)
class Territoire(Entity):
    """A place; communes, SIVOM and the agglomeration are also the structures that carry actions."""

    kind: TerritoireKind | None = field.choice("type", "Type", TerritoireKind, required=True)
    name: str | None = field.text("nom", "Nom", required=True, searchable=True)
    code: str | None = field.text(
        "code",
        "Code court",
        maximum=8,
        unique=True,
        help="Début des références d’actions : BET-2026-003.",
    )
    insee: str | None = field.text("insee", "Code INSEE", maximum=5, searchable=True, unique=True)
    siren: str | None = field.text("siren", "SIREN", maximum=9, unique=True)
    population: int | None = field.integer(
        "population_municipale", "Population municipale", unit="hab."
    )
    total_population: int | None = field.integer(
        "population_totale", "Population totale", unit="hab."
    )
    population_year: int | None = field.year("population_annee", "Populations légales, édition")
    postal_codes: str | None = field.text(
        "codes_postaux", "Codes postaux", searchable=True, is_list=True
    )
    longitude: Decimal | None = field.degrees("longitude", "Longitude", 180)
    latitude: Decimal | None = field.degrees("latitude", "Latitude", 90)
    parent: str | None = field.reference("parent", "Situé dans", "territoire")

    @property
    def initials(self) -> str | None:
        """The initials of the agglomeration, by which it is known."""
        if self.kind is not TerritoireKind.AGGLOMERATION:
            return None
        words = fold(self.name or "").split()
        return "".join(word[0] for word in words if word not in _LITTLE_WORDS).upper()

    @property
    def is_feminine(self) -> bool:
        """Whether its name is feminine: that of a commune is, that of a SIVOM is not."""
        return self.kind in (TerritoireKind.AGGLOMERATION, TerritoireKind.COMMUNE)

    @property
    def position(self) -> tuple[float, float] | None:
        """Its label point: longitude and latitude in degrees, where both are known."""
        if self.longitude is None or self.latitude is None:
            return None
        return float(self.longitude), float(self.latitude)


@entity(
    "membership",
    "adhesions",
    "Adhésion",
    is_feminine=True,
    command="adhesion",
    owner="sivom",
    reference_data=True,
    file_note="Les adhésions aux SIVOM : membre, sivom, competence, du, au, source",
    is_long_list=True,
    caption=("competence",),
    identified_by=("member", "sivom", "competence"),
    span=("from_on", "to_on"),
)
class Membership(Entity):
    """A commune's dated membership of a SIVOM, for one competence (« à la carte »)."""

    member: str | None = field.reference("membre", "Membre", "territoire", required=True)
    sivom: str | None = field.reference("sivom", "SIVOM", "territoire", required=True)
    competence: str | None = field.text("competence", "Compétence")
    from_on: date | None = field.day("du", "Depuis le", tense=Tense.NEAR, edge=Edge.FIRST)
    to_on: date | None = field.day("au", "Jusqu’au", tense=Tense.FUTURE, edge=Edge.LAST)
    source: str | None = field.text("source", "Source")
    to_verify: bool | None = field.flag("a_verifier", "À vérifier")


@entity(
    "engagement",
    "engagements",
    "Engagement",
    examples=("engagement ajouter Béthune --statut deliberation_prise",),
    owner="territoire",
    reference_data=True,
    file_note=(
        'Les engagements : statut = "deliberation_prise", "en_attente" ou "non_engage", '
        "deliberation_le, deliberation_numero"
    ),
    is_long_list=True,
    identified_by=("territoire",),
    page="territoire",
)
class Engagement(Entity):
    """Where a commune or a SIVOM stands with its délibération."""

    territoire: str | None = field.reference(
        "territoire", "Territoire", "territoire", required=True
    )
    status: EngagementStatus | None = field.choice(
        "statut", "Statut", EngagementStatus, required=True
    )
    deliberated_on: date | None = field.day("deliberation_le", "Délibération du", tense=Tense.PAST)
    number: str | None = field.text("deliberation_numero", "Délibération n°", maximum=60)
    document: str | None = field.text(
        "document", "Document", help="Lien ou emplacement du document."
    )
    comment: str | None = field.long_text("commentaire", "Commentaire")
