"""The « recueil des fiches »: a cover, the contents, fiches, and where the signatories sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from ctg_desktop.domain.convention import Ambition, Convention
from ctg_desktop.domain.convention_views import SignatoryView
from ctg_desktop.domain.levels import level_label, level_name
from ctg_desktop.domain.views import ActionView, RowWords
from ctg_desktop.printing.action_sheet import headline, sheet_body
from ctg_desktop.printing.contact_table import institution_name
from ctg_desktop.printing.engine.blocks import Block, Heading, Rule, Stack, TextBlock
from ctg_desktop.printing.engine.chapters import Chapter, contents
from ctg_desktop.printing.engine.lines import Text, strong
from ctg_desktop.printing.engine.pages import tightened
from ctg_desktop.printing.engine.style import ACCENT, BODY, GRID, LEAD, PORTRAIT
from ctg_desktop.printing.engine.table import Cell, TableColumn, table
from ctg_desktop.printing.issue import Document, Issue
from ctg_desktop.printing.sections import definitions, to_complete
from ctg_desktop.printing.states import titled
from ctg_desktop.typography import counted, number

_TITLE = "Recueil des fiches actions"
_SIGNING_LINES = "\n\n\n\n"
"""White in a row of the table that people sign."""


@dataclass(frozen=True, slots=True)
class BookletSheet:
    """An action as its fiche shows it; see `action_sheet`."""

    view: ActionView
    words: RowWords


@dataclass(frozen=True, slots=True)
class Booklet:
    """What a recueil holds: fiches by ambition (None for those of none), in the plan's order.

    `total` counts what it would hold without `filters`, the French phrases of a query.
    """

    convention: Convention
    signatories: Sequence[SignatoryView]
    groups: Sequence[tuple[Ambition | None, Sequence[BookletSheet]]]
    total: int
    filters: Sequence[str] = ()
    with_notes: bool = False

    @property
    def shown(self) -> int:
        """How many fiches there are."""
        return sum(len(sheets) for _, sheets in self.groups)


def action_booklet(booklet: Booklet, issue: Issue) -> Document:
    """Return the recueil.

    Raises:
        FileFormatError: the logo cannot be read.
    """
    name = booklet.convention.title or ""
    anchors = (f"fiche{n}" for n in count(1))
    chapters: list[Block] = []
    listed = []
    for ambition, sheets in booklet.groups:
        entries = []
        for sheet, anchor in zip(sheets, anchors, strict=False):
            title, kind = headline(sheet.view.action)
            reference = sheet.view.action.reference
            entries.append((f"{reference} – {title}" if reference else title, anchor))
            chapters.append(_chapter(sheet, anchor, (title, kind), booklet, issue))
        listed.append((_level(booklet.convention, ambition), entries))
    signing = "signatures"
    if chapters:
        listed.append(("", [("Signatures", signing)]))
        summary = Stack([Heading(1, "Sommaire"), contents(listed)])
        chapters = [Chapter("sommaire", summary), *chapters]
        chapters.append(Chapter(signing, Stack([*_signatures(booklet, issue)])))
    story = [issue.opening(_TITLE, name), *_cover(booklet), *chapters]
    running = ", ".join(part for part in (_TITLE, booklet.convention.short_title or name) if part)
    return Document(story, issue.edition(_TITLE, running_title=running))


def _level(convention: Convention, ambition: Ambition | None) -> str:
    if ambition is None:
        return f"Sans {level_name(convention, first=False)}"
    parts = titled(level_label(convention, ambition), ambition)
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def _cover(booklet: Booklet) -> Iterator[Block]:
    if not booklet.shown:
        why = "ne répond à ce filtre" if booklet.filters else "n’est enregistrée"
        yield to_complete(f"Aucune action {why}.")
        return
    fiches: Text = [strong(counted(booklet.shown, "fiche action", "fiches action"))]
    if booklet.filters:
        fiches = [*fiches, f" sur {number(booklet.total)}, filtre : {' ; '.join(booklet.filters)}"]
    signatories = "\n".join(institution_name(each.institution) for each in booklet.signatories)
    yield definitions([("Contenu", fiches), ("Signataires", signatories)], below_rule=True)


def _chapter(
    sheet: BookletSheet, anchor: str, names: tuple[str, str], booklet: Booklet, issue: Issue
) -> Chapter:
    title, kind = names
    rule = Rule(ACCENT, 1.2, before=GRID)
    rule.after = 2 * GRID
    heading = Heading(1, title)
    head = Stack([heading, TextBlock(kind, LEAD.but(after=0.0)), rule])
    head.opens = heading.opens
    body = sheet_body(
        sheet.view, sheet.words, booklet.convention, issue.edited_on, notes=booklet.with_notes
    )
    return Chapter(anchor, Stack(tightened([head, *body], PORTRAIT, is_first=False)))


def _signatures(booklet: Booklet, issue: Issue) -> Iterator[Block]:
    yield Heading(1, "Signatures")
    contained = counted(booklet.shown, "fiche action", "fiches action")
    yield TextBlock(f"Le présent recueil de {contained} est annexé à la convention.", BODY)
    yield TextBlock("Fait à …………………………………, le …………………………", BODY)
    names = [institution_name(each.institution) for each in booklet.signatories]
    columns = [
        TableColumn("Signataire", 1.2),
        TableColumn("Nom et qualité"),
        TableColumn("Date et signature", 1.2),
    ]
    rows: list[list[Cell]] = [
        [[strong(name), _SIGNING_LINES], "", ""] for name in names or [issue.structure]
    ]
    yield table(columns, rows)
