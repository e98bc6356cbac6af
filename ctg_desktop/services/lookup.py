"""Finding a row by what a person types: reference, number, code, INSEE, SIREN or name.

Case, accents, hyphens, apostrophes and œ do not count, and a person may be named in any order.
What is not found is never guessed: the nearest names are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.action_reference import bare_reference
from ctg_desktop.domain.fields import Entity, EntityType, describe
from ctg_desktop.domain.folding import fold, nearest
from ctg_desktop.domain.grammar import agreed
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.person_names import without_civility
from ctg_desktop.domain.searching import Sought, bare_phone, spelt
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import AmbiguousError, NotFoundError
from ctg_desktop.ports import Reader
from ctg_desktop.services.gestures import check_alive
from ctg_desktop.services.naming import Handle, handles, search_words, shown, stable_handles
from ctg_desktop.typography import lowered

E = TypeVar("E", bound=Entity)

SUGGESTIONS = 3
"""How many near names an error tells."""

MOST_OFFERED = 12
"""How many rows of the same name an error lists."""

_SHORT_LIST = 15
"""With at most this many rows, an error without a near name lists them all."""


def find(reader: Reader, target: str, typed: str) -> Entity:
    """Return the living row of the entity `target` that the text names.

    Raises:
        NotFoundError: with the nearest names.
        AmbiguousError: listing those that bear the name.
    """
    if target == Action.TYPE.name:
        return find_action(reader, typed)
    kind = describe(target)
    return find_among(reader.rows(kind.cls), kind, typed)


def find_pointed(reader: Reader, target: str, typed: str) -> Entity:
    """Return the row that a field points to: by its identity, or as it is shown, gone or not.

    So what was shown of a row may be given back unchanged: « BET-2026-004 (corbeille) ».

    Raises:
        NotFoundError: with the nearest names.
        AmbiguousError: listing those that bear the name.
    """
    kind = describe(target)
    row = reader.get(kind.cls, clean_text(typed, lines=False) or "")
    if row is not None:
        return row
    return _marked_as_gone(reader, kind, typed) or find(reader, target, typed)


def find_named(reader: Reader, target: str, typed: str) -> Entity:
    """Return the row that the text names: a living one, else one that is gone.

    For filters and documents: what others still point to is found under its name, « Ames » as
    well as « Ames (retirée) ».

    Raises:
        NotFoundError: with the nearest names.
        AmbiguousError: listing those that bear the name.
    """
    kind = describe(target)
    if (row := _marked_as_gone(reader, kind, typed)) is not None:
        return row
    try:
        return find(reader, target, typed)
    except NotFoundError:
        gone = reader.rows(kind.cls, deleted=True)
        if not matching(gone, typed):
            raise
        return find_among(gone, kind, typed)


def _marked_as_gone(reader: Reader, kind: EntityType, typed: str) -> Entity | None:
    """Return the one gone row that is shown so, if the text says that it is gone."""
    if not typed.rstrip().endswith(")"):
        return None
    wanted = fold(typed)
    found = [
        row
        for row in reader.rows(kind.cls, deleted=True)
        if wanted in (fold(row.marked(name)) for name in (row.called, *stable_handles(row)))
    ]
    return found[0] if len(found) == 1 else None


def find_structure(reader: Reader, typed: str) -> Territoire:
    """Return the territoire of that INSEE code, SIREN, short code or name.

    Raises:
        NotFoundError: with the nearest names.
        AmbiguousError: listing those that bear the name.
    """
    return find_among(reader.rows(Territoire), Territoire.TYPE, typed)


def find_action(reader: Reader, typed: str, *, deleted: bool | None = False) -> Action:
    """Return the action of that reference or identity; `deleted` None means corbeille included.

    Raises:
        NotFoundError: with the nearest references.
        RuleError: it is in the corbeille.
        AmbiguousError: two sites gave the same reference; the identities tell them apart.
    """
    text = clean_text(typed, lines=False) or ""
    bare = bare_reference(text.upper())
    found = reader.rows(Action, where={"reference": bare}, deleted=None)
    if bare != text.upper():
        found = [row for row in found if (row.reference or "").upper() == text.upper()]
    if not found and (row := reader.get(Action, text)) is not None and row.deleted is not None:
        found = [row]
    if not found:
        near = nearest(text.upper(), reader.references(text.upper().rpartition("-")[0])[:2000])
        raise _not_found(Action.TYPE, text, near)
    if deleted is False:
        found = [row for row in found if not row.deleted] or found
        check_alive(found[0])
    if len(found) > 1:
        listed = " ; ".join(f"{row.reference} « {row.title} »" for row in found)
        raise AmbiguousError(
            f"La référence {text.upper()} désigne plusieurs actions, saisies sur des sites "
            f"différents. Dites laquelle : {listed}. « action renumeroter » en change une."
        )
    return found[0]


def find_among(rows: Sequence[E], kind: EntityType, typed: str) -> E:
    """Return the one of these rows that the text names.

    Raises:
        NotFoundError: with the nearest names.
        AmbiguousError: listing those that bear the name.
    """
    found = matching(rows, typed)
    if not found:
        raise _not_found(kind, typed, near_names(rows, typed), [shown(row) for row in rows])
    if len(found) > 1:
        names = [shown(row) for row in found]
        raise AmbiguousError(
            f"« {typed} » désigne plusieurs fiches ({_listing(found, typed)}) : "
            f"donnez {'le nom' if typed.strip().isdecimal() else 'un code, un nom complet'} "
            "ou l’identifiant.",
            tuple(name for name in names if len(matching(rows, name)) == 1)[:MOST_OFFERED],
        )
    return found[0]


def matching(rows: Iterable[E], typed: str) -> list[E]:
    """Return the rows that the text names: by identity, else by their surest handle.

    A code that is one row's own and that another shares (a commune's INSEE code, a neighbour's
    postal code) names both.
    """
    everything = list(rows)
    by_id = [row for row in everything if row.id == typed.strip()]
    if by_id or not fold(typed):
        return by_id
    ranked: dict[int, list[E]] = {}
    asked = _Name.typed(typed)
    for row in everything:
        if (handle := asked.handle_of(row)) is not None:
            ranked.setdefault(handle.rank, []).append(row)
    return ranked[min(ranked)] if ranked else []


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it was typed, folded once for all the rows that it may be one of."""

    key: str
    phone: str
    words: Sequence[str]
    """Those of a person's name, in the order of the alphabet."""

    @classmethod
    def typed(cls, text: str) -> _Name:
        """Return what a text may be the handle of."""
        return cls(spelt(text), bare_phone(text), sorted(spelt(without_civility(text)).split()))

    def handle_of(self, row: Entity) -> Handle | None:
        """Return the surest of the row's handles that the name is."""
        is_person = row.TYPE.is_person  # « HERMANT Alexandre » is « Alexandre Hermant »
        return next(
            (
                each
                for each in handles(row)
                if each.key in (self.key, self.phone)
                or (is_person and sorted(each.key.split()) == self.words)
            ),
            None,
        )


