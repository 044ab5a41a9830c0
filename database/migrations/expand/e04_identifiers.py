"""Identifiers of version 7 (RFC 9562): in the order in which a session made them, and random beyond that.

PostgreSQL 18 makes them itself. Before, 60 bits of time come from the clock, or are one more than the last of this
session's where the clock has not gone on; the other 62 bits are random.
"""

from alembic import op

revision = "e04"
down_revision = "e03"

phase = "expand"
scope = "tenant"
oldest_release = "0.1.0"


def upgrade() -> None:
    """Make the function; it looks for the server's own when it is called, so that an upgrade needs no migration."""
    op.execute("""
        CREATE FUNCTION new_id() RETURNS uuid
        LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog AS $body$
        DECLARE
            microseconds bigint;
            tick bigint;
            last bigint;
            digits text;
        BEGIN
            IF to_regprocedure('pg_catalog.uuidv7()') IS NOT NULL THEN
                RETURN pg_catalog.uuidv7();
            END IF;
            microseconds := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
            -- Milliseconds in 48 bits, and the part of one in 12.
            tick := (microseconds / 1000) * 4096 + (microseconds % 1000) * 4096 / 1000;
            last := nullif(current_setting('portarium.last_tick', true), '')::bigint;
            tick := greatest(tick, last + 1);
            PERFORM set_config('portarium.last_tick', tick::text, false);
            digits := lpad(to_hex(tick), 15, '0');
            RETURN (
                left(digits, 12) || '7' || right(digits, 3)
                -- From here on a random identifier is one of any version.
                || substr(replace(gen_random_uuid()::text, '-', ''), 17)
            )::uuid;
        END $body$
    """)
    op.execute("GRANT EXECUTE ON FUNCTION new_id TO <member>")


def downgrade() -> None:
    """Make no more identifiers."""
    op.execute("DROP FUNCTION new_id")
