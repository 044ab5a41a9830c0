"""A workload rolls by its image, keeps serving while it does, and has one owner for the number of its pods."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.container import Container
from components.kubernetes.workload import Autoscaling, Placement, Workload, WorkloadArgs
from tests.components.kubernetes.subjects import API, OTHER_SHA, at_sha, image
from tests.recording import Recording, record

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"


def _record(
    container: Container = API,
    *,
    autoscaling: Autoscaling | None = None,
    placement: Placement | None = None,
    files: Mapping[str, str] | None = None,
    on_cluster: bool = False,
) -> Recording:
    def program() -> object:
        # Any resource does: what counts is that everything inside names it.
        cluster = core.Namespace("cluster") if on_cluster else None
        workload = Workload(
            "api",
            WorkloadArgs(
                container=container,
                namespace="apps-dev",
                replicas=None if autoscaling else 3,
                autoscaling=autoscaling,
                placement=placement or Placement(),
                files=files or {},
                rollout_seconds=120,
                cluster=cluster,
            ),
        )
        return {"image": workload.image, "host": workload.host, "account": workload.service_account}

    return record(program)


def test_its_parts_find_each_other() -> None:
    """Service and disruption budget select the deployment's pods, which run under the workload's own account."""
    recording = _record()
    deployment = recording.one(DEPLOYMENT).inputs["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    service = recording.one("kubernetes:core/v1:Service").inputs["spec"]
    budget = recording.one("kubernetes:policy/v1:PodDisruptionBudget").inputs["spec"]
    for selector in (deployment["selector"]["matchLabels"], service["selector"], budget["selector"]["matchLabels"]):
        assert selector.items() <= labels.items()
    ports = {port["name"] for port in deployment["template"]["spec"]["containers"][0]["ports"]}
    assert {port["targetPort"] for port in service["ports"]} <= ports
    account = recording.one("kubernetes:core/v1:ServiceAccount").inputs
    assert deployment["template"]["spec"]["serviceAccountName"] == account["metadata"]["name"]
    assert recording.result == {"image": image("api"), "host": "api.apps-dev.svc", "account": "api"}


def test_a_release_changes_the_deployment_and_nothing_else() -> None:
    """Another SHA rolls the pods under the selector they had."""
    before, after = _record(), _record(at_sha(API, OTHER_SHA))
    old = {resource.urn: resource.inputs for resource in before.resources}
    assert [resource.type for resource in after.resources if resource.inputs != old[resource.urn]] == [DEPLOYMENT]
    selectors = [recording.one(DEPLOYMENT).inputs["spec"]["selector"] for recording in (before, after)]
    assert selectors[0] == selectors[1]
    assert OTHER_SHA not in str(selectors)


@pytest.mark.parametrize("both", [True, False])
def test_the_number_of_pods_has_one_owner(both: bool) -> None:
    """Replicas and an autoscaler together are refused, and so is neither."""
    with pytest.raises(ValueError, match="workload api: give either replicas or autoscaling"):
        WorkloadArgs(
            container=API,
            namespace="apps-dev",
            replicas=2 if both else None,
            autoscaling=Autoscaling(minimum=2, maximum=4, cpu_percent=70) if both else None,
        )


def test_an_autoscaler_takes_the_number_from_the_deployment() -> None:
    """The deployment leaves `replicas` unset, or each `up` would take it back from the autoscaler."""
    recording = _record(autoscaling=Autoscaling(minimum=2, maximum=6, cpu_percent=70))
    assert "replicas" not in recording.one(DEPLOYMENT).inputs["spec"]
    scaler = recording.one(AUTOSCALER).inputs["spec"]
    assert scaler["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (2, 6)
    assert _record().all(AUTOSCALER) == []


def test_old_pods_serve_until_new_ones_are_ready() -> None:
    """A failing image takes nothing away, and a drained node never takes the only pod for ever."""
    recording = _record()
    strategy = recording.one(DEPLOYMENT).inputs["spec"]["strategy"]
    assert strategy == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    assert recording.one("kubernetes:policy/v1:PodDisruptionBudget").inputs["spec"]["maxUnavailable"] == 1


def test_nothing_takes_a_pod_on_purpose_while_all_are_down() -> None:
    """After a failover of the database, drains wait for the first pods that are back, and starts are spared none."""
    recording = _record()
    budget = recording.one("kubernetes:policy/v1:PodDisruptionBudget").inputs["spec"]
    pod = recording.one(DEPLOYMENT).inputs["spec"]["template"]["spec"]
    # Kubernetes' default evicts what is not ready only where enough others are.
    assert budget.get("unhealthyPodEvictionPolicy", "IfHealthyBudget") == "IfHealthyBudget"
    assert pod["restartPolicy"] == "Always"
    [container] = pod["containers"]
    startup, liveness = container["startupProbe"], container["livenessProbe"]
    # A start that waits for the database ends by itself: no probe may be quicker, and none asks before.
    assert startup["failureThreshold"] * startup["periodSeconds"] >= 60
    assert liveness["failureThreshold"] > 1


def test_replicas_are_spread_so_that_no_zone_has_them_all() -> None:
    """They end with the database, not with a zone."""
    pod = _record().one(DEPLOYMENT).inputs["spec"]["template"]["spec"]
    zones, nodes = pod["topologySpreadConstraints"]
    assert (zones["maxSkew"], zones["topologyKey"]) == (1, "topology.kubernetes.io/zone")
    assert (nodes["maxSkew"], nodes["topologyKey"]) == (1, "kubernetes.io/hostname")


def test_the_engine_waits_longer_than_the_cluster() -> None:
    """Kubernetes names the reason of a rollout that gets nowhere; the engine must still be listening then."""
    deployment = _record().one(DEPLOYMENT)
    assert deployment.inputs["spec"]["progressDeadlineSeconds"] == 120
    assert int(deployment.update_timeout.removesuffix("s")) > 120


def test_another_file_is_another_map() -> None:
    """The map can't be changed and has no name of its own, so a new content is a new map that the pods roll to."""
    first, second = _record(files={"hosts": "a"}), _record(files={"hosts": "b"})
    config = first.one("kubernetes:core/v1:ConfigMap")
    assert config.inputs["immutable"] is True
    assert "name" not in config.inputs["metadata"]
    assert not config.delete_before_replace, "pods that still run need the old map"
    mounted = [_pod(recording)["volumes"][1]["configMap"]["name"] for recording in (first, second)]
    assert mounted[0] != mounted[1]
    assert _record().all("kubernetes:core/v1:ConfigMap") == []


