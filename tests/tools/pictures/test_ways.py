"""Ways are read out of policies: only what both sides permit, by the names that people know."""

from collections.abc import Mapping
from typing import Any

from components.kubernetes.labels import COMPONENT, NAMESPACE_NAME, REASON
from tools.pictures.ways import Ground, ways

GROUND = Ground(
    namespaces={"apps": {"plane": "control"}, "work": {"plane": "execution"}},
    blocks={"10.0.0.0/16": "the network", "10.0.4.0/24": "the database"},
)
PORT = [{"port": 8080.0, "protocol": "TCP"}]


def _policy(namespace: str, component: str | None = None, **spec: Any) -> Mapping[str, Any]:
    selector = {"matchLabels": {COMPONENT: component}} if component else {}
    types = [name.capitalize() for name in spec]
    return {
        "metadata": {"namespace": namespace, "annotations": {REASON: "because"}},
        "spec": {"podSelector": selector, "policyTypes": types, **spec},
    }


def _to(namespace: str) -> dict[str, Any]:
    return {"namespaceSelector": {"matchLabels": {NAMESPACE_NAME: namespace}}, "podSelector": {}}


CLOSED = [_policy(name, egress=[], ingress=[]) for name in ("apps", "work")]
LEAVES = _policy("work", "worker", egress=[{"to": [_to("apps")], "ports": PORT}])
ENTERS = _policy("apps", ingress=[{"from": [_to("work")], "ports": PORT}])


def test_a_way_needs_both_of_its_sides() -> None:
    """A policy of one side alone opens nothing, so that no page shows it as open."""
    assert ways([*CLOSED, LEAVES], GROUND) == []
    found = {
        (str(way.source), str(way.destination), way.ports, way.reason)
        for way in ways([*CLOSED, LEAVES, ENTERS], GROUND)
    }
    assert found == {("worker in work", "all pods in apps", ((8080, "TCP"),), "because")}


def test_addresses_are_called_by_whose_they_are() -> None:
    """The smallest known block that has them all; unknown ones are shown as they are."""
    blocks = [{"ipBlock": {"cidr": block}} for block in ("10.0.4.0/26", "10.0.9.0/24", "192.0.2.0/24")]
    policy = _policy("apps", egress=[{"to": blocks, "ports": PORT}])
    assert [way.destination.who for way in ways([*CLOSED, policy], GROUND)] == [
        "192.0.2.0/24",
        "the database",
        "the network",
    ]


def test_namespaces_that_are_meant_by_their_labels_are_named() -> None:
    """A reader wants the namespace, not the label that selects it."""
    peer = {"namespaceSelector": {"matchLabels": {"plane": "control"}}, "podSelector": {}}
    policy = _policy("work", "worker", egress=[{"to": [peer], "ports": PORT}])
    assert [str(way.destination) for way in ways([*CLOSED, policy, ENTERS], GROUND)] == ["all pods in apps"]
