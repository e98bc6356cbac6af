"""How the program's own sentences call the two levels of the strategy.

They are written with the usual names, « enjeu » and « ambition »; `worded` sets those of a
convention in their place, with the articles and agreements that these ask for. What people typed
never goes through it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ctg_desktop.domain.folding import fold
from ctg_desktop.typography import NARROW, NO_BREAK, capitalised

_SILENT = frozenset("aeiouyh")
"""Letters, without accents, before which an article loses its vowel."""

_FEMININE = frozenset(("cible", "demarche", "fiche", "ligne", "piste", "rubrique", "tache", "voie"))
"""Words of the field that no ending tells."""
_FEMININE_ENDS = ("tion", "sion", "te", "ee", "ence", "ance", "ique", "ure", "ette", "ie")
_MASCULINE = frozenset(("pacte", "contexte", "texte", "acte", "programme"))
"""Words that have such an ending all the same."""


@dataclass(frozen=True, slots=True)
class Noun:
    """The name of a level, as it stands in a sentence."""

    singular: str
    plural: str

    @property
    def is_feminine(self) -> bool:
        """Whether it is feminine: by a list of usual words, else by its ending."""
        head = (fold(self.singular).split() or [""])[0]
        return head in _FEMININE or (head not in _MASCULINE and head.endswith(_FEMININE_ENDS))

    @property
    def is_elided(self) -> bool:
        """Whether an article loses its vowel before it: « l’axe »."""
        return fold(self.singular)[:1] in _SILENT


USUAL = (Noun("enjeu", "enjeux"), Noun("ambition", "ambitions"))
"""The names of the levels while no convention gives others."""

_FORMS = (
    # Before a vowel, masculine then feminine; before a consonant, masculine then feminine.
    ("de l’", "de l’", "du ", "de la "),
    ("à l’", "à l’", "au ", "à la "),
    ("l’un des ", "l’une des ", "l’un des ", "l’une des "),
    ("le même ", "la même ", "le même ", "la même "),
    ("le premier ", "la première ", "le premier ", "la première "),
    ("d’un ", "d’une ", "d’un ", "d’une "),
    ("un nouvel ", "une nouvelle ", "un nouveau ", "une nouvelle "),
    ("nouvel ", "nouvelle ", "nouveau ", "nouvelle "),
    ("aucun ", "aucune ", "aucun ", "aucune "),
    ("quel ", "quelle ", "quel ", "quelle "),
    ("cet ", "cette ", "ce ", "cette "),
    ("son ", "son ", "son ", "sa "),
    ("un ", "une ", "un ", "une "),
    ("l’", "l’", "le ", "la "),
    ("d’", "d’", "de ", "de "),
)
"""What may stand before the name of a level, and changes with it."""

_AGREEING = ("principal", "précisé", "retiré", "ajouté", "connu", "choisi")
"""What may stand behind it, without the mark of the feminine."""

_BEFORE = "|".join(sorted({re.escape(form) for forms in _FORMS for form in forms}, key=len)[::-1])
_NAME = re.compile(
    rf"(?<!«[ {NO_BREAK}{NARROW}])(?<![\w-])(?P<before>{_BEFORE})?(?<![\w-])"
    r"(?P<name>ambitions|ambition|enjeux|enjeu)(?!\w)"
    rf"(?P<after>[ {NO_BREAK}](?:{'|'.join(_AGREEING)})e?s?(?!\w))?",
    re.IGNORECASE,
)
"""A name of a level; alone between quotation marks, or behind hyphens, it is a key."""


def worded(text: str, names: tuple[Noun, Noun]) -> str:
    """Return a sentence of the program with these names of the levels in place of the usual."""
    if names == USUAL:
        return text
    return _NAME.sub(lambda found: _set(found, names), text)


def _set(found: re.Match[str], names: tuple[Noun, Noun]) -> str:
    written, before, after = found["name"], found["before"] or "", found["after"] or ""
    usual = USUAL[0] if written.lower().startswith("enjeu") else USUAL[1]
    noun = names[USUAL.index(usual)]
    is_plural = written.lower() == usual.plural
    name = noun.plural if is_plural else noun.singular
    if after and noun.is_feminine != usual.is_feminine:
        mark = "s" if after.endswith("s") else ""
        bare = after.removesuffix("s").removesuffix("e")
        after = f"{bare}{'e' if noun.is_feminine else ''}{mark}"
    told = _article(before, usual, noun) if before else ""
    is_capital = (before or written)[0].isupper()
    said = f"{told}{name}"
    return f"{capitalised(said) if is_capital else said}{after}"


def _article(before: str, usual: Noun, noun: Noun) -> str:
    at = 2 * (not usual.is_elided) + usual.is_feminine
    wanted = 2 * (not noun.is_elided) + noun.is_feminine
    return next((forms[wanted] for forms in _FORMS if forms[at] == before.lower()), before)
