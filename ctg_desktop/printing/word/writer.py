"""Hears a story and writes it as the text of a file of Word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from io import BytesIO

from ctg_desktop.domain.colours import legible
from ctg_desktop.printing.engine.canvas import Tag
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Run, Text, coloured, runs_of
from ctg_desktop.printing.engine.logo import Logo
from ctg_desktop.printing.engine.style import CELL, GREY, INK, Align, TextStyle
from ctg_desktop.printing.engine.table_layout import (
    GAP,
    Cell,
    Gauge,
    Group,
    States,
    TableColumn,
    is_announcing,
)
from ctg_desktop.printing.word import look
from ctg_desktop.printing.word.markup import (
    EMU_PER_POINT,
    RAISED,
    TAB,
    Paragraph,
    bookmarked,
    border,
    cell,
    field_code,
    row,
    run,
    twips,
)

_BAR_INDENT = 10.0
_MOST_WHOLE_LINES = 15
"""A row of more lines may be cut by a page: LibreOffice hides what a whole page cannot hold."""

_WIDER = 1.12
"""Columns as wide as their figures were measured in another font."""

_SIGN_WIDTH = twips(4.0)

_ALIGNED = {Align.LEFT: "", Align.CENTRE: "center", Align.RIGHT: "end"}
_HEADER = CELL.but(face=Face.SEMIBOLD)


@dataclass(slots=True)
class Links:
    """What the text points to outside of itself; each function returns the name of a relation."""

    to_address: Callable[[str], str]
    to_picture: Callable[[BytesIO], str]


@dataclass(slots=True)
class _Item:
    """An item of a list: its label until its first words are told."""

    numbering: int | None
    depth: int
    label: Sequence[Run] = ()
    is_begun: bool = False
    is_named: bool = False
    """It has a label, so that its words stand beside the column of labels."""


@dataclass(slots=True)
class Writer:
    """Writes what it hears; `text_width` in points."""

    text_width: float
    links: Links
    numbered_lists: int = 0
    _written: list[Paragraph | str] = field(default_factory=list)
    _lists: list[int | None] = field(default_factory=list)
    _items: list[_Item] = field(default_factory=list)
    _bars: list[str] = field(default_factory=list)
    _heading: str = ""
    _pictures: int = 0
    _anchors: set[str] = field(default_factory=set)
    _bookmarks: int = 0
    _has_chapters: bool = False
    _opening: str = ""
    """The anchor of a chapter whose first heading is still to come."""

    def body(self) -> str:
        """Return all that was heard; a table is never the last."""
        self._close_table()
        return "".join(each if isinstance(each, str) else each.written() for each in self._written)

    # --- texts -------------------------------------------------------------------------

    def heading(self, level: int, runs: Sequence[Run]) -> None:
        """Write a heading."""
        own = look.HEADINGS[level]
        self._heading = "".join(each.text for each in runs)
        words = self._runs(runs, own)
        if self._opening:
            self._bookmarks += 1
            words, self._opening = bookmarked(words, self._opening, self._bookmarks), ""
            self._add(Paragraph(own.style, words, begins_page=True))
        else:
            self._add(Paragraph(own.style, words))

    @property
    def has_contents(self) -> bool:
        """Whether pages are named in the text, which Word and LibreOffice count by themselves."""
        return bool(self._anchors)

    @contextmanager
    def chapter(self, anchor: str) -> Iterator[None]:
        """Write a chapter: on a page of its own, under a heading of the first level.

        The title of the whole is none then, but the title of the file.
        """
        if not self._has_chapters:
            self._has_chapters = True
            for each in self._written:
                if isinstance(each, Paragraph) and each.style == look.HEADINGS[1].style:
                    each.style = look.TITLE.style
        self._opening = anchor
        yield

    def entry(self, runs: Sequence[Run], anchor: str) -> None:
        """Write an entry of the contents, with the page that Word will count."""
        self._anchors.add(anchor)
        words = self._runs([each._replace(uri="") for each in runs], look.ENTRY)
        page = field_code(f"PAGEREF {anchor} \\h", "…")
        link = f'<w:hyperlink w:anchor="{anchor}" w:history="1">{words}{TAB}{page}</w:hyperlink>'
        self._add(Paragraph(look.ENTRY.style, link))

    def paragraph(
        self, runs: Sequence[Run], style: TextStyle, kind: str, *, keeps_with_next: bool = False
    ) -> None:
        """Write a text, as what it is in the list that is open."""
        item = self._items[-1] if self._items else None
        if item and kind == "Lbl":
            item.label, item.is_named = runs, item.numbering is None
            return
        if item:
            written = self._in_item(self._labelled(item), runs, style)
        else:
            own = look.look_of(style)
            written = Paragraph(own.style, self._runs(runs, own))
        written.keeps_with_next = keeps_with_next
        self._add(written)

    def _labelled(self, item: _Item) -> _Item:
        """Return the item that a text belongs to: items without a sign are lines of their label."""
        if item.numbering is not None or item.is_named:
            return item
        around = next((each for each in self._items[::-1] if each is not item), None)
        return around if around and around.is_named else item

    def _in_item(self, item: _Item, runs: Sequence[Run], style: TextStyle) -> Paragraph:
        """Return a text of an item: its sign or label stands before the first one alone."""
        is_first, item.is_begun = not item.is_begun, True
        left = self._left()
        if item.numbering is not None:
            own = look.BULLET if item.numbering == look.DASHES else look.NUMBERED
            content = self._runs(runs, own)
            if not is_first:
                return Paragraph(own.style, content, left=left, numbering=(0, 0))
            return Paragraph(
                own.style, content, left, look.STEP, numbering=(item.numbering, item.depth)
            )
        if not item.is_named:
            own = look.look_of(style)
            return Paragraph(own.style, self._runs(runs, own), left=left)
        own = look.DEFINITION
        content = self._runs(runs, own)
        if not is_first:
            return Paragraph(own.style, content, left=left)
        words = self._runs(item.label, look.Look("", colour=GREY), look.LABEL_RUN)
        return Paragraph(own.style, f"{words}{TAB}{content}", left, look.LABEL_WIDTH)

    def _left(self) -> float:
        """Return where the words of the open items stand."""
        return sum(
            look.STEP if each.numbering is not None else look.LABEL_WIDTH * each.is_named
            for each in self._items
        )

    def _runs(self, runs: Sequence[Run], own: look.Look, properties: str = "") -> str:
        return "".join(self._run(each, own, properties) for each in runs if each.text)

    def _run(self, each: Run, own: look.Look, properties: str) -> str:
        words = each.spoken or each.text
        if not each.uri:
            raised = RAISED if each.raised else ""
            look_of_run = look.run_properties(each.face, each.colour, own)
            return run(words, f"{properties}{look_of_run}{raised}")
        relation = self.links.to_address(each.uri)
        return (
            f'<w:hyperlink r:id="{relation}" w:tooltip="{escape(each.told)}">'
            f"{run(words, look.LINK_RUN)}</w:hyperlink>"
        )

    def _add(self, paragraph: Paragraph) -> None:
        if self._bars:
            paragraph.left += _BAR_INDENT
            paragraph.borders["left"] = border("left", legible(self._bars[-1]), 18, 8)
        self._close_table()
        self._written.append(paragraph)

    def _close_table(self) -> None:
        """Set what follows a table apart from it."""
        if self._written and isinstance(self._written[-1], str):
            self._written.append(Paragraph(look.AFTER_TABLE.style, ""))

    def rule(self, colour: str) -> None:
        """Write a line under the last paragraph."""
        last = self._written[-1] if self._written else None
        if isinstance(last, Paragraph):
            last.borders["bottom"] = border("bottom", colour, 10, 6)

    # --- lists and bars ----------------------------------------------------------------

    @contextmanager
    def within(self, tag: Tag) -> Iterator[None]:
        """Write what is told inside as a list or an item of it."""
        if tag.kind == "L":
            numbering = self._numbering(tag)
            if numbering is not None:
                self._begin_item()
            self._lists.append(numbering)
            yield
            self._lists.pop()
        elif tag.kind == "LI":
            numbering = self._lists[-1]
            depth = sum(each is not None for each in self._lists) - 1
            item = _Item(numbering, min(max(depth, 0), 2))
            self._items.append(item)
            yield
            if item.label and not item.is_begun and item.is_named:
                self._add(self._in_item(item, [], CELL))
            self._items.pop()
        else:
            last = self._written[-1] if self._written else None
            if tag.kind == "TOC" and isinstance(last, Paragraph):
                last.style = look.CONTENTS_TITLE.style  # the contents do not list themselves
            yield

    def _begin_item(self) -> None:
        """Write the label of the open item before a list that is all that it holds."""
        item = self._items[-1] if self._items else None
        if item and item.label and item.is_named and not item.is_begun:
            label = self._in_item(item, [], CELL)
            label.keeps_with_next = True
            self._add(label)

    def _numbering(self, tag: Tag) -> int | None:
        if "ListNumbering/Disc" in tag.attributes:
            return look.DASHES
        if "ListNumbering/Decimal" in tag.attributes:
            self.numbered_lists += 1
            return look.NUMBERS + self.numbered_lists - 1
        return None

    @contextmanager
    def set_off(self, colour: str) -> Iterator[None]:
        """Write what is told inside beside a bar."""
        self._bars.append(colour)
        yield
        self._bars.pop()

    # --- tables ------------------------------------------------------------------------

    def table(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[Cell] | Group]) -> None:
        """Write a table, its header repeated on each page."""
        widths = self._widths(columns)
        titles = [
            cell(self._cell(column.title, column.align, look.HEADER_CELL), width)
            for column, width in zip(columns, widths, strict=True)
        ]
        written = [row(titles, is_header=True)]
        for each, below in zip(rows, (*rows[1:], None), strict=True):
            written.append(
                self._group(each, widths, announces=is_announcing(each, below))
                if isinstance(each, Group)
                else self._row(each, columns, widths)
            )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        self._close_table()
        self._written.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{look.TABLE}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{escape(self._heading)}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(written)}</w:tbl>"
        )

    def _widths(self, columns: Sequence[TableColumn]) -> list[int]:
        """Return the widths of columns with their margins, in twips."""
        fixed = [column.width * _WIDER for column in columns]
        free = max(self.text_width - sum(fixed) - GAP * len(columns), 0.0)
        total = sum(column.share for column in columns if not column.width) or 1.0
        return [
            twips((own or free * column.share / total) + GAP)
            for column, own in zip(columns, fixed, strict=True)
        ]

    def _row(
        self, cells: Sequence[Cell], columns: Sequence[TableColumn], widths: Sequence[int]
    ) -> str:
        written = [
            cell(self._cell(each, column.align, look.CELL), width)
            for each, column, width in zip(cells, columns, widths, strict=True)
        ]
        lines = max(_lines(each, width) for each, width in zip(cells, widths, strict=True))
        return row(written, is_whole=lines < _MOST_WHOLE_LINES)

    def _group(self, group: Group, widths: Sequence[int], *, announces: bool) -> str:
        """Write a line that announces those below it, or has none."""
        *others, last = widths
        ink = legible(group.colour) if group.level == 1 else INK
        runs = [
            each._replace(colour=ink) if each.colour == INK else each
            for each in runs_of(group.title, _HEADER)
        ]
        if group.note:
            runs += runs_of(f" – {group.note}", CELL.but(colour=GREY))
        title = self._runs(runs, look.CELL)
        tint = '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F3"/>' if group.level == 1 else ""
        head = Paragraph(look.CELL.style, title, keeps_with_next=announces).written()
        tail = self._cell(group.summary, Align.LEFT, look.CELL)
        return row(
            [
                cell(head, sum(others), columns=len(others), properties=tint),
                cell(tail, last, properties=tint),
            ]
        )

    def _cell(self, said: Cell, align: Align, own: look.Look) -> str:
        if isinstance(said, States):
            return "".join(
                self._cell([coloured(each.words, each.mark.value)], align, own)
                for each in said.entries
            ) or self._cell("", align, own)
        words: Text = said.words if isinstance(said, Gauge) else said
        style = _HEADER if own is look.HEADER_CELL else CELL
        content = self._runs(runs_of(words, style), own)
        return Paragraph(own.style, content, align=_ALIGNED[align]).written()

    # --- pictures ----------------------------------------------------------------------

    def picture(self, picture: Logo, size: tuple[float, float], description: str) -> None:
        """Write a picture at the right of the paragraph before it."""
        drawing = self._drawing(_BESIDE, (picture, size, description))
        last = self._written[-1] if self._written else None
        if isinstance(last, Paragraph):
            last.content += drawing
        else:
            self._add(Paragraph(look.BODY.style, drawing))

    def band(self, pictures: Sequence[tuple[Logo, tuple[float, float], str]]) -> None:
        """Write pictures on one line, as words."""
        drawings = (self._drawing(_AMONG_WORDS, each) for each in pictures)
        self._add(Paragraph(look.BODY.style, run("   ").join(drawings)))

    def _drawing(self, form: str, told: tuple[Logo, tuple[float, float], str]) -> str:
        picture, size, description = told
        content = BytesIO()
        picture.picture.save(content, "PNG")
        content.seek(0)
        self._pictures += 1
        width, height = (round(length * EMU_PER_POINT) for length in size)
        return form.format(
            width=width,
            height=height,
            number=self._pictures,
            relation=self.links.to_picture(content),
            description=escape(description),
        )


_SIZED = '<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
_PICTURE = (
    '<wp:docPr id="{number}" name="Image {number}" descr="{description}"/>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="Image {number}" '
    'descr="{description}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
    "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
)
_BESIDE = (
    "<w:r><w:drawing>"
    '<wp:anchor distT="0" distB="0" distL="180000" distR="0" simplePos="0" relativeHeight="1" '
    'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="margin"><wp:align>top</wp:align></wp:positionV>'
    f'{_SIZED}<wp:wrapSquare wrapText="left"/>{_PICTURE}</wp:anchor></w:drawing></w:r>'
)
_AMONG_WORDS = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    f"{_SIZED}{_PICTURE}</wp:inline></w:drawing></w:r>"
)


def _lines(said: Cell, width: int) -> int:
    """Return about how many lines a cell of `width` twips takes."""
    if isinstance(said, States):
        return len(said.entries)
    runs = [] if isinstance(said, Gauge) else runs_of(said, CELL)
    words = "".join(each.text for each in runs)
    return len(words) * _SIGN_WIDTH // width + words.count("\n")
