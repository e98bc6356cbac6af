"""The synthèse of the convention: what élus read of it, on two to four pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ctg_desktop.domain.choices import CoordinationScope, Status
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.convention import KeyFigure as PublishedFigure
from ctg_desktop.domain.views import (
    AmbitionView,
    ContactGroup,
    ConventionView,
    EnjeuView,
    Progress,
    SignatoryView,
)
from ctg_desktop.printing.blocks import Block, Stack, TextBlock
from ctg_desktop.printing.contact_table import (
    contact_table,
    groups_by_institution,
    institution_name,
)
from ctg_desktop.printing.fonts import Face
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.lines import Text, coloured, strong
from ctg_desktop.printing.pages import well_filled
from ctg_desktop.printing.sections import (
    KeyFigure,
    count_bar,
    grid,
    key_figures,
    numbered,
    prose,
    section,
    to_complete,
)
from ctg_desktop.printing.states import (
    TO_COMPLETE,
    ambition_label,
    colour_of,
    counted,
    enjeu_label,
    status_counts,
    titled,
    warning_counts,
)
from ctg_desktop.printing.strategy import Branch, Leaf, Level, outline, strategy
from ctg_desktop.printing.style import ACCENT, BODY, GREY, NOTE
from ctg_desktop.printing.table import Cell, Gauge, Group, States, TableColumn, table
from ctg_desktop.typography import NO_BREAK, etp, long_date, number, percent

_TITLE_TO_COME = f"Intitulé {TO_COMPLETE}"

_LONGEST_NOTE = 240
"""Beyond so many signs, what is said of an enjeu or an ambition is cut short in the diagram."""

_LONGEST_NUMBER = 3
"""A longer number stands before the title: it would not hold in the diagram."""

_FIGURES_PER_LINE = 5

_MOST_BARE_NUMBERS = 60
"""Beyond so many, numbers without titles are set one to a line."""

_COUNTS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit"}


def convention_summary(view: ConventionView, issue: Issue) -> Document:
    """Return the synthèse of a convention, with the progress of its actions if the view has it.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    title = view.convention.title or "Convention Territoriale Globale"
    story = [
        issue.opening(title, f"{_subtitle(view.convention, title)}\n{_territory(view)}".rstrip()),
        _presentation(view),
        _signatories(view.signatories),
        _objectives(view),
        *_steering(view.convention),
        *_strategy(view),
        *_progress(view),
        *_figures(view),
        *_story_so_far(view.convention),
        *_linked_frames(view),
        _contacts(view.contacts),
    ]
    edition = issue.edition(f"{title} : synthèse")
    return Document(well_filled(story, edition.page_format), edition)


def _subtitle(convention: Convention, title: str) -> str:
    parts = ["Synthèse"]
    period = "-".join(str(y) for y in (convention.first_year, convention.last_year) if y)
    if period not in title:
        parts.append(period)
    if convention.rank:
        parts.append(convention.rank)
    if convention.signed_on:
        parts.append(f"Signée le {long_date(convention.signed_on)}")
    return " · ".join(parts)


# --- what it is ------------------------------------------------------------------------------


def _presentation(view: ConventionView) -> Block:
    texts = [text for text in (view.convention.presentation, view.convention.purpose) if text]
    blocks: list[Block] = [prose(text) for text in texts]
    if not blocks:
        blocks.append(to_complete("La présentation de la convention reste à compléter."))
    return section("Ce qu'est la convention", *blocks, ruled=False)


def _territory(view: ConventionView) -> str:
    """Return where the convention applies: the territoire, its SIREN, how many communes."""
    parts = []
    if view.territoire:
        parts.append(view.territoire.name)
        if view.territoire.siren:
            parts.append(f"SIREN{NO_BREAK}{view.territoire.siren}")
    if view.convention.communes_total:
        parts.append(counted(view.convention.communes_total, "commune"))
    return " · ".join(part for part in parts if part)


