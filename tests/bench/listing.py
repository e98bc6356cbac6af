"""The first screen of a list, filtered and sorted, in folders of several sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Figures, Goal, median_ratio
from tests.bench.processes import Side, measured

if TYPE_CHECKING:
    from ctg_desktop.domain.listing import ActionQuery
    from ctg_desktop.ports import UnitOfWork

GOAL = Goal(ratio=2)
WORD_GOAL = Goal(ratio=4)
"""Of what holds a word, in another order than by reference."""

SCREEN = 50

COUNTED = ("par référence", "par intitulé, statut et ambition")
"""Lists whose « n sur N » is measured too."""

_WORD = "avec « ludothèque », par"
_REASONS = {
    f"{_WORD} intitulé": "les fiches qui ont le mot (7 % ici) se suivent par intitulé : la liste "
    "est lue jusqu'à elles",
}
"""Why a list cannot cost the same whatever its length."""


def compared(folders: Sequence[tuple[int, Path]], rounds: int) -> list[Comparison]:
    """Measure every list in folders given with their number of actions, smallest first."""
    sides = {
        str(actions): Side("tests.bench.listing:lists", {"folder": folder})
        for actions, folder in folders
    }
    figures = measured(sides, rounds)
    small, large = str(folders[0][0]), str(folders[-1][0])
    sizes = ", ".join(number(actions) for actions, _ in folders)
    found = []
    for part, ours in figures[large].items():
        between = [_milliseconds(figures[name][part]) for name in sides]
        is_screen = not part.startswith("« n sur N »")
        found.append(
            Comparison(
                f"Premier écran {part}" if is_screen else part,
                ours,
                f"{number(folders[0][0])} actions",
                figures[small][part],
                ratio=median_ratio(ours.seconds, figures[small][part].seconds),
                goal=_goal(part) if is_screen else Goal(),
                note=f"{sizes} actions\u00a0: {' → '.join(between)} ms"
                + (f", {_REASONS[part]}." if part in _REASONS else "."),
            )
        )
    return found


def _goal(part: str) -> Goal:
    is_of_word = part.startswith(_WORD) and part != f"{_WORD} référence"
    return WORD_GOAL if is_of_word else GOAL


SORTS = Goal(ratio=12, seconds=0.3)
"""All identities of a list: ten times as many actions cost twelve times as much at most."""


def sorts_compared(folders: Sequence[tuple[int, Path]], rounds: int) -> list[Comparison]:
    """Put all actions of the two largest folders in each order that a list has."""
    few, many = folders[max(0, len(folders) - 2)], folders[-1]
    sides = {
        str(actions): Side("tests.bench.listing:sorts", {"folder": folder})
        for actions, folder in (few, many)
    }
    figures = measured(sides, rounds)
    return [
        Comparison(
            f"Identités de {number(many[0])} actions par {part}",
            ours,
            f"{number(few[0])} actions",
            figures[str(few[0])][part],
            ratio=median_ratio(ours.seconds, figures[str(few[0])][part].seconds),
            speed=ours.median,
            goal=SORTS,
        )
        for part, ours in figures[str(many[0])].items()
    ]


@contextmanager
def sorts(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Read the identities of a whole list in each of its orders."""
    from ctg_desktop.domain.listing import ActionQuery
    from tests.bench.making import TODAY, opened

    with opened(folder) as uow:
        yield {
            name: partial(uow.action_ids, ActionQuery(sort=sort), TODAY)
            for sort, name in _ORDERS.items()
        }


_ORDERS = {
    "reference": "référence",
    "title": "intitulé",
    "pilote": "pilote",
    "structure": "structure",
    "ambition": "ambition",
    "status": "statut",
}


def _milliseconds(figures: Figures) -> str:
    return f"{figures.median * 1000:.1f}".replace(".", ",")


@contextmanager
def lists(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Read the first screen of each list, and count what it finds."""
    from tests.bench.making import TODAY, opened

    with opened(folder) as uow:
        steps: dict[str, Callable[[], object]] = {}
        for name, query in _queries(uow).items():
            steps[name] = partial(uow.actions, replace(query, limit=SCREEN), TODAY)
            if name in COUNTED:
                steps[f"« n sur N » {name}"] = partial(uow.count_actions, query, TODAY)
        yield steps


def _queries(uow: UnitOfWork) -> dict[str, ActionQuery]:
    from ctg_desktop.domain.choices import Status
    from ctg_desktop.domain.convention import Ambition
    from ctg_desktop.domain.listing import ActionQuery
    from ctg_desktop.domain.people import Contact
    from ctg_desktop.domain.territory import Territoire

    # The busy ones of `tests.bench.making`: with others, a small folder has no full screen.
    structure = uow.rows(Territoire)[0].id
    pilote = uow.rows(Contact, where={"origin": "local"})[0].id
    ambitions = [row.id for row in uow.rows(Ambition)]
    open_statuses = frozenset({Status.EN_COURS, Status.A_VENIR})
    return {
        "par référence": ActionQuery(),
        "par intitulé, statut et ambition": ActionQuery(
            statuses=open_statuses, ambitions=frozenset(ambitions[3:4]), sort="title"
        ),
        "en retard, par fin prévue": ActionQuery(late=True, sort="ends_on"),
        "d'une structure, par référence": ActionQuery(structures=frozenset({structure})),
        "par structure, en cours": ActionQuery(
            statuses=frozenset({Status.EN_COURS}), sort="structure"
        ),
        "par statut, d'une ambition": ActionQuery(
            ambitions=frozenset(ambitions[5:6]), sort="status"
        ),
        "par priorité, de 2027": ActionQuery(year=2027, sort="priority"),
        "par ambition, non abandonnées": ActionQuery(
            statuses=frozenset(Status) - {Status.ABANDONNEE}, sort="ambition"
        ),
        "par début, sans échéance passée": ActionQuery(late=False, sort="starts_on"),
        "d'un pilote, par fin prévue": ActionQuery(pilotes=frozenset({pilote}), sort="ends_on"),
        **{
            f"{_WORD} {_ORDERS[sort]}": ActionQuery(text="ludothèque", sort=sort)
            for sort in ("reference", "title", "structure", "status")
        },
    }
