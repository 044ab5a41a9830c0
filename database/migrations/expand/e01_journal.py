"""The journal of operations, a chain of hashes; and the hash that every chain here is made of.

The hash is over the previous one, the number and each field with its length before it, so that no two rows have the
same bytes. Whoever checks a chain computes it anew (database/chain.py) and takes no function's word for it.
"""

from alembic import op

revision = "e01"
down_revision = None
branch_labels = ("expand",)

phase = "expand"
scope = "global"
oldest_release = "0.1.0"


def upgrade() -> None:
    """Make the hash, the refusal that every append-only table has, and the journal."""
    op.execute("""
        CREATE FUNCTION chain_hash(previous bytea, number bigint, VARIADIC fields text[]) RETURNS bytea
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN sha256(previous || convert_to(
            number || ';' || (
                SELECT string_agg(coalesce(octet_length(field) || ':' || field, '-') || ',', '' ORDER BY position)
                FROM unnest(fields) WITH ORDINALITY AS part (field, position)
            ), 'UTF8'))
    """)
    # The session's zone and its style of dates must not reach a hash.
    op.execute("""
        CREATE FUNCTION instant_text(instant timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
        RETURN to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    """)
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            RAISE EXCEPTION '%.%: rows are only ever appended; % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END $body$
    """)
    op.execute("""
        CREATE TABLE journal (
            number bigint PRIMARY KEY,
            recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            recorded_by text NOT NULL,
            target text NOT NULL,
            revision text NOT NULL,
            phase text NOT NULL,
            event text NOT NULL CHECK (event IN ('started', 'applied', 'failed')),
            digest text NOT NULL, -- SHA-256 of the statements as they were executed
            from_revision text,
            to_revision text,
            milliseconds bigint,
            error text,
            shape text, -- SHA-256 of the target's catalogue after the step
            previous_hash bytea NOT NULL,
            hash bytea NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE journal_head (
            only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
            number bigint NOT NULL,
            hash bytea NOT NULL
        )
    """)
    op.execute("INSERT INTO journal_head (number, hash) VALUES (0, sha256('journal'))")
    # The head is locked until the end of the transaction: the next writer waits, and numbers have no gaps.
    op.execute("""
        CREATE FUNCTION seal_journal() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
        DECLARE head journal_head;
        BEGIN
            SELECT * INTO STRICT head FROM journal_head FOR UPDATE;
            NEW.number := head.number + 1;
            NEW.previous_hash := head.hash;
            NEW.hash := chain_hash(
                head.hash, NEW.number, instant_text(NEW.recorded_at), NEW.recorded_by, NEW.target, NEW.revision,
                NEW.phase, NEW.event, NEW.digest, NEW.from_revision, NEW.to_revision, NEW.milliseconds::text,
                NEW.error, NEW.shape);
            RETURN NEW;
        END $body$
    """)
    op.execute("""
        CREATE FUNCTION advance_journal() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
        BEGIN
            UPDATE journal_head SET number = NEW.number, hash = NEW.hash;
            RETURN NULL;
        END $body$
    """)
    op.execute("""
        CREATE TRIGGER seal BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION seal_journal()
    """)
    op.execute("""
        CREATE TRIGGER advance AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION advance_journal()
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)
    # Also for sessions that play a replica and so fire no ordinary trigger.
    op.execute("""
        ALTER TABLE journal
            ENABLE ALWAYS TRIGGER seal, ENABLE ALWAYS TRIGGER advance, ENABLE ALWAYS TRIGGER append_only
    """)


def downgrade() -> None:
    """Forget the journal; only ever tried, never done."""
    op.execute("DROP TABLE journal, journal_head")
    op.execute("DROP FUNCTION seal_journal, advance_journal, refuse_change, instant_text, chain_hash")
