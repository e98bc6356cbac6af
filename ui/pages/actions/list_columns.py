"""The columns of the list of actions; the query sorts by the key of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.fields import FieldSpec, Kind
from ctg_desktop.domain.levels import worded
from ctg_desktop.domain.listing import LISTED
from ctg_desktop.services.listing import COMPLETENESS, ListedAction, ListNames
from ctg_desktop.services.row_list import list_fields
from ctg_desktop.services.wording import plain_words
from ctg_desktop.typography import percent, short_date
from ui.widgets import status
from ui.widgets.table.columns import Column, Decoration

Names = Callable[[], ListNames]

_OWN = frozenset({"ambition", "structure", "pilote"})
"""Columns that a line has the words for."""

_TOLD = frozenset({"main_ambition"})
"""Fields that a column of another key shows."""

_ASIDE = frozenset({"completed_on", "blocked", "confidential"})
"""Fields of each line that no column shows until somebody asks for it: marks tell of them."""


def action_columns(names: Names, *, is_agglomeration: bool) -> tuple[Column[ListedAction], ...]:
    """Return the columns; `names` gives the names as they are known when a cell is drawn.

    At the agglomeration the structure, the same everywhere else, stands in place of the priority.
    """

    def ambition_words(listed: ListedAction) -> str:
        found = names().ambitions.get(listed.line.main_ambition or "")
        if found is None:
            return ""
        return found.number if status.UNKNOWN in found.words else found.words

    def ambition_patch(listed: ListedAction) -> Decoration | None:
        found = names().ambitions.get(listed.line.main_ambition or "")
        return Decoration(swatch=found.colour) if found is not None and found.colour else None

    def ambition_spoken(listed: ListedAction) -> str:
        found = names().ambitions.get(listed.line.main_ambition or "")
        return f"{names().level2} {found.words}" if found is not None else ""

    columns: tuple[Column[ListedAction], ...] = (
        Column(
            "reference",
            "Référence",
            lambda each: each.line.reference,
            width=11,
            look="muted",
            ends_apart=True,
        ),
        Column(
            "title",
            "Intitulé",
            lambda each: each.line.title,
            width=24,
            stretches=True,
            look="strong",
            decoration_of=_confidential_mark,
            spoken_of=_title_spoken,
        ),
        Column(
            "ambition",
            worded("Ambition"),
            ambition_words,
            width=9,
            decoration_of=ambition_patch,
            spoken_of=ambition_spoken,
        ),
        Column(
            "status",
            "Statut",
            lambda each: status.status_words(each.line.status, blocked=each.line.blocked),
            width=18,
            decoration_of=lambda each: status.status_decoration(
                each.line.status, blocked=each.line.blocked
            ),
        ),
        Column(
            "priority",
            "Priorité",
            lambda each: each.line.priority.label if each.line.priority else "",
            width=9,
            shown=not is_agglomeration,
            decoration_of=lambda each: status.priority_decoration(each.line.priority),
        ),
        Column(
            "structure",
            "Structure",
            lambda each: each.line.structure_name,
            width=17,
            shown=is_agglomeration,
        ),
        Column("pilote", "Pilote", lambda each: each.line.pilote_name, width=15),
        Column(
            "starts_on",
            "Début",
            lambda each: short_date(each.line.starts_on) if each.line.starts_on else "",
            width=10,
            shown=False,
        ),
        Column(
            "ends_on",
            "Échéance",
            lambda each: status.due_words(each.line.ends_on, late=each.line.late),
            width=18,
            decoration_of=lambda each: status.due_decoration(late=each.line.late),
            copied_of=lambda each: short_date(each.line.ends_on) if each.line.ends_on else "",
        ),
        Column(
            COMPLETENESS,
            "Complétude",
            lambda each: percent(each.completeness.percent) if each.completeness else "",
            width=9,
            shown=False,
            sorts=False,
            is_number=True,
            spoken_of=_completeness_spoken,
            copied_of=lambda each: f"{each.completeness.percent}%" if each.completeness else "",
        ),
    )
    return (*columns, *_others({column.key for column in columns}))


def _others(taken: Collection[str]) -> Iterator[Column[ListedAction]]:
    """Return a column for every other field that fits on a line; those of `LISTED` show at once."""
    told = {*taken, *_TOLD}
    for spec in list_fields(Action.TYPE):
        if spec.name not in told:
            yield Column(
                spec.name,
                spec.label,
                _words_of(spec),
                width=20 if spec.target else 12,
                shown=spec.name in LISTED and spec.name not in _ASIDE,
                sorts=not spec.is_multiple,
                is_number=spec.kind in (Kind.INTEGER, Kind.DECIMAL),
            )


def _words_of(spec: FieldSpec) -> Callable[[ListedAction], str]:
    def of_line(listed: ListedAction) -> str:
        value = listed.line.value(spec.name)
        return "" if value is None else plain_words(spec, value)

    return of_line if not takes_longer(spec.name) else lambda each: each.words.get(spec.name, "")


def takes_longer(key: str) -> bool:
    """Whether a column is read only when it is on screen."""
    spec = Action.TYPE.fields.get(key)
    is_own = key in _OWN or (key in LISTED and spec is not None and not spec.target)
    return not is_own


def _confidential_mark(listed: ListedAction) -> Decoration | None:
    return Decoration("lock", "muted") if listed.line.confidential else None


def _title_spoken(listed: ListedAction) -> str:
    title = listed.line.title or status.UNKNOWN
    return f"{title}, confidentielle" if listed.line.confidential else title


def _completeness_spoken(listed: ListedAction) -> str:
    found = listed.completeness
    if found is None:
        return ""
    lacking = ", ".join(found.missing)
    return f"{percent(found.percent)}, il manque {lacking}" if lacking else percent(found.percent)
