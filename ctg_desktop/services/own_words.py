"""The words that this convention uses and no dictionary has: its places, people, bodies, titles."""

from __future__ import annotations

from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import Kind
from ctg_desktop.ports import Reader
from ctg_desktop.spelling import words_of


def names_words(reader: Reader) -> frozenset[str]:
    """Return the words of every name and title of the référentiel, in small letters."""
    return frozenset(
        word
        for kind in entity_types()
        if kind.reference_data
        for row in reader.rows(kind.cls)
        for spec in kind.fields.values()
        if spec.kind is Kind.TEXT
        for word in words_of(getattr(row, spec.name) or "")
    )


NAMING = frozenset(kind.name for kind in entity_types() if kind.reference_data)
"""The entities whose rows bear those names."""
