"""How the two levels of the strategy are called: that is data of the convention."""

from __future__ import annotations

from typing import NamedTuple

from ctg_desktop.domain.convention import Ambition, Convention, Enjeu

TITLE_TO_COME = "intitulé à compléter"


class Levels(NamedTuple):
    """The names of the two levels, in lower case: « enjeu », « ambition », « axe »."""

    enjeu: str
    enjeux: str
    ambition: str
    ambitions: str

    def enjeu_label(self, enjeu: Enjeu) -> str:
        """Return « Enjeu 1 »."""
        return _label(self.enjeu, enjeu.number)

    def ambition_label(self, ambition: Ambition) -> str:
        """Return « Ambition 3 »."""
        return _label(self.ambition, ambition.number)

    def enjeu_title(self, enjeu: Enjeu) -> str:
        """Return « Enjeu 1 · Grandir », or what says that the title is still to come."""
        return f"{self.enjeu_label(enjeu)} · {enjeu.title or TITLE_TO_COME}"

    def ambition_title(self, ambition: Ambition) -> str:
        """Return « Ambition 3 · Accueillir », or what says that the title is still to come."""
        return f"{self.ambition_label(ambition)} · {ambition.title or TITLE_TO_COME}"


def levels_of(convention: Convention) -> Levels:
    """Return the names that a convention gives; an « s » makes the plurals that it leaves out."""
    enjeu = convention.level1_singular or "enjeu"
    ambition = convention.level2_singular or "ambition"
    return Levels(
        enjeu,
        convention.level1_plural or ("enjeux" if enjeu == "enjeu" else f"{enjeu}s"),
        ambition,
        convention.level2_plural or f"{ambition}s",
    )


def _label(name: str, number: str | None) -> str:
    return f"{name[:1].upper()}{name[1:]} {number or ''}".rstrip()
