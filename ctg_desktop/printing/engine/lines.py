"""Breaking text into lines, by words, without hyphenation, and drawing these lines.

A text is a string or a sequence of strings and :class:`Span`. Every text passes here through
:func:`ctg_desktop.typography.typeset`, becomes links where it holds addresses or phone numbers,
has the ends of its ordinals raised (« 1er »), and gets a visible mark in place of what the font
cannot print. No markup is ever read: `<b>` prints
as `<b>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ctg_desktop.domain.colours import legible
from ctg_desktop.printing.engine.canvas import Tag, TaggedCanvas
from ctg_desktop.printing.engine.fonts import UNPRINTABLE, Face, typeface
from ctg_desktop.printing.engine.links import pieces
from ctg_desktop.printing.engine.structure import Element, text_entry
from ctg_desktop.printing.engine.style import TextStyle
from ctg_desktop.typography import BULLET, typeset

_ORDINAL = r"(?<![\w.,/-])(?:1(?=(?:er|re)s?\b)|\d+(?=es?\b))(\w+)(?![-./]\w)"
"""« 1er », « 1re », « 2e », whose ends are raised."""

RAISED_SIZE, _RISE = 0.64, 0.34
"""How large the end of an ordinal is, and how high it stands, as shares of the size."""

_LIST_SIGNS = "[\u2190-\u21ff\u25a0-\u25ff\u2700-\u27bf\u2b00-\u2bff]+"
"""Arrows, squares and ticks, with which word processors begin the items of a list."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with a look of its own; what is None is that of the paragraph.

    `about` names whom the addresses and numbers in it lead to.
    """

    text: str
    face: Face | None = None
    colour: str | None = None
    about: str = ""


Text = str | Sequence[str | Span]


def strong(text: str) -> Span:
    """Return `text` to be set in semibold."""
    return Span(text, Face.SEMIBOLD)


def emphasis(text: str) -> Span:
    """Return `text` to be set in italics."""
    return Span(text, Face.ITALIC)


def coloured(text: str, colour: str, face: Face | None = None) -> Span:
    """Return `text` in a colour, darkened as needed to be read."""
    return Span(text, face, legible(colour))


class Run(NamedTuple):
    """A piece of text ready to be measured and drawn: one face, one colour, one link at most.

    `told` names the link; `spoken` is what a mark stands for; `raised` sets it small and high.
    """

    text: str
    face: Face
    colour: str
    link: Tag | None = None
    uri: str = ""
    told: str = ""
    spoken: str = ""
    raised: bool = False


class Segment(NamedTuple):
    """What one line holds of one run; `x` from the start of the line, in points."""

    x: float
    width: float
    text: str
    run: Run


class Line(NamedTuple):
    """One line: its segments, from left to right, and its width in points."""

    segments: tuple[Segment, ...]
    width: float


# --- preparing -----------------------------------------------------------------------------


def runs_of(text: Text, style: TextStyle) -> list[Run]:
    """Return `text` as runs that can be measured and drawn in `style`."""
    if isinstance(text, str):
        plain = Run(typeset(text), style.face, style.colour)
        if not re.search(_MAY_BE_CUT, plain.text) and _can_print(plain):  # most cells of a table
            return [plain] if plain.text.strip() else []
    runs: list[Run] = []
    for part in _parts(text):
        span = Span(part) if isinstance(part, str) else part
        words = typeset(span.text)
        if span.text.endswith(" ") and words:
            words += " "
        for run in _cut(words, Run("", span.face or style.face, span.colour or style.colour), span):
            if _can_print(run):
                runs.append(run)
            else:
                runs.extend(_printable(run))
    return runs if any(run.text.strip() for run in runs) else []


def reached(words: Iterable[str | None], about: str, between: str = "\n") -> Span:
    """Return ways to reach somebody, whose links bear that name; those not known are left out."""
    return Span(between.join(each for each in words if each), about=about)


def _can_print(run: Run) -> bool:
    return typeface(run.face).can_print(run.text.replace("\n", ""))


_MAY_BE_CUT = r"@|://|[wW]\.|\d[er]|\d\d[^\w\n,/]\d\d[^\w\n,/]\d"
"""What a text holds that is more than one run, if anything."""


def _cut(words: str, look: Run, span: Span) -> Iterator[Run]:
    """Cut words where links and the ends of ordinals begin and end."""
    for piece in pieces(words, span.about):
        if piece.uri:
            yield look._replace(
                text=piece.text, link=Tag("Link"), uri=piece.uri, told=typeset(piece.told)
            )
            continue
        done = 0
        for found in re.finditer(_ORDINAL, piece.text):
            yield look._replace(text=piece.text[done : found.start(1)])
            yield look._replace(text=found[1], raised=True)
            done = found.end()
        if done < len(piece.text):
            yield look._replace(text=piece.text[done:])


_MOST_SPOKEN = 4000
"""Signs that one mark may stand for: a string of a file that is kept has 32 767 bytes at most."""


def _printable(run: Run) -> Iterator[Run]:
    """Put one visible mark in place of each word part that has no glyph, and keep its sense."""
    letters = typeface(run.face).letters
    waiting = ""
    printing = True
    for letter in [*run.text, ""]:
        prints = letter in letters or letter in " \n"
        if not letter or prints != printing or len(waiting) == _MOST_SPOKEN:
            if waiting:
                yield (
                    run._replace(text=waiting)
                    if printing
                    else run._replace(text=_mark_for(waiting), spoken=waiting)
                )
            waiting, printing = "", prints
        waiting += letter


def _mark_for(unprintable: str) -> str:
    """Return what replaces letters without a glyph: a bullet for the arrows and ticks of lists."""
    return BULLET if re.fullmatch(_LIST_SIGNS, unprintable) else UNPRINTABLE


# --- breaking ------------------------------------------------------------------------------


def broken(runs: Sequence[Run], style: TextStyle, width: float) -> list[Line]:
    """Return the lines of `runs` in a column of `width` points; at least one, maybe empty."""
    scale = style.size / 1000
    if len(runs) == 1 and not runs[0].raised:
        (run,) = runs
        words = typeface(run.face).word_widths
        if "\n" not in run.text and len(run.text) < 200:
            natural = words[run.text] * scale
            if natural <= width:
                return [Line((Segment(0.0, natural, run.text, run),), natural)]
        lines = _filled(run, width / scale)
        if lines:
            return [_assembled([(line, run)], scale) for line in lines]
    breaker = _Breaker(width / scale)
    for word in _words(runs, width / scale):
        breaker.add(word)
    return breaker.lines(scale)


def _filled(run: Run, limit: float) -> list[str]:
    """Return lines filled with the words of one run, as `_Breaker` would, several times faster.

    None are returned for what only `_Breaker` knows: line ends, odd spaces, words to be cut.
    """
    text = run.text
    if "\n" in text or "  " in text or text[:1] == " " or text[-1:] == " ":
        return []
    widths = typeface(run.face).word_widths
    lines: list[str] = []
    line = ""
    taken = 0
    for word in text.split(" "):
        gap = widths[" "] if line else 0
        for part in _separable(word, run, limit) if "-" in word else (word,):
            width = widths[part]
            if width > limit:
                return []
            if line and taken + gap + width > limit:
                lines.append(f"{line} " if gap else line)
                line, taken = part, width
            else:
                line += f" {part}" if gap else part
                taken += gap + width
            gap = 0
    return [*lines, line]


class _Word(NamedTuple):
    """What stays together: pieces of one or more runs, and what stands before them."""

    before: str  # "", a space or a line end
    pieces: tuple[tuple[str, Run], ...]


_TOKEN = re.compile(r"[ \n]|[^ \n]+")
_AFTER_HYPHEN = re.compile(r"(?<=[^\W\d_]-)(?=[^\W\d_])")


def _separable(word: str, run: Run, limit: float) -> Sequence[str]:
    """Return the parts between which a word may break: after its hyphens.

    A proper name stays whole (« Pas-de-Calais »), unless no line of `limit` can hold it.
    """
    if run.link is not None:
        return (word,)
    parts = _AFTER_HYPHEN.split(word)
    is_name = word.lstrip("«(\u00a0\u202f")[:1].isupper() and parts[-1][:1].isupper()
    return (word,) if is_name and typeface(run.face).word_widths[word] <= limit else parts


def _words(runs: Iterable[Run], limit: float) -> Iterator[_Word]:
    """Yield what may be separated: words, and parts of words joined by a hyphen."""
    before = ""
    pieces: list[tuple[str, Run]] = []
    for run in runs:
        for token in _TOKEN.findall(run.text):
            if token in " \n":
                if pieces or before == "\n" or token == "\n":
                    yield _Word(before, tuple(pieces))
                    pieces = []
                before = token
                continue
            parts = _separable(token, run, limit) if "-" in token else (token,)
            pieces.append((parts[0], run))
            for part in parts[1:]:
                yield _Word(before, tuple(pieces))
                before, pieces = "", [(part, run)]
    if pieces or before == "\n":
        yield _Word(before, tuple(pieces))


def _width(text: str, run: Run) -> float:
    """Return how wide a part of a run is, in thousandths of the size."""
    width = typeface(run.face).word_widths[text]
    return width * RAISED_SIZE if run.raised else width


class _Breaker:
    """Fills lines with words, in thousandths of the size."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._done: list[list[tuple[str, Run]]] = []
        self._line: list[tuple[str, Run]] = []
        self._width = 0.0

    def add(self, word: _Word) -> None:
        """Add a word to the line, or to the next one when it does not fit."""
        if word.before == "\n":
            if self._line:
                self._put_space(0)
            self._next_line()
        width = sum(_width(text, run) for text, run in word.pieces)
        gap = 0
        if word.before == " " and self._line:
            gap = typeface(self._line[-1][1].face).widths[" "]
        if self._line and self._width + gap + width > self._limit:
            if word.before == " ":
                self._put_space(0)  # not to be seen, for who copies or listens to the text
            self._next_line()
            gap = 0
        if width > self._limit:
            self._add_in_parts(word)
            return
        if gap:
            self._put_space(gap)
        for text, run in word.pieces:
            self._put(text, run, _width(text, run))

    def _put(self, text: str, run: Run, width: float) -> None:
        self._line.append((text, run))
        self._width += width

    def _put_space(self, width: int) -> None:
        run = self._line[-1][1]
        if run.link or run.spoken or run.raised:  # the space belongs to none of them
            run = run._replace(link=None, uri="", spoken="", raised=False)
        self._put(" ", run, width)

    def _next_line(self) -> None:
        self._done.append(self._line)
        self._line, self._width = [], 0.0

    def _add_in_parts(self, word: _Word) -> None:
        """Cut a word that is wider than the column, in an address after a sign if possible."""
        for text, run in word.pieces:
            start = 0
            for n, letter in enumerate(text):
                width = _width(letter, run)
                if self._width + width > self._limit and (n > start or self._line):
                    cut = _better_cut(text, start, n)
                    if cut > start:
                        self._line.append((text[start:cut], run))
                    self._next_line()
                    self._width = _width(text[cut:n], run)
                    start = cut
                self._width += width
            self._line.append((text[start:], run))

    def lines(self, scale: float) -> list[Line]:
        """Return the lines, in points."""
        return [_assembled(pieces, scale) for pieces in [*self._done, self._line]]


