"""Reading what people type, and what scripts give, into the values of an entity.

Both come as texts under the field's French key; a set comes as several texts, or as one whose
members are apart by `;` or `,`. An empty text means « nothing », so it erases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ctg_desktop.domain.changes import Edit
from ctg_desktop.domain.choices import Origin
from ctg_desktop.domain.fields import Entity, EntityType, FieldSpec, Kind
from ctg_desktop.domain.folding import fold, nearest
from ctg_desktop.domain.levels import own_keys
from ctg_desktop.domain.parsing import clean_text, parse
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.person_names import (
    are_several,
    is_organisation,
    split_name,
    without_civility,
)
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import AmbiguousError, FieldError, NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.gestures import check_values, creation_edits
from ctg_desktop.services.lookup import find_pointed, matching, near_names
from ctg_desktop.services.ownership import is_agglomeration
from ctg_desktop.typography import quoted

Typed = str | Sequence[str] | None
"""What was typed for one field."""

_NAME = re.compile(r"[^\W\d_][\w '’.-]*")


_MADE = {"contact": "nouveau contact local", "institution": "nouvelle institution"}
"""What is said of a row that was recorded with the field that names it."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person or an institution that a field names and no row is: to be recorded with it.

    `near` are the names here that look most like it.
    """

    id: str
    kind: EntityType
    name: str
    values: Mapping[str, Any]
    near: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What is said once it is recorded."""
        near = f" Noms proches : {', '.join(self.near)}." if self.near else ""
        return f"{self.name} : {_MADE[self.kind.name]}.{near}"

    def edits(self, structure: str | None, source: str) -> list[Edit]:
        """Return the edits that make the row.

        Raises:
            FieldError: the name is too long.
        """
        values = dict(self.values)
        if self.kind is Contact.TYPE:
            values |= {"structure": structure, "source": source}
        check_values(self.kind, values)
        return creation_edits(self.kind, self.id, values)


@dataclass(frozen=True, slots=True)
class Reading:
    """Checked values by field name, and the people to record with them."""

    values: Mapping[str, Any]
    newcomers: tuple[Newcomer, ...] = field(default=())


def read(
    uow: UnitOfWork,
    kind: EntityType,
    typed: Mapping[str, Typed],
    today: date,
    *,
    makes_institution: bool = False,
) -> Reading:
    """Turn what was typed into values; fields that the program fills in itself are left out.

    A person whom nobody knows is to be recorded; an institution where that was asked for alone,
    as a mistyped name would make a second one.

    Raises:
        FieldError: an unknown field, a text that is no value of its field, or a name that no
            row bears or several do.
    """
    values: dict[str, Any] = {}
    newcomers = Newcomers(uow, makes_institution=makes_institution)
    for key, text in typed.items():
        spec = field_of(kind, key)
        if not spec.typed:
            continue
        try:
            if spec.is_multiple:
                values[spec.name] = _members(uow, kind, spec, text, newcomers)
            elif spec.kind is Kind.REFERENCE:
                values[spec.name] = _reference(uow, kind, spec, one_text(spec, text), newcomers)
            else:
                values[spec.name] = parse(spec, one_text(spec, text) or "", today)
        except (NotFoundError, AmbiguousError) as error:
            raise FieldError(spec.key, error.sentence, error.readings) from error
    check_values(kind, values)
    return Reading(values, tuple(newcomers.found.values()))


def field_of(kind: EntityType, key: str) -> FieldSpec:
    """Return the field that bears the French key, `-` being as good as `_`.

    Raises:
        FieldError: with the nearest keys.
    """
    wanted = key.replace("-", "_")
    spec = kind.by_key(wanted) or kind.by_key(own_keys(kind).get(wanted, wanted))
    if spec is None:
        keys = [known.key for known in kind.fields.values() if known.typed]
        near = nearest(wanted, keys)
        hint = " ou ".join(f"« {known} »" for known in near)
        raise FieldError(
            key,
            f"« {key} » n’est pas un champ de « {kind.label} »."
            + (f" Vouliez-vous dire {hint} ?" if hint else ""),
        )
    return spec


def one_text(spec: FieldSpec, typed: Typed) -> str | None:
    """Return the single text of a single-valued field, cleaned; None when it is empty.

    Raises:
        FieldError: several texts were given.
    """
    if typed is None:
        return None
    if not isinstance(typed, str):
        if len(typed) > 1:
            raise FieldError(spec.key, f"« {spec.label} » n’attend qu’une valeur.")
        typed = typed[0] if typed else ""
    return clean_text(typed, lines=True)


