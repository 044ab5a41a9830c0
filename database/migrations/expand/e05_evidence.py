"""The evidence log: rows that are only ever appended, without gaps, each with a hash over the one before.

The end of each workspace's chain is a row of its own, locked for as long as an append takes: writers of one workspace
wait for one another, those of others never do. The database gives number and hash, whoever inserts.
"""

from alembic import op

revision = "e05"
down_revision = "e04"

phase = "expand"
scope = "tenant"
oldest_release = "0.1.0"


def upgrade() -> None:
    """Make the log, its heads, what seals a row, and the one way to append."""
    # Half of a page is room for the next version of a row, which an append writes beside it.
    op.execute("""
        CREATE TABLE evidence_head (
            workspace_id text PRIMARY KEY REFERENCES workspace,
            number bigint NOT NULL,
            hash bytea NOT NULL
        ) WITH (fillfactor = 50)
    """)
    op.execute("""
        CREATE TABLE evidence_entry (
            workspace_id text NOT NULL REFERENCES workspace,
            number bigint NOT NULL,
            id uuid NOT NULL,
            occurred_at timestamptz NOT NULL CHECK (occurred_at BETWEEN '2000-01-01Z' AND '9000-01-01Z'),
            recorded_at timestamptz NOT NULL,
            kind text NOT NULL CHECK (kind <> ''),
            content text NOT NULL CHECK (content IS JSON OBJECT WITH UNIQUE KEYS),
            previous_hash bytea NOT NULL,
            hash bytea NOT NULL,
            PRIMARY KEY (workspace_id, number),
            UNIQUE (workspace_id, id) -- an append that is tried again is found out
        )
    """)
    for table in ("evidence_head", "evidence_entry"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY entered ON {table} USING (workspace_id = (SELECT current_workspace()))")
    op.execute("""
        CREATE FUNCTION seal_evidence() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
        DECLARE head evidence_head;
        BEGIN
            IF num_nonnulls(NEW.number, NEW.recorded_at, NEW.previous_hash, NEW.hash) > 0 THEN
                RAISE EXCEPTION 'number, time of record and hashes are given by the database'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            SELECT * INTO STRICT head FROM evidence_head WHERE workspace_id = NEW.workspace_id FOR UPDATE;
            NEW.number := head.number + 1;
            NEW.recorded_at := clock_timestamp();
            NEW.previous_hash := head.hash;
            NEW.hash := <operations>.chain_hash(
                head.hash, NEW.number, NEW.workspace_id, NEW.id::text,
                <operations>.instant_text(NEW.occurred_at),
                <operations>.instant_text(NEW.recorded_at), NEW.kind, NEW.content);
            RETURN NEW;
        END $body$
    """)
    # After the row is there, and only then: an insert that a conflict left out would have made a gap.
    op.execute("""
        CREATE FUNCTION advance_evidence() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
        BEGIN
            UPDATE evidence_head SET number = NEW.number, hash = NEW.hash WHERE workspace_id = NEW.workspace_id;
            RETURN NULL;
        END $body$
    """)
    # A chain begins with its workspace's name, so that none can stand for another.
    op.execute("""
        CREATE FUNCTION guard_evidence_head() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                NEW.number := 0;
                NEW.hash := sha256(convert_to('evidence ' || NEW.workspace_id, 'UTF8'));
            ELSIF NEW.workspace_id <> OLD.workspace_id OR NEW.number <> OLD.number + 1 OR NOT EXISTS (
                SELECT FROM evidence_entry
                WHERE workspace_id = NEW.workspace_id AND number = NEW.number
                    AND hash = NEW.hash AND previous_hash = OLD.hash
            ) THEN
                RAISE EXCEPTION 'the end of a chain moves by an append alone' USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NEW;
        END $body$
    """)
    op.execute("CREATE TRIGGER seal BEFORE INSERT ON evidence_entry FOR EACH ROW EXECUTE FUNCTION seal_evidence()")
    op.execute("CREATE TRIGGER advance AFTER INSERT ON evidence_entry FOR EACH ROW EXECUTE FUNCTION advance_evidence()")
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_entry
        FOR EACH STATEMENT EXECUTE FUNCTION <operations>.refuse_change()
    """)
    op.execute("""
        CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON evidence_head
        FOR EACH ROW EXECUTE FUNCTION guard_evidence_head()
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON evidence_head
        FOR EACH STATEMENT EXECUTE FUNCTION <operations>.refuse_change()
    """)
    # Also for sessions that play a replica and so fire no ordinary trigger.
    op.execute("""
        ALTER TABLE evidence_entry
            ENABLE ALWAYS TRIGGER seal, ENABLE ALWAYS TRIGGER advance, ENABLE ALWAYS TRIGGER append_only
    """)
    op.execute("ALTER TABLE evidence_head ENABLE ALWAYS TRIGGER guard, ENABLE ALWAYS TRIGGER append_only")
    op.execute("""
        CREATE FUNCTION append_evidence(
            kind text, content text, occurred_at timestamptz DEFAULT now(), id uuid DEFAULT new_id()
        ) RETURNS evidence_entry
        LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
            INSERT INTO evidence_entry (workspace_id, id, occurred_at, kind, content)
            VALUES (current_workspace(), $4, $3, $1, $2) RETURNING *
        $body$
    """)
    op.execute("""
        CREATE FUNCTION register_workspace(registered text, tier text) RETURNS void
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
        BEGIN
            INSERT INTO <operations>.workspace (id, tier, place)
            VALUES (registered, tier, '<schema>') ON CONFLICT DO NOTHING;
            IF NOT EXISTS (
                SELECT FROM <operations>.workspace AS known
                WHERE known.id = registered AND known.place = '<schema>' AND known.state = 'active'
            ) THEN
                RAISE EXCEPTION 'workspace % is registered in another place', registered
                    USING ERRCODE = 'unique_violation';
            END IF;
            PERFORM set_config('portarium.workspace', registered, true);
            PERFORM set_config('portarium.entered', extract(epoch FROM now())::text, true);
            INSERT INTO workspace (id) VALUES (registered) ON CONFLICT DO NOTHING;
            INSERT INTO evidence_head (workspace_id) VALUES (registered) ON CONFLICT DO NOTHING;
        END $body$
    """)
    op.execute("GRANT SELECT ON evidence_entry, evidence_head TO <member>")
    op.execute("GRANT EXECUTE ON FUNCTION append_evidence TO <member>")


def downgrade() -> None:
    """Forget all evidence; only ever tried, never done."""
    op.execute("DROP FUNCTION register_workspace, append_evidence")
    op.execute("DROP TABLE evidence_entry, evidence_head")
    op.execute("DROP FUNCTION seal_evidence, advance_evidence, guard_evidence_head")
