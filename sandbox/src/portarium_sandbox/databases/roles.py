"""The roles that RDS has in each instance, in SQL: who its administrator is, and what a master user may do.

The master user is no superuser: it is a member of `rds_superuser`, may make roles and databases, and may grant what
`rds_superuser` may grant.
"""

ADMINISTRATOR = "rdsadmin"
"""RDS's own superuser, which nobody else can be; also the name of its database."""
IAM = "rds_iam"
"""Whose members sign in with a token of IAM."""
SUPERUSER = "rds_superuser"

_GRANTABLE = (
    *("pg_monitor", "pg_signal_backend", "pg_checkpoint", "pg_read_all_data", "pg_write_all_data"),
    *("pg_use_reserved_connections", "pg_create_subscription", "rds_replication", "rds_password", IAM),
)

BEFORE_THE_FIRST_START: tuple[str, ...] = (
    f"CREATE DATABASE {ADMINISTRATOR};",
    f"REVOKE ALL ON DATABASE {ADMINISTRATOR} FROM PUBLIC;",
    f"CREATE ROLE {SUPERUSER};",
    f"CREATE ROLE {IAM};",
    "CREATE ROLE rds_replication REPLICATION;",
    "CREATE ROLE rds_password;",
    *(f"GRANT {role} TO {SUPERUSER} WITH ADMIN OPTION;" for role in _GRANTABLE),
)


def identifier(name: str) -> str:
    """A name, quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text, quoted for SQL."""
    return "'" + text.replace("'", "''") + "'"


def finding_role(name: str) -> str:
    """What finds a role, if it is there."""
    return f"SELECT 1 FROM pg_roles WHERE rolname = {literal(name)}"  # noqa: S608 # quoted above


def finding_database(name: str) -> str:
    """What finds a database, if it is there."""
    return f"SELECT 1 FROM pg_database WHERE datname = {literal(name)}"  # noqa: S608 # quoted above


def master(name: str, password: str, *, exists: bool) -> str:
    """What makes the master user, or gives it its password."""
    verb = "ALTER" if exists else "CREATE"
    made = (
        f"{verb} ROLE {identifier(name)} LOGIN NOSUPERUSER INHERIT CREATEDB CREATEROLE NOREPLICATION "
        f"PASSWORD {literal(password)} VALID UNTIL 'infinity'"
    )
    # A member of `rds_superuser` may make others such members.
    return f"{made}; GRANT {SUPERUSER} TO {identifier(name)} WITH ADMIN OPTION"
