"""What `make sql` writes: the statements of `db.reading.early`, as SQLAlchemy compiles them now."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    and_,
    create_engine,
    literal_column,
    select,
)
from sqlalchemy.sql.visitors import replacement_traverse
from sqlcipher3 import dbapi2

from ctg_desktop.domain.listing import ActionQuery
from db.engine import connected
from db.lifecycle import shape
from db.mapping import fixed_sql, table_of
from db.queries.repositories import WITHOUT, Repository, values_present
from db.queries.search import SearchIndex
from db.reading.figures import FIGURES, SPAN
from db.reading.statements import (
    GROUPS,
    IDS,
    LINES,
    LINES_AMONG,
    PARAMETERS,
    SORTS,
    condition_key,
    conditions,
    listing_key,
    samples,
    values_key,
)
from db.tables import SCHEMA_VERSION, derived, kept

FILE = Path(__file__).with_name("reading") / "compiled.py"

_WIDTH = 84
"""How long the pieces of a statement are at most, in signs."""

_LONGEST_LINE = 100
"""What fits here the formatter writes on one line."""

_HEAD = '''"""Statements that SQLAlchemy compiled ahead, for `db.reading`; written by `make sql`."""

from __future__ import annotations

SCHEMA = "{schema}"
MARK = {mark}
"""The version of the bases that these statements read; see `db.lifecycle.checks.Version`."""

TABLES = {{
{tables}
}}
"""The columns of each table; see `db.reading.examination`."""

STATEMENTS = {{
{statements}
}}
'''


def statements() -> Mapping[str, str]:
    """Return each statement by its name, on one line."""
    made = {}
    with connected(create_engine("sqlite://", module=dbapi2)) as connection:
        repository = Repository(connection)
        whole = ActionQuery()
        common = repository.conditions(whole, date.max)
        made[condition_key("")] = condition_sql(and_(*common))
        for query in samples(list(WITHOUT)):
            (name,) = conditions(query)
            told = map(condition_sql, repository.listed_by(query))
            added = [each for each in told if each not in map(condition_sql, common)]
            made[condition_key(name)] = " AND ".join(f"({each})" for each in added)
        for few in (True, False):
            held = SearchIndex(connection).holding("", few=few)
            made[condition_key("few" if few else "words")] = condition_sql(held)
        for sort, descending in product(SORTS, (False, True)):
            query = ActionQuery(sort=sort, descending=descending)
            for what in (LINES, IDS):
                listing = repository.statement(query, whole_lines=what == LINES)
                made[listing_key(what, query)] = given_sql(listing)
        made[LINES_AMONG] = given_sql(repository.lines_among())
        made |= {values_key(sort): values_present(sort) for sort in GROUPS}
        for what in FIGURES:
            made[what] = given_sql(repository.figure(what, whole, date.max))
    return {name: " ".join(statement.split()) for name, statement in made.items()}


def columns() -> Mapping[str, str]:
    """Return the names of the columns of each table, separated by spaces."""
    return {
        name: " ".join(column.name for column in table.c)
        for made in (kept, derived)
        for name, table in made.tables.items()
    }


def given_sql(statement: ClauseElement) -> str:
    """Return the text of what takes `PARAMETERS` and `SPAN` by name; all else is written out."""
    named_ones = PARAMETERS | {*SPAN}

    def named(element: Any, **_options: object) -> Any:
        if not (isinstance(element, BindParameter) and element.key in named_ones):
            return None
        name = f":{element.key}"
        return literal_column(f"({name})" if element.expanding else name)

    return fixed_sql(cast("ClauseElement", replacement_traverse(statement, {}, named)))


def condition_sql(condition: ColumnElement[bool]) -> str:
    """Return the text of a condition on actions, as it stands in a statement about them."""
    whole = " ".join(given_sql(select(table_of("action").c.id).where(condition)).split())
    return whole.partition(" WHERE ")[2]


def source() -> str:
    """Return the text of the file."""
    return _HEAD.format(
        schema=SCHEMA_VERSION,
        mark=shape.mark(),
        tables=_all_written(columns()),
        statements=_all_written(statements()),
    )


def _all_written(told: Mapping[str, str]) -> str:
    return "\n".join(line for each in told.items() for line in _written(*each))


def _written(name: str, statement: str) -> Iterator[str]:
    if len(line := f'    "{name}": {_quoted(statement)},') <= _LONGEST_LINE:
        yield line
        return
    yield f'    "{name}": ('
    width = _WIDTH if len(statement) + 10 > _LONGEST_LINE else _LONGEST_LINE
    pieces = textwrap.wrap(statement, width, break_long_words=False, break_on_hyphens=False)
    for at, piece in enumerate(pieces, 1):
        yield "        " + _quoted(piece if at == len(pieces) else f"{piece} ")
    yield "    ),"


def _quoted(piece: str) -> str:
    """Return a piece as the formatter writes it: in double quotes unless it has more of them."""
    return repr(piece) if '"' in piece else f'"{piece}"'
