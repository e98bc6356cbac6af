"""Documents made of several: chapters, each on a page of its own, and the contents before them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ctg_desktop.printing.engine.blocks import Block, Stack, TextBlock
from ctg_desktop.printing.engine.canvas import Tag, TaggedCanvas
from ctg_desktop.printing.engine.fonts import Face, typeface
from ctg_desktop.printing.engine.lines import Place, baseline
from ctg_desktop.printing.engine.room import Room
from ctg_desktop.printing.engine.style import BODY, GREY, GRID, HAIRLINE, LINE
from ctg_desktop.printing.engine.telling import Teller

_CLOSE = BODY.but(after=0.0)


class Chapter(Block):
    """Blocks that begin on a page, to which the contents lead by `anchor`.

    Its headings are one level below those of the whole: its title is a heading of level 1.
    """

    def __init__(self, anchor: str, stack: Stack, *, begins: bool = True) -> None:
        """Put blocks together; `begins` tells the first part of a chapter that a page cut."""
        self.anchor, self.begins = anchor, begins
        self._stack = stack

    def height(self, width: float) -> float:
        """Return the height of the blocks."""
        return self._stack.height(width)

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut the blocks."""
        halves = self._stack.split(width, room)
        if halves is None:
            return None
        head, tail = halves
        return (
            Chapter(self.anchor, head, begins=self.begins),
            Chapter(self.anchor, tail, begins=False),
        )

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw the blocks, as what the contents lead to."""
        if self.begins:
            canvas.arrive(self.anchor, place.top)
        with canvas.chapter():
            self._stack.draw(canvas, place)

    def tell(self, teller: Teller) -> None:
        """Tell the blocks inside their chapter."""
        with teller.chapter(self.anchor):
            self._stack.tell(teller)


def folios(pages: Iterable[Block]) -> Mapping[str, int]:
    """Return the page (from 1) on which each chapter begins."""
    return {
        block.anchor: number
        for number, page in enumerate(pages, 1)
        for block in (page.blocks if isinstance(page, Stack) else [page])
        if isinstance(block, Chapter) and block.begins
    }


def contents(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> Block:
    """Return the table of contents: under each name the titles of chapters with their anchors.

    A group without a name has none above its titles.
    """
    blocks: list[Block] = []
    for name, entries in groups:
        label = TextBlock(name, BODY.but(face=Face.SEMIBOLD, before=GRID, after=0.0))
        label.keeps_with_next = True
        blocks.append(label)
        blocks += [_Entry(title, anchor) for title, anchor in entries]
    return _Contents(Stack(blocks), Tag("TOC"))


class _Contents(Block):
    def __init__(self, stack: Stack, tag: Tag) -> None:
        self._stack, self._tag = stack, tag

    def height(self, width: float) -> float:
        return self._stack.height(width)

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        halves = self._stack.split(width, room)
        if halves is None:
            return None
        return _Contents(halves[0], self._tag), _Contents(halves[1], self._tag)

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        with canvas.within(self._tag):
            self._stack.draw(canvas, place)

    def tell(self, teller: Teller) -> None:
        with teller.within(self._tag):
            self._stack.tell(teller)


class _Entry(Block):
    """A title that leads to its chapter, and the page of the chapter."""

    _FOLIO_WIDTH = 5 * GRID

    def __init__(self, title: str, anchor: str) -> None:
        text = TextBlock(title, _CLOSE)
        self._link = Tag("Link")
        words = "".join(run.text for run in text.runs).replace("\n", " ")
        text.runs = [
            run._replace(
                link=self._link, uri=f"#{anchor}", told=words, text=run.text.replace("\n", " ")
            )
            for run in text.runs
        ]
        self._text, self._anchor = text, anchor

    def height(self, width: float) -> float:
        return self._text.height(width - self._FOLIO_WIDTH)

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        inner = place._replace(width=place.width - self._FOLIO_WIDTH)
        *_, last = self._text.lines(inner.width)
        folio = str(canvas.folios.get(self._anchor, ""))
        width = typeface(Face.REGULAR).word_widths[folio] * _CLOSE.size / 1000
        right = place.x + place.width
        level = baseline(place.top - self.height(place.width) + _CLOSE.leading, _CLOSE)
        with canvas.within(Tag("TOCI")):
            self._text.draw(canvas, inner)
            with canvas.artifact():
                canvas.stroke(LINE, HAIRLINE)
                with canvas.dashed(0.8, 2.2):
                    canvas.line(place.x + last.width + GRID, level, right - width - GRID, level)
            with canvas.content_of(canvas.element(self._link)):
                canvas.fill(GREY)
                canvas.text(right - width, level, folio, Face.REGULAR, _CLOSE.size)

    def tell(self, teller: Teller) -> None:
        teller.entry(self._text.runs, self._anchor)
