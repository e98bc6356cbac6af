"""One editor per kind of field, made from its description.

`editor_for` chooses; each editor keeps what was typed on screen until it stands.
"""

from ui.widgets.field_editors.base import Entry, FieldEditor
from ui.widgets.field_editors.making import editor_for
from ui.widgets.field_editors.remarks import Remark

__all__ = ["Entry", "FieldEditor", "Remark", "editor_for"]
