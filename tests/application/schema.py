"""The migrations of the stand-in: some tables and all traps of the application's, by its numbers."""

from dataclasses import dataclass
from typing import Literal

Phase = Literal["Expand", "Contract"]


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One step."""

    version: int
    """Its place."""
    name: str
    """What it is called in the journal."""
    phase: Phase
    """Whether releases before it go on working."""
    of_tenants: bool = False
    """Whether it is journaled for each tenant; else once, as global."""
    statements: tuple[str, ...]
    """What it executes, each by itself: there are no transactions."""


_RUNS = "ALTER TABLE IF EXISTS workflow_runs"
MIGRATIONS = (
    Migration(
        version=1,
        name="0001_expand_baseline",
        phase="Expand",
        statements=(
            """CREATE TABLE IF NOT EXISTS schema_migrations (
                target text, version integer, migration_id text NOT NULL, phase text NOT NULL,
                applied_at timestamptz NOT NULL, PRIMARY KEY (target, version))""",
            """CREATE TABLE IF NOT EXISTS workspace_registry (
                tenant_id text PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now())""",
        ),
    ),
    # On an empty database there are no runs yet, so that the first run skips it: only the second adds the column.
    Migration(
        version=2,
        name="0002_expand_status",
        phase="Expand",
        of_tenants=True,
        statements=(f"{_RUNS} ADD COLUMN IF NOT EXISTS status_v2 text",),
    ),
    Migration(
        version=3,
        name="0003_contract_status",
        phase="Contract",
        of_tenants=True,
        statements=(f"{_RUNS} DROP COLUMN IF EXISTS status_legacy",),
    ),
    Migration(
        version=4,
        name="0004_expand_documents",
        phase="Expand",
        statements=(
            """CREATE TABLE IF NOT EXISTS domain_documents (
                tenant_id text, workspace_id text NOT NULL, collection text, document_id text, payload jsonb NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (tenant_id, collection, document_id))""",
        ),
    ),
    Migration(
        version=5,
        name="0005_expand_runs",
        phase="Expand",
        of_tenants=True,
        statements=(
            "CREATE TABLE IF NOT EXISTS workflow_runs (tenant_id text, run_id text PRIMARY KEY, status_legacy text)",
        ),
    ),
    Migration(
        version=10,
        name="0010_expand_foreign_key",
        phase="Expand",
        statements=(
            "ALTER TABLE domain_documents DROP CONSTRAINT IF EXISTS of_a_registered_tenant",
            """ALTER TABLE domain_documents ADD CONSTRAINT of_a_registered_tenant FOREIGN KEY (tenant_id)
                REFERENCES workspace_registry (tenant_id) ON DELETE CASCADE NOT VALID""",
        ),
    ),
)
