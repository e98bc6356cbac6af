"""The lines of the search box and of the palette for the records that were found."""

from __future__ import annotations

from collections.abc import Iterator

from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.services.finding import Findings
from ctg_desktop.typography import quoted
from ui.models.results import Result
from ui.targets import Target, icon_of, target_of


def found_results(findings: Findings) -> tuple[Result, ...]:
    """Return the records under their heads, and a way to all actions when there may be more."""
    return tuple(_lines(findings))


def _lines(findings: Findings) -> Iterator[Result]:
    for group in findings.groups:
        yield Result(group.head, is_head=True)
        for each in group.records:
            target = target_of(each.entity, each.id)
            icon = "lock" if each.is_confidential else icon_of(target)
            yield Result(each.title, each.detail, "", icon, target)
    if words := findings.more_actions:
        target = Target("actions", query=ActionQuery(text=words))
        title = f"Toutes les actions qui contiennent {quoted(words)}"
        yield Result("Plus d’actions", is_head=True)
        yield Result(title, "", "", "filter", target)
