"""The application, as far as its stand-in is one: deployed and promoted as pods that run, and met by mishaps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.platform_services import SCRAPER
from domain.temporal import FRONTEND, TEMPORAL, temporal_namespace
from ops.commands.status import EXIT_UNHEALTHY
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from tests.application.migrations import LOCK
from tests.application.tokens import token
from tests.journeys import stand_in
from tests.journeys.environment_database import EnvironmentDatabase
from tests.journeys.operator_commands import portarium
from tests.journeys.releases import release, set_image, up
from tests.journeys.running_pods import Pods, all_ready, is_ready

ENVIRONMENTS = ("dev", "staging", "prod")
BROKEN, SHA = "b5" * 20, "a5" * 20
CONTROL, EXECUTION = ("apps", "control-plane"), ("execution", "execution-plane")
WORKSPACE = "ws-local-dev"
SERVICE = "control-plane.apps-dev.svc.cluster.local"


@dataclass
class Rollout:
    """The release of the stand-in on its way."""

    failed: PulumiResult
    """The `up` of dev in which the migration failed."""
    status: dict[str, Any]
    """What `portarium status` said of dev then."""
    images: dict[str, set[str]]
    """What pods ran then."""
    migrating: list[str]
    """What the migration had written."""
    ups: dict[str, PulumiResult] = field(default_factory=dict[str, PulumiResult])


def pods(sandbox: Session, environment: str, component: tuple[str, str]) -> Pods:
    """The pods of a component of an environment."""
    cluster = sandbox.kubernetes(f"portarium-{environment}")
    return Pods(cluster=cluster, namespace=f"{component[0]}-{environment}", component=component[1])


def platform(sandbox: Session, component: str) -> Pods:
    """Pods of the platform in dev's cluster."""
    return Pods(cluster=sandbox.kubernetes("portarium-dev"), namespace="system", component=component)


def status(sandbox: Session, environment: str) -> dict[str, Any]:
    """What `portarium status` says of an environment."""
    answer = portarium(sandbox, "status", "--json")
    assert answer.returncode in (0, EXIT_UNHEALTHY), answer.stdout + answer.stderr
    [found] = [entry for entry in json.loads(answer.stdout)["environments"] if entry["name"] == environment]
    return found


@pytest.fixture(scope="module")
def rollout(sandbox: Session, prod: PulumiResult) -> Iterator[Rollout]:
    """An `up` of dev whose migration fails, one that works, and the promotion; afterwards all is played again."""
    before = release(sandbox, "dev")["imageSha"]
    with ExitStack() as around:
        around.enter_context(stand_in.mapped(sandbox))
        for environment in ENVIRONMENTS:
            around.enter_context(stand_in.temporal(sandbox.kubernetes(f"portarium-{environment}")))
        set_image(sandbox, "dev", BROKEN)
        with EnvironmentDatabase(sandbox=sandbox, environment="dev").migrating():
            failed = sandbox.pulumi("up", "-s", "dev", "--yes", "--skip-preview")
        migrating = pods(sandbox, "dev", ("data", "migration"))
        found = Rollout(
            failed=failed,
            status=status(sandbox, "dev"),
            images={
                component[1]: {
                    pod["spec"]["containers"][0]["image"].rpartition(":")[2]
                    for pod in pods(sandbox, "dev", component).all()
                }
                for component in (CONTROL, EXECUTION)
            },
            migrating=[
                migrating.log(pod["metadata"]["name"], container="migration-1")
                for pod in migrating.all()
                if BROKEN in str(pod["spec"])
            ],
        )
        for environment in ENVIRONMENTS:
            set_image(sandbox, environment, SHA)
            found.ups[environment] = up(sandbox, environment)
        yield found
    for environment in ENVIRONMENTS:
        set_image(sandbox, environment, before)
        up(sandbox, environment)


def test_a_migration_that_fails_stops_the_release_at_its_step(rollout: Rollout) -> None:
    """`up` names the step, its log the reason; the old release serves on, as `portarium status` says."""
    said = "\n".join(rollout.failed.errors)
    assert rollout.failed.exit_code != 0, rollout.failed.explain()
    assert "container migration-1: " in said, rollout.failed.explain()
    assert "exit code 1" in said
    assert rollout.migrating
    assert all(f"another run has the lock {LOCK}" in log for log in rollout.migrating)
    assert {component: BROKEN in found for component, found in rollout.images.items()} == {
        "control-plane": False,
        "execution-plane": False,
    }
    assert rollout.status["health"] == "ok"
    assert rollout.status["imageSha"] != BROKEN


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_environment_runs_it(sandbox: Session, rollout: Rollout, environment: str) -> None:
    """All pods are ready and say so themselves; the outputs and `portarium status` have the SHA."""
    assert release(sandbox, environment)["imageSha"] == SHA
    for component in (CONTROL, EXECUTION):
        running = pods(sandbox, environment, component)
        found = eventually(running.all, all_ready)
        for pod in found:
            assert pod["status"]["containerStatuses"][0]["restartCount"] == 0
            assert "Portarium server started" in running.log(pod["metadata"]["name"])
    seen = eventually(lambda: status(sandbox, environment), lambda seen: seen["health"] == "ok")
    assert (seen["imageSha"], seen["replicas"]["ready"]) == (SHA, seen["replicas"]["wanted"])
    # What is pending is the one step that breaks the release before it.
    assert (seen["migrations"]["applied"], seen["migrations"]["pending"]) == (5, 1)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_database_has_what_each_start_writes(sandbox: Session, rollout: Rollout, environment: str) -> None:
    """The journal is written by the second run, and the documents by the control plane."""
    database = EnvironmentDatabase(sandbox=sandbox, environment=environment)
    assert {row[0] for row in database.ask("SELECT target FROM schema_migrations")} == {"global", "workspace-default"}
    assert set(database.ask("SELECT DISTINCT tenant_id, collection FROM domain_documents")) == {
        (WORKSPACE, "policies"),
        (WORKSPACE, "workspace-users"),
    }


