"""Documents in the one table that everything of a workspace is kept in."""

import json
from typing import Any

from tests.application.database import Pool

_WRITE = """
INSERT INTO domain_documents (tenant_id, workspace_id, collection, document_id, payload)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, collection, document_id)
DO UPDATE SET payload = EXCLUDED.payload, updated_at = now()
"""
_READ = "SELECT payload FROM domain_documents WHERE tenant_id = %s AND collection = %s AND document_id = %s"


class Documents:
    """Reads and writes; the foreign key demands that the workspace is registered."""

    def __init__(self, pool: Pool) -> None:
        """Keep them behind some connections."""
        self._pool = pool

    def write(self, workspace: str, collection: str, name: str, payload: dict[str, Any]) -> None:
        """Keep a document."""
        with self._pool.connection() as connection:
            connection.execute(_WRITE, (workspace, workspace, collection, name, json.dumps(payload)))

    def read(self, workspace: str, collection: str, name: str) -> dict[str, Any] | None:
        """Give a document, or nothing."""
        with self._pool.connection() as connection:
            found = connection.execute(_READ, (workspace, collection, name)).fetchone()
        return found[0] if found else None

    def seed(self, workspace: str) -> None:
        """Write the policy and the user that every start writes, in production too."""
        self.write(workspace, "policies", "default-governance", {"policyId": "default-governance", "active": True})
        self.write(workspace, "workspace-users", "dev-user", {"userId": "dev-user", "roles": ["admin"]})
