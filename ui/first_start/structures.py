"""The structures that one may work for, and finding one as one types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.searching import Sought, spelt
from ctg_desktop.errors import RuleError

if TYPE_CHECKING:
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.referentiel.content import Referentiel

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ProposedStructure:
    """A structure of the convention: its row's identity, its name, what else tells it."""

    id: str
    name: str
    detail: str
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """What the list shows."""
        return f"{self.name} – {self.detail}" if self.detail else self.name


@dataclass(frozen=True, slots=True)
class Proposed:
    """A convention that a folder can be made for, and its structures in French order.

    `file` is the one it was read from; None for the convention that comes with the program.
    """

    referentiel: Referentiel
    choices: tuple[ProposedStructure, ...]
    file: Path | None = None


def proposed(file: Path | None = None) -> Proposed:
    """Read a convention, the delivered one unless a file is given; away from the interface thread.

    Raises:
        FileFormatError: the file cannot be used; the sentence names the line and the key.
        RuleError: it names no structure that could hold a folder.
    """
    from ctg_desktop.domain.choices import STRUCTURES
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.referentiel.reading import read
    from ctg_desktop.referentiel.settling import reader_of
    from ctg_desktop.referentiel.shipped import shipped_referentiel

    referentiel = shipped_referentiel() if file is None else read(file)
    rows = reader_of(referentiel).rows(Territoire)
    choices = choices_of(row for row in rows if row.kind in STRUCTURES)
    if not choices:
        raise RuleError(
            "Ce référentiel ne nomme ni commune, ni SIVOM, ni agglomération : personne ne pourrait "
            "y tenir de dossier. Ajoutez-les, sous [[territoires]] ou dans un fichier de communes."
        )
    return Proposed(referentiel, choices, file)


def choices_of(rows: Iterable[Territoire]) -> tuple[ProposedStructure, ...]:
    """Return structures as one chooses among them, in French order."""
    from ctg_desktop.domain.choices import TerritoireKind
    from ctg_desktop.services.naming import handles

    choices = [
        ProposedStructure(
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


def found(choices: Sequence[ProposedStructure], typed: str) -> list[ProposedStructure]:
    """Return the structures that a text may mean, those whose name or code begins so first.

    Each word of the text begins a word of the name, or it is a code. Case, accents, hyphens, œ
    and abbreviations do not count.
    """
    sought, start = Sought.of(typed), spelt(typed)
    kept = [each for each in choices if sought.is_in(" ".join(each.names))]
    return sorted(kept, key=lambda each: not any(name.startswith(start) for name in each.names))


def meant(choices: Sequence[ProposedStructure], typed: str) -> list[ProposedStructure]:
    """Return the structures that a text names: by a whole name or code, or as the only one."""
    wanted = spelt(typed)
    if not wanted:
        return []
    exact = [each for each in choices if wanted in each.names]
    candidates = exact or found(choices, typed)
    return candidates if exact or len(candidates) == 1 else []
