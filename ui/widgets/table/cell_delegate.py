"""Painting the cells of a table: icon or patch of colour, words, hairline, selection.

It draws all of a cell itself: asking the model for each role and the style sheet for each cell
would cost several times as much, on lists that must follow the fingers.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from ctg_desktop.domain.colours import legible
from ui import icons, theme
from ui.tokens import Colours
from ui.widgets.layout.layouts import px
from ui.widgets.table.columns import Column, Decoration
from ui.widgets.table.table_model import TableModel
from ui.widgets.tips import plain_tip

_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_MOST_KEPT = 4000
_LONGEST_PAINTED = 400
"""No cell is wide enough for more signs: the rest need not be measured."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `TableModel`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Take lengths and colours from the theme in force."""
        super().__init__(parent)
        self._elided: dict[tuple[str, int, bool, bool], str] = {}
        self._swatches: dict[str, QColor] = {}
        self._pictures: dict[tuple[str, str, float], QPixmap] = {}
        self._take_theme()
        theme.current().changed.connect(self._take_theme)

    def _take_theme(self) -> None:
        now = theme.current()
        self._colours: Colours = now.colours
        self._pens = {
            name: QPen(QColor(getattr(now.colours, name)))
            for name in ("ink", "muted", "alert", "warning", "good", "accent", "line")
        }
        self._ground = QColor(now.colours.accent_soft)
        self._line = QColor(now.colours.line)
        self._pens["focus"] = QPen(QColor(now.colours.accent), max(2, now.unit // 5))
        self._fonts: dict[bool, QFont] = {bold: now.font(bold=bold) for bold in (False, True)}
        self._metrics = {bold: QFontMetrics(font) for bold, font in self._fonts.items()}
        self._widest = {
            bold: metrics.horizontalAdvance("W") for bold, metrics in self._metrics.items()
        }
        self._padding, self._icon_side = px(0.6), px(1.7)
        self._bar = max(3, px(0.25))
        self._elided.clear()
        self._swatches.clear()
        self._pictures.clear()

    # --- measuring --------------------------------------------------------------------

    def needed_width(self, model: TableModel[object], row: int, column: int) -> int:
        """Return the width at which a cell shows all its words, in pixels."""
        bold = model.columns[column].look == "strong"
        width = self._metrics[bold].horizontalAdvance(model.text_at(row, column)[:_LONGEST_PAINTED])
        mark = self._icon_side + self._padding if model.decoration_at(row, column) else 0
        return width + mark + 2 * self._padding

    # --- painting ---------------------------------------------------------------------

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, *, leads: bool
    ) -> None:
        state: int = option.state.value
        if state & _SELECTED:
            painter.fillRect(rect, self._ground)
            if leads:
                accent = self._pens["accent"].color()
                painter.fillRect(rect.x(), rect.y(), self._bar, rect.height(), accent)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._line)
        if state & _FOCUSED:
            painter.setPen(self._pens["focus"])
            inset = self._pens["focus"].width() // 2
            painter.drawRect(rect.adjusted(inset, inset, -inset - 1, -inset - 1))

    def _paint_decoration(self, painter: QPainter, decoration: Decoration, rect: QRect) -> int:
        """Draw what stands before the words; return the width it takes."""
        side = self._icon_side
        top = rect.y() + (rect.height() - side) // 2
        if decoration.icon:
            picture = self._picture(painter, decoration.icon, decoration.tone)
            painter.drawPixmap(rect.x(), top, picture)
        elif decoration.swatch:
            width = side // 3
            painter.fillRect(rect.x(), top, width, side, self._swatch(decoration.swatch))
            return width + self._padding
        return side + self._padding

    def _picture(self, painter: QPainter, icon: str, tone: str) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        found = self._pictures.get((icon, tone, ratio))
        if found is None:
            colour = getattr(self._colours, tone)
            found = icons.pixmap(icon, colour, self._icon_side, ratio)
            self._pictures[icon, tone, ratio] = found
        return found

    def _swatch(self, colour: str) -> QColor:
        found = self._swatches.get(colour)
        if found is None:
            found = QColor(legible(colour, self._colours.surface, ratio=3.0))
            self._swatches[colour] = found
        return found

    def fitted(self, text: str, width: int, declared: Column[Any]) -> str:
        """Return what of a cell's words is painted in so many pixels."""
        bold = declared.look == "strong"
        if len(text) * self._widest[bold] <= width:
            return text
        key = (text, width, bold, declared.ends_apart)
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) > _MOST_KEPT:
                self._elided.clear()
            mode = Qt.TextElideMode
            left_out = mode.ElideMiddle if declared.ends_apart else mode.ElideRight
            found = self._metrics[bold].elidedText(text[:_LONGEST_PAINTED], left_out, width)
            self._elided[key] = found
        return found

    # --- Qt ---------------------------------------------------------------------------

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a cell."""
        view, model = self.parent(), index.model()
        assert isinstance(view, QAbstractItemView)
        assert isinstance(model, TableModel)
        row, column = index.row(), index.column()
        rect: QRect = option.rect
        self._paint_ground(painter, option, rect, leads=rect.x() <= 0)
        inner = rect.adjusted(self._padding, 0, -self._padding, -1)
        decoration = model.decoration_at(row, column)
        if decoration is not None:
            inner.setLeft(inner.left() + self._paint_decoration(painter, decoration, inner))
        text = model.text_at(row, column)
        if not text or inner.width() <= 0:
            return
        declared = model.columns[column]
        bold = declared.look == "strong"
        tone = decoration.tone if decoration and decoration.tints_text else "ink"
        if declared.look == "muted" and tone == "ink":
            tone = "muted"
        painter.setFont(self._fonts[bold])
        painter.setPen(self._pens[tone])
        fitted = self.fitted(text, inner.width(), declared)
        painter.drawText(inner, _RIGHT if declared.is_number else _LEFT, fitted)

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return what the cell needs to show all its words."""
        model = index.model()
        assert isinstance(model, TableModel)
        return QSize(self.needed_width(model, index.row(), index.column()), px(3.5))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the whole text of a cell that is cut."""
        model = index.model()
        if not index.isValid() or not isinstance(model, TableModel):
            QToolTip.hideText()
            return False
        rect: QRect = option.rect
        text = model.text_at(index.row(), index.column())
        if self.needed_width(model, index.row(), index.column()) <= rect.width():
            text = ""
        QToolTip.showText(event.globalPos(), plain_tip(text), view)
        return True
