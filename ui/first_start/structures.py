"""The structures that one may work for, and finding one as one types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.searching import Sought, spelt

if TYPE_CHECKING:
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.referentiel.content import Referentiel

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class DeliveredStructure:
    """A structure of the delivered convention: its row's identity, its name, what else tells it."""

    id: str
    name: str
    detail: str
    names: tuple[str, ...]

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
    from ctg_desktop.domain.choices import STRUCTURES
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.referentiel.settling import reader_of
    from ctg_desktop.referentiel.shipped import shipped_referentiel

    referentiel = shipped_referentiel()
    rows = reader_of(referentiel).rows(Territoire)
    return Delivered(referentiel, choices_of(row for row in rows if row.kind in STRUCTURES))


def choices_of(rows: Iterable[Territoire]) -> tuple[DeliveredStructure, ...]:
    """Return structures as one chooses among them, in French order."""
    from ctg_desktop.domain.choices import TerritoireKind
    from ctg_desktop.services.naming import handles

    choices = [
        DeliveredStructure(
            row.id,
            row.name or "",
            # The name of the others says what they are.
            _codes(row) if row.kind is TerritoireKind.COMMUNE else "",
            tuple(each.key for each in handles(row)),
        )
        for row in rows
    ]
    return tuple(sorted(choices, key=lambda each: sort_key(each.name)))


def _codes(commune: Territoire) -> str:
    postal = f", code postal {commune.postal_codes}" if commune.postal_codes else ""
    return f"commune, INSEE {commune.insee}{postal}"


def found(choices: Sequence[DeliveredStructure], typed: str) -> list[DeliveredStructure]:
    """Return the structures that a text may mean, those whose name or code begins so first.

    Each word of the text begins a word of the name, or it is a code. Case, accents, hyphens, œ
    and abbreviations do not count.
    """
    sought, start = Sought.of(typed), spelt(typed)
    kept = [each for each in choices if sought.is_in(" ".join(each.names))]
    return sorted(kept, key=lambda each: not any(name.startswith(start) for name in each.names))


def meant(choices: Sequence[DeliveredStructure], typed: str) -> list[DeliveredStructure]:
    """Return the structures that a text names: by a whole name or code, or as the only one."""
    wanted = spelt(typed)
    if not wanted:
        return []
    exact = [each for each in choices if wanted in each.names]
    candidates = exact or found(choices, typed)
    return candidates if exact or len(candidates) == 1 else []
