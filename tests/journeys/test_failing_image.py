"""A release whose image can't be pulled: `up` says so and ends, the old pods serve, and one command leads back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.commands.status import EXIT_UNHEALTHY
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.patience import eventually
from portarium_sandbox.session import PulumiResult, Session
from tests.journeys.operator_commands import portarium
from tests.journeys.releases import NO_SUCH_IMAGE, release, settings_kept

PLANES = {"apps": "control-plane", "execution": "execution-plane", "egress": "egress-proxy"}
PROXY = "egress-proxy-workload-deployment"
RESOLVER = "execution-resolver-deployment"
OPERATOR = "external-secrets-release"
ARGO_CD = "argo-cd-release"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """The `up` that failed, and what was there before it."""

    result: PulumiResult
    before: dict[str, Any]
    pods: dict[str, set[str]]


def ready_pods(cluster: KubernetesClient) -> dict[str, set[str]]:
    """Return the pods of each component that serve, by the endpoints that its service sends traffic to."""
    serving: dict[str, set[str]] = {}
    for plane, component in PLANES.items():
        path = f"/apis/discovery.k8s.io/v1/namespaces/{plane}-dev/endpointslices"
        slices = cluster.get(f"{path}?labelSelector=kubernetes.io/service-name={component}")["items"]
        serving[component] = {
            endpoint["targetRef"]["name"]
            for entry in slices
            for endpoint in entry["endpoints"] or ()
            if endpoint["conditions"].get("ready")
        }
    return serving


def pods_that_are_ready(cluster: KubernetesClient) -> dict[str, set[str]]:
    """Return the pods of each component that serve, by what they say themselves."""
    return {
        component: {
            pod["metadata"]["name"]
            for pod in cluster.get(
                f"/api/v1/namespaces/{plane}-dev/pods?labelSelector=app.kubernetes.io/name={component}"
            )["items"]
            if any(said["type"] == "Ready" and said["status"] == "True" for said in pod["status"].get("conditions", ()))
        }
        for plane, component in PLANES.items()
    }


@pytest.fixture(scope="module")
def failed(sandbox: Session, dev: PulumiResult, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failure]:
    """An `up` of dev with an image that no registry has; afterwards dev is as its own file says."""
    own = sandbox.project.folder / "Pulumi.dev.yaml"
    content: dict[str, Any] = yaml.safe_load(own.read_text(encoding="utf-8"))
    # The shorter patience keeps the test short; it is the same failure.
    content["config"] |= {"portarium:imageSha": NO_SUCH_IMAGE, "portarium:rolloutSeconds": 5}
    copy = Path(tmp_path_factory.mktemp("failing"), "Pulumi.dev.yaml")
    copy.write_text(yaml.safe_dump(content), encoding="utf-8")
    cluster = sandbox.kubernetes("portarium-dev")
    # Endpoints follow the pods in their own time, and this may be the first thing after dev's first `up`.
    pods = eventually(lambda: ready_pods(cluster), lambda serving: serving == pods_that_are_ready(cluster))
    before = sandbox.outputs("dev")
    result = sandbox.pulumi("up", "-s", "dev", "--yes", "--skip-preview", "--config-file", str(copy))
    with settings_kept(sandbox, "dev"):
        yield Failure(result=result, before=before, pods=pods)
    restored = sandbox.pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    assert restored.exit_code == 0, restored.explain()


def test_up_ends_with_the_reason(failed: Failure) -> None:
    """The one error names the deployment, the pod, what Kubernetes says of it, and the image."""
    assert failed.result.exit_code != 0
    errors = [said for said in failed.result.diagnostics if "ImagePullBackOff" in said]
    assert len(errors) == 1, failed.result.explain()
    assert "egress-proxy" in errors[0]
    assert f"ghcr.io/portarium/portarium-egress-proxy:{NO_SUCH_IMAGE}" in errors[0]
    assert "Traceback" not in failed.result.stdout + failed.result.stderr


def test_nothing_is_lost_by_it(sandbox: Session, failed: Failure) -> None:
    """All old pods serve as before, no other release was touched, and the database was not migrated."""
    cluster = sandbox.kubernetes("portarium-dev")
    assert ready_pods(cluster) == failed.pods
    assert all(failed.pods.values())
    touched = {urn.rsplit("::", 1)[-1] for urn in failed.result.changed_urns}
    # These bear no release of ours; what changed of them is how long a rollout may take here.
    assert touched == {PROXY, RESOLVER, OPERATOR, ARGO_CD}
    jobs = cluster.get("/apis/batch/v1/namespaces/data-dev/jobs")["items"]
    assert not [job for job in jobs if NO_SUCH_IMAGE in str(job["spec"])]


def test_the_release_is_still_the_old_one(sandbox: Session, failed: Failure) -> None:
    """What did not complete is neither the current release nor part of the history, so nothing can be promoted."""
    assert release(sandbox, "dev") == failed.before["release"]
    assert sandbox.outputs("dev")["images"] == failed.before["images"]


def test_status_tells_of_it(sandbox: Session, failed: Failure) -> None:
    """Whoever looks sees the old SHA, that dev is not well and where; the exit code says so to scripts."""
    answer = portarium(sandbox, "status", "--json")
    assert answer.returncode == EXIT_UNHEALTHY, answer.stdout + answer.stderr
    [seen] = [entry for entry in json.loads(answer.stdout)["environments"] if entry["name"] == "dev"]
    assert (seen["imageSha"], seen["health"]) == (failed.before["release"]["imageSha"], "degraded")
    [problem] = seen["problems"]
    assert problem.startswith("egress-proxy: its rollout has stopped: "), problem


def test_one_command_leads_back(sandbox: Session, failed: Failure) -> None:
    """`up` with the SHA of before makes all as it was; the failed pod is gone and the file names that SHA."""
    sha = failed.before["release"]["imageSha"]
    back = sandbox.pulumi("up", "-s", "dev", "--yes", "--skip-preview", "--config", f"imageSha={sha}")
    assert back.exit_code == 0, back.explain()
    cluster = sandbox.kubernetes("portarium-dev")
    assert ready_pods(cluster) == failed.pods
    pods = cluster.get("/api/v1/namespaces/egress-dev/pods")["items"]
    assert [
        pod for pod in pods if NO_SUCH_IMAGE in str(pod["spec"]) and "deletionTimestamp" not in pod["metadata"]
    ] == []
    assert release(sandbox, "dev") == failed.before["release"]
    assert sha in (sandbox.project.folder / "Pulumi.dev.yaml").read_text(encoding="utf-8")
