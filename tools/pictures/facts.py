"""What a recorded stack consists of, as pictures and tables need it: sorted, because registration has no order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from components.kubernetes.labels import COMPONENT
from domain.plane import PLANE_KEY
from tests.recording import Recording
from tools.pictures.ways import Ground, Way, ways

_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
_RUNNING = {
    "kubernetes:apps/v1:Deployment": "",
    "kubernetes:batch/v1:Job": "job",
    "kubernetes:batch/v1:CronJob": "schedule",
}
_OUTSIDE = {
    "0.0.0.0/0": "the internet",
    "169.254.170.23/32": "pod identity",
    "172.20.0.1/32": "the Kubernetes API",
}
_SUBNETS = {
    "public": "the load balancer",
    "private": "nodes and the API server",
    "database": "the database",
    "endpoints": "AWS by private endpoints",
}


@dataclass(frozen=True, kw_only=True)
class Running:
    """Something that Pulumi itself runs in the cluster."""

    name: str
    """Its component."""
    namespace: str
    """Where."""
    kind: str
    """`job` or `schedule`; empty for what runs all the time."""
    replicas: int
    """How many pods at first; an autoscaler may change it."""


@dataclass(frozen=True, kw_only=True)
class Subnet:
    """A subnet of the network."""

    kind: str
    """`public`, `private`, `database` or `endpoints`."""
    zone: str
    """The availability zone."""
    block: str
    """Its addresses."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A recorded stack."""

    recording: Recording

    def inputs(self, type_token: str) -> list[dict[str, Any]]:
        """The inputs of every resource of a type, by its name."""
        found = sorted(self.recording.all(type_token), key=lambda resource: resource.name)
        return [resource.inputs for resource in found]

    def names(self, type_token: str) -> list[str]:
        """The name of every resource of a type."""
        return sorted(resource.name for resource in self.recording.all(type_token))

    @cached_property
    def namespaces(self) -> Mapping[str, Mapping[str, str]]:
        """The labels of each namespace."""
        found = self.inputs("kubernetes:core/v1:Namespace")
        return {str(each["metadata"]["name"]): each["metadata"]["labels"] for each in found}

    def plane(self, namespace: str) -> str:
        """The plane that a namespace belongs to."""
        return str(self.namespaces[namespace].get(PLANE_KEY, "system"))

    @cached_property
    def running(self) -> Sequence[Running]:
        """What Pulumi itself runs."""
        return [
            Running(
                name=str(each["metadata"]["labels"][COMPONENT]),
                namespace=str(each["metadata"]["namespace"]),
                kind=kind,
                replicas=int(each["spec"].get("replicas", 1)),
            )
            for token, kind in _RUNNING.items()
            for each in self.inputs(token)
        ]

    @cached_property
    def charts(self) -> Sequence[tuple[str, str]]:
        """Each chart with its version: those of Argo CD's applications, and those that come before it."""
        sources = [each["spec"]["source"] for each in self.inputs("kubernetes:argoproj.io/v1alpha1:Application")]
        releases = self.inputs("kubernetes:helm.sh/v3:Release")
        found = [(str(each["chart"]), str(each["targetRevision"])) for each in sources]
        return sorted([*found, *((str(each["chart"]), str(each["version"])) for each in releases)])

    @cached_property
    def subnets(self) -> Sequence[Subnet]:
        """The subnets, in the order of their addresses."""
        found = [
            Subnet(kind=_kind(str(each["tags"]["Name"])), zone=str(each["availabilityZone"]), block=each["cidrBlock"])
            for each in self.inputs("aws:ec2/subnet:Subnet")
        ]
        return sorted(found, key=lambda subnet: [int(part) for part in subnet.block.split("/")[0].split(".")])

    @cached_property
    def policies(self) -> Sequence[dict[str, Any]]:
        """The network policies."""
        found = self.inputs(_POLICY)
        return sorted(found, key=lambda each: (each["metadata"]["namespace"], each["metadata"]["name"]))

    @cached_property
    def ways(self) -> Sequence[Way]:
        """Who may begin a conversation with whom."""
        vpc = str(self.inputs("aws:ec2/vpc:Vpc")[0]["cidrBlock"])
        blocks = {vpc: "the network", **{subnet.block: _SUBNETS[subnet.kind] for subnet in self.subnets}}
        return ways(self.policies, Ground(namespaces=self.namespaces, blocks={**blocks, **_OUTSIDE}))


def _kind(name: str) -> str:
    return next(kind for kind in _SUBNETS if f"-{kind}-" in name)
