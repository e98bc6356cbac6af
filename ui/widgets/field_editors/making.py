"""Which editor serves which kind of field."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.fields import FieldSpec, Kind
from ui.desk import Desk
from ui.widgets.field_editors.base import FieldEditor
from ui.widgets.field_editors.choices import ChoiceEditor, FlagEditor
from ui.widgets.field_editors.colours import ColourEditor
from ui.widgets.field_editors.dates import DateEditor
from ui.widgets.field_editors.lines import WRAPPED, LineEditor, ParagraphEditor
from ui.widgets.field_editors.members import MembersEditor
from ui.widgets.field_editors.references import ReferenceEditor


def editor_for(
    spec: FieldSpec, desk: Desk, parent: QWidget | None = None, *, compact: bool = False
) -> FieldEditor:
    """Return a new editor for a field; `compact` makes one for the cell of a table."""
    made = _made(spec, desk, parent, compact=compact)
    if compact:
        made.fill_cell()
    return made


def _made(spec: FieldSpec, desk: Desk, parent: QWidget | None, *, compact: bool) -> FieldEditor:
    if spec.kind is Kind.CHOICE:
        return ChoiceEditor(spec, parent)
    if spec.kind is Kind.BOOLEAN:
        return FlagEditor(spec, parent)
    if spec.kind is Kind.REFERENCE:
        return ReferenceEditor(spec, desk, parent)
    if spec.kind is Kind.REFERENCES:
        return MembersEditor(spec, desk, parent)
    wraps = spec.kind is Kind.LONG_TEXT or (
        spec.kind is Kind.TEXT and not compact and (spec.maximum or 0) >= WRAPPED
    )
    if wraps:
        is_long = spec.kind is Kind.LONG_TEXT
        lines = 2 if is_long and not compact else 1
        spelling = desk.spelling if is_long else None
        return ParagraphEditor(spec, lambda: desk.today, parent, lines=lines, spelling=spelling)
    kinds = {Kind.DATE: DateEditor, Kind.COLOUR: ColourEditor}
    return kinds.get(spec.kind, LineEditor)(spec, lambda: desk.today, parent)
