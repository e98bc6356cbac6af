"""Finding a row by what a person types: reference, number, code, INSEE, SIREN or name.

Case, accents, hyphens, apostrophes and œ do not count, and a person may be named in any order.
What is not found is never guessed: the nearest names are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TypeVar

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.fields import Entity, EntityType, describe
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.grammar import agreed
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import AmbiguousError, NotFoundError
from ctg_desktop.ports import Reader
from ctg_desktop.services.gestures import check_alive
from ctg_desktop.services.naming import handles, shown

E = TypeVar("E", bound=Entity)

SUGGESTIONS = 3
"""How many near names an error tells."""

_LISTED = 6
_SHORT_LIST = 15
"""Up to this many rows, an error that has no near name to tell tells them all."""


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
    """Return the row that a field points to: an identity may be that of a row since removed.

    So what was shown of a row may be given back unchanged.

    Raises:
        NotFoundError: with the nearest names.
        AmbiguousError: listing those that bear the name.
    """
    row = reader.get(describe(target).cls, clean_text(typed, lines=False) or "")
    return row if row is not None else find(reader, target, typed)


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
    found = reader.rows(Action, where={"reference": text.upper()}, deleted=None)
    if not found and (row := reader.get(Action, text)) is not None and row.deleted is not None:
        found = [row]
    if not found:
        near = _near(text.upper(), reader.references(text.upper().rpartition("-")[0])[:2000])
        raise _not_found(Action.TYPE, text, near)
    if deleted is False:
        found = [row for row in found if not row.deleted] or found
        check_alive(found[0])
    if len(found) > 1:
        listed = "\u202f; ".join(f"{row.id} «\u00a0{row.title}\u00a0»" for row in found)
        raise AmbiguousError(
            f"La référence {text.upper()} désigne plusieurs actions, saisies sur des sites "
            f"différents. Donnez l’identifiant à sa place\u00a0: {listed}."
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
        raise _not_found(kind, typed, nearest(rows, typed), [shown(row) for row in rows])
    if len(found) > 1:
        raise AmbiguousError(
            f"«\u00a0{typed}\u00a0» désigne plusieurs fiches ({_listing(found)})\u00a0: "
            "donnez un code, un nom complet ou l’identifiant."
        )
    return found[0]


def matching(rows: Iterable[E], typed: str) -> list[E]:
    """Return the rows that the text names: by identity, else by their surest handle."""
    everything = list(rows)
    by_id = [row for row in everything if row.id == typed.strip()]
    wanted = fold(typed)
    if by_id or not wanted:
        return by_id
    ranked: dict[int, list[E]] = {}
    for row in everything:
        rank = next((at for at, name in enumerate(handles(row)) if _is(row, name, wanted)), None)
        if rank is not None:
            ranked.setdefault(rank, []).append(row)
    return ranked[min(ranked)] if ranked else []


def _is(row: Entity, name: str, wanted: str) -> bool:
    folded = fold(name)
    if isinstance(row, Contact):  # « HERMANT Alexandre » as well as « Alexandre Hermant »
        return sorted(folded.split()) == sorted(wanted.split())
    return folded == wanted


def nearest(rows: Iterable[Entity], typed: str) -> list[str]:
    """Return the names that look most like the text."""
    return _near(typed, [handle for row in rows for handle in handles(row)])


def _near(typed: str, names: Iterable[str]) -> list[str]:
    by_fold = {fold(name): name for name in names}
    wanted = fold(typed)
    close = get_close_matches(wanted, by_fold, n=SUGGESTIONS, cutoff=0.6)
    begun = [key for key in by_fold if len(wanted) >= 3 and f" {key}".find(f" {wanted}") >= 0]
    return [by_fold[key] for key in dict.fromkeys([*begun, *close])][:SUGGESTIONS]


def _listing(rows: Sequence[Entity]) -> str:
    told = []
    for row in rows[:_LISTED]:
        namesakes = sum(shown(other) == shown(row) for other in rows)
        told.append(f"{shown(row)}, {row.id}" if namesakes > 1 else shown(row))
    return "\u202f; ".join([*told, "…"] if len(rows) > _LISTED else told)


def _not_found(
    kind: EntityType, typed: str, near: Sequence[str], everything: Sequence[str] = ()
) -> NotFoundError:
    shown_text = " ".join(typed.split())[:60]
    if not shown_text:
        return NotFoundError(f"{kind.label}\u00a0: donnez un nom, un code ou un identifiant.")
    hint = ""
    if near:
        hint = f" Vouliez-vous dire {_either(near)}\u202f?"
    elif 0 < len(everything) <= _SHORT_LIST:
        hint = f" Au choix\u00a0: {', '.join(everything)}."
    return NotFoundError(
        f"{kind.label} {agreed(kind, 'inconnu')}\u00a0: «\u00a0{shown_text}\u00a0».{hint}"
    )


def _either(names: Sequence[str]) -> str:
    quoted = [f"«\u00a0{name}\u00a0»" for name in names]
    return " ou ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
