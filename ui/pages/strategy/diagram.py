"""The diagram of the strategy: each enjeu heads the ambitions that branch from it.

How many there are and what they are called is data. Ambitions that no enjeu is known for stand
together below, joined by a broken line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.colours import ink_on, legible
from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.convention_views import EnjeuView, Progress
from ctg_desktop.domain.levels import cited_level, colour_of, level_name, level_plural
from ctg_desktop.typography import counted, percent
from ui import theme
from ui.tokens import Size
from ui.widgets.labels import Note
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column, px
from ui.widgets.level_line import Level, LevelLine, LevelWords
from ui.widgets.levels import TITLE_TO_COMPLETE
from ui.widgets.line_button import PaintedButton
from ui.widgets.painted_text import PaintedText
from ui.widgets.progress_bar import StatusLegend, progress_words

Open = Callable[[Enjeu | Ambition], None]

_TRUNK = 2.2
"""From the left of an enjeu to its ambitions, in half-lines."""

_NARROWEST = 21
"""The least width of an enjeu, in half-lines."""


class StrategyDiagram(QWidget):
    """Enjeux side by side, each over its ambitions; all of them lead to their card."""

    def __init__(self, open_card: Open, parent: QWidget | None = None) -> None:
        """Make it empty; see `show_strategy`."""
        super().__init__(parent)
        self._open = open_card
        self._branches = FlowGrid(_NARROWEST, spacing=(2, 2))
        self._tie = _BrokenTie(self._branches)
        self._astray = FlowGrid(_NARROWEST, most=4, spacing=(2, 0.5))
        self._note = Note("")
        self._legend = StatusLegend()
        layout = column(self, spacing=0.5)
        for part in (self._branches, self._tie, self._note, self._astray, self._legend):
            layout.addWidget(part)
        layout.insertSpacing(4, px(0.5))

    def show_strategy(
        self,
        convention: Convention,
        strategy: tuple[EnjeuView, ...],
        contributing: Mapping[str, int],
    ) -> None:
        """Show the two levels; `contributing` counts, by ambition, what serves it besides."""
        enjeux = [level for level in strategy if level.enjeu is not None]
        words = LevelWords.of(convention, strategy, contributing)
        heads: list[EnjeuHead] = []
        branches = [self._branch(words, level, heads) for level in enjeux]
        self._branches.set_parts(branches)
        astray = [each for level in strategy if level.enjeu is None for each in level.ambitions]
        self._astray.set_parts(
            self._tile(words.level(each, None), each.ambition) for each in astray
        )
        none_is_tied = not any(level.ambitions for level in enjeux)
        self._tie.setVisible(bool(astray) and bool(branches) and none_is_tied)
        self._astray.setVisible(bool(astray))
        self._note.setText(
            _missing_words(convention, is_astray=bool(astray), titled=words.has_titles)
        )
        self._note.setVisible(bool(self._note.text()))
        self._legend.show_progress(sum((level.progress for level in strategy), Progress()))

    def _branch(self, words: LevelWords, level: EnjeuView, heads: list[EnjeuHead]) -> QWidget:
        assert level.enjeu is not None
        head = EnjeuHead(words.convention, level, heads)
        heads.append(head)
        head.leads_to(partial(self._open, level.enjeu), f"niveau_{level.enjeu.id}")
        tiles = [
            self._tile(words.level(each, level.enjeu), each.ambition) for each in level.ambitions
        ]
        return _Branch(head, tiles, colour_of(None, level.enjeu, theme.current().colours.accent))

    def _tile(self, level: Level, row: Ambition) -> LevelLine:
        tile = LevelLine(level)
        tile.leads_to(partial(self._open, row), f"niveau_{row.id}")
        return tile


def _missing_words(convention: Convention, *, is_astray: bool, titled: bool) -> str:
    """Return what the référentiel does not say yet, politely; empty when it says all."""
    second = level_plural(convention, first=False)
    first = level_name(convention, first=True)
    told = []
    if not titled:
        told.append(f"Les intitulés des {second} sont à compléter par l’agglomération.")
    if is_astray:
        told.append(f"Le référentiel ne dit pas encore de quel {first} relèvent ces {second}.")
    return " ".join(told)


class EnjeuHead(PaintedButton):
    """An enjeu as a block of its colour: its name, its title, how its actions stand."""

    PADDING = 1.0

    def __init__(
        self, convention: Convention, level: EnjeuView, heads: Sequence[EnjeuHead]
    ) -> None:
        """Show an enjeu, as high as the highest of all `heads`, which it is among."""
        super().__init__()
        assert level.enjeu is not None
        self._heads = heads
        for head in heads:
            head.forget_height()  # this one may be higher
        current = theme.current()
        enjeu, progress = level.enjeu, level.progress
        label = cited_level(convention, enjeu)
        self._colour = colour_of(None, enjeu, theme.current().colours.accent)
        self._label = PaintedText(label, current.font(Size.SMALL, bold=True))
        is_missing = not enjeu.title
        self._title = PaintedText(
            enjeu.title or TITLE_TO_COMPLETE,
            current.font(bold=not is_missing, italic=is_missing),
            most_lines=4,
        )
        told = counted(progress.total, "action") if level.ambitions else ""
        if progress.percent is not None:
            told += f" · {percent(progress.percent)} réalisées"
        self._figures = PaintedText(told, current.font(Size.SMALL))
        self.setAccessibleName(f"{label}, {enjeu.title}" if enjeu.title else label)
        missing = "" if enjeu.title else "Intitulé à compléter. "
        self.setAccessibleDescription(missing + (progress_words(progress) if told else ""))

    def content_height(self, width: float) -> float:
        """Return the height of the texts of the highest head; they are all as wide."""
        return max(each.text_height(width) for each in self._heads)

    def text_height(self, width: float) -> float:
        """Return the height of its own texts in a width, in pixels."""
        figures = self._figures.line_height if self._figures.text else 0
        return self._label.line_height + self._title.height(width) + figures

    def paint_ground(self, painter: QPainter) -> None:
        """Fill the block; in high contrast, frame it."""
        colours = theme.current().colours
        fill, ink = self._fill()
        radius = px(0.5)
        block = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = QColor(ink) if self.hasFocus() else QColor(legible(self._colour, colours.surface))
        painter.setPen(QPen(edge, 2))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(block, radius, radius)
        if self.underMouse() or self.isDown() or self.hasFocus():
            inset = px(0.3)
            painter.setPen(QPen(QColor(ink), max(1, px(0.12))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(block.adjusted(inset, inset, -inset, -inset), radius, radius)

    def _fill(self) -> tuple[str, str]:
        """Return the colour of the block and that of the text on it."""
        colours = theme.current().colours
        if colours.has_high_contrast:
            return colours.surface, colours.ink
        fill = legible(self._colour, colours.surface, ratio=3.0)
        return fill, ink_on(fill)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Paint name, title and figures, one below the other."""
        _, ink = self._fill()
        top = rect.top()
        self._label.paint(painter, rect.left(), top, rect.width(), ink)
        top += self._label.line_height
        self._title.paint(painter, rect.left(), top, rect.width(), ink)
        bottom = rect.bottom() - self._figures.line_height
        self._figures.paint(painter, rect.left(), bottom, rect.width(), ink)