def _signatories(signatories: Sequence[SignatoryView]) -> Block:
    if not signatories:
        return section("Les signataires", to_complete("Les signataires restent à compléter."))
    return section("Les signataires", grid([_signatory(each) for each in signatories], per_line=2))


def _signatory(view: SignatoryView) -> Block:
    signatory = view.signatory
    blocks = [TextBlock([strong(institution_name(view.institution))], BODY.but(after=0.0))]
    if signatory.is_new:
        blocks.append(TextBlock([coloured("Nouveau signataire", ACCENT, Face.SEMIBOLD)], NOTE))
    blocks += [TextBlock(text, NOTE) for text in (signatory.role, signatory.reason) if text]
    return Stack(blocks, tight=True)


def _objectives(view: ConventionView) -> Block:
    if not view.objectives:
        return section("Les objectifs", to_complete("Les objectifs restent à compléter."))
    count = len(view.objectives)
    title = f"Les {_COUNTS[count]} objectifs" if count in _COUNTS else "Les objectifs"
    return section(title, numbered([_run_in(each.title, each.text) for each in view.objectives]))


def _run_in(title: str | None, text: str | None) -> Text:
    """Return a title in semibold and, on the same line, what is said of it."""
    said = [f" – {text}"] if text else []
    return [strong(title or ""), *said]


# --- strategy --------------------------------------------------------------------------------


def _strategy(view: ConventionView) -> list[Block]:
    groups = view.strategy
    levels = _levels(view)
    if not levels:
        return [section("La stratégie", to_complete("La stratégie reste à compléter."))]
    title = " et ".join(level.label for level in levels)
    title = f"La stratégie : {title}"
    if not _is_bare(groups):
        branches = [_branch(view.convention, group) for group in groups]
        return [Stack([section(title, strategy(branches), wide=True)], together=True)]
    words = "Les intitulés et les rattachements restent à compléter dans le référentiel."
    return [section(title, outline(levels), to_complete(words), wide=True)]


def _levels(view: ConventionView) -> list[Level]:
    """Return the two levels with their numbers; a level without any is left out."""
    names = view.convention
    enjeux = [group.enjeu for group in view.strategy if group.enjeu]
    ambitions = [each.ambition for group in view.strategy for each in group.ambitions]
    called = (
        (enjeux, names.level1_singular or "enjeu", names.level1_plural or "enjeux"),
        (ambitions, names.level2_singular or "ambition", names.level2_plural or "ambitions"),
    )
    return [
        Level(
            counted(len(rows), singular, plural),
            [(row.number or "", row.colour or ACCENT) for row in rows],
        )
        for rows, singular, plural in called
        if rows
    ]


def _is_bare(groups: Sequence[EnjeuView]) -> bool:
    """Tell whether nothing is known of the strategy but numbers, few and short."""
    rows = [group.enjeu for group in groups if group.enjeu]
    ambitions = [each.ambition for group in groups for each in group.ambitions]
    said = [row.title or row.text for row in rows] + [row.title or row.text for row in ambitions]
    numbers = [row.number or "" for row in rows] + [row.number or "" for row in ambitions]
    tied = any(group.enjeu and group.ambitions for group in groups)
    short = all(0 < len(each) <= _LONGEST_NUMBER for each in numbers)
    return short and not tied and not any(said) and len(numbers) <= _MOST_BARE_NUMBERS


def _branch(names: Convention, group: EnjeuView) -> Branch:
    enjeu = group.enjeu
    leaves = [_leaf(each) for each in group.ambitions]
    if enjeu is None:
        return Branch("", _without_enjeu(names), GREY, leaves, note="Rattachement à compléter")
    number, title = _numbered(enjeu.number, enjeu.title)
    return Branch(
        number,
        title,
        enjeu.colour or ACCENT,
        leaves,
        note=_shortened(enjeu.text),
        missing=not enjeu.title,
    )


def _without_enjeu(names: Convention) -> str:
    plural = _capital(names.level2_plural or "ambitions")
    return f"{plural} sans {names.level1_singular or 'enjeu'} pour l'instant"


