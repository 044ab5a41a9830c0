"""Vault: its identity on AWS, its certificates and its application."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.meta import v1 as meta

from components.aws.pod_role import PodRole, PodRoleArgs
from components.aws.policy_document import Statement
from components.component import Component
from components.kubernetes.secret_store import READY
from components.platform.argo_application import ArgoApplication, IgnoredField
from components.platform.argo_project import ObjectKind
from components.platform.installation import Installation
from components.platform.platform_authority import API_VERSION
from components.platform.platform_certificate import certificate_spec
from components.platform.vault_values import VaultChartArgs, vault_values
from domain.chart import Chart
from domain.vault import INJECTOR, INJECTOR_TLS, SERVERS_TLS, VAULT

CLUSTER_KINDS = (
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRole"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRoleBinding"),
    ObjectKind(group="admissionregistration.k8s.io", kind="MutatingWebhookConfiguration"),
)
"""The kinds without a namespace that its chart brings."""

WEBHOOK_AUTHORITY = IgnoredField(
    group="admissionregistration.k8s.io",
    kind="MutatingWebhookConfiguration",
    paths=[".webhooks[]?.clientConfig.caBundle"],
)
"""cert-manager writes there whom the API server is to believe; the chart has it empty."""


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    """Whose it is, what it is installed from, and what seals it."""

    chart: Chart
    """The chart."""
    values: VaultChartArgs
    """What the chart is told."""
    installation: Installation
    """Its place and its turn."""
    account_id: pulumi.Input[str]
    """The account of the cluster."""
    cluster_name: pulumi.Input[str]
    """The cluster."""
    cluster_arn: pulumi.Input[str]
    """Its ARN."""
    key_arn: pulumi.Input[str]
    """The key that seals it."""
    permissions_boundary: pulumi.Input[str]
    """The upper limit of its role."""
    certificate_seconds: int = 300
    """How long cert-manager may take for a certificate."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class Vault(Component):
    """Servers that share their storage and unseal themselves, and the injector that adds an agent to pods.

    The certificates are made before the release, because neither starts without its own. Their secrets go when they do,
    and cert-manager makes them again as long as they are wanted.
    """

    synced: pulumi.Output[str]
    """The name of its application, known once it runs; it may still be uninitialised then."""
    application: ArgoApplication
    """The application itself, for later waves to depend on."""

    def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:Vault", name, None, opts)
        values, place = args.values, args.installation
        role = PodRole(
            f"{name}-role",
            PodRoleArgs(
                environment=values.environment,
                account_id=args.account_id,
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace=values.namespace,
                service_account=VAULT,
                statements=sealing_statements(args.key_arn),
                permissions_boundary=args.permissions_boundary,
            ),
            opts=self.child(),
        )
        certificates = [
            self._certificate(f"{name}-servers", args, SERVERS_TLS, server_names(values), ["127.0.0.1"]),
            self._certificate(f"{name}-injector", args, INJECTOR_TLS, injector_names(values.namespace)),
        ]
        self.application = ArgoApplication(
            f"{name}-release",
            place.of(
                VAULT,
                chart=args.chart,
                values=vault_values(values),
                ignored=[WEBHOOK_AUTHORITY],
                # A pod that starts before its association exists runs without its AWS identity, and stays sealed.
                after=[role.association, *certificates],
            ),
            opts=self.child(),
        )
        self.synced = self.application.synced
        self.register()

    def _certificate(
        self, name: str, args: VaultArgs, certificate: str, names: Sequence[str], addresses: Sequence[str] = ()
    ) -> CustomResource:
        wait = f"{args.certificate_seconds}s"
        return CustomResource(
            f"{name}-certificate",
            api_version=API_VERSION,
            kind="Certificate",
            metadata=meta.ObjectMetaArgs(name=certificate, namespace=args.installation.namespace, annotations=READY),
            spec=certificate_spec(certificate, names, ["server auth"], addresses=addresses),
            opts=self.child(
                depends_on=args.installation.after,
                deleted_with=args.cluster,
                custom_timeouts=pulumi.CustomTimeouts(create=wait, update=wait),
            ),
        )


def sealing_statements(key_arn: pulumi.Input[str]) -> list[Statement]:
    """It seals and unseals itself with one key; data is encrypted by Vault alone, and backups are none of its own."""
    return [Statement(actions=["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"], resources=[key_arn])]


def server_names(values: VaultChartArgs) -> list[str]:
    """Every name by which a server is asked: each on its own, all of them, those that lead, and those that don't."""
    services = [VAULT, f"{VAULT}-active", f"{VAULT}-standby", f"{VAULT}-internal"]
    each = [f"{VAULT}-{number}.{VAULT}-internal" for number in range(values.size.replicas)]
    return ["localhost", *(name for short in [*services, *each] for name in _in_cluster(short, values.namespace))]


def injector_names(namespace: str) -> list[str]:
    """The names by which the API server asks the injector."""
    return _in_cluster(f"{INJECTOR}-svc", namespace)


def _in_cluster(service: str, namespace: str) -> list[str]:
    return [service, f"{service}.{namespace}", f"{service}.{namespace}.svc"]
