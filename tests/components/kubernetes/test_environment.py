"""The environment is closed, then opened where it must be, then ready: workloads come last."""

from functools import cache

import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.environment import Environment, EnvironmentArgs, namespace_name
from components.kubernetes.namespace import NamespaceQuota
from components.kubernetes.traffic import Flow, Pods
from components.kubernetes.workload import Workload, WorkloadArgs
from domain.environment_status import EnvironmentStatus
from domain.plane import EnvironmentPlane
from tests.components.kubernetes.subjects import API
from tests.recording import Recording, record

PLANES: tuple[EnvironmentPlane, ...] = ("environment", "data", "control", "execution", "egress")
RECORD = "kubernetes:core/v1:ConfigMap"


@cache
def _recorded(status: EnvironmentStatus = "ready", *, on_cluster: bool = False) -> Recording:
    def program() -> object:
        apps = Pods(namespace="apps-dev")
        environment = Environment(
            "environment",
            EnvironmentArgs(
                environment="dev",
                tier="dev",
                status=status,
                quotas={
                    plane: NamespaceQuota(cpu="1", memory="1Gi", pods=index + 1) for index, plane in enumerate(PLANES)
                },
                flows=[Flow(name="inside", source=apps, destination=apps, ports=(8080,), reason="a test")],
                holders_of="dev",
                cluster=core.Namespace("cluster") if on_cluster else None,
            ),
        )
        namespace = environment.namespaces["control"]
        workload = Workload("api", WorkloadArgs(container=API, namespace=namespace, replicas=1))
        return {"status": environment.status, "namespaces": environment.namespaces, "image": workload.image}

    return record(program)


@pytest.mark.parametrize("guard", ["ResourceQuota", "LimitRange", "NetworkPolicy", "RoleBinding"])
def test_the_status_is_recorded_after_every_guard(guard: str) -> None:
    """Quotas, limits, traffic and access are in force before anyone reads `ready`."""
    recording = _recorded()
    guards = [resource for resource in recording.resources if resource.type.endswith(f":{guard}")]
    assert guards
    waits = set(recording.one(RECORD).depends_on)
    assert [resource.name for resource in guards if resource.urn not in waits] == []


def test_workloads_take_their_namespace_from_the_record() -> None:
    """Every part of a workload waits for the status, and so for everything that the status waits for."""
    recording = _recorded()
    status = recording.one(RECORD).urn
    parts = [resource for resource in recording.resources if "kubernetes:Workload$" in resource.urn]
    assert len(parts) == 4
    assert [part.name for part in parts if status not in part.depends_on] == []
    assert {part.inputs["metadata"]["namespace"] for part in parts} == {"apps-dev"}


@pytest.mark.parametrize("status", ["provisioning", "ready", "degraded", "recovering", "retired"])
def test_the_record_says_what_its_operators_declare(status: EnvironmentStatus) -> None:
    """It stands in the environment's own namespace, for whoever asks the cluster."""
    recording = _recorded(status)
    assert recording.one(RECORD).inputs["data"] == {"environment": "dev", "tier": "dev", "status": status}
    assert recording.one(RECORD).inputs["metadata"]["namespace"] == "env-dev"
    assert recording.result["status"] == status


def test_each_plane_has_its_own_namespace_and_quota() -> None:
    """Five namespaces, each with the quota that was meant for it."""
    recording = _recorded()
    assert recording.result["namespaces"] == {plane: namespace_name("dev", plane) for plane in PLANES}
    quotas = {
        quota.inputs["metadata"]["namespace"]: quota.inputs["spec"]["hard"]["pods"]
        for quota in recording.all("kubernetes:core/v1:ResourceQuota")
    }
    assert quotas == {namespace_name("dev", plane): str(index + 1) for index, plane in enumerate(PLANES)}


def test_namespaces_of_two_environments_never_meet() -> None:
    """Environment and plane make the name; the platform's is the cluster's and has no environment."""
    names = [namespace_name(environment, plane) for environment in ("dev", "review-7") for plane in PLANES]
    assert len(set(names)) == len(names)
    assert namespace_name("dev", "system") == namespace_name("prod", "system") == "system"


def test_the_cluster_takes_the_environment_along() -> None:
    """Every object of every part is deleted with the cluster, where the stack has made it."""
    recording = _recorded(on_cluster=True)
    cluster = next(resource for resource in recording.resources if resource.name == "cluster")
    inside = [r for r in recording.resources if r.custom and "kubernetes:Environment$" in r.urn]
    assert len(inside) > 30
    assert [r.name for r in inside if r.deleted_with != cluster.urn] == []
