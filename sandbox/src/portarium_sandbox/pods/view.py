"""The cluster's objects as the flows see them."""

from collections.abc import Iterator, Mapping

from portarium_sandbox.pods.cluster import Cluster
from portarium_sandbox.pods.flows import Endpoint, Served
from portarium_sandbox.pods.objects import Object, part, several, texts
from portarium_sandbox.pods.policy import Peer

API_ADDRESS = "172.20.0.1"
_SERVICE_NAME = "kubernetes.io/service-name"


def peer_of(pod: Object, spaces: Mapping[tuple[str, str], Object], address: str) -> Peer:
    """Give a pod as policies see it."""
    metadata = pod["metadata"]
    space = spaces.get(("", metadata["namespace"])) or {"metadata": {}}
    return Peer(
        addresses=(address,),
        namespace=metadata["namespace"],
        labels=texts(metadata, "labels"),
        namespace_labels=texts(space["metadata"], "labels"),
        named_ports={
            (port.get("protocol", "TCP"), port["name"]): port["containerPort"]
            for container in pod["spec"]["containers"]
            for port in several(container, "ports")
            if port.get("name")
        },
    )


def services_of(cluster: Cluster) -> list[Served]:
    """Give all services that have an address, each port with its endpoints."""
    slices: dict[tuple[str, str], list[Object]] = {}
    for (namespace, _), piece in cluster.objects["endpointslices"].items():
        service = texts(piece["metadata"], "labels").get(_SERVICE_NAME, "")
        slices.setdefault((namespace, service), []).append(piece)
    return [
        Served(
            address=service["spec"]["clusterIP"],
            port=port["port"],
            protocol=port.get("protocol", "TCP"),
            endpoints=tuple(_endpoints(slices.get(key, []), port)),
            sticky=service["spec"].get("sessionAffinity") == "ClientIP",
        )
        for key, service in cluster.services.items()
        if service["spec"].get("clusterIP") not in (None, "", "None", API_ADDRESS)
        for port in several(service["spec"], "ports")
    ]


def _endpoints(slices: list[Object], port: Object) -> Iterator[Endpoint]:
    for piece in slices:
        found = next((one for one in several(piece, "ports") if (one.get("name") or "") == port.get("name", "")), None)
        if found is None or found.get("port") is None:
            continue
        for endpoint in several(piece, "endpoints"):
            ready = part(endpoint, "conditions").get("ready")
            for address in endpoint["addresses"]:
                yield Endpoint(address=address, port=found["port"], is_ready=ready is not False)
