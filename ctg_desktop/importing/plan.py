"""What a person decides of an import, and what it would do: values that a window can show.

A `Plan` holds a table and the choices made so far; each step gives another plan. Its `Preview`
is worked out again by `examining.examine`: nothing is written meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from ctg_desktop.domain.fields import EntityType, describe
from ctg_desktop.spreadsheet.tables import Table, Value, cell_name

LEFT_OUT = ""
"""The target of a column that is not taken in."""

BLANK = "-"
"""The answer that leaves a field blank, or a row out."""

NEW = "+"
"""The answer that records something new under the name that is in the file."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What is remembered of how a file was matched, for others with the same titles.

    `columns` are paths of targets by title; `answers` are by the key of their question.
    """

    entity: str
    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A table to be taken in as rows of an entity, and what the person chose.

    `source` is the name of the file. `header` is the number of the row of titles, None for the
    one that is found, 0 for none. `columns` are the paths of targets by column, from 0, and
    `answers` by the key of their question. `cells` are those mended in place, by row and column;
    `left` the rows left out. What is not chosen is what `remembered` says, or is proposed.
    """

    entity: str
    source: str
    table: Table
    header: int | None = None
    columns: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    left: frozenset[int] = frozenset()
    remembered: Correspondence | None = None

    @property
    def kind(self) -> EntityType:
        """The entity whose rows come in."""
        return describe(self.entity)

    def with_header(self, row: int | None) -> Plan:
        """Take another row for the titles; what was chosen of columns no longer holds."""
        return replace(self, header=row, columns={})

    def with_column(self, column: int, path: str) -> Plan:
        """Choose what a column is poured into; `LEFT_OUT` for nothing."""
        return replace(self, columns={**self.columns, column: path})

    def with_answer(self, key: str, answer: str) -> Plan:
        """Answer a question; an empty answer takes the former one back."""
        rest = {known: value for known, value in self.answers.items() if known != key}
        return replace(self, answers={**rest, key: answer} if answer else rest)

    def with_cell(self, row: int, column: int, text: str) -> Plan:
        """Mend a cell; the file stays as it is. An empty text makes it blank."""
        return replace(self, cells={**self.cells, (row, column): text})

    def without_row(self, row: int, *, is_out: bool = True) -> Plan:
        """Leave a row out, or take it in again."""
        return replace(self, left=self.left | {row} if is_out else self.left - {row})


# --- what would come of it -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """What a column may be poured into.

    `path` is its name in a file of correspondence: the key of a field (`intitule`), that of a
    field of what hangs on the row (`financements.1.financeur`, `budget.2026.prevu`), `id`; after
    a `+`, the text field that the column is added to under its title. `group` heads it in a list.
    """

    path: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table, and what becomes of it.

    `title` is empty where there is none; `samples` are its first three values. `path` is that of
    its target, empty where it is not taken in: `why` says so then. `is_chosen` tells that the
    person, or what is remembered, said it; `filled` how many cells hold something.
    """

    index: int
    letters: str
    title: str
    samples: tuple[str, ...]
    filled: int
    path: str
    label: str = ""
    why: str = ""
    is_chosen: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, and its words."""

    answer: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked once, however many cells it is about.

    `key` names it in the answers and in a file of correspondence. `answer` is the one in force,
    given or proposed; empty as long as somebody has to decide. `is_free` tells that any text may
    be given beside the `options`; `cells` names a few of the cells, `count` says how many.
    """

    key: str
    sentence: str
    options: tuple[Option, ...]
    answer: str = ""
    is_given: bool = False
    is_free: bool = False
    count: int = 0
    cells: tuple[str, ...] = ()
    problem: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing can be taken in where it is not answered."""
        return not self.answer


class Fate(Enum):
    """What becomes of a row of the file; `value` is its heading."""

    NEW = "Nouvelles"
    MODIFIED = "Modifiées"
    UNCHANGED = "Inchangées"
    TO_MEND = "À corriger"
    LEFT = "Laissées de côté"


@dataclass(frozen=True, slots=True)
class CellChange:
    """A field that would change: its label, and the words before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a row from coming in: of a cell, or of the whole row (`column` None).

    `kind` is the heading under which such problems are told together; `readings` are texts that
    would do in the place of `value`; `question` is the key of the one that would settle it.
    """

    row: int
    column: int | None
    kind: str
    sentence: str
    value: str = ""
    readings: tuple[str, ...] = ()
    question: str = ""

    @property
    def cell(self) -> str:
        """The name of the cell, or of the row: `AB12`, `ligne 12`."""
        return f"ligne {self.row}" if self.column is None else cell_name(self.row, self.column)


@dataclass(frozen=True, slots=True)
class RowPreview:
    """A row of the file: what becomes of it, and the row of the folder that it is about.

    `why` says it of one that is left out. `waiting` are the rows of cells, from column A, that say
    it again in a file to mend: the title of its group, its own, those that go on with it.
    """

    number: int
    fate: Fate
    called: str
    row_id: str | None = None
    changes: tuple[CellChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    why: str = ""
    waiting: tuple[tuple[Value, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind: « Fin prévue », its cells and what each says."""

    kind: str
    problems: tuple[Problem, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The names of the cells."""
        return tuple(problem.cell for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Preview:
    """All that an import would do, as far as it is decided.

    `header` is the number of the row of titles, 0 without one. `remarks` are sentences about
    what a person might not expect; what is not taken in of the file is among them. `newcomers`
    names the people and institutions that would be recorded.
    """

    plan: Plan
    header: int
    columns: tuple[Column, ...]
    questions: tuple[Question, ...]
    rows: tuple[RowPreview, ...]
    remarks: tuple[str, ...] = ()
    newcomers: tuple[str, ...] = ()

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return sum(row.fate is fate for row in self.rows)

    def of(self, fate: Fate) -> tuple[RowPreview, ...]:
        """Return the rows that have a fate."""
        return tuple(row for row in self.rows if row.fate is fate)

    @property
    def groups(self) -> tuple[ProblemGroup, ...]:
        """All problems at once, by kind, in the order of their first cell."""
        found: dict[str, list[Problem]] = {}
        for row in self.rows:
            for problem in row.problems:
                found.setdefault(problem.kind, []).append(problem)
        return tuple(ProblemGroup(kind, tuple(told)) for kind, told in found.items())

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """What is still to be decided."""
        return tuple(each for each in self.questions if each.is_open)

    @property
    def is_ready(self) -> bool:
        """Whether something would be written."""
        return any(row.fate in (Fate.NEW, Fate.MODIFIED) for row in self.rows)

    @property
    def correspondence(self) -> Correspondence:
        """What is worth remembering for a file with the same titles."""
        columns = {each.title: each.path for each in self.columns if each.title}
        kept = {
            each.key: each.answer
            for each in self.questions
            if each.is_given and not each.key.startswith("ligne:")
        }
        return Correspondence(self.plan.entity, columns, kept)
