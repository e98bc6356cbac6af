"""All that a document will say, already read: it is laid out and printed without the storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctg_desktop.errors import RuleError

if TYPE_CHECKING:
    from ctg_desktop.printing.issue import Document, Issue

Setting = Callable[["Issue"], "Document"]


class ConfidentialError(RuleError):
    """The action is confidential and was not asked for as such; `reference` names it."""

    def __init__(self, reference: str) -> None:
        """Keep which action it is."""
        super().__init__(
            f"L’action {reference} est confidentielle : pour l’imprimer quand même, "
            "demandez aussi les actions confidentielles."
        )
        self.reference = reference


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a document will say: all of it is read, nothing is set yet.

    `file_name` is what its PDF may be called; `document` sets it, on any one thread (the fonts'
    measures are kept between documents, and are not guarded).
    """

    file_name: str
    document: Setting
