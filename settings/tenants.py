"""The tenants that have something of their own in a database: infra/tenants.json, by environment.

Workspaces of tier A are rows of shared tables, which the application registers; they stand in no file.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from domain.names import DnsLabel
from domain.tenant import SHARED, OwnTier, TenantId, database_of, schema_of
from settings.error import Problem, SettingsError
from settings.explain import explain
from settings.json_file import each_once
from settings.section import Section, invalid

FILE = "infra/tenants.json"
PATH = Path(__file__).resolve().parent.parent / FILE


class TenantEntry(Section):
    """A tenant with a place of its own."""

    id: TenantId
    """What the application calls it."""
    data_tier: OwnTier
    """Where its rows are: `B`, a schema and a role; `C`, a database. The tier of its workers is another scale."""


class Tenants(Section):
    """The tenants of all environments."""

    json_schema: str = Field(default="", alias="$schema")
    """The schema for editors."""
    environments: dict[DnsLabel, tuple[TenantEntry, ...]]
    """The tenants of each environment; none where it is not named."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, entries in self.environments.items():
            taken: dict[str, str] = {}
            at = f"environments.{name}"
            for entry in entries:
                try:
                    schema, _ = schema_of(entry.id), database_of(entry.id)
                except ValueError as error:
                    raise invalid(at, str(error)) from None
                if entry.id == SHARED:
                    raise invalid(at, f"{SHARED} is what the tables of all others are called; take another id")
                if schema in taken:
                    raise invalid(at, f"{entry.id} becomes {schema}, which is {taken[schema]}'s; take another id")
                taken[schema] = str(entry.id)
        return self

    def of(self, environment: str) -> tuple[TenantEntry, ...]:
        """Return the tenants of an environment."""
        return {str(name): entries for name, entries in self.environments.items()}.get(environment, ())


def read_tenants(environments: Collection[str], path: Path = PATH) -> Tenants:
    """Read the file; raise SettingsError when it is not readable or wrong, or names an environment that is none."""
    try:
        found = Tenants.model_validate(json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=each_once))
    except ValidationError as error:
        raise SettingsError(explain(Tenants, error, lambda _: FILE)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError([Problem(file=FILE, path="", text=f"cannot be read: {error}")]) from None
    strangers = [name for name in found.environments if name not in environments]
    if strangers:
        known = f"known are {', '.join(environments)}"
        raise SettingsError(
            Problem(file=FILE, path=f"environments.{name}", text=f"is no environment; {known}") for name in strangers
        )
    return found
