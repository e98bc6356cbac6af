"""The pieces that sheets share: sections, lists, definitions, key figures, call-outs, bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ctg_desktop.printing.engine.blocks import (
    Block,
    Heading,
    Indented,
    Part,
    Row,
    Stack,
    SubHeading,
    Tagged,
    TextBlock,
    rule_above,
)
from ctg_desktop.printing.engine.canvas import Tag, TaggedCanvas
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Place, Run, Text
from ctg_desktop.printing.engine.marks import (
    BAR_HEIGHT,
    MARK_SIZE,
    Mark,
    Marked,
    draw_mark,
    draw_pattern,
)
from ctg_desktop.printing.engine.room import Room
from ctg_desktop.printing.engine.style import (
    ACCENT,
    BODY,
    CELL,
    FIGURE,
    GREY,
    GRID,
    LABEL,
    NOTE,
    SECTION,
    TextStyle,
)
from ctg_desktop.printing.engine.telling import Teller
from ctg_desktop.typography import NO_BREAK

# --- a section ----------------------------------------------------------------------------------

_SHORT_SECTION = 20 * GRID
"""A section that is not taller than this is not cut by a page."""

LABEL_WIDTH = 14 * GRID
_CLOSE = BODY.but(after=0.0)
"""The column of labels, at the left of what they name."""


def section(title: str, *blocks: Block, wide: bool = False, ruled: bool = True) -> Block:
    """Return a section whose heading stands at the left of its text, in the column of labels.

    In a `wide` section the heading stands above; `ruled` sets a fine line over the whole.
    """
    after = GRID if wide else 0.0
    heading = Heading(2, title, style=SECTION.but(before=0.0, after=after), ruled=False)
    if wide:
        inner: Block = Stack([heading, *blocks])
    else:
        inner = Row([Part(heading, width=LABEL_WIDTH), Part(Stack(blocks))])
    whole = _Ruled(inner, whole_below=_SHORT_SECTION) if ruled else inner
    whole.before = GRID
    return whole


# --- texts -----------------------------------------------------------------------------------

_BULLET = re.compile(r"\s*[-–—•*]\s+")


def prose(text: str, style: TextStyle = BODY) -> Stack:
    """Return what a person typed: one paragraph per line, with the structure that people type.

    Lines that begin with a dash make a list; a short line of its own that ends with a colon is
    the sub-heading of what follows it.
    """
    blocks: list[Block] = []
    items: list[str] = []
    lines = [*text.splitlines(), ""]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        bullet = _BULLET.match(line)
        if bullet:
            items.append(line[bullet.end() :])
            continue
        if items:
            blocks.append(bullets(items, style))
            items = []
        if _is_sub_heading(line) and following.strip():
            head = style.but(face=Face.SEMIBOLD, after=0.0)
            blocks.append(SubHeading(line, head))
        elif line.strip():
            blocks.append(TextBlock(line, style))
    return Stack(blocks)


_LONGEST_HEADING = 90
"""In signs: a longer line that ends with a colon is a sentence that goes on below."""


def _is_sub_heading(line: str) -> bool:
    return line.rstrip().endswith(":") and len(line) <= _LONGEST_HEADING


def bullets(items: Sequence[Text], style: TextStyle = BODY) -> Block:
    """Return a list with dashes."""
    return _list(["–"] * len(items), items, style)


def numbered(items: Sequence[Text], style: TextStyle = BODY) -> Block:
    """Return a numbered list."""
    return _list([f"{n}." for n in range(1, len(items) + 1)], items, style)


def _list(labels: Sequence[str], items: Sequence[Text], style: TextStyle) -> Block:
    close = style.but(after=0.0)
    label_width = GRID * max(map(len, labels))
    entries: list[Block] = [
        Tagged(
            "LI",
            Row(
                [
                    Part(TextBlock(label, close.but(colour=ACCENT), Tag("Lbl")), width=label_width),
                    Part(Tagged("LBody", TextBlock(item, close))),
                ],
                gap=GRID,
            ),
        )
        for label, item in zip(labels, items, strict=True)
    ]
    entries[-1].after = style.after
    numbering = "Decimal" if labels[0] == "1." else "Disc"
    return Tagged(Tag("L", f"/A<</O/List/ListNumbering/{numbering}>>"), Stack(entries, tight=True))


def grid(items: Sequence[Block], *, per_line: int, close: bool = False) -> Block:
    """Return a list set in columns, from left to right, on as many lines as needed.

    A `close` one has no white between its lines.
    """
    lines: list[Block] = []
    for start in range(0, len(items), per_line):
        group = items[start : start + per_line]
        parts = [Part(Tagged("LI", Tagged("LBody", item))) for item in group]
        parts += [Part(Stack([]))] * (per_line - len(group))
        lines.append(Row(parts) if close else _spaced(Row(parts)))
    return Tagged("L", Stack(lines, tight=close))


def ruled_list(items: Sequence[Block]) -> Block:
    """Return a list of blocks, a fine line above each."""
    rows: list[Block] = [_Ruled(Tagged("LI", Tagged("LBody", item))) for item in items]
    for row in rows:
        row.after = GRID / 2
    return _spaced(Tagged("L", Stack(rows, tight=True)))


def definitions(
    entries: Sequence[tuple[str, Text | Block]],
    *,
    label_width: float = LABEL_WIDTH,
    compact: bool = False,
    below_rule: bool = False,
) -> Block:
    """Return labels and their values in two columns; those without a value are left out.

    `compact` sets them small and close, without a line between them; `below_rule` leaves out the
    line above the first one.
    """
    label_style = NOTE if compact else LABEL
    items: list[Block] = []
    for label, value in entries:
        if not isinstance(value, Block) and not _has_words(value):
            continue
        name = Part(TextBlock(label, label_style, Tag("Lbl")), width=label_width)
        own = value if isinstance(value, Block) else TextBlock(value, CELL if compact else _CLOSE)
        item = Tagged("LI", Row([name, Part(Tagged("LBody", own))]))
        is_bare = compact or (below_rule and not items)
        item.after = GRID / 2 if is_bare else 0.0
        items.append(item if is_bare else _Ruled(item))
    return _spaced(Tagged("L", Stack(items, tight=compact)))


def facts(entries: Sequence[tuple[str, Text | Block]]) -> Block:
    """Return short facts side by side, each under its label; empty ones are left out."""
    parts = []
    for label, value in entries:
        if isinstance(value, Block) or _has_words(value):
            own = value if isinstance(value, Block) else TextBlock(value, CELL)
            name = announcing(TextBlock(label, NOTE, Tag("Lbl")))
            words = [name, Tagged("LBody", own)]
            parts.append(Part(Tagged("LI", Stack(words, tight=True))))
    return _spaced(Tagged("L", _Ruled(Row(parts)))) if parts else Stack([])


def announcing(text: TextBlock) -> TextBlock:
    """Return a text that no page parts from what follows it."""
    text.keeps_with_next = True
    return text


def _has_words(text: Text) -> bool:
    parts = [text] if isinstance(text, str) else text
    return any((part if isinstance(part, str) else part.text).strip() for part in parts)


def _spaced(block: Block) -> Block:
    """Leave the white of a paragraph after a block."""
    block.after = GRID
    return block


class _Ruled(Block):
    """A block under a fine line, with a little white on both sides."""

    _PAD = GRID / 2

    def __init__(self, block: Block, *, whole_below: float = 0.0) -> None:
        """Put `block` under a line; a page does not cut it below a height."""
        self._block, self._whole_below = block, whole_below

    def height(self, width: float) -> float:
        return self._block.height(width) + 2 * self._PAD

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        if room.may_wait and self.height(width) <= self._whole_below:
            return None
        pads = 2 * self._PAD
        halves = self._block.split(width, room.below(pads, kept=pads))
        if halves is None:
            return None
        return _Ruled(halves[0]), _Ruled(halves[1])

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        rule_above(canvas, place)
        self._block.draw(canvas, place._replace(top=place.top - self._PAD))

    def tell(self, teller: Teller) -> None:
        self._block.tell(teller)


def to_complete(text: Text) -> Block:
    """Return a call-out for what nobody has filled in yet, beside a broken bar."""
    style = BODY.but(face=Face.ITALIC, colour=GREY)
    return _spaced(Indented(TextBlock(text, style.but(after=0.0)), 2 * GRID, _broken_bar, GREY))


def _broken_bar(canvas: TaggedCanvas, place: Place, height: float) -> None:
    canvas.stroke(GREY, 1.2)
    with canvas.dashed(3.0, 2.5):
        canvas.line(place.x + 2, place.top - 1, place.x + 2, place.top - height + 1)


def callout(block: Block, colour: str = ACCENT) -> Block:
    """Return a block set off by a bar at its left."""

    def bar(canvas: TaggedCanvas, place: Place, height: float) -> None:
        canvas.fill(colour)
        canvas.rectangle(place.x, place.top - height, 2.5, height)

    return _spaced(Indented(block, 2 * GRID, bar, colour))


# --- figures ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure to be read from afar, what it counts, and where it comes from."""

    value: str
    label: str
    note: str = ""


