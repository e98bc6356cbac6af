"""Filters as people write them: `statut=en_cours`, `sans=pilote`, `en_retard`.

Conditions are apart by `;`, all of them hold; the values of one are apart by `,`, any of them
holds. A query is told back in French phrases, which documents print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.fields import Choice, FieldSpec, Kind, describe
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.parsing import clean_text, parse
from ctg_desktop.domain.views import ActionQuery
from ctg_desktop.errors import FieldError, NotFoundError
from ctg_desktop.ports import Reader
from ctg_desktop.services.lookup import find
from ctg_desktop.services.naming import shown

Read = Callable[[Reader, str], Any]


@dataclass(frozen=True, slots=True)
class _Set:
    """A condition whose values are any of several: its field of the query, how one is read."""

    attribute: str
    label: str
    read: Read


@dataclass(frozen=True, slots=True)
class _Flag:
    """A condition that holds or not: its field of the query and its two phrases."""

    attribute: str
    yes: str
    no: str


def _choice(choices: type[Choice], label: str) -> Read:
    spec = FieldSpec("", "filtre", label, Kind.CHOICE, choices=choices)

    return lambda _reader, text: parse(spec, text, date.min)


def _row(target: str) -> Read:
    return lambda reader, text: find(reader, target, text).id


WITHOUT: Mapping[str, str] = {
    "pilote": "sans pilote",
    "echeance": "sans échéance",
    "indicateur": "sans indicateur",
    "budget": "sans budget",
    "note": "sans note de suivi",
    "mesure": "avec un indicateur à remplir cette année",
}
"""What may be missing, with its phrase."""


def _missing(_reader: Reader, text: str) -> str:
    return _one_of(fold(text), WITHOUT, "sans")


_SETS: Mapping[str, _Set] = {
    "statut": _Set("statuses", "statut", _choice(Status, "Statut")),
    "priorite": _Set("priorities", "priorité", _choice(Priority, "Priorité")),
    "enjeu": _Set("enjeux", "enjeu", _row("enjeu")),
    "ambition": _Set("ambitions", "ambition", _row("ambition")),
    "structure": _Set("structures", "structure", _row("territoire")),
    "territoire": _Set("territoires", "territoire", _row("territoire")),
    "thematique": _Set("thematiques", "thématique", _row("thematique")),
    "public": _Set("publics", "public", _row("public")),
    "pilote": _Set("pilotes", "pilote", _row("contact")),
    "sans": _Set("without", "sans", _missing),
}
_FLAGS: Mapping[str, _Flag] = {
    "en_retard": _Flag("late", "en retard", "pas en retard"),
    "bloquee": _Flag("blocked", "bloquée", "non bloquée"),
    "confidentielle": _Flag("confidential", "confidentielle", "non confidentielle"),
    "corbeille": _Flag("deleted", "dans la corbeille", "hors corbeille"),
}
_YEAR = FieldSpec("", "annee", "Année", Kind.INTEGER, minimum=Decimal(1900), maximum=2200)
KEYS = (*_SETS, *_FLAGS, "annee", "texte")
"""Every condition that a filter may hold."""

SORTS: Mapping[str, str] = {
    "reference": "reference",
    "intitule": "title",
    "statut": "status",
    "date_debut": "starts_on",
    "date_fin": "ends_on",
    "priorite": "priority",
    "ambition": "ambition",
    "structure": "structure",
    "pilote": "pilote",
}
"""Sort orders: the field's French key, and its name in the query."""


def parse_filters(
    reader: Reader, expressions: Iterable[str], query: ActionQuery | None = None
) -> ActionQuery:
    """Add the conditions of the expressions to a query.

    Raises:
        FieldError: an unknown condition, or a value that is none of its own.
        NotFoundError: a name that nothing bears.
        AmbiguousError: a name that several rows bear.
    """
    query = query or ActionQuery()
    for expression in expressions:
        for condition in expression.split(";"):
            text = clean_text(condition, lines=False)
            if text:
                query = _with_condition(reader, query, text)
    return query


