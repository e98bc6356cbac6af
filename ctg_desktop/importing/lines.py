"""The rows of a table that come in, and why the others do not: titles, groups, help, examples.

What is merged down, or continued on the next row, is brought together here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ctg_desktop.domain.fields import EntityType, Kind
from ctg_desktop.domain.folding import fold
from ctg_desktop.importing.asking import Questions
from ctg_desktop.importing.cells import CellReader, text_of
from ctg_desktop.importing.matching import Matching
from ctg_desktop.importing.plan import Fate, Option, Plan, RowPreview
from ctg_desktop.importing.words import GROUPS
from ctg_desktop.spreadsheet.layout import is_example
from ctg_desktop.spreadsheet.tables import Flaw, Row, Value
from ctg_desktop.typography import counted, quoted

YES, NO = "oui", "non"

_FEWEST_MATCHED = 3
"""With fewer columns than these, a row of one cell is no title of a group."""

_HELP_WITHIN = 3
_TYPED = frozenset(
    (Kind.DATE, Kind.DECIMAL, Kind.INTEGER, Kind.CHOICE, Kind.EMAIL, Kind.BOOLEAN, Kind.PHONE)
)
_GROUP = re.compile(rf"(?:{GROUPS})s?\b(?:\s*(?:n\s*)?[0-9ivx]+\b|\s*:|\s)", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """A row that comes in: its cells by column, and the title of the group above it.

    `more` are the rows that continue it: their number and cells.
    """

    number: int
    cells: dict[int, Value | Flaw]
    group: str = ""
    group_row: int = 0
    more: list[tuple[int, dict[int, Value | Flaw]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows that come in, those that do not, and what is to be said."""

    taken: tuple[Line, ...]
    left: tuple[RowPreview, ...]
    remarks: tuple[str, ...]


