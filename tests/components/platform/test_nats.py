"""Planes and the streams' controller reach the servers, and the servers each other, by their own ports."""

from components.kubernetes.traffic import Pods
from components.platform.nats import controller_demand, controller_flows, nats_demand, nats_flows, server_names
from components.platform.nats_values import NatsSize


def test_clients_come_by_one_port_and_servers_by_another() -> None:
    """A client that reached the servers' own port could try to join them."""
    ways = {flow.name: flow for flow in nats_flows()}
    assert ways["control-to-nats"].ports == ways["execution-to-nats"].ports == (4222,)
    joined = ways["nats-to-nats"]
    assert joined.ports == (6222,)
    assert isinstance(joined.source, Pods)
    assert joined.source == joined.destination


def test_servers_call_nobody_else() -> None:
    """Neither Kubernetes nor AWS nor the internet."""
    [own] = [
        flow
        for flow in (*nats_flows(), *controller_flows())
        if isinstance(flow.source, Pods) and flow.source.labels.get("app.kubernetes.io/name") == "nats"
    ]
    assert own.name == "nats-to-nats"


def test_a_server_is_known_by_every_name_that_it_is_called_by() -> None:
    """The service's for clients, and one label more for each server."""
    assert {"nats.system.svc", "*.nats-headless"} <= set(server_names("system"))


def test_what_its_pods_request_counts_what_runs_beside_them() -> None:
    """Three containers a pod; of the controller there are two while it rolls."""
    [servers], [controller] = nats_demand(NatsSize(replicas=3)), controller_demand()
    assert (servers.always, str(servers.cpu), str(servers.memory)) == (3, "120m", "320Mi")
    assert (controller.replicas, controller.always) == (2, 1)
