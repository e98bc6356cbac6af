"""The columns of a table over the rows of any entity, from its description."""

from __future__ import annotations

from functools import partial

from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind
from ctg_desktop.services.row_list import ListedRow, list_fields, sort_value
from ui.widgets.table.columns import Column

_WIDTHS = {Kind.DATE: 10, Kind.BOOLEAN: 9, Kind.INTEGER: 9, Kind.DECIMAL: 11, Kind.CHOICE: 12}
_WIDTH = 16
_NAME_WIDTH = 24
_ASIDE = frozenset({Kind.REFERENCES})
"""Kinds that take much room: their columns are there when somebody asks for them."""

_ROOM = 106
"""How wide the columns are together, in half-lines, on a small screen; those past it are there
when somebody asks for them."""


def row_columns(kind: EntityType) -> tuple[Column[ListedRow], ...]:
    """Return a column for each field that fits on a line; that which names the row stretches."""
    specs = list_fields(kind)
    naming = [spec for spec in specs if spec.name in kind.caption] or specs[:1]
    name = max(naming, key=lambda spec: spec.maximum or 0)  # rather the title than the number
    shown = {name.name}
    left = _ROOM - _NAME_WIDTH
    for spec in specs:
        width = _WIDTHS.get(spec.kind, _WIDTH)
        if spec is not name and spec.kind not in _ASIDE and width <= left:
            shown.add(spec.name)
            left -= width
    return tuple(_column(spec, is_name=spec is name, is_shown=spec.name in shown) for spec in specs)


def _column(spec: FieldSpec, *, is_name: bool, is_shown: bool) -> Column[ListedRow]:
    return Column(
        spec.key,
        spec.label,
        lambda listed: listed.words[spec.name],
        sort_key=partial(sort_value, name=spec.name),
        width=_NAME_WIDTH if is_name else _WIDTHS.get(spec.kind, _WIDTH),
        stretches=is_name,
        look="strong" if is_name else "",
        is_number=spec.kind in (Kind.INTEGER, Kind.DECIMAL),
        shown=is_shown,
    )
