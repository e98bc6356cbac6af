"""What the Accueil shows: what asks for attention, where the plan stands, what changed recently.

It speaks of the folder's own structure; at the agglomeration, of all of them. Each count is
that of a query, so that the list it leads to holds as many actions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ctg_desktop.domain.action import Action, Etape
from ctg_desktop.domain.attention import ATTENTION, UNDER_WAY
from ctg_desktop.domain.choices import Origin
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.convention_views import EnjeuView, Progress
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.proposals import Proposal
from ctg_desktop.domain.rules import is_check_due
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import Means
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.caching import Kept
from ctg_desktop.services.conventions import convention_of, strategy
from ctg_desktop.services.ownership import is_agglomeration
from ctg_desktop.services.past_gestures import RecentChange, recent_changes
from ctg_desktop.typography import noun

CONTACTS, CONFLICTS, PLACES = "contacts", "conflits", "lieux_retires"
PARTICIPANTS = "participants"
PROPOSALS, FOREIGN = "propositions", "modifications_d_autres"
NOTES = "notes_commencees"
"""Keys of what does not lead to a list of actions."""


DAYS_AHEAD = 30
"""How many days to come the étapes are told of."""

_MOST_LATE, _MOST_SOON = 4, 6


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that asks for attention.

    `words` follow the count in a sentence; `query` lists the actions meant, None where it is not
    about actions; `row` is then the first row that is meant.
    """

    key: str
    count: int
    words: str
    query: ActionQuery | None = None
    row: str = ""


