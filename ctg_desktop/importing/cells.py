"""Reading the cells of one column: each distinct value once, into what its field holds.

Texts are read as they are when typed (`domain.parsing`). What names nothing, or can be read two
ways, is asked once for the column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Any

from ctg_desktop.domain.fields import (
    FIRST_YEAR,
    LAST_YEAR,
    Entity,
    Kind,
    Tense,
    decimal_text,
    describe,
)
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.parsing import clean_text, parse
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.person_names import (
    are_several,
    is_organisation,
    split_name,
    without_civility,
)
from ctg_desktop.domain.spreadsheet_text import ERASE, text_of_cell
from ctg_desktop.errors import FieldError
from ctg_desktop.importing.asking import Questions
from ctg_desktop.importing.matching import choice_words
from ctg_desktop.importing.names import Names
from ctg_desktop.importing.plan import BLANK, NEW, Option
from ctg_desktop.importing.targets import Place
from ctg_desktop.importing.words import LATE
from ctg_desktop.services.gestures import check_values
from ctg_desktop.spreadsheet.tables import Value
from ctg_desktop.typography import quoted

BODY = "organisme"
"""The answer that records an organisation where a person was expected."""

AS_TEXT = "~"
"""The answer that puts a name nothing bears into the text field beside."""

TOGETHER: Mapping[str, str] = {"pilote": "co_pilotes"}
"""Where the other people go whom a cell of one person names, by field."""

BESIDE: Mapping[tuple[str, str], str] = {
    ("action", "partners"): "partners_text",
    ("action", "publics"): "publics_text",
    ("financement", "funder"): "funder_text",
}
"""Where a name that no row bears is written as text, by entity and field."""

COMMA, POINT = "virgule", "point"
NO_DAY = "corriger"
DAY_FIRST, YEAR_FIRST = "jour", "annee"

_THOUSANDS = re.compile(r"\s*-?[1-9][0-9]{0,2},[0-9]{3}(?![0-9,.])\D{0,12}")
_POINTED = re.compile(r"\s*-?[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9,.])\D{0,12}")
_LISTED = re.compile(r"\s*[;\n\r]\s*")
_LOOSELY = re.compile(r"\s*[,/]\s*")
_DASHED = re.compile(r"\s+[-–]\s+")
_PEOPLE = re.compile(r"\s*(?:[;,/\n\r&+]|\bet\b)\s*", re.IGNORECASE)
_BULLET = re.compile(r"^[\s\-–—•*·▪►○]+")
_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*$")
_OF_PLACE = re.compile(r"^(?:ville|commune|mairie)\s+(?:de\s+la|de|du|des|d['’])\s*", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<word>[^\W\d_]*)\s*(?:n\s*[°o]\s*)?(?P<number>[0-9]{1,3})\b.*", re.DOTALL
)
_WITHOUT_ZERO = re.compile("[1-9][0-9]{8}")
"""A French phone number that a spreadsheet took for a number."""

_MOST_OPTIONS = 60
_LONGEST_NAME = 1_000
"""Longer texts, in characters, name nothing, nor a few people."""

_MOST_WHOLE = 10**15
_SERIAL_DAYS = range(20_000, 80_000)
"""Numbers that a spreadsheet would show as days of 1954 to 2119, were the cell a date."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person or an institution that the file names and nothing here is: to be recorded."""

    id: str
    target: str
    name: str
    values: Mapping[str, Any]

    @property
    def called(self) -> str:
        """How it is called: « Prénom NOM » for a person."""
        return _new_name(self.name) if self.target == Contact.TYPE.name else self.name


@dataclass(frozen=True, slots=True)
class Given:
    """What a cell gives to its field.

    `beside` is a text for the field `BESIDE` it; `is_erased` tells that the cell says `(vide)`;
    `question` is the key of the one that it asked, `problem` why it gives nothing.
    """

    value: Any = None
    beside: str = ""
    is_blank: bool = False
    is_erased: bool = False
    question: str = ""
    problem: str = ""
    readings: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=())
    """The keys of more questions: a cell of several names asks one for each."""
    also: tuple[str, tuple[str, ...]] | None = None
    """Members for another field: the people who pilot with the one of the field."""