def near_names(rows: Iterable[Entity], typed: str) -> list[str]:
    """Return the names of rows that look most like the text."""
    everything, sought = list(rows), Sought.of(typed)
    begun = [shown(row) for row in everything if sought and sought.is_in(search_words(row))]
    near = nearest(typed, (each.text for row in everything for each in handles(row)), key=spelt)
    return list(dict.fromkeys([*near, *begun]))[:SUGGESTIONS]


def _listing(rows: Sequence[Entity], typed: str) -> str:
    """Name rows, by their identity too where the name is shared or is what was typed.

    Where the text matches different fields of the rows (INSEE code, postal code), each field is
    named.
    """
    asked = _Name.typed(typed)
    found = ((row.id, asked.handle_of(row)) for row in rows)
    specs = {row_id: handle.spec for row_id, handle in found if handle is not None}
    is_mixed = len({spec and spec.name for spec in specs.values()}) > 1
    told = []
    for row in rows[:MOST_OFFERED]:
        name, spec = shown(row), specs.get(row.id)
        if sum(shown(other) == name for other in rows) > 1 or spelt(name) == spelt(typed):
            name = f"{name}, {row.id}"
        label = f" ({lowered(spec.label)})" if is_mixed and spec else ""
        told.append(name + label)
    return " ; ".join([*told, "…"] if len(rows) > MOST_OFFERED else told)


def _not_found(
    kind: EntityType, typed: str, near: Sequence[str], everything: Sequence[str] = ()
) -> NotFoundError:
    shown_text = " ".join(typed.split())[:60]
    if not shown_text:
        return NotFoundError(f"{kind.label} : donnez un nom, un code ou un identifiant.")
    hint = ""
    if near:
        hint = f" Vouliez-vous dire {_either(near)} ?"
    elif 0 < len(everything) <= _SHORT_LIST:
        hint = f" Au choix : {', '.join(everything)}."
    return NotFoundError(f"{kind.label} {agreed(kind, 'inconnu')} : « {shown_text} ».{hint}")


def _either(names: Sequence[str]) -> str:
    quoted = [f"« {name} »" for name in names]
    return " ou ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