def test_pods_enter_tainted_nodes_only_where_they_are_let() -> None:
    """A placement's labels select nodes and its taints are tolerated by key and value; nobody tolerates everything."""
    labels = {"portarium.io/serves-execution": "true"}
    pod = _pod(_record(placement=Placement(node_labels=labels, taints={"portarium.io/plane": "execution"})))
    assert pod["nodeSelector"] == labels
    assert pod["tolerations"] == [
        {"key": "portarium.io/plane", "operator": "Equal", "value": "execution", "effect": "NoSchedule"}
    ]
    assert "tolerations" not in _pod(_record())


def test_no_token_unless_asked_for() -> None:
    """Neither the account nor the pod mounts one; who asks gets it on both."""
    for container, mounted in ((API, False), (replace(API, mounts_token=True), True)):
        recording = _record(container)
        account = recording.one("kubernetes:core/v1:ServiceAccount").inputs
        assert account["automountServiceAccountToken"] is mounted
        assert _pod(recording)["automountServiceAccountToken"] is mounted


def test_the_cluster_takes_all_of_it_along() -> None:
    """Every leaf is deleted with the cluster, where the stack has made it."""
    recording = _record(
        autoscaling=Autoscaling(minimum=1, maximum=2, cpu_percent=50), files={"a": "b"}, on_cluster=True
    )
    cluster = next(resource for resource in recording.resources if resource.name == "cluster")
    leaves = [resource for resource in recording.resources if resource.custom and resource is not cluster]
    assert len(leaves) == 6
    assert {leaf.deleted_with for leaf in leaves} == {cluster.urn}
    assert {leaf.deleted_with for leaf in _record().resources} == {""}


def test_pods_come_after_what_they_take_their_namespace_from() -> None:
    """An `Output` for the namespace makes the deployment wait for whatever it was made of."""

    def program() -> object:
        guard = core.ResourceQuota("quota")
        namespace = pulumi.Output.all(guard.id).apply(lambda _: "apps-dev")
        return Workload("api", WorkloadArgs(container=API, namespace=namespace, replicas=1)).image

    recording = record(program)
    guard = recording.one("kubernetes:core/v1:ResourceQuota")
    leaves = [r for r in recording.resources if r.custom and r is not guard]
    assert [leaf.name for leaf in leaves if guard.urn not in leaf.depends_on] == []


def _pod(recording: Recording) -> dict[str, Any]:
    return recording.one(DEPLOYMENT).inputs["spec"]["template"]["spec"]


def test_the_same_caller_meets_the_same_pod_where_it_must() -> None:
    """By its address, for whoever keeps sessions in memory; others are spread."""

    def affinity(sticky: bool) -> object:
        args = WorkloadArgs(container=API, namespace="apps-dev", replicas=2, sticky=sticky)
        recording = record(lambda: Workload("api", args).image)
        return recording.one("kubernetes:core/v1:Service").inputs["spec"].get("sessionAffinity")

    assert (affinity(True), affinity(False)) == ("ClientIP", None)
