"""The services of an environment as its cluster tells of them: applications, certificates, the seals of Vault."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from domain.gitops import APPLICATIONS, WAVE
from ops.operations.cluster import Cluster, NotThereError

State = Literal["ok", "waiting", "progressing", "failing"]

_CERTIFICATES = "/apis/cert-manager.io/v1/namespaces/{namespace}/certificates"
_VAULT_PODS = "/api/v1/namespaces/{namespace}/pods?labelSelector=app.kubernetes.io%2Fname%3Dvault%2Ccomponent%3Dserver"
_SEALED = "vault-sealed"


@dataclass(frozen=True, kw_only=True)
class Service:
    """One application of Argo CD."""

    name: str
    wave: int
    wanted: str
    """The version that is declared."""
    running: str
    """The version that was last installed; empty before the first."""
    sync: str
    health: str
    automated: bool
    """Whether it goes in by itself where no gate is."""
    problem: str = ""
    """Why it is not as it should be; empty where it is."""

    @property
    def state(self) -> State:
        """What an operator has to know first."""
        if self.sync == "Synced" and self.health == "Healthy":
            return "ok"
        if self.problem or self.health == "Degraded":
            return "failing"
        return "waiting" if self.sync == "OutOfSync" else "progressing"


@dataclass(frozen=True, kw_only=True)
class Platform:
    """All that an environment's cluster says of its platform."""

    services: tuple[Service, ...]
    certificate: datetime | None
    """When the first certificate of the platform ends."""
    sealed: Mapping[str, bool]
    """Each pod of Vault, and whether it is sealed."""


def read_platform(cluster: Cluster, namespace: str) -> Platform:
    """Ask a cluster about the services in the platform's namespace."""
    return Platform(
        services=tuple(read_services(cluster)),
        certificate=_first_end(cluster, namespace),
        sealed=_seals(cluster, namespace),
    )


def read_services(cluster: Cluster) -> list[Service]:
    """Every application, in the order in which they come up."""
    listed = cluster.get(APPLICATIONS)["items"]
    return sorted((service_of(each) for each in listed), key=lambda each: (each.wave, each.name))


def service_of(application: Mapping[str, Any]) -> Service:
    """What an application says of itself."""
    metadata, spec = application["metadata"], application["spec"]
    status: Mapping[str, Any] = application.get("status") or {}
    sync, health = _part(status, "sync"), _part(status, "health")
    return Service(
        name=metadata["name"],
        wave=int(_part(metadata, "annotations").get(WAVE, "0")),
        wanted=str(_part(spec, "source").get("targetRevision", "")),
        running=_installed(status),
        sync=str(sync.get("status") or "Unknown"),
        health=str(health.get("status") or "Unknown"),
        automated=bool(_part(spec, "syncPolicy").get("automated")),
        problem=_problem(status),
    )


def _installed(status: Mapping[str, Any]) -> str:
    history = cast("list[Mapping[str, Any]]", status.get("history") or [])
    return str(history[-1].get("revision", "")) if history else ""


def _problem(status: Mapping[str, Any]) -> str:
    """The first of what it complains about, of a sync that failed, and of what is unhealthy."""
    conditions = cast("Iterable[Mapping[str, Any]]", status.get("conditions") or [])
    told = [
        f"{each['type']}: {each.get('message', '')}" for each in conditions if str(each.get("type")).endswith("Error")
    ]
    operation = _part(status, "operationState")
    if operation.get("phase") in ("Error", "Failed"):
        told.append(str(operation.get("message") or "its last sync failed"))
    told += [
        f"{each.get('kind')} {each.get('name')}: {_part(each, 'health').get('message') or 'is Degraded'}"
        for each in cast("Iterable[Mapping[str, Any]]", status.get("resources") or [])
        if _part(each, "health").get("status") == "Degraded"
    ]
    return " ".join(told[0].split()) if told else ""


def _first_end(cluster: Cluster, namespace: str) -> datetime | None:
    listed = _listed(cluster, _CERTIFICATES.format(namespace=namespace))
    ends = [_part(each, "status").get("notAfter") for each in listed]
    return min((datetime.fromisoformat(end) for end in ends if end), default=None)


def _seals(cluster: Cluster, namespace: str) -> dict[str, bool]:
    """Vault writes into the labels of its own pods whether they are sealed."""
    pods = _listed(cluster, _VAULT_PODS.format(namespace=namespace))
    labels = {pod["metadata"]["name"]: _part(pod["metadata"], "labels") for pod in pods}
    return {name: worn[_SEALED] == "true" for name, worn in labels.items() if _SEALED in worn}


def _listed(cluster: Cluster, path: str) -> list[Mapping[str, Any]]:
    try:
        return cluster.get(path)["items"]
    except NotThereError:
        # A kind that no chart has brought yet is no fault of the cluster's.
        return []


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return whole.get(name) or {}
