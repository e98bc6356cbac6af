"""The first schema: the log, its projection, who works here, the search index.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION_ID = 0x43544744

# The tables of entities: column, column# (a whole number), column>table (a reference).
ENTITIES = {
    "territoire": (
        "kind name code insee siren population# total_population# population_year# "
        "postal_codes longitude latitude parent>territoire"
    ),
    "membership": ("member>territoire sivom>territoire competence from_on to_on source to_verify#"),
    "engagement": "territoire>territoire status deliberated_on number document comment",
    "convention": (
        "title short_title rank first_year# last_year# signed_on presentation purpose "
        "method steering commitment results spokesperson level1_singular level1_plural "
        "level2_singular level2_plural communes_total# communes_engaged# local_posts# "
        "local_fte overall_posts# overall_fte issuer version# issued_on"
    ),
    "objective": "convention>convention title text order#",
    "enjeu": "convention>convention number title text colour order#",
    "ambition": "enjeu>enjeu number title text colour order#",
    "thematique": "code label active# order#",
    "public": "code label active# order#",
    "linked_frame": "title text order#",
    "key_figure": "label value unit as_of source order#",
    "fiche_cadre": "number title text order#",
    "institution": "name acronym kind address phone email site origin order#",
    "signatory": ("convention>convention institution>institution role reason is_new# order#"),
    "contact": (
        "given_name family_name function service email landline mobile "
        "institution>institution favourite# origin structure>territoire source "
        "verified_on active# order# erased#"
    ),
    "coordination": "contact>contact employer>territoire fte from_on to_on scope",
    "action": (
        "reference title title_sort main_ambition>ambition structure>territoire "
        "description priority nature fiche_cadre>fiche_cadre confidential# constat "
        "objectifs expected_results publics_text pilote>contact "
        "referent_technique>contact elu_referent>contact partners_text participation "
        "starts_on ends_on recurring# status status_reason blocked# blocked_reason "
        "completed_on"
    ),
    "etape": "action>action title due_on done_on responsible order#",
    "budget_line": "action>action label year# kind unit planned actual",
    "financement": (
        "action>action year# funder>institution funder_text scheme requested granted paid"
    ),
    "indicateur": (
        "action>action ambition>ambition label definition nature family unit direction "
        "origin_value origin_year# target_value target_year# source frequency order#"
    ),
    "mesure": (
        "indicateur>indicateur structure>territoire year# measured_on value "
        "appreciation# appreciation_text comment evidence"
    ),
    "suivi_note": "action>action noted_on text author origin corrects>suivi_note",
}

# The tables of multi-valued fields: entity, field, entity of the members.
MEMBERS = (
    ("fiche_cadre", "ambitions", "ambition"),
    ("contact", "territoires", "territoire"),
    ("contact", "thematiques", "thematique"),
    ("action", "other_ambitions", "ambition"),
    ("action", "thematiques", "thematique"),
    ("action", "linked_frames", "linked_frame"),
    ("action", "linked_actions", "action"),
    ("action", "publics", "public"),
    ("action", "territoires", "territoire"),
    ("action", "partners", "institution"),
)

INDEXES = (
    ("action", "deleted", "ends_on", "id"),
    ("action", "deleted", "main_ambition", "reference", "id"),
    ("action", "deleted", "pilote", "ends_on", "id"),
    ("action", "deleted", "priority", "reference", "id"),
    ("action", "deleted", "reference", "id"),
    ("action", "deleted", "starts_on", "id"),
    ("action", "deleted", "status", "reference", "id"),
    ("action", "deleted", "structure", "reference", "id"),
    ("action", "deleted", "title_sort", "id"),
    ("budget_line", "action"),
    ("change", "gesture"),
    ("change", "row"),
    ("change_parent", "incarnation", "sequence"),
    ("coordination", "employer"),
    ("engagement", "territoire"),
    ("etape", "action"),
    ("financement", "action"),
    ("gesture", "incarnation"),
    ("indicateur", "action"),
    ("membership", "member"),
    ("membership", "sivom"),
    ("mesure", "indicateur"),
    ("suivi_note", "action"),
)

GUARDS = (
    "CREATE TRIGGER change_never_rewritten BEFORE UPDATE OF id, incarnation, sequence, gesture,"
    ' entity, "row", field, member, previous_hash, hash ON change'
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER change_never_deleted BEFORE DELETE ON change"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER gesture_never_deleted BEFORE DELETE ON gesture"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
)

SEARCH = (
    "CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1,"
    " prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
)


def upgrade() -> None:
    """Make every table in an empty base."""
    op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    create_log()
    create_bookkeeping()
    for name, columns in ENTITIES.items():
        create_entity(name, columns.split())
    for entity, field, target in MEMBERS:
        create_members(entity, field, target)
    for table, *indexed in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(indexed)}", table, indexed)
    op.create_index(
        "ix_change_latest",
        "change",
        ["row", "field", "member"],
        sqlite_where=sa.text("latest = 1"),
    )
    for statement in (*GUARDS, SEARCH):
        op.execute(statement)


def whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Return a column of text."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def link(table: str, column: str, target: str) -> sa.Constraint:
    """Return the foreign key of a column."""
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def create_log() -> None:
    """Make the four tables of the log."""
    op.create_table(
        "incarnation",
        whole("id"),
        text("uuid"),
        text("person"),
        text("structure", nullable=True),
        whole("started_ms"),
        whole("publication", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incarnation"),
        sa.UniqueConstraint("uuid", name="uq_incarnation_uuid"),
    )
    op.create_table(
        "gesture",
        whole("id"),
        text("uuid"),
        whole("incarnation"),
        text("label"),
        text("author"),
        whole("ms"),
        whole("counter"),
        text("reason", nullable=True),
        text("undoes", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_gesture"),
        sa.UniqueConstraint("uuid", name="uq_gesture_uuid"),
        link("gesture", "incarnation", "incarnation"),
    )
    op.create_table(
        "change",
        whole("id"),
        whole("incarnation"),
        whole("sequence"),
        whole("gesture"),
        *(text(name) for name in ("entity", "row", "field", "member")),
        # No affinity: text stays text, a number a number.
        sa.Column("value", sa.BLOB()),
        sa.Column("previous", sa.BLOB()),
        text("salt"),
        text("digest", nullable=True),
        text("previous_hash"),
        text("hash"),
        whole("latest"),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.UniqueConstraint("incarnation", "sequence", name="uq_change_incarnation_sequence"),
        link("change", "incarnation", "incarnation"),
        link("change", "gesture", "gesture"),
    )
    op.create_table(
        "change_parent",
        whole("change"),
        whole("incarnation"),
        whole("sequence"),
        sa.PrimaryKeyConstraint("change", "incarnation", "sequence", name="pk_change_parent"),
        link("change_parent", "change", "change"),
        link("change_parent", "incarnation", "incarnation"),
        sqlite_with_rowid=False,
    )


def create_bookkeeping() -> None:
    """Make the tables that are neither log nor entity."""
    op.create_table(
        "installation",
        whole("id"),
        text("incarnation"),
        text("person"),
        text("structure", nullable=True),
        text("place"),
        whole("demonstration"),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.create_table(
        "conflict",
        *(text(name) for name in ("row", "field", "member", "entity")),
        sa.PrimaryKeyConstraint("row", "field", "member", name="pk_conflict"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_row",
        whole("id"),
        text("entity"),
        text("row"),
        sa.PrimaryKeyConstraint("id", name="pk_search_row"),
        sa.UniqueConstraint("row", name="uq_search_row_row"),
    )


def create_entity(name: str, columns: list[str]) -> None:
    """Make the table of an entity: its identity, its tombstone, its fields."""
    parts = [column.partition(">") for column in columns]
    op.create_table(
        name,
        text("id"),
        whole("deleted", nullable=True),
        *(
            whole(column[:-1], nullable=True)
            if column.endswith("#")
            else text(column, nullable=True)
            for column, _, _ in parts
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(link(name, column, target) for column, _, target in parts if target),
    )


def create_members(entity: str, field: str, target: str) -> None:
    """Make the table of a multi-valued field: which members each row has."""
    name = f"{entity}_{field}"
    op.create_table(
        name,
        text("row"),
        text("member"),
        sa.PrimaryKeyConstraint("row", "member", name=f"pk_{name}"),
        link(name, "row", entity),
        link(name, "member", target),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{name}_member", name, ["member"])
