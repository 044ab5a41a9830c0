"""What a target looks like: one hash over its catalogue, so that a change by hand is a difference."""

import hashlib

from database.connection import Connection
from database.target import Target

_LINES = """
    WITH place AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY(%s))
    SELECT concat_ws(' ', 'schema', nspname, n.nspowner::regrole, n.nspacl)
    FROM pg_namespace AS n JOIN place USING (oid, nspname)
    UNION ALL
    SELECT concat_ws(' ', 'relation', nspname, relname, relkind, relowner::regrole, relrowsecurity,
        relforcerowsecurity, reloptions, relacl)
    FROM pg_class JOIN place ON place.oid = relnamespace
    UNION ALL
    SELECT concat_ws(' ', 'column', nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull,
        attacl, pg_get_expr(adbin, adrelid))
    FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid JOIN place ON place.oid = relnamespace
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attnum > 0 AND NOT attisdropped AND relkind <> 'i'
    UNION ALL
    SELECT concat_ws(' ', 'constraint', nspname, conrelid::regclass, conname, convalidated, pg_get_constraintdef(c.oid))
    FROM pg_constraint AS c JOIN place ON place.oid = connamespace
    UNION ALL
    SELECT concat_ws(' ', 'index', pg_get_indexdef(indexrelid), indisvalid)
    FROM pg_index JOIN pg_class AS c ON c.oid = indrelid JOIN place ON place.oid = relnamespace
    UNION ALL
    SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), tgenabled)
    FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid JOIN place ON place.oid = relnamespace
    WHERE NOT tgisinternal OR tgenabled = 'D' -- others' foreign keys hang triggers on what they refer to
    UNION ALL
    SELECT concat_ws(' ', 'policy', nspname, relname, polname, polcmd, polpermissive, polroles::regrole[],
        pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    FROM pg_policy JOIN pg_class AS c ON c.oid = polrelid JOIN place ON place.oid = relnamespace
    UNION ALL
    SELECT concat_ws(' ', 'function', p.proowner::regrole, p.proacl, pg_get_functiondef(p.oid))
    FROM pg_proc AS p JOIN place ON place.oid = pronamespace WHERE prokind = 'f'
    ORDER BY 1
"""


def shape_of(connection: Connection, target: Target) -> str:
    """Hash the catalogue of a target's schemas, inside of a transaction: names have to come with their schemas."""
    connection.execute("SELECT set_config('search_path', 'pg_catalog', true)")
    schemas = [target.schema, *([target.operations] if target.whole_database else [])]
    made = hashlib.sha256()
    for (line,) in connection.execute(_LINES, (schemas,)):
        made.update(f"{line}\n".encode())
    return made.hexdigest()
