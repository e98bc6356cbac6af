"""How an entity is described once: label, help, kind and rules beside each field.

An entity is a frozen dataclass made with `entity(...)`; its fields are made with the functions
below (`text`, `day`, `reference`…). `describe(cls)` gives the whole description back.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache, partial
from typing import Any, ClassVar, Protocol, Self, TypeVar, cast, dataclass_transform

from ctg_desktop.errors import FieldError
from ctg_desktop.typography import counted, legible_signs, number, quoted, short_date, spaced

LONG_TEXT_LIMIT = 50_000
"""Longest long text, in characters: some twenty printed pages, more than any sheet shows."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""The years of the calendar that a date or a year may have."""

Scalar = str | int | None
"""What the log and the tables store: text, a whole number, or nothing."""


class Choice(StrEnum):
    """A closed set: the value is the stable ASCII code, `label` the French word."""

    label: str

    def __new__(cls, code: str, label: str) -> Choice:
        """Keep the French word beside the code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = spaced(label)
        return member

    @classmethod
    def known(cls, code: object) -> Self | None:
        """Return the choice of a code; None for one that only a newer version knows."""
        return cast("Self | None", cls._value2member_map_.get(code))


class Tense(Enum):
    """Which day is meant where no year is typed."""

    PAST = "past"
    """The latest one: the field tells what has happened, and refuses a day to come."""
    FUTURE = "future"
    """The next one."""
    NEAR = "near"
    """The nearest one, before or after today."""


class Edge(Enum):
    """Which day of a month, a quarter, a year is taken where one is typed in place of a day."""

    FIRST = "first"
    LAST = "last"


class Kind(Enum):
    """What a field holds, and so how it is typed, stored, shown and compared."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    EMAIL = "email"
    PHONE = "phone"
    COLOUR = "colour"
    REFERENCE = "reference"
    REFERENCES = "references"

    __hash__ = object.__hash__  # asked for with each value that is read: that of `Enum` is slow


class Birth(Protocol):
    """What is known where a row is made, for the fields that the program fills in."""

    @property
    def today(self) -> date:
        """The day."""

    @property
    def person(self) -> str:
        """Who works in this folder."""

    @property
    def structure(self) -> str | None:
        """The structure that works in this folder, if it is known yet."""

    @property
    def is_agglomeration(self) -> bool:
        """Whether that is the one that issues the référentiel."""

    @property
    def values(self) -> Mapping[str, Any]:
        """What is known of the row so far, by field name."""

    @property
    def holder(self) -> str | None:
        """The structure whose row the new one hangs on; the folder's where there is none."""

    @property
    def whole(self) -> Any:
        """The row that the new one is a part of (see `EntityType.part_of`), or None."""

    def next_reference(self, structure: str) -> str:
        """Return the next free reference of a structure for this year."""


Filling = Callable[[Birth], Any]
"""What the program puts into a field of a new row."""

