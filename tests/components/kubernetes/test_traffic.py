"""A flow is permitted on both of its sides, or on the one that is ours; `test_containment` has the whole matrix."""

from typing import Any

import pulumi

from components.kubernetes.traffic import Addresses, Flow, Pods, Traffic, TrafficArgs
from tests.recording import Recording, record

POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
API = Pods(namespace="apps-dev", labels={"app": "api"})
PROXY = Pods(namespace="egress-dev", labels={"app": "proxy"})


def _record(*flows: Flow) -> Recording:
    def program() -> object:
        namespaces = {name: pulumi.Output.from_input(name) for name in ("apps-dev", "egress-dev")}
        return Traffic("traffic", TrafficArgs(flows=flows, namespaces=namespaces)).policies

    return record(program)


def _policies(recording: Recording) -> dict[str, dict[str, Any]]:
    return {policy.inputs["metadata"]["name"]: policy.inputs for policy in recording.all(POLICY)}


def test_a_way_between_pods_is_opened_at_both_ends() -> None:
    """One policy lets the source out and one lets the destination in, each in its own namespace."""
    recording = _record(Flow(name="a-to-b", source=API, destination=PROXY, ports=(3128,), reason="a test"))
    policies = _policies(recording)
    assert {name: p["metadata"]["namespace"] for name, p in policies.items()} == {
        "a-to-b-egress": "apps-dev",
        "a-to-b-ingress": "egress-dev",
    }
    assert recording.result == ["a-to-b-egress", "a-to-b-ingress"]
    for policy, direction in (("a-to-b-egress", "Egress"), ("a-to-b-ingress", "Ingress")):
        assert policies[policy]["spec"]["policyTypes"] == [direction]


def test_a_peer_is_a_pod_in_its_namespace_and_not_either() -> None:
    """Namespace and pod selectors are in one peer: in two they would be alternatives, and open to anyone."""
    egress = _policies(_record(Flow(name="way", source=API, destination=PROXY, ports=(1,), reason="a test")))[
        "way-egress"
    ]
    (peer,) = egress["spec"]["egress"][0]["to"]
    assert peer["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "egress-dev"}
    assert peer["podSelector"]["matchLabels"] == {"app": "proxy"}


def test_another_stacks_side_is_left_alone() -> None:
    """Where the namespace is not ours, its owner permits the way; we permit ours."""
    platform = Pods(namespace="system", ours=False)
    policies = _policies(_record(Flow(name="out", source=API, destination=platform, ports=(8200,), reason="a test")))
    assert set(policies) == {"out-egress"}
    policies = _policies(_record(Flow(name="in", source=platform, destination=API, ports=(8080,), reason="a test")))
    assert set(policies) == {"in-ingress"}


def test_addresses_open_but_for_their_holes() -> None:
    """Each block is a peer with its exceptions, known only once the network is made."""
    internet = Addresses(blocks=pulumi.Output.from_input(["0.0.0.0/0"]), excluded=("10.0.0.0/8",))
    policies = _policies(_record(Flow(name="web", source=PROXY, destination=internet, ports=(443,), reason="a test")))
    assert policies["web-egress"]["spec"]["egress"][0]["to"] == [
        {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}
    ]
    assert set(policies) == {"web-egress"}


def test_what_comes_from_addresses_is_let_in_at_its_end() -> None:
    """Nobody writes a policy on the side of a load balancer or of the Kubernetes API."""
    flow = Flow(
        name="in",
        source=Addresses(blocks=("10.0.0.0/24", "10.0.1.0/24")),
        destination=API,
        ports=(1,),
        reason="a reason",
    )
    policies = _policies(_record(flow))
    assert list(policies) == ["in-ingress"]
    [rule] = policies["in-ingress"]["spec"]["ingress"]
    assert rule["from"] == [{"ipBlock": {"cidr": "10.0.0.0/24"}}, {"ipBlock": {"cidr": "10.0.1.0/24"}}]
