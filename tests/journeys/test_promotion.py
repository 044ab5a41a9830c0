"""An image SHA walks from dev over staging to prod and back; none is skipped, and nothing else moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.plane import serves_label
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.losing_nodes import bound_to_a_volume, drained, nodes_of
from tests.journeys.operator_commands import portarium_json
from tests.journeys.releases import bearing, release, resources, set_image, settings_kept, up

TWO, THREE = "2" * 40, "3" * 40
ENVIRONMENTS = ("dev", "staging", "prod")
IMAGE_BEARING = {
    "control-plane-deployment",
    "database-rotation-cron-job",
    "egress-proxy-workload-deployment",
    "execution-plane-deployment",
    "nats-restore-cron-job",
    "nats-snapshots-cron-job",
    "secrets-rotation-cron-job",
    "vault-snapshots-cron-job",
}
JOBS = {"database-bootstrap-job", "migration-job", "vault-configuration-job"}
IMAGES = {
    "control-plane": "control-plane",
    "egress-proxy": "egress-proxy",
    "execution-plane": "worker",
    "operations": "operations",
}
"""What the image of each component is called."""


@dataclass
class Promotion:
    """SHA 2 on its way."""

    ups: dict[str, PulumiResult] = field(default_factory=dict[str, PulumiResult])
    bore_one: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """The resources of each environment that bore SHA 1 before."""
    status_midway: dict[str, Any] = field(default_factory=dict[str, Any])
    """What `portarium status` said of each environment when dev alone ran SHA 2."""
    drained: int = 0
    """How many pods left the node of staging that was drained meanwhile."""


def names(urns: dict[str, str] | set[str]) -> set[str]:
    """Return the resources' own names."""
    return {urn.rsplit("::", 1)[-1] for urn in urns}


@pytest.fixture(scope="module")
def one(sandbox: Session, prod: PulumiResult) -> str:
    """The SHA that all three environments run to begin with."""
    shas = {release(sandbox, stack)["imageSha"] for stack in ENVIRONMENTS}
    assert len(shas) == 1
    return shas.pop()


@pytest.fixture(scope="module")
def promoted(sandbox: Session, one: str) -> Iterator[Promotion]:
    """The `up` of SHA 2 in dev, staging and prod; then all of them back."""
    promotion = Promotion()
    for stack in ENVIRONMENTS:
        promotion.bore_one[stack] = bearing(sandbox, stack, one)
        set_image(sandbox, stack, TWO)
        if stack == "staging":
            cluster = sandbox.kubernetes(sandbox.outputs(stack)["clusterName"])
            # A node of the pool that has the platform and the control plane, and so most of what rolls.
            node = min(nodes_of(cluster, f"{serves_label('control')}=true").keys() - bound_to_a_volume(cluster))
            with drained(cluster, node) as draining:
                promotion.ups[stack] = up(sandbox, stack)
            promotion.drained = draining.result()
        else:
            promotion.ups[stack] = up(sandbox, stack)
        if stack == "dev":
            midway = portarium_json(sandbox, "status", "--json")["environments"]
            promotion.status_midway = {entry["name"]: entry for entry in midway}
    yield promotion
    for stack in ENVIRONMENTS:
        set_image(sandbox, stack, one)
        up(sandbox, stack)


@pytest.mark.parametrize(
    ("stack", "source", "command"),
    [("staging", "dev", ("up", "--yes", "--skip-preview")), ("prod", "staging", ("preview",))],
    ids=["an up of staging", "a preview of prod"],
)
def test_no_environment_is_skipped(
    sandbox: Session, one: str, *, stack: str, source: str, command: tuple[str, ...]
) -> None:
    """A SHA that the environment before has not completed is refused in one line that says what to do."""
    before = resources(sandbox, stack)
    with settings_kept(sandbox, stack):
        set_image(sandbox, stack, THREE)
        result = sandbox.pulumi(*command, "-s", stack)
    assert result.exit_code != 0, result.explain()
    assert result.changed_urns == {}
    assert resources(sandbox, stack) == before
    line = (
        f"Pulumi.{stack}.yaml: imageSha: {THREE} may not come to {stack}: {source} has never completed an up with it "
        f"and runs {one}; promote it there first: pulumi config set imageSha {THREE} -s {source} && "
        f"pulumi up -s {source}"
    )
    assert [said.strip() for said in result.errors] == [line]


