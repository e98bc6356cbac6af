"""The two levels of the strategy: how the convention calls them, and their colours.

The descriptions of entities are the same for the whole program, and so are the words in which they
speak of the levels: those of the convention of the folder that is open, which `speak` tells them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ctg_desktop.domain import level_words
from ctg_desktop.domain.colours import mixed
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.level_words import USUAL, Noun
from ctg_desktop.typography import NO_BREAK, capitalised

_names: tuple[Noun, Noun] = USUAL
_written: list[tuple[Any, str, str]] = []
"""Each sentence of a description that names a level: whose it is, its attribute, as written."""


def spoken() -> tuple[Noun, Noun]:
    """Return the names of the levels, as the program says them now."""
    return _names


def worded(text: str) -> str:
    """Return a sentence of the program in the words of the convention (`level_words.worded`)."""
    return level_words.worded(text, _names)


def speak(convention: Convention | None) -> bool:
    """Have every description and sentence say the levels as a convention calls them.

    Without one, or where it gives no name, they are called as usual. Return whether any name
    changed.
    """
    global _names  # noqa: PLW0603 - beside the descriptions, which are the program's as well
    names = USUAL if convention is None else (_noun(convention, 0), _noun(convention, 1))
    if names == _names:
        return False
    _names = names
    if not _written:
        _written.extend(_sentences())
    for owner, attribute, text in _written:
        object.__setattr__(owner, attribute, level_words.worded(text, names))
    for kind, noun in zip((Enjeu.TYPE, Ambition.TYPE), names, strict=True):
        object.__setattr__(kind, "is_feminine", noun.is_feminine)
    return True


def own_keys(kind: EntityType) -> dict[str, str]:
    """Return the keys that name a level, in the convention's words: `objectif` for `ambition`.

    One that another field bears stays that field's.
    """
    keys = [spec.key for spec in kind.fields.values()]
    own = {_own_key(key): key for key in keys}
    return {word: key for word, key in own.items() if word != key and word not in keys}


def own_key(typed: str, keys: Iterable[str]) -> str:
    """Return the key that a word means: itself, or the level that the convention calls so."""
    known = set(keys)
    return typed if typed in known else next((k for k in known if _own_key(k) == typed), typed)


def _own_key(key: str) -> str:
    return fold(worded(key.replace("_", " "))).replace(" ", "_")


def usual_label(kind: EntityType) -> str:
    """Return the name of an entity while no convention calls it otherwise."""
    told = (text for owner, name, text in _written if owner is kind and name == "label")
    return next(told, kind.label)


def _noun(convention: Convention, level: int) -> Noun:
    singular = (convention.level1_singular, convention.level2_singular)[level]
    plural = (convention.level1_plural, convention.level2_plural)[level]
    if not singular:
        return USUAL[level]
    return Noun(singular, plural or f"{singular}s")


def _sentences() -> Iterator[tuple[Any, str, str]]:
    for kind in entity_types():
        for owner, attributes in (
            (kind, ("label", "plural", "summary", "group")),
            *((spec, ("label", "help")) for spec in kind.fields.values()),
        ):
            for name in attributes:
                text = getattr(owner, name)
                if level_words.worded(text, _MARKED) != text:
                    yield owner, name, text


_MARKED = (Noun("x", "x"), Noun("x", "x"))
"""Names of no level, which tell where a level is named."""


def level_name(convention: Convention, *, first: bool) -> str:
    """Return the name of a level as it stands in a sentence: « ambition »."""
    name = convention.level1_singular if first else convention.level2_singular
    return name or f"niveau{NO_BREAK}{1 if first else 2}"


def level_plural(convention: Convention, *, first: bool) -> str:
    """Return the plural name of a level, as it stands in a sentence: « ambitions »."""
    name = convention.level1_plural if first else convention.level2_plural
    return name or f"niveaux{NO_BREAK}{1 if first else 2}"


def level_label(convention: Convention, row: Enjeu | Ambition) -> str:
    """Return the name of a level and the row's number: « Ambition 3 »."""
    name = level_name(convention, first=isinstance(row, Enjeu))
    return f"{capitalised(name)} {row.number or ''}".rstrip()


def cited_level(convention: Convention, row: Enjeu | Ambition) -> str:
    """Return the label of a level, which tells when it is gone: « Ambition 3 (retirée) »."""
    return row.marked(level_label(convention, row))


def colour_of(ambition: Ambition | None, enjeu: Enjeu | None, otherwise: str) -> str:
    """Return the colour that stands for an ambition, or for an enjeu if no ambition is given.

    It is its own where its owner chose one, else a shade of its enjeu's, else that of its place
    among the ambitions.
    """
    if ambition is None:
        return (enjeu.colour if enjeu else None) or otherwise
    if ambition.colour:
        return ambition.colour
    at = max(ambition.order or 1, 1) - 1
    if enjeu is None:
        return _PALETTE[at % len(_PALETTE)]
    if not enjeu.colour:
        return otherwise
    ground, share = _SHADES[at % len(_SHADES)]
    return mixed(enjeu.colour, ground, share)


_PALETTE = (
    *("#1f6fb5", "#a35200", "#103840", "#b0206a"),
    *("#237b8c", "#5b2a86", "#6b4f3a", "#2b1a4a"),
)
"""Colours of ambitions of no known enjeu; each reads on white."""

_SHADES = (("#ffffff", 1.0), ("#ffffff", 0.72), ("#000000", 0.7), ("#ffffff", 0.55))
"""What the colour of an enjeu is mixed with, and how much of it is left, for one ambition each."""
