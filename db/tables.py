"""Every table: those that are kept, and those that follow from the log.

The log (`incarnation`, `gesture`, `change`, `change_parent`) is the truth and append-only;
`installation` says who works here and is no part of the content. These tables are `kept`: they
change by migrations alone.

The others are `derived`: made from the descriptions of the entities, and made again by
`db.lifecycle.shape` where a base has another shape. One table per entity holds what the log says
now, one column per single-valued field, in the stored form of `FieldSpec.encode`; one table per
multi-valued field holds its members. `conflict` and `search` are derived as well.

A row of an entity table exists as soon as the log speaks of it, be it only as the target of a
reference: so a foreign key holds whatever the order in which changes arrive. Its `deleted` is
NULL as long as the row itself has not arrived.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_mock_engine,
    text,
)
from sqlalchemy.types import UserDefinedType

from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind
from db.reading.full_text import NUMBER, NUMBERED
from db.reading.loading import SHARED

SCHEMA_VERSION = "0003"
"""The Alembic revision that the kept tables are."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

kept = MetaData(naming_convention=_NAMES)
"""The tables that Alembic takes from one version to the next."""

derived = MetaData(naming_convention=_NAMES)
"""The tables that `db.lifecycle.shape` makes, from the descriptions and from the log."""


class Untyped(UserDefinedType[Any]):
    """A column that keeps what it is given: to SQLite, BLOB means no affinity.

    Text stays text and a number a number: "007" is not 7.
    """

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """Return the type as SQLite is told it."""
        return "BLOB"


# -------------------------------------------------------------------------------- the log

incarnation = Table(
    "incarnation",
    kept,
    Column("id", Integer, primary_key=True),
    Column("uuid", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False),
    Column("structure", Text),
    Column("started_ms", Integer, nullable=False),
    Column("publication", Integer),
    # Its birth record; NULL where nothing but the name is known.
    Column("format", Integer),
    Column("convention", Text),
    Column("key", Text),
    Column("nonce", Text),
    Column("person_salt", Text),
    # Only for an erased name: else it follows from the name and the salt.
    Column("person_digest", Text),
    Column("continues", Text),
    Column("continues_last", Integer),
    # The version vector that it knew, as JSON.
    Column("knew", Text),
    Column("demonstration", Integer),
    Column("signature", Text),
    # Bookkeeping, no part of the birth: the last change before the first gap; NULL for no gap.
    Column("whole_until", Integer),
    # Of a publication: the seed of its salts, forgotten when a person in it is erased, and whether
    # it was taken in here from a file.
    Column("seed", Text),
    Column("imported", Integer),
)

