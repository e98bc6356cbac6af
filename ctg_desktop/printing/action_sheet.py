"""The « fiche action »: what one action promises, and how far it is, on a page or two.

A sheet is read by élus: what nobody filled in is left out rather than printed empty, and how
complete the sheet is stays on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ctg_desktop.domain.action import Action, Etape, SuiviNote
from ctg_desktop.domain.colours import legible
from ctg_desktop.domain.convention import Ambition, Convention
from ctg_desktop.domain.fields import Kind
from ctg_desktop.domain.levels import colour_of, level_label
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.views import ActionView, RowWords, means_of
from ctg_desktop.printing.action_tables import (
    by_day,
    etape_mark,
    etapes,
    indicateurs,
    means,
    others,
)
from ctg_desktop.printing.engine.blocks import Block, Heading, Space, Stack, TextBlock
from ctg_desktop.printing.engine.fonts import Face
from ctg_desktop.printing.engine.lines import Span, Text, coloured, reached, strong
from ctg_desktop.printing.engine.pages import tightened
from ctg_desktop.printing.engine.style import (
    ACCENT,
    ALERT,
    BODY,
    CELL,
    GREY,
    GRID,
    NOTE,
    SECTION,
    SMALL_DROP,
)
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import (
    callout,
    definitions,
    facts,
    grid,
    marked_words,
    prose,
    section,
    to_complete,
)
from ctg_desktop.printing.states import states, titled
from ctg_desktop.printing.timeline import Moment, timeline
from ctg_desktop.typography import NO_BREAK, euros, long_date, phone, short_date

_LABEL_WIDTH = 12 * GRID
_HEADING = SECTION.but(before=2 * GRID)
_CLOSE = BODY.but(after=0.0)
_UNTITLED = "Action sans intitulé"
_SEPARATOR = f"{NO_BREAK}· "


_PLACED = frozenset(
    (
        *("reference", "title", "main_ambition", "other_ambitions"),
        *("status", "starts_on", "ends_on", "completed_on", "recurring", "priority", "nature"),
        *("confidential", "blocked", "blocked_reason", "status_reason"),
        *("publics", "publics_text", "territoires", "thematiques", "calendar"),
        *("structure", "pilote", "referent_technique", "elu_referent"),
        *("co_porteurs", "co_pilotes", "structures_pilotes"),
        *("partners", "partners_text", "fiche_cadre", "linked_frames", "linked_actions"),
    )
)
"""The fields that have a place of their own; any other comes from the description."""

_FIRST = ("constat", "objectifs")
"""The texts that a sheet begins with, before the others in the order of the description."""

_TEXTS = (Kind.TEXT, Kind.LONG_TEXT)


def action_sheet(
    view: ActionView, words: RowWords, convention: Convention, issue: Issue, *, notes: bool = False
) -> Document:
    """Return the sheet of an action; `notes` adds its notes de suivi.

    `words` are those of the fields that the view holds no row of.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    title, kind = headline(view.action)
    subtitle = _SEPARATOR.join(part for part in (kind, convention.title) if part)
    body = sheet_body(view, words, convention, issue.edited_on, notes=notes)
    edition = issue.edition(title, kind=kind)
    story = tightened([issue.opening(title, subtitle), *body], edition.page_format)
    return Document(story, edition)


def headline(action: Action) -> tuple[str, str]:
    """Return the title of a sheet, and what it is the sheet of."""
    kind = " ".join(part for part in ("Fiche action", action.reference) if part)
    return action.title or _UNTITLED, kind


def sheet_body(
    view: ActionView, words: RowWords, convention: Convention, today: date, *, notes: bool
) -> list[Block]:
    """Return a sheet without its head."""
    action = view.action
    texts, more = _not_placed(action, words)
    return [
        _place_in_strategy(view, convention),
        _standing(view),
        *_reasons(action),
        *_project(texts),
        *_labelled("Publics et territoires", _publics(view)),
        *_labelled("Acteurs", _people(view, words)),
        *_labelled("Liens", _links(view)),
        *_labelled("Autres précisions", more),
        *_under("Étapes", _calendar(view, words, today)),
        *_under("Budget et financements", _means(view, words)),
        *_under("Indicateurs", indicateurs(view.indicateurs, words)),
        *_under("Opérations", _operations(view, words, convention, notes=notes)),
        *_under("Notes de suivi", _notes(view.notes, words) if notes else []),
        *_to_arbitrate(view),
    ]


