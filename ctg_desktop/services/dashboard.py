"""What the Accueil shows: what asks for attention, where the plan stands, what changed recently.

It speaks of the folder's own structure; at the agglomeration, of all of them. Each count is
that of a query, so that the list it leads to holds as many actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from ctg_desktop.domain.changes import Gesture
from ctg_desktop.domain.choices import Origin, Status
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.fields import Entity, describe
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.views import ActionQuery, EnjeuView, Means, Progress
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.conflicts import ConflictView, conflict_views
from ctg_desktop.services.contacts import contact_views
from ctg_desktop.services.conventions import convention_of, strategy
from ctg_desktop.services.history import moment
from ctg_desktop.services.naming import shown
from ctg_desktop.services.ownership import check_owner, is_agglomeration

RECENT = 8
"""How many recent changes are told."""

_GESTURES_READ = 60
"""How far back they are looked for: several gestures on one row are told as one."""

_CHANGES_READ = 400
"""How many changes of a gesture are looked at: an action typed in full, with all its rows."""

_FEW = 40
"""A gesture that wrote more rows is about many things: an import, a publication."""

CONTACTS, CONFLICTS = "contacts", "conflits"
"""The keys of what leads to no list of actions."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that asks for attention.

    `words` follow the count in a sentence; `query` lists the actions meant, None where it is
    no matter of actions.
    """

    key: str
    count: int
    words: str
    query: ActionQuery | None = None


@dataclass(frozen=True, slots=True)
class RecentChange:
    """What somebody did lately to one row, as one thing.

    `label` is the last gesture's; `earlier` how many others of the same person on the same row
    came just before; `entity` and `row` lead to what was touched, empty when it is many things.
    `name` is how that is called; `is_date_doubtful` tells that its two clocks disagree.
    """

    at: datetime
    author: str
    label: str
    entity: str = ""
    row: str = ""
    name: str = ""
    is_date_doubtful: bool = False
    earlier: int = 0


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
    recent: tuple[RecentChange, ...]
    today: date

    @property
    def fte(self) -> Decimal:
        """The posts planned for the year of the day, those of the whole period included."""
        planned = self.means.fte
        return planned.get(self.today.year, Decimal(0)) + planned.get(None, Decimal(0))


def dashboard(uow: UnitOfWork, today: date) -> Dashboard:
    """Gather what the Accueil shows.

    Raises:
        NotFoundError: no référentiel was taken in yet.
    """
    query = scope(uow)
    by_ambition = uow.progress(query, today)
    levels = strategy(uow, by_ambition)
    known = {view.ambition.id for level in levels for view in level.ambitions}
    astray = (found for row, found in by_ambition.items() if row not in known)
    own = next(iter(query.structures), None)
    return Dashboard(
        structure=uow.get(Territoire, own) if own else None,
        convention=convention_of(uow),
        to_do=to_do(uow, query, today),
        progress=sum(by_ambition.values(), Progress()),
        means=uow.means(query, today),
        strategy=levels,
        contributing=uow.contributions(query, today),
        others=sum(astray, Progress()),
        recent=recent_changes(uow),
        today=today,
    )


def scope(uow: UnitOfWork) -> ActionQuery:
    """Return the query of the actions that this folder watches over."""
    ours = uow.installation.structure
    if ours is None or is_agglomeration(uow):
        return ActionQuery()
    return ActionQuery(structures=frozenset({ours}))


# --- what asks for attention ---------------------------------------------------------------


def to_do(uow: UnitOfWork, query: ActionQuery, today: date) -> tuple[ToDo, ...]:
    """Return what asks for attention among the query's actions and beyond; never a nought."""
    found = [
        ToDo(key, count, one if count == 1 else several, narrowed)
        for key, (narrowed, one, several) in _action_queries(query, today).items()
        if (count := uow.count_actions(narrowed, today))
    ]
    contacts = len(contacts_to_verify(uow, today))
    if contacts:
        one, several = "contact à vérifier", "contacts à vérifier"
        found.append(ToDo(CONTACTS, contacts, one if contacts == 1 else several))
    conflicts = len(conflicts_to_settle(uow))
    if conflicts:
        one, several = "conflit à arbitrer", "conflits à arbitrer"
        found.append(ToDo(CONFLICTS, conflicts, one if conflicts == 1 else several))
    return tuple(found)


def _action_queries(query: ActionQuery, today: date) -> dict[str, tuple[ActionQuery, str, str]]:
    """Return what to look for, the most pressing first, with words for one and for several."""
    running = replace(query, statuses=frozenset({Status.EN_COURS}))
    planned = replace(query, statuses=frozenset({Status.A_VENIR, Status.EN_COURS}))
    return {
        "en_retard": (
            replace(query, late=True, sort="ends_on"),
            "action en retard",
            "actions en retard",
        ),
        "bloquee": (replace(query, blocked=True), "action bloquée", "actions bloquées"),
        "sans_note": (
            replace(running, without=frozenset({"note"})),
            "action en cours sans note de suivi depuis 3\u00a0mois",
            "actions en cours sans note de suivi depuis 3\u00a0mois",
        ),
        "sans_mesure": (
            replace(running, without=frozenset({"mesure"})),
            f"action en cours avec un indicateur à remplir pour {today.year}",
            f"actions en cours avec un indicateur à remplir pour {today.year}",
        ),
        "sans_pilote": (
            replace(planned, without=frozenset({"pilote"})),
            "action à venir ou en cours sans pilote",
            "actions à venir ou en cours sans pilote",
        ),
        "sans_echeance": (
            replace(planned, without=frozenset({"echeance"})),
            "action à venir ou en cours sans échéance",
            "actions à venir ou en cours sans échéance",
        ),
    }