def _leaf(view: AmbitionView) -> Leaf:
    ambition = view.ambition
    number, title = _numbered(ambition.number, ambition.title)
    return Leaf(number, title, note=_shortened(ambition.text), missing=not ambition.title)


def _numbered(number: str | None, title: str | None) -> tuple[str, str]:
    """Return the number and the title, the number inside the title if it is long."""
    title = title or _TITLE_TO_COME
    if number and len(number) > _LONGEST_NUMBER:
        return "", f"{number} – {title}"
    return number or "", title


def _shortened(text: str | None) -> str:
    words = " ".join((text or "").split())
    if len(words) <= _LONGEST_NOTE:
        return words
    return words[:_LONGEST_NOTE].rpartition(" ")[0] + "…"


# --- progress --------------------------------------------------------------------------------


def _progress(view: ConventionView) -> list[Block]:
    if not view.with_progress:
        return []
    title = "L'avancement des actions"
    groups = [group for group in view.strategy if group.ambitions]
    total = sum((group.progress for group in groups), Progress())
    if not total.total:
        return [section(title, to_complete("Aucune action n'est enregistrée pour l'instant."))]
    rows: list[Sequence[Cell] | Group] = []
    for group in groups:
        if len(groups) > 1 or group.enjeu:
            rows.append(_progress_group(view.convention, group))
        rows += [_progress_row(view.convention, group, each) for each in group.ambitions]
    columns = (
        TableColumn(_capital(view.convention.level2_singular or "ambition"), share=1.1),
        TableColumn("Réalisées", width=72),
        TableColumn("Statuts"),
        TableColumn("Alertes", width=70),
    )
    return [section(title, _overall(total), table(columns, rows, row_header=0), wide=True)]


def _overall(total: Progress) -> Block:
    """Return how all actions stand; it goes with the first lines of the table below it."""
    words = f"{counted(total.total, 'action')}, dont {counted(total.done, 'réalisée')}"
    if total.percent is not None:
        words += f", soit {percent(total.percent)}"
        if Status.ABANDONNEE in total.by_status:
            words += " de celles qui ne sont pas abandonnées"
    warnings = " et ".join(warning.words for warning in warning_counts(total))
    text = f"{words} ; {warnings}." if warnings else f"{words}."
    overall = Stack([TextBlock(text), count_bar(status_counts(total))], together=True)
    overall.keeps_with_next = True
    return overall


def _progress_group(names: Convention, group: EnjeuView) -> Group:
    summary = counted(group.progress.total, "action")
    if group.enjeu is None:
        return Group(_without_enjeu(names), summary, GREY)
    label = enjeu_label(names, group.enjeu)
    return Group(titled(label, group.enjeu.title), summary, group.enjeu.colour or ACCENT)


def _progress_row(names: Convention, group: EnjeuView, view: AmbitionView) -> Sequence[Cell]:
    progress = view.progress
    label = titled(ambition_label(names, view.ambition), view.ambition.title)
    if not progress.total:
        return [label, "", "Aucune action pour l'instant", ""]
    counts = (f"{number(each.value)} {each.words}" for each in status_counts(progress))
    done = progress.percent or 0
    gauge = Gauge(done / 100, percent(done), colour_of(view.ambition, group.enjeu))
    return [label, gauge, ", ".join(counts), States(warning_counts(progress))]


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


# --- how it is run, and figures --------------------------------------------------------------


def _steering(convention: Convention) -> Iterator[Block]:
    blocks: list[Block] = []
    if convention.steering:
        blocks.append(prose(convention.steering))
    if convention.spokesperson:
        blocks.append(TextBlock([strong("Porte-parole"), f" : {convention.spokesperson}"]))
    if blocks:
        yield section("Pilotage et animation", *blocks)
    if convention.commitment:
        yield section("L'engagement", prose(convention.commitment))


