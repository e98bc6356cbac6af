"""Institutions, the people who work there, and the posts of coordination."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.choices import CoordinationScope, InstitutionKind, Origin
from ctg_desktop.domain.fields import Entity, entity


@entity(
    "institution",
    "institutions",
    "Institution",
    handle=("acronym", "name"),
    reference_data=True,
    caption=("acronym", "name"),
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
    origin: Origin | None = field.choice("origine", "Origine", Origin, typed=False)
    order: int | None = field.integer("ordre", "Ordre")


@entity("signatory", "signataires", "Signataire", reference_data=True)
class Signatory(Entity):
    """An institution that signed the convention, why, and whether for the first time."""

    convention: str | None = field.reference("convention", "Convention", "convention")
    institution: str | None = field.reference(
        "institution", "Institution", "institution", required=True
    )
    role: str | None = field.text("role", "Rôle")
    reason: str | None = field.text("raison", "Ce qui l’engage", maximum=600)
    is_new: bool | None = field.flag("nouveau", "Nouveau signataire")
    order: int | None = field.integer("ordre", "Ordre")


@entity(
    "contact",
    "contacts",
    "Contact",
    handle=("name",),
    reference_data=True,
    caption=("given_name", "family_name"),
)
class Contact(Entity):
    """A professional; personal data, so each has a source and a date of check."""

    given_name: str | None = field.text(
        "prenom", "Prénom", maximum=80, personal=True, searchable=True
    )
    family_name: str | None = field.text(
        "nom", "Nom", maximum=80, required=True, personal=True, searchable=True
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
    favourite: bool | None = field.flag("favori", "Favori")
    origin: Origin | None = field.choice("origine", "Origine", Origin, typed=False)
    structure: str | None = field.reference("structure", "Structure", "territoire", typed=False)
    source: str | None = field.text("source", "Source", help="D’où vient cette fiche.")
    verified_on: date | None = field.day("verifie_le", "Vérifié le")
    active: bool | None = field.flag("actif", "En fonction")
    order: int | None = field.integer("ordre", "Ordre", typed=False)
    erased: bool | None = field.flag("efface", "Effacée à sa demande", typed=False)

    @property
    def name(self) -> str:
        """« Prénom NOM », as contacts are named everywhere."""
        return " ".join(
            part for part in (self.given_name, (self.family_name or "").upper()) if part
        )


@entity("coordination", "coordinations", "Coordination", owner="contact", reference_data=True)
class Coordination(Entity):
    """A post, or part of one, of chargé·e de coopération territoriale."""

    contact: str | None = field.reference("contact", "Contact", "contact")
    employer: str | None = field.reference("employeur", "Employeur", "territoire")
    fte: Decimal | None = field.amount("etp", "ETP", unit="ETP")
    from_on: date | None = field.day("du", "Depuis le")
    to_on: date | None = field.day("au", "Jusqu’au")
    scope: CoordinationScope | None = field.choice("portee", "Portée", CoordinationScope)
