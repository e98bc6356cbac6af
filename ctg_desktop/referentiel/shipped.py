"""The convention that is delivered with the program."""

from __future__ import annotations

from ctg_desktop.referentiel.content import Referentiel
from ctg_desktop.referentiel.file_rows import SHIPPED
from ctg_desktop.referentiel.reading import read
from resources import path as resource


def shipped_referentiel() -> Referentiel:
    """Return the convention delivered with the program."""
    return read(resource(*SHIPPED))
