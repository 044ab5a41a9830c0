"""Whom to believe that a server is the database's, for the pods that connect to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.labels import plane_labels
from domain.database_authority import AUTHORITIES_FILE, AUTHORITY
from domain.plane import Plane


@dataclass(frozen=True, kw_only=True)
class DatabaseAuthorityArgs:
    """Who is believed, and where."""

    environment: str
    """The environment."""
    certificates: str
    """The authorities of RDS, as PEM."""
    namespaces: Mapping[Plane, pulumi.Input[str]]
    """The namespaces from which the database is used, by plane."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class DatabaseAuthority(Component):
    """One config map in each of the namespaces, under the name by which whoever connects mounts it."""

    namespaces: pulumi.Output[Mapping[Plane, str]]
    """The namespaces, known once it is in all of them."""

    def __init__(self, name: str, args: DatabaseAuthorityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:DatabaseAuthority", name, None, opts)
        self.inside = args.cluster
        self.namespaces = pulumi.Output.all(
            **{plane: self._map(name, args, plane).metadata.namespace for plane in args.namespaces}
        ).apply(lambda made: {plane: str(made[plane]) for plane in args.namespaces})
        self.register()

    def _map(self, name: str, args: DatabaseAuthorityArgs, plane: Plane) -> core.ConfigMap:
        return core.ConfigMap(
            f"{name}-{plane}",
            # Not immutable: RDS adds an authority years before it signs with it, and pods read it when they start.
            metadata=meta.ObjectMetaArgs(
                name=AUTHORITY, namespace=args.namespaces[plane], labels=plane_labels(args.environment, plane)
            ),
            data={AUTHORITIES_FILE: args.certificates},
            opts=self.child(),
        )
