"""The synthèse of the convention: what élus read of it, on two to four pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ctg_desktop.domain.choices import CoordinationScope
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.convention import KeyFigure as PublishedFigure
from ctg_desktop.domain.convention_views import ContactGroup, ConventionView, SignatoryView
from ctg_desktop.printing.contact_table import (
    contact_table,
    groups_by_institution,
    institution_name,
)
from ctg_desktop.printing.convention_progress import progress_section
from ctg_desktop.printing.convention_strategy import strategy_section
from ctg_desktop.printing.engine.blocks import Block, Stack, TextBlock
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Text, coloured, strong
from ctg_desktop.printing.engine.pages import well_filled
from ctg_desktop.printing.engine.style import ACCENT, BODY, NOTE
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import (
    KeyFigure,
    announcing,
    grid,
    key_figures,
    numbered,
    prose,
    section,
    to_complete,
)
from ctg_desktop.printing.states import TO_COMPLETE
from ctg_desktop.typography import NO_BREAK, counted, etp, long_date, number, siren

_FIGURES_PER_LINE = 5
_OVERALL, _LOCAL = CoordinationScope.ENSEMBLE, CoordinationScope.LOCALE
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
        strategy_section(view),
        *([progress_section(view)] if view.with_progress else ()),
        *_figures(view, issue.edited_on),
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
    return section("Ce qu’est la convention", *blocks, ruled=False)


def _territory(view: ConventionView) -> str:
    """Return where the convention applies: the territoire, its SIREN, how many communes."""
    parts = []
    if view.territoire:
        parts.append(view.territoire.name)
        if view.territoire.siren:
            parts.append(f"SIREN{NO_BREAK}{siren(view.territoire.siren)}")
    if view.convention.communes_total:
        parts.append(counted(view.convention.communes_total, "commune"))
    return " · ".join(part for part in parts if part)


def _signatories(signatories: Sequence[SignatoryView]) -> Block:
    if not signatories:
        return section("Les signataires", to_complete("Les signataires restent à compléter."))
    return section("Les signataires", grid([_signatory(each) for each in signatories], per_line=2))


def _signatory(view: SignatoryView) -> Block:
    signatory = view.signatory
    name = TextBlock([strong(institution_name(view.institution))], BODY.but(after=0.0))
    blocks = [announcing(name)]
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


# --- how it is run, and figures --------------------------------------------------------------


def _steering(convention: Convention) -> Iterator[Block]:
    blocks: list[Block] = []
    if convention.steering:
        blocks.append(prose(convention.steering))
    if convention.spokesperson:
        blocks.append(TextBlock([strong("Élu·e en charge"), f" : {convention.spokesperson}"]))
    if blocks:
        yield section("Pilotage et animation", *blocks)
    if convention.commitment:
        yield section("L’engagement", prose(convention.commitment))
    if convention.word:
        author = [TextBlock([strong(convention.word_author)])] if convention.word_author else []
        yield section("Le mot de l’élu·e", prose(convention.word), *author)


def _figures(view: ConventionView, today: date) -> Iterator[Block]:
    figures = [*_published(view, today), *(_key_figure(each) for each in view.key_figures)]
    if figures:
        per_line = min(len(figures), _FIGURES_PER_LINE)
        bare = [replace(figure, note="") for figure in figures]
        shown = key_figures(bare, per_line=per_line)
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
        issuer = f", émise par {convention.issuer}" if convention.issuer else ""
        yield TextBlock(f"Référentiel : version {convention.version}{dated}{issuer}.", NOTE)


def _published(view: ConventionView, today: date) -> Iterator[KeyFigure]:
    """Yield the totals that the convention publishes, beside what this folder has recorded."""
    names = view.convention
    if names.communes_engaged is not None:
        value = number(names.communes_engaged)
        if names.communes_total:
            value += f" sur {number(names.communes_total)}"
        recorded = counted(view.engaged, "commune") if view.engaged else ""
        yield KeyFigure(value, "Communes engagées par délibération", _recorded(recorded))
    for scope, label, posts, fte in (
        (_OVERALL, "Coordination d’ensemble", names.overall_posts, names.overall_fte),
        (_LOCAL, "Coordination locale", names.local_posts, names.local_fte),
    ):
        if fte is not None:
            recorded = _posts(view, scope, today)
            yield KeyFigure(etp(fte), _people(label, posts), _recorded(recorded))


def _people(words: str, posts: int | None) -> str:
    if not posts:
        return words
    return f"{words} : {counted(posts, 'chargé de coopération', 'chargés de coopération')}"


def _posts(view: ConventionView, scope: CoordinationScope, today: date) -> str:
    """Return how many posts of a scope are recorded and not over; local if nothing says so."""
    found = [each.post for each in view.posts]
    posts = [
        post
        for post in found
        if (post.scope or _LOCAL) is scope and (post.to_on is None or post.to_on >= today)
    ]
    if not posts:
        return ""
    return f"{counted(len(posts), 'poste')}, {etp(sum(post.fte or 0 for post in posts))}"


def _recorded(words: str) -> str:
    if words:
        return f"selon les chiffres publiés ; enregistré à ce jour : {words}."
    return "selon les chiffres publiés."


def _key_figure(figure: PublishedFigure) -> KeyFigure:
    value = f"{figure.value or ''} {figure.unit or ''}".strip()
    source = figure.source or f"source {TO_COMPLETE}"
    note = ", ".join(part for part in (source, figure.as_of) if part)
    return KeyFigure(value, figure.label or "", f"{note}.")


def _story_so_far(convention: Convention) -> Iterator[Block]:
    if convention.results:
        yield section("Les résultats de la convention précédente", prose(convention.results))
    if convention.method:
        yield section("La méthode", prose(convention.method))


def _linked_frames(view: ConventionView) -> Iterator[Block]:
    described = [_run_in(each.title, each.text) for each in view.linked_frames if each.text]
    others = [each.title for each in view.linked_frames if each.title and not each.text]
    if described or others or view.convention.frames:
        blocks = [TextBlock(text) for text in (*described, " · ".join(others))]
        said = [prose(view.convention.frames)] if view.convention.frames else []
        yield section("Les cadres liés", *said, *blocks)


# --- contacts --------------------------------------------------------------------------------


def _contacts(groups: Sequence[ContactGroup]) -> Block:
    if not groups:
        return section("Les contacts", to_complete("Les contacts restent à compléter."))
    return section("Les contacts", contact_table(groups_by_institution(groups)), wide=True)
