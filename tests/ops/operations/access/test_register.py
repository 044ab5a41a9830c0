"""Tenants are registered by a token of IAM, once, and not before there is a table for them."""

from __future__ import annotations

import pytest

from ops.operations.access.bootstrap import bootstrap
from ops.operations.access.register import register
from ops.operations.error import OperationError
from tests.ops.operations.access.ground import Site

_TABLE = "CREATE TABLE workspace_registry (tenant_id text PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now())"


def run(site: Site) -> list[str]:
    """Register what the plan says; what was told."""
    told: list[str] = []
    register(site.entrance, told.append)
    return told


def test_the_tenants_are_registered_once(site: Site) -> None:
    """Rows that are there stay as they are."""
    bootstrap(site.entrance, run_nothing)
    with site.by_secret("migration") as owner:
        owner.execute(_TABLE)
    assert run(site) == ["__global__: registered", "ws-local-dev: registered"]
    with site.by_secret("api") as writer:
        before = writer.execute("SELECT * FROM workspace_registry ORDER BY 1").fetchall()
        assert run(site) == ["__global__: was registered", "ws-local-dev: was registered"]
        assert writer.execute("SELECT * FROM workspace_registry ORDER BY 1").fetchall() == before
    assert [row[0] for row in before] == ["__global__", "ws-local-dev"]


def test_without_the_table_it_is_one_line(site: Site) -> None:
    """It says what makes it."""
    bootstrap(site.entrance, run_nothing)
    with pytest.raises(OperationError, match=r"has no table workspace_registry yet; run the migration first$"):
        run(site)


def test_a_plan_without_tenants_is_refused(site: Site) -> None:
    """It says what a plan has."""
    site.content["registration"] = None
    with pytest.raises(OperationError, match=r"^registration: the plan has none"):
        run(site)


def run_nothing(_line: str) -> None:
    """Told to nobody."""
