"""Référentiel files to read: the delivered one, the invented one, and small ones made to fail."""

from pathlib import Path
from typing import TypeVar

import resources
from ctg_desktop.domain.fields import Entity
from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.reading import read

E = TypeVar("E", bound=Entity)

DELIVERED = resources.path("referentiel", "ctg_2026_2030.toml")
INVENTED = Path(__file__).parents[1] / "data" / "referentiel" / "trois_vaux.toml"

SMALL = """\
[convention]
id = "7f3c1a52-0d3e-4b7a-9c54-1d2e3f405162"
version = 1
emis_le = 2027-01-15
intitule = "Convention d’essai"
annee_debut = 2027
annee_fin = 2031
"""
"""Seven lines: what is added to it begins at line 8."""


def written(folder: Path, text: str, name: str = "essai.toml") -> Path:
    """Write a référentiel file and return where it is."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def small(folder: Path, more: str = "", *, version: int = 1) -> Referentiel:
    """Read the small référentiel, with more tables and another version."""
    text = SMALL.replace("version = 1", f"version = {version}") + more
    return read(written(folder, text))


def spaced(sentence: str) -> str:
    """Return a sentence with ordinary spaces and apostrophes, as it is easily typed."""
    return sentence.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def all_of(referentiel: Referentiel, cls: type[E]) -> list[E]:
    return [row for row in referentiel.entities() if isinstance(row, cls)]


def named(referentiel: Referentiel, cls: type[E], row_id: str | None) -> E:
    return next(row for row in all_of(referentiel, cls) if row.id == row_id)