def _figures(view: ConventionView) -> Iterator[Block]:
    figures = [*_published(view), *(_key_figure(each) for each in view.key_figures)]
    if figures:
        per_line = min(len(figures), _FIGURES_PER_LINE)
        bare = [replace(figure, note="") for figure in figures]
        shown = key_figures(bare, per_line=per_line, ruled=False)
        origins = [*_origins(figures), *_source(view.convention)]
        yield section("Chiffres clés", shown, Stack(origins, tight=True), wide=True)


def _origins(figures: Sequence[KeyFigure]) -> Iterator[Block]:
    """Yield where the figures come from, saying once what several have in common."""
    notes: dict[str, list[str]] = {}
    for figure in figures:
        notes.setdefault(figure.note, []).append(figure.value)
    for note, values in notes.items():
        yield TextBlock(f"{', '.join(values)} : {note}", NOTE)


def _source(convention: Convention) -> Iterator[Block]:
    if convention.version is not None:
        dated = f" du {long_date(convention.issued_on)}" if convention.issued_on else ""
        words = f"Référentiel : version {convention.version}{dated}. {convention.issuer or ''}"
        yield TextBlock(words, NOTE)


def _published(view: ConventionView) -> Iterator[KeyFigure]:
    """Yield the totals that the convention publishes, beside what this folder has recorded."""
    names = view.convention
    if names.communes_engaged is not None:
        value = number(names.communes_engaged)
        if names.communes_total:
            value += f" sur {number(names.communes_total)}"
        recorded = counted(view.engaged, "commune") if view.engaged else ""
        yield KeyFigure(value, "Communes engagées par délibération", _recorded(recorded))
    overall, local = CoordinationScope.ENSEMBLE, CoordinationScope.LOCALE
    if names.overall_fte is not None:
        words = _people("Coordination d'ensemble", names.overall_posts)
        yield KeyFigure(etp(names.overall_fte), words, _recorded(_posts(view, overall)))
    if names.local_fte is not None:
        words = _people("Coordination locale", names.local_posts)
        yield KeyFigure(etp(names.local_fte), words, _recorded(_posts(view, local)))


def _people(words: str, posts: int | None) -> str:
    if not posts:
        return words
    return f"{words} : {counted(posts, 'chargé de coopération', 'chargés de coopération')}"


def _posts(view: ConventionView, scope: CoordinationScope) -> str:
    """Return how many posts of a scope are recorded; those without one are local."""
    found = [each.post for each in view.posts]
    posts = [post for post in found if (post.scope or CoordinationScope.LOCALE) is scope]
    if not posts:
        return ""
    return f"{counted(len(posts), 'poste')}, {etp(sum(post.fte or 0 for post in posts))}"


def _recorded(words: str) -> str:
    if words:
        return f"selon les chiffres publiés ; enregistré dans le référentiel : {words}."
    return "selon les chiffres publiés ; le détail reste à compléter dans le référentiel."


def _key_figure(figure: PublishedFigure) -> KeyFigure:
    value = f"{figure.value or ''} {figure.unit or ''}"
    source = figure.source or f"source {TO_COMPLETE}"
    return KeyFigure(value, figure.label or "", f"{source}, {figure.as_of or 'date à compléter'}.")


def _story_so_far(convention: Convention) -> Iterator[Block]:
    if convention.results:
        yield section("Les résultats de la convention précédente", prose(convention.results))
    if convention.method:
        yield section("La méthode", prose(convention.method))


def _linked_frames(view: ConventionView) -> Iterator[Block]:
    described = [_run_in(each.title, each.text) for each in view.linked_frames if each.text]
    others = [each.title for each in view.linked_frames if each.title and not each.text]
    if described or others:
        blocks = [TextBlock(text) for text in (*described, " · ".join(others))]
        yield section("Les cadres liés", *blocks)


# --- contacts --------------------------------------------------------------------------------


def _contacts(groups: Sequence[ContactGroup]) -> Block:
    if not groups:
        return section("Les contacts", to_complete("Les contacts restent à compléter."))
    return section("Les contacts", contact_table(groups_by_institution(groups)), wide=True)