def test_both_planes_found_temporal(sandbox: Session, rollout: Rollout) -> None:
    """By its name, each for the namespace of its environment."""
    frontend = platform(sandbox, TEMPORAL)
    log = frontend.log(frontend.one()["metadata"]["name"])
    assert f"control-plane of {temporal_namespace('dev')}" in log
    assert f"execution-plane, queue portarium-runs, of {temporal_namespace('dev')}" in log


def test_what_comes_in_is_kept(sandbox: Session, rollout: Rollout) -> None:
    """A document that is sent with a token is there for the next question, and unsigned nobody gets it."""
    # The sandbox has no load balancer; whoever reads metrics reaches the same port.
    [container] = pods(sandbox, "dev", CONTROL).one()["spec"]["containers"]
    authorization = f"Bearer {token({each['name']: each.get('value', '') for each in container['env']}, WORKSPACE)}"
    url = f"http://{SERVICE}:8080/v1/workspaces/{WORKSPACE}/documents/notes/first"
    calling, image = platform(sandbox, SCRAPER), f"registry.example.com/{stand_in.CALLER_IMAGE}:1"
    assert calling.said("writes", image, "PUT", url, authorization, '{"text": "kept"}') == "200 {}\n"
    assert calling.said("reads", image, "GET", url, authorization) == '200 {"text": "kept"}\n'
    assert calling.said("peeps", image, "GET", url, "Bearer x").startswith("401 ")
    metrics = f"http://{SERVICE}:8080/metrics"
    assert calling.said("scrapes", image, "GET", metrics, "Bearer x").startswith("401 ")


def test_a_worker_does_not_reach_the_control_plane(sandbox: Session, rollout: Rollout) -> None:
    """What it may reach answers the same pod at once; what it may not is silence, and its log says so."""
    workers = pods(sandbox, "dev", EXECUTION)
    worker = workers.one()["spec"]
    [container] = worker["containers"]
    wait = ("node", "-e", "", FRONTEND + ".system.svc", "7233")
    assert workers.said("permitted", container["image"], *wait, like=worker) == ""
    address = pods(sandbox, "dev", CONTROL).one()["status"]["podIP"]
    with workers.running("forbidden", container["image"], *wait[:3], address, "8080", like=worker):
        log = eventually(lambda: workers.log("forbidden") if "running" in workers.state("forbidden") else "")
    assert log.startswith(f"waiting for {address}:8080: timed out")


def test_a_lost_database_is_told_as_it_is(sandbox: Session, rollout: Rollout) -> None:
    """The control plane ends with exit code 1 and is not ready until the database is back; nothing is called well."""
    running = pods(sandbox, "dev", CONTROL)
    name = running.one()["metadata"]["name"]
    restarts = running.one()["status"]["containerStatuses"][0]["restartCount"]
    rds = sandbox.boto3("rds", "dev")
    identifier = EnvironmentDatabase(sandbox=sandbox, environment="dev").instance["DBInstanceIdentifier"]
    rds.stop_db_instance(DBInstanceIdentifier=identifier)
    try:
        lost = eventually(running.one, lambda pod: not is_ready(pod))
        seen = eventually(lambda: status(sandbox, "dev"), lambda seen: seen["health"] != "ok")
    finally:
        rds.start_db_instance(DBInstanceIdentifier=identifier)
    [back] = eventually(running.all, all_ready)
    [container] = back["status"]["containerStatuses"]
    assert lost["metadata"]["name"] == name == back["metadata"]["name"]
    assert "control-plane: 0 of 1 pods are ready" in seen["problems"]
    assert container["restartCount"] > restarts
    assert container["lastState"]["terminated"]["exitCode"] == 1
    assert "Error: " in running.log(name, previous="true")
    well = status(sandbox, "dev")
    assert well["health"] == "ok"
    assert any("started again" in note and "with exit code 1" in note for note in well["notes"])


@pytest.mark.parametrize(("component", "code"), [(CONTROL, 0), (EXECUTION, 1)], ids=["control plane", "worker"])
def test_a_pod_that_goes_is_replaced_and_ends_as_it_does(
    sandbox: Session, rollout: Rollout, component: tuple[str, str], code: int
) -> None:
    """Within its grace: the control plane in order, the worker without draining; another one is ready after it."""
    running = pods(sandbox, "dev", component)
    name = running.one()["metadata"]["name"]
    assert running.stopped(name)["exitCode"] == code
    [other] = eventually(running.all, all_ready)
    assert other["metadata"]["name"] != name
    assert eventually(lambda: status(sandbox, "dev"), lambda seen: seen["health"] != "rolling")["health"] == "ok"
