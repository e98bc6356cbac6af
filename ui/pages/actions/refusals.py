"""Why some actions were left alone, in the words of a message."""

from __future__ import annotations

from ctg_desktop.services.bulk import BulkReport, Refusal
from ctg_desktop.typography import counted

_TOLD = 3
"""How many of the actions that refuse a message names."""

_LONGEST_NAME = 70
"""Signs of an action's name: its reason must stay in sight."""


def refusal_line(refusal: Refusal) -> str:
    """Return how an action is called, and why it refuses."""
    name = refusal.name
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    return f"{short} : {refusal.sentence}"


def refusals(report: BulkReport) -> str:
    """Return why some actions were left alone; of many, the first ones are named."""
    count = len(report.refused)
    head = f"{counted(count, 'action n’a', 'actions n’ont')} pas changé."
    told = " ".join(refusal_line(each) for each in report.refused[:_TOLD])
    more = count - _TOLD
    rest = f" Et {counted(more, 'autre')}." if more > 0 else ""
    return f"{head} {told}{rest}"
