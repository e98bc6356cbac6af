"""The map of the communes: circles as large as their population, or their real outlines.

A table lies behind it with the same selection: the map shows, the table tells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ctg_desktop.domain.folding import fold
from ctg_desktop.typography import counted, number, spaced
from ui import theme
from ui.tokens import Size
from ui.widgets.map.drawing import Drawing, Shape
from ui.widgets.map.key import MapKey
from ui.widgets.map.names import MapName, placed_names
from ui.widgets.map.painting import (
    paint_area,
    paint_border,
    paint_fill,
    paint_words,
)
from ui.widgets.map.projection import nearest_towards
from ui.widgets.map.values import MapClass, MapPlace, Polygons
from ui.widgets.spoken_role import spoken_as
from ui.widgets.tips import plain_tip

_ARROWS: Mapping[int, tuple[float, float]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_NO_PLACE = "Aucune commune n’a de position : le tableau les montre toutes."
_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
_MOST_NAMES, _FIRST_NAMES = 26, 8
"""How many names may be written, and how many of them even over small circles."""


@spoken_as(QAccessible.Role.Chart)
class CommuneMap(QWidget):
    """A painted map on which one place is selected, by mouse or by keyboard."""

    place_selected = Signal(str)
    """The person moved to a place: its identity."""
    place_opened = Signal(str)
    """The person asked for the place: Enter, or a double click."""
    chosen_changed = Signal(object, str)
    """The person put a place to those that are chosen, or took it away: all of them, and it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty map."""
        super().__init__(parent)
        self._places: Sequence[MapPlace] = ()
        self._kinds: Sequence[MapClass] = ()
        self._outlines: Polygons = {}
        self._highlighted: Collection[str] = ()
        self._selected = ""
        self._chosen: frozenset[str] = frozenset()
        self._hovered = ""
        self._drawing: Drawing | None = None
        self._key: MapKey | None = None
        self._ground: QPixmap | None = None
        self._names: dict[str, QRectF] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Carte des communes")
        theme.current().changed.connect(self._forget_drawing)

    # --- what it shows ----------------------------------------------------------------

    def show_places(self, places: Sequence[MapPlace], kinds: Sequence[MapClass]) -> None:
        """Show places in the classes of a legend; the selection stays if it still can."""
        self._places, self._kinds = tuple(places), tuple(kinds)
        if all(place.id != self._selected for place in places):
            self._selected = ""
        self._forget_drawing()
        self._tell()

    def show_outlines(self, outlines: Polygons) -> None:
        """Draw real outlines, by place; circles for the places without one."""
        self._outlines = outlines
        self._forget_drawing()

    def highlight(self, place_ids: Collection[str]) -> None:
        """Ring some places: the members of a SIVOM."""
        self._highlighted = frozenset(place_ids)
        self.update()

    @property
    def selected(self) -> str:
        """The identity of the selected place; empty when none is."""
        return self._selected

    def select(self, place_id: str) -> None:
        """Select a place, or nothing, without a signal."""
        if place_id != self._selected:
            known = any(place.id == place_id for place in self._places)
            self._selected = place_id if known else ""
            self._names = None
            self._tell()
            self.update()

    def choose(self, place_ids: Collection[str]) -> None:
        """Ring the places that are chosen together, without a signal."""
        chosen = frozenset(place_ids)
        if chosen != self._chosen:
            self._chosen = chosen
            self._tell()
            self.update()

    def _toggle(self, place_id: str) -> None:
        """Put a place to those that are chosen, or take it away."""
        self.choose(self._chosen ^ {place_id})
        self.select(place_id)
        is_in = place_id in self._chosen
        self._announce(f"{self._place(place_id).name} : {'choisie' if is_in else 'retirée'}.")
        self.chosen_changed.emit(self._chosen, place_id)

    def _move_to(self, place_id: str, *, alone: bool = True) -> None:
        """Select a place as the person did; unless it is `alone`, those that are chosen stay."""
        if place_id != self._selected:
            self.select(place_id)
            if alone:
                self.place_selected.emit(place_id)
            self._announce(self._place(place_id).detail)

    def _announce(self, words: str) -> None:
        if self.hasFocus():
            event = QAccessibleAnnouncementEvent(self, spaced(words))
            QAccessible.updateAccessibility(event)

    def _place(self, place_id: str) -> MapPlace:
        return next(place for place in self._places if place.id == place_id)

    def _tell(self) -> None:
        """Put the figures into the accessible description."""
        if not self._places:
            self.setAccessibleDescription(spaced(_NO_PLACE))
            return
        words = [f"{counted(len(self._places), 'commune')}."]
        for position, kind in enumerate(self._kinds):
            count = sum(place.kind == position for place in self._places)
            words.append(f"{kind.label} : {number(count)}.")
        if self._selected:
            words.append(f"Sélectionnée : {self._place(self._selected).detail}")
        if len(self._chosen) > 1:
            words.append(f"Choisies ensemble : {number(len(self._chosen))}.")
        words.append("Les flèches passent d’une commune à sa voisine, Entrée ouvre sa fiche.")
        words.append("Ctrl et les flèches gardent le choix, Espace y ajoute ou en retire.")
        self.setAccessibleDescription(spaced(" ".join(words)))
        event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(event)

    # --- laying out -------------------------------------------------------------------

    def _forget_drawing(self) -> None:
        self._drawing = self._key = self._ground = self._names = None
        self.update()

    def _laid_out(self) -> Drawing:
        if self._drawing is None:
            size = (float(self.width()), float(self.height()))
            self._drawing = Drawing(self._places, self._outlines, size, theme.current().unit)
        return self._drawing

    def _laid_out_key(self) -> MapKey:
        if self._key is None:
            self._key = MapKey(self._laid_out(), QSizeF(self.size()))
        return self._key

    def _written(self) -> dict[str, QRectF]:
        """Return the names that are written and where."""
        if self._names is None:
            drawing, unit = self._laid_out(), theme.current().unit
            metrics = QFontMetricsF(theme.current().font(Size.SMALL))
            important = drawing.shapes[:_MOST_NAMES]
            selected = drawing.shape(self._selected)
            if selected is not None and selected not in important:
                important = [selected, *important]
            first = important[:_FIRST_NAMES]
            wishes = [self._wish(shape, metrics, is_first=shape in first) for shape in important]
            area = QRectF(self.rect()).adjusted(unit / 2, unit / 2, -unit / 2, -unit / 2)
            marks = [*drawing.marks(), self._laid_out_key().box]
            self._names = placed_names(wishes, marks, area, unit * 0.3)
        return self._names

    def _wish(self, shape: Shape, metrics: QFontMetricsF, *, is_first: bool) -> MapName:
        size = QSizeF(metrics.horizontalAdvance(shape.place.name) * 1.06, metrics.height())
        is_selected = shape.place.id == self._selected
        may_cover = 3.0 if is_selected else 0.5 if is_first else 0.1
        return MapName(shape.place.id, shape.centre, shape.radius, size, is_selected, may_cover)

    # --- painting ---------------------------------------------------------------------

    def _paint_ground(self) -> QPixmap:
        """Return what does not change while one moves over the map."""
        if self._ground is None:
            ratio = self.devicePixelRatioF()
            pixmap = QPixmap((QSizeF(self.size()) * ratio).toSize())
            pixmap.setDevicePixelRatio(ratio)
            style = theme.current()
            pixmap.fill(QColor(style.colours.ground))
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_shapes(painter)
            self._laid_out_key().paint(painter)
            painter.end()
            self._ground = pixmap
        return self._ground

    def _paint_shapes(self, painter: QPainter) -> None:
        style, shapes = theme.current(), self._laid_out().shapes
        outlined = [shape for shape in shapes if not shape.radius]
        for shape in outlined:
            kind = self._kinds[shape.place.kind]
            paint_fill(painter, shape.path, kind, style.colours, style.unit)
        for shape in outlined:
            paint_border(painter, shape.path, style.colours, style.unit)
        for shape in shapes:
            if shape.radius:
                kind = self._kinds[shape.place.kind]
                paint_area(painter, shape.path, kind, style.colours, style.unit)

    def _paint_ring(self, painter: QPainter, shape: Shape, width: float, *, halo: bool) -> None:
        colours = theme.current().colours
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if halo:
            painter.setPen(QPen(QColor(colours.surface), width * 2.4))
            painter.drawPath(shape.path)
        pen = QPen(QColor(colours.ink), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(shape.path)

    def _paint_marked(self, painter: QPainter) -> None:
        """Draw the rings of what is highlighted, hovered and selected, each above the former."""
        drawing, unit = self._laid_out(), theme.current().unit
        for place_id in self._highlighted:
            if (shape := drawing.shape(place_id)) is not None:
                self._paint_ring(painter, shape, unit / 5.5, halo=True)
        for place_id in self._chosen if len(self._chosen) > 1 else ():
            if (shape := drawing.shape(place_id)) is not None:
                self._paint_ring(painter, shape, unit / 4, halo=True)
        for place_id, width in ((self._hovered, unit / 6), (self._selected, unit / 3.5)):
            if (shape := drawing.shape(place_id)) is not None:
                self._paint_ring(painter, shape, width, halo=place_id == self._selected)

    def _paint_names(self, painter: QPainter) -> None:
        style = theme.current()
        plain, strong = style.font(Size.SMALL), style.font(Size.SMALL, bold=True)
        for place_id, box in self._written().items():
            painter.setFont(strong if place_id == self._selected else plain)
            name = self._place(place_id).name
            paint_words(painter, box, name, style.colours, style.unit / 2.6)

    def _paint_nothing(self, painter: QPainter) -> None:
        """Say why the map is empty."""
        style = theme.current()
        painter.setFont(style.font())
        painter.setPen(QColor(style.colours.muted))
        room = QRectF(self.rect()).adjusted(style.unit, style.unit, -style.unit, -style.unit)
        painter.drawText(room, _CENTRED, _NO_PLACE)

    # --- Qt ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Ask for a landscape of some fifty half-lines."""
        unit = theme.current().unit
        return QSize(56 * unit, 36 * unit)

    def minimumSizeHint(self) -> QSize:
        """Stay legible."""
        unit = theme.current().unit
        return QSize(26 * unit, 15 * unit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, then what depends on the pointer and the selection."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._paint_ground())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_marked(painter)
        self._paint_names(painter)
        if not self._places:
            self._paint_nothing(painter)
        if self.hasFocus():
            style = theme.current()
            width = max(2, style.unit // 5)
            painter.setPen(QPen(QColor(style.colours.accent), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = width / 2
            painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out again."""
        self._forget_drawing()
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ring what lies under the pointer."""
        shape = self._under(event.position())
        hovered = shape.place.id if shape else ""
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if hovered else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._hovered = ""
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what lies under the pointer; with Ctrl, put it to what is chosen."""
        shape = self._under(event.position())
        if shape is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._toggle(shape.place.id)
        else:
            self._move_to(shape.place.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what lies under the pointer."""
        shape = self._under(event.position())
        if shape is not None:
            self._move_to(shape.place.id)
            self.place_opened.emit(shape.place.id)

    def _under(self, point: QPointF) -> Shape | None:
        return self._laid_out().at(point, theme.current().unit * 0.6)

    def event(self, event: QEvent) -> bool:
        """Say the figures of what lies under the pointer in a tooltip."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            shape = self._under(QPointF(event.pos()))
            if shape is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), plain_tip(shape.place.detail), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows or by a first letter; Enter opens, Space chooses."""
        way = _ARROWS.get(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if way is not None and modifiers in (Qt.KeyboardModifier.NoModifier, _KEEPS):
            self._move(way, alone=modifiers != _KEEPS)
        elif event.key() == Qt.Key.Key_Space and self._selected:
            self._toggle(self._selected)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected:
            self.place_opened.emit(self._selected)
        elif event.key() == Qt.Key.Key_Home and self._laid_out().shapes:
            self._move_to(self._laid_out().shapes[0].place.id)
        elif event.text().isalpha() and not event.modifiers() & _COMMANDS:
            self._move_to_letter(fold(event.text()))
        else:
            super().keyPressEvent(event)

    def _move(self, way: tuple[float, float], *, alone: bool) -> None:
        positions = self._laid_out().positions()
        if self._selected not in positions:
            if positions:  # the most populated one
                self._move_to(next(iter(positions)))
            return
        others = ((key, at) for key, at in positions.items() if key != self._selected)
        found = nearest_towards(positions[self._selected], others, way)
        if found is not None:
            self._move_to(found, alone=alone)

    def _move_to_letter(self, letter: str) -> None:
        found = [place.id for place in self._places if fold(place.name).startswith(letter)]
        if found:
            at = found.index(self._selected) + 1 if self._selected in found else 0
            self._move_to(found[at % len(found)])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus left."""
        self.update()
        super().focusOutEvent(event)


_KEEPS = Qt.KeyboardModifier.ControlModifier
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
