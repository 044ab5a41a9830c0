"""A certificate of the platform's authority, for a service of the platform or for whoever it has to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.secret_store import READY
from components.platform.platform_authority import API_VERSION, ISSUER

Usage = Literal["server auth", "client auth"]
"""What it is shown for: to be called, or to call."""


@dataclass(frozen=True, kw_only=True)
class PlatformCertificateArgs:
    """For whom, and for what."""

    secret: str
    """The secret that it is kept in, with its key and the authority's certificate."""
    namespace: pulumi.Input[str]
    """The platform's namespace, where the issuer is."""
    names: Sequence[str]
    """The names in it."""
    usages: Sequence[Usage]
    """What it is shown for."""
    wait_seconds: int = 300
    """How long cert-manager may take."""
    after: Sequence[pulumi.Resource] = ()
    """cert-manager and the authority."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class PlatformCertificate(Component):
    """A request to the platform's issuer; a new certificate with a new key comes each second month."""

    secret: pulumi.Output[str]
    """The name of the secret, known once there is something in it."""

    def __init__(self, name: str, args: PlatformCertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:PlatformCertificate", name, None, opts)
        self.inside = args.cluster
        wait = f"{args.wait_seconds}s"
        certificate = CustomResource(
            f"{name}-certificate",
            api_version=API_VERSION,
            kind="Certificate",
            metadata=meta.ObjectMetaArgs(name=args.secret, namespace=args.namespace, annotations=READY),
            spec=certificate_spec(args.secret, args.names, args.usages),
            opts=self.child(depends_on=args.after, custom_timeouts=pulumi.CustomTimeouts(create=wait, update=wait)),
        )
        self.secret = certificate.id.apply(lambda _: args.secret)
        self.register()


def certificate_spec(
    secret: str, names: Sequence[str], usages: Sequence[Usage], *, addresses: Sequence[str] = ()
) -> dict[str, Any]:
    """What is asked of the platform's issuer; `addresses` are those that it is called by without a name."""
    return {
        "secretName": secret,
        "dnsNames": list(names),
        **({"ipAddresses": list(addresses)} if addresses else {}),
        "duration": "2160h",
        "renewBefore": "720h",
        "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
        "usages": ["digital signature", *usages],
        "issuerRef": {"group": "cert-manager.io", "kind": "Issuer", "name": ISSUER},
    }
