"""The External Secrets Operator: it copies secrets out of AWS Secrets Manager into the namespaces that ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.helm import v3 as helm

from components.aws.pod_role import PodRole, PodRoleArgs
from components.aws.policy_document import Statement
from components.component import Component
from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT, plane_labels
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.kubernetes.workload import Placement
from domain import ports
from domain.addresses import KUBERNETES_API, POD_IDENTITY_AGENT
from domain.chart import Chart
from domain.external_secrets_size import EXTERNAL_SECRETS_CPU, EXTERNAL_SECRETS_MEMORY
from domain.platform_services import SCRAPER
from domain.scratch_storage import SMALL_STORAGE, STORAGE
from domain.secret_path import secret_path
from domain.vault import RECOVERY_ITEM

EXTERNAL_SECRETS = "external-secrets"
"""The chart, the release, the service account and the name that its pods are selected by."""

_METRICS = 8080
_REQUESTS = {
    "cpu": str(EXTERNAL_SECRETS_CPU),
    "memory": str(EXTERNAL_SECRETS_MEMORY),
    "ephemeral-storage": str(SMALL_STORAGE),
}
_LIMITS = {"cpu": "250m", "memory": "256Mi", "ephemeral-storage": str(STORAGE)}


@dataclass(frozen=True, kw_only=True)
class ExternalSecretsArgs:
    """Whose secrets it reads, and how it is run."""

    chart: Chart
    """The operator's chart."""
    environment: str
    """The environment that owns the cluster."""
    readable: Sequence[str]
    """The environments whose secrets it reads, as patterns: those that run on the cluster."""
    region: str
    """The region of the secrets."""
    account_id: pulumi.Input[str]
    """The account of the secrets."""
    cluster_name: pulumi.Input[str]
    """The cluster."""
    cluster_arn: pulumi.Input[str]
    """Its ARN."""
    key_arn: pulumi.Input[str]
    """The key that encrypts the secrets."""
    namespace: pulumi.Input[str]
    """The platform's namespace."""
    replicas: int
    """How many pods; one of them works, the others wait to take over."""
    placement: Placement
    """Where it may run."""
    permissions_boundary: pulumi.Input[str]
    """The upper limit of its role."""
    rollout_seconds: int = 300
    """How long an installation may take."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class ExternalSecrets(Component):
    """The release of the operator's chart, and the role by which it reads secrets.

    It serves stores of a namespace alone, and neither generates nor writes secrets of AWS. Its webhook is left out:
    the schemas of its kinds refuse what is malformed, and a webhook that is down refuses everything.
    """

    release: pulumi.Output[str]
    """The release as `<namespace>/<name>`, known once it is installed and its kinds are there."""

    def __init__(self, name: str, args: ExternalSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:ExternalSecrets", name, None, opts)
        # Not all of it is inside of the cluster: the engine takes what is below a component for deleted with it.
        role = PodRole(
            f"{name}-role",
            PodRoleArgs(
                environment=args.environment,
                account_id=args.account_id,
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace=namespace_name(args.environment, "system"),
                service_account=EXTERNAL_SECRETS,
                statements=reading_statements(args),
                permissions_boundary=args.permissions_boundary,
            ),
            opts=self.child(),
        )
        release = helm.Release(
            f"{name}-release",
            name=EXTERNAL_SECRETS,
            chart=args.chart.name,
            version=args.chart.version,
            repository_opts=helm.RepositoryOptsArgs(repo=args.chart.repository),
            namespace=args.namespace,
            # A release that doesn't start is taken back, so that the next attempt begins where this one did.
            atomic=True,
            timeout=args.rollout_seconds,
            values=external_secrets_values(
                environment=args.environment, replicas=args.replicas, placement=args.placement
            ),
            opts=self.child(depends_on=[role.association], deleted_with=args.cluster),
        )
        self.release = release.id
        self.register()


def external_secrets_values(*, environment: str, replicas: int, placement: Placement) -> dict[str, Any]:
    """What differs from the chart's defaults."""
    several = replicas > 1
    return {
        "fullnameOverride": EXTERNAL_SECRETS,
        "replicaCount": replicas,
        "leaderElect": several,
        "podDisruptionBudget": {"enabled": several, "minAvailable": 1},
        "revisionHistoryLimit": 5,
        "serviceAccount": {"name": EXTERNAL_SECRETS},
        "webhook": {"create": False},
        "certController": {"create": False},
        "crds": {
            "createClusterExternalSecret": False,
            "createClusterSecretStore": False,
            "createClusterGenerator": False,
            "createClusterPushSecret": False,
            "createPushSecret": False,
        },
        "processClusterExternalSecret": False,
        "processClusterStore": False,
        "processClusterGenerator": False,
        "processClusterPushSecret": False,
        "processPushSecret": False,
        "rbac": {
            # Whoever may ask for a secret may read it: that is for who deploys, and for no role of people.
            "aggregateToView": False,
            "aggregateToEdit": False,
            "aggregateToAdmin": False,
            "serviceAccountTokenCreate": False,
            "servicebindings": {"create": False},
        },
        "podLabels": _own_labels(environment),
        "podAnnotations": {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": str(_METRICS),
            "prometheus.io/path": "/metrics",
        },
        "metrics": {"listen": {"port": _METRICS}},
        "livenessProbe": {"enabled": True},
        "nodeSelector": dict(placement.node_labels),
        "resources": {"requests": _REQUESTS, "limits": _LIMITS},
    }


