"""A table over plain values whose cells are typed in: the communes as a grid."""

from __future__ import annotations

from typing import TypeVar

from ui.models.rows_model import RowsModel
from ui.widgets.table.typing_model import TypingModel

R = TypeVar("R")


class TypingRows(TypingModel[R], RowsModel[R]):
    """The rows of a `RowsModel`, which a person may type in."""
