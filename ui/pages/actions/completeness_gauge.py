"""How complete a fiche is: a bar, its figure, and what is missing as links to the fields."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ctg_desktop.domain.rules import COMPLETED_BY, Completeness
from ctg_desktop.typography import percent, spaced
from ui import theme
from ui.tokens import Size
from ui.widgets.labels import Link, Note
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.spoken_role import spoken_as

_WIDTH, _HEIGHT = 12, 0.7
"""Of the bar, in half-lines."""


class CompletenessGauge(QWidget):
    """The gauge of one action."""

    asked = Signal(str)
    """The field, or the entity of the rows, that is missing and was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it empty; see `show_completeness`."""
        super().__init__(parent)
        self._bar = _Bar(self)
        self._figure = Note("", self, look="")
        self._missing = QWidget(self)
        self._links = Flow(self._missing, spacing=0.75)
        self._shown: Completeness | None = None
        self.comes_after: QWidget | None = None
        """What Tab reaches before the links."""
        top = layouts.row(spacing=0.75)
        top.addWidget(self._bar)
        top.addWidget(self._figure, 1)
        column = layouts.column(self, spacing=0.25)
        column.addLayout(top)
        column.addWidget(self._missing)

    def show_completeness(self, found: Completeness) -> None:
        """Show how far the fiche is, and what is missing."""
        if found == self._shown:
            return
        self._shown = found
        self._bar.show_share(found)
        told = f"Fiche complète à {percent(found.percent)}"
        self._figure.setText(told if found.missing else f"{told} : bonne à imprimer")
        while (item := self._links.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._missing.setVisible(bool(found.missing))
        if found.missing:
            self._links.addWidget(Note("Il manque :", self._missing, wraps=False))
        before = self.comes_after
        for words in found.missing:
            link = Link(words, self._missing)
            link.setFont(theme.current().font(Size.SMALL))
            link.setAccessibleName(spaced(f"Compléter : {words}"))
            name = COMPLETED_BY[words]
            link.followed.connect(lambda name=name: self.asked.emit(name))
            self._links.addWidget(link)
            link.show()
            if before is not None:
                QWidget.setTabOrder(before, link)
            before = link
        self.updateGeometry()


@spoken_as(QAccessible.Role.ProgressBar)
class _Bar(QWidget):
    """A thin bar, filled as far as the fiche is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Complétude de la fiche")

    def show_share(self, found: Completeness) -> None:
        self._share = found.done / found.total if found.total else 0.0
        missing = f" ; il manque {', '.join(found.missing)}" if found.missing else ""
        self.setAccessibleDescription(spaced(f"{found.done} sur {found.total}{missing}"))
        self.update()

    # --- overrides of Qt's methods

    def sizeHint(self) -> QSize:
        return QSize(layouts.px(_WIDTH), layouts.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = rect.height() / 2
        painter.setPen(QColor(colours.edge))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(rect, radius, radius)
        if self._share:
            painter.setBrush(QColor(colours.good if self._share == 1 else colours.accent))
            painter.setPen(QColor(colours.edge))
            filled = QRectF(rect.x(), rect.y(), rect.width() * self._share, rect.height())
            painter.drawRoundedRect(filled, radius, radius)
        painter.end()
