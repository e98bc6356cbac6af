"""Finding the row of titles of a table, and what each column may be poured into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind, describe
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.levels import spoken
from ctg_desktop.importing.plan import LEFT_OUT, Plan
from ctg_desktop.importing.targets import ABOVE, ID, POURED, Place, is_taken_in, place
from ctg_desktop.importing.words import COMPUTED, ENGAGED, TITLES, VALUES, WHOSE
from ctg_desktop.spreadsheet.layout import continued
from ctg_desktop.spreadsheet.tables import REASON_TITLE, Area, Row, Table, Value, column_letters
from ctg_desktop.typography import quoted

HEADER_WITHIN = 20
"""Among how many first rows the titles are looked for."""

_LABEL, _KEY, _WORD, _LED, _NESTED = 100, 95, 90, 88, 70
_PART, _NEAR = 40, 50
_LEAST_PART = 0.35
"""How much of a title a known word has to be."""

_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,2}")
_LITTLE = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "en", "n", "no", "annee", "an")
)
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_PHONE = re.compile(r"(?:\+33|0)\s?[1-9](?:[\s.-]?[0-9]{2}){4}")
_MOST_CHOICES = 12
_LONGEST_TITLE = 80


_NEVER_ALONE = frozenset(
    (
        *(("etapes", key) for key in ("echeance", "faite_le", "responsable")),
        *(("mesures", "commentaire"), ("notes", "date")),
    )
)
"""What hangs on a row, and is too common a word to be told by it alone."""

_BESIDE = 5
"""How much surer a title is beside one of the same hanging row: « Financeur », « Montant »."""


_UNCOUNTED = 16
"""How much less sure a number makes what there is one of, where it may count something else:
« Cible 1 » beside « Indicateur 1 » is no public."""


class _Word(NamedTuple):
    """What a title may mean: how sure, and the path from the entity, `%` in place of a number."""

    score: int
    path: str


@dataclass(frozen=True, slots=True)
class Title:
    """What heads a column: its own title, and that of the group above it."""

    text: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of a column; `why` where it is not taken in, `continues` the one it follows."""

    path: str = LEFT_OUT
    why: str = ""
    is_chosen: bool = False
    continues: int | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """The row of titles (0 for none), the titles and the columns, from column A."""

    header: int
    titles: tuple[Title, ...]
    columns: tuple[Match, ...]
    first_row: int = 0
    unread: frozenset[int] = field(default_factory=frozenset)


# --- words -----------------------------------------------------------------------------------


@cache
def _vocabulary(entity: str, _names: object) -> Mapping[str, tuple[_Word, ...]]:
    """Return what each folded title may mean for an entity, the surest first.

    The labels among them follow the names of the levels.
    """
    kind = describe(entity)
    found: dict[str, list[_Word]] = {}
    for score, word, path in (*_own_words(kind), *_all_nested_words(kind)):
        known = found.setdefault(fold(word), [])
        if all(each.path != path for each in known):
            known.append(_Word(score, path))
    return {
        words: tuple(sorted(told, key=lambda each: -each.score)) for words, told in found.items()
    }


def _all_nested_words(kind: EntityType) -> Iterable[tuple[int, str, str]]:
    for child in kind.nested:
        yield from _nested_words(child, "")


def _own_words(kind: EntityType) -> Iterable[tuple[int, str, str]]:
    yield _LABEL, "id", ID
    yield _KEY, "identifiant", ID
    for above in kind.owners[:-1]:
        yield _LABEL, above.label, f"{ABOVE}{above.name}"
        for word in _synonyms(above, above.handle[:1]):
            yield _WORD, word, f"{ABOVE}{above.name}"
    for spec in kind.fields.values():
        if is_taken_in(kind, spec):
            for score, word in _words(kind, spec):
                yield score, word, spec.key
    if kind.owner_type is not None and kind.owner_type.nested:
        for word in WHOSE.split("|"):
            yield _WORD, word, kind.fields[kind.owner].key


def _synonyms(kind: EntityType, names: Iterable[str]) -> list[str]:
    told = TITLES.get(kind.name, {})
    keys = [kind.fields[name].key for name in names if name in kind.fields]
    return [word for key in keys for word in told.get(key, "").split("|") if word]