def _own_labels(environment: str) -> dict[str, str]:
    """Ours; the chart's own pods have a name and a manager already, and no label may be given twice."""
    given = plane_labels(environment, "system")
    return {key: value for key, value in given.items() if not key.startswith("app.kubernetes.io/managed-by")}


def reading_statements(args: ExternalSecretsArgs) -> list[Statement]:
    """It reads the secrets of the environments on its cluster; the key opens through Secrets Manager alone."""
    prefix = pulumi.Output.concat(f"arn:aws:secretsmanager:{args.region}:", args.account_id, ":secret:")
    return [
        Statement(
            actions=["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            resources=[pulumi.Output.concat(prefix, secret_path(name, "*")) for name in args.readable],
        ),
        Statement(
            # Whoever asks for them in the cluster asks in vain: they open everything that Vault keeps.
            effect="Deny",
            actions=["secretsmanager:GetSecretValue"],
            resources=[pulumi.Output.concat(prefix, secret_path(name, f"{RECOVERY_ITEM}-*")) for name in args.readable],
        ),
        Statement(
            actions=["kms:Decrypt"],
            resources=[args.key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"secretsmanager.{args.region}.amazonaws.com"}},
        ),
    ]


def external_secrets_flows(aws_blocks: pulumi.Input[Sequence[str]]) -> tuple[Flow, ...]:
    """Its ways: to what asks it, to what it reads, and to who says that it may."""
    pods = Pods(namespace=namespace_name("", "system"), labels={COMPONENT: EXTERNAL_SECRETS})
    return (
        Flow(
            name=f"{EXTERNAL_SECRETS}-to-kubernetes",
            source=pods,
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
            reason="it reads there what is asked for, and writes it",
        ),
        Flow(
            name=f"{EXTERNAL_SECRETS}-to-aws",
            source=pods,
            destination=Addresses(blocks=aws_blocks),
            ports=(ports.HTTPS,),
            reason="it reads secrets by the private endpoint of Secrets Manager",
        ),
        Flow(
            name=f"{EXTERNAL_SECRETS}-to-pod-identity",
            source=pods,
            destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
            ports=(ports.POD_IDENTITY,),
            reason="it gets the credentials of its role there",
        ),
        Flow(
            name=f"metrics-of-{EXTERNAL_SECRETS}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=pods,
            ports=(_METRICS,),
            reason="metrics are read from the pods",
        ),
    )
