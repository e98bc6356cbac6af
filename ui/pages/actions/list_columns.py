"""The columns of the list of actions, and what SQL sorts by under each."""

from __future__ import annotations

from collections.abc import Callable

from ctg_desktop.domain.views import ActionLine
from ctg_desktop.services.listing import ListedAction, ListNames
from ctg_desktop.typography import percent, short_date
from ui.widgets import status
from ui.widgets.table.columns import Column, Decoration

Names = Callable[[], ListNames]
Line = Callable[[ActionLine], str]

SORTS = {
    **{key: key for key in ("reference", "title", "status", "priority", "ambition")},
    **{key: key for key in ("structure", "pilote", "starts_on", "ends_on")},
}
"""What the query sorts by, under the key of the column; the other columns cannot sort."""

FULL = frozenset({"thematiques", "completeness"})
"""Columns that are read only when they are on screen."""


def action_columns(names: Names, *, is_agglomeration: bool) -> tuple[Column[ListedAction], ...]:
    """Return the columns; `names` gives the names as they are known when a cell is drawn.

    At the agglomeration the structure, the same everywhere else, stands in place of the priority.
    """

    def ambition_words(listed: ListedAction) -> str:
        found = names().ambitions.get(listed.line.main_ambition or "")
        if found is None:
            return ""
        return found.number if found.words.endswith(status.UNKNOWN) else found.words

    def ambition_patch(listed: ListedAction) -> Decoration | None:
        found = names().ambitions.get(listed.line.main_ambition or "")
        return Decoration(swatch=found.colour) if found is not None and found.colour else None

    def ambition_spoken(listed: ListedAction) -> str:
        found = names().ambitions.get(listed.line.main_ambition or "")
        return f"{names().level2} {found.words}" if found is not None else ""

    def thematiques(listed: ListedAction) -> str:
        words = {named.id: named.words for named in names().thematiques}
        return ", ".join(words.get(each, "") for each in listed.thematiques)

    return (
        Column("reference", "Référence", lambda each: each.line.reference, width=11, look="muted"),
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
            "Ambition",
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
            "completed_on",
            "Réalisée le",
            lambda each: short_date(each.line.completed_on) if each.line.completed_on else "",
            width=10,
            shown=False,
            sorts=False,
        ),
        Column("thematiques", "Thématiques", thematiques, width=20, shown=False, sorts=False),
        Column(
            "completeness",
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