def _better_cut(text: str, start: int, end: int) -> int:
    """Return where to cut before `end`: after a sign of an address if one is near."""
    near = max(start + 1, end - 12)
    signs = [n for n in range(near, end + 1) if n and text[n - 1] in "@./_?&=-"]
    return signs[-1] if signs else end


def _assembled(pieces: list[tuple[str, Run]], scale: float) -> Line:
    """Join the neighbours that belong to one run, and place them."""
    segments: list[Segment] = []
    x = 0.0
    n = 0
    while n < len(pieces):
        run = pieces[n][1]
        texts = []
        while n < len(pieces) and pieces[n][1] is run:
            texts.append(pieces[n][0])
            n += 1
        text = "".join(texts)
        width = _width(text, run) * scale
        segments.append(Segment(x, width, text, run))
        x += width
    if segments and segments[-1].text.endswith(" "):
        last = segments[-1]
        x -= typeface(last.run.face).widths[" "] * scale
    return Line(tuple(segments), x)


def followed_by_space(lines: Sequence[Line]) -> list[Line]:
    """Return lines that end with a space: copied or spoken, they do not run into the next."""
    *others, last = lines
    if not last.segments:
        return [*others, last]
    *segments, end = last.segments
    end = end._replace(text=end.text + " ")
    return [*others, last._replace(segments=(*segments, end))]