def contacts_to_verify(uow: UnitOfWork, today: date) -> tuple[str, ...]:
    """Return the identities of the contacts whose check is due, among those to check here.

    The agglomeration checks all of them, a structure those that are local.
    """
    central = is_agglomeration(uow)
    mine = [
        row
        for row in uow.rows(Contact)
        if row.active is not False and not row.erased and (central or row.origin is Origin.LOCAL)
    ]
    return tuple(view.contact.id for view in contact_views(uow, mine, today) if view.to_verify)


def conflicts_to_settle(uow: UnitOfWork) -> tuple[ConflictView, ...]:
    """Return the conflicts that wait, among those that may be settled here."""
    return tuple(found for found in conflict_views(uow) if _may_settle(uow, found))


def _may_settle(uow: UnitOfWork, found: ConflictView) -> bool:
    cell = found.conflict.cell
    row = uow.get(describe(cell.entity).cls, cell.row)
    if row is None:
        return False
    try:
        check_owner(uow, row)
    except RuleError:
        return False
    return True


# --- what changed recently -----------------------------------------------------------------


def recent_changes(uow: UnitOfWork, limit: int = RECENT) -> tuple[RecentChange, ...]:
    """Return what was done lately, newest first; gestures in a row on one thing are one."""
    gestures = uow.recent(_GESTURES_READ)
    touched = uow.touched((gesture.id for gesture in gestures), _CHANGES_READ)
    subjects = _Subjects(uow, touched.values())
    found: list[RecentChange] = []
    for gesture in gestures:
        told = subjects.told(gesture, touched.get(gesture.id, ()))
        last = found[-1] if found else None
        if last is not None and last.row and _place(last) == _place(told):
            found[-1] = replace(last, earlier=last.earlier + 1)
        elif len(found) < limit:
            found.append(told)
        else:
            break
    return tuple(found)


def _place(change: RecentChange) -> tuple[str, str, date]:
    return change.author, change.row, change.at.date()


class _Subjects:
    """What gestures are about: the row that a person would name, not each that was written."""

    def __init__(self, uow: UnitOfWork, written: Iterable[tuple[tuple[str, str], ...]]) -> None:
        """Read the rows of the gestures that touched few."""
        wanted: dict[str, set[str]] = {}
        for pairs in written:
            for entity, row in pairs[:_FEW]:
                wanted.setdefault(entity, set()).add(row)
        self._uow = uow
        self._rows: dict[str, Entity] = {}
        self._asked: set[str] = set()
        while wanted:
            for entity, ids in wanted.items():
                self._read(entity, ids)
            wanted = self._owners()

    def _read(self, entity: str, ids: set[str]) -> None:
        missing = ids - self._asked
        self._asked |= missing
        try:
            kind = describe(entity)
        except KeyError:  # of a newer version
            return
        if missing:
            found = self._uow.rows(kind.cls, ids=missing, deleted=None)
            self._rows.update({row.id: row for row in found})

    def _owners(self) -> dict[str, set[str]]:
        """Return the rows that were not asked for yet, and within which others are seen."""
        found: dict[str, set[str]] = {}
        for row in self._rows.values():
            kind, owner = row.TYPE.owner_type, _owner(row)
            if kind is not None and owner and owner not in self._asked:
                found.setdefault(kind.name, set()).add(owner)
        return found

    def told(self, gesture: Gesture, written: tuple[tuple[str, str], ...]) -> RecentChange:
        """Return what a person reads of a gesture."""
        change = RecentChange(
            moment(gesture.at_ms),
            gesture.author,
            gesture.label,
            is_date_doubtful=gesture.is_doubtful(gesture.at_ms),
        )
        rows = [self._rows[row] for _, row in written[:_FEW] if row in self._rows]
        subjects = {row.id: row for row in map(self._subject, rows)}
        everything = list(subjects.values())
        main = [row for row in everything if not row.TYPE.reference_data] or everything
        if len(main) != 1 or len(written) > _FEW:
            return change
        return replace(change, entity=main[0].TYPE.name, row=main[0].id, name=_name(main[0]))

    def _subject(self, row: Entity) -> Entity:
        """Return the row that is meant: an action for what hangs on it."""
        owner = self._rows.get(_owner(row))
        return row if owner is None else self._subject(owner)


def _owner(row: Entity) -> str:
    """Return the row within which a person sees this one; an empty text for none."""
    return str(getattr(row, row.TYPE.owner) or "") if row.TYPE.is_nested else ""


def _name(row: Entity) -> str:
    return row.brief if row.TYPE.is_many else shown(row)