# --- the top -------------------------------------------------------------------------------


def _place_in_strategy(view: ActionView, convention: Convention) -> Block:
    lines: list[Block] = []
    if view.enjeu:
        label = titled(level_label(convention, view.enjeu), view.enjeu)
        lines.append(TextBlock(label, _CLOSE.but(colour=GREY)))
    if view.ambition:
        name, *title = titled(level_label(convention, view.ambition), view.ambition)
        lines.append(TextBlock([strong(str(name)), *title], _CLOSE))
    for other in view.other_ambitions:
        also = titled(level_label(convention, other), other)
        lines.append(TextBlock(["Contribue aussi à : ", *also], NOTE))
    if view.whole:
        lines.append(TextBlock(["Opération de : ", view.whole.cited], _CLOSE))
    colour = legible(colour_of(view.ambition, view.enjeu, ACCENT))
    return callout(Stack(lines, tight=True), colour) if lines else Stack([])


def _standing(view: ActionView) -> Block:
    action = view.action
    shown = states(action.status, late=view.late, blocked=bool(action.blocked))
    return facts(
        [
            ("Statut", marked_words(shown) if shown else ""),
            ("Calendrier", _period(action)),
            ("Priorité", action.priority.label if action.priority else ""),
            ("Nature", action.nature.label if action.nature else ""),
            ("Diffusion", [strong("Confidentielle")] if view.is_confidential else ""),
        ]
    )


def _period(action: Action) -> str:
    parts = [action.calendar] if action.calendar else []
    if action.starts_on:
        parts.append(f"Début : {short_date(action.starts_on)}")
    if action.ends_on:
        parts.append(f"Fin prévue : {short_date(action.ends_on)}")
    if action.completed_on:
        parts.append(f"Réalisée le {short_date(action.completed_on)}")
    if action.recurring:
        parts.append("Reconduite chaque année")
    return "\n".join(parts)


def _reasons(action: Action) -> list[Block]:
    found: list[Block] = []
    if action.blocked and action.blocked_reason:
        words: Text = [coloured("Bloquée : ", ALERT, Face.SEMIBOLD), action.blocked_reason]
        found.append(callout(TextBlock(words, _CLOSE), ALERT))
    if action.status_reason:
        words = [strong("Abandonnée : "), action.status_reason]
        found.append(callout(TextBlock(words, _CLOSE), GREY))
    return found


# --- what, for whom, with whom -------------------------------------------------------------

_Entries = Sequence[tuple[str, Text | Block]]


def _labelled(title: str, entries: _Entries) -> list[Block]:
    kept = [(label, value) for label, value in entries if value]
    if not kept:
        return []
    lines = definitions(kept, label_width=_LABEL_WIDTH, compact=True)
    level = Stack([Space(SMALL_DROP), lines], tight=True)
    return [Stack([section(title, level)], together=True)]


def _under(title: str, blocks: Sequence[Block]) -> list[Block]:
    return [Stack([Heading(2, title, style=_HEADING), *blocks])] if blocks else []


