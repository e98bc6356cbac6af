"""How a line of the search box or of the palette is drawn."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui.models.results import Result
from ui.tokens import Size
from ui.widgets.layout.layouts import px

_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_END = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class ResultDelegate(QStyledItemDelegate):
    """Draws an icon, a title, its detail, and what stands at the right; or a head."""

    # --- Qt ---------------------------------------------------------------------------

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, /
    ) -> QSize:
        """Return a line and a half for what can be opened; a head has room above it."""
        is_head = index.data(Qt.ItemDataRole.UserRole).is_head
        return QSize(px(20), px(3) if is_head else px(3.2))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        /,
    ) -> None:
        """Draw one line."""
        result: Result = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        state = option.state
        painter.save()
        if result.is_head:
            _paint_head(painter, rect, result)
        else:
            if state & QStyle.StateFlag.State_Selected:
                _paint_choice(painter, rect)
            _paint_line(painter, rect, result)
        painter.restore()


def _paint_head(painter: QPainter, rect: QRect, result: Result) -> None:
    look = theme.current()
    painter.setFont(look.font(Size.SMALL, bold=True))
    painter.setPen(QColor(look.colours.muted))
    painter.drawText(
        rect.adjusted(px(1), px(0.6), -px(1), 0),
        _MIDDLE,
        result.title,
    )


def _paint_choice(painter: QPainter, rect: QRect) -> None:
    """Mark the line that Enter opens: by a ground, and by a bar that needs no colour."""
    colours = theme.current().colours
    painter.fillRect(rect, QColor(colours.accent_soft))
    bar = QRect(rect.left(), rect.top(), max(2, px(0.3)), rect.height())
    painter.fillRect(bar, QColor(colours.accent))
    if colours.has_high_contrast:
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))


def _paint_line(painter: QPainter, rect: QRect, result: Result) -> None:
    look = theme.current()
    colours = look.colours
    side = px(1.9)
    room = rect.adjusted(px(1), 0, -px(1), 0)
    if result.icon:
        place = QRect(room.left(), room.top(), side, room.height())
        shade = colours.muted if result.is_enabled else colours.disabled
        icons.paint(painter, result.icon, place, shade)
    room.setLeft(room.left() + side + px(0.8))

    painter.setFont(look.font(Size.SMALL))
    small = QFontMetrics(painter.font())
    aside = small.elidedText(result.aside, Qt.TextElideMode.ElideRight, room.width() // 2)
    painter.setPen(QColor(colours.muted))
    painter.drawText(room, _END, aside)
    if aside:
        room.setRight(room.right() - small.horizontalAdvance(aside) - px(1))

    painter.setFont(look.font())
    painter.setPen(QColor(colours.ink if result.is_enabled else colours.muted))
    usual = QFontMetrics(painter.font())
    title = usual.elidedText(result.title, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _MIDDLE, title)
    room.setLeft(room.left() + usual.horizontalAdvance(title) + px(0.8))
    if result.detail and room.width() > px(3):
        painter.setFont(look.font(Size.SMALL))
        painter.setPen(QColor(colours.muted))
        detail = small.elidedText(result.detail, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _MIDDLE, detail)
