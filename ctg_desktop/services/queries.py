"""Filters as people write them: `statut=en_cours`, `sans=pilote`, `en_retard`.

Conditions are separated by `;`, and all must hold; values are separated by `,`, and one is enough.
Any field of any entity may be asked for under its key; actions have some conditions beside, which
look at more than a field. A query is told back in French phrases, which documents print.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.domain.conditions import (
    TEXTS,
    FieldCondition,
    Operator,
    may_lack,
    merged,
    operators,
)
from ctg_desktop.domain.convention import Convention
from ctg_desktop.domain.fields import (
    ORDER,
    Choice,
    Edge,
    EntityType,
    FieldSpec,
    Kind,
    Scalar,
    Tense,
    describe,
)
from ctg_desktop.domain.folding import fold, nearest
from ctg_desktop.domain.levels import level_name, own_key
from ctg_desktop.domain.listing import ActionQuery, RowQuery
from ctg_desktop.domain.parsing import clean_text, parse
from ctg_desktop.errors import FieldError, NotFoundError
from ctg_desktop.ports import Reader
from ctg_desktop.services.lookup import find_named
from ctg_desktop.services.wording import plain_words
from ctg_desktop.typography import lowered, quoted

Read = Callable[[Reader, str], Any]


@dataclass(frozen=True, slots=True)
class Several:
    """A condition whose values are any of several: its field of the query, how one is read."""

    attribute: str
    label: str
    read: Read


@dataclass(frozen=True, slots=True)
class Flag:
    """A condition that holds or not: its field of the query and its two phrases."""

    attribute: str
    yes: str
    no: str


def _choice(choices: type[Choice], label: str) -> Read:
    spec = FieldSpec("", "filtre", label, Kind.CHOICE, choices=choices)

    return lambda _reader, text: parse(spec, text, date.min)


def _row(target: str) -> Read:
    return lambda reader, text: find_named(reader, target, text).id


WITHOUT: Mapping[str, str] = {
    "pilote": "sans pilote",
    "echeance": "sans échéance",
    "indicateur": "sans indicateur",
    "budget": "sans budget",
    "note": "sans note depuis 3 mois",
    "mesure": "indicateur à remplir cette année",
    "numero": "référence donnée deux fois",
}
"""What may be missing, with its phrase."""


SETS: Mapping[str, Several] = {
    "statut": Several("statuses", "statut", _choice(Status, "Statut")),
    "priorite": Several("priorities", "priorité", _choice(Priority, "Priorité")),
    "enjeu": Several("enjeux", "enjeu", _row("enjeu")),
    "ambition": Several("ambitions", "ambition", _row("ambition")),
    "structure": Several("structures", "structure", _row("territoire")),
    "territoire": Several("territoires", "territoire", _row("territoire")),
    "thematique": Several("thematiques", "thématique", _row("thematique")),
    "public": Several("publics", "public", _row("public")),
    "pilote": Several("pilotes", "pilote", _row("contact")),
}
FLAGS: Mapping[str, Flag] = {
    "en_retard": Flag("late", "en retard", "pas en retard"),
    "bloquee": Flag("blocked", "bloquée", "non bloquée"),
    "confidentielle": Flag("confidential", "confidentielle", "non confidentielle"),
    "a_arbitrer": Flag("disputed", "à arbitrer", "sans conflit"),
    "modele": Flag("models", "modèle", "hors modèles"),
    "corbeille": Flag("deleted", "dans la corbeille", "hors corbeille"),
}
_USUAL = ("models", "deleted")
"""What a query leaves out unless it asks for it, and says nothing about."""

_YEAR = FieldSpec("", "annee", "Année", Kind.INTEGER, minimum=Decimal(1900), maximum=2200)
_LEVELS = {"enjeu": True, "ambition": False}
"""The conditions on a level of the strategy, and whether it is the first."""

_BOUNDS = {Operator.FROM: Edge.FIRST, Operator.UNTIL: Edge.LAST}
"""Which day of a month or a year bounds what is asked for; being that day asks for the day."""

_WITHOUT, _WITH = "sans", "avec"
_CONDITION = re.compile(r"([^=<>!~]*?)\s*(>=|<=|!=|=|~)(.*)", re.DOTALL)
KEYS = (*SETS, _WITHOUT, *FLAGS, "annee", "texte")
"""The conditions on actions that are more than one on a field, and the usual ones."""

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


def parse_filters(reader: Reader, expressions: Iterable[str], today: date) -> ActionQuery:
    """Return the query that the expressions ask for; `today` completes what dates leave out.

    Raises:
        FieldError: an unknown condition, or a value that is none of its own.
        NotFoundError: a name that nothing bears.
        AmbiguousError: a name that several rows bear.
    """
    query = ActionQuery()
    for condition in _conditions(expressions):
        query = _with_condition(reader, query, condition, today)
    return query


def _conditions(expressions: Iterable[str]) -> Iterator[str]:
    for expression in expressions:
        for condition in expression.split(";"):
            if text := clean_text(condition, lines=False):
                yield text


def _with_condition(reader: Reader, query: ActionQuery, condition: str, today: date) -> ActionQuery:
    key, operator, value = _taken_apart(condition)
    if key == _WITHOUT:
        return _without(reader, query, value, today)
    key = _is_meant(key, KEYS) if operator in ("", Operator.IS) else ""
    if not key:
        asked = field_condition(reader, Action.TYPE, condition, today, KEYS)
        return replace(query, fields=merged(query.fields, asked))
    if key in FLAGS:
        spec = FieldSpec("", key, key, Kind.BOOLEAN)
        is_so = parse(spec, value or "oui", date.min)
        return replace(query, **{FLAGS[key].attribute: is_so})
    if not value:
        raise _valueless(key)
    if key == "texte":
        return replace(query, text=f"{query.text} {value}".strip())
    if key == "annee":
        return replace(query, year=parse(_YEAR, value, date.min))
    condition_set = SETS[key]
    values = _values(value, lambda text: condition_set.read(reader, text))
    chosen: Any = frozenset(getattr(query, condition_set.attribute) | values)
    return replace(query, **{condition_set.attribute: chosen})


def _without(reader: Reader, query: ActionQuery, value: str, today: date) -> ActionQuery:
    """Add what must be missing: what only actions may lack, or any field."""
    for each in value.split(","):
        if name := _is_meant(fold(each), WITHOUT):
            query = replace(query, without=query.without | {name})
        else:
            lacking = f"{_WITHOUT}={each}"
            asked = field_condition(reader, Action.TYPE, lacking, today, KEYS)
            query = replace(query, fields=merged(query.fields, asked))
    return query


def _taken_apart(condition: str) -> tuple[str, str, str]:
    """Return the key, the operator and the value of a condition: `sans_pilote` → `sans`, =."""
    found = _CONDITION.fullmatch(condition)
    typed, operator, value = found.groups() if found is not None else (condition, "", "")
    key = fold(typed).replace(" ", "_")
    for word in (_WITHOUT, _WITH):
        if key.startswith(f"{word}_") and not operator:
            return word, Operator.IS, key.removeprefix(f"{word}_")
    return key, operator or "", (value or "").strip()


def field_condition(
    reader: Reader, kind: EntityType, condition: str, today: date, others: Sequence[str]
) -> FieldCondition:
    """Return the condition on a field that a text asks for; `others` may be asked for too.

    Raises:
        FieldError: no field bears the name, or a value is none of its own.
        NotFoundError: a name that nothing bears.
        AmbiguousError: a name that several rows bear.
    """
    key, operator, value = _taken_apart(condition)
    if key in (_WITHOUT, _WITH):
        return FieldCondition(_lacking(kind, value).name, Operator(key))
    specs = {spec.key: spec for spec in kind.fields.values() if spec.name != ORDER}
    spec = specs[_one_of(key, specs, others)]
    if not value and spec.kind is Kind.BOOLEAN and not operator:
        value = "oui"
    if not value:
        raise _valueless(key)
    asked = Operator(operator or "=")
    if asked is Operator.IS and Operator.IS not in operators(spec):
        asked = Operator.HOLDS
    if asked not in operators(spec):
        raise FieldError(key, f"{quoted(spec.label)} ne se compare pas par « {asked} ».")
    if asked is Operator.HOLDS:
        return FieldCondition(spec.name, asked, frozenset({value}))
    # What is asked for may be to come, whatever the field tells.
    bound = replace(spec, tense=Tense.NEAR, edge=_BOUNDS.get(asked))
    values = _values(value, lambda text: _stored(reader, bound, text, today))
    return FieldCondition(spec.name, asked, frozenset(values))


def _lacking(kind: EntityType, typed: str) -> FieldSpec:
    specs = {spec.key: spec for spec in kind.fields.values() if may_lack(spec)}
    own = WITHOUT if kind is Action.TYPE else ()
    return specs[_one_of(fold(typed).replace(" ", "_"), specs, own)]


def _stored(reader: Reader, spec: FieldSpec, text: str, today: date) -> Scalar:
    if spec.target:
        return find_named(reader, spec.target, text).id
    return spec.encode(parse(spec, text, today))


def _values(value: str, read: Callable[[str], Any]) -> set[Any]:
    """Read a value, or several separated by commas if the whole is not one."""
    try:
        return {read(value)}
    except (FieldError, NotFoundError):
        parts = [part for part in value.split(",") if part.strip()]
        if len(parts) < 2:
            raise
    return {read(part.strip()) for part in parts}


def _valueless(key: str) -> FieldError:
    return FieldError(key, f"Le filtre {quoted(key)} attend une valeur : {key}=….")


def _is_meant(word: str, known: Iterable[str]) -> str:
    """Return the known word that is meant; an empty text for none.

    It may be with or without an s, or the convention's own word for a level.
    """
    known = tuple(known)
    spellings = (word, f"{word}s", word.removesuffix("s"), own_key(word, known))
    return next((each for each in spellings if each in known), "")


def _one_of(
    word: str, known: Collection[str], others: Collection[str] = (), what: str = "un filtre"
) -> str:
    """Return the known word that is meant.

    Raises:
        FieldError: it is none, telling `others` as well, which come first.
    """
    if found := _is_meant(word, known):
        return found
    listed = list(dict.fromkeys([*others, *known]))
    near = nearest(word, listed, at_most=1)
    hint = f" Vouliez-vous dire {quoted(near[0])} ?" if near else ""
    raise FieldError(
        "filtre",
        f"{quoted(word[:60])} n’est pas {what} (au choix : {', '.join(listed)}).{hint}",
    )


# --- rows of any entity ----------------------------------------------------------------------


def parse_row_filters(
    reader: Reader, kind: EntityType, expressions: Iterable[str], today: date
) -> RowQuery:
    """Return the query that the expressions ask for, of rows of any entity.

    Raises:
        FieldError: an unknown condition, or a value that is none of its own.
        NotFoundError: a name that nothing bears.
        AmbiguousError: a name that several rows bear.
    """
    query = RowQuery()
    for condition in _conditions(expressions):
        key, operator, value = _taken_apart(condition)
        if key == "texte" and operator == "=" and value:
            query = replace(query, text=f"{query.text} {value}".strip())
        elif key == "corbeille":
            is_so = parse(FieldSpec("", key, key, Kind.BOOLEAN), value or "oui", date.min)
            query = replace(query, deleted=is_so)
        else:
            asked = field_condition(reader, kind, condition, today, ("texte", "corbeille"))
            query = replace(query, fields=merged(query.fields, asked))
    return query


def describe_condition(reader: Reader, kind: EntityType, condition: FieldCondition) -> str:
    """Return a condition in French: « nature : nouvelle », « sans fiche-cadre »."""
    spec = kind.fields[condition.field]
    label = lowered(spec.label)
    told = " ou ".join(sorted(_said(reader, spec, value) for value in condition.values))
    match condition.operator:
        case Operator.LACKS | Operator.HAS:
            return f"{condition.operator} {label}"
        case Operator.NOT:
            return f"{label} : pas {told}"
        case Operator.HOLDS:
            return f"{label} contenant {told}"
        case Operator.FROM:
            return f"{label} à partir de {told}"
        case Operator.UNTIL:
            return f"{label} jusqu’à {told}"
        case _:
            return f"{label} : {told}"


def _said(reader: Reader, spec: FieldSpec, stored: Scalar) -> str:
    if spec.target:
        return _word(reader, spec.target, stored)
    if spec.kind in TEXTS:
        return quoted(str(stored))
    return lowered(plain_words(spec, spec.decode(stored)))


# --- phrases ---------------------------------------------------------------------------------


def describe_query(reader: Reader, query: ActionQuery) -> tuple[str, ...]:
    """Return the French phrases of a query: « statut : en cours ou à venir », « sans pilote »."""
    phrases: list[str] = []
    if query.text:
        phrases.append(f"texte : « {query.text} »")
    for key, condition in SETS.items():
        values: frozenset[Any] = getattr(query, condition.attribute)
        if values:
            target = {"structure": "territoire", "pilote": "contact"}.get(key, key)
            words = sorted(_word(reader, target, value) for value in values)
            phrases.append(f"{_label(reader, key)} : {' ou '.join(words)}")
    phrases += [words for name, words in WITHOUT.items() if name in query.without]
    for flag in FLAGS.values():
        value = getattr(query, flag.attribute)
        if value is not None and (value or flag.attribute not in _USUAL):
            phrases.append(flag.yes if value else flag.no)
    if query.year is not None:
        phrases.append(f"année : {query.year}")
    phrases += [describe_condition(reader, Action.TYPE, each) for each in query.fields]
    return tuple(phrases)


def _label(reader: Reader, key: str) -> str:
    """Return how a condition is called: a level of the strategy as the convention calls it."""
    convention = next(iter(reader.rows(Convention)), None) if key in _LEVELS else None
    return SETS[key].label if convention is None else level_name(convention, first=_LEVELS[key])


def _word(reader: Reader, target: str, value: Any) -> str:
    if isinstance(value, Choice):
        return value.label.lower()
    row = reader.get(describe(target).cls, value)
    number = getattr(row, "number", None)
    return (row.marked(number or row.called) if row is not None else "") or value


def printed_filters(reader: Reader, query: ActionQuery) -> tuple[str, ...]:
    """Return the phrases that a document prints, without what holds for every document."""
    if query.confidential is False:
        query = replace(query, confidential=None)
    return describe_query(reader, query)


def sorted_query(query: ActionQuery, sort: str | None, *, descending: bool) -> ActionQuery:
    """Return the query in the order of a field.

    Raises:
        FieldError: the field cannot sort.
    """
    typed = (sort or "").replace("-", "_")
    name = SORTS.get(typed) or sort_field(Action.TYPE, typed, SORTS) or query.sort
    return replace(query, sort=name, descending=descending)


def sort_field(kind: EntityType, typed: str | None, others: Collection[str] = ()) -> str:
    """Return the name of the field by which to sort, an empty text for none; `others` sort too.

    Raises:
        FieldError: the field cannot sort.
    """
    if not typed:
        return ""
    specs = {spec.key: spec for spec in kind.fields.values() if not spec.is_multiple}
    return specs[_one_of(fold(typed).replace(" ", "_"), specs, others, "un champ qui trie")].name
