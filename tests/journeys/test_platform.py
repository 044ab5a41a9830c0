"""The services of the platform: up in every environment, stopped by one that fails, and behind prod's gate."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

from domain.gitops import APPLICATIONS, GITOPS
from ops.commands.platform import EXIT_UNHEALTHY
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from settings.charts import chart
from stacks.platform_services import services_of
from tests.journeys.operator_commands import portarium
from tests.journeys.releases import settings_kept, up
from tests.settings.configuration import resolved

SERVICE = "temporal"
REASON = "its schema is older than its servers"


def platform(sandbox: Session, environment: str) -> dict[str, dict[str, Any]]:
    """What `portarium platform status` says of each service."""
    answer = portarium(sandbox, "platform", "status", environment, "--json")
    assert answer.returncode in (0, EXIT_UNHEALTHY), answer.stdout + answer.stderr
    return {service["name"]: service for service in json.loads(answer.stdout)["services"]}


def changed(sandbox: Session, environment: str, days: int) -> None:
    """Have one service told something else."""
    result = sandbox.pulumi(
        "config", "set", "--path", f"platform.{SERVICE}.retentionDays", str(days), "-s", environment
    )
    assert result.exit_code == 0, result.explain()


@contextmanager
def failing(sandbox: Session, environment: str) -> Generator[None]:
    """Have the double of Argo CD find the service's pods unwell meanwhile."""
    cluster = sandbox.kubernetes(f"portarium-{environment}")
    path = f"/api/v1/namespaces/{GITOPS}/configmaps"
    told = {"name": "told", "labels": {"sandbox.portarium.dev/unhealthy": ""}}
    cluster.create(path, {"metadata": told, "data": {SERVICE: REASON}})
    try:
        yield
    finally:
        cluster.delete(f"{path}/told")


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_each_environment_stands_on_all_services(sandbox: Session, prod: PulumiResult, environment: str) -> None:
    """Each at its pinned version, synced and healthy, in its order."""
    found, services = platform(sandbox, environment), services_of(resolved(environment))
    assert {name: (one["state"], one["running"]) for name, one in found.items()} == {
        service.name: ("ok", chart(service.chart).version) for service in services
    }
    assert [one["wave"] for one in found.values()] == sorted(service.wave for service in services)


def test_a_service_that_stays_unwell_ends_the_update(sandbox: Session, prod: PulumiResult) -> None:
    """The update names it, `portarium platform status` says why, and the next update goes on."""
    with settings_kept(sandbox, "dev"):
        changed(sandbox, "dev", 8)
        assert sandbox.pulumi("config", "set", "rolloutSeconds", "5", "-s", "dev").exit_code == 0
        with failing(sandbox, "dev"):
            result = sandbox.pulumi("up", "-s", "dev", "--yes", "--skip-preview")
            assert result.exit_code != 0, result.explain()
            assert any(SERVICE in said for said in result.errors), result.explain()
            found = platform(sandbox, "dev")
            assert {name for name, one in found.items() if one["state"] != "ok"} == {SERVICE}
            assert REASON in found[SERVICE]["problem"]
        assert sandbox.pulumi("config", "rm", "rolloutSeconds", "-s", "dev").exit_code == 0
        up(sandbox, "dev")
        assert platform(sandbox, "dev")[SERVICE]["state"] == "ok"
    up(sandbox, "dev")


def let_in(sandbox: Session) -> str:
    """Update prod, wait until the service's change is declared and waits, let it in, and return what was said."""
    process = sandbox.start_pulumi("up", "-s", "prod", "--yes", "--skip-preview")
    try:
        eventually(lambda: platform(sandbox, "prod")[SERVICE]["state"], "waiting".__eq__)
        assert process.poll() is None
        answer = portarium(sandbox, "platform", "sync", "prod", "--more", "0")
        assert answer.returncode == 0, answer.stdout + answer.stderr
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
    finally:
        process.kill()
    return answer.stdout


def test_prods_services_wait_for_somebody(sandbox: Session, prod: PulumiResult) -> None:
    """A change is declared and goes no further by itself; one command lets it in, and the update ends."""
    cluster = sandbox.kubernetes("portarium-prod")

    def history() -> int:
        return len(cluster.get(f"{APPLICATIONS}/{SERVICE}")["status"]["history"])

    before = history()
    with settings_kept(sandbox, "prod"):
        changed(sandbox, "prod", 31)
        assert f"{SERVICE}: synced and healthy" in let_in(sandbox)
        assert history() == before + 1
    let_in(sandbox)
