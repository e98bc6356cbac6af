"""The sheet of the convention key, for the safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctg_desktop.printing.engine.blocks import TextBlock
from ctg_desktop.printing.engine.style import ALERT, BODY, CELL, FIGURE
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import callout, numbered, section

_TITLE = "Clé de la convention"
_PER_LINE = 6


@dataclass(frozen=True, slots=True)
class KeySheet:
    """What the sheet tells: of which convention, who printed it, the key, the words of its file."""

    convention: str
    person: str
    groups: Sequence[str]
    words: str
    file_name: str


def key_sheet(sheet: KeySheet, issue: Issue) -> Document:
    """Return the sheet to be kept in a safe."""
    lines = [
        TextBlock("-".join(sheet.groups[at : at + _PER_LINE]), FIGURE)
        for at in range(0, len(sheet.groups), _PER_LINE)
    ]
    story = [
        issue.opening(_TITLE, sheet.convention),
        callout(
            TextBlock(
                "À garder au coffre, et nulle part ailleurs : qui tient cette clé décide de qui "
                "participe à la convention. Ne la photographiez pas, ne l’envoyez pas.",
                CELL,
            ),
            ALERT,
        ),
        section("La clé", *lines),
        section(f"Les mots du fichier « {sheet.file_name} »", TextBlock(sheet.words, FIGURE)),
        section(
            "Quand l’ordinateur de l’agglomération est perdu ou remplacé",
            numbered(
                (
                    "Sur le nouvel ordinateur, rejoignez la convention par l’invitation du relais.",
                    "Page Échanges, Participants : « Reprendre la clé de la convention… ».",
                    "Choisissez le fichier et tapez ses mots, ou recopiez la clé ci-dessus.",
                    "Retirez l’ancien ordinateur s’il a été perdu ou volé.",
                )
            ),
        ),
        TextBlock(f"Feuille imprimée par {sheet.person}.", BODY),
    ]
    return Document(story, issue.edition(_TITLE))
