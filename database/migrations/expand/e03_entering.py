"""A transaction enters one workspace and sees its rows only; the next transaction of the same connection sees none.

What is entered is kept in settings of the session, because row-level security can read nothing else. A pooled
connection keeps such a setting where somebody made it with SET. So the setting counts only with the stamp of the
transaction that made it, and `now()` is the same within a transaction and never in the next one.
"""

from alembic import op

revision = "e03"
down_revision = "e02"

phase = "expand"
scope = "tenant"
oldest_release = "0.1.0"


def upgrade() -> None:
    """Make the workspaces of this target, and the way into one of them."""
    op.execute("""
        CREATE TABLE workspace (
            id text PRIMARY KEY REFERENCES <operations>.workspace
        )
    """)
    op.execute("""
        CREATE FUNCTION current_workspace() RETURNS text
        LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $body$
        BEGIN
            IF current_setting('portarium.entered', true) IS DISTINCT FROM extract(epoch FROM now())::text THEN
                RAISE EXCEPTION 'no workspace is entered in this transaction; call enter_workspace first'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN current_setting('portarium.workspace');
        END $body$
    """)
    # Forced: the owner's own functions see no more than who calls them.
    op.execute("ALTER TABLE workspace ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("""
        CREATE POLICY entered ON workspace USING (id = (SELECT current_workspace()))
    """)
    # Who verifies enters one workspace after the other and has to know which there are. Nobody signs in as the owner.
    op.execute("CREATE POLICY listed ON workspace FOR SELECT TO CURRENT_USER USING (true)")
    op.execute("""
        CREATE FUNCTION enter_workspace(entered text) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
        BEGIN
            IF entered IS NULL OR entered !~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,126}$' THEN
                RAISE EXCEPTION '% is not the id of a workspace', coalesce(quote_literal(left(entered, 60)), 'NULL')
                    USING ERRCODE = 'invalid_parameter_value';
            END IF;
            IF NOT EXISTS (SELECT FROM workspace WHERE id = entered) THEN
                RAISE EXCEPTION 'there is no workspace % here', entered USING ERRCODE = 'invalid_parameter_value';
            END IF;
            PERFORM set_config('portarium.workspace', entered, true);
            PERFORM set_config('portarium.entered', extract(epoch FROM now())::text, true);
        END $body$
    """)
    op.execute("GRANT EXECUTE ON FUNCTION current_workspace, enter_workspace TO <member>")


def downgrade() -> None:
    """Forget which workspaces there are."""
    op.execute("DROP FUNCTION enter_workspace")
    op.execute("DROP TABLE workspace")
    op.execute("DROP FUNCTION current_workspace")
