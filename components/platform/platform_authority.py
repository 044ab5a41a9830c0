"""The platform's own authority: whom its services are told to believe, and who signs their certificates."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.secret_store import READY
from components.naming import physical_name
from domain.platform_services import PLATFORM

API_VERSION = "cert-manager.io/v1"
"""The version of cert-manager's kinds."""

ISSUER = PLATFORM
"""The issuer that a service of the platform names in its request for a certificate."""

_ROOT = "platform-root"
_AUTHORITY = "platform-authority"
_TEN_YEARS = "87600h"
_ONE_YEAR = "8760h"


@dataclass(frozen=True, kw_only=True)
class PlatformAuthorityArgs:
    """Whose authority it is, and where."""

    environment: str
    """The environment that owns the cluster."""
    namespace: pulumi.Input[str]
    """The platform's namespace, known once cert-manager is there; nobody outside of it can ask this authority."""
    wait_seconds: int = 300
    """How long cert-manager may take for each step."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class PlatformAuthority(Component):
    """A root that signs itself, made in the cluster, and the issuer that signs with it.

    Its key is a secret of the platform's namespace and nowhere else. It stays the same when the certificate is
    renewed, a year before it ends, so that whoever was told of the old one believes the new one.
    """

    issuer: pulumi.Output[str]
    """The name of the issuer, known once it can sign."""

    def __init__(self, name: str, args: PlatformAuthorityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:PlatformAuthority", name, None, opts)
        self.inside = args.cluster
        self._args = args
        root = self._issuer(f"{name}-root", _ROOT, {"selfSigned": {}}, after=[])
        certificate = CustomResource(
            f"{name}-certificate",
            api_version=API_VERSION,
            kind="Certificate",
            metadata=meta.ObjectMetaArgs(name=_AUTHORITY, namespace=args.namespace, annotations=READY),
            spec={
                "isCA": True,
                "commonName": physical_name(args.environment, "platform"),
                "secretName": _AUTHORITY,
                "duration": _TEN_YEARS,
                "renewBefore": _ONE_YEAR,
                "privateKey": {"algorithm": "ECDSA", "size": 384, "rotationPolicy": "Never"},
                "issuerRef": {"group": "cert-manager.io", "kind": "Issuer", "name": _ROOT},
            },
            opts=self._waited(after=[root]),
        )
        platform = self._issuer(f"{name}-issuer", ISSUER, {"ca": {"secretName": _AUTHORITY}}, after=[certificate])
        self.issuer = platform.id.apply(lambda _: ISSUER)
        self.register()

    def _issuer(
        self, name: str, issuer: str, spec: dict[str, object], *, after: Sequence[pulumi.Resource]
    ) -> CustomResource:
        return CustomResource(
            name,
            api_version=API_VERSION,
            kind="Issuer",
            metadata=meta.ObjectMetaArgs(name=issuer, namespace=self._args.namespace, annotations=READY),
            spec=spec,
            opts=self._waited(after=after),
        )

    def _waited(self, *, after: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
        wait = f"{self._args.wait_seconds}s"
        return self.child(depends_on=after, custom_timeouts=pulumi.CustomTimeouts(create=wait, update=wait))
