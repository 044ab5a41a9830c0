"""A project of Argo CD: where its applications may come from, where they may go, and when by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from domain.gitops import API_VERSION, GITOPS, IN_CLUSTER


@dataclass(frozen=True, kw_only=True)
class ObjectKind:
    """A kind of Kubernetes, by its group."""

    group: str
    """The API group; the empty one is the core."""
    kind: str
    """The kind."""

    @property
    def resource(self) -> str:
        """What the API calls many of it, as roles do."""
        name = self.kind.lower()
        if name.endswith("params"):
            return name
        if name.endswith("y"):
            return f"{name[:-1]}ies"
        return f"{name}es" if name.endswith("s") else f"{name}s"


@dataclass(frozen=True, kw_only=True)
class ArgoProjectArgs:
    """What the applications of a project may do."""

    project: str
    """Its name."""
    description: str
    """What it is for, in half a sentence."""
    repositories: Sequence[str]
    """The repositories that its applications may come from."""
    namespaces: Sequence[pulumi.Input[str]]
    """The namespaces that they may install into."""
    account: pulumi.Input[str]
    """The service account as which they are installed, in the namespace of Argo CD."""
    cluster_kinds: Sequence[ObjectKind] = ()
    """The kinds without a namespace that they may bring; no others."""
    forbidden_kinds: Sequence[ObjectKind] = ()
    """The kinds of a namespace that they may not bring."""
    gated: bool = False
    """Whether a change waits until a person lets it in."""
    after: Sequence[pulumi.Resource] = ()
    """Argo CD, where this stack installs it: without it the kind is unknown."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class ArgoProject(Component):
    """A fence around applications: repositories, destinations and kinds are listed, and nothing else is let in."""

    project: pulumi.Output[str]
    """Its name, known once it is there."""

    def __init__(self, name: str, args: ArgoProjectArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:ArgoProject", name, None, opts)
        self.inside = args.cluster
        project = CustomResource(
            f"{name}-project",
            api_version=API_VERSION,
            kind="AppProject",
            metadata=meta.ObjectMetaArgs(name=args.project, namespace=GITOPS),
            spec={
                "description": args.description,
                # What is empty lets nothing in, and is left out: the API server would not keep it.
                "sourceRepos": sorted(set(args.repositories)) or None,
                "destinations": [{"server": IN_CLUSTER, "namespace": namespace} for namespace in args.namespaces],
                "destinationServiceAccounts": [
                    {
                        "server": IN_CLUSTER,
                        "namespace": namespace,
                        "defaultServiceAccount": pulumi.Output.concat(f"{GITOPS}:", args.account),
                    }
                    for namespace in args.namespaces
                ],
                "clusterResourceWhitelist": _listed(args.cluster_kinds),
                "namespaceResourceBlacklist": _listed(args.forbidden_kinds),
                "syncWindows": sync_windows(gated=args.gated) or None,
            },
            opts=self.child(depends_on=args.after),
        )
        self.project = project.id.apply(lambda _: args.project)
        self.register()


def sync_windows(*, gated: bool) -> list[dict[str, Any]]:
    """The gate: at no time does a change go in by itself, and at any time a person may let it in."""
    if not gated:
        return []
    return [{"kind": "deny", "schedule": "* * * * *", "duration": "24h", "applications": ["*"], "manualSync": True}]


def _listed(kinds: Sequence[ObjectKind]) -> list[dict[str, str]] | None:
    return [{"group": each.group, "kind": each.kind} for each in kinds] or None