ORDER = "order"
"""The field that sorts the rows of one owner."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """The description of one field.

    `name` is the attribute and the column; `key` the French ASCII name of the command line,
    JSON and TOML, stable for ever; `maximum` a number of characters for texts, a value for
    numbers; `decimals` how many are possible; `target` the entity that a reference points to;
    `personal` marks what « Effacer cette personne » removes; `searchable` what the search box
    looks into; `typed` is false for what the program fills in by itself; `filled` says with
    what, and of a typed field what stands there when nothing was typed. `happened` marks what a
    duplicate does not take over: what happened, not what was promised; `unique` what two living
    rows of the référentiel cannot share; `issued` is false for what its file does not carry.
    `unknown_is_yes` marks a flag that holds until somebody says no. `default` is what no
    value means; `goes_with` another field and the values of it beside which this one shows;
    `unit_from` the field that tells the unit. `is_list` tells that a text holds codes apart by
    spaces, which other rows may hold too. `elsewhere` names the field in which what is no value of
    this one may stand: an organisation that pilots, a calendar in words. `printed` is false for
    what paper leaves out. Of a date, `tense` tells which year is meant where none is typed, and
    `edge` which day of a longer span (None: the day is to be typed). `example` is what an invented
    row holds.
    """

    name: str
    key: str
    label: str
    kind: Kind
    help: str = ""
    section: str = ""
    required: bool = False
    minimum: Decimal | None = None
    maximum: int | None = None
    decimals: int | None = None
    unit: str = ""
    choices: type[Choice] | None = None
    target: str = ""
    default: Any = None
    personal: bool = False
    searchable: bool = False
    typed: bool = True
    goes_with: tuple[str, frozenset[Any]] | None = None
    unit_from: str = ""
    is_list: bool = False
    elsewhere: str = ""
    filled: Filling | None = None
    happened: bool = False
    unique: bool = False
    issued: bool = True
    unknown_is_yes: bool = False
    printed: bool = True
    tense: Tense = Tense.NEAR
    edge: Edge | None = None
    example: str = ""

    def __post_init__(self) -> None:
        """Set the words as French typography does."""
        object.__setattr__(self, "label", spaced(self.label))
        object.__setattr__(self, "help", spaced(self.help))

    @property
    def is_year(self) -> bool:
        """Whether the field holds a calendar year."""
        return self.kind is Kind.INTEGER and self.minimum == FIRST_YEAR

    @property
    def is_multiple(self) -> bool:
        """Whether the field holds a set of members rather than one value."""
        return self.kind is Kind.REFERENCES

    def unit_in(self, row: Entity | None) -> str:
        """Return the unit of the field in a row."""
        told = getattr(row, self.unit_from) if row is not None and self.unit_from else None
        return told.label if isinstance(told, Choice) else self.unit

    def encode(self, value: Any) -> Scalar:
        """Turn a value of the field (for a set: of one member's presence) into what is stored."""
        if value is None:
            return None
        if self.kind is Kind.DATE:
            return cast(date, value).isoformat()
        if self.kind is Kind.DECIMAL:
            return decimal_text(value)
        if self.kind in (Kind.BOOLEAN, Kind.REFERENCES):
            return 1 if value else 0
        if self.kind is Kind.INTEGER:
            return int(value)
        return str(value)

    def decode(self, stored: Scalar) -> Any:
        """Turn what is stored back into a value; what another version wrote is no error.

        A choice that this version does not know, a date or a number that is none, give None: the
        log keeps what was written. An empty value gives the default.
        """
        if stored is None:
            return self.default
        if self.kind is Kind.CHOICE and self.choices is not None:
            return self.choices.known(stored)
        try:
            return _DECODERS.get(self.kind, _as_it_is)(stored)
        except (ValueError, ArithmeticError):
            return None

    def check(self, value: Any) -> None:
        """Refuse a value that breaks the field's own rules.

        Raises:
            FieldError: with a French sentence that names the field and what is expected.
        """
        if value is None:
            if self.required:
                raise FieldError(self.key, f"{quoted(self.label)} est à remplir.")
            return
        if isinstance(value, str) and self.maximum is not None and len(value) > self.maximum:
            raise FieldError(
                self.key,
                f"{quoted(self.label)} compte {counted(len(value), 'signe')} ; "
                f"{number(self.maximum)} au plus sont possibles.",
            )
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            self._check_number(value)

    def is_within(self, value: int | Decimal) -> bool:
        """Whether a number is between the bounds of the field."""
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )

    def _check_number(self, value: int | Decimal) -> None:
        if self.minimum is not None and value < self.minimum:
            raise FieldError(
                self.key, f"{quoted(self.label)} ne peut pas être inférieur à {self.minimum}."
            )
        if self.maximum is not None and value > self.maximum:
            raise FieldError(
                self.key, f"{quoted(self.label)} ne peut pas dépasser {number(self.maximum)}."
            )
        places = decimal_text(value).partition(".")[2]
        if self.decimals is not None and len(places) > self.decimals:
            raise FieldError(
                self.key,
                f"{quoted(self.label)} a {self.decimals} chiffres au plus après la virgule.",
            )


