"""The communes as lines of a grid.

A line gathers what hangs on a commune in three places: its engagement, the contacts who follow
it, its memberships. `completing` writes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ctg_desktop.domain.choices import EngagementStatus, TerritoireKind
from ctg_desktop.domain.fields import FieldSpec, Kind
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.people import Contact, Coordination
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.ports import Reader
from ctg_desktop.services.naming import search_words
from ctg_desktop.services.pointing import known_rows
from ctg_desktop.services.territoires import is_current
from ctg_desktop.services.wording import plain_words

ENGAGED = ("status", "deliberated_on", "number")
"""The fields of an engagement that a line holds."""

FOLLOWED, SIVOMS = "followed_by", "sivoms"

FIELDS: Mapping[str, FieldSpec] = {
    **{name: Engagement.TYPE.fields[name] for name in ENGAGED},
    FOLLOWED: FieldSpec(
        FOLLOWED,
        "suivie_par",
        "Suivie par",
        Kind.REFERENCES,
        target="contact",
        help="Qui assure la coordination ici : la commune est de ses territoires suivis.",
    ),
    SIVOMS: FieldSpec(
        SIVOMS,
        "sivom",
        "SIVOM",
        Kind.REFERENCES,
        target="territoire",
        help="Les SIVOM dont la commune est membre aujourd’hui.",
    ),
}
"""The cells of a line, in the order of the grid."""


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """A commune with the texts of its cells, by field, and the words that it is searched by."""

    place: Territoire
    texts: Mapping[str, str]
    words: str

    @property
    def is_complete(self) -> bool:
        """Whether its délibération is known as far as its status asks."""
        if self.texts["status"] != EngagementStatus.DELIBERATION.label:
            return self.texts["status"] == EngagementStatus.NON_ENGAGE.label
        return all(self.texts[name] for name in ENGAGED)


@dataclass(frozen=True, slots=True)
class Grid:
    """Every commune by name in French order, and what may be typed in each field."""

    lines: tuple[CommuneLine, ...]
    proposals: Mapping[str, tuple[str, ...]]


# --- reading ---------------------------------------------------------------------------------


def grid(reader: Reader, today: date) -> Grid:
    """Gather the living communes with what their cells say."""
    ties = Ties(reader, today)
    places = reader.rows(Territoire)
    communes = [row for row in places if row.kind is TerritoireKind.COMMUNE]
    communes.sort(key=lambda row: sort_key(row.name or ""))
    known = known_rows(reader, Territoire).values()
    names = {row.id: row.cited for row in (*known, *ties.contacts.values())}
    statuses = (EngagementStatus.DELIBERATION, *EngagementStatus)
    at_work = [row for row in ties.contacts.values() if row.is_at_work]
    sivoms = [row for row in places if row.kind is TerritoireKind.SIVOM]
    return Grid(
        tuple(CommuneLine(row, _texts(ties, row.id, names), search_words(row)) for row in communes),
        {
            "status": tuple(dict.fromkeys(each.label for each in statuses)),
            FOLLOWED: _listed(row.cited for row in at_work),
            SIVOMS: _listed(row.cited for row in sivoms),
        },
    )


def _texts(ties: Ties, place_id: str, names: Mapping[str, str]) -> Mapping[str, str]:
    engagement = ties.engagements.get(place_id)
    engaged = {
        name: ""
        if (value := getattr(engagement, name, None)) is None
        else plain_words(FIELDS[name], value)
        for name in ENGAGED
    }
    people = (*ties.followers(place_id), *ties.holders(place_id))
    sivoms = (row.sivom or "" for row in ties.memberships[place_id])
    return {
        **engaged,
        FOLLOWED: _joined(names.get(each, each) for each in people),
        SIVOMS: _joined(names.get(each, each) for each in sivoms),
    }


def _listed(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(names), key=sort_key))


def _joined(names: Iterable[str]) -> str:
    """Return names as one text, which is read back as those names."""
    found = _listed(names)
    return ("; " if any("," in name for name in found) else ", ").join(found)


class Ties:
    """What hangs on the communes today, each list read once."""

    def __init__(self, reader: Reader, today: date) -> None:
        """Read the engagements, memberships, contacts and posts."""
        self.engagements = {row.territoire: row for row in reader.rows(Engagement)}
        self.memberships: dict[str, list[Membership]] = defaultdict(list)
        for row in reader.rows(Membership):
            if row.member and is_current(row.from_on, row.to_on, today):
                self.memberships[row.member].append(row)
        self.contacts = {row.id: row for row in reader.rows(Contact) if not row.erased}
        self.following: dict[str, dict[str, None]] = defaultdict(dict)
        """The contacts who follow a place, as a set that keeps its order."""
        for contact in self.contacts.values():
            for place_id in contact.territoires:
                self.following[place_id][contact.id] = None
        self._posts: dict[str, list[str]] = defaultdict(list)
        for post in reader.rows(Coordination):
            is_held = post.contact in self.contacts
            if is_held and post.employer and is_current(post.from_on, post.to_on, today):
                self._posts[post.employer].append(post.contact or "")

    def followers(self, place_id: str) -> list[str]:
        """Return the contacts who follow a place."""
        return list(self.following.get(place_id, ()))

    def holders(self, place_id: str) -> list[str]:
        """Return the contacts who hold a post that the place employs."""
        return self._posts.get(place_id, [])
