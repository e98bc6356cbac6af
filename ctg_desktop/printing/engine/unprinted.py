"""The signs that a story holds and the font lacks, and where they are: named before printing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctg_desktop.printing.engine.blocks import Block, Stack
from ctg_desktop.printing.engine.fonts import UNPRINTABLE, Face, typeface
from ctg_desktop.printing.engine.lines import runs_of
from ctg_desktop.printing.engine.style import CELL
from ctg_desktop.printing.engine.table_layout import Cell, Gauge, Group, States, TableColumn
from ctg_desktop.typography import counted, spaced

if TYPE_CHECKING:
    from ctg_desktop.printing.engine.canvas import Tag
    from ctg_desktop.printing.engine.lines import Run, Text
    from ctg_desktop.printing.engine.logo import Logo
    from ctg_desktop.printing.engine.style import TextStyle

_MOST_SIGNS, _MOST_PLACES, _LONGEST_PLACE = 8, 4, 60
"""How many different signs of a place, and how many places, are named; and a place in signs."""


def unprinted(story: Sequence[Block]) -> dict[str, str]:
    """Return, by place, the signs that are printed as a mark; a place is told in French."""
    listener = _Listener()
    Stack(story).tell(listener)
    return {place: "".join(signs) for place, signs in listener.found.items()}


def sentence(found: dict[str, str]) -> str:
    """Return what a person should know before printing such a story; empty if nothing."""
    if not found:
        return ""
    places = list(found.items())
    told = [f"{_shown(signs)} ({place})" for place, signs in places[:_MOST_PLACES]]
    left = len(places) - _MOST_PLACES
    told += [f"d’autres en {counted(left, 'endroit')}"] if left > 0 else []
    return spaced(
        f"La police n’a pas tous les signes de ce document : {', '.join(told)}. "
        f"« {UNPRINTABLE} » s’imprime à leur place."
    )


def _shown(signs: str) -> str:
    """Return different signs, the first ones where they are many."""
    different = list(dict.fromkeys(each for each in signs if not each.isspace()))
    more = "…" if len(different) > _MOST_SIGNS else ""
    return "".join(different[:_MOST_SIGNS]) + more


@dataclass(slots=True)
class _Listener:
    """Hears a story, and keeps the signs that cannot be printed."""

    found: dict[str, dict[str, None]] = field(default_factory=dict)
    _headings: dict[int, str] = field(default_factory=dict)
    _labels: list[str] = field(default_factory=list)
    _depth: int = 0

    # --- where ---------------------------------------------------------------------------

    def _place(self, *more: str) -> str:
        """Return where one is, from the chapter or the part down; the document itself apart."""
        names = [name for _, name in sorted(self._headings.items())]
        label = next((label for label in self._labels[::-1] if label), "")
        named = [each.strip()[:_LONGEST_PLACE] for each in (*names, label, *more) if each.strip()]
        return f"« {' › '.join(named)} »" if named else "au début"

    def _hear(self, runs: Sequence[Run], *more: str) -> None:
        for run in runs:
            if run.spoken and run.text == UNPRINTABLE:
                here = self.found.setdefault(self._place(*more), {})
                here.update(dict.fromkeys(run.spoken))

    def _words(self, runs: Sequence[Run]) -> str:
        return "".join(run.text for run in runs).replace("\n", " ")

    # --- as a teller is heard ------------------------------------------------------------

    def heading(self, level: int, runs: Sequence[Run]) -> None:
        """Go to a place of the document."""
        self._headings = {at: name for at, name in self._headings.items() if at < level}
        if level > 1 or self._depth:
            self._headings[level] = self._words(runs)
        self._hear(runs)

    def paragraph(
        self, runs: Sequence[Run], style: TextStyle, kind: str, *, keeps_with_next: bool = False
    ) -> None:
        """Hear a text, or the label of those that follow."""
        del style, keeps_with_next
        words = self._words(runs)
        if kind == "Lbl" and self._labels and any(sign.isalpha() for sign in words):
            self._labels[-1] = words
        self._hear(runs)

    @contextmanager
    def within(self, tag: Tag) -> Iterator[None]:
        """Hear an element: what names an item is forgotten at its end."""
        del tag
        self._labels.append("")
        yield
        self._labels.pop()

    @contextmanager
    def set_off(self, colour: str) -> Iterator[None]:
        """Hear what is set off as the rest."""
        del colour
        yield

    @contextmanager
    def chapter(self, anchor: str) -> Iterator[None]:
        """Hear a document within the document: its title is told of its places."""
        del anchor
        self._depth += 1
        yield
        self._depth -= 1

    def entry(self, runs: Sequence[Run], anchor: str) -> None:
        """Pass over an entry of the contents: its chapter tells the same."""

    def picture(self, picture: Logo, size: tuple[float, float], description: str) -> None:
        """Pass over a picture."""

    def band(self, pictures: Sequence[tuple[Logo, tuple[float, float], str]]) -> None:
        """Pass over pictures."""

    def rule(self, colour: str) -> None:
        """Pass over a line."""

    def table(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[Cell] | Group]) -> None:
        """Hear the cells that hold something odd, by row and column."""
        for row in rows:
            if isinstance(row, Group):
                self._hear(runs_of(row.title, CELL))
                continue
            if _is_printable("".join(text for cell in row for text in _texts(cell))):
                continue  # nearly all rows, looked at in one go
            for column, cell in zip(columns, row, strict=True):
                words = _texts(cell)
                if not all(map(_is_printable, words)):
                    named = ("".join(_texts(each)).partition("\n")[0] for each in row)
                    name = next((each for each in named if any(map(str.isalpha, each))), "")
                    for text in words:
                        self._hear(runs_of(text, CELL), name, column.title)


def _texts(cell: Cell) -> list[str]:
    if isinstance(cell, States):
        return [each.words for each in cell.entries]
    text: Text = cell.words if isinstance(cell, Gauge) else cell
    return [text] if isinstance(text, str) else [p if isinstance(p, str) else p.text for p in text]


def _is_printable(text: str) -> bool:
    return typeface(Face.REGULAR).can_print(text.replace("\n", ""))