def _not_placed(action: Action, words: RowWords) -> tuple[list[tuple[str, str]], _Entries]:
    """Return the texts that have no place of their own, and the other fields without one."""
    specs = action.TYPE.fields
    names = [name for name in words.get(action.id, ()) if name not in _PLACED]
    names.sort(key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    entries = [(specs[name], words[action.id][name]) for name in names]
    return (
        [(spec.label, told) for spec, told in entries if spec.kind in _TEXTS],
        [(spec.label, told) for spec, told in entries if spec.kind not in _TEXTS],
    )


def _project(texts: Sequence[tuple[str, str]]) -> list[Block]:
    sections = [section(title, prose(text)) for title, text in texts]
    return sections or [to_complete("Le contenu de cette fiche reste à compléter.")]


def _publics(view: ActionView) -> _Entries:
    return [
        ("Publics", _listed([*view.publics, view.action.publics_text])),
        ("Territoires", _listed(row.cited for row in view.territoires)),
        ("Thématiques", _listed(view.thematiques)),
    ]


def _people(view: ActionView, words: RowWords) -> _Entries:
    told = words.get(view.action.id, {})
    return [
        ("Structure porteuse", view.structure.cited if view.structure else ""),
        ("Co-porteurs", told.get("co_porteurs", "")),
        ("Pilote", _person(view.pilote)),
        ("Co-pilotes", told.get("co_pilotes", "")),
        ("Structures pilotes", told.get("structures_pilotes", "")),
        ("Référent technique", _person(view.referent_technique)),
        ("Élu·e référent·e", _person(view.elu_referent)),
        *_partners(view),
    ]


_ONE_LINE = 120
"""In signs: a text that is longer is set by itself."""

_MOST_IN_A_SENTENCE = 6
"""More names than this make a list."""


def _partners(view: ActionView) -> _Entries:
    partners, others_told = [row.cited for row in view.partners], view.action.partners_text or ""
    if len(others_told) <= _ONE_LINE and "\n" not in others_told:
        return [("Partenaires", _names([*partners, others_told]))]
    return [("Partenaires", _names(partners)), ("Autres partenaires", prose(others_told, CELL))]


def _names(names: Iterable[str | None]) -> Text | Block:
    """Return names in a sentence, or as a list in columns where they are many."""
    known = [name for name in names if name]
    if len(known) <= _MOST_IN_A_SENTENCE:
        return _listed(known)
    return grid([TextBlock(name, CELL) for name in known], per_line=2, close=True)


def _listed(names: Iterable[str | None]) -> str:
    return ", ".join(name for name in names if name)


def _person(contact: Contact | None) -> Text:
    if contact is None:
        return ""
    if contact.erased:
        return contact.called
    ways = [contact.email, *(phone(n) for n in (contact.landline, contact.mobile) if n)]
    reach = reached(ways, contact.cited, _SEPARATOR)
    words: list[str | Span] = [strong(contact.cited)]
    if contact.function:
        words.append(f", {contact.function}")
    if reach.text:
        words += ["\n", reach]
    return words


# --- when ----------------------------------------------------------------------------------


def _calendar(view: ActionView, words: RowWords, today: date) -> list[Block]:
    action = view.action
    if not view.etapes:
        return []
    rows = by_day(view.etapes)
    marks = [etape_mark(etape, today, action.status) for etape in rows]
    moments = [
        Moment(day, number, mark)
        for number, (etape, mark) in enumerate(zip(rows, marks, strict=True), start=1)
        if (day := etape.done_on or etape.due_on)
    ]
    line = timeline(action.starts_on, action.ends_on, moments, today)
    table = etapes(rows, marks, words)
    return [line, table] if line else [table]


# --- the opérations ------------------------------------------------------------------------


def _operations(
    view: ActionView, words: RowWords, convention: Convention, *, notes: bool
) -> list[Block]:
    """Return how far the opérations are, what they cost with the action, and each in short."""
    if not view.operations:
        return []
    told = facts(
        [
            ("Avancement", view.progress.told),
            ("Moyens de l’action et de ses opérations, additionnés", _together(view)),
        ]
    )
    found = [told]
    for each in view.operations:
        found += _operation(each, words, _aims(each, view, convention))
        found += _notes(each.notes, words) if notes else []
    return found


def _aims(view: ActionView, whole: ActionView, convention: Convention) -> _Entries:
    """Return the ambitions of an opération that are not the main one of its action."""
    own = () if view.ambition is None or view.ambition == whole.ambition else (view.ambition,)
    return [
        (label, ", ".join(_level_words(convention, each) for each in ambitions))
        for label, ambitions in (
            ("Contribue à", own),
            ("Contribue aussi à", view.other_ambitions),
        )
    ]


def _level_words(convention: Convention, ambition: Ambition) -> str:
    parts = titled(level_label(convention, ambition), ambition)
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def _together(view: ActionView) -> str:
    return "\n".join(f"{word} : {euros(amount)}" for word, amount in view.together.amounts)


def _operation(view: ActionView, words: RowWords, aims: _Entries) -> Iterator[Block]:
    """Yield an opération: all that its own sheet says, set close."""
    action = view.action
    name = _SEPARATOR.join(part for part in (action.reference, action.title or _UNTITLED) if part)
    texts, more = _not_placed(action, words)
    shown = states(action.status, late=view.late, blocked=bool(action.blocked))
    entries: list[tuple[str, Text | Block]] = [
        ("Statut", marked_words(shown) if shown else ""),
        ("Calendrier", _period(action).replace("\n", _SEPARATOR)),
        *aims,
        ("Priorité", action.priority.label if action.priority else ""),
        ("Nature", action.nature.label if action.nature else ""),
        ("Diffusion", "Confidentielle" if view.is_confidential else ""),
        *((label, prose(text, CELL)) for label, text in texts),
        *_publics(view),
        *_people(view, words)[1:],  # the structure is that of the whole
        *_links(view),
        *more,
        ("Étapes", _etapes_told(view.etapes)),
    ]
    yield Heading(3, name)
    yield definitions(entries, label_width=_LABEL_WIDTH, compact=True)
    yield from _reasons(action)
    yield from _means(view, words)
    yield from indicateurs(view.indicateurs, words)


def _etapes_told(rows: Sequence[Etape]) -> str:
    told = []
    for row in by_day(rows):
        done = f"faite le {short_date(row.done_on)}" if row.done_on else ""
        due = short_date(row.due_on) if row.due_on else ""
        told.append(_listed([row.title, row.responsible, done or due]))
    return "\n".join(told)


# --- the rest ------------------------------------------------------------------------------


def _means(view: ActionView, words: RowWords) -> list[Block]:
    brought = [each.financement for each in view.financements]
    left = means_of(view.budget, brought).remaining if brought else ""
    return [
        *means(view.budget, view.financements, words),
        *([TextBlock([strong(left)], CELL)] if left else []),
    ]


def _links(view: ActionView) -> _Entries:
    frame = view.fiche_cadre
    linked = [
        row.marked(" : ".join(part for part in (row.reference, row.title) if part))
        for row in view.linked_actions
    ]
    return [
        ("Fiche-cadre", frame.cited if frame else ""),
        ("Cadres liés", _listed(row.cited for row in view.linked_frames)),
        ("Actions liées", "\n".join(linked)),
    ]


def _notes(notes: Sequence[SuiviNote], words: RowWords) -> list[Block]:
    """Return the notes, the latest first."""
    noted = {note.id: note.cited for note in notes}
    entries = [
        (
            long_date(note.noted_on) if note.noted_on else "Sans date",
            _note(note, noted.get(note.corrects or "", ""), words),
        )
        for note in reversed(notes)
    ]
    return [definitions(entries)] if entries else []


_OF_NOTE = frozenset({"noted_on", "text", "author", "origin", "corrects"})


def _note(note: SuiviNote, corrected: str, words: RowWords) -> Block:
    correction = f"correction de la note du {corrected}" if corrected else "correction"
    parts = (
        *(note.author, note.origin, correction if note.corrects else ""),
        *others(note, words, _OF_NOTE),
    )
    signature = _SEPARATOR.join(part for part in parts if part)
    return Stack([prose(note.text or "", _CLOSE), TextBlock(signature, NOTE)], tight=True)


def _to_arbitrate(view: ActionView) -> list[Block]:
    if not view.conflicts:
        return []
    words = f"Deux saisies différentes sont à départager : {_listed(view.conflicts)}."
    return [TextBlock(words, NOTE.but(before=CELL.leading))]
