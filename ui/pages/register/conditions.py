"""The conditions of a query on any entity: what the badges say; see `ui.widgets.filter_bar`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ctg_desktop.domain.conditions import FieldCondition, merged, parts, without
from ctg_desktop.domain.listing import RowQuery
from ctg_desktop.services.filtering import LACKING, SITUATION, Menu

_BARE = frozenset({SITUATION, LACKING})
"""The menus whose options say of themselves what they are about."""


def conditions(query: RowQuery) -> list[FieldCondition]:
    """Return the conditions of a query, but for its text and the corbeille."""
    return [part for each in query.fields for part in parts(each)]


def with_condition(query: RowQuery, condition: FieldCondition) -> RowQuery:
    """Return the query that asks the condition too."""
    return replace(query, fields=merged(query.fields, condition))


def without_condition(query: RowQuery, condition: FieldCondition) -> RowQuery:
    """Return the query that does not ask the condition any more."""
    return replace(query, fields=without(query.fields, condition))


def cleared(query: RowQuery) -> RowQuery:
    """Return the query without any condition."""
    return replace(query, text="", fields=())


def badge(condition: FieldCondition, found: Sequence[Menu]) -> str:
    """Return what the badge of a condition says: « Type : Association », « Sans adresse »."""
    for menu in found:
        for option in menu.options:
            if option.condition == condition:
                return option.words if menu.key in _BARE else f"{menu.title} : {option.words}"
    return "Filtre : autre"  # a row that is gone since