# --- drawing -------------------------------------------------------------------------------


def baseline(top: float, style: TextStyle) -> float:
    """Return where letters stand in a line that begins at `top`: capitals centred in it."""
    return top - style.leading / 2 - 0.33 * style.size


def _parts(text: Text) -> Sequence[str | Span]:
    return [text] if isinstance(text, str) else text


class Place(NamedTuple):
    """Where lines are drawn: left edge, top and width, in points."""

    x: float
    top: float
    width: float


def draw_lines(
    canvas: TaggedCanvas, element: Element, lines: Sequence[Line], style: TextStyle, place: Place
) -> None:
    """Draw lines as content of `element`; links become its children.

    Words beside a link are children too: some readers take an element's own content first.
    """
    has_links = any(segment.run.link for line in lines for segment in line.segments)
    piece = _Piece(canvas, element, has_links=has_links)
    y = baseline(place.top, style)
    for line in lines:
        x = place.x + (place.width - line.width) * style.align.value
        for segment in line.segments:
            piece.belong_to(segment.run.link)
            piece.draw(segment, x, y, style)
        y -= style.leading
    piece.close()


def draw_segment(
    canvas: TaggedCanvas, segment: Segment, at: tuple[float, float], size: float
) -> None:
    """Draw the words of a segment of the line that begins at a point of its baseline."""
    x, y = at
    run = segment.run
    if run.raised:
        y, size = y + _RISE * size, RAISED_SIZE * size
    canvas.text(x + segment.x, y, segment.text, run.face, size)


