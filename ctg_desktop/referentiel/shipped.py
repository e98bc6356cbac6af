"""The convention that is delivered with the program."""

from __future__ import annotations

from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.reading import read
from resources import path as resource

SHIPPED = ("referentiel", "ctg_2026_2030.toml")
"""Where the delivered convention stands in the resources."""


def shipped_referentiel() -> Referentiel:
    """Return the convention delivered with the program."""
    return read(resource(*SHIPPED))
