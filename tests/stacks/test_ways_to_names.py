"""Whom the pods of whole stacks ask for names: a worker's name is answered inside the cluster or not at all."""

from typing import Any

import pytest

from components.kubernetes.labels import COMPONENT, NAMESPACE_NAME
from domain.plane import PLANE_KEY
from tests.components.kubernetes.reachability import Address, Pod, reaches
from tests.stacks.recorded import ENVIRONMENTS, REVIEW, STACKS, recorded

_DEPLOYMENT = "kubernetes:apps/v1:Deployment"
_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
_KUBE_DNS = Pod(
    namespace="kube-system", namespace_labels={NAMESPACE_NAME: "kube-system"}, labels={"k8s-app": "kube-dns"}
)


def _policies(*stacks: str) -> list[dict[str, Any]]:
    return [each.inputs for stack in stacks for each in recorded(stack).recording.all(_POLICY)]


def _specifications(stack: str) -> dict[str, dict[str, Any]]:
    """The pods of each deployment, by namespace and name."""
    return {
        f"{each.inputs['metadata']['namespace']}/{each.inputs['metadata']['name']}": each.inputs["spec"]["template"]
        for each in recorded(stack).recording.all(_DEPLOYMENT)
    }


def _service_of_the_resolver() -> dict[str, Any]:
    return recorded("dev").recording.one("kubernetes:core/v1:Service", "execution-resolver-service").inputs


def _worker(stack: str) -> Pod:
    namespace = f"execution-{stack}"
    return Pod(namespace=namespace, namespace_labels={PLANE_KEY: "execution", NAMESPACE_NAME: namespace})


def _resolver() -> Pod:
    labels = {PLANE_KEY: "system", NAMESPACE_NAME: "system"}
    return Pod(namespace="system", namespace_labels=labels, labels={COMPONENT: "execution-resolver"})


@pytest.mark.parametrize("stack", STACKS)
def test_all_workers_are_told_the_one_resolver_and_nobody_else_is(stack: str) -> None:
    """Pods are told an address and no name: that of the service, in a review environment that of its host's."""
    address = _service_of_the_resolver()["spec"]["clusterIP"]
    told = {
        name: template["spec"]["dnsConfig"]["nameservers"]
        for name, template in _specifications(stack).items()
        if template["spec"].get("dnsPolicy") == "None"
    }
    workers = {name for name in _specifications(stack) if name.startswith("execution-")}
    assert workers
    assert told == {worker: [address] for worker in workers}


@pytest.mark.parametrize("stack", STACKS)
def test_what_workers_are_given_to_call_is_found(stack: str) -> None:
    """Every service in their variables is in a namespace that the resolver knows, and is completed by its domains."""
    for name, template in _specifications(stack).items():
        if not name.startswith("execution-"):
            continue
        (container,) = template["spec"]["containers"]
        hosts = {
            variable["value"].partition("://")[2].partition(":")[0]
            for variable in container["env"]
            if "://" in variable.get("value", "")
        }
        assert hosts
        assert {host.split(".")[1].partition("-")[0] for host in hosts} <= {"apps", "egress", "system"}
        assert all(host.endswith(".svc") for host in hosts)
        assert "cluster.local" in template["spec"]["dnsConfig"]["searches"]


@pytest.mark.parametrize("protocol", ["UDP", "TCP"])
@pytest.mark.parametrize(("stack", "others"), [*((each, ()) for each in ENVIRONMENTS), (REVIEW, ("dev",))])
def test_workers_reach_it_and_no_other(stack: str, others: tuple[str, ...], protocol: str) -> None:
    """Not the cluster's, not the VPC's by either of its addresses, not one on the internet."""
    policies = _policies(stack, *others)
    assert reaches(policies, _worker(stack), _resolver(), 5353, protocol)
    # By the service's port it leaves the pod, and by the pods' own it arrives.
    leaving = [policy for policy in policies if policy["metadata"]["namespace"] == _worker(stack).namespace]
    assert reaches(leaving, _worker(stack), _resolver(), 53, protocol)
    assert not reaches(policies, _worker(stack), _KUBE_DNS, 53, protocol)
    for address in ("169.254.169.253", "10.16.0.2", "8.8.8.8"):
        assert not reaches(policies, _worker(stack), Address(address), 53, protocol)


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_resolver_has_nobody_to_ask(stack: str) -> None:
    """Whatever its configuration said: it reaches the Kubernetes API, and no other resolver."""
    policies = _policies(stack)
    assert reaches(policies, _resolver(), Address("172.20.0.1"), 443)
    assert not any(
        reaches(policies, _resolver(), target, port, protocol)
        for target in (_KUBE_DNS, Address("169.254.169.253"), Address("10.16.0.2"), Address("8.8.8.8"))
        for port in (53, 443, 853)
        for protocol in ("UDP", "TCP")
    )


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_it_never_runs_beside_those_who_ask(stack: str) -> None:
    """A worker that breaks out of its container finds no token for the Kubernetes API on its node."""
    spec = _specifications(stack)["system/execution-resolver"]["spec"]
    assert spec["nodeSelector"] == {"portarium.io/serves-system": "true"}
    assert "tolerations" not in spec