class _Piece:
    """The piece of marked content being written: the paragraph's own, or that of a link."""

    def __init__(self, canvas: TaggedCanvas, element: Element, *, has_links: bool) -> None:
        self._canvas = canvas
        self._element = element
        self._has_links = has_links
        self._open = False
        self._link: Tag | None = None

    def belong_to(self, link: Tag | None) -> None:
        """Make sure that what follows is written as the paragraph, or as `link`."""
        if self._open and link is self._link:
            return
        self.close()
        self._open, self._link = True, link
        owner = self._element
        if link is not None:
            owner = self._canvas.element(link, under=self._element)
        elif self._has_links:
            owner = Element("Span", self._element)
        self._canvas.begin_content(owner)

    def draw(self, segment: Segment, x: float, y: float, style: TextStyle) -> None:
        """Write one segment of a line whose start is at `x`, on the baseline `y`."""
        run = segment.run
        self._canvas.fill(run.colour)
        if run.spoken:
            self._canvas.write(f"/Span<<{text_entry('ActualText', run.spoken)}>>BDC")
        draw_segment(self._canvas, segment, (x, y), style.size)
        if run.spoken:
            self._canvas.end_content()
        if run.link is not None:
            left = x + segment.x
            box = (left, y - 0.25 * style.size, left + segment.width, y + 0.75 * style.size)
            self._canvas.link(self._canvas.element(run.link), run.uri, run.told, box)

    def close(self) -> None:
        """End the piece."""
        if self._open:
            self._canvas.end_content()
            self._open = False
