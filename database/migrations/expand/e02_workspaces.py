"""Which workspaces there are in a database, and in which tier: rows for tier A, what holds them for the others."""

from alembic import op

revision = "e02"
down_revision = "e01"

phase = "expand"
scope = "global"
oldest_release = "0.1.0"


def upgrade() -> None:
    """Make the register."""
    op.execute("""
        CREATE TABLE workspace (
            id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,126}$'),
            tier text NOT NULL CHECK (tier IN ('A', 'B', 'C')),
            place text NOT NULL, -- the schema that its rows are in
            state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'removing', 'removed')),
            changed_at timestamptz NOT NULL DEFAULT now()
        )
    """)


def downgrade() -> None:
    """Forget the register."""
    op.execute("DROP TABLE workspace")
