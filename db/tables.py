"""Every table: those of the log, those that are its projection, and the search index.

The log (`incarnation`, `gesture`, `change`, `change_parent`) is the truth and append-only. One
table per entity holds what the log says now, one column per single-valued field, in the stored
form of `FieldSpec.encode`; one table per multi-valued field holds its members. `conflict` and
`search` are derived as well. `installation` says who works here and is no part of the content.

A row of an entity table exists as soon as the log speaks of it, be it only as the target of a
reference: so a foreign key holds whatever the order in which changes arrive. Its `deleted` is
NULL as long as the row itself has not arrived.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import UserDefinedType

SCHEMA_VERSION = "0001"
"""The Alembic revision that these tables are."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Untyped(UserDefinedType[Any]):
    """A column that keeps what it is given: to SQLite, BLOB means no affinity.

    Text stays text and a number a number: "007" is not 7.
    """

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """Return the type as SQLite is told it."""
        return "BLOB"


def _entity(name: str, *columns: Column[object]) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True, nullable=False),
        Column("deleted", Integer),
        *columns,
    )


def _reference(name: str, target: str) -> Column[object]:
    return Column(name, Text, ForeignKey(f"{target}.id"))


def _members(entity: str, field: str, target: str) -> Table:
    """Make the table of a multi-valued field: which members each row has."""
    return Table(
        f"{entity}_{field}",
        metadata,
        Column("row", Text, ForeignKey(f"{entity}.id"), nullable=False),
        Column("member", Text, ForeignKey(f"{target}.id"), nullable=False),
        PrimaryKeyConstraint("row", "member"),
        Index(None, "member"),
        sqlite_with_rowid=False,
    )


# -------------------------------------------------------------------------------- the log

incarnation = Table(
    "incarnation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False),
    Column("structure", Text),
    Column("started_ms", Integer, nullable=False),
    Column("publication", Integer),
)

