"""Parts in equal columns, as many as fit: side by side when wide, one below the other when not."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.widgets.layout.filling import laid_out_once
from ui.widgets.layout.layouts import px


class FlowGrid(QWidget):
    """Widgets in equal columns; each is at least `narrowest` half-lines wide.

    Where they need several lines, these are as equal as can be: five stand as three and two.
    Tab goes through them in their order, line after line.
    """

    rearranged = Signal()
    """The number of columns changed."""

    def __init__(
        self,
        narrowest: float,
        *,
        most: int = 12,
        spacing: tuple[float, float] = (3, 2),
        parent: QWidget | None = None,
    ) -> None:
        """Make it empty; `most` columns at most, `spacing` between columns and between lines."""
        super().__init__(parent)
        self._narrowest, self._most = narrowest, most
        self._parts: list[QWidget] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(spacing[0]))
        self._grid.setVerticalSpacing(px(spacing[1]))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def columns(self) -> int:
        """How many columns there are now."""
        return self._columns

    def set_parts(self, parts: Iterable[QWidget]) -> None:
        """Show these widgets in place of those before, which are deleted."""
        for part in self._parts:
            self._grid.removeWidget(part)
            part.hide()
            part.setParent(None)  # at once: its name may be that of a part to come
            part.deleteLater()
        self._parts = list(parts)
        self._columns = 0
        self._arrange()
        # Shown now rather than later, so that they may take the focus.
        with laid_out_once(self._grid):
            for part in self._parts:
                part.show()

    def _fitting(self) -> int:
        gap = self._grid.horizontalSpacing()
        room = (self.width() + gap) // (px(self._narrowest) + gap)
        fitting = max(1, min(int(room), self._most))
        lines = max(1, math.ceil(len(self._parts) / fitting))
        return max(1, math.ceil(len(self._parts) / lines))

    def _arrange(self) -> None:
        columns = self._fitting()
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for at, part in enumerate(self._parts):
            self._grid.addWidget(part, at // columns, at % columns, Qt.AlignmentFlag.AlignTop)
        self.updateGeometry()
        self.rearranged.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts again when more or fewer of them fit."""
        super().resizeEvent(event)
        self._arrange()