class LineReader:
    """Goes through the rows under the titles."""

    def __init__(
        self,
        plan: Plan,
        matching: Matching,
        readers: Mapping[int, CellReader],
        questions: Questions,
    ) -> None:
        """Read the rows of a plan."""
        self._plan = plan
        self._matching = matching
        self._readers = readers
        self._questions = questions
        self._titles = [fold(title.text) for title in matching.titles]
        self._title_column = _title_column(plan.kind, readers)
        self._id_column = next(
            (at for at, found in enumerate(matching.columns) if found.path == "id"), None
        )
        self._left: list[RowPreview] = []
        self._continued = 0

    def read(self) -> Lines:
        """Return the rows."""
        plan = self._plan
        rows = [row for row in plan.table.rows if row.number > self._matching.header]
        down, within = self._merged()
        taken: list[Line] = []
        group, group_row = "", 0
        for at, row in enumerate(rows):
            cells = self._cells(row, down)
            why = self._why_left(row, cells, at)
            if why:
                self._leave(row.number, cells, why)
            elif heading := self._heading(row, cells):
                group, group_row = heading, row.number
                self._leave(row.number, cells, "titre de groupe")
            elif taken and self._continues(row.number, cells, within):
                taken[-1].more.append((row.number, cells))
                self._continued += 1
            elif cells:
                taken.append(Line(row.number, cells, group, group_row))
        self._fill_down(taken)
        return Lines(tuple(taken), tuple(self._left), tuple(self._remarks(down)))

    # --- cells -------------------------------------------------------------------------

    def _cells(self, row: Row, down: Mapping[tuple[int, int], Value]) -> dict[int, Value | Flaw]:
        """Return what is in a row: mended, merged from above, or not to be known."""
        cells: dict[int, Value | Flaw] = {
            at: value for at, value in enumerate(row.cells) if value is not None
        }
        if down or self._plan.table.flaws or self._plan.cells:
            number = row.number
            for at in range(self._plan.table.width):
                place = (number, at)
                if place in self._plan.cells:
                    cells[at] = self._plan.cells[place]
                elif (flaw := self._plan.table.flaws.get(place)) is not None:
                    cells[at] = flaw
                elif at not in cells and place in down:
                    cells[at] = down[place]
        for at, found in enumerate(self._matching.columns):
            if found.continues is not None and isinstance(piece := cells.get(at), str):
                first = cells.get(found.continues)
                cells[found.continues] = f"{first if isinstance(first, str) else ''}{piece}"
                del cells[at]
        return cells

    def _merged(self) -> tuple[dict[tuple[int, int], Value], set[int]]:
        """Return what merged cells say of the rows below, and the rows that continue another."""
        rows = {row.number: row for row in self._plan.table.rows}
        down: dict[tuple[int, int], Value] = {}
        within: set[int] = set()
        for area in self._plan.table.merged:
            head = rows.get(area.first_row)
            if head is None or area.first_row <= self._matching.header:
                continue
            value = head.cell(area.first_column)
            last = min(area.last_row, area.first_row + len(rows))
            for number in range(area.first_row + 1, last + 1):
                if area.first_column == self._title_column:
                    within.add(number)
                elif value is not None:
                    down[number, area.first_column] = value
        return down, within

    def _fill_down(self, taken: Sequence[Line]) -> None:
        """Ask whether a blank means what stands above it, where the field is needed."""
        for at, reader in self._readers.items():
            spec = reader.place.spec
            if spec is None or not spec.required or spec.kind is not Kind.REFERENCE:
                continue
            if reader.place.slots or not taken or at not in taken[0].cells:
                continue
            blank = [line for line in taken if at not in line.cells and not line.group]
            if not blank:
                continue
            key = f"dessus:{reader.place.path}"
            answer = self._questions.ask(
                key,
                f"Colonne {quoted(reader.title)} : des cases sont vides sous une case remplie. "
                "Reprendre ce qui est au-dessus ?",
                (Option(YES, "Oui, la case du dessus vaut aussi"), Option(NO, "Non, c’est vide")),
            )
            for line in blank:
                self._questions.note(key, line.number, at)
            if answer == YES:
                _copy_down(taken, at)

    # --- rows that do not come in ------------------------------------------------------

    def _leave(self, number: int, cells: Mapping[int, Value | Flaw], why: str) -> None:
        words = next((text_of(v) for v in cells.values() if not isinstance(v, Flaw)), "")
        self._left.append(RowPreview(number, Fate.LEFT, " ".join(words.split())[:120], why=why))

    def _why_left(self, row: Row, cells: Mapping[int, Value | Flaw], at: int) -> str:
        if row.number in self._plan.left:
            return "laissée de côté"
        if self._id_column is not None and is_example(row.cell(self._id_column), row.cells):
            return "ligne d’exemple"
        if len(cells) > 1 and all(
            isinstance(cell, str) and fold(cell) == self._titles[column]
            for column, cell in cells.items()
        ):
            return "titres répétés"
        if at < _HELP_WITHIN and self._is_help(cells):
            return "ligne d’aide"
        return ""

    def _is_help(self, cells: Mapping[int, Value | Flaw]) -> bool:
        """Whether a row tells how to fill in the columns: none of its typed cells can be read."""
        typed = [
            (reader, value)
            for at, value in cells.items()
            if (reader := self._readers.get(at)) is not None
            and reader.place.spec is not None
            and reader.place.spec.kind in _TYPED
        ]
        if len(typed) < 2 or not all(isinstance(value, str) for _, value in typed):
            return False
        given = [reader.read(value) for reader, value in typed if isinstance(value, str)]
        return all(each.problem for each in given)

    def _heading(self, row: Row, cells: Mapping[int, Value | Flaw]) -> str:
        """Return the title of a group, where the row is nothing else; else an empty text."""
        if len(cells) > 2 or len(self._readers) < _FEWEST_MATCHED or not cells:
            return ""
        told = [v for v in cells.values() if not isinstance(v, Flaw)]
        words = [" ".join(text_of(value).split()) for value in told]
        if len(words) != len(cells) or not any(isinstance(value, str) for value in told):
            return ""
        columns = list(cells)
        if len(cells) == 2 and not (columns == [0, 1] and len(words[0]) < 6):
            return ""
        text = " ".join(words)
        is_wide = any(
            area.first_row <= row.number <= area.last_row
            and area.first_column == columns[0]
            and area.last_column > area.first_column
            for area in self._plan.table.merged
        )
        is_named = _GROUP.match(f"{fold(text)} ") is not None
        if self._title_column in cells:
            return text if is_wide or (is_named and len(cells) == 1) else ""
        at_start = columns[0] == min(self._readers, default=0) or columns[0] == 0
        return text if is_wide or is_named or (at_start and len(cells) == 1) else ""

    def _continues(self, number: int, cells: Mapping[int, Value | Flaw], within: set[int]) -> bool:
        """Whether a row goes on with the one above: merged with it, or without a title."""
        if number in within:
            return True
        if self._title_column is None or self._title_column in cells or not cells:
            return False
        taken = [at for at in cells if at in self._readers]
        hanging = [at for at in taken if self._readers[at].place.slots]
        naming = self._id_column in cells or any(
            self._readers[at].place.path == "reference" for at in taken
        )
        if not hanging or naming or len(hanging) < len(taken):
            return False
        key = "suite"
        answer = self._questions.ask(
            key,
            "Des lignes sans intitulé ne disent que ce qui se rattache à une fiche. Sont-elles la "
            "suite de la ligne du dessus ?",
            (Option(YES, "Oui, elles la complètent"), Option(NO, "Non, elles sont à corriger")),
        )
        self._questions.note(key, number, None)
        return answer == YES

    def _remarks(self, down: Mapping[tuple[int, int], Value]) -> Iterable[str]:
        header = self._matching.header
        above = [row for row in self._plan.table.rows if row.number < header]
        if above:
            told = counted(
                len(above),
                "ligne au-dessus des titres n’est pas reprise",
                "lignes au-dessus des titres ne sont pas reprises",
            )
            words = [text_of(v) for row in above for v in row.cells if v is not None]
            yield f"{told} : {quoted(' '.join(' '.join(words[:3]).split())[:80])}…"
        if down:
            yield "Des cellules sont fusionnées : ce qu’elles disent vaut pour chacune des lignes."
        if self._continued:
            told = counted(self._continued, "ligne complète", "lignes complètent")
            yield f"{told} celle du dessus."


def _title_column(kind: EntityType, readers: Mapping[int, CellReader]) -> int | None:
    """Return the column of the text that names a row."""
    for at, reader in readers.items():
        spec = reader.place.spec
        is_title = spec is not None and spec.required and spec.kind is Kind.TEXT
        if is_title and not reader.place.slots and reader.place.kind is kind:
            return at
    return None


def _copy_down(taken: Sequence[Line], column: int) -> None:
    held: Value | Flaw = None
    for line in taken:
        if column in line.cells:
            held = line.cells[column]
        elif held is not None and not line.group:
            line.cells[column] = held
