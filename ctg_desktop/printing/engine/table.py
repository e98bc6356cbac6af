"""The table: one block that draws all its cells itself, over as many pages as needed.

A flowable per cell would cost more than everything else in a plan of 2 000 actions. Here a cell
is laid out as lines, and drawn straight onto the canvas with its tag. The header is announced
once and repeated on each page for the eye alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from ctg_desktop.domain.colours import legible
from ctg_desktop.printing.engine.blocks import Block
from ctg_desktop.printing.engine.canvas import Tag, TaggedCanvas
from ctg_desktop.printing.engine.lines import Line, Place, Span, Text, baseline, draw_lines
from ctg_desktop.printing.engine.marks import MARK_SIZE, draw_bar, draw_mark
from ctg_desktop.printing.engine.recalling import GOES_ON, draw_recalled, recalled_lines
from ctg_desktop.printing.engine.room import Room
from ctg_desktop.printing.engine.structure import Element, scope_entry
from ctg_desktop.printing.engine.style import GRID, HAIRLINE, INK, LINE, Align
from ctg_desktop.printing.engine.table_layout import (
    BAR_WIDTH,
    Cell,
    Cut,
    Gauge,
    Group,
    LaidCell,
    LaidRow,
    Layout,
    States,
    TableColumn,
    fitting,
)
from ctg_desktop.printing.engine.telling import Teller

__all__ = ["Cell", "Gauge", "Group", "States", "TableColumn", "fitting", "table"]


@dataclass(eq=False, slots=True)
class _Tags:
    """What the pages of one table share."""

    table: Tag = field(default_factory=lambda: Tag("Table"))
    body: Tag = field(default_factory=lambda: Tag("TBody"))
    cut_rows: dict[int, list[Tag]] = field(default_factory=dict)


def table(
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[Cell] | Group],
    *,
    row_header: int | None = None,
    close: bool = False,
) -> Block:
    """Return a table of two columns or more; a `close` one takes as little height as it can.

    `row_header` is the column that names each row. This is done only where there are more data than
    headers: a table of one row needs no row header.
    """
    groups = sum(isinstance(row, Group) for row in rows)
    named = len(rows) - groups
    if len(columns) + named > named * (len(columns) - 1):
        row_header = None
    layout = Layout(columns, rows, close=close)
    return _TablePart(layout, _Tags(), row_header, Cut(0, 0), Cut(len(rows), 0))


class _TablePart(Block):
    """The rows of a table between two cuts, under its header."""

    before = after = GRID

    def __init__(
        self, layout: Layout, tags: _Tags, row_header: int | None, start: Cut, end: Cut
    ) -> None:
        self._layout, self._tags, self._row_header = layout, tags, row_header
        self._start, self._end = start, end

    def height(self, width: float) -> float:
        """Return the height of the header and of the rows of this part."""
        layout = self._layout.at(width)
        return self._top_height(layout) + layout.between(self._start, self._end)

    def _top_height(self, layout: Layout) -> float:
        recalled = self._recalled(layout)
        return layout.header_height + (
            len(recalled) * layout.text.leading + 2 * layout.pad if recalled else 0.0
        )

    def _recalled(self, layout: Layout) -> list[str]:
        """Return how the groups are called that this part goes on with, if any, on lines."""
        if not self._start.row:
            return []
        groups = layout.groups_around(self._start.row)
        if not groups:
            return []
        titles = [part for group in groups for part in (" · ", *_parts(group.title))][1:]
        whole = recalled_lines(titles, layout.recall, layout.width, end=GOES_ON)
        if len(groups) == 1 or "…" not in whole[-1]:
            return whole
        return recalled_lines(groups[-1].title, layout.recall, layout.width, end=GOES_ON)

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut between two rows, never after a group; see `Layout.last_cut`."""
        layout = self._layout.at(width)
        top = self._top_height(layout)
        cut = layout.last_cut(self._start, room.below(top, kept=top))
        if cut <= self._start or cut >= self._end:
            return None
        if cut.line:
            cells = len(layout.rows[cut.row].cells)
            self._tags.cut_rows.setdefault(cut.row, [Tag("TR"), *(Tag("TD") for _ in range(cells))])
        return self._part(self._start, cut), self._part(cut, self._end)

    def _part(self, start: Cut, end: Cut) -> _TablePart:
        return _TablePart(self._layout, self._tags, self._row_header, start, end)

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the header and the rows of this part."""
        layout = self._layout.at(place.width)
        pen = _Pen(canvas, layout, place, self._row_header)
        with canvas.within(self._tags.table):
            if self._start == Cut(0, 0):
                with canvas.within(Tag("THead")):
                    pen.draw_header()
            else:
                with canvas.artifact():
                    pen.repeat_header(self._recalled(layout))
            with canvas.within(self._tags.body) as body:
                for row, first, last in layout.rows_between(self._start, self._end):
                    pen.draw_row(body, row, (first, last), self._tags.cut_rows.get(row))
        with canvas.artifact():
            pen.draw_signs()

    def tell(self, teller: Teller) -> None:
        """Tell the whole table."""
        teller.table(self._layout.columns, self._layout.source)


class _Pen:
    """Draws rows from a place down; marks, bars and rules wait for the end of the page."""

    def __init__(
        self, canvas: TaggedCanvas, layout: Layout, place: Place, row_header: int | None
    ) -> None:
        self._canvas = canvas
        self._layout = layout
        self._place = place
        self._y = place.top
        self._at_top = True
        self._row_header = row_header
        self._text = layout.text
        self._later: list[Callable[[], None]] = []

    def draw_signs(self) -> None:
        """Draw what waited, inside an artifact that the caller has opened."""
        later, self._later = self._later, []  # which hold the pen, and all that it draws on
        for draw in later:
            draw()

    # --- header ----------------------------------------------------------------------------

    def draw_header(self) -> None:
        """Draw the header, each cell announced as that of its column."""
        with self._canvas.within(Tag("TR")) as row:
            for n, lines in enumerate(self._layout.header):
                cell = Element("TH", row, scope_entry("Column"))
                if lines[0].segments:
                    self._draw(lines, n, element=cell)
        self._end_header()

    def repeat_header(self, recalled: Sequence[str]) -> None:
        """Draw the header again, for the eye alone, and recall the group that goes on."""
        for n, lines in enumerate(self._layout.header):
            self._draw(lines, n)
        self._end_header()
        if recalled:
            place = self._place._replace(top=self._y - self._layout.pad)
            draw_recalled(self._canvas, recalled, self._layout.recall, place)
            self._go_down(len(recalled) * self._text.leading + 2 * self._layout.pad, LINE, HAIRLINE)

    def _end_header(self) -> None:
        self._go_down(self._layout.header_height, INK, 0.8)

    # --- rows ------------------------------------------------------------------------------

    def draw_row(
        self, body: Element, index: int, lines: tuple[int, int], tags: list[Tag] | None
    ) -> None:
        """Draw some lines of a row; `tags` are those of a row that spreads over pages."""
        laid = self._layout.rows[index]
        first, last = lines
        height = (last - first) * self._text.leading + 2 * self._layout.pad
        at_top, self._at_top = self._at_top, False
        if laid.group:
            self._y -= 0.0 if at_top else laid.above
            self._draw_group(laid, laid.group, Element("TR", body))
            thickness = 0.8 if laid.group.level == 1 else HAIRLINE
            colour = legible(laid.group.colour) if laid.announces else LINE
            self._go_down(height, colour, thickness)
            return
        for n, element in enumerate(self._cells(body, len(laid.cells), tags)):
            cell = laid.cells[n]
            shown = cell.lines[first:last]
            if shown:
                self._draw(shown, n, indent=cell.indent, element=element)
                if cell.indent and not first:
                    self._keep_signs(cell, n)
        self._go_down(height, LINE, HAIRLINE)

    def _cells(self, body: Element, count: int, tags: list[Tag] | None) -> list[Element]:
        """Return the elements of the cells of a row, the same on each page of a cut row."""
        header = self._row_header
        scope = scope_entry("Row")
        if tags is None:
            row = Element("TR", body)
            return [
                Element("TH", row, scope) if n == header else Element("TD", row)
                for n in range(count)
            ]
        row = self._canvas.element(tags[0], under=body)
        for n, tag in enumerate(tags[1:]):
            tag.kind, tag.attributes = ("TH", scope) if n == header else ("TD", "")
        return [self._canvas.element(tag, under=row) for tag in tags[1:]]

    def _draw_group(self, laid: LaidRow, group: Group, row: Element) -> None:
        title, summary = laid.cells
        last_column = len(self._layout.columns) - 1
        indent = 0.0
        if group.level == 1:
            indent = GRID
            height = laid.line_count * self._text.leading
            self._later.append(
                partial(self._draw_tab, self._y - self._layout.pad, height, group.colour)
            )
        head = Element("TH", row, scope_entry("Row", columns=last_column))
        self._draw(title.lines, 0, indent=indent, element=head)
        cell = Element("TD", row)
        if summary.lines:
            self._draw(summary.lines, last_column, indent=summary.indent, element=cell)
            self._keep_signs(summary, last_column)

    def _go_down(self, height: float, colour: str, thickness: float) -> None:
        self._y -= height
        self._later.append(partial(self._draw_rule, self._y, colour, thickness))

    # --- cells -----------------------------------------------------------------------------

    def _draw(
        self,
        lines: Sequence[Line],
        column: int,
        *,
        indent: float = 0.0,
        element: Element | None = None,
    ) -> None:
        """Draw lines in a column, as content of `element` or as decoration."""
        layout, canvas = self._layout, self._canvas
        left = self._place.x + layout.lefts[column] + indent
        width = layout.widths[column] - indent
        align = layout.columns[column].align
        if element is None:
            canvas.write(self._operators(lines, left, width, align))
        elif not _is_plain(lines):
            place = Place(left, self._y - self._layout.pad, width)
            draw_lines(canvas, element, lines, self._text.but(align=align), place)
        else:
            canvas.write_content(element, self._operators(lines, left, width, align))

    def _operators(self, lines: Sequence[Line], left: float, width: float, align: Align) -> str:
        """Return what shows plain lines."""
        canvas = self._canvas
        run = lines[0].segments[0].run
        canvas.fill(run.colour)
        font = canvas.font_operator(run.face, self._text.size)
        y = baseline(self._y - self._layout.pad, self._text)
        x_before = y_before = 0.0
        written = []
        for line in lines:
            x = left + (width - line.width) * align.value
            text = canvas.encoded(line.segments[0].text, run.face)
            written.append(f"{x - x_before:.2f} {y - y_before:.2f} Td {text}Tj")
            x_before, y_before = x, y
            y -= self._text.leading
        return f"BT{font} {' '.join(written)} ET"

    # --- signs -----------------------------------------------------------------------------

    def _keep_signs(self, cell: LaidCell, column: int) -> None:
        left = self._place.x + self._layout.lefts[column]
        level = self._y - self._layout.pad - self._text.leading / 2
        for line, entry in cell.marks:
            centre = (left + MARK_SIZE / 2, level - line * self._text.leading)
            self._later.append(partial(draw_mark, self._canvas, entry.mark, *centre))
        if cell.gauge:
            gauge = cell.gauge
            colour = legible(gauge.colour)
            self._later.append(
                partial(draw_bar, self._canvas, left, level, BAR_WIDTH, gauge.share, colour)
            )

    def _draw_rule(self, level: float, colour: str, thickness: float) -> None:
        self._canvas.stroke(colour, thickness)
        self._canvas.line(self._place.x, level, self._place.x + self._place.width, level)

    def _draw_tab(self, top: float, height: float, colour: str) -> None:
        self._canvas.fill(legible(colour))
        self._canvas.rectangle(self._place.x, top - height, 3.0, height)


def _parts(text: Text) -> Sequence[str | Span]:
    return [text] if isinstance(text, str) else text


def _is_plain(lines: Sequence[Line]) -> bool:
    """Tell whether lines have one look and no link, so that they are written in one go."""
    look = None
    for line in lines:
        if len(line.segments) != 1:
            return False
        run = line.segments[0].run
        if run.uri or run.spoken or run.raised or (look and look != (run.face, run.colour)):
            return False
        look = (run.face, run.colour)
    return True
