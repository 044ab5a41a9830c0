"""What is claimed is found among the open events, however many were delivered before.

Built beside running writers, and so outside of a transaction: a build that was cut short leaves an index that is not
valid, which the runner removes before it tries again.
"""

from alembic import op

revision = "e07"
down_revision = "e06"

phase = "expand"
scope = "tenant"
oldest_release = "0.1.0"
transactional = False


def upgrade() -> None:
    """Build the index."""
    op.execute("""
        CREATE INDEX CONCURRENTLY IF NOT EXISTS outbox_event_open
        ON outbox_event (workspace_id, ordering_key, position) WHERE state IN ('pending', 'claimed')
    """)


def downgrade() -> None:
    """Remove the index."""
    op.execute("DROP INDEX CONCURRENTLY outbox_event_open")