@pytest.mark.parametrize("wrong", ["latest", "4f0c3a9"], ids=["a tag", "a short SHA"])
def test_only_a_whole_sha_is_an_image(sandbox: Session, one: str, wrong: str) -> None:
    """What is not a whole git SHA is refused by the settings, also in dev, which takes any SHA."""
    with settings_kept(sandbox, "dev"):
        set_image(sandbox, "dev", wrong)
        result = sandbox.pulumi("preview", "-s", "dev")
    assert result.exit_code != 0, result.explain()
    [said] = result.diagnostics
    assert said.startswith(f'Pulumi.dev.yaml: imageSha: "{wrong}"'), said
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_a_promotion_touches_the_image_bearing_workloads_alone(promoted: Promotion, stack: str) -> None:
    """Deployments and the rotations are updated in place, the release has jobs of its own; every other step is none."""
    result = promoted.ups[stack]
    assert set(result.changed_urns) == promoted.bore_one[stack]
    assert names(result.changed_urns) == IMAGE_BEARING | JOBS
    changes = {kind: count for kind, count in result.changes.items() if kind != "same"}
    assert changes == {"update": len(IMAGE_BEARING), "replace": len(JOBS)}


def test_a_node_is_drained_while_a_promotion_runs(promoted: Promotion) -> None:
    """The budgets let its pods go one by one, the release finds nodes all the same, and neither waits for the other."""
    assert promoted.drained > 0
    assert promoted.ups["staging"].exit_code == 0


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_new_image_runs_and_the_outputs_say_so(sandbox: Session, promoted: Promotion, one: str, stack: str) -> None:
    """Every pod runs SHA 2; the outputs name it, since when, what was before, and each component's image."""
    outputs = sandbox.outputs(stack)
    current = outputs["release"]
    history = [entry["imageSha"] for entry in current["history"]]
    assert (current["imageSha"], history[-2:]) == (TWO, [one, TWO])
    assert current["since"] == current["history"][-1]["since"] > current["history"][-2]["since"]
    assert outputs["images"] == {
        component: f"ghcr.io/portarium/portarium-{image}:{TWO}" for component, image in IMAGES.items()
    }
    cluster = sandbox.kubernetes(f"portarium-{stack}")
    for plane in ("apps", "execution", "egress"):
        pods = cluster.get(f"/api/v1/namespaces/{plane}-{stack}/pods")["items"]
        living = [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
        assert living
        assert {container["image"].rsplit(":", 1)[-1] for pod in living for container in pod["spec"]["containers"]} == {
            TWO
        }


def test_status_shows_who_is_behind(promoted: Promotion, one: str) -> None:
    """With SHA 2 in dev alone, staging is one release behind it, prod is level with staging, and all are well."""
    midway = promoted.status_midway
    assert {name: entry["imageSha"] for name, entry in midway.items()} == {"dev": TWO, "staging": one, "prod": one}
    assert {name: entry["health"] for name, entry in midway.items()} == dict.fromkeys(ENVIRONMENTS, "ok")
    assert midway["staging"]["position"] == {"source": "dev", "relation": "behind", "releases": 1}
    assert midway["prod"]["position"] == {"source": "staging", "relation": "current", "releases": 0}


def test_a_rollback_needs_nobody_else(sandbox: Session, promoted: Promotion, one: str) -> None:
    """With staging's stack gone prod still goes back to what it ran; only what it never ran is refused."""
    staging = next(sandbox.folder.backend.rglob("stacks/portarium/staging.json"))
    hidden = staging.with_name(f"hidden-{staging.name}.away")
    staging.rename(hidden)
    try:
        with settings_kept(sandbox, "prod"):
            set_image(sandbox, "prod", THREE)
            refused = sandbox.pulumi("preview", "-s", "prod")
        set_image(sandbox, "prod", one)
        back = sandbox.pulumi("up", "-s", "prod", "--yes", "--skip-preview")
    finally:
        hidden.rename(staging)
    assert refused.exit_code != 0
    assert "stack staging, the environment before it, has not completed an up yet" in refused.stdout, refused.explain()
    assert back.exit_code == 0, back.explain()
    assert names(back.changed_urns) == IMAGE_BEARING | JOBS
    current = release(sandbox, "prod")
    assert current["imageSha"] == one
    assert [entry["imageSha"] for entry in current["history"]][-2:] == [TWO, one]