gesture = Table(
    "gesture",
    kept,
    Column("id", Integer, primary_key=True),
    Column("uuid", Text, nullable=False),
    Column("incarnation", Integer, ForeignKey("incarnation.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("reason", Text),
    Column("undoes", Text),
    # What the wall clock told; NULL in format 0.
    Column("wall_ms", Integer),
    Column("author_salt", Text),
    Column("author_digest", Text),
    Column("reason_salt", Text),
    Column("reason_digest", Text),
    # Bookkeeping, no part of the gesture: when it was taken in; NULL for what was written here.
    Column("received_ms", Integer),
    # Two writers may give one identity to a gesture; they must not keep each other out.
    UniqueConstraint("uuid", "incarnation", name="uq_gesture_uuid_incarnation"),
    Index(None, "incarnation"),
)

BARE = "salt = '' AND value IS NULL AND previous IS NULL"
"""What tells a change whose values its writer kept back."""

change = Table(
    "change",
    kept,
    Column("id", Integer, primary_key=True),
    Column("incarnation", Integer, ForeignKey("incarnation.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("gesture", Integer, ForeignKey("gesture.id"), nullable=False),
    Column("entity", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("value", Untyped),
    Column("previous", Untyped),
    Column("salt", Text, nullable=False),
    # Only for an erased value: else it follows from the values and the salt.
    Column("digest", Text),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    # Bookkeeping, no part of the change: whether no other change of the cell descends from it.
    Column("latest", Integer, nullable=False),
    # Bookkeeping as well: whether the change has any effect (see `db.log.judging`).
    Column("counts", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("incarnation", "sequence"),
    Index(None, "gesture"),
    # One for rows and for their cells: a reception writes it for each change.
    Index(None, "row", "latest", "field", "member"),
    # What came without its values, what has no effect: few, looked for whenever something comes.
    Index("ix_change_bare", "incarnation", "sequence", sqlite_where=text(BARE)),
    Index("ix_change_without_effect", "gesture", sqlite_where=text("counts = 0")),
)

change_parent = Table(
    "change_parent",
    kept,
    Column("change", Integer, ForeignKey("change.id"), nullable=False),
    Column("incarnation", Integer, ForeignKey("incarnation.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    PrimaryKeyConstraint("change", "incarnation", "sequence"),
    Index(None, "incarnation", "sequence"),
    sqlite_with_rowid=False,
)

seal = Table(
    "seal",
    kept,
    Column("incarnation", Integer, ForeignKey("incarnation.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("signature", Text, nullable=False),
    PrimaryKeyConstraint("incarnation", "sequence"),
    sqlite_with_rowid=False,
)

# Certificates and revocations, each as the canonical text that its signature covers.
paper = Table(
    "paper",
    kept,
    Column("signature", Text, primary_key=True, nullable=False),
    Column("authority", Text, nullable=False),
    Column("told", Text, nullable=False),
    # The name that the text holds a digest of; NULL where it was erased or there is none.
    Column("person", Text),
    Column("person_salt", Text),
    sqlite_with_rowid=False,
)

# Envelopes that continue an incarnation differently from the log: kept, sent on, without effect.
quarantine = Table(
    "quarantine",
    kept,
    Column("incarnation", Integer, ForeignKey("incarnation.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("envelope", Text, nullable=False),
    PrimaryKeyConstraint("incarnation", "sequence", "hash"),
    sqlite_with_rowid=False,
)

# What was received: bookkeeping, never sent.
arrival = Table(
    "arrival",
    kept,
    Column("id", Integer, primary_key=True),
    Column("at_ms", Integer, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("structure", Text, nullable=False),
    Column("new", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    # The first and the last new change per incarnation, as JSON.
    Column("spans", Text, nullable=False),
)

LOG_GUARDS = (
    "CREATE TRIGGER change_never_rewritten BEFORE UPDATE OF id, incarnation, sequence, gesture,"
    ' entity, "row", field, member, previous_hash, hash ON change'
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER change_never_deleted BEFORE DELETE ON change"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER gesture_never_deleted BEFORE DELETE ON gesture"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
)
"""Triggers that keep the log append-only; erasing a person replaces values, never the hash."""

# ------------------------------------------------------------------------ who works here

installation = Table(
    "installation",
    kept,
    Column("id", Integer, primary_key=True),
    Column("incarnation", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("structure", Text),
    Column("place", Text, nullable=False),
    Column("demonstration", Integer, nullable=False),
    # The public key of this installation, and that of the convention that it follows.
    Column("key", Text),
    Column("authority", Text),
)

# As Alembic makes it, which is not imported for a new folder.
version = Table(
    "alembic_version",
    kept,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

# ------------------------------------------------------------------------------- entities

SORTED: Mapping[str, Mapping[str, str]] = {"action": {"title_sort": "title"}}
"""Columns that are no field: by entity, each with the field whose `folding.sort_key` it holds."""

GROUPED: Mapping[str, tuple[str, ...]] = {
    "action": ("status", "priority", "structure", "main_ambition", "pilote")
}
"""The fields of few values by which a list is sorted with an index, each value by reference."""

_COUNTED = (
    "deleted status main_ambition structure ends_on blocked id",
    "deleted status pilote structure id",
)
"""What counts read of every action: from an index alone, and no more than they need of it."""

_INDEXED = {
    "action": (
        *(
            f"deleted {name} id {NUMBER}"
            for name in ("title_sort", "reference", "starts_on", "ends_on")
        ),
        *(f"deleted {group} reference id {NUMBER}" for group in GROUPED["action"]),
        "deleted pilote ends_on id",
        *_COUNTED,
        "model",
        "shared",
    ),
    "etape": ("deleted done_on due_on id action",),
    "membership": ("member",),
    "coordination": ("employer",),
}
"""The indexes that reading asks for, beside that of each entity on what its rows belong to."""

_WHOLE = (Kind.INTEGER, Kind.BOOLEAN)


def _entity(kind: EntityType) -> None:
    """Make the table of an entity, and those of its multi-valued fields."""
    ties = [name for name in (kind.owner, kind.part_of) if name]
    indexed = (*ties, *_INDEXED.get(kind.name, ()))
    Table(
        kind.name,
        derived,
        Column("id", Text, primary_key=True, nullable=False),
        Column("deleted", Integer),
        *(_column(spec) for spec in kind.fields.values() if not spec.is_multiple),
        *(Column(name, Text) for name in SORTED.get(kind.name, ())),
        *([Column("shared", Text)] if kind.name in SHARED else ()),
        *([Column(NUMBER, Integer, unique=True)] if kind.name in NUMBERED else ()),
        *(Index(None, *names.split()) for names in indexed),
    )
    for spec in kind.fields.values():
        if spec.is_multiple:
            _members(kind.name, spec)


def _column(spec: FieldSpec) -> Column[Any]:
    if spec.kind is Kind.REFERENCE:
        return Column(spec.name, Text, ForeignKey(f"{spec.target}.id"))
    return Column(spec.name, Integer if spec.kind in _WHOLE else Text)


def _members(entity: str, spec: FieldSpec) -> None:
    """Make the table of a multi-valued field: which members each row has."""
    Table(
        f"{entity}_{spec.name}",
        derived,
        Column("row", Text, ForeignKey(f"{entity}.id"), nullable=False),
        Column("member", Text, ForeignKey(f"{spec.target}.id"), nullable=False),
        PrimaryKeyConstraint("row", "member"),
        Index(None, "member"),
        sqlite_with_rowid=False,
    )


for _kind in entity_types():
    _entity(_kind)

# ---------------------------------------------------------------------------- conflicts

conflict = Table(
    "conflict",
    derived,
    Column("row", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("entity", Text, nullable=False),
    PrimaryKeyConstraint("row", "field", "member"),
    sqlite_with_rowid=False,
)

# --------------------------------------------------------------------------------- search

# The numbers of what has no order of its own: see `NUMBERED`.
search_row = Table(
    "search_row",
    derived,
    Column("id", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("row", Text, nullable=False, unique=True),
)

SEARCH_DDL = (
    "CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1,"
    " prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
)
"""The full-text index of folded texts; `db.queries.numbering` gives its rowids."""


_INDEX = ("CREATE INDEX", "CREATE UNIQUE INDEX")


@cache
def ddl(made: MetaData) -> tuple[str, ...]:
    """Return the statements that make tables and their indexes; they are put together once.

    The indexes come by name: where two serve as well, SQLite takes by that order, and is to read
    every base in the same way.
    """
    statements: list[str] = []

    def keep(statement: Any, *_args: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", keep)
    made.create_all(engine, checkfirst=False)
    return tuple(sorted(statements, key=lambda told: told if told.startswith(_INDEX) else ""))