UNREAD: Any = object()
"""What a cell is that has to be looked at more closely."""

_TEXTS = frozenset((Kind.TEXT, Kind.LONG_TEXT))

BLANK_CELL = Given(is_blank=True)


@dataclass(slots=True)
class Context:
    """What the columns of one file are read with; `source` is written into new contacts."""

    names: Names
    questions: Questions
    today: date
    source: str
    new_id: Callable[[], str]
    can_record: Callable[[str], bool]
    newcomers: dict[tuple[str, str], Newcomer] = field(default_factory=dict)


class CellReader:
    """Reads the cells of one column."""

    def __init__(self, context: Context, place: Place, title: str) -> None:
        """Read for a place; `title` is that of the column."""
        self.place = place
        self.title = title
        self._context = context
        self._known: dict[tuple[type, Value], Given] = {}
        spec = place.spec
        assert spec is not None
        self._spec = spec if not place.is_poured else replace(spec, maximum=None)
        self._is_text = spec.kind in _TEXTS
        self._has_lines = spec.kind is Kind.LONG_TEXT
        self._longest = spec.maximum

    def read(self, value: Value) -> Given:
        """Return what a cell gives."""
        if value is None:
            return BLANK_CELL
        key = (type(value), value)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(value)
        return found

    def _read(self, value: Value) -> Given:
        if isinstance(value, str):
            if value.strip() == ERASE:
                return Given(is_erased=True)
            value = text_of_cell(value)
            if not value.strip():
                return BLANK_CELL
        try:
            return self._by_kind(value)
        except FieldError as error:
            return Given(problem=error.sentence, readings=error.readings)

    def quick(self, value: Any) -> Any:
        """Return what the commonest cells give, at once; `UNREAD` for any other."""
        if type(value) is str:
            return self._quick_text(value) if self._is_text else UNREAD
        return self._quick_value(value)

    def _quick_text(self, text: str) -> Any:
        if text[0] in "('":  # it may say something else: `(vide)`, or what an apostrophe keeps
            return UNREAD
        found = clean_text(text, lines=self._has_lines)
        is_fit = found is not None and (self._longest is None or len(found) <= self._longest)
        return found if is_fit else UNREAD

    def _quick_value(self, value: Any) -> Any:
        spec = self._spec
        if type(value) is float and spec.kind is Kind.DECIMAL and value.is_integer():
            number = Decimal(int(value))
            return number if spec.is_within(number) else UNREAD
        if type(value) is date and spec.kind is Kind.DATE:
            is_past = spec.tense is not Tense.PAST or value <= self._context.today
            return value if is_past and FIRST_YEAR <= value.year <= LAST_YEAR else UNREAD
        return UNREAD

    def _by_kind(self, value: Value) -> Given:
        spec = self._spec
        if spec.kind is Kind.DATE:
            return self._day(value)
        if spec.kind in (Kind.DECIMAL, Kind.INTEGER):
            return self._number(value)
        text = text_of(value)
        if spec.kind is Kind.CHOICE:
            return self._choice(text)
        if spec.kind is Kind.REFERENCE:
            return self._one(text)
        if spec.kind is Kind.REFERENCES:
            return self._several(text)
        if spec.kind is Kind.PHONE and _WITHOUT_ZERO.fullmatch(text):
            text = f"0{text}"
        found = parse(spec, text, self._context.today)
        return BLANK_CELL if found is None else Given(found)

    # --- dates and numbers -------------------------------------------------------------

    def _day(self, value: Value) -> Given:
        spec, today = self._spec, self._context.today
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return Given(parse(spec, value.isoformat(), today))
        text = text_of(value)
        if isinstance(value, (int, float)) and isfinite(value) and int(value) in _SERIAL_DAYS:
            day = date(1899, 12, 30) + timedelta(int(value))
            raise FieldError(
                spec.key,
                f"{quoted(text)} est un nombre : donnez à la cellule un format de date.",
                (f"{day:%d/%m/%Y}",),
            )
        try:
            return Given(parse(spec, text, today))
        except FieldError as error:
            if len(error.readings) != 2:
                return self._in_words(text, error)
            answer, key = self._ask_reading(
                text,
                (Option(DAY_FIRST, error.readings[0]), Option(YEAR_FIRST, error.readings[1])),
            )
            if not answer:
                return Given(problem=error.sentence, readings=error.readings, question=key)
            picked = error.readings[answer == YEAR_FIRST]
            return Given(parse(spec, picked, today), question=key)

    def _in_words(self, text: str, error: FieldError) -> Given:
        """Return what is no day as words for the field beside, where the person chose so."""
        beside = self.place.kind.fields.get(self._spec.elsewhere)
        if beside is None or beside.kind is not Kind.TEXT:
            raise error
        key = f"mots:{self.place.path}"
        answer = self._context.questions.ask(
            key,
            f"Colonne {quoted(self.title)} : que faire de ce qui n’est pas une date ?",
            (
                Option(NO_DAY, "C’est à corriger"),
                Option(AS_TEXT, f"Le noter dans {quoted(beside.label)}"),
            ),
            proposed=NO_DAY,
        )
        if answer == AS_TEXT:
            return Given(beside=" ".join(text.split()), question=key)
        return Given(problem=error.sentence, readings=error.readings, question=key)

    def _number(self, value: Value) -> Given:
        spec, today = self._spec, self._context.today
        if isinstance(value, (bool, date, time, timedelta)):
            shown = text_of(value)
            readings = (str(value.year),) if spec.is_year and isinstance(value, date) else ()
            raise FieldError(
                spec.key, f"{quoted(spec.label)} attend un nombre, pas {quoted(shown)}.", readings
            )
        if isinstance(value, (int, float)):
            return Given(self._exact(value))
        text = str(value)
        is_comma = _THOUSANDS.fullmatch(text) is not None
        if is_comma and spec.kind is Kind.INTEGER:
            return Given(parse(spec, text.replace(",", ""), today))
        if not is_comma and not (_POINTED.fullmatch(text) and spec.kind is Kind.DECIMAL):
            return Given(parse(spec, text, today))
        answer, key = self._ask_reading(
            text,
            (
                Option(
                    COMMA, "La virgule sépare les décimales : 12.000 vaut 12 000 ; 1,500 vaut 1,5"
                ),
                Option(POINT, "Le point sépare les décimales : 12.000 vaut 12 ; 1,500 vaut 1 500"),
            ),
        )
        if not answer:
            told = f"{quoted(spec.label)} : {quoted(text.strip())} peut se lire de deux façons."
            return Given(problem=told, question=key)
        if is_comma:
            text = text.replace(",", "") if answer == POINT else text
        else:
            text = text.replace(".", "") if answer == COMMA else text.replace(".", ",")
        return Given(parse(spec, text, today), question=key)

    def _exact(self, value: int | float) -> Decimal | int:
        """Return the number that a spreadsheet shows: fifteen digits, not the noise beyond."""
        spec = self._spec
        number: Decimal | int
        if value == value // 1 and abs(value) < _MOST_WHOLE:
            number = int(value) if spec.kind is Kind.INTEGER else Decimal(int(value))
        elif spec.kind is Kind.INTEGER or not isfinite(value):
            raise FieldError(spec.key, f"{quoted(spec.label)} attend un nombre entier.")
        else:
            number = Decimal(decimal_text(Decimal(f"{value:.15g}")))
        try:
            spec.check(number)
        except FieldError as error:
            if spec.decimals is None or not spec.is_within(number):
                raise
            rounded = Decimal(number).quantize(Decimal(1).scaleb(-spec.decimals), ROUND_HALF_UP)
            shown = decimal_text(rounded).replace(".", ",")
            raise FieldError(spec.key, error.sentence, (shown,)) from None
        return number

    def _ask_reading(self, text: str, options: tuple[Option, ...]) -> tuple[str, str]:
        key = f"lecture:{self.place.path}"
        sentence = (
            f"Colonne {quoted(self.title)} : {quoted(text.strip()[:60])} peut se lire de deux "
            "façons. Laquelle vaut pour toute la colonne ?"
        )
        return self._context.questions.ask(key, sentence, options), key

    # --- closed values -----------------------------------------------------------------

    def _choice(self, text: str) -> Given:
        spec = self._spec
        word = fold(text)
        choices = tuple(spec.choices or ())
        exact = next((c for c in choices if word in (fold(c.value), fold(c.label))), None)
        if exact is not None:
            return Given(exact)
        proposed = ""
        sentence = f"{quoted(spec.label)} : que veut dire {quoted(_short(text))} ?"
        if spec.key == "statut" and word in LATE.split("|"):
            sentence = (
                f"{quoted(_short(text))} se calcule d’après la fin prévue : quel est le statut "
                "de ces actions ?"
            )
        else:
            proposed = self._meant(word)
        key = f"valeur:{self.place.path}:{word or text.strip()}"
        options = [*(Option(c.value, c.label) for c in choices), Option(BLANK, "Laisser vide")]
        answer = self._context.questions.ask(key, sentence, options, proposed=proposed)
        if not answer:
            return Given(problem=sentence, question=key)
        if answer == BLANK:
            return Given(is_blank=True, question=key)
        return Given(next(c for c in choices if c.value == answer), question=key)

    def _meant(self, word: str) -> str:
        """Return the code that people mean by a word, or nearly write; empty for none."""
        words = choice_words(self._spec, self.place.kind)
        if word in words:
            return words[word]
        from difflib import get_close_matches

        known = {fold(c.label): c.value for c in self._spec.choices or ()}
        near = get_close_matches(word, known, n=1, cutoff=0.82) if len(word) > 3 else []
        return known[near[0]] if near else ""

    # --- rows that are named -----------------------------------------------------------

    def _one(self, text: str) -> Given:
        return self._named(" ".join(text.split()), text)

    def _several(self, text: str) -> Given:
        """Read the names of a cell: as a whole, else its parts."""
        whole = " ".join(text.split())
        is_short = len(whole) <= _LONGEST_NAME
        found = self._context.names.find(self._spec.target, whole) if is_short else []
        if len(found) == 1:
            return Given((found[0].id,))
        members: list[str] = []
        beside: list[str] = []
        asked: list[str] = []
        for part in self._parts(text):
            given = self._named(part, part)
            if given.question:
                asked.append(given.question)
            if given.problem:
                return replace(given, others=tuple(asked))
            if given.value is not None:
                members.append(given.value)
            if given.beside:
                beside.append(given.beside)
        value = tuple(dict.fromkeys(members))
        is_blank = not members and not beside
        return Given(value, ", ".join(beside), is_blank=is_blank, others=tuple(asked))

    def _parts(self, text: str) -> list[str]:
        parts: list[str] = []
        for each in _LISTED.split(text):
            part = _BULLET.sub("", each).strip()
            if not part:
                continue
            parts += self._smaller(part)
        return parts

    def _smaller(self, part: str) -> list[str]:
        """Return the names that a part is of, where it is no name itself."""
        names, target = self._context.names, self._spec.target
        smaller = [each for small in _LOOSELY.split(part) if (each := small.strip())]
        if len(smaller) == 1:  # « CAF - PMI », but not « Centre social - Le Mont »
            dashed = [each for small in _DASHED.split(part) if (each := small.strip())]
            is_several = len(dashed) > 1 and any(names.find(target, each) for each in dashed)
            smaller = dashed if is_several else smaller
        return [part] if len(smaller) == 1 or names.find(target, part) else smaller

    def _named(self, text: str, written: str) -> Given:
        names, target = self._context.names, self._spec.target
        if len(text) > _LONGEST_NAME:
            raise FieldError(
                self._spec.key,
                f"{quoted(self._spec.label)} attend un nom : {quoted(_short(text))} est trop long.",
            )
        found = names.find(target, text)
        if not found:
            found = self._loosely(text)
        if len(found) == 1:
            return Given(found[0].id)
        key = f"nom:{target}:{fold(text) or text}"
        if found:
            return self._ask_row(key, text, found, "désigne plusieurs fiches")
        if target == Contact.TYPE.name:
            return self._person(key, text, written)
        return self._unknown(key, text)

    def _loosely(self, text: str) -> list[Entity]:
        """Return what a name means less what people put around it."""
        names, target = self._context.names, self._spec.target
        if (bare := _ASIDE.sub("", text)) != text and (found := names.find(target, bare)):
            return found
        if target == "territoire" and (bare := _OF_PLACE.sub("", text)) != text:
            return names.find(target, bare)
        kind = describe(target)
        told = _NUMBERED.fullmatch(text) if "number" in kind.fields else None
        if told is not None and fold(told["word"]) == fold(kind.label):
            return names.find(target, told["number"])
        return []

    def _ask_row(self, key: str, text: str, found: list[Entity], what: str) -> Given:
        names = self._context.names
        options = [Option(names.unique(row), names.told(row)) for row in found[:_MOST_OPTIONS]]
        options.append(Option(BLANK, "Laisser vide"))
        sentence = f"{quoted(self._spec.label)} : {quoted(_short(text))} {what}. Laquelle ?"
        answer = self._context.questions.ask(key, sentence, options)
        return self._answered(key, answer, sentence, text)

    def _answered(self, key: str, answer: str, sentence: str, text: str) -> Given:
        if not answer:
            return Given(problem=sentence, question=key)
        if answer == BLANK:
            return Given(is_blank=True, question=key)
        if answer == AS_TEXT:
            return Given(beside=text, question=key)
        if answer == NEW:
            return Given(self._newcomer(text), question=key)
        found = self._context.names.find(self._spec.target, answer)
        return Given(found[0].id if found else None, is_blank=not found, question=key)

    def _unknown(self, key: str, text: str) -> Given:
        """Ask what a name means that nothing bears."""
        names, spec, context = self._context.names, self._spec, self._context
        near = names.near(spec.target, text)
        living = names.living(spec.target)
        rest = living if len(living) <= _MOST_OPTIONS else []
        begun = names.begun(spec.target, text)
        offered = list({row.id: row for row in [*near, *begun, *rest]}.values())
        options = [Option(names.unique(row), names.told(row)) for row in offered]
        beside = BESIDE.get((self.place.kind.name, spec.name))
        proposed = ""
        if beside is not None:
            label = self.place.kind.fields[beside].label
            options.append(Option(AS_TEXT, f"Noter dans {quoted(label)}"))
            proposed = "" if near else AS_TEXT
        if spec.target == Institution.TYPE.name and context.can_record(spec.target):
            options.append(Option(NEW, f"Créer {quoted(_short(text))}"))
            proposed = proposed or ("" if near or beside else NEW)
        options.append(Option(BLANK, "Laisser vide"))
        if not beside and len(near) == 1 and spec.target != "territoire":
            proposed = names.unique(near[0])
        sentence = f"{quoted(spec.label)} : {quoted(_short(text))} n’est pas connu ici."
        answer = context.questions.ask(key, sentence, options, proposed=proposed)
        return self._answered(key, answer, sentence, text)

    def _person(self, key: str, text: str, written: str) -> Given:
        """Ask who a name is that no contact bears: somebody near, or somebody new."""
        names, spec, context = self._context.names, self._spec, self._context
        bare = _ASIDE.sub("", text)
        if are_several(bare) or "\n" in written.strip():
            return self._pick_person(key, written)
        name = without_civility(bare)
        near = names.near(spec.target, name)
        options = [Option(names.unique(row), names.told(row)) for row in near]
        body = self._body(name)
        if body is not None:
            return Given(also=body)
        is_person = not is_organisation(name) and bool(fold(split_name(name)[1]))
        if is_person and context.can_record(spec.target):
            options.append(Option(NEW, f"Nouveau contact : {_new_name(name)}"))
        elsewhere = self.place.kind.fields.get(spec.elsewhere)
        can_be_body = elsewhere is not None and elsewhere.is_multiple and not is_person
        if can_be_body and elsewhere is not None and context.can_record(elsewhere.target):
            told = f"Créer l’organisme {quoted(_short(name))} dans {quoted(elsewhere.label)}"
            options.append(Option(BODY, told))
        options.append(Option(BLANK, "Laisser vide"))
        told = f"{quoted(_short(text))} n’est pas dans les contacts"
        if not is_person:
            told = f"attend une personne, pas {quoted(_short(text))}"
        sentence = f"{quoted(spec.label)} : {told}."
        proposed = NEW if is_person and not near and context.can_record(spec.target) else ""
        answer = context.questions.ask(key, sentence, options, proposed=proposed)
        if answer == BODY and elsewhere is not None:
            made = self._newcomer(name, elsewhere.target)
            return Given(also=(elsewhere.name, (made,)), question=key)
        return self._answered(key, answer, sentence, text)

    def _body(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        """Return the known organisation that a name is, with the field where it may stand."""
        elsewhere = self.place.kind.fields.get(self._spec.elsewhere)
        if elsewhere is None or not elsewhere.is_multiple:
            return None
        found = self._context.names.find(elsewhere.target, name)
        return (elsewhere.name, (found[0].id,)) if len(found) == 1 else None

    def _pick_person(self, key: str, text: str) -> Given:
        """Ask which of several people a field of one person names."""
        parts = [part for each in _PEOPLE.split(text) if (part := _BULLET.sub("", each).strip())]
        options = [Option(part, part) for part in dict.fromkeys(parts)]
        also = self.place.kind.fields.get(TOGETHER.get(self._spec.name, ""))
        fate = f"vont dans {quoted(also.label)}" if also else "ne sont pas reprises"
        sentence = (
            f"{quoted(self._spec.label)} attend une seule personne : laquelle de "
            f"{quoted(_short(text))} ? Les autres {fate}."
        )
        answer = self._context.questions.ask(
            key, sentence, [*options, Option(BLANK, "Laisser vide")]
        )
        if not answer or answer == BLANK:
            return self._answered(key, answer, sentence, text)
        given = self._named(answer, answer)
        rest = [self._named(each, each) for each in parts if each != answer] if also else []
        found = [given, *rest]
        if waiting := next((each for each in found if each.problem), None):
            return waiting
        more = tuple(each.question for each in found if each.question)
        members = tuple(each.value for each in rest if each.value is not None)
        beside = (also.name, members) if also is not None and members else None
        return replace(given, question=key, others=more, also=beside)

    def _newcomer(self, text: str, target: str = "") -> str:
        """Return the identity of somebody to be recorded, once for each name."""
        context, target = self._context, target or self._spec.target
        aside = _ASIDE.search(text) if target == Contact.TYPE.name else None
        name = without_civility(_ASIDE.sub("", text) if aside else text)
        key = (target, " ".join(sorted(fold(name).split())))
        if key not in context.newcomers:
            values: dict[str, Any] = {}
            if target == Contact.TYPE.name:
                given, family = split_name(name)
                values = {"given_name": given, "family_name": family, "source": context.source}
                found = context.names.find(Institution.TYPE.name, aside[1]) if aside else []
                if len(found) == 1:
                    values["institution"] = found[0].id
                elif aside:
                    values["service"] = aside[1]
            else:
                values = {"name": name}
            check_values(describe(target), values)
            context.newcomers[key] = Newcomer(context.new_id(), target, name, values)
        return context.newcomers[key].id


def text_of(value: Value) -> str:
    """Return what a cell shows, as a person would type it."""
    shown = "" if value is None else str(value)
    if isinstance(value, bool):
        shown = "Oui" if value else "Non"
    elif isinstance(value, (int, float)):
        with suppress(ArithmeticError):
            shown = decimal_text(Decimal(f"{value:.15g}")).replace(".", ",")
    elif isinstance(value, datetime):
        shown = f"{value:%d/%m/%Y %H:%M}"
    elif isinstance(value, date):
        shown = f"{value:%d/%m/}{value.year:04d}"
    return shown


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _new_name(name: str) -> str:
    given, family = split_name(name)
    return " ".join(part for part in (given, family.upper()) if part)


def cleaned(text: str, *, lines: bool) -> str:
    """Return a text as it would be stored, empty for none."""
    return clean_text(text, lines=lines) or ""


def bare_line(line: str) -> str:
    """Return a line of a list without its bullet, cleaned; empty for none."""
    return cleaned(_BULLET.sub("", line), lines=False)