def _with_condition(reader: Reader, query: ActionQuery, condition: str) -> ActionQuery:
    typed_key, equals, value = condition.partition("=")
    key = fold(typed_key).replace(" ", "_")
    if key.startswith("sans_") and not equals:
        key, value = "sans", key.removeprefix("sans_")
    key = _one_of(key, KEYS, "filtre")
    if key in _FLAGS:
        spec = FieldSpec("", key, key, Kind.BOOLEAN)
        holds = parse(spec, value or "oui", date.min)
        return replace(query, **{_FLAGS[key].attribute: holds})
    value = value.strip()
    if not value:
        raise FieldError(key, f"Le filtre «\u00a0{key}\u00a0» attend une valeur\u00a0: {key}=….")
    if key == "texte":
        return replace(query, text=f"{query.text} {value}".strip())
    if key == "annee":
        return replace(query, year=parse(_YEAR, value, date.min))
    condition_set = _SETS[key]
    values = _values(reader, condition_set, value)
    chosen: Any = frozenset(getattr(query, condition_set.attribute) | values)
    return replace(query, **{condition_set.attribute: chosen})


def _values(reader: Reader, condition: _Set, value: str) -> set[Any]:
    try:
        return {condition.read(reader, value)}
    except (FieldError, NotFoundError):
        parts = [part for part in value.split(",") if part.strip()]
        if len(parts) < 2:
            raise
    return {condition.read(reader, part.strip()) for part in parts}


def _one_of(word: str, known: Iterable[str], what: str) -> str:
    choices = list(known)
    if word in choices:
        return word
    if word + "s" in choices or word.removesuffix("s") in choices:
        return word.removesuffix("s") if word.removesuffix("s") in choices else word + "s"
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    hint = f" Vouliez-vous dire «\u00a0{near[0]}\u00a0»\u202f?" if near else ""
    raise FieldError(
        what,
        f"«\u00a0{word[:60]}\u00a0» n’est pas un filtre (au choix\u00a0: "
        f"{', '.join(choices)}).{hint}",
    )


def describe_query(reader: Reader, query: ActionQuery) -> tuple[str, ...]:
    """Return the French phrases of a query: « statut : en cours ou à venir », « sans pilote »."""
    phrases: list[str] = []
    if query.text:
        phrases.append(f"texte\u00a0: «\u00a0{query.text}\u00a0»")
    for key, condition in _SETS.items():
        values: frozenset[Any] = getattr(query, condition.attribute)
        if values and key == "sans":
            phrases += [WITHOUT[name] for name in WITHOUT if name in values]
        elif values:
            words = sorted(_word(reader, key, value) for value in values)
            phrases.append(f"{condition.label}\u00a0: {' ou '.join(words)}")
    for flag in _FLAGS.values():
        value = getattr(query, flag.attribute)
        if value is not None and not (flag.attribute == "deleted" and not value):
            phrases.append(flag.yes if value else flag.no)
    if query.year is not None:
        phrases.append(f"année\u00a0: {query.year}")
    return tuple(phrases)


def _word(reader: Reader, key: str, value: Any) -> str:
    if isinstance(value, Choice):
        return value.label.lower()
    target = "territoire" if key == "structure" else "contact" if key == "pilote" else key
    row = reader.get(describe(target).cls, value)
    number = getattr(row, "number", None)
    return number or shown(row) or value


def printed_filters(reader: Reader, query: ActionQuery) -> tuple[str, ...]:
    """Return the phrases that a document prints: what every document does is left out."""
    if query.confidential is False:
        query = replace(query, confidential=None)
    return describe_query(reader, query)


def sorted_query(query: ActionQuery, sort: str | None, *, descending: bool) -> ActionQuery:
    """Return the query in the order of a field.

    Raises:
        FieldError: the field cannot sort.
    """
    name = SORTS[_one_of(sort.replace("-", "_"), SORTS, "tri")] if sort else query.sort
    return replace(query, sort=name, descending=descending)