@dataclass(frozen=True, slots=True)
class DueEtape:
    """An étape that is late or due soon, and the action that it belongs to."""

    etape: Etape
    action: Action
    late: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """The étapes that are late, the oldest first, then those of the days to come; `more` others."""

    lines: tuple[DueEtape, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All that the Accueil shows, for one day.

    `structure` is whose actions are counted, None for those of all. `contributing` counts, by
    ambition, the actions that serve it beside their main one; `others` are those whose main
    ambition is none of the strategy's. `fte` are the posts planned for the year of the day.
    """

    structure: Territoire | None
    convention: Convention
    to_do: tuple[ToDo, ...]
    progress: Progress
    means: Means
    strategy: tuple[EnjeuView, ...]
    contributing: Mapping[str, int]
    others: Progress
    agenda: Agenda
    recent: tuple[RecentChange, ...]
    today: date

    @property
    def fte(self) -> Decimal:
        """The posts planned for the year of the day, those of the whole period included."""
        planned = self.means.fte
        return planned.get(self.today.year, Decimal(0)) + planned.get(None, Decimal(0))


def dashboard(
    uow: UnitOfWork, today: date, notes: Collection[str] = (), kept: Kept | None = None
) -> Dashboard:
    """Gather what the Accueil shows; `notes` are the actions of which a note is begun.

    What `kept` holds is not computed again.

    Raises:
        NotFoundError: no référentiel was taken in yet.
    """
    kept = kept or Kept()
    query = scope(uow)
    by_ambition = _progress(uow, query, today, kept)
    levels = strategy(uow, by_ambition)
    known = {view.ambition.id for level in levels for view in level.ambitions}
    astray = (found for row, found in by_ambition.items() if row not in known)
    own = next(iter(query.structures), None)
    return Dashboard(
        structure=uow.get(Territoire, own) if own else None,
        convention=convention_of(uow),
        to_do=(*begun_notes(uow, notes), *to_do(uow, query, today, kept)),
        progress=sum(by_ambition.values(), Progress()),
        means=_means(uow, query, today, kept),
        strategy=levels,
        contributing=_contributing(uow, query, today, kept),
        others=sum(astray, Progress()),
        agenda=_agenda(uow, query, today, kept),
        recent=recent_changes(uow),
        today=today,
    )


def count_ahead(uow: UnitOfWork, today: date, kept: Kept) -> None:
    """Keep all that is counted, for a `dashboard` that follows."""
    kept.follow(uow)
    query = scope(uow)
    for figure in (_progress, _means, _contributing, _agenda, _counted):
        figure(uow, query, today, kept)


_SCOPE = ("action.deleted", "action.structure", "action.model", "action.parent")
"""What every figure of a structure's actions reads."""


def _progress(
    uow: UnitOfWork, query: ActionQuery, today: date, kept: Kept
) -> Mapping[str | None, Progress]:
    read = ("status", "main_ambition", "ends_on", "blocked")
    return kept.of(
        ("progress", query, today),
        lambda: uow.progress(query, today),
        *(*_SCOPE, *(f"action.{name}" for name in read)),
    )


def _means(uow: UnitOfWork, query: ActionQuery, today: date, kept: Kept) -> Means:
    read = (*_SCOPE, "budget_line", "financement")
    return kept.of(("means", query), lambda: uow.means(query, today), *read)


def _contributing(
    uow: UnitOfWork, query: ActionQuery, today: date, kept: Kept
) -> Mapping[str, int]:
    read = (*_SCOPE, "action.main_ambition", "action.other_ambitions")
    return kept.of(("contributing", query), lambda: uow.contributions(query, today), *read)


def _agenda(uow: UnitOfWork, query: ActionQuery, today: date, kept: Kept) -> Agenda:
    key = "agenda", query, today
    return kept.of(key, lambda: agenda(uow, query, today), "action", "etape")


def scope(uow: UnitOfWork) -> ActionQuery:
    """Return the query of the actions that this folder watches over."""
    ours = uow.installation.structure
    if ours is None or is_agglomeration(uow):
        return ActionQuery()
    return ActionQuery(structures=frozenset({ours}))


def agenda(uow: UnitOfWork, query: ActionQuery, today: date) -> Agenda:
    """Return the étapes of actions under way that are late, or due within `DAYS_AHEAD` days."""
    running = replace(query, statuses=UNDER_WAY)
    yesterday, last = today - timedelta(days=1), today + timedelta(days=DAYS_AHEAD)
    late, late_count = uow.etapes_due(running, today, date.min, yesterday, _MOST_LATE)
    soon, soon_count = uow.etapes_due(running, today, today, last, _MOST_SOON)
    actions = {row.id: row for row in uow.rows(Action, ids={e.action or "" for e in late + soon})}
    lines = tuple(
        DueEtape(etape, actions[etape.action or ""], late=etape in late) for etape in late + soon
    )
    return Agenda(lines, late_count + soon_count - len(lines))


# --- what asks for attention ---------------------------------------------------------------


def to_do(
    uow: UnitOfWork, query: ActionQuery, today: date, kept: Kept | None = None
) -> tuple[ToDo, ...]:
    """Return what asks for attention among the query's actions and beyond, without empty counts."""
    kept = kept or Kept()
    matters = _matters(today)
    found = [
        ToDo(key, count, noun(count, *matters[key].words), asked)
        for key, (asked, count) in _counted(uow, query, today, kept).items()
        if count
    ]
    contacts = len(contacts_to_verify(uow, today))
    if contacts:
        one, several = "contact à vérifier", "contacts à vérifier"
        found.append(ToDo(CONTACTS, contacts, one if contacts == 1 else several))
    found += exchange_to_do(uow, today)
    if uow.rows(Territoire, deleted=True):
        from ctg_desktop.services.moving import unsettled_places

        if places := unsettled_places(uow):
            one, several = "lieu retiré à remplacer", "lieux retirés à remplacer"
            words = noun(len(places), one, several)
            found.append(ToDo(PLACES, len(places), words, row=places[0].id))
    return tuple(found)


def _counted(
    uow: UnitOfWork, query: ActionQuery, today: date, kept: Kept
) -> dict[str, tuple[ActionQuery, int]]:
    """Return each thing of `ATTENTION` among the query's actions, and how many there are."""
    progress = sum(_progress(uow, query, today, kept).values(), Progress())
    matters = _matters(today)

    def count_of(asked: ActionQuery, matter: _Matter) -> int:
        if matter.told is not None:
            return matter.told(progress)
        return kept.of(
            ("count", asked, today),
            lambda: uow.count_actions(asked, today),
            *(*_SCOPE, "action.status", *matter.reads),
        )

    wanted = {key: replace(asked, structures=query.structures) for key, asked in ATTENTION.items()}
    return {key: (asked, count_of(asked, matters[key])) for key, asked in wanted.items()}


def exchange_to_do(uow: UnitOfWork, today: date) -> list[ToDo]:
    """Return what the exchange with others asks for, without empty counts."""
    counts = (
        (
            PARTICIPANTS,
            _awaiting(uow),
            ("participant attend votre accord", "participants attendent votre accord"),
        ),
        (
            CONFLICTS,
            _conflicts(uow, today),
            ("conflit à arbitrer", "conflits à arbitrer"),
        ),
        (
            PROPOSALS,
            _proposals(uow),
            (
                "proposition reçue, à accepter ou refuser",
                "propositions reçues, à accepter ou refuser",
            ),
        ),
        (
            FOREIGN,
            _foreign(uow),
            (
                "modification de vos fiches par une autre structure, à revoir",
                "modifications de vos fiches par d’autres structures, à revoir",
            ),
        ),
    )
    return [ToDo(key, count, noun(count, *words)) for key, count, words in counts if count]


# What tells these in words is imported where there is something to tell: most days there is not.


def _awaiting(uow: UnitOfWork) -> int:
    if not uow.may_certify:
        return 0
    from ctg_desktop.services.participants import awaiting

    return len(awaiting(uow))


def _conflicts(uow: UnitOfWork, today: date) -> int:
    found = uow.conflicts()
    if not found:
        return 0
    from ctg_desktop.services.conflicts import for_us

    return len(for_us(uow, found, today))


def _proposals(uow: UnitOfWork) -> int:
    if not uow.rows(Proposal):
        return 0
    from ctg_desktop.services.proposals import to_answer

    return len(to_answer(uow))


def _foreign(uow: UnitOfWork) -> int:
    if not uow.authority:  # nobody takes part
        return 0
    from ctg_desktop.services.foreign_changes import foreign_edits

    return len(foreign_edits(uow))


def begun_notes(uow: UnitOfWork, notes: Collection[str]) -> tuple[ToDo, ...]:
    """Return the notes that are begun and not added, of these actions."""
    living = uow.rows(Action, ids=notes) if notes else []
    words = noun(
        len(living), "note de suivi commencée, à ajouter", "notes de suivi commencées, à ajouter"
    )
    return (ToDo(NOTES, len(living), words, row=living[0].id),) if living else ()


@dataclass(frozen=True, slots=True)
class _Matter:
    """Actions that ask for attention: words for one and for several, what their query reads.

    What the progress tells is not counted again.
    """

    words: tuple[str, str]
    reads: tuple[str, ...] = ()
    told: Callable[[Progress], int] | None = None


def _matters(today: date) -> dict[str, _Matter]:
    """Return how each thing of `ATTENTION` is told."""
    return {
        "en_retard": _Matter(
            ("action en retard", "actions en retard"),
            told=lambda progress: progress.late_count,
        ),
        "bloquee": _Matter(
            ("action bloquée", "actions bloquées"),
            told=lambda progress: progress.blocked_count,
        ),
        "sans_note": _Matter(
            (
                "action en cours sans note de suivi depuis 3 mois",
                "actions en cours sans note de suivi depuis 3 mois",
            ),
            ("suivi_note",),
        ),
        "sans_mesure": _Matter(
            (
                f"action en cours avec un indicateur à remplir pour {today.year}",
                f"actions en cours avec un indicateur à remplir pour {today.year}",
            ),
            ("indicateur", "mesure"),
        ),
        "sans_pilote": _Matter(
            (
                "action à venir ou en cours sans pilote valable",
                "actions à venir ou en cours sans pilote valable",
            ),
            ("action.pilote", "action.structures_pilotes", "contact"),
        ),
        "sans_echeance": _Matter(
            (
                "action à venir ou en cours sans échéance",
                "actions à venir ou en cours sans échéance",
            ),
            ("action.ends_on",),
        ),
        "reference_double": _Matter(
            (
                "action dont la référence est donnée deux fois",
                "actions dont la référence est donnée deux fois",
            ),
            ("action.reference",),
        ),
    }


def contacts_to_verify(uow: UnitOfWork, today: date) -> tuple[str, ...]:
    """Return the identities of the contacts whose check is due, among those to check here.

    The agglomeration checks all of them, a structure those that are local.
    """
    central = is_agglomeration(uow)
    return tuple(
        row.id
        for row in uow.rows(Contact)
        if row.is_at_work and is_check_due(row, today) and (central or row.origin is Origin.LOCAL)
    )
