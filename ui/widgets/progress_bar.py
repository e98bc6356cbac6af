"""How actions stand, as a bar cut by status: each part has its own pattern, and words beside.

What is done is full, what runs is hatched, what is only planned is light: a bar fills as its
actions go on, and reads without its colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.colours import legible, mixed
from ctg_desktop.domain.convention_views import Progress
from ctg_desktop.typography import counted, percent, spaced
from ui import theme
from ui.tokens import Size
from ui.widgets.layout.layouts import px
from ui.widgets.painted_text import PaintedText
from ui.widgets.spoken_role import spoken_as

_WORDS: Mapping[Status | None, tuple[str, str]] = {
    Status.REALISEE: ("réalisée", "réalisées"),
    Status.EN_COURS: ("en cours", "en cours"),
    Status.EN_PAUSE: ("en pause", "en pause"),
    Status.A_VENIR: ("à venir", "à venir"),
    Status.IDEE: ("idée", "idées"),
    Status.ABANDONNEE: ("abandonnée", "abandonnées"),
    None: ("sans statut", "sans statut"),
}
"""From what is done to what will not be."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """How a part is filled: `share` of the colour as ground, and strokes over it.

    `step` is the distance between strokes in shares of the bar's height, `lean` how far each
    leans over it.
    """

    share: float = 0.0
    step: float = 0.0
    lean: float = 0.0


_PATTERNS: Mapping[Status | None, _Pattern] = {
    Status.REALISEE: _Pattern(1.0),
    Status.EN_COURS: _Pattern(0.38, 0.55, 1.0),
    Status.EN_PAUSE: _Pattern(0.16, 0.55, 0.0),
    Status.A_VENIR: _Pattern(0.10, 1.4, -1.0),
    Status.IDEE: _Pattern(),
    Status.ABANDONNEE: _Pattern(0.0, 0.4, 1.0),
    None: _Pattern(0.0, 1.1, 0.0),
}


def status_counts(progress: Progress) -> list[tuple[Status | None, int, str]]:
    """Return the statuses present, how many actions are in each, and « 5 réalisées »."""
    return [
        (status, count, counted(count, *words))
        for status, words in _WORDS.items()
        if (count := progress.by_status.get(status, 0))
    ]


def warning_words(progress: Progress) -> list[str]:
    """Return « 2 bloquées » and « 3 en retard », those that are none left out."""
    found = []
    if progress.blocked_count:
        found.append(counted(progress.blocked_count, "bloquée"))
    if progress.late_count:
        found.append(counted(progress.late_count, "en retard", "en retard"))
    return found


def progress_words(progress: Progress) -> str:
    """Return all the figures in one sentence, as a screen reader says it."""
    if not progress.total:
        return "Aucune action"
    parts = ", ".join([*(words for _, _, words in status_counts(progress))])
    told = f"{counted(progress.total, 'action')} : {parts}"
    if warnings := warning_words(progress):
        told += f" ; {' et '.join(warnings)}"
    if progress.percent is not None:
        told += f" ; {percent(progress.percent)} réalisées"
    return spaced(told)


def paint_bar(painter: QPainter, rect: QRectF, progress: Progress, colour: str) -> None:
    """Paint a bar in a rectangle; `colour` is that of the level, as the référentiel gives it."""
    colours = theme.current().colours
    shown = legible(colour, colours.surface, ratio=3.0)
    hair = 2.0 if colours.has_high_contrast else 1.0
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    counts = status_counts(progress)
    if not counts:
        painter.setPen(QPen(QColor(colours.edge), hair, Qt.PenStyle.DotLine))
        middle = rect.center().y()
        painter.drawLine(QLineF(rect.left(), middle, rect.right(), middle))
    gap = max(1.0, px(0.2))
    room = rect.width() - gap * (len(counts) - 1)
    least = min(rect.height() * 0.6, room / max(1, len(counts)))
    widths = _shared([count for _, count, _ in counts], room, least)
    left = rect.left()
    for (status, _, _), width in zip(counts, widths, strict=True):
        paint_pattern(painter, QRectF(left, rect.top(), width, rect.height()), status, shown)
        left += width + gap
    painter.restore()


def _shared(counts: list[int], room: float, least: float) -> list[float]:
    """Share a width in proportion to counts, none below what can still be seen."""
    total = sum(counts)
    found = [max(least, room * count / total) for count in counts]
    over = sum(found) - room
    spare = sum(width - least for width in found)
    return [width - (over * (width - least) / spare if spare else 0) for width in found]


def paint_pattern(painter: QPainter, rect: QRectF, status: Status | None, colour: str) -> None:
    """Paint a rectangle in the pattern of a status."""
    colours = theme.current().colours
    pattern = _PATTERNS[status]
    hair = 2.0 if colours.has_high_contrast else 1.0
    painter.save()
    inner = rect.adjusted(hair / 2, hair / 2, -hair / 2, -hair / 2)
    painter.fillRect(rect, QColor(mixed(colour, colours.surface, pattern.share)))
    if pattern.step:
        painter.setClipRect(rect)
        stroke = max(1.0, rect.height() * 0.14)
        painter.setPen(QPen(QColor(colour), stroke))
        step, lean = pattern.step * rect.height(), pattern.lean * rect.height()
        x = rect.left() - abs(lean) + step / 2
        while x < rect.right() + abs(lean):
            painter.drawLine(QLineF(x, rect.bottom(), x + lean, rect.top()))
            x += step
    painter.setPen(QPen(QColor(colour), hair))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(inner)
    painter.restore()


@spoken_as(QAccessible.Role.Graphic)
class ProgressBar(QWidget):
    """A bar that stands alone; a screen reader hears its figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it empty; see `show_progress`."""
        super().__init__(parent)
        self._progress = Progress()
        self._colour = theme.current().colours.accent
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_progress(self, progress: Progress, colour: str = "") -> None:
        """Show how actions stand, in a colour of the référentiel or the accent."""
        self._progress = progress
        self._colour = colour or theme.current().colours.accent
        self.setAccessibleName("Avancement")
        self.setAccessibleDescription(progress_words(progress))
        self.update()

    def sizeHint(self) -> QSize:
        """Return a wide, flat bar."""
        return QSize(px(20), px(1.2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar over the whole width."""
        painter = QPainter(self)
        paint_bar(painter, QRectF(self.rect()), self._progress, self._colour)
        painter.end()


