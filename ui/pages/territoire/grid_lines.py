"""What the lines of the grid of communes show: what stands, what is on its way, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ctg_desktop.domain.territory import Territoire
from ctg_desktop.folder.drafts import field_key
from ctg_desktop.services.commune_changes import Refused
from ctg_desktop.services.communes import FIELDS, FOLLOWED, SIVOMS, CommuneLine
from ui.widgets.table.columns import Column, Decoration

NAME = "nom"
"""The key of the column that names the communes."""

_WRONG = Decoration("warning", "alert")
_WAITING = Decoration("clock", "warning")
_WIDTHS = {"status": 16.0, "deliberated_on": 12.5, "number": 14.0, FOLLOWED: 22.0, SIVOMS: 27.0}


@dataclass(slots=True)
class GridLine:
    """A commune as its line shows it: what stands, what is on its way, what is to be mended."""

    line: CommuneLine
    sent: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)
    is_unwritten: bool = False
    """Whether the storage could not take something of it, and is to be asked again."""

    def text(self, name: str) -> str:
        """Return what a cell shows."""
        if name in self.sent:
            return self.sent[name]
        return self.refused[name].text if name in self.refused else self.line.texts[name]

    @property
    def waiting(self) -> dict[str, str]:
        """The texts that are written with what comes next."""
        return {name: each.text for name, each in self.refused.items() if each.is_waiting}

    def retyped(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Return the cells whose text differs from what is stored; clear the other refusals."""
        same = {name for name, text in cells.items() if text == self.line.texts[name]}
        is_new = {name for name in cells if name not in same or name in self.sent}
        for name in cells.keys() - is_new:
            self.refused.pop(name, None)
        return {name: text for name, text in cells.items() if name in is_new}

    def remark(self, name: str) -> str:
        """Return what is to be mended in a cell; empty for nothing."""
        is_told = name in self.refused and name not in self.sent
        return self.refused[name].sentence if is_told else ""

    def mark(self, name: str) -> Decoration | None:
        """Return what stands before the words of a cell that is to be mended."""
        if name in self.sent or name not in self.refused:
            return None
        return _WAITING if self.refused[name].is_waiting else _WRONG


def grid_columns() -> tuple[Column[GridLine], ...]:
    """Return the columns: the name of the commune, then what is typed."""

    def typed(name: str) -> Column[GridLine]:
        return Column(
            name,
            FIELDS[name].label,
            lambda line: line.text(name),
            sorts=False,
            width=_WIDTHS[name],
            decoration_of=lambda line: line.mark(name),
        )

    named: Column[GridLine] = Column(
        NAME,
        "Commune",
        lambda line: line.line.place.cited,
        sorts=False,
        width=16,
        stretches=True,
        look="strong",
    )
    return (named, *map(typed, FIELDS))


def draft_key(place_id: str) -> str:
    """Return the key under which is kept what was typed of a commune and does not stand."""
    return field_key(Territoire.TYPE.name, place_id, "")
