"""Add-ons work inside the network, and reach nothing outside it."""

from functools import cache
from typing import Any

import pytest
from pulumi_kubernetes.core import v1 as core

from components.kubernetes.system_traffic import SystemTraffic, SystemTrafficArgs
from domain.plane import PLANE_KEY
from tests.components.kubernetes.reachability import Address, Pod, reaches
from tests.recording import Recording, record

POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
RESOLVER = Pod(
    namespace="kube-system",
    namespace_labels={"kubernetes.io/metadata.name": "kube-system"},
    labels={"k8s-app": "kube-dns"},
)
OTHERS = [
    Pod(namespace="apps-dev", namespace_labels={PLANE_KEY: "control"}),
    Pod(namespace="by-hand", namespace_labels={}),
]
WORKER = Pod(namespace="execution-dev", namespace_labels={PLANE_KEY: "execution"})


@cache
def _recorded() -> Recording:
    def program() -> object:
        cluster = core.Namespace("cluster")
        return SystemTraffic("traffic", SystemTrafficArgs(vpc_cidr="10.16.0.0/16", cluster=cluster)).policies

    return record(program)


def _policies() -> list[dict[str, Any]]:
    return [policy.inputs for policy in _recorded().all(POLICY)]


@pytest.mark.parametrize("address", ["10.16.4.4", "172.20.0.1", "169.254.169.253", "169.254.170.23"])
def test_addons_reach_the_network_the_resolver_and_their_credentials(address: str) -> None:
    """AWS's private endpoints are in the VPC; the Kubernetes API is called by its service's address."""
    assert reaches(_policies(), RESOLVER, Address(address), 443)


@pytest.mark.parametrize("address", ["93.184.216.34", "10.32.0.7", "172.20.0.2", "169.254.169.254"])
def test_addons_reach_nothing_else(address: str) -> None:
    """Neither the internet, nor another environment, nor the instance metadata."""
    assert not reaches(_policies(), RESOLVER, Address(address), 443)


@pytest.mark.parametrize("protocol", ["UDP", "TCP"])
def test_all_but_workers_may_ask_for_names_and_for_nothing_more(protocol: str) -> None:
    """Port 53 of the resolver is open to every pod outside the execution plane, its other ports are not."""
    for pod in OTHERS:
        assert reaches(_policies(), pod, RESOLVER, 53, protocol)
        assert not reaches(_policies(), pod, RESOLVER, 9153, protocol)
    assert not reaches(_policies(), WORKER, RESOLVER, 53, protocol)


def test_both_policies_are_known_to_whoever_waits() -> None:
    """The add-ons that run as pods wait for the component, which is done when both are in force."""
    recording = _recorded()
    assert set(recording.result) == {policy.inputs["metadata"]["name"] for policy in recording.all(POLICY)}
    cluster = recording.one("kubernetes:core/v1:Namespace")
    assert {policy.deleted_with for policy in recording.all(POLICY)} == {cluster.urn}
