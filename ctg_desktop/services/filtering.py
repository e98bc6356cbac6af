"""The filters that a list offers, field by field, from the description of its entity."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ctg_desktop.domain.conditions import FieldCondition, Operator, may_lack
from ctg_desktop.domain.fields import ORDER, EntityType, FieldSpec, Kind, describe
from ctg_desktop.ports import Reader
from ctg_desktop.services.row_list import list_fields
from ctg_desktop.services.suggesting import suggestions
from ctg_desktop.typography import lowered

SITUATION, LACKING = "situation", "sans"
"""The keys of the menus of yes and no, and of what is missing."""


@dataclass(frozen=True, slots=True)
class Option:
    """A condition as a menu offers it; `colour` is that of an enjeu or ambition."""

    condition: Any
    words: str
    colour: str = ""
    is_part: bool = False
    """Whether it belongs to the option above it, as an ambition to its enjeu."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The options of one kind, under their title."""

    key: str
    title: str
    options: tuple[Option, ...]


def field_menus(
    reader: Reader,
    kind: EntityType,
    *,
    without: Collection[str] = (),
    never_lacking: Collection[str] = (),
) -> tuple[Menu, ...]:
    """Return the menus that the fields of an entity give.

    A closed set and a reference have a menu each; yes and no, and what may be missing, one for
    all. The fields of `without` give no menu, and those of `never_lacking` no « Sans … », where
    a list has its own. The conditions are `FieldCondition`s.
    """
    specs = [spec for spec in list_fields(kind) if spec.name not in without]
    chosen = [Menu(spec.key, spec.label, tuple(_values(reader, spec))) for spec in specs]
    flags = (option for spec in specs if spec.kind is Kind.BOOLEAN for option in _flag(spec))
    lacking = (
        Option(FieldCondition(spec.name, Operator.LACKS), f"Sans {lowered(spec.label)}")
        for spec in kind.fields.values()
        if spec.typed and may_lack(spec) and spec.goes_with is None
        if spec.name not in {*never_lacking, kind.owner, ORDER}
    )
    return (
        *(menu for menu in chosen if menu.options),
        Menu(SITUATION, "Situation", tuple(flags)),
        Menu(LACKING, "Il manque", tuple(lacking)),
    )


def _values(reader: Reader, spec: FieldSpec) -> Iterator[Option]:
    if spec.choices is not None:
        for choice in spec.choices:
            yield _is(spec, choice.value, choice.label)
    elif spec.target and not describe(spec.target).is_many:
        for each in suggestions(reader, spec.target, ""):
            yield _is(spec, each.id, each.words)


def _is(spec: FieldSpec, stored: str | int, words: str) -> Option:
    return Option(FieldCondition(spec.name, Operator.IS, frozenset({stored})), words)


def _flag(spec: FieldSpec) -> Iterator[Option]:
    yield _is(spec, 1, spec.label)
    yield _is(spec, 0, f"Pas : {lowered(spec.label)}")


def joined(first: Iterable[Menu], more: Iterable[Menu]) -> tuple[Menu, ...]:
    """Return menus with the options of others: those of the same key after their own.

    Those on several fields come last.
    """
    found = {menu.key: menu for menu in first}
    for menu in more:
        own = found.get(menu.key)
        options = (*own.options, *menu.options) if own is not None else menu.options
        found[menu.key] = Menu(menu.key, own.title if own is not None else menu.title, options)
    return tuple(sorted(found.values(), key=lambda menu: menu.key in (SITUATION, LACKING)))
