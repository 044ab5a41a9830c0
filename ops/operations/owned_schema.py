"""The owned schema of an environment: its targets, by its tenants, and the way to its databases."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from database.connection import Open
from database.error import DatabaseError
from database.history import Migration, read_history
from database.removal import remove
from database.target import Target, of_tenant, shared
from domain.project import PROJECT
from domain.tenant import OwnTier, TenantId
from ops.operations.access.entrance import Entrance
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from settings.error import SettingsError
from settings.tenants import FILE, Tenants, read_tenants


@dataclass(frozen=True, kw_only=True)
class OwnedSchema:
    """What is migrated, from what, and how to get there."""

    targets: tuple[Target, ...]
    """The shared tables first."""
    history: tuple[Migration, ...]
    open_: Open


def owned_schema(entrance: Entrance, environment: str) -> OwnedSchema:
    """Read the tenants of an environment and the migrations."""
    tenants = _tenants(environment)
    own = (of_tenant(entry.id, entry.data_tier) for entry in tenants.of(environment))
    with in_one_line():
        history = read_history()
    return OwnedSchema(targets=(shared(), *own), history=history, open_=entrance.as_master)


def remove_tenant(entrance: Entrance, environment: str, tenant: str, tier: OwnTier, backup: Path) -> int:
    """Remove a tenant that stands in the file no more; return how many rows its backup has."""
    if tenant in [entry.id for entry in _tenants(environment).of(environment)]:
        raise OperationError(f"{tenant}: stands in {FILE} and would be made again; remove it there first")
    with in_one_line():
        try:
            target = of_tenant(TenantId(tenant), tier)
        except ValueError as error:
            raise OperationError(str(error)) from None
        return remove(target, entrance.as_master, backup, PROJECT)


@contextmanager
def in_one_line() -> Generator[None]:
    """Say what is wrong with migrations or databases as an operator's error."""
    try:
        yield
    except DatabaseError as error:
        raise OperationError(str(error)) from None


def _tenants(environment: str) -> Tenants:
    known = registry()
    require_environment(environment, known)
    try:
        return read_tenants(known.stacks)
    except SettingsError as error:
        raise OperationError(str(error)) from None
