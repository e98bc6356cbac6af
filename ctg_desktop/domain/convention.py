"""The convention and its strategy: what the agglomeration issues as référentiel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ctg_desktop.domain import fields as field
from ctg_desktop.domain.fields import Entity, Tense, entity


@entity(
    "convention",
    "convention",
    "Convention",
    is_feminine=True,
    reference_data=True,
    file_note="La convention, les noms de ses deux niveaux et les totaux publiés",
    handle=("title",),
    caption=("title",),
    span=("first_year", "last_year"),
    page="strategy",
)
class Convention(Entity):
    """The convention itself, the names of its two levels and its published totals."""

    title: str | None = field.text("intitule", "Intitulé", required=True)
    short_title: str | None = field.text("intitule_court", "Intitulé court", maximum=60)
    rank: str | None = field.text(
        "rang", "Rang", help="Par exemple : deuxième convention du territoire."
    )
    first_year: int | None = field.year("annee_debut", "Première année", required=True)
    last_year: int | None = field.year("annee_fin", "Dernière année", required=True)
    signed_on: date | None = field.day("signee_le", "Signée le", tense=Tense.PAST)
    presentation: str | None = field.long_text("presentation", "Présentation")
    purpose: str | None = field.long_text("portee", "Portée")
    approach: str | None = field.long_text("strategie", "Stratégie")
    frames: str | None = field.long_text("cadres", "Liens avec d’autres cadres")
    method: str | None = field.long_text("methode", "Méthode")
    steering: str | None = field.long_text("animation", "Pilotage et animation")
    commitment: str | None = field.long_text("engagement", "Engagement des communes")
    results: str | None = field.long_text("resultats", "Résultats de la convention précédente")
    spokesperson: str | None = field.text("porte_parole", "Élu·e en charge")
    word: str | None = field.long_text(
        "mot_elu", "Mot de l’élu·e", help="Ses propres mots, en quelques phrases."
    )
    word_author: str | None = field.text("mot_elu_auteur", "Auteur du mot")
    level1_singular: str | None = field.text("niveau_1", "Nom du premier niveau", maximum=40)
    level1_plural: str | None = field.text(
        "niveau_1_pluriel", "Premier niveau, au pluriel", maximum=40
    )
    level2_singular: str | None = field.text("niveau_2", "Nom du second niveau", maximum=40)
    level2_plural: str | None = field.text(
        "niveau_2_pluriel", "Second niveau, au pluriel", maximum=40
    )
    communes_total: int | None = field.integer("communes_total", "Communes du territoire")
    communes_engaged: int | None = field.integer("communes_engagees", "Communes engagées (publié)")
    local_posts: int | None = field.integer(
        "postes_locaux", "Chargés de coopération locaux (publié)"
    )
    local_fte: Decimal | None = field.amount("etp_locaux", "ETP locaux (publié)", unit="ETP")
    overall_posts: int | None = field.integer("postes_ensemble", "Postes d’ensemble (publié)")
    overall_fte: Decimal | None = field.amount(
        "etp_ensemble", "ETP d’ensemble (publié)", unit="ETP"
    )
    issuer: str | None = field.text("emetteur", "Émetteur du référentiel")
    version: int | None = field.integer("version", "Version du référentiel")
    issued_on: date | None = field.day("emis_le", "Référentiel émis le", tense=Tense.NEAR)


@entity(
    "objective",
    "objectifs",
    "Objectif",
    command="objectif",
    reference_data=True,
    file_note="Les objectifs, dans l’ordre",
    caption=("title",),
    identified_by=("title",),
    page="strategy",
)
class Objective(Entity):
    """One of the ordered objectives that the convention states."""

    convention: str | None = field.reference("convention", "Convention", "convention")
    title: str | None = field.text("intitule", "Intitulé", required=True)
    text: str | None = field.long_text("texte", "Texte")
    order: int | None = field.order()


@entity(
    "enjeu",
    "enjeux",
    "Enjeu",
    plural="Enjeux",
    reference_data=True,
    file_note="Le premier niveau de la stratégie : numéro, intitulé, texte, couleur",
    handle=("number", "title"),
    caption=("number", "title"),
    identified_by=("number",),
    page="strategy",
    group="Stratégie",
)
class Enjeu(Entity):
    """First level of the strategy; « à compléter » as long as it bears no title."""

    convention: str | None = field.reference("convention", "Convention", "convention")
    number: str | None = field.text("numero", "Numéro", required=True, maximum=12)
    title: str | None = field.text("intitule", "Intitulé", searchable=True)
    text: str | None = field.long_text("texte", "Texte", searchable=True)
    colour: str | None = field.colour("couleur", "Couleur")
    order: int | None = field.order()


@entity(
    "ambition",
    "ambitions",
    "Ambition",
    is_feminine=True,
    examples=("ambition lister", 'ambition modifier 3 --intitule "…"'),
    reference_data=True,
    file_note=("Le second niveau de la stratégie ; « enjeu » est le numéro du premier"),
    handle=("number", "title"),
    caption=("number", "title"),
    identified_by=("number",),
    page="strategy",
    group="Stratégie",
)
class Ambition(Entity):
    """Second level of the strategy, to which actions contribute."""

    enjeu: str | None = field.reference("enjeu", "Enjeu", "enjeu")
    number: str | None = field.text("numero", "Numéro", required=True, maximum=12)
    title: str | None = field.text("intitule", "Intitulé", searchable=True)
    text: str | None = field.long_text("texte", "Texte", searchable=True)
    colour: str | None = field.colour("couleur", "Couleur")
    order: int | None = field.order()


@entity(
    "thematique",
    "thematiques",
    "Thématique",
    is_feminine=True,
    reference_data=True,
    file_note="Les thématiques proposées (actif = false pour ne plus proposer)",
    handle=("code", "label"),
    caption=("label",),
    identified_by=("code",),
)
class Thematique(Entity):
    """A field of social policy."""

    code: str | None = field.text("code", "Code", required=True, maximum=40, unique=True)
    label: str | None = field.text("libelle", "Libellé", required=True)
    active: bool | None = field.flag("actif", "Proposée", unknown_is_yes=True)
    order: int | None = field.order()


@entity(
    "public",
    "publics",
    "Public",
    reference_data=True,
    file_note="Les publics proposés (actif = false pour ne plus proposer)",
    handle=("code", "label"),
    caption=("label",),
    identified_by=("code",),
)
class Public(Entity):
    """Whom an action is for."""

    code: str | None = field.text("code", "Code", required=True, maximum=40, unique=True)
    label: str | None = field.text("libelle", "Libellé", required=True)
    active: bool | None = field.flag("actif", "Proposé", unknown_is_yes=True)
    order: int | None = field.order()


@entity(
    "linked_frame",
    "cadres_lies",
    "Cadre lié",
    plural="Cadres liés",
    command="cadre_lie",
    reference_data=True,
    file_note="Les cadres liés",
    handle=("title",),
    caption=("title",),
    identified_by=("title",),
    page="strategy",
)
class LinkedFrame(Entity):
    """Another frame of public policy that the convention is linked with."""

    title: str | None = field.text("intitule", "Intitulé", required=True)
    text: str | None = field.long_text("texte", "Texte")
    order: int | None = field.order()


@entity(
    "key_figure",
    "chiffres_cles",
    "Chiffre clé",
    plural="Chiffres clés",
    command="chiffre_cle",
    reference_data=True,
    file_note="Les chiffres clés, avec leur date et leur source",
    caption=("label",),
    identified_by=("label", "as_of"),
    page="strategy",
)
class KeyFigure(Entity):
    """A published figure with its unit, date and source."""

    label: str | None = field.text("libelle", "Libellé", required=True)
    value: str | None = field.text("valeur", "Valeur", required=True, maximum=40)
    unit: str | None = field.text("unite", "Unité", maximum=40)
    as_of: str | None = field.text("date", "À la date de", maximum=40)
    source: str | None = field.text("source", "Source")
    order: int | None = field.order()


@entity(
    "fiche_cadre",
    "fiches_cadres",
    "Fiche-cadre",
    plural="Fiches-cadres",
    is_feminine=True,
    reference_data=True,
    file_note='Les fiches-cadres : numero, intitule, texte, ambitions = ["1", "3"]',
    handle=("number", "title"),
    caption=("number", "title"),
    identified_by=("number",),
)
class FicheCadre(Entity):
    """A sheet of the agglomeration that local actions carry out."""

    number: str | None = field.text("numero", "Numéro", required=True, maximum=12, searchable=True)
    title: str | None = field.text("intitule", "Intitulé", required=True, searchable=True)
    text: str | None = field.long_text("texte", "Texte", searchable=True)
    ambitions: tuple[str, ...] = field.references("ambitions", "Ambitions", "ambition")
    order: int | None = field.order()
