"""The registry: heads, revisions over parts, rosters, drafts, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "head",
        sa.Column("organisation", sa.String(64), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("roster", sa.Integer, nullable=False),
    )
    op.create_table(
        "revision",
        sa.Column("organisation", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("parent", sa.String(64), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("is_emergency", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("published_at", sa.String(27), nullable=False),
        sa.Column("parts", sa.Text, nullable=False),
        sa.UniqueConstraint("digest", name="revision_digest"),
    )
    op.create_table(
        "part",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("contact", sa.String(64), nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.Column("erased_at", sa.String(27)),
    )
    op.create_index("part_contact", "part", ["organisation", "contact"])
    op.create_table(
        "roster",
        sa.Column("organisation", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("set_at", sa.String(27), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("waits_for", sa.String(20), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("due_at", sa.String(27)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary),
        sqlite_autoincrement=True,
    )
    op.create_index("draft_waiting", "draft", ["state", "organisation", "due_at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("contact", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_organisation", "audit", ["organisation", "id"])