def key_figures(figures: Sequence[KeyFigure], *, per_line: int = 4) -> Block:
    """Return figures side by side, on as many lines as needed."""
    return grid([_key_figure(figure) for figure in figures], per_line=per_line)


def _key_figure(figure: KeyFigure) -> Block:
    label, note = TextBlock(figure.label, CELL), TextBlock(figure.note, NOTE)
    return Stack([announcing(TextBlock(figure.value, FIGURE)), label, note], tight=True)


def marked_words(entries: Sequence[Marked], *, as_patterns: bool = False) -> Block:
    """Return marks with their words, one after the other, as many to a line as fit.

    `as_patterns` shows the patterns of a count bar instead of icons.
    """
    texts = [(entry.mark, TextBlock(entry.words, CELL, Tag("LBody"))) for entry in entries]
    return _MarkedWords(texts, Tag("L"), as_patterns=as_patterns)


_BETWEEN = f"{NO_BREAK}· "
"""Between words that a writer without pages sets on one line."""


class _MarkedWords(Block):
    after = GRID

    def __init__(
        self, entries: Sequence[tuple[Mark, TextBlock]], tag: Tag, *, as_patterns: bool
    ) -> None:
        self._entries, self._tag, self._as_patterns = entries, tag, as_patterns

    _SIGN_WIDTH = MARK_SIZE + 4
    _GAP = 2 * GRID

    def _places(self, width: float) -> list[Place]:
        """Return where each text stands, as if the block began at 0, 0."""
        places = []
        x = y = bottom = 0.0
        for _, text in self._entries:
            (words, *rest) = text.lines(width - self._SIGN_WIDTH)
            own = width - self._SIGN_WIDTH if rest else words.width + 0.1
            if x and x + self._SIGN_WIDTH + own > width:
                x, y = 0.0, bottom
            places.append(Place(x + self._SIGN_WIDTH, -y, own))
            bottom = max(bottom, y + text.height(own))
            x += self._SIGN_WIDTH + own + self._GAP
        return places

    def _bottoms(self, width: float) -> list[float]:
        places = self._places(width)
        return [
            text.height(place.width) - place.top
            for (_, text), place in zip(self._entries, places, strict=True)
        ]

    def height(self, width: float) -> float:
        return max(self._bottoms(width), default=0.0)

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        cut = sum(map(room.holds, self._bottoms(width)))
        if room.fresh:
            cut = max(cut, 1)
        if not 0 < cut < len(self._entries):
            return None
        head, tail = self._entries[:cut], self._entries[cut:]
        return (
            _MarkedWords(head, self._tag, as_patterns=self._as_patterns),
            _MarkedWords(tail, self._tag, as_patterns=self._as_patterns),
        )

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        if not self._entries:
            return
        places = self._places(place.width)
        with canvas.within(self._tag):
            for (mark, text), own in zip(self._entries, places, strict=True):
                words = Place(place.x + own.x, place.top + own.top, own.width)
                with canvas.artifact():
                    left, level = words.x - self._SIGN_WIDTH, words.top - CELL.leading / 2
                    self._draw_sign(canvas, mark, left, level)
                with canvas.within(Tag("LI")):
                    text.draw(canvas, words)

    def tell(self, teller: Teller) -> None:
        """Tell them on one line, each in the colour of its mark."""
        runs: list[Run] = []
        for mark, text in self._entries:
            runs += [Run(_BETWEEN, Face.REGULAR, GREY)] if runs else []
            runs += [run._replace(face=Face.SEMIBOLD, colour=mark.value) for run in text.runs]
        if runs:
            teller.paragraph(runs, CELL, "P")

    def _draw_sign(self, canvas: TaggedCanvas, mark: Mark, x: float, y: float) -> None:
        if self._as_patterns:
            draw_pattern(canvas, mark, x, y - BAR_HEIGHT / 2, MARK_SIZE, BAR_HEIGHT)
        else:
            draw_mark(canvas, mark, x + MARK_SIZE / 2, y)


@dataclass(frozen=True, slots=True)
class Count:
    """How many things are in a state, and the words that say so (`3 en cours`)."""

    mark: Mark
    words: str
    value: int


def count_bar(counts: Sequence[Count]) -> Block:
    """Return a bar cut in proportion to the counts, each with its pattern, and its legend."""
    shown = [count for count in counts if count.value]
    legend = [Marked(count.mark, count.words) for count in shown]
    return Stack([_CountBar(shown), marked_words(legend, as_patterns=True)])


class _CountBar(Block):
    _HEIGHT = 1.5 * GRID
    after = GRID / 2
    keeps_with_next = True

    def __init__(self, counts: Sequence[Count]) -> None:
        self._counts = counts

    def height(self, width: float) -> float:
        del width
        return self._HEIGHT

    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        total = sum(count.value for count in self._counts)
        x = place.x
        with canvas.artifact():
            for count in self._counts:
                width = place.width * count.value / total
                draw_pattern(canvas, count.mark, x, place.top - self._HEIGHT, width, self._HEIGHT)
                x += width
