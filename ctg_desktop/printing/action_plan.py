"""The « plan d'actions »: how the plan stands, then its actions by enjeu and ambition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention_views import PlanView, Progress
from ctg_desktop.domain.levels import colour_of, level_label, level_name
from ctg_desktop.domain.listing import ActionLine
from ctg_desktop.printing.engine.blocks import Block, Heading, TextBlock
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Text, coloured, strong
from ctg_desktop.printing.engine.style import ACCENT, GREY, LANDSCAPE, NOTE
from ctg_desktop.printing.engine.table import (
    Cell,
    Gauge,
    Group,
    States,
    TableColumn,
    fitting,
    table,
)
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import bullets, count_bar, marked_words, to_complete
from ctg_desktop.printing.states import (
    COUNTED,
    period_told,
    states,
    status_counts,
    titled,
    warning_counts,
)
from ctg_desktop.typography import capitalised, counted, long_date, number, percent, short_date

_TITLE = "Plan d’actions"
_COLUMNS = (
    TableColumn("Référence", width=69),
    TableColumn("Intitulé", 2),
    TableColumn("Structure", 1),
    TableColumn("Pilote", 1),
    TableColumn("Calendrier", width=116),
    TableColumn("Priorité", width=49),
    TableColumn("Statut", width=103),
)
_NAMED_BY = 1
_ONE_PAGE = 15
"""Plans of more actions begin with a table of what each ambition has."""

_GAUGE_WIDTH = 85.0
_NO_ACTION = "aucune action"
_LEGEND = "Les pourcentages donnent la part des actions réalisées, hors actions abandonnées."


def action_plan(view: PlanView, issue: Issue) -> Document:
    """Return the plan, in landscape.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    title = f"{_TITLE} au {long_date(view.as_of)}" if view.as_of else _TITLE
    name = view.convention.title or ""
    story = [
        issue.opening(title, name),
        TextBlock(_extent(view)),
        *_standing(view),
        *_actions(view),
    ]
    short_name = view.convention.short_title or name
    day = f" au {short_date(view.as_of)}" if view.as_of else ""
    running = ", ".join(part for part in (f"{_TITLE}{day}", short_name) if part)
    return Document(story, issue.edition(title, running_title=running, page_format=LANDSCAPE))


def _extent(view: PlanView) -> Text:
    """Say how many actions are shown, out of how many, and why."""
    count = counted(view.shown, "action")
    if view.filters:
        filters = " ; ".join(view.filters)
        return [strong(f"{count} sur {number(view.total)}"), f", filtre : {filters}"]
    return [strong(count)] if view.shown else ""


# --- how the plan stands -------------------------------------------------------------------


def _standing(view: PlanView) -> list[Block]:
    """Return the counts of the whole plan; those of each ambition if the plan is long."""
    orphans = _progress(line for group in view.groups for line in group.others)
    whole = sum((group.progress for group in view.progress), orphans)
    if not whole.total:
        return []
    blocks: list[Block] = [count_bar(status_counts(whole))]
    warnings = warning_counts(whole)
    if warnings:
        blocks.append(marked_words(warnings))
    blocks.append(TextBlock(_LEGEND, NOTE))
    if view.shown > _ONE_PAGE:
        level = level_name(view.convention, first=False)
        blocks += [Heading(2, f"Avancement par {level}"), _matrix(view, whole)]
    return blocks


def _progress(lines: Iterable[ActionLine]) -> Progress:
    ones = (Progress({line.status: 1}, line.late, line.blocked) for line in lines)
    return sum(ones, Progress())


