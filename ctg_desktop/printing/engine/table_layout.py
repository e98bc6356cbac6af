"""The cells of a table as lines: how wide, how high, where a page may cut."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import NamedTuple

from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Line, Span, Text, broken, followed_by_space, runs_of
from ctg_desktop.printing.engine.marks import MARK_SIZE, Marked
from ctg_desktop.printing.engine.room import Room
from ctg_desktop.printing.engine.style import (
    ACCENT,
    CELL,
    DENSE_CELL,
    GREY,
    GRID,
    INK,
    Align,
    TextStyle,
)

GAP = 11.0
"""White between two columns."""

PAD = GRID / 2
"""White above and below the lines of a row."""

BAR_WIDTH = 34.0

_MOST_ROOMY = 5
"""A table of more columns is dense: its text is smaller, its columns as much narrower."""

_MOST_WIDTH = 10_000.0
_MARK_INDENT = MARK_SIZE + 3.0
_BAR_INDENT = BAR_WIDTH + 4.0


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its header, its width in points or its share of the rest, its alignment.

    The width is that for text of the usual size of tables; in a dense one it is less in proportion.
    """

    title: str
    share: float = 1.0
    width: float = 0.0
    align: Align = Align.LEFT


def fitting(title: str, cells: Sequence[Text], align: Align = Align.RIGHT) -> TableColumn:
    """Return a column as wide as the widest line of its texts: for figures and dates."""
    head = CELL.but(face=Face.SEMIBOLD)
    header = broken(runs_of(title, head), head, _MOST_WIDTH)
    lines = [line for text in cells for line in broken(runs_of(text, CELL), CELL, _MOST_WIDTH)]
    width = max(line.width for line in (*header, *lines))
    return TableColumn(title, width=width + 0.1, align=align)


