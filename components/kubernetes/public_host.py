"""The name under which a service of an environment is reached from outside: its control plane, its Keycloak."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from components.component import Component
from components.kubernetes.labels import plane_labels
from domain.plane import Plane
from domain.public_entry import CLASS

_ALB = "alb.ingress.kubernetes.io"


@dataclass(frozen=True, kw_only=True)
class PublicHostArgs:
    """Which name leads to which service."""

    environment: str
    """The environment."""
    host: pulumi.Input[str]
    """The name, which the certificate has to cover."""
    namespace: pulumi.Input[str]
    """The namespace of the service."""
    service: pulumi.Input[str]
    """The service that it leads to, known once its pods are ready."""
    port: int
    """Its port."""
    health_path: str
    """What the load balancer asks a pod before it sends requests there."""
    certificate_arn: pulumi.Input[str]
    """The environment's certificate."""
    security_group_id: pulumi.Input[str]
    """The load balancer's security group."""
    ingress: str = "control-plane"
    """What the ingress is called."""
    plane: Plane = "control"
    """The plane of the namespace."""
    paths: Sequence[str] = ("/",)
    """What is led on, with all below it; nothing else is."""


class PublicHost(Component):
    """An ingress: a host, a certificate and a service; all else is the platform's, in the class that it names.

    It does not go with its cluster: what the controller made for it in AWS goes only when it is deleted by itself.
    """

    host: pulumi.Output[str]
    """The name."""

    def __init__(self, name: str, args: PublicHostArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:PublicHost", name, None, opts)
        networking.Ingress(
            f"{name}-ingress",
            metadata=meta.ObjectMetaArgs(
                name=args.ingress,
                namespace=args.namespace,
                labels=plane_labels(args.environment, args.plane),
                annotations={
                    f"{_ALB}/certificate-arn": args.certificate_arn,
                    f"{_ALB}/security-groups": args.security_group_id,
                    f"{_ALB}/manage-backend-security-group-rules": "false",
                    f"{_ALB}/listen-ports": '[{"HTTP": 80}, {"HTTPS": 443}]',
                    f"{_ALB}/healthcheck-path": args.health_path,
                    # Sessions are in the memory of a pod, and a browser has to come back to its own.
                    f"{_ALB}/target-group-attributes": "stickiness.enabled=true,stickiness.type=lb_cookie",
                    # A load balancer takes minutes, and an update of the workloads has nothing to wait for it.
                    "pulumi.com/skipAwait": "true",
                },
            ),
            spec=networking.IngressSpecArgs(
                ingress_class_name=CLASS,
                rules=[
                    networking.IngressRuleArgs(
                        host=args.host,
                        http=networking.HTTPIngressRuleValueArgs(
                            paths=[
                                networking.HTTPIngressPathArgs(
                                    path=path,
                                    path_type="Prefix",
                                    backend=networking.IngressBackendArgs(
                                        service=networking.IngressServiceBackendArgs(
                                            name=args.service,
                                            port=networking.ServiceBackendPortArgs(number=args.port),
                                        )
                                    ),
                                )
                                for path in args.paths
                            ]
                        ),
                    )
                ],
            ),
            opts=self.child(),
        )
        self.host = pulumi.Output.from_input(args.host)
        self.register()
