"""All places of the convention side by side: what the table and the map of communes show.

A few queries for everything, whatever the number of communes and of actions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from ctg_desktop.domain.choices import (
    CoordinationScope,
    EngagementStatus,
    TerritoireKind,
)
from ctg_desktop.domain.convention import (
    Ambition,
    Convention,
)
from ctg_desktop.domain.convention_views import EnjeuView, PostView, Progress
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact, Coordination
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.domain.views import MembershipView
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import Reader, UnitOfWork
from ctg_desktop.services.conventions import convention_of, posts, strategy
from ctg_desktop.services.naming import search_words
from ctg_desktop.services.ownership import is_agglomeration
from ctg_desktop.services.pointing import known_rows, living_or, pointed


class Coverage(Enum):
    """How a place is coordinated, as far as posts are recorded."""

    EMPLOYED = "employed"
    """It employs at least one chargé·e de coopération."""
    FOLLOWED = "followed"
    """Somebody employed elsewhere follows it."""
    NONE_RECORDED = "none_recorded"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A commune or a structure as one line of the list.

    `posts` and `fte` are those that it employs today; `actions` are those that it carries,
    abandoned ones included; `percent` of them are réalisées, None without any.
    """

    place: Territoire
    engagement: Engagement | None
    coverage: Coverage
    posts: int
    fte: Decimal
    actions: int
    percent: int | None
    words: str

    @property
    def status(self) -> EngagementStatus | None:
        """Where it stands with its délibération; None when nobody said."""
        return self.engagement.status if self.engagement else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Posts recorded and not over, beside the published totals (None: not published)."""

    posts: int
    fte: Decimal
    published_posts: int | None
    published_fte: Decimal | None

    @property
    def is_complete(self) -> bool:
        """Whether what is recorded reaches what was published."""
        return self.posts >= (self.published_posts or 0) and self.fte >= (self.published_fte or 0)


@dataclass(frozen=True, slots=True)
class Overview:
    """Every place, and the totals recorded beside those that the convention publishes.

    `communes` come by name in French order, `structures` are the agglomeration and the SIVOM.
    `members` are the communes of each SIVOM today.
    """

    communes: tuple[PlaceLine, ...]
    structures: tuple[PlaceLine, ...]
    members: Mapping[str, frozenset[str]]
    engaged: int
    published_engaged: int | None
    published_communes: int | None
    overall: Tally
    local: Tally


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A commune or a structure with all that its card shows.

    `memberships` and `posts` hold those that are over too, latest last; `progress` counts the
    actions that it carries, `unsorted` those of them under no ambition, `concerning` is the number
    of those of others that concern it. `is_editable` tells that this folder may change what the
    référentiel says of it, `has_editable_posts` that it may change its posts. `followers` are the
    contacts who follow it and hold no post that the card tells. `names` say how
    everything is called that these rows point to.
    """

    place: Territoire
    engagement: Engagement | None
    memberships: tuple[MembershipView, ...]
    posts: tuple[PostView, ...]
    strategy: tuple[EnjeuView, ...]
    unsorted: Progress
    progress: Progress
    concerning: int
    convention: Convention
    is_editable: bool = False
    has_editable_posts: bool = False
    followers: tuple[Contact, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def overview(reader: Reader, today: date) -> Overview:
    """Gather every commune, SIVOM and the agglomeration with what is recorded about them."""
    convention = convention_of(reader)
    everything = _Gathered(reader, today)
    lines = [everything.line(row) for row in places(reader) if row.kind in _STRUCTURES]
    communes = [line for line in lines if line.place.kind is TerritoireKind.COMMUNE]
    structures = [line for line in lines if line.place.kind is not TerritoireKind.COMMUNE]
    return Overview(
        communes=tuple(sorted(communes, key=_by_name)),
        structures=tuple(sorted(structures, key=_by_kind)),
        members=_members(reader, today),
        engaged=sum(
            line.status is EngagementStatus.DELIBERATION and not line.place.deleted
            for line in communes
        ),
        published_engaged=convention.communes_engaged,
        published_communes=convention.communes_total,
        overall=_tally(
            everything.posts,
            CoordinationScope.ENSEMBLE,
            convention.overall_posts,
            convention.overall_fte,
        ),
        local=_tally(
            everything.posts, CoordinationScope.LOCALE, convention.local_posts, convention.local_fte
        ),
    )


def places(reader: Reader) -> list[Territoire]:
    """Return the living places, then the gone ones that actions or posts still name."""

    def is_used(place: Territoire) -> bool:
        here = frozenset({place.id})
        return (
            bool(reader.rows(Coordination, where={"employer": place.id}))
            or reader.count_actions(ActionQuery(structures=here), date.min) > 0
            or reader.count_actions(ActionQuery(territoires=here), date.min) > 0
        )

    return living_or(reader, Territoire, is_used)


_STRUCTURES = (TerritoireKind.AGGLOMERATION, TerritoireKind.SIVOM, TerritoireKind.COMMUNE)
"""The places that carry actions, in the order of a list."""


def _by_name(line: PlaceLine) -> str:
    return sort_key(line.place.name or "")


def _by_kind(line: PlaceLine) -> tuple[int, str]:
    return _STRUCTURES.index(line.place.kind or TerritoireKind.COMMUNE), _by_name(line)


def is_current(begins: date | None, ends: date | None, today: date) -> bool:
    """Whether a dated fact holds on a day; a date that is not known limits nothing."""
    return (begins is None or begins <= today) and (ends is None or ends >= today)


class _Gathered:
    """What is recorded about all places, each list read once."""

    def __init__(self, reader: Reader, today: date) -> None:
        self.posts = [
            row for row in reader.rows(Coordination) if is_current(row.from_on, row.to_on, today)
        ]
        self._engagements = {row.territoire: row for row in reader.rows(Engagement)}
        self._counts = reader.structure_counts(ActionQuery())
        holders = {row.contact for row in self.posts}
        self._followed = {
            place
            for contact in reader.rows(Contact)
            if contact.id in holders
            for place in contact.territoires
        }
        self._employed: dict[str | None, list[Coordination]] = defaultdict(list)
        for row in self.posts:
            self._employed[row.employer].append(row)

    def line(self, place: Territoire) -> PlaceLine:
        employed = self._employed.get(place.id, [])
        carried = Progress(self._counts.get(place.id, {}))
        return PlaceLine(
            place=place,
            engagement=self._engagements.get(place.id),
            coverage=self._coverage(place),
            posts=len(employed),
            fte=_fte(employed),
            actions=carried.total,
            percent=carried.percent,
            words=search_words(place),
        )

    def _coverage(self, place: Territoire) -> Coverage:
        if place.id in self._employed:
            return Coverage.EMPLOYED
        return Coverage.FOLLOWED if place.id in self._followed else Coverage.NONE_RECORDED


def _fte(rows: Iterable[Coordination]) -> Decimal:
    return sum((row.fte for row in rows if row.fte is not None), Decimal(0))


def _tally(
    rows: Iterable[Coordination],
    scope: CoordinationScope,
    posts_published: int | None,
    fte_published: Decimal | None,
) -> Tally:
    """Add up the posts of a scope; those whose scope nobody said are local, as on paper."""
    counted = [row for row in rows if (row.scope or CoordinationScope.LOCALE) is scope]
    return Tally(len(counted), _fte(counted), posts_published, fte_published)


def _members(reader: Reader, today: date) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in reader.rows(Membership):
        if row.sivom and row.member and is_current(row.from_on, row.to_on, today):
            found[row.sivom].add(row.member)
    return {sivom: frozenset(members) for sivom, members in found.items()}


# --- one place -----------------------------------------------------------------------------


def place_view(uow: UnitOfWork, place_id: str, today: date) -> PlaceView:
    """Gather one commune, SIVOM or the agglomeration.

    Raises:
        NotFoundError: there is no such place any more.
    """
    place = pointed(uow, Territoire, place_id)
    if place is None:
        raise NotFoundError("Ce territoire n’existe plus dans le référentiel.")
    engagements = uow.rows(Engagement, where={"territoire": place.id})
    by_ambition = uow.progress(ActionQuery(structures=frozenset({place.id})), today)
    known = {row.id for row in uow.rows(Ambition)}
    concerned = ActionQuery(territoires=frozenset({place.id}))
    own = ActionQuery(structures=frozenset({place.id}), territoires=frozenset({place.id}))
    held = posts(uow, place.id)
    is_keeper = is_agglomeration(uow)
    is_ours = place.id == uow.installation.structure
    return PlaceView(
        place=place,
        engagement=engagements[-1] if engagements else None,
        memberships=memberships(uow, place),
        posts=_by_date(held),
        strategy=strategy(uow, by_ambition),
        unsorted=_summed(counted for key, counted in by_ambition.items() if key not in known),
        progress=_summed(by_ambition.values()),
        concerning=uow.count_actions(concerned, today) - uow.count_actions(own, today),
        convention=convention_of(uow),
        is_editable=is_keeper and not uow.is_read_only and not place.deleted,
        has_editable_posts=(is_keeper or is_ours) and not uow.is_read_only,
        followers=_followers(uow, place, held),
        names=_names(uow),
    )


def _followers(reader: Reader, place: Territoire, held: Iterable[PostView]) -> tuple[Contact, ...]:
    """Return who follows a place, by name, but those whose posts are told."""
    told = {view.post.contact for view in held}
    found = [
        row
        for row in reader.rows(Contact)
        if place.id in row.territoires and row.is_at_work and row.id not in told
    ]
    return tuple(sorted(found, key=lambda row: sort_key(row.cited)))


def _summed(counts: Iterable[Progress]) -> Progress:
    return sum(counts, Progress())


def _names(reader: Reader) -> Mapping[str, str]:
    """Return how the places and the people in function are called, for fields that point there."""
    people = known_rows(reader, Contact).values()
    return {row.id: row.cited for row in known_rows(reader, Territoire).values()} | {
        row.id: row.cited for row in people if not row.erased
    }


def memberships(reader: Reader, place: Territoire) -> tuple[MembershipView, ...]:
    """Return the memberships of a commune, or the members of a SIVOM, over or not.

    They come by the name of the other, then by competence.
    """
    side = "sivom" if place.kind is TerritoireKind.SIVOM else "member"
    known = known_rows(reader, Territoire)
    found = (
        MembershipView(row, known.get(row.member or ""), known.get(row.sivom or ""))
        for row in reader.rows(Membership, where={side: place.id})
    )
    return tuple(sorted(found, key=lambda view: _membership_order(view, place)))


def _membership_order(view: MembershipView, place: Territoire) -> tuple[str, str, date]:
    other = view.member if place.kind is TerritoireKind.SIVOM else view.sivom
    row = view.membership
    return (
        sort_key((other and other.name) or ""),
        sort_key(row.competence or ""),
        row.from_on or date.min,
    )


def _by_date(found: Sequence[PostView]) -> tuple[PostView, ...]:
    return tuple(sorted(found, key=lambda view: view.post.from_on or date.min))
