"""What the synthèse of a commune or of a SIVOM says: its actions, and who serves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from ctg_desktop.domain.choices import InstitutionKind, Origin
from ctg_desktop.domain.convention_views import ContactGroup, ContactView, PostView
from ctg_desktop.domain.listing import PRINTABLE, ActionQuery
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.territory import Engagement, Territoire
from ctg_desktop.domain.views import TerritoireView
from ctg_desktop.ports import Reader
from ctg_desktop.services.contacts import contact_groups, contact_views
from ctg_desktop.services.conventions import convention_of, grouped, posts, progress_of
from ctg_desktop.services.pointing import known_rows
from ctg_desktop.services.territoires import memberships


def territoire_view(
    reader: Reader, territoire: Territoire, today: date, *, query: ActionQuery = PRINTABLE
) -> TerritoireView:
    """Gather a commune or a SIVOM: its own actions and those that concern it."""
    own = reader.actions(replace(query, structures=frozenset({territoire.id})), today)
    concerning = reader.actions(replace(query, territoires=frozenset({territoire.id})), today)
    lines = list({line.id: line for line in [*own, *concerning]}.values())
    engagements = reader.rows(Engagement, where={"territoire": territoire.id})
    serving = tuple(
        view
        for view in posts(reader, territoire.id)
        if view.post.to_on is None or view.post.to_on >= today
    )
    local, institutional = _contacts_of(reader, territoire, serving, today)
    return TerritoireView(
        territoire=territoire,
        engagement=engagements[-1] if engagements else None,
        memberships=tuple(
            each
            for each in memberships(reader, territoire)
            if each.membership.to_on is None or each.membership.to_on >= today
        ),
        posts=serving,
        plan=grouped(reader, lines),
        progress=progress_of(lines),
        local_contacts=local,
        contacts=institutional,
        convention=convention_of(reader),
    )


def _contacts_of(
    reader: Reader, territoire: Territoire, serving: Iterable[PostView], today: date
) -> tuple[tuple[ContactView, ...], tuple[ContactGroup, ...]]:
    """Return who serves a place: its own people, then those of each institution.

    Its own are the holders of its posts, those that it typed, and followers of no institution. The
    agglomeration's serve everywhere; of another institution those who follow the place do, or all
    of them while nobody there is said to.
    """
    everybody = [row for row in reader.rows(Contact) if row.active is not False and not row.erased]
    holders = {view.contact.id for view in serving if view.contact}
    own = [row for row in everybody if row.id in holders or _is_of(row, territoire)]
    known = {row.id for row in own}
    offices: dict[str | None, list[Contact]] = defaultdict(list)
    for row in everybody:
        if row.id not in known and _may_serve(row, territoire):
            offices[row.institution].append(row)
    everywhere = {
        row.id for row in known_rows(reader, Institution).values() if row.kind is _EVERYWHERE
    }
    found = [
        row
        for institution, people in offices.items()
        for row in (people if institution in everywhere else _followers(people, territoire))
    ]
    return contact_views(reader, own, today), contact_groups(reader, found, today)


_EVERYWHERE = InstitutionKind.EPCI
"""What the agglomeration is, whose contacts serve all its places."""


def _is_of(contact: Contact, place: Territoire) -> bool:
    follows = place.id in contact.territoires and contact.institution is None
    return contact.structure == place.id or follows


def _may_serve(contact: Contact, place: Territoire) -> bool:
    if place.id in contact.territoires:
        return True
    follows_others = contact.institution is None and bool(contact.territoires)
    return contact.origin is not Origin.LOCAL and not follows_others


def _followers(people: Sequence[Contact], place: Territoire) -> Sequence[Contact]:
    return [row for row in people if place.id in row.territoires] or people