@dataclass(frozen=True, slots=True)
class States:
    """A cell of marks with their words, one below the other."""

    entries: Sequence[Marked]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A cell of a progress bar (`share` from 0 to 1) and its figure."""

    share: float
    words: str
    colour: str = ACCENT


Cell = Text | States | Gauge


@dataclass(frozen=True, slots=True)
class Group:
    """A line that announces the rows below it, with a summary in the last column.

    `note` follows the title; pages that go on with the group recall the title alone.
    """

    title: Text
    summary: Cell
    colour: str = INK
    level: int = 1
    note: str = ""


_Source = Sequence[Cell] | Group


class LaidCell(NamedTuple):
    """A cell ready to be drawn: its lines, how far they are indented, the signs beside them."""

    lines: list[Line]
    indent: float = 0.0
    marks: tuple[tuple[int, Marked], ...] = ()
    gauge: Gauge | None = None


class LaidRow(NamedTuple):
    """A row ready to be drawn; `above` is the white before it.

    A group that `announces` has rows or groups below it.
    """

    cells: list[LaidCell]
    line_count: int
    above: float
    group: Group | None = None
    announces: bool = False


class Cut(NamedTuple):
    """A place in the table: a row, and how many of its lines stand before."""

    row: int
    line: int


class Layout:
    """The cells as lines, in a table of one width; made once, shared by all pages."""

    def __init__(
        self,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[Cell] | Group],
        *,
        close: bool = False,
    ) -> None:
        """Keep the columns and the rows until a width is known.

        A `close` table is dense, with half the white between its rows and its columns.
        """
        self.columns = columns
        self.source = rows
        self.text = DENSE_CELL if close or len(columns) > _MOST_ROOMY else CELL
        self._white = 0.5 if close else 1.0
        self._gap = GAP * self._white
        self.pad = PAD * self._white
        self._head = self.text.but(face=Face.SEMIBOLD)
        self.recall = self.text.but(face=Face.ITALIC, colour=GREY)
        self.width = -1.0
        self.rows: list[LaidRow] = []

    def at(self, width: float) -> Layout:
        """Lay the cells out in a table of `width`, unless that is done."""
        if width == self.width:
            return self
        self.width = width
        scale = self.text.size / CELL.size
        given = [column.width * scale for column in self.columns]
        free = width - self._gap * (len(self.columns) - 1) - sum(given)
        total = sum(column.share for column in self.columns if not column.width) or 1.0
        self.widths = [
            own or free * column.share / total
            for own, column in zip(given, self.columns, strict=True)
        ]
        self.lefts = [0.0, *accumulate(own + self._gap for own in self.widths)][:-1]
        self.header = [
            broken(runs_of(column.title, self._head), self._head, own)
            for column, own in zip(self.columns, self.widths, strict=True)
        ]
        # Places, names and states recur from row to row: each is laid out once per column.
        self._known: list[dict[Hashable, LaidCell]] = [{} for _ in self.columns]
        self.header_height = max(map(len, self.header)) * self.text.leading + 2 * self.pad
        around = (None, *self.source, None)
        self.rows = [
            self._group(row, above, below) if isinstance(row, Group) else self._row(row)
            for above, row, below in zip(around, self.source, around[2:], strict=False)
        ]
        heights = [self.row_height(row) for row in self.rows]
        self._bottoms = list(accumulate(heights, initial=0.0))
        self._runs = self._standing_together()
        self._around = self._groups_around()
        return self

    def _groups_around(self) -> list[tuple[Group, ...]]:
        """Return for each row the groups in which it stands, found in one pass over the table."""
        around: list[tuple[Group, ...]] = []
        opened: tuple[Group, ...] = ()
        for row in self.rows:
            if row.group is None:
                around.append(opened)
                continue
            outer = tuple(group for group in opened if group.level < row.group.level)
            around.append(outer)
            opened = (*outer, row.group)
        return around

    def _standing_together(self) -> list[tuple[int, int]]:
        """Return for each row the first and the end of those between the same two groups."""
        runs: list[tuple[int, int]] = []
        for is_group, members in groupby(self.rows, lambda row: row.group is not None):
            first, count = len(runs), len(list(members))
            end = first + count
            runs += [(n, n + 1) for n in range(first, end)] if is_group else [(first, end)] * count
        return runs

    def _group(self, group: Group, above: _Source | None, below: _Source | None) -> LaidRow:
        """Lay out a group; those with nothing below them are set together, a line each."""
        announces = is_announcing(group, below)
        style = self.text.but(face=Face.SEMIBOLD) if announces else self.text
        width = self.lefts[-1] - self._gap - 2 * GRID if group.summary else self.width
        runs = runs_of(group.title, style)
        if group.note:
            runs += runs_of([Span(f" – {group.note}", Face.REGULAR, GREY)], style)
        title = broken(runs, style, width)
        summary = _laid_cell(group.summary, self.widths[-1], self.text)
        white = (2 * GRID if group.level == 1 else GRID) * self._white
        if isinstance(above, Group):
            is_alike = above.level == group.level and not announces
            white = 0.0 if above.level < group.level or is_alike else white
        count = max(len(title), len(summary.lines))
        own = 0.0 if above is None else white
        return LaidRow([LaidCell(title), summary], count, own, group, announces)

    def _row(self, row: Sequence[Cell]) -> LaidRow:
        cells = [self._cell(n, cell) for n, cell in enumerate(row)]
        return LaidRow(cells, max(len(cell.lines) for cell in cells), 0.0)

    def _cell(self, column: int, cell: Cell) -> LaidCell:
        # Cells that are no strings live as long as the table: their identity tells them apart.
        key = cell if isinstance(cell, str) else id(cell)
        known = self._known[column]
        if key not in known:
            known[key] = _laid_cell(cell, self.widths[column], self.text)
        return known[key]

    def row_height(self, row: LaidRow) -> float:
        """Return the height of a whole row."""
        return row.above + row.line_count * self.text.leading + 2 * self.pad

    def _level(self, cut: Cut) -> float:
        """Return how far below the first row a cut stands."""
        level = self._bottoms[cut.row]
        if cut.line:
            level += self.rows[cut.row].above + self.pad + cut.line * self.text.leading
        return level

    def _start_level(self, start: Cut) -> float:
        """Return how far below the first row a page begins; it needs no white before a group."""
        if start.line or start.row >= len(self.rows):
            return self._level(start)
        return self._bottoms[start.row] + self.rows[start.row].above

    def between(self, start: Cut, end: Cut) -> float:
        """Return the height of what stands between two cuts; a cut row is padded on both sides."""
        pads = bool(start.line) + bool(end.line)
        return self._level(end) - self._start_level(start) + pads * self.pad

    def groups_around(self, row: int) -> Sequence[Group]:
        """Return the groups above a row in which it stands, the outermost first."""
        return self._around[row] if row < len(self.rows) else ()

    def last_cut(self, start: Cut, room: Room) -> Cut:
        """Return the last good place where a page may end; `start` if the next page is better.

        Between two rows, so that none stands alone; else inside a row, where its lines allow it;
        else anywhere but below a group that announces what follows.
        """
        limit = self._start_level(start) + room.height - (self.pad if start.line else 0.0) + 0.01
        row = max(bisect_right(self._bottoms, limit) - 1, start.row)
        if row >= len(self.rows):
            return Cut(row, 0)
        highest = limit - room.white
        cuts = [n for n in range(row, start.row, -1) if not self.rows[n - 1].announces]
        near = [n for n in cuts if self._bottoms[n] >= highest]
        for n in near:
            if not self._strands(n, start.row):
                return Cut(n, 0)
        if room.may_wait and not start.line:
            return start
        line = self._last_line(row, start, limit, fresh=room.fresh)
        if line:
            return Cut(row, line)
        if cuts:
            return Cut((near or cuts)[0], 0)
        # Nothing but groups stands above: on a whole page, cut after them rather than nowhere.
        return Cut(max(row, start.row + 1), 0) if room.fresh else start

    def _strands(self, cut: int, start: int) -> bool:
        """Tell whether a cut leaves a single one of the rows that stand together on a side."""
        first, end = self._runs[cut - 1]
        return cut < end and (cut - max(first, start) < 2 or end - cut < 2)

    def _last_line(self, row: int, start: Cut, limit: float, *, fresh: bool) -> int:
        """Return before which line of the first row that does not fit it is cut; 0 if nowhere."""
        laid = self.rows[row]
        done = start.line if row == start.row else 0
        line = int((limit - self._bottoms[row] - laid.above - 2 * self.pad) / self.text.leading)
        line = min(line, laid.line_count - 1)
        for at in range(line, done + 1, -1):
            if not any(_is_single(len(cell.lines), done, at) for cell in laid.cells):
                return at
        return line if fresh and row == start.row and line > done else 0

    def rows_between(self, start: Cut, end: Cut) -> list[tuple[int, int, int]]:
        """Return (row, first line, line after the last) for what stands between two cuts."""
        last_row = end.row if end.line else end.row - 1
        found = []
        for row in range(start.row, last_row + 1):
            first = start.line if row == start.row else 0
            last = end.line if row == end.row and end.line else self.rows[row].line_count
            found.append((row, first, last))
        return found


def is_announcing(group: Group, below: _Source | None) -> bool:
    """Tell whether a group has something below it, from what comes next in its table."""
    return below is not None and not (isinstance(below, Group) and below.level <= group.level)


def _is_single(count: int, done: int, cut: int) -> bool:
    """Tell whether cutting a cell of `count` lines leaves one alone on a side."""
    above, below = min(cut, count) - done, count - cut
    return below == 1 or (below > 0 and above == 1)


def _laid_cell(cell: Cell, width: float, style: TextStyle) -> LaidCell:
    if isinstance(cell, States):
        lines: list[Line] = []
        marks = []
        for entry in cell.entries:
            marks.append((len(lines), entry))
            own = broken(runs_of(entry.words, style), style, width - _MARK_INDENT)
            lines += own if entry is cell.entries[-1] else followed_by_space(own)
        return LaidCell(lines, _MARK_INDENT, tuple(marks))
    if isinstance(cell, Gauge):
        lines = broken(runs_of(cell.words, style), style, width - _BAR_INDENT)
        return LaidCell(lines, _BAR_INDENT, (), cell)
    if not cell:
        return LaidCell([])
    return LaidCell(broken(runs_of(cell, style), style, width))
