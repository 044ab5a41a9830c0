"""Network policies as Kubernetes documents them, and the rules that the switch has for them."""

from typing import Any

import pytest

from portarium_sandbox.pods import flows
from portarium_sandbox.pods.flows import Endpoint, Pod, Served
from portarium_sandbox.pods.policy import EVERY_PORT, Peer, Policies, Ports

CLIENT = Peer(addresses=("100.96.0.1",), namespace="work", labels={"app": "client"}, namespace_labels={"plane": "a"})
SERVER = Peer(
    addresses=("100.96.0.2",),
    namespace="work",
    labels={"app": "server"},
    namespace_labels={"plane": "a"},
    named_ports={("TCP", "http"): 8080},
)
ELSEWHERE = Peer(
    addresses=("100.96.0.3",), namespace="other", labels={"app": "client"}, namespace_labels={"plane": "b"}
)
OUTSIDE = Peer(addresses=("10.0.1.5",))
PODS = [
    Pod(cable=cable, address=peer.addresses[0], peer=peer) for cable, peer in enumerate((CLIENT, SERVER, ELSEWHERE), 1)
]
PEERS = {pod.address: pod.peer for pod in PODS}


def policy(selector: dict[str, Any], **spec: Any) -> dict[str, Any]:
    """Give a policy in the namespace `work`."""
    types = [kind for kind in ("Ingress", "Egress") if kind.lower() in spec]
    metadata = {"name": "x", "namespace": "work"}
    return {"metadata": metadata, "spec": {"podSelector": selector, "policyTypes": types, **spec}}


def app(name: str) -> dict[str, Any]:
    """Give a selector."""
    return {"matchLabels": {"app": name}}


def test_nothing_is_closed_before_a_policy_selects_it() -> None:
    """A pod without policies is open; in the strict mode it is closed."""
    assert Policies([]).permitted(CLIENT, SERVER) == EVERY_PORT
    assert Policies([], strict=True).permitted(CLIENT, SERVER) == ()


def test_both_sides_have_a_say() -> None:
    """What one side permits and the other does not is closed."""
    out = policy(app("client"), egress=[{"to": [{"podSelector": app("server")}], "ports": [{"port": 8080}]}])
    into = policy(app("server"), ingress=[{"from": [{"podSelector": app("client")}], "ports": [{"port": "http"}]}])
    assert Policies([out, into]).permitted(CLIENT, SERVER) == (Ports("TCP", 8080, 8080),)
    assert Policies([out, policy(app("server"), ingress=[])]).permitted(CLIENT, SERVER) == ()
    assert Policies([out]).permitted(CLIENT, ELSEWHERE) == ()


@pytest.mark.parametrize(
    ("peer", "client", "elsewhere"),
    [
        ({"podSelector": app("client")}, True, False),
        ({"namespaceSelector": {}}, True, True),
        ({"namespaceSelector": {"matchLabels": {"plane": "b"}}, "podSelector": app("client")}, False, True),
        (
            {"namespaceSelector": {"matchExpressions": [{"key": "plane", "operator": "NotIn", "values": ["b"]}]}},
            True,
            False,
        ),
        ({"ipBlock": {"cidr": "100.96.0.0/16", "except": ["100.96.0.3/32"]}}, True, False),
    ],
)
def test_peers(peer: dict[str, Any], client: bool, elsewhere: bool) -> None:
    """A pod is named by its labels, those of its namespace, or its address."""
    policies = Policies([policy(app("server"), ingress=[{"from": [peer]}])])
    assert bool(policies.permitted(CLIENT, SERVER)) is client
    assert bool(policies.permitted(ELSEWHERE, SERVER)) is elsewhere


def test_addresses_outside_have_no_labels() -> None:
    """Only a block of addresses permits what is no pod, and ports may be a range."""
    ports = [{"port": 5000, "endPort": 6000}, {"port": 53, "protocol": "UDP"}]
    block = policy({}, egress=[{"to": [{"ipBlock": {"cidr": "10.0.0.0/16"}}], "ports": ports}])
    assert Policies([block]).permitted(CLIENT, OUTSIDE) == (Ports("TCP", 5000, 6000), Ports("UDP", 53, 53))
    assert Policies([policy({}, egress=[{"to": [{"namespaceSelector": {}}]}])]).permitted(CLIENT, OUTSIDE) == ()


def test_a_service_is_left_by_its_own_port_and_entered_by_its_pods() -> None:
    """The VPC CNI sees the service's port at the caller and the pod's at the called."""
    service = Served(
        address="172.20.0.9", port=80, endpoints=(Endpoint(address="100.96.0.2", port=8080, is_ready=True),)
    )
    into = policy(app("server"), ingress=[{"ports": [{"port": 8080}]}])
    for port, reached in ((80, True), (8080, False)):
        out = policy(app("client"), egress=[{"to": [{"podSelector": app("server")}], "ports": [{"port": port}]}])
        assert bool(flows.reachable(PODS[0], service, PEERS, Policies([out, into]))) is reached


def test_rules_hold_each_way_and_end_in_silence_or_an_error() -> None:
    """A permitted port has its way there and back; a closed pod hears nothing, an open one is told."""
    into = policy(app("server"), ingress=[{"from": [{"podSelector": app("client")}], "ports": [{"port": 8080}]}])
    found = flows.rules(PODS, [], PEERS, Policies([into, policy(app("client"), egress=[{}])]))
    there = [rule for rule in found if rule.cable == 1 and rule.destination == "100.96.0.2" and rule.way == "main"]
    back = [rule for rule in found if rule.cable == 2 and rule.from_ports == (8080, 8080)]
    assert [rule.to_ports for rule in there if rule.to_ports] == [(8080, 8080)]
    assert [(rule.destination, rule.way) for rule in back] == [("100.96.0.1", "main")]
    ends = {rule.cable: rule.way for rule in found if rule.destination is None}
    assert ends == {1: "blackhole", 2: "unreachable", 3: "unreachable"}
    assert {(rule.cable, rule.destination) for rule in found if rule.way == "blackhole" and rule.destination} == {
        (3, "100.96.0.2")
    }


def test_who_may_be_called_on_all_ports_may_not_call() -> None:
    """The way back of a permission for all ports begins at those that servers use."""
    into = policy(app("client"), ingress=[])
    found = flows.rules(PODS, [], PEERS, Policies([into]))
    back = [rule for rule in found if rule.cable == 2 and rule.destination == "100.96.0.1" and rule.way == "main"]
    assert {rule.from_ports for rule in back} == {(1, 32767)}
