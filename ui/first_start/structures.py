"""The structures that one may work for, and finding one as one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctg_desktop.domain.folding import fold, sort_key

if TYPE_CHECKING:
    from ctg_desktop.referentiel.content import Referentiel

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class DeliveredStructure:
    """A structure of the delivered convention: its row's identity, its name, what else tells it."""

    id: str
    name: str
    detail: str
    code: str

    @property
    def words(self) -> str:
        """What the list shows."""
        return f"{self.name} – {self.detail}" if self.detail else self.name


@dataclass(frozen=True, slots=True)
class Delivered:
    """The convention that comes with the program, and its structures in French order."""

    referentiel: Referentiel
    choices: tuple[DeliveredStructure, ...]


def delivered() -> Delivered:
    """Read the delivered convention; takes a moment, so away from the interface thread."""
    from ctg_desktop.domain.choices import TerritoireKind
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.referentiel.settling import STRUCTURES, reader_of
    from ctg_desktop.referentiel.shipped import shipped_referentiel

    referentiel = shipped_referentiel()
    choices = [
        DeliveredStructure(
            row.id,
            row.name or "",
            # The name of the others says what they are.
            f"commune, {row.insee}" if row.kind is TerritoireKind.COMMUNE else "",
            row.insee or row.siren or row.code or "",
        )
        for row in reader_of(referentiel).rows(Territoire)
        if row.kind in STRUCTURES
    ]
    return Delivered(referentiel, tuple(sorted(choices, key=lambda each: sort_key(each.name))))


def found(choices: Sequence[DeliveredStructure], typed: str) -> list[DeliveredStructure]:
    """Return the structures that a text may mean, the likeliest first.

    Each word of the text begins a word of the name, or it is a code. Case, accents, hyphens and
    œ do not count.
    """
    words = fold(typed).split()
    if not words:
        return list(choices)
    kept = [each for each in choices if _means(each, words)]
    start = " ".join(words)
    return sorted(kept, key=lambda each: not fold(each.name).startswith(start))


def meant(choices: Sequence[DeliveredStructure], typed: str) -> DeliveredStructure | None:
    """Return the one structure that a text names: by its whole name, its code, or alone."""
    if not fold(typed):
        return None
    exact = [each for each in choices if fold(typed) in (fold(each.name), fold(each.code))]
    candidates = exact or found(choices, typed)
    return candidates[0] if len(candidates) == 1 else None


def _means(choice: DeliveredStructure, words: Sequence[str]) -> bool:
    names = [*fold(choice.name).split(), choice.code.casefold()]
    return all(any(name.startswith(word) for name in names) for word in words)
