"""The synthèse of a commune or of a SIVOM: one or two pages for its élus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ctg_desktop.domain import early_childhood
from ctg_desktop.domain.choices import CoordinationScope, EngagementStatus, Status, TerritoireKind
from ctg_desktop.domain.convention_views import PostView, Progress
from ctg_desktop.domain.levels import colour_of, level_label, level_name
from ctg_desktop.domain.listing import ActionLine
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.domain.views import TerritoireView
from ctg_desktop.printing.contact_table import contact_table, group_of, groups_by_institution
from ctg_desktop.printing.engine.blocks import Block, Stack, TextBlock
from ctg_desktop.printing.engine.lines import Span, Text, coloured, emphasis, reached, strong
from ctg_desktop.printing.engine.pages import paginated, well_filled
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
    NO_BREAK,
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

_MOST_PAGES = 2
"""What the usual form may take; where it takes more, the close one is tried."""

_HALF = (PORTRAIT.text_width - LABEL_WIDTH) / 2 - 2 * GRID
"""What two columns beside the heading of a section are each left with, at least."""


_Calendar = Callable[[ActionLine], str]
"""Says when an action takes place."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A section: what is known, and the sentence that says that nothing is."""

    title: str
    lacking: str
    blocks: Sequence[Block] = ()


def territoire_summary(view: TerritoireView, issue: Issue) -> Document:
    """Return the synthèse of a commune or of a SIVOM.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    name = view.territoire.cited or f"Territoire {TO_COMPLETE}"
    is_commune = view.territoire.kind is TerritoireKind.COMMUNE
    title = f"{name} : synthèse communale" if is_commune else f"{name} : synthèse"
    edition = issue.edition(title)
    opening = issue.opening(title, view.convention.title or "")
    story = well_filled([opening, *_sections(view, close=False)], edition.page_format)
    if len(list(paginated(story, edition.page_format))) > _MOST_PAGES:
        story = well_filled([opening, *_sections(view, close=True)], edition.page_format)
    return Document(story, edition)


def _sections(view: TerritoireView, *, close: bool) -> Iterator[Block]:
    """Yield what stands below the title, in the usual form or in one that saves pages."""
    yield _identity(view, close=close)
    parts = [_engagement(view), _coordination(view), *_memberships(view)]
    known = [part for part in parts if part.blocks] if close else parts
    for part in known:
        yield section(part.title, *(part.blocks or [to_complete(part.lacking)]))
    missing = " ".join(part.lacking for part in parts if part not in known)
    if missing:
        yield section("À compléter", to_complete(missing))
    yield from _actions(view, close=close)
    yield from _early_childhood(view.territoire)
    yield from _contacts(view, close=close)


# --- what it is, and who runs the convention there -------------------------------------------


def _identity(view: TerritoireView, *, close: bool) -> Block:
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
    if close:
        words = [each for fact in facts for each in _inline(*fact)]
        return section("Identité", TextBlock(words[:-1], BODY.but(after=0.0)), ruled=False)
    return section("Identité", grid([_fact(*fact) for fact in facts], per_line=3), ruled=False)


def _inhabitants(count: int | None) -> str | None:
    return None if count is None else counted(count, "habitant")


def _fact(label: str, value: str | None) -> Block:
    said: Text = value or [emphasis(TO_COMPLETE)]
    name = announcing(TextBlock(label, LABEL))
    return Stack([name, TextBlock(said, BODY.but(after=0.0))], tight=True)


def _inline(label: str, value: str | None) -> list[str | Span]:
    name = coloured(f"{label} : ".replace(" ", NO_BREAK), GREY)
    return [name, value.replace(" ", NO_BREAK) if value else emphasis(TO_COMPLETE), " · "]


def _engagement(view: TerritoireView) -> _Part:
    engagement = view.engagement
    part = _Part("L’engagement", "L’engagement reste à compléter.")
    if engagement is None or engagement.status is None:
        return part
    blocks = [TextBlock(_commitment(engagement, engagement.status), BODY.but(after=0.0))]
    if engagement.document:
        blocks.append(TextBlock(f"Document : {engagement.document}", NOTE))
    return replace(part, blocks=blocks)


def _commitment(engagement: Engagement, status: EngagementStatus) -> Text:
    details = []
    if engagement.deliberated_on:
        details.append(f"le {long_date(engagement.deliberated_on)}")
    if engagement.number:
        details.append(f"n° {engagement.number}")
    if status is EngagementStatus.DELIBERATION and not details:
        details.append(f"date et numéro {TO_COMPLETE}")
    return [strong(status.label), "".join(f", {detail}" for detail in details)]


def _coordination(view: TerritoireView) -> _Part:
    part = _Part("La coordination", "Aucun poste de coopération n’est enregistré.")
    posts = view.posts
    if not posts:
        return part
    blocks = [grid([_post(each) for each in posts], per_line=2)]
    if len(posts) > 1:
        total = etp(sum(each.post.fte or 0 for each in posts))
        blocks.append(TextBlock(f"{counted(len(posts), 'poste')}, {total} au total", NOTE))
    return replace(part, blocks=blocks)


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


def _memberships(view: TerritoireView) -> Iterator[_Part]:
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
    yield _Part(title, none, blocks)


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


def _actions(view: TerritoireView, *, close: bool) -> Iterator[Block]:
    title = "Les actions"
    if not view.progress.total:
        yield section(title, *_without_actions(view))
        return
    figures = _figures(view.progress)
    told = _in_a_line(figures) if close else key_figures(figures, per_line=len(figures))
    standing = Stack([told, count_bar(status_counts(view.progress))])
    calendar = _months if close else _calendar
    calendars = [calendar(line) for line in _shown(view)]
    columns = (
        TableColumn("Référence", width=62),
        TableColumn("Action"),
        fitting("Calendrier", calendars, Align.LEFT),
        TableColumn("Statut", width=66 if close else 74),
    )
    rows = list(_action_rows(view, calendar))
    yield section(title, standing, table(columns, rows, row_header=1, close=close), wide=True)


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


def _figures(progress: Progress) -> list[KeyFigure]:
    done = noun(progress.done, "réalisée")
    if progress.percent is not None:
        done += f", soit {percent(progress.percent)}"
        if progress.by_status.get(Status.ABANDONNEE):
            done += " hors abandons"
    ongoing = progress.by_status.get(Status.EN_COURS, 0)
    return [
        KeyFigure(number(progress.total), noun(progress.total, "action")),
        KeyFigure(number(progress.done), done),
        KeyFigure(number(ongoing), "en cours"),
        KeyFigure(number(progress.late_count), "en retard"),
        KeyFigure(number(progress.blocked_count), noun(progress.blocked_count, "bloquée")),
    ]


def _in_a_line(figures: Sequence[KeyFigure]) -> Block:
    words = [each for one in figures for each in (strong(one.value), f" {one.label} · ")]
    words[-1] = f" {figures[-1].label}"
    return TextBlock(words, BODY)


def _action_rows(view: TerritoireView, calendar: _Calendar) -> Iterator[Sequence[Cell] | Group]:
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
            yield from _group(view, calendar, heading, part.actions, colour)
        for part in group.aside:
            heading = titled(level_label(names, part.ambition), part.ambition)
            yield from _group(view, calendar, heading, part.actions)
        if group.unsorted:
            yield from _group(
                view, calendar, f"Sans {level_name(names, first=False)}", group.unsorted
            )


def _group(
    view: TerritoireView,
    calendar: _Calendar,
    heading: Text,
    actions: Sequence[ActionLine],
    colour: str = GREY,
) -> Iterator[Sequence[Cell] | Group]:
    count = counted(len(actions), "action") if actions else "aucune action"
    yield Group(heading, count, colour, level=2)
    for line in actions:
        yield _action_row(view.territoire, line, calendar(line))


def _shown(view: TerritoireView) -> Iterator[ActionLine]:
    for group in view.plan:
        for part in (*group.ambitions, *group.aside):
            yield from part.actions
        yield from group.unsorted


def _action_row(place: Territoire, line: ActionLine, calendar: str) -> Sequence[Cell]:
    title = f"{line.title} (confidentielle)" if line.confidential else line.title
    if line.structure != place.id and line.structure_name:
        title += f"\nPortée par : {line.structure_name}"
    marks = States(states(line.status, late=line.late, blocked=line.blocked))
    return [line.reference, title, calendar, marks]


def _calendar(line: ActionLine) -> str:
    if line.completed_on and line.status is Status.REALISEE:
        began = f"du {short_date(line.starts_on)}\n" if line.starts_on else ""
        return f"{began}finie le {short_date(line.completed_on)}"
    return period_told(line.starts_on, line.ends_on)


def _months(line: ActionLine) -> str:
    """Return from which month to which an action goes, or went."""
    is_done = line.completed_on and line.status is Status.REALISEE
    days = (line.starts_on, line.completed_on if is_done else line.ends_on)
    start, end = (day and f"{day:%m}/{day.year:04d}" for day in days)
    if start and end:
        return start if start == end else f"{start} – {end}"
    return f"dès {start}" if start else f"fin {end}" if end else ""


# --- early childhood, contacts ---------------------------------------------------------------


def _early_childhood(place: Territoire) -> Iterator[Block]:
    """Yield what a commune of this size may have to do: a reminder, never a verdict."""
    sentences = early_childhood.reminder(place)
    if sentences:
        said = " ".join(sentences)
        words: Text = [strong(early_childhood.TO_VERIFY), f" : {lowered(said)}"]
        yield section(early_childhood.TITLE, TextBlock(words))


def _contacts(view: TerritoireView, *, close: bool) -> Iterator[Block]:
    name = view.territoire.cited or TO_COMPLETE
    rows = [
        *group_of(name, view.local_contacts, close=close),
        *groups_by_institution(view.contacts, close=close),
    ]
    if rows:
        yield section("Les contacts", contact_table(rows, close=close), wide=True)
    else:
        yield section("Les contacts", to_complete("Les contacts restent à compléter."))