def _as_it_is(stored: str | int) -> str | int:
    return stored


_DECODERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: lambda stored: legible_signs(str(stored)),
    Kind.LONG_TEXT: lambda stored: legible_signs(str(stored)),
    Kind.DATE: lambda stored: date.fromisoformat(str(stored)),
    Kind.DECIMAL: lambda stored: Decimal(str(stored)),
    Kind.INTEGER: int,
    Kind.BOOLEAN: bool,
    Kind.REFERENCES: bool,
}


def decimal_text(value: Decimal | int | str) -> str:
    """Return the one text of a decimal: no exponent, no useless zero (`1234.5`, `0`)."""
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class EntityType:
    """The description of an entity: all that the program says or does of its rows by itself.

    Names. `name` is the table and the entity of the log; `key` the French ASCII plural of files;
    `label` and `plural` the French words (`plural` adds an s unless told), `is_feminine` their
    gender; `born` and `removed` the participles of its creation and of its removal, `gone` what
    is said beside the name of a row that others still point to. `command` is its word on the
    command line, empty for rows that nobody types; `summary` and `examples` what the help says.

    Ties. `owner` is the field that leads to the row it belongs to; `structure` the field that
    leads to the structure whose row it is, where it says so itself; `subject` the one that holds
    the identity of a row, of any entity, that it speaks of, beside one that ends in `_kind` and
    holds the name of that entity. `part_of` is the field that leads to
    the row of the same entity that it is a part of, one level, of one structure, and `part` the
    word for such a row; what is kept back keeps back its parts. `reference_data` tells that
    the agglomeration issues it; `file_note` is what the file of the référentiel says above it,
    and `is_long_list` puts it at the end of that file.

    How a row is named. `handle` are the fields by which people and scripts name it (`62119`,
    `Béthune`), `alias` those by which a person may as well; `caption` those by which the program
    names it, `is_one_caption` the first of them that is filled in, `detail` what tells it from a
    namesake. `listed_by` sorts the rows of one owner where their `order` and their creation do
    not. `identified_by` are the
    fields that make two rows the same one; with `identity` they give the row its identity and
    cannot change.

    Rules. `append_only` rows are never rewritten; `span` are two fields of which the second
    cannot come before the first; `checks` refuse a row that contradicts itself, `steps` a way
    from one state to another. `happened` rows are not taken over by a duplicate of their owner.
    Past `advised` rows of one owner a person is warned. `bulk` are the fields that make sense for
    many rows at once: unless told, days, choices, flags and references that do not name the row.

    Where it shows. `page` is the page of the window that shows it; without one it is shown within
    what it belongs to, or else has a page of its own. `group` is its head in what the search
    finds, else its plural; `printed` the document made for one of its rows, else the sheet that
    any row has. `is_many` tells that a folder may hold more rows than are read at once.
    """

    name: str
    key: str
    label: str
    cls: type[Entity]
    fields: Mapping[str, FieldSpec]
    plural: str = ""
    is_feminine: bool = False
    born: str = "ajouté"
    removed: str = "retiré"
    gone: str = ""
    command: str = ""
    summary: str = ""
    examples: tuple[str, ...] = ()
    owner: str = ""
    structure: str = ""
    subject: str = ""
    part_of: str = ""
    part: str = ""
    reference_data: bool = False
    file_note: str = ""
    is_long_list: bool = False
    handle: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    is_one_caption: bool = False
    listed_by: Callable[[Any], Any] | None = None
    identified_by: tuple[str, ...] = ()
    identity: Callable[[Mapping[str, Any]], str] | None = None
    append_only: bool = False
    span: tuple[str, ...] = ()
    checks: tuple[Callable[[Any], None], ...] = ()
    steps: tuple[Callable[[Any, Any], None], ...] = ()
    happened: bool = False
    advised: int = 0
    bulk: tuple[str, ...] = ()
    page: str = ""
    group: str = ""
    printed: str = ""
    is_many: bool = False

    def __post_init__(self) -> None:
        """Set the words as French typography does."""
        object.__setattr__(self, "label", spaced(self.label))
        object.__setattr__(self, "plural", spaced(self.plural))
        object.__setattr__(self, "summary", spaced(self.summary))
        object.__setattr__(self, "file_note", spaced(self.file_note))
        if not self.bulk:
            object.__setattr__(self, "bulk", tuple(_bulk_fields(self)))

    def by_key(self, key: str) -> FieldSpec | None:
        """Return the field that bears the French key, or None."""
        return next((spec for spec in self.fields.values() if spec.key == key), None)

    @property
    def is_local(self) -> bool:
        """Whether a structure may record rows of it by itself, beside the référentiel."""
        return not self.reference_data or "origin" in self.fields

    @property
    def is_person(self) -> bool:
        """Whether its rows are people, who may ask for their data and to be forgotten."""
        return any(spec.personal for spec in self.fields.values())

    @property
    def is_ordered(self) -> bool:
        """Whether people put its rows in order, among those of one owner or all."""
        return ORDER in self.fields and self.fields[ORDER].typed

    @property
    def has_page(self) -> bool:
        """Whether its rows have a page of their own, made from this description."""
        return not self.page and not self.is_nested

    @property
    def shown_on(self) -> str:
        """The key of the page of the window that shows its rows."""
        if self.owner_type is not None and not self.page and not self.has_page:
            return self.owner_type.shown_on
        return self.page or self.key

    @property
    def owner_type(self) -> EntityType | None:
        """The entity that its rows belong to, or None."""
        return describe(self.fields[self.owner].target) if self.owner else None

    @property
    def owners(self) -> tuple[EntityType, ...]:
        """The entities that lead to a row of this one, the outermost first."""
        owner = self.owner_type
        return () if owner is None else (*owner.owners, owner)

    @property
    def nested(self) -> tuple[EntityType, ...]:
        """The owned entities that files hold within this one's rows rather than beside them."""
        return _nested(self.name)

    @property
    def is_nested(self) -> bool:
        """Whether files hold its rows within those of another entity."""
        return bool(self.owner) and not self.reference_data

    @property
    def owned(self) -> tuple[EntityType, ...]:
        """The entities whose rows belong to rows of this one, in their order."""
        return _owned(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A row: its identity, and whether it is alive.

    `deleted` is None for a row that does not exist (only announced by another site, or whose
    creation was undone), False for a living row, True for one in the corbeille.
    """

    TYPE: ClassVar[EntityType]

    id: str
    deleted: bool | None = False

    @property
    def called(self) -> str:
        """How the row is called in a sentence or a list; an empty text for a nameless one."""
        return " – ".join(self._caption())

    @property
    def brief(self) -> str:
        """The shortest name that people know the row by: a reference, a number, a name."""
        return self._caption()[0] if self._caption() else ""

    @property
    def is_feminine(self) -> bool:
        """Whether its name is feminine: « Ames (retirée) »."""
        return self.TYPE.is_feminine

    @property
    def mark(self) -> str:
        """What is said beside its name where something points to it: that it is gone."""
        if not self.deleted:
            return ""
        return self.TYPE.gone or ("retirée" if self.is_feminine else "retiré")

    def marked(self, words: str) -> str:
        """Return words that name the row, with what is to be said beside them."""
        return f"{words} ({self.mark})" if words and self.mark else words

    @property
    def cited(self) -> str:
        """How the row is called where something points to it."""
        return self.marked(self.called)

    def _caption(self) -> list[str]:
        values = [value for name in self.TYPE.caption if (value := getattr(self, name))]
        told = [short_date(each) if isinstance(each, date) else str(each) for each in values]
        return told[:1] if self.TYPE.is_one_caption else told

    def as_shown(self) -> Self:
        """Return the row without the fields that go with another state than its own.

        They stay stored: an action that is reopened keeps the day on which it was done, which
        shows again with that status.
        """
        hidden: dict[str, Any] = dict.fromkeys(self.unshown())
        return dataclasses.replace(self, **hidden) if hidden else self

    def unshown(self) -> Collection[str]:
        """Return the names of the fields that `as_shown` leaves out."""
        hidden: dict[str, Any] = {}
        for name, other, values in _conditional(self.TYPE.name):
            if hidden.get(other, getattr(self, other)) not in values:
                hidden[name] = None
        return hidden.keys()


DELETED = FieldSpec("deleted", "supprime", "Corbeille", Kind.BOOLEAN, typed=False)
"""The tombstone: a field like another in the log."""

_TYPES: dict[str, EntityType] = {}
_SPEC = "spec"
_E = TypeVar("_E", bound=Entity)


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(dataclasses.field,)
)
def entity(name: str, key: str, label: str, **facts: Any) -> Callable[[type[_E]], type[_E]]:
    """Make a frozen, slotted, keyword-only dataclass of a class and register its description.

    `facts` are those of `EntityType`.
    """

    def decorate(cls: type[_E]) -> type[_E]:
        made = cast("type[_E]", dataclass(frozen=True, slots=True, kw_only=True)(cls))
        specs = {
            item.name: item.metadata[_SPEC](item.name)
            for item in dataclasses.fields(cast(Any, made))
            if _SPEC in item.metadata
        }
        told = {"plural": f"{label}s", "command": name, **facts}
        made.TYPE = EntityType(name, key, label, made, specs, **told)
        _TYPES[name] = made.TYPE
        _owned.cache_clear()
        _nested.cache_clear()
        return made

    return decorate


def describe(cls_or_name: type[Entity] | str) -> EntityType:
    """Return the description of an entity, by class or by name.

    Raises:
        KeyError: the name is none of this version's entities.
    """
    return _TYPES[cls_or_name] if isinstance(cls_or_name, str) else cls_or_name.TYPE


@cache
def known(entity_name: str, field_name: str) -> FieldSpec | None:
    """Return the field that a log entry speaks of, or None for one of a newer version."""
    kind = _TYPES.get(entity_name)
    if kind is None:
        return None
    return DELETED if field_name == DELETED.name else kind.fields.get(field_name)


@cache
def _conditional(name: str) -> tuple[tuple[str, str, frozenset[Any]], ...]:
    """Return the fields of an entity that show beside some values of another, with those."""
    specs = _TYPES[name].fields.values()
    return tuple((spec.name, *spec.goes_with) for spec in specs if spec.goes_with is not None)


def entity_types() -> tuple[EntityType, ...]:
    """Return every entity, in the order of `arrange`."""
    return tuple(_TYPES.values())


def typed_types() -> tuple[EntityType, ...]:
    """Return the entities whose rows people type: each has a command, and a sheet to print."""
    return tuple(kind for kind in entity_types() if kind.command)


@cache
def _owned(name: str) -> tuple[EntityType, ...]:
    return tuple(kind for kind in entity_types() if kind.owner_type is _TYPES[name])


@cache
def _nested(name: str) -> tuple[EntityType, ...]:
    return tuple(kind for kind in _owned(name) if not kind.reference_data)


def arrange(order: Iterable[type[Entity]]) -> None:
    """Put these entities first, in this order, which is that of files; others follow."""
    names = [cls.TYPE.name for cls in order]
    arranged = {name: _TYPES[name] for name in dict.fromkeys([*names, *_TYPES])}
    _TYPES.clear()
    _TYPES.update(arranged)
    _owned.cache_clear()
    _nested.cache_clear()


_ALIKE = frozenset({Kind.DATE, Kind.CHOICE, Kind.BOOLEAN, Kind.REFERENCE})
"""Kinds of fields of which several rows often say the same."""


def _bulk_fields(kind: EntityType) -> Iterable[str]:
    naming = {*kind.identified_by, *kind.caption, *kind.handle, kind.owner, kind.structure}
    for name, spec in kind.fields.items():
        if spec.kind in _ALIKE and spec.typed and name not in naming:
            yield name


def _field(kind: Kind, key: str, label: str, **rules: Any) -> Any:
    """Declare a field, described as soon as the entity tells its name."""
    empty = () if kind is Kind.REFERENCES else rules.get("default")
    spec = partial(FieldSpec, key=key, label=label, kind=kind, **rules)
    return dataclasses.field(default=empty, metadata={_SPEC: spec})


def text(key: str, label: str, *, maximum: int = 300, **rules: Any) -> Any:
    """Declare a text of one line, in characters."""
    return _field(Kind.TEXT, key, label, maximum=maximum, **rules)


def long_text(key: str, label: str, *, maximum: int = LONG_TEXT_LIMIT, **rules: Any) -> Any:
    """Declare a text of several paragraphs, in characters."""
    return _field(Kind.LONG_TEXT, key, label, maximum=maximum, **rules)


def email(key: str, label: str, **rules: Any) -> Any:
    """Declare an e-mail address."""
    return _field(Kind.EMAIL, key, label, maximum=254, **rules)


def phone(key: str, label: str, **rules: Any) -> Any:
    """Declare a telephone number."""
    return _field(Kind.PHONE, key, label, maximum=30, **rules)


def colour(key: str, label: str, **rules: Any) -> Any:
    """Declare a colour, `#RRGGBB`."""
    return _field(Kind.COLOUR, key, label, maximum=7, **rules)


def integer(key: str, label: str, **rules: Any) -> Any:
    """Declare a whole number."""
    return _field(Kind.INTEGER, key, label, **rules)


def year(key: str, label: str, **rules: Any) -> Any:
    """Declare a calendar year."""
    bounds = {"minimum": Decimal(FIRST_YEAR), "maximum": LAST_YEAR}
    return _field(Kind.INTEGER, key, label, **bounds, **rules)


def order(**rules: Any) -> Any:
    """Declare the place of a row among those that people put in order; paper shows it by itself."""
    return integer("ordre", "Ordre", printed=False, **rules)


def decimal(key: str, label: str, **rules: Any) -> Any:
    """Declare an exact decimal number: an amount, a number of posts, a measured value."""
    return _field(Kind.DECIMAL, key, label, **{"maximum": 10**12, **rules})


def degrees(key: str, label: str, most: int) -> Any:
    """Declare an angle of the globe, in degrees on either side of zero."""
    return decimal(key, label, unit="°", minimum=Decimal(-most), maximum=most)


def amount(key: str, label: str, **rules: Any) -> Any:
    """Declare an amount that cannot be negative, in the unit given (€ unless told)."""
    return decimal(key, label, minimum=Decimal(0), decimals=2, **{"unit": "€", **rules})


def day(key: str, label: str, *, tense: Tense, edge: Edge | None = None, **rules: Any) -> Any:
    """Declare a date without a time, and how one that is typed in part is read."""
    return _field(Kind.DATE, key, label, tense=tense, edge=edge, **rules)


def flag(key: str, label: str, **rules: Any) -> Any:
    """Declare a yes or no; unknown means no."""
    return _field(Kind.BOOLEAN, key, label, **rules)


def choice(key: str, label: str, choices: type[Choice], **rules: Any) -> Any:
    """Declare one value of a closed set."""
    return _field(Kind.CHOICE, key, label, choices=choices, **rules)


def reference(key: str, label: str, target: str, **rules: Any) -> Any:
    """Declare the identity of one row of the entity `target`."""
    return _field(Kind.REFERENCE, key, label, target=target, **rules)


def references(key: str, label: str, target: str, **rules: Any) -> Any:
    """Declare a set of identities of rows of the entity `target`."""
    return _field(Kind.REFERENCES, key, label, target=target, **rules)