@spoken_as(QAccessible.Role.Graphic)
class StatusLegend(QWidget):
    """What the patterns mean, with the counts of a whole: « ■ 5 réalisées »."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it empty; see `show_progress`."""
        super().__init__(parent)
        self._items: list[tuple[Status | None, PaintedText]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_progress(self, progress: Progress) -> None:
        """Show the statuses present."""
        font = theme.current().font(Size.SMALL)
        self._items = [
            (status, PaintedText(words, font)) for status, _, words in status_counts(progress)
        ]
        self.setAccessibleName("Légende")
        self.setAccessibleDescription(progress_words(progress))
        self.updateGeometry()
        self.update()

    def _places(self, width: int) -> list[tuple[float, float]]:
        """Return where each item begins, line after line."""
        found, x, y = [], 0.0, 0.0
        for _, words in self._items:
            wide = px(2.5) + words.natural_width
            if x and x + wide > width:
                x, y = 0.0, y + self._step
            found.append((x, y))
            x += wide + px(2)
        return found

    @property
    def _step(self) -> int:
        return px(2.25)

    def hasHeightForWidth(self) -> bool:
        """Whether the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of as many lines as the width asks for."""
        places = self._places(width)
        return round(places[-1][1] + self._step) if places else 0

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        wide = sum(px(4.5) + words.natural_width for _, words in self._items)
        return QSize(round(wide), self.heightForWidth(round(wide)))

    def minimumSizeHint(self) -> QSize:
        """Return a narrow size: the items go below one another."""
        return QSize(px(10), self._step if self._items else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a sample of each pattern and its words."""
        painter = QPainter(self)
        colours = theme.current().colours
        side = px(1.1)
        for (status, words), (x, y) in zip(self._items, self._places(self.width()), strict=True):
            top = y + (self._step - side) / 2
            paint_pattern(painter, QRectF(x, top, 1.6 * side, side), status, colours.ink)
            base = y + (self._step - words.line_height) / 2
            words.paint(painter, x + px(2.5), base, self.width(), colours.ink)
        painter.end()
