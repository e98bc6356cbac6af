"""A block of cells pasted over the rows of one owner: what can stand is written in one gesture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.fields import ORDER, EntityType
from ctg_desktop.domain.grammar import agreed
from ctg_desktop.errors import FieldError, InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.entering import check_new
from ctg_desktop.services.typed import Reading, read
from ctg_desktop.typography import counted, lowered


@dataclass(frozen=True, slots=True)
class PastedLine:
    """What was pasted over one row, by field name; `row_id` None asks for a new one."""

    row_id: str | None
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of pasted lines.

    `written` counts the lines of which something stands. `waiting` are the texts that cannot
    stand, by row and field; `left` are the new lines that could not be made, each with why.
    """

    written: int
    waiting: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left: Sequence[tuple[PastedLine, str]] = ()


def paste(
    uow: UnitOfWork,
    kind: EntityType,
    birth: Mapping[str, Any],
    lines: Sequence[PastedLine],
    today: date,
) -> tuple[Pasted, Changes]:
    """Write the cells that can stand, new rows after those in place; `birth` is what these hold.

    An empty cell changes nothing, so that a short column never erases.

    Raises:
        RuleError: the rows are somebody else's.
    """
    pasting = _Pasting(uow, kind, birth, today)
    for line in lines:
        pasting.take(line)
    told = Pasted(pasting.written, pasting.waiting, pasting.left)
    if not pasting.edits:
        return told, Changes()
    count = counted(told.written, lowered(kind.label), lowered(kind.plural))
    plural = "s" if told.written > 1 else ""
    label = f"{count} {agreed(kind, 'collé')}{plural}"
    return told, uow.record(Draft(label, tuple(pasting.edits)))


class _Pasting:
    """What the lines of a block write, one after the other."""

    def __init__(
        self, uow: UnitOfWork, kind: EntityType, birth: Mapping[str, Any], today: date
    ) -> None:
        self._uow, self._kind, self._birth, self._today = uow, kind, birth, today
        self._order = self._last_order()
        self.edits: list[Edit] = []
        self.waiting: dict[str, dict[str, str]] = {}
        self.left: list[tuple[PastedLine, str]] = []
        self.written = 0

    def _last_order(self) -> int:
        kind = self._kind
        if ORDER not in kind.fields:
            return 0
        siblings = self._uow.rows(kind.cls, where={kind.owner: self._birth[kind.owner]})
        return max((getattr(row, ORDER) or 0 for row in siblings), default=0)

    def take(self, line: PastedLine) -> None:
        """Take in a line: the cells that can stand together, and why the others cannot."""
        readings, why = self._read(line)
        prepared: rows.Prepared | None = None
        while readings and prepared is None:
            try:
                prepared = self._prepared(line.row_id, readings)
            except FieldError as error:
                why = why or error.sentence
                spec = self._kind.by_key(error.field)
                wrong = spec.name if spec is not None and spec.name in readings else ""
                if not wrong and line.row_id is None:
                    break  # what it lacks was not pasted
                del readings[wrong or next(iter(readings))]
        typed = {name: text for name, text in line.texts.items() if text.strip()}
        if prepared is not None:
            self._keep(line, prepared, readings)
        elif line.row_id is None and typed:
            self.left.append((line, why))
        row_id = prepared.row.id if prepared is not None else line.row_id
        refused = {name: text for name, text in typed.items() if name not in readings}
        if row_id is not None and refused:
            self.waiting[row_id] = refused

    def _read(self, line: PastedLine) -> tuple[dict[str, Reading], str]:
        """Return what the cells mean, by field name, and why the first unreadable one is none."""
        found: dict[str, Reading] = {}
        why = ""
        for name, text in line.texts.items():
            if not text.strip():
                continue
            try:
                key = self._kind.fields[name].key
                found[name] = read(self._uow, self._kind, {key: text}, self._today)
            except InputError as error:
                why = why or error.sentence
        return found, why

    def _prepared(self, row_id: str | None, readings: Mapping[str, Reading]) -> rows.Prepared:
        values = {name: reading.values[name] for name, reading in readings.items()}
        if row_id is not None:
            return rows.modification(self._uow, self._kind, row_id, values)
        placed = {ORDER: self._order + 1} if ORDER in self._kind.fields else {}
        whole = {**self._birth, **placed, **values}
        made = rows.addition(self._uow, self._kind, whole, self._today)
        check_new(self._uow, made.row)
        return made

    def _keep(
        self, line: PastedLine, prepared: rows.Prepared, readings: Mapping[str, Reading]
    ) -> None:
        self._order += line.row_id is None
        self.written += bool(prepared.edits)
        source = f"collé avec {lowered(self._kind.plural)}"
        for reading in readings.values():
            for person in reading.newcomers:
                self.edits += person.edits(self._uow.installation.structure, source)
        self.edits += prepared.edits