def _words(kind: EntityType, spec: FieldSpec) -> Iterable[tuple[int, str]]:
    yield _LABEL, spec.label
    yield _LABEL, f"{spec.label} {spec.key}"
    yield _KEY, spec.key
    for word in TITLES.get(kind.name, {}).get(spec.key, "").split("|"):
        if word:
            yield _WORD, word


def _nested_words(child: EntityType, before: str) -> Iterable[tuple[int, str, str]]:
    for spec in child.fields.values():
        if not spec.typed or spec.name in (child.owner, "order"):
            continue
        path = f"{before}{child.key}.%.{spec.key}"
        for score, word in _words(child, spec):
            yield _LED, f"{child.label} {word}", path
            yield _LED, f"{word} {child.label}", path
            if score == _WORD and (child.key, spec.key) not in _NEVER_ALONE:
                yield _NESTED - len(before), word, path
    for grandchild in child.nested:
        yield from _nested_words(grandchild, f"{before}{child.key}.%.")


def choice_words(spec: FieldSpec, kind: EntityType) -> Mapping[str, str]:
    """Return what people write for the values of a closed set: the code by the folded words."""
    told = ENGAGED if kind.name == "engagement" and spec.key == "statut" else VALUES.get(spec.key)
    codes = {choice.value for choice in spec.choices or ()}
    return {
        word: code
        for code, words in (told or {}).items()
        if code in codes
        for word in words.split("|")
    }


# --- the row of titles -----------------------------------------------------------------------


def match(plan: Plan) -> Matching:
    """Return the titles of a table and what becomes of each column."""
    kind, table = plan.kind, plan.table
    number = plan.header if plan.header is not None else find_header(kind, table)
    titles = _titles(table, number)
    proposed = _proposed(kind, table, titles, number)
    remembered = plan.remembered.columns if plan.remembered is not None else {}
    columns = []
    for at, (title, found) in enumerate(zip(titles, proposed, strict=True)):
        if at in plan.columns:
            columns.append(_chosen(kind, plan.columns[at]))
        elif title.text and title.text in remembered:
            columns.append(_chosen(kind, remembered[title.text]))
        else:
            columns.append(found)
    return Matching(number, titles, tuple(columns))


def _chosen(kind: EntityType, path: str) -> Match:
    if path == LEFT_OUT:
        return Match(why="laissée de côté", is_chosen=True)
    if place(kind, path) is None:
        return Match(why=f"« {path} » n’existe pas")
    return Match(path, is_chosen=True)


def find_header(kind: EntityType, table: Table) -> int:
    """Return the number of the row, among the first, whose cells best match known titles.

    It is 0 where none does.
    """
    best, found = 0.0, 0
    for row in table.rows[:HEADER_WITHIN]:
        score = header_score(kind, row)
        if score > best:
            best, found = score, row.number
    return found


def header_score(kind: EntityType, row: Row) -> float:
    """Return how much a row looks like titles: the sureness of what it names, 0 below two."""
    texts = [cell for cell in row.cells if isinstance(cell, str)]
    filled = sum(cell is not None for cell in row.cells)
    if not texts:
        return 0
    known: dict[str, float] = {}
    for text in texts:
        if len(text) < _LONGEST_TITLE:
            meant = _meant(kind, Title(text), loosely=False)
            known.update((path, score) for score, path in meant[:1])
    if len(known) < 2 and not (known and filled <= 2 and max(known.values()) >= _WORD):
        return 0
    return sum(known.values()) * (0.5 + len(known) / filled / 2)


def _titles(table: Table, number: int) -> tuple[Title, ...]:
    rows = {row.number: row for row in table.rows}
    head, above = rows.get(number), rows.get(number - 1)
    groups = _groups(above, table.merged, table.width) if above is not None else {}
    titles = []
    for column in range(table.width):
        text = _words_of(head.cell(column)) if head is not None else ""
        group = groups.get(column, "")
        titles.append(Title(text or group, group if text else ""))
    return tuple(titles)


def _words_of(cell: Value) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if cell is not None else ""


def _groups(row: Row, merged: Sequence[Area], width: int) -> dict[int, str]:
    """Return the title of the group of each column, from merged cells above the titles."""
    found = {}
    for column in range(width):
        if text := _words_of(row.cell(column)):
            area = next(
                (
                    each
                    for each in merged
                    if each.first_row <= row.number <= each.last_row and each.first_column == column
                ),
                None,
            )
            last = area.last_column if area is not None else column
            found.update(dict.fromkeys(range(column, min(last, width - 1) + 1), text))
    return found


