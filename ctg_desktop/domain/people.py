"""Institutions, the people who work there, and the posts of coordination."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.choices import CoordinationScope, InstitutionKind, Origin
from ctg_desktop.domain.fields import Birth, Edge, Entity, Tense, entity


def _origin(birth: Birth) -> Origin:
    return Origin.REFERENTIEL if birth.is_agglomeration else Origin.LOCAL


@entity(
    "institution",
    "institutions",
    "Institution",
    is_feminine=True,
    reference_data=True,
    file_note="Les institutions",
    handle=("acronym", "name"),
    caption=("acronym", "name"),
    detail=("name",),
    is_one_caption=True,
    identified_by=("name",),
    group="Contacts et institutions",
)
class Institution(Entity):
    """A body that takes part in the convention or in an action."""

    name: str | None = field.text("nom", "Nom", required=True, searchable=True)
    acronym: str | None = field.text("sigle", "Sigle", maximum=40, searchable=True)
    kind: InstitutionKind | None = field.choice("type", "Type", InstitutionKind)
    address: str | None = field.text("adresse", "Adresse")
    phone: str | None = field.phone("telephone", "Téléphone")
    email: str | None = field.email("courriel", "Courriel")
    site: str | None = field.text("site", "Site internet")
    origin: Origin | None = field.choice(
        "origine", "Origine", Origin, typed=False, filled=_origin, issued=False
    )
    order: int | None = field.order()


@entity(
    "signatory",
    "signataires",
    "Signataire",
    command="signataire",
    reference_data=True,
    file_note="Les signataires, et ce qui les engage",
    identified_by=("institution",),
    page="strategy",
)
class Signatory(Entity):
    """An institution that signed the convention, why, and whether for the first time."""

    convention: str | None = field.reference("convention", "Convention", "convention")
    institution: str | None = field.reference(
        "institution", "Institution", "institution", required=True
    )
    role: str | None = field.text("role", "Rôle")
    reason: str | None = field.text("raison", "Ce qui l’engage", maximum=600)
    is_new: bool | None = field.flag("nouveau", "Nouveau signataire")
    order: int | None = field.order()


@entity(
    "contact",
    "contacts",
    "Contact",
    summary="les contacts, leurs données et leur effacement",
    examples=(
        'contact ajouter --prenom Camille --nom ESSAI --mobile "06 12 34 56 78"',
        'contact montrer "Camille ESSAI"',
    ),
    structure="structure",
    reference_data=True,
    file_note="Les contacts : seulement des coordonnées professionnelles et publiques",
    handle=("name",),
    alias=("email", "family_name", "landline", "mobile"),
    caption=("given_name", "family_name"),
    detail=("function", "service"),
    identified_by=("given_name", "family_name"),
    page="contacts",
    group="Contacts et institutions",
)
class Contact(Entity):
    """A professional; personal data, so each has a source and a date of check."""

    given_name: str | None = field.text(
        "prenom", "Prénom", maximum=80, personal=True, searchable=True, example="Camille"
    )
    family_name: str | None = field.text(
        "nom",
        "Nom",
        maximum=80,
        required=True,
        personal=True,
        searchable=True,
        example="Exemple",
    )
    function: str | None = field.text("fonction", "Fonction", personal=True, searchable=True)
    service: str | None = field.text("service", "Service", personal=True, searchable=True)
    email: str | None = field.email("courriel", "Courriel", personal=True, searchable=True)
    landline: str | None = field.phone("telephone", "Téléphone fixe", personal=True)
    mobile: str | None = field.phone("mobile", "Téléphone mobile", personal=True)
    institution: str | None = field.reference("institution", "Institution", "institution")
    territoires: tuple[str, ...] = field.references(
        "territoires", "Territoires suivis", "territoire"
    )
    thematiques: tuple[str, ...] = field.references("thematiques", "Thématiques", "thematique")
    favourite: bool | None = field.flag("favori", "Favori", issued=False, printed=False)
    origin: Origin | None = field.choice(
        "origine", "Origine", Origin, typed=False, filled=_origin, issued=False
    )
    structure: str | None = field.reference(
        "structure",
        "Structure",
        "territoire",
        typed=False,
        filled=lambda birth: None if birth.is_agglomeration else birth.structure,
        issued=False,
    )
    source: str | None = field.text(
        "source",
        "Source",
        filled=lambda birth: f"saisi par {birth.person}",
        help="D’où vient cette fiche.",
    )
    verified_on: date | None = field.day("verifie_le", "Vérifié le", tense=Tense.PAST)
    active: bool | None = field.flag(
        "actif", "En fonction", filled=lambda _birth: True, unknown_is_yes=True
    )
    order: int | None = field.order(typed=False)
    erased: bool | None = field.flag(
        "efface", "Effacée à sa demande", typed=False, issued=False, printed=False
    )
    scrubbed: str | None = field.long_text(
        "anciens_textes_effaces", "Anciens textes effacés", typed=False, issued=False, printed=False
    )

    def _caption(self) -> list[str]:
        """Return the name, as long as the person did not ask to be erased."""
        return ["Personne effacée" if self.erased else self.name]

    @property
    def is_at_work(self) -> bool:
        """Whether the person can be reached in their function: what a pilote has to be."""
        return self.deleted is False and not self.erased and self.active is not False

    @property
    def name(self) -> str:
        """« Prénom NOM », as contacts are named everywhere."""
        return " ".join(
            part for part in (self.given_name, (self.family_name or "").upper()) if part
        )


@entity(
    "coordination",
    "coordinations",
    "Coordination",
    is_feminine=True,
    examples=('coordination ajouter "Camille ESSAI" --employeur Béthune --etp 0,5',),
    owner="contact",
    structure="employer",
    reference_data=True,
    file_note=(
        'Les postes : contact = "Prénom NOM", employeur, etp, du, au, '
        'portee = "locale" ou "ensemble"'
    ),
    identified_by=("contact", "employer", "scope"),
    span=("from_on", "to_on"),
)
class Coordination(Entity):
    """A post, or part of one, of chargé·e de coopération territoriale."""

    contact: str | None = field.reference("contact", "Contact", "contact")
    employer: str | None = field.reference("employeur", "Employeur", "territoire")
    fte: Decimal | None = field.amount("etp", "ETP", unit="ETP")
    from_on: date | None = field.day("du", "Depuis le", tense=Tense.NEAR, edge=Edge.FIRST)
    to_on: date | None = field.day("au", "Jusqu’au", tense=Tense.FUTURE, edge=Edge.LAST)
    scope: CoordinationScope | None = field.choice("portee", "Portée", CoordinationScope)
