"""The file of the tenants: what would collide in PostgreSQL is refused before there is any."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from domain.tenant import LONGEST_NAME, TenantId, database_of, schema_of
from settings.error import SettingsError
from settings.registry import read_registry
from settings.tenants import read_tenants


def refused(tmp_path: Path, *tenants: Any, environment: str = "dev") -> str:
    """The one line with which a file is refused."""
    file = tmp_path / "tenants.json"
    file.write_text(json.dumps({"environments": {environment: list(tenants)}}))
    with pytest.raises(SettingsError) as error:
        read_tenants(("dev", "prod"), file)
    return str(error.value)


def tenant(name: str, tier: str = "B") -> dict[str, str]:
    """An entry."""
    return {"id": name, "dataTier": tier}


def test_ours_is_right() -> None:
    """And names environments that there are."""
    stacks = read_registry().stacks
    assert set(read_tenants(stacks).environments) == set(stacks)


@pytest.mark.parametrize("other", ["a_b", "A-b", "a.B"])
def test_ids_that_become_the_same_name_are_refused(tmp_path: Path, other: str) -> None:
    """Also between the tiers, whose roles belong to one server."""
    assert refused(tmp_path, tenant("a-b"), tenant(other, "C")) == (
        f"infra/tenants.json: environments.dev: {other} becomes tenant_a_b, which is a-b's; take another id"
    )


def test_an_id_whose_names_postgresql_would_cut_is_refused(tmp_path: Path) -> None:
    """The longest of its names counts, whatever its tier is."""
    longest = "t" * (LONGEST_NAME - len("portarium_tenant_"))
    assert len(database_of(TenantId(longest))) == LONGEST_NAME
    assert "is longer than the 63 bytes of a name; take a shorter id" in refused(tmp_path, tenant(f"{longest}t"))


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (tenant("shared"), "shared is what the tables of all others are called"),
        (tenant("a b"), '"a b" is not the id of a tenant'),
        (tenant("tenant-ä"), "is not the id of a tenant"),
        (tenant("a", "A"), '"A" is not one of B, C'),
        ({"id": "a"}, "environments.dev[0].dataTier: missing"),
        ({**tenant("a"), "tier": "B"}, "unknown key"),
    ],
)
def test_what_is_no_tenant_is_refused(tmp_path: Path, entry: Any, problem: str) -> None:
    """In one line."""
    assert problem in refused(tmp_path, entry)


def test_an_environment_that_is_none_is_refused(tmp_path: Path) -> None:
    """With those that there are."""
    assert refused(tmp_path, tenant("a"), environment="test") == (
        "infra/tenants.json: environments.test: is no environment; known are dev, prod"
    )


def test_a_name_needs_no_quotes() -> None:
    """It is what the application makes of an id."""
    assert schema_of(TenantId("Acme.Robotics-2")) == "tenant_acme_robotics_2"
