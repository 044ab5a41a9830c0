"""The outbox: events that are stored with what they tell of, and sent afterwards, in order for each key.

An event's place is given under a lock of its key, so that places are in the order of commits. Only the first open
event of a key can be claimed. A claim is a lease: who dies with it loses it, and what he settles late is refused. What
failed too often is dead, told from what waits, and no longer in the way of its key; the places that receivers see have
a gap then.
"""

from alembic import op

revision = "e06"
down_revision = "e05"

phase = "expand"
scope = "tenant"
oldest_release = "0.1.0"


def upgrade() -> None:
    """Make the events, and the five things that are done with them."""
    op.execute("""
        CREATE TABLE outbox_key (
            workspace_id text NOT NULL REFERENCES workspace,
            ordering_key text NOT NULL,
            position bigint NOT NULL,
            PRIMARY KEY (workspace_id, ordering_key)
        ) WITH (fillfactor = 50)
    """)
    op.execute("""
        CREATE TABLE outbox_event (
            workspace_id text NOT NULL REFERENCES workspace,
            id uuid NOT NULL,
            ordering_key text NOT NULL CHECK (ordering_key <> ''),
            position bigint NOT NULL,
            type text NOT NULL CHECK (type <> ''),
            source text NOT NULL CHECK (source <> ''),
            subject text CHECK (subject <> ''),
            occurred_at timestamptz NOT NULL,
            data text NOT NULL CHECK (data IS JSON),
            state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'claimed', 'delivered', 'dead')),
            attempts bigint NOT NULL DEFAULT 0,
            due_at timestamptz NOT NULL DEFAULT now(),
            claimed_by text,
            settled_at timestamptz,
            last_problem text,
            PRIMARY KEY (workspace_id, id),
            UNIQUE (workspace_id, ordering_key, position)
        ) WITH (fillfactor = 70)
    """)
    for table in ("outbox_key", "outbox_event"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY entered ON {table} USING (workspace_id = (SELECT current_workspace()))")
    op.execute("""
        CREATE FUNCTION publish_event(
            type text, source text, ordering_key text, data text, subject text DEFAULT NULL, id uuid DEFAULT new_id()
        ) RETURNS uuid
        LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
            WITH place AS (
                INSERT INTO outbox_key AS known (workspace_id, ordering_key, position)
                VALUES (current_workspace(), $3, 1)
                ON CONFLICT (workspace_id, ordering_key) DO UPDATE SET position = known.position + 1
                RETURNING known.position
            )
            INSERT INTO outbox_event
                (workspace_id, id, ordering_key, position, type, source, subject, occurred_at, data)
            SELECT current_workspace(), $6, $3, place.position, $1, $2, $5, now(), $4 FROM place RETURNING id
        $body$
    """)
    # CloudEvents 1.0 in JSON; `partitionkey` and `sequence` are its registered extensions.
    op.execute("""
        CREATE FUNCTION cloud_event(event outbox_event) RETURNS jsonb
        LANGUAGE sql STABLE SET search_path FROM CURRENT AS $body$
            SELECT jsonb_strip_nulls(jsonb_build_object(
                'specversion', '1.0', 'id', event.id, 'source', event.source, 'type', event.type,
                'subject', event.subject, 'time', <operations>.instant_text(event.occurred_at),
                'datacontenttype', 'application/json', 'partitionkey', event.ordering_key,
                'sequence', lpad(event.position::text, 20, '0'), 'workspaceid', event.workspace_id
            )) || jsonb_build_object('data', event.data::jsonb)
        $body$
    """)
    op.execute("""
        CREATE FUNCTION claim_events(worker text, most integer, lease interval DEFAULT '1 minute')
        RETURNS TABLE (id uuid, attempt bigint, envelope jsonb)
        LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
            WITH claimable AS (
                SELECT event.workspace_id, event.id FROM outbox_event AS event
                WHERE event.workspace_id = current_workspace() AND event.state IN ('pending', 'claimed')
                    AND event.due_at <= clock_timestamp()
                    AND NOT EXISTS (
                        SELECT FROM outbox_event AS earlier
                        WHERE earlier.workspace_id = event.workspace_id AND earlier.ordering_key = event.ordering_key
                            AND earlier.position < event.position AND earlier.state IN ('pending', 'claimed')
                    )
                ORDER BY event.due_at, event.id LIMIT most
                FOR UPDATE OF event SKIP LOCKED
            )
            UPDATE outbox_event AS event
            SET state = 'claimed', attempts = event.attempts + 1, claimed_by = worker,
                due_at = clock_timestamp() + lease -- when somebody else may have it
            FROM claimable
            WHERE event.workspace_id = claimable.workspace_id AND event.id = claimable.id
            RETURNING event.id, event.attempts, cloud_event(event)
        $body$
    """)
    # The wait doubles up to five minutes; half of it is chance, so that what failed together does not return together.
    op.execute("""
        CREATE FUNCTION settle_event(
            event uuid, worker text, attempt bigint, problem text DEFAULT NULL, most_attempts bigint DEFAULT 10
        ) RETURNS text
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
        DECLARE settled text;
        BEGIN
            UPDATE outbox_event AS known SET
                state = CASE WHEN problem IS NULL THEN 'delivered'
                    WHEN known.attempts >= most_attempts THEN 'dead' ELSE 'pending' END,
                due_at = clock_timestamp()
                    + least(300, power(2, least(known.attempts, 20) - 1)) * (0.5 + random() / 2) * interval '1 second',
                settled_at = clock_timestamp(), claimed_by = NULL, last_problem = problem
            WHERE known.id = event AND known.state = 'claimed' AND known.claimed_by = worker
                AND known.attempts = attempt
            RETURNING state INTO settled;
            IF settled IS NULL THEN
                RAISE EXCEPTION 'event % is not claimed by % in attempt %', event, worker, attempt
                    USING ERRCODE = 'object_not_in_prerequisite_state';
            END IF;
            RETURN settled;
        END $body$
    """)
    op.execute("""
        CREATE FUNCTION revive_event(event uuid) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
        BEGIN
            UPDATE outbox_event SET state = 'pending', attempts = 0, due_at = clock_timestamp()
            WHERE id = event AND state = 'dead';
            IF NOT FOUND THEN
                RAISE EXCEPTION 'event % is not dead', event USING ERRCODE = 'object_not_in_prerequisite_state';
            END IF;
        END $body$
    """)
    op.execute("GRANT SELECT ON outbox_event TO <member>")
    op.execute("GRANT EXECUTE ON FUNCTION publish_event, claim_events, settle_event, revive_event TO <member>")


def downgrade() -> None:
    """Forget all events; only ever tried, never done."""
    op.execute("DROP FUNCTION revive_event, settle_event, claim_events, cloud_event, publish_event")
    op.execute("DROP TABLE outbox_event, outbox_key")
