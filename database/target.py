"""What migrations run on: the shared tables, the schema of a tenant, or a tenant's database."""

from __future__ import annotations

from dataclasses import dataclass

from domain.project import PROJECT
from domain.tenant import MEMBER, OPERATIONS, RECORDS, SHARED, DataTier, TenantId, database_of, schema_of


@dataclass(frozen=True, kw_only=True)
class Target:
    """A place with tables of its own."""

    name: str
    """What the journal calls it."""
    tier: DataTier
    database: str
    schema: str
    """The schema of its tables."""
    member: str
    """The role that reads and appends there."""

    @property
    def operations(self) -> str:
        """The schema of what its database has once."""
        return OPERATIONS

    @property
    def whole_database(self) -> bool:
        """Whether it has what a database has once, or finds it there."""
        return self.tier != "B"


def shared(database: str = PROJECT) -> Target:
    """The shared tables of an environment's database."""
    return Target(name=SHARED, tier="A", database=database, schema=RECORDS, member=MEMBER)


def of_tenant(tenant: TenantId, tier: DataTier, database: str = PROJECT) -> Target:
    """The target of a tenant that has one of its own."""
    role = schema_of(tenant)
    if tier == "C":
        return Target(name=str(tenant), tier=tier, database=database_of(tenant), schema=RECORDS, member=role)
    return Target(name=str(tenant), tier=tier, database=database, schema=role, member=role)
