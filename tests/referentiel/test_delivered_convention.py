"""The delivered référentiel says all that is known of the convention, and nothing else."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import combinations
from uuid import UUID

import pytest

import resources
from ctg_desktop.domain.choices import EngagementStatus, InstitutionKind, Origin, TerritoireKind
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
from ctg_desktop.domain.fields import Entity, Kind
from ctg_desktop.domain.levels import colour_of
from ctg_desktop.domain.people import Contact, Coordination, Institution, Signatory
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.reading import read
from ctg_desktop.typography import typeset
from tests.referentiel.texts import DELIVERED, all_of, named, spaced


@pytest.fixture(scope="module")
def delivered() -> Referentiel:
    return read(DELIVERED)


@pytest.fixture(scope="module")
def convention(delivered: Referentiel) -> Convention:
    (found,) = all_of(delivered, Convention)
    return found


# -------------------------------------------------------------------------- the convention


def test_convention_when_read_then_its_name_and_dates_are_those_signed(
    convention: Convention,
) -> None:
    assert convention.title == "Convention Territoriale Globale 2026-2030"
    assert convention.rank == "Deuxième convention du territoire"
    assert (convention.first_year, convention.last_year) == (2026, 2030)
    assert convention.signed_on == date(2026, 2, 3)


def test_convention_when_read_then_its_levels_are_enjeu_and_ambition(
    convention: Convention,
) -> None:
    assert (convention.level1_singular, convention.level1_plural) == ("enjeu", "enjeux")
    assert (convention.level2_singular, convention.level2_plural) == ("ambition", "ambitions")


def test_convention_when_read_then_it_carries_the_published_totals(convention: Convention) -> None:
    assert (convention.communes_engaged, convention.communes_total) == (82, 100)
    assert (convention.local_posts, convention.local_fte) == (25, Decimal("9.24"))
    assert (convention.overall_posts, convention.overall_fte) == (2, Decimal("1.5"))


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        (
            "presentation",
            [
                "partenariat stratégique",
                "coordonne, renforce et développe",
                "familles",
                "jeunes",
                "Béthune-Bruay, Artois Lys Romane",
                "100 communes",
                "3 février 2026",
                "deuxième",
                "mieux répondre aux besoins des habitants",
                "politique des services aux familles, à l'enfance et à la jeunesse",
                "réduire les écarts entre les territoires",
                "à chaque habitant un égal accès à des services de qualité",
                "adaptés aux besoins locaux",
                "cadre de vie où chacun puisse s'épanouir",
                "de la petite enfance à l'entrée dans la vie adulte",
                "consolider ce qui existe",
                "adapter l'offre aux nouvelles réalités sociales",
                "projets porteurs de sens",
            ],
        ),
        (
            "purpose",
            [
                "cadre clair et partagé",
                "organiser les politiques sociales locales",
                "hiérarchiser les priorités",
                "objectifs communs",
                "ce à quoi chaque partenaire s'engage",
                "dans le respect de ses missions et de ses compétences",
                *("seul cadre", "CAF", "EPCI", "SIVOM", "communes", "sécurise le financement"),
                "soutient les projets des communes et des intercommunalités",
                "solidarité entre les territoires",
            ],
        ),
        (
            "approach",
            [
                "3 enjeux et 8 ambitions",
                "services aux familles renforcés",
                "développement social consolidé sur le territoire",
                "transversale",
                "signataires institutionnels",
            ],
        ),
        ("frames", ["d'autres cadres", "reste ouverte"]),
        (
            "method",
            [
                "premier semestre 2025",
                "dans toute l'agglomération",
                "large concertation, ouverte aux citoyens",
                "coconstruction",
                "élus municipaux et communautaires",
                "techniciens",
                "chargés de coopération",
                "partenaires institutionnels",
                "associations",
                "habitants",
            ],
        ),
        (
            "steering",
            [
                "2 chargés de coopération territoriale",
                "1,5 ETP",
                "réseaux",
                "actions de la CTG",
                "pilotage intercommunal",
                "25 chargés",
                "9,24 ETP",
                "17 communes et 1 SIVOM",
                "mettent en œuvre les actions à l'échelle d'une commune ou d'un SIVOM",
            ],
        ),
        (
            "commitment",
            [
                "82 des 100 communes",
                "délibération",
                "SIVOM du Bruaysis",
                "SIVOM du Béthunois",
                "SIVOM de l'Artois",
                "rôle est essentiel dans l'offre de services aux familles",
            ],
        ),
        (
            "results",
            [
                "bonus territoire",
                "22 %",
                "3,1 à 3,8 M€",
                "accueil inclusif",
                "handicap",
                "services mobiles pour les jeunes en milieu rural",
                "violences intrafamiliales",
                "véritable levier de changement",
            ],
        ),
        (
            "spokesperson",
            [
                "Virginie Souilliart, maire de Gosnay",
                "vice-présidente en charge de la santé et de l'action sociale",
            ],
        ),
    ],
)
def test_convention_when_read_then_each_text_states_its_facts(
    convention: Convention, field: str, facts: list[str]
) -> None:
    text = spaced(getattr(convention, field) or "")

    assert [fact for fact in facts if fact not in text] == []


def test_objectives_when_read_then_they_are_the_five_in_order(delivered: Referentiel) -> None:
    found = sorted(all_of(delivered, Objective), key=lambda row: row.order or 0)

    assert [row.title for row in found] == [
        "Vision commune",
        "Priorités partagées",
        "Soutien familial",
        "Développement des services",
        "Mise en œuvre de projets",
    ]
    assert [spaced(row.text or "") for row in found] == [
        "Partager une même connaissance des services rendus aux familles et aux habitants.",
        "Structurer les actions du territoire autour de priorités communes.",
        "Soutenir les familles, les enfants et les jeunes.",
        "Accompagner le développement des services essentiels au quotidien des familles.",
        "Faciliter la réalisation de projets utiles aux habitants et au territoire.",
    ]


def test_linked_frames_when_read_then_they_are_the_six(delivered: Referentiel) -> None:
    found = {
        spaced(row.title or ""): spaced(row.text or "") for row in all_of(delivered, LinkedFrame)
    }

    assert list(found) == [
        "Projet de territoire « L'Agglo 100 % durable »",
        "Contrat Local de Santé",
        "Contrat de Ville",
        "Charte Handicap",
        "Cadres thématiques de l'habitat",
        "Stratégie de prévention de la délinquance",
    ]
    assert "bien-vivre ensemble et la proximité des services" in next(iter(found.values()))
    assert "L'une de ses quatre priorités" in next(iter(found.values()))
    assert "pour tous les habitants" in next(iter(found.values()))


def test_key_figures_when_read_then_each_has_its_source(delivered: Referentiel) -> None:
    found = all_of(delivered, KeyFigure)

    assert {(row.value, row.unit) for row in found} == {("22", "%"), ("3,8", "M€")}
    assert any("3,1 M€" in spaced(row.label or "") for row in found)
    assert all("première CTG" in (row.source or "") for row in found)


# ------------------------------------------------------------------------------ strategy


def test_strategy_when_read_then_three_enjeux_and_eight_ambitions_are_to_complete(
    delivered: Referentiel,
) -> None:
    enjeux, ambitions = all_of(delivered, Enjeu), all_of(delivered, Ambition)

    assert [row.number for row in enjeux] == ["1", "2", "3"]
    assert [row.number for row in ambitions] == [str(number) for number in range(1, 9)]
    assert all(row.title is None and row.text is None for row in [*enjeux, *ambitions])
    assert all(row.enjeu is None for row in ambitions)


def shown(delivered: Referentiel, level: type[Enjeu | Ambition]) -> list[str]:
    rows = all_of(delivered, level)
    return [
        colour_of(row, None, "") if isinstance(row, Ambition) else colour_of(None, row, "")
        for row in rows
    ]


def test_strategy_when_read_then_its_colours_are_readable_on_white(delivered: Referentiel) -> None:
    colours = [colour for cls in (Enjeu, Ambition) for colour in shown(delivered, cls)]

    assert min(contrast_on_white(colour) for colour in colours) >= 4.5
    assert all(row.colour is None for row in all_of(delivered, Ambition)), "their enjeu's, later"


@pytest.mark.parametrize("level", [Enjeu, Ambition])
@pytest.mark.parametrize("sight", ["all colours", "without red", "without green"])
def test_strategy_when_seen_by_anybody_then_its_colours_differ(
    delivered: Referentiel, level: type[Enjeu | Ambition], sight: str
) -> None:
    colours = [lab(colour, sight) for colour in shown(delivered, level)]

    # A difference of 2.3 is just seen side by side; apart on a page it takes several times more.
    assert min(distance(one, other) for one, other in combinations(colours, 2)) >= 15


# -------------------------------------------------------------------------------- people


def test_signatories_when_read_then_they_are_four_of_which_two_are_new(
    delivered: Referentiel,
) -> None:
    found = [
        (named(delivered, Institution, row.institution), row)
        for row in all_of(delivered, Signatory)
    ]

    assert [(spaced(place.name or ""), place.kind, row.is_new) for place, row in found] == [
        (
            "Communauté d'agglomération de Béthune-Bruay, Artois Lys Romane",
            InstitutionKind.EPCI,
            False,
        ),
        ("Caisse d'Allocations Familiales du Pas-de-Calais", InstitutionKind.CAF, False),
        ("Département du Pas-de-Calais", InstitutionKind.DEPARTEMENT, True),
        ("Mutualité Sociale Agricole Nord-Pas-de-Calais", InstitutionKind.MSA, True),
    ]
    reasons = [spaced(row.reason or "") for _, row in found]
    assert "seul cadre" in reasons[1]
    assert "Pacte des Solidarités Humaines" in reasons[2]
    assert "décline" in reasons[2]
    assert "politique globale d'action sanitaire et sociale" in reasons[3]
    for reason in reasons[2:]:
        assert "renforce un partenariat déjà à l'œuvre" in reason
        assert "(Contrat de Ville, Contrat Local de Santé)" in reason


CONTACTS = [
    (
        "Alexandre HERMANT",
        "Chef de Service Appui aux Politiques Sociales",
        "CABBALR",
        "Direction Cohésion Sociale et Santé",
        "alexandre.hermant@bethunebruay.fr",
        "06 42 21 52 47",
    ),
    (
        "Anne-Sophie BIOUT",
        "Chargée de mission en développement social / CTG",
        "CABBALR",
        "Service Appui aux Politiques Sociales",
        "annesophie.biout@bethunebruay.fr",
        "06 80 80 78 16",
    ),
    (
        "Brigitte THERACHE",
        "Chargée de mission petite enfance / CTG",
        "CABBALR",
        "Service Appui aux Politiques Sociales",
        "brigitte.therache@bethunebruay.fr",
        "07 85 02 85 41",
    ),
    (
        "Vanessa DUPUIS",
        "Chargée d'études Développement Sanitaire et Social sur les Territoires",
        "MSA",
        None,
        None,
        "03 20 00 20 87",
    ),
    (
        "Astrid COTTIGNY",
        "Directrice de la Maison du Département Solidarités de l'Artois",
        "Département du Pas-de-Calais",
        None,
        "cottigny.astrid@pasdecalais.fr",
        "03 59 41 90 05",
    ),
    (
        "Isabelle WOZNY",
        "Responsable de territoire",
        "CAF",
        "Antenne de Bruay-la-Buissière",
        "isabelle.wozny@caf62.caf.fr",
        "06 18 20 37 53",
    ),
    (
        "Clémence BOURET",
        "Responsable de territoire",
        "CAF",
        "Antenne de Béthune",
        "clemence.bouret@caf62.caf.fr",
        "06 13 63 60 00",
    ),
]


def test_contacts_when_read_then_the_seven_are_as_published(delivered: Referentiel) -> None:
    found = []
    for row in all_of(delivered, Contact):
        place = named(delivered, Institution, row.institution)
        phone = row.mobile or row.landline
        found.append(
            (
                row.name,
                spaced(row.function or ""),
                place.acronym or place.name,
                row.service,
                row.email,
                phone,
            )
        )

    assert found == CONTACTS


def test_contacts_when_read_then_each_has_a_source_and_no_date_of_check(
    delivered: Referentiel,
) -> None:
    found = all_of(delivered, Contact)

    assert all(row.source for row in found)
    assert all(row.verified_on is None for row in found)
    assert all(row.active and row.origin is Origin.REFERENTIEL for row in found)


def test_phones_when_read_then_mobiles_are_told_from_landlines(delivered: Referentiel) -> None:
    found = all_of(delivered, Contact)

    assert all(row.mobile.startswith(("06", "07")) for row in found if row.mobile)
    assert all(row.landline.startswith("03") for row in found if row.landline)


# ----------------------------------------------------------------------------- structures


def test_structures_when_read_then_they_are_a_hundred_and_four(delivered: Referentiel) -> None:
    kinds = Counter(row.kind for row in all_of(delivered, Territoire))

    assert kinds == {
        TerritoireKind.AGGLOMERATION: 1,
        TerritoireKind.SIVOM: 3,
        TerritoireKind.COMMUNE: 100,
    }


def test_structures_when_read_then_each_has_its_own_three_letters(delivered: Referentiel) -> None:
    codes = [row.code or "" for row in all_of(delivered, Territoire)]

    assert len(set(codes)) == 104
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in codes)


def test_structures_when_read_then_the_known_ones_are_as_published(delivered: Referentiel) -> None:
    found = {row.code: row for row in all_of(delivered, Territoire)}

    assert found["AGG"].siren == "200072460"
    assert [found[code].name for code in ("BET", "BRU")] == ["Béthune", "Bruay-la-Buissière"]
    bethune = found["BET"]
    assert (bethune.insee, bethune.siren, bethune.postal_codes) == ("62119", "216209106", "62400")
    assert (bethune.population, bethune.total_population) == (25342, 25679)
    assert bethune.population_year == 2026
    assert (bethune.longitude, bethune.latitude) == (Decimal("2.643"), Decimal("50.529"))
    assert [spaced(found[code].name or "") for code in ("SBR", "SBE", "SAR")] == [
        "SIVOM du Bruaysis",
        "SIVOM du Béthunois",
        "SIVOM de l'Artois",
    ]


def test_communes_when_read_then_names_and_figures_are_those_of_the_source(
    delivered: Referentiel,
) -> None:
    lines = resources.path("communes.csv").read_text(encoding="utf-8").splitlines()[1:]
    communes = {row.insee: row for row in all_of(delivered, Territoire) if row.insee}

    assert len(lines) == len(communes) == 100
    for line in lines:
        insee, siren, name, postal, population, total, longitude, latitude, *_ = line.split(",")
        row = communes[insee]
        assert (row.siren, row.name, row.postal_codes) == (siren, name, postal)
        assert (row.population, row.total_population) == (int(population), int(total))
        assert (row.longitude, row.latitude) == (Decimal(longitude), Decimal(latitude))


def test_communes_when_read_then_their_identity_never_changes(delivered: Referentiel) -> None:
    bethune = next(row for row in all_of(delivered, Territoire) if row.insee == "62119")

    assert bethune.id == "217f4144-ddf0-5408-a4fd-0637ef57b0c3"


def test_engagements_when_read_then_the_three_sivom_alone_are_known(
    delivered: Referentiel,
) -> None:
    found = all_of(delivered, Engagement)

    assert {named(delivered, Territoire, row.territoire).code for row in found} == {
        "SBR",
        "SBE",
        "SAR",
    }
    assert {row.status for row in found} == {EngagementStatus.DELIBERATION}
    assert all(row.deliberated_on is None and row.number is None for row in found)


@pytest.mark.parametrize("cls", [Membership, Coordination, FicheCadre])
def test_unknown_facts_when_read_then_nothing_stands_for_them(
    delivered: Referentiel, cls: type[Entity]
) -> None:
    assert all_of(delivered, cls) == []


# ----------------------------------------------------------------------------------- lists


def test_thematiques_when_read_then_they_are_the_fourteen(delivered: Referentiel) -> None:
    found = all_of(delivered, Thematique)

    assert [row.label for row in found] == [
        "Petite enfance",
        "Enfance",
        "Jeunesse",
        "Parentalité",
        "Animation de la vie sociale",
        "Accès aux droits",
        "Inclusion numérique",
        "Logement et cadre de vie",
        "Handicap et inclusion",
        "Santé",
        "Insertion et mobilité",
        "Seniors",
        "Service public de la petite enfance",
        "Gouvernance et coordination",
    ]
    assert all(row.active for row in found)


def test_publics_when_read_then_they_are_the_twelve(delivered: Referentiel) -> None:
    found = all_of(delivered, Public)

    assert [(row.label or "").lower() for row in found] == [
        "0-3 ans",
        "3-6 ans",
        "6-11 ans",
        "11-17 ans",
        "18-25 ans",
        "parents et futurs parents",
        "familles",
        "habitants",
        "seniors",
        "personnes en situation de handicap",
        "professionnels",
        "élus",
    ]
    assert all(row.active for row in found)


# ------------------------------------------------------------------------------ the whole


def test_identities_when_read_then_each_is_a_uuid_and_none_is_doubled(
    delivered: Referentiel,
) -> None:
    ids = [row.id for row in delivered.rows]

    assert len(set(ids)) == len(ids)
    assert [row_id for row_id in ids if str(UUID(row_id)) != row_id] == []


def test_texts_when_read_then_french_typography_is_already_right(delivered: Referentiel) -> None:
    typed = {Kind.TEXT, Kind.LONG_TEXT}
    texts = [
        text
        for row in delivered.entities()
        for spec in row.TYPE.fields.values()
        if spec.kind in typed and (text := getattr(row, spec.name))
    ]

    assert [text for text in texts if typeset(text) != text] == []
    assert [text for text in texts if "'" in text or "..." in text or "C.A.F" in text] == []


def test_issuer_when_read_then_nobody_is_pretended_to_have_issued_it(
    convention: Convention,
) -> None:
    assert convention.version == 2
    assert convention.issued_on == date(2026, 11, 30)
    assert convention.issuer is None


def test_word_when_read_then_nobody_is_made_to_say_anything(convention: Convention) -> None:
    assert (convention.word, convention.word_author) == (None, None)


def test_sources_when_read_then_each_origin_and_the_licence_are_named() -> None:
    text = resources.path("SOURCES.md").read_text(encoding="utf-8")

    assert [
        word
        for word in ("Licence Ouverte", "INSEE", "DGCL", "La Poste", "IGN", "2026 edition")
        if word not in text
    ] == []


# ------------------------------------------------------------------------- colour arithmetic

# Matrices of Machado, Oliveira and Fernandes (2009), severity 1.
_SIGHTS = {
    "all colours": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "without red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "without green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def linear(colour: str) -> list[float]:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]


def contrast_on_white(colour: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    red, green, blue = linear(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    """Return the colour in CIE L*a*b*, as an eye sees it."""
    seen = [
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear(colour), strict=True))))
        for row in _SIGHTS[sight]
    ]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        root(sum(a * b for a, b in zip(row, seen, strict=True)) / full)
        for row, full in zip(to_xyz, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def root(share: float) -> float:
    return float(share ** (1 / 3)) if share > 0.008856 else 7.787 * share + 16 / 116


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the difference of two colours (CIE 1976)."""
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)
