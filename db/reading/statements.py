"""The statements of lists and figures: one about all actions, compiled ahead, and conditions added.

`db.compiling` compiles, from what `db.queries.repositories` asks, the statements about every
action, the condition that they have in common, and each condition that a query may add.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ctg_desktop.domain.fields import Scalar
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.rules import NOTE_MAX_AGE
from ctg_desktop.ports import UnreadYetError
from db.reading.compiled import STATEMENTS
from db.reading.full_text import sought

CHOICES = (
    *("statuses", "priorities", "structures", "pilotes", "territoires", "thematiques", "publics"),
    *("ambitions", "enjeux"),
)
"""The attributes of a query that are values of which an action is to have one."""

GROUPS: Mapping[str, Sequence[str]] = {
    "status": ("statuses",),
    "priority": ("priorities",),
    "structure": ("structures",),
    "ambition": ("ambitions", "enjeux"),
    "pilote": ("pilotes",),
}
"""What a list may be sorted by that has few values, with the attributes that choose of these."""

SORTS = ("reference", "title", "starts_on", "ends_on", *GROUPS)
"""What a list may be sorted by with an index."""

LINES, IDS, LINES_AMONG = "lines", "ids", "lines among"
"""The statements of lists: their lines, or the identities alone; those lines of some identities."""

_FLAGS = ("late", "blocked", "confidential")

MOMENTS: Mapping[str, Any] = {
    "today": date.isoformat,
    "note_since": lambda today: (today - NOTE_MAX_AGE).isoformat(),
    "year": lambda today: today.year,
    "in_year": lambda today: f"{today.year}-%",
}
"""The parameters that follow from the day, each with what it is."""

_LIVING = "action.deleted = 0"


def of_year(year: int) -> Mapping[str, str]:
    """Return the parameters of the condition that an action runs in a year."""
    return {"opens": f"{year}-01-01", "closes": f"{year}-12-31"}


PARAMETERS = frozenset((*MOMENTS, *CHOICES, *of_year(1), "words", "first", "last", "ids"))
"""What a condition that is compiled ahead is given when it is run, by name."""


def samples(lacks: Sequence[str]) -> Iterator[ActionQuery]:
    """Yield queries that each add one condition; `lacks` are the names of `ActionQuery.without`."""
    changes: list[dict[str, Any]] = [
        *({name: frozenset({name})} for name in CHOICES),
        *({name: wanted} for name in _FLAGS for wanted in (True, False)),
        *({"without": frozenset({name})} for name in lacks),
        {"year": 1},
    ]
    of_groups = ({"sort": sort, name: {name}} for sort, names in GROUPS.items() for name in names)
    for change in (*changes, *of_groups):
        yield ActionQuery(**change)


def conditions(query: ActionQuery) -> Iterator[str]:
    """Yield the names of the conditions that a query adds to that of all actions.

    Raises:
        UnreadYetError: it asks for more than what is compiled ahead.
    """
    others = (query.fields, query.models, query.hidden, query.deleted, query.disputed is not None)
    if any(others):
        raise UnreadYetError
    for name in CHOICES:
        if getattr(query, name):
            yield f"{name} by group" if name in GROUPS.get(query.sort, ()) else name
    for name in _FLAGS:
        if (wanted := getattr(query, name)) is not None:
            yield f"{name} {wanted}"
    yield from (f"without {name}" for name in sorted(query.without))
    if query.year is not None:
        yield "year"


def condition_key(name: str) -> str:
    """Return how a condition is called among what is compiled ahead; for "", that of all."""
    return f"where {name}".strip()


def listing_key(what: str, query: ActionQuery) -> str:
    """Return how the statement of a list in an order is called, of `LINES` or `IDS`."""
    return f"{what} by {query.sort}{' descending' if query.descending else ''}"


def values_key(sort: str) -> str:
    """Return how the statement is called that finds the values of a group."""
    return f"values of {sort}"


def statement(name: str) -> str:
    """Return what was compiled ahead under a name.

    Raises:
        UnreadYetError: there is none of this name.
    """
    if name not in STATEMENTS:
        raise UnreadYetError(name)
    return STATEMENTS[name]


def narrowed(
    name: str, query: ActionQuery, today: date, *, few: bool = False, by_index: bool = True
) -> tuple[str, dict[str, Scalar]]:
    """Return a statement about all actions as one about those of a query, and its parameters.

    `few` tells that few actions hold the words of the query: they are looked up by themselves;
    `by_index` that they are found by the index of those that live.

    Raises:
        UnreadYetError: the query asks for more than what is compiled ahead.
    """
    whole = statement(condition_key(""))
    anyhow = whole.replace(_LIVING, f"likely({_LIVING})", 1)
    told = statement(name).replace(anyhow, whole)
    added = [statement(condition_key(each)) for each in conditions(query)]
    given: dict[str, Scalar] = {each: follows(today) for each, follows in MOMENTS.items()}
    if query.year is not None:
        given |= of_year(query.year)
    if query.text.strip():
        added.append(statement(condition_key("few" if few else "words")))
        given |= sought("action", query.text)
    # Words are held by living rows alone.
    common = whole.removeprefix(f"{_LIVING} AND ") if few else whole if by_index else anyhow
    told = told.replace(whole, " AND ".join((common, *added)))
    for choice in CHOICES:
        if wanted := sorted(getattr(query, choice)):
            names = [f"{choice}_{at}" for at in range(len(wanted))]
            told = told.replace(f"(:{choice})", f"({', '.join(f':{each}' for each in names)})")
            given |= zip(names, (str(value) for value in wanted), strict=True)
    return told, given
