"""Why some rows were left alone, in the words of a message."""

from __future__ import annotations

from ctg_desktop.domain.fields import EntityType
from ctg_desktop.services.bulk import BulkReport, Refusal
from ctg_desktop.typography import counted, lowered

_TOLD = 3
"""How many of the rows that refuse a message names."""

_LISTED = 200
"""How many a dialog lists: a commune may choose the actions of all the others, and writing 90 000
lines would stop the window for a third of a second."""

_LONGEST_NAME = 70
"""Signs of a row's name: its reason must stay in sight."""


def refusal_line(refusal: Refusal) -> str:
    """Return how a row is called, and why it refuses."""
    name = refusal.name
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    return f"{short} : {refusal.sentence}"


def refusal_lines(report: BulkReport) -> list[str]:
    """Return a line for each row that refuses; of a great many, the first ones have theirs."""
    return _told(report, _LISTED)


def _told(report: BulkReport, most: int) -> list[str]:
    more = len(report.refused) - most
    rest = [f"Et {counted(more, 'autre')}."] if more > 0 else []
    return [*(refusal_line(each) for each in report.refused[:most]), *rest]


def refusals(kind: EntityType, report: BulkReport) -> str:
    """Return why some rows were left alone; of many, the first ones are named."""
    count = len(report.refused)
    one, several = f"{lowered(kind.label)} n’a", f"{lowered(kind.plural)} n’ont"
    head = f"{counted(count, one, several)} pas changé."
    return " ".join((head, *_told(report, _TOLD)))
