"""A QR code, painted: black on white in every theme, as cameras need it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.spoken_role import spoken_as

QUIET_ZONE = 4
"""Modules left white all round (ISO/IEC 18004)."""

_SIDE = 17.0
"""How large it is, in half-lines."""


@spoken_as(QAccessible.Role.Graphic)
class QrCode(QWidget):
    """A text as a QR code; what it holds stands in words beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty one."""
        super().__init__(parent)
        self._rows: tuple[bytes, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, alternative: str) -> bool:
        """Draw a text; `alternative` says in French what the code holds.

        Returns False when the text is too long for any code: the widget is empty then.
        """
        import segno

        try:
            made = segno.make(text, error="l", boost_error=False, micro=False, encoding="utf-8")
        except segno.DataOverflowError:
            self._rows = ()
        else:
            self._rows = tuple(bytes(row) for row in made.matrix)
        self.setAccessibleName("Code QR")
        self.setAccessibleDescription(alternative)
        self.updateGeometry()
        self.update()
        return bool(self._rows)

    @property
    def modules(self) -> int:
        """How many modules a side has, the quiet zone included; 0 when there is no code."""
        return len(self._rows) + 2 * QUIET_ZONE if self._rows else 0

    # --- Qt ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Ask for whole pixels per module, at least two, so that edges are sharp."""
        side = max(2, round(_SIDE * theme.current().unit / max(1, self.modules))) * self.modules
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Never shrink: a camera could not read it."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the modules."""
        if not self._rows:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        module = min(self.width(), self.height()) / self.modules
        for y, row in enumerate(self._rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    left, top = (x + QUIET_ZONE) * module, (y + QUIET_ZONE) * module
                    painter.fillRect(QRectF(left, top, module, module), Qt.GlobalColor.black)
        painter.end()
