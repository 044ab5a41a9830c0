"""A tenant is removed with a last backup, in parts that can each be done again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from database import ground, removal
from database.error import DatabaseError
from domain.tenant import OwnTier
from tests.database.server import Site
from tests.database.test_evidence import append


@pytest.mark.parametrize("tier", ["B", "C"])
def test_a_tenant_is_removed_with_all_that_it_had(site: Site, tmp_path: Path, tier: OwnTier) -> None:
    """Its rows are in the backup, its role is gone, and its id is not given again."""
    tenant, backup = site.tenant("acme", tier), tmp_path / "acme.jsonl"
    assert [one.result for one in site.apply(tenant)] == ["current", "applied"]
    with site.member(tenant) as connection:
        append(connection, tenant.name, '{"n": 1}')
    assert removal.remove(tenant, site.open, backup, site.database) == 3
    rows = [json.loads(line) for line in backup.read_text().splitlines()]
    assert [one["row"]["content"] for one in rows if one["table"] == "evidence_entry"] == ['{"n": 1}']
    with site.superuser() as connection:
        left = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname = %(schema)s AND %(tier)s = 'B' "
            "UNION ALL SELECT rolname FROM pg_roles WHERE rolname = %(role)s "
            "UNION ALL SELECT datname FROM pg_database WHERE datname = %(database)s AND %(tier)s = 'C'",
            {"schema": tenant.schema, "role": tenant.member, "database": tenant.database, "tier": tier},
        ).fetchall()
    assert left == []
    assert [one.result for one in site.apply(tenant)] == ["current", "failed"]


def test_a_removal_that_was_cut_short_goes_on(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the backup that it has, and not without."""
    tenant, backup = site.tenant("acme", "B"), tmp_path / "acme.jsonl"
    site.apply(tenant)

    def dying(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ground, "remove", dying)
        with pytest.raises(KeyboardInterrupt):
            removal.remove(tenant, site.open, backup, site.database)
    with pytest.raises(DatabaseError, match="no such file; its removal has begun"):
        removal.remove(tenant, site.open, tmp_path / "other", site.database)
    assert removal.remove(tenant, site.open, backup, site.database) == 0
    with pytest.raises(DatabaseError, match="was removed before"):
        removal.remove(tenant, site.open, backup, site.database)


def test_a_chain_that_is_not_whole_is_not_removed(site: Site, tmp_path: Path) -> None:
    """It is an incident, and its place is evidence."""
    tenant, backup = site.tenant("acme", "B"), tmp_path / "acme.jsonl"
    site.apply(tenant)
    with site.member(tenant) as connection:
        append(connection, tenant.name)
    with site.superuser(tenant) as connection:
        connection.execute("ALTER TABLE evidence_entry DISABLE TRIGGER ALL; UPDATE evidence_entry SET kind = 'x'")
    with pytest.raises(DatabaseError, match="its chain is not whole: row 1 was changed"):
        removal.remove(tenant, site.open, backup, site.database)
    assert not backup.exists()
