"""The questions of an import: each is asked once, and keeps count of the cells it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ctg_desktop.importing.plan import Option, Plan, Question
from ctg_desktop.spreadsheet.tables import cell_name
from ctg_desktop.typography import spaced

_MOST_CELLS = 12


@dataclass(slots=True)
class _Asked:
    sentence: str
    options: tuple[Option, ...]
    answer: str
    is_given: bool
    is_free: bool
    count: int = 0
    cells: list[str] = field(default_factory=list)
    problem: str = ""


class Questions:
    """What was asked so far, and the answers in force."""

    def __init__(self, plan: Plan) -> None:
        """Know what the plan answers, and what is remembered."""
        known = plan.remembered.answers if plan.remembered is not None else {}
        self._answers: Mapping[str, str] = {**known, **plan.answers}
        self._asked: dict[str, _Asked] = {}

    def ask(
        self,
        key: str,
        sentence: str,
        options: Iterable[Option],
        *,
        proposed: str = "",
        is_free: bool = False,
    ) -> str:
        """Note the question and return the present answer; empty until the person answers.

        An answer that is none of the options counts where any text may be given.
        """
        if key not in self._asked:
            offered = tuple(Option(each.answer, spaced(each.words)) for each in options)
            given = self._answers.get(key, "")
            if given and not is_free and all(each.answer != given for each in offered):
                given = ""
            answer, is_given = given or proposed, bool(given)
            self._asked[key] = _Asked(spaced(sentence), offered, answer, is_given, is_free)
        return self._asked[key].answer

    def note(self, key: str, row: int, column: int | None) -> None:
        """Note that a question is about a cell, or about a row."""
        asked = self._asked[key]
        asked.count += 1
        if len(asked.cells) < _MOST_CELLS:
            asked.cells.append(f"ligne {row}" if column is None else cell_name(row, column))

    def refuse(self, key: str, sentence: str) -> None:
        """Say that the answer given cannot be used: the question is open again."""
        asked = self._asked[key]
        asked.problem, asked.answer, asked.is_given = sentence, "", False

    def all(self) -> tuple[Question, ...]:
        """Return the questions that are about something, those to be decided first."""
        found = [
            Question(
                key,
                asked.sentence,
                asked.options,
                asked.answer,
                asked.is_given,
                asked.is_free,
                asked.count,
                tuple(asked.cells),
                asked.problem,
            )
            for key, asked in self._asked.items()
            if asked.count
        ]
        return tuple(sorted(found, key=lambda each: bool(each.answer)))