def _matrix(view: PlanView, whole: Progress) -> Block:
    """Return how many actions of each ambition are in each state."""
    statuses = [status for status in COUNTED if whole.by_status.get(status)]
    titles = ["Actions", *(COUNTED[status][2] for status in statuses), "Bloquées", "En retard"]
    columns = [
        TableColumn(capitalised(level_name(view.convention, first=False))),
        *(fitting(capitalised(title), [number(whole.total)]) for title in titles),
        TableColumn("Part réalisée", width=_GAUGE_WIDTH),
    ]

    def row(name: Text, progress: Progress) -> list[Cell]:
        counts = [progress.total, *(progress.by_status.get(status, 0) for status in statuses)]
        counts += [progress.blocked_count, progress.late_count]
        return [name, *map(_count, counts), _share(progress)]

    rows: list[list[Cell] | Group] = []
    for group in view.progress:
        if group.enjeu and group.ambitions:
            heading = titled(level_label(view.convention, group.enjeu), group.enjeu)
            rows.append(Group(heading, "", colour_of(None, group.enjeu, ACCENT), level=2))
        for each in group.ambitions:
            label = level_label(view.convention, each.ambition)
            name = coloured(label, colour_of(each.ambition, group.enjeu, ACCENT), Face.SEMIBOLD)
            rows.append(row([name, *titled("", each.ambition)], each.progress))
    for part in (part for group in view.groups for part in group.aside):
        label = level_label(view.convention, part.ambition)
        rows.append(row(titled(label, part.ambition), _progress(part.actions)))
    unsorted = _progress(line for group in view.groups for line in group.unsorted)
    if unsorted.total:
        rows.append(row(f"Sans {level_name(view.convention, first=False)}", unsorted))
    total = row([strong("Ensemble")], whole)
    return table(columns, [*rows, total], row_header=0)


def _count(count: int) -> Text:
    return number(count) if count else [coloured("0", GREY)]


def _share(progress: Progress) -> Gauge | str:
    """Return the share of what is réalisé among what is not abandoned."""
    if progress.percent is None:
        return ""
    return Gauge(progress.percent / 100, percent(progress.percent))


# --- the actions ---------------------------------------------------------------------------


def _actions(view: PlanView) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Actions")]
    if view.shown:
        actions = table(_COLUMNS, list(_rows(view)), row_header=_NAMED_BY)
        return [*blocks, actions]
    why = "ne répond à ce filtre" if view.filters else "n’est enregistrée"
    blocks.append(to_complete(f"Aucune action {why}."))
    empty = [
        titled(level_label(view.convention, part.ambition), part.ambition)
        for group in view.groups
        for part in group.ambitions
    ]
    return [*blocks, bullets(empty)] if empty else blocks


def _rows(view: PlanView) -> Iterator[Sequence[Cell] | Group]:
    convention = view.convention
    standings = {
        each.ambition.id: each.progress for group in view.progress for each in group.ambitions
    }
    # Enjeux that no ambition is tied to yet have nothing to announce.
    groups = [group for group in view.groups if group.ambitions or group.others]
    for group in groups:
        if group.enjeu:
            title = titled(level_label(convention, group.enjeu), group.enjeu)
            own = sum((standings[part.ambition.id] for part in group.ambitions), Progress())
            yield _group(title, own, colour_of(None, group.enjeu, ACCENT), level=1)
        elif len(groups) > 1 and group.ambitions:
            yield Group(f"Sans {level_name(convention, first=True)}", "", GREY)
        for part in group.ambitions:
            title = titled(level_label(convention, part.ambition), part.ambition)
            colour = colour_of(part.ambition, group.enjeu, ACCENT)
            yield _group(title, standings[part.ambition.id], colour, level=2)
            yield from map(_row, part.actions)
        for part in group.aside:
            title = titled(level_label(convention, part.ambition), part.ambition)
            yield _group(title, _progress(part.actions), GREY, level=2)
            yield from map(_row, part.actions)
        if group.unsorted:
            title = [f"Sans {level_name(convention, first=False)}"]
            yield _group(title, _progress(group.unsorted), GREY, level=2)
            yield from map(_row, group.unsorted)


def _group(title: Text, progress: Progress, colour: str, *, level: int) -> Group:
    warnings = [marked.words for marked in warning_counts(progress)]
    counts = [counted(progress.total, "action"), *warnings] if progress.total else [_NO_ACTION]
    return Group(title, _share(progress), colour, level, ", ".join(counts))


def _row(line: ActionLine) -> list[Cell]:
    return [
        line.reference,
        line.title,
        line.structure_name,
        line.pilote_name,
        period_told(line.starts_on, line.ends_on),
        line.priority.label if line.priority else "",
        _states(line.status, late=line.late, blocked=line.blocked),
    ]


@cache
def _states(status: Status | None, *, late: bool, blocked: bool) -> States:
    return States(states(status, late=late, blocked=blocked))
