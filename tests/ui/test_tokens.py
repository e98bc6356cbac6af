"""The colours of the three themes read well: WCAG 2.2, computed."""

import pytest

from ctg_desktop.domain.colours import contrast, legible
from ui.tokens import THEMES, Colours

TEXTS = ("ink", "muted", "accent", "alert", "warning", "good")
GROUNDS = ("ground", "surface", "raised")

themes = pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES.keys())


def unreadable(colours: Colours, pairs: list[tuple[str, str]], ratio: float) -> list[str]:
    """Return the pairs of tokens whose contrast falls short, with what it is."""
    found = []
    for one, other in pairs:
        reached = contrast(getattr(colours, one), getattr(colours, other))
        if reached < ratio:
            found.append(f"{one} on {other}: {reached:.2f}")
    return found


@themes
def test_texts_when_on_any_ground_then_their_contrast_is_enough(colours: Colours) -> None:
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    # A message in its own colour and in that of plain text, on its own soft ground.
    for tone in ("accent", "alert", "warning", "good"):
        pairs += [(tone, f"{tone}_soft"), ("ink", f"{tone}_soft")]
    pairs += [("on_accent", "accent"), ("muted", "accent_soft")]

    assert unreadable(colours, pairs, 4.5) == []


@themes
def test_marks_when_on_any_ground_then_their_contrast_is_enough(colours: Colours) -> None:
    pairs = [(mark, ground) for mark in ("edge", "accent") for ground in GROUNDS]

    assert unreadable(colours, pairs, 3.0) == []


@themes
@pytest.mark.parametrize("chosen", ["#ffff00", "#000000", "#ffffff", "#1f6fb2", "#777777"])
def test_legible_when_any_colour_was_chosen_then_it_reads_on_every_ground(
    colours: Colours, chosen: str
) -> None:
    for name in GROUNDS:
        ground = getattr(colours, name)
        assert contrast(legible(chosen, ground), ground) >= 4.5