# --- columns ---------------------------------------------------------------------------------


def _meant(kind: EntityType, title: Title, *, loosely: bool = True) -> list[tuple[float, str]]:
    """Return what a title may mean, each with how sure it is; `%` stands for a missing number."""
    words = _vocabulary(kind.name, spoken())
    bare = fold(re.sub(r"\([^)]*\)", " ", title.text)) or fold(title.text)
    found: list[tuple[float, str]] = []
    for text, less in ((fold(title.text), 0), (bare, 1)):
        found += [(each.score - less, each.path) for each in words.get(text, ())]
    if title.group:
        group = fold(title.group)
        for text in (f"{bare} {group}", f"{group} {bare}"):
            found += [(each.score + 1, each.path) for each in words.get(text, ())]
    base, number = _numbered(bare)
    if number:
        told = words.get(base, ())
        may_count = len(number) < 4 and any("%" in each.path for each in told)
        found += [
            (
                each.score - 2 - _UNCOUNTED * (may_count and "%" not in each.path),
                _with(each.path, number),
            )
            for each in told
        ]
        if not base:
            found += _of_year(kind, number)
    if not found and loosely:
        found = _partly(words, base, number) or _nearly(words, base, number)
    return found


def _of_year(kind: EntityType, number: str) -> list[tuple[float, str]]:
    """Return what a year alone may head: a grid of measures."""
    if len(number) != 4:
        return []
    return [
        (_NESTED, f"{child.key}.{number}.valeur")
        for child in kind.nested
        if child.by_key("valeur") is not None and "year" in child.fields
    ]


def _numbered(words: str) -> tuple[str, str]:
    """Split a folded title into its words and the number in it, a year rather than another."""
    parts = words.split()
    number = next((part for part in parts if _YEAR.fullmatch(part)), "")
    number = number or next((part for part in parts if _NUMBER.fullmatch(part)), "")
    if not number:
        return words, ""
    rest = [part for part in parts if part != number]
    while rest and rest[-1] in _LITTLE:
        rest.pop()
    return " ".join(rest), str(int(number))


def _partly(
    words: Mapping[str, tuple[_Word, ...]], base: str, number: str
) -> list[tuple[float, str]]:
    """Return what the known words within a title may mean."""
    found = []
    for known, told in words.items():
        share = len(known) / len(base) if base else 0
        if len(known) > 3 and share >= _LEAST_PART and f" {known} " in f" {base} ":
            each = told[0]
            found.append((_PART * (1 + share) * each.score / _LABEL, _with(each.path, number)))
    return found


def _nearly(
    words: Mapping[str, tuple[_Word, ...]], base: str, number: str
) -> list[tuple[float, str]]:
    if len(base) < 5:
        return []
    from difflib import get_close_matches

    near = get_close_matches(base, [word for word in words if len(word) > 4], n=1, cutoff=0.85)
    return [
        (_NEAR * words[each][0].score / _LABEL, _with(words[each][0].path, number)) for each in near
    ]


def _with(path: str, number: str) -> str:
    """Put a number into a path: a year at the innermost place, another at the outermost."""
    if len(number) == 4:
        before, mark, after = path.rpartition("%")
        return f"{before}{number}{after}" if mark else path
    return path.replace("%", number, 1) if number else path


