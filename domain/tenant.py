"""Tenants: where the rows of a workspace lie, and what holds them is called.

The application has a second scale with the same letters, for the namespaces of its workers (its ADR-0106), which
counts the other way round. This one is of data, and is called so wherever it is set.
"""

from typing import ClassVar, Literal

from domain.project import PROJECT
from domain.text import Text

DataTier = Literal["A", "B", "C"]
"""A: rows of shared tables; B: a schema and a role of its own; C: a database of its own."""

OwnTier = Literal["B", "C"]
"""The tiers of which each tenant has something of its own, and so stands in infra/tenants.json."""

SHARED = "shared"
"""What the shared tables are called among the targets; no tenant is called so."""
OWNER = "portarium_owner"
"""Whom everything of the owned schema belongs to; nobody signs in as it."""
MEMBER = "portarium_member"
"""Who may read and append in the shared tables."""
OPERATIONS = "portarium_operations"
"""The schema of what each database has once: the journal and the register of workspaces."""
RECORDS = "portarium_records"
"""The schema of the shared tables, and of a tenant's in a database of its own."""

LONGEST_NAME = 63
"""The bytes that PostgreSQL keeps of a name; it cuts what is longer without a word."""


class TenantId(Text):
    """A tenant or a workspace, as the application names it."""

    pattern: ClassVar[str] = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,126}"
    expected: ClassVar[str] = "the id of a tenant (letters, digits, dots, underscores and hyphens)"
    example: ClassVar[str] = "acme-robotics"


def schema_of(tenant: TenantId) -> str:
    """Return the schema of a tenant of tier B, which is also what its role is called in B and C."""
    return _kept(tenant, f"tenant_{_folded(tenant)}")


def database_of(tenant: TenantId) -> str:
    """Return the database of a tenant of tier C."""
    return _kept(tenant, f"{PROJECT}_tenant_{_folded(tenant)}")


def _folded(tenant: str) -> str:
    """As a name that needs no quotes; several ids may become the same."""
    return "".join(letter if letter.isalnum() else "_" for letter in tenant.lower())


def _kept(tenant: str, name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise ValueError(f"{tenant}: {name} is longer than the {LONGEST_NAME} bytes of a name; take a shorter id")
    return name