class _Branch(QWidget):
    """An enjeu, and below it its ambitions on the lines that branch from it."""

    def __init__(self, head: EnjeuHead, tiles: list[LevelLine], colour: str) -> None:
        super().__init__()
        self._colour = colour
        self._head, self._tiles = head, tiles
        layout = column(self, spacing=0.5)
        layout.addWidget(head)
        below = column(spacing=0.5, margins=(_TRUNK, 0.5, 0, 0))
        for tile in tiles:
            below.addWidget(tile)
        layout.addLayout(below)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the trunk and its branches."""
        if not self._tiles:
            return
        painter = QPainter(self)
        painter.setPen(QPen(QColor(legible(self._colour, theme.current().colours.surface)), 1.5))
        trunk = px(_TRUNK) / 2
        levels = [tile.y() + tile.number_level for tile in self._tiles]
        painter.drawLine(QLineF(trunk, self._head.geometry().bottom(), trunk, levels[-1]))
        for level in levels:
            painter.drawLine(QLineF(trunk, level, px(_TRUNK + LevelLine.PADDING), level))
        painter.end()


class _BrokenTie(QWidget):
    """What joins enjeux to ambitions when nobody knows yet which belongs to which."""

    def __init__(self, above: FlowGrid) -> None:
        super().__init__()
        self._above = above
        self.setFixedHeight(px(3))

    def sizeHint(self) -> QSize:
        return QSize(px(20), px(3))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = QColor(theme.current().colours.edge)
        painter.setPen(QPen(colour, max(1.0, px(0.12)), Qt.PenStyle.DashLine))
        middle = self.height() / 2
        columns = self._above.columns
        step = self.width() / columns
        centres = [(at + 0.5) * step for at in range(columns)]
        if len(centres) > 1:
            painter.drawLine(QLineF(centres[0], middle, centres[-1], middle))
        for centre in centres:
            painter.drawLine(QLineF(centre, 0, centre, middle))
        painter.drawLine(QLineF(self.width() / 2, middle, self.width() / 2, self.height()))
        painter.end()
