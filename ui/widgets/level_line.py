"""An enjeu or an ambition as a button: its number, its title, how its actions stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.colours import ink_on, legible
from ctg_desktop.domain.convention import Convention, Enjeu
from ctg_desktop.domain.convention_views import AmbitionView, EnjeuView, Progress
from ctg_desktop.domain.levels import cited_level, colour_of
from ctg_desktop.typography import capitalised, counted, number, percent, spaced
from ui import icons, theme
from ui.tokens import Size
from ui.widgets.layout.layouts import px
from ui.widgets.levels import TITLE_TO_COMPLETE
from ui.widgets.line_button import PaintedButton
from ui.widgets.painted_text import PaintedText
from ui.widgets.progress_bar import paint_bar, progress_words


@dataclass(frozen=True, slots=True)
class Level:
    """What a line shows of a level.

    `label` is « Ambition 3 »; without a `title`, the label stands for it, and `to_complete`
    adds that its title is missing. `contributing` actions serve it beside their main one;
    `heads` tells that it stands over others, as an enjeu does over its ambitions.
    """

    label: str
    number: str
    title: str
    colour: str
    progress: Progress
    contributing: int = 0
    to_complete: str = ""
    heads: bool = False


@dataclass(frozen=True, slots=True)
class LevelWords:
    """How the ambitions of a strategy are shown: their names, and what serves them besides.

    That titles are missing is said line by line only where others have one.
    """

    convention: Convention
    contributing: Mapping[str, int]
    has_titles: bool

    @classmethod
    def of(
        cls,
        convention: Convention,
        strategy: Iterable[EnjeuView],
        contributing: Mapping[str, int],
    ) -> LevelWords:
        """Return the words of a strategy."""
        titled = any(each.ambition.title for level in strategy for each in level.ambitions)
        return cls(convention, contributing, titled)

    def head(self, view: EnjeuView, enjeu: Enjeu) -> Level:
        """Return what a line shows of an enjeu."""
        return Level(
            label=cited_level(self.convention, enjeu),
            number=enjeu.number or "",
            title=enjeu.title or "",
            colour=colour_of(None, enjeu, theme.current().colours.accent),
            progress=view.progress,
            to_complete=TITLE_TO_COMPLETE,
            heads=True,
        )

    def level(self, view: AmbitionView, enjeu: Enjeu | None) -> Level:
        """Return what a line shows of an ambition."""
        row = view.ambition
        return Level(
            label=cited_level(self.convention, row),
            number=row.number or "",
            title=row.title or "",
            colour=colour_of(row, enjeu, theme.current().colours.accent),
            progress=view.progress,
            contributing=self.contributing.get(row.id, 0),
            to_complete=TITLE_TO_COMPLETE if self.has_titles else "",
        )


class LevelLine(PaintedButton):
    """A level with its bar and its figures beside; pressing it leads to its actions."""

    _FIGURES = 11.0
    _BAR = 1.1

    def __init__(self, level: Level, parent: QWidget | None = None) -> None:
        """Show a level; a screen reader hears its name, and its figures as a description."""
        super().__init__(parent)
        current = theme.current()
        self.level = level
        words = level.title or level.label
        if level.heads and level.title:
            words = f"{level.label} : {level.title}"
        self._title = PaintedText(words, current.font(bold=level.heads), most_lines=3)
        self._missing = PaintedText(
            "" if level.title else level.to_complete, current.font(Size.SMALL, italic=True)
        )
        self._number = PaintedText(level.number, current.font(Size.SMALL, bold=True))
        small = current.font(Size.SMALL)
        self._count = PaintedText(_count(level), small, most_lines=2)
        self._warnings = [
            (icon, PaintedText(number(count), small))
            for icon, count in (
                ("late", level.progress.late_count),
                ("blocked", level.progress.blocked_count),
            )
            if count
        ]
        name = f"{level.label}, {level.title}" if level.title else level.label
        self.setAccessibleName(name)
        self.setAccessibleDescription(spaced(_description(level)))

    def _number_width(self) -> float:
        return max(self._disc_height, self._number.natural_width + px(1.2)) + px(1)

    @property
    def _disc_height(self) -> float:
        return self._number.line_height + px(0.5)

    @property
    def number_level(self) -> float:
        """How far below the top the middle of the number is, in pixels."""
        return px(self.PADDING) + self._title.line_height / 2

    def _is_narrow(self, width: float) -> bool:
        return width < px(38)

    def _split(self, width: float) -> tuple[float, float]:
        """Return the widths of the title and of the figures; these go below when it is narrow."""
        room = width - self._number_width()
        if self._is_narrow(width):
            return room, room
        figures = px(self._FIGURES)
        return room - figures - px(1.5), figures

    def _title_height(self, width: float) -> float:
        missing = self._missing.height(width) if self._missing.text else 0
        return self._title.height(width) + missing

    def _figures_height(self, width: float) -> float:
        warnings = self._count.line_height if self._warnings else 0
        return self._count.height(width) + warnings

    def content_height(self, width: float) -> float:
        """Return the height of title and bar, or of the figures where these are taller."""
        title, figures = self._split(width)
        left = self._title_height(title) + px(0.5) + px(self._BAR)
        right = self._figures_height(figures)
        return left + px(0.4) + right if self._is_narrow(width) else max(left, right)

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Paint number, title, bar and figures."""
        colours = theme.current().colours
        title, figures = self._split(rect.width())
        self._paint_number(painter, rect)
        left = rect.left() + self._number_width()
        self._title.paint(painter, left, rect.top(), title, colours.ink)
        below = rect.top() + self._title.height(title)
        if self._missing.text:
            self._missing.paint(painter, left, below, title, colours.muted)
            below += self._missing.height(title)
        bar = QRectF(left, below + px(0.5), title, px(self._BAR))
        paint_bar(painter, bar, self.level.progress, self.level.colour)
        narrow = self._is_narrow(rect.width())
        at = left if narrow else rect.right() - figures
        top = bar.bottom() + px(0.4) if narrow else rect.top()
        tone = colours.ink if self.level.progress.total else colours.muted
        self._count.paint(painter, at, top, figures, tone)
        self._paint_warnings(painter, at, top + self._count.height(figures))

    def _paint_warnings(self, painter: QPainter, left: float, top: float) -> None:
        """Paint how many actions are late and blocked, each after its mark."""
        alert = theme.current().colours.alert
        for icon, words in self._warnings:
            side = round(words.line_height * 0.85)
            down = (words.line_height - side) / 2
            icons.paint(painter, icon, QRect(round(left), round(top + down), side, side), alert)
            left += side + px(0.4)
            words.paint(painter, left, top, words.natural_width + 1, alert)
            left += words.natural_width + px(1)

    def _paint_number(self, painter: QPainter, rect: QRectF) -> None:
        colours = theme.current().colours
        colour = legible(self.level.colour, colours.surface)
        tall = self._disc_height
        wide = self._number_width() - px(1)
        top = rect.top() + (self._title.line_height - tall) / 2
        disc = QRectF(rect.left(), top, wide, tall)
        painter.setPen(QPen(QColor(colour), max(1.0, px(0.12))))
        painter.setBrush(QColor(colour) if self.level.heads else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(disc, tall / 2, tall / 2)
        ink = ink_on(colour) if self.level.heads else colour
        x = disc.center().x() - self._number.natural_width / 2
        y = disc.center().y() - self._number.line_height / 2
        self._number.paint(painter, x, y, self._number.natural_width + 1, ink)


def _count(level: Level) -> str:
    """Return « 12 actions · 42 % », and how many others contribute."""
    told = counted(level.progress.total, "action")
    if level.progress.percent is not None:
        told += f" · {percent(level.progress.percent)}"
    return f"{told}, + {level.contributing}" if level.contributing else told


def _description(level: Level) -> str:
    told = progress_words(level.progress)
    if level.contributing:
        one, several = "autre action y contribue", "autres actions y contribuent"
        told += f" ; {counted(level.contributing, one, several)} aussi"
    if not level.title and level.to_complete:
        told = f"{capitalised(level.to_complete)}. {told}"
    return told
