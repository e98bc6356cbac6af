"""The synthèse of a commune or of a SIVOM: one or two pages for its élus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ctg_desktop.domain import early_childhood
from ctg_desktop.domain.choices import CoordinationScope, EngagementStatus, Status, TerritoireKind
from ctg_desktop.domain.levels import colour_of, level_label, level_name
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.domain.views import (
    ActionLine,
    PostView,
    Progress,
    TerritoireView,
)
from ctg_desktop.printing.contact_table import contact_table, group_of, groups_by_institution
from ctg_desktop.printing.engine.blocks import Block, Stack, TextBlock
from ctg_desktop.printing.engine.lines import Text, emphasis, reached, strong
from ctg_desktop.printing.engine.pages import well_filled
from ctg_desktop.printing.engine.style import (
    ACCENT,
    BODY,
    CELL,
    GREY,
    GRID,
    LABEL,
    NOTE,
    PORTRAIT,
    Align,
)
from ctg_desktop.printing.engine.table import Cell, Group, States, TableColumn, fitting, table
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import (
    LABEL_WIDTH,
    KeyFigure,
    announcing,
    count_bar,
    grid,
    key_figures,
    section,
    to_complete,
)
from ctg_desktop.printing.states import TO_COMPLETE, period_told, states, status_counts, titled
from ctg_desktop.typography import (
    capitalised,
    counted,
    etp,
    long_date,
    lowered,
    noun,
    number,
    percent,
    phone,
    short_date,
    siren,
)

_HALF = (PORTRAIT.text_width - LABEL_WIDTH) / 2 - 2 * GRID
"""What two columns beside the heading of a section are each left with, at least."""


def territoire_summary(view: TerritoireView, issue: Issue) -> Document:
    """Return the synthèse of a commune or of a SIVOM.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    name = view.territoire.cited or f"Territoire {TO_COMPLETE}"
    is_commune = view.territoire.kind is TerritoireKind.COMMUNE
    title = f"{name} : synthèse communale" if is_commune else f"{name} : synthèse"
    story = [
        issue.opening(title, view.convention.title or ""),
        _identity(view),
        _engagement(view),
        _coordination(view),
        *_memberships(view),
        *_actions(view),
        *_early_childhood(view.territoire),
        *_contacts(view),
    ]
    edition = issue.edition(title)
    return Document(well_filled(story, edition.page_format), edition)


# --- what it is, and who runs the convention there -------------------------------------------


def _identity(view: TerritoireView) -> Block:
    place = view.territoire
    labels = {name: spec.label for name, spec in Territoire.TYPE.fields.items()}
    edition = f"édition {place.population_year}" if place.population_year else None
    facts = [(labels["siren"], siren(place.siren) if place.siren else None)]
    if place.kind is TerritoireKind.SIVOM:
        members = {each.member.id for each in view.memberships if each.member}
        facts.append(("Communes membres", counted(len(members), "commune") if members else None))
    else:
        facts = [
            (labels["insee"], place.insee),
            (labels["postal_codes"], place.postal_codes),
            *facts,
            (labels["population"], _inhabitants(place.population)),
            (labels["total_population"], _inhabitants(place.total_population)),
            ("Populations légales", edition),
        ]
    return section("Identité", grid([_fact(*fact) for fact in facts], per_line=3), ruled=False)


def _inhabitants(count: int | None) -> str | None:
    return None if count is None else counted(count, "habitant")


def _fact(label: str, value: str | None) -> Block:
    said: Text = value or [emphasis(TO_COMPLETE)]
    name = announcing(TextBlock(label, LABEL))
    return Stack([name, TextBlock(said, BODY.but(after=0.0))], tight=True)


def _engagement(view: TerritoireView) -> Block:
    engagement = view.engagement
    title = "L’engagement"
    if engagement is None or engagement.status is None:
        return section(title, to_complete("L’engagement reste à compléter."))
    blocks = [TextBlock(_commitment(engagement, engagement.status), BODY.but(after=0.0))]
    if engagement.document:
        blocks.append(TextBlock(f"Document : {engagement.document}", NOTE))
    return section(title, *blocks)


