"""Writing many communes in one gesture: the cells of a grid, or one change for several places.

A cell is written as soon as it can stand; one that lacks another (a date without a status) waits
for it, as in a form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ctg_desktop.domain.changes import Changes, Draft, Edit
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.parsing import parse
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.errors import FieldError, InputError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.bulk import BulkReport, Refusal
from ctg_desktop.services.communes import ENGAGED, FIELDS, FOLLOWED, SIVOMS, Ties
from ctg_desktop.services.gestures import deletion_edit, field_edits
from ctg_desktop.services.ownership import check_owner
from ctg_desktop.services.typed import Newcomer, Newcomers, named_rows
from ctg_desktop.typography import counted, lowered, quoted

FOLLOWER, SIVOM = "follower", "sivom"
_MEMBERSHIP = ("competence", "from_on", "source")

TOGETHER: Mapping[str, FieldSpec] = {
    **{name: Engagement.TYPE.fields[name] for name in ENGAGED},
    FOLLOWER: replace(FIELDS[FOLLOWED], name=FOLLOWER, kind=Kind.REFERENCE, required=True),
    SIVOM: replace(
        FIELDS[SIVOMS],
        name=SIVOM,
        label="Adhésion : SIVOM",
        kind=Kind.REFERENCE,
        required=True,
        help="Une adhésion de plus : celles qui sont enregistrées restent.",
    ),
    **{
        name: replace(spec, label=f"Adhésion : {lowered(spec.label)}")
        for name, spec in Membership.TYPE.fields.items()
        if name in _MEMBERSHIP
    },
}
"""What may be changed of several places together; the last ones are of the new membership."""

Texts = Mapping[str, Mapping[str, str]]
"""What was typed, by place and field; an empty text erases."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A text that does not stand, and why; `is_waiting` where another cell alone is lacking."""

    text: str
    sentence: str
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What became of texts: the communes that changed, what is refused, the people named first."""

    touched: tuple[str, ...]
    refused: Mapping[str, Mapping[str, Refused]]
    newcomers: tuple[Newcomer, ...] = ()


def write(uow: UnitOfWork, texts: Texts, today: date) -> tuple[Written, Changes]:
    """Write the cells that can stand, in one gesture; the others come back with the reason.

    Raises:
        RuleError: the communes are not this folder's to complete.
    """
    gesture = _Gesture(uow, today)
    places = {row.id: row for row in uow.rows(Territoire, ids=list(texts))}
    refused: dict[str, dict[str, Refused]] = {}
    names: dict[str, None] = {}
    for place_id, cells in texts.items():
        place = places.get(place_id)
        if place is None:
            continue
        gesture.check(place)
        wrong = {**gesture.engage_by(place, cells), **gesture.tie_by(place, cells)}
        names |= dict.fromkeys(name for name in cells if name not in wrong)
        if wrong:
            refused[place_id] = wrong
    touched = tuple(place_id for place_id in texts if place_id in gesture.touched)
    labels = [lowered(FIELDS[name].label) for name in FIELDS if name in names]
    return Written(touched, refused, gesture.newcomers), gesture.recorded(touched, labels)


# --- one change for several places ---------------------------------------------------------------


def examine(
    uow: UnitOfWork, place_ids: Collection[str], values: Mapping[str, Any], today: date
) -> BulkReport:
    """Return what `edit` would do, without doing it."""
    return _drafted(uow, place_ids, values, today)[0]


def edit(
    uow: UnitOfWork, place_ids: Collection[str], values: Mapping[str, Any], today: date
) -> tuple[BulkReport, Changes]:
    """Write the same values (see `TOGETHER`) into each place, in one gesture.

    Raises:
        RuleError: the places are not this folder's to complete.
        FieldError: what is said of a membership lacks its SIVOM.
    """
    report, gesture = _drafted(uow, place_ids, values, today)
    labels = [lowered(TOGETHER[name].label) for name in values]
    return report, gesture.recorded(report.touched, labels)


def _drafted(
    uow: UnitOfWork, place_ids: Collection[str], values: Mapping[str, Any], today: date
) -> tuple[BulkReport, _Gesture]:
    if SIVOM not in values and any(name in values for name in _MEMBERSHIP):
        raise FieldError(TOGETHER[SIVOM].key, "Choisissez le SIVOM de cette adhésion.")
    gesture = _Gesture(uow, today)
    refused: list[Refusal] = []
    chosen = uow.rows(Territoire, ids=list(place_ids))
    for place in sorted(chosen, key=lambda row: sort_key(row.name or "")):
        gesture.check(place)
        try:
            gesture.change(place, values)
        except InputError as error:
            refused.append(Refusal(place.id, place.cited, error.sentence))
    touched = tuple(row.id for row in chosen if row.id in gesture.touched)
    same = len(chosen) - len(touched) - len(refused)
    return BulkReport(touched, same, tuple(refused)), gesture


# --- one gesture -------------------------------------------------------------------------------


class _Gesture:
    """What is to be written, gathered place by place."""

    def __init__(self, uow: UnitOfWork, today: date) -> None:
        self._uow, self._today = uow, today
        self._ties = Ties(uow, today)
        self._before = {key: set(who) for key, who in self._ties.following.items()}
        self._newcomers = Newcomers(uow)
        self._named: dict[tuple[str, str], list[str]] = {}
        self._may_write = False
        self._sivoms: set[str] = set()
        self._edits: list[Edit] = []
        self.touched: set[str] = set()

    def check(self, place: Territoire) -> None:
        """Refuse to write where the référentiel is not this folder's: asked once for all places.

        Raises:
            RuleError: it is not.
        """
        if not self._may_write:
            check_owner(self._uow, place)
            self._may_write = True

    def _write(self, place: Territoire, edits: Sequence[Edit]) -> None:
        self._edits += edits
        if edits:
            self.touched.add(place.id)

    def recorded(self, touched: Sequence[str], labels: Sequence[str]) -> Changes:
        """Record what was gathered."""
        edits = [*self._edits, *self._following_edits()]
        if not edits:
            return Changes()
        told = counted(len(touched), "commune complétée", "communes complétées")
        return self._uow.record(Draft(f"{told} : {', '.join(labels)}", tuple(edits)))

    @property
    def newcomers(self) -> tuple[Newcomer, ...]:
        """The people named for the first time who follow a place: not those of a refused cell."""
        following = {each for places in self._ties.following.values() for each in places}
        return tuple(each for each in self._newcomers.found.values() if each.id in following)

    # --- engagements -------------------------------------------------------------------

    def engage_by(self, place: Territoire, cells: Mapping[str, str]) -> dict[str, Refused]:
        """Take in what was typed of an engagement; return what is refused, by field."""
        refused: dict[str, Refused] = {}
        values: dict[str, Any] = {}
        for name in ENGAGED:
            try:
                if name in cells:
                    values[name] = _parsed(FIELDS[name], cells[name], self._today)
            except InputError as error:
                refused[name] = Refused(cells[name], error.sentence)
        while values:
            try:
                self.engage(place, values)
                break
            except FieldError as error:
                spec = Engagement.TYPE.by_key(error.field)
                wrong = spec.name if spec is not None else ""
                if wrong in values:
                    refused[wrong] = Refused(cells[wrong], error.sentence)
                    del values[wrong]
                    continue
                why = f"Sera enregistré avec {quoted(spec.label)}." if spec else error.sentence
                typed = {n: cells[n] for n in values if cells[n].strip()}
                refused |= {n: Refused(text, why, is_waiting=True) for n, text in typed.items()}
                break
        return refused

    def engage(self, place: Territoire, values: Mapping[str, Any]) -> None:
        """Write an engagement, a new one where there is none; one that says nothing any more goes.

        Raises:
            FieldError: a field refuses its value, or what is needed is missing.
        """
        row = self._ties.engagements.get(place.id)
        if row is None:
            known = {name: value for name, value in values.items() if value is not None}
            if not known:
                return
            birth = {"territoire": place.id, **known}
            made = rows.addition(self._uow, Engagement.TYPE, birth, self._today, with_owner=False)
        elif not _says_anything(replace(row, **values)):
            self._write(place, [deletion_edit(row)])
            return
        else:
            made = rows.change(self._uow, row, values)
        self._write(place, made.edits)

    # --- who follows, and the SIVOM ------------------------------------------------------

    def tie_by(self, place: Territoire, cells: Mapping[str, str]) -> dict[str, Refused]:
        """Take in the names that were typed; return what is refused, by field."""
        refused: dict[str, Refused] = {}
        for name, tie, kind in (
            (FOLLOWED, self._follow, Contact.TYPE),
            (SIVOMS, self._join, Membership.TYPE),
        ):
            try:
                if name in cells:
                    tie(place, self._members(kind, FIELDS[name], cells[name]))
            except InputError as error:
                refused[name] = Refused(cells[name], error.sentence)
        return refused

    def _members(self, kind: EntityType, spec: FieldSpec, text: str) -> list[str]:
        """Return the rows that a text names; the same text is looked up once."""
        key = (spec.name, text.strip())
        if key not in self._named:
            found = named_rows(self._uow, kind, spec, text, self._newcomers) if text.strip() else []
            self._named[key] = list(dict.fromkeys(found))
        return self._named[key]

    def _follow(self, place: Territoire, wanted: Sequence[str]) -> None:
        """Let these contacts, and no others, follow a place; those employed there stay.

        Raises:
            RuleError: somebody left out has a post there.
        """
        holders = self._ties.holders(place.id)
        following = self._ties.following[place.id]
        kept = [each for each in holders if each not in wanted and each not in following]
        if kept:
            name = self._ties.contacts[kept[0]].cited
            raise RuleError(f"{name} a un poste ici : il se retire par « Modifier ».")
        for contact_id in [*following]:
            if contact_id not in wanted:
                del following[contact_id]
        for contact_id in wanted:
            if contact_id not in holders:
                following[contact_id] = None
        if set(following) != self._before.get(place.id, set()):
            self.touched.add(place.id)

    def _join(self, place: Territoire, wanted: Sequence[str]) -> None:
        """Make a commune a member of these SIVOM today, and of no others.

        Raises:
            RuleError: one of them is no SIVOM.
        """
        current = self._ties.memberships[place.id]
        known = {row.sivom for row in current}
        for sivom_id in wanted:
            if sivom_id not in known:  # one that is gone meanwhile stays where it is
                self._check_sivom(sivom_id)
        self._write(place, [deletion_edit(row) for row in current if row.sivom not in wanted])
        for sivom_id in wanted:
            if sivom_id not in known:
                self._write(place, self._membership(place, {"sivom": sivom_id}))

    def _check_sivom(self, row_id: str) -> None:
        if row_id in self._sivoms:
            return
        row = self._uow.get(Territoire, row_id)
        if row is None or row.kind is not TerritoireKind.SIVOM or row.deleted:
            name = row.cited if row is not None else row_id
            raise RuleError(f"{name} n’est pas un SIVOM.")
        self._sivoms.add(row_id)

    def _membership(self, place: Territoire, values: Mapping[str, Any]) -> Sequence[Edit]:
        given = {"member": place.id, **values}
        return rows.addition(self._uow, Membership.TYPE, given, self._today, with_owner=False).edits

    def _following_edits(self) -> list[Edit]:
        """Return what makes the contacts follow as was gathered, and those named first."""
        edits: list[Edit] = []
        for person in self.newcomers:
            edits += person.edits(self._uow.installation.structure, "saisi avec les communes")
        wanted: dict[str, dict[str, None]] = defaultdict(dict)
        changed: set[str] = set()
        for place_id, following in self._ties.following.items():
            changed |= set(following) ^ self._before.get(place_id, set())
            for contact_id in following:
                wanted[contact_id][place_id] = None
        for contact_id in sorted(changed):
            before = self._ties.contacts.get(contact_id) or Contact(id=contact_id)
            edits += field_edits(before, {"territoires": tuple(wanted[contact_id])})
        return edits

    # --- several places alike ------------------------------------------------------------

    def change(self, place: Territoire, values: Mapping[str, Any]) -> None:
        """Write the same values into one of several places: all of them, or none.

        Raises:
            InputError: one of them cannot stand here.
        """
        engaged = {name: values[name] for name in ENGAGED if name in values}
        is_commune = place.kind is TerritoireKind.COMMUNE
        if engaged and place.kind not in (TerritoireKind.COMMUNE, TerritoireKind.SIVOM):
            raise RuleError("L’engagement est celui d’une commune ou d’un SIVOM.")
        if SIVOM in values:
            if not is_commune:
                raise RuleError("Seule une commune adhère à un SIVOM.")
            self._check_sivom(values[SIVOM])
        gathered = len(self._edits)
        try:
            self.engage(place, engaged)
            if SIVOM in values:
                given = {name: values[name] for name in _MEMBERSHIP if name in values}
                self._add_member(place, {"sivom": values[SIVOM], **given})
        except InputError:
            del self._edits[gathered:]
            self.touched.discard(place.id)
            raise
        if FOLLOWER in values:
            there = (*self._ties.followers(place.id), *self._ties.holders(place.id))
            self._follow(place, [*there, values[FOLLOWER]])

    def _add_member(self, place: Territoire, values: Mapping[str, Any]) -> None:
        """Add a membership, unless the commune has one for the same SIVOM and competence."""
        wanted = (values["sivom"], values.get("competence"))
        if all((r.sivom, r.competence) != wanted for r in self._ties.memberships[place.id]):
            self._write(place, self._membership(place, values))


def _parsed(spec: FieldSpec, text: str, today: date) -> Any:
    """Return the value of a text; an empty one erases, be the field needed or not."""
    return parse(spec, text, today) if text.strip() else None


def _says_anything(row: Entity) -> bool:
    """Whether an engagement says more than whose it is."""
    named = row.TYPE.fields.keys() - {row.TYPE.owner}
    return any(getattr(row, name) is not None for name in named)
