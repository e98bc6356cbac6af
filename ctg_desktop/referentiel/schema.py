"""What a référentiel file may hold: its tables, their keys, and what identifies a row."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID, uuid5

from ctg_desktop.domain.changes import canonical
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import EntityType, FieldSpec

ID = "id"
"""The key of a row's identity; without it, the identity is derived from the row's names."""

WITHDRAWN = "supprime"
"""The key that withdraws a row."""

SEAL = "sceau"
"""The key of the convention that tells where the file comes from (`domain.publishing.line_of`)."""

COMMUNES = "communes"
"""The key at the top of the file that names a table of communes (CSV)."""

COMMUNE_COLUMNS: Mapping[str, str] = MappingProxyType({"code_insee": "insee"})
"""Columns of a table of communes that bear another name than the key, as INSEE calls them."""

CONVENTION = "convention"
TERRITOIRE = "territoire"

ISSUER = "issuer"
"""The field that names who issued a référentiel; empty in the one that is delivered."""

ORIGIN = "origin"
"""The field that tells a row of the référentiel from one that a structure recorded itself."""

TABLES: Mapping[str, EntityType] = MappingProxyType(
    {kind.key: kind for kind in entity_types() if kind.reference_data}
)
"""The tables of the file, by their key, those that others point to first."""

_COMMUNES_NAMESPACE = UUID("0d3a5c7e-5a0f-4d5e-9a5f-3e1c2b7d6f48")
"""Never to be changed: the identity of a commune is derived from it and its INSEE code."""

_CONVENTIONS_NAMESPACE = UUID("c2b1f0de-6a54-4f0b-8d1e-95f4a7c3e210")
"""Never to be changed: the identity of a convention that bears none is derived from it."""

DATED = ("version", "issued_on")
"""Fields of the convention that the file must fill in, beside those that are always needed."""


def keys(kind: EntityType) -> Mapping[str, FieldSpec]:
    """Return the keys that a row of the table may have, with their fields."""
    return {
        spec.key: spec for spec in kind.fields.values() if spec.issued and spec.target != CONVENTION
    }


def identifying(kind: EntityType) -> tuple[FieldSpec, ...]:
    """Return the fields that name a row of the table; none for the convention."""
    return tuple(kind.fields[name] for name in kind.identified_by)


def convention_id(siren: str, years: tuple[object, object]) -> str:
    """Return the identity of a convention that bears none, equal on every site.

    It comes from the SIREN of who issues it, and from its first and last year.
    """
    return str(uuid5(_CONVENTIONS_NAMESPACE, canonical([siren, *years]).decode()))


def derived_id(convention: str, kind: EntityType, values: Mapping[str, object]) -> str | None:
    """Return the identity of a row that bears none, equal on every site that reads the file.

    A commune's comes from its INSEE code, the same in every convention; the others' from the
    convention and from what names the row. None when nothing names it.
    """
    if kind.name == TERRITOIRE and values.get("insee"):
        return str(uuid5(_COMMUNES_NAMESPACE, str(values["insee"])))
    named = [values.get(spec.name) for spec in identifying(kind)]
    if not any(named):
        return None
    return str(uuid5(UUID(convention), canonical([kind.name, *named]).decode()))