def _commitment(engagement: Engagement, status: EngagementStatus) -> Text:
    details = []
    if engagement.deliberated_on:
        details.append(f"le {long_date(engagement.deliberated_on)}")
    if engagement.number:
        details.append(f"n° {engagement.number}")
    if status is EngagementStatus.DELIBERATION and not details:
        details.append(f"date et numéro {TO_COMPLETE}")
    return [strong(status.label), "".join(f", {detail}" for detail in details)]


def _coordination(view: TerritoireView) -> Block:
    title = "La coordination"
    posts = view.posts
    if not posts:
        return section(title, to_complete("Aucun poste de coopération n’est enregistré."))
    blocks = [grid([_post(each) for each in posts], per_line=2)]
    if len(posts) > 1:
        total = etp(sum(each.post.fte or 0 for each in posts))
        blocks.append(TextBlock(f"{counted(len(posts), 'poste')}, {total} au total", NOTE))
    return section(title, *blocks)


def _post(view: PostView) -> Block:
    post, contact = view.post, view.contact
    details = [etp(post.fte) if post.fte is not None else f"ETP {TO_COMPLETE}"]
    overall = post.scope is CoordinationScope.ENSEMBLE
    details.append("coordination d’ensemble" if overall else "coordination locale")
    details += [words for words in (_period(post.from_on, post.to_on),) if words]
    name = contact.cited if contact else f"Titulaire {TO_COMPLETE}"
    ways = (contact.landline, contact.mobile) if contact else ()
    numbers = " · ".join(phone(each) for each in ways if each)
    reach = reached((numbers, contact.email if contact else ""), name)
    notes = [TextBlock(", ".join(details), NOTE), TextBlock([reach], NOTE)]
    return Stack([TextBlock([strong(name)], BODY.but(after=0.0)), *notes], tight=True)


def _period(start: date | None, end: date | None) -> str:
    if start and end:
        return f"du {short_date(start)} au {short_date(end)}"
    if start:
        return f"depuis le {long_date(start)}"
    return f"jusqu’au {long_date(end)}" if end else ""


# --- memberships -----------------------------------------------------------------------------


def _memberships(view: TerritoireView) -> Iterator[Block]:
    """Yield the SIVOM that a commune belongs to, or the members of a SIVOM, per competence."""
    kind = view.territoire.kind
    if kind is TerritoireKind.SIVOM:
        title, none = "Les communes membres", "Les communes membres restent à compléter."
    elif kind is TerritoireKind.COMMUNE:
        title, none = "Les SIVOM", "Aucune adhésion à un SIVOM n’est enregistrée."
    else:
        return
    groups: dict[tuple[str, str], list[str]] = {}
    for each in view.memberships:
        competence = each.membership.competence or f"compétence {TO_COMPLETE}"
        if kind is TerritoireKind.SIVOM:
            heading, name = capitalised(competence), _name(each.member)
        else:
            heading, name = _name(each.sivom), competence
        groups.setdefault((heading, _circumstances(each.membership)), []).append(name)
    blocks: list[Block] = [
        TextBlock([strong(heading), f"{circumstances} : {', '.join(names)}"])
        for (heading, circumstances), names in groups.items()
    ]
    yield section(title, *(blocks or [to_complete(none)]))


def _name(place: Territoire | None) -> str:
    return (place and place.cited) or TO_COMPLETE


def _circumstances(membership: Membership) -> str:
    """Return since when, according to whom, and whether that is to be checked."""
    details = [_period(membership.from_on, membership.to_on) or f"date {TO_COMPLETE}"]
    if membership.source:
        details.append(f"source : {membership.source}")
    if membership.to_verify:
        details.append("à vérifier")
    return f" ({', '.join(details)})"


# --- actions ---------------------------------------------------------------------------------


def _actions(view: TerritoireView) -> Iterator[Block]:
    title = "Les actions"
    if not view.progress.total:
        yield section(title, *_without_actions(view))
        return
    standing = Stack([_figures(view.progress), count_bar(status_counts(view.progress))])
    columns = (
        TableColumn("Référence", width=62),
        TableColumn("Action"),
        fitting("Calendrier", [_calendar(line) for line in _shown(view)], Align.LEFT),
        TableColumn("Statut", width=74),
    )
    actions = table(columns, list(_action_rows(view)), row_header=1)
    yield section(title, standing, actions, wide=True)


