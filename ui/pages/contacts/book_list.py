"""The list of contacts: institutions as heads, and under each its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ctg_desktop.services.contacts import BookGroup, ContactEntry
from ui import icons, theme
from ui.tokens import Size
from ui.widgets.layout.layouts import px

Index = QModelIndex | QPersistentModelIndex
TO_VERIFY = "à vérifier"
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line of the list: the head of an institution, or (with `entry`) one of its people."""

    title: str
    entry: ContactEntry | None = None

    @property
    def spoken(self) -> str:
        """What a screen reader says of the line."""
        if self.entry is None:
            return self.title
        contact = self.entry.view.contact
        parts = [contact.name, contact.function, self.title]
        parts += ["favori"] if self.entry.is_favourite else []
        parts += [TO_VERIFY] if self.entry.is_to_verify else []
        parts += ["n’est plus en fonction"] if contact.active is False else []
        return ", ".join(part for part in parts if part)


def lines_of(groups: Sequence[BookGroup]) -> list[BookLine]:
    """Return the lines of groups, heads included; a group without anybody has none."""
    return [
        line
        for group in groups
        if group.entries
        for line in (
            BookLine(group.title),
            *(BookLine(group.title, entry) for entry in group.entries),
        )
    ]


class BookModel(QAbstractListModel):
    """Lines of the book; each gives itself under `Qt.UserRole`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._lines: list[BookLine] = []

    def show(self, lines: Sequence[BookLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def entry_at(self, index: Index) -> ContactEntry | None:
        """Return the contact of a line; None for a head."""
        return self._lines[index.row()].entry if index.isValid() else None

    def index_of(self, contact_id: str) -> QModelIndex:
        """Return where a contact is; an invalid index when it is not in the list."""
        for at, line in enumerate(self._lines):
            if line.entry is not None and line.entry.id == contact_id:
                return self.index(at, 0)
        return QModelIndex()

    def first(self) -> QModelIndex:
        """Return the first contact; an invalid index when there is none."""
        return self.index(1, 0) if len(self._lines) > 1 else QModelIndex()

    # --- Qt ---------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a view shows or says of a line."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.entry.view.contact.name if line.entry else line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        return line if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let people be selected, not heads."""
        if self.entry_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag
        return flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemNeverHasChildren


class BookDelegate(QStyledItemDelegate):
    """Draws a head over a hairline; a person on two lines, with what is to be known at a glance."""

    # --- Qt ---------------------------------------------------------------------------

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index, /) -> QSize:
        """Return two lines for a person; a head has room above it."""
        line: BookLine = index.data(Qt.ItemDataRole.UserRole)
        return QSize(px(20), px(3.6) if line.entry is None else px(4.6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, /) -> None:
        """Draw one line."""
        line: BookLine = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        painter.save()
        if line.entry is None:
            _paint_head(painter, rect, line.title)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                _paint_choice(painter, rect)
            if option.state & QStyle.StateFlag.State_HasFocus:
                _paint_focus(painter, rect)
            _paint_person(painter, rect.adjusted(px(1), px(0.4), -px(1), -px(0.4)), line.entry)
        painter.restore()


def _paint_head(painter: QPainter, rect: QRect, title: str) -> None:
    look = theme.current()
    painter.setFont(look.font(Size.SMALL, bold=True))
    painter.setPen(QColor(look.colours.accent))
    room = rect.adjusted(px(1), px(1.2), -px(1), -px(0.2))
    metrics = QFontMetrics(painter.font())
    words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LEFT, words)
    painter.setPen(QColor(look.colours.line))
    painter.drawLine(rect.left() + px(1), rect.bottom(), rect.right() - px(1), rect.bottom())


def _paint_choice(painter: QPainter, rect: QRect) -> None:
    """Mark the person whose card is shown: by a ground, and by a bar that needs no colour."""
    colours = theme.current().colours
    painter.fillRect(rect, QColor(colours.accent_soft))
    painter.fillRect(
        QRect(rect.left(), rect.top(), max(3, px(0.35)), rect.height()), QColor(colours.accent)
    )


def _paint_focus(painter: QPainter, rect: QRect) -> None:
    look = theme.current()
    width = max(2, look.unit // 5)
    painter.setPen(QPen(QColor(look.colours.accent), width))
    inset = (width + 1) // 2
    painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))


def _paint_person(painter: QPainter, room: QRect, entry: ContactEntry) -> None:
    look, contact = theme.current(), entry.view.contact
    upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
    lower = QRect(room.left(), upper.bottom() + 1, room.width(), room.height() // 2)
    if entry.is_favourite:
        upper.setRight(_mark(painter, upper, "star-filled", look.colours.accent))
    painter.setFont(look.font(bold=True))
    painter.setPen(QColor(look.colours.muted if contact.active is False else look.colours.ink))
    _write(painter, upper, contact.name)
    painter.setFont(look.font(Size.SMALL))
    if entry.is_to_verify:
        painter.setPen(QColor(look.colours.warning))
        wide = QFontMetrics(painter.font()).horizontalAdvance(TO_VERIFY) + px(0.3)
        words = QRect(lower.right() - wide, lower.top(), wide, lower.height())
        painter.drawText(words, _LEFT, TO_VERIFY)
        icon_side = px(1.4)
        icons.paint(
            painter,
            "verify",
            QRect(words.left() - icon_side - px(0.3), lower.top(), icon_side, lower.height()),
            look.colours.warning,
        )
        lower.setRight(words.left() - icon_side - px(1))
    painter.setPen(QColor(look.colours.muted))
    _write(painter, lower, _role(entry))


def _role(entry: ContactEntry) -> str:
    contact = entry.view.contact
    if contact.active is False:
        return "N’est plus en fonction"
    return contact.function or contact.service or ""


def _mark(painter: QPainter, room: QRect, name: str, colour: str) -> int:
    """Draw an icon at the right of a line; return where what stands before it must end."""
    side = px(1.6)
    icons.paint(painter, name, QRect(room.right() - side, room.top(), side, room.height()), colour)
    return room.right() - side - px(0.5)


def _write(painter: QPainter, room: QRect, text: str) -> None:
    metrics = QFontMetrics(painter.font())
    line = " ".join(text.split())
    words = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LEFT | Qt.TextFlag.TextSingleLine, words)
