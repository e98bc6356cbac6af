"""« Proposer une correction »: a draft of an e-mail to those who keep the référentiel."""

from __future__ import annotations

from collections.abc import Callable

from ctg_desktop.domain.levels import cited_level
from ctg_desktop.services.correcting import correction
from ctg_desktop.services.overview import LevelCard, StrategyView
from ui.desk import Desk
from ui.mail import open_draft
from ui.notify import Tone

Tell = Callable[[str, Tone], None]


def propose(desk: Desk, found: StrategyView, card: LevelCard | None, tell: Tell) -> None:
    """Open a draft about what is on screen: a level, or the convention; nothing is sent."""
    if not found.correspondents:
        tell(
            "Le référentiel ne donne aucune adresse de l’agglomération : la correction ne "
            "peut pas être proposée par courriel.",
            Tone.WARNING,
        )
        return
    convention = found.view.convention
    if card is not None:
        subject = cited_level(convention, card.row)
        shown = [("Intitulé", card.row.title), ("Texte", card.row.text)]
    else:
        subject = "la convention"
        shown = [("Intitulé", convention.title), ("Présentation", convention.presentation)]
    letter = correction(found.correspondents, convention, subject, shown, sender=_sender(desk))
    if open_draft(letter.to, letter.subject, letter.body):
        tell("Le brouillon s’ouvre dans votre messagerie : rien n’est envoyé.", Tone.INFO)
    else:
        to = ", ".join(letter.to)
        tell(f"Aucune messagerie ne s’est ouverte. Vous pouvez écrire à {to}.", Tone.WARNING)


def _sender(desk: Desk) -> str:
    office = desk.office
    parts = [office.installation.person, office.structure.name if office.structure else ""]
    return ", ".join(part for part in parts if part)
