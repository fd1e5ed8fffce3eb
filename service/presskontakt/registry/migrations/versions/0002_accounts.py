"""Accounts: people, their sessions, links and browsers, and tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("contact", sa.String(64), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("is_suspended", sa.Boolean, nullable=False),
        sa.UniqueConstraint("organisation", "name", name="person_name"),
        sa.UniqueConstraint("organisation", "subject", name="person_subject"),
        sqlite_autoincrement=True,
    )
    _of_a_person("session", ("began_at", sa.String(27)), ("seen_at", sa.String(27)), ("how", sa.String(20)))
    _of_a_person("link", ("ends_at", sa.String(27)), ("is_near", sa.Boolean()))
    _of_a_person("browser", ("seen_at", sa.String(27)))
    op.create_table(
        "token",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=False),
        sa.Column("used_on", sa.Date),
        sa.UniqueConstraint("digest", name="token_digest"),
        sa.UniqueConstraint("organisation", "name", name="token_name"),
        sqlite_autoincrement=True,
    )


def _of_a_person(name: str, *columns: "tuple[str, sa.String | sa.Boolean]") -> None:
    op.create_table(
        name,
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("person", sa.Integer, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
        *(sa.Column(column, kind, nullable=False) for column, kind in columns),
    )
    op.create_index(f"ix_{name}_person", name, ["person"])
