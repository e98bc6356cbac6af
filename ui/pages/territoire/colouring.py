"""By what the map is coloured: its classes, and the class of each commune."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from ctg_desktop.domain.choices import EngagementStatus
from ctg_desktop.services.territoires import Coverage, PlaceLine
from ctg_desktop.typography import number
from ui.widgets.map.values import MapClass, Pattern, ThemeColour

_ACCENT, _MUTED = ThemeColour.ACCENT, ThemeColour.MUTED
_SHARES = (0.22, 0.47, 0.73, 1.0)
_MOST_IN_LAST = 0.2
"""The steps of numbers of actions are those that leave at most this share to the last class."""

_STEPS = ((1, 2, 3, 4), (1, 3, 6, 11), (1, 6, 16, 41), (1, 21, 51, 101), (1, 51, 201, 501))


class Subject(Enum):
    """What the colours of the map tell."""

    ENGAGEMENT = "Engagement"
    COORDINATION = "Coordination"
    ACTIONS = "Nombre d’actions"
    PROGRESS = "Avancement"


@dataclass(frozen=True, slots=True)
class Colouring:
    """The legend of a map: its title, its classes, and which one a commune is in."""

    title: str
    kinds: tuple[MapClass, ...]
    kind_of: Callable[[PlaceLine], int]


def colouring(subject: Subject, lines: Sequence[PlaceLine]) -> Colouring:
    """Return the legend for a subject; numbers are cut into classes that suit these communes."""
    match subject:
        case Subject.ENGAGEMENT:
            return _engagement()
        case Subject.COORDINATION:
            return _coordination()
        case Subject.ACTIONS:
            return _actions([line.actions for line in lines])
        case Subject.PROGRESS:
            return _progress()


def _engagement() -> Colouring:
    statuses = (
        EngagementStatus.DELIBERATION,
        EngagementStatus.EN_ATTENTE,
        EngagementStatus.NON_ENGAGE,
        None,
    )
    kinds = (
        MapClass("Délibération prise", _ACCENT),
        MapClass("En attente", ThemeColour.WARNING, Pattern.STRIPES),
        MapClass("Non engagée", _MUTED, Pattern.DOTS),
        MapClass("À compléter", _MUTED, Pattern.HOLLOW),
    )
    return Colouring("Engagement", kinds, lambda line: statuses.index(line.status))


def _coordination() -> Colouring:
    coverages = (Coverage.EMPLOYED, Coverage.FOLLOWED, Coverage.NONE_RECORDED)
    kinds = (
        MapClass("Poste dans la commune", _ACCENT),
        MapClass("Suivie d’ailleurs", _ACCENT, Pattern.STRIPES),
        MapClass("Aucun poste enregistré", _MUTED, Pattern.HOLLOW),
    )
    return Colouring("Coordination", kinds, lambda line: coverages.index(line.coverage))


def _actions(counts: Sequence[int]) -> Colouring:
    steps = _steps(counts)
    kinds = [MapClass("Aucune action", _MUTED, Pattern.HOLLOW)]
    for share, first, after in zip(_SHARES, steps, (*steps[1:], None), strict=True):
        kinds.append(MapClass(_range(first, after), _ACCENT, share=share))
    return Colouring(
        "Actions portées",
        tuple(kinds),
        lambda line: sum(line.actions >= first for first in steps),
    )


def _steps(counts: Sequence[int]) -> tuple[int, ...]:
    """Return where the classes of a number of actions begin."""
    some = [count for count in counts if count]
    for steps in _STEPS:
        if sum(count >= steps[-1] for count in some) <= _MOST_IN_LAST * len(some):
            return steps
    return _STEPS[-1]


def _range(first: int, after: int | None) -> str:
    if after is None:
        return f"{number(first)} et plus"
    return number(first) if after == first + 1 else f"{number(first)} à {number(after - 1)}"


def _progress() -> Colouring:
    kinds = (
        MapClass("Aucune action", _MUTED, Pattern.HOLLOW),
        MapClass("0 % réalisées", _ACCENT, share=_SHARES[0]),
        MapClass("1 à 33 %", _ACCENT, share=_SHARES[1]),
        MapClass("34 à 66 %", _ACCENT, share=_SHARES[2]),
        MapClass("67 % et plus", _ACCENT, share=_SHARES[3]),
    )
    return Colouring("Actions réalisées", kinds, _progress_class)


def _progress_class(line: PlaceLine) -> int:
    if line.percent is None:
        return 0
    return 1 + sum(line.percent >= least for least in (1, 34, 67))
