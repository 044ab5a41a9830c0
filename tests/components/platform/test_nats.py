"""Planes and the streams' controller reach the servers, and the servers each other, by their own ports."""

from components.kubernetes.traffic import Addresses, Pods
from components.platform.nats import controller_demand, controller_flows, nats_demand, nats_flows, server_names
from components.platform.nats_values import NatsSize

_AWS = ["10.0.0.0/20"]


def test_clients_come_by_one_port_and_servers_by_another() -> None:
    """A client that reached the servers' own port could try to join them."""
    ways = {flow.name: flow for flow in nats_flows(_AWS)}
    assert ways["control-to-nats"].ports == ways["execution-to-nats"].ports == (4222,)
    joined = ways["nats-to-nats"]
    assert joined.ports == (6222,)
    assert isinstance(joined.source, Pods)
    assert joined.source == joined.destination


def test_servers_call_nobody_else() -> None:
    """Neither Kubernetes nor AWS nor the internet."""
    [own] = [
        flow
        for flow in (*nats_flows(_AWS), *controller_flows())
        if isinstance(flow.source, Pods) and flow.source.labels.get("app.kubernetes.io/name") == "nats"
    ]
    assert own.name == "nats-to-nats"


def test_a_server_is_known_by_every_name_that_it_is_called_by() -> None:
    """The service's for clients, and one label more for each server."""
    assert {"nats.system.svc", "*.nats-headless"} <= set(server_names("system"))


def test_what_its_pods_request_counts_what_runs_beside_them() -> None:
    """Three containers a pod; of the controller there are two while it rolls."""
    [servers, *jobs], [controller] = nats_demand(NatsSize(replicas=3)), controller_demand()
    assert {job.name: job.always for job in jobs} == {"nats-snapshots": 0, "nats-restore": 0}
    assert (servers.always, str(servers.cpu), str(servers.memory)) == (3, "120m", "320Mi")
    assert (controller.replicas, controller.always) == (2, 1)


def test_who_copies_streams_reaches_the_servers_and_s3() -> None:
    """And nothing else: neither Kubernetes nor the internet."""
    for job in ("nats-snapshots", "nats-restore"):
        ways = [flow for flow in nats_flows(_AWS) if flow.name.startswith(f"{job}-to-")]
        assert {flow.name.removeprefix(f"{job}-to-"): flow.ports for flow in ways} == {
            "nats": (4222,),
            "aws": (443,),
            "pod-identity": (80,),
        }
        blocks = [flow.destination.blocks for flow in ways if isinstance(flow.destination, Addresses)]
        assert blocks == [_AWS, ("169.254.170.23/32",)]
