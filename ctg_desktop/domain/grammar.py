"""The name of an entity within a French sentence: articles, agreement, elision."""

from __future__ import annotations

from ctg_desktop.domain.fields import EntityType
from ctg_desktop.typography import lowered

_SILENT = frozenset("aâàeéèêëiîïoôuùûœæh")
"""Letters before which an article loses its vowel; no entity's name begins with an aspirate h."""


def agreed(kind: EntityType, word: str) -> str:
    """Make an adjective or « un » agree with the entity's name (`ajouté` → `ajoutée`).

    Of several words it is the first that agrees: `mis à la corbeille` → `mise à la corbeille`.
    """
    first, space, rest = word.partition(" ")
    return f"{first}e{space}{rest}" if kind.is_feminine else word


def done_to(kind: EntityType, participle: str) -> str:
    """Name a gesture: « Étape ajoutée »."""
    return f"{kind.label} {agreed(kind, participle)}"


def one(kind: EntityType) -> str:
    """Return « une étape », « un contact »."""
    return f"{agreed(kind, 'un')} {lowered(kind.label)}"


def new(kind: EntityType) -> str:
    """Return « nouvelle étape », « nouvel enjeu », « nouveau contact »."""
    name = lowered(kind.label)
    if kind.is_feminine:
        return f"nouvelle {name}"
    return f"nouvel {name}" if name[:1] in _SILENT else f"nouveau {name}"


def the(kind: EntityType) -> str:
    """Return « l’étape », « le contact », « la mesure »."""
    name = lowered(kind.label)
    if name[:1] in _SILENT:
        return f"l’{name}"
    return f"la {name}" if kind.is_feminine else f"le {name}"


def this(kind: EntityType) -> str:
    """Return « cette étape », « cet enjeu », « ce contact »."""
    name = lowered(kind.label)
    if kind.is_feminine:
        return f"cette {name}"
    return f"cet {name}" if name[:1] in _SILENT else f"ce {name}"


def that(kind: EntityType) -> str:
    """Return « celle » or « celui »."""
    return "celle" if kind.is_feminine else "celui"


def to_which(kind: EntityType) -> str:
    """Return « à laquelle » or « auquel »."""
    return "à laquelle" if kind.is_feminine else "auquel"


def of(name: str) -> str:
    """Return « de structure », « d’employeur »."""
    return f"d’{name}" if name[:1] in _SILENT else f"de {name}"


def it(kind: EntityType) -> str:
    """Return « la » or « le », which stands for the entity beside a verb."""
    return "la" if kind.is_feminine else "le"


def pronoun(kind: EntityType) -> str:
    """Return « elle » or « il »."""
    return "elle" if kind.is_feminine else "il"
