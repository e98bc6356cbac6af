"""The log of format 1: births and seals, wall clocks, what may be erased apart from its digest.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIRTH = {
    "format": sa.Integer,
    "convention": sa.Text,
    "key": sa.Text,
    "nonce": sa.Text,
    "person_salt": sa.Text,
    "person_digest": sa.Text,
    "continues": sa.Text,
    "continues_last": sa.Integer,
    "knew": sa.Text,
    "demonstration": sa.Integer,
    "signature": sa.Text,
    "whole_until": sa.Integer,
    "seed": sa.Text,
    "imported": sa.Integer,
}
GESTURE = {
    "wall_ms": sa.Integer,
    "author_salt": sa.Text,
    "author_digest": sa.Text,
    "reason_salt": sa.Text,
    "reason_digest": sa.Text,
    "received_ms": sa.Integer,
}
INSTALLATION = {"key": sa.Text, "authority": sa.Text}


def upgrade() -> None:
    """Add what the log holds from now on; what was written stays in format 0."""
    for table, columns in (
        ("incarnation", BIRTH),
        ("gesture", GESTURE),
        ("installation", INSTALLATION),
    ):
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind(), nullable=True))
    op.add_column(
        "change", sa.Column("counts", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.create_index(
        "ix_change_bare",
        "change",
        ["incarnation", "sequence"],
        sqlite_where=sa.text("salt = '' AND value IS NULL AND previous IS NULL"),
    )
    make_gestures_of_their_writer()
    op.execute("UPDATE incarnation SET format = 0 WHERE person != ''")
    op.execute("UPDATE incarnation SET imported = 1 WHERE publication IS NOT NULL")
    create_seals()


def make_gestures_of_their_writer() -> None:
    """Let a gesture be known by its writer too; SQLite changes no constraint in place."""
    with op.batch_alter_table("gesture", recreate="always") as batch:
        batch.drop_constraint("uq_gesture_uuid", type_="unique")
        batch.create_unique_constraint("uq_gesture_uuid_incarnation", ["uuid", "incarnation"])
    op.execute(
        "CREATE TRIGGER gesture_never_deleted BEFORE DELETE ON gesture"
        " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    )


def create_seals() -> None:
    """Make the tables of seals, of certificates and revocations, of forks and of arrivals."""
    op.create_table(
        "seal",
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "sequence", name="pk_seal"),
        sa.ForeignKeyConstraint(
            ["incarnation"], ["incarnation.id"], name="fk_seal_incarnation_incarnation"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper",
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("person_salt", sa.Text()),
        sa.PrimaryKeyConstraint("signature", name="pk_paper"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantine",
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "sequence", "hash", name="pk_quarantine"),
        sa.ForeignKeyConstraint(
            ["incarnation"], ["incarnation.id"], name="fk_quarantine_incarnation_incarnation"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("carrier", "name", "person", "structure")
        ),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("new", "known", "refused")),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arrival"),
    )
