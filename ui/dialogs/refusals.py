"""Why some rows were left alone, in the words of a message."""

from __future__ import annotations

from ctg_desktop.domain.fields import EntityType
from ctg_desktop.services.bulk import BulkReport, Refusal
from ctg_desktop.typography import counted, lowered

_TOLD = 3
"""How many of the rows that refuse a message names."""

_LONGEST_NAME = 70
"""Signs of a row's name: its reason must stay in sight."""


def refusal_line(refusal: Refusal) -> str:
    """Return how a row is called, and why it refuses."""
    name = refusal.name
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    return f"{short} : {refusal.sentence}"


def refusals(kind: EntityType, report: BulkReport) -> str:
    """Return why some rows were left alone; of many, the first ones are named."""
    count = len(report.refused)
    one, several = f"{lowered(kind.label)} n’a", f"{lowered(kind.plural)} n’ont"
    head = f"{counted(count, one, several)} pas changé."
    told = " ".join(refusal_line(each) for each in report.refused[:_TOLD])
    more = count - _TOLD
    rest = f" Et {counted(more, 'autre')}." if more > 0 else ""
    return f"{head} {told}{rest}"
