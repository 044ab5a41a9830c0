"""What a whole stack opens towards AWS: each pod with an identity can use it, and nobody reaches a node by that way."""

from ipaddress import ip_network
from typing import Any

import pytest

from components.aws.vpc_endpoints import INTERFACE_SERVICES
from components.kubernetes.labels import COMPONENT
from components.platform.chart_pods import RELEASE
from components.platform.load_balancers import LOAD_BALANCERS
from components.platform.node_scaling import CLUSTER_AUTOSCALER
from components.platform.temporal_values import PART
from domain.temporal import TEMPORAL
from tests.components.kubernetes.reachability import Address, Pod, reaches
from tests.stacks.recorded import ENVIRONMENTS, STACKS, recorded

_ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
_SUBNET = "aws:ec2/subnet:Subnet"
_AGENT = Address("169.254.170.23")
_METADATA = Address("169.254.169.254")
_LABELS_OF_CHARTS = {
    # Its chart puts the cloud before its name.
    CLUSTER_AUTOSCALER: {COMPONENT: f"aws-{CLUSTER_AUTOSCALER}", RELEASE: CLUSTER_AUTOSCALER},
    LOAD_BALANCERS: {COMPONENT: LOAD_BALANCERS, RELEASE: LOAD_BALANCERS},
    # All of its services have the account, and two of them call AWS.
    TEMPORAL: {COMPONENT: TEMPORAL, RELEASE: TEMPORAL, PART: "history"},
}
"""What pods bear by their charts, which say more than the name of their account."""
_TAKEN_BY_AWS = 5
"""Addresses of each subnet that AWS keeps for itself."""


def _policies(stack: str) -> list[dict[str, Any]]:
    return [each.inputs for each in recorded(stack).recording.all(_POLICY)]


def _pods_with_a_role(stack: str) -> list[Pod]:
    return [
        Pod(
            namespace=str(each.inputs["namespace"]),
            namespace_labels={},
            labels=_LABELS_OF_CHARTS.get(account, {COMPONENT: account}),
        )
        for each in recorded(stack).recording.all(_ASSOCIATION)
        for account in [str(each.inputs["serviceAccount"])]
    ]


def _subnets(stack: str, kind: str) -> list[str]:
    subnets = [each.inputs for each in recorded(stack).recording.all(_SUBNET)]
    return [str(each["cidrBlock"]) for each in subnets if f"-{kind}-" in each["tags"]["Name"]]


@pytest.mark.parametrize("stack", STACKS)
def test_every_pod_with_a_role_gets_its_credentials(stack: str) -> None:
    """The agent answers on its link-local address alone, which no rule about the VPC covers; the metadata is not it."""
    pods = _pods_with_a_role(stack)
    assert {pod.labels[COMPONENT] for pod in pods} >= {"migration"}
    for pod in pods:
        assert reaches(_policies(stack), pod, _AGENT, 80), pod
        assert not reaches(_policies(stack), pod, _METADATA, 80), pod


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_way_to_aws_leads_to_endpoints_and_to_nothing_else(stack: str) -> None:
    """A component that calls AWS reaches the subnets of the endpoints, in which there is no node and no other pod."""
    callers = [pod for pod in _pods_with_a_role(stack) if pod.namespace.startswith("apps-")]
    assert callers
    for pod in callers:
        for block in _subnets(stack, "endpoints"):
            assert reaches(_policies(stack), pod, Address(str(ip_network(block)[9])), 443)
        for block in (*_subnets(stack, "private"), *_subnets(stack, "public")):
            assert not reaches(_policies(stack), pod, Address(str(ip_network(block)[9])), 443)


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_subnets_of_the_endpoints_hold_them(stack: str) -> None:
    """Every interface endpoint takes an address in each of them, beside those that AWS keeps."""
    blocks = _subnets(stack, "endpoints")
    assert len(blocks) == len(_subnets(stack, "database"))
    for block in blocks:
        assert ip_network(block).num_addresses - _TAKEN_BY_AWS > len(INTERFACE_SERVICES) + 1
