"""Names of people as they are typed: « Mme Marie de la Tour », « DUPONT Jean-Luc ».

A name that is an organisation's, or of two people, is told from that of a person.
"""

from __future__ import annotations

import re

from ctg_desktop.domain.folding import fold

_CIVILITIES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr"})
_PARTICLES = frozenset(
    ("d", "de", "del", "della", "den", "der", "des", "di", "dos", "du", "la", "le", "van", "von")
)
_ARTICLES = frozenset(("l", "la", "le", "les"))
_MOST_WORDS = 6
"""More words than these are no name of a person."""

_BEGIN_ORGANISATIONS = frozenset(
    """
    accueil agence antenne amicale asbl atelier bureau cabinet caisse cellule centre cinema club
    collectif college comite commission conseil creche direction ecole entreprise equipe espace
    federation fondation foyer groupe halte hopital inspection institut lycee maison
    mediatheque ministere mission multi office ordre paroisse pole prefecture reseau relais
    residence secretariat secteur societe sous structure theatre tiers union universite ville
    """.split()  # noqa: SIM905 - sixty words are read as a text
)
"""What organisations are first of all, and a few families are called."""

_ORGANISATIONS = frozenset(
    """
    agglomeration ahnac alsh apei association associations bibliotheque caf carsat ccas cias clas
    clic cmp cnfpt collectivite commune communes communaute cpam cabbalr csc departement drac
    eaje ehpad epci esat etat evs intercommunalite laep ludotheque mairie mam mds mjc msa
    municipalite pmi region rpe sarl service services sivom sivu syndicat ufcv
    """.split()  # noqa: SIM905 - sixty words are read as a text
)
"""What no family is called."""


def without_civility(text: str) -> str:
    """Return a name without « M. », « Mme »… before it, where a name is left."""
    first, _, rest = text.strip().partition(" ")
    while fold(first) in _CIVILITIES and fold(rest):
        text = rest.strip()
        first, _, rest = text.partition(" ")
    return text


def is_organisation(text: str) -> bool:
    """Whether a text reads as the name of an organisation, whoever knows it."""
    words = fold(text).split()
    while words and words[0] in _ARTICLES:
        del words[0]
    return len(words) > _MOST_WORDS or any(
        word in _ORGANISATIONS
        or (at == 0 and word in _BEGIN_ORGANISATIONS)
        or any(sign.isdigit() for sign in word)
        for at, word in enumerate(words)
    )


def are_several(text: str) -> bool:
    """Whether a text names more than one person."""
    return bool(re.search(r"[&/+;,]|\b(?:et|ou)\b", text, re.IGNORECASE))


def split_name(text: str) -> tuple[str | None, str]:
    """Split « Prénom NOM » in any order: capitals tell the family name, else it comes last.

    The particles before it belong to it: « Marie de la Tour ».
    """
    words = without_civility(text).split()
    is_family = [bool(re.search(r"[^\W\d_]{2}", word)) and word == word.upper() for word in words]
    for at in range(1, len(words)):  # « DE A »: what follows a particle in capitals is with it
        is_with = is_family[at - 1] and fold(words[at - 1]) in _PARTICLES
        is_family[at] |= is_with and words[at] == words[at].upper()
    if all(is_family) or not any(is_family):
        is_family = [word is words[-1] for word in words]
    given = [word for word, family in zip(words, is_family, strict=True) if not family]
    family = [word for word, family in zip(words, is_family, strict=True) if family]
    while given and fold(given[-1]) in _PARTICLES:
        family.insert(0, given.pop())
    while given and fold(given[0]) in _CIVILITIES:  # « DUPONT Mme »
        del given[0]
    return " ".join(given) or None, " ".join(family)
