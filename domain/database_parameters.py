"""What every PostgreSQL of ours is set to."""

from collections.abc import Mapping
from types import MappingProxyType

_SLOW_STATEMENT_MILLISECONDS = 1000
PARAMETERS: Mapping[str, str] = MappingProxyType(
    {
        "rds.force_ssl": "1",
        "ssl_min_protocol_version": "TLSv1.2",
        "password_encryption": "scram-sha-256",
        "rds.accepted_password_auth_method": "scram",
        "log_min_duration_statement": str(_SLOW_STATEMENT_MILLISECONDS),
        "log_lock_waits": "1",
        # Who came and who changed what, also who may do what: the audit extension tells grants and roles apart.
        "log_connections": "1",
        "log_disconnections": "1",
        "log_statement": "ddl",
        "shared_preload_libraries": "pg_stat_statements,pgaudit",
        "pgaudit.log": "ddl,role",
    }
)
"""By the names that RDS has for them, which are PostgreSQL's where they have no dot."""

_EXTENSIONS = "shared_preload_libraries"


def plain_parameters() -> dict[str, str]:
    """What a PostgreSQL that is not RDS's is set to: without what RDS alone knows, and without its extensions."""
    return {name: value for name, value in PARAMETERS.items() if "." not in name and name != _EXTENSIONS}