def _proposed(kind: EntityType, table: Table, titles: Sequence[Title], header: int) -> list[Match]:
    """Return what each column is proposed for: the surest first, each target once."""
    found = [Match() for _ in titles]
    taken: dict[str, int] = {}
    wishes = []
    seen: set[Title] = set()
    beside: frozenset[str] = frozenset()
    for at, title in enumerate(titles):
        meant = _meant(kind, title) if title.text else []
        if title in seen:  # the same title twice is another place only of what hangs on the row
            meant = [each for each in meant if "%" in each[1]] if "%" in meant[0][1] else []
        seen.update([title] if meant else [])
        wishes += [
            (-score - _BESIDE * (path.split(".")[0] in beside and "." in path), at, path)
            for score, path in meant
        ]
        beside = frozenset(path.split(".")[0] for _score, path in meant if "." in path)
    for _score, at, path in sorted(wishes, key=lambda wish: wish[:2]):
        if found[at].path:
            continue
        settled = _settled(kind, path, taken, titles[at])
        if settled is not None:
            found[at] = Match(settled)
            taken.setdefault(settled, at)
    firsts: dict[str, int] = {}
    for at, title in enumerate(titles):
        bare, more = continued(title.text)
        if more and bare in firsts and found[firsts[bare]].path:
            found[at] = Match(found[firsts[bare]].path, continues=firsts[bare])
        firsts.setdefault(title.text, at)
    _by_values(kind, table, found, taken, header)
    return [
        each if each.path else _why_not(kind, titles, at, taken) for at, each in enumerate(found)
    ]


def _settled(kind: EntityType, path: str, taken: Mapping[str, int], title: Title) -> str | None:
    """Return the path for a column where it is free: the next number of what hangs on a row."""
    if "%" in path:
        made = (path.replace("%", str(number)) for number in range(1, 100))
        path = next((each for each in made if each not in taken), "")
    found = place(kind, path)
    if found is None or path not in taken:
        return path if found is not None else None
    spec = found.spec
    if spec is None or found.slots or not _numbered(fold(title.text))[1]:
        return None
    if spec.is_multiple:
        return path
    return f"{POURED}{path}" if spec.kind is Kind.LONG_TEXT else None


def _why_not(kind: EntityType, titles: Sequence[Title], at: int, taken: Mapping[str, int]) -> Match:
    title = titles[at]
    folded = fold(title.text)
    if not folded:
        return Match(why="sans titre")
    if title.text == REASON_TITLE:
        return Match(why="raisons d’un import précédent")
    computed = {fold(word) for word in COMPUTED.split("|")}
    if folded in computed and kind.name == "action":
        return Match(why="calculée par le programme")
    if any(
        fold(spec.label) == folded and not is_taken_in(kind, spec) for spec in kind.fields.values()
    ):
        return Match(why="tenue par le programme")
    for _score, path in _meant(kind, title):
        other = taken.get(path.replace("%", "1"))
        if other is not None:
            return Match(
                why=f"{quoted(titles[other].text)} (colonne {column_letters(other)}) va déjà "
                "au même endroit"
            )
    return Match(why="titre inconnu")


def _by_values(
    kind: EntityType,
    table: Table,
    found: list[Match],
    taken: dict[str, int],
    header: int,
) -> None:
    """Match the columns left whose values look like those of one field."""
    for at, each in enumerate(found):
        if each.path:
            continue
        texts = [
            cell
            for row in table.rows
            if row.number > header and isinstance(cell := row.cell(at), str)
        ]
        key = _looks_like(kind, texts, taken) if len(texts) > 2 else None
        if key is not None:
            found[at] = Match(key)
            taken[key] = at


def _looks_like(kind: EntityType, texts: list[str], taken: Mapping[str, int]) -> str | None:
    enough = 0.8 * len(texts)
    for spec in kind.fields.values():
        if spec.key in taken or not spec.typed:
            continue
        pattern = {Kind.EMAIL: _EMAIL, Kind.PHONE: _PHONE}.get(spec.kind)
        if (
            pattern is not None
            and sum(pattern.fullmatch(text.strip()) is not None for text in texts) >= enough
        ):
            return spec.key
        if spec.kind is Kind.CHOICE and len(set(texts)) <= _MOST_CHOICES:
            labels = {fold(choice.label) for choice in spec.choices or ()}
            words = {word for word in choice_words(spec, kind) if len(word) > 3} | labels
            if sum(fold(text) in words for text in texts) >= enough:
                return spec.key
    return None


def is_grid(table: Table) -> bool:
    """Whether years head the columns of a table."""
    for row in table.rows[:HEADER_WITHIN]:
        years = [cell for cell in row.cells if _YEAR.fullmatch(_words_of(cell))]
        if years and any(isinstance(cell, str) for cell in row.cells):
            return len(years) * 3 >= len([cell for cell in row.cells if cell is not None])
    return False


def place_of(plan: Plan, path: str) -> Place:
    """Return the place of a path that was found to lead somewhere."""
    found = place(plan.kind, path)
    assert found is not None
    return found