gesture = Table(
    "gesture",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", Text, nullable=False, unique=True),
    Column("incarnation", Integer, ForeignKey("incarnation.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("reason", Text),
    Column("undoes", Text),
    Index(None, "incarnation"),
)

change = Table(
    "change",
    metadata,
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
    UniqueConstraint("incarnation", "sequence"),
    Index(None, "gesture"),
    Index(None, "row"),
    Index("ix_change_latest", "row", "field", "member", sqlite_where=text("latest = 1")),
)

change_parent = Table(
    "change_parent",
    metadata,
    Column("change", Integer, ForeignKey("change.id"), nullable=False),
    Column("incarnation", Integer, ForeignKey("incarnation.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    PrimaryKeyConstraint("change", "incarnation", "sequence"),
    Index(None, "incarnation", "sequence"),
    sqlite_with_rowid=False,
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

# ------------------------------------------------------------------- who works here, conflicts

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("incarnation", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("structure", Text),
    Column("place", Text, nullable=False),
    Column("demonstration", Integer, nullable=False),
)

conflict = Table(
    "conflict",
    metadata,
    Column("row", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("entity", Text, nullable=False),
    PrimaryKeyConstraint("row", "field", "member"),
    sqlite_with_rowid=False,
)

# --------------------------------------------------------------------------------- search

search_row = Table(
    "search_row",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("row", Text, nullable=False, unique=True),
)

SEARCH_DDL = (
    "CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1,"
    " prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
)
"""The full-text index of folded texts; its rowid is `search_row.id`."""

# ------------------------------------------------------------------------------- entities

territoire = _entity(
    "territoire",
    Column("kind", Text),
    Column("name", Text),
    Column("code", Text),
    Column("insee", Text),
    Column("siren", Text),
    Column("population", Integer),
    Column("total_population", Integer),
    Column("population_year", Integer),
    Column("postal_codes", Text),
    Column("longitude", Text),
    Column("latitude", Text),
    _reference("parent", "territoire"),
)


membership = _entity(
    "membership",
    _reference("member", "territoire"),
    _reference("sivom", "territoire"),
    Column("competence", Text),
    Column("from_on", Text),
    Column("to_on", Text),
    Column("source", Text),
    Column("to_verify", Integer),
)


engagement = _entity(
    "engagement",
    _reference("territoire", "territoire"),
    Column("status", Text),
    Column("deliberated_on", Text),
    Column("number", Text),
    Column("document", Text),
    Column("comment", Text),
)


convention = _entity(
    "convention",
    Column("title", Text),
    Column("short_title", Text),
    Column("rank", Text),
    Column("first_year", Integer),
    Column("last_year", Integer),
    Column("signed_on", Text),
    Column("presentation", Text),
    Column("purpose", Text),
    Column("method", Text),
    Column("steering", Text),
    Column("commitment", Text),
    Column("results", Text),
    Column("spokesperson", Text),
    Column("level1_singular", Text),
    Column("level1_plural", Text),
    Column("level2_singular", Text),
    Column("level2_plural", Text),
    Column("communes_total", Integer),
    Column("communes_engaged", Integer),
    Column("local_posts", Integer),
    Column("local_fte", Text),
    Column("overall_posts", Integer),
    Column("overall_fte", Text),
    Column("issuer", Text),
    Column("version", Integer),
    Column("issued_on", Text),
)


objective = _entity(
    "objective",
    _reference("convention", "convention"),
    Column("title", Text),
    Column("text", Text),
    Column("order", Integer),
)


enjeu = _entity(
    "enjeu",
    _reference("convention", "convention"),
    Column("number", Text),
    Column("title", Text),
    Column("text", Text),
    Column("colour", Text),
    Column("order", Integer),
)


ambition = _entity(
    "ambition",
    _reference("enjeu", "enjeu"),
    Column("number", Text),
    Column("title", Text),
    Column("text", Text),
    Column("colour", Text),
    Column("order", Integer),
)


thematique = _entity(
    "thematique",
    Column("code", Text),
    Column("label", Text),
    Column("active", Integer),
    Column("order", Integer),
)


public = _entity(
    "public",
    Column("code", Text),
    Column("label", Text),
    Column("active", Integer),
    Column("order", Integer),
)


linked_frame = _entity(
    "linked_frame",
    Column("title", Text),
    Column("text", Text),
    Column("order", Integer),
)


key_figure = _entity(
    "key_figure",
    Column("label", Text),
    Column("value", Text),
    Column("unit", Text),
    Column("as_of", Text),
    Column("source", Text),
    Column("order", Integer),
)


fiche_cadre = _entity(
    "fiche_cadre",
    Column("number", Text),
    Column("title", Text),
    Column("text", Text),
    Column("order", Integer),
)

fiche_cadre_ambitions = _members("fiche_cadre", "ambitions", "ambition")

institution = _entity(
    "institution",
    Column("name", Text),
    Column("acronym", Text),
    Column("kind", Text),
    Column("address", Text),
    Column("phone", Text),
    Column("email", Text),
    Column("site", Text),
    Column("origin", Text),
    Column("order", Integer),
)


signatory = _entity(
    "signatory",
    _reference("convention", "convention"),
    _reference("institution", "institution"),
    Column("role", Text),
    Column("reason", Text),
    Column("is_new", Integer),
    Column("order", Integer),
)


contact = _entity(
    "contact",
    Column("given_name", Text),
    Column("family_name", Text),
    Column("function", Text),
    Column("service", Text),
    Column("email", Text),
    Column("landline", Text),
    Column("mobile", Text),
    _reference("institution", "institution"),
    Column("favourite", Integer),
    Column("origin", Text),
    _reference("structure", "territoire"),
    Column("source", Text),
    Column("verified_on", Text),
    Column("active", Integer),
    Column("order", Integer),
    Column("erased", Integer),
)

contact_territoires = _members("contact", "territoires", "territoire")
contact_thematiques = _members("contact", "thematiques", "thematique")

coordination = _entity(
    "coordination",
    _reference("contact", "contact"),
    _reference("employer", "territoire"),
    Column("fte", Text),
    Column("from_on", Text),
    Column("to_on", Text),
    Column("scope", Text),
)


action = _entity(
    "action",
    Column("reference", Text),
    Column("title", Text),
    Column("title_sort", Text),  # derived: `folding.sort_key` of the title
    _reference("main_ambition", "ambition"),
    _reference("structure", "territoire"),
    Column("description", Text),
    Column("priority", Text),
    Column("nature", Text),
    _reference("fiche_cadre", "fiche_cadre"),
    Column("confidential", Integer),
    Column("constat", Text),
    Column("objectifs", Text),
    Column("expected_results", Text),
    Column("publics_text", Text),
    _reference("pilote", "contact"),
    _reference("referent_technique", "contact"),
    _reference("elu_referent", "contact"),
    Column("partners_text", Text),
    Column("participation", Text),
    Column("starts_on", Text),
    Column("ends_on", Text),
    Column("recurring", Integer),
    Column("status", Text),
    Column("status_reason", Text),
    Column("blocked", Integer),
    Column("blocked_reason", Text),
    Column("completed_on", Text),
)

action_other_ambitions = _members("action", "other_ambitions", "ambition")
action_thematiques = _members("action", "thematiques", "thematique")
action_linked_frames = _members("action", "linked_frames", "linked_frame")
action_linked_actions = _members("action", "linked_actions", "action")
action_publics = _members("action", "publics", "public")
action_territoires = _members("action", "territoires", "territoire")
action_partners = _members("action", "partners", "institution")

etape = _entity(
    "etape",
    _reference("action", "action"),
    Column("title", Text),
    Column("due_on", Text),
    Column("done_on", Text),
    Column("responsible", Text),
    Column("order", Integer),
)


budget_line = _entity(
    "budget_line",
    _reference("action", "action"),
    Column("label", Text),
    Column("year", Integer),
    Column("kind", Text),
    Column("unit", Text),
    Column("planned", Text),
    Column("actual", Text),
)


financement = _entity(
    "financement",
    _reference("action", "action"),
    Column("year", Integer),
    _reference("funder", "institution"),
    Column("funder_text", Text),
    Column("scheme", Text),
    Column("requested", Text),
    Column("granted", Text),
    Column("paid", Text),
)


indicateur = _entity(
    "indicateur",
    _reference("action", "action"),
    _reference("ambition", "ambition"),
    Column("label", Text),
    Column("definition", Text),
    Column("nature", Text),
    Column("family", Text),
    Column("unit", Text),
    Column("direction", Text),
    Column("origin_value", Text),
    Column("origin_year", Integer),
    Column("target_value", Text),
    Column("target_year", Integer),
    Column("source", Text),
    Column("frequency", Text),
    Column("order", Integer),
)


mesure = _entity(
    "mesure",
    _reference("indicateur", "indicateur"),
    _reference("structure", "territoire"),
    Column("year", Integer),
    Column("measured_on", Text),
    Column("value", Text),
    Column("appreciation", Integer),
    Column("appreciation_text", Text),
    Column("comment", Text),
    Column("evidence", Text),
)


suivi_note = _entity(
    "suivi_note",
    _reference("action", "action"),
    Column("noted_on", Text),
    Column("text", Text),
    Column("author", Text),
    Column("origin", Text),
    _reference("corrects", "suivi_note"),
)


# -------------------------------------------------------------------------------- indexes

for _child in (etape, budget_line, financement, indicateur, suivi_note):
    Index(None, _child.c.action)
Index(None, mesure.c.indicateur)
Index(None, membership.c.member)
Index(None, membership.c.sivom)
Index(None, engagement.c.territoire)
Index(None, coordination.c.employer)
Index(None, action.c.deleted, action.c.title_sort, action.c.id)
Index(None, action.c.deleted, action.c.reference, action.c.id)
Index(None, action.c.deleted, action.c.starts_on, action.c.id)
Index(None, action.c.deleted, action.c.ends_on, action.c.id)
for _group in (action.c.status, action.c.priority, action.c.structure, action.c.main_ambition):
    Index(None, action.c.deleted, _group, action.c.reference, action.c.id)
Index(None, action.c.deleted, action.c.pilote, action.c.ends_on, action.c.id)