class Newcomers:
    """Who is named for the first time by the texts that are read; each once.

    An institution is taken in where that was asked for alone.
    """

    def __init__(self, uow: UnitOfWork, *, makes_institution: bool = False) -> None:
        """Start with no person."""
        self._uow = uow
        self.makes_institution = makes_institution
        self.found: dict[tuple[str, ...], Newcomer] = {}

    def person(self, name: str) -> str:
        """Return the identity of a new person."""
        key = tuple(sorted(name.casefold().split()))
        if key not in self.found:
            given, family = split_name(name)
            told = " ".join(part for part in (given, family.upper()) if part)
            values = {"given_name": given, "family_name": family, "active": True}
            self.found[key] = self._made(Contact.TYPE, told, {**values, "origin": Origin.LOCAL})
        return self.found[key].id

    def institution(self, name: str) -> str:
        """Return the identity of a new institution."""
        key = (Institution.TYPE.name, fold(name))
        if key not in self.found:
            origin = Origin.REFERENTIEL if is_agglomeration(self._uow) else Origin.LOCAL
            values = {"name": name, "origin": origin}
            self.found[key] = self._made(Institution.TYPE, name, values)
        return self.found[key].id

    def _made(self, kind: EntityType, name: str, values: Mapping[str, Any]) -> Newcomer:
        near = tuple(near_names(self._uow.rows(kind.cls), name))
        return Newcomer(self._uow.new_id(), kind, name, values, near)


def _members(
    uow: UnitOfWork, kind: EntityType, spec: FieldSpec, typed: Typed, newcomers: Newcomers
) -> tuple[str, ...]:
    texts = [typed] if isinstance(typed, str) else list(typed or ())
    cleaned = [text for each in texts if (text := clean_text(each, lines=False))]
    found: list[str] = []
    for text in cleaned:
        found += named_rows(uow, kind, spec, text, newcomers)
    return tuple(dict.fromkeys(found))


def named_rows(
    uow: UnitOfWork, kind: EntityType, spec: FieldSpec, text: str, newcomers: Newcomers
) -> list[str]:
    """Return the rows that a text names: as a whole, else its parts; `newcomers` takes people in.

    Raises:
        FieldError: a name that is no person's.
        NotFoundError: a name that no row bears.
        AmbiguousError: a name that several bear.
    """
    if newcomers.makes_institution and spec.target == Institution.TYPE.name:
        return [_pointed(uow, kind, spec, text, newcomers)]
    separator = ";" if ";" in text else ","
    parts = [part for each in text.split(separator) if (part := each.strip())]
    try:
        return [find_pointed(uow, spec.target, text).id]
    except NotFoundError:
        if len(parts) == 1:
            return [_pointed(uow, kind, spec, text, newcomers)]
    return [_pointed(uow, kind, spec, part, newcomers) for part in parts]


def _reference(
    uow: UnitOfWork,
    kind: EntityType,
    spec: FieldSpec,
    text: str | None,
    newcomers: Newcomers,
) -> str | None:
    return None if text is None else _pointed(uow, kind, spec, text, newcomers)


def _pointed(
    uow: UnitOfWork, kind: EntityType, spec: FieldSpec, text: str, newcomers: Newcomers
) -> str:
    """Return the row that a text names; whom nobody knows yet is to be recorded."""
    name = without_civility(text)
    try:
        return find_pointed(uow, spec.target, text).id
    except NotFoundError:
        if spec.target == Institution.TYPE.name and newcomers.makes_institution:
            return newcomers.institution(text)
        if spec.target != Contact.TYPE.name:
            raise
        _check_person(uow, kind, spec, name)
        if not _NAME.fullmatch(name) or not fold(split_name(name)[1]):
            raise
    return newcomers.person(name)


def _check_person(uow: UnitOfWork, kind: EntityType, spec: FieldSpec, name: str) -> None:
    """Refuse a name that is not one person's.

    Raises:
        FieldError: it is an organisation's, a place's or several people's.
    """
    bodies: list[Entity] = [*uow.rows(Institution), *uow.rows(Territoire)]
    place = kind.fields.get(spec.elsewhere) or kind.by_key("partenaires")
    if is_organisation(name) or matching(bodies, name):
        found = "un organisme"
        hint = f" Un organisme se note dans {quoted(place.label)}." if place else ""
        elsewhere = spec.elsewhere
    elif are_several(name):
        found, hint, elsewhere = "plusieurs", "", ""
    else:
        return
    raise FieldError(
        spec.key,
        f"{quoted(spec.label)} attend une personne, par son prénom et son nom, pas {found} "
        f"({quoted(name[:60])}).{hint}",
        elsewhere=elsewhere,
    )