def _without_actions(view: TerritoireView) -> Iterator[Block]:
    """Yield that there is no action yet, and the ambitions that wait for one."""
    yield to_complete("Aucune action n’est enregistrée pour l’instant.")
    waiting = [
        [*titled(level_label(view.convention, part.ambition), part.ambition), " (aucune action)"]
        for group in view.plan
        for part in group.ambitions
    ]
    if waiting:
        lines = [TextBlock(words, CELL) for words in waiting]
        is_short = all(len(line.lines(_HALF)) == 1 for line in lines)
        yield grid(lines, per_line=2 if is_short else 1, close=True)


def _figures(progress: Progress) -> Block:
    done = noun(progress.done, "réalisée")
    if progress.percent is not None:
        done += f", soit {percent(progress.percent)}"
        if progress.by_status.get(Status.ABANDONNEE):
            done += " hors abandons"
    ongoing = progress.by_status.get(Status.EN_COURS, 0)
    figures = [
        KeyFigure(number(progress.total), noun(progress.total, "action")),
        KeyFigure(number(progress.done), done),
        KeyFigure(number(ongoing), "en cours"),
        KeyFigure(number(progress.late_count), "en retard"),
        KeyFigure(number(progress.blocked_count), noun(progress.blocked_count, "bloquée")),
    ]
    return key_figures(figures, per_line=len(figures))


def _action_rows(view: TerritoireView) -> Iterator[Sequence[Cell] | Group]:
    names = view.convention
    groups = [group for group in view.plan if group.ambitions or group.others]
    for group in groups:
        if group.enjeu:
            heading = titled(level_label(names, group.enjeu), group.enjeu)
            yield Group(heading, "", colour_of(None, group.enjeu, ACCENT))
        elif len(groups) > 1 and group.ambitions:
            yield Group(f"Sans {level_name(names, first=True)}", "", GREY)
        for part in group.ambitions:
            heading = titled(level_label(names, part.ambition), part.ambition)
            colour = colour_of(part.ambition, group.enjeu, ACCENT)
            yield from _group(view, heading, part.actions, colour)
        for part in group.aside:
            heading = titled(level_label(names, part.ambition), part.ambition)
            yield from _group(view, heading, part.actions)
        if group.unsorted:
            yield from _group(view, f"Sans {level_name(names, first=False)}", group.unsorted)


def _group(
    view: TerritoireView, heading: Text, actions: Sequence[ActionLine], colour: str = GREY
) -> Iterator[Sequence[Cell] | Group]:
    count = counted(len(actions), "action") if actions else "aucune action"
    yield Group(heading, count, colour, level=2)
    for line in actions:
        yield _action_row(view.territoire, line)


def _shown(view: TerritoireView) -> Iterator[ActionLine]:
    for group in view.plan:
        for part in (*group.ambitions, *group.aside):
            yield from part.actions
        yield from group.unsorted


def _action_row(place: Territoire, line: ActionLine) -> Sequence[Cell]:
    title = f"{line.title} (confidentielle)" if line.confidential else line.title
    if line.structure != place.id and line.structure_name:
        title += f"\nPortée par : {line.structure_name}"
    marks = States(states(line.status, late=line.late, blocked=line.blocked))
    return [line.reference, title, _calendar(line), marks]


def _calendar(line: ActionLine) -> str:
    if line.completed_on and line.status is Status.REALISEE:
        began = f"du {short_date(line.starts_on)}\n" if line.starts_on else ""
        return f"{began}finie le {short_date(line.completed_on)}"
    return period_told(line.starts_on, line.ends_on)


# --- early childhood, contacts ---------------------------------------------------------------


def _early_childhood(place: Territoire) -> Iterator[Block]:
    """Yield what a commune of this size may have to do: a reminder, never a verdict."""
    sentences = early_childhood.reminder(place)
    if sentences:
        said = " ".join(sentences)
        words: Text = [strong(early_childhood.TO_VERIFY), f" : {lowered(said)}"]
        yield section(early_childhood.TITLE, TextBlock(words))


def _contacts(view: TerritoireView) -> Iterator[Block]:
    name = view.territoire.cited or TO_COMPLETE
    rows = [*group_of(name, view.local_contacts), *groups_by_institution(view.contacts)]
    if rows:
        yield section("Les contacts", contact_table(rows), wide=True)
    else:
        yield section("Les contacts", to_complete("Les contacts restent à compléter."))
