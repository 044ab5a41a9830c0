"""Rows that the application needs and none of its processes writes: each tenant in its registry.

Rows of other tables refer to these, and the control plane ends at its start where its own is missing.
"""

import psycopg

from ops.operations.access.bootstrap import Told
from ops.operations.access.entrance import Entrance
from ops.operations.error import OperationError

TABLE = "workspace_registry"
"""The registry of the tenants, which is the application's."""


def register(entrance: Entrance, told: Told) -> None:
    """Register the tenants of the plan; those that are there already stay as they are."""
    registration = entrance.plan.registration
    if registration is None:
        raise OperationError("registration: the plan has none; it names the login that writes and the tenants")
    database = entrance.plan.login(registration.login).database
    with entrance.by_token(registration.login, database) as connection:
        for tenant in registration.tenants:
            try:
                done = connection.execute(
                    f"INSERT INTO {TABLE} (tenant_id) VALUES (%s) ON CONFLICT DO NOTHING",  # noqa: S608 # our own name
                    (tenant,),
                )
            except psycopg.errors.UndefinedTable:
                raise OperationError(f"{database}: has no table {TABLE} yet; run the migration first") from None
            told(f"{tenant}: {'registered' if done.rowcount else 'was registered'}")
