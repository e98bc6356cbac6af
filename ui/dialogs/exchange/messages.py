"""What is told in the banner of what came from others."""

from __future__ import annotations

from ctg_desktop.exchange.newcomers import Joined
from ctg_desktop.typography import counted
from ui.notify import Message, Tone


def joined_message(sentence: str, joined: Joined) -> Message:
    """Tell what came with joining, or why nothing did yet."""
    if joined.problem:
        return Message(f"{sentence} Mais : {joined.problem}", Tone.WARNING)
    came = counted(joined.new, "modification reçue", "modifications reçues")
    return Message(f"{sentence} {came}.", Tone.GOOD)
