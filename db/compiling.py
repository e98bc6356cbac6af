"""What `make sql` writes: the statements of `db.early`, as SQLAlchemy compiles them now."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from sqlalchemy import BindParameter, Select, create_engine, literal_column
from sqlalchemy.sql.visitors import replacement_traverse
from sqlcipher3 import dbapi2

from ctg_desktop.domain.listing import ActionQuery
from db import shape
from db.early import READ, lines_key, members_key
from db.engine import connected
from db.figures import PARAMETERS, accueil_figures, figure_key
from db.loading import multiple_fields
from db.mapping import fixed_sql, members_sql
from db.repositories import Repository, rows_sql
from db.tables import SCHEMA_VERSION, derived, kept

FILE = Path(__file__).with_name("compiled.py")

_WIDTH = 84
"""How long the pieces of a statement are at most, in signs."""

_LONGEST_LINE = 100
"""What fits here the formatter writes on one line."""

_HEAD = '''"""Statements that SQLAlchemy compiled ahead, for `db.early`; written by `make sql`."""

from __future__ import annotations

SCHEMA = "{schema}"
MARK = {mark}
"""The version of the bases that these statements read; see `db.checks.Version`."""

TABLES = {{
{tables}
}}
"""The columns of each table; see `db.soundness`."""

STATEMENTS = {{
{statements}
}}
'''


def statements() -> Mapping[str, str]:
    """Return each statement by its name, on one line."""
    made = {}
    with connected(create_engine("sqlite://", module=dbapi2)) as connection:
        repository = Repository(connection)
        for descending in (False, True):
            lines = repository.lines_statement(ActionQuery(descending=descending))
            made[lines_key(descending=descending)] = fixed_sql(lines)
        for what, query in accueil_figures():
            made[figure_key(what, query)] = given_sql(repository.figure(what, query, date.max))
    for asked in READ:
        made[asked.name] = rows_sql(asked)
        for spec in multiple_fields(asked.entity):
            made[members_key(asked.entity, spec.name)] = members_sql(asked.entity, spec.name)
    return {name: " ".join(statement.split()) for name, statement in made.items()}


def columns() -> Mapping[str, str]:
    """Return the names of the columns of each table, separated by spaces."""
    return {
        name: " ".join(column.name for column in table.c)
        for made in (kept, derived)
        for name, table in made.tables.items()
    }


def given_sql(statement: Select[Any]) -> str:
    """Return the text of a statement that takes `PARAMETERS` by name; all else is written out."""

    def named(element: Any, **_options: object) -> Any:
        if not (isinstance(element, BindParameter) and element.key in PARAMETERS):
            return None
        name = f":{element.key}"
        return literal_column(f"({name})" if element.expanding else name)

    return fixed_sql(cast("Select[Any]", replacement_traverse(statement, {}, named)))


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
